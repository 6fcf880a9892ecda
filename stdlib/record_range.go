package stdlib

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"lcs/lang/types"
	"lcs/value"
)

// rangeDetail has the ends of a range; nil is an open end.
type rangeDetail struct {
	min, max *value.Number
	single   bool // one number, which is both ends
}

var two = value.Int(2)

// middle is the middle of a range with two ends.
func (d rangeDetail) middle(round func(*value.Number) *value.Number) any {
	if d.min == nil || d.max == nil {
		return nil
	}
	sum, err := d.min.Add(d.max)
	if err != nil {
		return nil
	}
	middle, err := sum.Quo(two)
	if err != nil {
		return nil
	}
	return round(middle)
}

// end turns an open end into nothing.
func end(n *value.Number) any {
	if n == nil {
		return nil
	}
	return n
}

func rangeKind() kind {
	return kind{
		name: "range", basic: types.String,
		doc: "A range of numbers: 1-10, $50k to $75k, 10+, under 500, or one number, which is both ends. Two ISO dates are a range of " +
			"milliseconds since 1970. Its normal form is 1-10 or 10+.",
		fields: []recordField{
			maybe("min", numberType, "the lower end", detail(func(d rangeDetail) any { return end(d.min) })),
			maybe("max", numberType, "the upper end", detail(func(d rangeDetail) any { return end(d.max) })),
			maybe("avg", numberType, "the middle, to two decimals", detail(func(d rangeDetail) any {
				return d.middle(func(n *value.Number) *value.Number { return n.Round(2, value.HalfUp) })
			})),
			maybe("mid", numberType, "the middle without decimals, rounded towards zero", detail(func(d rangeDetail) any {
				return d.middle(func(n *value.Number) *value.Number { return n.Round(0, value.Down) })
			})),
		},
		read: readText(func(r *value.Record, text string) {
			if d, normal, ok := parseRange(text); ok {
				accept(r, normal, d)
			}
		}),
		examples: []Example{{Source: `"$150 - $200"`, Result: `"150-200"`}, {Source: `"10 +"`, Result: `"10+"`}},
	}
}

// parseRange reads a range and its normal form.
func parseRange(text string) (d rangeDetail, normal string, ok bool) {
	const longest = 200
	if len(text) > longest {
		return d, "", false
	}
	if d, ok = dateRange(text); !ok {
		if d, ok = wordRange(text); !ok {
			return d, "", false
		}
	}
	switch {
	case d.min == nil:
		return d, strings.TrimSpace(text), true
	case d.max == nil:
		return d, short(d.min) + "+", true
	case d.single:
		return d, short(d.min), true
	}
	return d, short(d.min) + "-" + short(d.max), true
}

// short prints a number without trailing zeros.
func short(n *value.Number) string {
	if sum, err := n.Add(value.Int(0)); err == nil {
		n = sum
	}
	return n.String()
}

var (
	isoMoment   = `\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?`
	isoRange    = regexp.MustCompile(`^\s*(` + isoMoment + `)(?:\s*(?:-|to|and|\s)\s*(` + isoMoment + `))?\s*$`)
	rangeTokens = regexp.MustCompile(`(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:[eE]\d+)?(?:[kK]\b)?|[A-Za-z]+|<=|>=|\S`)
)

func dateRange(text string) (d rangeDetail, ok bool) {
	m := isoRange.FindStringSubmatch(text)
	if m == nil {
		return d, false
	}
	ends := []**value.Number{&d.min, &d.max}
	for i, s := range m[1:] {
		if s == "" {
			d.max, d.single = d.min, true
			break
		}
		t, ok := parseISOTime(s, time.UTC)
		if !ok {
			return d, false
		}
		*ends[i] = value.Int(t.UnixMilli())
	}
	return d, true
}

// rangeToken is a number, or a word that matters: "-" stands for all that
// separates, "<" and ">" for the words of open ranges.
type rangeToken struct {
	sign   string
	number *value.Number
}

var rangeWords = map[string]string{
	"-": "-", "–": "-", "—": "-", "to": "-", "and": "-", "through": "-", "until": "-", "+": "+", "plus": "+",
	"<": "<", "<=": "<", "≤": "<", "under": "<", "below": "<", "less": "<", "most": "<", "max": "<", "maximum": "<", "fewer": "<",
	">": ">", ">=": ">", "≥": ">", "over": ">", "above": ">", "more": ">", "least": ">", "min": ">", "minimum": ">", "greater": ">", "up": ">",
	"/": "?", ":": "?", ";": "?", ",": "?", ".": "?",
}

func wordRange(text string) (d rangeDetail, ok bool) {
	tokens := rangeTokensOf(text)
	var numbers []*value.Number
	shape := ""
	for _, t := range tokens {
		if t.number != nil {
			numbers = append(numbers, t.number)
			shape += "n"
			continue
		}
		shape += t.sign
	}
	switch {
	case shape == "n":
		return rangeDetail{numbers[0], numbers[0], true}, true
	case shape == "n-n" || shape == "nn":
		if numbers[0].Cmp(numbers[1]) > 0 {
			return d, false
		}
		return rangeDetail{min: numbers[0], max: numbers[1]}, true
	case slices.Contains([]string{"n+", ">n", "n>", "n->", ">-n"}, shape): // 500 or more, 500 and up
		return rangeDetail{min: numbers[0]}, true
	case slices.Contains([]string{"<n", "n<", "n-<", "-n", "<-n", ">-n"}, shape): // under 500, up to 500
		return rangeDetail{max: numbers[0]}, true
	}
	return d, false
}

// rangeTokensOf keeps what matters of a text: not its currencies and units.
func rangeTokensOf(text string) []rangeToken {
	var tokens []rangeToken
	places := rangeTokens.FindAllStringIndex(text, -1)
	for i, at := range places {
		word := text[at[0]:at[1]]
		if c := word[0]; c >= '0' && c <= '9' || c == '.' && len(word) > 1 {
			n, ok := messyNumber(strings.ReplaceAll(word, ",", ""))
			if !ok {
				return nil
			}
			if isNegative(tokens, text, places, i) {
				tokens = tokens[:len(tokens)-1]
				n = n.Neg()
			}
			tokens = append(tokens, rangeToken{number: n})
			continue
		}
		if sign := rangeWords[strings.ToLower(word)]; sign != "" {
			if sign == ">" && strings.EqualFold(word, "up") && i+1 < len(places) && strings.EqualFold(text[places[i+1][0]:places[i+1][1]], "to") {
				sign = "" // up to 500
			}
			if sign != "" {
				tokens = append(tokens, rangeToken{sign: sign})
			}
		}
	}
	return tokens
}

// isNegative reports whether the minus before a number belongs to it: nothing
// stands between them but a sign of currency, and no number before.
func isNegative(tokens []rangeToken, text string, places [][]int, i int) bool {
	if len(tokens) == 0 || tokens[len(tokens)-1].sign != "-" || i == 0 {
		return false
	}
	before := i - 1
	if strings.Contains("$€£", text[places[before][0]:places[before][1]]) && before > 0 {
		before--
	}
	if text[places[before][0]:places[before][1]] != "-" || places[before][1] != places[before+1][0] {
		return false
	}
	return len(tokens) == 1 || tokens[len(tokens)-2].number == nil
}
