package results_test

import (
	"strings"
	"testing"

	"lcs/interp"
	"lcs/lang/check"
	"lcs/lang/load"
	"lcs/results"
	"lcs/stdlib"
	"lcs/value"
)

const script = `flow "x"
lead { id: string, email: email, loan: { amount: number }? }
step blacklist {
  request GET "https://a.example/"
  expect 200 json { risk: number, of: { list: string } }
  map { risk: response.risk, of: response.of }
}
`

func checked(t *testing.T) *check.Info {
	t.Helper()
	info, problems := load.Source("x.lcs", script, nil, stdlib.New())
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	return info
}

func TestColumnsAreThoseOfTheScript(t *testing.T) {
	t.Parallel()
	info := checked(t)
	for list, want := range map[string]string{
		"outcome, lead.email,email,blacklist.risk,blacklist.of.list": "",
		"place,lead.loan.amount":                                     "",
		"emial":                                                      "there is no column 'emial': did you mean 'email'?",
		"risk":                                                       "there is no column 'risk': did you mean 'blacklist.risk'?",
		"lead.loan.amont":                                            "there is no column 'lead.loan.amont': there are outcome, ",
		"nothing":                                                    "there is no column 'nothing': there are outcome, reason, price, reference, place, queued_at, flags, notes, fields of the lead (lead.NAME) and outputs of steps (STEP.NAME)",
		"outcome,outcome":                                            "the column 'outcome' is there twice",
		"outcome,":                                                   "a column has no name: write  --columns outcome,lead.email",
		"blacklist.of.list.deeper":                                   "there is no column 'blacklist.of.list.deeper'",
	} {
		_, err := results.ParseColumns(info, list)
		switch {
		case want == "" && err != nil, want != "" && err == nil:
			t.Errorf("%s: %v", list, err)
		case err != nil && !strings.HasPrefix(err.Error(), want):
			t.Errorf("%s: %v, not %s", list, err, want)
		}
	}
}

// aResult is one of a lead with values as they come.
func aResult(t *testing.T, outcome interp.Outcome, lead string) *interp.Result {
	t.Helper()
	v, err := value.ParseJSON(lead, value.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return &interp.Result{Outcome: outcome, Place: "leads.csv:2", Lead: v.(*value.Object), Came: v.(*value.Object)}
}

// A spreadsheet computes nothing that came from outside, and loses no number.
func TestCells(t *testing.T) {
	t.Parallel()
	columns, err := results.ParseColumns(checked(t), "place,outcome,email")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		`"ann@example.com"`:  "ann@example.com",
		`"=1+1"`:             "'=1+1",
		`"@SUM(A1)"`:         "'@SUM(A1)",
		`"+15125550123"`:     "+15125550123",
		`"+cmd|' /C calc'"`:  "'+cmd|' /C calc'",
		`"-1.50"`:            "-1.50",
		`"a, \"b\"\nc"`:      "\"a, \"\"b\"\"\nc\"",
		`null`:               "",
		`9007199254740993.0`: "9007199254740993.0",
	} {
		var out strings.Builder
		w, err := results.NewWriter(&out, results.CSV, columns, false)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(aResult(t, interp.Success, `{"email": `+text+`}`)); err != nil {
			t.Fatal(err)
		}
		if want := "leads.csv:2,success," + want + "\n"; out.String() != want {
			t.Errorf("%s: %q, not %q", text, out.String(), want)
		}
	}
}

// Leads that failed are written as they came in, with the reason; others are not,
// nor can be those that were not read.
func TestFailed(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	f := results.NewFailed(&out)
	failed := aResult(t, interp.Error, `{"id": "7", "phone": " (512) 555-0123"}`)
	failed.Reason = "blacklist: timeout"
	failed.Steps = []interp.StepResult{{Name: "blacklist", Outcome: "error", Kind: "timeout"}}
	unread := &interp.Result{Outcome: interp.Error, Reason: "malformed"}
	for _, r := range []*interp.Result{aResult(t, interp.Failure, `{"id": "6"}`), failed, unread} {
		if err := f.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	want := `{"id":"7","phone":" (512) 555-0123","_lcs":{"reason":"blacklist: timeout","step":"blacklist","kind":"timeout","place":"leads.csv:2"}}` + "\n"
	if out.String() != want || f.Unreadable() != 1 {
		t.Errorf("%d unreadable, and\n%swant\n%s", f.Unreadable(), out.String(), want)
	}
	if !value.IsMissing(failed.Came.Value("_lcs")) {
		t.Error("the note is in the lead of the run")
	}
	v, err := value.ParseJSON(strings.TrimSpace(want), value.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if again := results.WithoutNote(v.(*value.Object)); !value.IsMissing(again.Value("_lcs")) || again.Value("id") != "7" {
		t.Errorf("the lead keeps its note: %v", again)
	}
	results.WithoutNote(nil)
}

func TestFormats(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]results.Format{"out.csv": results.CSV, "OUT.CSV": results.CSV, "out.ndjson": results.NDJSON, "-": results.NDJSON, "": results.NDJSON} {
		if got := results.FormatOf(name); got != want {
			t.Errorf("%q is %s", name, got)
		}
	}
	if _, err := results.ParseFormat("xml"); err == nil || err.Error() != "there is no format 'xml': it is ndjson or csv" {
		t.Error(err)
	}
}
