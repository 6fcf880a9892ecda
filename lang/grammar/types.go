package grammar

import "lcs/lang/ast"

func (p *parser) beginsType(t Token) bool {
	switch t.Kind {
	case Ident:
		return !t.FirstOn || !p.looksLikeStatement(p.pos)
	case String, TextOpen, LBracket, LBrace, LParen:
		return true
	}
	return false
}

// typeExpr reads a type: atoms with | between them.
func (p *parser) typeExpr() ast.TypeExpr {
	if !p.deeper() {
		start := p.pos
		p.skipExpr(false)
		return &ast.BadType{Base: p.base(start)}
	}
	defer func() { p.depth-- }()
	start := p.pos
	first := p.optionalType()
	if !p.is(Pipe) {
		return first
	}
	u := &ast.UnionType{Alts: []ast.TypeExpr{first}}
	for p.accept(Pipe) {
		u.Alts = append(u.Alts, p.optionalType())
	}
	u.Base = p.base(start)
	return u
}

func (p *parser) optionalType() ast.TypeExpr {
	start := p.pos
	t := p.typeAtom()
	for p.is(LBracket) && p.ahead(1).Kind == RBracket && !p.tok().FirstOn {
		p.take()
		p.take()
		d := p.reportf("LCS1020", p.span(start), "the brackets of a list stand around its type")
		suggest(d, int(d.Span.Start), int(d.Span.End), p.src, "["+t.Span().Text()+"]")
		t = &ast.ListType{Base: p.base(start), Elem: t}
	}
	for p.is(Question) || p.is(Coalesce) {
		twice := p.take().Kind == Coalesce
		if _, optional := t.(*ast.OptionalType); optional || twice {
			p.reportf("LCS1020", p.tokenSpan(p.toks[p.pos-1]), "this type is optional already")
			continue
		}
		t = &ast.OptionalType{Base: p.base(start), Of: t}
	}
	return t
}

func (p *parser) typeAtom() ast.TypeExpr {
	start := p.pos
	t := p.tok()
	switch {
	case t.FirstOn && p.nextEntry():
	case t.Kind == Ident && p.word(t) == "secret":
		return p.secretType()
	case t.Kind == Ident && p.beginsType(t):
		return p.namedType()
	case t.Kind == String:
		value := p.textLiteral()
		return &ast.LiteralType{Base: value.Base, Value: value}
	case t.Kind == TextOpen:
		value := p.title(p.textLiteral())
		return &ast.LiteralType{Base: value.Base, Value: value}
	case t.Kind == LBracket:
		p.take()
		elem := p.typeExpr()
		p.closeBracket(RBracket, "']'")
		return &ast.ListType{Base: p.base(start), Elem: elem}
	case t.Kind == LBrace:
		list := p.fieldList()
		return &ast.ObjectType{Base: p.base(start), Fields: list}
	case t.Kind == LParen:
		p.take()
		inner := p.typeExpr()
		p.closeBracket(RParen, "')'")
		return inner
	}
	p.expected(p.pos, "a type")
	return &ast.BadType{Base: p.base(start)}
}

// secretType reads secret or secret(T). Without the parentheses the type could
// not be told from the next field.
func (p *parser) secretType() ast.TypeExpr {
	start := p.pos
	p.take()
	s := &ast.SecretType{}
	switch t := p.tok(); {
	case t.Kind == LParen && !t.FirstOn:
		p.take()
		s.Of = p.typeExpr()
		p.closeBracket(RParen, "')'")
	case (t.Kind == Ident && !p.isWord("from") || t.Kind == LBracket) && !t.FirstOn && !p.isKey(p.pos):
		d := p.reportf("LCS1031", p.tokenSpan(t), "the type of a secret stands in parentheses")
		if t.Kind == Ident {
			word := p.toks[start]
			suggest(d, int(word.Start), int(t.End), p.src, "secret("+p.word(t)+")")
		}
		s.Of = p.typeAtom()
	}
	s.Base = p.base(start)
	return s
}

// namedType reads email, lenders.Bid or date("MM/DD/YYYY").
func (p *parser) namedType() ast.TypeExpr {
	start := p.pos
	t := p.take()
	n := &ast.NamedType{Name: &ast.Name{Base: ast.Base{Place: p.tokenSpan(t)}, Text: p.word(t)}}
	if p.is(Dot) {
		p.take()
		n.Module = n.Name
		n.Name = p.memberName()
	}
	if p.is(LParen) && !p.tok().FirstOn {
		for _, a := range p.args() {
			if a.Name != nil {
				p.reportf("LCS1020", a.Name.Place, "a type's arguments have no names")
			}
			n.Args = append(n.Args, a.Value)
		}
	}
	n.Base = p.base(start)
	return n
}

// fieldList reads { name: type, … }.
func (p *parser) fieldList() []*ast.Field {
	p.take()
	var list []*ast.Field
	p.inBrackets(func() ast.Expr {
		p.entries(func() bool {
			f, ok := p.field("a field, such as name: string")
			if f != nil {
				list = append(list, f)
			}
			return ok
		}, "field")
		return nil
	})
	p.accept(RBrace)
	return list
}

