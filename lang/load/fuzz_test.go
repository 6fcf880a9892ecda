package load_test

import (
	"testing"
	"time"

	"lcs/lang/diag"
	"lcs/lang/load"
	"lcs/stdlib"
)

// Whatever a script holds: no panic, no hang, and every diagnostic has a code of
// the catalogue and a place inside its file. Mending ends.
func FuzzSource(f *testing.F) {
	for _, entry := range diag.Catalogue() {
		f.Add(entry.Example)
		f.Add(entry.Mend)
	}
	library := stdlib.New()
	f.Fuzz(func(t *testing.T, text string) {
		begin := time.Now()
		_, list := load.Source("main.lcs", text, nil, library)
		if took := time.Since(begin); took > 2*time.Second {
			t.Fatalf("%d bytes took %v", len(text), took)
		}
		var file *diag.File
		for _, d := range list {
			if _, ok := diag.Lookup(d.Code); !ok {
				t.Errorf("%q is not in the catalogue: %s", d.Code, d.Message)
			}
			inside(t, d.Span)
			for _, r := range d.Related {
				inside(t, r.Span)
			}
			if d.Span.IsValid() {
				file = d.Span.File
			}
		}
		render(t, list)
		if file != nil {
			diag.Apply(file, list)
		}
	})
}

func inside(t *testing.T, s diag.Span) {
	t.Helper()
	if s.IsValid() && (s.Start < 0 || s.End < s.Start || int(s.End) > len(s.File.Text)) {
		t.Errorf("a span from %d to %d in a file of %d bytes", s.Start, s.End, len(s.File.Text))
	}
}
