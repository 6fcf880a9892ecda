package value_test

import (
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lcs/value"
)

func num(t testing.TB, s string) *value.Number {
	t.Helper()
	n, err := value.ParseNumber(s)
	if err != nil {
		t.Fatalf("ParseNumber(%q): %v", s, err)
	}
	return n
}

func TestNumbersKeepTheirDigits(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"0", "-0", "-0.0", "1", "-1", "1.10", "100", "9007199254740993", "9223372036854775807", "-9223372036854775808",
		"9223372036854775808", "1e400", "1E+400", "1e-400", "1e1000000000", "0.1", "0.000000000000000000001", "12e0",
		"1234567890123456789012345678901234567890", "0.1234567890123456789012345678901234567890", "0e0", "0.00", "2.50",
		"1" + strings.Repeat("0", 200), "0." + strings.Repeat("0", 200) + "1",
	} {
		if got := num(t, s).String(); got != s {
			t.Errorf("%s prints as %s", s, got)
		}
		v, err := value.ParseJSON([]byte(`[`+s+`]`), value.Limits{})
		if err != nil {
			t.Errorf("%s as JSON: %v", s, err)
			continue
		}
		if out, _ := value.AppendJSON(nil, v); string(out) != "["+s+"]" {
			t.Errorf("%s goes through JSON as %s", s, out)
		}
	}
}

func TestParseNumber(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"+5": "5", "007": "7", ".5": "0.5", "5.": "5", "-.5": "-0.5", "00": "0"} {
		if got := num(t, in).String(); got != want {
			t.Errorf("%q is %s, want %s", in, got, want)
		}
	}
	for _, in := range []string{"", "-", ".", "e5", "1e", "1e+", "1.2.3", "0x10", "1_000", " 1", "1 ", "NaN", "Infinity", "१", "--1", "1,000"} {
		if n, err := value.ParseNumber(in); !errors.Is(err, value.ErrNotANumber) {
			t.Errorf("%q is %v, %v", in, n, err)
		}
	}
	for _, in := range []string{"1e99999999999", "1e-3000000000", "1e9999999999999999999999", strings.Repeat("9", 10_001)} {
		if _, err := value.ParseNumber(in); !errors.Is(err, value.ErrTooManyDigits) {
			t.Errorf("%.30q: %v", in, err)
		}
	}
}

func TestArithmetic(t *testing.T) {
	t.Parallel()
	type op func(a, b *value.Number) (*value.Number, error)
	ops := map[string]op{
		"+": (*value.Number).Add, "-": (*value.Number).Sub, "*": (*value.Number).Mul, "/": (*value.Number).Quo, "%": (*value.Number).Rem,
	}
	for _, c := range []struct{ a, op, b, want string }{
		{"0.1", "+", "0.2", "0.3"},
		{"1.10", "+", "2.20", "3.3"},
		{"0.5", "+", "0.5", "1"},
		{"9223372036854775807", "+", "1", "9223372036854775808"},
		{"-9223372036854775808", "-", "1", "-9223372036854775809"},
		{"-9223372036854775808", "*", "-1", "9223372036854775808"},
		{"0", "-", "-9223372036854775808", "9223372036854775808"},
		{"1e400", "+", "0", "1e400"},
		{"0", "-", "1e400", "-1e400"},
		{"1e1000000000", "*", "0", "0"},
		{"1e30", "+", "1e-30", "1000000000000000000000000000000.000000000000000000000000000001"},
		{"19.99", "*", "3", "59.97"},
		{"99999999999", "*", "99999999999", "9999999999800000000001"},
		{"500", "*", "1.2", "600"},
		{"1", "/", "3", "0.3333333333333333333333333333333333"},
		{"2", "/", "3", "0.6666666666666666666666666666666667"},
		{"12345678901234567890123456789012345", "/", "2", "6172839450617283945061728394506172"}, // the even one
		{"-12345678901234567890123456789012347", "/", "2", "-6172839450617283945061728394506174"},
		{"6", "/", "3", "2"},
		{"1", "/", "8", "0.125"},
		{"-9223372036854775808", "/", "-1", "9223372036854775808"},
		{"7", "%", "3", "1"},
		{"-7", "%", "3", "-1"},
		{"7.5", "%", "2", "1.5"},
		{"-9223372036854775808", "%", "-1", "0"},
		{"123456789012345678901234567890", "%", "1000", "890"},
	} {
		got, err := ops[c.op](num(t, c.a), num(t, c.b))
		if err != nil || got.String() != c.want {
			t.Errorf("%s %s %s = %v, %v; want %s", c.a, c.op, c.b, got, err, c.want)
		}
	}
	// What the coefficient just does not hold.
	for want, got := range map[string]func() (*value.Number, error){
		"9223372036854775808":  func() (*value.Number, error) { return value.Int(math.MaxInt64).Add(value.Int(1)) },
		"-9223372036854775809": func() (*value.Number, error) { return value.Int(math.MinInt64).Sub(value.Int(1)) },
		"9223372037000250000":  func() (*value.Number, error) { return value.Int(3037000500).Mul(value.Int(3037000500)) },
		"9223372036854775809":  func() (*value.Number, error) { return value.Int(1).Sub(value.Int(math.MinInt64)) },
	} {
		if n, err := got(); err != nil || n.String() != want {
			t.Errorf("%v, %v; want %s", n, err, want)
		}
	}
	for _, c := range []struct {
		a, op, b string
		want     error
	}{
		{"1", "/", "0", value.ErrDivideByZero}, {"1", "%", "0.00", value.ErrDivideByZero},
	} {
		if got, err := ops[c.op](num(t, c.a), num(t, c.b)); !errors.Is(err, c.want) {
			t.Errorf("%s %s %s = %v, %v", c.a, c.op, c.b, got, err)
		}
	}
}

