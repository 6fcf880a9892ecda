package grammar

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"lcs/lang/diag"
)

// mode is what the lexer is inside of. A brace counts as a mode so that a }}
// is one token only when the innermost open thing is a {{.
type mode uint8

const (
	inBrace    mode = iota // { in code
	inCodeHole             // {{ in a value place
	inCodeRaw              // {{{ in a value place
	inTextHole             // {{ or a block tag in a text
	inTextRaw              // {{{ in a text
	inLine                 // "…" with holes
	inTriple               // """…""" with holes
)

// open is a mode and where it was entered; a text over lines also knows where
// it must end when its closing quotes are missing.
type open struct {
	mode  mode
	start int
	limit int
}

type scanner struct {
	file   *diag.File
	src    string
	pos    int
	tokens []Token
	aside  []Token // what the parser does not see: comments, and what it is better without
	modes  []open
	holes  int // how many of them are holes of texts
	diags  diag.List

	newLine  bool // the next token is the first of its line
	afterDot bool // the last word stands behind a dot
	binary   bool // the file is no text
}

// lex turns a file into tokens, the last of which is EOF. It never fails.
func lex(file *diag.File) *scanner {
	l := &scanner{file: file, src: file.Text, newLine: true}
	l.tokens = make([]Token, 0, len(l.src)/5+16)
	if l.checkEncoding(); l.binary {
		l.emit(Bad, 0, len(l.src))
		l.emit(EOF, len(l.src), len(l.src))
		return l
	}
	if strings.HasPrefix(l.src, byteOrderMark) {
		l.pos = len(byteOrderMark)
	}
	for l.pos < len(l.src) {
		l.code()
	}
	for l.inHoleOfText() {
		l.closeLine()
	}
	l.emit(EOF, len(l.src), len(l.src))
	return l
}

func (l *scanner) emit(kind Kind, start, end int) {
	l.tokens = append(l.tokens, Token{Kind: kind, FirstOn: l.newLine, Start: int32(start), End: int32(end)})
	l.newLine = false
	l.pos = end
}

// putAside makes a token that the parser does not see. Those who format do.
func (l *scanner) putAside(kind Kind, start, end int) {
	l.aside = append(l.aside, Token{Kind: kind, FirstOn: l.newLine, Start: int32(start), End: int32(end)})
	l.pos = end
}

func (l *scanner) insert(kind Kind, at int) {
	l.tokens = append(l.tokens, Token{Kind: kind, Inserted: true, Start: int32(at), End: int32(at)})
}

func (l *scanner) report(code diag.Code, start, end int, format string, args ...any) *diag.Diagnostic {
	return l.diags.Add(diag.New(code, l.file.At(start, end), fmt.Sprintf(format, args...)))
}

func (l *scanner) top() mode {
	if len(l.modes) == 0 {
		return inBrace
	}
	return l.modes[len(l.modes)-1].mode
}

func (l *scanner) push(m mode) {
	l.modes = append(l.modes, open{mode: m, start: l.pos})
	if m == inTextHole || m == inTextRaw {
		l.holes++
	}
}

func (l *scanner) pop() {
	if m := l.top(); m == inTextHole || m == inTextRaw {
		l.holes--
	}
	l.modes = l.modes[:len(l.modes)-1]
}

// inHoleOfText reports whether the code at hand stands in a hole of a text: it
// then ends with the line, so that one forgotten }} does not eat the file.
func (l *scanner) inHoleOfText() bool { return l.holes > 0 }

// code reads one token of code, or the white space before it.
func (l *scanner) code() {
	c := l.src[l.pos]
	switch class[c] {
	case classSpace:
		for l.pos++; l.pos < len(l.src) && l.src[l.pos] == ' '; {
			l.pos++
		}
	case classNewline:
		if l.inHoleOfText() {
			l.closeLine()
			return
		}
		l.pos++
		l.newLine = true
	case classLetter:
		l.word()
	case classDigit:
		l.number()
	case classQuote:
		if l.holeEnds(c) {
			l.endHole()
			return
		}
		l.text()
	default:
		l.punctuation(c)
	}
}

