package grammar

import (
	"fmt"

	"lcs/lang/diag"
)

// maxNesting is how deep brackets, holes and texts may stand in one another.
const maxNesting = 200

// balance returns the tokens with every bracket matched. When they match as
// they stand, nothing is touched. Otherwise it puts in what is missing and
// takes out what is too much, guided by indentation and by the words that
// begin statements, and says what was open where. Indentation means something
// here only: pasted JSON may stand at the margin in a file that is whole.
func balance(file *diag.File, tokens []Token) ([]Token, diag.List) {
	depth, ok := matched(tokens)
	var diags diag.List
	if !ok {
		r := repair{file: file, in: tokens, excess: excessBraces(tokens)}
		tokens, diags = r.run(), r.diags
		depth, _ = matched(tokens)
	}
	if depth > maxNesting {
		var cut diag.List
		tokens, cut = cutDeep(file, tokens)
		diags = append(diags, cut...)
	}
	return tokens, diags
}

// Balanced reports whether every bracket, hole and text of tokens is closed, in
// the right order.
func Balanced(tokens []Token) bool {
	_, ok := matched(tokens)
	return ok
}

// matched reports whether every bracket has its partner, and the depth.
func matched(tokens []Token) (depth int, ok bool) {
	var stack []Kind
	for _, t := range tokens {
		switch {
		case t.opens():
			stack = append(stack, closer(t.Kind))
			depth = max(depth, len(stack))
		case t.closes():
			if len(stack) == 0 || stack[len(stack)-1] != t.Kind {
				return depth, false
			}
			stack = stack[:len(stack)-1]
		}
	}
	return depth, len(stack) == 0
}

// excessBraces counts the closing braces that have no opening one.
func excessBraces(tokens []Token) int {
	n := 0
	for _, t := range tokens {
		switch t.Kind {
		case LBrace:
			n--
		case RBrace:
			n++
		}
	}
	return n
}

// cutDeep empties what is nested too deeply.
func cutDeep(file *diag.File, tokens []Token) ([]Token, diag.List) {
	var diags diag.List
	out := tokens[:0:0]
	depth := 0
	for _, t := range tokens {
		if t.closes() {
			depth--
		}
		if depth < maxNesting || depth == maxNesting && t.closes() {
			out = append(out, t)
		}
		if t.opens() {
			if depth++; depth == maxNesting+1 {
				out = out[:len(out)-1]
				out = append(out, t)
			}
			if depth == maxNesting+1 && len(diags) == 0 {
				diags.Add(diag.New("LCS1013", file.At(int(t.Start), int(t.End)),
					fmt.Sprintf("this is nested more than %d deep", maxNesting)))
			}
		}
	}
	return out, diags
}

type openBracket struct {
	token  Token
	index  int // in the input
	indent int // of the line that it stands in
}

// header is a line that begins like a block but opens none.
type header struct {
	index  int // of its first token
	end    int // of its last token
	indent int
	depth  int
}

type repair struct {
	file   *diag.File
	in     []Token
	stack  []openBracket
	diags  diag.List
	excess int // closing braces without an opening one

	indent   int // of the current line
	first    int // index of its first token
	headers  []header
	done     bool // the rest is not read
	dropped  map[int]bool
	inserted map[int][]Token // before the token of that index
}

func (r *repair) run() []Token {
	r.dropped, r.inserted = map[int]bool{}, map[int][]Token{}
	for i, t := range r.in {
		if r.done {
			break
		}
		if t.FirstOn && !r.inText() {
			r.startLine(i, t)
		}
		switch {
		case t.opens():
			if len(r.stack) == maxOpen {
				r.giveUp(i)
				continue
			}
			r.stack = append(r.stack, openBracket{t, i, r.indent})
		case t.closes():
			r.close(i, t)
		case t.Kind == EOF:
			r.closeTo(0, i)
		}
	}
	out := make([]Token, 0, len(r.in)+8)
	first := false // what was first on the line is gone
	for i, t := range r.in {
		out = append(out, r.inserted[i]...)
		t.FirstOn = t.FirstOn || first
		if first = r.dropped[i] && t.FirstOn; !r.dropped[i] {
			out = append(out, t)
		}
	}
	return out
}

