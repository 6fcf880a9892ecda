package grammar

import (
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

// inOneGo reads a file as a single part.
func inOneGo(src *diag.File) (*ast.File, diag.List) {
	p := newParser(src)
	defer p.release()
	file := &ast.File{Base: ast.Base{Place: src.At(0, len(src.Text))}, Source: src}
	file.Items, _ = p.readParts([]part{p.feed()})
	return file, p.diagnostics()
}

// checkParts fails when a file reads otherwise in parts than in one go.
func checkParts(t *testing.T, text string) {
	t.Helper()
	src := diag.NewFile("x.lcs", text)
	file, diags := Parse(src)
	whole, wanted := inOneGo(src)
	if diff := cmp.Diff(dump(t, whole), dump(t, file)); diff != "" {
		t.Errorf("in parts the tree differs (-one go +parts):\n%s\nof\n%s", diff, text)
	}
	if diff := cmp.Diff(listing(wanted), listing(diags)); diff != "" {
		t.Errorf("in parts the messages differ (-one go +parts):\n%s\nof\n%s", diff, text)
	}
}

func TestPartsReadAsOne(t *testing.T) {
	for name, text := range snippets(t) {
		long := strings.Repeat(text, 1+12_000/len(text)) // for two readers
		t.Run(name, func(t *testing.T) {
			checkParts(t, text)
			checkParts(t, long)
			for i, line := range strings.Split(text, "\n") {
				if i%31 == 0 && line != "" {
					checkParts(t, strings.Replace(long, line, "", 1))
				}
			}
		})
	}
}

// What follows a closing brace on a line of its own need not begin an item.
func TestPartsThatGoOn(t *testing.T) {
	steps := strings.Repeat("step a { request GET \"https://a.example/\" }\n", 200)
	for _, text := range []string{
		"if a { note \"x\" }\nelse { note \"y\" }\n",
		"let x = { a: 1 }\n+ 1\n",
		"let x = [{ a: 1 }\ntest: 2]\n",
		"type a = { b: int }\ntest = 3\n",
		"let a = { b: 1 }\n?? test\n",
		"step }\nstep { }\n",
		"stub a 200 json { }\nheaders { a: 1 }\n",
		"body graphql { }\nquery { }\n",
		"let x = fn { }\nstep ?",
	} {
		checkParts(t, text)
		checkParts(t, steps+text+steps)
	}
}

// A block that goes on behind the end of its part is read once more, with the rest
// of the file, and not item by item until participle gives up, a million items later.
func TestBlockBeyondItsPart(t *testing.T) { // alone: it counts what is allocated
	const text = `  request GET c "/v" {
    query {
      test:   {"/v2/leads/{{lead.state}}/validate"flow.test_mode}}
    }
  assert sent.x == "y"
}
`
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, list := Parse(diag.NewFile("x.lcs", text))
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 10<<20 || !list.HasErrors() {
		t.Errorf("%d bytes were allocated for %d diagnostics", used, len(list))
	}
}