func (l *scanner) punctuation(c byte) {
	rest := l.src[l.pos:]
	if (c == '{' || c == '<') && l.holeEnds(c) {
		l.endHole()
		return
	}
	if l.foreignSign(rest) {
		return
	}
	switch c {
	case '#':
		l.comment()
	case '{':
		l.openBrace(rest)
	case '}':
		l.closeBrace(rest)
	case '/':
		if l.afterOperand() {
			l.emit(Slash, l.pos, l.pos+1)
		} else {
			l.regex()
		}
	default:
		if kind, length := operator(rest); length > 0 {
			l.emit(kind, l.pos, l.pos+length)
			return
		}
		if c == '@' && len(rest) > 1 && class[rest[1]] == classLetter {
			l.word()
			return
		}
		if c >= utf8.RuneSelf {
			if r, _ := utf8.DecodeRuneInString(rest); unicode.IsLetter(r) {
				l.word()
				return
			}
		}
		l.stray(rest)
	}
}

func operator(s string) (Kind, int) {
	if len(s) > 1 {
		switch s[:2] {
		case "==":
			return Equal, 2
		case "!=":
			return NotEqual, 2
		case "<=":
			return LessEqual, 2
		case ">=":
			return GreaterEqual, 2
		case "&&":
			return AndAnd, 2
		case "||":
			return OrOr, 2
		case "??":
			return Coalesce, 2
		case "?.":
			return QuestionDot, 2
		case "..":
			return Range, 2
		}
	}
	switch s[0] {
	case '(':
		return LParen, 1
	case ')':
		return RParen, 1
	case '[':
		return LBracket, 1
	case ']':
		return RBracket, 1
	case ',':
		return Comma, 1
	case ':':
		return Colon, 1
	case '.':
		return Dot, 1
	case '?':
		return Question, 1
	case '=':
		return Assign, 1
	case '<':
		return Less, 1
	case '>':
		return Greater, 1
	case '+':
		return Plus, 1
	case '-':
		return Minus, 1
	case '*':
		return Star, 1
	case '%':
		return Mod, 1
	case '!':
		return Bang, 1
	case '|':
		return Pipe, 1
	}
	return Bad, 0
}

func (l *scanner) comment() {
	end := strings.IndexByte(l.src[l.pos:], '\n')
	if end < 0 {
		end = len(l.src)
	} else {
		end += l.pos
	}
	end = trimmedEnd(l.src, l.pos, end)
	if l.inHoleOfText() { // a comment would hide the end of the hole
		l.report("LCS1003", l.pos, l.pos+1, "'#' cannot stand in a {{ }} of a text")
		l.emit(Bad, l.pos, l.pos+1)
		return
	}
	l.putAside(Comment, l.pos, end)
}

func (l *scanner) openBrace(rest string) {
	switch {
	case strings.HasPrefix(rest, "{{{"):
		l.push(inCodeRaw)
		l.emit(RawOpen, l.pos, l.pos+3)
	case strings.HasPrefix(rest, "{{"):
		l.push(inCodeHole)
		l.emit(HoleOpen, l.pos, l.pos+2)
	default:
		l.push(inBrace)
		l.emit(LBrace, l.pos, l.pos+1)
	}
}

func (l *scanner) closeBrace(rest string) {
	switch top := l.top(); {
	case (top == inTextHole || top == inCodeHole) && strings.HasPrefix(rest, "}}"):
		l.emit(HoleClose, l.pos, l.pos+2)
		l.pop()
		if top == inTextHole {
			l.textParts()
		}
	case (top == inTextRaw || top == inCodeRaw) && strings.HasPrefix(rest, "}}}"):
		l.emit(RawClose, l.pos, l.pos+3)
		l.pop()
		if top == inTextRaw {
			l.textParts()
		}
	default:
		if top == inBrace && len(l.modes) > 0 {
			l.pop()
		}
		l.emit(RBrace, l.pos, l.pos+1)
	}
}

