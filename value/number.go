package value

import (
	"errors"
	"math"
	"math/big"
	"math/bits"
	"strconv"
	"strings"
)

// Number is an exact decimal number, coefficient × 10^exponent. It prints with
// the digits it came with, so 1.10 and 1e400 leave as they arrived; the result
// of arithmetic prints without trailing zeros. A Number never changes: share
// it freely. Nil is not a Number.
//
// Most numbers have a coefficient that fits 64 bits and cost no more than it;
// the others are wide and carry one of any length.
type Number struct {
	coef int64
	exp  int32
	more *more
}

// more is what a number has that 64 bits cannot hold.
type more struct {
	text string   // the digits it came with, when printing would not yield them
	coef *big.Int // the coefficient, when it does not fit 64 bits; else nil
}

// The limits that keep hostile numbers from eating memory. What is read may
// have more places than what is computed: 1e1000000000 passes through, and
// adding 1 to it is an error.
const (
	maxDigits    = 10_000        // of a number that is read
	maxExponent  = 2_000_000_000 // of a number that is read
	maxResult    = 1_000         // digits of a sum, difference or product
	maxResultExp = 100_000       // exponent of any result
	quoDigits    = 34            // digits of a quotient, as in IEEE decimal128
	plainLength  = 60            // beyond it a result prints with an exponent
)

// The errors of arithmetic.
var (
	ErrNotANumber    = errors.New("not a number")
	ErrTooManyDigits = errors.New("the number has too many digits")
	ErrDivideByZero  = errors.New("division by zero")
	ErrIntOverflow   = errors.New("the result is too large for an int")
)

const (
	smallMin = -128
	smallMax = 1023
)

var smallInts = func() (all [smallMax - smallMin + 1]Number) {
	for i := range all {
		all[i].coef = int64(i + smallMin)
	}
	return all
}()

// Int returns the number i.
func Int(i int64) *Number {
	if i >= smallMin && i <= smallMax {
		return &smallInts[i-smallMin]
	}
	return &Number{coef: i}
}

// Decimal returns coefficient × 10^exponent.
func Decimal(coefficient int64, exponent int32) *Number {
	if exponent == 0 {
		return Int(coefficient)
	}
	return &Number{coef: coefficient, exp: exponent}
}

// Float returns the shortest decimal that reads back as f; false for an
// infinity and for what is no number.
func Float(f float64) (*Number, bool) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil, false
	}
	n, err := ParseNumber(strconv.FormatFloat(f, 'f', -1, 64))
	if err != nil {
		return nil, false
	}
	return n.reduced(), true
}

// ParseNumber reads a decimal: digits with an optional sign, point and
// exponent. What JSON also takes for a number prints as it is written here.
func ParseNumber(s string) (*Number, error) {
	if coef, exp, ok := simple(s); ok {
		return Decimal(coef, exp), nil
	}
	f, ok := scanNumber(s)
	if !ok {
		return nil, ErrNotANumber
	}
	if len(s) > maxDigits {
		return nil, ErrTooManyDigits
	}
	exp, ok := f.exponent()
	if !ok {
		return nil, ErrTooManyDigits
	}
	n := &Number{exp: int32(exp)}
	keep := f.json && (f.exp != "" || len(s) > plainLength)
	if coef, ok := f.coefficient(); ok {
		n.coef = coef
		keep = keep || f.json && coef == 0 && f.neg
	} else {
		n.more = &more{coef: signed(f.neg, f.whole+f.frac)}
	}
	if keep {
		if n.more == nil {
			n.more = &more{}
		}
		n.more.text = strings.Clone(s)
	}
	return n, nil
}

// simple reads what most numbers are: up to 18 digits, perhaps a sign and a
// point, and nothing that printing would not give back.
func simple(s string) (coef int64, exp int32, ok bool) {
	i := 0
	if s != "" && s[0] == '-' {
		i = 1
	}
	from := i
	if len(s)-from > 19 || len(s) == from || s[from] == '0' && len(s) > from+1 && s[from+1] != '.' {
		return 0, 0, false
	}
	point := -1
	for ; i < len(s); i++ {
		switch c := s[i]; {
		case c-'0' <= 9:
			coef = coef*10 + int64(c-'0')
		case c == '.' && point < 0 && i > from && i < len(s)-1:
			point = i
		default:
			return 0, 0, false
		}
	}
	switch {
	case point >= 0:
		exp = int32(point + 1 - len(s))
	case len(s)-from == 19:
		return 0, 0, false // 19 digits may not fit
	}
	if from == 1 {
		coef = -coef
		ok = coef != 0
	} else {
		ok = true
	}
	return coef, exp, ok
}

