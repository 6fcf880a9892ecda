package check

import (
	"slices"

	"lcs/lang/ast"
	"lcs/lang/types"
)

// fit checks an expression whose place wants a type, and says what does not
// fit at the innermost part that it can. What says what is wanted, for the
// message: "a header", "output 'score'".
func (c *checker) fit(e ast.Expr, want types.Type, what string) types.Type {
	if e == nil {
		return invalid
	}
	switch {
	case want.IsInvalid():
		return c.anyJSON(e)
	case want.Is(types.Any):
		return c.data(e, c.anyJSON(e), "as "+what)
	}
	switch x := e.(type) {
	case *ast.Paren:
		return c.recorded(e, c.fit(x.X, want, what))
	case *ast.Hole:
		return c.recorded(e, c.fit(x.X, want, what))
	case *ast.Cond:
		return c.recorded(e, c.fitCond(x, want, what))
	case *ast.Object:
		switch core := want.Core.(type) {
		case *types.Object:
			return c.recorded(e, c.fitObject(x, core, want, what))
		case *types.Map:
			return c.recorded(e, c.fitEntries(x, core.Elem, what))
		}
	case *ast.List:
		if core, ok := want.Core.(*types.List); ok {
			elem := invalid
			for _, el := range x.Elems {
				t := c.fit(el, core.Elem, "an element of "+what)
				elem, _ = types.Join(elem, t)
			}
			return c.recorded(e, types.Of(&types.List{Elem: elem, Max: len(x.Elems)}))
		}
	}
	t := c.expr(e)
	return c.fits(e, t, want, what)
}

func (c *checker) recorded(e ast.Expr, t types.Type) types.Type {
	c.info.Types[e] = t
	return t
}

// fits checks the type of an expression that was checked already.
func (c *checker) fits(e ast.Expr, t, want types.Type, what string) types.Type {
	switch {
	case t.IsInvalid() || want.IsInvalid():
		return t
	case t.Is(types.Any):
		if c.in.test || want.Is(types.Any) {
			return t
		}
		c.add(unknownShape(e, what))
		return invalid
	}
	if !types.Fits(t, want) {
		c.add(c.misfit(e, t, want, what))
		return invalid
	}
	if t = c.presentAs(e, t, want, what); t.IsInvalid() {
		return t
	}
	if basic, ok := want.Core.(types.Basic); ok {
		c.coerce(e, t, basic)
	}
	return t
}

func (c *checker) fitCond(x *ast.Cond, want types.Type, what string) types.Type {
	c.condition(x.If)
	var then, otherwise types.Type
	a := c.branch(func() bool { c.assume(x.If, true); then = c.fit(x.Then, want, what); return false })
	b := c.branch(func() bool { c.assume(x.If, false); otherwise = c.fit(x.Else, want, what); return false })
	c.meet(a, b)
	t, _ := types.Join(then, otherwise)
	return t
}

func (c *checker) fitEntries(x *ast.Object, elem types.Type, what string) types.Type {
	secret := false
	for _, entry := range x.Entries {
		c.key(entry)
		t := c.fit(entry.Value, elem.Optional(), what)
		secret = secret || t.Secret
	}
	return types.Of(&types.Map{Elem: elem.AsSecret(secret)})
}

// fitObject checks an object literal entry by entry: a name that is not
// wanted, and one that is left out.
func (c *checker) fitObject(x *ast.Object, core *types.Object, want types.Type, what string) types.Type {
	out := &types.Object{Name: core.Name}
	keys := c.keysOf(x)
	for name, entry := range keys.all() {
		f, ok := core.Field(name)
		if !ok {
			keys.given[meantBy(c.add(c.unknownKey(entry.Key, name, what, core)))] = entry
			c.expr(entry.Value)
			continue
		}
		wanted := f.Type
		if entry.Optional {
			wanted = wanted.Optional()
		}
		t := c.fit(entry.Value, wanted, "'"+name+"' of "+what)
		out.Fields = append(out.Fields, types.Field{Name: name, Type: t, Span: entry.Key.Span()})
	}
	if !keys.computed {
		keys.wantAll(core, what)
	}
	return types.Of(out)
}

// printable checks a value that becomes text: in a hole, a header, a form.
func (c *checker) printable(e ast.Expr, t types.Type, where string) types.Type {
	if t.IsInvalid() || t.Is(types.Any) {
		return t
	}
	switch t.Core.(type) {
	case types.Basic, *types.Record, *types.Choice:
		return t
	}
	c.add(unprintable(e, t, where))
	return invalid
}

// oneOf checks a word against a closed list.
func oneOf(word string, words ...string) bool { return slices.Contains(words, word) }
