package record

import (
	"testing"

	"lcs/value"
)

func object(t *testing.T, text string) *value.Object {
	t.Helper()
	v, err := value.ParseJSON([]byte(text), value.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return v.(*value.Object)
}

// What an answer repeats of the lead is replaced, however it is written; what
// only looks like it stays.
func TestCleaner(t *testing.T) {
	t.Parallel()
	lead := object(t, `{
		"id": "L-77", "email": "Ann.Lee@Corp.example", "phone": "(512) 555-0123", "name": "Ann", "state": "TX",
		"ssn": 123456789, "value": 250, "city": "São Paulo", "address": {"street": "1 Main St"}, "tags": ["gold-member"]
	}`)
	example := object(t, `{"id": "1", "email": "bob@example.com", "phone": "212-555-0199", "address": {"street": "9 Elm St"}}`)
	for given, want := range map[string]string{
		`"ann.lee@corp.example"`:              `"bob@example.com"`,
		`"Dear ANN, welcome"`:                 `"Dear Xxx, welcome"`,
		`"Annual report, Joann"`:              `"Annual report, Joann"`,
		`"+1 512-555-0123"`:                   `"212-555-0199"`,
		`"+15125550123"`:                      `"212-555-0199"`,
		`"call 5125550123 or 5125550124 now"`: `"call 2125550199 or 5125550124 now"`,
		`5125550123`:                          `2125550199`,
		`123456789`:                           `111111111`,
		`"123-45-6789"`:                       `"111111111"`,
		`250`:                                 `250`,
		`"TX"`:                                `"TX"`,
		`"SÃO PAULO, TX"`:                     `"Xxx Xxxxx, TX"`,
		`{"ann.lee@corp.example": ["L-77"]}`:  `{"bob@example.com":["1"]}`,
		`{"a": "1 main st", "b": "GOLD-member", "c": "token=sk-very-secret"}`: `{"a":"9 Elm St","b":"xxxx-xxxxxx","c":"token=•••"}`,
		`9007199254740993`: `9007199254740993`,
	} {
		c := newCleaner([]*value.Object{lead}, example, []string{"sk-very-secret"})
		v, err := value.ParseJSON([]byte(given), value.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := value.AppendJSON(nil, c.value(v))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%s becomes %s, not %s", given, got, want)
		}
		if given != want && c.replaced == 0 && given[0] != '{' {
			t.Errorf("%s: nothing counts as replaced", given)
		}
	}
}

// A lead that is the example itself leaves its values as they are, and no shorter
// one of them changes a longer one.
func TestTheExampleLeadStays(t *testing.T) {
	t.Parallel()
	lead := object(t, `{"first_name": "Ann", "email": "ann@example.com", "phone": "(512) 555-0123"}`)
	c := newCleaner([]*value.Object{lead}, lead, nil)
	for _, text := range []string{"ann@example.com", "Ann", "(512) 555-0123"} {
		if got := c.text(text); got != text {
			t.Errorf("%q becomes %q", text, got)
		}
	}
	if c.replaced != 0 {
		t.Errorf("%d values count as replaced", c.replaced)
	}
}
