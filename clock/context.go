package clock

import (
	"context"
	"errors"
	"time"
)

// Deadline returns the moment of the clock c at which ctx is done, if it has
// one. A Simulated clock knows its own deadlines only: the others are moments
// of the machine's clock.
func Deadline(c Clock, ctx context.Context) (time.Time, bool) {
	s, simulated := c.(*Simulated)
	if !simulated {
		return ctx.Deadline()
	}
	if d, ok := ctx.Value(contextKey{s}).(*simulatedContext); ok {
		return d.at, true
	}
	return time.Time{}, false
}

// simulatedContext is done at a moment of a Simulated clock. The context in it
// is one of the standard library's, so that contexts derived from it are done
// at once and not by way of a goroutine.
type simulatedContext struct {
	context.Context
	clock  *Simulated
	at     time.Time // its own deadline or its parent's, whichever comes first
	cancel context.CancelCauseFunc
}

type contextKey struct{ clock *Simulated }

// WithDeadline returns a context that is done at the simulated moment t.
func (s *Simulated) WithDeadline(parent context.Context, t time.Time) (context.Context, context.CancelFunc) {
	base, cancel := context.WithCancelCause(parent)
	c := &simulatedContext{Context: base, clock: s, at: t, cancel: cancel}
	if at, ok := Deadline(s, parent); ok && at.Before(t) {
		c.at = at
		return c, func() { cancel(context.Canceled) }
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !t.After(s.now) {
		cancel(context.DeadlineExceeded)
		return c, func() {}
	}
	timer := s.schedule(t, ending{deadline: c})
	return c, func() {
		s.mu.Lock()
		s.unschedule(timer)
		s.mu.Unlock()
		cancel(context.Canceled)
	}
}

// expire is called with the lock held. It is released meanwhile, as the end of
// a context may run code that reads the clock.
func (c *simulatedContext) expire(s *Simulated) {
	s.mu.Unlock()
	defer s.mu.Lock()
	c.cancel(context.DeadlineExceeded)
}

func (c *simulatedContext) Deadline() (time.Time, bool) { return c.at, true }

func (c *simulatedContext) Err() error {
	err := c.Context.Err()
	if err != nil && errors.Is(context.Cause(c.Context), context.DeadlineExceeded) {
		return context.DeadlineExceeded
	}
	return err
}

func (c *simulatedContext) Value(key any) any {
	if key == (contextKey{c.clock}) {
		return c
	}
	return c.Context.Value(key)
}
