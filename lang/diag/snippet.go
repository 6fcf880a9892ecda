package diag

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"lcs/terminal"
)

const tabWidth = 4

// window is the visible part of a source line, laid out for a terminal: tabs
// become spaces, control characters a sign, and a column is a cell.
type window struct {
	text       string
	start, end int // the cells of the marked part
}

// layOut fits a line into most cells and finds the cells of the bytes from
// start to end in it. What does not fit is cut around the marked part.
func layOut(line string, start, end, most int) window {
	line, start, end, cutLeft, cutRight := nearby(line, start, end, 4*most)
	var cells []string // one for each cell; the second cell of a wide rune is ""
	from, to := 0, 0
	for i, r := range line {
		if i <= start {
			from = len(cells)
		}
		if i < end {
			to = -1 // after this rune
		}
		if shown := cellsOf(r, len(cells)); len(shown) > 0 {
			cells = append(cells, shown...)
		} else if len(cells) > 0 {
			cells[len(cells)-1] += string(r)
		}
		if to < 0 {
			to = len(cells)
		}
	}
	if start >= len(line) {
		from = len(cells)
	}
	to = max(to, from+1)
	return cut(cells, from, to, most, cutLeft, cutRight)
}

// nearby cuts a very long line down to some bytes around the marked part, so
// that a line of megabytes costs nothing.
func nearby(line string, start, end, most int) (cutLine string, s, e int, left, right bool) {
	start = min(max(start, 0), len(line))
	end = min(max(end, start), len(line))
	from, to := max(0, start-most), min(len(line), start+2*most)
	for from > 0 && !utf8.RuneStart(line[from]) {
		from--
	}
	for to < len(line) && !utf8.RuneStart(line[to]) {
		to++
	}
	return line[from:to], start - from, min(end, to) - from, from > 0, to < len(line)
}

// cut keeps at most most cells, among them the beginning of the marked part.
func cut(cells []string, start, end, most int, left, right bool) window {
	from, to := 0, len(cells)
	if to > most {
		if end > most-1 {
			from = max(0, min(start-most/3, len(cells)-most+1))
		}
		to = min(len(cells), from+most-1)
	}
	left, right = left || from > 0, right || to < len(cells)
	var b strings.Builder
	if left {
		b.WriteString("…")
	}
	for _, c := range cells[from:to] {
		b.WriteString(c)
	}
	if right {
		b.WriteString("…")
	}
	shift := from
	if left {
		shift--
	}
	end = min(end, to+1)
	return window{strings.TrimRight(b.String(), " "), start - shift, max(end, start+1) - shift}
}

// cellsOf returns what a rune shows, one string for each cell that it fills:
// none for an accent. At is the cell in which it starts.
func cellsOf(r rune, at int) []string {
	switch {
	case r == '\t':
		n := tabWidth - at%tabWidth
		return strings.Split(strings.Repeat(" ", n), "")
	case terminal.Harmful(r):
		return []string{"\uFFFD"}
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return nil // drawn over the rune before
	case isWide(r):
		return []string{string(r), ""}
	}
	return []string{string(r)}
}

// isWide reports whether terminals draw r in two cells.
func isWide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana) && r < 0xFF61 ||
		r >= 0x3000 && r <= 0x303E || r >= 0xFF01 && r <= 0xFF60 || r >= 0xFFE0 && r <= 0xFFE6 ||
		r >= 0x1F300 && r <= 0x1F64F || r >= 0x1F680 && r <= 0x1F6FF || r >= 0x1F900 && r <= 0x1FAFF ||
		r >= 0x20000 && r <= 0x3FFFD
}
