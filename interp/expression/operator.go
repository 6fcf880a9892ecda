package expression

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	xast "github.com/expr-lang/expr/ast"

	"lcs/lang/ast"
	"lcs/lang/types"
	"lcs/stdlib"
	"lcs/value"
)

func (l *lowering) unary(e *ast.Unary) xast.Node {
	if e.Op == "-" {
		if n := negativeLiteral(e); n != nil {
			return constant(n)
		}
		whole := l.info.Types[e].Is(types.Int)
		return l.fold(e.Span(), func(args []any) (any, error) {
			v, err := negate(args[0])
			return inRange(v, whole, err)
		}, l.expr(e.X))
	}
	return typed(&xast.UnaryNode{Operator: "not", Node: l.condition(e.X)})
}

// negativeLiteral is a number that is written with a minus, with its digits as a
// JSON text has them; nil: it is none, or 0, or has a unit.
func negativeLiteral(e *ast.Unary) *value.Number {
	literal, ok := e.X.(*ast.Number)
	if !ok || literal.Unit != "" {
		return nil
	}
	n, err := value.ParseNumber("-" + literal.Text)
	if err != nil || n.Sign() == 0 {
		return nil
	}
	return n
}

func negate(v any) (any, error) {
	switch v := value.Basic(v).(type) {
	case *value.Number:
		return v.Neg(), nil
	case time.Duration:
		return -v, nil
	case value.Interval:
		return value.Interval{From: v.To, To: v.From}, nil
	}
	return nil, nil
}

// condition lowers e to true or false: what is missing does not hold.
func (l *lowering) condition(e ast.Expr) xast.Node {
	node := l.expr(e)
	switch x := ast.Unwrap(e).(type) {
	case *ast.Is, *ast.Bool:
		return node
	case *ast.Unary:
		if x.Op != "-" {
			return node
		}
	case *ast.Binary:
		switch x.Op {
		case "+", "-", "*", "/", "%", "??", "||", "or":
		default:
			return node
		}
	}
	return l.fold(e.Span(), func(args []any) (any, error) {
		return value.Basic(args[0]) == true, nil
	}, node)
}

func (l *lowering) isBool(e ast.Expr) bool {
	t := l.info.Types[e]
	return t.Is(types.Bool) && !t.IsOptional()
}

func (l *lowering) binary(e *ast.Binary) xast.Node {
	switch e.Op {
	case "and", "&&":
		return typed(&xast.BinaryNode{Operator: "and", Left: l.condition(e.X), Right: l.condition(e.Y)})
	case "or", "||":
		if e.Op == "or" || l.isBool(e.X) && l.isBool(e.Y) {
			return typed(&xast.BinaryNode{Operator: "or", Left: l.condition(e.X), Right: l.condition(e.Y)})
		}
		left := l.call(e.X.Span(), func(args []any) (any, error) {
			if !value.Truthy(args[0]) {
				return nil, nil
			}
			return args[0], nil
		}, l.expr(e.X))
		return typed(&xast.BinaryNode{Operator: "??", Left: left, Right: l.expr(e.Y)})
	case "??":
		left := l.expr(e.X)
		if !l.neverNull(e.X) {
			left = l.call(e.X.Span(), func(args []any) (any, error) {
				if value.IsMissing(args[0]) {
					return nil, nil
				}
				return args[0], nil
			}, left)
		}
		return typed(&xast.BinaryNode{Operator: "??", Left: left, Right: l.expr(e.Y)})
	case "in", "not in":
		return l.in(e)
	case "matches":
		return l.call(e.Span(), matches, frame(), l.expr(e.X), l.expr(e.Y))
	case "contains":
		return l.fold(e.Span(), func(args []any) (any, error) { return contains(args[0], args[1]), nil }, l.expr(e.X), l.expr(e.Y))
	case "==", "!=":
		want := e.Op == "=="
		return l.fold(e.Span(), func(args []any) (any, error) {
			return value.Equal(args[0], args[1]) == want, nil
		}, l.expr(e.X), l.expr(e.Y))
	case "<", "<=", ">", ">=":
		return l.order(e)
	}
	return l.arithmetic(e)
}

