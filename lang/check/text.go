package check

import (
	"lcs/lang/ast"
	"lcs/lang/place"
	"lcs/lang/types"
)

// text finds the type of a text: known when it has no holes, secret when a
// hole is.
func (c *checker) text(e *ast.Text) types.Type {
	in := c.writing
	c.writing = place.TextFormat
	if in == place.TextFormat {
		c.unfilled(e)
	}
	if s, ok := e.Literal(); ok {
		return literalText(s)
	}
	return types.Of(types.String).AsSecret(c.parts(e.Parts, in))
}

// sent checks a text in a format: the types of its holes first, then the place
// of each, then whether the one can stand in the other.
func (c *checker) sent(format place.Format, e ast.Expr, t *ast.Text) types.Type {
	c.writing = format
	found := c.expr(e)
	c.writing = place.TextFormat
	if format != place.URLFormat && format != place.PathFormat { // where no brace can stand
		c.unfilled(t)
	}
	places, diags := place.Analyze(format, t.Parts, place.TrustHost(c.trustedHost), place.Within(t.Span()))
	for part, at := range places {
		c.info.Places[part] = at
	}
	c.diags = append(c.diags, diags...)
	c.judge(t.Parts)
	return found
}

// judge checks whether the values of holes can stand in their places.
func (c *checker) judge(parts []ast.Part) {
	for p := range ast.AllParts(parts) {
		if hole, ok := p.(*ast.HolePart); ok {
			c.judgeHole(hole)
		}
	}
}

func (c *checker) judgeHole(p *ast.HolePart) {
	t := c.info.Types[p.X]
	switch c.info.Places[p] {
	case place.JSONValue:
		c.json(p.X, false)
	case place.URLHost, place.URLWhole:
		if t.HoldsSecret() {
			c.add(secretHost(p.X))
		}
		c.urlPart(p.X, t)
	case place.URLPath:
		c.urlPart(p.X, t)
	default:
		c.printable(p.X, t, "in a text")
	}
}

// urlPart notes a hole without which there is no URL: the step fails when it is
// missing (decisions M2), and when it is a text that turns out empty.
func (c *checker) urlPart(e ast.Expr, t types.Type) {
	c.printable(e, t, "in a URL")
	_, closed := t.Core.(*types.Choice)
	if (t.IsOptional() || t.BasicCore() == types.String && !closed) && c.in.step != nil {
		c.in.step.missingURL = true
	}
}

// trustedHost reports whether an expression may choose a host: a closed set, a
// url, a setting.
func (c *checker) trustedHost(e ast.Expr) bool {
	switch core := c.info.Types[e].Core.(type) {
	case *types.Choice:
		return true
	case *types.Record:
		if core.Name == "url" {
			return true
		}
	}
	s := c.info.Refs[ast.Unwrap(e)]
	return s != nil && s.Kind == SettingSymbol
}

// parts checks the parts of a text and reports whether one of them is secret. In a
// format, whether a hole can stand in its place is judged when that is known.
func (c *checker) parts(parts []ast.Part, in place.Format) bool {
	secret := false
	for _, p := range parts {
		switch p := p.(type) {
		case *ast.HolePart:
			typed := c.expr
			if in == place.JSONFormat {
				typed = c.anyJSON
			}
			t := c.settledValue(p.X, typed(p.X), "in a text")
			if in == place.TextFormat {
				c.printable(p.X, t, "in a text")
			}
			secret = secret || t.HoldsSecret()
		case *ast.IfPart:
			secret = c.ifPart(p, in) || secret
		case *ast.EachPart:
			secret = c.eachPart(p, in) || secret
		}
	}
	return secret
}

func (c *checker) ifPart(p *ast.IfPart, in place.Format) bool {
	c.condition(p.Cond)
	var secret bool
	a := c.branch(func() bool {
		c.assume(p.Cond, !p.Unless)
		secret = c.parts(p.Then, in)
		return false
	})
	b := c.branch(func() bool {
		c.assume(p.Cond, p.Unless)
		secret = c.parts(p.Else, in) || secret
		return false
	})
	c.meet(a, b)
	return secret
}

func (c *checker) eachPart(p *ast.EachPart, in place.Format) bool {
	elem := c.elements(p.List, "{{#each}} goes through a list")
	secret := c.info.Types[p.List].Secret
	local := func(name string, t types.Type) *Symbol {
		s := &Symbol{Kind: AmbientSymbol, Name: name, Path: name, Type: t, Slot: c.slot(), Decl: p}
		c.scope.add(s)
		return s
	}
	c.block(func() {
		c.info.Each[p] = &EachVars{
			This:  local("this", elem),
			Index: local("@index", types.Of(types.Int)),
			First: local("@first", types.Of(types.Bool)),
			Last:  local("@last", types.Of(types.Bool)),
			Key:   local("@key", types.Of(types.String)),
		}
		c.branch(func() bool { secret = c.parts(p.Body, in) || secret; return false })
	})
	c.branch(func() bool { secret = c.parts(p.Else, in) || secret; return false })
	return secret
}

// say checks a text that people read: a log, a note, the reason of an end. A
// bare secret is refused there (decisions A3).
func (c *checker) say(t *ast.Text, verb string) {
	if t == nil {
		return
	}
	c.expr(t)
	c.shown(t.Parts, verb)
}

func (c *checker) shown(parts []ast.Part, verb string) {
	for p := range ast.AllParts(parts) {
		hole, ok := p.(*ast.HolePart)
		if !ok {
			continue
		}
		t := c.info.Types[hole.X]
		if t.HoldsSecret() {
			c.add(secretShown(hole.X, verb))
		} else if r, ok := t.Core.(*types.Record); ok && oneOf(r.Name, "ssn", "credential", "dob") {
			c.add(sensitiveShown(hole.X, r.Name, verb))
		}
	}
}
