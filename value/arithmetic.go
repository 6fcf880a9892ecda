package value

import "math"

// Add returns n + m.
func (n *Number) Add(m *Number) (*Number, error) { return addition(n, m, false) }

// Sub returns n - m.
func (n *Number) Sub(m *Number) (*Number, error) { return addition(n, m, true) }

func addition(n, m *Number, subtract bool) (*Number, error) {
	if x, y, exp, ok := aligned(n, m); ok {
		if subtract {
			y = -y
		}
		if c, ok := addInt(x, y); ok {
			return small(c, exp), nil
		}
	}
	switch {
	case m.Sign() == 0:
		return n.reduced(), nil
	case n.Sign() == 0 && !subtract:
		return m.reduced(), nil
	case n.Sign() == 0:
		return m.Neg(), nil
	case n.far() || m.far() || max(n.top(), m.top())-min(int64(n.exp), int64(m.exp)) > maxResult:
		return nil, ErrTooManyDigits
	}
	if subtract {
		m = m.Neg()
	}
	x, y, exp := n.alignedWide(m)
	return result(x.Add(x, y), exp)
}

// small is the reduced number of a 64-bit coefficient.
func small(coef int64, exp int32) *Number {
	for exp < 0 && coef%10 == 0 && coef != 0 {
		coef /= 10
		exp++
	}
	if exp > 0 && exp < int32(len(pow10)) {
		if c, ok := mulInt(coef, pow10[exp]); ok {
			return Int(c)
		}
	}
	if exp == 0 || coef == 0 {
		return Int(coef)
	}
	return &Number{coef: coef, exp: exp}
}

// top is the number of digits before the point; negative for 0.001.
func (n *Number) top() int64 {
	if n.wide() != nil {
		_, digits := n.digits()
		return int64(len(digits)) + int64(n.exp)
	}
	count := int64(1)
	for c := n.coef / 10; c != 0; c /= 10 {
		count++
	}
	return count + int64(n.exp)
}

// far reports whether n is so large or so fine that nothing is computed with
// it.
func (n *Number) far() bool {
	return n.top() > maxResultExp || int64(n.exp) < -maxResultExp
}

// Mul returns n × m.
func (n *Number) Mul(m *Number) (*Number, error) {
	if n.wide() == nil && m.wide() == nil {
		exp := int64(n.exp) + int64(m.exp)
		if c, ok := mulInt(n.coef, m.coef); ok && exp >= -maxResultExp && exp <= maxResultExp {
			return small(c, int32(exp)), nil
		}
	}
	if n.Sign() == 0 || m.Sign() == 0 {
		return Int(0), nil
	}
	if n.far() || m.far() {
		return nil, ErrTooManyDigits
	}
	product := n.coefficient()
	return result(product.Mul(product, m.coefficient()), int64(n.exp)+int64(m.exp))
}

// Quo returns n ÷ m, exact or rounded half-even to 34 digits.
func (n *Number) Quo(m *Number) (*Number, error) {
	if m.Sign() == 0 {
		return nil, ErrDivideByZero
	}
	if n.Sign() == 0 {
		return Int(0), nil
	}
	if x, y, _, ok := aligned(n, m); ok && x%y == 0 && y != -1 {
		return Int(x / y), nil
	}
	if n.far() || m.far() {
		return nil, ErrTooManyDigits
	}
	return result(n.quotientWide(m))
}

// Rem returns the remainder of the division truncated to a whole quotient; it
// has the sign of n.
func (n *Number) Rem(m *Number) (*Number, error) {
	if m.Sign() == 0 {
		return nil, ErrDivideByZero
	}
	if x, y, exp, ok := aligned(n, m); ok && y != -1 {
		return small(x%y, exp), nil
	}
	if n.Sign() == 0 {
		return Int(0), nil
	}
	if n.far() || m.far() || n.top()-min(int64(n.exp), int64(m.exp)) > maxResult {
		return nil, ErrTooManyDigits
	}
	if n.Abs().Cmp(m.Abs()) < 0 {
		return n.reduced(), nil
	}
	x, y, exp := n.alignedWide(m)
	return result(x.Rem(x, y), exp)
}

// Pow returns n to the power of a whole number of 0 or more.
func (n *Number) Pow(power int64) (*Number, error) {
	if power < 0 {
		return nil, ErrNotANumber
	}
	result, base := Int(1), n
	for {
		var err error
		if power&1 == 1 {
			if result, err = result.Mul(base); err != nil {
				return nil, err
			}
		}
		if power >>= 1; power == 0 {
			return result, nil
		}
		if base, err = base.Mul(base); err != nil {
			return nil, err
		}
	}
}

