package value_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lcs/value"
)

func parse(t testing.TB, text string) any {
	t.Helper()
	v, err := value.ParseJSON([]byte(text), value.Limits{})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

func written(t testing.TB, v any) string {
	t.Helper()
	out, err := value.AppendJSON(nil, v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// What is read comes out in the one form that signatures rely on.
func TestJSONIsCanonical(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		` { "b" : 1 , "a" : [ true , false , null ] } `: `{"b":1,"a":[true,false,null]}`,
		`{"a":1,"b":2,"a":3}`:                           `{"a":3,"b":2}`,
		"\xef\xbb\xbf[]":                                `[]`,
		`"\u0041\u00e9\ud83d\ude42\/\b\f\n\r\t\""`:      `"Aé🙂/\b\f\n\r\t\""`,
		`"\ud800"`:              `"�"`,
		`"\u0000\u001f\u007f"`:  "\"\\u0000\\u001f\u007f\"",
		"\"\xff\"":              `"�"`,
		`[[],{},[{}],""]`:       `[[],{},[{}],""]`,
		`-0`:                    `-0`,
		`[1.10, 1E400, 0.0e-7]`: `[1.10,1E400,0.0e-7]`,
		`{"":{"":""}}`:          `{"":{"":""}}`,
	} {
		if got := written(t, parse(t, in)); got != want {
			t.Errorf("%s\n is    %s\n wants %s", in, got, want)
		}
	}
}

func TestJSONOfManyKeys(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for i := range 40 {
		fmt.Fprintf(&text, `,"k%d":%d`, i%30, i)
	}
	o := parse(t, "{"+text.String()[1:]+"}").(*value.Object)
	if o.Len() != 30 || value.Text(o.Value("k9")) != "39" || value.Text(o.Value("k29")) != "29" || o.At(9).Key != "k9" {
		t.Errorf("%s", value.Text(o))
	}
}

func TestJSONTextIsUTF8(t *testing.T) {
	t.Parallel()
	if got := parse(t, "\"a\xff\xc3(\\n\""); got != "a��(\n" {
		t.Errorf("%q", got)
	}
}

func TestJSONErrorsHaveAPlace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in           string
		line, column int
		message      string
	}{
		{"", 1, 1, "the JSON text is empty"},
		{" \n ", 2, 2, "the JSON text is empty"},
		{"{\n  \"a\": 1,\n  \"é\": x\n}", 3, 8, "invalid character 'x' looking for beginning of value"},
		{"[1, 2", 1, 6, "the JSON text ends too early"},
		{`{"a":1} x`, 1, 9, "invalid character 'x' after top-level value"},
		{"[01]", 1, 3, "invalid character '1' after array element"},
		{"['a']", 1, 2, `invalid character '\'' looking for beginning of value`},
		{"[\"a\nb\"]", 1, 4, `invalid character '\n' in string literal`},
		{"[1e99999999999]", 1, 2, "the number has too many digits"},
		{"{\"a\":[1,\n" + strings.Repeat("9", 20_000) + "]}", 2, 1, "the number has too many digits"},
	} {
		_, err := value.ParseJSON([]byte(c.in), value.Limits{})
		var at *value.JSONError
		if !errors.As(err, &at) || at.Line != c.line || at.Column != c.column || at.Message != c.message {
			t.Errorf("%.40q: %v, want %d:%d %s", c.in, err, c.line, c.column, c.message)
		}
	}
}

func TestJSONDepth(t *testing.T) {
	t.Parallel()
	nested := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	if _, err := value.ParseJSON([]byte(nested(1000)), value.Limits{}); err != nil {
		t.Error(err)
	}
	for _, in := range []string{nested(1001), strings.Repeat("[", 10_000_000), strings.Repeat(`{"a":`, 1_000_000)} {
		if _, err := value.ParseJSON([]byte(in), value.Limits{}); err == nil || !strings.Contains(err.Error(), "deeper than 1000 levels") {
			t.Errorf("%d bytes: %v", len(in), err)
		}
	}
	if _, err := value.ParseJSON([]byte(`[[["]]]]"]]]`), value.Limits{Depth: 3}); err != nil {
		t.Error(err)
	}
	if _, err := value.ParseJSON([]byte(`[[[[]]]]`), value.Limits{Depth: 3}); err == nil {
		t.Error("four levels are taken for three")
	}
	var v any
	for range 20_000 {
		v = []any{v}
	}
	if _, err := value.AppendJSON(nil, v); !errors.Is(err, value.ErrTooDeep) {
		t.Errorf("writing 20,000 levels: %v", err)
	}
}

