package stdlib

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"unicode/utf8"

	"github.com/google/uuid"

	"lcs/lang/types"
	"lcs/value"
)

// randomFunctions differ from call to call; in tests they are seeded.
func randomFunctions() []*Function {
	all := []*Function{
		{
			Func:     describe("uuid", "A new random UUID (version 4).", signature(textType)),
			Examples: []Example{{Source: `length(uuid())`, Result: `36`}},
			Call: func(cx *Context, _ []any) (any, error) {
				var id uuid.UUID
				fill(cx, id[:])
				return stamped(id, 4), nil
			},
		},
		{
			Func: func() types.Func {
				f := describe("uuid7", "A new UUID that sorts by the moment it was made (version 7).", signature(textType))
				f.Effects = types.Clock
				return f
			}(),
			Examples: []Example{{Source: `length(uuid7())`, Result: `36`}},
			Call: func(cx *Context, _ []any) (any, error) {
				var id uuid.UUID
				fill(cx, id[:])
				var moment [8]byte
				binary.BigEndian.PutUint64(moment[:], uint64(cx.Now.UnixMilli()))
				copy(id[:6], moment[2:])
				return stamped(id, 7), nil
			},
		},
		{
			Func:     describe("random", "A random number from 0 up to but without 1, with nine digits.", signature(numberType)),
			Examples: []Example{{Source: `random() < 1`, Result: `true`}},
			Call: func(cx *Context, _ []any) (any, error) {
				return value.Decimal(int64(below(cx, 1e9)), -9), nil
			},
		},
		{
			Func: describe("random_int", "A random whole number between two, both included.",
				signature(intType, param("low", intType, "the least result"), param("high", intType, "the greatest result"))),
			Examples: []Example{{Source: `random_int(7, 7)`, Result: `7`}, {Source: `random_int(2, 1)`, Result: "there is no number from 2 to 1", Fails: true}},
			Call: func(cx *Context, args []any) (any, error) {
				low, okLow := numberOf(args, 0).Int64()
				high, okHigh := numberOf(args, 1).Int64()
				if !okLow || !okHigh || low > high {
					return nil, fmt.Errorf("there is no number from %s to %s", numberOf(args, 0), numberOf(args, 1))
				}
				return value.Int(low + int64(below(cx, uint64(high)-uint64(low)+1))), nil
			},
		},
		{
			Func: describe("random_text", "A random text of a length, such as a nonce.",
				signature(textType, param("length", intType, "the number of characters"), optional("characters", textType, "those it is made of; left out: ASCII letters and digits"))),
			Examples: []Example{{Source: `length(random_text(16))`, Result: `16`}, {Source: `random_text(3, "a")`, Result: `"aaa"`}},
			Call:     randomText,
		},
		{
			Func:     describe("sample", "A random item of a list; missing when the list is empty.", signature(itemType.Optional(), listParam)),
			Examples: []Example{{Source: `sample(["a"])`, Result: `"a"`}},
			Call: func(cx *Context, args []any) (any, error) {
				if list := listOf(args, 0); len(list) > 0 {
					return list[below(cx, uint64(len(list)))], nil
				}
				return nil, nil
			},
		},
		{
			Func:     describe("shuffle", "The items of a list in random order.", signature(itemsType, listParam)),
			Examples: []Example{{Source: `count(shuffle([1, 2, 3]))`, Result: `3`}},
			Call: func(cx *Context, args []any) (any, error) {
				list := append([]any{}, listOf(args, 0)...)
				for i := len(list) - 1; i > 0; i-- {
					j := below(cx, uint64(i+1))
					list[i], list[j] = list[j], list[i]
				}
				return list, nil
			},
		},
	}
	for _, f := range all {
		f.Effects |= types.Random
	}
	return all
}

// stamped returns the text of an id with its version put in.
func stamped(id uuid.UUID, version byte) string {
	id[6] = id[6]&0x0f | version<<4
	id[8] = id[8]&0x3f | 0x80
	return id.String()
}

// fill writes random bytes: those of the context's source, or the machine's
// when it has none.
func fill(cx *Context, b []byte) {
	if cx == nil || cx.Rand == nil {
		_, _ = rand.Read(b) // never fails
		return
	}
	for len(b) > 0 {
		var eight [8]byte
		binary.LittleEndian.PutUint64(eight[:], cx.Rand.Uint64())
		b = b[copy(b, eight[:]):]
	}
}

// below returns a random number less than n, or any when n is 0.
func below(cx *Context, n uint64) uint64 {
	for {
		var eight [8]byte
		fill(cx, eight[:])
		drawn := binary.LittleEndian.Uint64(eight[:])
		if n == 0 {
			return drawn
		}
		hi, lo := bits.Mul64(drawn, n)
		if lo >= -n%n { // the rest would make some results likelier than others
			return hi
		}
	}
}

func randomText(cx *Context, args []any) (any, error) {
	length := intOr(args, 0, 0)
	alphabet := []rune(textOr(args, 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"))
	switch {
	case length < 0:
		return nil, fmt.Errorf("a text cannot have %d characters", length)
	case length > maxItems:
		return nil, errTooLong
	case len(alphabet) == 0:
		return nil, errors.New("there are no characters to choose from")
	}
	out := make([]byte, 0, length)
	for range length {
		out = utf8.AppendRune(out, alphabet[below(cx, uint64(len(alphabet)))])
	}
	return string(out), nil
}