// Neg returns -n.
func (n *Number) Neg() *Number {
	if n.wide() == nil && n.coef != math.MinInt64 {
		return small(-n.coef, n.exp)
	}
	negative := n.coefficient()
	return reduce(negative.Neg(negative), int64(n.exp))
}

// Abs returns n without its sign.
func (n *Number) Abs() *Number {
	if n.Sign() < 0 {
		return n.Neg()
	}
	return n
}

// Cmp returns -1, 0 or 1 as n is less than, equal to or greater than m.
func (n *Number) Cmp(m *Number) int {
	if n.exp == m.exp && n.wide() == nil && m.wide() == nil {
		return compareInts(n.coef, m.coef)
	}
	if a, b := n.Sign(), m.Sign(); a != b || a == 0 {
		return compareInts(int64(a), int64(b))
	}
	if x, y, _, ok := aligned(n, m); ok {
		return compareInts(x, y)
	}
	if a, b := n.top(), m.top(); a != b {
		return compareInts(a, b) * n.Sign()
	}
	return compareDigits(n, m) * n.Sign()
}

func compareInts(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// compareDigits compares the digits of two numbers that have their first digit
// at the same place. It works on text, so that no exponent costs memory.
func compareDigits(n, m *Number) int {
	_, a := n.digits()
	_, b := m.digits()
	for i := range max(len(a), len(b)) {
		x, y := byte('0'), byte('0')
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x != y {
			return compareInts(int64(x), int64(y))
		}
	}
	return 0
}

// Mode says how a number is rounded.
type Mode uint8

// The modes. HalfUp is what people are taught: a half goes away from zero.
const (
	HalfUp Mode = iota
	HalfEven
	Up   // away from zero
	Down // toward zero
	Ceil
	Floor
)

// Round returns n with at most so many digits after the point; negative places
// round to tens, hundreds and so on.
func (n *Number) Round(places int, mode Mode) *Number {
	places = max(min(places, maxExponent), -maxExponent)
	drop := -int64(n.exp) - int64(places) // digits to take off the coefficient
	if drop <= 0 || n.Sign() == 0 {
		return n.reduced()
	}
	if n.wide() == nil && drop < int64(len(pow10)) {
		return n.roundSmall(pow10[drop], int32(-places), mode)
	}
	neg, digits := n.digits()
	keep := int64(len(digits)) - drop
	half := -1 // the part taken off against a half of the last place kept
	nothing := false
	switch {
	case keep < 0:
	default:
		off := digits[keep:]
		nothing = allZero(off)
		if off[0] > '5' || off[0] == '5' && !allZero(off[1:]) {
			half = 1
		} else if off[0] == '5' {
			half = 0
		}
	}
	kept := "0"
	if keep > 0 {
		kept = digits[:keep]
	}
	if !nothing && mode.raises(neg, half, (kept[len(kept)-1]-'0')%2 == 1) {
		kept = increment(kept)
	}
	return reduce(signed(neg, kept), int64(-places))
}

// roundSmall rounds a coefficient of 64 bits to a multiple of unit, the last
// place kept.
func (n *Number) roundSmall(unit int64, exp int32, mode Mode) *Number {
	kept, off := n.coef/unit, n.coef%unit
	if off == 0 {
		return small(kept, exp)
	}
	neg := n.coef < 0
	if neg {
		off = -off
	}
	if mode.raises(neg, compareInts(off, unit-off), kept%2 != 0) {
		if neg {
			kept--
		} else {
			kept++
		}
	}
	return small(kept, exp)
}

// raises reports whether the last digit kept goes up by one.
func (m Mode) raises(neg bool, half int, odd bool) bool {
	switch m {
	case HalfEven:
		return half > 0 || half == 0 && odd
	case Up:
		return true
	case Down:
		return false
	case Ceil:
		return !neg
	case Floor:
		return neg
	}
	return half >= 0
}

func allZero(digits string) bool {
	for i := 0; i < len(digits); i++ {
		if digits[i] != '0' {
			return false
		}
	}
	return true
}

func increment(digits string) string {
	out := []byte(digits)
	for i := len(out) - 1; i >= 0; i-- {
		if out[i] != '9' {
			out[i]++
			return string(out)
		}
		out[i] = '0'
	}
	return "1" + string(out)
}

// AsInt returns n when it is an int of the language: whole and of 64 bits.
// Arithmetic on ints passes its results through it.
func (n *Number) AsInt() (*Number, error) {
	if n.more == nil && n.exp == 0 {
		return n, nil
	}
	i, ok := n.Int64()
	switch {
	case ok:
		return Int(i), nil
	case n.IsInt():
		return nil, ErrIntOverflow
	}
	return nil, ErrNotANumber
}
