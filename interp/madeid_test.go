package interp_test

import (
	"cmp"
	"testing"

	"lcs/interp"
	"lcs/value"
)

// A lead that brings no id gets one, if it is a text; what else it should be
// nobody can make up.
func TestMadeID(t *testing.T) {
	t.Parallel()
	for declared, want := range map[string]string{
		"": "", "id: string": "", "id: string from \"Lead ID\"": "", "id: string?": "no id",
		"id: int": "id is missing", "id: number": "id is missing", "id: email": "id is missing", "id: int?": "no id", "id: int = 7": "7",
	} {
		s := simulate(t, `flow "ID"
lead {
  `+declared+`
  n: int
}
note "{{lead.id}}"
`)
		r := s.all(interp.Record{Value: value.NewObject(entry("n", "1"))})[0]
		s.close()
		got := r.Reason
		if r.Outcome == interp.Success && len(r.Notes[0]) != 32 {
			got = cmp.Or(r.Notes[0], "no id")
		}
		if got != want {
			t.Errorf("%s: %s %q, want %q", declared, r.Outcome, got, want)
		}
	}
}
