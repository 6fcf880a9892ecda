package interp_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	lcshttp "lcs/stdlib/http"
)

// anyJSON draws a JSON value: lists of several types, empty things, what means
// something in a script.
func anyJSON(depth int) *rapid.Generator[any] {
	texts := rapid.Map(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "{", "\"", "\\", "a\nb", "😀", "\u2028", "#", "null", "</x>", "\x00"})), func(s string) string {
		return strings.NewReplacer("{{", "{", "}}", "}").Replace(s) // the one thing that has to be said otherwise
	})
	scalars := []*rapid.Generator[any]{
		rapid.Just[any](nil),
		rapid.Map(rapid.Bool(), func(b bool) any { return b }),
		rapid.Map(rapid.StringMatching(`(-?[1-9][0-9]{0,20}(\.[0-9]{1,9})?|0(\.[0-9]{1,9})?)([eE][+-]?[0-9]{1,2})?`), func(s string) any { return json.Number(s) }),
		rapid.Map(texts, func(s string) any { return s }),
	}
	if depth == 0 {
		return rapid.OneOf(scalars...)
	}
	inner := rapid.Deferred(func() *rapid.Generator[any] { return anyJSON(depth - 1) })
	return rapid.OneOf(append(scalars,
		rapid.Map(rapid.SliceOfN(inner, 0, 4), func(list []any) any { return list }),
		rapid.Map(rapid.MapOfN(texts, inner, 0, 4), func(m map[string]any) any { return m }),
	)...)
}

// TestAnyJSONIsSent: whatever JSON text stands behind `body json`, or in a hole of
// a text there, the partner gets its very value.
func TestAnyJSONIsSent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		want := anyJSON(3).Draw(rt, "value")
		var text bytes.Buffer
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(rapid.Bool().Draw(rt, "escaped"))
		inHole := rapid.Bool().Draw(rt, "in a hole")
		if !inHole { // which ends with its line
			encoder.SetIndent("", rapid.SampledFrom([]string{"", " "}).Draw(rt, "indent"))
		}
		if err := encoder.Encode(want); err != nil {
			rt.Fatal(err)
		}
		body := text.String()
		if inHole {
			body = `"""{{ ` + strings.TrimSpace(body) + ` }}"""`
		}
		script := fmt.Sprintf("flow \"JSON\"\nlead { id: string }\nstep send {\n  request POST \"https://a.example.com/\" { body json %s }\n  expect 200 none\n}\n", body)
		s := simulate(t, script)
		var sent []byte
		s.partner.decide = func(_ string, r *lcshttp.Request, _ int) (reply, bool) {
			sent = r.Body
			return reply{}, true
		}
		s.do()
		s.close()
		decoder := json.NewDecoder(bytes.NewReader(sent))
		decoder.UseNumber()
		var got any
		if err := decoder.Decode(&got); err != nil {
			rt.Fatalf("%s\nis sent as %q: %v", script, sent, err)
		}
		written, _ := json.Marshal(want)
		came, _ := json.Marshal(got)
		if !bytes.Equal(written, came) {
			rt.Fatalf("%s\nis sent as %s", script, sent)
		}
	})
}
