package check

import (
	"slices"
	"strconv"

	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/types"
)

// call resolves a call in any of its forms.
func (c *checker) call(e *ast.Call) types.Type {
	switch fn := e.Fn.(type) {
	case *ast.Ident:
		if e.Form == ast.Method {
			if t, ok := c.methodOfName(e, fn); ok {
				return t
			}
		}
		return c.named(e, fn, c.module, "")
	case *ast.Member:
		if id, ok := fn.X.(*ast.Ident); ok {
			if m, s := c.importNamed(id); m != nil || s != nil {
				return c.callExport(e, fn.Name, m, s)
			}
		}
		c.add(notCallable(fn))
	case *ast.BadExpr:
	default:
		c.add(notCallable(e.Fn))
	}
	c.evaluate(arguments(e))
	return invalid
}

// methodOfName is x.f(…) where x is no value: an import, or the statistics of a
// step.
func (c *checker) methodOfName(e *ast.Call, fn *ast.Ident) (types.Type, bool) {
	if id, ok := e.Recv.(*ast.Ident); ok {
		if m, s := c.importNamed(id); m != nil || s != nil {
			c.info.Refs[id] = s
			return c.callExport(e, &ast.Name{Base: fn.Base, Text: fn.Name}, m, s), true
		}
	}
	if m, ok := ast.Unwrap(e.Recv).(*ast.Member); ok && m.Name != nil && m.Name.Text == "stats" {
		c.expr(e.Recv)
		if s := c.info.Refs[m]; s != nil && s.Kind == StepFieldSymbol {
			return c.statsCall(e, fn, s.Step), true
		}
	}
	return invalid, false
}

func (c *checker) importNamed(id *ast.Ident) (*module, *Symbol) {
	if c.scope.find(id.Name) != nil || c.module.steps[id.Name] != nil {
		return nil, nil
	}
	s := c.module.values[id.Name]
	if s == nil || s.Kind != ModuleSymbol {
		return nil, nil
	}
	return c.module.modules[s], s
}

// callExport is module.f(…); the receiver was the module.
func (c *checker) callExport(e *ast.Call, name *ast.Name, m *module, s *Symbol) types.Type {
	args := arguments(e)
	if e.Form == ast.Method {
		args = args[1:]
	}
	if m == nil {
		c.evaluate(args)
		return invalid
	}
	if f := m.values[name.Text]; f != nil && f.Kind == FnSymbol {
		return c.ownCall(e, m.fns[f], args)
	}
	c.evaluate(args)
	c.add(c.unknownExport(name, s.Name, m))
	return invalid
}

// argument is one argument on its way to a parameter.
type argument struct {
	name  *ast.Name
	value ast.Expr
}

// arguments lists the arguments of a call, the receiver first.
func arguments(e *ast.Call) []argument {
	args := make([]argument, 0, len(e.Args)+1)
	if e.Recv != nil {
		args = append(args, argument{value: e.Recv})
	}
	for _, a := range e.Args {
		args = append(args, argument{a.Name, a.Value})
	}
	return args
}

func (c *checker) evaluate(args []argument) {
	for _, a := range args {
		c.expr(a.value)
	}
}

// named calls a function by its bare name: the script's own come first.
func (c *checker) named(e *ast.Call, fn *ast.Ident, m *module, prefix string) types.Type {
	args := arguments(e)
	if s := m.values[fn.Name]; s != nil && s.Kind == FnSymbol {
		return c.ownCall(e, m.fns[s], args)
	}
	if f := c.universe.Func(fn.Name); f != nil {
		return c.libraryCall(e, f, args)
	}
	before := len(c.diags)
	c.evaluate(args)
	d := c.unknownFunction(fn)
	if id, ok := e.Recv.(*ast.Ident); ok && len(c.diags) > before && c.diags[before].Span == id.Span() {
		// JSON.stringify(x): neither is known, and that is one mistake.
		c.diags[before].Message = "there is no '" + id.Name + "." + fn.Name + "'"
		if c.diags[before].Label == "" && len(d.Fixes) > 0 {
			c.diags[before].Help = "the function is " + d.Fixes[0].Edits[0].Text + "(…)"
		}
		return invalid
	}
	if e.Form == ast.Method && slices.Contains(fieldsIn(c.info.Types[e.Recv]), fn.Name) {
		d.Help, d.Label, d.Fixes = "'"+fn.Name+"' is a field: it is read without parentheses", "", nil
	}
	c.add(d)
	return invalid
}

