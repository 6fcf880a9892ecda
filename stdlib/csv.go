package stdlib

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"lcs/lang/types"
	"lcs/value"
)

const (
	maxCSVRows  = 200_000
	maxCSVCells = 2_000_000
)

func csvFunctions() []*Function {
	separator := optional("separator", textType, `the character between two cells, "," when left out`)
	separator.Check = func(s string) *types.LiteralError {
		if _, err := csvSeparator(s); err != nil {
			return &types.LiteralError{End: len(s), Message: err.Error()}
		}
		return nil
	}
	text := param("text", textType, "the CSV")
	return []*Function{
		{
			Func: describe("parse_csv", "The rows of a CSV text, each as an object whose keys stand in the first row. A cell that a row lacks is "+
				"missing; more cells than keys are an error.", signature(types.ListOf(types.Of(&types.Map{Elem: textType})), text, separator)),
			Examples: []Example{{Source: `parse_csv("id;name\n1;\"Lee; Ann\"", ";")`, Result: `[{"id":"1","name":"Lee; Ann"}]`}},
			Call: func(_ *Context, args []any) (any, error) {
				rows, err := csvRows(textOf(args, 0), textOr(args, 1, ","))
				if err != nil || len(rows) == 0 {
					return []any{}, err
				}
				return csvObjects(rows)
			},
		},
		{
			Func: describe("csv_rows", "The rows of a CSV text, each as the list of its cells, the first row included.",
				signature(types.ListOf(types.ListOf(textType)), text, separator)),
			Examples: []Example{{Source: `csv_rows("a,b\n1,\"x,y\"")`, Result: `[["a","b"],["1","x,y"]]`}},
			Call: func(_ *Context, args []any) (any, error) {
				rows, err := csvRows(textOf(args, 0), textOr(args, 1, ","))
				list := make([]any, len(rows))
				for i, row := range rows {
					cells := make([]any, len(row))
					for j, cell := range row {
						cells[j] = cell
					}
					list[i] = cells
				}
				return list, err
			},
		},
		{
			Func: describe("to_csv", "Rows as CSV text with a line for each, quoted where needed. Objects get a first line of their keys.",
				signature(textType, param("rows", types.ListOf(anyType), "objects, or lists of cells"), separator)),
			Examples: []Example{
				{Source: `to_csv([{ id: 1, name: "Lee, Ann" }])`, Result: `"id,name\n1,\"Lee, Ann\"\n"`},
				{Source: `to_csv([["a", "b;c"]], ";")`, Result: `"a;\"b;c\"\n"`},
			},
			Call: func(_ *Context, args []any) (any, error) { return toCSV(listOf(args, 0), textOr(args, 1, ",")) },
		},
	}
}

func csvSeparator(s string) (rune, error) {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 || size != len(s) || r == '"' || r == '\n' || r == '\r' || r == utf8.RuneError {
		return 0, errors.New("a separator is one character, and no quote or line break")
	}
	return r, nil
}

func csvRows(text, separator string) ([][]string, error) {
	comma, err := csvSeparator(separator)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = comma, -1, false
	var rows [][]string
	cells := 0
	for {
		row, err := r.Read()
		if err == io.EOF {
			return rows, nil
		}
		var parse *csv.ParseError
		if errors.As(err, &parse) {
			return nil, fmt.Errorf("the CSV is malformed in line %d: %v", parse.Line, parse.Err)
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
		if cells += len(row); len(rows) > maxCSVRows || cells > maxCSVCells {
			return nil, fmt.Errorf("the CSV has more than %d rows or %d cells", maxCSVRows, maxCSVCells)
		}
	}
}

func csvObjects(rows [][]string) ([]any, error) {
	keys := rows[0]
	for i, key := range keys {
		keys[i] = strings.TrimSpace(key)
	}
	list := make([]any, 0, len(rows)-1)
	for n, row := range rows[1:] {
		if len(row) > len(keys) {
			return nil, fmt.Errorf("row %d of the CSV has %d cells, and the first row %d", n+2, len(row), len(keys))
		}
		o := value.NewObject()
		for i, cell := range row {
			o.Set(keys[i], cell)
		}
		list = append(list, o)
	}
	return list, nil
}

func toCSV(rows []any, separator string) (any, error) {
	comma, err := csvSeparator(separator)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Comma = comma
	var keys []string
	for _, row := range rows {
		if o, ok := row.(*value.Object); ok {
			for _, key := range o.Keys() {
				if !containsText(keys, key) {
					keys = append(keys, key)
				}
			}
		}
	}
	if len(keys) > 0 {
		_ = w.Write(keys)
	}
	for i, row := range rows {
		cells, err := csvCells(row, keys)
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", i+1, err)
		}
		if len(cells) == 1 && cells[0] == "" {
			w.Flush()
			b.WriteString("\"\"\n") // an empty line would be no row
			continue
		}
		if err := w.Write(cells); err != nil {
			return nil, err
		}
		if w.Flush(); b.Len() > maxOutput {
			return nil, errTooLong
		}
	}
	w.Flush()
	return b.String(), nil
}

func containsText(all []string, s string) bool {
	for _, x := range all {
		if x == s {
			return true
		}
	}
	return false
}

func csvCells(row any, keys []string) ([]string, error) {
	switch row := row.(type) {
	case *value.Object:
		cells := make([]string, len(keys))
		for i, key := range keys {
			cells[i] = value.Text(row.Value(key))
		}
		return cells, nil
	case []any:
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = value.Text(cell)
		}
		return cells, nil
	}
	return nil, errors.New("a row is an object or a list of cells")
}
