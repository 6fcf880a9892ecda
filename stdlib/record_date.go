package stdlib

import (
	"strconv"
	"strings"
	"time"

	"lcs/lang/types"
	"lcs/value"
)

func dateKind() kind {
	return kind{
		name: "date", basic: types.Date,
		doc: "A day, in the ways that people write one: 2026-03-02, 3/2/2026, 18.7.2026, March 2nd, 2026, 20260302. Where day and month could " +
			`be either, the month comes first; date("DD/MM/YYYY") fixes the format. A time behind it is ignored.`,
		read: readDate,
		arguments: func(args []string) (int, *types.LiteralError) {
			if len(args) > 1 {
				return 1, &types.LiteralError{End: len(args[1]), Message: "date takes one format"}
			}
			return 0, checkReadingFormat(args[0])
		},
		examples: []Example{{Source: `"3/2/2026"`, Result: `"2026-03-02"`}, {Source: `"31/2/2026"`, Result: `"31/2/2026"`}},
	}
}

func readDate(_ *Context, r *value.Record, raw any, args []string) {
	switch raw := raw.(type) {
	case value.Date:
		accept(r, raw, nil)
		return
	case time.Time:
		accept(r, value.DateOf(raw), nil)
		return
	}
	if !isScalar(raw) {
		return
	}
	if len(args) > 0 {
		if t, ok := parseMoment(r.Raw, args[0], momentLocales["en"], time.UTC); ok {
			accept(r, value.DateOf(t), nil)
		}
		return
	}
	if d, ok := sentDate(r.Raw); ok {
		accept(r, d, nil)
	}
}

func dobKind() kind {
	return kind{
		name: "dob", basic: types.Date,
		doc: "A date of birth, written as a date is. Traces and logs show its year only.",
		fields: []recordField{
			maybe("age", numberType, "the years from it to the moment of the lead, with one decimal", func(cx *Context, r *value.Record) any {
				if d, ok := r.Normal.(value.Date); ok && cx != nil {
					return decimalAge(d, cx.Now)
				}
				return nil
			}),
			maybe("year", intType, "the year", func(_ *Context, r *value.Record) any {
				if d, ok := r.Normal.(value.Date); ok {
					return whole(d.Year)
				}
				return nil
			}),
		},
		read: readDate,
		mask: func(r *value.Record) string {
			if d, ok := r.Normal.(value.Date); ok && r.Valid {
				return "**/**/" + zeroFill(d.Year, 4, false)
			}
			return maskWhole(r)
		},
		examples: []Example{{Source: `"06/02/1980"`, Result: `"1980-06-02"`}},
	}
}

// decimalAge counts full years and tenths of one, rounded down; who is not
// born yet has none.
func decimalAge(born value.Date, now time.Time) any {
	from := born.In(time.UTC)
	to := now.UTC()
	if to.Before(from) {
		return nil
	}
	years := wholeMonths(from, to) / 12
	days := wholeDays(addMonths(from, 12*years), to)
	tenths := min(10*days/365, 9)
	if tenths == 0 {
		return whole(years)
	}
	return value.Decimal(int64(years)*10+tenths, -1)
}

// sentDate reads a day as people write it, with or without a time behind it.
func sentDate(text string) (value.Date, bool) {
	words := dateWords(text)
	d, rest, ok := dateFrom(words)
	if !ok || len(rest) > 0 && !isClock(rest) {
		return value.Date{}, false
	}
	return d, true
}

// dateWord is a run of digits or letters, or one sign.
type dateWord struct {
	text  string
	kind  byte // 'n' number, 'a' letters, 's' sign
	space bool // white space stands before it
}

// dateWords takes a text apart; white space only separates.
func dateWords(text string) []dateWord {
	const longest = 100
	if len(text) > longest {
		return nil
	}
	var words []dateWord
	space := false
	for i := 0; i < len(text); {
		c := text[i]
		end := i + 1
		kind := byte('s')
		switch {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			space = true
			i++
			continue
		case c >= '0' && c <= '9':
			kind = 'n'
			for end < len(text) && text[end] >= '0' && text[end] <= '9' {
				end++
			}
		case isASCIILetter(c):
			kind = 'a'
			for end < len(text) && isASCIILetter(text[end]) {
				end++
			}
		}
		words = append(words, dateWord{strings.ToLower(text[i:end]), kind, space})
		space = false
		i = end
	}
	return words
}

// dateFrom reads a day at the beginning, after the name of a weekday or not.
func dateFrom(words []dateWord) (d value.Date, rest []dateWord, ok bool) {
	if len(words) > 0 && words[0].kind == 'a' && weekdayWord(words[0].text) >= 0 {
		words = skipSigns(words[1:], ",.")
	}
	for _, form := range []func([]dateWord) (value.Date, []dateWord, bool){digitDate, numericDate, namedDate} {
		if d, rest, ok = form(words); ok {
			return d, rest, true
		}
	}
	return value.Date{}, nil, false
}

func skipSigns(words []dateWord, signs string) []dateWord {
	for len(words) > 0 && words[0].kind == 's' && strings.Contains(signs, words[0].text) {
		words = words[1:]
	}
	return words
}

