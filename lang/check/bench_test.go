package check_test

import (
	"fmt"
	"strings"
	"testing"

	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/lang/grammar"
	"lcs/stdlib"
)

// longScript is a right script of about so many lines: steps that read what
// the one before them gave, each with its tests.
func longScript(lines int) string {
	var b strings.Builder
	b.WriteString(`settings { key: secret }
lead { id: string, email: email, phone: phone, value: number = 0 }
example lead "Ann" { id: "1", email: "ann@example.com", phone: "512-555-0123" }
service api {
  base "https://api.example.com"
  auth bearer(settings.key)
  on 429, 5xx { retry 3 backoff 200ms..5s }
}
`)
	for i := 0; strings.Count(b.String(), "\n") < lines; i++ {
		before := "lead.value"
		if i > 0 {
			before = fmt.Sprintf("(s%d.score ?? 0)", i-1)
		}
		fmt.Fprintf(&b, `
step s%[1]d "Step %[1]d" {
  cache      1h by lead.email
  idempotent by lead.id
  request POST api "/v1/leads/{{lead.id}}/%[1]d" {
    query { value: lead.value }
    body json {
      email: lead.email
      phone: "{{lead.phone}}"
      before: %[2]s
      big: %[2]s > 100 and lead.value < 5 ? "yes" : "no"
    }
  }
  expect 200 json { ok: bool, score: number, reason: string? }
  success when response.ok
  reason       response.reason ?? "none"
  map { score: response.score }
  on 422 { fail "refused {{http.body}}" }
  on timeout { skip }
  example 200 json { "ok": true, "score": 5, "reason": null }
}
if s%[1]d.score is missing { note "step %[1]d is missing" } else if s%[1]d.score < 10 { flag "low {{s%[1]d.score}}" }

test "step %[1]d" {
  lead "Ann" { value: %[1]d }
  settings { key: "k" }
  stub s%[1]d 200 json { "ok": true, "score": %[1]d, "reason": "x" }
  run
  assert s%[1]d.score == %[1]d and sent.s%[1]d.body.big == "yes"
}
`, i, before)
	}
	return b.String()
}

func BenchmarkCheck(b *testing.B) {
	library := stdlib.New()
	text := longScript(2000)
	file, _ := grammar.Parse(diag.NewFile("long.lcs", text))
	b.ReportAllocs()
	for b.Loop() {
		check.Check(file, check.Options{Universe: library})
	}
}

// hostile are scripts of n equal parts that would take longer than they should
// if what a part costs grew with what stands before it.
var hostile = map[string]func(n int) string{
	"long": func(n int) string { return longScript(20 * n) },
	"wrong": func(n int) string {
		return strings.NewReplacer("lead.email", "lead.emial", "response.", "respnse.", "score", "sc{{ore").Replace(longScript(20 * n))
	},
	"steps": func(n int) string {
		return numbered(n, `step s%d { request GET "https://a.example/" expect 200 json { a: int } map { a: response.a } on timeout { skip } }`+"\n") +
			"let all = [" + numbered(n, "s%d, ") + "]\n"
	},
	"templates": func(n int) string {
		return `step t(n: int) { request GET "https://a.example/" { query { ` + numbered(n, "a%d: n\n") + "} } }\n" + numbered(n, "step s%d = t(1)\n")
	},
	"fields": func(n int) string {
		return `step a { request GET "https://a.example/" expect 200 json { ` + numbered(n, "f%d: int\n") + "} map { " +
			numbered(n, "g%d: response.f%[1]d\n") + "} }\n" + numbered(n, "let x%d = a.g%[1]d\n")
	},
	"branches": func(n int) string {
		return "lead { " + numbered(n, "a%d: int?\n") + "}\nif lead.a0 == 1 { note \"x\" }" +
			numbered(n, ` else if lead.a%d is missing { reject "a" }`) + "\n"
	},
	"names": func(n int) string { return numbered(n, "let y%d = foo%[1]d\n") },
	"texts": func(n int) string { return "let x = [" + numbered(n, `"a%d", `) + "]\n" },
}

func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// BenchmarkGrowth shows the time for a part of a script, which is about the same
// in a script of 100 parts and in one of 1,000.
func BenchmarkGrowth(b *testing.B) {
	library := stdlib.New()
	for name, script := range hostile {
		for _, n := range []int{100, 1000} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				file, _ := grammar.Parse(diag.NewFile("long.lcs", script(n)))
				for b.Loop() {
					check.Check(file, check.Options{Universe: library})
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/part")
			})
		}
	}
}
