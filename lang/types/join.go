package types

import "slices"

// maxChoice is how many texts a closed set that is inferred may grow to before
// it becomes text.
const maxChoice = 32

// Join returns the least type that values of both a and b have, and whether
// there is one. What may be missing in either may be missing in the result.
func Join(a, b Type) (Type, bool) {
	core, ok := joinCore(a, b)
	t := Type{Core: core, Secret: a.Secret || b.Secret}.With(a.Missing...).With(b.Missing...)
	if t.Is(Any) { // has no parts that could be
		t.Secret = a.HoldsSecret() || b.HoldsSecret()
	}
	if (a.Is(None) || b.Is(None)) && !t.Is(None) && !t.IsOptional() {
		t = t.With(Reason{Text: "null"})
	}
	return t, ok
}

func joinCore(a, b Type) (Core, bool) {
	switch {
	case a.IsInvalid():
		return orInvalid(b), true
	case b.IsInvalid():
		return a.Core, true
	case a.Core == b.Core:
		return a.Core, true
	case a.Is(None):
		return b.Core, true
	case b.Is(None):
		return a.Core, true
	case a.Is(Any) || b.Is(Any):
		return Any, true
	}
	switch x := a.Core.(type) {
	case *Choice:
		if y, ok := b.Core.(*Choice); ok {
			return joinChoices(x, y), true
		}
	case *List:
		if y, ok := b.Core.(*List); ok {
			elem, ok := Join(x.Elem, y.Elem)
			return &List{Elem: elem, Max: joinMax(x.Max, y.Max)}, ok
		}
	case *Object:
		if y, ok := b.Core.(*Object); ok {
			return joinObjects(x, y)
		}
	case *Map:
		if y, ok := b.Core.(*Map); ok {
			elem, ok := Join(x.Elem, y.Elem)
			return &Map{Elem: elem}, ok
		}
	case *Record:
		if y, ok := b.Core.(*Record); ok && x.Name == y.Name {
			return x, true
		}
	case *Document:
		if y, ok := b.Core.(*Document); ok && x.Format == y.Format {
			return x, true
		}
	case *Regex:
		if y, ok := b.Core.(*Regex); ok {
			return &Regex{Groups: min(x.Groups, y.Groups)}, true
		}
	case *Service:
		if _, ok := b.Core.(*Service); ok {
			return x, true
		}
	}
	return joinBasic(a.BasicCore(), b.BasicCore())
}

func orInvalid(t Type) Core {
	if t.Core == nil {
		return Invalid
	}
	return t.Core
}

func joinMax(a, b int) int {
	if a < 0 || b < 0 {
		return -1
	}
	return max(a, b)
}

func joinBasic(a, b Basic) (Core, bool) {
	switch {
	case a == Invalid || b == Invalid:
		return Invalid, false
	case a == b:
		return a, true
	case a == Int && b == Number || a == Number && b == Int:
		return Number, true
	case a == Interval && b == Duration || a == Duration && b == Interval:
		return Duration, true
	}
	return Invalid, false
}

func joinChoices(a, b *Choice) Core {
	var more []string
	for _, v := range b.Values {
		if !slices.Contains(a.Values, v) {
			more = append(more, v)
		}
	}
	switch n := len(a.Values) + len(more); {
	case len(more) == 0:
		return a
	case n > maxChoice:
		return String
	}
	return &Choice{Values: slices.Concat(a.Values, more), Open: a.Open || b.Open}
}

func joinObjects(a, b *Object) (Core, bool) {
	out := &Object{}
	if a.Name == b.Name {
		out.Name = a.Name
	}
	all := true
	index := make(map[string]int, len(b.Fields))
	for i, f := range b.Fields {
		index[f.Name] = i
	}
	for _, f := range a.Fields {
		i, both := index[f.Name]
		if !both {
			f.Type = f.Type.With(Reason{Text: "not always there"})
			out.Fields = append(out.Fields, f)
			continue
		}
		t, ok := Join(f.Type, b.Fields[i].Type)
		all = all && ok
		f.Type = t
		out.Fields = append(out.Fields, f)
		delete(index, f.Name)
	}
	for _, f := range b.Fields {
		if _, only := index[f.Name]; only {
			f.Type = f.Type.With(Reason{Text: "not always there"})
			out.Fields = append(out.Fields, f)
		}
	}
	return out, all
}

// Comparable reports whether a value of a can ever equal one of b.
func Comparable(a, b Type) bool {
	if a.IsInvalid() || b.IsInvalid() || a.Is(Any) || b.Is(Any) || a.Is(None) || b.Is(None) {
		return true
	}
	switch x := a.Core.(type) {
	case *Choice:
		if y, ok := b.Core.(*Choice); ok {
			return slices.ContainsFunc(x.Values, func(v string) bool { return slices.Contains(y.Values, v) })
		}
	case *List:
		y, ok := b.Core.(*List)
		return ok && Comparable(x.Elem, y.Elem)
	case *Object:
		switch y := b.Core.(type) {
		case *Object:
			return comparableObjects(x, y)
		case *Map:
			return true
		}
		return false
	case *Map:
		switch b.Core.(type) {
		case *Object, *Map:
			return true
		}
		return false
	case *Service:
		_, ok := b.Core.(*Service)
		return ok
	}
	_, ok := joinBasic(a.BasicCore(), b.BasicCore())
	return ok
}

func comparableObjects(a, b *Object) bool {
	for _, f := range a.Fields {
		g, ok := b.Field(f.Name)
		if !ok && !f.Type.IsOptional() || ok && !Comparable(f.Type, g.Type) {
			return false
		}
	}
	for _, g := range b.Fields {
		if _, ok := a.Field(g.Name); !ok && !g.Type.IsOptional() {
			return false
		}
	}
	return true
}
