package grammar

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

// jsonValue draws any JSON value that a text can hold. Keys and texts may hold
// what means something here: braces, quotes, holes' braces one by one.
func jsonValue(depth int) *rapid.Generator[any] {
	texts := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ -~]{0,12}`), rapid.SampledFrom([]string{"", "{", "}", "{ {", "\"", "\\", "a\nb", "😀", "\u2028", "#", "null"}))
	scalars := []*rapid.Generator[any]{
		rapid.Just[any](nil),
		rapid.Map(rapid.Bool(), func(b bool) any { return b }),
		rapid.Map(rapid.Int64(), func(n int64) any { return json.Number(fmt.Sprint(n)) }),
		rapid.Map(rapid.StringMatching(`-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,9})?([eE][+-]?[0-9]{1,3})?`), func(s string) any { return json.Number(s) }),
		rapid.Map(texts, func(s string) any { return withoutHoles(s) }),
	}
	if depth == 0 {
		return rapid.OneOf(scalars...)
	}
	inner := rapid.Deferred(func() *rapid.Generator[any] { return jsonValue(depth - 1) })
	return rapid.OneOf(append(scalars,
		rapid.Map(rapid.SliceOfN(inner, 0, 4), func(list []any) any { return list }),
		rapid.Map(rapid.MapOfN(rapid.Map(texts, withoutHoles), inner, 0, 4), func(m map[string]any) any { return m }),
	)...)
}

// withoutHoles takes double braces out: they are the one thing that a JSON text
// cannot say in a script as it stands.
func withoutHoles(s string) string {
	for _, pair := range []string{"{{", "}}"} {
		for bytes.Contains([]byte(s), []byte(pair)) {
			s = string(bytes.ReplaceAll([]byte(s), []byte(pair), []byte(pair[:1])))
		}
	}
	return s
}

// TestAnyJSON pastes JSON texts: each is an expression of the same value, with
// every digit.
func TestAnyJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		value := jsonValue(3).Draw(t, "value")
		var out bytes.Buffer
		enc := json.NewEncoder(&out)
		enc.SetEscapeHTML(rapid.Bool().Draw(t, "escape"))
		enc.SetIndent("", rapid.SampledFrom([]string{"", " ", "\t"}).Draw(t, "indent"))
		if err := enc.Encode(value); err != nil {
			t.Fatal(err)
		}
		src := out.String()
		if rapid.Bool().Draw(t, "CRLF") {
			src = string(bytes.ReplaceAll(out.Bytes(), []byte("\n"), []byte("\r\n")))
		}
		expr, diags := ParseExpr(diag.NewFile("x.json", src))
		if len(diags) > 0 {
			t.Fatalf("%s\n%s", src, listing(diags))
		}
		dec := json.NewDecoder(bytes.NewReader(out.Bytes()))
		dec.UseNumber()
		var want any
		if err := dec.Decode(&want); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, literal(t, expr)); diff != "" {
			t.Fatalf("%s\n(-json +lcs) %s", src, diff)
		}
	})
}

// literal returns the value that e says.
func literal(t *rapid.T, e ast.Expr) any {
	switch e := e.(type) {
	case *ast.Null:
		return nil
	case *ast.Bool:
		return e.Value
	case *ast.Number:
		return json.Number(e.Text + e.Unit)
	case *ast.Unary:
		return json.Number(e.Op) + literal(t, e.X).(json.Number)
	case *ast.Text:
		text, ok := e.Literal()
		if !ok {
			t.Fatalf("not a literal: %s", e.Span().Text())
		}
		return text
	case *ast.List:
		list := []any{}
		for _, x := range e.Elems {
			list = append(list, literal(t, x))
		}
		return list
	case *ast.Object:
		object := map[string]any{}
		for _, x := range e.Entries {
			key, _ := x.Key.Literal()
			object[key] = literal(t, x.Value)
		}
		return object
	}
	t.Fatalf("unexpected %T in JSON", e)
	return nil
}
