package stdlib

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"lcs/lang/diag"
	"lcs/lang/types"
	"lcs/value"
)

// unit is a unit of calendar or clock time.
type unit int

const (
	unitYear unit = iota
	unitQuarter
	unitMonth
	unitWeek
	unitDay
	unitHour
	unitMinute
	unitSecond
	unitMillisecond
)

var unitNames = [...]string{"years", "quarters", "months", "weeks", "days", "hours", "minutes", "seconds", "milliseconds"}

// clockUnits have a fixed length; days and longer ones depend on the calendar
// and the zone.
var clockUnits = map[unit]time.Duration{
	unitHour: time.Hour, unitMinute: time.Minute, unitSecond: time.Second, unitMillisecond: time.Millisecond,
}

// parseUnit reads "days" or "day".
func parseUnit(name string) (unit, error) {
	for i, n := range unitNames {
		if name == n || name == strings.TrimSuffix(n, "s") {
			return unit(i), nil
		}
	}
	return 0, fmt.Errorf("there is no unit '%.40s': the units are %s", name, strings.Join(unitNames[:], ", "))
}

func checkUnit(name string) *types.LiteralError {
	if _, err := parseUnit(name); err != nil {
		return &types.LiteralError{End: len(name), Message: err.Error(), Meant: diag.Nearest(name, unitNames[:])}
	}
	return nil
}

// The moments that dates are computed with; beyond, formats have no digits.
const minYear, maxYear = -9999, 9999

var errYear = errors.New("the date would lie beyond the years -9999 to 9999")

// addUnits moves a moment. Months and years keep the day and take the last one
// of a month that lacks it; days and longer keep the time on the clock.
func addUnits(t time.Time, n int64, u unit) (time.Time, error) {
	if n > most || n < -most {
		return t, errYear
	}
	var moved time.Time
	switch u {
	case unitYear:
		moved = addMonths(t, clampMonths(12*n))
	case unitQuarter:
		moved = addMonths(t, clampMonths(3*n))
	case unitMonth:
		moved = addMonths(t, clampMonths(n))
	case unitWeek:
		moved = t.AddDate(0, 0, clampDays(7*n))
	case unitDay:
		moved = t.AddDate(0, 0, clampDays(n))
	default:
		moved = addClock(t, n, clockUnits[u])
	}
	if moved.Year() < minYear || moved.Year() > maxYear {
		return t, errYear
	}
	return moved, nil
}

// addClock adds n times size, also where that does not fit a Duration.
func addClock(t time.Time, n int64, size time.Duration) time.Time {
	if size >= time.Second {
		n = max(-most/3600, min(most/3600, n)) // of hours
		return time.Unix(t.Unix()+n*int64(size/time.Second), int64(t.Nanosecond())).In(t.Location())
	}
	return time.Unix(t.Unix()+n/1000, int64(t.Nanosecond())+n%1000*int64(size)).In(t.Location())
}

// most is more milliseconds than the years in use have.
const most = 1_000_000_000_000_000

// clampMonths and clampDays keep hostile amounts within what time.Date takes;
// the result is out of range all the same.
func clampMonths(n int64) int { return int(max(-1_000_000, min(1_000_000, n))) }
func clampDays(n int64) int   { return int(max(-30_000_000, min(30_000_000, n))) }

func addMonths(t time.Time, n int) time.Time {
	year, month, day := t.Date()
	months := year*12 + int(month) - 1 + n
	year, month = floorDiv(months, 12), time.Month(months-12*floorDiv(months, 12)+1)
	day = min(day, daysIn(year, month))
	return time.Date(year, month, day, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Location())
}

func daysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// wholeUnits counts the whole units from one moment to another; negative when
// to is the earlier one. From 29 February a year is full on 28 February of a
// year that has no 29th.
func wholeUnits(from, to time.Time, u unit) int64 {
	switch u {
	case unitYear:
		return int64(wholeMonths(from, to) / 12)
	case unitQuarter:
		return int64(wholeMonths(from, to) / 3)
	case unitMonth:
		return int64(wholeMonths(from, to))
	case unitWeek:
		return wholeDays(from, to) / 7
	case unitDay:
		return wholeDays(from, to)
	}
	size := clockUnits[u]
	seconds, nanos := to.Unix()-from.Unix(), int64(to.Nanosecond()-from.Nanosecond())
	if size >= time.Second {
		per := int64(size / time.Second)
		if seconds > 0 && nanos < 0 {
			seconds--
		} else if seconds < 0 && nanos > 0 {
			seconds++
		}
		return seconds / per
	}
	return seconds*1000 + nanos/int64(time.Millisecond)
}

// wholeMonths counts calendar months as moment.js does: from the day in one
// month to the same day, or the last one, in another.
func wholeMonths(from, to time.Time) int {
	to = to.In(from.Location())
	if to.Before(from) {
		return -wholeMonthsBackwards(from, to)
	}
	n := (to.Year()-from.Year())*12 + int(to.Month()-from.Month())
	if addMonths(from, n).After(to) {
		n--
	}
	return n
}

func wholeMonthsBackwards(from, to time.Time) int {
	n := (from.Year()-to.Year())*12 + int(from.Month()-to.Month())
	if addMonths(from, -n).Before(to) {
		n--
	}
	return n
}

// wholeDays counts days by the calendar and the clock of from's zone: a day
// with 23 hours is one.
func wholeDays(from, to time.Time) int64 {
	to = to.In(from.Location())
	n := dayNumber(to) - dayNumber(from)
	clock := clockOf(to) - clockOf(from)
	if n > 0 && clock < 0 {
		n--
	} else if n < 0 && clock > 0 {
		n++
	}
	return n
}

// dayNumber numbers the days of the calendar.
func dayNumber(t time.Time) int64 {
	year, month, day := t.Date()
	return floorDiv64(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix(), 86400)
}

func floorDiv64(a, b int64) int64 {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

func clockOf(t time.Time) time.Duration {
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute +
		time.Duration(t.Second())*time.Second + time.Duration(t.Nanosecond())
}

// startOf returns the first moment of the unit that t lies in; a week begins
// on Monday.
func startOf(t time.Time, u unit) time.Time {
	year, month, day := t.Date()
	switch u {
	case unitYear:
		month, day = time.January, 1
	case unitQuarter:
		month, day = (month-1)/3*3+1, 1
	case unitMonth:
		day = 1
	case unitWeek:
		day -= (int(t.Weekday()) + 6) % 7
	case unitDay:
	default:
		since := clockOf(t) % clockUnits[u]
		return t.Add(-since)
	}
	return time.Date(year, month, day, 0, 0, 0, 0, t.Location())
}

// endOf returns the last millisecond of the unit that t lies in.
func endOf(t time.Time, u unit) (time.Time, error) {
	next, err := addUnits(startOf(t, u), 1, u)
	return next.Add(-time.Millisecond), err
}

// moment returns a date or time as a moment: a date begins at midnight UTC.
func moment(v any) (t time.Time, isDate, ok bool) {
	switch v := value.Basic(v).(type) {
	case time.Time:
		return v, false, true
	case value.Date:
		return v.In(time.UTC), true, true
	}
	return time.Time{}, false, false
}
