package expression

import (
	"strconv"

	xast "github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/builtin"

	"lcs/lang/diag"
)

// closure is a call of a Go function whose arguments are known: constants,
// slots, other closures. Calls within calls become one closure, so that the VM
// sees one call and no value goes over its stack in between. What the VM must
// compute itself (and, or, ??, ?:) is handed in.
type closure struct {
	at       diag.Span
	fn       func(args []any) (any, error)
	operands []operand
	given    []xast.Node // what the VM computes, in the order of the operands
}

// operand is one argument of a closure.
type operand struct {
	kind  operandKind
	value any      // of a constant
	index int      // of a slot in the frame, or of what is given
	call  *closure // of a call; index is where what it is given begins
}

type operandKind uint8

const (
	constantOperand operandKind = iota
	slotOperand
	frameOperand
	callOperand
	givenOperand
)

// call calls a function; its errors carry the place of at.
func (l *lowering) call(at diag.Span, fn func(args []any) (any, error), args ...xast.Node) xast.Node {
	c := &closure{at: at, fn: fn, operands: make([]operand, len(args))}
	for i, arg := range args {
		c.operands[i] = l.operand(c, arg)
	}
	name := "f" + strconv.Itoa(len(l.functions))
	l.functions[name] = &builtin.Function{Name: name, Func: func(args ...any) (any, error) {
		f := Frame(args[0].([]any))
		return c.eval(f[0].(*Machine), f, args[1:])
	}}
	node := typed(&xast.CallNode{Callee: typed(&xast.IdentifierNode{Value: name}), Arguments: append([]xast.Node{frame()}, c.given...)})
	l.closures[node] = c
	return node
}

func (l *lowering) operand(c *closure, arg xast.Node) operand {
	switch arg := arg.(type) {
	case *xast.ConstantNode:
		return operand{kind: constantOperand, value: arg.Value}
	case *xast.IdentifierNode:
		return operand{kind: frameOperand}
	case *xast.MemberNode:
		return operand{kind: slotOperand, index: arg.Property.(*xast.IntegerNode).Value}
	case *xast.CallNode:
		inner := l.closures[arg]
		o := operand{kind: callOperand, call: inner, index: len(c.given)}
		c.given = append(c.given, inner.given...)
		return o
	}
	c.given = append(c.given, arg)
	return operand{kind: givenOperand, index: len(c.given) - 1}
}

// eval computes the arguments on the machine's stack and calls the function,
// which must not keep them.
func (c *closure) eval(m *Machine, f Frame, given []any) (any, error) {
	args, base := m.push(len(c.operands))
	defer m.pop(base)
	for i := range c.operands {
		o := &c.operands[i]
		switch o.kind {
		case constantOperand:
			args[i] = o.value
		case slotOperand:
			args[i] = f[o.index]
		case frameOperand:
			args[i] = m.env(f)
		case givenOperand:
			args[i] = given[o.index]
		case callOperand:
			v, err := o.call.eval(m, f, given[o.index:])
			if err != nil {
				return nil, err
			}
			args[i] = v
		}
	}
	v, err := c.fn(args)
	if err != nil {
		return nil, at1(c.at, err)
	}
	return v, nil
}

// push makes room for the arguments of a call. What was there before is
// overwritten: every operand has a value.
func (m *Machine) push(n int) (args []any, base int) {
	base = len(m.stack)
	if base+n <= cap(m.stack) {
		m.stack = m.stack[:base+n]
	} else {
		m.stack = append(m.stack, make([]any, n)...)
	}
	return m.stack[base : base+n : base+n], base
}

// pop takes the arguments of a call off the stack. They are not cleared until the
// next lead.
func (m *Machine) pop(base int) { m.stack = m.stack[:base] }

// env is the frame as the VM takes it.
func (m *Machine) env(f Frame) any {
	if m.frame != &f[0] {
		m.frame, m.boxed = &f[0], []any(f)
	}
	return m.boxed
}
