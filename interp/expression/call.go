package expression

import (
	"fmt"
	"slices"

	xast "github.com/expr-lang/expr/ast"

	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/lang/types"
	"lcs/value"
)

// function is a script's own function, compiled once for all its calls.
type function struct {
	params []int // slots
	body   *Program
}

// StatsCaller answers calls on the statistics of a step, stats.count(401).
type StatsCaller interface {
	Call(name string, args []any) (any, error)
}

func (l *lowering) callNode(e *ast.Call) xast.Node {
	target := l.info.Calls[e]
	switch {
	case target == nil && l.neverThere(e):
		return constant(nil)
	case target == nil:
		return l.fail(e, "the call was not resolved")
	case target.Fn != nil:
		return l.ownFunction(e, target)
	case target.Stats != nil:
		return l.stats(e)
	}
	f := l.lib.Function(target.Func.Name)
	if f == nil {
		return l.fail(e, "the library has no %s", target.Func.Name)
	}
	// the frame comes first, as its machine is the function's context
	args := []xast.Node{frame()}
	for _, a := range target.Args {
		if a == nil {
			args = append(args, constant(nil))
		} else {
			args = append(args, l.expr(a))
		}
	}
	call := f.Call
	safe, whole := e.Safe, l.info.Types[e].Is(types.Int)
	return l.call(e.Span(), func(args []any) (any, error) {
		if safe && value.IsMissing(args[1]) {
			return nil, nil
		}
		m := args[0].([]any)[0].(*Machine)
		v, err := call(&m.Context, args[1:])
		return inRange(v, whole, err)
	}, args...)
}

// neverThere reports whether a call has an argument that no type is known of,
// as it is an element of a list without any: first([]).
func (l *lowering) neverThere(e *ast.Call) bool {
	if e.Recv != nil && l.info.Types[e.Recv].IsInvalid() {
		return true
	}
	return slices.ContainsFunc(e.Args, func(a *ast.Arg) bool { return l.info.Types[a.Value].IsInvalid() })
}

// ownFunction calls a function of the script: its parameters get their slots,
// and get back what was in them.
func (l *lowering) ownFunction(e *ast.Call, target *check.CallTarget) xast.Node {
	fn := l.fns[target.Fn]
	if fn == nil {
		fn = &function{}
		l.fns[target.Fn] = fn
		for _, p := range target.Params {
			fn.params = append(fn.params, p.Slot)
		}
		fn.body = l.sub(target.Fn.Body)
	}
	args := []xast.Node{frame()}
	for _, a := range target.Args {
		args = append(args, l.expr(a))
	}
	return l.call(e.Span(), func(args []any) (any, error) {
		f := Frame(args[0].([]any))
		m := f[0].(*Machine)
		if m.depth++; m.depth > maxDepth {
			m.depth--
			return nil, fmt.Errorf("%s calls itself more than %d times", target.Fn.Name.Text, maxDepth)
		}
		saved := make([]any, len(fn.params))
		for i, slot := range fn.params {
			saved[i] = f.Get(slot)
			f.Set(slot, args[1+i])
		}
		v, err := fn.body.Eval(f)
		for i, slot := range fn.params {
			f.Set(slot, saved[i])
		}
		m.depth--
		return v, err
	}, args...)
}

func (l *lowering) stats(e *ast.Call) xast.Node {
	name := e.Fn.(*ast.Ident).Name
	args := []xast.Node{l.base(e.Recv)}
	for _, a := range e.Args {
		args = append(args, l.expr(a.Value))
	}
	return l.call(e.Span(), func(args []any) (any, error) {
		stats, ok := args[0].(StatsCaller)
		if !ok {
			return nil, nil
		}
		return stats.Call(name, args[1:])
	}, args...)
}
