package stdlib

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"lcs/value"
)

func parseRecord(t testing.TB, kind string, raw any, args ...string) *value.Record {
	t.Helper()
	rt := library.RecordType(kind)
	if rt == nil {
		t.Fatalf("there is no record type %s", kind)
	}
	return rt.Parse(&Context{Now: vectorTime}, raw, args)
}

// The examples of the record types are texts as they are sent, and what they
// become in a JSON body.
func TestRecordExamples(t *testing.T) {
	t.Parallel()
	for _, name := range library.RecordNames() {
		for _, e := range library.RecordType(name).Examples {
			var sent string
			if err := json.Unmarshal([]byte(e.Source), &sent); err != nil {
				t.Errorf("%s: %s: %v", name, e.Source, err)
				continue
			}
			got, err := value.AppendJSON(nil, parseRecord(t, name, sent))
			if err != nil || string(got) != e.Result {
				t.Errorf("%s: %s becomes %s, %v, want %s", name, e.Source, got, err, e.Result)
			}
		}
	}
}

// Every field of every type can be read from every record, valid or not, and
// has the type that the checker is told.
func TestFieldsHaveTheirTypes(t *testing.T) {
	t.Parallel()
	texts := []string{"", "x", "ann@gmail.com", "(512) 555-0123", "+44 7911 123456", "TX", "78704-1234", "q2e 4u7", "SW1A 1AA", "1-10", "10+", "under 5", "yes",
		"$1,000.50", "3/2/1990", "2030-01-01", "2026-03-02T09:00:00Z", "203.0.113.7", "::1", "https://a.io:81/b?c#d", "123-45-6789", "12 Main St", "male", "1-512-***-**** x9",
		"https://cert.trustedform.com/0123456789abcdef0123456789abcdef01234567"}
	cx := &Context{Now: vectorTime}
	for _, name := range library.RecordNames() {
		rt := library.RecordType(name)
		record, _, bad := rt.Make(nil)
		if bad != nil {
			t.Fatalf("%s: %s", name, bad.Message)
		}
		for _, text := range texts {
			r := rt.Parse(cx, text, nil)
			if r.Raw != text || r.Kind != name {
				t.Errorf("%s of %q is %+v", name, text, r)
			}
			if r.Valid != (r.Normal != nil) {
				t.Errorf("%s of %q: valid is %v, normal %v", name, text, r.Valid, r.Normal)
			}
			if r.Valid && !hasBasicType(r.Normal, record.Value.String()) {
				t.Errorf("%s of %q has %T for a %s", name, text, r.Normal, record.Value)
			}
			if rt.Mask != nil && r.Valid && name != "dob" && strings.ContainsAny(rt.Mask(r), "0123456789abcdef") {
				t.Errorf("%s of %q shows in its mask %q", name, text, rt.Mask(r))
			}
			for _, f := range record.Fields[2:] {
				v := rt.Get(cx, r, f.Name)
				switch {
				case v == nil && !f.Type.IsOptional():
					t.Errorf("%s.%s of %q is missing", name, f.Name, text)
				case v != nil && !hasBasicType(v, f.Type.BasicCore().String()):
					t.Errorf("%s.%s of %q is %T for a %s", name, f.Name, text, v, f.Type)
				}
			}
		}
	}
}

func hasBasicType(v any, name string) bool {
	switch v := v.(type) {
	case string:
		return name == "string"
	case *value.Number:
		return v != nil && (name == "number" || name == "int" && v.IsInt())
	case bool:
		return name == "bool"
	case value.Date:
		return name == "date"
	case time.Time:
		return name == "time"
	}
	return false
}

