package stdlib

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"

	"golang.org/x/text/cases"

	"lcs/lang/types"
	"lcs/value"
)

// routingFunctions decide where a lead goes. They are pure: the same key goes
// the same way on every machine, in every run.
func routingFunctions() []*Function {
	return []*Function{
		{
			Func: describe("bucket", "A whole number from 0 up to but without a count, always the same for a key, and evenly spread over many keys. "+
				"`bucket(lead.id, 100) < 10` takes one lead in ten.",
				signature(intType, param("key", textType, "what decides, such as the lead's id"), param("count", intType, "how many buckets there are"))),
			Examples: []Example{{Source: `bucket("lead-1", 100)`, Result: `94`}},
			Call: func(_ *Context, args []any) (any, error) {
				count := intOr(args, 1, 0)
				if count < 1 {
					return nil, fmt.Errorf("there cannot be %d buckets", count)
				}
				at, err := share(textOf(args, 0), value.Int(int64(count)))
				if err != nil {
					return nil, err
				}
				return at.Round(0, value.Floor), nil
			},
		},
		{
			Func: describe("weighted", "One of the keys of an object of weights, always the same for a key, and over many keys as often as its weight says.",
				types.Signature{Params: []types.Param{param("key", textType, "what decides, such as the lead's id"),
					param("weights", types.Of(&types.Map{Elem: numberType}), "the choices with their weights: { acme: 70, north: 30 }")},
					Result: textType, Refine: choiceOfKeys}),
			Examples: []Example{{Source: `weighted("lead-1", { acme: 70, north: 30 })`, Result: `"north"`}, {Source: `weighted("x", { acme: 0 })`, Result: "no weight is greater than 0", Fails: true}},
			Call:     weighted,
		},
		{
			Func: describe("is_one_of", "Whether a text is one of a list, whatever the case of letters and the white space around it. Text with commas is taken as a list.",
				signature(boolType, textParam, param("list", types.ListOf(textType.Optional()), "the texts looked for")),
				signature(boolType, textParam, param("list", textType, "the texts looked for, with commas between"))),
			Examples: []Example{
				{Source: `is_one_of(" tx", ["TX", "CA"])`, Result: `true`},
				{Source: `is_one_of("ny", "TX, CA")`, Result: `false`},
			},
			Call: isOneOf,
		},
	}
}

// share returns where a key lies between 0 and total, which is not reached.
func share(key string, total *value.Number) (*value.Number, error) {
	digest := sha256.Sum256([]byte(key))
	at := binary.BigEndian.Uint64(digest[:]) >> 1
	part, err := value.Int(int64(at)).Mul(total)
	if err != nil {
		return nil, err
	}
	// 2^63 is no int64; half of it twice is exact.
	if part, err = part.Quo(value.Int(math.MaxInt64/2 + 1)); err != nil {
		return nil, err
	}
	return part.Quo(value.Int(2))
}

func weighted(_ *Context, args []any) (any, error) {
	weights := objectOf(args, 1)
	total := value.Int(0)
	var err error
	for key := range weights.All() {
		weight := weightOf(weights, key)
		if weight.Sign() < 0 {
			return nil, fmt.Errorf("the weight of %s is less than 0", truncateText(key, 60, "…"))
		}
		if total, err = total.Add(weight); err != nil {
			return nil, err
		}
	}
	if total.Sign() == 0 {
		return nil, errors.New("no weight is greater than 0")
	}
	at, err := share(textOf(args, 0), total)
	if err != nil {
		return nil, err
	}
	last := ""
	for key := range weights.All() {
		weight := weightOf(weights, key)
		if weight.Sign() == 0 {
			continue
		}
		if at.Cmp(weight) < 0 {
			return key, nil
		}
		if at, err = at.Sub(weight); err != nil {
			return nil, err
		}
		last = key
	}
	return last, nil // rounding took at to the very end
}

func weightOf(weights *value.Object, key string) *value.Number {
	return numberOf([]any{weights.Value(key)}, 0)
}

// choiceOfKeys is the closed set of an object's keys.
func choiceOfKeys(args []types.Argument) (types.Type, *types.LiteralError) {
	o, ok := args[1].Type.Core.(*types.Object)
	if !ok || len(o.Fields) == 0 {
		return types.Type{}, nil
	}
	choice := &types.Choice{}
	for _, f := range o.Fields {
		choice.Values = append(choice.Values, f.Name)
	}
	return types.Of(choice), nil
}

func isOneOf(_ *Context, args []any) (any, error) {
	fold := cases.Fold()
	plain := func(s string) string { return fold.String(strings.TrimFunc(s, isSpace)) }
	wanted := plain(textOf(args, 0))
	if list, ok := argument(args, 1).([]any); ok {
		for _, item := range list {
			if !value.IsMissing(item) && plain(value.Text(item)) == wanted {
				return true, nil
			}
		}
		return false, nil
	}
	for item := range strings.SplitSeq(textOf(args, 1), ",") {
		if plain(item) == wanted {
			return true, nil
		}
	}
	return false, nil
}
