package check

import (
	"lcs/lang/ast"
	"lcs/lang/types"
)

var outcomeType = types.Of(&types.Choice{Values: []string{"success", "failure", "error", "skipped", "queued"}})

var sourceType = types.Of(&types.Choice{Values: []string{"live", "cache", "fallback", "last_good", "default"}})

// step checks a step where it stands, and makes its outputs known to what comes
// after it.
func (c *checker) step(d *stepDecl) {
	if d.node.Call != nil && d.bound == nil {
		c.instance(d)
		return
	}
	if d.node.Body == nil {
		d.state = stepDone
		return
	}
	d.state = stepRunning
	body := itemsOf(d.node.Body)
	d.info.Background = has[*ast.Background](body)
	d.info.Batch = has[*ast.Collect](body)
	if d.node.When != nil {
		c.condition(d.node.When)
	}
	w := c.branch(func() bool {
		if d.node.When != nil {
			c.assume(d.node.When, true)
		}
		in := c.in
		in.step = d
		c.with(in, func() { c.stepBody(d, body) })
		return false
	})
	w.learned = nil
	c.meet(w)
	d.state = stepDone
	if !d.template {
		c.info.Steps = append(c.info.Steps, d.info)
	}
}

// stepBody checks the parts of a step in the order in which they happen.
func (c *checker) stepBody(d *stepDecl, body []ast.Item) {
	info := d.info
	for i, p := range d.node.Params {
		if p.Name == nil {
			continue
		}
		s := c.declareLet(p.Name, p, c.typeExpr(p.Type, false))
		if i < len(d.services) {
			s.Service = d.services[i]
		}
		info.Params = append(info.Params, s)
	}
	c.beforeAnswer(d, body)
	info.Responses = c.expects(d, body)
	after := c.branch(func() bool { c.afterAnswer(d, body); return false })
	c.declareFields(d)
	handlers := []way{after}
	for _, item := range body {
		if on, ok := item.(*ast.On); ok {
			handlers = append(handlers, c.branch(func() bool { c.handler(d, nil, on); return false }))
		}
	}
	c.meet(handlers...)
	c.stepDefaults(d, body)
	c.outcomes(d)
}

// beforeAnswer checks what is computed for the request.
func (c *checker) beforeAnswer(d *stepDecl, body []ast.Item) {
	in := c.in
	if d.info.Batch {
		in.noLead = servesBatch
	}
	c.with(in, func() {
		if d.info.Batch {
			c.scope.add(c.local(&d.info.Locals, "batch", c.batchType()))
		}
		for _, item := range body {
			switch item := item.(type) {
			case *ast.Cache:
				c.keys(item.By, "a cache key")
			case *ast.Idempotent:
				c.keys(item.By, "a key")
				c.headerName(item.Header)
			case *ast.Option:
				c.option(item)
			case *ast.Trace:
				c.traceLevel(item)
			case *ast.Request:
				c.request(item, &d.info.Locals)
				d.info.Service = c.onlyService(item)
			}
		}
	})
}

// keys checks the expressions after `by`.
func (c *checker) keys(by []ast.Expr, what string) {
	for _, e := range by {
		t := c.settledValue(e, c.expr(e), "as "+what)
		c.printable(e, t, "as "+what)
	}
}

func (c *checker) batchType() types.Type {
	return types.Of(&types.Object{Name: "batch", Fields: []types.Field{
		{Name: "id", Type: types.Of(types.String)},
		{Name: "leads", Type: types.ListOf(c.leadType())},
	}})
}

// afterAnswer checks what happens after a good answer: first what decides and
// describes the outcome, then the rest as written (decisions S2).
func (c *checker) afterAnswer(d *stepDecl, body []ast.Item) {
	info := d.info
	c.with(c.in, func() {
		c.answerNames(&info.Locals, info.Responses, true)
		c.reads(d, ownExpect(d, body), body)
		if info.Batch {
			c.scope.add(c.local(&info.Locals, "batch", c.batchType()))
		}
		for _, item := range body {
			switch item := item.(type) {
			case *ast.SuccessWhen:
				c.condition(item.Cond)
				c.assume(item.Cond, true)
			case *ast.Outcome:
				c.outcomeValue(d, item)
			}
		}
		for _, item := range body {
			c.afterItem(d, item)
		}
	})
}

func (c *checker) afterItem(d *stepDecl, item ast.Item) {
	switch item := item.(type) {
	case *ast.Entries:
		if item.Word == "map" {
			c.outputs(d, item)
		}
	case *ast.Match:
		c.match(d, item)
	case *ast.Let, *ast.Assign, *ast.If, *ast.Log, *ast.Say, *ast.Accept:
		c.item(item)
	}
}

