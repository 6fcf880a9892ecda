package types_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lcs/lang/types"
)

var (
	text    = types.Of(types.String)
	whole   = types.Of(types.Int)
	number  = types.Of(types.Number)
	yes     = types.Of(types.Bool)
	null    = types.Of(types.None)
	nothing = types.Of(types.Any)
	email   = types.Of(&types.Record{Name: "email", Value: types.String})
	price   = types.Of(&types.Record{Name: "currency", Value: types.Number})
)

func choice(values ...string) types.Type { return types.Of(&types.Choice{Values: values}) }

func open(values ...string) types.Type { return types.Of(&types.Choice{Values: values, Open: true}) }

func object(fields ...types.Field) types.Type { return types.Of(&types.Object{Fields: fields}) }

func field(name string, t types.Type) types.Field { return types.Field{Name: name, Type: t} }

func TestAssignable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to types.Type
		want     bool
	}{
		{whole, number, true},
		{number, whole, false},
		{text, number, false},
		{email, text, true},
		{text, email, false},
		{price, number, true},
		{price, text, false},
		{choice("a"), text, true},
		{choice("a"), choice("a", "b"), true},
		{choice("a", "c"), choice("a", "b"), false},
		{text, choice("a"), false},
		{text, open("a"), true},
		{null, text, false},
		{null, text.Optional(), true},
		{text.Optional(), text, false},
		{text, text.Optional(), true},
		{number, nothing, true},
		{nothing, number, false},
		{types.ListOf(whole), types.ListOf(number), true},
		{types.ListOf(number.Optional()), types.ListOf(number), false},
		{object(field("a", whole), field("b", text)), object(field("a", number)), true},
		{object(field("b", text)), object(field("a", number)), false},
		{object(field("b", text)), object(field("a", number.Optional())), true},
		{object(field("a", text)), types.Of(&types.Map{Elem: text}), true},
		{object(field("a", whole)), types.Of(&types.Map{Elem: text}), false},
		{types.Of(types.Interval), types.Of(types.Duration), true},
		{types.Of(types.Invalid), number, true},
		{text.AsSecret(true), text, true},
	} {
		if got := types.Assignable(c.from, c.to); got != c.want {
			t.Errorf("Assignable(%v, %v) is %v", c.from, c.to, got)
		}
	}
}

func TestJoin(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b types.Type
		want string // empty: there is none
	}{
		{whole, number, "number"},
		{whole, text, ""},
		{email, text, "string"},
		{email, email, "email"},
		{null, text, "string?"},
		{text.AsSecret(true), text, "secret"},
		{choice("a"), choice("b"), `"a" | "b"`},
		{choice("a"), text, "string"},
		{nothing, text, "any"},
		{types.ListOf(whole), types.ListOf(number), "[number]"},
		{object(field("a", whole)), object(field("b", text)), "{ a: int?, b: string? }"},
		{object(field("a", whole)), object(field("a", text)), ""},
	} {
		got, ok := types.Join(c.a, c.b)
		if ok != (c.want != "") || ok && got.String() != c.want {
			t.Errorf("Join(%v, %v) is %v, %v; want %s", c.a, c.b, got, ok, c.want)
		}
	}
}

func TestComparable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b types.Type
		want bool
	}{
		{whole, number, true},
		{whole, text, false},
		{yes, text, false},
		{email, text, true},
		{choice("a", "b"), choice("b", "c"), true},
		{choice("a"), choice("b"), false},
		{choice("a"), text, true},
		{null, whole, true},
		{types.ListOf(whole), types.ListOf(text), false},
		{object(field("a", whole)), object(field("a", number)), true},
		{object(field("a", whole)), object(field("b", whole)), false},
		{object(field("a", whole), field("b", whole.Optional())), object(field("a", whole)), true},
	} {
		if got := types.Comparable(c.a, c.b); got != c.want {
			t.Errorf("Comparable(%v, %v) is %v", c.a, c.b, got)
		}
		if types.Comparable(c.a, c.b) != types.Comparable(c.b, c.a) {
			t.Errorf("Comparable(%v, %v) depends on the order", c.a, c.b)
		}
	}
}

// anyType draws types of a few levels.
func anyType(depth int) *rapid.Generator[types.Type] {
	return rapid.Custom(func(t *rapid.T) types.Type {
		basics := []types.Type{text, whole, number, yes, null, nothing, email, price, choice("a"), choice("a", "b"), open("b"), types.Of(types.Date), types.Of(types.Duration)}
		kinds := 1
		if depth > 0 {
			kinds = 3
		}
		var out types.Type
		switch rapid.IntRange(0, kinds).Draw(t, "kind") {
		case 0, 1:
			out = rapid.SampledFrom(basics).Draw(t, "basic")
		case 2:
			out = types.ListOf(anyType(depth-1).Draw(t, "elem"))
		case 3:
			o := &types.Object{}
			for _, name := range strings.Split(rapid.SampledFrom([]string{"", "a", "b", "a b", "a b c"}).Draw(t, "fields"), " ") {
				if name != "" {
					o.Fields = append(o.Fields, field(name, anyType(depth-1).Draw(t, name)))
				}
			}
			out = types.Of(o)
		}
		if rapid.IntRange(0, 3).Draw(t, "optional") == 0 {
			out = out.Optional()
		}
		return out.AsSecret(rapid.IntRange(0, 5).Draw(t, "secret") == 0)
	})
}

// What two values are both of, each of them is: the join takes both, forgets no
// secret, and does not depend on the order.
func TestJoinTakesBoth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyType(2).Draw(t, "a"), anyType(2).Draw(t, "b")
		joined, ok := types.Join(a, b)
		other, okToo := types.Join(b, a)
		if ok != okToo {
			t.Fatalf("Join(%v, %v): %v, and %v the other way round", a, b, ok, okToo)
		}
		if !ok {
			return
		}
		for _, part := range []types.Type{a, b} {
			if !types.Assignable(part, joined) {
				t.Fatalf("%v does not fit %v, which it was joined into", part, joined)
			}
			if !types.Assignable(part, other) {
				t.Fatalf("%v does not fit %v, which it was joined into", part, other)
			}
			if part.HoldsSecret() && !joined.HoldsSecret() {
				t.Fatalf("the secret of %v is lost in %v", part, joined)
			}
		}
	})
}

// Every type fits itself, and can be equal to itself.
func TestReflexive(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := anyType(3).Draw(t, "a")
		if !types.Assignable(a, a) {
			t.Fatalf("%v does not fit itself", a)
		}
		if !types.Comparable(a, a) {
			t.Fatalf("%v never equals itself", a)
		}
	})
}
