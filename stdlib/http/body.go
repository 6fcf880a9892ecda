package http

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	nethttp "net/http"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// acceptedEncodings is what an answer may be compressed with.
const acceptedEncodings = "gzip, br, zstd"

const (
	maxLayers   = 3       // of compression
	maxWindow   = 8 << 20 // of zstd, as browsers have it
	preallocate = 64 << 10
)

// rawBody is the body as it comes. It remembers how far it came and why it
// ended: a decoder may call a broken connection broken data.
type rawBody struct {
	io.Reader
	read int
	err  error
}

func (b *rawBody) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	b.read += n
	if err != nil {
		b.err = err
	}
	return n, err
}

// readBody reads and decompresses a body of at most limit bytes. What could be
// read is returned with the error.
func readBody(raw io.Reader, h nethttp.Header, length, limit int64) ([]byte, error) {
	encodings, err := contentEncodings(h)
	if err != nil {
		return nil, err
	}
	if len(encodings) == 0 {
		if length > limit {
			return nil, tooLarge(limit)
		}
		return readLimited(raw, length, limit)
	}
	// Data that decompresses to less than it is must be bounded as well.
	buffered := bufio.NewReader(io.LimitReader(raw, limit+64<<10))
	if _, err := buffered.Peek(1); err == io.EOF {
		return nil, nil // an answer to HEAD, or a 304
	}
	var decoded io.Reader = buffered
	for i := len(encodings) - 1; i >= 0; i-- {
		var done func()
		decoded, done, err = decoder(encodings[i], decoded)
		if err != nil {
			return nil, badEncoding(encodings[i], err)
		}
		defer done()
	}
	body, err := readLimited(decoded, -1, limit)
	if err != nil && !errors.As(err, new(*sizeError)) {
		err = badEncoding(strings.Join(encodings, ", "), err)
	}
	if err == nil {
		_, _ = io.CopyN(io.Discard, buffered, 1) // to the end of the message, for the next one
	}
	return body, err
}

// readLimited reads to the end, up to a limit; length is what was announced, or
// below 0.
func readLimited(r io.Reader, length, limit int64) ([]byte, error) {
	room := int64(bytes.MinRead)
	if length >= 0 {
		room = min(length, preallocate) + 1 // in which the end is found
	}
	buf := make([]byte, 0, room)
	r = io.LimitReader(r, limit+1)
	for {
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		switch {
		case int64(len(buf)) > limit:
			return buf[:limit], tooLarge(limit)
		case err == io.EOF && len(buf) == 0:
			return nil, nil
		case err == io.EOF:
			return buf, nil
		case err != nil:
			return buf, err
		}
		if len(buf) == cap(buf) {
			buf = slices.Grow(buf, bytes.MinRead)
		}
	}
}

// sizeError says that a body is larger than it may be.
type sizeError struct{ limit int64 }

func (e *sizeError) Error() string {
	return fmt.Sprintf("the answer is larger than %s: raise max_response to take it", size(e.limit))
}

func tooLarge(limit int64) error { return &sizeError{limit} }

func size(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%dmb", n>>20)
	case n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%dkb", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}

func badEncoding(name string, err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return fmt.Errorf("the answer's %s data ends early", name)
	}
	return fmt.Errorf("the answer's %s data is broken: %w", name, err)
}

// contentEncodings returns the encodings in the order in which they were
// applied. Names that are no compression, such as charsets, are found in the
// wild and mean nothing.
func contentEncodings(h nethttp.Header) ([]string, error) {
	var names []string
	for name := range strings.SplitSeq(strings.Join(h.Values("Content-Encoding"), ","), ",") {
		switch name = strings.ToLower(strings.TrimSpace(name)); name {
		case "", "identity", "none", "binary", "utf-8", "utf8", "iso-8859-1", "7bit", "8bit":
		case "gzip", "x-gzip":
			names = append(names, "gzip")
		case "br", "zstd", "deflate":
			names = append(names, name)
		default:
			return nil, fmt.Errorf("the answer's encoding %q is not known", name)
		}
	}
	if len(names) > maxLayers {
		return nil, fmt.Errorf("the answer is compressed %d times over", len(names))
	}
	return names, nil
}

func decoder(name string, r io.Reader) (_ io.Reader, done func(), err error) {
	nothing := func() {}
	switch name {
	case "gzip":
		d, err := gzip.NewReader(r)
		return d, nothing, err
	case "br":
		return brotli.NewReader(r), nothing, nil
	case "zstd":
		d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, nil, err
		}
		return d, d.Close, nil
	}
	// "deflate" means zlib, but some send what the name says.
	buffered := bufio.NewReader(r)
	head, _ := buffered.Peek(2)
	if len(head) == 2 && head[0]&0x0f == 8 && (uint(head[0])<<8|uint(head[1]))%31 == 0 {
		d, err := zlib.NewReader(buffered)
		return d, nothing, err
	}
	return flate.NewReader(buffered), nothing, nil
}
