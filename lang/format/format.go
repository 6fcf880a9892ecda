// Package format lays out .lcs files.
//
// It works on tokens, not on the tree, so it takes files that do not parse, and
// it cannot lose a comment: the tokens go out as they came in, only the white
// space between them is chosen anew. Lines stay lines. Each is indented by the
// brackets that are open, spaces follow from the tokens they separate, and what
// was aligned in columns stays aligned.
package format

import (
	"slices"
	"strings"
	"unicode/utf8"

	"lcs/lang/grammar"
)

// indentation is one level of it.
const indentation = "  "

// Source returns text laid out. It keeps every token and comment; a file that
// is no text comes back as it is.
func Source(text string) string {
	tokens := grammar.Scan(text)
	if binary := len(tokens) == 1 && tokens[0].Kind == grammar.Bad && tokens[0].End-tokens[0].Start == int32(len(text)); binary {
		return text
	}
	if len(tokens) == 0 {
		return ""
	}
	atoms := atomsOf(text, tokens)
	lines := linesOf(atoms)
	indent(lines)
	if !grammar.Balanced(tokens) { // where one is missing, only the indentation tells
		for i := range lines {
			lines[i].lead, lines[i].kept = lines[i].atoms[0].lead, true
		}
	}
	for i := range lines {
		space(&lines[i])
	}
	align(lines)
	out := render(lines, lineBreak(text))
	if !sameTokens(text, out) { // rather unformatted than changed
		return text
	}
	return out
}

// atom is what is written as it stands: a token, a comment, or a whole text
// with its holes.
type atom struct {
	grammar.Token
	text   string
	lead   string // white space in front of it, on its line
	gap    int    // the columns of that
	breaks int    // line ends in front of it
	field  bool   // a word behind a dot, which is no operator
}

func (a *atom) multiline() bool { return strings.Contains(a.text, "\n") }

// width counts the columns that the atom takes.
func (a *atom) width() int { return utf8.RuneCountInString(a.text) }

// atomsOf joins the tokens of texts with holes, which are written as they stand.
func atomsOf(text string, tokens []grammar.Token) []atom {
	var atoms []atom
	end := 0
	if strings.HasPrefix(text, "\uFEFF") {
		end = len("\uFEFF")
	}
	for i := 0; i < len(tokens); {
		next := i + 1
		if tokens[i].Kind == grammar.TextOpen {
			next = textEnd(tokens, i)
		}
		t := tokens[i]
		t.End = tokens[next-1].End
		space := text[end:t.Start]
		atoms = append(atoms, atom{
			Token: t, text: text[t.Start:t.End],
			lead: onLine(space), gap: columns(space), breaks: strings.Count(space, "\n"),
			field: i > 0 && (tokens[i-1].Kind == grammar.Dot || tokens[i-1].Kind == grammar.QuestionDot),
		})
		end, i = int(t.End), next
	}
	return atoms
}

// textEnd returns the index behind the text that opens at i. One that is not
// closed ends with its line, or with the file when it may go over lines.
func textEnd(tokens []grammar.Token, i int) int {
	triple := tokens[i].End-tokens[i].Start == 3
	depth := 0
	for j := i; j < len(tokens); j++ {
		if j > i && tokens[j].FirstOn && !triple {
			return j
		}
		switch tokens[j].Kind {
		case grammar.TextOpen:
			depth++
		case grammar.TextClose:
			if depth--; depth == 0 {
				return j + 1
			}
		}
	}
	return len(tokens)
}

// columns measures white space; a tab goes to the next multiple of eight.
func columns(space string) int {
	n := 0
	for _, c := range onLine(space) {
		if c == '\t' {
			n += 8 - n%8
		} else {
			n++
		}
	}
	return n
}

// onLine is the white space behind the last line end.
func onLine(space string) string {
	return strings.ReplaceAll(space[strings.LastIndexByte(space, '\n')+1:], "\r", "")
}

// line is the atoms of one line. A text over lines belongs to the line that it
// begins on, and so does what stands behind it.
type line struct {
	atoms  []atom
	gaps   []int  // spaces in front of each atom; of the first, none
	starts []int  // the columns at which the atoms stood, from the first one
	blank  bool   // a blank line goes before it
	depth  int    // levels of indentation
	lead   string // its indentation as it was, when that is kept
	kept   bool
	follow bool // it goes on with the line before
}

