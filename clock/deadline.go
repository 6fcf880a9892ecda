package clock

import (
	"context"
	"slices"
	"sync"
	"time"
)

// deadlineContext is done at a moment of the machine's clock. Its timer is made
// when somebody waits for it: most leads come to their end without that. A
// deadline within it has one timer, for the earlier of the two.
type deadlineContext struct {
	parent context.Context
	at     time.Time

	mu    sync.Mutex
	made  context.Context // once somebody waits; nil before
	inner []*innerDeadline
	end   context.CancelFunc // of made
	ended bool
}

// innerDeadline is a context within a deadlineContext, and ends with it.
type innerDeadline struct {
	outer *deadlineContext
	end   context.CancelFunc
}

// WithDeadline returns a context that is done at the moment t.
func (system) WithDeadline(parent context.Context, t time.Time) (context.Context, context.CancelFunc) {
	if outer, ok := parent.(*deadlineContext); ok {
		return outer.within(t)
	}
	c := &deadlineContext{parent: parent, at: t}
	if earlier, ok := parent.Deadline(); ok && earlier.Before(t) {
		c.at = earlier
	}
	return c, c.cancel
}

// within returns a context that is done at the moment t, or when c is.
func (c *deadlineContext) within(t time.Time) (context.Context, context.CancelFunc) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.made != nil || c.ended {
		return context.WithDeadline(c.wait(), t)
	}
	if c.at.Before(t) {
		t = c.at
	}
	ctx, end := context.WithDeadline(c.parent, t)
	i := &innerDeadline{c, end}
	c.inner = append(c.inner, i)
	return ctx, i.cancel
}

func (i *innerDeadline) cancel() {
	i.end()
	i.outer.mu.Lock()
	defer i.outer.mu.Unlock()
	if at := slices.Index(i.outer.inner, i); at >= 0 {
		i.outer.inner = slices.Delete(i.outer.inner, at, at+1)
	}
}

func (c *deadlineContext) cancel() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Until(c.at) <= 0 {
		c.wait() // which was done before it was cancelled
	}
	c.ended = true
	if c.end != nil {
		c.end()
	}
	for _, i := range c.inner {
		i.end()
	}
	c.inner = nil
}

// wait makes the context that can be waited for. It is called with the lock held.
func (c *deadlineContext) wait() context.Context {
	if c.made == nil {
		c.made, c.end = context.WithDeadline(c.parent, c.at)
		if c.ended {
			c.end()
		}
	}
	return c.made
}

func (c *deadlineContext) Deadline() (time.Time, bool) { return c.at, true }

func (c *deadlineContext) Done() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.wait().Done()
}

func (c *deadlineContext) Err() error {
	c.mu.Lock()
	made, ended := c.made, c.ended
	c.mu.Unlock()
	switch {
	case made != nil:
		return made.Err()
	case ended:
		return context.Canceled
	}
	if err := c.parent.Err(); err != nil {
		return err
	}
	if time.Until(c.at) <= 0 {
		return context.DeadlineExceeded
	}
	return nil
}

func (c *deadlineContext) Value(key any) any {
	c.mu.Lock()
	made := c.made
	c.mu.Unlock()
	if made != nil {
		return made.Value(key)
	}
	return c.parent.Value(key)
}
