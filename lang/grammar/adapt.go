package grammar

import (
	"strings"
	"time"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"

	"lcs/lang/ast"
)

// The functions that participle calls where a production leaves the reading
// to us. Each answers NextMatch when its first token does not fit, and never
// fails after that: what is wrong then is reported and read over.

func (p *parser) exprRule(lex *lexer.PeekingLexer) (expr, error) {
	p.enter(lex)
	e := p.statementExpr(false)
	p.leave(lex)
	return e, nil
}

func (p *parser) condRule(lex *lexer.PeekingLexer) (cond, error) {
	p.enter(lex)
	e := p.statementExpr(true)
	p.leave(lex)
	return e, nil
}

func (p *parser) textRule(lex *lexer.PeekingLexer) (text, error) {
	var t *ast.Text
	switch first := p.enter(lex); {
	case first.Kind == String || first.Kind == TextOpen:
		t = p.textLiteral()
	case p.bareURL(first):
		t = p.urlText(p.take())
	default:
		return nil, participle.NextMatch
	}
	p.leave(lex)
	return t, nil
}

func (p *parser) objectRule(lex *lexer.PeekingLexer) (object, error) {
	if p.enter(lex).Kind != LBrace {
		return nil, participle.NextMatch
	}
	o := p.objectLiteral()
	p.leave(lex)
	return o, nil
}

func (p *parser) ownObjectRule(lex *lexer.PeekingLexer) (ownObject, error) {
	if p.enter(lex).FirstOn {
		return nil, participle.NextMatch
	}
	o, err := p.objectRule(lex)
	return o, err
}

func (p *parser) callRule(lex *lexer.PeekingLexer) (call, error) {
	first := p.enter(lex)
	if first.Kind != Ident {
		return nil, participle.NextMatch
	}
	start := p.pos
	p.noObject, p.noPipe = false, false
	e := p.postfix(p.primary())
	c, ok := e.(*ast.Call)
	if !ok {
		if p.isBad(e) {
			c = &ast.Call{Base: p.base(start), Fn: e}
		} else {
			c = p.withoutParens(start, e)
		}
	}
	p.leave(lex)
	return c, nil
}

// withoutParens reads the values behind the name of a call as its arguments, where
// the parentheses around them are missing.
func (p *parser) withoutParens(start int, fn ast.Expr) *ast.Call {
	d := p.reportf("LCS1020", p.endOf(p.pos-1), "expected '(' after %s", quoted(fn.Span().Text()))
	c := &ast.Call{Fn: fn}
	if t := p.tok(); !t.FirstOn && t.Kind != LBrace && p.beginsValue(t) {
		from := p.pos
		for more := true; more; more = p.is(Comma) && !p.ahead(1).FirstOn && p.beginsValue(p.ahead(1)) && p.accept(Comma) {
			first := p.pos
			value := p.expr(levelPipe)
			c.Args = append(c.Args, &ast.Arg{Base: p.base(first), Value: value})
		}
		d.Span = p.span(start)
		suggest(d, int(d.Span.Start), int(d.Span.End), p.src, fn.Span().Text()+"("+p.span(from).Text()+")")
	}
	c.Base = p.base(start)
	return c
}

// refRule reads the name of a service. It stands on the line of its statement,
// so that the next statement's word is not taken for one.
func (p *parser) refRule(lex *lexer.PeekingLexer) (ref, error) {
	if t := p.enter(lex); t.Kind != Ident || t.FirstOn {
		return nil, participle.NextMatch
	}
	e := p.dotted()
	p.leave(lex)
	return e, nil
}

func (p *parser) pathRule(lex *lexer.PeekingLexer) (path, error) {
	if p.enter(lex).Kind != Ident {
		return nil, participle.NextMatch
	}
	e := p.dotted()
	p.leave(lex)
	return e, nil
}

// dotted reads a.b.c.
func (p *parser) dotted() ast.Expr {
	start := p.pos
	first := p.take()
	var e ast.Expr = &ast.Ident{Base: p.base(start), Name: p.word(first)}
	for p.is(Dot) {
		p.take()
		n := p.memberName()
		e = &ast.Member{Base: p.base(start), X: e, Name: n}
	}
	return e
}

func (p *parser) durationRule(lex *lexer.PeekingLexer) (duration, error) {
	t := p.enter(lex)
	if t.Kind != Duration && !p.brokenNumber(t) {
		return nil, participle.NextMatch
	}
	p.take()
	p.leave(lex)
	return p.durationLiteral(t), nil
}

func (p *parser) durationLiteral(t Token) *ast.Duration {
	value, problem := parseDuration(p.word(t))
	if problem != "" { // reported by the lexer: any duration that is none of the checker's business
		value = time.Second
	}
	return &ast.Duration{Base: ast.Base{Place: p.tokenSpan(t)}, Value: value}
}

// brokenNumber reports whether t was reported by the lexer as a bad number: it
// then stands for whatever was wanted.
func (p *parser) brokenNumber(t Token) bool {
	return t.Kind == Bad && class[p.text[t.Start]] == classDigit
}

// bareURL reports whether t is a URL without quotes, which the lexer reported.
func (p *parser) bareURL(t Token) bool {
	return t.Kind == Bad && strings.HasPrefix(p.word(t), "http")
}

// urlText makes the text of a URL without quotes, up to its first hole.
func (p *parser) urlText(t Token) *ast.Text {
	base := ast.Base{Place: p.tokenSpan(t)}
	written, _, _ := strings.Cut(p.word(t), "{")
	return &ast.Text{Base: base, Quote: ast.Double, Parts: []ast.Part{&ast.TextPart{Base: base, Text: written}}}
}