// maxOpen is how many brackets may be open while others are repaired, and
// maxLook how far a line is searched for a hint: bounds for what is no script.
const (
	maxOpen = 2 * maxNesting
	maxLook = 500
)

// giveUp takes the rest of the file, from token i, out.
func (r *repair) giveUp(i int) {
	t := r.in[i]
	r.diags.Add(diag.New("LCS1013", r.file.At(int(t.Start), int(t.End)),
		fmt.Sprintf("more than %d brackets are open here: the rest of the file is not read", maxOpen)))
	for j := i; j < len(r.in)-1; j++ {
		r.dropped[j] = true
	}
	r.closeSilently(0, i)
	r.done = true
}

func (r *repair) inText() bool {
	for i := len(r.stack) - 1; i >= 0; i-- {
		if r.stack[i].token.Kind == TextOpen {
			return true
		}
	}
	return false
}

func (r *repair) column(t Token) int {
	return int(t.Start) - lineStartOf(r.file.Text, int(t.Start))
}

// startLine closes what the first word of a line cannot be inside of.
func (r *repair) startLine(i int, t Token) {
	if i > 0 && r.first < i {
		r.rememberHeader(i - 1)
	}
	r.indent, r.first = r.column(t), i
	for n := len(r.headers); n > 0 && r.headers[n-1].indent > r.indent; n-- {
		r.headers = r.headers[:n-1]
	}
	r.closeHoles(i)
	if t.Kind != Ident || !r.beginsStatement(i) {
		return
	}
	word := t.Text(r.file.Text)
	if word == "else" {
		if at := r.openIf(); at >= 0 {
			r.closeTo(at, i)
		}
		return
	}
	keep := len(r.stack)
	switch {
	case r.indent == 0 && declarationWords[word]:
		keep = 0
	case statementWords[word]:
		for keep > 0 && r.stack[keep-1].indent >= r.indent {
			keep--
		}
	}
	r.closeTo(keep, i)
}

// closeHoles closes the {{ of value places that reach the end of their line.
func (r *repair) closeHoles(i int) {
	for at, b := range r.stack {
		if k := b.token.Kind; k == HoleOpen || k == RawOpen {
			r.closeTo(at, i)
			return
		}
	}
}

// openIf returns the innermost open block of an if, or -1.
func (r *repair) openIf() int {
	for at := len(r.stack) - 1; at >= 0; at-- {
		first := r.lineStart(r.stack[at].index)
		if r.beginsBranch(first) {
			return at
		}
	}
	return -1
}

// lineStart returns the first token of the line of token i, as far as it looks.
func (r *repair) lineStart(i int) int {
	for limit := max(0, i-maxLook); i > limit && !r.in[i].FirstOn; {
		i--
	}
	return i
}

// beginsBranch reports whether the line of token i is that of an if or an else.
func (r *repair) beginsBranch(i int) bool {
	if r.in[i].Kind == RBrace && i+1 < len(r.in) {
		i++
	}
	word := r.in[i].Text(r.file.Text)
	return r.in[i].Kind == Ident && (word == "if" || word == "else")
}

// rememberHeader keeps the line that ends with token end if it begins like a
// block, or ends like the key of an object, and opens nothing.
func (r *repair) rememberHeader(end int) {
	t := r.in[r.first]
	switch {
	case r.in[end].opens():
		return
	case r.in[end].Kind == Colon, r.beginsBranch(r.first):
	case t.Kind != Ident || !blockWords[t.Text(r.file.Text)] || !r.beginsStatement(r.first):
		return
	}
	r.headers = append(r.headers, header{r.first, end, r.indent, len(r.stack)})
}

// beginsStatement reports whether the word at i is no key and no part of an
// expression.
func (r *repair) beginsStatement(i int) bool {
	if i+1 >= len(r.in) {
		return true
	}
	switch r.in[i+1].Kind {
	case Colon, Comma, QuestionDot, RParen, RBracket:
		return false
	case Question:
		return i+2 >= len(r.in) || r.in[i+2].Kind != Colon
	}
	return true
}