// Numbers with absurd exponents pass through and compare, but nothing is
// computed with them: it would take a gigabyte.
func TestHugeExponents(t *testing.T) {
	t.Parallel()
	start := time.Now()
	huge, tiny, one := num(t, "1e1000000000"), num(t, "1e-1000000000"), num(t, "1")
	for name, f := range map[string]func() (*value.Number, error){
		"huge+1":    func() (*value.Number, error) { return huge.Add(one) },
		"1-huge":    func() (*value.Number, error) { return one.Sub(huge) },
		"tiny+1":    func() (*value.Number, error) { return tiny.Add(one) },
		"huge*huge": func() (*value.Number, error) { return huge.Mul(huge) },
		"tiny*tiny": func() (*value.Number, error) { return tiny.Mul(tiny) },
		"huge/3":    func() (*value.Number, error) { return huge.Quo(num(t, "3")) },
		"1/tiny":    func() (*value.Number, error) { return one.Quo(tiny) },
		"huge%7":    func() (*value.Number, error) { return huge.Rem(num(t, "7")) },
		"7%tiny":    func() (*value.Number, error) { return num(t, "7").Rem(tiny) },
		"huge^9":    func() (*value.Number, error) { return huge.Pow(9) },
		"2^big":     func() (*value.Number, error) { return num(t, "2").Pow(math.MaxInt64) },
	} {
		if got, err := f(); !errors.Is(err, value.ErrTooManyDigits) {
			t.Errorf("%s = %v, %v", name, got, err)
		}
	}
	if huge.Cmp(one) != 1 || tiny.Cmp(one) != -1 || huge.Neg().Cmp(tiny) != -1 || huge.Cmp(num(t, "10e999999999")) != 0 {
		t.Error("comparison of huge numbers")
	}
	if s := tiny.Round(2, value.HalfUp).String(); s != "0" {
		t.Errorf("tiny rounds to %s", s)
	}
	if s := tiny.Round(2, value.Ceil).String(); s != "0.01" {
		t.Errorf("tiny is raised to %s", s)
	}
	if s := huge.Round(2, value.HalfUp); s.Cmp(huge) != 0 {
		t.Errorf("huge rounds to %s", s)
	}
	if _, ok := huge.Int64(); ok || !huge.IsInt() || tiny.IsInt() || huge.Key() == one.Key() {
		t.Error("whole numbers")
	}
	if !math.IsInf(huge.Float64(), 1) || tiny.Float64() != 0 {
		t.Error("as float")
	}
	if took := time.Since(start); took > time.Second {
		t.Errorf("took %v", took)
	}
}

