package check

import (
	"slices"
	"strings"

	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/graphql"
	"lcs/lang/place"
	"lcs/lang/types"
)

// graphql compares the variables that a body gives with those that its query
// declares and uses. Of a query that is not written out nothing is known.
func (c *checker) graphql(b *ast.Body) {
	text, ok := c.constant(b.Value).(*ast.Text)
	if !ok {
		return
	}
	query, literal := text.Literal()
	if !literal {
		return
	}
	g := &graphqlBody{c: c, text: text, told: map[string]bool{}}
	op, fault := graphql.Read(query)
	if fault != nil {
		d := c.add(diag.New(diag.MalformedGraphQL, g.span(fault.Place), "this GraphQL cannot be sent: "+fault.Message))
		d.Help = fault.Help
		return
	}
	g.op = op
	g.undeclared()
	g.given(b)
}

// graphqlBody is one query and what its body gives.
type graphqlBody struct {
	c    *checker
	text *ast.Text
	op   *graphql.Operation
	told map[string]bool // variables of the query that were reported as not declared
}

// span is the source of a place in the query.
func (g *graphqlBody) span(at graphql.Place) diag.Span {
	if len(g.text.Parts) == 1 {
		if part, ok := g.text.Parts[0].(*ast.TextPart); ok {
			return place.Source(part, at.Start, at.End)
		}
	}
	return g.text.Span()
}

func (g *graphqlBody) declared(name string) *graphql.Variable {
	at := slices.IndexFunc(g.op.Declared, func(v graphql.Variable) bool { return v.Name == name })
	if at < 0 {
		return nil
	}
	return &g.op.Declared[at]
}

func (g *graphqlBody) names() []string {
	all := make([]string, len(g.op.Declared))
	for i, v := range g.op.Declared {
		all[i] = v.Name
	}
	return all
}

// undeclared reports variables that stand in the query without a declaration,
// and declared ones that stand nowhere. Partners refuse both.
func (g *graphqlBody) undeclared() {
	used, meant := map[string]bool{}, map[string]bool{}
	for _, u := range g.op.Used {
		used[u.Name] = true
		if g.declared(u.Name) != nil || g.told[u.Name] {
			continue
		}
		g.told[u.Name] = true
		d := diag.New(diag.UnknownVariable, g.span(u.Place), "the operation declares no variable '$"+u.Name+"'")
		best := g.c.nearest(u.Name, g.names)
		if best == "" {
			d.Help = "declare it: " + g.head() + "($" + u.Name + ": String!)"
		} else {
			suggestAt(d, d.Span, "$"+best)
			meant[best] = true
		}
		g.c.add(d)
	}
	for _, v := range g.op.Declared {
		if !used[v.Name] && !meant[v.Name] {
			d := g.c.add(diag.New(diag.UnusedVariable, g.span(v.Place), "the operation declares '$"+v.Name+"' and never uses it"))
			d.Help = "take it out, or give it to a field: field(argument: $" + v.Name + ")"
		}
	}
}

func (g *graphqlBody) head() string {
	if g.op.Name == "" {
		return "query"
	}
	return "query " + g.op.Name
}

// given compares the values with the declarations: a name that is not declared,
// a value of another type, one that must be given and is not.
func (g *graphqlBody) given(b *ast.Body) {
	given, meant, open := map[string]bool{}, map[string]bool{}, false
	if b.Variables != nil {
		for _, entry := range b.Variables.Entries {
			name, literal := entry.Key.Literal()
			if !literal {
				open = true
				continue
			}
			given[name] = true
			if v := g.declared(name); v != nil {
				g.fits(entry, v)
				continue
			}
			if !g.told[name] { // else it is the query that lacks it
				meant[g.unknown(entry.Key, name)] = true
			}
		}
	}
	if !open {
		g.lacking(b, func(v graphql.Variable) bool { return v.Required && !given[v.Name] && !meant[v.Name] })
	}
}

// lacking reports the variables that must be given and are not.
func (g *graphqlBody) lacking(b *ast.Body, lacks func(graphql.Variable) bool) {
	var names, entries []string
	var places []diag.Related
	for _, v := range g.op.Declared {
		if lacks(v) {
			names = append(names, "'$"+v.Name+"'")
			entries = append(entries, v.Name+": …")
			places = append(places, related(g.span(v.Place), "declared as "+v.Type))
		}
	}
	if len(names) == 0 {
		return
	}
	at := b.Format.Span()
	help := "write  variables { " + strings.Join(entries, ", ") + " }  behind the query"
	if b.Variables != nil {
		at = firstWords(b.Variables.Span(), 1)
		help = "write  " + strings.Join(entries, ", ") + "  among the variables"
	}
	message := "the variables " + listed(names) + " are not given"
	if len(names) == 1 {
		message = "the variable " + names[0] + " is not given"
	}
	d := g.c.add(diag.New(diag.MissingVariable, at, message))
	d.Help, d.Related = help, places
}

// unknown reports a value for a variable that is not declared, and returns the
// one that was meant.
func (g *graphqlBody) unknown(key *ast.Text, name string) string {
	d := diag.New(diag.UnknownVariable, key.Span(), "the operation declares no variable '$"+name+"'")
	best := g.c.nearest(name, g.names)
	switch {
	case best != "":
		suggestAt(d, d.Span, best)
	case len(g.op.Declared) == 0:
		d.Help = "declare it in the query: " + g.head() + "($" + name + ": String!)"
	default:
		d.Help = "it declares " + listed(g.names())
	}
	g.c.add(d)
	return best
}

// fits checks the value of a variable against its type, as far as GraphQL's own
// scalars go.
func (g *graphqlBody) fits(entry *ast.Entry, v *graphql.Variable) {
	at := diag.Related{Span: g.span(v.Place), Message: "declared here"}
	t := g.c.info.Types[entry.Value]
	if _, null := ast.Unwrap(entry.Value).(*ast.Null); v.Required && (entry.Optional && t.IsOptional() || null) {
		message := "the variable '$" + v.Name + "' is " + v.Type + ", and may be left out here"
		if null {
			message = "the variable '$" + v.Name + "' is " + v.Type + ", and cannot be null"
		}
		d := g.c.add(diag.New(diag.MissingVariable, entry.Key.Span(), message))
		d.Help = "give a default with '??', or declare it without the '!'"
		d.Related = append(d.Related, at)
		return
	}
	if want := scalarOf(v.Scalar); len(want) > 0 && !carries(asJSON(t), want) {
		d := g.c.add(wrongType(entry.Value, t, t, "'$"+v.Name+"'"))
		d.Message = "the variable '$" + v.Name + "' is " + v.Type + ", and this is " + describe(t)
		d.Related = append(d.Related, at)
	}
}

// scalarOf lists what in JSON a scalar of GraphQL takes; nothing for others,
// whose meaning is in the schema.
func scalarOf(name string) []types.Basic {
	switch name {
	case "Int", "Float":
		return []types.Basic{types.Number}
	case "String":
		return []types.Basic{types.String}
	case "Boolean":
		return []types.Basic{types.Bool}
	case "ID":
		return []types.Basic{types.String, types.Number}
	}
	return nil
}

// carries reports whether a value that goes as JSON may be one of these.
func carries(t types.Type, want []types.Basic) bool {
	switch core := t.Core.(type) {
	case *types.List, *types.Object, *types.Map:
		return false
	case *types.Choice:
		return slices.Contains(want, types.String)
	case types.Basic:
		known := core == types.Number || core == types.Int || core == types.String || core == types.Bool
		if core == types.Int {
			core = types.Number
		}
		return !known || slices.Contains(want, core)
	}
	return true
}
