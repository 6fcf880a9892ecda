package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"lcs/limits"
)

// limitCase is a lead, or an answer to it, of any size.
type limitCase struct {
	script string
	lead   func(n int) string // nil: any
	answer func(w http.ResponseWriter, r *http.Request, n int)

	fits, over int    // the sizes around the default
	set        string // a limit that what is over the default is within
	less       string // one that what fits the default is over
	reason     string // of what is over the limit
}

const limitFlow = `flow "Limits"
lead { id: string }
service api { base "HTTP_SERVER"  max_response 20mb }
step ask { request GET api "/"  `

// limitCases has every limit; those without a case are tried where time is
// simulated, or where a hundred thousand answers are no work: in interp.
var limitCases = map[limits.Limit]*limitCase{
	limits.Background:   nil,
	limits.CacheAnswers: nil,
	limits.CacheSize:    nil,
	limits.AnswerHeaders: {
		script: limitFlow + "}",
		answer: func(w http.ResponseWriter, _ *http.Request, n int) {
			for i := range n / 1000 {
				w.Header().Set(fmt.Sprintf("X-%04d", i), strings.Repeat("a", 1000-len("X-1234: \r\n")))
			}
		},
		fits: 255_000, over: 263_000, set: "300kB", less: "100kB",
		reason: "ask: network: the answer's headers are larger than %s",
	},
	limits.Cookies: {
		script: limitFlow + `}
step again { request GET api "/again"  expect 200 text }
if again.response != "{{lead.id}}" { fail "{{again.response}} cookies" }`,
		lead: func(n int) string { return fmt.Sprintf(`{"id":"%d"}`, n) },
		answer: func(w http.ResponseWriter, r *http.Request, n int) {
			if r.URL.Path == "/again" {
				fmt.Fprint(w, len(r.Cookies()))
				return
			}
			for i := range n {
				http.SetCookie(w, &http.Cookie{Name: fmt.Sprint("c", i), Value: "1"})
			}
		},
		fits: 180, over: 181, set: "200", less: "7", reason: "%s cookies",
	},
	limits.CookieSize: {
		script: limitFlow + `}
step again { request GET api "/again"  expect 200 text }
if again.response != "1" { fail "no cookie" }`,
		answer: func(w http.ResponseWriter, r *http.Request, n int) {
			if r.URL.Path == "/again" {
				fmt.Fprint(w, len(r.Cookies()))
				return
			}
			http.SetCookie(w, &http.Cookie{Name: "name", Value: strings.Repeat("v", n-4)})
		},
		fits: 4096, over: 4097, set: "8kB", less: "4095", reason: "no cookie",
	},
	limits.DocumentNodes: {
		script: limitFlow + `expect 200 xml  map { x: response.xpath("count(//a)") } }`,
		answer: func(w http.ResponseWriter, _ *http.Request, n int) {
			fmt.Fprint(w, "<r>", strings.Repeat("<a/>", n-1), "</r>")
		},
		fits: 500_000, over: 500_001, set: "600000", less: "1000",
		reason: "ask: parse: the answer is not XML: the XML has more than %s nodes",
	},
	limits.DocumentSize: {
		script: limitFlow + `expect 200 xml }`,
		answer: func(w http.ResponseWriter, _ *http.Request, n int) {
			fmt.Fprint(w, "<r>", strings.Repeat("a", n-len("<r></r>")), "</r>")
		},
		fits: 10 << 20, over: 10<<20 + 1, set: "11MB", less: "1kB",
		reason: "ask: parse: the answer is not XML: the document is larger than %s",
	},
	limits.Evaluations: {
		script: `flow "Limits"
lead { id: string, tags: [string] }
let all = [for a in lead.tags: [for b in lead.tags: 1].count()]
note "{{all.count()}}"`,
		lead: func(n int) string {
			return `{"id": "1", "tags": ["t"` + strings.Repeat(`, "t"`, n-1) + `]}`
		},
		fits: 2200, over: 3200, set: "20,000,000", less: "1000",
		reason: "more than %s evaluation steps for one lead",
	},
	limits.HTMLDepth: {
		script: limitFlow + `expect 200 html  map { x: response.css("a") } }`,
		answer: func(w http.ResponseWriter, _ *http.Request, n int) {
			fmt.Fprint(w, strings.Repeat("<a name=x>x", n)) // which are not within each other
		},
		fits: 512, over: 513, set: "600", less: "100",
		reason: "ask: parse: the answer is not HTML: the page has more than %s tags that are open at once",
	},
	limits.JSONDepth: {
		script: limitFlow + `expect 200 json { x: string } }`,
		answer: func(w http.ResponseWriter, _ *http.Request, n int) {
			fmt.Fprintf(w, `{"x": "1", "deep": %s%s}`, strings.Repeat("[", n-1), strings.Repeat("]", n-1))
		},
		fits: 1000, over: 1001, set: "2000", less: "7",
		reason: "ask: parse: the answer is not JSON: JSON nests deeper than %s levels",
	},
	limits.LeadSize: {
		script: `flow "Limits"
lead { id: string }
note "{{lead.id | upper | length}}"`,
		lead: func(n int) string {
			return `{"id":"` + strings.Repeat("a", n-len(`{"id":""}`+"\n")) + `"}`
		},
		fits: 4 << 20, over: 4<<20 + 1, set: "5MB", less: "1kB",
		reason: "is over the limit of %s",
	},
	limits.Pattern: {
		script: `flow "Limits"
lead { id: string }
if test(lead.id, /^(?:(?!b)(a|aa)+)+$/) { note "it matches" }`,
		lead: func(n int) string { return `{"id": "` + strings.Repeat("a", n) + `b"}` },
		fits: 11, over: 16, set: "400000000", less: "1000",
		reason: "it can be matched in too many ways, and %s steps are the limit",
	},
	limits.XMLDepth: {
		script: limitFlow + `expect 200 xml  map { x: response.xpath("name(/*)") } }`,
		answer: func(w http.ResponseWriter, _ *http.Request, n int) {
			fmt.Fprint(w, strings.Repeat("<a>", n), strings.Repeat("</a>", n))
		},
		fits: 200, over: 201, set: "400", less: "7",
		reason: "ask: parse: the answer is not XML: the XML is nested deeper than %s elements",
	},
}

