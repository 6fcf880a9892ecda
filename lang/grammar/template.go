package grammar

import (
	"lcs/lang/ast"
	"lcs/lang/diag"
)

// textLiteral reads a text in any of its forms.
func (p *parser) textLiteral() *ast.Text {
	t := p.tok()
	if t.Kind == String {
		p.take()
		return p.wholeText(t)
	}
	start := p.pos
	p.take()
	text := &ast.Text{Quote: ast.Double}
	if t.End-t.Start == 3 {
		text.Quote = ast.Triple
	}
	noObject, noPipe := p.noObject, p.noPipe
	p.noObject, p.noPipe = false, false
	pieces := p.pieces()
	p.noObject, p.noPipe = noObject, noPipe
	closing := p.tok()
	p.accept(TextClose)
	p.decodePieces(pieces, text.Quote, p.src.At(int(t.End), int(max(closing.Start, t.End))).Text())
	nest := nesting{p: p}
	text.Parts = nest.build(pieces)
	text.Base = p.base(start)
	return text
}

// wholeText makes a text of a String token.
func (p *parser) wholeText(t Token) *ast.Text {
	raw := p.word(t)
	base := ast.Base{Place: p.tokenSpan(t)}
	text := &ast.Text{Base: base, Quote: ast.Double}
	quotes := 1
	switch {
	case raw[0] == '\'':
		text.Quote = ast.Single
	case len(raw) >= 6 && raw[:3] == `"""`:
		text.Quote, quotes = ast.Triple, 3
	}
	body := raw[quotes:]
	if len(body) >= quotes && body[len(body)-quotes:] == raw[:quotes] {
		body = body[:len(body)-quotes]
	}
	if body == "" {
		return text
	}
	place := p.src.At(int(t.Start)+quotes, int(t.Start)+quotes+len(body))
	part := &ast.TextPart{Base: ast.Base{Place: place}}
	switch text.Quote {
	case ast.Single:
		part.Text = unescapeLiteral(body)
	case ast.Triple:
		part.Text = dedentWhole(body)
	default:
		part.Text = p.unescape(body, int(place.Start))
	}
	if part.Text != "" {
		text.Parts = []ast.Part{part}
	}
	return text
}

// piece is a stretch of a text in the order of the source: literal text, a
// hole, or a block tag.
type piece struct {
	kind  Kind // TextPart, HoleOpen, RawOpen, BlockOpen, BlockElse, BlockClose
	place diag.Span
	word  string   // of a tag: if, unless, each
	expr  ast.Expr // of a hole or an opening tag
	raw   string   // of literal text, as written
	text  string   // decoded

	lineStart bool // literal text behind a tag that takes its line
}

// pieces reads up to the closing quotes.
func (p *parser) pieces() []piece {
	var all []piece
	for !p.is(TextClose) && !p.is(EOF) {
		start := p.pos
		t := p.take()
		one := piece{kind: t.Kind}
		switch t.Kind {
		case TextPart:
			one.raw = p.word(t)
		case HoleOpen, RawOpen:
			one.expr = p.hole(t.Kind)
		case BlockOpen:
			_, one.word, _ = tag(p.word(t))
			one.expr = p.hole(t.Kind)
		case BlockElse:
		case BlockClose:
			_, one.word, _ = tag(p.word(t))
		default: // only after a repair of brackets
			continue
		}
		one.place = p.span(start)
		all = append(all, one)
	}
	return all
}

// hole reads the expression of a hole or a tag, and its closing braces.
func (p *parser) hole(open Kind) ast.Expr {
	end := closer(open)
	if p.is(end) {
		d := p.reportf("LCS1023", p.tokenSpan(p.tok()), "expected a value between '%s' and '%s'", kindNames[open].text, kindNames[end].text)
		if open == HoleOpen {
			d.Help = `write '\{{' to send the braces`
		}
		p.take()
		return &ast.BadExpr{Base: p.base(p.pos - 1)}
	}
	elseIf := open == HoleOpen && p.isWord("else") && p.ahead(1).Kind == Ident && p.word(p.ahead(1)) == "if"
	if elseIf {
		p.reportf("LCS1014", p.span(p.pos-1), "there is no '{{else if}}'").
			Help = "put an {{#if}} into the {{else}}"
		start := p.pos
		p.skipTo(end)
		p.accept(end)
		return &ast.BadExpr{Base: p.base(start)}
	}
	x := p.expr(levelPipe)
	p.spareArgs(x)
	if !p.is(end) && p.isBad(x) {
		p.skipTo(end)
	}
	p.closeHole(end)
	return x
}

