package stdlib

import (
	"errors"
	"fmt"

	"lcs/lang/types"
	"lcs/value"
)

var (
	numberParam = param("number", numberType, "the number")
	digitsParam = param("digits", intType, "digits after the point; negative ones mean tens, hundreds, …")
	errNoInt    = errors.New("the result is too large for an int")
)

// numberFunctions are the functions that compute with numbers.
func numberFunctions() []*Function {
	toPlaces := []types.Signature{signature(intType, numberParam), signature(numberType, numberParam, digitsParam)}
	return []*Function{
		{
			Func: describe("round", "The number rounded to whole ones, or to so many digits after the point; a half goes away from zero.", toPlaces...),
			Examples: []Example{
				{Source: `round(2.5)`, Result: `3`},
				{Source: `round(-2.5)`, Result: `-3`},
				{Source: `round(1.005, 2)`, Result: `1.01`},
				{Source: `round(1250, -2)`, Result: `1300`},
			},
			Call: rounding(value.HalfUp),
		},
		{
			Func:     describe("ceil", "The number rounded up to a whole one, or to so many digits after the point.", toPlaces...),
			Examples: []Example{{Source: `ceil(2.1)`, Result: `3`}, {Source: `ceil(-2.1)`, Result: `-2`}, {Source: `ceil(1.001, 2)`, Result: `1.01`}},
			Call:     rounding(value.Ceil),
		},
		{
			Func:     describe("floor", "The number rounded down to a whole one, or to so many digits after the point.", toPlaces...),
			Examples: []Example{{Source: `floor(2.9)`, Result: `2`}, {Source: `floor(-2.1)`, Result: `-3`}, {Source: `floor(1.009, 2)`, Result: `1`}},
			Call:     rounding(value.Floor),
		},
		{
			Func: describe("abs", "The number without its sign.",
				signature(intType, param("number", intType, "the number")), signature(numberType, numberParam)),
			Examples: []Example{{Source: `abs(-2.5)`, Result: `2.5`}},
			Call:     func(_ *Context, args []any) (any, error) { return numberOf(args, 0).Abs(), nil },
		},
		{
			Func:     describe("sign", "-1, 0 or 1 as the number is less than, equal to or greater than zero.", signature(intType, numberParam)),
			Examples: []Example{{Source: `sign(-20)`, Result: `-1`}},
			Call:     func(_ *Context, args []any) (any, error) { return whole(numberOf(args, 0).Sign()), nil },
		},
		{
			Func: describe("clamp", "The number, or the nearest one between two limits.",
				signature(intType, param("number", intType, "the number"), param("low", intType, "the least result"), param("high", intType, "the greatest result")),
				signature(numberType, numberParam, param("low", numberType, "the least result"), param("high", numberType, "the greatest result"))),
			Examples: []Example{{Source: `clamp(150, 0, 100)`, Result: `100`}, {Source: `clamp(-0.5, 0, 1)`, Result: `0`}},
			Call:     clamp,
		},
		{
			Func: describe("pow", "The number to the power of a whole one.",
				signature(numberType, numberParam, param("power", intType, "the power; less than 0 for 1 divided by it"))),
			Examples: []Example{{Source: `pow(1.1, 2)`, Result: `1.21`}, {Source: `pow(2, -1)`, Result: `0.5`}},
			Call:     power,
		},
		{
			Func: describe("sum", "The numbers of a list added up. What is missing counts as nothing.",
				signature(intType, param("numbers", types.ListOf(intType.Optional()), "the numbers")),
				signature(numberType, param("numbers", types.ListOf(numberType.Optional()), "the numbers"))),
			Examples: []Example{{Source: `sum([0.1, 0.2])`, Result: `0.3`}, {Source: `sum([])`, Result: `0`}},
			Call: func(_ *Context, args []any) (any, error) {
				sum, _, err := total(listOf(args, 0))
				return orError(sum, err)
			},
		},
		{
			Func: describe("avg", "The mean of the numbers of a list, without those that are missing; missing when there is none.",
				signature(numberType.Optional(), param("numbers", types.ListOf(numberType.Optional()), "the numbers"))),
			Examples: []Example{{Source: `avg([1, 2, 4, 5])`, Result: `3`}, {Source: `avg([])`, Result: `null`}},
			Call: func(_ *Context, args []any) (any, error) {
				sum, count, err := total(listOf(args, 0))
				if err != nil || count == 0 {
					return nil, err
				}
				return orError(sum.Quo(value.Int(int64(count))))
			},
		},
		{
			Func: describe("min", "The least of the values given, or of a list: numbers, moments, durations or texts. The least of an empty list is missing.",
				leastSignatures()...),
			Examples: []Example{{Source: `min(3, 1.5, 2)`, Result: `1.5`}, {Source: `min(["b", "a"])`, Result: `"a"`}},
			Call:     extreme(-1),
		},
		{
			Func: describe("max", "The greatest of the values given, or of a list: numbers, moments, durations or texts. The greatest of an empty list is missing.",
				leastSignatures()...),
			Examples: []Example{{Source: `max(3, 1.5, 2)`, Result: `3`}, {Source: `max([])`, Result: `null`}},
			Call:     extreme(1),
		},
		{
			Func: describe("format", "The number printed by a pattern: `0,0` sets off thousands, `0.00` has two digits after the point, `0.[00]` up to two, "+
				"`0[.]00` two or none, `000` at least three before it, `.00` none; `+0` always has a sign, `(0)` puts negative numbers in brackets, "+
				"`$` is a dollar sign, `0%` a percentage, `0a` thousands as k, millions as m and so on, `0o` an ordinal, `0b` bytes, `0ib` them in powers of 1024, "+
				"and `00:00:00` seconds as hours, minutes and seconds.",
				signature(textType, numberParam, types.Param{Name: "pattern", Type: textType, Doc: "the pattern", Check: checkNumberFormat})),
			Examples: []Example{
				{Source: `format(1234.5, "0,0.00")`, Result: `"1,234.50"`},
				{Source: `format(-1000, "($0,0)")`, Result: `"($1,000)"`},
				{Source: `0.256 | format: "0.0%"`, Result: `"25.6%"`},
				{Source: `format(1230974, "0.0a")`, Result: `"1.2m"`},
				{Source: `format(3, "0o")`, Result: `"3rd"`},
				{Source: `format(3725, "00:00:00")`, Result: `"1:02:05"`},
			},
			Call: func(_ *Context, args []any) (any, error) {
				pattern, bad := parseNumberFormat(textOf(args, 1))
				if bad != nil {
					return nil, fmt.Errorf("the number format %s: %s", shown(argument(args, 1)), bad.Message)
				}
				return pattern.print(numberOf(args, 0))
			},
		},
	}
}

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

