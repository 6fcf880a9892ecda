package expression

import (
	"fmt"
	"reflect"

	xast "github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/compiler"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"

	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/lang/types"
	"lcs/stdlib"
	"lcs/value"
)

// Compiler compiles the expressions of one checked script.
type Compiler struct {
	// Observe is told which branch of each ?: is taken; nil: nobody is.
	Observe func(at diag.Span, held bool)
	// Service gives a service as a value; nil: there are none.
	Service func(*check.ServiceInfo) any

	info *check.Info
	lib  *stdlib.Library
	fns  map[*ast.Fn]*function
	read map[int]bool // the slots that what was compiled reads
}

// Reads reports whether what was compiled so far reads a slot.
func (c *Compiler) Reads(slot int) bool { return c.read[slot] }

// observed tells the observer which branch of ?: was taken.
func (l *lowering) observed(e *ast.Cond, held bool, branch xast.Node) xast.Node {
	if l.Observe == nil {
		return branch
	}
	observe, at := l.Observe, e.Span()
	return l.call(at, func(args []any) (any, error) {
		observe(at, held)
		return args[0], nil
	}, branch)
}

// NewCompiler returns a compiler for the expressions of info. The library must
// be the universe that info was checked against.
func NewCompiler(info *check.Info, lib *stdlib.Library) *Compiler {
	return &Compiler{info: info, lib: lib, fns: map[*ast.Fn]*function{}, read: map[int]bool{}}
}

// Compile compiles a checked expression. An error is a defect of lcs, not of
// the script.
func (c *Compiler) Compile(e ast.Expr) (*Program, error) {
	switch x := ast.Unwrap(e).(type) {
	case *ast.Ident, *ast.Member:
		if symbol := c.info.Refs[x]; symbol != nil && symbol.Slot >= 0 && !c.coerced(e) && !check.IsView(c.info.Types[e]) {
			c.read[symbol.Slot] = true
			return &Program{Source: e, slot: symbol.Slot}, nil
		}
	}
	l := &lowering{Compiler: c, functions: conf.FunctionsTable{}, closures: map[xast.Node]*closure{}}
	node := l.expr(e)
	if l.err != nil {
		return nil, l.err
	}
	if constant, ok := node.(*xast.ConstantNode); ok {
		return &Program{Source: e, slot: -1, constant: constant.Value}, nil
	}
	code, err := compiler.Compile(
		&parser.Tree{Node: node, Source: file.NewSource("")},
		&conf.Config{ShortCircuit: true, Functions: l.functions},
	)
	if err != nil {
		return nil, fmt.Errorf("%s: internal error: %w", e.Span(), err)
	}
	return &Program{Source: e, slot: -1, code: code}, nil
}

// coerced reports whether e, or what it wraps, becomes another basic value.
func (c *Compiler) coerced(e ast.Expr) bool {
	for {
		if _, ok := c.info.Coerce[e]; ok {
			return true
		}
		switch x := e.(type) {
		case *ast.Paren:
			e = x.X
		case *ast.Hole:
			e = x.X
		default:
			return false
		}
	}
}

// lowering turns one expression into expr's nodes.
type lowering struct {
	*Compiler
	functions conf.FunctionsTable
	closures  map[xast.Node]*closure
	err       error
}

func (l *lowering) fail(n ast.Node, format string, args ...any) xast.Node {
	if l.err == nil {
		l.err = fmt.Errorf("%s: internal error: %s", n.Span(), fmt.Sprintf(format, args...))
	}
	return constant(nil)
}

// opaque is the static type given to expr's nodes: one that is neither pointer
// nor interface, so that expr never copies what a pointer shows.
var opaque = reflect.TypeFor[bool]()

func typed[N xast.Node](n N) N {
	n.SetType(opaque)
	return n
}

func constant(v any) xast.Node { return typed(&xast.ConstantNode{Value: v}) }

// slot reads a slot of the frame.
func (l *lowering) slot(i int) xast.Node {
	l.read[i] = true
	index := &xast.IntegerNode{Value: firstSlot + i}
	index.SetType(reflect.TypeFor[int]())
	return typed(&xast.MemberNode{Node: typed(&xast.IdentifierNode{Value: "$env"}), Property: index})
}

// frame hands the whole frame to a closure.
func frame() xast.Node { return typed(&xast.IdentifierNode{Value: "$env"}) }

// at1 gives an error its place, unless it has one.
func at1(at diag.Span, err error) error {
	if e, ok := err.(*Error); ok {
		return e
	}
	return &Error{Span: at, Err: err}
}

// fold computes a closure now when all its arguments are constants.
func (l *lowering) fold(at diag.Span, fn func(args []any) (any, error), args ...xast.Node) xast.Node {
	values := make([]any, len(args))
	for i, a := range args {
		c, ok := a.(*xast.ConstantNode)
		if !ok {
			return l.call(at, fn, args...)
		}
		values[i] = c.Value
	}
	if v, err := fn(values); err == nil {
		return constant(v)
	}
	return l.call(at, fn, args...)
}

// expr lowers e and gives it the basic value that its place needs.
func (l *lowering) expr(e ast.Expr) xast.Node {
	node := l.bare(e)
	if basic, ok := l.info.Coerce[e]; ok {
		return l.coerce(e, node, basic)
	}
	return node
}

func (l *lowering) coerce(e ast.Expr, node xast.Node, to types.Basic) xast.Node {
	if to == types.String {
		return l.fold(e.Span(), func(args []any) (any, error) {
			return asText(args[0]), nil
		}, node)
	}
	return l.fold(e.Span(), func(args []any) (any, error) {
		if r, ok := args[0].(*value.Record); ok {
			return value.Basic(r), nil
		}
		return args[0], nil
	}, node)
}

