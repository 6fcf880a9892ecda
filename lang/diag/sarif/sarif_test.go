package sarif_test

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	format "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"lcs/lang/diag"
	"lcs/lang/diag/sarif"
)

var update = flag.Bool("update", false, "write the golden files anew")

func sample() diag.List {
	f := diag.NewFile("flows/my leads.lcs", "lead { émail: email }\nnote \"{{lead.emial}}\"\n")
	use, decl := f.At(36, 41), f.At(7, 20)
	return diag.List{
		{
			Code: diag.RequiredItem, Span: use, Message: "no field 'emial' on lead", Label: "did you mean 'émail'?",
			Help:    "declare it in lead { } if it is a new field",
			Related: []diag.Related{{Span: decl, Message: "declared here"}, {Message: "nowhere"}},
			Fixes:   []diag.Fix{{Title: "write émail", Edits: []diag.Edit{{Span: use, Text: "émail"}, {Span: decl, Text: "x: email"}}}},
		},
		{Code: diag.RequiredItem, Severity: diag.Warning, Span: decl, Message: "the same rule again"},
		{Code: "LCS0000", Severity: diag.Note, Message: "neither catalogued nor placed"},
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := sarif.Write(&b, "1.2.3", sample()); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("testdata/sample.sarif", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/sample.sarif")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), b.String()); d != "" {
		t.Errorf("differs (-want +got):\n%s", d)
	}
}

// The format's own schema has the last word, also for a report without results.
func TestWriteFitsTheSchema(t *testing.T) {
	t.Parallel()
	for _, list := range []diag.List{sample(), nil} {
		var b bytes.Buffer
		if err := sarif.Write(&b, "", list); err != nil {
			t.Fatal(err)
		}
		report, err := format.FromBytes(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if err := report.Validate(); err != nil {
			t.Errorf("%v\n%s", err, b.String())
		}
	}
}
