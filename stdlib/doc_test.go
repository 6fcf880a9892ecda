package stdlib

import (
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