// neverNull reports whether e is absent when it is missing, and never null:
// expr's own test is then enough.
func (l *lowering) neverNull(e ast.Expr) bool {
	m, ok := ast.Unwrap(e).(*ast.Member)
	if !ok {
		return false
	}
	_, record := l.info.Types[m.X].Core.(*types.Record)
	return record
}

// order lowers < <= > >=. What is missing is in no order with anything.
func (l *lowering) order(e *ast.Binary) xast.Node {
	var holds func(c int) bool
	switch e.Op {
	case "<":
		holds = func(c int) bool { return c < 0 }
	case "<=":
		holds = func(c int) bool { return c <= 0 }
	case ">":
		holds = func(c int) bool { return c > 0 }
	default:
		holds = func(c int) bool { return c >= 0 }
	}
	if quotient, ok := ast.Unwrap(e.X).(*ast.Binary); ok && quotient.Op == "/" && l.isNumber(quotient.X) && l.isNumber(quotient.Y) && l.isNumber(e.Y) {
		return l.orderQuotient(e, quotient, holds)
	}
	x, y := l.bare(e.X), l.bare(e.Y) // Compare knows what a record stands for
	if right, ok := y.(*xast.ConstantNode); ok {
		return l.call(e.Span(), func(args []any) (any, error) {
			if r, ok := args[0].(*value.Record); ok && r.Valid {
				args[0] = r.Normal
			}
			c, ok := value.Compare(args[0], right.Value)
			return ok && holds(c), nil
		}, x)
	}
	return l.call(e.Span(), func(args []any) (any, error) {
		c, ok := value.Compare(args[0], args[1])
		return ok && holds(c), nil
	}, x, y)
}

// orderQuotient compares a quotient without working out its digits.
func (l *lowering) orderQuotient(e, quotient *ast.Binary, holds func(int) bool) xast.Node {
	return l.call(e.Span(), func(args []any) (any, error) {
		a, okA := value.Basic(args[0]).(*value.Number)
		b, okB := value.Basic(args[1]).(*value.Number)
		c, okC := value.Basic(args[2]).(*value.Number)
		if !okA || !okB || !okC {
			return false, nil
		}
		if b.Sign() == 0 {
			return nil, &Error{Span: quotient.Span(), Err: value.ErrDivideByZero}
		}
		order, ok := value.CompareQuotient(a, b, c)
		return ok && holds(order), nil
	}, l.expr(quotient.X), l.expr(quotient.Y), l.expr(e.Y))
}

func (l *lowering) isNumber(e ast.Expr) bool {
	t := l.info.Types[e]
	if r, ok := t.Core.(*types.Record); ok {
		return r.Value == types.Number || r.Value == types.Int
	}
	return t.Is(types.Number) || t.Is(types.Int)
}

func (l *lowering) in(e *ast.Binary) xast.Node {
	want := e.Op == "in"
	if set, ok := textSet(e.Y); ok {
		return l.call(e.Span(), func(args []any) (any, error) {
			if r, ok := args[0].(*value.Record); ok && r.Valid {
				args[0] = r.Normal
			}
			if s, ok := args[0].(string); ok {
				return set[s] == want, nil
			}
			if value.IsMissing(args[0]) {
				return !want, nil
			}
			return set[value.Text(args[0])] == want, nil
		}, l.bare(e.X))
	}
	return l.call(e.Span(), func(args []any) (any, error) {
		return contains(args[1], args[0]) == want, nil
	}, l.expr(e.X), l.expr(e.Y))
}

// textSet returns the elements of a list of text literals.
func textSet(e ast.Expr) (map[string]bool, bool) {
	list, ok := ast.Unwrap(e).(*ast.List)
	if !ok {
		return nil, false
	}
	set := make(map[string]bool, len(list.Elems))
	for _, elem := range list.Elems {
		text, ok := ast.Unwrap(elem).(*ast.Text)
		if !ok {
			return nil, false
		}
		s, ok := text.Literal()
		if !ok {
			return nil, false
		}
		set[s] = true
	}
	return set, true
}

