package check

import (
	"lcs/lang/ast"
	"lcs/lang/diag"
)

// adviseOrder notes steps of a file that follow each other, only ask, and do
// not depend on each other: they could run at once.
func adviseOrder(file *ast.File) diag.List {
	var diags diag.List
	orderOf(file.Items, &diags)
	return diags
}

func orderOf(items []ast.Item, diags *diag.List) {
	before := map[string]*ast.Step{} // the steps right before that could share a parallel
	var first *ast.Step
	for _, item := range items {
		if n, ok := item.(*ast.If); ok {
			orderOf(itemsOf(n.Then), diags)
			orderOf(itemsOf(n.Else), diags)
		}
		step, ok := item.(*ast.Step)
		if !ok || !onlyAsks(step) {
			clear(before)
			continue
		}
		if readsAny(step, before) {
			clear(before)
		}
		if len(before) == 1 { // one note for a run of steps
			d := diags.Add(diag.New(diag.IndependentSteps, headOf(step), "'"+step.Name.Text+"' does not depend on '"+first.Name.Text+"': they could run at once"))
			d.Related = []diag.Related{{Span: headOf(first), Message: "this one"}}
			d.Help = "in parallel { } they take as long as the slower of the two"
		}
		if decides(step) {
			clear(before)
			continue
		}
		if len(before) == 0 {
			first = step
		}
		before[step.Name.Text] = step
	}
}

// onlyAsks reports whether a step changes nothing at the partner, and nothing
// of the lead beside its outputs.
func onlyAsks(step *ast.Step) bool {
	if step.Name == nil || step.Params != nil || step.Body == nil {
		return false
	}
	method := methodOf(step)
	if method != "GET" && method != "HEAD" {
		return false
	}
	if hasItem[*ast.Background](step.Body) || hasItem[*ast.Collect](step.Body) {
		return false
	}
	return !contains(step.Body, func(n ast.Node) bool { _, assigns := n.(*ast.Assign); return assigns })
}

// decides reports whether a step can say no to a lead, so that those after it
// are not asked for nothing.
func decides(step *ast.Step) bool {
	return contains(step.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Accept, *ast.SuccessWhen:
			return true
		case *ast.Say:
			return n.Verb == "reject" || n.Verb == "fail"
		}
		return false
	})
}

// readsAny reports whether a step refers to one of the others by name.
func readsAny(step *ast.Step, others map[string]*ast.Step) bool {
	return contains(step, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		return ok && others[id.Name] != nil
	})
}

// contains reports whether is holds for a node at or under n.
func contains(n ast.Node, is func(ast.Node) bool) bool {
	found := false
	ast.Walk(n, func(inner ast.Node) bool {
		found = found || is(inner)
		return !found
	})
	return found
}
