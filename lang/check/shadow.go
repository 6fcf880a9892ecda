package check

import (
	"lcs/lang/ast"
	"lcs/lang/diag"
)

// checkShadowing reports names in a block that hide one outside of it. Two of
// one name in the same block are a mistake, which the typed checker reports;
// the parameters of a function or template hide nothing that it could read.
func checkShadowing(file *ast.File) diag.List {
	s := &shadows{}
	words := map[string]*ast.Name{}
	for _, word := range []string{"lead", "settings", "flow", "now"} {
		words[word] = nil
	}
	top := map[string]*ast.Name{}
	s.scopes = []map[string]*ast.Name{words, top}
	for _, item := range file.Items {
		if _, let := item.(*ast.Let); !let { // a let counts from where it stands
			if name := nameOf(item); name != nil {
				top[name.Text] = name
			}
		}
	}
	for _, item := range file.Items {
		s.visit(item)
	}
	return s.diags
}

// shadows walks a file with the names that can be seen: those of the language,
// of the file, and of each block around.
type shadows struct {
	scopes []map[string]*ast.Name
	diags  diag.List
}

// visit is called for every node whose scope is the innermost one.
func (s *shadows) visit(n ast.Node) {
	ast.Walk(n, func(inner ast.Node) bool {
		switch x := inner.(type) {
		case *ast.Let:
			s.visitAll(x.Value)
			s.declare(x.Name)
			return false
		case *ast.Test, *ast.Fn:
			return false
		case *ast.Step:
			return x.Params == nil
		case *ast.Match:
			s.visitAll(x.In)
			s.within(func() {
				s.declare(x.Var)
				s.visitAll(x.Where)
				for _, item := range itemsOf(x.Body) {
					s.visit(item)
				}
			})
			return false
		case *ast.Comprehension:
			s.visitAll(x.In)
			s.within(func() {
				s.declare(x.Var)
				s.visitAll(x.If, x.Elem)
			})
			return false
		case *ast.Block:
			s.within(func() {
				for _, item := range x.Items {
					s.visit(item)
				}
			})
			return false
		}
		return true
	})
}

func (s *shadows) visitAll(all ...ast.Expr) {
	for _, x := range all {
		if x != nil {
			s.visit(x)
		}
	}
}

func (s *shadows) within(f func()) {
	s.scopes = append(s.scopes, map[string]*ast.Name{})
	f()
	s.scopes = s.scopes[:len(s.scopes)-1]
}

func (s *shadows) declare(name *ast.Name) {
	if name == nil {
		return
	}
	last := len(s.scopes) - 1
	if _, again := s.scopes[last][name.Text]; again {
		return
	}
	s.scopes[last][name.Text] = name
	for i := last - 1; i >= 0; i-- {
		outer, hidden := s.scopes[i][name.Text]
		if !hidden {
			continue
		}
		d := s.diags.Add(diag.New(diag.ShadowedName, name.Span(), "'"+name.Text+"' hides another '"+name.Text+"'"))
		d.Help = "choose another name, or neither can be told from the other when reading"
		if outer == nil {
			d.Message = "'" + name.Text + "' hides what the language calls so"
		} else {
			d.Related = []diag.Related{{Span: outer.Span(), Message: "this one"}}
		}
		return
	}
}

// nameOf returns the name that an item at the top declares, or nil.
func nameOf(item ast.Item) *ast.Name {
	switch n := item.(type) {
	case *ast.Pattern:
		return n.Name
	case *ast.Fn:
		return n.Name
	case *ast.Service:
		return n.Name
	case *ast.Step:
		return n.Name
	case *ast.Import:
		return importName(n)
	}
	return nil
}
