package load_test

import (
	"io/fs"
	"strings"
	"testing"

	"lcs/lang/diag"
	"lcs/lang/load"
	"lcs/stdlib"
)

// reader reads from a map, by clean names.
func reader(files map[string]string) load.Reader {
	return func(name string) ([]byte, error) {
		if text, ok := files[name]; ok {
			return []byte(text), nil
		}
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
}

func render(t testing.TB, list diag.List) string {
	t.Helper()
	var b strings.Builder
	if err := diag.WriteText(&b, list, diag.TextOptions{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Each entry of the catalogue has a script that yields its code and no other
// error, no graver advice than its own, and a mended one that does not yield it.
func TestCatalogueExamples(t *testing.T) {
	t.Parallel()
	library := stdlib.New()
	for _, entry := range diag.Catalogue() {
		if entry.Runtime || entry.Example == "" {
			continue
		}
		t.Run(string(entry.Code), func(t *testing.T) {
			t.Parallel()
			_, list := load.Source("example.lcs", entry.Example, reader(entry.Files), library)
			found := false
			for _, d := range list {
				found = found || d.Code == entry.Code
				if d.Code != entry.Code && d.Severity <= entry.Severity {
					t.Errorf("%s (%s): its example also yields\n%s", entry.Code, entry.Name, render(t, diag.List{d}))
				}
				if d.Code == entry.Code && d.Severity != entry.Severity {
					t.Errorf("%s is a %v, and is reported as %v", entry.Code, entry.Severity, d.Severity)
				}
			}
			if !found {
				t.Errorf("%s (%s): its example does not yield it:\n%s\n%s", entry.Code, entry.Name, entry.Example, render(t, list))
			}
			if !strings.HasPrefix(entry.Mend, "lead") && !strings.Contains(entry.Mend, "\n") {
				return // a sentence
			}
			_, mended := load.Source("example.lcs", entry.Mend, reader(entry.Files), library)
			for _, d := range mended {
				if d.Code == entry.Code || d.Severity == diag.Error {
					t.Errorf("%s (%s): mended, it yields\n%s", entry.Code, entry.Name, render(t, diag.List{d}))
				}
			}
		})
	}
}
