package interp_test

import (
	"testing"
)

// The name of a header that depends on the lead is held against the same rules as
// one that is written out; what cannot be sent is a failure of the step.
func TestComputedHeaderNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"X-Ok": "", "X A": "a space cannot stand in the name of a header", "X\r\nEvil": "a line break cannot stand in the name of a header",
		"": "a header needs a name", "content-length": "the header 'content-length' cannot be set: it is counted from the body",
	} {
		s := simulate(t, `flow "Names"
lead { id: string, name: string }
service api { base "https://api.example.com" }
step ask { request GET api "/" { headers { "{{lead.name}}": lead.id } }  on parse { reject "{{error.message}}" } }
`).stub("ask", reply{})
		r := s.do(entry("id", "a"), entry("name", name))
		s.close()
		if r.Reason != want || len(s.partner.arrivals("ask")) == 1 != (want == "") {
			t.Errorf("%q: %s %q", name, r.Outcome, r.Reason)
		}
	}
}

// A step that does not read its answer can fail with parse, too, and has a handler
// for it.
func TestParseWithoutReading(t *testing.T) {
	t.Parallel()
	s := simulate(t, `flow "Values"
lead { id: string, n: int }
service api { base "https://api.example.com" }
step ask { request GET api "/{{10 / lead.n}}" { headers { X-Id: lead.id } }  on parse { reject "{{error.message}}" } }
`).stub("ask", reply{})
	defer s.close()
	for _, test := range []struct{ id, n, want string }{
		{"a", "2", ""},
		{"a\r\nb", "2", "a line break cannot be sent in a header"},
		{"a", "0", "division by zero"},
	} {
		if r := s.do(entry("id", test.id), entry("n", test.n)); r.Reason != test.want {
			t.Errorf("%q, %s: %s %q", test.id, test.n, r.Outcome, r.Reason)
		}
	}
}
