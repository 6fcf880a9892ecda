package check

import (
	"slices"
	"strings"

	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/types"
)

// This file works out what can become of a step: which failures are possible,
// what its handlers make of each, and so why its outputs may be missing.
//
// analyzeStep is called for each step after its request was checked and before
// anything after the step is, as that asks why the outputs may be missing.
//
// A template is analyzed by itself with AnyService, and its diagnostics count;
// each instance is analyzed with the service that it names, and its diagnostics
// are dropped, since the template is not at fault.
//
// A step inside an `if` adds ifReason once the `if` is left: within the branch
// the step has run.

// stepContext is what analyzeStep needs to know of a step.
type stepContext struct {
	Step       *ast.Step      // the declaration with the body: of an instance, its template
	When       ast.Expr       // the instance's own `when`, if it has one
	Services   []*ServiceInfo // those that its request can name
	AnyService bool           // a template: its service is a parameter
	Parallel   *ast.Parallel  // the parallel that it stands in
	MissingURL bool           // a hole in the path or host of its URL may be missing

	// ServiceOf finds the service that `fallback to` names; nil: unknown.
	ServiceOf func(ast.Expr) *ServiceInfo
}

// stepFlow is what can become of a step.
type stepFlow struct {
	Handlers []*Handler     // for StepInfo.Handlers
	Outputs  []types.Reason // why an output may be missing after the step
	Response []types.Reason // why STEP.response may be: also when a default was used
	Skipped  []types.Reason // why the step may not have run at all
	Diags    diag.List

	endings   []ending
	fallbacks [][]ast.Item      // those that one failure can go through
	entered   map[*Handler]bool // by some failure
}

// live returns the handlers that some failure reaches.
func (flow *stepFlow) live() []*Handler {
	var live []*Handler
	for _, h := range flow.Handlers {
		if flow.entered[h] {
			live = append(live, h)
		}
	}
	return live
}

// ending is a statement that leaves outputs or the answer missing, and the
// selectors that lead to it, most specific first.
type ending struct {
	item ast.Item
	on   []Selector
}

func analyzeStep(cx stepContext) *stepFlow {
	flow := &stepFlow{}
	if cx.Step.Body == nil {
		return flow
	}
	own, diags := handlersOf(cx.Step.Body.Items, nil)
	flow.Diags = append(diags, checkHandlers(cx.Step.Body.Items)...)
	flow.Handlers = own
	for _, s := range cx.Services {
		flow.Handlers = append(flow.Handlers, s.Handlers...)
	}
	sortHandlers(flow.Handlers)

	possible := failuresOf(cx, flow.Handlers)
	flow.entered = map[*Handler]bool{}
	h := &handling{flow: flow, bySelector: map[Selector][]*Handler{}, blocked: map[*Handler][]ast.Item{}, endings: map[ast.Item]int{}}
	for _, handler := range flow.Handlers {
		h.bySelector[handler.Selector] = append(h.bySelector[handler.Selector], handler)
	}
	services := cx.Services
	if len(services) == 0 {
		services = []*ServiceInfo{nil}
	}
	for _, service := range services {
		for _, f := range possible {
			h.follow(f, service)
		}
	}
	flow.reasons(cx)
	flow.Diags = append(flow.Diags, deadHandlers(cx, own, possible, h)...)
	flow.Diags = append(flow.Diags, checkRecoveries(cx, flow)...)
	return flow
}

// handling follows failures through the handlers of a step.
type handling struct {
	flow       *stepFlow
	bySelector map[Selector][]*Handler
	blocked    map[*Handler][]ast.Item // what keeps failures from a handler
	endings    map[ast.Item]int        // statement -> index in flow.endings
	path       []ast.Item              // the fallbacks on the way of the failure that is followed
}

// chain returns the handlers that catch a failure, in the order in which it is
// handed on.
func (h *handling) chain(f failure) []*Handler {
	var chain []*Handler
	switch {
	case f.status != 0:
		chain = slices.Concat(h.bySelector[Selector{Status: f.status}], h.bySelector[Selector{Class: f.status / 100}])
	default:
		chain = slices.Clone(h.bySelector[Selector{Kind: f.kind}])
	}
	if f.business() {
		return chain
	}
	return append(chain, h.bySelector[Selector{Kind: "error"}]...)
}

