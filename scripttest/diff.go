package scripttest

import (
	"fmt"
	"strings"
	"time"

	"lcs/interp/expression"
	"lcs/lang/ast"
	"lcs/value"
	"lcs/value/literal"
)

// DiffLine is a line of two values held against each other. Its sign is ' ' for
// what both have, '-' for what was expected, '+' for what was found, '^' for a
// line that points at the first difference of the two above, and '~' where
// lines that are the same were left out.
type DiffLine struct {
	Sign byte
	Text string
}

// longText is the length from which two texts are shown one below the other.
const longText = 24

// difference holds the sides of `==` against each other, when they are more
// than a word: the right one is what was expected, unless only the left one is
// written out.
func (x *explanation) difference(e ast.Expr) []DiffLine {
	b, ok := ast.Unwrap(e).(*ast.Binary)
	if !ok || b.Op != "==" {
		return nil
	}
	found, err := x.eval(b.X)
	if err != nil || value.IsMissing(found) {
		return nil
	}
	expected, err := x.eval(b.Y)
	if err != nil || value.IsMissing(expected) {
		return nil
	}
	types := x.runner.suite.info.Types
	if types[b.X].HoldsSecret() || types[b.Y].HoldsSecret() {
		return nil
	}
	if constant(b.X) && !constant(b.Y) {
		found, expected = expected, found
	}
	lines := compare(expected, found)
	for i := range lines {
		lines[i].Text = x.runner.masked(lines[i].Text)
	}
	if lines != nil {
		for i := range x.found {
			text := x.found[i].Text
			x.found[i].Compared = text == ast.Unwrap(b.X).Span().Text() || text == ast.Unwrap(b.Y).Span().Text()
		}
	}
	return lines
}

// compare returns the difference of two values; nil where it is plain to see.
func compare(expected, found any) []DiffLine {
	if a, ok := value.Basic(expected).(string); ok {
		if b, ok := value.Basic(found).(string); ok {
			return compareTexts(a, b)
		}
		return nil
	}
	if !composite(expected) || !composite(found) {
		return nil
	}
	return diff(layOut(nil, "", "", expected, nil), layOut(nil, "", "", found, expected))
}

func composite(v any) bool {
	switch v := v.(type) {
	case *value.Object:
		return true
	case []any:
		return len(v) > 0
	}
	return false
}

func compareTexts(expected, found string) []DiffLine {
	if strings.Contains(expected, "\n") && strings.Contains(found, "\n") {
		return diff(strings.Split(expected, "\n"), strings.Split(found, "\n"))
	}
	if len(expected) < longText || len(found) < longText {
		return nil
	}
	a, b := written(expected), written(found)
	at := 0
	left, right := []rune(a), []rune(b)
	for at < len(left) && at < len(right) && left[at] == right[at] {
		at++
	}
	return []DiffLine{{'-', a}, {'+', b}, {'^', strings.Repeat(" ", at) + "^"}}
}

// layOut writes a value over lines, an entry on each. The keys of an object
// come in the order of those that it is held against.
func layOut(lines []string, indent, key string, v, like any) []string {
	open, shut := "", ""
	switch v := v.(type) {
	case *value.Object:
		if open, shut = "{", "}"; v.Len() == 0 {
			break
		}
		lines = append(lines, indent+key+open)
		other, _ := like.(*value.Object)
		if other != nil {
			for k, w := range other.All() {
				if mine, ok := v.Get(k); ok {
					lines = layOut(lines, indent+"  ", literal.Text(k)+": ", mine, w)
				}
			}
		}
		for k, mine := range v.All() {
			if other != nil {
				if _, known := other.Get(k); known {
					continue
				}
			}
			lines = layOut(lines, indent+"  ", literal.Text(k)+": ", mine, nil)
		}
		return append(lines, indent+shut)
	case []any:
		if open, shut = "[", "]"; len(v) == 0 {
			break
		}
		lines = append(lines, indent+key+open)
		others, _ := like.([]any)
		for i, item := range v {
			var other any
			if i < len(others) {
				other = others[i]
			}
			lines = layOut(lines, indent+"  ", "", item, other)
		}
		return append(lines, indent+shut)
	default:
		return append(lines, indent+key+written(v))
	}
	return append(lines, indent+key+open+shut)
}

// written is a value as a script would write it; what a script cannot write is
// described.
func written(v any) string {
	switch v := v.(type) {
	case nil:
		return "missing"
	case string:
		return literal.Text(v)
	case time.Duration, time.Time, value.Date, value.Interval:
		return value.Text(v)
	case fmt.Stringer:
		if _, view := v.(expression.Fielder); view {
			return v.String()
		}
	case []any:
		parts := make([]string, len(v))
		for i, item := range v {
			parts[i] = written(item)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case *value.Object:
		var parts []string
		for k, item := range v.All() {
			parts = append(parts, literal.Text(k)+": "+written(item))
		}
		return strings.TrimSuffix("{ "+strings.Join(parts, ", ")+" }", " { }")
	}
	if text, err := value.AppendJSON(nil, v); err == nil {
		return string(text)
	}
	return literal.Text(value.Text(v))
}

// maxCells bounds the work of finding what two texts have in common; beyond it
// all lines that differ are shown as they are.
const maxCells = 4_000_000

// around is how many lines that are the same are shown beside those that are
// not.
const around = 2

// diff is the shortest way from one list of lines to another.
func diff(a, b []string) []DiffLine {
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && end < len(b)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	var out []DiffLine
	for _, line := range a[:start] {
		out = append(out, DiffLine{' ', line})
	}
	out = append(out, changed(a[start:len(a)-end], b[start:len(b)-end])...)
	for _, line := range a[len(a)-end:] {
		out = append(out, DiffLine{' ', line})
	}
	return near(out)
}

// changed finds the longest lines in common of what differs at both ends.
func changed(a, b []string) []DiffLine {
	var out []DiffLine
	if len(a)*len(b) > maxCells {
		for _, line := range a {
			out = append(out, DiffLine{'-', line})
		}
		for _, line := range b {
			out = append(out, DiffLine{'+', line})
		}
		return out
	}
	// common[i][j] is how many lines a[i:] and b[j:] have in common.
	common := make([][]int32, len(a)+1)
	for i := range common {
		common[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			out = append(out, DiffLine{' ', a[i]})
			i++
			j++
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			out = append(out, DiffLine{'-', a[i]})
			i++
		default:
			out = append(out, DiffLine{'+', b[j]})
			j++
		}
	}
	return out
}

// near leaves out what is the same and far from what is not.
func near(lines []DiffLine) []DiffLine {
	keep := make([]bool, len(lines))
	for i, line := range lines {
		if line.Sign == ' ' {
			continue
		}
		for k := max(0, i-around); k <= min(len(lines)-1, i+around); k++ {
			keep[k] = true
		}
	}
	var out []DiffLine
	for i := 0; i < len(lines); i++ {
		if keep[i] {
			out = append(out, lines[i])
			continue
		}
		from := i
		for i+1 < len(lines) && !keep[i+1] {
			i++
		}
		if n := i - from + 1; n > 1 {
			out = append(out, DiffLine{'~', fmt.Sprintf("%d lines that are the same", n)})
		} else {
			out = append(out, lines[i])
		}
	}
	return out
}
