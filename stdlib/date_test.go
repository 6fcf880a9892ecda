package stdlib

import (
	"strings"
	"testing"
	"time"

	"lcs/value"
)

func isoTime(t testing.TB, s string) time.Time {
	t.Helper()
	at, ok := parseISOTime(s, time.UTC)
	if !ok {
		t.Fatalf("%s is no moment", s)
	}
	return at
}

func TestDateFormatsAreChecked(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ format, message, at, meant string }{
		{"YYYY-MN-DD", "there is no token 'MN'", "MN", "MM"},
		{"yyyy-MM-DD", "there is no token 'yyyy'", "yyyy", "YYYY"},
		{"DD.MM.yy", "there is no token 'yy'", "yy", "YY"},
		{"Do of MMMM", "there is no token 'of': write [of] for the text", "of", ""},
		{"DD-Mon-YYYY", "there is no token 'Mon'", "Mon", "MMM"},
		{"YYYY-MM-DD [at HH", "never closed", "[", ""},
		{"YYYY-mm-DD", "'mm' is minutes", "mm", "MM"},
		{"MM/dd/YYYY", "'dd' is the day of the week", "dd", "DD"},
		{"hh:mm tt", "there is no token 'tt'", "tt", "A"},
		{"MM/DD/YYY", "there is no token 'YYY'", "YYY", "YYYY"},
		{"MMMMM D", "there is no token 'MMMMM'", "MMMMM", "MMMM"},
		{"HH:mmm", "there is no token 'mmm'", "mmm", "mm"},
		{"N YYYY", "there is no token 'N'", "N", ""},
	} {
		bad := checkDateFormat(c.format)
		if bad == nil {
			t.Errorf("%s is taken", c.format)
			continue
		}
		if !strings.Contains(bad.Message, c.message) || c.format[bad.Start:bad.End] != c.at || bad.Meant != c.meant {
			t.Errorf("%s: %q at %q, meant %q", c.format, bad.Message, c.format[bad.Start:bad.End], bad.Meant)
		}
	}
	for _, good := range []string{"MM/DD/YYYY", "YYYY-MM-DDTHH:mm:ssZ", "YYYY-MM-DD[T]HH:mm:ss.SSS[Z]", "[today is] dddd", `\h\e\l\l\o YYYY`, "LLLL", "LTS", "X", "Do MMM YYYY, h:mm a",
		"mm:ss", "dd", "YYYY年MM月DD日", "", "GGGG-[W]WW-E", "HH:mm z", "Qo [quarter]"} {
		if bad := checkDateFormat(good); bad != nil {
			t.Errorf("%s: %s", good, bad.Message)
		}
	}
}

