package check

import (
	"path"
	"slices"
	"strings"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

// checkUnused reports what the files of a program declare and nothing uses. It
// goes by names, so that it holds for broken files too: a name that is read
// anywhere in its file counts as used.
//
// Only the root's declarations are looked at, and those of no file that is made
// to be imported: its lets, defaults and settings alone.
func checkUnused(root *ast.File, all []*ast.File) diag.List {
	u := &unused{}
	read := make([]uses, len(all))
	for i, file := range all {
		read[i] = usesOf(file)
	}
	for i, file := range all {
		u.uses = read[i]
		if file == root && !isLibrary(file) {
			for _, item := range file.Items {
				u.declaration(item)
			}
		}
		u.inside(file)
		u.settings(file, read)
	}
	return u.diags
}

// isLibrary reports whether a file only declares.
func isLibrary(file *ast.File) bool {
	return !slices.ContainsFunc(file.Items, func(item ast.Item) bool {
		switch n := item.(type) {
		case *ast.Flow, *ast.Bad, *ast.Parallel, *ast.If, *ast.Say, *ast.Log, *ast.Accept:
			return true
		case *ast.Step:
			return n.Params == nil
		}
		return false
	})
}

// uses is what a file refers to.
type uses struct {
	names    map[string]bool // bare names, and the functions of calls
	types    map[string]bool
	settings map[string]bool
	all      bool // settings as a whole
}

func usesOf(file *ast.File) uses {
	u := uses{names: map[string]bool{}, types: map[string]bool{}, settings: map[string]bool{}}
	ast.Walk(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			u.names[n.Name] = true
			u.all = u.all || n.Name == "settings"
		case *ast.Member:
			if x, ok := n.X.(*ast.Ident); ok && x.Name == "settings" && n.Name != nil {
				u.settings[n.Name.Text] = true
				return false
			}
		case *ast.NamedType:
			if n.Module != nil {
				u.names[n.Module.Text] = true
			} else if n.Name != nil {
				u.types[n.Name.Text] = true
			}
		case *ast.Test:
			u.test(n)
			return false
		}
		return true
	})
	return u
}

// test takes in what a test uses; to compare a setting is not to need it.
func (u *uses) test(t *ast.Test) {
	inner := usesOf(&ast.File{Base: t.Base, Items: itemsOf(t.Body)})
	for name := range inner.names {
		u.names[name] = true
	}
	for name := range inner.types {
		u.types[name] = true
	}
}

type unused struct {
	uses  uses
	diags diag.List
}

// name reports an unused name. One that begins with _ may be unused.
func (u *unused) name(code diag.Code, name *ast.Name, message string) {
	if name == nil || u.uses.names[name.Text] || strings.HasPrefix(name.Text, "_") {
		return
	}
	u.diags.Add(diag.New(code, name.Span(), message))
}

func (u *unused) declaration(item ast.Item) {
	switch n := item.(type) {
	case *ast.Fn:
		if n.Name != nil {
			u.name(diag.UnusedFunction, n.Name, "nothing calls '"+n.Name.Text+"'")
		}
	case *ast.Pattern:
		if n.Name != nil {
			u.name(diag.UnusedPattern, n.Name, "nothing uses the pattern '"+n.Name.Text+"'")
		}
	case *ast.Service:
		if n.Name != nil {
			u.name(diag.UnusedService, n.Name, "no request names the service '"+n.Name.Text+"'")
		}
	case *ast.TypeDecl:
		if n.Name != nil && !u.uses.types[n.Name.Text] {
			u.diags.Add(diag.New(diag.UnusedType, n.Name.Span(), "nothing is of the type '"+n.Name.Text+"'"))
		}
	case *ast.Step:
		if n.Name != nil && n.Params != nil {
			u.name(diag.UnusedTemplate, n.Name, "no step is made from the template '"+n.Name.Text+"'")
		}
	case *ast.Import:
		if name := importName(n); name != nil {
			u.name(diag.UnusedImport, name, "nothing of '"+name.Text+"' is used")
		}
	}
}

// stepDefault reports a default { } to which no handler refers. A service's
// handler may, so a step that names a service is left alone.
func (u *unused) stepDefault(step *ast.Step) {
	var value *ast.Default
	used := false
	for _, item := range itemsOf(step.Body) {
		switch n := item.(type) {
		case *ast.Default:
			value = n
		case *ast.Request:
			used = used || n.Service != nil || n.URL == nil
		case *ast.On:
			eachStatement(itemsOf(n.Body), func(item ast.Item) {
				if d, ok := item.(*ast.UseDefault); ok && d.Value == nil {
					used = true
				}
			})
		}
	}
	if value != nil && !used {
		u.diags.Add(diag.New(diag.UnusedDefault, headOf(value), "no 'use default' refers to these values")).
			Help = "write 'use default' without values in a handler, or take the default out"
	}
}

// inside reports unused lets, parameters and defaults, however deep.
func (u *unused) inside(file *ast.File) {
	ast.Walk(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Let:
			if n.Name != nil {
				u.name(diag.UnusedLet, n.Name, "'"+n.Name.Text+"' is never read")
			}
		case *ast.Fn:
			if n.Body != nil {
				u.params(n.Params, n.Body)
			}
		case *ast.Step:
			u.stepDefault(n)
			if n.Body != nil && n.Params != nil {
				u.params(n.Params, n.Body)
			}
		case ast.Expr:
			return false
		}
		return true
	})
}

// params reports the parameters that a body never reads.
func (u *unused) params(params []*ast.Field, body ast.Node) {
	read := map[string]bool{}
	ast.Walk(body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			read[id.Name] = true
		}
		return true
	})
	for _, p := range params {
		if p.Name != nil && !read[p.Name.Text] && !strings.HasPrefix(p.Name.Text, "_") {
			u.diags.Add(diag.New(diag.UnusedParam, p.Name.Span(), "the parameter '"+p.Name.Text+"' is never read"))
		}
	}
}

// settings reports the settings of file that no file of the program reads.
func (u *unused) settings(file *ast.File, read []uses) {
	for _, item := range file.Items {
		declared, ok := item.(*ast.Settings)
		if !ok {
			continue
		}
		for _, f := range declared.Fields {
			if f.Name == nil || slices.ContainsFunc(read, func(r uses) bool { return r.all || r.settings[f.Name.Text] }) {
				continue
			}
			d := u.diags.Add(diag.New(diag.UnusedSetting, f.Name.Span(), "nothing reads settings."+f.Name.Text))
			d.Help = "take it out: whoever runs the flow would have to give it for nothing"
		}
	}
}

// importName returns the name under which a file is imported, or nil.
func importName(n *ast.Import) *ast.Name {
	if n.As != nil || n.Path == nil {
		return n.As
	}
	written, ok := n.Path.Literal()
	if !ok {
		return nil
	}
	return &ast.Name{Base: n.Path.Base, Text: strings.TrimSuffix(path.Base(written), ".lcs")}
}
