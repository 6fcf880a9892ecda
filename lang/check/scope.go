package check

import (
	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/types"
)

// scope has the names that a block declared, or was given.
type scope struct {
	outer *scope
	names map[string]*Symbol
}

func newScope(outer *scope) *scope { return &scope{outer: outer} }

func (s *scope) add(symbol *Symbol) {
	if s.names == nil {
		s.names = map[string]*Symbol{}
	}
	s.names[symbol.Name] = symbol
}

func (s *scope) find(name string) *Symbol {
	for ; s != nil; s = s.outer {
		if symbol := s.names[name]; symbol != nil {
			return symbol
		}
	}
	return nil
}

// all adds every name that can be seen to names, for suggestions.
func (s *scope) all(names []string) []string {
	for ; s != nil; s = s.outer {
		for name := range s.names {
			names = append(names, name)
		}
	}
	return names
}

// declareLet declares a name with a slot in the innermost scope.
func (c *checker) declareLet(name *ast.Name, decl ast.Node, t types.Type) *Symbol {
	if name == nil {
		return &Symbol{Kind: LetSymbol, Type: t, Slot: c.slot(), Decl: decl}
	}
	s := &Symbol{Kind: LetSymbol, Name: name.Text, Path: name.Text, Type: t, Slot: c.slot(), Decl: decl}
	if old := c.scope.names[name.Text]; old != nil && old.Kind != AmbientSymbol {
		c.add(duplicateName(name, old.Decl))
	}
	c.scope.add(s)
	c.info.Vars[decl] = s
	return s
}

// ident resolves a bare name.
func (c *checker) ident(e *ast.Ident) types.Type {
	found := len(c.diags)
	s := c.lookup(e)
	if s == nil {
		if len(c.diags) > found && c.diags[found].Label == "" && c.diags[found].Help == "" {
			c.diags[found].Help = "if it is a text, it stands in quotes: \"" + e.Name + "\""
		}
		return invalid
	}
	c.info.Refs[e] = s
	if c.facts.has(s, "", succeeded) {
		return settledFields(s.Type)
	}
	return s.Type
}

// lookup finds what a bare name stands for here, or reports it.
func (c *checker) lookup(e *ast.Ident) *Symbol {
	if s := c.scope.find(e.Name); s != nil {
		return s
	}
	if s := c.everywhere(e); s != nil {
		return c.readable(e, s)
	}
	m := c.module
	if d := m.steps[e.Name]; d != nil {
		return c.readableStep(e, d)
	}
	if s := m.values[e.Name]; s != nil {
		return s
	}
	if s := m.services[e.Name]; s != nil {
		return s.Symbol
	}
	c.add(c.unknownName(e))
	return nil
}

// everywhereNames are the names that need no declaration.
var everywhereNames = []string{"settings", "lead", "now", "flow"}

// everywhere finds the names that need no declaration.
func (c *checker) everywhere(e *ast.Ident) *Symbol {
	switch e.Name {
	case "settings":
		return c.ambient("settings", types.Of(&types.Object{Name: "settings", Fields: symbolFields(c.info.Settings)}))
	case "lead":
		return c.ambient("lead", c.leadType())
	case "now":
		return c.ambient("now", types.Of(types.Time))
	case "flow":
		return c.ambient("flow", flowType)
	}
	return nil
}

// Why there is no lead at a place.
const (
	knowsParameters = "a function knows its parameters only: give it what it needs as one"
	servesBatch     = "one request serves all leads of the batch: go through 'batch.leads'"
	servesAll       = "a service is the same for all leads: what depends on the lead belongs into the request"
	watchesRun      = "an alert is about all leads of a run"
)

// readable refuses a name in a place that cannot know it.
func (c *checker) readable(e *ast.Ident, s *Symbol) *Symbol {
	switch {
	case e.Name == "lead" && c.in.noLead != "":
		c.add(notHere(e.Span(), "lead", c.in.noLead))
	default:
		return s
	}
	return nil
}

func (c *checker) readableStep(e *ast.Ident, d *stepDecl) *Symbol {
	name := e.Name
	switch {
	case c.in.fn:
		c.add(notHere(e.Span(), name, knowsParameters))
	case d.template:
		c.add(notAValue(e.Span(), name, "a step with parameters", "make a step of it: step NAME = "+name+"(…)"))
	case d.state == stepRunning:
		c.add(readTooEarly(e.Span(), name, d.node, "it is not finished here: read 'response'"))
	case d.state == stepBeside:
		c.add(unreadableStep(e.Span(), name, "it runs at the same time: steps in parallel { } cannot see each other")).
			Help = "move this step behind the parallel { }"
	case d.state == stepAhead:
		c.add(readTooEarly(e.Span(), name, d.node, "it runs later: move it up"))
	default:
		return d.info.Symbol
	}
	return nil
}

func symbolFields(symbols []*Symbol) []types.Field {
	fields := make([]types.Field, len(symbols))
	for i, s := range symbols {
		fields[i] = types.Field{Name: s.Name, Type: s.Type}
		if s.Decl != nil {
			fields[i].Span = s.Decl.Span()
		}
	}
	return fields
}

// leadType is a lead as an object: an element of batch.leads.
func (c *checker) leadType() types.Type {
	if c.lead == nil {
		c.lead = &types.Object{Name: "lead", Fields: symbolFields(c.info.Lead)}
	}
	return types.Of(c.lead)
}

// add reports d.
func (c *checker) add(d *diag.Diagnostic) *diag.Diagnostic { return c.diags.Add(d) }