func (p *parser) numberRule(lex *lexer.PeekingLexer) (number, error) {
	t := p.enter(lex)
	if t.Kind != Number && !p.brokenNumber(t) {
		return nil, participle.NextMatch
	}
	p.take()
	p.leave(lex)
	return p.numberLiteral(t), nil
}

func (p *parser) percentRule(lex *lexer.PeekingLexer) (percent, error) {
	t := p.enter(lex)
	if t.Kind != Percent && !p.brokenNumber(t) {
		return nil, participle.NextMatch
	}
	p.take()
	p.leave(lex)
	return p.numberLiteral(t), nil
}

func (p *parser) numberLiteral(t Token) *ast.Number {
	n := &ast.Number{Base: ast.Base{Place: p.tokenSpan(t)}, Text: p.word(t)}
	switch t.Kind {
	case Percent:
		n.Text, n.Unit = n.Text[:len(n.Text)-1], "%"
	case Size:
		end := len(n.Text)
		for class[n.Text[end-1]] == classLetter {
			end--
		}
		n.Text, n.Unit = n.Text[:end], n.Text[end:]
	case Bad:
		n.Text = "0"
	}
	return n
}

func (p *parser) typeRule(lex *lexer.PeekingLexer) (typeExpr, error) {
	if t := p.enter(lex); !p.beginsType(t) {
		return nil, participle.NextMatch
	}
	e := p.typeExpr()
	p.leave(lex)
	return e, nil
}

func (p *parser) shapeRule(lex *lexer.PeekingLexer) (shape, error) {
	if t := p.enter(lex); t.Kind != LBrace && t.Kind != LBracket || t.FirstOn {
		return nil, participle.NextMatch
	}
	e := p.typeExpr()
	p.leave(lex)
	return e, nil
}

// nameRule reads a name that is declared here: no operator, nor anything that
// would read as a value.
func (p *parser) nameRule(lex *lexer.PeekingLexer) (name, error) {
	t := p.enter(lex)
	if t.Kind != Ident {
		return nil, participle.NextMatch
	}
	p.take()
	p.leave(lex)
	word := p.word(t)
	if reservedWords[word] {
		p.reportf("LCS1026", p.tokenSpan(t), "'%s' is a word of the language and cannot be a name here", word)
	}
	return &ast.Name{Base: ast.Base{Place: p.tokenSpan(t)}, Text: word}, nil
}

func (p *parser) methodRule(lex *lexer.PeekingLexer) (method, error) {
	t := p.enter(lex)
	if t.Kind != Ident {
		return nil, participle.NextMatch
	}
	p.take()
	p.leave(lex)
	return &ast.Name{Base: ast.Base{Place: p.tokenSpan(t)}, Text: p.word(t)}, nil
}

func (p *parser) statusRule(lex *lexer.PeekingLexer) (status, error) {
	t := p.enter(lex)
	if t.Kind != Number && t.Kind != Status && !p.brokenNumber(t) && !p.quotedStatus(t) {
		return nil, participle.NextMatch
	}
	p.take()
	p.leave(lex)
	return p.selectorOf(t), nil
}

// selectorOf makes a selector of a status or a word. A number that is no status is the
// checker's to report, with the range.
func (p *parser) selectorOf(t Token) *ast.Selector {
	text := p.word(t)
	switch t.Kind {
	case String:
		text = trimQuotes(text)
	case Status: // one in capitals was reported by the lexer
		text = strings.ToLower(text)
	}
	return &ast.Selector{Base: ast.Base{Place: p.tokenSpan(t)}, Text: text}
}

// quotedStatus reads over the quotes of a status behind 'expect', 'on' and a
// comma; elsewhere a text is the name of an example.
func (p *parser) quotedStatus(t Token) bool {
	if t.Kind != String || p.pos == 0 {
		return false
	}
	text := trimQuotes(p.word(t))
	if len(text) != 3 || class[text[0]] != classDigit || text[1:] != "xx" && digits(text, 0) != 3 {
		return false
	}
	if before := p.toks[p.pos-1]; before.Kind != Comma && p.word(before) != "expect" && p.word(before) != "on" {
		return false
	}
	d := p.reportf("LCS1020", p.tokenSpan(t), "a status stands without quotes")
	suggest(d, int(t.Start), int(t.End), p.src, text)
	return true
}

func (p *parser) selectorRule(lex *lexer.PeekingLexer) (selector, error) {
	t := p.enter(lex)
	if t.Kind != Number && t.Kind != Status && t.Kind != Ident && !p.brokenNumber(t) && !p.quotedStatus(t) {
		return nil, participle.NextMatch
	}
	p.take()
	p.leave(lex)
	return p.selectorOf(t), nil
}

// fieldList is what fields and params are in the end.
type fieldList []*ast.Field

func (l fieldList) all() []*ast.Field { return l }

func (p *parser) fieldsRule(lex *lexer.PeekingLexer) (fields, error) {
	if p.enter(lex).Kind != LBrace {
		return nil, participle.NextMatch
	}
	list := p.fieldList()
	p.leave(lex)
	return fieldList(list), nil
}

func (p *parser) paramsRule(lex *lexer.PeekingLexer) (params, error) {
	if p.enter(lex).Kind != LParen {
		return nil, participle.NextMatch
	}
	list := p.paramList()
	p.leave(lex)
	return fieldList(list), nil
}

// namespaceRule reads { ns prefix: "uri" } after expect xml.
func (p *parser) namespaceRule(lex *lexer.PeekingLexer) (namespace, error) {
	p.enter(lex)
	if !p.is(LBrace) || p.ahead(1).Kind != Ident || p.word(p.ahead(1)) != "ns" || p.ahead(2).Kind == Colon {
		return nil, participle.NextMatch
	}
	o := p.namespaces()
	p.leave(lex)
	return o, nil
}
