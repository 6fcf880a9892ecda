package stdlib

import (
	"errors"
	"fmt"

	"lcs/limits"
	"lcs/value"
)

// jsonFunctions read and write JSON text.
func jsonFunctions() []*Function {
	return []*Function{
		{
			Func:     describe("to_json", "The value as JSON text: no spaces, keys in their order, digits as they came. What is missing is null.", signature(textType, anyParam)),
			Examples: []Example{{Source: `to_json({ a: [1.10, 2], b: null })`, Result: `"{\"a\":[1.10,2],\"b\":null}"`}},
			Call: func(_ *Context, args []any) (any, error) {
				out, err := value.AppendJSON(nil, argument(args, 0))
				if err != nil {
					return nil, err
				}
				return string(out), nil
			},
		},
		{
			Func: describe("from_json", "The value that a JSON text says. Its shape is not known to the checker.", signature(anyType, textParam)),
			Examples: []Example{
				{Source: `json_path(from_json("{\"a\": [1, 2.50]}"), "a[1]")`, Result: `2.50`},
				{Source: `from_json("[1,")`, Result: "the JSON text ends too early at line 1, column 4", Fails: true},
			},
			Call: func(cx *Context, args []any) (any, error) {
				return ParseJSON(textOf(args, 0), cx.Limits)
			},
		},
	}
}

// ParseJSON reads a JSON value within the limits.
func ParseJSON(text string, most *limits.Limits) (any, error) {
	v, err := value.ParseJSON(text, value.Limits{Depth: most.Of(limits.JSONDepth)})
	var malformed *value.JSONError
	if raise := most.Raise(limits.JSONDepth); errors.As(err, &malformed) && malformed.TooDeep && raise != "" {
		return nil, fmt.Errorf("%w; %s", err, raise)
	}
	return v, err
}
