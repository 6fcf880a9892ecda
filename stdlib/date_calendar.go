package stdlib

import (
	"time"

	"lcs/lang/types"
	"lcs/value"
)

// movingDates are the functions that yield another day or moment.
func movingDates() []*Function {
	amount := param("amount", intType, "how many")
	both := func(params ...types.Param) []types.Signature {
		return []types.Signature{
			signature(dateType, append([]types.Param{dateParam}, params...)...),
			signature(timeType, append([]types.Param{timeParam}, params...)...),
		}
	}
	return []*Function{
		{
			Func: describe("add", "A day or moment so many units later. Months and years keep the day, or take the last one of a month "+
				"that lacks it. A day moves by days, weeks and longer units.", both(amount, unitParam())...),
			Examples: []Example{
				{Source: `add(date("2026-01-31")!, 1, "months")`, Result: `"2026-02-28"`},
				{Source: `time("2026-03-02T09:00:00Z")!.add(90, "minutes")`, Result: `"2026-03-02T10:30:00.000Z"`},
			},
			Call: move(1),
		},
		{
			Func:     describe("subtract", "A day or moment so many units earlier, the opposite of `add`.", both(amount, unitParam())...),
			Examples: []Example{{Source: `subtract(date("2024-03-31")!, 1, "month")`, Result: `"2024-02-29"`}},
			Call:     move(-1),
		},
		{
			Func: describe("start_of", "The first day or moment of the year, quarter, month, week, day … that a day or moment lies in. "+
				"A week begins on Monday.", both(unitParam())...),
			Examples: []Example{
				{Source: `start_of(date("2026-03-18")!, "quarter")`, Result: `"2026-01-01"`},
				{Source: `start_of(date("2026-03-18")!, "week")`, Result: `"2026-03-16"`},
			},
			Call: bound(func(t time.Time, u unit) (time.Time, error) { return startOf(t, u), nil }),
		},
		{
			Func:     describe("end_of", "The last day or millisecond of the year, quarter, month, week, day … that a day or moment lies in.", both(unitParam())...),
			Examples: []Example{{Source: `end_of(date("2026-02-10")!, "month")`, Result: `"2026-02-28"`}},
			Call:     bound(endOf),
		},
	}
}

func move(direction int64) func(*Context, []any) (any, error) {
	return func(_ *Context, args []any) (any, error) {
		t, isDate, ok := moment(argument(args, 0))
		if !ok {
			return nil, nil
		}
		u, err := parseUnit(textOf(args, 2))
		if err != nil {
			return nil, err
		}
		n, ok := numberOf(args, 1).Round(0, value.Down).Int64()
		if !ok || n > most || n < -most {
			return nil, errYear
		}
		moved, err := addUnits(t, direction*n, u)
		if err != nil {
			return nil, err
		}
		return dayOrMoment(moved, isDate), nil
	}
}

func bound(f func(time.Time, unit) (time.Time, error)) func(*Context, []any) (any, error) {
	return func(_ *Context, args []any) (any, error) {
		t, isDate, ok := moment(argument(args, 0))
		if !ok {
			return nil, nil
		}
		u, err := parseUnit(textOf(args, 1))
		if err != nil {
			return nil, err
		}
		moved, err := f(t, u)
		if err != nil {
			return nil, err
		}
		return dayOrMoment(moved, isDate), nil
	}
}

func dayOrMoment(t time.Time, isDate bool) any {
	if isDate {
		return value.DateOf(t)
	}
	return t
}

