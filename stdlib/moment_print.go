package stdlib

import (
	"strconv"
	"strings"
	"time"
)

// formatMoment prints a moment, in its own zone, as moment.js does.
func formatMoment(t time.Time, format string, l *momentLocale) string {
	if format == "" {
		format = "YYYY-MM-DDTHH:mm:ssZ"
		if t.Location() == time.UTC {
			format = "YYYY-MM-DDTHH:mm:ss[Z]"
		}
	}
	format = l.expandLong(format)
	var b strings.Builder
	for _, piece := range momentPieces(format) {
		if piece.token == "" {
			b.WriteString(piece.text)
			continue
		}
		if piece.token == "MMM" && l.monthsDashed[0] != "" && strings.Contains(format, "-MMM-") {
			b.WriteString(l.monthsDashed[t.Month()-1])
			continue
		}
		b.WriteString(formatToken(t, piece.token, l))
	}
	return b.String()
}

func formatToken(t time.Time, token string, l *momentLocale) string {
	switch token[0] {
	case 'Y', 'y', 'N', 'g', 'G':
		return formatYear(t, token, l)
	case 'M', 'Q', 'w', 'W':
		return formatMonthOrWeek(t, token, l)
	case 'D', 'd', 'e', 'E':
		return formatDay(t, token, l)
	}
	return formatClock(t, token, l)
}

// zeroFill pads the absolute value; forceSign writes a plus, too.
func zeroFill(n, width int, forceSign bool) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	} else if forceSign {
		sign = "+"
	}
	s := strconv.Itoa(n)
	if len(s) < width {
		s = strings.Repeat("0", width-len(s)) + s
	}
	return sign + s
}

func formatYear(t time.Time, token string, l *momentLocale) string {
	year := t.Year()
	switch token[0] {
	case 'g':
		year, _ = weekOfYear(t, l.firstDay, l.firstWeekHas)
	case 'G':
		year, _ = t.ISOWeek()
	case 'y':
		if year <= 0 {
			year = 1 - year
		}
		if token == "yo" {
			return l.ordinal(year, "y")
		}
		return zeroFill(year, len(token), false)
	case 'N':
		return era(year, token)
	}
	switch len(token) {
	case 1:
		return zeroFill(year, 4, year > 9999)
	case 2:
		return zeroFill(year%100, 2, false)
	}
	return zeroFill(year, len(token), len(token) == 6)
}

func era(year int, token string) string {
	switch {
	case len(token) == 4 && year > 0:
		return "Anno Domini"
	case len(token) == 4:
		return "Before Christ"
	case year > 0:
		return "AD"
	}
	return "BC"
}

func formatMonthOrWeek(t time.Time, token string, l *momentLocale) string {
	n := int(t.Month())
	switch token[0] {
	case 'M':
		switch token {
		case "MMM":
			return l.monthsShort[n-1]
		case "MMMM":
			return l.months[n-1]
		}
	case 'Q':
		n = (n + 2) / 3
	case 'w':
		_, n = weekOfYear(t, l.firstDay, l.firstWeekHas)
	case 'W':
		_, n = t.ISOWeek()
	}
	if strings.HasSuffix(token, "o") {
		return l.ordinal(n, token[:1])
	}
	return zeroFill(n, len(token), false)
}

func formatDay(t time.Time, token string, l *momentLocale) string {
	weekday := int(t.Weekday())
	switch token {
	case "D", "DD":
		return zeroFill(t.Day(), len(token), false)
	case "Do":
		return l.ordinal(t.Day(), "D")
	case "DDD":
		return strconv.Itoa(t.YearDay())
	case "DDDD":
		return zeroFill(t.YearDay(), 3, false)
	case "DDDo":
		return l.ordinal(t.YearDay(), "DDD")
	case "do":
		return l.ordinal(weekday, "d")
	case "dd":
		return l.weekdaysMin[weekday]
	case "ddd":
		return l.weekdaysShort[weekday]
	case "dddd":
		return l.weekdays[weekday]
	case "e":
		return strconv.Itoa((weekday + 7 - l.firstDay) % 7)
	case "E":
		return strconv.Itoa((weekday+6)%7 + 1)
	}
	return strconv.Itoa(weekday)
}

func formatClock(t time.Time, token string, l *momentLocale) string {
	hour12 := (t.Hour()+11)%12 + 1
	switch token {
	case "H", "HH":
		return zeroFill(t.Hour(), len(token), false)
	case "h", "hh":
		return zeroFill(hour12, len(token), false)
	case "k", "kk":
		return zeroFill((t.Hour()+23)%24+1, len(token), false)
	case "Hmm", "Hmmss", "hmm", "hmmss":
		hour := t.Hour()
		if token[0] == 'h' {
			hour = hour12
		}
		s := strconv.Itoa(hour) + zeroFill(t.Minute(), 2, false)
		if len(token) == 5 {
			s += zeroFill(t.Second(), 2, false)
		}
		return s
	case "m", "mm":
		return zeroFill(t.Minute(), len(token), false)
	case "s", "ss":
		return zeroFill(t.Second(), len(token), false)
	case "a", "A":
		return l.meridiem(t.Hour(), token == "a")
	case "X":
		return strconv.FormatInt(t.Unix(), 10)
	case "x":
		return strconv.FormatInt(t.UnixMilli(), 10)
	case "z", "zz", "Z", "ZZ":
		return formatZone(t, token)
	}
	return zeroFill(t.Nanosecond(), 9, false)[:len(token)] // S
}

func formatZone(t time.Time, token string) string {
	name, offset := t.Zone()
	switch token {
	case "z":
		return name
	case "zz":
		if name == "UTC" {
			return "Coordinated Universal Time"
		}
		return name
	}
	sign := "+"
	if offset < 0 {
		sign, offset = "-", -offset
	}
	s := sign + zeroFill(offset/3600, 2, false)
	if token == "Z" {
		s += ":"
	}
	return s + zeroFill(offset/60%60, 2, false)
}

// weekOfYear counts weeks that begin on firstDay; the first one of a year has
// the given day of January.
func weekOfYear(t time.Time, firstDay, firstWeekHas int) (year, week int) {
	year = t.Year()
	week = floorDiv(t.YearDay()-weekOffset(year, firstDay, firstWeekHas)-1, 7) + 1
	if week < 1 {
		year--
		return year, week + weeksIn(year, firstDay, firstWeekHas)
	}
	if n := weeksIn(year, firstDay, firstWeekHas); week > n {
		return year + 1, week - n
	}
	return year, week
}

// weekOffset is the number of days from January 1 to the first week; negative
// when that begins in December.
func weekOffset(year, firstDay, firstWeekHas int) int {
	weekday := int(time.Date(year, time.January, firstWeekHas, 0, 0, 0, 0, time.UTC).Weekday())
	return firstWeekHas - 1 - (7+weekday-firstDay)%7
}

func weeksIn(year, firstDay, firstWeekHas int) int {
	days := time.Date(year, time.December, 31, 0, 0, 0, 0, time.UTC).YearDay()
	return (days - weekOffset(year, firstDay, firstWeekHas) + weekOffset(year+1, firstDay, firstWeekHas)) / 7
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}
