package grammar

import (
	"strings"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

// primary reads an operand.
func (p *parser) primary() ast.Expr {
	start := p.pos
	t := p.tok()
	base := ast.Base{Place: p.tokenSpan(t)}
	switch t.Kind {
	case Ident:
		return p.identOrConstant(t)
	case Number, Percent, Size:
		p.take()
		return p.numberLiteral(t)
	case Duration:
		p.take()
		return p.durationLiteral(t)
	case String, TextOpen:
		return p.textLiteral()
	case Regex:
		p.take()
		raw := p.word(t)
		end := strings.LastIndexByte(raw, '/')
		return &ast.Regex{Base: base, Pattern: raw[1:end], Flags: raw[end+1:]}
	case LParen:
		return p.paren()
	case LBracket:
		return p.list()
	case LBrace:
		if p.noObject {
			break
		}
		return p.objectLiteral()
	case HoleOpen, RawOpen:
		return p.valueHole()
	case Bad: // reported by the lexer
		p.take()
		return &ast.BadExpr{Base: base}
	}
	return p.missingValue(start)
}

func (p *parser) missingValue(start int) ast.Expr {
	t := p.tok()
	d := p.expected(p.pos, "a value")
	switch t.Kind {
	case LBrace:
		d.Help = "an object in front of a block needs parentheses: ({ … })"
	case Status:
		d.Help = "a class of statuses stands after 'on' and 'expect' only"
	case Name:
		d.Help = "a hyphenated word directly before ':' is a name; write spaces around a minus"
	case Assign:
		d.Help = "values are compared with '=='"
	case Range:
		if next := p.ahead(1); next.Kind == Dot && next.Start == t.End {
			d.Message = "'...' is no value"
			d.Help = "what is left out here must be written out, or the '...' taken away"
		}
	}
	return &ast.BadExpr{Base: p.base(start)}
}

func (p *parser) identOrConstant(t Token) ast.Expr {
	base := ast.Base{Place: p.tokenSpan(t)}
	word := p.word(t)
	switch word {
	case "true", "false":
		p.take()
		return &ast.Bool{Base: base, Value: word == "true"}
	case "null":
		p.take()
		return &ast.Null{Base: base}
	case "and", "or", "in", "is", "matches", "contains":
		return p.missingValue(p.pos)
	case "if":
		if !t.FirstOn {
			bad := p.missingValue(p.pos)
			p.syntax[len(p.syntax)-1].Help = "a value is chosen with: condition ? value : other value"
			return bad
		}
	}
	if t.FirstOn && p.pos > 0 && !p.toks[p.pos-1].opens() && p.toks[p.pos-1].Kind != Comma &&
		(p.looksLikeStatement(p.pos) || p.nextEntry()) {
		return p.missingValue(p.pos) // the value was forgotten
	}
	p.take()
	return &ast.Ident{Base: base, Name: word}
}

// looksLikeStatement reports whether a statement begins at i: a word of one,
// and behind it nothing that would go on with an expression.
func (p *parser) looksLikeStatement(i int) bool {
	t := p.toks[i]
	if t.Kind != Ident {
		return false
	}
	known, next := statementWords[p.word(t)], p.toks[i+1]
	switch next.Kind {
	case Ident:
		if next.FirstOn {
			return known
		}
		return !reservedWords[p.word(next)] && !(known && p.word(next) == "then")
	case String, TextOpen, Number, Status, Duration:
		return !next.FirstOn
	case LBrace, RBrace:
		return known
	}
	return false
}

// nextEntry reports whether the token at hand is the key of the next entry or
// field.
func (p *parser) nextEntry() bool {
	return !p.noPipe && p.isKey(p.pos) && p.ahead(1).Start == p.tok().End
}

func (p *parser) paren() ast.Expr {
	start := p.pos
	p.take()
	x := p.inBrackets(func() ast.Expr { return p.expr(levelPipe) })
	if p.isBad(x) {
		p.skipTo(RParen)
	}
	p.closeBracket(RParen, "')'")
	return &ast.Paren{Base: p.base(start), X: x}
}

// list reads [a, b] or [for v in xs if c: e].
func (p *parser) list() ast.Expr {
	start := p.pos
	p.take()
	if p.isWord("for") && p.ahead(1).Kind == Ident {
		return p.inBrackets(func() ast.Expr { return p.comprehension(start) })
	}
	list := &ast.List{}
	p.inBrackets(func() ast.Expr {
		for !p.is(RBracket) && !p.is(EOF) {
			e := p.expr(levelPipe)
			list.Elems = append(list.Elems, e)
			if !p.nextInList(RBracket, e, "',' or ']'") {
				break
			}
		}
		return nil
	})
	p.closeBracket(RBracket, "']'")
	list.Base = p.base(start)
	return list
}

func (p *parser) comprehension(start int) ast.Expr {
	p.take() // for
	c := &ast.Comprehension{In: &ast.BadExpr{}, Elem: &ast.BadExpr{}}
	v := p.take()
	c.Var = &ast.Name{Base: ast.Base{Place: p.tokenSpan(v)}, Text: p.word(v)}
	if reservedWords[c.Var.Text] {
		p.reportf("LCS1026", c.Var.Place, "'%s' is a word of the language and cannot be a name here", c.Var.Text)
	}
	p.comprehensionParts(c)
	if p.isBad(c.In) || c.If != nil && p.isBad(c.If) || p.isBad(c.Elem) {
		p.skipTo(RBracket)
	}
	p.closeBracket(RBracket, "']'")
	c.Base = p.base(start)
	return c
}

func (p *parser) comprehensionParts(c *ast.Comprehension) {
	bad := func() ast.Expr { return &ast.BadExpr{Base: p.base(p.pos)} }
	c.In, c.Elem = bad(), bad()
	if !p.isWord("in") {
		p.expected(p.pos, "'in' and a list")
		return
	}
	p.take()
	p.noPipe = true
	c.In = p.expr(levelTernary)
	p.misplacedPipe()
	if !p.isBad(c.In) && p.isWord("if") {
		p.take()
		c.If = p.expr(levelTernary)
		p.misplacedPipe()
	}
	p.noPipe = false
	if p.isBad(c.In) || c.If != nil && p.isBad(c.If) {
		return
	}
	if !p.accept(Colon) {
		p.expected(p.pos, "':' and the value of each item")
		c.Elem = bad()
		return
	}
	c.Elem = p.expr(levelPipe)
}

// valueHole reads {{ x }} in a value place; three braces belong in a text.
func (p *parser) valueHole() ast.Expr {
	start := p.pos
	open := p.take()
	end := HoleClose
	if open.Kind == RawOpen {
		end = RawClose
		p.reportf("LCS1027", p.tokenSpan(open), "'{{{ }}}' belongs in a text: in a value place nothing is encoded").
			Help = "write {{ x }}, or the bare expression"
	}
	x := p.inBrackets(func() ast.Expr { return p.expr(levelPipe) })
	p.spareArgs(x)
	p.closeHole(end)
	return &ast.Hole{Base: p.base(start), X: x}
}

// closeHole takes the closing braces of a hole.
func (p *parser) closeHole(end Kind) {
	if !p.is(end) {
		p.expected(p.pos, "'"+kindNames[end].text+"'")
		p.skipTo(end)
	}
	p.accept(end)
}

// objectLiteral reads { key: value, "key"?: value }.
func (p *parser) objectLiteral() *ast.Object {
	start := p.pos
	p.take()
	o := &ast.Object{}
	p.inBrackets(func() ast.Expr {
		p.entries(func() bool {
			e := p.entry()
			if e == nil {
				return false
			}
			o.Entries = append(o.Entries, e)
			return !p.isBad(e.Value)
		}, "entry")
		return nil
	})
	p.accept(RBrace)
	o.Base = p.base(start)
	return o
}

// entries reads what stands between braces, separated by commas or new lines.
// read answers false after a mistake; what follows is then skipped up to the
// next entry.
func (p *parser) entries(read func() bool, what string) {
	for !p.is(RBrace) && !p.is(EOF) {
		if p.is(Comma) {
			p.reportf("LCS1020", p.tokenSpan(p.take()), "this ',' follows no %s", what)
			continue
		}
		start := p.pos
		if !read() {
			if p.pos == start {
				p.skipOne()
			}
			p.skipEntry()
			continue
		}
		t := p.tok()
		switch {
		case p.accept(Comma), t.FirstOn, t.Kind == RBrace, t.Kind == EOF:
		default:
			d := p.reportf("LCS1022", p.endOf(p.pos-1), "expected ',' or a new line before the next %s", what)
			if p.isKey(p.pos) {
				suggestInsert(d, p.src, int(p.toks[p.pos-1].End), ",")
				continue
			}
			d.Label = "found " + p.describe(p.pos)
			p.skipEntry()
		}
	}
}

// skipOne skips one token, with its brackets when it opens some.
func (p *parser) skipOne() {
	for depth := 0; !p.is(EOF); {
		t := p.take()
		depth += t.nesting()
		if depth <= 0 {
			return
		}
	}
}

// skipEntry skips to the next entry: behind a comma, or first on its line.
func (p *parser) skipEntry() {
	depth := 0
	for ; !p.is(EOF); p.pos++ {
		t := p.tok()
		if depth == 0 {
			if t.closes() || t.FirstOn && (p.isKey(p.pos) || t.Kind != Colon) {
				return
			}
			if t.Kind == Comma {
				p.pos++
				return
			}
		}
		depth += t.nesting()
	}
}

func (p *parser) entry() *ast.Entry {
	start := p.pos
	e := &ast.Entry{Key: p.key("an entry, such as key: value")}
	if e.Key == nil {
		return nil
	}
	if p.is(Question) {
		p.take()
		e.Optional = true
	}
	if !p.accept(Colon) {
		d := p.expected(p.pos, "':' after "+quoted(p.between(start, p.pos).Text()))
		p.explainNoColon(d, start)
		if p.is(Assign) {
			t := p.take()
			suggest(d, int(t.Start), int(t.End), p.src, ":")
		} else if p.tok().FirstOn || !p.beginsValue(p.tok()) {
			e.Value = &ast.BadExpr{Base: p.base(p.pos)}
			e.Base = p.base(start)
			return e
		}
	}
	if t := p.tok(); t.FirstOn && p.isKey(p.pos) || t.Kind == Comma || t.Kind == RBrace {
		p.missingValue(p.pos)
		e.Value = &ast.BadExpr{Base: p.base(p.pos)}
		e.Base = p.base(start)
		return e
	}
	e.Value = p.expr(levelPipe)
	p.spareArgs(e.Value)
	e.Base = p.base(start)
	return e
}

// explainNoColon helps with a key, at token start, that no colon follows: a value
// in one brace instead of two, or a header as one text.
func (p *parser) explainNoColon(d *diag.Diagnostic, start int) {
	key, before := p.toks[start], p.toks[max(start-1, 0)]
	name, value, header := strings.Cut(trimQuotes(p.word(key)), ": ")
	quote := p.word(key)[:1]
	switch {
	case key.Kind == Ident && before.Kind == LBrace && (p.is(Dot) || p.is(RBrace) || p.is(LParen)):
		end := p.pos
		for depth := 1; depth > 0 && end < len(p.toks)-1; end++ {
			depth += p.toks[end].nesting()
		}
		place := p.between(start-1, end)
		if inner := strings.TrimSuffix(place.Text(), "}"); !strings.Contains(inner, "\n") {
			d.Span = place
			d.Message = "one brace begins an object, two begin a value"
			suggest(d, int(place.Start), int(place.End), p.src, "{"+inner+"}}")
		}
	case key.Kind == String && header && !strings.Contains(name, " "):
		d.Message, d.Span = "the value of a header stands behind a colon of its own", p.tokenSpan(key)
		suggest(d, int(key.Start), int(key.End), p.src, name+": "+quote+value+quote)
	}
}

// key reads the key of an entry or the name of a field. It is nil, after a
// message, when there is none.
func (p *parser) key(want string) *ast.Text {
	t := p.tok()
	switch t.Kind {
	case Ident, Name:
		p.take()
		base := ast.Base{Place: p.tokenSpan(t)}
		return &ast.Text{Base: base, Quote: ast.Bare, Parts: []ast.Part{&ast.TextPart{Base: base, Text: p.word(t)}}}
	case String, TextOpen:
		return p.textLiteral()
	}
	d := p.reportf("LCS1020", p.tokenSpan(t), "expected %s, found %s", want, p.describe(p.pos))
	if t.Kind == Number {
		d.Help = "a key that is no name stands in quotes"
	}
	return nil
}