// asText is the text of a value; one that is there as text is not copied.
func asText(v any) any {
	switch v := v.(type) {
	case *value.Record:
		if v.Valid {
			return asText(v.Normal)
		}
		return v.Raw
	case string:
		return v
	}
	if value.IsMissing(v) {
		return nil
	}
	return value.Text(v)
}

func (l *lowering) bare(e ast.Expr) xast.Node {
	switch e := e.(type) {
	case *ast.Paren:
		return l.expr(e.X)
	case *ast.Hole:
		return l.expr(e.X)
	case *ast.Null:
		return constant(value.Null)
	case *ast.Bool:
		return constant(e.Value)
	case *ast.Number:
		n, err := numberLiteral(e)
		if err != nil {
			return l.fail(e, "%v", err)
		}
		return constant(n)
	case *ast.Duration:
		return constant(e.Value)
	case *ast.Text:
		return l.text(e)
	case *ast.Regex:
		re, bad := stdlib.CompileRegex(e.Pattern, e.Flags)
		if bad != nil {
			return l.fail(e, "%s", bad.Message)
		}
		return constant(re)
	case *ast.Ident:
		return l.ident(e)
	case *ast.Member:
		return l.member(e)
	case *ast.Index:
		return l.index(e)
	case *ast.Call:
		return l.callNode(e)
	case *ast.Unary:
		return l.unary(e)
	case *ast.Binary:
		return l.binary(e)
	case *ast.Is:
		missing := e.Missing
		return l.call(e.Span(), func(args []any) (any, error) {
			return value.IsMissing(args[0]) == missing, nil
		}, l.expr(e.X))
	case *ast.Cond:
		return typed(&xast.ConditionalNode{Cond: l.condition(e.If), Exp1: l.observed(e, true, l.expr(e.Then)), Exp2: l.observed(e, false, l.expr(e.Else))})
	case *ast.Must:
		text := e.X.Span().Text()
		return l.call(e.Span(), func(args []any) (any, error) {
			if value.IsMissing(args[0]) {
				return nil, &Error{Span: e.Span(), Missing: true, Err: fmt.Errorf("%s is missing", text)}
			}
			return args[0], nil
		}, l.expr(e.X))
	case *ast.List:
		return l.list(e)
	case *ast.Object:
		return l.object(e)
	case *ast.Comprehension:
		return l.comprehension(e)
	}
	return l.fail(e, "%T cannot be compiled", e)
}

// numberLiteral returns the value of 42, 5% or 64kb; bytes count in 1024s.
func numberLiteral(n *ast.Number) (*value.Number, error) {
	v, err := value.ParseNumber(n.Text)
	if err != nil {
		return nil, err
	}
	switch n.Unit {
	case "%":
		return v.Quo(value.Int(100))
	case "kb":
		return v.Mul(value.Int(1 << 10))
	case "mb":
		return v.Mul(value.Int(1 << 20))
	case "gb":
		return v.Mul(value.Int(1 << 30))
	}
	return v, nil
}

func (l *lowering) list(e *ast.List) xast.Node {
	args := make([]xast.Node, len(e.Elems))
	for i, elem := range e.Elems {
		args[i] = l.expr(elem)
	}
	return l.call(e.Span(), func(args []any) (any, error) {
		return append(make([]any, 0, len(args)), args...), nil
	}, args...)
}

func (l *lowering) object(e *ast.Object) xast.Node {
	type key struct {
		name     string
		dynamic  bool
		optional bool
	}
	keys := make([]key, len(e.Entries))
	args := make([]xast.Node, 0, len(e.Entries))
	for i, entry := range e.Entries {
		name, literal := entry.Key.Literal()
		keys[i] = key{name: name, dynamic: !literal, optional: entry.Optional}
		if !literal {
			args = append(args, l.text(entry.Key))
		}
		args = append(args, l.expr(entry.Value))
	}
	return l.call(e.Span(), func(args []any) (any, error) {
		o := value.NewObject()
		for _, k := range keys {
			if k.dynamic {
				k.name, args = value.Text(args[0]), args[1:]
			}
			v := args[0]
			args = args[1:]
			if k.optional && value.IsMissing(v) {
				continue
			}
			o.Set(k.name, v)
		}
		return o, nil
	}, args...)
}

// comprehension runs its condition and element as programs of their own, once
// for each element, with the loop variable in its slot.
func (l *lowering) comprehension(e *ast.Comprehension) xast.Node {
	variable := l.info.Vars[e]
	if variable == nil {
		return l.fail(e, "the loop variable has no slot")
	}
	elem := l.sub(e.Elem)
	var cond *Program
	if e.If != nil {
		cond = l.sub(e.If)
	}
	return l.call(e.Span(), func(args []any) (any, error) {
		list, _ := args[0].([]any)
		f := Frame(args[1].([]any))
		out := make([]any, 0, len(list))
		for _, item := range list {
			f.Set(variable.Slot, item)
			if cond != nil {
				ok, err := cond.Eval(f)
				if err != nil {
					return nil, err
				}
				if ok != true {
					continue
				}
			}
			v, err := elem.Eval(f)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
			if err := f[0].(*Machine).step(); err != nil {
				return nil, err
			}
		}
		return out, nil
	}, l.expr(e.In), frame())
}

// sub compiles an expression that a closure evaluates.
func (l *lowering) sub(e ast.Expr) *Program {
	p, err := l.Compile(e)
	if err != nil && l.err == nil {
		l.err = err
	}
	return p
}
