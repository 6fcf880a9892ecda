package stdlib

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lcs/value"
)

func list(items ...any) []any { return items }

func object(pairs ...any) *value.Object {
	o := value.NewObject()
	for i := 0; i < len(pairs); i += 2 {
		o.Set(pairs[i].(string), pairs[i+1])
	}
	return o
}

func n(i int64) *value.Number { return value.Int(i) }

// What the examples of the reference do not show.
func TestBehaviour(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		args []any
		want string // as JSON
	}{
		// text
		{"lower", list("İSTANBUL Σ"), `"istanbul σ"`},
		{"trim", list("\ufeff\u00a0 a \u3000"), `"a"`}, {"trim", list("xxx", "x"), `""`}, {"trim", list("a", ""), `"a"`},
		{"slice", list("abc", n(-5)), `"abc"`}, {"slice", list("abc", n(1), n(-1)), `"b"`}, {"slice", list("abc", n(2), n(1)), `""`},
		{"slice", list("abc", n(5)), `""`}, {"slice", list("añ🙂z", n(1), n(3)), `"ñ🙂"`}, {"slice", list("añ🙂z", n(-2)), `"🙂z"`},
		{"slice", list("abc", n(0), n(-9)), `""`}, {"slice", list(list(n(1), n(2)), n(-9), n(9)), `[1,2]`}, {"slice", list(list(), n(0)), `[]`},
		{"substring", list("abc", n(-2), n(2)), `"ab"`}, {"substring", list("abc", n(9)), `""`},
		{"truncate", list("abc", n(3), "…"), `"abc"`}, {"truncate", list("abcd", n(3), "..."), `"..."`}, {"truncate", list("abcd", n(2), "..."), `".."`},
		{"truncate", list("abc", n(-1)), `""`}, {"truncate", list("🙂🙂🙂", n(2)), `"🙂🙂"`},
		{"pad_start", list("abc", n(2)), `"abc"`}, {"pad_start", list("7", n(4), "ab"), `"aba7"`}, {"pad_end", list("7", n(3), ""), `"7"`},
		{"pad_start", list("é", n(3), "🙂"), `"🙂🙂é"`},
		{"repeat", list("ab", n(-1)), `""`}, {"repeat", list("", n(1<<40)), `""`},
		{"mask", list("ab", n(4)), `"ab"`}, {"mask", list("🙂b", n(1)), `"*b"`}, {"mask", list("", n(1)), `""`},
		{"title", list("l'été o'neil 3rd"), `"L'été O'neil 3rd"`}, {"capitalize", list(""), `""`}, {"capitalize", list("ñANDÚ"), `"Ñandú"`},
		{"name_case", list("MARY-ANN MC"), `"Mary-Ann Mc"`}, {"name_case", list("McDonald"), `"McDonald"`}, {"name_case", list("josé garcía"), `"José García"`},
		{"ascii", list("Москва Αθήνα ½ 中 naïve"), `"Moskva Athina 12  naive"`}, {"ascii", list("\u00a0x\u2003y"), `" x y"`}, {"ascii", list("ﬁ Ⅳ ①"), `"fi IV 1"`},
		{"slug", list("  --  "), `""`}, {"slug", list("Don't panic"), `"dont-panic"`},
		{"words", list(""), `[]`}, {"lines", list("\n"), `[]`}, {"lines", list("a"), `["a"]`}, {"index_of", list("ab", ""), `0`},
		{"before", list("a@b@c", "@"), `"a"`}, {"after", list("a@b@c", "@"), `"b@c"`},
		{"reverse", list("a🙂"), `"🙂a"`}, {"length", list("e\u0301"), `2`}, {"length", list([]byte("é")), `2`}, {"length", list(object("a", n(1))), `1`},
		// numbers
		{"round", list(parsed(t, "0.5")), `1`}, {"round", list(parsed(t, "-0.4")), `0`}, {"round", list(parsed(t, "2.675"), n(2)), `2.68`},
		{"ceil", list(parsed(t, "1e1000000000"), n(2)), `1e1000000000`},
		{"min", list(n(1), parsed(t, "1.0"), n(2)), `1`}, {"max", list(list(nil, n(1), value.Null, n(3))), `3`}, {"max", list("a", "b"), `"b"`},
		{"sum", list(list(parsed(t, "0.10"), nil, parsed(t, "0.20"))), `0.3`}, {"avg", list(list(n(1), n(2), n(2))), `1.666666666666666666666666666666667`},
		{"pow", list(n(2), n(100)), `1267650600228229401496703205376`}, {"pow", list(n(0), n(0)), `1`},
		// conversion
		{"int", list("9223372036854775807"), `9223372036854775807`}, {"int", list("x"), `null`}, {"int", list(true), `1`},
		{"int", list(&value.Record{Kind: "number", Raw: "x"}), `null`}, {"bool", list(n(2)), `null`}, {"bool", list(" Y. "), `true`}, {"bool", list(nil), `null`},
		{"number", list(value.Null), `null`}, {"default", list(value.Null, "x"), `"x"`}, {"default", list(false, "x"), `"x"`}, {"default", list(list(), "x"), `"x"`},
		{"text", list([]byte{255}), `"ff"`},
		// lists and objects
		{"first", list(list()), `null`}, {"last", list(list()), `null`}, {"join", list(list(nil, n(0), false), "-"), `"-0-false"`},
		{"sort", list(list("b", nil, "a")), `["a","b",null]`}, {"sort", list(list(object("p", n(1)), object(), object("p", n(2))), "-p"), `[{"p":2},{"p":1},{}]`},
		{"sort", list(list(object("p", n(1), "i", n(1)), object("p", parsed(t, "1.0"), "i", n(2))), "-p"), `[{"p":1,"i":1},{"p":1.0,"i":2}]`},
		{"unique", list(list(n(1), parsed(t, "1.0"), "1", nil, nil, value.Null, list(n(1)), list(parsed(t, "1.00")))), `[1,"1",null,null,[1]]`},
		{"unique", list(list(object("a", n(1), "b", n(2)), object("b", n(2), "a", n(1)))), `[{"a":1,"b":2}]`},
		{"max_by", list(list(), "p"), `null`}, {"max_by", list(list(object("p", n(2), "i", n(1)), object("p", n(2), "i", n(2))), "p"), `{"p":2,"i":1}`},
		{"sum_by", list(list(object(), object("p", parsed(t, "1.5"))), "p"), `1.5`},
		{"index_by", list(list(object("id", n(1), "v", "a"), object("id", "1", "v", "b"), object()), "id"), `{"1":{"id":"1","v":"b"}}`},
		{"flatten", list(list(list(), list())), `[]`}, {"chunk", list(list(), n(3)), `[]`}, {"zip", list(list(n(1)), list()), `[]`},
		{"range", list(n(0)), `[]`}, {"range", list(n(3), n(0)), `[]`}, {"range", list(n(0), n(10), n(4)), `[0,4,8]`},
		{"merge", list(object("a", n(1)), object("a", nil, "b", value.Null)), `{"a":1,"b":null}`}, {"keys", list(object("a", nil, "b", value.Null)), `["b"]`},
		{"contains", list(list(n(1)), parsed(t, "1.0")), `true`}, {"contains", list("abc", ""), `true`},
		// encoding
		{"base64_decode", list("Pz8-"), `"??>"`}, {"base64_decode", list("YQ"), `"a"`}, {"base64_decode", list(" Y\nQ== "), `"a"`},
		{"hex_decode", list(" 616 "), "error: not hex: an odd number of digits"}, {"hex_decode", list("ff"), "error: the decoded bytes are not UTF-8 text"},
		{"hex_bytes", list("zz"), "error: not hex: unexpected character 'z'"}, {"base64_decode", list("abc*"), "error: not base64: unexpected character at position 3"},
		{"base64_decode", list("abcde"), "error: not base64: the text ends too early"},
		{"url_encode", list("a/b?c=d&é~!'()*"), `"a%2Fb%3Fc%3Dd%26%C3%A9~%21%27%28%29%2A"`}, {"url_decode", list("%ff"), `"�"`}, {"url_decode", list("%4"), "error: not URL-encoded: % without two hex digits at position 0"},
		{"form_encode", list(object("a", value.Null, "b", nil, "c", list(), "d", false)), `"a=&d=false"`}, {"form_encode", list(object("a", object())), "error: a: a form has no place for an object in a field"},
		{"form_decode", list("?a=1&a=2&&b&=x"), `{"a":"2","b":"","":"x"}`},
		{"from_json", list("{"), "error: the JSON text ends too early at line 1, column 2"},
		// random and routing
		{"random_text", list(n(-1)), "error: a text cannot have -1 characters"}, {"sample", list(list()), `null`}, {"shuffle", list(list()), `[]`},
		{"bucket", list("x", n(0)), "error: there cannot be 0 buckets"}, {"bucket", list("x", n(1)), `0`},
		{"weighted", list("x", object("a", n(-1))), "error: the weight of a is less than 0"}, {"weighted", list("x", object("a", n(0), "b", parsed(t, "0.1"))), `"b"`},
		{"is_one_of", list("STRASSE", list("straße")), `true`}, {"is_one_of", list("", list()), `false`}, {"is_one_of", list("a", "b, A ,c"), `true`},
		// a needed value that is missing
		{"round", list(nil), `null`}, {"upper", list(nil), `null`}, {"format", list(n(1), nil), `null`}, {"join", list(nil), `null`},
	} {
		got, err := callErr(t, c.name, c.args...)
		out := ""
		if err != nil {
			out = "error: " + err.Error()
		} else {
			text, err := value.AppendJSON(nil, got)
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			out = string(text)
		}
		if out != c.want {
			t.Errorf("%s(%s)\n  is    %s\n  wants %s", c.name, value.Text(c.args), out, c.want)
		}
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	for want, c := range map[string][]any{
		`1 and "a" cannot be compared`:                             {"sort", list("a", n(1))},
		`2 and "a" cannot be compared`:                             {"min", n(2), "a"},
		`"a" is not a number`:                                      {"sum", list("a")},
		"the lower limit 2 is greater than the upper one, 1":       {"clamp", n(1), n(2), n(1)},
		"division by zero":                                         {"pow", n(0), n(-1)},
		"the number has too many digits":                           {"pow", n(10), n(1 << 30)},
		"the result is too large for an int":                       {"round", parsed(t, "1e30")},
		"the result would be longer than 16 MB":                    {"repeat", "ab", n(1 << 40)},
		"the result would have more than 1048576 items":            {"range", n(1 << 40)},
		"the step of a range cannot be 0":                          {"range", n(0), n(1), n(0)},
		"a list cannot be cut into pieces of 0 items":              {"chunk", list(n(1)), n(0)},
		"there are no characters to choose from":                   {"random_text", n(3), ""},
		"not a JSON web token: three parts with points between":    {"jwt_claims", "a.b"},
		"the number format \"x\": 'x' has no meaning in a number ": {"format", n(1), "x"},
		"the namespace is neither a UUID nor one of dns, url, oid": {"uuid5", "x", "y"},
	} {
		name := c[0].(string)
		if v, err := callErr(t, name, c[1:]...); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, %v; want %q", name, v, err, want)
		}
	}
}

