package stdlib

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// regexCase is what JavaScript does with a pattern; see generate.js beside the
// file.
type regexCase struct {
	Pattern, Flags, Input, Replacement string
	Expected                           struct {
		Error   bool
		Test    bool
		Match   []any
		All     []any // byte offset, match, groups
		Replace string
		Split   []any
	}
}

// Patterns do what they do in JavaScript, or are refused: no silent difference.
func TestPatternsAsInJavaScript(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/regex/cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []regexCase
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	linear := 0
	for _, c := range cases {
		re, bad := CompileRegex(c.Pattern, c.Flags)
		if bad != nil {
			if !c.Expected.Error {
				t.Errorf("/%s/%s is refused: %s", c.Pattern, c.Flags, bad.Message)
			}
			continue
		}
		if c.Expected.Error {
			t.Errorf("/%s/%s is no pattern in JavaScript", c.Pattern, c.Flags)
			continue
		}
		if re.linear != nil {
			linear++
		}
		compareWithJavaScript(t, re, c)
	}
	t.Logf("%d cases, %d of them on the linear engine", len(cases), linear)
}

func compareWithJavaScript(t *testing.T, re *Regex, c regexCase) {
	t.Helper()
	fail := func(what string, got, want any) {
		t.Errorf("/%s/%s on %q: %s with %q\n%s", c.Pattern, c.Flags, c.Input, what, c.Replacement, cmp.Diff(want, got))
	}
	cx := &Context{Context: t.Context()}
	if got, err := re.Match(c.Input); err != nil || got != c.Expected.Test {
		fail("test", got, c.Expected.Test)
	}
	if got, err := callMatch(cx, []any{c.Input, re}); err != nil || !cmp.Equal(got, any(c.Expected.Match)) {
		fail("match", got, any(c.Expected.Match))
	}
	all := []any{}
	err := re.each(c.Input, func(loc []int) bool {
		all = append(all, any(append([]any{float64(loc[0])}, re.groupsOf(c.Input, loc)...)))
		return true
	})
	if err != nil || !cmp.Equal(all, c.Expected.All) {
		fail("all matches", all, c.Expected.All)
	}
	if got, err := re.replace(c.Input, c.Replacement); err != nil || got != c.Expected.Replace {
		fail("replace", got, c.Expected.Replace)
	}
	if got, err := re.split(c.Input, -1); err != nil || !cmp.Equal(got, c.Expected.Split) {
		fail("split", got, c.Expected.Split)
	}
}
