package stdlib

import (
	"strconv"
	"strings"
	"time"

	"lcs/lang/types"
	"lcs/value"
)

func timeKind() kind {
	return kind{
		name: "time", basic: types.Time,
		doc: "A moment: ISO 8601, the forms of mail and browsers, and words such as tomorrow at 5pm, next friday, 2 days ago. Without a zone it " +
			"is UTC; a day without a time is noon. Its normal form is ISO 8601 in UTC.",
		read: func(cx *Context, r *value.Record, raw any, _ []string) {
			if t, ok := raw.(time.Time); ok {
				accept(r, t, nil)
				return
			}
			if d, ok := raw.(value.Date); ok {
				accept(r, d.In(time.UTC).Add(12*time.Hour), nil)
				return
			}
			if text, ok := raw.(string); ok {
				now := time.Time{}
				if cx != nil {
					now = cx.Now.UTC()
				}
				if t, ok := sentTime(text, now); ok {
					accept(r, t, nil)
				}
			}
		},
		examples: []Example{{Source: `"06/14/2014 6:27:33 PM"`, Result: `"2014-06-14T18:27:33.000Z"`}, {Source: `"1402770453"`, Result: `"1402770453"`}},
	}
}

// sentTime reads a moment as people and programs write it.
func sentTime(text string, now time.Time) (time.Time, bool) {
	text = strings.TrimSpace(text)
	if len(text) > 10 && strings.ContainsAny(text, "-") && strings.Contains(text, ":") {
		if t, ok := parseISOTime(text, time.UTC); ok {
			return t.UTC(), true
		}
	}
	words := dateWords(text)
	if len(words) == 0 || len(words) == 1 && words[0].kind == 'n' {
		return time.Time{}, false
	}
	r := &timeReader{words: words, now: now, clock: -1}
	if !r.read() {
		return time.Time{}, false
	}
	return r.moment(), true
}

// timeReader collects the parts of a moment: a day, a clock, a zone.
type timeReader struct {
	words   []dateWord
	now     time.Time
	day     *value.Date
	clock   time.Duration // from midnight; -1: none
	offset  time.Duration // of the zone
	zoned   bool
	instant *time.Time
}

func (r *timeReader) read() bool {
	for len(r.words) > 0 {
		switch before := len(r.words); {
		case r.instant == nil && r.takeRelative():
		case r.day == nil && r.takeDay():
		case r.clock < 0 && r.takeClock():
		case r.clock >= 0 && !r.zoned && r.takeZone():
		case r.takeFiller():
		case before == len(r.words):
			return false
		}
	}
	return r.day != nil || r.clock >= 0 || r.instant != nil
}

func (r *timeReader) moment() time.Time {
	if r.instant != nil && r.clock < 0 {
		return *r.instant
	}
	day := value.DateOf(r.now)
	if r.day != nil {
		day = *r.day
	}
	if r.instant != nil {
		day = value.DateOf(*r.instant)
	}
	clock := r.clock
	if clock < 0 {
		clock = 12 * time.Hour
	}
	return day.In(time.UTC).Add(clock - r.offset)
}

// takeFiller skips words and signs that mean nothing here.
func (r *timeReader) takeFiller() bool {
	w := r.words[0]
	switch {
	case w.text == "at" || w.text == "on" || w.text == "," || w.text == "t" && r.day != nil:
		r.words = r.words[1:]
		return true
	case w.text == "(": // (CDT), after the zone itself
		for i, x := range r.words {
			if x.text == ")" {
				r.words = r.words[i+1:]
				return true
			}
		}
	}
	return false
}

// takeDay reads a date, a weekday, or a word for a day.
func (r *timeReader) takeDay() bool {
	if d, rest, ok := dateFrom(r.words); ok {
		r.day, r.words = &d, rest
		return true
	}
	words, direction := r.words, 0
	switch words[0].text {
	case "next":
		words, direction = words[1:], 1
	case "last":
		words, direction = words[1:], -1
	case "this":
		words = words[1:]
	}
	if len(words) == 0 || words[0].kind != 'a' {
		return false
	}
	var ahead int
	if weekday := weekdayWord(words[0].text); weekday >= 0 {
		ahead = (weekday - int(r.now.Weekday()) + 7) % 7
		if direction != 0 && ahead == 0 {
			ahead = 7
		}
		if direction < 0 {
			ahead -= 7
		}
	} else {
		var ok bool
		if ahead, ok = map[string]int{"today": 0, "tomorrow": 1, "yesterday": -1}[words[0].text]; !ok || direction != 0 {
			return false
		}
	}
	d := value.DateOf(r.now.AddDate(0, 0, ahead))
	r.day, r.words = &d, words[1:]
	return true
}