func TestRound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in     string
		places int
		want   [6]string // in the order of the modes
	}{
		{"2.5", 0, [6]string{"3", "2", "3", "2", "3", "2"}},
		{"-2.5", 0, [6]string{"-3", "-2", "-3", "-2", "-2", "-3"}},
		{"1.005", 2, [6]string{"1.01", "1", "1.01", "1", "1.01", "1"}},
		{"0.001", 2, [6]string{"0", "0", "0.01", "0", "0.01", "0"}},
		{"-0.001", 2, [6]string{"0", "0", "-0.01", "0", "0", "-0.01"}},
		{"9.99", 1, [6]string{"10", "10", "10", "9.9", "10", "9.9"}},
		{"1250", -2, [6]string{"1300", "1200", "1300", "1200", "1300", "1200"}},
		{"49", -2, [6]string{"0", "0", "100", "0", "100", "0"}},
		{"1.50", 1, [6]string{"1.5", "1.5", "1.5", "1.5", "1.5", "1.5"}},
		{"123456789012345678901234567890.5", 0, [6]string{
			"123456789012345678901234567891", "123456789012345678901234567890", "123456789012345678901234567891",
			"123456789012345678901234567890", "123456789012345678901234567891", "123456789012345678901234567890"}},
	} {
		for mode, want := range c.want {
			if got := num(t, c.in).Round(c.places, value.Mode(mode)).String(); got != want {
				t.Errorf("%s rounded to %d in mode %d is %s, want %s", c.in, c.places, mode, got, want)
			}
		}
	}
}

func TestInts(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int64{
		"5": 5, "5.0": 5, "5e2": 500, "-9223372036854775808": math.MinInt64, "9223372036854775807": math.MaxInt64, "0e9": 0,
	} {
		if got, ok := num(t, in).Int64(); !ok || got != want {
			t.Errorf("%s is %d, %v", in, got, ok)
		}
		if n, err := num(t, in).AsInt(); err != nil || n.Cmp(value.Int(want)) != 0 {
			t.Errorf("%s as an int is %v, %v", in, n, err)
		}
	}
	for in, want := range map[string]error{
		"5.5": value.ErrNotANumber, "9223372036854775808": value.ErrIntOverflow, "1e30": value.ErrIntOverflow, "1e1000000000": value.ErrIntOverflow,
	} {
		if n, err := num(t, in).AsInt(); !errors.Is(err, want) {
			t.Errorf("%s as an int is %v, %v", in, n, err)
		}
	}
}

var anyNumber = rapid.Custom(func(t *rapid.T) string {
	switch rapid.IntRange(0, 3).Draw(t, "kind") {
	case 0:
		return rapid.StringMatching(`-?(0|[1-9][0-9]{0,4})(\.[0-9]{1,3})?`).Draw(t, "small")
	case 1:
		return rapid.StringMatching(`-?[1-9][0-9]{15,22}`).Draw(t, "around 64 bits")
	case 2:
		return rapid.StringMatching(`-?(0|[1-9][0-9]{0,39})(\.[0-9]{1,30})?`).Draw(t, "long")
	}
	return rapid.StringMatching(`-?[1-9](\.[0-9]{1,5})?[eE][+-]?[0-9]{1,2}`).Draw(t, "exponent")
})

func rat(t *rapid.T, n *value.Number) *big.Rat {
	r, ok := new(big.Rat).SetString(n.String())
	if !ok {
		t.Fatalf("%s is no rational", n)
	}
	return r
}

