package state

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"sync"
)

// A file begins with magic, a letter that says what it holds, and the version
// of its form. Frames follow:
//
//	length of the payload   4 bytes, little-endian as all that follows
//	CRC-32C of the payload  4 bytes
//	CRC-32C of these eight  4 bytes
//	the payload
//
// A process that is killed leaves at most the beginning of a frame behind, which
// is cut off when the file is opened. The third number tells that from a length
// that was damaged: to cut there would lose what stands behind it.
const (
	magic     = "lcsstate"
	version   = 1
	headSize  = len(magic) + 2
	frameHead = 12
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// ref is where a payload stands in a file.
type ref struct {
	at   int64
	size int
}

// log is a file of frames that grows at its end.
type log struct {
	name string
	kind byte

	mu   sync.Mutex
	file *os.File
	size int64
	buf  []byte

	syncing sync.Mutex // held while the file is flushed, or replaced
	synced  int64      // how much of it no power cut loses
}

// damagedError is what is wrong with a file of the state.
type damagedError struct{ name, message string }

func (e *damagedError) Error() string { return fmt.Sprintf("'%s' %s", e.name, e.message) }

// openLog opens a file, or makes an empty one, and calls frame for each payload
// in it, which is valid until the next call.
func openLog(name string, kind byte, frame func(at ref, payload []byte) error) (*log, error) {
	_ = os.Remove(name + newSuffix) // of a replacement that did not come to its end
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	l := &log{name: name, kind: kind, file: file}
	if err := l.read(frame); err != nil {
		_ = file.Close()
		return nil, err
	}
	return l, nil
}

// read goes through the file and cuts off the beginning of a last frame.
func (l *log) read(frame func(at ref, payload []byte) error) error {
	info, err := l.file.Stat()
	if err != nil {
		return err
	}
	in := bufio.NewReaderSize(l.file, 1<<20)
	head := make([]byte, min(info.Size(), int64(headSize)))
	if _, err := io.ReadFull(in, head); err != nil {
		return err
	}
	unused, err := torn(0, head, in)
	if err != nil {
		return err
	}
	switch {
	case unused, len(head) < headSize && bytes.HasPrefix(l.head(), head):
		return l.begin()
	case len(head) < headSize || string(head[:len(magic)]) != magic || head[len(magic)] != l.kind:
		return &damagedError{l.name, "is no such file of lcs: it was changed, or is another one"}
	case head[len(magic)+1] != version:
		return &damagedError{l.name, fmt.Sprintf("has form %d, and this lcs knows form %d: take the lcs that wrote it", head[len(magic)+1], version)}
	}
	end, err := frames(in, int64(headSize), info.Size(), frame)
	if at, damaged := errors.AsType[*frameError](err); damaged {
		return &damagedError{l.name, fmt.Sprintf("is damaged at byte %d: %s", at.at, remedies[l.kind])}
	}
	if err != nil {
		return err
	}
	if end < info.Size() {
		if err := l.file.Truncate(end); err != nil {
			return err
		}
	}
	l.size = end
	_, err = l.file.Seek(end, io.SeekStart)
	return err
}

// remedies say what to do about a damaged file, by what it holds.
var remedies = map[byte]string{
	'j': "bring back a copy, or begin anew with another --state directory",
	'a': "bring back a copy, or delete it: it holds answers that can be asked for again",
}

// begin makes the file an empty one: a new one, or one whose process was killed
// before it had written the head.
func (l *log) begin() error {
	if err := l.file.Truncate(0); err != nil {
		return err
	}
	if _, err := l.file.WriteAt(l.head(), 0); err != nil {
		return err
	}
	l.size = int64(headSize)
	_, err := l.file.Seek(l.size, io.SeekStart)
	return err
}

func (l *log) head() []byte { return append([]byte(magic), l.kind, version) }

// frameError is that of a frame which is damaged, and not just cut short.
type frameError struct{ at int64 }

func (e *frameError) Error() string { return fmt.Sprintf("the frame at byte %d is damaged", e.at) }

// frames calls frame for each payload of in, which begins at byte at of a file
// of this size. It returns where the last whole frame ends.
func frames(in io.Reader, at, size int64, frame func(at ref, payload []byte) error) (end int64, err error) {
	var head [frameHead]byte
	var payload []byte
	for at < size {
		left := size - at
		if left < frameHead {
			return at, nil
		}
		if _, err := io.ReadFull(in, head[:]); err != nil {
			return at, err
		}
		length, sum := binary.LittleEndian.Uint32(head[:]), binary.LittleEndian.Uint32(head[4:])
		if crc32.Checksum(head[:8], castagnoli) != binary.LittleEndian.Uint32(head[8:]) {
			return at, tornOrDamaged(at, head[:], in)
		}
		if left-frameHead < int64(length) {
			return at, nil
		}
		if cap(payload) < int(length) {
			payload = make([]byte, length)
		}
		payload = payload[:length]
		if _, err := io.ReadFull(in, payload); err != nil {
			return at, err
		}
		if crc32.Checksum(payload, castagnoli) != sum {
			return at, tornOrDamaged(at, append(head[:], payload...), in)
		}
		if err := frame(ref{at + frameHead, int(length)}, payload); err != nil {
			return at, err
		}
		at += frameHead + int64(length)
	}
	return at, nil
}

// tornOrDamaged judges a frame whose checksum is not its own: nil where it is the
// last one, and a power cut has torn it.
func tornOrDamaged(at int64, frame []byte, rest io.Reader) error {
	cut, err := torn(at, frame, rest)
	if err == nil && !cut {
		err = &frameError{at}
	}
	return err
}

// diskBlock is what a disk writes whole or not at all, in bytes.
const diskBlock = 512

// torn reports whether what stands at a place of a file has been lost to its
// end: after a power cut a file can be longer than what was written to it, and
// has zeros from the beginning of a block. Zeros within a block are data.
func torn(at int64, found []byte, rest io.Reader) (bool, error) {
	written := at + int64(len(bytes.TrimRight(found, "\x00")))
	lost := (written + diskBlock - 1) / diskBlock * diskBlock
	if written > at && lost >= at+int64(len(found)) {
		return false, nil
	}
	return onlyZeros(rest)
}

// onlyZeros reports whether nothing but zeros follows, or nothing at all.
func onlyZeros(rest io.Reader) (bool, error) {
	block := make([]byte, 64<<10)
	for {
		n, err := rest.Read(block)
		if len(bytes.Trim(block[:n], "\x00")) > 0 {
			return false, nil
		}
		if err == io.EOF {
			return true, nil
		}
		if err != nil {
			return false, err
		}
	}
}

// appendFrame appends a frame to a block of them. The payload is written by
// fill.
func appendFrame(to []byte, fill func([]byte) []byte) []byte {
	start := len(to)
	to = fill(append(to, make([]byte, frameHead)...))
	payload := to[start+frameHead:]
	binary.LittleEndian.PutUint32(to[start:], uint32(len(payload)))
	binary.LittleEndian.PutUint32(to[start+4:], crc32.Checksum(payload, castagnoli))
	binary.LittleEndian.PutUint32(to[start+8:], crc32.Checksum(to[start:start+8], castagnoli))
	return to
}

// maxFrame is the largest payload.
const maxFrame = 1 << 30

// append writes payloads to the end in one go, and returns where they stand.
func (l *log) append(payloads ...func([]byte) []byte) ([]ref, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.buf = l.buf[:0]
	refs := make([]ref, 0, len(payloads))
	for _, fill := range payloads {
		start := len(l.buf)
		l.buf = appendFrame(l.buf, fill)
		size := len(l.buf) - start - frameHead
		if size > maxFrame {
			l.buf = nil
			return nil, fmt.Errorf("%d MB for one lead are more than can be kept", size>>20)
		}
		refs = append(refs, ref{l.size + int64(start) + frameHead, size})
	}
	if _, err := l.file.Write(l.buf); err != nil {
		_ = l.file.Truncate(l.size) // leave no half of a frame before the next one
		_, _ = l.file.Seek(l.size, io.SeekStart)
		return nil, err
	}
	l.size += int64(len(l.buf))
	if cap(l.buf) > 1<<20 {
		l.buf = nil
	}
	return refs, nil
}

// payload reads what stands at a place.
func (l *log) payload(r ref) ([]byte, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	p := make([]byte, r.size)
	_, err := l.file.ReadAt(p, r.at)
	return p, err
}

// sync returns when no power cut loses what is in the file now. Those who wait
// at once share one flush.
func (l *log) sync() error {
	l.mu.Lock()
	mine := l.size
	l.mu.Unlock()
	l.syncing.Lock()
	defer l.syncing.Unlock()
	if l.synced >= mine {
		return nil
	}
	l.mu.Lock()
	file, size := l.file, l.size
	l.mu.Unlock()
	if err := file.Sync(); err != nil {
		return err
	}
	l.synced = size
	return nil
}

// newSuffix is added to the name of a file that replaces another.
const newSuffix = ".new"

// replace writes the file anew: write is given a function that appends a
// payload and returns its place. Until all is on the disk, the old file stands.
// Nobody else may use the log meanwhile.
func (l *log) replace(write func(put func(fill func([]byte) []byte) (ref, error)) error) error {
	l.syncing.Lock()
	defer l.syncing.Unlock()
	file, err := os.OpenFile(l.name+newSuffix, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(file, 1<<20)
	_, _ = out.Write(l.head()) // the writer keeps its first error
	size := int64(headSize)
	var buf []byte
	err = write(func(fill func([]byte) []byte) (ref, error) {
		buf = appendFrame(buf[:0], fill)
		at := ref{size + frameHead, len(buf) - frameHead}
		size += int64(len(buf))
		_, err := out.Write(buf)
		return at, err
	})
	if err == nil {
		err = out.Flush()
	}
	if err == nil {
		err = file.Sync()
	}
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err != nil {
		_ = os.Remove(l.name + newSuffix)
		return err
	}
	return l.swap(size)
}

// swap puts the new file in the place of the old one.
func (l *log) swap(size int64) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	_ = l.file.Close() // some systems do not rename over an open file
	if err := os.Rename(l.name+newSuffix, l.name); err != nil {
		return err
	}
	syncDirectory(filepath.Dir(l.name))
	file, err := os.OpenFile(l.name, os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if _, err := file.Seek(size, io.SeekStart); err != nil {
		return err
	}
	l.file, l.size, l.synced = file, size, size
	return nil
}

// syncDirectory makes a new name last. Where directories cannot be flushed,
// their names last without.
func syncDirectory(name string) {
	if dir, err := os.Open(name); err == nil {
		_ = dir.Sync()
		_ = dir.Close()
	}
}

func (l *log) close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.file.Close()
}
