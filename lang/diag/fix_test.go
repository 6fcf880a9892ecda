package diag_test

import (
	"strings"
	"testing"

	"lcs/lang/diag"
)

func TestApply(t *testing.T) {
	t.Parallel()
	f := diag.NewFile("a.lcs", "one two three")
	other := diag.NewFile("b.lcs", "one two three")
	fix := func(edits ...diag.Edit) *diag.Diagnostic {
		return &diag.Diagnostic{Span: edits[0].Span, Fixes: []diag.Fix{{Edits: edits}, {Edits: []diag.Edit{{Span: f.At(0, 0), Text: "never "}}}}}
	}
	one, two, three := f.At(0, 3), f.At(4, 7), f.At(8, 13)
	for name, test := range map[string]struct {
		list    diag.List
		want    string
		applied int
	}{
		"nothing":            {nil, "one two three", 0},
		"without a fix":      {diag.List{{Span: one}}, "one two three", 0},
		"two, in any order":  {diag.List{fix(diag.Edit{Span: three, Text: "3"}), fix(diag.Edit{Span: one, Text: "1"})}, "1 two 3", 2},
		"several edits":      {diag.List{fix(diag.Edit{Span: two, Text: "2"}, diag.Edit{Span: one, Text: "1"})}, "1 2 three", 1},
		"insertion":          {diag.List{fix(diag.Edit{Span: f.At(13, 13), Text: " four"})}, "one two three four", 1},
		"overlap: the first": {diag.List{fix(diag.Edit{Span: f.At(0, 7), Text: "x"}), fix(diag.Edit{Span: two, Text: "2"})}, "x three", 1},
		"half overlapping":   {diag.List{fix(diag.Edit{Span: one, Text: "1"}), fix(diag.Edit{Span: one, Text: "i"}, diag.Edit{Span: three, Text: "iii"})}, "1 two three", 1},
		"the same twice":     {diag.List{fix(diag.Edit{Span: f.At(3, 3), Text: ","}), fix(diag.Edit{Span: f.At(3, 3), Text: ";"})}, "one, two three", 1},
		"side by side":       {diag.List{fix(diag.Edit{Span: f.At(0, 4), Text: "1"}), fix(diag.Edit{Span: two, Text: "2"})}, "12 three", 2},
		"another file":       {diag.List{fix(diag.Edit{Span: other.At(0, 3), Text: "1"})}, "one two three", 0},
		"no change":          {diag.List{fix(diag.Edit{Span: one, Text: "one"})}, "one two three", 0},
		"outside the file":   {diag.List{fix(diag.Edit{Span: diag.Span{File: f, Start: 9, End: 99}, Text: "1"})}, "one two three", 0},
	} {
		got, applied := diag.Apply(f, test.list)
		if got != test.want || applied != test.applied {
			t.Errorf("%s: got %q, %d; want %q, %d", name, got, applied, test.want, test.applied)
		}
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	text, ok := diag.Explain("LCS3201")
	if !ok {
		t.Fatal("LCS3201 is not known")
	}
	for _, want := range []string{"LCS3201 misplaced-item (error)\n\n", "\nExample:\n\n    step ping {", "\nBetter:\n\n    step ping {"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in:\n%s", want, text)
		}
	}
	for _, spelling := range []string{"3201", "lcs3201", "misplaced-item", " LCS3201 "} {
		if again, _ := diag.Explain(spelling); again != text {
			t.Errorf("%q explains something else: %q", spelling, again)
		}
	}
	if text, ok := diag.Explain("LCS9999"); ok {
		t.Errorf("LCS9999 is explained: %q", text)
	}
}
