package intake

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lcs/lang/diag"
	"lcs/value"
)

// table is a CSV file that is being read.
type table struct {
	*document
	rows   *rowReader
	header []string
}

// readCSV reads one lead from each row after the header. A cell that is empty
// is a field that is absent, since CSV cannot tell the two apart.
func (d *document) readCSV(yield func(Lead, *diag.Diagnostic) bool) {
	t := &table{document: d}
	if problem := t.readHeader(); problem != nil {
		yield(Lead{}, problem)
		return
	}
	if t.header == nil {
		return
	}
	for {
		row, err := t.rows.next()
		if err != nil {
			if !isEnd(err) {
				yield(Lead{}, readFailure(d.name, d.lines.number, err))
			}
			return
		}
		lead, problem := t.lead(row)
		if problem == nil && lead.Value == nil {
			continue
		}
		if !yield(lead, problem) {
			return
		}
	}
}

// readHeader reads the names of the columns. A file without a row has none.
func (t *table) readHeader() *diag.Diagnostic {
	var err error
	var row row
	if t.rows, err = newRowReader(t.lines); err == nil {
		row, err = t.rows.next()
	}
	if err != nil {
		if isEnd(err) {
			return nil
		}
		return readFailure(t.name, t.lines.number, err)
	}
	cells, problem := t.cells(row)
	if problem != nil {
		return problem
	}
	seen := make(map[string]int, len(cells))
	for i, name := range cells {
		name = strings.TrimSpace(name)
		cells[i] = name
		if first, twice := seen[name]; twice && name != "" {
			line, column := t.rows.position(row, i)
			problem := diag.New(codeBadHeader, t.cellSpan(row, line, column),
				fmt.Sprintf("the header has '%s' twice, in columns %d and %d", name, first+1, i+1))
			problem.Help = "give each column a name of its own"
			return problem
		}
		seen[name] = i
	}
	t.header = slices.Clone(cells)
	return nil
}

// lead makes a lead of a row; of a row without any value it makes none.
func (t *table) lead(row row) (Lead, *diag.Diagnostic) {
	cells, problem := t.cells(row)
	if problem != nil {
		return Lead{}, problem
	}
	if strings.Join(cells, "") == "" {
		return Lead{}, nil
	}
	if len(cells) != len(t.header) {
		problem := diag.New(codeColumns, t.span(row.text, row.number, 1, 0),
			fmt.Sprintf("this row has %s, the header has %s", count(len(cells), "value"), count(len(t.header), "column")))
		problem.Help = fmt.Sprintf("a value with %s in it must stand in quotes", separatorName(t.rows.comma))
		return Lead{}, problem
	}
	fields := value.NewObject()
	for i, cell := range cells {
		if cell == "" {
			continue
		}
		if t.header[i] == "" {
			line, column := t.rows.position(row, i)
			return Lead{}, diag.New(codeBadHeader, t.cellSpan(row, line, column),
				fmt.Sprintf("column %d has a value here but no name in the header", i+1))
		}
		fields.Set(t.header[i], cell)
	}
	return Lead{Value: fields, Place: t.place(row.number), Columns: t.header}, nil
}

// cells takes a row apart.
func (t *table) cells(row row) ([]string, *diag.Diagnostic) {
	if row.size > t.lines.most {
		return nil, t.tooLarge(row.number, 1, row.size)
	}
	if problem := t.validate(row.text, row.number, 1); problem != nil {
		return nil, problem
	}
	if row.unclosed {
		problem := diag.New(codeBadCSV, t.span(row.text, row.number, 1, row.quote), "a quote that opens here is never closed")
		problem.Help = `a quote inside a value is written twice: ""`
		return nil, problem
	}
	cells, err := t.rows.parse(row)
	if err == nil {
		return cells, nil
	}
	message, line, column := err.Error(), 1, 1
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		line, column = parse.Line-t.rows.parsed, parse.Column
		switch parse.Err {
		case csv.ErrBareQuote:
			message = "a quote inside a value that does not begin with one"
		case csv.ErrQuote:
			message = "a quote inside a value in quotes"
		default:
			message = parse.Err.Error()
		}
	}
	t.rows.restart()
	problem := diag.New(codeBadCSV, t.cellSpan(row, line, column), message)
	problem.Help = `put the value in quotes and write the quote in it twice: "5"" pipe"`
	return nil, problem
}

// cellSpan is the place at a line (from 1 within the row) and a byte column.
func (t *table) cellSpan(row row, line, column int) diag.Span {
	offset := 0
	for range line - 1 {
		offset += bytes.IndexByte(row.text[offset:], '\n') + 1
	}
	return t.span(row.text, row.number, 1, offset+column-1)
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
