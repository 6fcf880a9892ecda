package stdlib

import (
	"errors"
	"fmt"
	"math"

	"lcs/lang/types"
	"lcs/value"
)

// The types that most signatures are written with.
var (
	anyType    = types.Of(types.Any)
	textType   = types.Of(types.String)
	intType    = types.Of(types.Int)
	numberType = types.Of(types.Number)
	boolType   = types.Of(types.Bool)
	bytesType  = types.Of(types.Bytes)

	varT      = &types.Var{Name: "T"}
	itemType  = types.Of(varT)
	itemsType = types.ListOf(itemType)
	anyObject = types.Of(&types.Map{Elem: anyType})
)

// maxOutput bounds the text or list that one call makes from small arguments,
// such as repeat("x", 1000000000).
const (
	maxOutput = 16 << 20
	maxItems  = 1 << 20
)

var (
	errTooLong = errors.New("the result would be longer than 16 MB")
	errTooMany = fmt.Errorf("the result would have more than %d items", maxItems)
)

// signature returns the signature of params that yields result.
func signature(result types.Type, params ...types.Param) types.Signature {
	return types.Signature{Params: params, Result: result}
}

func param(name string, t types.Type, doc string) types.Param {
	return types.Param{Name: name, Type: t, Doc: doc}
}

// optional is a parameter that may be left out.
func optional(name string, t types.Type, doc string) types.Param {
	return types.Param{Name: name, Type: t, Doc: doc, Optional: true}
}

// rest is a parameter that takes all further arguments.
func rest(name string, t types.Type, doc string) types.Param {
	return types.Param{Name: name, Type: t, Doc: doc, Variadic: true}
}

// describe begins an entry: name, documentation, signatures.
func describe(name, doc string, signatures ...types.Signature) types.Func {
	return types.Func{Name: name, Doc: doc, Signatures: signatures}
}

// argument returns argument i, or nil when it was left out.
func argument(args []any, i int) any {
	if i < len(args) {
		return args[i]
	}
	return nil
}

// given reports whether argument i is there.
func given(args []any, i int) bool { return !value.IsMissing(argument(args, i)) }

// textOf returns argument i as text; one that is missing is empty.
func textOf(args []any, i int) string { return value.Text(argument(args, i)) }

// textOr returns argument i as text, or what stands for it when left out.
func textOr(args []any, i int, otherwise string) string {
	if given(args, i) {
		return textOf(args, i)
	}
	return otherwise
}

// numberOf returns argument i as a number; one that is missing is 0.
func numberOf(args []any, i int) *value.Number {
	if n, ok := value.Basic(argument(args, i)).(*value.Number); ok && n != nil {
		return n
	}
	return value.Int(0)
}

// intOr returns argument i as an int, held within 32 bits, or what stands for
// it when left out.
func intOr(args []any, i, otherwise int) int {
	n, ok := value.Basic(argument(args, i)).(*value.Number)
	if !ok || n == nil {
		return otherwise
	}
	i64, ok := n.Round(0, value.Down).Int64()
	switch {
	case ok && i64 >= math.MinInt32 && i64 <= math.MaxInt32:
		return int(i64)
	case n.Sign() < 0:
		return math.MinInt32
	}
	return math.MaxInt32
}

// listOf returns argument i as a list; one that is missing is empty.
func listOf(args []any, i int) []any {
	list, _ := argument(args, i).([]any)
	return list
}

// dataOf returns argument i as bytes; text is its UTF-8.
func dataOf(args []any, i int) []byte {
	if b, ok := argument(args, i).([]byte); ok {
		return b
	}
	return []byte(textOf(args, i))
}

// onText is a function of one text that cannot fail.
func onText(f func(string) string) func(*Context, []any) (any, error) {
	return func(_ *Context, args []any) (any, error) { return f(textOf(args, 0)), nil }
}

// whole returns an int as a value.
func whole(i int) *value.Number { return value.Int(int64(i)) }
