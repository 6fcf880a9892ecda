package expression

import (
	"fmt"
	"time"

	"lcs/lang/types"
	"lcs/value"
)

// moments does arithmetic with dates, times, durations and intervals. The
// difference of two moments is an interval that remembers both.
func moments(op string, x, y any) (any, error) {
	if i, ok := x.(value.Interval); ok {
		return compute(op, i.Duration(), y)
	}
	if i, ok := y.(value.Interval); ok {
		return compute(op, x, i.Duration())
	}
	a, aMoment := moment(x)
	b, bMoment := moment(y)
	d, isDuration := y.(time.Duration)
	switch {
	case op == "-" && aMoment && bMoment:
		return value.Interval{From: inZoneOf(b, y, a), To: inZoneOf(a, x, b)}, nil
	case op == "-" && aMoment && isDuration:
		return shift(x, a, -d), nil
	case op == "+" && aMoment && isDuration:
		return shift(x, a, d), nil
	case op == "+" && bMoment:
		if d, ok := x.(time.Duration); ok {
			return shift(y, b, d), nil
		}
	}
	return nil, fmt.Errorf("%s and %s cannot be computed with %s", value.Text(x), value.Text(y), op)
}

// moment reads a date, at the start of its day in UTC, or a time.
func moment(v any) (time.Time, bool) {
	switch v := v.(type) {
	case time.Time:
		return v, true
	case value.Date:
		return v.In(time.UTC), true
	}
	return time.Time{}, false
}

// inZoneOf lets a day begin in the zone of the moment that it is compared with.
func inZoneOf(t time.Time, v any, other time.Time) time.Time {
	if d, ok := v.(value.Date); ok {
		return d.In(other.Location())
	}
	return t
}

// asTyped gives a moved date the type that the checker found: a date, when it is
// moved by days that are written out, else a moment.
func asTyped(v any, t types.Type) any {
	d, date := v.(value.Date)
	if date && t.Is(types.Time) {
		return d.In(time.UTC)
	}
	return v
}

// shift moves a moment; a date stays a date when it is moved by whole days.
func shift(v any, t time.Time, d time.Duration) any {
	moved := t.Add(d)
	if _, date := v.(value.Date); date && d%(24*time.Hour) == 0 {
		return value.DateOf(moved)
	}
	return moved
}
