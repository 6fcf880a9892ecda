package check

import (
	"strconv"

	"lcs/lang/ast"
	"lcs/lang/types"
)

// expr finds the type of an expression, and records it. What is known of it at
// this place (narrow.go) is in the type.
func (c *checker) expr(e ast.Expr) types.Type {
	if e == nil {
		return invalid
	}
	t := c.typeOf(e)
	if t.Core == nil {
		t.Core = types.Invalid
	}
	if t.IsOptional() {
		if s, path, ok := c.pathOf(e); ok && c.facts.has(s, path, present) {
			t = t.Present()
		}
	}
	c.info.Types[e] = t
	return t
}

func (c *checker) typeOf(e ast.Expr) types.Type {
	switch e := e.(type) {
	case *ast.Ident:
		return c.identValue(e)
	case *ast.Member:
		return c.member(e)
	case *ast.Index:
		return c.index(e)
	case *ast.Call:
		return c.call(e)
	case *ast.Unary:
		return c.unary(e)
	case *ast.Binary:
		return c.binary(e)
	case *ast.Is:
		c.expr(e.X)
		return types.Of(types.Bool)
	case *ast.Cond:
		return c.cond(e)
	case *ast.Must:
		return c.expr(e.X).Present()
	case *ast.Paren:
		return c.expr(e.X)
	case *ast.Hole:
		return c.expr(e.X)
	case *ast.List:
		return c.list(e)
	case *ast.Comprehension:
		return c.comprehension(e)
	case *ast.Object:
		return c.object(e)
	case *ast.Text:
		return c.text(e)
	case *ast.Regex:
		return c.regex(e)
	case *ast.Number:
		return types.Of(numberType(e))
	case *ast.Duration:
		return types.Of(types.Duration)
	case *ast.Bool:
		return types.Of(types.Bool)
	case *ast.Null:
		return types.Of(types.None).With(types.Reason{Text: "null"})
	}
	return invalid
}

// identValue is a name that stands for a value.
func (c *checker) identValue(e *ast.Ident) types.Type {
	t := c.ident(e)
	if s := c.info.Refs[e]; s != nil {
		switch s.Kind {
		case FnSymbol:
			c.add(notAValue(e.Span(), e.Name, "a function", "call it: "+e.Name+"(…)"))
			return invalid
		case ModuleSymbol:
			c.add(notAValue(e.Span(), e.Name, "an import", "name what you need of it: "+e.Name+".…"))
			return invalid
		}
	}
	return t
}

func numberType(n *ast.Number) types.Basic {
	if n.Unit == "%" {
		return types.Number
	}
	for i := 0; i < len(n.Text); i++ {
		switch n.Text[i] {
		case '.', 'e', 'E':
			return types.Number
		}
	}
	if _, err := strconv.ParseInt(n.Text, 10, 64); err != nil || n.Unit != "" && len(n.Text) > 9 {
		return types.Number // more than an int holds
	}
	return types.Int
}

// literalText is the type of a text that is known: a closed set of one, which
// may grow (decisions on closed sets: a comparison that can never hold is found).
func literalText(s string) types.Type {
	return types.Of(&types.Choice{Values: []string{s}, Open: true})
}

// regex asks the library for the groups of a pattern.
func (c *checker) regex(e *ast.Regex) types.Type {
	re, backtracks, bad := c.universe.Regex(e.Pattern, e.Flags)
	if bad != nil {
		if bad.Start <= len(e.Pattern) { // the grammar has judged the flags
			c.add(badLiteral(e, bad))
		}
		return types.Of(&types.Regex{Groups: unknownGroups})
	}
	if backtracks {
		c.add(slowPattern(e))
	}
	return types.Of(re)
}

// unknownGroups is the number of groups of a pattern that cannot be read: no
// index is too high for it.
const unknownGroups = 1 << 20

// cond is a ? b : c; each branch knows what the condition says.
func (c *checker) cond(e *ast.Cond) types.Type {
	c.condition(e.If)
	var then, otherwise types.Type
	a := c.branch(func() bool { c.assume(e.If, true); then = c.partOf(e, e.Then); return false })
	b := c.branch(func() bool { c.assume(e.If, false); otherwise = c.partOf(e, e.Else); return false })
	c.meet(a, b)
	t := c.join(e.Else, then, otherwise, "the two sides of '?:'")
	c.joined(t, e.Then, e.Else)
	return t
}

// join is the type of a value that is one of two.
func (c *checker) join(at ast.Expr, a, b types.Type, what string) types.Type {
	t, ok := types.Join(a, b)
	if !ok {
		c.add(mixedTypes(at, a, b, what))
		return invalid
	}
	return t
}

// joined gives values of which one is taken the type that they have in common:
// a record beside a text becomes text, also within objects and lists that are
// written out.
func (c *checker) joined(t types.Type, sides ...ast.Expr) {
	for _, side := range sides {
		switch core := t.Core.(type) {
		case types.Basic:
			c.coerce(side, c.info.Types[side], core)
		case *types.List:
			if list, ok := ast.Unwrap(side).(*ast.List); ok {
				c.joined(core.Elem, list.Elems...)
			}
		case *types.Object:
			o, ok := ast.Unwrap(side).(*ast.Object)
			if !ok {
				continue
			}
			for _, entry := range o.Entries {
				name, _ := entry.Key.Literal()
				if f, known := core.Field(name); known {
					c.joined(f.Type, entry.Value)
				}
			}
		}
	}
}