func clamp(_ *Context, args []any) (any, error) {
	n, low, high := numberOf(args, 0), numberOf(args, 1), numberOf(args, 2)
	switch {
	case low.Cmp(high) > 0:
		return nil, fmt.Errorf("the lower limit %s is greater than the upper one, %s", low, high)
	case n.Cmp(low) < 0:
		return low, nil
	case n.Cmp(high) > 0:
		return high, nil
	}
	return n, nil
}

func power(_ *Context, args []any) (any, error) {
	n, by := numberOf(args, 0), int64(intOr(args, 1, 0))
	if by >= 0 {
		return orError(n.Pow(by))
	}
	raised, err := n.Pow(-by)
	if err != nil {
		return nil, err
	}
	return orError(value.Int(1).Quo(raised))
}

// orError keeps a nil number from becoming a value that is not nil.
func orError(n *value.Number, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return n, nil
}

// total adds up what is there of a list.
func total(list []any) (sum *value.Number, count int, err error) {
	sum = value.Int(0)
	for _, v := range list {
		if v = value.Basic(v); value.IsMissing(v) {
			continue
		}
		n, ok := v.(*value.Number)
		if !ok {
			return nil, 0, fmt.Errorf("%s is not a number", shown(v))
		}
		if sum, err = sum.Add(n); err != nil {
			return nil, 0, err
		}
		count++
	}
	return sum, count, nil
}

// shown is a value as it stands in a message: short, and quoted if text.
func shown(v any) string {
	if s, ok := v.(string); ok {
		return fmt.Sprintf("%q", truncateText(s, 30, "…"))
	}
	return truncateText(value.Text(v), 30, "…")
}

// leastSignatures are those of min and max.
func leastSignatures() []types.Signature {
	return []types.Signature{
		{Params: []types.Param{param("list", itemsType, "the values")}, Result: itemType.Optional(), Refine: wantsOrder},
		{Params: []types.Param{param("first", itemType, "a value"), rest("more", itemType, "further values")}, Result: itemType, Refine: wantOrder},
	}
}

// wantOrder complains about values that have no order.
func wantOrder(args []types.Argument) (types.Type, *types.LiteralError) {
	for _, a := range args {
		if bad := withoutOrder(a.Type); bad != nil {
			return types.Type{}, bad
		}
	}
	return types.Type{}, nil
}

// extreme returns min (-1) or max (1).
func extreme(direction int) func(*Context, []any) (any, error) {
	return func(_ *Context, args []any) (any, error) {
		if list, ok := argument(args, 0).([]any); ok && len(args) == 1 {
			args = list
		}
		var best any
		for _, v := range args {
			if value.IsMissing(value.Basic(v)) {
				continue
			}
			if best == nil {
				best = v
				continue
			}
			order, ok := value.Compare(v, best)
			if !ok {
				return nil, fmt.Errorf("%s and %s cannot be compared", shown(best), shown(v))
			}
			if order == direction {
				best = v
			}
		}
		return best, nil
	}
}
