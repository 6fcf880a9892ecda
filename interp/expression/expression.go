// Package expression runs checked expressions on expr-lang's VM. It is the only
// package that knows of expr: in come syntax trees with the checker's side
// tables, out come Programs, text templates and JSON writers.
//
// An expression is compiled once, past expr's parser and checker: the checker
// of lcs has already judged it, so each node becomes either one of the few
// opcodes whose meaning is ours (slots, and, or, not, ??, ?:) or a call of a
// closure that has captured its constants and its place in the source. A
// Program is immutable and shared; a Machine belongs to one goroutine.
//
// A frame is a slice of values: the machine in front, then the slots that the
// checker gave to names. Missing is nil.
package expression

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/expr-lang/expr/vm"

	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/limits"
	"lcs/stdlib"
)

// firstSlot is the index in a frame of the checker's slot 0.
const firstSlot = 1

// Frame holds the values of one lead: the machine, then the slots.
type Frame []any

// Get returns the value of a slot.
func (f Frame) Get(slot int) any { return f[firstSlot+slot] }

// Set gives a slot its value. A slot of -1 is no slot and is left alone.
func (f Frame) Set(slot int, v any) {
	if slot >= 0 {
		f[firstSlot+slot] = v
	}
}

// On returns a copy of the frame for another machine, in the place of a frame
// that is done with, or nil: a branch that runs beside this one sees what was
// known when it began, and shares nothing.
func (f Frame) On(m *Machine, done Frame) Frame {
	g := append(done[:0], f...)
	g[0] = m
	return g
}

// Fill takes over the slots of another frame of the same script. Slots that it
// lacks, as they were given out later, stay as they are.
func (f Frame) Fill(from Frame) {
	if len(from) > firstSlot {
		copy(f[firstSlot:], from[firstSlot:])
	}
}

// Machine evaluates Programs; one goroutine's at a time, for one lead after the
// other.
type Machine struct {
	Context stdlib.Context // handed to every function
	idle    []*vm.VM       // one for each level of nested evaluation
	stack   []any          // of the arguments of closures
	frame   *any           // the first element of the frame that boxed is
	boxed   any            // the frame as the VM takes it
	depth   int
	steps   int
}

// maxDepth bounds calls of a script's functions within each other.
const maxDepth = 200

// memoryBudget is how many elements one evaluation may make.
const memoryBudget = 20_000_000

// NewMachine returns a machine whose functions see the moment now.
func NewMachine(ctx context.Context, now time.Time, rnd *rand.Rand, most *limits.Limits) *Machine {
	return &Machine{Context: stdlib.Context{Context: ctx, Now: now, Rand: rnd, Limits: most}}
}

// Begin makes the machine ready for another lead, with the same random numbers.
func (m *Machine) Begin(ctx context.Context, now time.Time) {
	m.Context.Context, m.Context.Now, m.steps = ctx, now, 0
	clear(m.stack[:cap(m.stack)])
}

// NewFrame returns an empty frame for the slots of info, on machine m.
func NewFrame(info *check.Info, m *Machine) Frame {
	f := make(Frame, firstSlot+info.Slots)
	f[0] = m
	return f
}

func (m *Machine) step() error {
	m.steps++
	if m.steps > m.Context.Limits.Of(limits.Evaluations) {
		return m.Context.Limits.Exceeded(limits.Evaluations, "more than %s evaluation steps for one lead")
	}
	if m.steps&0xff == 0 {
		return m.Context.Err()
	}
	return nil
}

// Program is a compiled expression.
type Program struct {
	Source ast.Expr

	constant any // when code is nil and slot is negative
	slot     int
	code     *vm.Program
}

// Eval computes the expression in a frame. The error is an *Error.
func (p *Program) Eval(frame Frame) (any, error) {
	switch {
	case p.slot >= 0:
		return frame[firstSlot+p.slot], nil
	case p.code == nil:
		return p.constant, nil
	}
	m := frame[0].(*Machine)
	if err := m.step(); err != nil {
		return nil, &Error{Span: p.Source.Span(), Err: err}
	}
	var machine *vm.VM
	if n := len(m.idle); n > 0 {
		machine, m.idle = m.idle[n-1], m.idle[:n-1]
	} else {
		machine = &vm.VM{MemoryBudget: memoryBudget}
	}
	v, err := machine.Run(p.code, m.env(frame))
	m.idle = append(m.idle, machine)
	if err != nil {
		return nil, p.located(err)
	}
	return v, nil
}

// Constant returns the value of an expression that needs no frame.
func (p *Program) Constant() (any, bool) {
	return p.constant, p.slot < 0 && p.code == nil
}

// located finds the place of an error that came out of the VM.
func (p *Program) located(err error) error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Span: p.Source.Span(), Err: err}
}

// Error is what went wrong in an expression, and where.
type Error struct {
	Span    diag.Span
	Missing bool // x! of a missing x, or a URL that lacks a part
	Err     error
}

func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
