package interp_test

import (
	"fmt"
	"slices"
	"strings"

	"lcs/lang/types"
)

// expr writes an expression that is likely of type t.
func (g *generator) expr(t types.Type, depth int) string {
	if g.chance(25) { // what has no business here
		t = g.wantedType()
	}
	if depth <= 0 || g.chance(4) {
		return g.leaf(t)
	}
	switch g.intn(9) {
	case 0:
		return fmt.Sprintf("(%s ? %s : %s)", g.expr(boolType, depth-1), g.expr(t, depth-1), g.expr(t, depth-1))
	case 1:
		return fmt.Sprintf("(%s ?? %s)", g.expr(t.Optional(), depth-1), g.expr(t, depth-1))
	case 2:
		return fmt.Sprintf("(%s || %s)", g.expr(t.Optional(), depth-1), g.expr(t, depth-1))
	case 3, 4, 5:
		if call, ok := g.call(t, depth); ok {
			return call
		}
	}
	if text, ok := g.operation(t, depth); ok {
		return text
	}
	return g.leaf(t)
}

// operation writes an operator's expression of type t.
func (g *generator) operation(t types.Type, depth int) (string, bool) {
	sub := func(t types.Type) string { return g.expr(t, depth-1) }
	switch core := t.Core.(type) {
	case *types.List:
		switch g.intn(4) {
		case 0:
			return fmt.Sprintf("(%s + %s)", sub(t), sub(t)), true
		case 1, 2:
			return g.comprehension(core.Elem, depth), true
		}
		return fmt.Sprintf("[%s, %s]", sub(core.Elem), sub(core.Elem)), true
	case *types.Object:
		var entries []string
		for _, f := range core.Fields {
			key := f.Name
			if f.Type.IsOptional() && g.chance(2) {
				key += "?"
			}
			entries = append(entries, key+": "+sub(f.Type))
		}
		return "{ " + strings.Join(entries, ", ") + " }", true
	case types.Basic:
		return g.basicOperation(core, depth, sub)
	}
	return "", false
}

func (g *generator) basicOperation(b types.Basic, depth int, sub func(types.Type) string) (string, bool) {
	switch b {
	case types.Number, types.Int:
		switch g.intn(6) {
		case 0:
			return "-" + sub(types.Of(b)), true
		case 1:
			return fmt.Sprintf("(%s / %s)", sub(durationType), sub(durationType)), true
		case 2:
			return sub(types.Of(b)) + "!", true
		}
		return fmt.Sprintf("(%s %s %s)", sub(types.Of(b)), g.one("+", "-", "*", "/", "%"), sub(types.Of(b))), true
	case types.String:
		switch g.intn(3) {
		case 0:
			return fmt.Sprintf("(%s + %s)", sub(stringType), sub(stringType)), true
		case 1:
			return sub(stringType.Optional()) + "!", true
		}
		return `"` + g.text(depth-1) + `"`, true
	case types.Bool:
		return g.condition(depth, sub), true
	case types.Date, types.Time:
		return fmt.Sprintf("(%s %s %s)", sub(types.Of(b)), g.one("+", "-"), sub(durationType)), true
	case types.Duration:
		return g.one(
			fmt.Sprintf("(%s %s %s)", sub(durationType), g.one("+", "-"), sub(durationType)),
			fmt.Sprintf("(%s %s %s)", sub(durationType), g.one("*", "/"), sub(numberType)),
			fmt.Sprintf("(%s * %s)", sub(numberType), sub(durationType)),
		), true
	case types.Interval:
		return fmt.Sprintf("(%s - %s)", sub(g.moment()), sub(g.moment())), true
	}
	return "", false
}

func (g *generator) moment() types.Type { return []types.Type{dateType, timeType}[g.intn(2)] }

func (g *generator) condition(depth int, sub func(types.Type) string) string {
	t := g.wantedType()
	switch g.intn(9) {
	case 0:
		return fmt.Sprintf("(%s %s %s)", sub(t), g.one("==", "!="), sub(t))
	case 1:
		o := []types.Type{numberType, stringType, dateType, timeType, durationType, intType, intervalType}[g.intn(7)]
		return fmt.Sprintf("(%s %s %s)", sub(o), g.one("<", "<=", ">", ">="), sub(o))
	case 2:
		return fmt.Sprintf("(%s %s %s)", sub(t), g.one("in", "not in"), sub(types.ListOf(t)))
	case 3:
		return fmt.Sprintf("(%s contains %s)", sub(types.ListOf(t)), sub(t))
	case 4:
		return fmt.Sprintf("(%s contains %s)", sub(stringType), sub(stringType))
	case 5:
		return fmt.Sprintf("(%s matches %s)", sub(stringType), g.leaf(types.Of(&types.Regex{})))
	case 6:
		return fmt.Sprintf("(%s is %s)", sub(t.Optional()), g.one("missing", "present"))
	case 7:
		return fmt.Sprintf("(%s %s %s)", sub(boolType), g.one("and", "or", "&&", "||"), sub(boolType))
	}
	return fmt.Sprintf("(%s %s)", g.one("not", "!"), sub(boolType))
}

