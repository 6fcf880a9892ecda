package scripttest_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"lcs/interp"
	"lcs/lang/load"
	"lcs/scripttest"
	"lcs/stdlib"
)

// manyTests is a flow of three steps with n tests, each with two failures and an
// hour of backoff before an answer comes.
func manyTests(n int) string {
	var b strings.Builder
	b.WriteString(`flow "Leads"
settings { key: secret }
lead { id: string, email: email, state: state?, value: number = 0 }
example lead "Ann" { id: "1", email: "ann@example.com", state: "TX", value: 250 }
service crm { base "https://crm.example.com"  headers { X-Key: settings.key } }
step blacklist {
  idempotent by lead.id
  request POST crm "/blacklist" { body json { email: lead.email } }
  expect 200 json { listed: bool }
  map { listed: response.listed }
  on error { use default { listed: false } }
  example 200 json { "listed": false }
}
if blacklist.listed { reject "listed" }
step score {
  idempotent by lead.id
  request POST crm "/score" { body json { email: lead.email, value: lead.value, state: lead.state ?? "" } }
  expect 200 json { points: number, tier: string }
  map { points: response.points, tier: response.tier }
  on 5xx { queue for 1h up to 5 }
  example 200 json { "points": 71, "tier": "gold" }
}
step deliver when score.points > 50 {
  idempotent by lead.id
  request POST crm "/leads" { body json { id: lead.id, email: lead.email, tier: score.tier } }
  expect 2xx json { ref: string }
  reference response.ref
  map { ref: response.ref }
  example 201 json { "ref": "r-1" }
}
`)
	for i := range n {
		fmt.Fprintf(&b, `test "lead %d is delivered at the third attempt" {
  at "2026-03-01T09:00:00Z"
  lead "Ann" { id: "%d", value: %d }
  stub score 503 then 500 text "busy" then 200 json { "points": %d, "tier": "t%d" }
  run
  assert outcome == "success" and score.points == %d and elapsed == 2h
  assert sent.deliver.body.tier == "t%d" and sent.score.count == 3
}
`, i, i, i, 51+i, i, 51+i, i)
	}
	return b.String()
}

// suiteOf compiles a script whose text is at hand.
func suiteOf(tb testing.TB, text string) *scripttest.Suite {
	tb.Helper()
	library := stdlib.New()
	info, problems := load.Source("flow.lcs", text, nil, library)
	if problems.HasErrors() {
		tb.Fatal(problems[0])
	}
	program, problems := interp.Compile(info, library)
	if problems.HasErrors() {
		tb.Fatal(problems[0])
	}
	return scripttest.New(info, program, library)
}

// runAll runs all tests of a suite, and returns how many passed.
func runAll(tb testing.TB, s *scripttest.Suite, parallel int) int {
	tb.Helper()
	passed := 0
	scripttest.RunAll(tb.Context(), jobsOf(s), parallel, func(_ scripttest.Job, r *scripttest.Report) bool {
		if r.Passed() {
			passed++
		} else if passed == 0 {
			tb.Error(r)
		}
		return true
	})
	return passed
}

// An hour of backoff, twice, takes no time: one test of its kind.
func BenchmarkTest(b *testing.B) {
	s := suiteOf(b, manyTests(1))
	test := s.Tests()[0]
	b.ReportAllocs()
	for b.Loop() {
		if r := s.Run(test); !r.Passed() {
			b.Fatal(r)
		}
	}
}

// A thousand tests on one flow, from its text to the last report.
func BenchmarkThousandTests(b *testing.B) {
	text := manyTests(1000)
	for b.Loop() {
		if n := runAll(b, suiteOf(b, text), runtime.GOMAXPROCS(0)); n != 1000 {
			b.Fatalf("%d passed", n)
		}
	}
}
