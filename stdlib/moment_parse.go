package stdlib

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"lcs/lang/types"
)

// momentParts is what has been read of a text; -1 is not there.
type momentParts struct {
	year, month, day, yearDay   int
	isoYear, isoWeek, isoDay    int
	weekday                     int
	hour, minute, second, nanos int
	twelve                      bool // the hour is one of twelve
	pm                          int
	hasOffset                   bool
	offset                      int // seconds
	instant                     *time.Time
}

func noParts() momentParts {
	return momentParts{year: unread, month: -1, day: -1, yearDay: -1, isoYear: unread, isoWeek: -1, isoDay: -1, weekday: -1,
		hour: -1, minute: -1, second: -1, nanos: -1, pm: -1}
}

const unread = -1 << 30

// momentReader reads a text by the pieces of a format. A token that takes one
// or two digits tries both, within a bound.
type momentReader struct {
	locale *momentLocale
	steps  int
}

// unreadable are tokens that print only.
var unreadable = []string{"gg", "gggg", "ggggg", "w", "wo", "ww", "e", "d", "do", "z", "zz", "Q", "Qo", "y", "yy", "yyy", "yyyy", "yo",
	"N", "NN", "NNN", "NNNN", "NNNNN", "YYYYY", "GGGGG"}

// checkReadingFormat judges a literal format that text is read by.
func checkReadingFormat(format string) *types.LiteralError {
	if bad := checkDateFormat(format); bad != nil {
		return bad
	}
	year := false
	for _, p := range momentPieces(momentLocales["en"].expandLong(format)) {
		if slices.Contains(unreadable, p.token) {
			at := max(strings.Index(format, p.token), 0)
			return &types.LiteralError{Start: at, End: min(at+len(p.token), len(format)), Message: "'" + p.token + "' can be printed, but not read"}
		}
		year = year || p.token != "" && strings.ContainsRune("YGXx", rune(p.token[0]))
	}
	if !year {
		return &types.LiteralError{End: len(format), Message: "a date cannot be read without a year: the format has none"}
	}
	return nil
}

// parseMoment reads a text that is written in a format, strictly: nothing may
// be left over, MM is two digits. Without a zone of its own the text is in
// loc. A two-digit year up to 68 is in this century.
func parseMoment(text, format string, l *momentLocale, loc *time.Location) (time.Time, bool) {
	const longest = 256
	if len(text) > longest || len(format) > longest {
		return time.Time{}, false
	}
	r := &momentReader{locale: l, steps: 2000}
	parts, ok := r.read(strings.TrimSpace(text), momentPieces(l.expandLong(format)), noParts())
	if !ok {
		return time.Time{}, false
	}
	return parts.moment(loc)
}

func (r *momentReader) read(text string, pieces []momentPiece, parts momentParts) (momentParts, bool) {
	r.steps--
	if r.steps < 0 {
		return parts, false
	}
	if len(pieces) == 0 {
		return parts, text == ""
	}
	piece, rest := pieces[0], pieces[1:]
	if piece.token == "" {
		if !strings.HasPrefix(text, piece.text) {
			return parts, false
		}
		return r.read(text[len(piece.text):], rest, parts)
	}
	for _, size := range r.sizes(text, piece.token) {
		next := parts
		if next.take(text[:size], piece.token, r.locale) {
			if done, ok := r.read(text[size:], rest, next); ok {
				return done, true
			}
		}
	}
	return parts, false
}

// digitTokens says how many digits a token takes.
var digitTokens = map[string][2]int{
	"YYYY": {4, 4}, "YY": {2, 2}, "Y": {1, 6}, "M": {1, 2}, "MM": {2, 2}, "D": {1, 2}, "DD": {2, 2}, "DDD": {1, 3}, "DDDD": {3, 3},
	"H": {1, 2}, "HH": {2, 2}, "h": {1, 2}, "hh": {2, 2}, "k": {1, 2}, "kk": {2, 2}, "m": {1, 2}, "mm": {2, 2}, "s": {1, 2}, "ss": {2, 2},
	"GGGG": {4, 4}, "GG": {2, 2}, "W": {1, 2}, "WW": {2, 2}, "E": {1, 1}, "Hmm": {3, 4}, "hmm": {3, 4}, "Hmmss": {5, 6}, "hmmss": {5, 6},
}

// sizes are the numbers of bytes that a token could take, the likeliest first.
func (r *momentReader) sizes(text, token string) []int {
	if limits, ok := digitTokens[token]; ok {
		return digitSizes(text, limits[0], limits[1])
	}
	switch token[0] {
	case 'S':
		return digitSizes(text, len(token), len(token))
	case 'X':
		return numberSizes(text)
	case 'x':
		return digitSizes(text, 1, 15)
	case 'Z':
		return offsetSizes(text)
	case 'A', 'a':
		return nameSizes(text, []string{"a.m.", "p.m.", "am", "pm", r.locale.meridiem(0, false), r.locale.meridiem(12, false)})
	}
	switch token {
	case "MMM", "MMMM":
		return nameSizes(text, slices.Concat(r.locale.months[:], r.locale.monthsShort[:], r.locale.monthsDashed[:]))
	case "dd", "ddd", "dddd":
		return nameSizes(text, slices.Concat(r.locale.weekdays[:], r.locale.weekdaysShort[:], r.locale.weekdaysMin[:]))
	case "Mo", "Do", "DDDo", "Wo":
		return ordinalSizes(text)
	}
	return nil
}

