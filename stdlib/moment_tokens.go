package stdlib

import (
	"slices"
	"strings"
	"unicode/utf8"

	"lcs/lang/diag"
	"lcs/lang/types"
)

// A date format is written with the tokens of moment.js, a closed set:
// MM/DD/YYYY, [in] MMMM. What is no letter, and what stands in [ ], is text.

// momentPiece is a token or a piece of text of a format.
type momentPiece struct {
	token string // "" for text
	text  string
	start int // in the format
}

// momentTokens are the documented tokens; the others that moment.js happens to
// know (eras) print, too, but a format in a script may not use them.
var momentTokens = map[string]string{
	"YYYY": "year, 2026", "YY": "year, 26", "Y": "year, with a sign beyond 9999",
	"YYYYY": "year, five digits", "YYYYYY": "year, six digits and a sign",
	"gg": "week year, 26", "gggg": "week year, 2026", "ggggg": "week year, five digits",
	"GG": "ISO week year, 26", "GGGG": "ISO week year, 2026", "GGGGG": "ISO week year, five digits",
	"Q": "quarter, 1", "Qo": "quarter, 1st",
	"M": "month, 3", "Mo": "month, 3rd", "MM": "month, 03", "MMM": "month, Mar", "MMMM": "month, March",
	"w": "week, 9", "wo": "week, 9th", "ww": "week, 09", "W": "ISO week, 9", "Wo": "ISO week, 9th", "WW": "ISO week, 09",
	"D": "day, 2", "Do": "day, 2nd", "DD": "day, 02",
	"DDD": "day of the year, 61", "DDDo": "day of the year, 61st", "DDDD": "day of the year, 061",
	"d": "day of the week, 0 is Sunday", "do": "day of the week, 1st", "dd": "Mo", "ddd": "Mon", "dddd": "Monday",
	"e": "day of the week, in the locale's order", "E": "ISO day of the week, 1 is Monday",
	"H": "hour, 0 to 23", "HH": "hour, 00 to 23", "h": "hour, 1 to 12", "hh": "hour, 01 to 12", "k": "hour, 1 to 24", "kk": "hour, 01 to 24",
	"Hmm": "hour and minute, 905", "hmm": "hour and minute, 905", "Hmmss": "hour, minute, second", "hmmss": "hour, minute, second",
	"m": "minute", "mm": "minute, 05", "s": "second", "ss": "second, 05",
	"S": "tenths of a second", "SS": "hundredths", "SSS": "milliseconds", "SSSS": "fraction of a second", "SSSSS": "fraction of a second",
	"SSSSSS": "microseconds", "SSSSSSS": "fraction of a second", "SSSSSSSS": "fraction of a second", "SSSSSSSSS": "nanoseconds",
	"A": "AM, PM", "a": "am, pm", "z": "zone, EST", "zz": "zone, EST", "Z": "offset, -05:00", "ZZ": "offset, -0500",
	"X": "seconds since 1970", "x": "milliseconds since 1970",
}

var longTokens = []string{"LTS", "LT", "LLLL", "LLL", "LL", "L", "llll", "lll", "ll", "l"}

// momentOrder lists the tokens so that of several that fit the right one comes
// first; it is the order in which moment.js tries them.
var momentOrder = []string{
	"Hmmss", "Hmm", "hmmss", "hmm", "Mo", "MMMM", "MMM", "MM", "M", "Do", "DDDo", "DDDD", "DDD", "DD", "D", "dddd", "ddd", "dd", "do", "d",
	"wo", "ww", "w", "Wo", "WW", "W", "Qo", "Q", "NNNNN", "NNNN", "NNN", "NN", "N", "YYYYYY", "YYYYY", "YYYY", "YY", "Y",
	"yyyy", "yyy", "yy", "yo", "y", "ggggg", "gggg", "gg", "GGGGG", "GGGG", "GG", "e", "E", "a", "A", "hh", "h", "HH", "H", "kk", "k",
	"mm", "m", "ss", "s", "SSSSSSSSS", "SSSSSSSS", "SSSSSSS", "SSSSSS", "SSSSS", "SSSS", "SSS", "SS", "S", "x", "X", "zz", "z", "ZZ", "Z",
}