// measuringDates are the functions that yield a number or name.
func measuringDates() []*Function {
	all := []*Function{
		{
			Func: describe("diff", "The whole units from the second day or moment to the first, by the calendar. It is negative when the "+
				"first is the earlier one.", diffSignatures()...),
			Examples: []Example{
				{Source: `diff(date("2026-03-01")!, date("1990-03-02")!, "years")`, Result: `35`},
				{Source: `diff(date("2025-02-28")!, date("2024-02-29")!, "years")`, Result: `1`},
				{Source: `diff(date("2026-03-01")!, date("2026-03-04")!, "days")`, Result: `-3`},
			},
			Call: func(_ *Context, args []any) (any, error) {
				to, _, ok := moment(argument(args, 0))
				from, _, ok2 := moment(argument(args, 1))
				if !ok || !ok2 {
					return nil, nil
				}
				u, err := parseUnit(textOf(args, 2))
				if err != nil {
					return nil, err
				}
				return value.Int(wholeUnits(from, to, u)), nil
			},
		},
		{
			Func: describe("weekday", "The day of the week: Mon, Tue, Wed, Thu, Fri, Sat or Sun.",
				signature(types.Of(&types.Choice{Values: weekdays}), dateParam), signature(types.Of(&types.Choice{Values: weekdays}), timeParam)),
			Examples: []Example{{Source: `weekday(date("2026-03-02")!)`, Result: `"Mon"`}},
			Call:     onMoment(func(t time.Time) (any, error) { return weekdayOf(t), nil }),
		},
		{
			Func: func() types.Func {
				f := describe("age", "The whole years from a day to the moment of the lead: the age of who was born on it.",
					signature(intType, param("born", dateType, "the day of birth")))
				f.Effects = types.Clock
				return f
			}(),
			Examples: []Example{{Source: `age(date("1990-03-02")!)`, Result: `35`}},
			Call: func(cx *Context, args []any) (any, error) {
				born, _, ok := moment(argument(args, 0))
				if !ok {
					return nil, nil
				}
				return value.Int(wholeUnits(born, cx.Now.UTC(), unitYear)), nil
			},
		},
	}
	for u := unitYear; u <= unitMillisecond; u++ {
		all = append(all, counting(u))
	}
	return all
}

func diffSignatures() []types.Signature {
	var all []types.Signature
	for _, to := range []types.Type{timeType, dateType} {
		for _, from := range []types.Type{timeType, dateType} {
			all = append(all, signature(intType, param("to", to, "the end"), param("from", from, "the beginning"), unitParam()))
		}
	}
	return all
}

// counting is the function of a unit's name: `now - lead.birth_date | years`.
func counting(u unit) *Function {
	name := unitNames[u]
	doc := "The whole " + name + " of an interval, the difference of two days or moments, by the calendar."
	signatures := []types.Signature{signature(intType, param("interval", intervalType, "the interval"))}
	if u >= unitWeek {
		doc = "The whole " + name + " of an interval, the difference of two days or moments, or of a duration."
		signatures = append(signatures, signature(intType, param("duration", durationType, "the duration")))
	}
	examples := map[unit]Example{
		unitYear:        {Source: `date("2026-03-01")! - date("1990-03-02")! | years`, Result: `35`},
		unitQuarter:     {Source: `date("2026-03-01")! - date("2025-03-01")! | quarters`, Result: `4`},
		unitMonth:       {Source: `date("2026-03-01")! - date("2025-12-31")! | months`, Result: `2`},
		unitWeek:        {Source: `date("2026-03-01")! - date("2026-02-01")! | weeks`, Result: `4`},
		unitDay:         {Source: `date("2026-03-01")! - date("2026-02-01")! | days`, Result: `28`},
		unitHour:        {Source: `90m | hours`, Result: `1`},
		unitMinute:      {Source: `minutes(1h30m)`, Result: `90`},
		unitSecond:      {Source: `seconds(1500ms)`, Result: `1`},
		unitMillisecond: {Source: `milliseconds(2s)`, Result: `2000`},
	}
	return &Function{
		Func:     describe(name, doc, signatures...),
		Examples: []Example{examples[u]},
		Call: func(_ *Context, args []any) (any, error) {
			switch v := argument(args, 0).(type) {
			case value.Interval:
				return value.Int(wholeUnits(v.From, v.To, u)), nil
			case time.Duration:
				size, ok := clockUnits[u]
				if !ok {
					size = map[unit]time.Duration{unitDay: 24 * time.Hour, unitWeek: 7 * 24 * time.Hour}[u]
				}
				if size > 0 {
					return value.Int(int64(v / size)), nil
				}
			}
			return nil, nil
		},
	}
}