// follow hands a failure from handler to handler until one keeps it.
func (h *handling) follow(f failure, service *ServiceInfo) {
	seen := map[*ast.On]bool{}
	var closer ast.Item
	h.path = nil
	for _, handler := range h.chain(f) {
		if handler.Service != nil && handler.Service != service {
			continue
		}
		if closer != nil {
			if !slices.Contains(h.blocked[handler], closer) {
				h.blocked[handler] = append(h.blocked[handler], closer)
			}
			continue
		}
		h.flow.entered[handler] = true
		if seen[handler.On] {
			continue
		}
		seen[handler.On] = true
		closer = h.block(handler, handler.On.Body.Items)
	}
	if len(h.path) > 0 {
		h.flow.fallbacks = append(h.flow.fallbacks, h.path)
	}
}

// block walks a handler and returns the statement that leaves it for good.
func (h *handling) block(handler *Handler, items []ast.Item) ast.Item {
	for _, item := range items {
		if n, ok := item.(*ast.If); ok {
			then := h.block(handler, itemsOf(n.Then))
			otherwise := h.block(handler, itemsOf(n.Else))
			if then != nil && otherwise != nil {
				return n
			}
			continue
		}
		h.ending(handler, item)
		if leaves(item) {
			return item
		}
	}
	return nil
}

// ending takes down what a statement means for what comes after the step.
func (h *handling) ending(handler *Handler, item ast.Item) {
	switch item.(type) {
	case *ast.FallbackTo:
		h.path = append(h.path, item)
		return
	case *ast.Fallback:
		h.path = append(h.path, item)
	case *ast.UseDefault, *ast.Skip:
	default:
		return
	}
	i, known := h.endings[item]
	if !known {
		i = len(h.flow.endings)
		h.endings[item] = i
		h.flow.endings = append(h.flow.endings, ending{item: item})
	}
	if e := &h.flow.endings[i]; !slices.Contains(e.on, handler.Selector) {
		e.on = append(e.on, handler.Selector)
	}
}

// reasons turns endings into the reasons why values may be missing.
func (flow *stepFlow) reasons(cx stepContext) {
	for _, when := range []ast.Expr{cx.Step.When, cx.When} {
		if when != nil {
			flow.Skipped = append(flow.Skipped, whenReason(when))
		}
	}
	if p := cx.Parallel; p != nil && p.Mode == "first success" {
		flow.Skipped = append(flow.Skipped, types.Reason{
			ByFailure: true, Text: "another step of 'parallel first success' may win", Span: headOf(p),
		})
	}
	var response []types.Reason
	for _, e := range flow.endings {
		on := " on " + joinSelectors(e.on)
		switch n := e.item.(type) {
		case *ast.Skip:
			flow.Skipped = append(flow.Skipped, types.Reason{ByFailure: true, Text: "skipped" + on, Span: n.Span()})
		case *ast.UseDefault:
			response = append(response, types.Reason{ByFailure: true, Text: "a default is used" + on, Span: headOf(n)})
		case *ast.Fallback:
			response = append(response, types.Reason{ByFailure: true, Text: "another request answers" + on, Span: headOf(n)})
		}
	}
	flow.Outputs = flow.Skipped
	flow.Response = append(slices.Clip(flow.Skipped), response...)
}

func whenReason(when ast.Expr) types.Reason {
	return types.Reason{ByFailure: true, Text: "'when " + brief(when) + "' may not hold", Span: when.Span()}
}

// ifReason says why what stands in a branch of n may not have happened after n.
func ifReason(n *ast.If, inElse bool) types.Reason {
	text := "'if " + brief(n.Cond) + "' may not hold"
	if inElse {
		text = "'if " + brief(n.Cond) + "' may hold"
	}
	return types.Reason{ByFailure: true, Text: text, Span: n.Cond.Span()}
}

// brief returns the source of an expression on one line, cut when it is long.
func brief(x ast.Expr) string {
	const most = 48
	text := []rune(strings.Join(strings.Fields(x.Span().Text()), " "))
	if len(text) > most {
		return string(text[:most-1]) + "…"
	}
	return string(text)
}

func joinSelectors(all []Selector) string {
	names := make([]string, len(all))
	for i, s := range all {
		names[i] = s.String()
	}
	return strings.Join(names, ", ")
}
