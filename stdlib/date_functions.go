package stdlib

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"lcs/lang/diag"
	"lcs/lang/types"
	"lcs/value"
)

var (
	dateType     = types.Of(types.Date)
	timeType     = types.Of(types.Time)
	durationType = types.Of(types.Duration)
	intervalType = types.Of(types.Interval)

	dateParam = param("day", dateType, "the day")
	timeParam = param("moment", timeType, "the moment")
)

func formatParam(doc string) types.Param {
	p := param("format", textType, doc)
	p.Check = checkDateFormat
	return p
}

func zoneParam(doc string) types.Param {
	p := param("zone", textType, doc)
	p.Check = checkZone
	return p
}

func optionalZone(doc string) types.Param {
	p := zoneParam(doc)
	p.Optional = true
	return p
}

func unitParam() types.Param {
	p := param("unit", textType, `"years", "quarters", "months", "weeks", "days", "hours", "minutes", "seconds" or "milliseconds"`)
	p.Check = checkUnit
	return p
}

func localeParam() types.Param {
	p := optional("locale", textType, `how names are written, "en" when left out: `+strings.Join(localeNames(), ", "))
	p.Check = func(name string) *types.LiteralError {
		if _, ok := locale(name); ok {
			return nil
		}
		return &types.LiteralError{End: len(name), Message: "there is no locale '" + name + "'", Meant: diag.Nearest(name, localeNames())}
	}
	return p
}

// dateFunctions print, read and move days and moments. What they are given
// can be missing where a record is not valid; so is what they return then.
func dateFunctions() []*Function {
	return slices.Concat(printingDates(), readingDates(), movingDates(), measuringDates(), zoneFunctions())
}

func printingDates() []*Function {
	return []*Function{
		{
			Func: describe("date", "Prints a day or moment in a format like MM/DD/YYYY, or reads one from text in such a format. "+
				"The tokens are those of moment.js; text in a format stands in [ ]. Text that does not fit the format is missing.",
				signature(textType, dateParam, formatParam("how it is written, MM/DD/YYYY"), localeParam()),
				signature(textType, timeParam, formatParam("how it is written, MM/DD/YYYY HH:mm"), localeParam()),
				signature(dateType.Optional(), param("text", textType.Optional(), "the text to read"), optionalFormat(), localeParam())),
			Examples: []Example{
				{Source: `date("2026-03-02")! | date: "MM/DD/YYYY"`, Result: `"03/02/2026"`},
				{Source: `date("2026-03-02")! | date: "dddd, MMMM Do [of] YYYY"`, Result: `"Monday, March 2nd of 2026"`},
				{Source: `date("2.3.2026", "D.M.YYYY")`, Result: `"2026-03-02"`},
				{Source: `date("tomorrow", "D.M.YYYY")`, Result: `null`},
				{Source: `date(date("2026-03-02")!, "LL", "de")`, Result: `"2. März 2026"`},
			},
			Call: printOrReadDate,
		},
		{
			Func: describe("unix", "The seconds from 1970 to a moment, or to midnight UTC of a day.",
				signature(intType, timeParam), signature(intType, dateParam)),
			Examples: []Example{{Source: `unix(time("2026-03-02T09:00:00Z")!)`, Result: `1772442000`}},
			Call:     onMoment(func(t time.Time) (any, error) { return value.Int(t.Unix()), nil }),
		},
		{
			Func: describe("unix_ms", "The milliseconds from 1970 to a moment, or to midnight UTC of a day.",
				signature(intType, timeParam), signature(intType, dateParam)),
			Examples: []Example{{Source: `unix_ms(time("2026-03-02T09:00:00.250Z")!)`, Result: `1772442000250`}},
			Call:     onMoment(func(t time.Time) (any, error) { return value.Int(t.UnixMilli()), nil }),
		},
		{
			Func: describe("iso", "A moment as ISO 8601 with the offset of its zone, or a day as YYYY-MM-DD.",
				signature(textType, timeParam), signature(textType, dateParam)),
			Examples: []Example{
				{Source: `time("2026-03-02T09:00:00Z")! | in_zone("America/Chicago") | iso`, Result: `"2026-03-02T03:00:00-06:00"`},
				{Source: `iso(date("2026-03-02")!)`, Result: `"2026-03-02"`},
			},
			Call: printISO,
		},
	}
}

func optionalFormat() types.Param {
	p := optional("format", textType, "how it is written; left out: YYYY-MM-DD, with or without a time")
	p.Check = checkReadingFormat
	return p
}

func optionalTimeFormat() types.Param {
	p := optional("format", textType, "how it is written; left out or empty: ISO 8601")
	p.Check = func(format string) *types.LiteralError {
		if format == "" {
			return nil
		}
		return checkReadingFormat(format)
	}
	return p
}

