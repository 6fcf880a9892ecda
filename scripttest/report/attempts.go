package report

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"lcs/scripttest"
	"lcs/terminal"
)

// maxAttempts is how many attempts of a test are shown.
const maxAttempts = 40

// column is a column of the table of attempts.
type column struct {
	head  string
	right bool // aligned
	cell  func(scripttest.Attempt) string
}

// columnsFor are the columns that say something about these attempts.
func columnsFor(list []scripttest.Attempt) []column {
	columns := []column{{"at", true, func(a scripttest.Attempt) string { return took(a.At) }}}
	leads, slow := false, false
	for _, a := range list {
		leads, slow = leads || a.Lead > 1, slow || a.Took > 0
	}
	if leads {
		columns = append(columns, column{"lead", true, func(a scripttest.Attempt) string {
			if a.Lead == 0 {
				return ""
			}
			return fmt.Sprint(a.Lead)
		}})
	}
	columns = append(columns,
		column{"step", false, step},
		column{"try", true, func(a scripttest.Attempt) string { return fmt.Sprint(a.Number) }},
		column{"answer", false, answer},
	)
	if slow {
		columns = append(columns, column{"took", true, func(a scripttest.Attempt) string { return took(a.Took) }})
	}
	return append(columns, column{"from", false, func(a scripttest.Attempt) string { return string(a.From) }})
}

// attempts lists what was sent, a line each, under a head.
func (t *Text) attempts(list []scripttest.Attempt) {
	more := len(list) - maxAttempts
	list = list[:min(len(list), maxAttempts)]
	if len(list) == 0 {
		return
	}
	columns := columnsFor(list)
	rows := make([][]string, len(list)+1)
	for _, c := range columns {
		cells := []string{c.head}
		for _, a := range list {
			cells = append(cells, c.cell(a))
		}
		for i, cell := range aligned(cells, c.right) {
			rows[i] = append(rows[i], cell)
		}
	}
	line := func(i int) string { return indent + indent + strings.Join(rows[i], "  ") }
	t.line(terminal.BoldBlue, line(0))
	several := list[len(list)-1].Run > 1
	for i, a := range list {
		if several && (i == 0 || a.Run != list[i-1].Run) {
			t.line(terminal.BoldBlue, fmt.Sprintf("%s%srun %d", indent, indent, a.Run))
		}
		if a.Kind == "" {
			t.line("", line(i+1))
		} else {
			t.line(terminal.Magenta, line(i+1)+"  "+oneLine(a.Message))
		}
	}
	if more > 0 {
		t.line("", fmt.Sprintf("%s%s… and %s more", indent, indent, terminal.Plural(more, "attempt")))
	}
}

// aligned gives the cells of a column one width.
func aligned(cells []string, right bool) []string {
	widest := 0
	for _, c := range cells {
		widest = max(widest, utf8.RuneCountInString(c))
	}
	for i, c := range cells {
		pad := strings.Repeat(" ", widest-utf8.RuneCountInString(c))
		if right {
			cells[i] = pad + c
		} else {
			cells[i] = c + pad
		}
	}
	return cells
}
