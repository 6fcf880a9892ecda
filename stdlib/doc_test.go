package stdlib

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// The reference in the repository is the one that the entries make.
func TestReferenceIsFresh(t *testing.T) {
	t.Parallel()
	const file = "../spec/functions.md"
	want := New().Markdown()
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	have, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != want {
		t.Errorf("%s is stale: run go test ./stdlib -update", file)
	}
}

func TestReferenceHasEverything(t *testing.T) {
	t.Parallel()
	text := library.Markdown()
	for _, name := range library.FuncNames() {
		if strings.Count(text, "\n### "+name+"\n") != 1 {
			t.Errorf("%s is not described once", name)
		}
	}
	for _, name := range library.RecordNames() {
		if !strings.Contains(text, "\n### Type "+name+"\n") {
			t.Errorf("the record type %s is not described", name)
		}
	}
	for _, g := range library.grouped() {
		for _, f := range g.functions {
			for _, e := range f.Examples {
				if !strings.Contains(text, e.Source) {
					t.Errorf("%s: the example %s is missing", f.Name, e.Source)
				}
			}
		}
	}
}

// differenceTitles are the pages of differences in the order of the page that
// joins them. Each is written by the test that makes the comparison.
var differenceTitles = []struct{ file, title, about string }{
	{"types", "Record types", "What lead systems make of a field, against what the record types do."},
	{"dates", "Dates", "`date`, `add`, `diff` and the like, against moment.js."},
	{"patterns", "Patterns", "Regular expressions, against JavaScript."},
	{"xpath", "XPath", "The XPath functions, against the standard and the npm package xpath."},
	{"format_number", "Number formats", "`format`, against the package that the formats come from."},
	{"urlencode", "Forms", "`form_encode`, against Node.js."},
}

// The page of differences has all of them. Where it is stale, -update writes
// it; what it joins may have to be written first, so run that twice.
func TestDifferencesAreListed(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("# Differences\n\nWhere the standard library does not do what a well-known implementation does with the same input, and why. " +
		"The tests compare the two on every input that they have; what is not listed here agrees.\n")
	files, err := os.ReadDir("testdata/differences")
	if err != nil {
		t.Fatal(err)
	}
	listed := 0
	for _, d := range differenceTitles {
		page, err := os.ReadFile("testdata/differences/" + d.file + ".md")
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		listed++
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n%s", d.title, d.about, strings.ReplaceAll("\n"+string(page), "\n## ", "\n### ")[1:])
	}
	if listed != len(files) {
		t.Errorf("%d of %d pages of differences have no title", len(files)-listed, len(files))
	}
	const file = "../spec/differences.md"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	have, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != b.String() {
		t.Errorf("%s is stale: run go test ./stdlib -update", file)
	}
}