// regex reads /pattern/flags. A slash in a class does not end it.
func (l *scanner) regex() {
	start, inClass := l.pos, false
	for i := start + 1; i < len(l.src); i++ {
		switch c := l.src[i]; {
		case c == '\n':
			l.report("LCS1009", start, start+1, "the pattern that begins here is not closed on its line").
				Help = "a pattern ends with '/'; a '/' inside it is written '\\/'"
			l.emit(Bad, start, trimmedEnd(l.src, start, i))
			return
		case c == '\\':
			i++
			if i < len(l.src) && l.src[i] == '\n' {
				i--
			}
		case c == '[':
			inClass = true
		case c == ']':
			inClass = false
		case c == '/' && !inClass:
			end := i + 1
			for end < len(l.src) && class[l.src[end]] == classLetter {
				end++
			}
			l.checkFlags(i+1, end)
			l.emit(Regex, start, end)
			return
		}
	}
	l.report("LCS1009", start, start+1, "the pattern that begins here is not closed")
	l.emit(Bad, start, len(l.src))
}

func (l *scanner) checkFlags(start, end int) {
	for i := start; i < end; i++ {
		flag := l.src[i : i+1]
		switch {
		case !strings.Contains("gims", flag):
			l.report("LCS1010", i, i+1, "there is no pattern flag '%s'", flag).
				Help = "the flags are g (all matches), i (any case), m (^ and $ at lines) and s (. takes line breaks)"
		case strings.Contains(l.src[start:i], flag):
			l.report("LCS1010", i, i+1, "the pattern flag '%s' stands twice", flag)
		}
	}
}

const byteOrderMark = "\uFEFF"

// checkEncoding reports what makes the file unreadable as text.
func (l *scanner) checkEncoding() {
	if strings.HasPrefix(l.src, "\xff\xfe") || strings.HasPrefix(l.src, "\xfe\xff") {
		l.report("LCS1002", 0, 2, "the file is UTF-16").Help = "save it as UTF-8"
		l.binary = true
		return
	}
	if i := strings.IndexByte(l.src, 0); i >= 0 {
		l.report("LCS1002", i, i+1, "the file is not text: it holds a zero byte")
		l.binary = true
		return
	}
	if utf8.ValidString(l.src) {
		return
	}
	const enough = 20
	line := true // one message a line
	for i, reported := 0, 0; i < len(l.src) && reported < enough; {
		r, size := utf8.DecodeRuneInString(l.src[i:])
		switch {
		case r == '\n':
			line = true
		case r == utf8.RuneError && size == 1 && line:
			l.report("LCS1001", i, i+1, "byte 0x%02X is not UTF-8", l.src[i]).
				Help = "save the file as UTF-8; it may be Latin-1 or Windows-1252"
			line = false
			reported++
		}
		i += size
	}
}

func (l *scanner) stray(rest string) {
	r, size := utf8.DecodeRuneInString(rest)
	start, end := l.pos, l.pos+size
	if r == utf8.RuneError && size == 1 || l.onPastedLine() { // reported by checkEncoding, or as a line
		l.emit(Bad, start, end)
		return
	}
	for end < len(l.src) { // one message for a run of the same kind of rubbish
		next, size := utf8.DecodeRuneInString(l.src[end:])
		if next != r {
			break
		}
		end += size
	}
	d := l.report("LCS1003", start, end, "a %s cannot stand here", describeRune(r))
	switch r {
	case '$':
		d.Help = dollarHelp(l.src[end:])
	case '“', '”', '„', '‘', '’':
		d.Help = `texts stand in straight quotes: "…" or '…'`
	case '~':
		d.Help = "a pattern is tried with 'matches': value matches /…/"
	case '&':
		d.Help = "for 'and' write 'and' or '&&'"
	}
	l.emit(Bad, start, end)
}

