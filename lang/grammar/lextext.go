package grammar

import (
	"strings"
)

// text reads a text from its opening quote: one String token when it has no
// hole, else TextOpen, its parts, and TextClose.
func (l *scanner) text() {
	rest := l.src[l.pos:]
	switch {
	case strings.HasPrefix(rest, `"""`) && l.inHoleOfText():
		l.closeLine() // a text over lines in a hole: rather a hole that was not closed
	case strings.HasPrefix(rest, `"""`):
		l.tripleText()
	case rest[0] == '"':
		l.lineText()
	default:
		l.literalText()
	}
}

// literalText reads '…', in which only \' and \\ are escapes.
func (l *scanner) literalText() {
	start := l.pos
	for i := start + 1; i < len(l.src); i++ {
		switch l.src[i] {
		case '\\':
			if i+1 < len(l.src) && (l.src[i+1] == '\'' || l.src[i+1] == '\\') {
				i++
			}
		case '\'':
			l.emit(String, start, i+1)
			return
		case '\n':
			l.unclosedText(start, i)
			return
		}
	}
	l.unclosedText(start, len(l.src))
}

// unclosedText takes the rest of the line as a text that was not closed.
func (l *scanner) unclosedText(start, lineEnd int) {
	l.reportUnclosed(start)
	l.emit(String, start, trimmedEnd(l.src, start, lineEnd))
	l.skipToQuote(start, lineEnd)
}

func (l *scanner) reportUnclosed(start int) {
	l.report("LCS1004", start, start+1, "the text that begins here is not closed on its line").
		Help = `a text over several lines stands between """ and """`
}

// maxLines is how far the closing quote of a text over lines is looked for.
const maxLines = 20

// skipToQuote reads over the rest of a text at start that was not closed on its
// line, where a later line has its closing quote: one that stands behind a sign,
// as no opening one does, and in front of the end of the line or of what it is in.
func (l *scanner) skipToQuote(start, lineEnd int) {
	quote := l.src[start]
	for i := 0; i < maxLines && lineEnd+1 < len(l.src); i++ {
		from := lineEnd + 1
		if lineEnd = strings.IndexByte(l.src[from:], '\n'); lineEnd < 0 {
			lineEnd = len(l.src)
		} else {
			lineEnd += from
		}
		line := l.src[from:lineEnd]
		at := strings.IndexByte(line, quote)
		if at < 0 {
			continue
		}
		behind := strings.TrimSpace(line[at+1:])
		opens := strings.TrimSpace(line[:at]) != "" && strings.IndexByte(" \t([{:=,", line[at-1]) >= 0
		if opens || strings.Count(line, line[at:at+1])%2 == 0 || behind != "" && strings.IndexByte(",)]}", behind[0]) < 0 {
			return
		}
		first := l.pos + len(l.src[l.pos:from+at]) - len(strings.TrimLeft(l.src[l.pos:from+at], " \t\r\n\f"))
		l.newLine = true
		l.putAside(Bad, first, from+at+1)
		l.newLine = false
		return
	}
}

func (l *scanner) lineText() {
	start := l.pos
	for i := start + 1; i < len(l.src); i++ {
		switch l.src[i] {
		case '\\':
			i = l.skipEscape(i)
		case '"':
			l.emit(String, start, i+1)
			return
		case '\n':
			l.unclosedText(start, i)
			return
		case '{':
			if strings.HasPrefix(l.src[i:], "{{") {
				l.modes = append(l.modes, open{inLine, start, len(l.src)})
				l.emit(TextOpen, start, start+1)
				l.textParts()
				return
			}
		case '}':
			i = l.strayHoleEnd(i)
		}
	}
	l.unclosedText(start, len(l.src))
}

// skipEscape returns the last byte of the escape at i.
func (l *scanner) skipEscape(i int) int {
	if strings.HasPrefix(l.src[i:], `\{{`) || strings.HasPrefix(l.src[i:], `\}}`) {
		return i + 2
	}
	if i+1 < len(l.src) && l.src[i+1] != '\n' {
		return i + 1
	}
	return i
}

