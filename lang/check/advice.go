package check

import (
	"slices"
	"strings"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

// adviseStep reports what in a step works and is likely not meant. It needs
// what analyzeStep found.
func adviseStep(cx stepContext, flow *stepFlow) diag.List {
	a := &advice{cx: cx, flow: flow}
	if cx.Step.Body == nil {
		return nil
	}
	a.retries()
	a.cache()
	a.deadline()
	a.fallbacks()
	a.selectors()
	a.unmatched()
	return a.diags
}

type advice struct {
	cx    stepContext
	flow  *stepFlow
	diags diag.List
}

// retries warns of a request that may be carried out twice (decisions B12).
func (a *advice) retries() {
	if repeatable(a.cx.Step) {
		return
	}
	method := methodOf(a.cx.Step)
	for _, h := range a.flow.live() {
		if h.Selector.Status == 429 || h.Selector.Status == 503 {
			continue
		}
		retry := firstOf[*ast.Retry](h.On.Body.Items)
		if retry == nil {
			continue
		}
		at := retry.Span()
		if h.Service != nil {
			at = headOf(a.cx.Step) // the step is what lacks the key
		}
		d := a.diags.Add(diag.New(diag.RetryWithoutKey, at, "a "+method+" that is repeated on "+h.Selector.String()+" may be carried out twice"))
		if h.Service != nil {
			d.Related = []diag.Related{{Span: retry.Span(), Message: "repeated here"}}
		}
		d.Help = "write  idempotent by lead.id  in the step, or  idempotent  alone when repeating does no harm"
		return
	}
}

// repeatable reports whether a step's request can be sent twice without harm: by
// its method, or since the step says so.
func repeatable(step *ast.Step) bool {
	method := methodOf(step)
	return method != "POST" && method != "PATCH" || hasItem[*ast.Idempotent](step.Body)
}

// methodOf returns the method of a step's request.
func methodOf(step *ast.Step) string {
	for _, item := range itemsOf(step.Body) {
		if r, ok := item.(*ast.Request); ok && r.Method != nil {
			return strings.ToUpper(r.Method.Text)
		}
	}
	return ""
}

// firstOf returns the first statement of a type, in branches too, or nil.
func firstOf[T ast.Item](items []ast.Item) (first T) {
	found := false
	eachStatement(items, func(item ast.Item) {
		if n, ok := item.(T); ok && !found {
			first, found = n, true
		}
	})
	return first
}

// cache warns of an answer that all leads share though the request differs.
func (a *advice) cache() {
	for _, item := range a.cx.Step.Body.Items {
		c, ok := item.(*ast.Cache)
		if !ok || len(c.By) > 0 {
			continue
		}
		if on := leadIn(a.cx.Step); on != nil {
			d := a.diags.Add(diag.New(diag.SharedCache, c.Span(), "all leads share this answer, though the request depends on "+brief(on)))
			d.Related = []diag.Related{{Span: on.Span(), Message: "this differs from lead to lead"}}
			d.Help = "name what the answer depends on: cache 1h by " + brief(on)
		}
	}
}

// leadIn returns a part of the lead that the request of a step reads, or nil.
func leadIn(step *ast.Step) ast.Expr {
	var found ast.Expr
	for _, item := range itemsOf(step.Body) {
		r, ok := item.(*ast.Request)
		if !ok {
			continue
		}
		ast.Walk(r, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Member:
				if id, ok := n.X.(*ast.Ident); ok && id.Name == "lead" && found == nil {
					found = n
				}
			case *ast.Auth:
				return false
			}
			return found == nil
		})
	}
	return found
}

// deadline warns of a retry after a timeout that can never begin.
func (a *advice) deadline() {
	t := timingOf(a.cx, a.flow)
	if t.Deadline == 0 || t.Timeout < t.Deadline {
		return
	}
	for _, h := range a.flow.live() {
		if h.Selector.Kind != "timeout" || h.Service != nil {
			continue
		}
		retry := firstOf[*ast.Retry](h.On.Body.Items)
		if retry == nil {
			continue
		}
		d := a.diags.Add(diag.New(diag.RetryPastDeadline, retry.Span(), "this retry is never begun: a timed-out attempt has used up the deadline"))
		d.Related = []diag.Related{{Span: t.By, Message: "of this, one attempt may take all"}}
		d.Help = "give the request a timeout that leaves room: timeout 2s"
		return
	}
}

// fallbacks warns of a fallback to the service that has failed.
func (a *advice) fallbacks() {
	if len(a.cx.Services) != 1 || a.cx.ServiceOf == nil {
		return
	}
	for _, path := range a.flow.fallbacks {
		for _, item := range path {
			to, ok := item.(*ast.FallbackTo)
			if !ok || a.cx.ServiceOf(to.Service) != a.cx.Services[0] || a.told(to.Span()) {
				continue
			}
			a.diags.Add(diag.New(diag.FallbackToSame, to.Span(), "'"+a.cx.Services[0].Name+"' is the service that has failed")).
				Help = "name another one, or write retry"
		}
	}
}

func (a *advice) told(span diag.Span) bool {
	return slices.ContainsFunc(a.diags, func(d *diag.Diagnostic) bool { return d.Span == span })
}

// selectors warns of a failure that one handler names twice.
func (a *advice) selectors() {
	for _, item := range a.cx.Step.Body.Items {
		on, ok := item.(*ast.On)
		if !ok {
			continue
		}
		wide := map[Selector]*ast.Selector{} // classes and error
		for _, s := range on.Selectors {
			if sel, ok := selectorOf(s); ok && sel.specificity() < 2 {
				wide[sel] = s
			}
		}
		for _, s := range on.Selectors {
			if cover := covering(s, wide); cover != nil {
				d := a.diags.Add(diag.New(diag.RedundantSelector, s.Span(), "'"+s.Text+"' is part of '"+cover.Text+"'"))
				d.Related = []diag.Related{{Span: cover.Span(), Message: "which this handler names too"}}
			}
		}
	}
}

// covering returns the selector among wide that catches all that s does.
func covering(s *ast.Selector, wide map[Selector]*ast.Selector) *ast.Selector {
	sel, ok := selectorOf(s)
	if !ok {
		return nil
	}
	if class := wide[Selector{Class: sel.Status / 100}]; sel.Status != 0 && class != nil {
		return class
	}
	all := wide[Selector{Kind: "error"}]
	if sel.Kind == "error" || sel.Kind != "" && (failure{kind: sel.Kind}).business() {
		return nil
	}
	return all
}

// unmatched notes that a lead may fall out of a batch.
func (a *advice) unmatched() {
	for _, item := range a.cx.Step.Body.Items {
		m, ok := item.(*ast.Match)
		if !ok {
			continue
		}
		handled := slices.ContainsFunc(a.flow.Handlers, func(h *Handler) bool { return h.Selector.Kind == "unmatched" })
		if !handled {
			a.diags.Add(diag.New(diag.UnmatchedUnhandled, headOf(m), "a lead that the answer leaves out ends with an error")).
				Help = "say what becomes of it: on unmatched { queue }"
		}
	}
}
