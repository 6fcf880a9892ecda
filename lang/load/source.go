package load

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"unicode/utf8"

	"lcs/lang/diag"
)

// maxSource is the size beyond which a file is taken for no script.
const maxSource = 16 << 20

// The lexer's codes for the same: it would go on after them, which is of no use
// when the file is not what it is taken for.
const (
	invalidUTF8 diag.Code = "LCS1001"
	binaryFile  diag.Code = "LCS1002"
)

// readSource reads a file and makes sure that it is text.
func readSource(name string, read Reader) (*diag.File, *diag.Diagnostic) {
	if read == nil {
		return nil, unreadable(name, errors.New("there are no files here"))
	}
	data, err := read(name)
	if err != nil {
		return nil, unreadable(name, err)
	}
	return sourceOf(name, data)
}

// sourceOf makes sure that data is the text of a script.
func sourceOf(name string, data []byte) (*diag.File, *diag.Diagnostic) {
	if len(data) > maxSource {
		return nil, about(name, diag.OversizedScript, fmt.Sprintf("%s has %d MB, which is more than a script can have (16 MB)", name, len(data)>>20))
	}
	if kind := binaryKind(data); kind != "" {
		return nil, about(name, binaryFile, name+" is no script: it is "+kind)
	}
	if !utf8.Valid(data) {
		return nil, garbled(name, data)
	}
	text := strings.TrimPrefix(string(data), "\uFEFF")
	return diag.NewFile(name, text), nil
}

// about makes a diagnostic on a file as a whole.
func about(name string, code diag.Code, message string) *diag.Diagnostic {
	return diag.New(code, diag.Span{}, message)
}

func unreadable(name string, err error) *diag.Diagnostic {
	why := err.Error()
	var failed *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		why = "there is no such file"
	case errors.Is(err, fs.ErrPermission):
		why = "it may not be read"
	case errors.As(err, &failed):
		why = failed.Err.Error()
	}
	d := about(name, diag.UnreadableScript, "cannot read "+name+": "+why)
	if errors.Is(err, fs.ErrNotExist) && path.Ext(name) == "" {
		d.Help = "a script is named with its ending: " + name + ".lcs"
	}
	return d
}

// binaryKind says what data is when it is no text, or "".
func binaryKind(data []byte) string {
	for _, known := range []struct{ magic, kind string }{
		{"\x89PNG", "an image"}, {"\xFF\xD8\xFF", "an image"}, {"GIF8", "an image"},
		{"PK\x03\x04", "an archive or a workbook"}, {"\x1F\x8B", "a gzip file"}, {"%PDF-", "a PDF"},
		{"\x7FELF", "a program"}, {"MZ\x90\x00", "a program"},
		{"\xFF\xFE", "text in UTF-16; save it as UTF-8"}, {"\xFE\xFF", "text in UTF-16; save it as UTF-8"},
	} {
		if bytes.HasPrefix(data, []byte(known.magic)) {
			return known.kind
		}
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return "binary"
	}
	return ""
}

// garbled points at the first byte that is not UTF-8.
func garbled(name string, data []byte) *diag.Diagnostic {
	at := 0
	for at < len(data) {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	line := bytes.Count(data[:at], []byte("\n")) + 1
	start := bytes.LastIndexByte(data[:at], '\n') + 1
	end := len(data)
	if i := bytes.IndexByte(data[at:], '\n'); i >= 0 {
		end = at + i
	}
	shown := diag.NewExcerpt(name, string(data[start:end]), line, 1)
	d := diag.New(invalidUTF8, shown.At(at-start, at-start+1), fmt.Sprintf("byte %#02x is not UTF-8", data[at]))
	d.Help = "save the file as UTF-8; it is most likely Latin-1 or Windows-1252"
	return d
}
