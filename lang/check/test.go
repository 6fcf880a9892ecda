package check

import (
	"slices"
	"time"

	"lcs/lang/ast"
	"lcs/lang/types"
)

func (c *checker) exampleLead(item *ast.ExampleLead) {
	name := ""
	imported := c.module.file != c.info.File // examples are those of the script
	if item.Name != nil && !imported {
		name, _ = item.Name.Literal()
		for _, old := range c.info.Examples {
			if old.Name == name {
				c.add(duplicateName(&ast.Name{Base: item.Name.Base, Text: name}, old.Decl))
			}
		}
	}
	if !imported {
		c.info.Examples = append(c.info.Examples, &LeadExample{Name: name, Decl: item})
	}
	if item.Value == nil {
		return
	}
	c.judging = true
	given := c.leadValues(item.Value, "a lead")
	c.judging = false
	var lacking []string
	for _, s := range c.info.Lead {
		if s.Decl != nil && s.Default == nil && !s.Type.IsOptional() && given[s.Name] == nil && s.Name != "id" {
			lacking = append(lacking, s.Name)
		}
	}
	if len(lacking) > 0 {
		c.add(incompleteObject(item.Value, "an example lead", lacking))
	}
}

// leadValues checks values given for a lead, and returns which there are.
func (c *checker) leadValues(o *ast.Object, what string) map[string]*ast.Entry {
	return c.inputValues(o, what, func(name string) *Symbol { return c.leadFields[name] }, func() []string { return names(c.info.Lead) })
}

func (c *checker) settingValues(o *ast.Object) {
	c.inputValues(o, "the settings", func(name string) *Symbol { return c.settings[name] }, func() []string { return names(c.info.Settings) })
}

func (c *checker) inputValues(o *ast.Object, what string, find func(string) *Symbol, all func() []string) map[string]*ast.Entry {
	keys := c.keysOf(o)
	for name, entry := range keys.all() {
		s := find(name)
		if s == nil {
			keys.given[meantBy(c.add(c.unknownEntry(entry.Key, name, what, all)))] = entry
			c.expr(entry.Value)
			continue
		}
		c.fitInput(entry.Value, s.Type.Optional(), "'"+name+"'")
	}
	return keys.given
}

func (c *checker) exampleSettings(item *ast.ExampleSettings) {
	if item.Value != nil {
		c.with(surroundings{test: true}, func() { c.settingValues(item.Value) })
	}
}

// test checks a test: what it gives, what it stubs and what it asserts.
func (c *checker) test(t *ast.Test) {
	c.with(surroundings{test: true}, func() {
		for _, s := range c.assertNames() {
			c.scope.add(s)
		}
		leads := c.leadsOf()
		c.scope.add(leads)
		results := leads.Type.Core.(*types.List)
		results.Max = 0
		for _, item := range itemsOf(t.Body) {
			switch item.(type) {
			case *ast.TestLead:
				results.Max++
			case *ast.TestLeads:
				results.Max = 1 << 30 // as many as there are in the file
			}
			c.testItem(item)
		}
	})
}

func (c *checker) testItem(item ast.Item) {
	switch item := item.(type) {
	case *ast.TestLead:
		c.namedLead(item.Name)
		if item.Value != nil {
			c.leadValues(item.Value, "a lead")
		}
	case *ast.TestSet:
		if item.Value == nil {
			return
		}
		if item.Word == "flow" {
			core := flowType.Core.(*types.Object)
			c.inputObject(item.Value, core, flowType, "flow", false)
			return
		}
		c.settingValues(item.Value)
	case *ast.At:
		c.at(item)
	case *ast.Stub:
		c.stub(item)
	case *ast.Let:
		c.declareLet(item.Name, item, c.expr(item.Value))
	case *ast.Assert:
		c.condition(item.Cond)
	}
}

func (c *checker) namedLead(name *ast.Text) {
	if name == nil {
		return
	}
	text, _ := name.Literal()
	if !slices.ContainsFunc(c.info.Examples, func(e *LeadExample) bool { return e.Name == text }) {
		c.add(c.unknownExample(name, text, "lead", func() []string {
			var all []string
			for _, e := range c.info.Examples {
				all = append(all, e.Name)
			}
			return all
		}))
	}
}

// at takes a moment, or a text that is one.
func (c *checker) at(item *ast.At) {
	t := c.expr(item.Time)
	if text, ok := ast.Unwrap(item.Time).(*ast.Text); ok {
		s, literal := text.Literal()
		if literal {
			if _, err := time.Parse(time.RFC3339, s); err != nil {
				c.add(badMoment(text, s))
			}
			return
		}
	}
	if b := t.BasicCore(); !t.IsInvalid() && b != types.Time && b != types.Date && b != types.String && b != types.Any {
		c.add(wrongType(item.Time, t, types.Of(types.Time), "a moment"))
	}
}

