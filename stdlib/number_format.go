package stdlib

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"lcs/lang/types"
	"lcs/value"
)

// numberFormat is a parsed number format: the digits wanted, and the pieces
// around them in their order.
type numberFormat struct {
	pieces    []formatPiece
	leading   int  // least digits before the point
	bare      bool // no digit before the point: .00
	thousands bool
	fixed     int  // digits after the point that are always there
	extra     int  // further ones that are there unless they are zeros
	optional  bool // [.]: no digits after the point when all are zeros
	brackets  bool
	signed    bool
	unit      byte   // 'a', '%', 'o', 'b', 'i' (powers of 1024), ':' or 0
	force     string // the k, m, b or t after a
}

type formatPiece struct {
	kind byte   // '0' the digits, '-' the sign, 'u' the unit, ' ' any other text
	text string // of ' '
}

// formatLetters names what a format may hold, for the message about what it
// may not.
const formatLetters = "0 , . [ ] + - ( ) $ % a o b ib : and spaces"

func checkNumberFormat(literal string) *types.LiteralError {
	_, bad := parseNumberFormat(literal)
	return bad
}

// parseNumberFormat reads a format or says what is wrong with it.
func parseNumberFormat(s string) (*numberFormat, *types.LiteralError) {
	f := &numberFormat{}
	wrong := func(from, to int, message string) (*numberFormat, *types.LiteralError) {
		return nil, &types.LiteralError{Start: from, End: to, Message: message}
	}
	if len(s) > 100 {
		return wrong(0, len(s), "a number format has no more than 100 characters")
	}
	if s == "00:00:00" {
		f.unit = ':'
		f.pieces = []formatPiece{{kind: '-'}, {kind: '0'}}
		return f, nil
	}
	digits := false
	for i := 0; i < len(s); {
		from := i
		i++
		switch c := s[from]; {
		case c == ' ' || c == '$':
			f.pieces = append(f.pieces, formatPiece{' ', string(c)})
		case c == '+' || c == '-':
			f.signed = c == '+'
			f.pieces = append(f.pieces, formatPiece{kind: '-'})
		case c == '(' || c == ')':
			f.brackets = true
			f.pieces = append(f.pieces, formatPiece{kind: c})
		case strings.IndexByte("0,.[", c) >= 0:
			for i < len(s) && strings.IndexByte("0,.[]", s[i]) >= 0 {
				i++
			}
			if digits {
				return wrong(from, i, "the digits stand in one place only")
			}
			digits = true
			if message := f.parseDigits(s[from:i]); message != "" {
				return wrong(from, i, message)
			}
			f.pieces = append(f.pieces, formatPiece{kind: '0'})
		case strings.IndexByte("aobi%", c) >= 0:
			if f.unit != 0 {
				return wrong(from, i, "there can be only one of %, a, o and b")
			}
			f.unit = c
			switch {
			case c == 'i' && (i == len(s) || s[i] != 'b'):
				return wrong(from, i, "i stands before b only: ib")
			case c == 'i':
				i++
			case c == 'a' && i < len(s) && strings.IndexByte("kmbt", s[i]) >= 0:
				f.force = s[i : i+1]
				i++
			}
			f.pieces = append(f.pieces, formatPiece{kind: 'u'})
		default:
			r, size := utf8.DecodeRuneInString(s[from:])
			return wrong(from, from+size, fmt.Sprintf("%q has no meaning in a number format, which is made of %s", r, formatLetters))
		}
	}
	if !digits {
		return wrong(0, len(s), "a number format needs a 0 for the digits")
	}
	if !f.hasSign() {
		f.pieces = append([]formatPiece{{kind: '-'}}, f.pieces...)
	}
	return f, nil
}

func (f *numberFormat) hasSign() bool {
	for _, p := range f.pieces {
		if p.kind == '-' || p.kind == '(' {
			return true
		}
	}
	return false
}

// parseDigits reads "0,0.0[00]"; it returns what is wrong, or nothing.
func (f *numberFormat) parseDigits(s string) string {
	if strings.Contains(s, "[.]") {
		f.optional = true
		s = strings.Replace(s, "[.]", ".", 1)
	}
	before, after, _ := strings.Cut(s, ".")
	f.bare = before == ""
	f.thousands = strings.Contains(before, ",")
	whole, _, _ := strings.Cut(before, ",")
	f.leading = strings.Count(whole, "0")
	if strings.Trim(before, "0,") != "" {
		return "before the point stand only 0 and ,"
	}
	fixed, extra, isExtra := strings.Cut(after, "[")
	if isExtra {
		inner, ok := strings.CutSuffix(extra, "]")
		if !ok || strings.Trim(inner, "0") != "" || inner == "" {
			return "digits that may be left out are written [0], after the point"
		}
		f.extra = len(inner)
	}
	if strings.Trim(fixed, "0") != "" {
		return "after the point stand only 0 and [0]"
	}
	f.fixed = len(fixed)
	return ""
}