func TestMessyNumbers(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"1.111": "1.111", "1,100": "1100", "$1100": "1100", "$1,100.50": "1100.50", "-$1100": "-1100", "(1,100)": "-1100", "$(5.00)": "-5.00", "(5) people": "5", "(€5)": "-5", "(-5)": "",
		"$1100 per month": "1100", "100%": "100", "1E3": "1E3", ".5": "0.5", "$.99": "0.99", "5.": "5", "-0": "-0", "+5": "5", "1-2": "", "1.2.3": "",
		"": "", "1_000": "1000", "€20": "20", "1.000,50": "1000.50", "1,5": "1.5", "1,50": "1.50", "1,500": "1500", "1.000.000": "1000000", "1,000,000.5": "1000000.5",
		"1.000.000,5": "1000000.5", "1 100": "1100", "1\u00a0100,5": "1100.5", "1'000": "1000", "12 34": "", "12 apples and 3 pears": "", "NaN": "", "-": "", ".": "",
		"123-45-6789": "", "  -7 ": "-7", "\u22127": "-7", "--7": "", "7-": "", "250k": "250000", "$1.5K": "1500", "10kg": "10", "1e400": "1e400", "1,00,000": "100000",
		"about fifty": "", "９": "", "1,2,3.4.5": "", "USD 20": "20", "20 USD.": "20", "a.5": "5", "1.000,50,3": "",
		strings.Repeat("9", 1001): "",
	} {
		n, ok := messyNumber(in)
		got := ""
		if ok {
			got = n.String()
		}
		if got != want {
			t.Errorf("%.40q is %q, want %q", in, got, want)
		}
	}
}

