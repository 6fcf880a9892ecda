package diag_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lcs/lang/diag"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s differs (-want +got):\n%s", name, d)
	}
}

// at returns the span of the nth (from 1) occurrence of part in f.
func at(t *testing.T, f *diag.File, part string, nth int) diag.Span {
	t.Helper()
	from := 0
	for {
		i := strings.Index(f.Text[from:], part)
		if i < 0 {
			t.Fatalf("%q is not in %s", part, f.Name)
		}
		from += i
		if nth--; nth == 0 {
			return f.At(from, from+len(part))
		}
		from += len(part)
	}
}

const flow = `flow "Leads"

lead {
  email: email
  name:  string
}

step blacklist {
	request POST "https://api.example.com/check" {	# tabs
    body json { "email": "{{lead.emial}}", "name": "日本語 {{lead.nmae}}" }
  }
  on timeout { retry 3 }
}

if blacklist.listed { reject "on the list" }
`

// samples has a diagnostic of every shape that the writers must cope with.
func samples(t *testing.T) diag.List {
	f := diag.NewFile("flows/leads.lcs", flow)
	other := diag.NewFile("lib/lenders.lcs", "type Bid { price: number }\n")
	long := diag.NewFile("long.lcs", "let a = \""+strings.Repeat("x", 300)+"{{lead.nope}}"+strings.Repeat("y", 300)+"\"\n")
	name := at(t, f, "name:  string", 1)
	var list diag.List
	list.Add(&diag.Diagnostic{
		Code: "LCS0003", Span: at(t, f, "emial", 1), Message: "no field 'emial' on lead",
		Label: "did you mean 'email'?", Help: "declare it in lead { } if it is a new field",
		Fixes: []diag.Fix{{Title: "write email", Edits: []diag.Edit{{Span: at(t, f, "emial", 1), Text: "email"}}}},
	})
	list.Add(&diag.Diagnostic{
		Code: "LCS0003", Span: at(t, f, "nmae", 1), Message: "no field 'nmae' on lead", Label: "did you mean 'name'?",
		Related: []diag.Related{{Span: name, Message: "declared here"}, {Message: "said without a place"}},
		Fixes:   []diag.Fix{{Title: "write name", Edits: []diag.Edit{{Span: at(t, f, "nmae", 1), Text: "name"}}}},
	})
	list.Add(&diag.Diagnostic{
		Code: "LCS0008", Severity: diag.Warning, Span: at(t, f, "POST \"https://api.example.com/check\" {	# tabs", 1), Message: "a retried POST without a key",
		Related: []diag.Related{{Span: at(t, other, "Bid", 1), Message: "in another file"}},
	})
	whole := at(t, f, "step blacklist {", 1)
	list.Add(&diag.Diagnostic{
		Code: "LCS3203", Severity: diag.Note, Span: whole.To(at(t, f, "retry 3 }\n}", 1)), Message: "a span over several lines", Label: "all of this",
	})
	list.Add(&diag.Diagnostic{
		Code: "LCS0001", Span: at(t, f, "lead {", 1).To(at(t, f, "string\n}", 1)), Message: "a span over a few lines",
		Fixes: []diag.Fix{{Title: "take it out", Edits: []diag.Edit{{Span: at(t, f, "name:  string\n", 1)}}}},
	})
	list.Add(&diag.Diagnostic{Code: "LCS0002", Span: f.At(len(flow), len(flow)), Message: "expected '}'\x1b[31m at the end"})
	list.Add(&diag.Diagnostic{Code: "LCS0003", Span: at(t, long, "nope", 1), Message: "a long line is cut"})
	list.Add(&diag.Diagnostic{Code: "LCS0007", Message: "leads.csv: no such file", Help: "check the name"})
	return list
}

func TestText(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := diag.WriteText(&b, samples(t), diag.TextOptions{}); err != nil {
		t.Fatal(err)
	}
	golden(t, "text.golden", b.String())
}

func TestTextInColor(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := diag.WriteText(&b, samples(t)[:2], diag.TextOptions{Color: true}); err != nil {
		t.Fatal(err)
	}
	golden(t, "color.golden", b.String())
}

func TestJSON(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := diag.WriteJSON(&b, samples(t)); err != nil {
		t.Fatal(err)
	}
	golden(t, "json.golden", b.String())
}

func TestGitHub(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := diag.WriteGitHub(&b, samples(t)); err != nil {
		t.Fatal(err)
	}
	golden(t, "github.golden", b.String())
}

func TestJUnit(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := diag.WriteJUnit(&b, []string{"flows/leads.lcs", "flows/sound.lcs"}, samples(t)); err != nil {
		t.Fatal(err)
	}
	golden(t, "junit.golden", b.String())
}
