package check

import (
	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/types"
)

// data checks a value that must have JSON, as it is kept or shown as it is: an
// output, a part of a body, what stands where any value may. It says what has none
// at the innermost part that is written there.
func (c *checker) data(e ast.Expr, t types.Type, where string) types.Type {
	switch x := ast.Unwrap(e).(type) {
	case *ast.Object:
		for _, entry := range x.Entries {
			if c.data(entry.Value, c.info.Types[entry.Value], where).IsInvalid() {
				t = invalid
			}
		}
		return t
	case *ast.List:
		for _, el := range x.Elems {
			if c.data(el, c.info.Types[el], where).IsInvalid() {
				t = invalid
			}
		}
		return t
	}
	if part := noData(t); part.Core != nil {
		c.add(noJSON(e, t, part, where))
		return invalid
	}
	return t
}

// takesData reports whether a parameter takes any value, or any object, that has
// JSON.
func takesData(t types.Type) bool {
	m, isMap := t.Core.(*types.Map)
	return t.Is(types.Any) || isMap && m.Elem.Is(types.Any)
}

// noData finds what in a value is no data but a thing of the run; no Core: there is
// nothing.
func noData(t types.Type) types.Type {
	switch core := t.Core.(type) {
	case *types.Regex, *types.Document, *types.Service:
		return t
	case *types.List:
		return noData(core.Elem)
	case *types.Map:
		return noData(core.Elem)
	case *types.Object:
		if t.Core == statsType.Core {
			return t
		}
		for _, f := range core.Fields {
			if part := noData(f.Type); part.Core != nil {
				return part
			}
		}
	}
	return types.Type{}
}

// noJSON says of a value that it, or a part of it, has no JSON.
func noJSON(e ast.Expr, t, part types.Type, where string) *diag.Diagnostic {
	d := unprintable(e, part, where)
	_, object := t.Core.(*types.Object)
	if t.Core != part.Core {
		d.Message = describe(t) + " cannot stand " + where + ": it has " + describe(part) + " in it"
	}
	if object || t.Core != part.Core {
		d.Help = "name the values that are wanted of it"
	}
	return d
}
