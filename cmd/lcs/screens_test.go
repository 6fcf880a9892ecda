package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// longScript has names, titles and texts that are longer than anybody needs them.
const longScript = `flow "Leads of the northern and the southern region to the partner of the mortgage desk"

settings { partner_api_key_of_the_mortgage_desk: secret }

lead {
  id:                                 string
  email:                              email
  requested_loan_amount_of_the_first: number?
}

example lead "Ann who has filled in everything" { id: "1", email: "ann.of.the.long.name@department.example.com", requested_loan_amount_of_the_first: 250000 }
example lead "Bob who has not" { id: "2", email: "bob@example.com" }

service partner_of_the_mortgage_desk {
  base "https://api.partner-of-the-mortgage-desk.example.com/version/2026-01/leads"
  auth bearer(settings.partner_api_key_of_the_mortgage_desk)
}

step eligibility_of_the_borrower_and_the_property "Ask whether the borrower and the property are eligible for the program" {
  idempotent by lead.id

  request POST partner_of_the_mortgage_desk "/eligibility/of/the/borrower/and/the/property" {
    body json { email: lead.email, amount?: lead.requested_loan_amount_of_the_first }
  }
  expect 200 json { eligible_for_the_program_of_the_year: bool, explanation: string }

  success when response.eligible_for_the_program_of_the_year
  reason  "not eligible for the program of the year: {{response.explanation}}"

  map { explanation: response.explanation }

  on 429, 5xx { retry 2 backoff 100ms..1s }
  on timeout  { fail "the partner of the mortgage desk did not answer in the time that the contract gives it" }

  example 200 json {
    "eligible_for_the_program_of_the_year": false,
    "explanation": "the property is not in the area that is served by the program, see the terms and conditions, section 12"
  }
}

test "a borrower with a property outside of the area that the program serves is told why this is so" {
  lead "Ann who has filled in everything"
  run
  assert outcome == "failure" and reason == "not eligible"
  assert sent.eligibility_of_the_borrower_and_the_property.body.email == "bob@example.com"
}
`

// What commands show to people fits 80 columns, whatever a script calls its
// things. Results and requests are data, which are as long as they are.
func TestScreensFit(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("flow.lcs", longScript)
	write("bad.lcs", strings.Replace(longScript, "email: lead.email, amount", "email: lead.emial, amount", 1))
	write("leads.csv", "id,email,requested_loan_amount_of_the_first\n1,ann.of.the.long.name@department.example.com,1\n2,bob@example.com\n")
	write("one.json", `{"id": "1", "email": "ann@example.com"}`)
	write("answer.json", `{"ok": true}`)
	for _, args := range [][]string{
		{"check", "bad.lcs"},
		{"test", "flow.lcs"},
		{"test", "flow.lcs", "-v", "--cover"},
		{"test", "--faults", "flow.lcs"},
		{"test", "--faults", "--pairs", "flow.lcs"},
		{"run", "flow.lcs", "--sandbox", "-o", "out.ndjson"},
		{"run", "flow.lcs", "--sandbox", "--leads", "leads.csv", "-o", "out.csv", "--errors", "failed.ndjson"},
		{"run", "flow.lcs", "--sandbox", "--lead", "one.json", "--waterfall", "-o", "out.ndjson"},
		{"repl", "flow.lcs", "--sandbox"},
		{"new", "of_a_command.lcs", "--answer", "answer.json", "--curl", "curl https://a.example/ -H 'X-Partner-Key: k'"},
		{"explain", "LCS2003"},
		{"explain"},
		{"doc"},
		{"doc", "phone"},
		{"doc", "date"},
		{"version"},
	} {
		stdout, stderr, code := lcs(t, dir, args...)
		if code == exitUsage {
			t.Errorf("%v: %s", args, stderr)
		}
		for line := range strings.Lines(stdout + stderr) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > everywhere {
				t.Errorf("%v: a line of %d characters: %s", args, n, line)
			}
		}
	}
}
