package check_test

import (
	"fmt"
	"strings"
	"testing"

	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/lang/grammar"
	"lcs/lang/load"
	"lcs/stdlib"
)

const sessionScript = `flow "session"
settings { key: secret, region: string = "us" }
lead { email: email, state: state?, n: number = 0 }
service crm { base "https://crm.example.com" }
pattern digits = /\d+/
fn twice(x: number): number = x * 2
let domain = lead.email.domain
step score when lead.state is present {
  request GET crm "/score"
  expect 200 json { points: number, tier: "gold" | "basic" }
  map { points: response.points }
  example 200 json { "points": 1, "tier": "gold" }
}
if domain == "example.com" { let inner = 1  accept }
reject "no"
`

func newSession(t *testing.T) *check.Session {
	t.Helper()
	s, list := load.Session("flow.lcs", sessionScript, nil, stdlib.New())
	if list.HasErrors() {
		t.Fatal(list)
	}
	return s
}

func parsed(t *testing.T, text string) ast.Expr {
	t.Helper()
	e, list := grammar.ParseExpr(diag.NewFile("x", text))
	if list.HasErrors() {
		t.Fatal(text, list)
	}
	return e
}

func said(list diag.List) string {
	var parts []string
	for _, d := range list {
		_, column := d.Span.Position()
		parts = append(parts, fmt.Sprintf("%s %s %s @%d", d.Code, d.Message, d.Label, column))
	}
	return strings.Join(parts, "; ")
}

func TestASessionKnowsTheScript(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"lead":                    "lead",
		"lead.email":              "email",
		"lead.emial":              "LCS2003 no field 'emial' on lead did you mean 'email'? @6",
		"lead.state.valid":        "bool?",
		"settings.key":            "secret",
		"settings":                "settings",
		"domain":                  "string",
		"inner":                   "LCS2001 there is no 'inner'  @1",
		"twice(lead.n)":           "number",
		"score.points":            "number?",
		"score.points + 1":        "number",
		"score.response.tier":     `("gold" | "basic")?`,
		"score.http.status":       "int?",
		"digits":                  "regex",
		"now.year":                "int",
		"flow.name":               "string",
		"response":                "LCS2001 there is no 'response' here  @1",
		"outcome":                 "LCS2001 there is no 'outcome'  @1",
		"nope + lead.nope.deeper": "LCS2001 there is no 'nope'  @1; LCS2003 no field 'nope' on lead  @13",
	} {
		s := newSession(t)
		s.Lenient = true
		typ, list := s.Expr(parsed(t, text))
		got := typ.String()
		if len(list) > 0 {
			got = said(list)
		}
		if got != want && !strings.HasPrefix(got, want) {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func TestASessionIsAsStrictAsAScriptUnlessToldOtherwise(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	if _, list := s.Expr(parsed(t, "score.points + 1")); len(list) != 1 || !strings.Contains(list[0].Message, "missing") {
		t.Error(said(list))
	}
	s.Lenient = true
	if _, list := s.Expr(parsed(t, "score.points + 1")); len(list) != 0 {
		t.Error(said(list))
	}
}

func TestASessionRemembers(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	e := parsed(t, "[1, 2]")
	if _, list := s.Expr(e); len(list) != 0 {
		t.Fatal(said(list))
	}
	first := s.Let("list", e)
	if typ, list := s.Expr(parsed(t, "list[0]")); typ.String() != "int?" || len(list) != 0 {
		t.Error(typ, said(list))
	}
	e = parsed(t, `"text"`)
	_, _ = s.Expr(e)
	second := s.Let("list", e)
	if typ, _ := s.Expr(parsed(t, "list")); typ.BasicCore().String() != "string" || first.Slot == second.Slot || s.Info().Slots <= second.Slot {
		t.Errorf("%s in slots %d and %d of %d", typ, first.Slot, second.Slot, s.Info().Slots)
	}
	s.Answered(s.Info().Steps[0])
	if typ, list := s.Expr(parsed(t, "response.tier")); typ.BasicCore().String() != "string" || len(list) != 0 {
		t.Error(typ, said(list))
	}
	var names []string
	for _, symbol := range s.Names() {
		names = append(names, symbol.Name)
	}
	if got, want := strings.Join(names, " "), "digits domain flow http lead list now response score settings twice"; got != want {
		t.Errorf("names: %s; want %s", got, want)
	}
}

func TestMethodsAreThoseOfTheType(t *testing.T) {
	t.Parallel()
	s := newSession(t)
	for text, wants := range map[string]struct{ has, lacks string }{
		"lead.email": {"upper", "sum"},
		"[1, 2]":     {"sum", "upper"},
		"now":        {"in_zone", "upper"},
	} {
		typ, _ := s.Expr(parsed(t, text))
		names := " "
		for _, f := range s.Methods(typ) {
			names += f.Name + " "
		}
		if !strings.Contains(names, " "+wants.has+" ") || strings.Contains(names, " "+wants.lacks+" ") {
			t.Errorf("%s has%s", text, names)
		}
	}
}