// slice agrees with a slow and plain one on any text and position.
func TestSliceAgreesWithRunes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(rapid.RuneFrom([]rune("aé🙂\u0301")), 0, 12, -1).Draw(t, "text")
		start, end := rapid.IntRange(-15, 15).Draw(t, "start"), rapid.IntRange(-15, 15).Draw(t, "end")
		runes := []rune(s)
		at := func(i int) int {
			if i < 0 {
				i += len(runes)
			}
			return min(max(i, 0), len(runes))
		}
		want := ""
		if at(start) < at(end) {
			want = string(runes[at(start):at(end)])
		}
		if got := sliceText(s, start, end); got != want {
			t.Fatalf("slice(%q, %d, %d) is %q, want %q", s, start, end, got, want)
		}
	})
}

// Encoded, any text comes back; decoding anything else is an error or a text.
func TestEncodingsComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		s := rapid.String().Draw(rt, "text")
		for encode, decode := range map[string]string{
			"base64": "base64_decode", "base64url": "base64url_decode", "hex": "hex_decode", "url_encode": "url_decode", "html_escape": "html_unescape", "to_json": "from_json",
		} {
			if back := call(t, decode, call(t, encode, s)); back != s {
				rt.Fatalf("%s of %q comes back as %q", encode, s, back)
			}
		}
		form := object("a", s, s, "b")
		if back := call(t, "form_decode", call(t, "form_encode", form)); !value.Equal(back, form) {
			rt.Fatalf("the form %s comes back as %s", value.Text(form), value.Text(back))
		}
	})
}

