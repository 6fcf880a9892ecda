package grammar

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

// snippets are the scripts of the design.
func snippets(t testing.TB) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, pattern := range []string{"testdata/snippets/*.lcs", "testdata/snippets/lib/*.lcs"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all[strings.TrimPrefix(filepath.ToSlash(name), "testdata/snippets/")] = string(text)
		}
	}
	if len(all) < 34 {
		t.Fatalf("only %d snippets", len(all))
	}
	return all
}

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares got with a file of testdata, or rewrites the file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	name = filepath.Join("testdata", filepath.FromSlash(name))
	if *update {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("%v (go test -update writes it)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-golden +now):\n%s", name, diff)
	}
}

func dump(t *testing.T, n ast.Node) string {
	t.Helper()
	var out strings.Builder
	if err := ast.Dump(&out, n); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// listing prints diagnostics as "line:column code message" with what they suggest.
func listing(diags diag.List) string {
	var out strings.Builder
	for _, d := range diags {
		line, column := d.Span.Position()
		fmt.Fprintf(&out, "%d:%d %s %s", line, column, d.Code, d.Message)
		if d.Label != "" {
			fmt.Fprintf(&out, " [%s]", d.Label)
		}
		if d.Help != "" {
			fmt.Fprintf(&out, " (%s)", d.Help)
		}
		out.WriteByte('\n')
	}
	return out.String()
}

// TestSnippets parses every script of the design without a complaint, and
// compares its tree with the one that was read and found right.
func TestSnippets(t *testing.T) {
	for name, text := range snippets(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, diags := Parse(diag.NewFile(name, text))
			if len(diags) > 0 {
				t.Errorf("%s", listing(diags))
			}
			golden(t, "trees/"+strings.TrimSuffix(name, ".lcs")+".ast", dump(t, file))
		})
	}
}

// TestSyntax holds the trees of what the design scripts do not use.
func TestSyntax(t *testing.T) {
	names, err := filepath.Glob("testdata/syntax/*.lcs")
	if err != nil || len(names) == 0 {
		t.Fatal("no files", err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, diags := Parse(diag.NewFile(filepath.Base(name), string(text)))
		if len(diags) > 0 {
			t.Errorf("%s", listing(diags))
		}
		golden(t, "syntax/"+strings.TrimSuffix(filepath.Base(name), ".lcs")+".ast", dump(t, file))
	}
}

// TestSpans cuts every top-level item and every expression out of its file: by
// itself it reads as it does in its place.
func TestSpans(t *testing.T) {
	t.Parallel()
	for name, text := range snippets(t) {
		src := diag.NewFile(name, text)
		file, _ := Parse(src)
		for _, item := range file.Items {
			alone, diags := Parse(diag.NewFile(name, item.Span().Text()))
			if len(diags) > 0 || len(alone.Items) != 1 || dump(t, alone.Items[0]) != dump(t, item) {
				t.Fatalf("%s: %T reads otherwise by itself:\n%s\n%s", item.Span(), item, item.Span().Text(), listing(diags))
			}
		}
		ast.Walk(file, func(n ast.Node) bool {
			e, ok := n.(ast.Expr)
			if text, isText := n.(*ast.Text); !ok || isText && text.Quote == ast.Bare {
				return true
			}
			alone, diags := ParseExpr(diag.NewFile(name, e.Span().Text()))
			if len(diags) > 0 || dump(t, alone) != dump(t, e) {
				t.Fatalf("%s: %T reads otherwise by itself:\n%s\n%s", e.Span(), e, e.Span().Text(), listing(diags))
			}
			return true
		})
	}
}
