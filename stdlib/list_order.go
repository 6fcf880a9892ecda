package stdlib

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"lcs/lang/types"
	"lcs/value"
)

// byParam names a field of the items of a list.
var byParam = param("by", types.Of(&types.FieldOf{Of: varT}), "the name of a field of the items")

// orderFunctions look into the items of lists: they sort, pick and group them.
func orderFunctions() []*Function {
	return []*Function{
		{
			Func: describe("sort", "The items of a list in ascending order, or in that of one of their fields; a `-` before its name turns the order round. "+
				"Items without a value come last, equal ones keep their order.",
				types.Signature{Params: []types.Param{listParam}, Result: itemsType, Refine: wantsOrder},
				types.Signature{Params: []types.Param{listParam, byParam}, Result: itemsType, Refine: wantsFields}),
			Examples: []Example{
				{Source: `sort([3, 1, 2])`, Result: `[1,2,3]`},
				{Source: `[{ n: "a", p: 2 }, { n: "b", p: 5 }] | sort: "-p"`, Result: `[{"n":"b","p":5},{"n":"a","p":2}]`},
			},
			Call: sortList,
		},
		{
			Func: describe("unique", "The items of a list without those that came before, or without those that have a field's value that came before.",
				signature(itemsType, listParam),
				types.Signature{Params: []types.Param{listParam, byParam}, Result: itemsType, Refine: wantsFields}),
			Examples: []Example{
				{Source: `unique(["a", "b", "a"])`, Result: `["a","b"]`},
				{Source: `unique([{ id: 1, n: "a" }, { id: 1, n: "b" }], "id")`, Result: `[{"id":1,"n":"a"}]`},
			},
			Call: func(_ *Context, args []any) (any, error) {
				seen := map[string]bool{}
				kept := []any{}
				for _, item := range listOf(args, 0) {
					key := keyOf(fieldOf(item, textOf(args, 1)))
					if !seen[key] {
						seen[key] = true
						kept = append(kept, item)
					}
				}
				return kept, nil
			},
		},
		{
			Func: describe("max_by", "The item of a list with the greatest value in a field, the first of several; missing when no item has one.",
				types.Signature{Params: []types.Param{listParam, byParam}, Result: itemType.Optional(), Refine: wantsFields}),
			Examples: []Example{{Source: `max_by([{ id: 1, price: 12 }, { id: 2, price: 15 }], "price")`, Result: `{"id":2,"price":15}`}},
			Call:     extremeBy(1),
		},
		{
			Func: describe("min_by", "The item of a list with the least value in a field, the first of several; missing when no item has one.",
				types.Signature{Params: []types.Param{listParam, byParam}, Result: itemType.Optional(), Refine: wantsFields}),
			Examples: []Example{{Source: `min_by([{ id: 1, price: 12 }, { id: 2, price: 15 }], "price")`, Result: `{"id":1,"price":12}`}},
			Call:     extremeBy(-1),
		},
		{
			Func: describe("sum_by", "The numbers in a field of the items of a list added up. What is missing counts as nothing.",
				types.Signature{Params: []types.Param{listParam, byParam}, Result: numberType, Refine: wantsFields}),
			Examples: []Example{{Source: `sum_by([{ price: 1.5 }, { price: 2.5 }], "price")`, Result: `4`}},
			Call: func(_ *Context, args []any) (any, error) {
				sum, _, err := total(fieldsOf(listOf(args, 0), textOf(args, 1)))
				return orError(sum, err)
			},
		},
		{
			Func: describe("index_by", "The items of a list by what they have in a field; of several with the same the last one. Items without it are left out.",
				types.Signature{Params: []types.Param{listParam, byParam}, Result: types.Of(&types.Map{Elem: itemType}), Refine: wantsFields}),
			Examples: []Example{{Source: `index_by([{ id: "x", n: 1 }, { id: "y", n: 2 }], "id").y.n`, Result: `2`}},
			Call: func(_ *Context, args []any) (any, error) {
				index := value.NewObject()
				for _, item := range listOf(args, 0) {
					if v := fieldOf(item, textOf(args, 1)); !value.IsMissing(v) {
						index.Set(value.Text(v), item)
					}
				}
				return index, nil
			},
		},
		{
			Func: describe("group_by", "The items of a list in lists by what they have in a field. Items without it are left out.",
				types.Signature{Params: []types.Param{listParam, byParam}, Result: types.Of(&types.Map{Elem: itemsType}), Refine: wantsFields}),
			Examples: []Example{{Source: `group_by([{ s: "TX", n: 1 }, { s: "CA", n: 2 }, { s: "TX", n: 3 }], "s")`,
				Result: `{"TX":[{"s":"TX","n":1},{"s":"TX","n":3}],"CA":[{"s":"CA","n":2}]}`}},
			Call: func(_ *Context, args []any) (any, error) {
				groups := value.NewObject()
				for _, item := range listOf(args, 0) {
					if v := fieldOf(item, textOf(args, 1)); !value.IsMissing(v) {
						key := value.Text(v)
						members, _ := groups.Value(key).([]any)
						groups.Set(key, append(members, item))
					}
				}
				return groups, nil
			},
		},
	}
}

