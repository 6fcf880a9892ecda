// Package grammar turns the text of an .lcs file into a tree.
//
// The way through it: a hand-written lexer that never fails (lexer.go), a pass
// that makes all brackets match (balance.go), participle productions for
// statements (rules.go), precedence climbing for expressions, texts and types
// (expr.go, template.go, types.go), recovery statement by statement
// (items.go), and messages of our own (message.go). Participle stays inside
// this package; its productions become nodes of lang/ast at once.
package grammar

import (
	"fmt"
	"slices"
	"sync"

	"github.com/alecthomas/participle/v2/lexer"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

// Parse reads a whole file. It never fails: there is always a tree, with Bad
// nodes where something could not be read, and the list holds all that is
// wrong, in the order of the file.
func Parse(src *diag.File) (*ast.File, diag.List) {
	p := newParser(src)
	defer p.release()
	file := &ast.File{Base: ast.Base{Place: src.At(0, len(src.Text))}, Source: src}
	file.Items = p.file()
	return file, p.diagnostics()
}

// ParseExpr reads one expression, as the command line takes it.
// What is wrong may be that it goes on: see Incomplete.
func ParseExpr(src *diag.File) (ast.Expr, diag.List) {
	target, expr, list := ParseLine(src)
	if target != nil {
		list.Add(diag.New("LCS1020", target.Span(), "expected an expression, found an assignment"))
	}
	return expr, list
}

// Incomplete reports whether src is the beginning of an expression that could
// go on in the next line: a bracket or a text over lines is open, or an
// operator waits for its right side.
func Incomplete(src *diag.File) bool {
	l := lex(src)
	depth := 0
	for i, t := range l.tokens {
		switch {
		case t.Inserted && t.Kind == TextClose && i > 0 && l.openTriple():
			return true
		case t.opens():
			depth++
		case t.closes():
			depth--
		}
	}
	if depth > 0 {
		return true
	}
	if len(l.tokens) < 2 {
		return false
	}
	last := l.tokens[len(l.tokens)-2]
	if last.Kind == Ident {
		return beforeValue[last.Text(src.Text)] && last.Text(src.Text) != "at" && last.Text(src.Text) != "reason"
	}
	switch last.Kind {
	case Comma, Colon, Dot, QuestionDot, Question, Coalesce, Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual,
		Plus, Minus, Star, Slash, Mod, Pipe, OrOr, AndAnd:
		return true
	}
	return false
}

// openTriple reports whether the lexer met a text over lines without an end.
func (l *scanner) openTriple() bool {
	for _, d := range l.diags {
		if d.Code == "LCS1004" && d.Span.End-d.Span.Start == 3 {
			return true
		}
	}
	return false
}

// parser is the state of one parse.
type parser struct {
	rules  *rules
	number int // among the readers of the rules

	src     *diag.File
	text    string
	toks    []Token
	lexical diag.List // of the lexer and of the brackets
	syntax  diag.List
	modules map[string]bool // names of imports

	fed     part // the tokens that participle gets
	handed  int  // how many of them it has
	overran bool // an item went on behind the end of its part

	pos      int  // the token at hand, for what is read without participle
	depth    int  // of expressions, types and blocks in one another
	noObject bool // in front of a block: { is no object
	noPipe   bool // where a pipe needs parentheses

	assignable bool // an '=' behind an expression gives it a value
}

// grammars keeps grammars with what was built of them, at most 70 kB each, for the
// next files. A sync.Pool would lose them to each garbage collection.
var grammars = make(chan *rules, 4)

func takeGrammar() *rules {
	select {
	case r := <-grammars:
		return r
	default:
		return newRules()
	}
}

func newParser(src *diag.File) *parser {
	l := lex(src)
	tokens, brackets := balance(src, l.tokens)
	if l.binary {
		tokens = l.tokens[len(l.tokens)-1:]
	}
	p := &parser{rules: takeGrammar(), src: src, text: src.Text, toks: tokens, lexical: append(l.diags, brackets...)}
	p.rules.readers[0] = p
	p.findModules()
	return p
}

// second returns a parser that reads the same file beside p.
func (p *parser) second() *parser {
	q := &parser{rules: p.rules, number: 1, src: p.src, text: p.text, toks: p.toks, modules: p.modules}
	p.rules.readers[1] = q
	return q
}

// release gives the grammar back.
func (p *parser) release() {
	p.rules.readers = [2]*parser{}
	select {
	case grammars <- p.rules:
	default: // there are enough
	}
}

// guard keeps a defect of the parser from taking the program down.
func (p *parser) guard(parse func()) {
	defer func() {
		if problem := recover(); problem != nil {
			p.lexical.Add(diag.New("LCS1099", p.src.At(0, 0), fmt.Sprintf("the parser gave up: %v", problem))).
				Help = "this is a defect of lcs; please report it with the file"
		}
	}()
	parse()
}

// findModules collects what `import "./lenders.lcs"` names, so that
// lenders.clean(x) is read as a call of the module's function.
func (p *parser) findModules() {
	for i, t := range p.toks {
		if t.Kind != Ident || !t.FirstOn || t.Text(p.text) != "import" || p.toks[i+1].Kind != String {
			continue
		}
		if p.modules == nil {
			p.modules = map[string]bool{}
		}
		name := moduleName(trimQuotes(p.toks[i+1].Text(p.text)))
		if i+3 < len(p.toks) && p.toks[i+2].Kind == Ident && p.toks[i+2].Text(p.text) == "as" {
			name = p.toks[i+3].Text(p.text)
		}
		p.modules[name] = true
	}
}

// behindFed returns the token behind token i, which participle got, and behind
// what it did not get of it.
func (p *parser) behindFed(i int) int {
	if !p.toks[i].opens() {
		return i + 1
	}
	k, _ := slices.BinarySearch(p.fed, int32(i))
	return int(p.fed[k+1])
}

// enter moves the parser to where participle stands.
func (p *parser) enter(lex *lexer.PeekingLexer) Token {
	p.pos = int(p.fed[lex.RawCursor()])
	return p.tok()
}

// leave moves participle to where the parser stands.
func (p *parser) leave(lex *lexer.PeekingLexer) {
	p.overran = p.overran || p.pos > int(p.fed[len(p.fed)-1])
	to := lex.RawCursor()
	for int(to) < len(p.fed)-1 && int(p.fed[to]) < p.pos {
		to++
	}
	if to > lex.RawCursor() {
		lex.FastForward(to - 1)
	}
}

func symbolOf(k Kind) lexer.TokenType {
	if k == EOF {
		return lexer.EOF
	}
	return lexer.TokenType(k)
}

// symbols is the table of kinds that participle asks for.
var symbols = sync.OnceValue(func() map[string]lexer.TokenType {
	table := make(map[string]lexer.TokenType, len(kindNames))
	for kind, names := range kindNames {
		table[names.name] = symbolOf(kind)
	}
	return table
})

func (p *parser) tok() Token { return p.toks[p.pos] }

// at returns the token n after the one at hand; past the end it is EOF.
func (p *parser) ahead(n int) Token {
	return p.toks[min(p.pos+n, len(p.toks)-1)]
}

func (p *parser) word(t Token) string { return t.Text(p.text) }

func (p *parser) is(kind Kind) bool { return p.toks[p.pos].Kind == kind }

func (p *parser) isWord(word string) bool {
	t := p.toks[p.pos]
	return t.Kind == Ident && t.Text(p.text) == word
}

func (p *parser) take() Token {
	t := p.toks[p.pos]
	if t.Kind != EOF {
		p.pos++
	}
	return t
}

func (p *parser) accept(kind Kind) bool {
	if p.is(kind) {
		p.take()
		return true
	}
	return false
}

// span covers the tokens from first up to, not including, the one at hand.
func (p *parser) span(first int) diag.Span { return p.between(first, p.pos) }

// between covers the tokens from first up to, not including, next. Without any
// it is the place behind the token before: where something is missing.
func (p *parser) between(first, next int) diag.Span {
	if next <= first {
		return p.endOf(first - 1)
	}
	start := p.toks[first].Start
	return p.src.At(int(start), max(int(p.toks[next-1].End), int(start)))
}

func (p *parser) base(first int) ast.Base { return ast.Base{Place: p.span(first)} }

func (p *parser) tokenSpan(t Token) diag.Span { return p.src.At(int(t.Start), int(t.End)) }