func TestReadingByFormat(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, format, want string }{
		{"2026-03-02", "YYYY-MM-DD", "2026-03-02T00:00:00Z"}, {"3/2/2026", "M/D/YYYY", "2026-03-02T00:00:00Z"}, {"03/02/26", "MM/DD/YY", "2026-03-02T00:00:00Z"},
		{"2 March 2026", "D MMMM YYYY", "2026-03-02T00:00:00Z"}, {"MAR 2nd, 2026", "MMM Do, YYYY", "2026-03-02T00:00:00Z"}, {"20260302", "YYYYMMDD", "2026-03-02T00:00:00Z"},
		{"3/2/2026 9:05 pm", "M/D/YYYY h:mm a", "2026-03-02T21:05:00Z"}, {"12:00 AM 2026-03-02", "h:mm A YYYY-MM-DD", "2026-03-02T00:00:00Z"},
		{"2026-03-02T09:05:06.250-06:00", "YYYY-MM-DDTHH:mm:ss.SSSZ", "2026-03-02T15:05:06.25Z"}, {"1772442000", "X", "2026-03-02T09:00:00Z"}, {"1772442000250", "x", "2026-03-02T09:00:00.25Z"},
		{"2026-W10-1", "GGGG-[W]WW-E", "2026-03-02T00:00:00Z"}, {"2026-061", "YYYY-DDDD", "2026-03-02T00:00:00Z"}, {"Monday, March 2, 2026", "dddd, MMMM D, YYYY", "2026-03-02T00:00:00Z"},
		{"2026", "YYYY", "2026-01-01T00:00:00Z"}, {" 2026-03 ", "YYYY-MM", "2026-03-01T00:00:00Z"}, {"2026-03-02 24:00", "YYYY-MM-DD HH:mm", "2026-03-03T00:00:00Z"},
		{"1112026", "MDYYYY", "2026-11-01T00:00:00Z"}, {"March 2, 2026 9:05 AM", "LLL", "2026-03-02T09:05:00Z"},
		// what does not fit
		{"2026-3-2", "YYYY-MM-DD", ""}, {"2026-02-30", "YYYY-MM-DD", ""}, {"2026-03-02x", "YYYY-MM-DD", ""}, {"26-03-02", "YYYY-MM-DD", ""}, {"13:00 PM 2026", "h:mm A YYYY", ""},
		{"25:00 2026", "HH:mm YYYY", ""}, {"Tuesday 2026-03-02", "dddd YYYY-MM-DD", ""}, {"2026-W54-1", "GGGG-[W]WW-E", ""}, {"", "YYYY", ""}, {"2026-366", "YYYY-DDDD", ""},
		{strings.Repeat("1", 300), "YYYY", ""},
	} {
		at, ok := parseMoment(c.text, c.format, momentLocales["en"], time.UTC)
		got := ""
		if ok {
			got = at.UTC().Format(time.RFC3339Nano)
		}
		if got != c.want {
			t.Errorf("%q by %s is %q, want %q", c.text, c.format, got, c.want)
		}
	}
	if at, ok := parseMoment("2 März 2026", "D MMMM YYYY", momentLocales["de"], time.UTC); !ok || at.Month() != time.March {
		t.Errorf("German: %v, %v", at, ok)
	}
}

// What is printed in a format with all its parts is read back.
func TestPrintedDatesAreRead(t *testing.T) {
	t.Parallel()
	for _, name := range localeNames() {
		l := momentLocales[name]
		for _, format := range []string{"YYYY-MM-DD HH:mm:ss", "D MMMM YYYY, H:mm", "Do MMM YYYY", "ddd D/M/YY", "L", "LL", "x", "dddd DDDD YYYY", "GGGG-WW-E"} {
			for at := isoTime(t, "2024-01-01T13:00:00Z"); at.Year() < 2025; at = at.AddDate(0, 0, 17) {
				text := formatMoment(at, format, l)
				back, ok := parseMoment(text, format, l, time.UTC)
				if !ok || value.DateOf(back) != value.DateOf(at) {
					t.Fatalf("%s in %s prints %q, which reads as %v, %v", at, name, text, back, ok)
				}
			}
		}
	}
}

func TestZones(t *testing.T) {
	t.Parallel()
	at := isoTime(t, "2026-03-02T16:30:00Z")
	for _, c := range []struct{ zone, want string }{
		{"America/Chicago", "2026-03-02 10:30 CST -06:00"}, {"Pacific/Honolulu", "2026-03-02 06:30 HST -10:00"}, {"Asia/Kolkata", "2026-03-02 22:00 IST +05:30"},
		{"UTC", "2026-03-02 16:30 UTC +00:00"}, {"america/chicago", "2026-03-02 10:30 CST -06:00"},
	} {
		if got := call(t, "date", call(t, "in_zone", at, c.zone), "YYYY-MM-DD HH:mm z Z"); got != c.want {
			t.Errorf("%s: %s, want %s", c.zone, got, c.want)
		}
	}
	for zone, meant := range map[string]string{
		"America/Chigaco": "America/Chicago", "EST5": "", "EDT": "America/New_York", "Pacific Time": "America/Los_Angeles", "Berlin": "Europe/Berlin", "": "", "Local": "",
		"../etc/passwd": "", "/etc/passwd": "",
	} {
		bad := checkZone(zone)
		if bad == nil || bad.Meant != meant {
			t.Errorf("%q: %+v, want meant %q", zone, bad, meant)
		}
		if _, err := callErr(t, "in_zone", at, zone); err == nil || !strings.Contains(err.Error(), "no time zone") {
			t.Errorf("%q: %v", zone, err)
		}
	}
	for _, zone := range commonZones {
		if bad := checkZone(zone); bad != nil {
			t.Errorf("%s: %s", zone, bad.Message)
		}
	}
}

