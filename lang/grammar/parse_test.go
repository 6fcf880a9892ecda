package grammar

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

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

func TestSnippetsParse(t *testing.T) {
	for name, text := range snippets(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, diags := Parse(diag.NewFile(name, text))
			for _, d := range diags {
				t.Errorf("%v %s", d, d.Help)
			}
		})
	}
}