// print prints n.
func (f *numberFormat) print(n *value.Number) (string, error) {
	if f.unit == ':' {
		return clockTime(n), nil
	}
	n, unit, err := f.scale(n)
	if err != nil {
		return "", err
	}
	negative, digits, err := f.digits(n)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	for _, p := range f.pieces {
		switch p.kind {
		case '0':
			out.WriteString(digits)
		case 'u':
			out.WriteString(unit)
		case ' ':
			out.WriteString(p.text)
		case '-':
			switch {
			case negative && !f.brackets:
				out.WriteByte('-')
			case f.signed && !negative:
				out.WriteByte('+')
			}
		default:
			if negative {
				out.WriteByte(p.kind)
			}
		}
	}
	return out.String(), nil
}

// digits rounds n and sets it out, without its sign.
func (f *numberFormat) digits(n *value.Number) (negative bool, digits string, err error) {
	n = n.Round(f.fixed+f.extra, value.HalfUp)
	text := n.Abs().String()
	if strings.ContainsAny(text, "eE") {
		return false, "", fmt.Errorf("the number %s is too large to be formatted", n)
	}
	before, after, _ := strings.Cut(text, ".")
	after += strings.Repeat("0", max(f.fixed-len(after), 0))
	if f.optional && strings.Trim(after, "0") == "" {
		after = ""
	}
	before = strings.Repeat("0", max(f.leading-len(before), 0)) + before
	if f.thousands {
		before = inGroupsOfThree(before)
	}
	if f.bare {
		before = ""
	}
	if after != "" {
		before += "." + after
	}
	return n.Sign() < 0, before, nil
}

func inGroupsOfThree(digits string) string {
	var out strings.Builder
	for i, c := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			out.WriteByte(',')
		}
		out.WriteRune(c)
	}
	return out.String()
}

// scale takes n to its unit and returns the unit's text.
func (f *numberFormat) scale(n *value.Number) (*value.Number, string, error) {
	switch f.unit {
	case '%':
		n, err := n.Mul(value.Int(100))
		return n, "%", err
	case 'o':
		return n, ordinal(n), nil
	case 'a':
		return f.abbreviate(n)
	case 'b', 'i':
		if n.Sign() != 0 && n.Abs().Cmp(value.Int(1)) < 0 { // part of a byte is no number of bytes
			return n, "", nil
		}
		if f.unit == 'i' {
			return f.inUnits(n, 1024, "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB")
		}
		return f.inUnits(n, 1000, "B", "KB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB")
	}
	return n, "", nil
}

func (f *numberFormat) abbreviate(n *value.Number) (*value.Number, string, error) {
	if f.force == "" {
		return f.inUnits(n, 1000, "", "k", "m", "b", "t")
	}
	steps := strings.Index("kmbt", f.force) + 1
	n, err := n.Mul(value.Decimal(1, int32(-3*steps)))
	return n, f.force, err
}

// inUnits divides n by the base until it is less than it, as printed: 999,950
// is 1.0m, not 1000.0k.
func (f *numberFormat) inUnits(n *value.Number, base int64, units ...string) (*value.Number, string, error) {
	step := value.Int(base)
	for i, unit := range units {
		if i == len(units)-1 || n.Round(f.fixed+f.extra, value.HalfUp).Abs().Cmp(step) < 0 {
			return n, unit, nil
		}
		var err error
		if n, err = n.Quo(step); err != nil {
			return nil, "", err
		}
	}
	return n, "", nil
}

func ordinal(n *value.Number) string {
	i, ok := n.Abs().Round(0, value.HalfUp).Int64()
	if !ok || i%100/10 == 1 {
		return "th"
	}
	switch i % 10 {
	case 1:
		return "st"
	case 2:
		return "nd"
	case 3:
		return "rd"
	}
	return "th"
}

// clockTime prints seconds as hours, minutes and seconds.
func clockTime(n *value.Number) string {
	total, ok := n.Round(0, value.HalfUp).Abs().Int64()
	if !ok {
		return n.String()
	}
	sign := ""
	if n.Sign() < 0 && total != 0 {
		sign = "-"
	}
	return fmt.Sprintf("%s%d:%02d:%02d", sign, total/3600, total/60%60, total%60)
}