// nesting builds blocks out of flat pieces.
type nesting struct {
	p    *parser
	open []*openBlock
}

type openBlock struct {
	tag    piece
	first  []ast.Part // up to {{else}}
	second []ast.Part
	inElse bool
}

func (n *nesting) build(pieces []piece) []ast.Part {
	root := &openBlock{}
	n.open = []*openBlock{root}
	for _, one := range pieces {
		top := n.open[len(n.open)-1]
		base := ast.Base{Place: one.place}
		switch one.kind {
		case TextPart:
			if one.text != "" {
				top.add(&ast.TextPart{Base: base, Text: one.text})
			}
		case HoleOpen, RawOpen:
			top.add(&ast.HolePart{Base: base, X: one.expr, Raw: one.kind == RawOpen})
		case BlockOpen:
			if len(n.open) > maxNesting {
				n.p.reportf("LCS1013", one.place, "this is nested more than %d deep", maxNesting)
				continue
			}
			n.open = append(n.open, &openBlock{tag: one})
		case BlockElse:
			n.otherwise(top, one)
		case BlockClose:
			n.close(one)
		}
	}
	for len(n.open) > 1 {
		tag := n.open[len(n.open)-1].tag
		n.p.reportf("LCS1015", tag.place, "'{{#%s}}' is not closed", short(tag.word)).
			Help = "'{{/" + short(tag.word) + "}}' closes it"
		n.finish(tag.place)
	}
	return root.first
}

func (b *openBlock) add(part ast.Part) {
	if b.inElse {
		b.second = append(b.second, part)
	} else {
		b.first = append(b.first, part)
	}
}

func (n *nesting) otherwise(top *openBlock, one piece) {
	switch {
	case len(n.open) == 1:
		n.p.reportf("LCS1015", one.place, "this '{{else}}' stands in no {{#if}}, {{#unless}} or {{#each}}")
	case top.inElse:
		n.p.reportf("LCS1015", one.place, "'{{#%s}}' has an '{{else}}' already", short(top.tag.word))
	default:
		top.inElse = true
	}
}

func (n *nesting) close(one piece) {
	at := len(n.open) - 1
	for at > 0 && n.open[at].tag.word != one.word {
		at--
	}
	top := n.open[len(n.open)-1]
	switch {
	case at == 0 && len(n.open) == 1:
		n.p.reportf("LCS1015", one.place, "'{{/%s}}' closes nothing", short(one.word))
		return
	case at == 0: // it closes the innermost under another name
		d := n.p.reportf("LCS1015", one.place, "'{{/%s}}' cannot close '{{#%s}}'", short(one.word), short(top.tag.word))
		d.Related = []diag.Related{{Span: top.tag.place, Message: "opened here"}}
		at = len(n.open) - 1
	case at < len(n.open)-1:
		n.p.reportf("LCS1015", top.tag.place, "'{{#%s}}' is not closed before '{{/%s}}'", short(top.tag.word), short(one.word))
	}
	for len(n.open) > at {
		n.finish(one.place)
	}
}

// finish makes a part of the innermost block.
func (n *nesting) finish(end diag.Span) {
	block := n.open[len(n.open)-1]
	n.open = n.open[:len(n.open)-1]
	place := block.tag.place.To(end)
	for _, part := range append(block.first, block.second...) {
		place = place.To(part.Span())
	}
	base := ast.Base{Place: place}
	var part ast.Part
	if block.tag.word == "each" {
		part = &ast.EachPart{Base: base, List: block.tag.expr, Body: block.first, Else: block.second}
	} else {
		part = &ast.IfPart{Base: base, Cond: block.tag.expr, Unless: block.tag.word == "unless", Then: block.first, Else: block.second}
	}
	n.open[len(n.open)-1].add(part)
}