// momentPieces takes a format apart.
func momentPieces(format string) []momentPiece {
	var pieces []momentPiece
	text := func(s string, start int) {
		if n := len(pieces); n > 0 && pieces[n-1].token == "" {
			pieces[n-1].text += s
			return
		}
		pieces = append(pieces, momentPiece{text: s, start: start})
	}
	for i := 0; i < len(format); {
		if inside, size := bracketed(format[i:]); size > 0 {
			text(inside, i)
			i += size
			continue
		}
		start, escaped := i, format[i] == '\\' && i+1 < len(format)
		if escaped {
			i++
		}
		token := tokenAt(format[i:])
		switch {
		case token == "":
			_, size := utf8.DecodeRuneInString(format[i:])
			if format[i] != '\\' {
				text(format[i:i+size], start)
			}
			i += size
			continue
		case escaped:
			text(token, start)
		default:
			pieces = append(pieces, momentPiece{token: token, start: start})
		}
		i += len(token)
	}
	return pieces
}

func tokenAt(s string) string {
	if s[0] < 'A' || s[0] > 'z' {
		return ""
	}
	for _, token := range momentOrder {
		if strings.HasPrefix(s, token) {
			return token
		}
	}
	return ""
}

// bracketed reads [text]; of several closing brackets before the next opening
// one the last counts.
func bracketed(s string) (inside string, size int) {
	if s[0] != '[' {
		return "", 0
	}
	s = s[1:]
	if next := strings.IndexByte(s, '['); next >= 0 {
		s = s[:next]
	}
	end := strings.LastIndexByte(s, ']')
	if end < 0 {
		return "", 0
	}
	return s[:end], end + 2
}

// expandLong writes LT, LL and the like out in full.
func (l *momentLocale) expandLong(format string) string {
	if !strings.ContainsAny(format, "Ll") {
		return format
	}
	var b strings.Builder
	for i := 0; i < len(format); {
		if _, size := bracketed(format[i:]); size > 0 {
			b.WriteString(format[i : i+size])
			i += size
			continue
		}
		if format[i] == '\\' && i+1 < len(format) {
			b.WriteString(format[i : i+2])
			i += 2
			continue
		}
		if token := longTokenAt(format[i:]); token != "" {
			b.WriteString(l.long[token])
			i += len(token)
			continue
		}
		b.WriteByte(format[i])
		i++
	}
	return b.String()
}

func longTokenAt(s string) string {
	for _, token := range longTokens {
		if strings.HasPrefix(s, token) {
			return token
		}
	}
	return ""
}

// checkDateFormat judges a literal format: every letter outside of [ ] must
// belong to a token.
func checkDateFormat(format string) *types.LiteralError {
	var used []string
	for i := 0; i < len(format); {
		if _, size := bracketed(format[i:]); size > 0 {
			i += size
			continue
		}
		if format[i] == '\\' && i+1 < len(format) {
			i += 2
			continue
		}
		if !isASCIILetter(format[i]) {
			if format[i] == '[' {
				return &types.LiteralError{Start: i, End: i + 1, Message: "this '[' is never closed: the text goes on to ']'"}
			}
			i++
			continue
		}
		token := longTokenAt(format[i:])
		if token == "" {
			token = tokenAt(format[i:])
		}
		if _, documented := momentTokens[token]; !documented && !slices.Contains(longTokens, token) {
			if token == "" && format[i] == 'T' && betweenDateAndTime(format, i) {
				i++ // YYYY-MM-DDTHH:mm
				continue
			}
			return unknownToken(format, i)
		}
		used = append(used, token)
		i += len(token)
		if i < len(format) && format[i] == token[len(token)-1] {
			return tooMany(format, i)
		}
	}
	return misused(format, used)
}

func isASCIILetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// betweenDateAndTime allows the T of ISO 8601 without brackets.
func betweenDateAndTime(format string, i int) bool {
	before, after := format[:i], format[i+1:]
	return strings.HasSuffix(before, "D") && (strings.HasPrefix(after, "H") || strings.HasPrefix(after, "h"))
}

// tooMany complains about a letter that stands once more than any token has
// it: YYY would print the year twice.
func tooMany(format string, i int) *types.LiteralError {
	start, end := i, i
	for start > 0 && format[start-1] == format[i] {
		start--
	}
	for end < len(format) && format[end] == format[i] {
		end++
	}
	word := format[start:end]
	var alike []string
	for token := range momentTokens {
		if strings.Trim(token, word[:1]) == "" {
			alike = append(alike, token)
		}
	}
	slices.SortFunc(alike, func(a, b string) int { return len(b) - len(a) })
	return &types.LiteralError{Start: start, End: end, Message: "there is no token '" + word + "'", Meant: diag.Nearest(word, alike)}
}