// strayHoleEnd reports a }} at i that ends nothing, and returns its last byte.
func (l *scanner) strayHoleEnd(i int) int {
	if !strings.HasPrefix(l.src[i:], "}}") {
		return i
	}
	d := l.report("LCS1005", i, i+2, "this '}}' ends nothing")
	d.Label = "no '{{' before it"
	d.Help = `write '\}}' to send the braces`
	return i + 1
}

func (l *scanner) tripleText() {
	start := l.pos
	end := strings.Index(l.src[start+3:], `"""`)
	limit := len(l.src)
	if end >= 0 {
		end += start + 3
	}
	if end < 0 || l.opensAnother(start, end) {
		limit = l.tripleLimit(start)
		end = -1
		l.report("LCS1004", start, start+3, `the text that begins here is not closed: '"""' is missing`).
			Help = `write """ behind its last line`
	}
	if end >= 0 && !strings.Contains(l.src[start+3:end], "{{") {
		l.emit(String, start, end+3)
		return
	}
	l.modes = append(l.modes, open{inTriple, start, limit})
	l.emit(TextOpen, start, start+3)
	l.textParts()
}

// opensAnother reports whether the quotes at end, found as the end of the text
// at start, look like the opening of the next one: a statement begins their
// line, no deeper than the line of the first.
func (l *scanner) opensAnother(start, end int) bool {
	lineStart := strings.LastIndexByte(l.src[:end], '\n') + 1
	if lineStart <= start {
		return false
	}
	before := strings.TrimLeft(l.src[lineStart:end], " \t")
	if before == "" || class[before[0]] != classLetter {
		return false
	}
	return statementWords[before[:partEnd(before, 0)]] && l.indent(lineStart) <= l.indent(lineStartOf(l.src, start))
}

// tripleLimit guesses where an unclosed text at start was meant to end: before
// the first line that is no deeper than its own and looks like code.
func (l *scanner) tripleLimit(start int) int {
	depth := l.indent(lineStartOf(l.src, start))
	for i := start; ; {
		next := strings.IndexByte(l.src[i:], '\n')
		if next < 0 {
			return len(l.src)
		}
		i += next + 1
		first := i + l.indent(i)
		if first < len(l.src) && l.indent(i) <= depth && (class[l.src[first]] == classLetter || l.src[first] == '}') {
			return i - 1
		}
	}
}

func lineStartOf(src string, pos int) int { return strings.LastIndexByte(src[:pos], '\n') + 1 }

// indent counts the spaces and tabs at pos.
func (l *scanner) indent(pos int) int {
	n := 0
	for pos+n < len(l.src) && (l.src[pos+n] == ' ' || l.src[pos+n] == '\t') {
		n++
	}
	return n
}

// textParts reads the text on top of the stack from where the lexer stands, up
// to the next hole or its end.
func (l *scanner) textParts() {
	text := l.modes[len(l.modes)-1]
	start := l.pos
	for i := start; i < text.limit; i++ {
		switch c := l.src[i]; {
		case c == '\\':
			if text.mode == inLine || strings.HasPrefix(l.src[i:], `\{{`) || strings.HasPrefix(l.src[i:], `\}}`) {
				i = l.skipEscape(i)
			}
		case c == '"' && text.mode == inLine:
			l.literal(start, i)
			l.pop()
			l.emit(TextClose, i, i+1)
			return
		case c == '"' && strings.HasPrefix(l.src[i:], `"""`):
			l.literal(start, i)
			l.pop()
			l.emit(TextClose, i, i+3)
			return
		case c == '\n' && text.mode == inLine:
			l.endUnclosed(start, i, text)
			return
		case c == '{' && strings.HasPrefix(l.src[i:], "{{"):
			l.literal(start, i)
			if l.hole(i) {
				return
			}
			i, start = l.pos-1, l.pos
		case c == '}' && text.mode == inLine:
			i = l.strayHoleEnd(i)
		}
	}
	l.endUnclosed(start, text.limit, text)
}

func (l *scanner) literal(start, end int) {
	if start < end {
		l.emit(TextPart, start, end)
	}
}

