package stdlib

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"lcs/lang/types"
	"lcs/value"
)

var (
	listParam = param("list", itemsType, "the list")
	anyItems  = types.ListOf(anyType.Optional())
)

// listFunctions are the functions on lists that do not look into their items.
func listFunctions() []*Function {
	return []*Function{
		{
			Func: describe("count", "The number of items of a list, or how often a text has another in it.",
				signature(intType, param("list", anyItems, "the list")),
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
				signature(textType, param("list", anyItems, "the items; one that is missing is empty"),
					optional("separator", textType, "what stands between two items; left out: a comma"))),
			Examples: []Example{{Source: `join(["a", "b"], "|")`, Result: `"a|b"`}, {Source: `[1, 2] | join`, Result: `"1,2"`}},
			Call: func(_ *Context, args []any) (any, error) {
				return joinList(listOf(args, 0), textOr(args, 1, ","))
			},
		},
		{
			Func:     describe("first", "The first item of a list; missing when the list is empty.", signature(itemType.Optional(), listParam)),
			Examples: []Example{{Source: `first([3, 1, 2])`, Result: `3`}, {Source: `first([])`, Result: `null`}},
			Call: func(_ *Context, args []any) (any, error) {
				if list := listOf(args, 0); len(list) > 0 {
					return list[0], nil
				}
				return nil, nil
			},
		},
		{
			Func:     describe("last", "The last item of a list; missing when the list is empty.", signature(itemType.Optional(), listParam)),
			Examples: []Example{{Source: `last([3, 1, 2])`, Result: `2`}},
			Call: func(_ *Context, args []any) (any, error) {
				if list := listOf(args, 0); len(list) > 0 {
					return list[len(list)-1], nil
				}
				return nil, nil
			},
		},
		{
			Func:     describe("concat", "The items of lists one after another.", signature(itemsType, listParam, rest("more", itemsType, "further lists"))),
			Examples: []Example{{Source: `concat([1, 2], [3])`, Result: `[1,2,3]`}},
			Call:     func(_ *Context, args []any) (any, error) { return joinLists(args) },
		},
		{
			Func:     describe("flatten", "The items of the lists in a list; one level is taken off.", signature(itemsType, param("lists", types.ListOf(itemsType), "the lists"))),
			Examples: []Example{{Source: `flatten([[1, 2], [], [3]])`, Result: `[1,2,3]`}},
			Call:     func(_ *Context, args []any) (any, error) { return joinLists(listOf(args, 0)) },
		},
		{
			Func: describe("compact", "The items of a list that are there.",
				types.Signature{Params: []types.Param{listParam}, Result: itemsType, Refine: withoutMissing}),
			Examples: []Example{{Source: `compact([1, null, 2])`, Result: `[1,2]`}},
			Call: func(_ *Context, args []any) (any, error) {
				return slices.DeleteFunc(slices.Clone(listOf(args, 0)), value.IsMissing), nil
			},
		},
		{
			Func: describe("zip", "The first items of two lists, their second ones, and so on, in pairs; the longer list is cut.",
				signature(types.ListOf(itemsType), listParam, param("other", itemsType, "the other list"))),
			Examples: []Example{{Source: `zip(["a", "b"], ["x", "y"])`, Result: `[["a","x"],["b","y"]]`}},
			Call: func(_ *Context, args []any) (any, error) {
				a, b := listOf(args, 0), listOf(args, 1)
				pairs := make([]any, min(len(a), len(b)))
				for i := range pairs {
					pairs[i] = []any{a[i], b[i]}
				}
				return pairs, nil
			},
		},
		{
			Func: describe("chunk", "The items of a list in lists of a size; the last one may be shorter.",
				signature(types.ListOf(itemsType), listParam, param("size", intType, "the most items of each"))),
			Examples: []Example{{Source: `chunk([1, 2, 3], 2)`, Result: `[[1,2],[3]]`}},
			Call: func(_ *Context, args []any) (any, error) {
				size := intOr(args, 1, 0)
				if size < 1 {
					return nil, fmt.Errorf("a list cannot be cut into pieces of %d items", size)
				}
				chunks := []any{}
				for piece := range slices.Chunk(listOf(args, 0), size) {
					chunks = append(chunks, piece)
				}
				return chunks, nil
			},
		},
		{
			Func: describe("range", "Whole numbers in a row, up to but without the last one.",
				signature(types.ListOf(intType), param("end", intType, "the first number not taken; it starts with 0")),
				signature(types.ListOf(intType), param("start", intType, "the first number"), param("end", intType, "the first number not taken"),
					optional("step", intType, "from one number to the next; left out: 1"))),
			Examples: []Example{{Source: `range(3)`, Result: `[0,1,2]`}, {Source: `range(10, 0, -5)`, Result: `[10,5]`}},
			Call:     countUp,
		},
	}
}

// withoutMissing is the type of a list without what may be missing in it.
func withoutMissing(args []types.Argument) (types.Type, *types.LiteralError) {
	if list, ok := args[0].Type.Core.(*types.List); ok {
		return types.ListOf(list.Elem.Present()), nil
	}
	return types.Type{}, nil
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

func joinList(list []any, separator string) (any, error) {
	if len(separator) > maxOutput/max(len(list), 1) {
		return nil, errTooLong
	}
	var out []byte
	for i, v := range list {
		if i > 0 {
			out = append(out, separator...)
		}
		if out = value.AppendText(out, v); len(out) > maxOutput {
			return nil, errTooLong
		}
	}
	return string(out), nil
}

func joinLists(lists []any) (any, error) {
	all := []any{}
	for _, v := range lists {
		list, _ := v.([]any)
		if len(all)+len(list) > maxItems {
			return nil, errTooMany
		}
		all = append(all, list...)
	}
	return all, nil
}

func countUp(_ *Context, args []any) (any, error) {
	start, end, step := 0, intOr(args, 0, 0), intOr(args, 2, 1)
	if given(args, 1) {
		start, end = end, intOr(args, 1, 0)
	}
	if step == 0 {
		return nil, fmt.Errorf("the step of a range cannot be 0")
	}
	list := []any{}
	for i := start; step > 0 && i < end || step < 0 && i > end; i += step {
		if len(list) == maxItems {
			return nil, errTooMany
		}
		list = append(list, whole(i))
	}
	return list, nil
}
