package format

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/grammar"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// scripts are the design's scripts, which are laid out as they should be.
func scripts(t testing.TB) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, pattern := range []string{"../grammar/testdata/snippets/*.lcs", "../grammar/testdata/snippets/lib/*.lcs", "../grammar/testdata/syntax/*.lcs", "../grammar/testdata/*.lcs"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatal(pattern, err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all[strings.TrimPrefix(filepath.ToSlash(name), "../grammar/testdata/")] = string(text)
		}
	}
	return all
}

// TestScriptsStand formats the design's scripts, which stand as they are.
func TestScriptsStand(t *testing.T) {
	t.Parallel()
	for name, text := range scripts(t) {
		if !strings.HasPrefix(name, "snippets/") {
			continue
		}
		if diff := cmp.Diff(text, Source(text)); diff != "" {
			t.Errorf("%s (-script +formatted):\n%s", name, diff)
		}
	}
}

// check holds what is true of every layout: its tokens and its tree are those of
// the text, and laying it out again changes nothing.
func check(t *testing.T, text string) {
	t.Helper()
	once := Source(text)
	if !sameTokens(text, once) {
		t.Fatalf("the tokens of\n%q\nbecame\n%q", text, once)
	}
	if twice := Source(once); twice != once {
		t.Fatalf("not stable:\n%s", cmp.Diff(once, twice))
	}
	if before, after := tree(t, text), tree(t, once); before != after {
		t.Fatalf("another tree for\n%q\n%q\n%s", text, once, cmp.Diff(before, after))
	}
}

// tree is what a text means to the parser.
func tree(t *testing.T, text string) string {
	t.Helper()
	file, _ := grammar.Parse(diag.NewFile("x.lcs", text))
	var out strings.Builder
	if err := ast.Dump(&out, file); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestBrokenScripts formats scripts with a token taken out or squeezed.
func TestBrokenScripts(t *testing.T) {
	t.Parallel()
	for name, text := range scripts(t) {
		check(t, text)
		for i, token := range grammar.Tokens(diag.NewFile(name, text)) {
			if i%61 == 0 {
				check(t, text[:token.Start]+text[token.End:])
			}
		}
		check(t, strings.ReplaceAll(text, "  ", ""))
		check(t, strings.ReplaceAll(text, "  ", "\t"))
		check(t, strings.ReplaceAll(text, "\n", "\r\n"))
		check(t, text[:len(text)/2])
	}
}

// TestLayout compares messy scripts with their layout.
func TestLayout(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("testdata/*.input")
	if err != nil || len(names) == 0 {
		t.Fatal("no files", err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		check(t, string(text))
		got := Source(string(text))
		file := strings.TrimSuffix(name, ".input") + ".golden"
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-golden +now):\n%s", name, diff)
		}
	}
}

// What other languages write is formatted without becoming something else.
func TestForeignSigns(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"if a <> 3 { skip }\n", "if a === b { skip }\n", "if a !== b { skip }\n", "if a => b { skip }\n", "if a = b { skip }\n", "step a { expect 200-299 none }\n", "x += 1\n", "x++\n",
		"service a { base: \"x\" }\n", "service a { base : \"x\" }\n", "service a { timeout 5   sec }\n", "step a { on 4XX { skip } }\n", "let a = `b`\n", "note \"a\"b\"c\"\n", "lead { a: string[] }\n", "lead { a: string [ ] }\n",
		"let a = x | f: 1,2\n", "let a = b AND c\n", "let a = ...\n", "lead:\n  a: b\n", "let a = $x.y\n", "let a = ${x}\n", "auth bearer settings.key\n", "if a == \"x\"|\"y\" { skip }\n", "let b = 2 --three\n", "note \"a\" --x\n", "a--b\n", "body json { a: {b.c} }\n", "body json { a: { b.c } }\n", "x - = 3\n", "x - - 3\n"} {
		check(t, s)
	}
}

func FuzzFormat(f *testing.F) {
	for _, text := range scripts(f) {
		f.Add(text)
	}
	for _, text := range []string{"", "\"", "\"\"\"", "a {{ \"b", "{ {x} }", "a-b : c", "a ? b-c : d", "x ! = 1", "# c\n}\n", "\uFEFFrun", "\x00", "run\r\n\r\n\r\nrun", "a: \"\"\"\n x\n\"\"\" b  # c\nlonger: 1  # d",
		"lead { id: string; mail: email; } // the lead\n/* what\n   is done */ let a = 1;\n", "note \"first\n  second\nthird\"\nrun", "a ` b", "x: http://a.b/{{c}} y"} {
		f.Add(text)
	}
	f.Fuzz(check)
}