// field reads name: type [from "Column", …] [= default].
func (p *parser) field(want string) (*ast.Field, bool) {
	start := p.pos
	f := &ast.Field{Name: p.fieldName(want)}
	if f.Name == nil {
		return nil, false
	}
	before := len(p.syntax)
	if !p.accept(Colon) {
		d := p.expectedIn("field "+quoted(f.Name.Text), p.pos, "':'")
		if !p.missingBefore(p.pos) && p.beginsType(p.tok()) {
			suggestInsert(d, p.src, int(p.toks[p.pos-1].End), ":")
			d.Help = "it is written: " + f.Name.Text + ": " + p.word(p.tok())
		}
		if p.is(Question) && p.ahead(1).Kind == Colon {
			d.Help = "an optional field has the '?' behind its type: " + f.Name.Text + ": string?"
		}
		if p.tok().FirstOn || !p.beginsType(p.tok()) {
			if d.Help == "" {
				d.Help = "a field has a type: " + f.Name.Text + ": string"
			}
			f.Type = &ast.BadType{Base: p.base(p.pos)}
			f.Base = p.base(start)
			return f, false
		}
	}
	if t := p.tok(); t.FirstOn && p.isKey(p.pos) || !p.beginsType(t) {
		d := p.expectedIn("field "+quoted(f.Name.Text), p.pos, "a type")
		if t.Kind == Number || t.Kind == String {
			d.Help = "a shape has types: bool, number, string; an answer with its values is an example: example 200 json { … }"
		}
		f.Type = &ast.BadType{Base: p.base(p.pos)}
		f.Base = p.base(start)
		return f, false
	}
	f.Type = p.typeExpr()
	if p.isWord("from") && !p.isKey(p.pos) {
		f.From = p.columns()
	}
	if p.accept(Assign) {
		f.Default = p.expr(levelPipe)
	}
	f.Base = p.base(start)
	return f, len(p.syntax) == before || f.Default != nil && !p.isBad(f.Default)
}

func (p *parser) fieldName(want string) *ast.Name {
	t := p.tok()
	switch t.Kind {
	case Ident, Name:
		p.take()
		return &ast.Name{Base: ast.Base{Place: p.tokenSpan(t)}, Text: p.word(t)}
	case String:
		text := p.textLiteral()
		literal, _ := text.Literal()
		return &ast.Name{Base: text.Base, Text: literal}
	}
	p.reportf("LCS1020", p.tokenSpan(t), "expected %s, found %s", want, p.describe(p.pos))
	return nil
}

// columns reads from "ZIP Code", "postal". A text behind a comma that is
// followed by a colon is the next field.
func (p *parser) columns() []*ast.Text {
	p.take()
	var all []*ast.Text
	for {
		if !p.is(String) && !p.is(TextOpen) {
			p.expected(p.pos, "the name of a column, a text")
			return all
		}
		all = append(all, p.title(p.textLiteral()))
		next := p.ahead(1)
		if !p.is(Comma) || next.Kind != String || p.isKey(p.pos+1) {
			return all
		}
		p.take()
	}
}

// paramList reads (name: type, …) of a function or a step template.
func (p *parser) paramList() []*ast.Field {
	p.take()
	list := []*ast.Field{}
	for !p.is(RParen) && !p.is(EOF) {
		f, ok := p.param()
		if f != nil {
			list = append(list, f)
		}
		if !ok {
			p.skipTo(Comma, RParen)
		}
		if !p.accept(Comma) {
			break
		}
	}
	p.closeBracket(RParen, "',' or ')'")
	return list
}

func (p *parser) param() (*ast.Field, bool) {
	start := p.pos
	t := p.tok()
	if t.Kind != Ident {
		p.expected(p.pos, "a parameter, such as name: string")
		return nil, false
	}
	p.take()
	f := &ast.Field{Name: &ast.Name{Base: ast.Base{Place: p.tokenSpan(t)}, Text: p.word(t)}}
	ok := true
	if !p.accept(Colon) {
		p.expectedIn("parameter '"+f.Name.Text+"'", p.pos, "':' and a type").Help = "it is written: " + f.Name.Text + ": string"
		ok = false
	}
	if ok && p.beginsType(p.tok()) {
		f.Type = p.typeExpr()
	} else {
		if ok {
			p.expectedIn("parameter '"+f.Name.Text+"'", p.pos, "a type")
		}
		ok = false
		f.Type = &ast.BadType{Base: p.base(p.pos)}
	}
	f.Base = p.base(start)
	return f, ok
}

// namespaces reads { ns prefix: "uri" } as an object of prefixes.
func (p *parser) namespaces() *ast.Object {
	start := p.pos
	p.take()
	o := &ast.Object{}
	p.entries(func() bool {
		if !p.isWord("ns") {
			p.expected(p.pos, `a namespace, such as ns soap: "http://…"`)
			return false
		}
		p.take()
		e := p.entry()
		if e == nil {
			return false
		}
		o.Entries = append(o.Entries, e)
		return !p.isBad(e.Value)
	}, "namespace")
	p.accept(RBrace)
	o.Base = p.base(start)
	return o
}
