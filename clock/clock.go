// Package clock is the one source of time: every moment read and every wait of
// a run goes through a Clock.
//
// System is the machine's clock. Simulated runs the same code on a single event
// queue: tasks take turns, time jumps to the next event when all of them wait,
// and a run always ends the same. Code that waits must do it through Sleep,
// Group or Event, never through channels or timers of its own, so that it works
// on both. The package imports nothing of the project.
package clock

import (
	"context"
	"time"
)

// Clock tells the time and owns every wait.
type Clock interface {
	// Now returns the present moment.
	Now() time.Time

	// Sleep waits for d, or until ctx is done and then returns its cause.
	Sleep(ctx context.Context, d time.Duration) error

	// WithDeadline returns a context that is done at the moment t of this
	// clock with context.DeadlineExceeded, or earlier when parent is.
	WithDeadline(parent context.Context, t time.Time) (context.Context, context.CancelFunc)

	// NewGroup returns a group of tasks whose owner waits for them.
	NewGroup() Group

	// NewEvent returns an event that has not happened.
	NewEvent() Event
}

// Group runs tasks and waits for all of them.
type Group interface {
	Go(task func())
	Wait()
}

// Event happens once; any number of tasks can wait for it.
type Event interface {
	Set()
	Done() bool
	// Wait returns nil once the event has happened, or ctx's cause.
	Wait(ctx context.Context) error
}