// ownCall calls a fn of the script.
func (c *checker) ownCall(e *ast.Call, d *fnDecl, args []argument) types.Type {
	result := c.resolveFn(d, e)
	target := &CallTarget{Fn: d.node, Params: d.params, Result: result, Args: make([]ast.Expr, len(d.params))}
	c.info.Calls[e] = target
	if len(args) != len(d.params) {
		c.evaluate(args)
		c.add(wrongCount(e, d.node.Name.Text, fnSignature(d), len(d.params), len(d.params), len(args)))
		return result
	}
	secret := false
	for i, a := range args {
		at := i
		if a.name != nil {
			at = slices.IndexFunc(d.params, func(p *Symbol) bool { return p.Name == a.name.Text })
			if at < 0 || target.Args[at] != nil {
				c.expr(a.value)
				c.add(c.unknownArgument(a.name, d.node.Name.Text, names(d.params)))
				continue
			}
		}
		p := d.params[at]
		t := c.fit(a.value, p.Type, "'"+p.Name+"' of "+d.node.Name.Text)
		secret = secret || t.HoldsSecret() && !p.Type.HoldsSecret()
		target.Args[at] = a.value
	}
	target.Result = result.AsSecret(secret)
	return target.Result
}

// resolveFn checks the body of a function, once.
func (c *checker) resolveFn(d *fnDecl, from *ast.Call) types.Type {
	if d.resolved {
		return d.result
	}
	if d.busy {
		if from != nil {
			c.add(recursive(d.node.Name, "a function"))
		}
		return invalid
	}
	d.busy = true
	module, scope, facts := c.module, c.scope, c.facts
	c.module, c.scope, c.facts = d.module, nil, newFacts()
	c.with(surroundings{fn: true, noLead: knowsParameters}, func() {
		for _, p := range d.node.Params {
			if p.Name != nil {
				d.params = append(d.params, c.declareLet(p.Name, p, c.typeExpr(p.Type, false)))
			}
		}
		if d.node.Result != nil {
			want := c.typeExpr(d.node.Result, false)
			got := c.fit(d.node.Body, want, "the result of "+d.node.Name.Text)
			d.result = want.AsSecret(got.Secret)
		} else {
			d.result = c.expr(d.node.Body)
		}
	})
	c.module, c.scope, c.facts = module, scope, facts
	d.busy, d.resolved = false, true
	return d.result
}

func fnSignature(d *fnDecl) string {
	s := types.Signature{Result: d.result}
	for _, p := range d.params {
		s.Params = append(s.Params, types.Param{Name: p.Name, Type: p.Type})
	}
	return d.node.Name.Text + s.String()
}

// libraryCall chooses the first overload that fits.
func (c *checker) libraryCall(e *ast.Call, f *types.Func, args []argument) types.Type {
	given := make([]types.Type, len(args))
	for i, a := range args {
		if i == 0 {
			given[i] = c.expr(a.value)
		} else { // what is looked for, or how it is written
			c.withBraces(func() { given[i] = c.expr(a.value) })
		}
		if given[i].IsInvalid() && !emptyList(a.value) {
			c.evaluate(args[i+1:])
			return invalid
		}
	}
	var closest *mismatch
	for i := range f.Signatures {
		sig := &f.Signatures[i]
		b, bad := c.bind(sig, args, given)
		if bad == nil {
			return c.bound(e, f, i, b)
		}
		if closest == nil || bad.rank > closest.rank {
			closest = bad
			bad.sig = sig
		}
	}
	if closest != nil {
		c.add(c.wrongCall(e, len(args), f, closest))
	}
	return invalid
}

func emptyList(e ast.Expr) bool {
	l, ok := ast.Unwrap(e).(*ast.List)
	return ok && len(l.Elems) == 0
}

// binding is a signature with its arguments in the order of its parameters.
type binding struct {
	sig    *types.Signature
	args   []ast.Expr
	given  []types.Type
	params []*types.Param
	vars   map[string]types.Type
}

// mismatch is why a signature does not fit; a higher rank is nearer to fitting.
type mismatch struct {
	sig   *types.Signature
	rank  int
	arg   ast.Expr
	name  *ast.Name
	given types.Type
	param *types.Param
	count bool // too few or too many arguments
}