// wantsOrder complains about lists whose items have no order.
func wantsOrder(args []types.Argument) (types.Type, *types.LiteralError) {
	list, ok := args[0].Type.Core.(*types.List)
	if !ok {
		return types.Type{}, nil
	}
	if bad := withoutOrder(list.Elem); bad != nil {
		return types.Type{}, bad
	}
	return types.Type{}, nil
}

func withoutOrder(t types.Type) *types.LiteralError {
	switch {
	case t.IsInvalid() || t.Is(types.Any) || t.Is(types.None):
		return nil
	case t.BasicCore() != types.Invalid:
		return nil
	}
	return &types.LiteralError{Message: fmt.Sprintf("values of type %s have no order", t.Present())}
}

// wantsFields complains about lists whose items have no fields to name.
func wantsFields(args []types.Argument) (types.Type, *types.LiteralError) {
	list, ok := args[0].Type.Core.(*types.List)
	if !ok || list.Elem.IsInvalid() || list.Elem.Is(types.Any) || list.Elem.Is(types.None) {
		return types.Type{}, nil
	}
	switch list.Elem.Core.(type) {
	case *types.Object, *types.Map:
		return types.Type{}, nil
	}
	return types.Type{}, &types.LiteralError{Message: fmt.Sprintf("items of type %s have no field to name", list.Elem.Present())}
}

// fieldOf returns a field of an item, or the item when no field is named.
func fieldOf(item any, name string) any {
	if name == "" {
		return item
	}
	if o, ok := item.(*value.Object); ok {
		return o.Value(name)
	}
	return nil
}

func fieldsOf(list []any, name string) []any {
	fields := make([]any, len(list))
	for i, item := range list {
		fields[i] = fieldOf(item, name)
	}
	return fields
}

func sortList(_ *Context, args []any) (any, error) {
	name, descending := strings.CutPrefix(textOf(args, 1), "-")
	type keyed struct{ item, key any }
	list := listOf(args, 0)
	all := make([]keyed, len(list))
	for i, item := range list {
		all[i] = keyed{item, value.Basic(fieldOf(item, name))}
	}
	var failed error
	slices.SortStableFunc(all, func(a, b keyed) int {
		if x, y := value.IsMissing(a.key), value.IsMissing(b.key); x || y {
			return cmp.Compare(boolRank(x), boolRank(y))
		}
		order, ok := value.Compare(a.key, b.key)
		if !ok && failed == nil {
			failed = fmt.Errorf("%s and %s cannot be compared", shown(a.key), shown(b.key))
		}
		if descending {
			return -order
		}
		return order
	})
	if failed != nil {
		return nil, failed
	}
	sorted := make([]any, len(all))
	for i, k := range all {
		sorted[i] = k.item
	}
	return sorted, nil
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}

func extremeBy(direction int) func(*Context, []any) (any, error) {
	return func(_ *Context, args []any) (any, error) {
		var best, bestKey any
		for _, item := range listOf(args, 0) {
			key := value.Basic(fieldOf(item, textOf(args, 1)))
			if value.IsMissing(key) {
				continue
			}
			if bestKey == nil {
				best, bestKey = item, key
				continue
			}
			order, ok := value.Compare(key, bestKey)
			if !ok {
				return nil, fmt.Errorf("%s and %s cannot be compared", shown(bestKey), shown(key))
			}
			if order == direction {
				best, bestKey = item, key
			}
		}
		return best, nil
	}
}

// keyOf returns a text that is the same for equal values and only for them.
func keyOf(v any) string { return string(appendKey(nil, v, 0)) }

func appendKey(dst []byte, v any, depth int) []byte {
	if depth > value.DefaultDepth {
		return dst
	}
	switch v := value.Basic(v).(type) {
	case nil:
		return append(dst, '-')
	case value.NullType:
		return append(dst, '0')
	case string:
		return strconv.AppendQuote(append(dst, 's'), v)
	case *value.Number:
		return append(append(dst, 'n'), v.Key()...)
	case time.Time:
		return append(append(dst, 't'), v.UTC().Format(time.RFC3339Nano)...)
	case []any:
		dst = append(dst, '[')
		for _, item := range v {
			dst = append(appendKey(dst, item, depth+1), ',')
		}
		return append(dst, ']')
	case *value.Object:
		fields := maps.Collect(v.All())
		dst = append(dst, '{')
		for _, key := range slices.Sorted(maps.Keys(fields)) {
			if fields[key] != nil {
				dst = append(strconv.AppendQuote(dst, key), ':')
				dst = append(appendKey(dst, fields[key], depth+1), ',')
			}
		}
		return append(dst, '}')
	default:
		return append(fmt.Appendf(dst, "%T", v), value.Text(v)...)
	}
}
