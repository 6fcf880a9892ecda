package stdlib

import (
	"slices"

	"lcs/lang/types"
	"lcs/value"
)

var objectParam = param("object", anyObject, "the object")

// objectFunctions are the functions on objects.
func objectFunctions() []*Function {
	key := rest("keys", textType, "the keys")
	return []*Function{
		{
			Func: describe("merge", "An object with the entries of several; where two have a key, the later one's value counts, unless it is absent.",
				types.Signature{Params: []types.Param{objectParam, rest("more", anyObject, "further objects")}, Result: anyObject, Refine: mergedType}),
			Examples: []Example{{Source: `merge({ a: 1, b: 2 }, { b: 3, c: 4 })`, Result: `{"a":1,"b":3,"c":4}`}},
			Call: func(_ *Context, args []any) (any, error) {
				merged := value.NewObject()
				for i := range args {
					for key, v := range objectOf(args, i).All() {
						if v != nil {
							merged.Set(key, v)
						}
					}
				}
				return merged, nil
			},
		},
		{
			Func:     describe("keys", "The keys of an object, in their order.", signature(types.ListOf(textType), objectParam)),
			Examples: []Example{{Source: `keys({ b: 1, a: 2 })`, Result: `["b","a"]`}},
			Call: func(_ *Context, args []any) (any, error) {
				keys := []any{}
				for key, v := range objectOf(args, 0).All() {
					if v != nil {
						keys = append(keys, key)
					}
				}
				return keys, nil
			},
		},
		{
			Func: describe("values", "The values of an object, in the order of their keys.",
				signature(itemsType, param("object", types.Of(&types.Map{Elem: itemType}), "the object"))),
			Examples: []Example{{Source: `values({ b: 1, a: 2 })`, Result: `[1,2]`}},
			Call: func(_ *Context, args []any) (any, error) {
				values := []any{}
				for _, v := range objectOf(args, 0).All() {
					if v != nil {
						values = append(values, v)
					}
				}
				return values, nil
			},
		},
		{
			Func: describe("entries", "The entries of an object as a list of objects with `key` and `value`.",
				signature(types.ListOf(types.Of(&types.Object{Fields: []types.Field{{Name: "key", Type: textType}, {Name: "value", Type: itemType}}})),
					param("object", types.Of(&types.Map{Elem: itemType}), "the object"))),
			Examples: []Example{{Source: `entries({ a: 1 })`, Result: `[{"key":"a","value":1}]`}},
			Call: func(_ *Context, args []any) (any, error) {
				entries := []any{}
				for key, v := range objectOf(args, 0).All() {
					if v != nil {
						entries = append(entries, value.NewObject(value.Entry{Key: "key", Value: key}, value.Entry{Key: "value", Value: v}))
					}
				}
				return entries, nil
			},
		},
		{
			Func: describe("pick", "An object with some keys of another, those that it has.",
				types.Signature{Params: []types.Param{objectParam, key}, Result: anyObject, Refine: pickedType(true)}),
			Examples: []Example{{Source: `pick({ a: 1, b: 2, c: 3 }, "a", "c")`, Result: `{"a":1,"c":3}`}},
			Call:     picker(true),
		},
		{
			Func: describe("omit", "An object without some of its keys.",
				types.Signature{Params: []types.Param{objectParam, key}, Result: anyObject, Refine: pickedType(false)}),
			Examples: []Example{{Source: `omit({ a: 1, b: 2, c: 3 }, "b")`, Result: `{"a":1,"c":3}`}},
			Call:     picker(false),
		},
		{
			Func: describe("has_key", "Whether an object has a key. A key whose value is null is there.",
				signature(boolType, objectParam, param("key", textType, "the key"))),
			Examples: []Example{{Source: `has_key({ a: null }, "a")`, Result: `true`}, {Source: `has_key({ a: 1 }, "b")`, Result: `false`}},
			Call: func(_ *Context, args []any) (any, error) {
				return objectOf(args, 0).Value(textOf(args, 1)) != nil, nil
			},
		},
	}
}

func objectOf(args []any, i int) *value.Object {
	o, _ := argument(args, i).(*value.Object)
	return o
}

// mergedType joins the fields of objects as merge does.
func mergedType(args []types.Argument) (types.Type, *types.LiteralError) {
	merged := &types.Object{}
	for _, a := range args {
		o, ok := a.Type.Core.(*types.Object)
		if !ok {
			return types.Type{}, nil
		}
		for _, f := range o.Fields {
			i := slices.IndexFunc(merged.Fields, func(m types.Field) bool { return m.Name == f.Name })
			switch {
			case i < 0:
				merged.Fields = append(merged.Fields, f)
			case f.Type.IsOptional():
				joined, ok := types.Join(merged.Fields[i].Type, f.Type)
				if !ok {
					joined = anyType.Optional()
				}
				merged.Fields[i].Type = joined
			default:
				merged.Fields[i] = f
			}
		}
	}
	return types.Of(merged), nil
}

// pickedType is the type of what pick and omit return, when all keys are
// literals.
func pickedType(keep bool) func([]types.Argument) (types.Type, *types.LiteralError) {
	return func(args []types.Argument) (types.Type, *types.LiteralError) {
		o, ok := args[0].Type.Core.(*types.Object)
		if !ok {
			return types.Type{}, nil
		}
		named := map[string]bool{}
		for _, a := range args[1:] {
			if !a.IsConst {
				return types.Type{}, nil
			}
			named[a.Literal] = true
		}
		picked := &types.Object{}
		for _, f := range o.Fields {
			if named[f.Name] == keep {
				picked.Fields = append(picked.Fields, f)
			}
		}
		return types.Of(picked), nil
	}
}

func picker(keep bool) func(*Context, []any) (any, error) {
	return func(_ *Context, args []any) (any, error) {
		named := map[string]bool{}
		for i := 1; i < len(args); i++ {
			named[textOf(args, i)] = true
		}
		picked := value.NewObject()
		for key, v := range objectOf(args, 0).All() {
			if named[key] == keep {
				picked.Set(key, v)
			}
		}
		return picked, nil
	}
}
