package value

import "math/bits"

// crossLimit bounds the coefficients for which CompareQuotient needs no digits:
// below it the exact quotient and the one rounded to 34 digits lie on the same
// side of what they are compared with.
const crossLimit = 1_000_000_000_000_000

// CompareQuotient returns what comparing a ÷ b with c would, and false when the
// division fails. A quotient that is only compared needs no digits: a ÷ b > c
// is a > b × c, for a positive b.
func CompareQuotient(a, b, c *Number) (order int, ok bool) {
	if order, ok := compareCross(a, b, c); ok {
		return order, true
	}
	q, err := a.Quo(b)
	if err != nil {
		return 0, false
	}
	return q.Cmp(c), true
}

func compareCross(a, b, c *Number) (int, bool) {
	if a.more != nil || b.more != nil || c.more != nil || b.coef == 0 {
		return 0, false
	}
	// a.coef × 10^shift against b.coef × c.coef, when shift is no negative
	shift := int64(a.exp) - int64(b.exp) - int64(c.exp)
	x, y, z := a.coef, b.coef, c.coef
	if shift < 0 || shift >= int64(len(pow10)) || !within(x) || !within(y) || !within(z) {
		return 0, false
	}
	order := compareProducts(x, pow10[shift], y, z)
	if y < 0 {
		order = -order
	}
	return order, true
}

func within(n int64) bool { return -crossLimit < n && n < crossLimit }

// compareProducts compares a × b with c × d, in 128 bits.
func compareProducts(a, b, c, d int64) int {
	left, right := sign(a)*sign(b), sign(c)*sign(d)
	if left != right || left == 0 {
		return compareInts(int64(left), int64(right))
	}
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	hi2, lo2 := bits.Mul64(magnitude(c), magnitude(d))
	switch {
	case hi != hi2:
		return left * compareUints(hi, hi2)
	default:
		return left * compareUints(lo, lo2)
	}
}

func compareUints(a, b uint64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func sign(n int64) int { return compareInts(n, 0) }

func magnitude(n int64) uint64 {
	if n < 0 {
		return uint64(-n)
	}
	return uint64(n)
}
