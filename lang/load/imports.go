package load

import (
	"path"
	"path/filepath"
	"strings"

	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/grammar"
)

// maxFiles bounds what one script can import, directly or not.
const maxFiles = 1000

// tree is a script with all that it imports.
type tree struct {
	read    Reader
	files   []*ast.File // imported ones before those that import them
	imports map[*ast.Import]*ast.File
	diags   diag.List

	known map[string]*node // by clean name
	stack []*node          // the way from the script to the file that is read
}

// node is a file on its way through load. Its file is nil when it could not be
// read.
type node struct {
	name    string
	file    *ast.File
	at      *ast.Import // the import that was followed to it
	loading bool
}

func newTree(read Reader) *tree {
	return &tree{read: read, imports: map[*ast.Import]*ast.File{}, known: map[string]*node{}}
}

// load parses a script and what it imports.
func (t *tree) load(src *diag.File) *ast.File {
	n := &node{name: filepath.Clean(src.Name)}
	t.known[n.name] = n
	t.parse(n, src)
	return n.file
}

func (t *tree) parse(n *node, src *diag.File) {
	n.loading = true
	t.stack = append(t.stack, n)
	file, diags := grammar.Parse(src)
	n.file = file
	t.diags = append(t.diags, diags...)
	for _, item := range file.Items {
		if imp, ok := item.(*ast.Import); ok {
			t.follow(n, imp)
		}
	}
	t.stack = t.stack[:len(t.stack)-1]
	n.loading = false
	t.files = append(t.files, file)
}

// follow reads what an import names, once.
func (t *tree) follow(from *node, imp *ast.Import) {
	name, ok := t.target(from, imp)
	if !ok {
		return
	}
	n := t.known[name]
	switch {
	case n == nil:
		n = t.fetch(name, imp)
	case n.loading:
		t.diags.Add(t.cycle(n, imp))
		return
	}
	if n == nil || n.file == nil {
		return
	}
	t.imports[imp] = n.file
	t.diags = append(t.diags, checkImport(imp, n.file)...)
}

func (t *tree) fetch(name string, imp *ast.Import) *node {
	if len(t.known) >= maxFiles {
		t.diags.Add(diag.New(diag.TooManyImports, imp.Path.Span(), "this is more than 1000 imports")).
			Help = "a link to a directory above makes an endless chain of names"
		return nil
	}
	n := &node{name: name, at: imp}
	t.known[name] = n
	src, bad := readSource(name, t.read)
	if bad != nil {
		t.diags.Add(t.broken(bad, name, imp))
		return nil
	}
	t.parse(n, src)
	return n
}

// broken turns what is wrong with an imported file as a whole into a diagnostic
// at its import.
func (t *tree) broken(bad *diag.Diagnostic, name string, imp *ast.Import) *diag.Diagnostic {
	if bad.Span.IsValid() {
		bad.Related = append(bad.Related, diag.Related{Span: imp.Path.Span(), Message: "imported here"})
		return bad
	}
	bad.Span = imp.Path.Span()
	if bad.Code == diag.UnreadableScript && t.read != nil && !strings.HasSuffix(name, ".lcs") {
		if _, err := t.read(name + ".lcs"); err == nil {
			written, _ := imp.Path.Literal()
			bad.Label = "did you mean '" + written + ".lcs'?"
			bad.Fixes = []diag.Fix{{Title: "write " + written + ".lcs", Edits: []diag.Edit{{Span: bad.Span, Text: `"` + written + `.lcs"`}}}}
		}
	}
	return bad
}

// target returns the name of the file that an import means.
func (t *tree) target(from *node, imp *ast.Import) (string, bool) {
	if imp.Path == nil {
		return "", false
	}
	written, literal := imp.Path.Literal()
	if !literal {
		return "", false // a hole or a broken text: the grammar has said so
	}
	d := diag.New(diag.ImportPath, imp.Path.Span(), "")
	switch {
	case strings.Contains(written, "://"):
		d.Message = "an import names a file beside this one, not a place on the network"
		d.Help = "keep a copy of the file with the script, and import it by its path"
	case strings.Contains(written, `\`):
		d.Message = "the path of an import is written with '/'"
		d.Help = `import "` + strings.ReplaceAll(written, `\`, "/") + `"`
	case !strings.HasPrefix(written, "./") && !strings.HasPrefix(written, "../"):
		d.Message = "the path of an import begins with './' or '../': it is relative to this file"
		if !path.IsAbs(written) && written != "" {
			d.Label = "did you mean './" + written + "'?"
			d.Fixes = []diag.Fix{{Title: "write ./" + written, Edits: []diag.Edit{{Span: imp.Path.Span(), Text: `"./` + written + `"`}}}}
		}
	default:
		return filepath.Join(filepath.Dir(from.name), filepath.FromSlash(written)), true
	}
	t.diags.Add(d)
	return "", false
}

// cycle reports an import of a file that is being imported.
func (t *tree) cycle(n *node, imp *ast.Import) *diag.Diagnostic {
	d := diag.New(diag.ImportCycle, imp.Path.Span(), "'"+n.name+"' is imported by itself")
	var way []string
	for i := len(t.stack) - 1; i >= 0 && t.stack[i] != n; i-- {
		way = append(way, "'"+t.stack[i].name+"'")
		d.Related = append(d.Related, diag.Related{Span: t.stack[i].at.Path.Span(), Message: "which is imported here"})
	}
	if len(way) > 0 {
		d.Message += ", by way of " + strings.Join(way, ", ")
	}
	d.Help = "move what both files need into a third one"
	return d
}

// checkImport looks at an import whose file was read.
func checkImport(imp *ast.Import, file *ast.File) diag.List {
	var list diag.List
	written, _ := imp.Path.Literal()
	if base := strings.TrimSuffix(path.Base(written), ".lcs"); imp.As == nil && !isName(base) {
		d := list.Add(diag.New(diag.NamelessImport, imp.Path.Span(), "'"+base+"' cannot be a name in a script"))
		d.Help = `give it one: import "` + written + `" as partner`
	}
	for _, item := range file.Items {
		if runs(item) {
			d := list.Add(diag.New(diag.UnrunImport, imp.Path.Span(), "an import does not run what stands at the top of '"+file.Source.Name+"'"))
			d.Related = []diag.Related{{Span: headLine(item), Message: "this, for one, is not run"}}
			d.Help = "an import brings declarations only; make a step a template with parameters, step name() { … }"
			break
		}
	}
	return list
}

// runs reports whether an item is more than a declaration.
func runs(item ast.Item) bool {
	switch n := item.(type) {
	case *ast.Step:
		return n.Params == nil
	case *ast.Parallel, *ast.If, *ast.Say, *ast.Accept, *ast.Assign, *ast.Log, *ast.Alert:
		return true
	}
	return false
}

// headLine returns the first line of an item.
func headLine(n ast.Node) diag.Span {
	s := n.Span()
	if i := strings.IndexAny(s.Text(), "{\n"); i > 0 {
		s.End = s.Start + int32(len(strings.TrimRight(s.Text()[:i], " \t")))
	}
	return s
}

func isName(s string) bool {
	for i, r := range s {
		letter := r == '_' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}