func digitSizes(text string, least, most int) []int {
	n := 0
	for n < len(text) && n < most && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	var sizes []int
	for ; n >= least; n-- {
		sizes = append(sizes, n)
	}
	return sizes
}

func numberSizes(text string) []int {
	n := 0
	for n < len(text) && n < 20 && (text[n] >= '0' && text[n] <= '9' || text[n] == '.' || n == 0 && text[n] == '-') {
		n++
	}
	if n == 0 {
		return nil
	}
	return []int{n}
}

func offsetSizes(text string) []int {
	switch {
	case strings.HasPrefix(text, "Z") || strings.HasPrefix(text, "z"):
		return []int{1}
	case text == "" || text[0] != '+' && text[0] != '-':
		return nil
	case len(text) >= 6 && text[3] == ':':
		return []int{6}
	case len(text) >= 5:
		return []int{5, 3}
	case len(text) >= 3:
		return []int{3}
	}
	return nil
}

// nameSizes finds the names that text begins with, the longest first.
func nameSizes(text string, names []string) []int {
	var sizes []int
	for _, name := range names {
		n := len(name)
		if n > 0 && n <= len(text) && strings.EqualFold(text[:n], name) && !slices.Contains(sizes, n) {
			sizes = append(sizes, n)
		}
	}
	slices.Sort(sizes)
	slices.Reverse(sizes)
	return sizes
}

// ordinalSizes takes digits and the letters or sign after them.
func ordinalSizes(text string) []int {
	digits := digitSizes(text, 1, 3)
	if len(digits) == 0 {
		return nil
	}
	n := digits[0]
	for n < len(text) {
		c, size := utf8.DecodeRuneInString(text[n:])
		if c != '.' && c != 'º' && c != 'ª' && c != '日' && (c < 'a' || c > 'z') {
			break
		}
		n += size
	}
	return []int{n, digits[0]}
}

// take stores what a token has read.
func (p *momentParts) take(text, token string, l *momentLocale) bool {
	n, _ := strconv.Atoi(text)
	switch token[0] {
	case 'Y':
		if token == "YY" {
			n = fullYear(n)
		}
		p.year = n
	case 'G':
		if token == "GG" {
			n = fullYear(n)
		}
		p.isoYear = n
	case 'W':
		p.isoWeek = leadingNumber(text)
	case 'E':
		p.isoDay = n
	case 'M':
		return p.takeMonth(text, token, l)
	case 'D':
		if strings.HasPrefix(token, "DDD") {
			p.yearDay = leadingNumber(text)
		} else {
			p.day = leadingNumber(text)
		}
	case 'd':
		p.weekday = nameIndex(text, l.weekdays[:], l.weekdaysShort[:], l.weekdaysMin[:])
		return p.weekday >= 0
	case 'S':
		p.nanos, _ = strconv.Atoi(text + strings.Repeat("0", 9-len(text)))
	case 'X', 'x':
		return p.takeInstant(text, token)
	case 'Z':
		return p.takeOffset(text)
	default:
		return p.takeClock(text, n, token, l)
	}
	return true
}

func fullYear(n int) int {
	if n > 68 {
		return 1900 + n
	}
	return 2000 + n
}

func leadingNumber(text string) int {
	n, _ := strconv.Atoi(text[:digitSizes(text, 1, 9)[0]])
	return n
}

func nameIndex(text string, lists ...[]string) int {
	for _, names := range lists {
		for i, name := range names {
			if name != "" && strings.EqualFold(name, text) {
				return i
			}
		}
	}
	return -1
}

func (p *momentParts) takeMonth(text, token string, l *momentLocale) bool {
	if token == "MMM" || token == "MMMM" {
		i := nameIndex(text, l.months[:], l.monthsShort[:], l.monthsDashed[:])
		p.month = i + 1
		return i >= 0
	}
	p.month = leadingNumber(text)
	return true
}