func weekdayWord(word string) int {
	if len(word) < 3 {
		return -1
	}
	for i, name := range momentLocales["en"].weekdays {
		name = strings.ToLower(name)
		if strings.HasPrefix(name, word) && (len(word) == 3 || len(word) == 4 || word == name) {
			return i
		}
	}
	return -1
}

func monthWord(word string) int {
	if len(word) < 3 {
		return 0
	}
	for i, name := range momentLocales["en"].months {
		name = strings.ToLower(name)
		if word == name || word == name[:3] || word == "sept" && i == 8 {
			return i + 1
		}
	}
	return 0
}

// day makes a day of three numbers, if there is one.
func day(year, month, day int) (value.Date, bool) {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysIn(year, time.Month(month)) {
		return value.Date{}, false
	}
	return value.Date{Year: year, Month: time.Month(month), Day: day}, true
}

// digitDate reads eight digits: year first, then month first, then day first.
func digitDate(words []dateWord) (value.Date, []dateWord, bool) {
	if len(words) == 0 || words[0].kind != 'n' || len(words[0].text) != 8 {
		return value.Date{}, nil, false
	}
	n := func(from, to int) int { i, _ := strconv.Atoi(words[0].text[from:to]); return i }
	for _, order := range [][3]int{{n(0, 4), n(4, 6), n(6, 8)}, {n(4, 8), n(0, 2), n(2, 4)}, {n(4, 8), n(2, 4), n(0, 2)}} {
		if d, ok := day(order[0], order[1], order[2]); ok {
			return d, words[1:], true
		}
	}
	return value.Date{}, nil, false
}

// numericDate reads three numbers with the same sign between them, or space:
// year first when it has four digits, else month first, else day first.
func numericDate(words []dateWord) (value.Date, []dateWord, bool) {
	var parts [3]dateWord
	sign := ""
	rest := words
	for i := range parts {
		if i > 0 {
			if len(rest) == 0 {
				return value.Date{}, nil, false
			}
			between := " "
			if rest[0].kind == 's' {
				between = rest[0].text
				rest = rest[1:]
			}
			if i == 1 {
				sign = between
			}
			if between != sign || !strings.Contains("/-. ", between) {
				return value.Date{}, nil, false
			}
		}
		if len(rest) == 0 || rest[0].kind != 'n' {
			return value.Date{}, nil, false
		}
		parts[i], rest = rest[0], rest[1:]
	}
	n := func(i int) int { v, _ := strconv.Atoi(parts[i].text); return v }
	if len(parts[0].text) == 4 && len(parts[1].text) <= 2 && len(parts[2].text) <= 2 {
		d, ok := day(n(0), n(1), n(2))
		return d, rest, ok
	}
	year, ok := yearOf(parts[2].text)
	if !ok || len(parts[0].text) > 2 || len(parts[1].text) > 2 {
		return value.Date{}, nil, false
	}
	if d, ok := day(year, n(0), n(1)); ok {
		return d, rest, true
	}
	d, ok := day(year, n(1), n(0))
	return d, rest, ok
}

// yearOf reads a year of four digits or two.
func yearOf(digits string) (int, bool) {
	n, err := strconv.Atoi(digits)
	switch {
	case err != nil:
		return 0, false
	case len(digits) == 2:
		return fullYear(n), true
	}
	return n, len(digits) == 4
}

// namedDate reads a day with the name of its month: 2 June 2014, June 2nd, 2014.
func namedDate(words []dateWord) (value.Date, []dateWord, bool) {
	none := func() (value.Date, []dateWord, bool) { return value.Date{}, nil, false }
	if len(words) < 3 {
		return none()
	}
	month, number := 0, ""
	rest := words
	if rest[0].kind == 'a' {
		month = monthWord(rest[0].text)
		rest = skipSigns(rest[1:], ".,-/")
		number, rest = dayNumberWord(rest)
	} else {
		number, rest = dayNumberWord(rest)
		if len(rest) > 0 && rest[0].text == "of" {
			rest = rest[1:]
		}
		rest = skipSigns(rest, ".,-/")
		if len(rest) > 0 {
			month = monthWord(rest[0].text)
			rest = rest[1:]
		}
	}
	rest = skipSigns(rest, ".,-/")
	if month == 0 || number == "" || len(rest) == 0 || rest[0].kind != 'n' {
		return none()
	}
	year, ok := yearOf(rest[0].text)
	n, err := strconv.Atoi(number)
	if !ok || err != nil {
		return none()
	}
	d, ok := day(year, month, n)
	return d, rest[1:], ok
}

// dayNumberWord reads 2 or 2nd.
func dayNumberWord(words []dateWord) (string, []dateWord) {
	if len(words) == 0 || words[0].kind != 'n' || len(words[0].text) > 2 {
		return "", words
	}
	number, rest := words[0].text, words[1:]
	if len(rest) > 0 && !rest[0].space && strings.Contains("st nd rd th", rest[0].text) && len(rest[0].text) == 2 {
		rest = rest[1:]
	}
	return number, rest
}
