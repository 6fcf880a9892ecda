package interp

import (
	"lcs/lang/diag"
	"lcs/value"
)

// Way is how a place of a script was passed.
type Way uint8

// The ways. A condition is passed by the one or the other, a step whose `when`
// does not hold by No.
const (
	Reached Way = iota // a statement began, a handler was asked
	Yes
	No
)

// Observer is told which places of a script are passed: statements, handlers,
// steps, conditions of `if` and of ?:. It is called from several tasks at once.
type Observer func(at diag.Span, way Way)

// CompileOption changes how a script is compiled.
type CompileOption func(*compiler)

// Observe compiles a script that tells an observer how it runs. One that is
// compiled without pays nothing.
func Observe(o Observer) CompileOption {
	return func(c *compiler) {
		c.observer = o
		c.Observe = func(at diag.Span, held bool) { o(at, wayOf(held)) }
	}
}

func wayOf(held bool) Way {
	if held {
		return Yes
	}
	return No
}

// observed puts a statement that tells the observer before others.
func (c *compiler) observed(at diag.Span, way Way, then []statement) []statement {
	if c.observer == nil {
		return then
	}
	o := c.observer
	return append([]statement{func(*execution) signal {
		o(at, way)
		return proceed
	}}, then...)
}

// observedParts does the same for the parts of a request.
func (c *compiler) observedParts(at diag.Span, way Way, then []requestPart) []requestPart {
	if c.observer == nil {
		return then
	}
	o := c.observer
	return append([]requestPart{func(*execution, *draft) error {
		o(at, way)
		return nil
	}}, then...)
}

// observedItem tells the observer that a statement begins.
func (c *compiler) observedItem(at diag.Span, s statement) statement {
	if c.observer == nil || s == nil {
		return s
	}
	o := c.observer
	return func(x *execution) signal {
		o(at, Reached)
		return s(x)
	}
}

// wanted computes the `when` of a step.
func (s *step) wanted(x *execution) (bool, error) {
	yes := true
	if s.when != nil {
		v, err := s.when.Eval(x.frame)
		if err != nil {
			return false, err
		}
		yes = value.Basic(v) == true
	}
	if s.observer != nil {
		s.observer(s.info.Decl.Span(), wayOf(yes))
	}
	return yes, nil
}
