package value_test

import (
	"testing"

	"pgregory.net/rapid"

	"lcs/value"
)

// TestCompareQuotient holds that a quotient compares as its digits do.
func TestCompareQuotient(t *testing.T) {
	number := rapid.Custom(func(t *rapid.T) *value.Number {
		return value.Decimal(rapid.Int64Range(-2e15, 2e15).Draw(t, "coefficient"), rapid.Int32Range(-8, 8).Draw(t, "exponent"))
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := number.Draw(t, "a"), number.Draw(t, "b"), number.Draw(t, "c")
		if rapid.Bool().Draw(t, "near") { // where rounding could decide
			if q, err := a.Quo(b); err == nil {
				c = q.Round(rapid.IntRange(0, 12).Draw(t, "places"), value.HalfUp)
			}
		}
		order, ok := value.CompareQuotient(a, b, c)
		q, err := a.Quo(b)
		if (err == nil) != ok || err == nil && q.Cmp(c) != order {
			t.Fatalf("%s / %s <=> %s: %d, %v; the quotient %v gives %d", a, b, c, order, ok, q, q.Cmp(c))
		}
	})
}
