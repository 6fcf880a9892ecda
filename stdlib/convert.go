package stdlib

import (
	"strings"

	"lcs/value"
)

var anyParam = param("value", anyType, "the value; it may be missing")

// conversionFunctions turn a value of one type into one of another.
func conversionFunctions() []*Function {
	return []*Function{
		{
			Func: describe("default", "The value, unless it is missing, empty or false: then the other one. It is `||` for pipes.",
				signature(itemType, param("value", itemType.Optional(), "the value"), param("otherwise", itemType, "what stands for it"))),
			Examples: []Example{{Source: `"" | default: "unknown"`, Result: `"unknown"`}, {Source: `default(0, 5)`, Result: `0`}},
			Call: func(_ *Context, args []any) (any, error) {
				if v := argument(args, 0); value.Truthy(v) {
					return v, nil
				}
				return argument(args, 1), nil
			},
		},
		{
			Func: describe("number", "The number that a text says, in the ways that people write numbers: signs of currency, commas "+
				"between thousands and words around it do not matter. It is missing when the text says none.",
				signature(numberType.Optional(), anyParam)),
			Examples: []Example{
				{Source: `number("$1,100.50")`, Result: `1100.50`},
				{Source: `number("(20)")`, Result: `-20`},
				{Source: `number("about fifty")`, Result: `null`},
			},
			Call: func(_ *Context, args []any) (any, error) {
				if n := toNumber(argument(args, 0)); n != nil {
					return n, nil
				}
				return nil, nil
			},
		},
		{
			Func: describe("int", "The whole number that a text or number says. It is missing when there is none: for other text, and for a "+
				"number with a fraction, which `round`, `floor` or `ceil` take.",
				signature(intType.Optional(), anyParam)),
			Examples: []Example{{Source: `int("1,024")`, Result: `1024`}, {Source: `int(3.0)`, Result: `3`}, {Source: `int("2.5")`, Result: `null`}},
			Call: func(_ *Context, args []any) (any, error) {
				n := toNumber(argument(args, 0))
				if n == nil || !n.IsInt() {
					return nil, nil
				}
				return orError(n.AsInt())
			},
		},
		{
			Func: describe("bool", "The boolean that a text says: yes, y, true, t and 1, or no, n, false, f and 0, in any case of letters. "+
				"It is missing for any other.",
				signature(boolType.Optional(), anyParam)),
			Examples: []Example{{Source: `bool("Yes")`, Result: `true`}, {Source: `bool("0")`, Result: `false`}, {Source: `bool("maybe")`, Result: `null`}},
			Call: func(_ *Context, args []any) (any, error) {
				if b, ok := toBool(argument(args, 0)); ok {
					return b, nil
				}
				return nil, nil
			},
		},
		{
			Func: describe("text", "The value as it prints in a text. What is missing is empty.",
				signature(textType, anyParam)),
			Examples: []Example{{Source: `text(2.50)`, Result: `"2.50"`}, {Source: `text({ a: [1, 2] })`, Result: `"{\"a\":[1,2]}"`}, {Source: `text(null)`, Result: `""`}},
			Call:     func(_ *Context, args []any) (any, error) { return textOf(args, 0), nil },
		},
	}
}

// toNumber returns the number that v is or says, or nil.
func toNumber(v any) *value.Number {
	switch v := value.Basic(v).(type) {
	case *value.Number:
		return v
	case string:
		if n, ok := messyNumber(v); ok {
			return n
		}
	case bool:
		if v {
			return value.Int(1)
		}
		return value.Int(0)
	}
	return nil
}

// toBool returns the boolean that v is or says.
func toBool(v any) (result, ok bool) {
	switch v := value.Basic(v).(type) {
	case bool:
		return v, true
	case *value.Number:
		if v.Cmp(value.Int(1)) == 0 {
			return true, true
		}
		return false, v.Sign() == 0
	case string:
		return messyBool(v)
	}
	return false, false
}

// messyBool reads a boolean as people write it; punctuation does not matter.
func messyBool(s string) (result, ok bool) {
	if len(s) > 64 {
		return false, false
	}
	word := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r >= 0x80:
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, s)
	switch word {
	case "y", "yes", "true", "t", "1":
		return true, true
	case "n", "no", "false", "f", "0":
		return false, true
	}
	return false, false
}
