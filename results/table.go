package results

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strings"

	"lcs/interp"
	"lcs/value"
)

// table writes results as CSV (RFC 4180).
type table struct {
	out     *csv.Writer
	columns []Column
	row     []string
}

func newTable(out io.Writer, columns []Column, beginning bool) (*table, error) {
	t := &table{out: csv.NewWriter(out), columns: columns, row: make([]string, len(columns))}
	if !beginning {
		return t, nil
	}
	for i, c := range columns {
		t.row[i] = c.Name
	}
	return t, t.write()
}

// Write writes one row.
func (t *table) Write(r *interp.Result) error {
	whole := r.Object()
	for i, c := range t.columns {
		t.row[i] = cell(c.of(r, whole))
	}
	return t.write()
}

func (t *table) write() error {
	if err := t.out.Write(t.row); err != nil {
		return err
	}
	t.out.Flush()
	return t.out.Error()
}

// cell is a value as a cell shows it: nothing for what is missing, a text as it
// is, a list or an object as JSON.
func cell(v any) string {
	if v == nil {
		return ""
	}
	if text, ok := value.Basic(v).(string); ok {
		return unformulated(text)
	}
	out, err := value.AppendJSON(nil, v)
	if err != nil {
		return value.Text(v)
	}
	var text string // of a value that JSON has as a text, such as a date
	if json.Unmarshal(out, &text) == nil {
		return unformulated(text)
	}
	return string(out)
}

// unformulated keeps a spreadsheet from computing a text that came from outside:
// one that begins like a formula gets an apostrophe before it. Signed numbers and
// phones begin like one as well and are harmless; they stay as they are, as
// does everything in NDJSON.
func unformulated(text string) string {
	if text == "" {
		return text
	}
	switch text[0] {
	case '=', '@', '\t', '\r':
		return "'" + text
	case '+', '-':
		if strings.Trim(text[1:], "0123456789 .()-") != "" {
			return "'" + text
		}
	}
	return text
}
