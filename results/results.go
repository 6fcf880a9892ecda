// Package results writes what became of the leads of a run: as NDJSON or CSV,
// whole or in chosen columns, and the leads that failed as they came in, ready to
// be run again.
//
// In come results, in the order of the input; out go lines. A column is held
// against the checked script before the run begins. Nothing is kept in memory.
package results

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"lcs/interp"
	"lcs/value"
)

// Format is how results are written.
type Format string

// The formats.
const (
	NDJSON Format = "ndjson"
	CSV    Format = "csv"
)

// Formats are the formats that ParseFormat knows.
var Formats = [...]Format{NDJSON, CSV}

// ParseFormat returns the format of that name.
func ParseFormat(name string) (Format, error) {
	for _, f := range Formats {
		if name == string(f) {
			return f, nil
		}
	}
	return "", fmt.Errorf("there is no format '%s': it is ndjson or csv", name)
}

// FormatOf returns the format that the ending of a file's name stands for:
// NDJSON where it says nothing.
func FormatOf(name string) Format {
	if strings.EqualFold(filepath.Ext(name), ".csv") {
		return CSV
	}
	return NDJSON
}

// Writer writes results, a line each.
type Writer interface {
	Write(*interp.Result) error
}

// NewWriter returns a writer of results. Without columns those of NDJSON are
// whole. At the beginning of an output the first row of CSV, which names the
// columns, is written at once.
func NewWriter(out io.Writer, format Format, columns []Column, beginning bool) (Writer, error) {
	switch {
	case format == CSV:
		return newTable(out, columns, beginning)
	case columns == nil:
		return &lines{out: out, text: (*interp.Result).AppendJSON}, nil
	}
	return &lines{out: out, text: func(r *interp.Result, dst []byte) []byte { return appendColumns(dst, r, columns) }}, nil
}

// lines writes results as NDJSON.
type lines struct {
	out  io.Writer
	line []byte
	text func(*interp.Result, []byte) []byte
}

// Write writes one result.
func (w *lines) Write(r *interp.Result) error {
	w.line = append(w.text(r, w.line[:0]), '\n')
	_, err := w.out.Write(w.line)
	return err
}

// appendColumns appends the chosen columns as one flat object; what is missing
// is null, so that every line has the same keys.
func appendColumns(dst []byte, r *interp.Result, columns []Column) []byte {
	whole, o := r.Object(), value.NewObject()
	for _, c := range columns {
		v := c.of(r, whole)
		if v == nil {
			v = value.Null
		}
		o.Set(c.Name, v)
	}
	out, err := value.AppendJSON(dst, o)
	if err != nil { // a value that JSON cannot hold: the whole result says so
		return r.AppendJSON(dst)
	}
	return out
}