func describeRune(r rune) string {
	switch {
	case r == '\uFEFF':
		return "byte order mark (U+FEFF)"
	case unicode.IsPrint(r):
		return fmt.Sprintf("'%c'", r)
	}
	return fmt.Sprintf("character %U", r)
}

// afterOperand reports whether a slash here divides: the token before it ends
// a value.
func (l *scanner) afterOperand() bool {
	if len(l.tokens) == 0 {
		return false
	}
	last := l.tokens[len(l.tokens)-1]
	switch last.Kind {
	case Number, Percent, Size, Duration, Status, String, TextClose, Regex, Name,
		RParen, RBracket, RBrace, HoleClose, RawClose, Bang:
		return last.Kind != Bang || !last.FirstOn && l.bangEndsValue()
	case Ident:
		return l.afterDot || !beforeValue[last.Text(l.src)]
	}
	return false
}

// bangEndsValue reports whether the ! just read is the x! of a value.
func (l *scanner) bangEndsValue() bool {
	if len(l.tokens) < 2 {
		return false
	}
	switch t := l.tokens[len(l.tokens)-2]; t.Kind {
	case RParen, RBracket:
		return true
	case Ident:
		return !beforeValue[t.Text(l.src)]
	}
	return false
}

// beforeValue are the words after which a value begins, so that a slash opens
// a pattern.
var beforeValue = map[string]bool{
	"and": true, "or": true, "not": true, "in": true, "matches": true, "contains": true, "is": true,
	"if": true, "when": true, "where": true, "by": true, "reason": true, "assert": true, "at": true,
}

// word reads a name. One with hyphens directly before a colon is one name
// everywhere; elsewhere the hyphen is a minus.
func (l *scanner) word() {
	start := l.pos
	end := wordEnd(l.src, start)
	kind := Ident
	if end < len(l.src) && l.src[end] == ':' && l.bareURL(start, end) {
		return
	}
	if end < len(l.src) && l.src[end] == '-' {
		if whole := hyphenated(l.src, end); whole > end {
			kind, end = Name, whole
		}
	}
	if n := len(l.tokens); n > 0 {
		k := l.tokens[n-1].Kind
		l.afterDot = k == Dot || k == QuestionDot
	}
	l.emit(kind, start, end)
}

// hyphenated returns the end of the hyphenated name whose first part ends at
// i, or 0 when no colon follows directly.
func hyphenated(src string, i int) int {
	for i+1 < len(src) && src[i] == '-' {
		next := partEnd(src, i+1)
		if next == i+1 {
			return 0
		}
		i = next
	}
	if strings.HasPrefix(src[i:], ":") || strings.HasPrefix(src[i:], "?:") {
		return i
	}
	return 0
}

// wordEnd returns the end of the word at start; an @ may begin it.
func wordEnd(src string, start int) int {
	i := start
	if src[i] == '@' {
		i++
	}
	return partEnd(src, i)
}

func partEnd(src string, i int) int {
	for i < len(src) {
		if c := src[i]; c < utf8.RuneSelf {
			if class[c] != classLetter && class[c] != classDigit {
				return i
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(src[i:])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) {
			return i
		}
		i += size
	}
	return i
}

// trimmedEnd is end without the carriage return and spaces before it.
func trimmedEnd(src string, start, end int) int {
	for end > start+1 && (src[end-1] == '\r' || src[end-1] == ' ' || src[end-1] == '\t') {
		end--
	}
	return end
}

type charClass uint8

const (
	classOther charClass = iota
	classSpace
	classNewline
	classLetter
	classDigit
	classQuote
)

var class = func() (t [256]charClass) {
	for c := 'a'; c <= 'z'; c++ {
		t[c], t[c-'a'+'A'] = classLetter, classLetter
	}
	for c := '0'; c <= '9'; c++ {
		t[c] = classDigit
	}
	t['_'] = classLetter
	t[' '], t['\t'], t['\r'], t['\f'] = classSpace, classSpace, classSpace, classSpace
	t['\n'] = classNewline
	t['"'], t['\''] = classQuote, classQuote
	return t
}()