// unknownToken complains about the word around position i.
func unknownToken(format string, i int) *types.LiteralError {
	start, end := i, i
	for start > 0 && isASCIILetter(format[start-1]) && format[start-1] != ']' {
		start--
	}
	for end < len(format) && isASCIILetter(format[end]) {
		end++
	}
	word := format[start:end]
	meant := nearestToken(word)
	message := "there is no token '" + word + "'"
	if meant == "" {
		message += ": write [" + word + "] for the text"
	}
	return &types.LiteralError{Start: start, End: end, Message: message, Meant: meant}
}

// nearestToken finds what other date formats call yyyy, dd, mon or AM/PM, and
// tokens with a slip of one letter.
func nearestToken(word string) string {
	if meant, ok := foreignTokens[word]; ok {
		return meant
	}
	return diag.Nearest(word, []string{"YYYY", "YY", "MM", "MMM", "MMMM", "DD", "HH", "hh", "mm", "ss", "dddd", "SSS"})
}

// foreignTokens are how other formats write what is a token here.
var foreignTokens = map[string]string{
	"yyyy": "YYYY", "yy": "YY", "y": "YYYY", "mon": "MMM", "Mon": "MMM", "month": "MMMM", "Month": "MMMM", "MON": "MMM", "MONTH": "MMMM",
	"yyyyMMdd": "YYYYMMDD", "yyyymmdd": "YYYYMMDD", "ddMMyyyy": "DDMMYYYY", "MMddyyyy": "MMDDYYYY", "tt": "A", "SSSZ": "SSS[Z]", "T": "[T]",
	"dd": "DD", "day": "dddd", "AM": "A", "PM": "A", "am": "a", "pm": "a", "fff": "SSS", "Hi": "HH:mm", "MI": "mm", "SS": "ss",
}

// strftime are the conversions of C, Python and PHP's strftime, as tokens.
var strftime = strings.NewReplacer(
	"%Y", "YYYY", "%y", "YY", "%m", "MM", "%d", "DD", "%e", "D", "%H", "HH", "%I", "hh", "%M", "mm", "%S", "ss", "%f", "SSS",
	"%p", "A", "%B", "MMMM", "%b", "MMM", "%h", "MMM", "%A", "dddd", "%a", "ddd", "%j", "DDDD", "%z", "ZZ", "%F", "YYYY-MM-DD",
	"%T", "HH:mm:ss", "%D", "MM/DD/YY", "%R", "HH:mm", "%s", "X",
)

// misused finds the slips that are made of real tokens: minutes for the month
// and the other way round, the day of the week for the day, and the signs of
// strftime, which would print a '%' before each.
func misused(format string, used []string) *types.LiteralError {
	has := func(tokens ...string) bool {
		return slices.ContainsFunc(used, func(u string) bool { return slices.Contains(tokens, u) })
	}
	complain := func(token, message, meant string) *types.LiteralError {
		at := strings.Index(format, token)
		return &types.LiteralError{Start: at, End: at + len(token), Message: message, Meant: meant}
	}
	if i := strings.IndexByte(format, '%'); i >= 0 && i+1 < len(format) && isASCIILetter(format[i+1]) {
		return &types.LiteralError{End: len(format), Message: "'" + format[i:i+2] + "' is of strftime", Meant: strftime.Replace(format)}
	}
	for _, hours := range []string{"HH:", "hh:"} {
		if at := strings.Index(format, hours+"MM"); at >= 0 && !has("mm") {
			at += len(hours)
			return &types.LiteralError{Start: at, End: at + 2, Message: "'MM' is the month, and stands behind the hours", Meant: "mm"}
		}
	}
	hasMonth := has("M", "MM", "MMM", "MMMM", "Mo")
	hasHour := has("H", "HH", "h", "hh", "k", "kk", "LT", "LTS")
	if has("YYYY", "YY") && has("mm") && !hasMonth && !hasHour {
		return complain("mm", "'mm' is minutes, and the format has no month", "MM")
	}
	if has("YYYY", "YY") && hasMonth && has("dd") && !has("D", "DD", "Do") {
		return complain("dd", "'dd' is the day of the week (Mo), and the format has no day of the month", "DD")
	}
	return nil
}
