package check_test

import (
	"flag"
	"os"
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
