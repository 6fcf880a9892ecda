package grammar

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
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
	for name, text := range snippets(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, _ := Parse(diag.NewFile(name, text))
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
		})
	}
}

func TestParseExpr(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ source, want string }{
		{"lead.email | lower", "(Call form=pipe\n  (fn: Ident name=\"lower\")\n  (recv: Member name=\"email\"\n    (x: Ident name=\"lead\")))\n"},
		{"{ a: 1 }", "(Object\n  (entries: Entry\n    (key: Text bare \"a\")\n    (value: Number text=\"1\")))\n"},
		{"1 +", "1:4 LCS1023 expected a value after '+'\n"},
		{"a b", "1:3 LCS1020 expected the end of the expression, found 'b'\n"},
		{"", "1:1 LCS1023 expected a value, found the end of the file\n"},
		{"(a", "1:3 LCS1011 expected ')' to close the '('\n"},
	} {
		e, diags := ParseExpr(diag.NewFile("x", c.source))
		got := listing(diags)
		if len(diags) == 0 {
			got = dump(t, e)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.source, diff)
		}
	}
}

func TestParseLine(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"1 + 2":               " = 1 + 2",
		"x = 1":               "x = 1",
		"let x = 1":           "x = 1",
		"let_x = 1":           "let_x = 1",
		"lead.state = \"TX\"": "lead.state = \"TX\"",
		"lead.x == 1":         " = lead.x == 1",
	} {
		target, value, diags := ParseLine(diag.NewFile("x", source))
		got := " = " + value.Span().Text()
		if target != nil {
			got = target.Span().Text() + got
		}
		if got != want || len(diags) > 0 {
			t.Errorf("%s: got %q %v", source, got, diags)
		}
	}
	if _, diags := ParseExpr(diag.NewFile("x", "x = 1")); !diags.HasErrors() {
		t.Error("an assignment is taken for an expression")
	}
}

func TestIncomplete(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]bool{
		"":                      false,
		"a":                     false,
		"a +":                   true,
		"a and":                 true,
		"a | lower":             false,
		"f(1,":                  true,
		"f(1)":                  false,
		"{ a: [1":               true,
		"{ a: [1] }":            false,
		"\"\"\"\n  one":         true,
		"\"\"\"\n  one\n\"\"\"": false,
		"\"one":                 false, // a text of one line cannot go on
		"\"{{a":                 false,
		"a)":                    false,
		"lead.":                 true,
	} {
		if got := Incomplete(diag.NewFile("x", source)); got != want {
			t.Errorf("Incomplete(%q) = %t", source, got)
		}
	}
}

// TestTemplateWithoutParameters: a template is told from a step by its
// parentheses, also when they are empty.
func TestTemplateWithoutParameters(t *testing.T) {
	t.Parallel()
	file, _ := Parse(diag.NewFile("x", "step a() { }\nstep b { }\n"))
	if file.Items[0].(*ast.Step).Params == nil || file.Items[1].(*ast.Step).Params != nil {
		t.Error("step a() is a template, step b is not")
	}
}

// TestModuleCalls: what is called on an import's name is a function of it, no
// method.
func TestModuleCalls(t *testing.T) {
	t.Parallel()
	file, diags := Parse(diag.NewFile("x", "let a = lenders.clean(1)\nlet b = bids.max(2)\nlet c = other.f(3)\nimport \"./lib/lenders.lcs\"\nimport \"./b.lcs\" as bids\n"))
	if len(diags) > 0 {
		t.Fatal(listing(diags))
	}
	for i, want := range []ast.CallForm{ast.Plain, ast.Plain, ast.Method} {
		if got := file.Items[i].(*ast.Let).Value.(*ast.Call).Form; got != want {
			t.Errorf("call %d has form %d, want %d", i, got, want)
		}
	}
}

// TestParseAtOnce parses in several goroutines: the built grammars are shared.
func TestParseAtOnce(t *testing.T) {
	t.Parallel()
	var group sync.WaitGroup
	for name, text := range snippets(t) {
		group.Go(func() {
			if _, diags := Parse(diag.NewFile(name, text)); len(diags) > 0 {
				t.Errorf("%s", listing(diags))
			}
		})
	}
	group.Wait()
}

// TestEncoding: what is no UTF-8 text is told with its place, and read as far as
// it goes.
func TestEncoding(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"flow \"caf\xe9\"\nnote \"\xff\xfe\"\nlet a = 1\n": "1:10 LCS1001 byte 0xE9 is not UTF-8 (save the file as UTF-8; it may be Latin-1 or Windows-1252)\n2:7 LCS1001 byte 0xFF is not UTF-8 (save the file as UTF-8; it may be Latin-1 or Windows-1252)\n",
		"flow \"a\"\nnote \"\x00\"\n":                      "2:7 LCS1002 the file is not text: it holds a zero byte\n",
		"\xff\xfef\x00l\x00":                               "1:1 LCS1002 the file is UTF-16 (save it as UTF-8)\n",
		"\uFEFFflow \"a\"\r\nskip\r\n":                     "",
		"flow \uFEFF\"a\"\n":                               "1:6 LCS1003 a byte order mark (U+FEFF) cannot stand here\n",
	} {
		file, diags := Parse(diag.NewFile("x", source))
		if diff := cmp.Diff(want, listing(diags)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", source, diff)
		}
		if !strings.Contains(want, "LCS1002") && len(file.Items) < 1 {
			t.Errorf("%q: nothing is read", source)
		}
	}
}
