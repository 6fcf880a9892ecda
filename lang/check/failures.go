package check

import (
	"fmt"
	"slices"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

// This file knows which failures a step can have, and so which of its handlers
// can never run.

// failuresOf returns the failures that are possible in a step: the kinds, every
// status that a handler names, and one more status of each class for all the
// others.
func failuresOf(cx stepContext, handlers []*Handler) []failure {
	all := []failure{{kind: "timeout"}, {kind: "network"}, {kind: "parse"}}
	for _, kind := range []string{"missing", "auth", "failure", "unmatched"} {
		if whyNever(cx, kind) == "" {
			all = append(all, failure{kind: kind})
		}
	}
	expected := expectedOf(cx.Step)
	named := map[int]bool{}
	add := func(status int) {
		if !named[status] && !isExpected(expected, status) {
			all = append(all, failure{status: status})
		}
		named[status] = true
	}
	for _, h := range handlers {
		if h.Selector.Status != 0 {
			add(h.Selector.Status)
		}
	}
	for class := 2; class <= 5; class++ {
		for status := class * 100; status < class*100+100; status++ {
			if !named[status] && !isExpected(expected, status) {
				add(status)
				break
			}
		}
	}
	return all
}

// expectOf returns the `expect` of a step, or nil.
func expectOf(step *ast.Step) *ast.Expect {
	for _, item := range step.Body.Items {
		if e, ok := item.(*ast.Expect); ok {
			return e
		}
	}
	return nil
}

// expectedOf returns the statuses that a step calls good.
func expectedOf(step *ast.Step) []Selector {
	var all []Selector
	if e := expectOf(step); e != nil {
		for _, s := range e.Statuses {
			if sel, ok := selectorOf(s); ok && sel.Kind == "" {
				all = append(all, sel)
			}
		}
	}
	if len(all) == 0 {
		return []Selector{{Class: 2}}
	}
	return all
}

func isExpected(expected []Selector, status int) bool {
	return slices.ContainsFunc(expected, func(s Selector) bool { return s.catches(failure{status: status}) })
}

// whyNever says why a kind of failure cannot happen in a step, or "". `parse` can in
// any, also where the answer is not read: it comes packed, and what unpacks it fails,
// or it is larger than it may be; and what is sent may not be computed, or may be
// what its place cannot hold, as a line break in a header.
func whyNever(cx stepContext, kind string) string {
	switch kind {
	case "missing":
		if !cx.MissingURL && !insists(cx) {
			return "nothing in the step insists on a value that may be missing"
		}
	case "auth":
		if !cx.AnyService && !hasAuth(cx, "oauth2") {
			return "the request has no auth oauth2(…), which alone has a token to fetch"
		}
	case "failure":
		if !saysNo(cx.Step) {
			return "the step has no 'success when'"
		}
	case "unmatched":
		if !hasItem[*ast.Match](cx.Step.Body) {
			return "the step has no 'match'"
		}
	}
	return ""
}

// saysNo reports whether a good answer of a step can be a no: by its `success
// when`, as a fault of SOAP, or by the errors of GraphQL.
func saysNo(step *ast.Step) bool {
	e := expectOf(step)
	xml := e != nil && e.Format != nil && e.Format.Text == "xml"
	return xml || hasItem[*ast.SuccessWhen](step.Body) || SendsGraphQL(step)
}

// SendsGraphQL reports whether a request of a step, or of a fallback, has a body
// of GraphQL.
func SendsGraphQL(n ast.Node) bool {
	found := false
	ast.Walk(n, func(n ast.Node) bool {
		if b, ok := n.(*ast.Body); ok && b.Format != nil && b.Format.Text == "graphql" {
			found = true
		}
		return !found
	})
	return found
}

func hasItem[T ast.Item](b *ast.Block) bool {
	return slices.ContainsFunc(b.Items, func(item ast.Item) bool { _, ok := item.(T); return ok })
}

// insists reports whether a step, or a service that it calls, can lack what it
// must have: an x!, or a value in a body that is computed from what may not be
// valid.
func insists(cx stepContext) bool {
	found := false
	look := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Must:
			found = true
		case *ast.Body:
			found = found || computes(n.Value)
		case *ast.On, *ast.Example, *ast.Default:
			return false
		}
		return !found
	}
	ast.Walk(cx.Step.Body, look)
	for _, s := range cx.Services {
		if s.Decl != nil && s.Decl.Body != nil {
			ast.Walk(s.Decl.Body, look)
		}
	}
	return found || cx.AnyService
}

// computes reports whether an expression does more than name values.
func computes(e ast.Expr) bool {
	found := false
	ast.Walk(e, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.Binary, *ast.Unary, *ast.Call:
			found = true
		}
		return !found
	})
	return found
}

// hasAuth reports whether the request or a service of the step has one of these
// ways of auth.
func hasAuth(cx stepContext, ways ...string) bool {
	found := false
	look := func(n ast.Node) bool {
		if auth, ok := n.(*ast.Auth); ok && auth.Call != nil {
			if fn, ok := auth.Call.Fn.(*ast.Ident); ok && slices.Contains(ways, fn.Name) {
				found = true
			}
		}
		return !found
	}
	ast.Walk(cx.Step.Body, look)
	for _, s := range cx.Services {
		if s.Decl != nil && s.Decl.Body != nil {
			ast.Walk(s.Decl.Body, look)
		}
	}
	return found
}

// deadHandlers reports the step's own handlers that no failure can reach.
func deadHandlers(cx stepContext, own []*Handler, possible []failure, h *handling) diag.List {
	var diags diag.List
	for _, handler := range own {
		if h.flow.entered[handler] {
			continue
		}
		at, name := selectorSpan(handler), handler.Selector.String()
		if why := neverWhy(cx, handler.Selector, possible); why != "" {
			d := diags.Add(diag.New(diag.ImpossibleSelector, at, "'on "+name+"' can never run: "+why))
			if handler.Selector.Kind == "" { // a status, which is no failure
				d.Help = "take it out of 'expect' if it is a failure; else ask in the step: if http.status == " + name + " { … }"
			}
			continue
		}
		d := diags.Add(diag.New(diag.UnreachableHandler, at, "'on "+name+"' can never run: more specific handlers settle all that it waits for"))
		for i, closer := range h.blocked[handler] {
			if i == 3 {
				break
			}
			d.Related = append(d.Related, diag.Related{Span: headOf(closer), Message: "nothing is handed on from here"})
		}
	}
	return diags
}

// neverWhy says why nothing possible fits a selector, or "" if something does.
func neverWhy(cx stepContext, sel Selector, possible []failure) string {
	if slices.ContainsFunc(possible, sel.catches) {
		return ""
	}
	if sel.Kind != "" {
		return whyNever(cx, sel.Kind)
	}
	return fmt.Sprintf("the step expects %s", joinSelectors(expectedOf(cx.Step)))
}

// selectorSpan returns where a handler's selector is written.
func selectorSpan(h *Handler) diag.Span {
	for _, s := range h.On.Selectors {
		if sel, ok := selectorOf(s); ok && sel == h.Selector {
			return s.Span()
		}
	}
	return h.On.Span()
}