func TestRecordFields(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ kind, sent, field, want string }{
		{"email", "Ann.Lee@Mail.Acme.co.uk", "corporate", "true"}, {"email", "ann@gmail.com", "corporate", "false"}, {"email", "n/a", "corporate", "false"},
		{"email", "x@yopmail.com", "is_disposable", "true"}, {"email", "x@sub.mailinator.com", "is_disposable", "true"}, {"email", "x@com", "is_free", "false"},
		{"email", `"a@b"@c.io`, "user", `"a@b"`}, {"email", "Ann Lee (home) <ann@acme.io>", "domain", "acme.io"},
		{"phone", "+1 416 555 0123", "country_code", "CA"}, {"phone", "512-555-0123", "e164", "+15125550123"}, {"phone", "512-555-0123", "time_zone", "America/Chicago"},
		{"phone", "512-555-0123", "type", ""}, {"phone", "512-555-0123 (w)", "type", "work"}, {"phone", "+44 7911 123456", "type", "mobile"},
		{"phone", "512-555-0123", "carrier", ""}, {"phone", "555", "e164", ""}, {"phone", "512-555-**** x1", "masked", "true"},
		{"state", "Hawaii", "time_zone", "Pacific/Honolulu"}, {"state", "Bavaria", "known", "false"}, {"state", "Bavaria", "time_zone", ""}, {"state", "québec", "code", "QC"},
		{"currency", "€ 1.250,50", "code", "EUR"}, {"currency", "1250", "code", ""}, {"currency", "cad 20", "code", "CAD"},
		{"range", "$150 - $200", "max", "200"}, {"range", "10+", "max", ""}, {"range", "up to 5", "max", "5"}, {"range", "500 and up", "min", "500"},
		{"range", "-10 to -5", "min", "-10"}, {"range", "-$5 - $5", "min", "-5"}, {"range", "between $1k and $2.5k", "avg", "1750"}, {"range", "10-1", "valid", ""},
		{"dob", "1990-03-02", "age", "35.2"}, {"dob", "2000-02-29", "age", "25.2"}, {"dob", "2030-01-01", "age", ""},
		{"date", "March 2nd, 2026", "year", "2026"}, {"date", "2026-03-02", "weekday", "Mon"}, {"time", "2026-03-02T09:05:00Z", "hour", "9"},
		{"ip", "[2001:DB8::1]:80", "ipv6_format", "2001:db8::1"}, {"url", "HTTP://Bücher.example:80/a b?q#h", "host", "xn--bcher-kva.example"},
	} {
		r := parseRecord(t, c.kind, c.sent)
		if got := value.Text(library.RecordType(c.kind).Get(&Context{Now: vectorTime}, r, c.field)); got != c.want {
			t.Errorf("%s.%s of %q is %q, want %q", c.kind, c.field, c.sent, got, c.want)
		}
	}
}

func TestDatesAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for sent, want := range map[string]string{
		"2026-03-02": "2026-03-02", "2026/3/2": "2026-03-02", "3/2/2026": "2026-03-02", "13/2/2026": "2026-02-13", "3.2.2026": "2026-03-02", "3-2-26": "2026-03-02",
		"3/2/70": "1970-03-02", "Mar 2, 2026": "2026-03-02", "march 2nd 2026": "2026-03-02", "2 Mar 2026": "2026-03-02", "2nd of March, 2026": "2026-03-02",
		"Mon, 2 March 2026": "2026-03-02", "Sept. 5 2026": "2026-09-05", "20260302": "2026-03-02", "03022026": "2026-03-02", "2-Mar-26": "2026-03-02",
		"2026-03-02T23:59:59-08:00": "2026-03-02", "3/2/2026 5:00 PM": "2026-03-02", "3/2/2026 at 5pm EST": "2026-03-02", "Mon Mar 02 2026 09:00:00 GMT+0100 (CET)": "2026-03-02",
		"2026-02-29": "", "0/1/2026": "", "1/2": "", "3/2/2026 x": "", "3-2/2026": "", "1/2/3/4": "", "99999999": "", "May": "", "2026": "", "12345": "", "mar 2026": "",
		"1\u202f/2/2026": "",
	} {
		r := parseRecord(t, "date", sent)
		if got := value.Text(r.Normal); got != want {
			t.Errorf("%q is %q, want %q", sent, got, want)
		}
	}
}

func TestDatesInAFormat(t *testing.T) {
	t.Parallel()
	rt := library.RecordType("date")
	record, _, bad := rt.Make([]string{"DD/MM/YYYY"})
	if bad != nil || record.String() != `date("DD/MM/YYYY")` {
		t.Fatalf("%v, %v", record, bad)
	}
	if r := parseRecord(t, "date", "02/03/2026", "DD/MM/YYYY"); value.Text(r) != "2026-03-02" || !r.Valid {
		t.Errorf("02/03/2026 is %v", r)
	}
	if r := parseRecord(t, "date", "2/3/2026", "DD/MM/YYYY"); r.Valid {
		t.Errorf("a format is strict: %v", r)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"DD/MN/YYYY"}, "no token 'MN'"}, {[]string{"DD/MM"}, "without a year"}, {[]string{"YYYY", "MM"}, "one format"}, {[]string{"gggg-ww"}, "not read"},
	} {
		if _, _, bad := rt.Make(c.args); bad == nil || !strings.Contains(bad.Message, c.want) {
			t.Errorf("date(%q): %v, want %q", c.args, bad, c.want)
		}
	}
	if _, _, bad := library.RecordType("email").Make([]string{"x"}); bad == nil || !strings.Contains(bad.Message, "takes no arguments") {
		t.Errorf("email(\"x\"): %v", bad)
	}
}

func TestTimesAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	// It is Sunday, 2025-06-15, 12:00 UTC.
	for sent, want := range map[string]string{
		"now": "2025-06-15T12:00:00.000Z", "tomorrow": "2025-06-16T12:00:00.000Z", "today at 5:30 pm": "2025-06-15T17:30:00.000Z", "midnight": "2025-06-15T00:00:00.000Z",
		"next sunday": "2025-06-22T12:00:00.000Z", "sunday": "2025-06-15T12:00:00.000Z", "last friday 8am": "2025-06-13T08:00:00.000Z", "in 3 hours": "2025-06-15T15:00:00.000Z",
		"a week ago": "2025-06-08T12:00:00.000Z", "2 weeks from now": "2025-06-29T12:00:00.000Z", "2014-06-14 18:27": "2014-06-14T18:27:00.000Z",
		"2014-06-14T18:27:33+05:30": "2014-06-14T12:57:33.000Z", "14 June 2014 6 p.m. PST": "2014-06-15T02:00:00.000Z", "6/14/2014 12am": "2014-06-14T00:00:00.000Z",
		"25:00": "", "13pm": "", "5": "", "tomorrow yesterday": "", "in 3": "", "99999999999 days ago": "", "noon noon": "",
	} {
		r := parseRecord(t, "time", sent)
		if got := value.Text(r.Normal); got != want {
			t.Errorf("%q is %q, want %q", sent, got, want)
		}
	}
}

func TestParseBasic(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind string
		raw  any
		want string // JSON; "" is not valid
	}{
		{"string", value.Int(5), `"5"`}, {"string", "", `""`}, {"number", " 1100.50 ", `1100.50`}, {"number", "$1,100.50", ""}, {"number", "10%", ""}, {"number", "5O", ""}, {"number", "x", ""}, {"number", true, ""}, {"int", "1.5", ""}, {"int", "12", `12`},
		{"bool", "Yes", `true`}, {"bool", "0", `false`}, {"bool", value.Int(1), `true`}, {"bool", value.Int(2), ""}, {"bool", "x", ""}, {"date", "2026-03-02", `"2026-03-02"`}, {"date", "3/2/2026", ""}, {"time", "2026-03-02T09:00:00Z", `"2026-03-02T09:00:00.000Z"`},
		{"duration", "1h30m", `"1h30m"`}, {"duration", "250ms", `"250ms"`}, {"duration", "5", ""}, {"duration", "1m1h", ""}, {"duration", "99999999999999999999d", ""}, {"duration", "300000d", ""},
		{"any", value.Int(1), `1`}, {"nothing", "x", ""}, {"string", nil, ""}, {"string", value.Null, ""},
	} {
		v, ok := ParseBasic(c.kind, c.raw)
		got := ""
		if ok {
			text, err := value.AppendJSON(nil, v)
			if err != nil {
				t.Errorf("%s of %v: %v", c.kind, c.raw, err)
			}
			got = string(text)
		}
		if got != c.want {
			t.Errorf("%s of %v is %s, want %s", c.kind, c.raw, got, c.want)
		}
	}
}

// A user has other lists of domains.
func TestOtherDomains(t *testing.T) {
	t.Parallel()
	l := NewWith(MailDomains{Free: ReadDomainList("# ours\nfree.example @Other.example"), Disposable: ReadDomainList("")})
	rt := l.RecordType("email")
	for address, want := range map[string]bool{"a@free.example": true, "a@mail.free.example": true, "a@OTHER.example": true, "a@gmail.com": false, "a@xfree.example": false} {
		if got := rt.Get(nil, rt.Parse(nil, address, nil), "is_free"); got != want {
			t.Errorf("%s: is_free is %v", address, got)
		}
	}
}

func FuzzRecords(f *testing.F) {
	for _, seed := range []string{"", "ann@example.com", "Bob <b@c.io>", "(((", "512-555-0123 x5 m", "1-(512) *** ****", "$50k-$75k", "between 1 and 10", "next friday at 5pm EST",
		"2026-03-02T09:00:00.5+01:00", "Mon Jun 02 2014", "http://[::1]:80/a/../b?c#d", "0x7f.1", "SW1A1AA", "\xff\x00", "(1,100)", "1e999999999", "١٢٣"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cx := &Context{Now: vectorTime}
		for _, name := range library.RecordNames() {
			rt := library.RecordType(name)
			r := rt.Parse(cx, text, nil)
			record, _, _ := rt.Make(nil)
			for _, field := range record.Fields[2:] {
				rt.Get(cx, r, field.Name)
			}
			if rt.Mask != nil {
				rt.Mask(r)
			}
			if r.Raw != text {
				t.Fatalf("%s: raw is %q", name, r.Raw)
			}
			// A normal form is one: reading it again changes nothing.
			if normal, ok := r.Normal.(string); ok && r.Valid && name != "phone" && name != "range" {
				if again := rt.Parse(cx, normal, nil); value.Text(again) != normal {
					t.Fatalf("%s: %q becomes %q, and that %q", name, text, normal, value.Text(again))
				}
			}
		}
	})
}
