package check

import (
	"lcs/lang/ast"
	"lcs/lang/types"
)

// checkModule checks what a file declares and, for the script itself, its flow,
// alerts and tests.
func (c *checker) checkModule(m *module) {
	if m.checked {
		return
	}
	m.checked = true
	for _, item := range m.file.Items {
		if imp, ok := item.(*ast.Import); ok {
			if imported := c.modules[c.imports[imp]]; imported != nil {
				c.checkModule(imported)
			}
		}
	}
	outer := c.module
	c.module = m
	defer func() { c.module = outer }()
	root := m.file == c.info.File
	if root {
		c.declareImpliedLeadFields()
	}
	c.checkDeclarations(m)
	if !root {
		return
	}
	c.with(surroundings{}, func() {
		c.flow = c.scope
		c.items(m.file.Items, nil)
	})
	for _, item := range m.file.Items {
		switch item := item.(type) {
		case *ast.Alert:
			c.alert(item)
		case *ast.Test:
			c.test(item)
		}
	}
}

// checkDeclarations checks what is not part of the flow, in any order.
func (c *checker) checkDeclarations(m *module) {
	for _, item := range m.file.Items {
		switch item := item.(type) {
		case *ast.Settings:
			c.defaults(item.Fields, func(name string) *Symbol { return c.settings[name] })
		case *ast.Lead:
			c.defaults(item.Fields, func(name string) *Symbol { return c.leadFields[name] })
		case *ast.TypeDecl:
			if d := m.types[item.Name.Text]; d != nil {
				c.declaredType(d, false)
			}
		case *ast.Pattern:
			c.pattern(item)
		case *ast.ExampleLead:
			c.exampleLead(item)
		case *ast.ExampleSettings:
			c.exampleSettings(item)
		}
	}
	for _, item := range m.file.Items {
		if fn, ok := item.(*ast.Fn); ok {
			if s := m.values[fn.Name.Text]; s != nil && m.fns[s] != nil {
				c.resolveFn(m.fns[s], nil)
			}
		}
	}
	for _, item := range m.file.Items {
		if service, ok := item.(*ast.Service); ok {
			if info := m.services[service.Name.Text]; info != nil && info.Decl == service {
				c.service(info)
			}
		}
	}
	for _, item := range m.file.Items {
		if step, ok := item.(*ast.Step); ok && step.Params != nil {
			if d := m.steps[step.Name.Text]; d != nil && d.node == step {
				c.checkTemplate(d)
			}
		}
	}
}

// defaults checks the default values of settings and lead fields.
func (c *checker) defaults(fields []*ast.Field, find func(string) *Symbol) {
	for _, f := range fields {
		if f.Default == nil || f.Name == nil {
			continue
		}
		if s := find(f.Name.Text); s != nil {
			c.judging = true
			c.fitInput(f.Default, s.Type, "the default of '"+s.Name+"'")
			c.judging = false
		}
	}
}

func (c *checker) pattern(item *ast.Pattern) {
	if item.Value == nil {
		return
	}
	t := c.expr(item.Value)
	if _, ok := t.Core.(*types.Regex); !ok && !t.IsInvalid() {
		c.add(wrongType(item.Value, t, types.Of(&types.Regex{}), "a pattern"))
		t = types.Of(&types.Regex{})
	}
	if s := c.module.values[item.Name.Text]; s != nil && s.Decl == ast.Node(item) {
		s.Type = t
	}
}

// patternType is the type of a pattern that may not have been checked yet.
func (c *checker) patternType(s *Symbol) types.Type {
	if p, ok := s.Decl.(*ast.Pattern); ok {
		if r, ok := ast.Unwrap(p.Value).(*ast.Regex); ok {
			return c.regex(r)
		}
	}
	return s.Type
}

