package stdlib

import (
	"fmt"
	"strings"
	"time"

	"lcs/lang/types"
	"lcs/value"
)

// weekdays are the names that `.weekday` has.
var weekdays = []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}

func weekdayOf(t time.Time) string { return weekdays[(int(t.Weekday())+6)%7] }

// TimeField returns a field of a moment, in its own zone, or of a day.
func TimeField(v any, name string) (any, bool) {
	t, isDate, ok := moment(v)
	if !ok {
		return nil, false
	}
	switch name {
	case "year":
		return whole(t.Year()), true
	case "month":
		return whole(int(t.Month())), true
	case "day":
		return whole(t.Day()), true
	case "weekday":
		return weekdayOf(t), true
	}
	if isDate {
		return nil, false
	}
	switch name {
	case "hour":
		return whole(t.Hour()), true
	case "minute":
		return whole(t.Minute()), true
	case "second":
		return whole(t.Second()), true
	case "date":
		return value.DateOf(t), true
	case "zone":
		return t.Location().String(), true
	}
	return nil, false
}

// officeHours are the hours and days on which a business is open.
type officeHours struct {
	opens, closes int // minutes from midnight
	days          [7]bool
}

// zoneFunctions look at the clocks of a zone.
func zoneFunctions() []*Function {
	hours := []types.Param{
		optional("opens", numberType, "the hour of opening, 9 when left out; 8.5 is half past eight"),
		optional("closes", numberType, "the hour of closing, 17 when left out"),
		optional("days", types.ListOf(types.Of(&types.Choice{Values: weekdays})), "the days, Mon to Fri when left out"),
	}
	return []*Function{
		{
			Func: describe("in_zone", "The same moment on the clocks of a zone: its .hour, .weekday and .date, and how `date` prints it, are the "+
				"zone's.", signature(timeType, timeParam, zoneParam(`the zone, "America/Chicago"`))),
			Examples: []Example{
				{Source: `time("2026-03-02T16:30:00Z")!.in_zone("America/Chicago").hour`, Result: `10`},
				{Source: `time("2026-03-02T16:30:00Z")! | in_zone("Pacific/Honolulu") | date: "ddd HH:mm z"`, Result: `"Mon 06:30 HST"`},
			},
			Call: func(_ *Context, args []any) (any, error) {
				t, _, ok := moment(argument(args, 0))
				if !ok {
					return nil, nil
				}
				loc, err := zone(textOf(args, 1))
				if err != nil {
					return nil, err
				}
				return t.In(loc), nil
			},
		},
		{
			Func: describe("is_open", "Whether a moment, on the clocks of its zone, lies within business hours.",
				signature(boolType, append([]types.Param{timeParam}, hours...)...)),
			Examples: []Example{
				{Source: `time("2026-03-02T16:30:00Z")! | in_zone("America/Chicago") | is_open(9, 18)`, Result: `true`},
				{Source: `is_open(time("2026-03-01T12:00:00Z")!)`, Result: `false`},
			},
			Call: inHours(func(h officeHours, t time.Time) any { return h.isOpen(t) }),
		},
		{
			Func: describe("next_open", "The next moment within business hours on the clocks of a moment's zone: the moment itself when it "+
				"lies within.", signature(timeType, append([]types.Param{timeParam}, hours...)...)),
			Examples: []Example{
				{Source: `time("2026-03-06T23:30:00Z")! | in_zone("America/Chicago") | next_open(9, 17) | iso`, Result: `"2026-03-09T09:00:00-05:00"`},
			},
			Call: inHours(func(h officeHours, t time.Time) any { return h.nextOpen(t) }),
		},
	}
}

// inHours makes a function of a moment and the hours behind it.
func inHours(answer func(h officeHours, t time.Time) any) func(*Context, []any) (any, error) {
	return func(_ *Context, args []any) (any, error) {
		t, _, ok := moment(argument(args, 0))
		if !ok {
			return nil, nil
		}
		h, err := officeHoursOf(args)
		if err != nil {
			return nil, err
		}
		return answer(h, t), nil
	}
}

// officeHoursOf reads the arguments after the moment.
func officeHoursOf(args []any) (officeHours, error) {
	h := officeHours{opens: 9 * 60, closes: 17 * 60, days: [7]bool{1: true, 2: true, 3: true, 4: true, 5: true}}
	for i, minutes := range []*int{&h.opens, &h.closes} {
		if !given(args, i+1) {
			continue
		}
		product, err := numberOf(args, i+1).Mul(value.Int(60))
		if err != nil {
			return h, err
		}
		m, ok := product.Round(0, value.HalfEven).Int64()
		if !ok || m < 0 || m > 24*60 {
			return h, fmt.Errorf("%s is no hour of a day", textOf(args, i+1))
		}
		*minutes = int(m)
	}
	if h.closes <= h.opens {
		return h, fmt.Errorf("the hours end (%s) before they begin (%s)", textOf(args, 2), textOf(args, 1))
	}
	if !given(args, 3) {
		return h, nil
	}
	h.days = [7]bool{}
	for _, name := range listOf(args, 3) {
		day, ok := weekdayNamed(value.Text(name))
		if !ok {
			return h, fmt.Errorf("'%.20s' is no day of the week: write %s", value.Text(name), strings.Join(weekdays, ", "))
		}
		h.days[day] = true
	}
	if h.days == [7]bool{} {
		return h, fmt.Errorf("business hours need at least one day")
	}
	return h, nil
}

func weekdayNamed(name string) (time.Weekday, bool) {
	for i, w := range weekdays {
		if strings.EqualFold(w, name) {
			return time.Weekday((i + 1) % 7), true
		}
	}
	return 0, false
}

func (h officeHours) isOpen(t time.Time) bool {
	minutes := t.Hour()*60 + t.Minute()
	return h.days[t.Weekday()] && minutes >= h.opens && minutes < h.closes
}

func (h officeHours) nextOpen(t time.Time) time.Time {
	if h.isOpen(t) {
		return t
	}
	year, month, day := t.Date()
	for ahead := range 8 {
		opening := time.Date(year, month, day+ahead, h.opens/60, h.opens%60, 0, 0, t.Location())
		if h.days[opening.Weekday()] && opening.After(t) {
			return opening
		}
	}
	return t // not reached: at least one day of eight is open and later
}