// stub finds what is answered for: a step, its fallback, a service's tokens
// (decisions X6).
func (c *checker) stub(s *ast.Stub) {
	target := s.Target
	if len(target) == 0 {
		return
	}
	var d *stepDecl
	switch last := target[len(target)-1]; {
	case len(target) == 1:
		if d = c.stubbedStep(target[0]); d == nil {
			return
		}
	case last.Text == "auth":
		if !c.stubbedService(target[:len(target)-1]) {
			return
		}
	case last.Text == "fallback" && len(target) == 2:
		if d = c.stubbedStep(target[0]); d == nil {
			return
		}
		if !hasFallback(d.info) {
			c.add(noFallback(last, d.info.Name))
		}
	default:
		c.add(c.unknownTarget(last, target[0].Text))
		return
	}
	for _, r := range s.Replies {
		c.judgeStatus(r.Kind)
		c.stubReply(d, r)
	}
}

func (c *checker) stubReply(d *stepDecl, r *ast.Reply) {
	if r.Named != nil {
		c.namedReply(d, r.Named)
	}
	if r.Headers != nil {
		c.headers(r.Headers)
	}
	if r.Value != nil {
		c.expr(r.Value)
	}
}

func (c *checker) namedReply(d *stepDecl, name *ast.Text) {
	text, _ := name.Literal()
	var all []string
	if d != nil && d.info.Decl.Body != nil {
		ast.Walk(d.info.Decl.Body, func(n ast.Node) bool {
			if ex, ok := n.(*ast.Example); ok && ex.Name != nil {
				s, _ := ex.Name.Literal()
				all = append(all, s)
			}
			return true
		})
	}
	if !slices.Contains(all, text) {
		c.add(c.unknownExample(name, text, "answer", func() []string { return all }))
	}
}

func (c *checker) stubbedStep(name *ast.Name) *stepDecl {
	d := c.module.steps[name.Text]
	if d == nil || d.template {
		c.add(c.unknownStep(name))
		return nil
	}
	return d
}

func (c *checker) stubbedService(path []*ast.Name) bool {
	m := c.module
	if len(path) == 2 {
		s := m.values[path[0].Text]
		if s == nil || s.Kind != ModuleSymbol {
			c.add(c.unknownModule(path[0]))
			return false
		}
		if m = m.modules[s]; m == nil {
			return false
		}
	}
	name := path[len(path)-1]
	if m.services[name.Text] == nil {
		c.add(c.unknownService(&ast.Ident{Base: name.Base, Name: name.Text}))
		return false
	}
	return true
}

func hasFallback(info *StepInfo) bool {
	found := false
	look := func(n ast.Node) bool {
		switch n.(type) {
		case *ast.Fallback, *ast.FallbackTo:
			found = true
		}
		return !found
	}
	if info.Decl.Body != nil {
		ast.Walk(info.Decl.Body, look)
	}
	for _, h := range info.Handlers {
		if h.Service != nil {
			ast.Walk(h.On, look)
		}
	}
	return found
}

// assertNames are the names that a test can ask about (decisions X4).
func (c *checker) assertNames() []*Symbol {
	if c.asserts != nil {
		return c.asserts
	}
	texts := types.ListOf(textType)
	maybe := textType.Optional()
	lead := []types.Field{
		field("outcome", outcomeType), field("reason", maybe), field("flags", texts), field("notes", texts),
		field("logs", texts), field("elapsed", durationType), field("sent", c.sentType()),
	}
	var steps []types.Field
	for _, info := range c.info.Steps {
		steps = append(steps, field(info.Symbol.Name, info.Symbol.Type))
	}
	fields := append(slices.Clone(lead), field("lead", c.leadType()))
	for _, s := range steps {
		if !slices.ContainsFunc(lead, func(f types.Field) bool { return f.Name == s.Name }) && s.Name != "lead" {
			fields = append(fields, s)
		}
	}
	for _, f := range lead {
		c.asserts = append(c.asserts, c.ambient(f.Name, f.Type))
	}
	c.asserts = append(c.asserts, c.ambient("alerts", texts))
	c.ambient("leads", types.ListOf(object("result", fields...)))
	return c.asserts
}

// leadsOf returns the name `leads` for one test, whose type knows how many were
// given.
func (c *checker) leadsOf() *Symbol {
	all := c.info.Ambient["leads"]
	s := *all
	s.Type = types.ListOf(all.Type.Core.(*types.List).Elem)
	return &s
}