// items checks statements in their order and reports whether they always end
// the lead, or leave the handler. Special takes those that only its block has.
func (c *checker) items(items []ast.Item, special func(ast.Item) bool) (ends bool) {
	var closer ast.Item // what ended the flow; handlers have rules of their own
	for _, item := range items {
		if closer != nil && special == nil && runs(item) {
			c.add(unreachable(item, closer, "flow"))
			closer = nil
		}
		if special != nil && special(item) {
			ends = ends || leaves(item)
			continue
		}
		over := false
		if n, ok := item.(*ast.If); ok {
			over = c.ifItem(n, special)
		} else {
			over = c.item(item)
		}
		if over && !ends {
			closer, ends = item, true
		}
	}
	return ends
}

// runs reports whether an item is a statement of the flow, and no declaration.
func runs(item ast.Item) bool {
	switch n := item.(type) {
	case *ast.Step:
		return n.Params == nil
	case *ast.Parallel, *ast.Let, *ast.Assign, *ast.If, *ast.Log, *ast.Say, *ast.Accept:
		return true
	}
	return false
}

// item checks one statement of the flow, a step or a handler.
func (c *checker) item(item ast.Item) (ends bool) {
	switch item := item.(type) {
	case *ast.Step:
		if d := c.module.steps[nameText(item.Name)]; d != nil && d.node == item && !d.template {
			c.step(d)
		}
	case *ast.Parallel:
		c.parallel(item)
	case *ast.Let:
		c.declareLet(item.Name, item, c.expr(item.Value))
	case *ast.Assign:
		c.assign(item)
	case *ast.If:
		return c.ifItem(item, nil)
	case *ast.Log:
		c.say(item.Text, "log")
	case *ast.Say:
		c.say(item.Text, item.Verb)
		return leaves(item)
	case *ast.Accept:
		return true
	case *ast.Trace:
		c.traceLevel(item)
	}
	return false
}

func nameText(n *ast.Name) string {
	if n == nil {
		return ""
	}
	return n.Text
}

// ifItem checks an if: each branch knows what the condition says, and after it
// is known what all branches that go on agree on.
func (c *checker) ifItem(n *ast.If, special func(ast.Item) bool) bool {
	c.condition(n.Cond)
	before := len(c.info.Steps)
	then := c.branch(func() (ends bool) {
		c.assume(n.Cond, true)
		c.block(func() { ends = c.items(itemsOf(n.Then), special) })
		return ends
	})
	middle := len(c.info.Steps)
	otherwise := c.branch(func() (ends bool) {
		c.assume(n.Cond, false)
		c.block(func() { ends = c.items(itemsOf(n.Else), special) })
		return ends
	})
	c.skipped(c.info.Steps[before:middle], ifReason(n, false))
	c.skipped(c.info.Steps[middle:], ifReason(n, true))
	return c.meet(then, otherwise)
}

// skipped makes what the steps of a branch that is over give optional.
func (c *checker) skipped(steps []*StepInfo, reason types.Reason) {
	for _, info := range steps {
		if d := c.module.steps[info.Symbol.Name]; d != nil && d.info == info {
			d.mayBeSkipped(reason)
		}
	}
}

// parallel checks steps that run at the same time and cannot see each other.
func (c *checker) parallel(p *ast.Parallel) {
	var beside []*stepDecl
	var ways []way
	for _, item := range itemsOf(p.Body) {
		ways = append(ways, c.branch(func() bool { c.item(item); return false }))
		if step, ok := item.(*ast.Step); ok {
			if d := c.module.steps[nameText(step.Name)]; d != nil && d.node == step {
				d.state = stepBeside
				beside = append(beside, d)
			}
		}
	}
	for _, w := range ways {
		w.learned = nil
		c.meet(w)
	}
	for _, d := range beside {
		d.state = stepDone
	}
}