// scanned is a number taken to pieces.
type scanned struct {
	neg         bool
	whole, frac string
	exp         string // with its sign, "" when none
	json        bool   // JSON has it too
}

func scanNumber(s string) (f scanned, ok bool) {
	i := 0
	f.json = true
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		f.neg = s[i] == '-'
		f.json = f.neg
		i++
	}
	digits := func() string {
		from := i
		for i < len(s) && s[i]-'0' <= 9 {
			i++
		}
		return s[from:i]
	}
	f.whole = digits()
	if i < len(s) && s[i] == '.' {
		i++
		f.frac = digits()
		f.json = f.json && f.frac != ""
	}
	if f.whole == "" && f.frac == "" {
		return f, false
	}
	f.json = f.json && f.whole != "" && (f.whole[0] != '0' || f.whole == "0")
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		i++
		from := i
		if i < len(s) && (s[i] == '-' || s[i] == '+') {
			i++
		}
		if digits() == "" {
			return f, false
		}
		f.exp = s[from:i]
	}
	return f, i == len(s)
}

// exponent returns the exponent of the digits read as one whole number.
func (f scanned) exponent() (int64, bool) {
	var exp int64
	if f.exp != "" {
		var err error
		if exp, err = strconv.ParseInt(f.exp, 10, 64); err != nil {
			return 0, false
		}
	}
	exp -= int64(len(f.frac))
	return exp, exp >= -maxExponent && exp <= maxExponent
}

// coefficient returns the digits as a 64-bit number if they fit.
func (f scanned) coefficient() (int64, bool) {
	var c uint64
	for _, part := range [2]string{f.whole, f.frac} {
		for i := 0; i < len(part); i++ {
			if c > (math.MaxInt64-9)/10 {
				return 0, false
			}
			c = c*10 + uint64(part[i]-'0')
		}
	}
	if f.neg {
		return -int64(c), true
	}
	return int64(c), true
}

// String prints the digits the number came with, or the shortest exact ones of
// a result.
func (n *Number) String() string { return string(n.Append(nil)) }

// Append appends what String returns.
func (n *Number) Append(dst []byte) []byte {
	switch {
	case n.more != nil && n.more.text != "":
		return append(dst, n.more.text...)
	case n.exp == 0 && n.wide() == nil:
		return strconv.AppendInt(dst, n.coef, 10)
	case n.exp < 0 && n.exp > -int32(len(pow10)) && n.wide() == nil:
		return n.appendSmall(dst)
	}
	neg, digits := n.digits()
	if neg {
		dst = append(dst, '-')
	}
	return appendDecimal(dst, digits, int(n.exp))
}

// appendSmall appends a number with a few digits after the point.
func (n *Number) appendSmall(dst []byte) []byte {
	unit := pow10[-n.exp]
	whole, rest := n.coef/unit, n.coef%unit
	if n.coef < 0 {
		dst = append(dst, '-')
		whole, rest = -whole, -rest
	}
	dst = append(strconv.AppendInt(dst, whole, 10), '.')
	for unit /= 10; unit > rest && unit > 1; unit /= 10 {
		dst = append(dst, '0')
	}
	return strconv.AppendInt(dst, rest, 10)
}

// digits returns the sign and the digits of the coefficient.
func (n *Number) digits() (neg bool, digits string) {
	var s string
	if c := n.wide(); c != nil {
		s = c.String()
	} else {
		s = strconv.FormatInt(n.coef, 10)
	}
	if s[0] == '-' {
		return true, s[1:]
	}
	return false, s
}