func linesOf(atoms []atom) []line {
	var lines []line
	for _, a := range atoms {
		if a.breaks > 0 || len(lines) == 0 {
			lines = append(lines, line{blank: a.breaks > 1 && len(lines) > 0})
		}
		l := &lines[len(lines)-1]
		start := 0
		if n := len(l.atoms); n > 0 {
			start = l.starts[n-1] + l.atoms[n-1].width() + a.gap
		}
		l.atoms = append(l.atoms, a)
		l.starts = append(l.starts, start)
	}
	return lines
}

// indent sets the depth of every line.
func indent(lines []line) {
	var stack []int // the depths of the lines that opened what is open
	for i := range lines {
		l := &lines[i]
		closed := 0
		for closed < len(l.atoms) && closes(l.atoms[closed].Kind) && len(stack) > 0 {
			l.depth = stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			closed++
		}
		if closed == 0 {
			if len(stack) > 0 {
				l.depth = stack[len(stack)-1] + 1
			}
			if i > 0 && goesOn(before(lines, i), l) {
				l.depth++
				l.follow = true
			}
		}
		for _, a := range l.atoms[closed:] {
			switch {
			case opens(a.Kind):
				stack = append(stack, l.depth)
			case closes(a.Kind) && len(stack) > 0:
				stack = stack[:len(stack)-1]
			}
		}
	}
}

// before returns the line of code before line i, or nil.
func before(lines []line, i int) *line {
	for i--; i >= 0; i-- {
		if lines[i].atoms[0].Kind != grammar.Comment {
			return &lines[i]
		}
	}
	return nil
}

func opens(k grammar.Kind) bool {
	switch k {
	case grammar.LBrace, grammar.LParen, grammar.LBracket, grammar.HoleOpen, grammar.RawOpen:
		return true
	}
	return false
}

func closes(k grammar.Kind) bool {
	switch k {
	case grammar.RBrace, grammar.RParen, grammar.RBracket, grammar.HoleClose, grammar.RawClose:
		return true
	}
	return false
}

// goesOn reports whether l continues the expression of the line before.
func goesOn(last, l *line) bool {
	first := &l.atoms[0]
	if last == nil || first.Kind == grammar.Comment {
		return false
	}
	if binary(first) || first.Kind == grammar.Dot || first.Kind == grammar.QuestionDot || first.Kind == grammar.Question ||
		first.Kind == grammar.Colon {
		return !isKey(l, 0)
	}
	end := len(last.atoms) - 1
	if last.atoms[end].Kind == grammar.Comment && end > 0 {
		end--
	}
	return binary(&last.atoms[end]) || last.atoms[end].Kind == grammar.Dot
}

// isKey reports whether atom i is a word or a text in front of a colon.
func isKey(l *line, i int) bool {
	if k := l.atoms[i].Kind; k != grammar.Ident && k != grammar.String && k != grammar.Name {
		return false
	}
	i++
	if i < len(l.atoms) && l.atoms[i].Kind == grammar.Question {
		i++
	}
	return i < len(l.atoms) && l.atoms[i].Kind == grammar.Colon
}

func lineBreak(text string) string {
	if i := strings.IndexByte(text, '\n'); i > 0 && text[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

func render(lines []line, lineBreak string) string {
	var out strings.Builder
	for _, l := range lines {
		if l.blank {
			out.WriteString(lineBreak)
		}
		if l.kept {
			out.WriteString(l.lead)
		} else {
			out.WriteString(strings.Repeat(indentation, l.depth))
		}
		for i, a := range l.atoms {
			out.WriteString(strings.Repeat(" ", l.gaps[i]))
			out.WriteString(a.text)
		}
		out.WriteString(lineBreak)
	}
	return out.String()
}

// sameTokens reports whether b has the tokens of a, each on the same line of
// tokens as before.
func sameTokens(a, b string) bool {
	x, y := grammar.Scan(a), grammar.Scan(b)
	return slices.EqualFunc(x, y, func(s, t grammar.Token) bool {
		return s.Kind == t.Kind && s.FirstOn == t.FirstOn && s.Text(a) == t.Text(b)
	})
}