// assign is lead.x = …: what was known of lead.x is no longer.
func (c *checker) assign(item *ast.Assign) {
	if item.Target == nil {
		c.expr(item.Value)
		return
	}
	c.expr(item.Target)
	s := c.info.Refs[item.Target]
	if s == nil || s.Kind != LeadSymbol {
		c.expr(item.Value)
		if !c.info.Types[item.Target].IsInvalid() {
			c.add(notAssignable(item.Target))
		}
		return
	}
	if s.Decl == nil || s.Name == "id" {
		c.add(notAssignable(item.Target))
	}
	t := c.fitInput(item.Value, s.Type, "lead."+s.Name)
	if text, ok := c.constant(item.Value).(*ast.Text); ok && isNumber(s.Type.BasicCore()) {
		if written, literal := text.Literal(); literal && !c.universe.Valid(s.Type, written) {
			c.add(c.misfit(item.Value, t, s.Type, "lead."+s.Name))
		}
	}
	if t.HoldsSecret() && !s.Type.Secret {
		c.add(secretOnLead(item.Value, s.Path))
	}
	c.info.Types[item.Target] = s.Type
	c.facts.forget(s)
	if !t.IsOptional() && !t.Is(types.None) && !t.IsInvalid() {
		c.facts.learn(s, "", present)
	}
}

// fitInput fits a value to a field that parses what it is given: text becomes
// an email, a number, a date.
func (c *checker) fitInput(e ast.Expr, want types.Type, what string) types.Type {
	switch core := want.Core.(type) {
	case *types.Record:
		t := c.expr(e)
		if t.IsInvalid() {
			return t
		}
		if t = c.presentAs(e, t, want, what); t.IsInvalid() {
			return t
		}
		if !parses(core, t) {
			c.add(c.misfit(e, t, want, what))
			return invalid
		}
		if c.judging {
			c.judgeInput(e, want)
		}
		return t
	case *types.Object:
		if o, ok := ast.Unwrap(e).(*ast.Object); ok {
			return c.inputObject(o, core, want, what, true)
		}
	case *types.List:
		if l, ok := ast.Unwrap(e).(*ast.List); ok {
			for _, el := range l.Elems {
				c.fitInput(el, core.Elem, "an element of "+what)
			}
			return c.recorded(e, want)
		}
	}
	if want.Is(types.Date) || want.Is(types.Time) {
		if t := c.expr(e); t.BasicCore() == types.String {
			c.judgeInput(e, want)
			return t
		}
	}
	return c.fit(e, want, what)
}

// parses reports whether a record type can be made of a value of type t.
func parses(r *types.Record, t types.Type) bool {
	if t.Is(types.None) {
		return true
	}
	have := t.BasicCore()
	switch {
	case have == types.Invalid || have == types.Any:
		return false
	case have == r.Value || have == types.String || isNumber(have) && isNumber(r.Value):
		return true
	}
	return r.Value == types.String && isNumber(have)
}

// inputObject checks an object literal of input data entry by entry.
func (c *checker) inputObject(o *ast.Object, core *types.Object, want types.Type, what string, whole bool) types.Type {
	keys := c.keysOf(o)
	for name, entry := range keys.all() {
		f, ok := core.Field(name)
		if !ok {
			keys.given[meantBy(c.add(c.unknownKey(entry.Key, name, what, core)))] = entry
			c.expr(entry.Value)
			continue
		}
		c.fitInput(entry.Value, f.Type, "'"+name+"'")
	}
	if whole {
		keys.wantAll(core, what)
	}
	c.info.Types[o] = want
	return want
}

func (c *checker) traceLevel(t *ast.Trace) {
	levels := []string{"off", "errors", "headers", "full"}
	if t.Level != nil && !oneOf(t.Level.Text, levels...) {
		c.add(c.unknownWord(t.Level, "level of a trace", levels))
	}
}

// alert checks an alert, which may look at any step.
func (c *checker) alert(a *ast.Alert) {
	c.with(surroundings{noLead: watchesRun}, func() {
		c.condition(a.When)
		value := boolType
		if b, ok := ast.Unwrap(a.When).(*ast.Binary); ok {
			value = c.info.Types[b.X].Present()
		}
		s := &Symbol{Kind: AmbientSymbol, Name: "alert", Path: "alert", Type: alertType(value), Slot: c.slot(), Decl: a}
		c.info.Alerts[a] = s
		c.scope.add(s)
		for _, item := range itemsOf(a.Body) {
			if r, ok := item.(*ast.Request); ok {
				c.request(r, new(map[string]*Symbol))
			}
		}
	})
}
