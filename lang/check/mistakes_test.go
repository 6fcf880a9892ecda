package check_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lcs/lang/diag"
	"lcs/lang/load"
	"lcs/stdlib"
)

var update = flag.Bool("update", false, "write the golden files")

// The whole script with a mistake in two dozen lines: each is reported where it
// is, once, with what was meant, and nothing else is.
func TestManyMistakes(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/mistakes.lcs")
	if err != nil {
		t.Fatal(err)
	}
	_, found := load.Source("mistakes.lcs", string(text), nil, stdlib.New())
	for _, d := range found {
		if !strings.HasPrefix(d.Label, "did you mean") {
			t.Errorf("%s: %s: nothing is suggested", d.Span, d.Message)
		}
		if len(d.Fixes) == 0 {
			t.Errorf("%s: %s: there is no edit that mends it", d.Span, d.Message)
		}
	}
	var out strings.Builder
	if err := diag.WriteText(&out, found, diag.TextOptions{}); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("testdata/mistakes.golden", []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile("testdata/mistakes.golden")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(golden), out.String()); diff != "" {
		t.Error(diff)
	}
}

// Mistakes of an ordinary day, as the screen shows them: each file of the golden
// text, between lines of ====, has its messages below the ----. Every message
// says what was meant or how to mend it.
func TestOrdinaryMistakes(t *testing.T) {
	t.Parallel()
	const name, between, below = "testdata/ordinary.txt", "\n====\n", "\n----\n"
	golden, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	library := stdlib.New()
	var now []string
	for _, c := range strings.Split(strings.TrimSuffix(string(golden), "\n"), between) {
		source, _, _ := strings.Cut(c, below)
		_, found := load.Source("flow.lcs", source+"\n", nil, library)
		if len(found) == 0 {
			t.Errorf("nothing is said of:\n%s", source)
		}
		for _, d := range found {
			told := d.Label != "" || d.Help != "" || len(d.Fixes) > 0 || len(d.Related) > 0 || strings.Contains(d.Message, "write ") ||
				strings.Contains(d.Message, "it belongs in")
			if !told {
				t.Errorf("%s: %s: nothing says how to mend it", d.Span, d.Message)
			}
		}
		var out strings.Builder
		if err := diag.WriteText(&out, found, diag.TextOptions{}); err != nil {
			t.Fatal(err)
		}
		now = append(now, source+below+strings.TrimRight(out.String(), "\n"))
	}
	text := strings.Join(now, between) + "\n"
	if *update {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(golden), text); diff != "" {
		t.Error(diff)
	}
}

// The edits that are offered for the twenty mistakes mend them all.
func TestFixesMend(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/mistakes.lcs")
	if err != nil {
		t.Fatal(err)
	}
	library := stdlib.New()
	script := string(text)
	for range 3 { // a mended name brings its uses to light
		_, found := load.Source("mistakes.lcs", script, nil, library)
		if !found.HasErrors() {
			return
		}
		script, _ = diag.Apply(found[0].Span.File, found)
	}
	_, found := load.Source("mistakes.lcs", script, nil, library)
	for _, d := range found {
		if d.Severity == diag.Error {
			t.Errorf("%s: %s", d.Span, d.Message)
		}
	}
}

// Every edit that is offered for a mistake changes the script, and the message is
// gone from its place. Others may come to light.
func TestEachFixMendsItsOwn(t *testing.T) {
	t.Parallel()
	library := stdlib.New()
	fixes := 0
	for _, script := range mistakenScripts(t) {
		_, found := load.Source("flow.lcs", script, nil, library)
		for _, d := range found {
			for _, fix := range d.Fixes {
				fixes++
				one := *d
				one.Fixes = []diag.Fix{fix}
				mended, applied := diag.Apply(d.Span.File, diag.List{&one})
				if applied == 0 {
					t.Errorf("%s: %s: %q changes nothing", d.Span, d.Message, fix.Title)
					continue
				}
				_, after := load.Source("flow.lcs", mended, nil, library)
				stays := func(x *diag.Diagnostic) bool {
					return x.Code == d.Code && x.Message == d.Message && x.Span.Start == d.Span.Start
				}
				if slices.ContainsFunc(after, stays) {
					t.Errorf("%s: %s: %q mends nothing", d.Span, d.Message, fix.Title)
				}
			}
		}
	}
	if fixes < 150 {
		t.Errorf("%d edits were tried", fixes)
	}
}

// mistakenScripts are the scripts of the tables of mistakes.
func mistakenScripts(t *testing.T) []string {
	var all []string
	for pattern, between := range map[string]string{"testdata/ordinary.txt": "\n====\n", "testdata/*/*.lcs": "\n---\n"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatal(pattern, err)
		}
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range strings.Split(string(text), between) {
				source, _, _ := strings.Cut(c, "\n----\n")
				all = append(all, source+"\n")
			}
		}
	}
	return all
}
