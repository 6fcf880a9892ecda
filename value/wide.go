package value

import (
	"math/big"
	"strings"
)

// The arithmetic of numbers whose coefficients, or what is computed of them, do
// not fit 64 bits.

// coefficient returns a copy of n's coefficient.
func (n *Number) coefficient() *big.Int {
	if c := n.wide(); c != nil {
		return new(big.Int).Set(c)
	}
	return big.NewInt(n.coef)
}

// signed returns the coefficient with these digits.
func signed(neg bool, digits string) *big.Int {
	c, _ := new(big.Int).SetString(digits, 10)
	if neg {
		c.Neg(c)
	}
	return c
}

// tens returns 10^power.
func tens(power int64) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(power), nil)
}

// alignedWide returns copies of the coefficients of n and m for one exponent.
func (n *Number) alignedWide(m *Number) (x, y *big.Int, exp int64) {
	x, y, exp = n.coefficient(), m.coefficient(), int64(min(n.exp, m.exp))
	if d := int64(n.exp) - exp; d > 0 {
		x.Mul(x, tens(d))
	}
	if d := int64(m.exp) - exp; d > 0 {
		y.Mul(y, tens(d))
	}
	return x, y, exp
}

// quotientWide returns n ÷ m, rounded half-even to quoDigits digits.
func (n *Number) quotientWide(m *Number) (quotient *big.Int, exp int64) {
	x, y := n.coefficient(), m.coefficient()
	negative := x.Sign() != y.Sign()
	x.Abs(x)
	y.Abs(y)
	longer := int64(len(x.String()) - len(y.String()))
	shift := quoDigits - longer
	if shifted(x, -longer).Cmp(shifted(y, longer)) >= 0 { // the quotient has a digit before that
		shift--
	}
	x, y = shifted(x, shift), shifted(y, -shift)
	quotient, rest := new(big.Int).QuoRem(x, y, new(big.Int))
	switch rest.Lsh(rest, 1).Cmp(y) {
	case 1:
		quotient.Add(quotient, big.NewInt(1))
	case 0:
		quotient.Add(quotient, big.NewInt(int64(quotient.Bit(0))))
	}
	if negative {
		quotient.Neg(quotient)
	}
	return quotient, int64(n.exp) - int64(m.exp) - shift
}

// shifted returns c × 10^places, or c where places is below 0.
func shifted(c *big.Int, places int64) *big.Int {
	if places <= 0 {
		return c
	}
	return new(big.Int).Mul(c, tens(places))
}

// reduce returns coef × 10^exp without trailing zeros; coef becomes part of it.
func reduce(coef *big.Int, exp int64) *Number {
	if coef.TrailingZeroBits() > 0 { // only then it can be a multiple of ten
		digits := coef.String()
		if zeros := len(digits) - len(strings.TrimRight(digits, "0")); zeros > 0 && coef.Sign() != 0 {
			coef = new(big.Int).Quo(coef, tens(int64(zeros)))
			exp += int64(zeros)
		}
	}
	if coef.IsInt64() {
		return small(coef.Int64(), int32(exp))
	}
	if exp > 0 && exp <= plainLength { // 1e40 has the digits of a whole number
		coef, exp = shifted(coef, exp), 0
	}
	return &Number{exp: int32(exp), more: &more{coef: coef}}
}

// result is the number that was computed, or that it is too long, too large or
// too fine.
func result(coef *big.Int, exp int64) (*Number, error) {
	if coef.Sign() == 0 {
		return Int(0), nil
	}
	n := reduce(coef, exp)
	_, digits := n.digits()
	if first := int64(len(digits)) + int64(n.exp) - 1; first > maxResultExp || first < -maxResultExp || len(strings.TrimRight(digits, "0")) > maxResult {
		return nil, ErrTooManyDigits
	}
	return n, nil
}