func (p *momentParts) takeClock(text string, n int, token string, l *momentLocale) bool {
	switch token {
	case "H", "HH":
		p.hour, p.twelve = n, false
	case "h", "hh":
		p.hour, p.twelve = n, true
	case "k", "kk":
		p.hour, p.twelve = n%24, false
		return n <= 24
	case "m", "mm":
		p.minute = n
	case "s", "ss":
		p.second = n
	case "a", "A":
		p.pm = 0
		if strings.EqualFold(text[:1], "p") || strings.EqualFold(text, l.meridiem(12, false)) {
			p.pm = 1
		}
	case "Hmm", "hmm":
		p.hour, p.minute, p.twelve = n/100, n%100, token[0] == 'h'
	case "Hmmss", "hmmss":
		p.hour, p.minute, p.second, p.twelve = n/10000, n/100%100, n%100, token[0] == 'h'
	default:
		return false
	}
	return true
}

func (p *momentParts) takeInstant(text, token string) bool {
	if token == "x" {
		n, err := strconv.ParseInt(text, 10, 64)
		t := time.UnixMilli(n).UTC()
		p.instant = &t
		return err == nil
	}
	whole, fraction, _ := strings.Cut(text, ".")
	seconds, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || len(fraction) > 9 || strings.Contains(fraction, ".") {
		return false
	}
	nanos, _ := strconv.ParseInt((fraction + "000000000")[:9], 10, 64)
	if strings.HasPrefix(whole, "-") {
		nanos = -nanos
	}
	t := time.Unix(seconds, nanos).UTC()
	p.instant = &t
	return true
}

func (p *momentParts) takeOffset(text string) bool {
	p.hasOffset, p.offset = true, 0
	if text == "Z" || text == "z" {
		return true
	}
	digits := strings.Replace(text[1:], ":", "", 1)
	if len(digits) == 2 {
		digits += "00"
	}
	n, err := strconv.Atoi(digits)
	if err != nil || len(digits) != 4 || n%100 > 59 || n/100 > 23 {
		return false
	}
	p.offset = (n/100)*3600 + n%100*60
	if text[0] == '-' {
		p.offset = -p.offset
	}
	return true
}

// moment puts the parts together; false when they are no moment: 30 February,
// 25 o'clock, a Monday that was a Tuesday.
func (p *momentParts) moment(loc *time.Location) (time.Time, bool) {
	if p.instant != nil {
		return p.instant.In(loc), p.instant.Year() >= minYear && p.instant.Year() <= maxYear
	}
	year, month, day, ok := p.calendarDay()
	if !ok {
		return time.Time{}, false
	}
	hour, ok := p.hourOfDay()
	minute, second := max(p.minute, 0), max(p.second, 0)
	if !ok || minute > 59 || second > 59 {
		return time.Time{}, false
	}
	if hour == 24 {
		if minute+second+max(p.nanos, 0) > 0 {
			return time.Time{}, false
		}
	}
	zone := loc
	if p.hasOffset {
		zone = time.FixedZone("", p.offset)
		if p.offset == 0 {
			zone = time.UTC
		}
	}
	t := time.Date(year, month, day, hour, minute, second, max(p.nanos, 0), zone)
	if p.weekday >= 0 && int(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Weekday()) != p.weekday {
		return time.Time{}, false
	}
	return t, true
}

func (p *momentParts) calendarDay() (year int, month time.Month, day int, ok bool) {
	switch {
	case p.isoYear != unread && p.isoWeek >= 0:
		return p.isoDate()
	case p.year == unread || p.year < minYear || p.year > maxYear:
		return 0, 0, 0, false
	case p.yearDay >= 0:
		t := time.Date(p.year, time.January, p.yearDay, 0, 0, 0, 0, time.UTC)
		return p.year, t.Month(), t.Day(), p.yearDay > 0 && t.Year() == p.year
	}
	month, day = time.January, 1
	if p.month >= 0 {
		month = time.Month(p.month)
	}
	if p.day >= 0 {
		day = p.day
	}
	if month < 1 || month > 12 || day < 1 || day > daysIn(p.year, month) {
		return 0, 0, 0, false
	}
	return p.year, month, day, true
}

func (p *momentParts) isoDate() (year int, month time.Month, day int, ok bool) {
	weekday := 1
	if p.isoDay >= 0 {
		weekday = p.isoDay
	}
	monday := startOf(time.Date(p.isoYear, time.January, 4, 0, 0, 0, 0, time.UTC), unitWeek)
	t := monday.AddDate(0, 0, 7*(p.isoWeek-1)+weekday-1)
	gotYear, gotWeek := t.ISOWeek()
	ok = weekday >= 1 && weekday <= 7 && gotYear == p.isoYear && gotWeek == p.isoWeek
	return t.Year(), t.Month(), t.Day(), ok
}

func (p *momentParts) hourOfDay() (int, bool) {
	hour := max(p.hour, 0)
	if p.pm < 0 {
		if p.twelve {
			return hour, hour >= 1 && hour <= 12
		}
		return hour, hour <= 24
	}
	if p.twelve && (hour < 1 || hour > 12) {
		return 0, false
	}
	switch {
	case p.pm == 1 && hour < 12:
		hour += 12
	case p.pm == 0 && hour == 12:
		hour = 0
	}
	return hour, hour <= 24
}