func appendDecimal(dst []byte, digits string, exp int) []byte {
	point := len(digits) + exp // digits before the point
	switch {
	case point > plainLength || -exp > plainLength:
		dst = append(dst, digits[0])
		if rest := strings.TrimRight(digits[1:], "0"); rest != "" {
			dst = append(append(dst, '.'), rest...)
		}
		return strconv.AppendInt(append(dst, 'e'), int64(point-1), 10)
	case exp >= 0:
		dst = append(dst, digits...)
		for range exp {
			dst = append(dst, '0')
		}
		return dst
	case point > 0:
		dst = append(append(dst, digits[:point]...), '.')
		return append(dst, digits[point:]...)
	}
	dst = append(dst, "0."...)
	for range -point {
		dst = append(dst, '0')
	}
	return append(dst, digits...)
}

// Key returns a text that is the same for equal numbers and only for them.
func (n *Number) Key() string {
	neg, digits := n.digits()
	short := strings.TrimRight(digits, "0")
	if short == "" {
		return "0"
	}
	exp := int64(n.exp) + int64(len(digits)-len(short))
	sign := ""
	if neg {
		sign = "-"
	}
	if exp == 0 {
		return sign + short
	}
	return sign + short + "e" + strconv.FormatInt(exp, 10)
}

// wide is the coefficient that does not fit 64 bits; nil: it does. It must not
// be changed.
func (n *Number) wide() *big.Int {
	if n.more == nil {
		return nil
	}
	return n.more.coef
}

// Sign returns -1, 0 or 1.
func (n *Number) Sign() int {
	if c := n.wide(); c != nil {
		return c.Sign()
	}
	switch {
	case n.coef < 0:
		return -1
	case n.coef > 0:
		return 1
	}
	return 0
}

// Int64 returns n when it is whole and fits 64 bits.
func (n *Number) Int64() (int64, bool) {
	if n.more == nil && n.exp == 0 {
		return n.coef, true
	}
	r := n.reduced()
	if r.wide() != nil || r.exp != 0 {
		return 0, false
	}
	return r.coef, true
}

// IsInt reports whether n is whole, however large.
func (n *Number) IsInt() bool {
	if n.exp >= 0 || n.Sign() == 0 {
		return true
	}
	_, digits := n.digits()
	zeros := len(digits) - len(strings.TrimRight(digits, "0"))
	return int64(zeros) >= -int64(n.exp)
}

// Float64 returns the nearest binary floating-point number.
func (n *Number) Float64() float64 {
	if n.more == nil && n.exp == 0 {
		return float64(n.coef)
	}
	neg, digits := n.digits()
	f, _ := strconv.ParseFloat(digits+"e"+strconv.Itoa(int(n.exp)), 64)
	if neg {
		return -f
	}
	return f
}

// reduced returns n without trailing zeros and without the digits it came with;
// whole numbers that fit 64 bits have the exponent 0.
func (n *Number) reduced() *Number {
	if c := n.wide(); c != nil {
		return reduce(c, int64(n.exp))
	}
	if n.more == nil && (n.exp == 0 || n.exp < 0 && n.coef%10 != 0) {
		return n
	}
	return small(n.coef, n.exp)
}

var pow10 = [...]int64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
}

func addInt(a, b int64) (int64, bool) {
	c := a + b
	return c, (a^c)&(b^c) >= 0
}

func mulInt(a, b int64) (int64, bool) {
	ua, ub := uint64(a), uint64(b)
	if a < 0 {
		ua = -ua
	}
	if b < 0 {
		ub = -ub
	}
	hi, lo := bits.Mul64(ua, ub)
	if hi != 0 || lo > math.MaxInt64 {
		return 0, false
	}
	if (a < 0) != (b < 0) {
		return -int64(lo), true
	}
	return int64(lo), true
}

// aligned returns the coefficients of a and b for one exponent, if 64 bits do.
func aligned(a, b *Number) (x, y int64, exp int32, ok bool) {
	if a.wide() != nil || b.wide() != nil {
		return 0, 0, 0, false
	}
	x, y, exp = a.coef, b.coef, min(a.exp, b.exp)
	dx, dy := int64(a.exp)-int64(exp), int64(b.exp)-int64(exp)
	if max(dx, dy) >= int64(len(pow10)) {
		return 0, 0, 0, false
	}
	x, okX := mulInt(x, pow10[dx])
	y, okY := mulInt(y, pow10[dy])
	return x, y, exp, okX && okY
}
