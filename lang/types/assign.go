package types

import "slices"

// Assignable reports whether a value of type from can stand where to is
// wanted. Whether it may be missing is asked of the outermost type as well;
// secrets fit everywhere, as their flow is followed elsewhere.
func Assignable(from, to Type) bool {
	if from.IsInvalid() || to.IsInvalid() {
		return true
	}
	if from.Is(None) {
		return to.IsOptional() || to.Is(Any) || to.Is(None)
	}
	if from.IsOptional() && !to.IsOptional() && !to.Is(Any) {
		return false
	}
	return Fits(from, to)
}

// Fits is Assignable for two values that are there: what may be missing is
// asked of the parts of lists and objects only.
func Fits(from, to Type) bool {
	if from.IsInvalid() || to.IsInvalid() || to.Is(Any) {
		return true
	}
	if from.Is(None) {
		return to.IsOptional() || to.Is(None)
	}
	switch want := to.Core.(type) {
	case Basic:
		return fitsBasic(from, want)
	case *Choice:
		if want.Open {
			return from.BasicCore() == String
		}
		have, ok := from.Core.(*Choice)
		return ok && !slices.ContainsFunc(have.Values, func(v string) bool { return !slices.Contains(want.Values, v) })
	case *Record:
		have, ok := from.Core.(*Record)
		return ok && have.Name == want.Name
	case *List:
		have, ok := from.Core.(*List)
		return ok && Assignable(have.Elem, want.Elem)
	case *Object:
		have, ok := from.Core.(*Object)
		return ok && (have == want || fitsObject(have, want))
	case *Map:
		switch have := from.Core.(type) {
		case *Map:
			return Assignable(have.Elem, want.Elem)
		case *Object:
			return !slices.ContainsFunc(have.Fields, func(f Field) bool { return !Assignable(f.Type, want.Elem.Optional()) })
		}
		return false
	case *Document:
		have, ok := from.Core.(*Document)
		return ok && (have.Format == want.Format || want.Format == "")
	case *Regex:
		_, ok := from.Core.(*Regex)
		return ok
	case *Service:
		_, ok := from.Core.(*Service)
		return ok
	case *Var:
		return true
	case *FieldOf:
		return from.BasicCore() == String
	}
	return false
}

func fitsBasic(from Type, want Basic) bool {
	have := from.BasicCore()
	switch {
	case have == want:
		return true
	case want == Number:
		return have == Int
	case want == Duration:
		return have == Interval
	}
	return false
}

func fitsObject(have, want *Object) bool {
	for _, w := range want.Fields {
		h, ok := have.Field(w.Name)
		if !ok && !w.Type.IsOptional() || ok && !Assignable(h.Type, w.Type) {
			return false
		}
	}
	return true
}

// BasicCore returns the basic core that t stands for: its own, that of a
// record's value, or text for a closed set. A type that stands for none, such
// as a list, has Invalid.
func (t Type) BasicCore() Basic {
	switch c := t.Core.(type) {
	case Basic:
		return c
	case *Record:
		return c.Value
	case *Choice, *FieldOf:
		return String
	}
	return Invalid
}

// HoldsSecret reports whether t is secret or has a part that is.
func (t Type) HoldsSecret() bool {
	if t.Secret {
		return true
	}
	switch c := t.Core.(type) {
	case *List:
		return c.Elem.HoldsSecret()
	case *Map:
		return c.Elem.HoldsSecret()
	case *Object:
		return slices.ContainsFunc(c.Fields, func(f Field) bool { return f.Type.HoldsSecret() })
	}
	return false
}