// coerce records that a record stands for a basic value here.
func (c *checker) coerce(e ast.Expr, t types.Type, to types.Basic) {
	if _, ok := t.Core.(*types.Record); ok && to != types.Any && to != types.Invalid && to != types.None {
		c.info.Coerce[e] = to
	}
}

// anyJSON checks an expression that stands where any JSON value may stand. The
// lists that are written there, in it and in one another, may be of several
// types, as JSON has them.
func (c *checker) anyJSON(e ast.Expr) types.Type {
	outer := c.pasted
	c.pasted = ast.Unwrap(e)
	t := c.expr(e)
	c.pasted = outer
	return t
}

// partOf checks an expression that is written in an object or a list, or is one
// of the values of another.
func (c *checker) partOf(whole, e ast.Expr) types.Type {
	if c.pasted == whole {
		return c.anyJSON(e)
	}
	return c.expr(e)
}

func (c *checker) list(e *ast.List) types.Type {
	if len(e.Elems) == 0 {
		return types.Of(&types.List{Elem: invalid, Max: 0})
	}
	elem, mixed, secret := c.partOf(e, e.Elems[0]), false, false
	for _, x := range e.Elems[1:] {
		t := c.partOf(e, x)
		if mixed {
			secret = secret || t.HoldsSecret()
			continue
		}
		j, ok := types.Join(elem, t)
		switch {
		case ok:
			elem = j
		case c.in.test || c.pasted == ast.Expr(e):
			secret = elem.HoldsSecret() || t.HoldsSecret()
			elem, mixed = types.Of(types.Any), true
		default:
			c.add(mixedTypes(x, elem, t, "the elements of a list"))
			elem, mixed = invalid, true
		}
	}
	elem = elem.AsSecret(secret)
	c.joined(elem, e.Elems...)
	return types.Of(&types.List{Elem: elem, Max: len(e.Elems)})
}

func (c *checker) comprehension(e *ast.Comprehension) types.Type {
	elem := c.elements(e.In, "a loop goes through a list")
	var t types.Type
	c.block(func() {
		if e.Var != nil {
			v := &Symbol{Kind: LetSymbol, Name: e.Var.Text, Path: e.Var.Text, Type: elem, Slot: c.slot(), Decl: e}
			c.scope.add(v)
			c.info.Vars[e] = v
		}
		c.branch(func() bool {
			if e.If != nil {
				c.condition(e.If)
				c.assume(e.If, true)
			}
			t = c.partOf(e, e.Elem)
			return false
		})
	})
	return types.ListOf(t).AsSecret(c.info.Types[e.In].Secret)
}

// elements returns the type of the elements of a list that must be there.
func (c *checker) elements(e ast.Expr, why string) types.Type {
	t := c.present(e, c.expr(e), "a loop")
	switch core := t.Core.(type) {
	case *types.List:
		return core.Elem.AsSecret(t.Secret)
	case types.Basic:
		if core == types.Invalid {
			return invalid
		}
		if core == types.Any && c.in.test {
			return t
		}
	}
	c.add(notAList(e, t, why))
	return invalid
}

func (c *checker) object(e *ast.Object) types.Type {
	o := &types.Object{}
	seen := map[string]*ast.Entry{}
	known := true
	secret := false
	for _, entry := range e.Entries {
		name, literal := c.key(entry)
		t := c.partOf(e, entry.Value)
		if !literal {
			known = false
			secret = secret || c.info.Types[entry.Key].Secret
			continue
		}
		if old := seen[name]; old != nil {
			c.add(repeatedKey(entry.Key, name, old))
			continue
		}
		seen[name] = entry
		if entry.Optional {
			t = leftOut(t)
		}
		o.Fields = append(o.Fields, types.Field{Name: name, Type: t, Span: entry.Key.Span()})
	}
	if !known {
		return types.Of(&types.Map{Elem: types.Of(types.Any).AsSecret(types.Of(o).HoldsSecret())}).AsSecret(secret)
	}
	return types.Of(o)
}

// key checks the key of an entry and returns it when it has no holes.
func (c *checker) key(entry *ast.Entry) (string, bool) {
	if name, ok := entry.Key.Literal(); ok {
		return name, true
	}
	c.expr(entry.Key)
	return "", false
}

// leftOut is the type of a field under `key?:`: it may be missing, and that is
// intended.
func leftOut(t types.Type) types.Type {
	if !t.IsOptional() {
		return t
	}
	return t.Present().With(types.Reason{Text: "left out when missing", Span: t.Missing[0].Span})
}

// settledFields is an object without what may be missing by failure: a step
// that succeeded.
func settledFields(t types.Type) types.Type {
	o, ok := t.Core.(*types.Object)
	if !ok {
		return t
	}
	out := &types.Object{Name: o.Name, Fields: make([]types.Field, len(o.Fields))}
	for i, f := range o.Fields {
		f.Type = settled(f.Type)
		out.Fields[i] = f
	}
	t.Core = out
	return t
}

// settled drops the reasons by failure.
func settled(t types.Type) types.Type {
	reasons := t.Missing
	t.Missing = nil
	for _, r := range reasons {
		if !r.ByFailure {
			t.Missing = append(t.Missing, r)
		}
	}
	return t
}
