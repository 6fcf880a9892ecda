package grammar

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// number reads a number and the unit that may follow it directly.
func (l *scanner) number() {
	start := l.pos
	end := digits(l.src, start)
	if end+1 < len(l.src) && l.src[end] == '.' && class[l.src[end+1]] == classDigit {
		end = digits(l.src, end+1)
	}
	end = exponent(l.src, end)
	if end == len(l.src) {
		l.emit(Number, start, end)
		return
	}
	switch c := l.src[end]; {
	case class[c] == classLetter || c >= utf8.RuneSelf && partEnd(l.src, end) > end:
		l.unit(start, end)
	case c == '%' && percentEnds(l.src[end+1:]):
		l.emit(Percent, start, end+1)
	default:
		if to, unit := l.looseUnit(end); unit != "" {
			d := l.report("LCS1008", start, to, "a unit stands directly behind its number")
			suggest(d, start, to, l.file, l.src[start:end]+unit)
			l.emit(Bad, start, to)
			return
		}
		l.emit(Number, start, end)
	}
}

func digits(src string, i int) int {
	for i < len(src) && class[src[i]] == classDigit {
		i++
	}
	return i
}

func exponent(src string, i int) int {
	if i == len(src) || src[i] != 'e' && src[i] != 'E' {
		return i
	}
	from := i + 1
	if from < len(src) && (src[from] == '+' || src[from] == '-') {
		from++
	}
	if to := digits(src, from); to > from {
		return to
	}
	return i
}

// percentEnds tells 5% from 5%3: behind a percentage no operand begins.
func percentEnds(rest string) bool {
	if rest == "" {
		return true
	}
	switch class[rest[0]] {
	case classLetter, classDigit, classQuote:
		return false
	}
	return rest[0] != '(' && rest[0] != '[' && rest[0] < utf8.RuneSelf
}

var sizeUnits = map[string]bool{"b": true, "kb": true, "mb": true, "gb": true}

func (l *scanner) unit(start, digitsEnd int) {
	end := partEnd(l.src, digitsEnd)
	// A fraction inside, as in 1h2.5s, belongs to a duration.
	for end+1 < len(l.src) && l.src[end] == '.' && class[l.src[end+1]] == classDigit {
		end = partEnd(l.src, end+1)
	}
	text, unit := l.src[start:end], l.src[digitsEnd:end]
	switch {
	case strings.EqualFold(unit, "xx") && digitsEnd == start+1:
		if unit != "xx" {
			d := l.report("LCS1008", start, end, "a class of statuses is written in small letters")
			suggest(d, start, end, l.file, strings.ToLower(text))
		}
		if text[0] < '1' || text[0] > '5' {
			l.report("LCS1008", start, end, "there is no class of statuses %s", quoted(text)).Help = "the classes are 1xx to 5xx"
		}
		l.emit(Status, start, end)
		return
	case sizeUnits[unit]:
		l.emit(Size, start, end)
		return
	}
	switch _, problem := parseDuration(text); problem {
	case "":
		l.emit(Duration, start, end)
	case noUnit:
		d := l.report("LCS1008", start, end, "%s is neither a number nor a name", quoted(text))
		if plain := unitOf(unit); plain != "" {
			d.Message = "there is no unit '" + unit + "'"
			suggest(d, digitsEnd, end, l.file, plain)
		}
		d.Help = "durations end in ms, s, m, h or d, sizes in b, kb, mb or gb"
		l.emit(Bad, start, end)
	default:
		l.report("LCS1008", start, end, "%s: %s", problem, quoted(text)).
			Help = "the units of a duration get smaller: 1h30m, 2m30s, 1s500ms"
		l.emit(Bad, start, end)
	}
}

// unitOf returns the unit that a longer word stands for.
func unitOf(word string) string {
	word = strings.ToLower(word)
	if sizeUnits[word] || word == "ms" {
		return word
	}
	switch strings.TrimSuffix(word, "s") {
	case "millisecond", "milli", "msec":
		return "ms"
	case "s", "sec", "second":
		return "s"
	case "m", "min", "minute":
		return "m"
	case "h", "hour", "hr":
		return "h"
	case "d", "day":
		return "d"
	case "k", "kib", "kilobyte":
		return "kb"
	case "mib", "meg", "megabyte":
		return "mb"
	case "gib", "gig", "gigabyte":
		return "gb"
	}
	return ""
}

// What can be wrong with a duration.
const (
	noUnit    = "no unit"
	notFalls  = "the units of a duration must get smaller"
	overflows = "this duration is too long"
)

var durationUnits = []struct {
	word  string
	value time.Duration
}{
	// ms before m and s: the longer word wins.
	{"ms", time.Millisecond}, {"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}, {"s", time.Second},
}

// parseDuration reads 1h30m. The problem is empty when it is well formed.
func parseDuration(text string) (total time.Duration, problem string) {
	last := time.Duration(math.MaxInt64)
	sum := 0.0
	for text != "" {
		end := digits(text, 0)
		if end < len(text) && text[end] == '.' {
			end = digits(text, end+1)
		}
		amount, err := strconv.ParseFloat(text[:end], 64)
		if err != nil {
			return 0, noUnit
		}
		unit := time.Duration(0)
		for _, u := range durationUnits {
			if rest, ok := strings.CutPrefix(text[end:], u.word); ok && (rest == "" || class[rest[0]] == classDigit) {
				unit, text = u.value, rest
				break
			}
		}
		switch {
		case unit == 0:
			return 0, noUnit
		case unit >= last:
			return 0, notFalls
		}
		last = unit
		total += time.Duration(amount * float64(unit))
		if sum += amount * float64(unit); sum >= math.MaxInt64 {
			return 0, overflows
		}
	}
	return total, ""
}
