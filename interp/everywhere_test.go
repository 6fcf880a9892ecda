package interp_test

import (
	"fmt"
	"strings"
	"testing"

	"lcs/interp"
	"lcs/lang/load"
	"lcs/stdlib"
)

// TestEveryValueInEveryPlace puts every kind of value that a script can name into
// every place that a value can have: what the checker lets through must run, and
// its result can be written.
func TestEveryValueInEveryPlace(t *testing.T) {
	t.Parallel()
	values := []string{
		"http", "http.headers", "http.cookies", "http.timing", "http.body", "http.duration", "response",
		"page", "page.http", "page.http.headers", "page.response", "page.stats", "page.service", "page.outcome", "page.whole", "page.names",
		"data", "data.response", "data.all", "data.response.list", "data.response.at", "file.response", "text.response",
		"settings", "settings.key", "settings.at", "flow", "now", "lead", "lead.email", "lead.born", "lead.o", "lead.tags", "lead.when", "lead.none",
		"api", "/x/", "null", "[]", "{}", "1.50", "2h", "'text'", "same", "lead.email.domain", "page.response.xpath_all('//p')", "[for x in [page, data]: x.stats]",
	}
	wrapped := []string{"%s", "[%s]", "{ a: %s }", "[{ a: [%s] }]", "[for x in [%s]: x]", "lead.id == 'a' ? %[1]s : %[1]s", "same(%s)", "%s ?? null"}
	places := map[string]string{
		"map":          `map { v: %s }`,
		"map?":         `map { v?: %s }`,
		"lead":         `lead.o = %s`,
		"to_json":      `note "{{to_json(%s)}}"`,
		"a token":      `map { v: jwt_hs256(%s, 'k') }`,
		"text":         `note "{{%s}}"`,
		"text()":       `note "{{text(%s)}}"`,
		"let":          `let v = %s  note "{{to_json(v)}}"`,
		"let, kept":    `let v = %s  map { v: v }`,
		"price":        `price %s`,
		"reference":    `reference %s`,
		"reason":       `reason %s`,
		"equal":        `let v = %s  if v == v { note "same" }`,
		"equal, whole": `if %[1]s == %[1]s { note "same" }`,
		"in":           `if contains([%[1]s], %[1]s) { note "in" }`,
		"count":        `note "{{count([%s])}}"`,
		"condition":    `if %s { note "yes" }`,
		"default":      `map { v: lead.o }  default { v: %s }`,
		"use default":  `map { v: lead.o }  on error { use default { v: %s } }`,
	}
	sent := map[string]string{
		"json":       `body json { v: %s }`,
		"json?":      `body json { v?: %s }`,
		"whole json": `body json %s`,
		"hole":       `body json """{ "v": {{ %s }}, "s": "x" }"""`,
		"json text":  `body json """{ "v": "{{ %s }}" }"""`,
		"xml":        `body xml """<a b="x">{{ %s }}</a>"""`,
		"body":       `body text %s`,
		"form":       `body form { v: %s }`,
		"whole form": `body form %s`,
		"multipart":  `body multipart { v: %s }`,
		"query":      `query { v: %s }`,
		"header":     `headers { X-V: %s }`,
		"graphql":    `body graphql "query($v: String) { a(v: $v) }" variables { v: %s }`,
	}
	keys := map[string]string{"idempotent by": `idempotent by %s`, "cache by": `cache 1h by %s`}
	ran, refused := 0, 0
	try := func(name, step string) {
		script := fmt.Sprintf(`flow "Everywhere"
settings { key: secret = "k-12345678", at: url = "https://a.example.com" }
lead { id: string, email: email, born: date, when: time?, none: string?, o: any?, tags: [string] }
service api { base "https://api.example.com" }
fn same(x: any) = x
step page { request GET api "/page"  expect 200 html  map { whole: http, names: http.headers } }
step data { request GET api "/data"  expect 200 json { list: [{ a: int }], at: time?, b: any? }  map { all: response } }
step file { request GET api "/file"  expect 200 bytes }
step text { request GET api "/text"  expect 200 text }
step ask {
%s
}
note "{{ask.outcome}} {{to_json(lead.o)}}"
`, step)
		lib := stdlib.New()
		info, problems := load.Source("test.lcs", script, nil, lib)
		if problems.HasErrors() {
			refused++
			return
		}
		p, problems := interp.Compile(info, lib)
		if problems.HasErrors() {
			t.Errorf("%s: %s", name, diagnostics(problems))
			return
		}
		ran++
		s := simulateProgram(t, p).
			stub("page", reply{body: "<html><p>one</p></html>", header: map[string]string{"Content-Type": "text/html", "Set-Cookie": "c=1"}}).
			stub("data", reply{body: `{"list": [{"a": 1}], "at": "2026-01-02T03:04:05Z", "b": [1, "x", null]}`}).
			stub("file", reply{body: "\x00\xff"}).stub("text", reply{body: "a text"}).stub("ask", reply{body: "<r>answer</r>"})
		defer s.close()
		r := s.do(entry("id", "a"), entry("email", "ann@example.com"), entry("born", "2000-01-02"), entry("tags", []any{"a", "b"}), entry("o", []any{"a", nil}))
		line := string(r.AppendJSON(nil))
		if r.Outcome != interp.Success || !strings.HasPrefix(line, `{"outcome":"success"`) {
			t.Errorf("%s\n%s\ncomes to %s", name, step, line)
		}
	}
	// A value within another one is put where what is in it matters.
	deep := map[string]bool{"map": true, "lead": true, "to_json": true, "equal": true, "default": true, "json": true, "hole": true}
	for _, v := range values {
		afterAnswer := strings.HasPrefix(v, "http") || v == "response"
		for i, w := range wrapped {
			whole := fmt.Sprintf(w, v)
			in := func(places map[string]string, step string) {
				for name, place := range places {
					if i == 0 || deep[name] {
						try(name+" of "+whole, fmt.Sprintf(step, fmt.Sprintf(place, whole)))
					}
				}
			}
			in(places, "request GET api \"/ask\"  expect 200 xml\n%s")
			if !afterAnswer {
				in(sent, "request POST api \"/ask\" { %s }  expect 200 xml")
				in(keys, "%s  request GET api \"/ask\"  expect 200 xml")
			}
		}
	}
	t.Logf("%d scripts ran, %d were refused", ran, refused)
	if ran < 1000 || refused < 1000 {
		t.Errorf("%d scripts ran, %d were refused: the places are not what they were", ran, refused)
	}
}