// Arithmetic agrees with math/big's rationals.
func TestArithmeticAgreesWithRationals(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		parse := func(label string) *value.Number {
			n, err := value.ParseNumber(anyNumber.Draw(t, label))
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		a, b := parse("a"), parse("b")
		x, y := rat(t, a), rat(t, b)
		same := func(op string, n *value.Number, err error, want *big.Rat) {
			if err != nil || rat(t, n).Cmp(want) != 0 {
				t.Fatalf("%s %s %s = %v, %v; want %s", a, op, b, n, err, want.RatString())
			}
			back, err := value.ParseNumber(n.String())
			if err != nil || back.Cmp(n) != 0 || !value.Equal(back, n) || back.Key() != n.Key() {
				t.Fatalf("%s reads back as %v, %v", n, back, err)
			}
		}
		sum, err := a.Add(b)
		same("+", sum, err, new(big.Rat).Add(x, y))
		diff, err := a.Sub(b)
		same("-", diff, err, new(big.Rat).Sub(x, y))
		prod, err := a.Mul(b)
		same("*", prod, err, new(big.Rat).Mul(x, y))
		same("neg", a.Neg(), nil, new(big.Rat).Neg(x))
		same("abs", a.Abs(), nil, new(big.Rat).Abs(x))
		if a.Cmp(b) != x.Cmp(y) || a.Sign() != x.Sign() || a.IsInt() != x.IsInt() {
			t.Fatalf("%s and %s compare as %d", a, b, a.Cmp(b))
		}
		if (a.Key() == b.Key()) != (x.Cmp(y) == 0) {
			t.Fatalf("keys of %s and %s: %s, %s", a, b, a.Key(), b.Key())
		}
		if y.Sign() != 0 {
			quo, err := a.Quo(b)
			exact := new(big.Rat).Quo(x, y)
			if err != nil || !nearest(rat(t, quo), exact, 34) {
				t.Fatalf("%s / %s = %v, %v", a, b, quo, err)
			}
			rem, err := a.Rem(b)
			whole := new(big.Rat).SetInt(new(big.Int).Quo(exact.Num(), exact.Denom()))
			same("%", rem, err, new(big.Rat).Sub(x, whole.Mul(whole, y)))
		}
	})
}

// nearest reports whether q is the number of so many digits that is nearest to
// x, the even one of two.
func nearest(q, x *big.Rat, digits int) bool {
	if x.Sign() == 0 {
		return q.Sign() == 0
	}
	magnitude, unit, ten := new(big.Rat).Abs(x), big.NewRat(1, 1), big.NewRat(10, 1)
	for lowest := tenTo(digits - 1); magnitude.Cmp(lowest) < 0; unit.Quo(unit, ten) {
		magnitude.Mul(magnitude, ten)
	}
	for most := tenTo(digits); magnitude.Cmp(most) >= 0; unit.Mul(unit, ten) {
		magnitude.Quo(magnitude, ten)
	}
	last := new(big.Rat).Quo(q, unit)
	off := new(big.Rat).Abs(new(big.Rat).Sub(q, x))
	order := off.Add(off, off).Cmp(unit)
	return last.IsInt() && (order < 0 || order == 0 && last.Num().Bit(0) == 0)
}

func tenTo(power int) *big.Rat {
	return new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(power)), nil))
}

// Rounding is within half a unit of the last place, and lies on it.
func TestRoundingAgreesWithRationals(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n, err := value.ParseNumber(anyNumber.Draw(t, "n"))
		if err != nil {
			t.Fatal(err)
		}
		places := rapid.IntRange(-5, 10).Draw(t, "places")
		unit := new(big.Rat).SetInt64(1)
		for range max(places, -places) {
			unit.Mul(unit, big.NewRat(10, 1))
		}
		if places > 0 {
			unit.Inv(unit)
		}
		x := rat(t, n)
		for mode := value.HalfUp; mode <= value.Floor; mode++ {
			r := rat(t, n.Round(places, mode))
			off := new(big.Rat).Sub(r, x)
			steps := new(big.Rat).Quo(r, unit)
			far := new(big.Rat).Abs(off).Cmp(unit) >= 0
			switch mode {
			case value.HalfUp, value.HalfEven:
				far = new(big.Rat).Mul(new(big.Rat).Abs(off), big.NewRat(2, 1)).Cmp(unit) > 0
			case value.Ceil:
				far = far || off.Sign() < 0
			case value.Floor:
				far = far || off.Sign() > 0
			case value.Up:
				far = far || new(big.Rat).Abs(r).Cmp(new(big.Rat).Abs(x)) < 0
			case value.Down:
				far = far || new(big.Rat).Abs(r).Cmp(new(big.Rat).Abs(x)) > 0
			}
			if far || !steps.IsInt() {
				t.Fatalf("%s rounded to %d places in mode %d is %s", n, places, mode, n.Round(places, mode))
			}
		}
	})
}

func TestFloat(t *testing.T) {
	t.Parallel()
	for f, want := range map[float64]string{0.1: "0.1", 1e21: "1000000000000000000000", -2.50: "-2.5", 0: "0"} {
		n, ok := value.Float(f)
		if !ok || n.String() != want || n.Float64() != f {
			t.Errorf("%v is %v", f, n)
		}
	}
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if n, ok := value.Float(f); ok {
			t.Errorf("%v is %v", f, n)
		}
	}
}
