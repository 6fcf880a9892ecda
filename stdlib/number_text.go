package stdlib

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"lcs/value"
)

// maxNumberText is the length of the longest text that can say a number.
const maxNumberText = 1000

// messyNumber reads a number as people write it: "$1,100.50", "(20)",
// "1 100 per month", "1.000,50", "250k". Two numbers in one text are none.
func messyNumber(s string) (*value.Number, bool) {
	s = strings.TrimFunc(s, isSpace)
	if s == "" || len(s) > maxNumberText {
		return nil, false
	}
	if n, err := value.ParseNumber(s); err == nil {
		return n, true
	}
	isDigit := func(r rune) bool { return r >= '0' && r <= '9' }
	from, last := strings.IndexFunc(s, isDigit), strings.LastIndexFunc(s, isDigit)
	if from < 0 {
		return nil, false
	}
	if from > 0 && s[from-1] == '.' && (from == 1 || !endsInLetter(s[:from-1])) {
		from--
	}
	before, core, after := s[:from], s[from:last+1], s[last+1:]
	negative := strings.Contains(before, "(") && strings.HasPrefix(after, ")") && !strings.ContainsFunc(before+after, unicode.IsLetter)
	signs := strings.Count(before, "-") + strings.Count(before, "\u2212")
	if signs > 1 || negative && signs == 1 || strings.ContainsAny(after, "-\u2212") {
		return nil, false
	}
	digits, ok := plainDigits(core)
	if !ok {
		return nil, false
	}
	if negative || signs == 1 {
		digits = "-" + digits
	}
	n, err := value.ParseNumber(digits)
	if err != nil {
		return nil, false
	}
	if after != "" && (after[0] == 'k' || after[0] == 'K') && !strings.ContainsFunc(after[1:], unicode.IsLetter) {
		n, err = n.Mul(value.Int(1000))
	}
	return n, err == nil
}

func endsInLetter(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsLetter(r)
}

// plainDigits takes the separators of thousands off and makes the decimal one
// a point.
func plainDigits(core string) (string, bool) {
	core = thousandsSpaces.Replace(core)
	comma, dot := strings.Count(core, ","), strings.Count(core, ".")
	decimal := byte('.')
	switch {
	case comma > 0 && dot > 0 && strings.LastIndexByte(core, ',') > strings.LastIndexByte(core, '.'):
		decimal = ','
	case comma == 1 && dot == 0 && len(core)-strings.IndexByte(core, ',') <= 3:
		decimal = ',' // 1,5 and 1,50
	case dot > 1 && comma == 0:
		if !inThousands(core, '.') {
			return "", false
		}
		decimal = 0
	}
	out := make([]byte, 0, len(core))
	seen := false
	for i := 0; i < len(core); i++ {
		switch c := core[i]; {
		case c >= '0' && c <= '9':
			out = append(out, c)
		case c == decimal && !seen:
			seen = true
			out = append(out, '.')
		case c == decimal:
			return "", false
		case c == ',' || c == '.':
			if seen { // a separator of thousands after the decimal one
				return "", false
			}
		case c == ' ' || c == '\'' || c == '_':
			if !followedByThree(core[i+1:]) {
				return "", false
			}
		default:
			return "", false
		}
	}
	return string(out), true
}

// thousandsSpaces makes the spaces and apostrophes that stand between
// thousands plain ones.
var thousandsSpaces = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ", "\u2019", "'")

func inThousands(core string, separator byte) bool {
	for i := 0; i < len(core); i++ {
		if core[i] == separator && !followedByThree(core[i+1:]) {
			return false
		}
	}
	return true
}

// followedByThree reports whether s begins with exactly three digits.
func followedByThree(s string) bool {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n == 3
}