// closeTo closes all brackets above keep, in front of token i.
func (r *repair) closeTo(keep, i int) {
	if len(r.stack) <= keep {
		return
	}
	r.reportOpen(r.stack[len(r.stack)-1], r.behind(i))
	r.closeSilently(keep, i)
}

// behind is the place behind the token before i.
func (r *repair) behind(i int) int32 {
	if i == 0 {
		return 0
	}
	return r.in[i-1].End
}

func (r *repair) closeSilently(keep, i int) {
	at := r.behind(i)
	for len(r.stack) > keep {
		top := r.stack[len(r.stack)-1]
		r.stack = r.stack[:len(r.stack)-1]
		r.inserted[i] = append(r.inserted[i], Token{Kind: closer(top.token.Kind), Inserted: true, Start: at, End: at})
	}
}

func (r *repair) reportOpen(b openBracket, at int32) {
	want := kindNames[closer(b.token.Kind)].text
	d := r.diags.Add(diag.New("LCS1011", r.file.At(int(at), int(at)),
		fmt.Sprintf("expected '%s' to close %s", want, r.describe(b))))
	d.Related = []diag.Related{{Span: r.file.At(int(b.token.Start), int(b.token.End)), Message: "opened here"}}
}

// describe names what a bracket belongs to: step 'score', request 'GET'.
func (r *repair) describe(b openBracket) string {
	src := r.file.Text
	if b.token.Kind != LBrace {
		return "the '" + b.token.Text(src) + "'"
	}
	first := r.lineStart(b.index)
	for i := b.index - 1; i >= first; i-- {
		word := r.in[i].Text(src)
		if r.in[i].Kind != Ident || !statementWords[word] || i > first && r.in[i-1].Kind == Dot {
			continue
		}
		if i+1 < b.index && (r.in[i+1].Kind == Ident || r.in[i+1].Kind == String) {
			return word + " " + quoted(trimQuotes(r.in[i+1].Text(src)))
		}
		return "'" + word + "'"
	}
	return "the '{'"
}

func trimQuotes(s string) string {
	if len(s) > 1 && (s[0] == '"' || s[0] == '\'') {
		return s[1 : len(s)-1]
	}
	return s
}

// close finds the partner of the closing token i, or takes it out.
func (r *repair) close(i int, t Token) {
	if r.dropped[i] {
		return
	}
	if r.endsNoHole(i) {
		r.drop(i, t)
		r.drop(i+1, r.in[i+1])
		return
	}
	if t.FirstOn && t.Kind == RBrace && !r.inText() {
		if at := r.openerInColumn(r.column(t)); at >= 0 {
			r.closeTo(at+1, i)
			r.stack = r.stack[:at]
			return
		}
		if r.openBefore(i) {
			return
		}
	}
	switch at := r.openerOf(t.Kind); {
	case at == len(r.stack)-1 && at >= 0 && !(t.Kind == RBrace && r.excess > 0 && r.fitsNot(i, t, at)):
		r.stack = r.stack[:at]
	case t.Kind == RBrace && !t.FirstOn && r.openOnLine(i):
	case at >= 0 && !(t.Kind == RBrace && r.excess > 0):
		r.closeTo(at+1, i)
		r.stack = r.stack[:at]
	default:
		r.drop(i, t)
	}
}

// endsNoHole reports whether the brace i and the next are the }} of a hole
// whose {{ was lost: both are too much on their line.
func (r *repair) endsNoHole(i int) bool {
	t, next := r.in[i], r.in[i+1]
	if t.Kind != RBrace || next.Kind != RBrace || t.End != next.Start || t.FirstOn || r.excess < 2 {
		return false
	}
	if i-r.first > maxLook {
		return false
	}
	end := i
	for end < i+maxLook && end < len(r.in)-1 && !r.in[end+1].FirstOn {
		end++
	}
	return excessBraces(r.in[r.first:end+1]) >= 2
}