// contains answers `x contains y`: an element of a list, a part of a text, a
// key of an object.
func contains(x, y any) bool {
	switch x := x.(type) {
	case []any:
		return slices.ContainsFunc(x, func(elem any) bool { return value.Equal(elem, y) })
	case *value.Object:
		_, ok := x.Get(value.Text(y))
		return ok
	case nil, value.NullType:
		return false
	}
	return !value.IsMissing(y) && strings.Contains(value.Text(x), value.Text(y))
}

// matches answers `text matches /pattern/`. The frame comes first: its machine
// has the limits of a search.
func matches(args []any) (any, error) {
	text := args[1]
	re, ok := args[2].(*stdlib.Regex)
	if !ok || value.IsMissing(text) {
		return false, nil
	}
	return re.Within(args[0].([]any)[0].(*Machine).Context.Limits).Match(value.Text(text))
}

func (l *lowering) arithmetic(e *ast.Binary) xast.Node {
	op, t := e.Op, l.info.Types[e]
	whole := t.Is(types.Int)
	return l.fold(e.Span(), func(args []any) (any, error) {
		v, err := compute(op, value.Basic(args[0]), value.Basic(args[1]))
		return inRange(asTyped(v, t), whole, err)
	}, l.expr(e.X), l.expr(e.Y))
}

// inRange refuses the result of whole numbers that is beyond an int.
func inRange(v any, whole bool, err error) (any, error) {
	if n, ok := v.(*value.Number); ok && whole && err == nil {
		if _, fits := n.Int64(); !fits {
			return nil, errors.New("the result is beyond the range of int")
		}
	}
	return v, err
}

// compute does arithmetic on basic values. With a missing operand the result is
// missing.
func compute(op string, x, y any) (any, error) {
	if value.IsMissing(x) || value.IsMissing(y) {
		return nil, nil
	}
	switch a := x.(type) {
	case *value.Number:
		switch b := y.(type) {
		case *value.Number:
			return numbers(op, a, b)
		case time.Duration:
			if op == "*" {
				return scale(b, a)
			}
		}
	case string:
		if b, ok := y.(string); ok && op == "+" {
			return a + b, nil
		}
	case []any:
		if b, ok := y.([]any); ok && op == "+" {
			return slices.Concat(a, b), nil
		}
	case time.Duration:
		switch b := y.(type) {
		case time.Duration:
			switch op {
			case "+":
				return together(a, b)
			case "-":
				return together(a, -b)
			case "/":
				return value.Int(int64(a)).Quo(value.Int(int64(b)))
			}
		case *value.Number:
			switch op {
			case "*":
				return scale(a, b)
			case "/":
				inverse, err := value.Int(1).Quo(b)
				if err != nil {
					return nil, err
				}
				return scale(a, inverse)
			}
		}
	}
	return moments(op, x, y)
}

func numbers(op string, a, b *value.Number) (any, error) {
	switch op {
	case "+":
		return a.Add(b)
	case "-":
		return a.Sub(b)
	case "*":
		return a.Mul(b)
	case "/":
		return a.Quo(b)
	case "%":
		return a.Rem(b)
	}
	return nil, fmt.Errorf("%s is no operator of numbers", op)
}

var errTooLong = errors.New("the duration is too long")

// together adds durations; beyond 292 years there is none.
func together(a, b time.Duration) (any, error) {
	sum := a + b
	if (sum > a) != (b > 0) && b != 0 || b == math.MinInt64 {
		return nil, errTooLong
	}
	return sum, nil
}

// scale multiplies a duration by a number, to the nanosecond.
func scale(d time.Duration, n *value.Number) (any, error) {
	product, err := value.Int(int64(d)).Mul(n)
	if err != nil {
		return nil, err
	}
	nanoseconds, ok := product.Round(0, value.HalfUp).Int64()
	if !ok {
		return nil, errTooLong
	}
	return time.Duration(nanoseconds), nil
}