func (l *scanner) endUnclosed(start, end int, text open) {
	if text.mode == inLine {
		l.reportUnclosed(text.start)
		l.literal(start, max(start, trimmedEnd(l.src, start-1, end)))
	} else {
		l.literal(start, end)
	}
	l.pos = max(l.pos, start)
	l.pop()
	l.insert(TextClose, l.pos)
	if text.mode == inLine {
		l.skipToQuote(text.start, end)
	}
}

// hole reads the opening of a hole or a block tag at i. It reports whether
// code follows; {{else}} and {{/if}} are whole tokens.
func (l *scanner) hole(i int) bool {
	rest := l.src[i:]
	l.pos = i
	if strings.HasPrefix(rest, "{{{") {
		l.push(inTextRaw)
		l.emit(RawOpen, i, i+3)
		return true
	}
	sign, word, end := tag(rest)
	switch {
	case sign == '#':
		if !blockTags[word] {
			d := l.report("LCS1014", i, i+end, "there is no block '{{#%s}}'", short(word))
			didYouMean(d, word, "if", "unless", "each")
			d.Help = "the blocks are {{#if}}, {{#unless}} and {{#each}}"
		}
		l.push(inTextHole)
		l.emit(BlockOpen, i, i+end)
		return true
	case sign == '/' && end > 0:
		l.emit(BlockClose, i, i+end)
		return false
	case sign == 0 && word == "else" && end > 0:
		l.emit(BlockElse, i, i+end)
		return false
	}
	l.push(inTextHole)
	l.emit(HoleOpen, i, i+2)
	return true
}

var blockTags = map[string]bool{"if": true, "unless": true, "each": true}

// tag reads the sign (#, / or none) and the word of a tag that s begins with.
// End is behind the word of an opening tag, behind the }} of another, and 0
// when those braces do not follow at once.
func tag(s string) (sign byte, word string, end int) {
	i := 2
	for i < len(s) && s[i] == ' ' {
		i++
	}
	if i < len(s) && (s[i] == '#' || s[i] == '/') {
		sign = s[i]
		i++
	}
	from := i
	i = partEnd(s, i)
	word = s[from:i]
	if sign == '#' {
		return sign, word, i
	}
	for i < len(s) && s[i] == ' ' {
		i++
	}
	if strings.HasPrefix(s[i:], "}}") {
		return sign, word, i + 2
	}
	return sign, word, 0
}

// holeEnds reports whether c shows that the hole of a text at hand was not
// closed: behind an operand comes what can only go on with the text.
func (l *scanner) holeEnds(c byte) bool {
	if c != '"' && c != '{' && c != '<' {
		return false
	}
	if top := l.top(); top != inTextHole && top != inTextRaw || !l.afterOperand() {
		return false
	}
	rest := l.src[l.pos:]
	switch c {
	case '"':
		return l.modes[len(l.modes)-2].mode == inLine || strings.HasPrefix(rest, `"""`)
	case '{':
		return strings.HasPrefix(rest, "{{")
	}
	return strings.HasPrefix(rest, "</")
}

// endHole closes the hole that holeEnds found open, and goes on with its text.
func (l *scanner) endHole() {
	l.closeHole(l.pos)
	l.textParts()
}

// closeHole closes the hole of a text on top of the stack, which was not
// closed where it should be.
func (l *scanner) closeHole(at int) {
	hole := l.modes[len(l.modes)-1]
	l.pop()
	l.report("LCS1006", hole.start, hole.start+2, "this '{{' is not closed").Help = "'}}' closes it"
	if hole.mode == inTextRaw {
		l.insert(RawClose, at)
	} else {
		l.insert(HoleClose, at)
	}
}

// closeLine closes the holes that reach the end of their line, and the texts
// of one line around them. A text over lines goes on.
func (l *scanner) closeLine() {
	for l.inHoleOfText() {
		hole := l.modes[len(l.modes)-1]
		if hole.mode != inTextHole && hole.mode != inTextRaw {
			l.pop()
			continue
		}
		at := trimmedEnd(l.src, hole.start, l.pos)
		l.closeHole(at)
		if l.top() == inTriple {
			l.textParts()
			return
		}
		l.pop()
		l.insert(TextClose, at)
	}
}