func printISO(_ *Context, args []any) (any, error) {
	t, isDate, ok := moment(argument(args, 0))
	switch {
	case !ok:
		return nil, nil
	case isDate:
		return value.DateOf(t).String(), nil
	case t.Nanosecond() == 0:
		return t.Format("2006-01-02T15:04:05Z07:00"), nil
	}
	return t.Format("2006-01-02T15:04:05.000Z07:00"), nil
}

func printOrReadDate(_ *Context, args []any) (any, error) {
	l, ok := locale(textOr(args, 2, "en"))
	if !ok {
		return nil, fmt.Errorf("there is no locale '%.40s'", textOf(args, 2))
	}
	if t, _, ok := moment(argument(args, 0)); ok {
		return formatMoment(t, textOf(args, 1), l), nil
	}
	text, ok := value.Basic(argument(args, 0)).(string)
	if !ok {
		return nil, nil
	}
	if !given(args, 1) {
		if d, ok := parseISODate(text); ok {
			return d, nil
		}
		return nil, nil
	}
	if t, ok := parseMoment(text, textOf(args, 1), l, time.UTC); ok {
		return value.DateOf(t), nil
	}
	return nil, nil
}

// onMoment is a function of one day or moment.
func onMoment(f func(time.Time) (any, error)) func(*Context, []any) (any, error) {
	return func(_ *Context, args []any) (any, error) {
		t, _, ok := moment(argument(args, 0))
		if !ok {
			return nil, nil
		}
		return f(t)
	}
}

func readingDates() []*Function {
	fromNumber := func(perSecond int64) func(*Context, []any) (any, error) {
		return func(_ *Context, args []any) (any, error) {
			n, ok := value.Basic(argument(args, 0)).(*value.Number)
			if !ok {
				return nil, nil
			}
			i, ok := n.Round(0, value.Down).Int64()
			t := time.Unix(i/perSecond, i%perSecond*(int64(time.Second)/perSecond)).UTC()
			if !ok || t.Year() < minYear || t.Year() > maxYear {
				return nil, errYear
			}
			return t, nil
		}
	}
	return []*Function{
		{
			Func: describe("time", "The moment that a text says: ISO 8601, or in a format of its own. A text without a zone is in the "+
				"zone given, or UTC. It is missing when the text says none.",
				signature(timeType.Optional(), param("text", textType.Optional(), "the text to read"), optionalTimeFormat(),
					optionalZone("the zone of a text that names none"))),
			Examples: []Example{
				{Source: `time("2026-03-02T09:00:00-06:00")`, Result: `"2026-03-02T15:00:00.000Z"`},
				{Source: `time("3/2/2026 9:05 PM", "M/D/YYYY h:mm A", "America/Chicago")`, Result: `"2026-03-03T03:05:00.000Z"`},
				{Source: `time("soon")`, Result: `null`},
			},
			Call: readTime,
		},
		{
			Func:     describe("from_unix", "The moment so many seconds after 1970.", signature(timeType, param("seconds", numberType, "the seconds"))),
			Examples: []Example{{Source: `from_unix(1772442000)`, Result: `"2026-03-02T09:00:00.000Z"`}},
			Call:     fromNumber(1),
		},
		{
			Func: describe("from_unix_ms", "The moment so many milliseconds after 1970.",
				signature(timeType, param("milliseconds", numberType, "the milliseconds"))),
			Examples: []Example{{Source: `from_unix_ms(1772442000250)`, Result: `"2026-03-02T09:00:00.250Z"`}},
			Call:     fromNumber(1000),
		},
		{
			Func: func() types.Func {
				f := describe("today", "The day on which the lead runs, in a zone or UTC.", signature(dateType, optionalZone("the zone whose calendar counts")))
				f.Effects = types.Clock
				return f
			}(),
			Examples: []Example{{Source: `today()`, Result: `"2026-03-01"`}},
			Call: func(cx *Context, args []any) (any, error) {
				loc, err := zone(textOr(args, 0, "UTC"))
				if err != nil {
					return nil, err
				}
				return value.DateOf(cx.Now.In(loc)), nil
			},
		},
	}
}

func readTime(_ *Context, args []any) (any, error) {
	loc, err := zone(textOr(args, 2, "UTC"))
	if err != nil {
		return nil, err
	}
	text, ok := value.Basic(argument(args, 0)).(string)
	if !ok {
		return nil, nil
	}
	if format := textOf(args, 1); format != "" {
		if t, ok := parseMoment(text, format, momentLocales["en"], loc); ok {
			return t, nil
		}
		return nil, nil
	}
	if t, ok := parseISOTime(text, loc); ok {
		return t, nil
	}
	return nil, nil
}