func (g *generator) comprehension(elem types.Type, depth int) string {
	v, from := g.fresh("x"), g.someType(1)
	list := g.expr(types.ListOf(from), depth-1)
	known := g.scope
	g.scope = append(slices.Clone(known), name{v, from})
	cond := ""
	if g.chance(2) {
		cond = " if " + g.expr(boolType, depth-1)
	}
	text := fmt.Sprintf("[for %s in %s%s: %s]", v, list, cond, g.expr(elem, depth-1))
	g.scope = known
	return text
}

// call calls a function whose result is of t's core.
func (g *generator) call(t types.Type, depth int) (string, bool) {
	type choice struct {
		name string
		s    types.Signature
	}
	var fitting []choice
	for _, n := range g.lib.FuncNames() {
		for _, s := range g.lib.Func(n).Signatures {
			if alike(s.Result, t) {
				fitting = append(fitting, choice{n, s})
			}
		}
	}
	for _, n := range g.scope {
		if f, ok := n.typ.Core.(*own); ok && alike(f.result, t) {
			var args []string
			for _, p := range f.params {
				args = append(args, g.expr(p, depth-1))
			}
			if g.chance(2) {
				return n.text + strings.Join(args, ", ") + ")", true
			}
		}
	}
	if len(fitting) == 0 {
		return "", false
	}
	f := fitting[g.intn(len(fitting))]
	if examples := g.lib.Function(f.name).Examples; len(examples) > 0 && g.chance(8) {
		return "(" + examples[g.intn(len(examples))].Source + ")", true
	}
	item := g.someType(1)
	if l, ok := t.Core.(*types.List); ok && g.chance(2) {
		item = l.Elem
	}
	return g.written(f.name, f.s, item, depth), true
}

// written writes a call in one of its three ways.
func (g *generator) written(name string, s types.Signature, item types.Type, depth int) string {
	var args []string
	for _, p := range s.Params {
		if p.Optional && g.chance(2) {
			break
		}
		args = append(args, g.argument(p, item, depth))
	}
	switch {
	case len(args) == 0 || g.chance(2):
		return name + "(" + strings.Join(args, ", ") + ")"
	case g.chance(2):
		return fmt.Sprintf("(%s).%s(%s)", args[0], name, strings.Join(args[1:], ", "))
	}
	return fmt.Sprintf("(%s | %s(%s))", args[0], name, strings.Join(args[1:], ", "))
}

// anyCall writes a call of any function, whatever it gives.
func (g *generator) anyCall() string {
	names := g.lib.FuncNames()
	f := g.lib.Func(names[g.intn(len(names))])
	return g.written(f.Name, f.Signatures[g.intn(len(f.Signatures))], g.someType(1), 2)
}

// alike reports whether a result of that type can stand for t.
func alike(result, t types.Type) bool {
	if _, open := result.Core.(*types.Var); open || result.Is(types.Any) {
		return true
	}
	switch core := t.Core.(type) {
	case *types.List:
		l, ok := result.Core.(*types.List)
		return ok && (alike(l.Elem, core.Elem) || jsonType(core.Elem))
	case *types.Object, *types.Map:
		switch result.Core.(type) {
		case *types.Object, *types.Map:
			return true
		}
		return false
	case *types.Record:
		return result.Is(core.Value)
	case *types.Choice:
		return result.Is(types.String)
	}
	return result.Core == t.Core || t.Is(types.Number) && result.Is(types.Int)
}

func (g *generator) argument(p types.Param, item types.Type, depth int) string {
	if p.Check != nil {
		for _, literal := range literals {
			if p.Check(literal) == nil && g.chance(3) {
				return "'" + literal + "'"
			}
		}
		return "'" + literals[g.intn(len(literals))] + "'"
	}
	return g.expr(substitute(p.Type, item), depth-1)
}

// literals are texts that parameters want: formats, zones, paths, units, names
// of fields.
var literals = []string{
	"YYYY-MM-DD", "MM/DD/YYYY HH:mm", "America/Chicago", "UTC", "//a", "//a/@b", "/a/b", "a.b", "0.00", "$0,0.00", "day", "days", "month", "a", "-a",
	"hex", "base64", "json", "h1", "h1 > a", "HS256", "en", "utf-8",
}

// substitute puts a type in the place of a signature's variables.
func substituted(core types.Core, item types.Type) types.Type {
	switch core := core.(type) {
	case *types.Var:
		return item
	case *types.List:
		return types.ListOf(substitute(core.Elem, item))
	case *types.FieldOf:
		return stringType
	}
	return types.Of(core)
}

func substitute(t types.Type, item types.Type) types.Type {
	out := substituted(t.Core, item)
	if t.IsOptional() {
		out = out.Optional()
	}
	return out
}

// leaf is a name in scope, one of its fields, or a literal.
func (g *generator) leaf(t types.Type) string {
	if g.chance(5) {
		return g.literal(t)
	}
	var fitting []string
	for _, n := range g.scope {
		fitting = g.reach(fitting, n.text, n.typ, t, 3)
	}
	if len(fitting) == 0 {
		return g.literal(t)
	}
	text := fitting[g.intn(len(fitting))]
	if g.chance(12) {
		text += "!"
	}
	return text
}

