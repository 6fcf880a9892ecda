package diag_test

import (
	"bytes"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"lcs/lang/diag"
)

// problems are one with all that a diagnostic can have, and two with little.
func problems() diag.List {
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

func TestWriteSARIF(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := diag.WriteSARIF(&b, "1.2.3", problems()); err != nil {
		t.Fatal(err)
	}
	golden(t, "sample.sarif", b.String())
}

// The format's own schema has the last word, also for a report without results.
func TestSARIFFitsTheSchema(t *testing.T) {
	t.Parallel()
	for _, list := range []diag.List{problems(), nil} {
		var b bytes.Buffer
		if err := diag.WriteSARIF(&b, "", list); err != nil {
			t.Fatal(err)
		}
		report, err := sarif.FromBytes(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if err := report.Validate(); err != nil {
			t.Errorf("%v\n%s", err, b.String())
		}
	}
}
