package grammar

import (
	"strings"
)

// Signs that other languages and tools have and this one has not, read so that
// one of them is one message: comments, separators, bare URLs, names with a
// dollar.

// foreignSign reads what rest, where a token begins, has of them. It answers
// false when there is none.
func (l *scanner) foreignSign(rest string) bool {
	switch rest[0] {
	case '/':
		return l.foreignComment(rest)
	case ';':
		l.semicolon()
		return true
	case '`':
		l.backquoted(rest)
		return true
	}
	return false
}

// foreignComment reads // to the end of the line and /* to its */. An empty
// pattern is not taken for one: behind it, and its flags, comes what closes or
// goes on.
func (l *scanner) foreignComment(rest string) bool {
	start, length, kind := l.pos, 0, Bad
	switch {
	case l.inHoleOfText():
		return false
	case strings.HasPrefix(rest, "//") && !emptyPattern(rest):
		if length = strings.IndexByte(rest, '\n'); length < 0 {
			length = len(rest)
		}
		length, kind = trimmedEnd(rest, 0, length), Comment
	case strings.HasPrefix(rest, "/*"): // as a pattern it would repeat nothing
		if length = strings.Index(rest, "*/") + 2; length < 2 {
			length = trimmedEnd(rest, 0, len(rest))
		}
	default:
		return false
	}
	d := l.report("LCS1003", start, start+2, "'%s' begins no comment", rest[:2])
	d.Help = "a comment begins with '#' and ends with its line"
	if rest[1] == '/' {
		suggest(d, start, start+2, l.file, "#")
	}
	l.putAside(kind, start, start+length)
	return true
}

func emptyPattern(rest string) bool {
	behind := strings.TrimLeft(rest[2:], "gims")
	return behind != "" && strings.IndexByte(",)]}|.", behind[0]) >= 0
}

// semicolon takes a ; for the end of a line.
func (l *scanner) semicolon() {
	start, end := l.pos, l.pos
	for end < len(l.src) && l.src[end] == ';' { // one message for a run of them
		end++
	}
	l.putAside(Bad, start, end)
	d := l.report("LCS1003", start, end, "a ';' cannot stand here")
	d.Help = "statements need no separator; entries are separated by a comma or a new line"
	if behind := strings.TrimLeft(l.src[end:], " \t\r"); behind == "" || behind[0] == '\n' || behind[0] == '#' {
		remove(d, start, end, l.file)
	}
}

// backquoted reads `…` on one line.
func (l *scanner) backquoted(rest string) {
	start := l.pos
	length := 1
	if end := strings.IndexAny(rest[1:], "`\n"); end >= 0 && rest[1+end] == '`' {
		length = end + 2
	}
	l.report("LCS1003", start, start+1, "a '`' cannot stand here").Help = `texts stand in straight quotes: "…" or '…'`
	l.emit(Bad, start, start+length)
}

// bareURL reads a URL that stands without quotes and begins with the word at
// hand. Behind a method at the beginning of a line nothing is said of it: that
// line is no statement anyway.
func (l *scanner) bareURL(start, end int) bool {
	if word := l.src[start:end]; word != "http" && word != "https" || !strings.HasPrefix(l.src[end:], "://") || l.inHoleOfText() {
		return false
	}
	for end < len(l.src) && class[l.src[end]] != classSpace && class[l.src[end]] != classNewline && class[l.src[end]] != classQuote {
		end++
	}
	if !l.onPastedLine() {
		d := l.report("LCS1003", start, end, "a URL stands in quotes")
		suggest(d, start, end, l.file, `"`+l.src[start:end]+`"`)
	}
	l.emit(Bad, start, end)
	return true
}

// onPastedLine reports whether the line at hand begins like one of Hurl or of a
// shell.
func (l *scanner) onPastedLine() bool {
	for i := len(l.tokens) - 1; i >= max(0, len(l.tokens)-maxLook); i-- {
		if t := l.tokens[i]; t.FirstOn {
			return t.Kind == Ident && beginsPasted(t.Text(l.src))
		}
	}
	return false
}

// dollarHelp says how what stands behind a $ is written.
func dollarHelp(behind string) string {
	switch {
	case strings.HasPrefix(behind, "{"):
		return `a value in a text is written "{{lead.id}}"`
	case strings.HasPrefix(behind, "."):
		return "an answer's fields are read from 'response': response" + behind[:pathEnd(behind)]
	}
	return "a name stands without '$'; what differs from place to place is declared in settings { }"
}

// pathEnd returns the end of the .a.b that s begins with.
func pathEnd(s string) int {
	end := 0
	for end+1 < len(s) && s[end] == '.' && class[s[end+1]] == classLetter {
		end = partEnd(s, end+1)
	}
	return end
}

// looseUnit returns the end of the unit that stands behind a number and a
// space, as in 5 sec, and the unit that is meant; or "". A key that follows is
// none.
func (l *scanner) looseUnit(end int) (int, string) {
	from := end
	for from < len(l.src) && l.src[from] == ' ' {
		from++
	}
	if from == end || from == len(l.src) || class[l.src[from]] != classLetter {
		return 0, ""
	}
	to := partEnd(l.src, from)
	if behind := strings.TrimLeft(l.src[to:], " "); behind != "" && strings.IndexByte(":?=(", behind[0]) >= 0 {
		return 0, ""
	}
	return to, unitOf(l.src[from:to])
}
