package expression

import (
	xast "github.com/expr-lang/expr/ast"

	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/lang/types"
	"lcs/stdlib"
	"lcs/value"
)

// Fielder is a runtime object with fields of its own, such as the statistics of
// a step. A field that it lacks is missing.
type Fielder interface{ Field(name string) any }

// Viewer is a Fielder that can be taken as a whole: as an object of what its
// fields are now.
type Viewer interface {
	Fielder
	Whole() *value.Object
}

func (l *lowering) ident(e *ast.Ident) xast.Node { return l.whole(e, l.base(e)) }

// base reads what a field, an element or a method is asked of: a Viewer stays
// one, so that no more of it is made than is asked for.
func (l *lowering) base(e ast.Expr) xast.Node {
	switch e := ast.Unwrap(e).(type) {
	case *ast.Ident:
		symbol := l.info.Refs[e]
		if symbol == nil {
			return l.fail(e, "%s names nothing", e.Name)
		}
		return l.symbol(e, symbol)
	case *ast.Member:
		return l.fieldOf(e)
	}
	return l.expr(e)
}

// whole makes data of a value that may be a Viewer.
func (l *lowering) whole(e ast.Expr, node xast.Node) xast.Node {
	if !check.IsView(l.info.Types[e]) {
		return node
	}
	return l.call(e.Span(), func(args []any) (any, error) { return taken(args[0]), nil }, node)
}

// taken is a value as data: of a Viewer, what it is now.
func taken(v any) any {
	if view, ok := v.(Viewer); ok {
		return view.Whole()
	}
	return v
}

// symbol reads what a name stands for.
func (l *lowering) symbol(e ast.Expr, s *check.Symbol) xast.Node {
	switch {
	case s.Slot >= 0:
		return l.slot(s.Slot)
	case s.Kind == check.StepSymbol:
		return l.wholeStep(e, s.Step)
	case s.Service != nil && l.Service != nil:
		return constant(l.Service(s.Service))
	case s.Kind == check.PatternSymbol:
		if p, ok := s.Decl.(*ast.Pattern); ok {
			return l.expr(p.Value)
		}
	}
	return l.fail(e, "%s has no value", s.Path)
}

// wholeStep makes an object of a step: its outputs, outcome, response and the
// like, for lists of steps.
func (l *lowering) wholeStep(e ast.Expr, step *check.StepInfo) xast.Node {
	var names []string
	var args []xast.Node
	add := func(s *check.Symbol) {
		if s.Slot >= 0 {
			names = append(names, s.Name)
			args = append(args, l.slot(s.Slot))
		}
	}
	for _, name := range check.StepFieldNames {
		if s := step.Fields[name]; s != nil {
			add(s)
		}
	}
	for _, s := range step.Outputs {
		add(s)
	}
	return l.call(e.Span(), func(args []any) (any, error) {
		o := value.NewObject()
		for i, name := range names {
			if args[i] != nil {
				o.Set(name, taken(args[i]))
			}
		}
		return o, nil
	}, args...)
}

func (l *lowering) member(e *ast.Member) xast.Node { return l.whole(e, l.fieldOf(e)) }

// fieldOf reads a field.
func (l *lowering) fieldOf(e *ast.Member) xast.Node {
	if symbol := l.info.Refs[e]; symbol != nil {
		return l.symbol(e, symbol)
	}
	name := e.Name.Text
	x := l.base(e.X)
	if record, ok := l.info.Types[e.X].Core.(*types.Record); ok {
		if rt := l.lib.RecordType(record.Name); rt != nil {
			return l.call(e.Span(), recordField(rt, name), x, frame())
		}
	}
	return l.call(e.Span(), func(args []any) (any, error) {
		return l.field(args[0], name, args[1]), nil
	}, x, frame())
}

// recordField reads a field of a record whose type is known.
func recordField(rt *stdlib.RecordType, name string) func(args []any) (any, error) {
	switch name {
	case "raw":
		return func(args []any) (any, error) {
			if r, ok := args[0].(*value.Record); ok {
				return r.Raw, nil
			}
			return nil, nil
		}
	case "valid":
		return func(args []any) (any, error) {
			r, ok := args[0].(*value.Record)
			return ok && r.Valid, nil
		}
	}
	return func(args []any) (any, error) {
		r, ok := args[0].(*value.Record)
		if !ok {
			return nil, nil
		}
		return rt.Get(&args[1].([]any)[0].(*Machine).Context, r, name), nil
	}
}

// field reads a field of a value whose type is known only now. Whatever lacks
// it has it missing.
func (l *lowering) field(v any, name string, env any) any {
	switch v := v.(type) {
	case *value.Object:
		field, _ := v.Get(name)
		return field
	case *value.Record:
		rt := l.lib.RecordType(v.Kind)
		if rt == nil {
			return nil
		}
		field, _ := recordField(rt, name)([]any{v, env})
		return field
	case Fielder:
		return v.Field(name)
	}
	field, _ := stdlib.TimeField(v, name)
	return field
}

func (l *lowering) index(e *ast.Index) xast.Node {
	return l.call(e.Span(), func(args []any) (any, error) {
		return at(args[0], args[1]), nil
	}, l.base(e.X), l.expr(e.I))
}

// at reads an element: of a list by number from 0, of an object by key. What is
// not there is missing; negative numbers count from nowhere (decisions M4).
func at(x, i any) any {
	switch x := x.(type) {
	case []any:
		n, ok := i.(*value.Number)
		if !ok {
			return nil
		}
		k, ok := n.Int64()
		if !ok || k < 0 || k >= int64(len(x)) {
			return nil
		}
		return x[k]
	case *value.Object:
		field, _ := x.Get(value.Text(i))
		return field
	case Fielder:
		return x.Field(value.Text(i))
	}
	return nil
}