// Over many keys each choice comes as often as its weight says, and a bucket
// as often as any other.
func TestRoutingIsFair(t *testing.T) {
	t.Parallel()
	const keys = 20_000
	weights := object("acme", n(70), "north", parsed(t, "29.5"), "never", n(0), "rare", parsed(t, "0.5"))
	chosen, buckets := map[string]int{}, map[int64]int{}
	for i := range keys {
		key := fmt.Sprintf("lead-%d", i)
		choice := call(t, "weighted", key, weights).(string)
		if again := call(t, "weighted", key, weights); again != choice {
			t.Fatalf("%s goes to %s, then to %s", key, choice, again)
		}
		chosen[choice]++
		b, _ := call(t, "bucket", key, n(10)).(*value.Number).Int64()
		buckets[b]++
	}
	for choice, share := range map[string]float64{"acme": 0.7, "north": 0.295, "never": 0, "rare": 0.005} {
		if got := float64(chosen[choice]) / keys; got < share-0.015 || got > share+0.015 {
			t.Errorf("%s is chosen in %.3f of all cases, want %.3f", choice, got, share)
		}
	}
	if chosen["rare"] == 0 || chosen["never"] != 0 || len(buckets) != 10 {
		t.Errorf("chosen %v, buckets %v", chosen, buckets)
	}
	for b, count := range buckets {
		if count < keys/10-300 || count > keys/10+300 {
			t.Errorf("bucket %d has %d of %d", b, count, keys)
		}
	}
}

func TestRandomIsSeeded(t *testing.T) {
	t.Parallel()
	draw := func(name string, seed uint64, args ...any) string {
		v, err := library.Function(name).Call(&Context{Context: t.Context(), Rand: rand.New(rand.NewPCG(seed, 0))}, args)
		if err != nil {
			t.Fatal(err)
		}
		return value.Text(v)
	}
	items := list("a", "b", "c", "d", "e", "f", "g", "h")
	for name, args := range map[string][]any{
		"uuid": nil, "random": nil, "random_int": {n(-1 << 62), n(1 << 62)}, "random_text": {n(12)}, "shuffle": {items}, "sample": {items}, "uuid7": nil,
	} {
		if a, b := draw(name, 1, args...), draw(name, 1, args...); a != b {
			t.Errorf("%s with one seed: %s, %s", name, a, b)
		}
		if name == "sample" {
			continue
		}
		if a, b := draw(name, 1, args...), draw(name, 2, args...); a == b {
			t.Errorf("%s with two seeds: %s", name, a)
		}
	}
	if call(t, "uuid") == call(t, "uuid") {
		t.Error("without a seed two UUIDs are the same")
	}
	if id := call(t, "uuid7").(string); id[14] != '7' || strings.ReplaceAll(id[:13], "-", "") != fmt.Sprintf("%012x", time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC).UnixMilli()) {
		t.Errorf("uuid7 is %s", id)
	}
	var drawn []string
	for seed := range uint64(200) {
		drawn = append(drawn, draw("random_int", seed, n(1), n(3)))
	}
	slices.Sort(drawn)
	if got := slices.Compact(drawn); !slices.Equal(got, []string{"1", "2", "3"}) {
		t.Errorf("numbers from 1 to 3: %v", got)
	}
}

func TestFormVectors(t *testing.T) {
	t.Parallel()
	type vector struct {
		Input    rawJSON
		Expected string
		Throws   string
	}
	c := comparison{file: "urlencode.json", least: 0.75, reason: func(input string) string {
		switch {
		case strings.Contains(input, "!'()*"):
			return "theirs leaves !'()* as they are; both forms say the same"
		case strings.Contains(input, `{"b"`):
			return "theirs sends an empty field in place of an object"
		}
		return "text is always UTF-8 here: half a character becomes U+FFFD when it is read"
	}}
	for _, v := range vectors[vector](t, c.file) {
		in, err := value.ParseJSON([]byte(v.Input), value.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := callErr(t, "form_encode", in)
		if err != nil {
			got = "error: " + err.Error()
		}
		if v.Throws != "" {
			v.Expected = "error: " + v.Throws
		}
		c.add(string(v.Input), got.(string), v.Expected)
	}
	c.finish(t)
}

// rawJSON keeps the text of a value.
type rawJSON string

func (r *rawJSON) UnmarshalJSON(data []byte) error {
	*r = rawJSON(data)
	return nil
}
