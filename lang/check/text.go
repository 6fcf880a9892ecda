package check

import (
	"lcs/lang/ast"
	"lcs/lang/types"
)

// text finds the type of a text: known when it has no holes, secret when a
// hole is.
func (c *checker) text(e *ast.Text) types.Type {
	if s, ok := e.Literal(); ok {
		return literalText(s)
	}
	return types.Of(types.String).AsSecret(c.parts(e.Parts))
}

// parts checks the parts of a text and reports whether one of them is secret.
func (c *checker) parts(parts []ast.Part) bool {
	secret := false
	for _, p := range parts {
		switch p := p.(type) {
		case *ast.HolePart:
			t := c.settledValue(p.X, c.expr(p.X), "in a text")
			t = c.printable(p.X, t, "in a text")
			secret = secret || t.Secret
		case *ast.IfPart:
			secret = c.ifPart(p) || secret
		case *ast.EachPart:
			secret = c.eachPart(p) || secret
		}
	}
	return secret
}

func (c *checker) ifPart(p *ast.IfPart) bool {
	c.condition(p.Cond)
	var secret bool
	a := c.branch(func() bool {
		c.assume(p.Cond, !p.Unless)
		secret = c.parts(p.Then)
		return false
	})
	b := c.branch(func() bool {
		c.assume(p.Cond, p.Unless)
		secret = c.parts(p.Else) || secret
		return false
	})
	c.meet(a, b)
	return secret
}

func (c *checker) eachPart(p *ast.EachPart) bool {
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
		c.branch(func() bool { secret = c.parts(p.Body) || secret; return false })
	})
	c.branch(func() bool { secret = c.parts(p.Else) || secret; return false })
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
	for _, p := range parts {
		switch p := p.(type) {
		case *ast.HolePart:
			if c.info.Types[p.X].HoldsSecret() {
				c.add(secretShown(p.X, verb))
			}
		case *ast.IfPart:
			c.shown(p.Then, verb)
			c.shown(p.Else, verb)
		case *ast.EachPart:
			c.shown(p.Body, verb)
			c.shown(p.Else, verb)
		}
	}
}