// fitsNot reports whether the brace i, of which there are too many, stands in
// another line and another column than its opener's line.
func (r *repair) fitsNot(i int, t Token, at int) bool {
	b := r.stack[at]
	if b.index >= r.first { // opened on this very line
		return false
	}
	return !t.FirstOn || b.indent != r.column(t)
}

func (r *repair) drop(i int, t Token) {
	r.dropped[i] = true
	if t.Kind == RBrace {
		r.excess--
	}
	if t.Kind == TextClose || t.Kind == HoleClose || t.Kind == RawClose {
		return // its opener was closed, and reported, before
	}
	start, text := int(t.Start), t.Text(r.file.Text)
	switch before := r.in[max(i-1, 0)]; {
	case i > 0 && r.dropped[i-1] && before.End == t.Start:
		return
	case t.Kind == RBrace && r.in[i+1].Kind == RBrace && r.in[i+1].Start == t.End:
		text = "}}"
	}
	r.diags.Add(diag.New("LCS1012", r.file.At(start, start+len(text)), fmt.Sprintf("this '%s' closes nothing", text)))
}

// openerInColumn returns the innermost open brace whose line begins in the
// column, or -1.
func (r *repair) openerInColumn(column int) int {
	for i := len(r.stack) - 1; i >= 0; i-- {
		if r.stack[i].token.Kind == LBrace && r.stack[i].indent == column {
			return i
		}
	}
	return -1
}

// openerOf returns the innermost bracket that kind closes, or -1. A bracket in
// a text cannot be closed from behind it.
func (r *repair) openerOf(kind Kind) int {
	for i := len(r.stack) - 1; i >= 0; i-- {
		open := r.stack[i].token.Kind
		if closer(open) == kind {
			return i
		}
		if open == TextOpen && kind != TextClose {
			return -1
		}
		if (open == HoleOpen || open == BlockOpen || open == RawOpen) && kind != TextClose && kind != HoleClose && kind != RawClose {
			return -1
		}
	}
	return -1
}

// openBefore puts the missing opener of the brace i, which is first on its
// line, behind the last line of the same column that begins like a block.
func (r *repair) openBefore(i int) bool {
	column := r.column(r.in[i])
	for n := len(r.headers) - 1; n >= 0; n-- {
		h := r.headers[n]
		if h.depth < len(r.stack) || h.indent < column {
			return false
		}
		if h.indent == column && h.depth == len(r.stack) {
			r.headers = r.headers[:n]
			r.insertOpener(h.end+1, h.index)
			return true
		}
	}
	return false
}

// openOnLine puts the missing opener of the brace i into its own line: in
// front of the first statement or key behind the line's first word.
func (r *repair) openOnLine(i int) bool {
	t := r.in[r.first]
	if i-r.first > maxLook || t.Kind != Ident || !blockWords[t.Text(r.file.Text)] || r.openedSince(r.first) {
		return false
	}
	for j := r.first + 1; j < i; j++ {
		t := r.in[j]
		isKey := j+1 < i && (r.in[j+1].Kind == Colon || r.in[j+1].Kind == Question && r.in[j+2].Kind == Colon)
		isStatement := t.Kind == Ident && statementWords[t.Text(r.file.Text)] && r.in[j-1].Kind != Dot && r.beginsStatement(j)
		if isKey || isStatement {
			r.insertOpener(j, r.first)
			return true
		}
	}
	return false
}

func (r *repair) openedSince(index int) bool {
	return len(r.stack) > 0 && r.stack[len(r.stack)-1].index >= index
}

func (r *repair) insertOpener(before, first int) {
	at := r.in[before-1].End
	r.inserted[before] = append(r.inserted[before], Token{Kind: LBrace, Inserted: true, Start: at, End: at})
	r.excess--
	message := fmt.Sprintf("in %s: expected '{'", quoted(r.in[first].Text(r.file.Text)))
	if last := r.in[before-1]; last.Kind == Colon {
		message = "expected '{' after ':'"
	} else if r.in[first].Kind == RBrace {
		message = "in 'else': expected '{'"
	}
	r.diags.Add(diag.New("LCS1011", r.file.At(int(at), int(at)), message))
}