// answerNames brings in `response` and `http`.
func (c *checker) answerNames(locals *map[string]*Symbol, response types.Type, answered bool) {
	if response.Core != nil && !response.Is(types.None) {
		c.scope.add(c.local(locals, "response", response))
	}
	c.scope.add(c.local(locals, "http", httpType(answered)))
}

// reads notes which examples `response` can be tried on.
func (c *checker) reads(d *stepDecl, info *ExpectInfo, body []ast.Item) {
	if s := c.scope.names["response"]; s != nil && info != nil {
		c.readings[s] = d.readingOf(info, body)
	}
}

// outputs checks a map { } and declares its entries as outputs of the step.
func (c *checker) outputs(d *stepDecl, m *ast.Entries) {
	if m.Value == nil {
		return
	}
	for _, entry := range m.Value.Entries {
		name, literal := c.key(entry)
		t := c.settledValue(entry.Value, c.expr(entry.Value), "in map { }")
		if !literal {
			c.add(keyWithHoles(entry.Key, "an output"))
			continue
		}
		if !c.outputName(d, entry, name) {
			continue
		}
		if entry.Optional {
			t = leftOut(t)
		}
		t = c.data(entry.Value, t, "in map { }")
		s := &Symbol{
			Kind: OutputSymbol, Name: name, Path: d.info.Name + "." + name, Type: t,
			Slot: c.slot(), Decl: entry, Step: d.info,
		}
		d.info.Outputs = append(d.info.Outputs, s)
		d.info.outputs[name] = s
		c.info.Vars[entry] = s
	}
}

// outputName refuses names that a step has already (decisions S3).
func (c *checker) outputName(d *stepDecl, entry *ast.Entry, name string) bool {
	if oneOf(name, "response", "outcome", "http", "source", "stats") {
		c.add(reservedName(entry.Key, name, "every step has '"+name+"' already"))
		return false
	}
	if s := d.info.outputs[name]; s != nil {
		c.add(repeatedKey(entry.Key, name, s.Decl))
		return false
	}
	if !oneOf(name, "price", "reference", "reason") {
		return true
	}
	for _, item := range itemsOf(d.node.Body) {
		if o, ok := item.(*ast.Outcome); ok && o.Word == name {
			d := c.add(reservedName(entry.Key, name, "the step has a '"+name+"' statement too"))
			d.Related = append(d.Related, related(o.Span(), "the statement"))
			return false
		}
	}
	return true
}

// outcomeValue checks reason, price and reference.
func (c *checker) outcomeValue(d *stepDecl, item *ast.Outcome) {
	var t types.Type
	if item.Word == "price" {
		t = c.settledValue(item.Value, c.expr(item.Value), "as the price")
		if !t.IsInvalid() && !isNumber(t.BasicCore()) {
			c.add(wrongType(item.Value, t, types.Of(types.Number), "a price"))
			t = invalid
		}
		c.coerce(item.Value, t, t.BasicCore())
	} else {
		t = c.settledValue(item.Value, c.expr(item.Value), "as the "+item.Word)
		t = c.printable(item.Value, t, "as the "+item.Word)
	}
	if t.HoldsSecret() { // the lead's result shows all three
		c.add(secretShown(item.Value, item.Word))
	}
	if d == nil {
		return
	}
	d.info.Fields[item.Word] = c.stepField(d, item.Word, t, item)
}

func (c *checker) stepField(d *stepDecl, name string, t types.Type, decl ast.Node) *Symbol {
	return &Symbol{
		Kind: StepFieldSymbol, Name: name, Path: d.info.Name + "." + name, Type: t,
		Slot: c.slot(), Decl: decl, Step: d.info,
	}
}

// declareFields adds what every step has.
func (c *checker) declareFields(d *stepDecl) {
	add := func(name string, t types.Type) {
		if d.info.Fields[name] == nil {
			d.info.Fields[name] = c.stepField(d, name, t, d.node)
		}
	}
	add("outcome", outcomeType)
	add("source", sourceType)
	add("http", httpType(true))
	add("stats", statsType)
	add("service", types.Of(&types.Service{}))
	if r := d.info.Responses; r.Core != nil && !r.Is(types.None) {
		add("response", r)
	}
}

// match checks the results of a batch, each beside its lead.
func (c *checker) match(d *stepDecl, m *ast.Match) {
	elem := c.elements(m.In, "'match' goes through a list")
	c.block(func() {
		if m.Var != nil {
			v := c.declareLet(m.Var, m, elem)
			c.info.Vars[m] = v
		}
		w := c.branch(func() bool {
			if m.Where != nil {
				c.condition(m.Where)
				c.assume(m.Where, true)
			}
			for _, item := range itemsOf(m.Body) {
				if o, ok := item.(*ast.Outcome); ok {
					c.outcomeValue(d, o)
					continue
				}
				c.afterItem(d, item)
			}
			return false
		})
		w.learned = nil
		c.meet(w)
	})
}