func (c *checker) bind(sig *types.Signature, args []argument, given []types.Type) (*binding, *mismatch) {
	b := &binding{sig: sig, vars: map[string]types.Type{}}
	n := len(sig.Params)
	variadic := n > 0 && sig.Params[n-1].Variadic
	tooMany := len(args) > n && !variadic
	if tooMany {
		args, given = args[:n], given[:n]
	}
	size := max(n, len(args))
	b.args, b.given = make([]ast.Expr, size), make([]types.Type, size)
	for i := range size {
		b.params = append(b.params, &sig.Params[min(i, n-1)])
	}
	for i, a := range args {
		at := i
		if a.name != nil {
			at = slices.IndexFunc(sig.Params, func(p types.Param) bool { return p.Name == a.name.Text })
			if at < 0 {
				return nil, &mismatch{name: a.name, rank: i}
			}
		}
		if b.args[at] != nil {
			return nil, &mismatch{name: a.name, count: a.name == nil, rank: i}
		}
		b.args[at], b.given[at] = a.value, given[i]
	}
	for i, arg := range b.args {
		if arg != nil && !c.unify(b.params[i].Type, b.given[i].Present(), b.vars) {
			return nil, &mismatch{arg: arg, given: b.given[i], param: b.params[i], rank: i + 1}
		}
	}
	for i, p := range b.params {
		if tooMany || b.args[i] == nil && !p.Optional && !p.Variadic {
			return nil, &mismatch{count: true, rank: len(args) + 1}
		}
	}
	if variadic && b.args[size-1] == nil {
		b.args, b.given = b.args[:size-1], b.given[:size-1]
	}
	if tooMany {
		return nil, &mismatch{count: true}
	}
	return b, nil
}

// swapped returns the parameter that an argument was meant for, where the one
// given for that fits in its place.
func (c *checker) swapped(e *ast.Call, m *mismatch) string {
	args := arguments(e)
	at := slices.IndexFunc(args, func(a argument) bool { return a.value == m.arg && a.name == nil })
	if at < 0 {
		return ""
	}
	for i, a := range args[:min(len(args), len(m.sig.Params))] {
		p := m.sig.Params[i]
		if i != at && a.name == nil && types.Fits(m.given, p.Type) && types.Fits(c.info.Types[a.value], m.param.Type) {
			return p.Name
		}
	}
	return ""
}

// unify fits an argument to a parameter and binds the type variables in it.
func (c *checker) unify(param, given types.Type, vars map[string]types.Type) bool {
	if given.Is(types.Any) && c.in.test {
		return true
	}
	switch p := param.Core.(type) {
	case *types.Var:
		old, bound := vars[p.Name]
		if !bound {
			vars[p.Name] = given
			return true
		}
		t, ok := types.Join(old, given)
		if ok {
			vars[p.Name] = t
		}
		return ok
	case *types.FieldOf:
		return given.BasicCore() == types.String
	case *types.List:
		g, ok := given.Core.(*types.List)
		if !ok {
			return given.IsInvalid()
		}
		if g.Elem.IsOptional() && !p.Elem.IsOptional() {
			if _, v := p.Elem.Core.(*types.Var); !v {
				return false
			}
		}
		return c.unify(p.Elem, g.Elem, vars)
	case *types.Map:
		switch g := given.Core.(type) {
		case *types.Map:
			return c.unify(p.Elem, g.Elem, vars)
		case *types.Object:
			for _, f := range g.Fields {
				if !c.unify(p.Elem, f.Type, vars) {
					return false
				}
			}
			return true
		}
		return given.IsInvalid()
	case *types.Object:
		if len(p.Fields) == 0 {
			switch given.Core.(type) {
			case *types.Object, *types.Map:
				return true
			}
		}
	}
	return types.Fits(given, param)
}

