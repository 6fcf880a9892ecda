package check

import (
	"slices"
	"strings"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

// checkRecoveries reports recoveries that have nothing to work with in this
// step: auth that cannot change, a last good answer without a key, a default
// that does not give every output, an end of a lead that has gone on.
func checkRecoveries(cx stepContext, flow *stepFlow) diag.List {
	r := &recoveries{
		cx:         cx,
		outputs:    outputNames(cx.Step.Body),
		hasDefault: hasItem[*ast.Default](cx.Step.Body),
		hasCache:   hasItem[*ast.Cache](cx.Step.Body),
	}
	for _, item := range cx.Step.Body.Items {
		switch n := item.(type) {
		case *ast.Default:
			r.values(n.Value, headOf(n), "the default")
		case *ast.On:
			if n.Body != nil {
				eachStatement(n.Body.Items, r.own)
			}
		}
	}
	seen := map[*ast.On]bool{}
	for _, h := range flow.Handlers {
		if h.Service != nil && !seen[h.On] {
			seen[h.On] = true
			eachStatement(h.On.Body.Items, func(item ast.Item) { r.shared(h.Service, item) })
		}
	}
	if hasItem[*ast.Background](cx.Step.Body) {
		eachStatement(cx.Step.Body.Items, r.background)
	}
	return r.diags
}

type recoveries struct {
	cx                   stepContext
	outputs              []string
	hasDefault, hasCache bool
	diags                diag.List
}

// own checks a statement of the step's own handlers.
func (r *recoveries) own(item ast.Item) {
	switch n := item.(type) {
	case *ast.RefreshAuth:
		if !r.cx.AnyService && !hasAuth(r.cx, "oauth2", "rotate") {
			r.diags.Add(nothingToRefresh(n, "the request has"))
		}
	case *ast.UseLastGood:
		if len(n.By) == 0 && !r.hasCache {
			d := r.diags.Add(diag.New(diag.LastGoodWithoutKey, headOf(n), "'use last_good' does not know which answer is meant: the step has no cache"))
			d.Help = "name a key: use last_good by lead.email within 24h"
		}
	case *ast.UseDefault:
		if n.Value != nil {
			r.values(n.Value, headOf(n), "the default")
		} else if !r.hasDefault {
			d := r.diags.Add(diag.New(diag.NoDefault, headOf(n), "'use default' has no values: the step has no default { } of its own"))
			d.Help = "write  default { " + strings.Join(sketch(r.outputs), ", ") + " }  in the step"
		}
	case *ast.Fallback:
		if n.Body != nil {
			r.complete(outputNames(n.Body), nil, headOf(n), "the fallback's map")
		}
	}
}

// shared checks a statement that the step takes over from a service; what is
// wrong is reported at the step.
func (r *recoveries) shared(service *ServiceInfo, item ast.Item) {
	at := headOf(r.cx.Step)
	where := " in service '" + service.Name + "'"
	var d *diag.Diagnostic
	switch n := item.(type) {
	case *ast.UseLastGood:
		if len(n.By) > 0 || r.hasCache {
			return
		}
		d = diag.New(diag.LastGoodWithoutKey, at, "the step has no cache, which 'use last_good'"+where+" needs")
		d.Help = "write  cache 1h by lead.email  in the step, or handle the failure in the step"
	case *ast.UseDefault:
		if n.Value != nil {
			r.values(n.Value, at, "the default"+where)
			return
		}
		if r.hasDefault {
			return
		}
		d = diag.New(diag.NoDefault, at, "the step has no default { }, which 'use default'"+where+" needs")
		d.Help = "write  default { " + strings.Join(sketch(r.outputs), ", ") + " }  in the step"
	default:
		return
	}
	d.Related = []diag.Related{{Span: headOf(item), Message: "it would be used here"}}
	r.diags.Add(d)
}

// values checks that an object gives every output and nothing else.
func (r *recoveries) values(object *ast.Object, at diag.Span, what string) {
	if object == nil {
		return
	}
	var names []string
	for _, e := range object.Entries {
		name, ok := keyOf(e)
		if !ok {
			return // a computed key: the typed checker refuses it
		}
		names = append(names, name)
	}
	r.complete(names, object, at, what)
}

func (r *recoveries) complete(names []string, object *ast.Object, at diag.Span, what string) {
	given, wanted := setOfNames(names), setOfNames(r.outputs)
	var missing []string
	for _, output := range r.outputs {
		if !given[output] {
			missing = append(missing, "'"+output+"'")
		}
	}
	if len(missing) > 0 {
		d := r.diags.Add(diag.New(diag.IncompleteDefault, at, what+" lacks "+listed(missing)))
		d.Help = "later steps rely on every output of the step: " + listed(r.outputs)
	}
	for i, name := range names {
		if wanted[name] {
			continue
		}
		span := at
		if object != nil {
			span = object.Entries[i].Key.Span()
		}
		d := r.diags.Add(diag.New(diag.UnknownDefault, span, "'"+name+"' is no output of this step"))
		if len(r.outputs) == 0 {
			d.Help = "the step has no map { }"
		} else {
			d.Help = "its outputs are " + listed(r.outputs)
		}
		if object != nil && i < 20 {
			suggest(d, name, slices.Clone(r.outputs))
		}
	}
}

// background reports statements that would decide about a lead that has gone on.
func (r *recoveries) background(item ast.Item) {
	switch n := item.(type) {
	case *ast.Say:
		if n.Verb != "reject" {
			return
		}
	case *ast.On:
		if n.Body != nil {
			eachStatement(n.Body.Items, r.background)
		}
		return
	case *ast.Accept, *ast.Queue, *ast.Assign:
	default:
		return
	}
	word := quotedWord(wordOf(item))
	d := r.diags.Add(diag.New(diag.BackgroundEnds, headOf(item), word+" cannot reach the lead: it does not wait for a background step"))
	d.Help = "take 'background' out of the step, or log what happened"
}

func nothingToRefresh(n *ast.RefreshAuth, who string) *diag.Diagnostic {
	d := diag.New(diag.NothingToRefresh, n.Span(), "'refresh auth' has nothing to refresh: "+who+" no auth oauth2(…) or rotate(…)")
	d.Help = "other ways of auth send the same credentials again"
	return d
}

// checkService reports what is wrong with a service by its tree alone.
func checkService(s *ast.Service) diag.List {
	if s.Body == nil {
		return nil
	}
	_, diags := handlersOf(s.Body.Items, nil)
	diags = append(diags, checkHandlers(s.Body.Items)...)
	cx := stepContext{Step: &ast.Step{Body: s.Body}}
	if hasAuth(cx, "oauth2", "rotate") {
		return diags
	}
	for _, item := range s.Body.Items {
		if on, ok := item.(*ast.On); ok && on.Body != nil {
			eachStatement(on.Body.Items, func(item ast.Item) {
				if n, ok := item.(*ast.RefreshAuth); ok {
					diags.Add(nothingToRefresh(n, "the service has"))
				}
			})
		}
	}
	return diags
}

// eachStatement visits items and those in the branches of an `if` among them.
func eachStatement(items []ast.Item, visit func(ast.Item)) {
	for _, item := range items {
		visit(item)
		if n, ok := item.(*ast.If); ok {
			eachStatement(itemsOf(n.Then), visit)
			eachStatement(itemsOf(n.Else), visit)
		}
	}
}

// outputNames returns what the body of a step or fallback gives to later
// steps: the entries of its maps, and price and reference where declared.
func outputNames(b *ast.Block) []string {
	var names []string
	known := map[string]bool{}
	add := func(name string) {
		if !known[name] {
			known[name] = true
			names = append(names, name)
		}
	}
	for _, item := range b.Items {
		switch n := item.(type) {
		case *ast.Entries:
			if n.Word != "map" || n.Value == nil {
				continue
			}
			for _, e := range n.Value.Entries {
				if name, ok := keyOf(e); ok {
					add(name)
				}
			}
		case *ast.Outcome:
			if n.Word != "reason" {
				add(n.Word)
			}
		case *ast.Match:
			if n.Body != nil {
				for _, name := range outputNames(n.Body) {
					add(name)
				}
			}
		}
	}
	return names
}

func keyOf(e *ast.Entry) (string, bool) {
	if e.Key == nil {
		return "", false
	}
	return e.Key.Literal()
}

func setOfNames(names []string) map[string]bool {
	set := make(map[string]bool, len(names))
	for _, name := range names {
		set[name] = true
	}
	return set
}

// sketch turns output names into entries to fill in.
func sketch(outputs []string) []string {
	entries := make([]string, len(outputs))
	for i, name := range outputs {
		entries[i] = name + ": …"
	}
	return entries
}
