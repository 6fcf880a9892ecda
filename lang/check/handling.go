package check

import (
	"lcs/lang/ast"
	"lcs/lang/types"
)

// handler checks an `on` of a step or of a service. What it reads depends on
// the failure: http.status only where an answer came, response after a business
// no or after an expect of its own (decisions H10).
func (c *checker) handler(d *stepDecl, s *ServiceInfo, on *ast.On) {
	answered, status, business := true, true, true
	for _, written := range on.Selectors {
		c.judgeStatus(written)
		sel, ok := selectorOf(written)
		if !ok {
			continue
		}
		answered = answered && sel.answers()
		status = status && (sel.Status != 0 || sel.Class != 0)
		business = business && (sel.Kind == "failure" || sel.Kind == "unmatched")
	}
	in := c.in
	c.with(in, func() {
		locals := c.locals(d, s)
		c.scope.add(c.local(locals, "error", errorType(status)))
		response := types.Type{}
		if business && d != nil && (hasItem[*ast.SuccessWhen](d.node.Body) || !SendsGraphQL(d.node)) {
			response = d.info.Responses // the errors of GraphQL come without what the shape has
		}
		c.answerNames(locals, response, answered)
		if response.Core != nil {
			c.reads(d, ownExpect(d, itemsOf(d.node.Body)), itemsOf(d.node.Body))
		}
		if d != nil && d.info.Batch {
			c.scope.add(c.local(locals, "batch", c.batchType()))
		}
		c.items(itemsOf(on.Body), func(item ast.Item) bool { return c.recovery(d, s, on, item) })
	})
}

func (c *checker) locals(d *stepDecl, s *ServiceInfo) *map[string]*Symbol {
	if d != nil {
		return &d.info.Locals
	}
	return &s.Locals
}

// recovery checks the statements that only a handler has, and reports whether
// item is one.
func (c *checker) recovery(d *stepDecl, s *ServiceInfo, on *ast.On, item ast.Item) bool {
	switch item := item.(type) {
	case *ast.Expect:
		t := c.expect(d, item, on.Selectors)
		if t.Core != nil && !t.Is(types.None) {
			c.scope.add(c.local(c.locals(d, s), "response", t))
			if d != nil {
				c.reads(d, d.info.Expects[item], itemsOf(d.node.Body))
			}
		}
	case *ast.UseDefault:
		if d != nil {
			c.defaultValues(d, item.Value)
		} else if item.Value != nil {
			c.expr(item.Value)
		}
	case *ast.UseLastGood:
		c.keys(item.By, "a key")
	case *ast.FallbackTo:
		service := c.serviceRef(item.Service)
		c.secretsElsewhere(d, service, item)
	case *ast.Fallback:
		c.fallback(d, item)
	case *ast.Retry, *ast.Queue, *ast.Skip, *ast.RefreshAuth:
	default:
		return false
	}
	return true
}

// fallback checks another request and what it maps: the outputs of the step,
// with their types (decisions H9).
func (c *checker) fallback(d *stepDecl, f *ast.Fallback) {
	body := itemsOf(f.Body)
	if d == nil {
		return
	}
	inner := &stepDecl{node: d.node, module: d.module, state: stepRunning, info: &StepInfo{
		Name: d.info.Name, Decl: d.node, Symbol: d.info.Symbol, Fields: map[string]*Symbol{}, outputs: map[string]*Symbol{},
		Expects: d.info.Expects, Locals: d.info.Locals, Batch: d.info.Batch,
	}}
	c.with(c.in, func() {
		in := c.in
		if d.info.Batch {
			in.noLead = servesBatch
		}
		c.with(in, func() {
			for _, item := range body {
				if r, ok := item.(*ast.Request); ok {
					c.request(r, &inner.info.Locals)
				}
			}
		})
		response := c.expects(inner, body)
		c.with(c.in, func() {
			c.answerNames(&inner.info.Locals, response, true)
			c.reads(inner, ownExpect(inner, body), body)
			for _, item := range body {
				switch item := item.(type) {
				case *ast.SuccessWhen:
					c.condition(item.Cond)
					c.assume(item.Cond, true)
				case *ast.Outcome:
					c.fallbackValue(d, item.Word, item.Value)
				}
			}
			for _, item := range body {
				switch item := item.(type) {
				case *ast.Entries:
					c.fallbackMap(d, item)
				default:
					c.afterItem(inner, item)
				}
			}
			c.examples(inner, ownExpect(inner, body), body)
		})
	})
	d.info.Locals = inner.info.Locals
}

func (c *checker) fallbackMap(d *stepDecl, m *ast.Entries) {
	if m.Word != "map" || m.Value == nil {
		return
	}
	for _, entry := range m.Value.Entries {
		name, literal := c.key(entry)
		if !literal {
			c.expr(entry.Value)
			continue
		}
		c.fallbackValue(d, name, entry.Value)
		if s := c.outputNamed(d, name); s != nil {
			c.info.Vars[entry] = s
		}
	}
}

// fallbackValue fits a value of the fallback to the output of that name; what it
// may lack, the output may lack.
func (c *checker) fallbackValue(d *stepDecl, name string, value ast.Expr) {
	s := c.outputNamed(d, name)
	if s == nil {
		c.expr(value)
		return
	}
	t := c.fit(value, grown(s.Type).Optional(), "output '"+name+"'")
	t = c.settledValue(value, t, "in map { }")
	if j, ok := types.Join(s.Type, t); ok {
		s.Type = j
	}
}