// slow are the limits whose defaults take seconds to be reached under the race
// detector.
var slow = map[limits.Limit]bool{limits.DocumentNodes: true, limits.DocumentSize: true, limits.Evaluations: true, limits.Pattern: true}

// Each limit holds as it is by default, and as it was set, to less and to more.
// What is said about it names the flag.
func TestLimits(t *testing.T) {
	t.Parallel()
	for _, which := range limits.All() {
		c, known := limitCases[which]
		if !known {
			t.Errorf("%s is not tried", which)
		}
		if c == nil {
			continue
		}
		t.Run(which.String(), func(t *testing.T) {
			t.Parallel()
			if !underRace || !slow[which] {
				c.try(t, which.String(), c.fits, "", "")
				c.try(t, which.String(), c.over, "", which.Default())
				c.try(t, which.String(), c.over, which.String()+"="+c.set, "")
			}
			var less limits.Limits
			if err := less.Set(which.String() + "=" + c.less); err != nil {
				t.Fatal(err)
			}
			c.try(t, which.String(), c.fits, which.String()+"="+c.less, less.Text(which))
		})
	}
}

// try runs a lead of a size; exceeded is the limit that it is over.
func (c *limitCase) try(t *testing.T, which string, n int, limit, exceeded string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { c.answer(w, r, n) }))
	defer server.Close()
	dir := t.TempDir()
	script, leads := filepath.Join(dir, "flow.lcs"), filepath.Join(dir, "leads.ndjson")
	lead := `{"id":"1"}`
	if c.lead != nil {
		lead = c.lead(n)
	}
	for name, text := range map[string]string{script: strings.ReplaceAll(c.script, "HTTP_SERVER", server.URL), leads: lead + "\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	args := []string{"run", script, "--leads", leads, "--allow-private", "--quiet", "--columns", "outcome,reason"}
	if limit != "" {
		args = append(args, "--limit", limit)
	}
	var out, errs bytes.Buffer
	execute(context.Background(), &console{in: io.MultiReader(), out: &out, err: &errs}, args)
	got := out.String()
	want := `{"outcome":"success","reason":null}` + "\n"
	if exceeded == "" {
		if got != want {
			t.Errorf("%d, %s: %s%s", n, limit, got, errs.String())
		}
		return
	}
	if !strings.HasPrefix(which, "cookie") && !strings.Contains(got, "; --limit "+which+"=N allows more") {
		t.Errorf("%d, %s: %s does not name the flag", n, limit, got)
	}
	reason := strings.ReplaceAll(c.reason, "%s", exceeded)
	if !strings.Contains(got, `{"outcome":"error","reason":`) || !strings.Contains(strings.ReplaceAll(got, ",", ""), strings.ReplaceAll(reason, ",", "")) {
		t.Errorf("%d, %s: %s%s, want an error with %s", n, limit, got, errs.String(), strconv.Quote(reason))
	}
}