func TestFieldsOfMoments(t *testing.T) {
	t.Parallel()
	there := call(t, "in_zone", isoTime(t, "2026-03-01T02:05:09Z"), "America/Chicago")
	for name, want := range map[string]string{"year": "2026", "month": "2", "day": "28", "hour": "20", "minute": "5", "second": "9", "weekday": "Sat", "date": "2026-02-28",
		"zone": "America/Chicago"} {
		got, ok := TimeField(there, name)
		if !ok || value.Text(got) != want {
			t.Errorf("%s is %v, want %s", name, got, want)
		}
	}
	if _, ok := TimeField(value.Date{Year: 2026, Month: 3, Day: 2}, "hour"); ok {
		t.Error("a day has no hour")
	}
	if _, ok := TimeField("2026", "year"); ok {
		t.Error("a text has no year")
	}
}

func TestBusinessHours(t *testing.T) {
	t.Parallel()
	number := func(s string) any {
		n, err := value.ParseNumber(s)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, c := range []struct {
		at   string
		args []any
		open bool
		next string
	}{
		{"2026-03-02T09:00:00-06:00", nil, true, "2026-03-02T09:00:00-06:00"},
		{"2026-03-02T08:59:59-06:00", nil, false, "2026-03-02T09:00:00-06:00"},
		{"2026-03-02T17:00:00-06:00", nil, false, "2026-03-03T09:00:00-06:00"},
		{"2026-03-06T18:00:00-06:00", nil, false, "2026-03-09T09:00:00-05:00"}, // over the weekend the clocks change
		{"2026-03-02T08:15:00-06:00", []any{number("8.5"), number("12")}, false, "2026-03-02T08:30:00-06:00"},
		{"2026-03-01T12:00:00-06:00", []any{number("9"), number("17"), []any{"Sun"}}, true, "2026-03-01T12:00:00-06:00"},
		{"2026-03-01T18:00:00-06:00", []any{number("9"), number("17"), []any{"Sun"}}, false, "2026-03-08T09:00:00-05:00"},
		{"2026-03-02T23:59:00-06:00", []any{number("0"), number("24")}, true, "2026-03-02T23:59:00-06:00"},
	} {
		there := call(t, "in_zone", isoTime(t, c.at), "America/Chicago")
		if got := call(t, "is_open", append([]any{there}, c.args...)...); got != c.open {
			t.Errorf("is_open(%s, %v) is %v", c.at, c.args, got)
		}
		if got := call(t, "iso", call(t, "next_open", append([]any{there}, c.args...)...)); got != c.next {
			t.Errorf("next_open(%s, %v) is %s, want %s", c.at, c.args, got, c.next)
		}
	}
	for _, args := range [][]any{{number("17"), number("9")}, {number("-1")}, {number("9"), number("25")}, {number("9"), number("17"), []any{"Someday"}}, {number("9"), number("17"), []any{}}} {
		if _, err := callErr(t, "is_open", append([]any{isoTime(t, "2026-03-02T09:00:00Z")}, args...)...); err == nil {
			t.Errorf("%v are no hours", args)
		}
	}
}

func TestCalendarArithmetic(t *testing.T) {
	t.Parallel()
	day := func(s string) any {
		d, ok := parseISODate(s)
		if !ok {
			t.Fatalf("%s is no day", s)
		}
		return d
	}
	for _, c := range []struct {
		function, from string
		n              int64
		unit, want     string
	}{
		{"add", "2024-02-29", 1, "years", "2025-02-28"}, {"add", "2024-02-29", 4, "year", "2028-02-29"}, {"add", "2026-01-31", 1, "months", "2026-02-28"},
		{"subtract", "2026-03-31", 1, "quarters", "2025-12-31"}, {"add", "2026-12-31", 1, "days", "2027-01-01"}, {"subtract", "2026-03-02", 1, "weeks", "2026-02-23"},
	} {
		if got := value.Text(call(t, c.function, day(c.from), value.Int(c.n), c.unit)); got != c.want {
			t.Errorf("%s(%s, %d, %s) is %s, want %s", c.function, c.from, c.n, c.unit, got, c.want)
		}
	}
	// A day in a zone keeps its clock over the change to summer time.
	before := call(t, "in_zone", isoTime(t, "2026-03-07T18:00:00Z"), "America/Chicago")
	if got := call(t, "iso", call(t, "add", before, value.Int(1), "days")); got != "2026-03-08T12:00:00-05:00" {
		t.Errorf("a day later it is %s", got)
	}
	if got := call(t, "iso", call(t, "add", before, value.Int(24), "hours")); got != "2026-03-08T13:00:00-05:00" {
		t.Errorf("24 hours later it is %s", got)
	}
	for _, c := range []struct{ from, unit, start, end string }{
		{"2026-03-18", "year", "2026-01-01", "2026-12-31"}, {"2026-03-18", "quarter", "2026-01-01", "2026-03-31"}, {"2026-02-10", "month", "2026-02-01", "2026-02-28"},
		{"2026-03-01", "week", "2026-02-23", "2026-03-01"}, {"2026-03-18", "day", "2026-03-18", "2026-03-18"},
	} {
		if start, end := value.Text(call(t, "start_of", day(c.from), c.unit)), value.Text(call(t, "end_of", day(c.from), c.unit)); start != c.start || end != c.end {
			t.Errorf("the %s of %s is %s to %s, want %s to %s", c.unit, c.from, start, end, c.start, c.end)
		}
	}
	for _, args := range [][]any{{day("2026-01-01"), value.Int(1), "fortnights"}, {day("9999-12-31"), value.Int(1), "days"}, {day("2026-01-01"), value.Int(1 << 62), "years"},
		{isoTime(t, "2026-01-01T00:00:00Z"), value.Int(-1 << 62), "milliseconds"}, {isoTime(t, "2026-01-01T00:00:00Z"), value.Int(1 << 50), "hours"}} {
		if v, err := callErr(t, "add", args...); err == nil {
			t.Errorf("add(%v) is %v", args, v)
		}
	}
	if bad := checkUnit("dayz"); bad == nil || bad.Meant != "days" {
		t.Errorf("dayz: %+v", bad)
	}
}

// What is missing, because a record is not valid, stays missing.
func TestMissingMoments(t *testing.T) {
	t.Parallel()
	for name, rest := range map[string][]any{"date": {"YYYY"}, "unix": nil, "unix_ms": nil, "iso": nil, "in_zone": {"UTC"}, "is_open": nil, "next_open": nil, "years": nil, "age": nil,
		"weekday": nil, "add": {value.Int(1), "days"}, "start_of": {"day"}, "end_of": {"day"}, "diff": {nil, "days"}, "time": nil, "from_unix": nil} {
		if got, err := callErr(t, name, append([]any{nil}, rest...)...); got != nil || err != nil {
			t.Errorf("%s of nothing is %v, %v", name, got, err)
		}
	}
}

func FuzzDates(f *testing.F) {
	f.Add("2026-03-02 09:05", "YYYY-MM-DD HH:mm", int64(1772442000), "days", int64(3))
	f.Add("2nd Mar", "Do MMM [x] \\Y", int64(-62135596800), "months", int64(-14))
	f.Add("", "[", int64(1<<40), "milliseconds", int64(1<<62))
	f.Fuzz(func(t *testing.T, text, format string, seconds int64, unitName string, n int64) {
		if len(format) > 300 {
			return
		}
		bad := checkDateFormat(format)
		if bad != nil && (bad.Start < 0 || bad.End < bad.Start || bad.End > len(format)) {
			t.Fatalf("the complaint about %q stands at %d to %d", format, bad.Start, bad.End)
		}
		checkReadingFormat(format)
		if at, ok := parseMoment(text, format, momentLocales["en"], time.UTC); ok {
			formatMoment(at, format, momentLocales["ja"])
		}
		at := time.Unix(seconds%1e11, 0).UTC()
		u, err := parseUnit(unitName)
		if err != nil {
			return
		}
		moved, err := addUnits(at, n, u)
		if err != nil {
			return
		}
		if u >= unitWeek && wholeUnits(at, moved, u) != n {
			t.Fatalf("%v plus %d %s is %v, which is %d later", at, n, unitName, moved, wholeUnits(at, moved, u))
		}
		if start := startOf(moved, u); start.After(moved) {
			t.Fatalf("the start of %v is %v", moved, start)
		}
	})
}
