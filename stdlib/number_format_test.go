package stdlib

import (
	"encoding/json"
	"strings"
	"testing"

	"lcs/value"
)

func parsed(t testing.TB, s string) *value.Number {
	t.Helper()
	n, err := value.ParseNumber(s)
	if err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return n
}

func formatted(t *testing.T, number, format string) string {
	t.Helper()
	f, bad := parseNumberFormat(format)
	if bad != nil {
		return "error: " + bad.Message
	}
	out, err := f.print(parsed(t, number))
	if err != nil {
		return "error: " + err.Error()
	}
	return out
}

func TestNumberFormatVectors(t *testing.T) {
	t.Parallel()
	type vector struct {
		Number           json.Number
		Format           string
		Expected, V1, V2 *string
	}
	c := comparison{file: "format_number.json", least: 0.98, reason: func(input string) string {
		switch number, format, _ := strings.Cut(input, " as "); {
		case number == "1.5e-07":
			return "theirs cannot print numbers below 0.000001"
		case strings.HasSuffix(format, "b"):
			return "their negative numbers of bytes have no unit"
		case format == "00:00:00":
			return "their negative times count up from the hour below"
		case strings.HasSuffix(format, "%"):
			return "1.005 × 100 is 100.49999 in binary floating point; ours is exact"
		case format == "0o":
			return "theirs takes the ordinal of the number before rounding"
		case strings.HasPrefix(format, "$"):
			return "theirs puts the sign of currency behind a number that rounds to zero from below"
		}
		return ""
	}}
	for _, v := range vectors[vector](t, c.file) {
		want := v.Expected
		if want == nil {
			want = v.V2
			if *want == "" || strings.Contains(*want, "NaN") { // the older version can print these
				want = v.V1
			}
		}
		c.add(v.Number.String()+" as "+v.Format, formatted(t, v.Number.String(), v.Format), *want)
	}
	c.finish(t)
}

func TestDocumentedNumberFormats(t *testing.T) {
	t.Parallel()
	type vector struct {
		Number     json.Number
		Format     string
		Documented string
	}
	c := comparison{file: "number_documented.json", least: 1}
	for _, v := range vectors[vector](t, c.file) {
		c.add(v.Number.String()+" as "+v.Format, formatted(t, v.Number.String(), v.Format), v.Documented)
	}
	c.finish(t)
}

func TestNumberFormatsBeyondTheVectors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ number, format, want string }{
		{"12345678901234567890.125", "0,0.00", "12,345,678,901,234,567,890.13"},
		{"999950", "0.0a", "1.0m"},
		{"1234567", "0.0ak", "1234.6k"},
		{"1e12", "0a", "1t"},
		{"-5", "+0", "-5"}, {"5", "0+", "5+"}, {"-5", "0-", "5-"}, {"5", "-0", "5"},
		{"1048576", "0ib", "1MiB"}, {"1000", "0.0 ib", "1000.0 B"},
		{"-0.001", "(0.00)", "0.00"}, {"-2.5", "0", "-3"},
		{"86399.6", "00:00:00", "24:00:00"},
		{"1e1000000000", "0,0", "error: the number 1e1000000000 is too large to be formatted"},
		{"1e1000000000", "0%", "error: the number has too many digits"},
		{"1e-1000000000", "0.00", "0.00"},
		{"111", "0o", "111th"}, {"-22", "0o", "-22nd"},
	} {
		if got := formatted(t, c.number, c.format); got != c.want {
			t.Errorf("%s as %q is %q, want %q", c.number, c.format, got, c.want)
		}
	}
}

func TestNumberFormatsThatAreNone(t *testing.T) {
	t.Parallel()
	for format, want := range map[string]string{
		"":          "a number format needs a 0 for the digits",
		"abc":       `'c' has no meaning in a number format`,
		"0.0x":      `'x' has no meaning in a number format`,
		"0 0":       "the digits stand in one place only",
		"0%a":       "there can be only one of %, a, o and b",
		"0.0[":      "digits that may be left out are written [0], after the point",
		"[0]0":      "before the point stand only 0 and ,",
		"0.0[.]":    "after the point stand only 0 and [0]",
		"0i":        "i stands before b only: ib",
		"0.0,0":     "after the point stand only 0 and [0]",
		"$":         "a number format needs a 0 for the digits",
		"0,0.00 €€": `'€' has no meaning in a number format`,
	} {
		bad := checkNumberFormat(format)
		if bad == nil || !strings.HasPrefix(bad.Message, want) || bad.Start < 0 || bad.End > len(format) || bad.Start > bad.End {
			t.Errorf("%q: %+v, want %q", format, bad, want)
		}
	}
}

func FuzzNumberFormat(f *testing.F) {
	f.Add("1234.5", "($0,0.0[00] a)")
	f.Add("-0", "00:00:00")
	f.Fuzz(func(t *testing.T, number, format string) {
		p, bad := parseNumberFormat(format)
		if bad != nil {
			if bad.Start < 0 || bad.Start > bad.End || bad.End > len(format) {
				t.Fatalf("%q: place %d to %d", format, bad.Start, bad.End)
			}
			return
		}
		n, err := value.ParseNumber(number)
		if err != nil {
			return
		}
		if out, err := p.print(n); err == nil && len(out) > 2*len(number)+500 {
			t.Fatalf("%s as %q has %d bytes", number, format, len(out))
		}
	})
}
