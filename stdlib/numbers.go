package stdlib

import (
	"errors"

	"lcs/value"
)

var numberParam = param("number", numberType, "the number")

// numberFunctions are the functions that compute with numbers.
func numberFunctions() []*Function {
	return []*Function{
		{
			Func: describe("round", "The number rounded to whole ones, or to so many digits after the point; a half goes away from zero.",
				signature(intType, numberParam),
				signature(numberType, numberParam, param("digits", intType, "digits after the point; negative ones round to tens, hundreds, …"))),
			Examples: []Example{
				{Source: `round(2.5)`, Result: `3`},
				{Source: `round(-2.5)`, Result: `-3`},
				{Source: `round(1.005, 2)`, Result: `1.01`},
				{Source: `round(1250, -2)`, Result: `1300`},
			},
			Call: rounding(value.HalfUp),
		},
		{
			Func: describe("ceil", "The number rounded up to a whole one, or to so many digits after the point.",
				signature(intType, numberParam),
				signature(numberType, numberParam, param("digits", intType, "digits after the point"))),
			Examples: []Example{{Source: `ceil(2.1)`, Result: `3`}, {Source: `ceil(-2.1)`, Result: `-2`}, {Source: `ceil(1.001, 2)`, Result: `1.01`}},
			Call:     rounding(value.Ceil),
		},
		{
			Func: describe("floor", "The number rounded down to a whole one, or to so many digits after the point.",
				signature(intType, numberParam),
				signature(numberType, numberParam, param("digits", intType, "digits after the point"))),
			Examples: []Example{{Source: `floor(2.9)`, Result: `2`}, {Source: `floor(-2.1)`, Result: `-3`}, {Source: `floor(1.009, 2)`, Result: `1`}},
			Call:     rounding(value.Floor),
		},
	}
}

var errNoInt = errors.New("the result is too large for an int")

func rounding(mode value.Mode) func(*Context, []any) (any, error) {
	return func(_ *Context, args []any) (any, error) {
		n := numberOf(args, 0)
		if given(args, 1) {
			return n.Round(intOr(args, 1, 0), mode), nil
		}
		i, err := n.Round(0, mode).AsInt()
		if err != nil {
			return nil, errNoInt
		}
		return i, nil
	}
}