// bound finishes a call whose overload was found.
func (c *checker) bound(e *ast.Call, f *types.Func, index int, b *binding) types.Type {
	target := &CallTarget{Func: f, Signature: index, Args: b.args}
	c.info.Calls[e] = target
	secret := false
	var failures []types.Reason
	for i, arg := range b.args {
		if arg == nil {
			continue
		}
		t, p := b.given[i], b.params[i]
		secret = secret || t.HoldsSecret()
		if t.IsOptional() && !p.Type.IsOptional() && !p.Type.Is(types.Any) && !(e.Safe && arg == e.Recv) {
			c.present(arg, t, "as '"+p.Name+"' of "+f.Name)
		}
		if takesData(p.Type) {
			c.data(arg, t, "as '"+p.Name+"' of "+f.Name)
		}
		if reason, ok := t.MissingByFailure(); ok && p.Type.IsOptional() {
			failures = append(failures, reason)
		}
		if basic, ok := substitute(p.Type, b.vars).Core.(types.Basic); ok {
			c.coerce(arg, t, basic)
		}
		c.checkLiteral(arg, p, b)
	}
	result, refused := substitute(b.sig.Result, b.vars), false
	if b.sig.Refine != nil {
		refined, bad := b.sig.Refine(c.constants(b))
		if refused = bad != nil; refused {
			c.badArgument(orNull(b.args[bad.Arg]), bad)
		} else if refined.Core != nil {
			result = refined
		}
	}
	if result.IsOptional() {
		result = result.Present().With(types.Reason{Text: "'" + f.Name + "' may find nothing"}).With(failures...)
	}
	if e.Safe && e.Recv != nil {
		result = result.With(c.info.Types[e.Recv].Missing...)
	}
	target.Result = result.AsSecret(secret && !f.Digest)
	if !refused {
		c.probe(e, f, b)
		c.probeEmpty(e, f, b)
	}
	return target.Result
}

// substitute puts the types of variables into t.
func substitute(t types.Type, vars map[string]types.Type) types.Type {
	switch core := t.Core.(type) {
	case *types.Var:
		bound, ok := vars[core.Name]
		if !ok {
			return invalid.With(t.Missing...)
		}
		return bound.With(t.Missing...).AsSecret(t.Secret)
	case *types.List:
		t.Core = &types.List{Elem: substitute(core.Elem, vars), Max: core.Max}
	case *types.Map:
		t.Core = &types.Map{Elem: substitute(core.Elem, vars)}
	case *types.Object:
		if slices.ContainsFunc(core.Fields, func(f types.Field) bool { return hasVar(f.Type) }) {
			o := &types.Object{Name: core.Name}
			for _, f := range core.Fields {
				f.Type = substitute(f.Type, vars)
				o.Fields = append(o.Fields, f)
			}
			t.Core = o
		}
	}
	return t
}

func hasVar(t types.Type) bool {
	switch core := t.Core.(type) {
	case *types.Var:
		return true
	case *types.List:
		return hasVar(core.Elem)
	case *types.Map:
		return hasVar(core.Elem)
	}
	return false
}

// statsCall is STEP.stats.count(status or kind) (decisions A1).
func (c *checker) statsCall(e *ast.Call, fn *ast.Ident, step *StepInfo) types.Type {
	c.info.Calls[e] = &CallTarget{Stats: step, Result: types.Of(types.Int)}
	if fn.Name != "count" {
		c.evaluate(arguments(e)[1:])
		d := diag.New(diag.UnknownFunction, fn.Span(), "the statistics of a step have no function '"+fn.Name+"'")
		c.add(c.suggest(d, fn.Name, func() []string { return append([]string{"count"}, statNames()...) }))
		return invalid
	}
	if len(e.Args) != 1 {
		c.evaluate(arguments(e)[1:])
		c.add(wrongCount(e, "count", "count(status or kind)", 1, 1, len(e.Args)))
		return types.Of(types.Int)
	}
	arg := e.Args[0].Value
	c.info.Calls[e].Args = []ast.Expr{arg}
	switch x := ast.Unwrap(arg).(type) {
	case *ast.Number:
		c.expr(arg)
		if _, ok := selectorOf(&ast.Selector{Base: x.Base, Text: x.Text}); !ok {
			c.add(unknownSelector(&ast.Selector{Base: x.Base, Text: x.Text}))
		}
	case *ast.Text:
		c.expr(arg)
		kind, _ := x.Literal()
		if !slices.Contains(kinds, kind) {
			d := unknownSelector(&ast.Selector{Base: x.Base, Text: kind})
			if len(d.Fixes) > 0 {
				suggestAt(d, d.Span, strconv.Quote(d.Fixes[0].Edits[0].Text))
			}
			c.add(d)
		}
	default:
		t := c.present(arg, c.expr(arg), "as an argument")
		if b := t.BasicCore(); !t.IsInvalid() && b != types.String && !isNumber(b) {
			c.add(wrongType(arg, t, types.Of(types.Int), "a status"))
		}
	}
	return types.Of(types.Int)
}
