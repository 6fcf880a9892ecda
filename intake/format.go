package intake

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"lcs/lang/diag"
)

// Format is how leads are written down.
type Format uint8

// The formats. Unknown is found out from the content.
const (
	Unknown Format = iota
	NDJSON         // one object on each line
	JSON           // a list of objects, or one object, over any number of lines
	CSV            // a header and rows; separated by comma, semicolon, tab or bar
)

// FormatOf returns the format that the ending of a file name says.
func FormatOf(name string) Format {
	name = strings.TrimSuffix(strings.ToLower(name), ".gz")
	switch filepath.Ext(name) {
	case ".ndjson", ".jsonl":
		return NDJSON
	case ".json":
		return JSON
	case ".csv", ".tsv":
		return CSV
	}
	return Unknown
}

// decode unpacks an input, turns it into UTF-8 and finds out its format. It
// looks only at what has arrived, so that a slow pipe is not waited for.
func decode(name string, format Format, r io.Reader) (*bufio.Reader, Format, *diag.Diagnostic) {
	text := buffered(r)
	start, problem := arrived(name, text)
	if problem != nil {
		return nil, format, problem
	}
	if bytes.HasPrefix(start, []byte{0x1f, 0x8b}) {
		unpacked, err := gzip.NewReader(text)
		if err != nil {
			return nil, format, readFailure(name, 1, err)
		}
		text = buffered(unpacked)
		if start, problem = arrived(name, text); problem != nil {
			return nil, format, problem
		}
	}
	switch {
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		_, _ = text.Discard(3)
		start = start[3:]
	case bytes.HasPrefix(start, []byte{0xff, 0xfe}), bytes.HasPrefix(start, []byte{0xfe, 0xff}):
		utf16 := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder()
		text = buffered(transform.NewReader(text, utf16))
		if start, problem = arrived(name, text); problem != nil {
			return nil, format, problem
		}
	}
	if kind := binaryKind(start); kind != "" {
		return nil, format, binary(name, kind)
	}
	return text, detect(format, start), nil
}

// arrived returns the beginning of an input without taking it.
func arrived(name string, text *bufio.Reader) ([]byte, *diag.Diagnostic) {
	if _, err := text.Peek(4); err != nil && err != io.EOF {
		return nil, readFailure(name, 1, err)
	}
	start, _ := text.Peek(text.Buffered())
	return start, nil
}

// detect corrects what the name says by what the input looks like: much that is
// called .json has one object on each line.
func detect(format Format, start []byte) Format {
	trimmed := bytes.TrimLeft(start, " \t\r\n")
	if len(trimmed) == 0 {
		return max(format, NDJSON)
	}
	switch {
	case format == CSV || format == NDJSON:
		return format
	case trimmed[0] == '{' && looksLikeLines(trimmed):
		return NDJSON
	case trimmed[0] == '{' || trimmed[0] == '[' || format == JSON:
		return JSON
	}
	return CSV
}

// looksLikeLines reports whether text that starts with a brace has an object on
// each line: the first line closes what it opens, or the second begins anew.
func looksLikeLines(text []byte) bool {
	first, rest, _ := bytes.Cut(text, []byte("\n"))
	return bytes.HasSuffix(bytes.TrimRight(first, " \t\r"), []byte("}")) || bytes.HasPrefix(rest, []byte("{"))
}

// binaryKind says what an input is when it is no text.
func binaryKind(start []byte) string {
	switch {
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		return "a zip archive or an Excel workbook"
	case bytes.HasPrefix(start, []byte("\xd0\xcf\x11\xe0")):
		return "an old Excel workbook"
	case bytes.HasPrefix(start, []byte("%PDF-")):
		return "a PDF"
	case bytes.IndexByte(start, 0) >= 0:
		return "a binary file"
	}
	return ""
}

func binary(name, kind string) *diag.Diagnostic {
	d := diag.New(codeBinary, diag.Span{}, fmt.Sprintf("'%s' is no text: it looks like %s", name, kind))
	d.Help = "leads are read from NDJSON, JSON and CSV (packed with gzip or not); save a workbook as CSV"
	return d
}

// isPackingError reports whether an input broke off because gzip could not go on.
func isPackingError(err error) bool {
	var corrupt flate.CorruptInputError
	return errors.Is(err, gzip.ErrChecksum) || errors.Is(err, gzip.ErrHeader) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &corrupt)
}

// validate returns what is wrong with the bytes of a lead that starts at a
// line and column, or nil when they are UTF-8.
func (d *document) validate(raw []byte, line, column int) *diag.Diagnostic {
	if utf8.Valid(raw) {
		return nil
	}
	at := 0
	for at < len(raw) {
		r, size := utf8.DecodeRune(raw[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	problem := diag.New(codeInvalidUTF8, d.span(raw, line, column, at),
		fmt.Sprintf("byte 0x%02x is not UTF-8", raw[at]))
	problem.Help = "save the file as UTF-8; it may be Latin-1 or Windows-1252"
	return problem
}

// excerptMargin is how much of a line is shown before and after the place that
// is wrong.
const excerptMargin = 80

// span is the place at an offset of a lead that starts at a line and column.
// Only what surrounds the place is kept.
func (d *document) span(raw []byte, line, column, offset int) diag.Span {
	offset = min(max(offset, 0), len(raw))
	before := raw[:offset]
	line += bytes.Count(before, []byte("\n"))
	start := 0
	if i := bytes.LastIndexByte(before, '\n'); i >= 0 {
		start, column = i+1, 1
	}
	if offset-start > excerptMargin {
		column += utf8.RuneCount(raw[start : offset-excerptMargin])
		start = offset - excerptMargin
	}
	end := min(offset+excerptMargin, len(raw))
	if i := bytes.IndexByte(raw[offset:end], '\n'); i >= 0 {
		end = offset + i
	}
	file := diag.NewExcerpt(d.name, string(raw[start:end]), line, column)
	return file.At(offset-start, min(offset-start+1, end-start))
}