// takeRelative reads "now", "2 days ago", "in 3 hours", "a week from now".
func (r *timeReader) takeRelative() bool {
	words := r.words
	if words[0].text == "now" {
		r.instant, r.words = &r.now, words[1:]
		return true
	}
	future := words[0].text == "in"
	if future {
		words = words[1:]
	}
	if len(words) < 2 {
		return false
	}
	n := int64(1)
	switch {
	case words[0].kind == 'n' && len(words[0].text) <= 6:
		n, _ = strconv.ParseInt(words[0].text, 10, 64)
	case words[0].text != "a" && words[0].text != "an" && words[0].text != "one":
		return false
	}
	u, err := parseUnit(words[1].text)
	if err != nil {
		return false
	}
	words = words[2:]
	switch {
	case future:
	case len(words) > 0 && words[0].text == "ago":
		n, words = -n, words[1:]
	case len(words) > 1 && words[0].text == "from" && words[1].text == "now":
		words = words[2:]
	default:
		return false
	}
	t, err := addUnits(r.now, n, u)
	if err != nil {
		return false
	}
	r.instant, r.words = &t, words
	return true
}

func (r *timeReader) takeClock() bool {
	clock, rest, ok := clockFrom(r.words)
	if ok {
		r.clock, r.words = clock, rest
	}
	return ok
}

// clockFrom reads 18:27, 6:27:33 PM, 5pm, noon.
func clockFrom(words []dateWord) (clock time.Duration, rest []dateWord, ok bool) {
	if len(words) == 0 {
		return 0, nil, false
	}
	switch words[0].text {
	case "noon":
		return 12 * time.Hour, words[1:], true
	case "midnight":
		return 0, words[1:], true
	case "t": // 2014-06-14T18:27
		words = words[1:]
	}
	var parts [3]int
	n := 0
	for n < 3 && len(words) > 0 && words[0].kind == 'n' && len(words[0].text) <= 2 {
		parts[n], _ = strconv.Atoi(words[0].text)
		n++
		words = words[1:]
		if n == 3 || len(words) < 2 || words[0].text != ":" {
			break
		}
		words = words[1:]
	}
	nanos := 0
	if n == 3 && len(words) > 1 && words[0].text == "." && words[1].kind == 'n' && len(words[1].text) <= 9 {
		nanos, _ = strconv.Atoi(words[1].text + strings.Repeat("0", 9-len(words[1].text)))
		words = words[2:]
	}
	half, words := halfOfDay(words)
	hour := parts[0]
	switch {
	case n == 0 || n == 1 && half == 0:
		return 0, nil, false
	case half != 0 && (hour < 1 || hour > 12):
		return 0, nil, false
	case half == 'p' && hour < 12:
		hour += 12
	case half == 'a' && hour == 12:
		hour = 0
	}
	if hour > 23 || parts[1] > 59 || parts[2] > 59 {
		return 0, nil, false
	}
	clock = time.Duration(hour)*time.Hour + time.Duration(parts[1])*time.Minute + time.Duration(parts[2])*time.Second + time.Duration(nanos)
	return clock, words, true
}

// halfOfDay reads am, pm, a.m. or p.m.
func halfOfDay(words []dateWord) (half byte, rest []dateWord) {
	if len(words) == 0 {
		return 0, words
	}
	switch words[0].text {
	case "am", "pm":
		return words[0].text[0], words[1:]
	case "a", "p":
		if len(words) > 2 && words[1].text == "." && words[2].text == "m" {
			return words[0].text[0], skipSigns(words[3:], ".")
		}
	}
	return 0, words
}

// isClock reports whether words are a time of day, with a zone or not.
func isClock(words []dateWord) bool {
	r := &timeReader{words: words, clock: -1, day: &value.Date{}}
	return r.read() && r.clock >= 0
}

// zoneHours are the abbreviations of zones in use in the US and for UTC.
var zoneHours = map[string]int{
	"z": 0, "utc": 0, "gmt": 0, "ut": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
	"akst": -9, "akdt": -8, "hst": -10,
}

// takeZone reads EST, Z, GMT-0500 or +05:30.
func (r *timeReader) takeZone() bool {
	words := r.words
	if words[0].kind == 'a' {
		hours, ok := zoneHours[words[0].text]
		if !ok {
			return false
		}
		r.offset, r.zoned, r.words = time.Duration(hours)*time.Hour, true, words[1:]
		if hours == 0 {
			r.takeOffset()
		}
		return true
	}
	return r.takeOffset()
}

// takeOffset reads +0530, +05:30 or +05.
func (r *timeReader) takeOffset() bool {
	words := r.words
	if len(words) < 2 || words[0].text != "+" && words[0].text != "-" || words[1].kind != 'n' {
		return false
	}
	digits, rest := words[1].text, words[2:]
	if len(digits) == 2 && len(rest) > 1 && rest[0].text == ":" && len(rest[1].text) == 2 && rest[1].kind == 'n' {
		digits, rest = digits+rest[1].text, rest[2:]
	}
	if len(digits) == 2 {
		digits += "00"
	}
	n, err := strconv.Atoi(digits)
	if err != nil || len(digits) != 4 || n/100 > 14 || n%100 > 59 {
		return false
	}
	r.offset = time.Duration(n/100)*time.Hour + time.Duration(n%100)*time.Minute
	if words[0].text == "-" {
		r.offset = -r.offset
	}
	r.zoned, r.words = true, rest
	return true
}
