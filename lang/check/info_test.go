package check_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/lang/load"
	"lcs/lang/place"
	"lcs/stdlib"
)

// scripts returns the scripts of the project that are right.
func scripts(t testing.TB) []string {
	t.Helper()
	var names []string
	for _, dir := range []string{"../../examples", "../grammar/testdata/snippets"} {
		err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && strings.HasSuffix(name, ".lcs") {
				names = append(names, name)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(names) < 30 {
		t.Fatalf("%d scripts", len(names))
	}
	return names
}

// Every script of the project checks clean, and the runtime finds all that it
// needs: the type of each expression, what each name and call means, where each
// hole stands.
func TestScriptsCheckClean(t *testing.T) {
	t.Parallel()
	library := stdlib.New()
	for _, name := range scripts(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			info, found := load.Check(name, os.ReadFile, library)
			for _, d := range found {
				if d.Severity != diag.Note {
					t.Errorf("%s: %s: %s %s", d.Span, d.Code, d.Message, d.Help)
				}
			}
			complete(t, info)
		})
	}
}

func complete(t *testing.T, info *check.Info) {
	t.Helper()
	named := map[ast.Node]bool{} // what is called, and what is described: it has no type
	ast.Walk(info.File, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Step:
			if n.Call != nil {
				return false // in Info.Steps, made out
			}
		case *ast.Auth:
			named[n.Call] = true
		case *ast.Request:
			if n.URL != nil {
				placed(t, info, n.URL.Parts)
			}
		case *ast.Body:
			if text, ok := n.Value.(*ast.Text); ok && (n.Format.Text == "json" || n.Format.Text == "xml") {
				placed(t, info, text.Parts)
			}
		case *ast.Call:
			named[n.Fn] = true
			if info.Calls[n] == nil {
				t.Errorf("%s: the call has no target: %s", n.Span(), n.Span().Text())
			}
		case *ast.Ident:
			if s := info.Refs[n]; s == nil && !named[n] {
				t.Errorf("%s: '%s' names nothing", n.Span(), n.Name)
			} else if s != nil && s.Slot >= info.Slots {
				t.Errorf("%s: slot %d of %d", n.Span(), s.Slot, info.Slots)
			}
		}
		switch e := n.(type) {
		case *ast.Ident, *ast.Member, *ast.Index, *ast.Call, *ast.Unary, *ast.Binary, *ast.Cond, *ast.Is, *ast.Must, *ast.Comprehension:
			if s := info.Refs[e.(ast.Expr)]; s != nil && s.Kind == check.ModuleSymbol {
				break
			}
			if found, known := info.Types[e.(ast.Expr)]; !known && !named[n] {
				t.Errorf("%s: no type of %s", n.Span(), n.Span().Text())
			} else if known && found.IsInvalid() {
				t.Errorf("%s: the type of %s is invalid", n.Span(), n.Span().Text())
			}
		}
		return true
	})
	outputs := map[int]*check.Symbol{}
	for _, step := range info.Steps {
		for _, s := range step.Outputs {
			if other := outputs[s.Slot]; other != nil {
				t.Errorf("slot %d is of %s and %s", s.Slot, other.Path, s.Path)
			}
			outputs[s.Slot] = s
		}
	}
}

func placed(t *testing.T, info *check.Info, parts []ast.Part) {
	t.Helper()
	for p := range ast.AllParts(parts) {
		if hole, ok := p.(*ast.HolePart); ok && info.Places[hole] == place.Invalid {
			t.Errorf("%s: the hole has no place: %s", hole.Span(), hole.Span().Text())
		}
	}
}
