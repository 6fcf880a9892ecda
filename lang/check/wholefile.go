package check

import (
	"cmp"
	"maps"
	"slices"

	"lcs/lang/ast"
)

// checkFiles reports what the trees alone show of each file of the program:
// what stands where it may not, and what makes no sense.
func (c *checker) checkFiles() {
	for _, file := range c.files() {
		c.diags = append(c.diags, checkPlacement(file)...)
		c.diags = append(c.diags, checkAmounts(file)...)
	}
}

// advise reports what is right and could be better. A script with mistakes gets
// no advice: what is broken may be what uses a name or depends on a step.
func (c *checker) advise() {
	files := c.files()
	if c.diags.HasErrors() || slices.ContainsFunc(files, isBroken) {
		return
	}
	c.diags = append(c.diags, c.advice...)
	c.diags = append(c.diags, checkUnused(c.info.File, files)...)
	for _, file := range files {
		c.diags = append(c.diags, checkShadowing(file)...)
		c.diags = append(c.diags, adviseOrder(file)...)
		c.diags = append(c.diags, adviseBranches(file)...)
	}
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
