package check

import (
	"cmp"
	"maps"
	"slices"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

// treeReport is what the trees of a program's files show by themselves.
type treeReport struct {
	mistakes diag.List // what stands where it may not, and what makes no sense
	advised  bool      // advice was asked for, and nothing is broken
	advice   diag.List // what is right and could be better
}

// reportTrees looks at the trees of files, of which root is the script itself.
func reportTrees(root *ast.File, files []*ast.File, advise bool) treeReport {
	var r treeReport
	for _, file := range files {
		r.mistakes = append(r.mistakes, checkPlacement(file)...)
		r.mistakes = append(r.mistakes, checkAmounts(file)...)
	}
	if !advise || r.mistakes.HasErrors() || slices.ContainsFunc(files, isBroken) {
		return r
	}
	r.advised = true
	r.advice = checkUnused(root, files)
	for _, file := range files {
		r.advice = append(r.advice, checkShadowing(file)...)
		r.advice = append(r.advice, adviseOrder(file)...)
		r.advice = append(r.advice, adviseBranches(file)...)
	}
	return r
}

// files returns the files of the program, the script itself first.
func (c *checker) files() []*ast.File {
	files := slices.SortedFunc(maps.Keys(c.modules), func(a, b *ast.File) int {
		return cmp.Compare(a.Source.Name, b.Source.Name)
	})
	i := slices.Index(files, c.info.File)
	return slices.Concat([]*ast.File{c.info.File}, files[:i], files[i+1:])
}

func isBroken(file *ast.File) bool {
	return contains(file, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.Bad, *ast.BadExpr, *ast.BadPart, *ast.BadType:
			return true
		}
		return false
	})
}

// flowOf analyzes a step that has been checked, and keeps what came of it.
func (c *checker) flowOf(d *stepDecl) *stepFlow {
	cx := stepContext{
		Step: d.node, When: d.ownWhen, Services: c.namedServices(d.node), AnyService: d.template,
		Parallel: d.info.Parallel, MissingURL: d.missingURL,
		ServiceOf: func(e ast.Expr) *ServiceInfo {
			if s := c.info.Refs[e]; s != nil {
				return s.Service
			}
			return nil
		},
	}
	flow := analyzeStep(cx)
	c.diags = append(c.diags, flow.Diags...)
	d.info.Timing = timingOf(cx, flow)
	d.info.Bounds = d.info.Timing.Bounds()
	if d.bound == nil { // what is to be said of an instance is said of its template
		c.advice = append(c.advice, adviseStep(cx, flow)...)
	}
	return flow
}
