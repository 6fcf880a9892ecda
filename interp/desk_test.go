package interp_test

import (
	"strings"
	"testing"
	"time"

	"lcs/interp"
)

// A step that runs on beside a lead knows what the lead must not show, also when
// the lead has gone on, or is over and another one has its place: each answer
// repeats the code of its lead.
func TestWhatRunsOnKnowsTheSecretsOfItsLead(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]string{
		"the answer": `
step ask { request GET api "/ask"  expect 200 text }
step beside { background  request POST api "/beside"  note "{{lead.id}} {{ask.http.body}}" }
`,
		"an output that has the answer": `
step ask { request GET api "/ask"  expect 200 text  map { all: [http] } }
step beside { background  request POST api "/beside"  note "{{lead.id}} {{ask.all[0].body}}" }
`,
		"the answer, and the code is another": `
step ask { request GET api "/ask"  expect 200 text }
step beside { background  request POST api "/beside"  note "{{lead.id}} {{ask.http.body}}" }
lead.code = "0000-0000"
`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var noted []string
			s := simulate(t, `flow "Beside"
lead { id: string, code: secret }
service api { base "https://api.example.com" }
`+script, func(o *interp.Options) {
				o.Background = func(r *interp.Result) { noted = append(noted, r.Notes...) }
			}).stub("ask", reply{body: "code-of-a"}, reply{body: "code-of-b", after: 2 * time.Second}).stub("beside", reply{after: time.Second})
			s.all(lead(entry("id", "a"), entry("code", "code-of-a")), lead(entry("id", "b"), entry("code", "code-of-b")))
			s.close()
			if got, want := strings.Join(noted, ", "), "a •••, b •••"; got != want {
				t.Errorf("noted: %s, want %s", got, want)
			}
		})
	}
}

// A service's base is the same for all leads, whatever slashes it ends in, and
// whichever path the lead before had.
func TestBaseIsTheSameForAllLeads(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"https://api.example.com///", "https://api.example.com///?v=1", "https://api.example.com///#top"} {
		s := simulate(t, `flow "Slashes"
lead { id: string }
service api { base "`+base+`" }
step ask { request GET api "/{{lead.id}}" }
`).stub("ask", reply{})
		s.all(lead(entry("id", "a")), lead(entry("id", "b")), lead(entry("id", "c")))
		s.close()
		for i, a := range s.partner.arrivals("ask") {
			if want := "https://api.example.com/" + string(rune('a'+i)); strings.TrimSuffix(a.URL, "?v=1") != want {
				t.Errorf("base %s: lead %d went to %s, want %s", base, i, a.URL, want)
			}
		}
	}
}