// Reading takes time in proportion to the size, however deep the values nest.
func TestJSONIsLinear(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("[", 900) + strings.Repeat(`"abcdefgh",`, 400_000) + "1" + strings.Repeat("]", 900)
	start := time.Now()
	if _, err := value.ParseJSON([]byte(text), value.Limits{}); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("%d bytes took %v", len(text), took)
	}
}

func TestJSONOfRecords(t *testing.T) {
	t.Parallel()
	object := value.NewObject(
		value.Entry{Key: "absent", Value: nil},
		value.Entry{Key: "null", Value: value.Null},
		value.Entry{Key: "number", Value: &value.Record{Kind: "number", Raw: "$1,100.50", Valid: true, Normal: num(t, "1100.50")}},
		value.Entry{Key: "no_number", Value: &value.Record{Kind: "number", Raw: "about fifty"}},
		value.Entry{Key: "boolean", Value: &value.Record{Kind: "boolean", Raw: "yes", Valid: true, Normal: true}},
		value.Entry{Key: "email", Value: &value.Record{Kind: "email", Raw: "Ann@Example.com", Valid: true, Normal: "ann@example.com"}},
		value.Entry{Key: "date", Value: &value.Record{Kind: "date", Raw: "3/1/26", Valid: true, Normal: value.Date{Year: 2026, Month: 3, Day: 1}}},
		value.Entry{Key: "time", Value: time.Date(2026, 3, 1, 9, 0, 0, 5e6, time.FixedZone("", -6*3600))},
		value.Entry{Key: "duration", Value: 90 * time.Second},
		value.Entry{Key: "bytes", Value: []byte{0xde, 0xad}},
		value.Entry{Key: "list", Value: []any{nil, value.Null, 7 * time.Millisecond}},
	)
	want := `{"null":null,"number":1100.50,"no_number":"about fifty","boolean":true,"email":"ann@example.com","date":"2026-03-01",` +
		`"time":"2026-03-01T15:00:00.005Z","duration":"1m30s","bytes":"dead","list":[null,null,"7ms"]}`
	if got := written(t, object); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	std, err := json.Marshal(map[string]any{"o": object, "r": object.Value("email")})
	if err != nil || string(std) != `{"o":`+want+`,"r":"ann@example.com"}` {
		t.Errorf("encoding/json writes %s, %v", std, err)
	}
	if _, err := value.AppendJSON(nil, []any{struct{}{}}); !errors.Is(err, value.ErrNoJSON) {
		t.Errorf("a value that JSON has not: %v", err)
	}
}

// Every text goes through a JSON string unharmed, and other decoders agree.
func TestJSONStringsGoThrough(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		text := value.AppendJSONString(nil, s)
		var std string
		if err := json.Unmarshal(text, &std); err != nil || std != s {
			t.Fatalf("%q is %q for encoding/json, %v", s, std, err)
		}
		if v, err := value.ParseJSON(text, value.Limits{}); err != nil || v != s {
			t.Fatalf("%q is %q, %v", s, v, err)
		}
	})
}

func FuzzJSON(f *testing.F) {
	for _, seed := range []string{`{"a":[1,2.50,-0,1e400,"x\n\ud83d\ude42"],"b":{"":null}}`, `[`, `"\ud800"`, "\xff", `{"a":1,"a":2}`, `[1,]`, `[-]`, `1 2`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := value.ParseJSON(data, value.Limits{})
		valid := json.Valid(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
		if err != nil {
			var at *value.JSONError
			if !errors.As(err, &at) || at.Offset < 0 || at.Line < 1 || at.Column < 1 {
				t.Fatalf("%q: %v", data, err)
			}
			if valid && !strings.Contains(err.Error(), "digits") && !strings.Contains(err.Error(), "deeper") {
				t.Fatalf("%q is JSON: %v", data, err)
			}
			return
		}
		if !valid {
			t.Fatalf("%q is no JSON", data)
		}
		text := written(t, v)
		again := written(t, parse(t, text))
		if again != text {
			t.Fatalf("%q is written as %s, then as %s", data, text, again)
		}
		if !json.Valid([]byte(text)) {
			t.Fatalf("%q is written as %s", data, text)
		}
		if !value.Equal(v, parse(t, text)) {
			t.Fatalf("%s is not equal to itself", text)
		}
	})
}
