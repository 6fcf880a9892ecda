package stdlib

import (
	"math"
	"strings"
	"unicode/utf8"

	"lcs/lang/types"
	"lcs/value"
)

var listParam = param("list", itemsType, "the list")

// listFunctions are the functions on lists as wholes.
func listFunctions() []*Function {
	return []*Function{
		{
			Func: describe("count", "The number of items of a list, or how often a text has another in it.",
				signature(intType, param("list", types.ListOf(anyType), "the list")),
				signature(intType, textParam, param("part", textType, "the text looked for"))),
			Examples: []Example{{Source: `count([1, 2, 3])`, Result: `3`}, {Source: `count("a,b,c", ",")`, Result: `2`}},
			Call: func(cx *Context, args []any) (any, error) {
				if part := argument(args, 1); part != nil {
					return whole(strings.Count(textOf(args, 0), value.Text(part))), nil
				}
				return countItems(cx, args)
			},
		},
		{
			Func: describe("join", "The items of a list as one text.",
				signature(textType, param("list", types.ListOf(anyType), "the items; one that is missing is empty"),
					optional("separator", textType, "what stands between two items; left out: a comma"))),
			Examples: []Example{{Source: `join(["a", "b"], "|")`, Result: `"a|b"`}, {Source: `[1, 2] | join`, Result: `"1,2"`}},
			Call: func(_ *Context, args []any) (any, error) {
				return joinList(listOf(args, 0), textOr(args, 1, ","))
			},
		},
	}
}

func slicePart(_ *Context, args []any) (any, error) {
	start, end := intOr(args, 1, 0), intOr(args, 2, math.MaxInt32)
	if list, ok := argument(args, 0).([]any); ok {
		from, to := bounds(start, end, len(list))
		return list[from:to:to], nil
	}
	return sliceText(textOf(args, 0), start, end), nil
}

func countItems(_ *Context, args []any) (any, error) {
	switch v := argument(args, 0).(type) {
	case []any:
		return whole(len(v)), nil
	case *value.Object:
		return whole(v.Len()), nil
	case []byte:
		return whole(len(v)), nil
	}
	return whole(utf8.RuneCountInString(textOf(args, 0))), nil
}

func indexOf(list []any, item any) int {
	for i, v := range list {
		if value.Equal(v, item) {
			return i
		}
	}
	return -1
}

func joinList(list []any, separator string) (string, error) {
	if len(separator) > maxOutput/max(len(list), 1) {
		return "", errTooLong
	}
	var out []byte
	for i, v := range list {
		if i > 0 {
			out = append(out, separator...)
		}
		if out = value.AppendText(out, v); len(out) > maxOutput {
			return "", errTooLong
		}
	}
	return string(out), nil
}