// reach adds the ways to write a value alike t that begin with text.
func (g *generator) reach(to []string, text string, has, t types.Type, depth int) []string {
	if _, function := has.Core.(*own); function || depth == 0 || has.Secret {
		return to
	}
	if t.IsOptional() || !has.IsOptional() {
		if sameKind(has, t) {
			to = append(to, text)
		}
	} else if sameKind(has, t) && g.chance(3) {
		to = append(to, "("+text+" ?? "+g.literal(t)+")")
	}
	dot := "."
	if has.IsOptional() {
		dot = g.one(".", "?.")
	}
	switch core := has.Core.(type) {
	case *types.Record:
		for _, f := range core.Fields {
			to = g.reach(to, text+dot+f.Name, f.Type, t, depth-1)
		}
	case *types.Object:
		for _, f := range core.Fields {
			to = g.reach(to, text+dot+f.Name, f.Type, t, depth-1)
		}
	case *types.List:
		to = g.reach(to, text+g.one("[0]", "[1]", "[7]"), core.Elem.Optional(), t, depth-1)
	case types.Basic:
		switch core {
		case types.Time:
			to = g.reach(to, text+dot+g.one("hour", "minute", "year", "month", "day"), intType, t, depth-1)
		case types.Date:
			to = g.reach(to, text+dot+g.one("year", "month", "day"), intType, t, depth-1)
		}
	}
	return to
}

// sameKind reports whether one type may stand where the other is wanted.
func sameKind(has, t types.Type) bool {
	if t.Is(types.Any) {
		return true
	}
	if r, ok := has.Core.(*types.Record); ok {
		if other, ok := t.Core.(*types.Record); ok {
			return r.Name == other.Name
		}
		return t.Is(r.Value) || t.Is(types.String)
	}
	switch core := t.Core.(type) {
	case *types.List:
		l, ok := has.Core.(*types.List)
		return ok && sameKind(l.Elem, core.Elem)
	case *types.Object:
		_, ok := has.Core.(*types.Object)
		return ok
	case *types.Regex:
		_, ok := has.Core.(*types.Regex)
		return ok
	case *types.Choice:
		_, ok := has.Core.(*types.Choice)
		return ok
	case *types.Record:
		return has.Is(core.Value)
	}
	if _, ok := has.Core.(*types.Choice); ok {
		return t.Is(types.String)
	}
	return has.Core == t.Core || t.Is(types.Number) && has.Is(types.Int)
}

// literal writes a constant of type t.
func (g *generator) literal(t types.Type) string {
	if t.IsOptional() && g.chance(5) {
		return "null"
	}
	switch core := t.Core.(type) {
	case *types.List:
		if g.chance(3) {
			return "[]"
		}
		return "[" + g.literal(core.Elem) + "]"
	case *types.Object:
		var entries []string
		for _, f := range core.Fields {
			entries = append(entries, f.Name+": "+g.literal(f.Type))
		}
		return "{ " + strings.Join(entries, ", ") + " }"
	case *types.Choice:
		return `"` + core.Values[g.intn(len(core.Values))] + `"`
	case *types.Record:
		return g.literal(types.Of(core.Value))
	case *types.Regex:
		return g.one(`/\d+/`, `/(\w+)@(\w+)/i`, `/a|b/g`, `/(?<n>x)?y/`, `/^\s*$/m`)
	}
	switch t.Core {
	case types.Number:
		return g.one("0", "1", "2.5", "100", "5%", "0.001", "64kb", "1e3", "99999999999999999999")
	case types.Int:
		return g.one("0", "1", "2", "7", "9223372036854775807")
	case types.Bool:
		return g.one("true", "false")
	case types.Date:
		return g.one(`date("2026-03-01")`, `date("2024-02-29")`, `now.date`)
	case types.Time:
		return g.one("now", `time("2026-03-01T09:00:00Z")`, `now.in_zone("America/Chicago")`)
	case types.Duration:
		return g.one("0s", "300ms", "1h30m", "7d", "36500d")
	case types.Interval:
		return `(now - date("1990-03-02"))`
	case types.Bytes:
		return `bytes("x")`
	}
	return g.one(`""`, `"x"`, `"Ann Lee"`, `"2026-03-01"`, `"12.5"`, `'a|b|c'`, `"<a b='1'>2</a>"`, `'{"a": [1, 2]}'`, `"512-555-0123"`, `"日本"`)
}

// text writes the inside of a text with holes.
func (g *generator) text(depth int) string {
	var b strings.Builder
	for range g.intn(3) {
		b.WriteString(g.one("a ", "- ", ""))
		// a hole holds no quotes of the kind around it
		hole := strings.ReplaceAll(g.expr(g.wantedType(), depth), `"`, `'`)
		if strings.Contains(hole, "{{") || strings.Contains(hole, `'{'`) || strings.Contains(hole, "''") && strings.Contains(hole, "='") {
			continue
		}
		b.WriteString("{{" + hole + "}}")
	}
	return b.String()
}