// stepDefaults checks the values of `default { }` against the outputs, and the
// examples against what is expected.
func (c *checker) stepDefaults(d *stepDecl, body []ast.Item) {
	for _, item := range body {
		if item, ok := item.(*ast.Default); ok {
			c.defaultValues(d, item.Value)
		}
	}
	c.examples(d, ownExpect(d, body), body)
}

// ownExpect returns what is known of the expect among items.
func ownExpect(d *stepDecl, body []ast.Item) *ExpectInfo {
	for _, item := range body {
		if e, ok := item.(*ast.Expect); ok {
			return d.info.Expects[e]
		}
	}
	return &ExpectInfo{Statuses: []Selector{{Class: 2}}}
}

// defaultValues checks that each value fits its output (decisions H11); names
// that are left out or unknown are found with the recoveries.
func (c *checker) defaultValues(d *stepDecl, o *ast.Object) {
	if o == nil {
		return
	}
	fields := types.Object{}
	for _, entry := range o.Entries {
		name, literal := c.key(entry)
		if !literal {
			c.add(keyWithHoles(entry.Key, "an output"))
			c.expr(entry.Value)
			continue
		}
		s := c.outputNamed(d, name)
		if s == nil {
			c.expr(entry.Value)
			continue
		}
		t := c.fit(entry.Value, grown(s.Type), "output '"+name+"'")
		if j, ok := types.Join(s.Type, t); ok && !t.Is(types.None) {
			s.Type = j
		}
		fields.Fields = append(fields.Fields, types.Field{Name: name, Type: t})
	}
	c.info.Types[o] = types.Of(&fields)
}

// grown opens the set of texts that an output was seen to have, and takes the
// basic value of a record: what stands in for it was not parsed.
func grown(t types.Type) types.Type {
	switch core := t.Core.(type) {
	case *types.Choice:
		if core.Open {
			t.Core = types.String
		}
	case *types.Record:
		t.Core = core.Value
	}
	return t
}

func (c *checker) outputNamed(d *stepDecl, name string) *Symbol {
	if s := d.info.outputs[name]; s != nil {
		return s
	}
	if oneOf(name, "price", "reference", "reason") {
		return d.info.Fields[name]
	}
	return nil
}

// outcomes adds to the outputs why they may be missing after the step.
func (c *checker) outcomes(d *stepDecl) {
	d.apply(c.flowOf(d))
	for _, h := range d.info.Handlers {
		if h.Service == nil {
			continue
		}
		ast.Walk(h.On, func(n ast.Node) bool {
			if to, ok := n.(*ast.FallbackTo); ok {
				if s := c.info.Refs[to.Service]; s != nil {
					c.secretsElsewhere(d, s.Service, to)
				}
			}
			return true
		})
	}
}

func (d *stepDecl) apply(flow *stepFlow) {
	info := d.info
	info.Handlers = flow.Handlers
	for _, s := range info.Outputs {
		s.Type = s.Type.With(flow.Outputs...)
	}
	for name, s := range info.Fields {
		switch name {
		case "price", "reference", "reason":
			s.Type = s.Type.With(flow.Outputs...)
		case "response":
			s.Type = s.Type.With(flow.Response...)
		case "http", "source", "service":
			s.Type = s.Type.With(flow.Skipped...)
		}
	}
	info.Symbol.Type = types.Of(info.object())
}

// mayBeSkipped adds a reason why the step may not have run: it stood in a
// branch that is over.
func (d *stepDecl) mayBeSkipped(reason types.Reason) {
	for _, s := range d.info.Outputs {
		s.Type = s.Type.With(reason)
	}
	for name, s := range d.info.Fields {
		if name != "outcome" && name != "stats" {
			s.Type = s.Type.With(reason)
		}
	}
	d.info.Symbol.Type = types.Of(d.info.object())
}

// object is a step as a value: what it has, by name.
func (info *StepInfo) object() *types.Object {
	o := &types.Object{Name: "step"}
	for _, name := range StepFieldNames {
		if s := info.Fields[name]; s != nil {
			o.Fields = append(o.Fields, types.Field{Name: name, Type: s.Type})
		}
	}
	for _, s := range info.Outputs {
		o.Fields = append(o.Fields, types.Field{Name: s.Name, Type: s.Type, Span: s.Decl.Span()})
	}
	return o
}

func has[T ast.Item](items []ast.Item) bool {
	for _, item := range items {
		if _, ok := item.(T); ok {
			return true
		}
	}
	return false
}
