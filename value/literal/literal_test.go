package literal_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lcs/interp"
	"lcs/lang/load"
	"lcs/stdlib"
	"lcs/value"
	"lcs/value/literal"
)

// answered is the body of a step's example whose text stands in a script.
func answered(t *rapid.T, format, example string) string {
	script := "flow \"x\"\nlead { id: string }\nstep s {\n  request GET \"https://a.example/\"\n  expect 200 " + format + "\n  example 200 " + format + " " + example + "\n}\n"
	library := stdlib.New()
	info, problems := load.Source("x.lcs", script, nil, library)
	if problems.HasErrors() {
		t.Fatalf("%v\n%s", problems[0], script)
	}
	program, problems := interp.Compile(info, library)
	if problems.HasErrors() {
		t.Fatalf("%v\n%s", problems[0], script)
	}
	return string(program.Replies("s", false)[0].Body)
}

// texts are texts as systems send them, and as nobody should.
var texts = rapid.Custom(func(t *rapid.T) string {
	pieces := []string{"a", "Ann", " ", "  ", "\t", "\n", "\n\n", "{{", "}}", "{{#if x}}", `\`, `\{{`, `"`, `"""`, "'", "é", "世", "\u0001", "<a>", "&", "\r\n", "\u2028"}
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12).Draw(t, "pieces"), "")
})

// What is written is read back as it was, on one line and over several.
func TestTextsAreReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := texts.Draw(t, "text")
		indent := strings.Repeat(" ", rapid.IntRange(0, 6).Draw(t, "indent"))
		for _, written := range []string{literal.Text(text), literal.Block(text, indent)} {
			if got := answered(t, "text", written); got != text {
				t.Fatalf("%q is written as\n%s\nand read as %q", text, written, got)
			}
		}
	})
}

var values = rapid.Custom(func(t *rapid.T) any { return drawn(t, 2) })

func drawn(t *rapid.T, depth int) any {
	kinds := 5
	if depth == 0 {
		kinds = 3
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0:
		return texts.Draw(t, "text")
	case 1:
		n, err := value.ParseNumber(rapid.SampledFrom([]string{"0", "-1", "12.50", "9007199254740993", "1e3"}).Draw(t, "number"))
		if err != nil {
			t.Fatal(err)
		}
		return n
	case 2:
		return rapid.SampledFrom([]any{true, false, value.Null}).Draw(t, "word")
	case 3:
		list := make([]any, rapid.IntRange(0, 4).Draw(t, "length"))
		for i := range list {
			list[i] = texts.Draw(t, "item") // a list has one type
		}
		return list
	}
	o := value.NewObject()
	for range rapid.IntRange(0, 4).Draw(t, "entries") {
		o.Set(texts.Draw(t, "key"), drawn(t, depth-1))
	}
	return o
}

// A value that was read from JSON is the same after it was written into a script
// and read again, to the last digit.
func TestJSONIsReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := value.NewObject()
		o.Set("v", values.Draw(t, "value"))
		written := literal.JSON(o, "  ", 20)
		want, err := value.AppendJSON(nil, o)
		if err != nil {
			t.Fatal(err)
		}
		if got := answered(t, "json", written); got != string(want) {
			t.Fatalf("it is written as\n%s\nand read as\n%s\nnot as\n%s", written, got, want)
		}
	})
}

// What JSON does not know is written as well, or said to have no literal.
func TestValues(t *testing.T) {
	t.Parallel()
	held := func(v any) any { return value.NewObject(value.Entry{Key: "v", Value: []any{v}}) }
	for _, c := range []struct {
		value any
		want  string // empty: none
	}{
		{nil, "null"},
		{90 * time.Minute, "1h30m"},
		{value.Date{Year: 2026, Month: 3, Day: 1}, `"2026-03-01"`},
		{time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC), `"2026-03-01T09:00:00.000Z"`},
		{&value.Record{Raw: "(512) 555-0123"}, `"(512) 555-0123"`},
		{held(2 * time.Second), `{ "v": [2s] }`},
		{[]any{}, "[]"},
		{value.NewObject(), "{}"},
		{[]byte("a"), ""},
		{held([]byte("a")), ""},
		{[]any{strings.Repeat("a", 60), strings.Repeat("b", 60)}, "[\n    \"" + strings.Repeat("a", 60) + "\",\n    \"" + strings.Repeat("b", 60) + "\"\n  ]"},
	} {
		got, ok := literal.Value(c.value, "  ", 0)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%#v is written as %s, %t; want %s", c.value, got, ok, c.want)
		}
	}
}
