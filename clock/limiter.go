package clock

import (
	"context"
	"sync"
	"time"
)

// Limiter lets at most a number of calls begin in any window of time. The
// others wait, first come, first served.
type Limiter struct {
	clock  Clock
	window time.Duration
	turn   *Semaphore // of one place: who has it waits for the window

	mu      sync.Mutex
	begun   []time.Time // the latest ones, as a ring
	oldest  int
	waiting int // those in Wait
}

// NewLimiter returns a limiter of n calls in any window.
func NewLimiter(c Clock, n int, window time.Duration) *Limiter {
	return &Limiter{clock: c, window: window, turn: NewSemaphore(c, 1), begun: make([]time.Time, max(n, 1))}
}

// Wait returns when the call may begin, which it does by returning. It returns
// context.DeadlineExceeded at once when that would be after ctx's deadline,
// and ctx's cause when ctx is done.
func (l *Limiter) Wait(ctx context.Context) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	l.mu.Lock()
	if deadline, ok := Deadline(l.clock, ctx); ok && l.estimate().After(deadline) {
		l.mu.Unlock()
		return context.DeadlineExceeded
	}
	l.waiting++
	l.mu.Unlock()
	defer l.leave()

	if err := l.turn.Acquire(ctx); err != nil {
		return err
	}
	defer l.turn.Release()
	for {
		wait := l.begin()
		if wait <= 0 {
			return nil
		}
		if err := l.clock.Sleep(ctx, wait); err != nil {
			return err
		}
	}
}

// begin notes a beginning now, or returns how long to wait for it.
func (l *Limiter) begin() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock.Now()
	if last := l.begun[l.oldest]; !last.IsZero() {
		if wait := last.Add(l.window).Sub(now); wait > 0 {
			return wait
		}
	}
	l.begun[l.oldest] = now
	l.oldest = (l.oldest + 1) % len(l.begun)
	return 0
}

// estimate returns when one who comes now may begin, if nobody before gives up.
func (l *Limiter) estimate() time.Time {
	at := l.clock.Now()
	n := len(l.begun)
	if last := l.begun[(l.oldest+l.waiting%n)%n]; !last.IsZero() && last.Add(l.window).After(at) {
		at = last.Add(l.window)
	}
	return at.Add(time.Duration(l.waiting/n) * l.window)
}

func (l *Limiter) leave() {
	l.mu.Lock()
	l.waiting--
	l.mu.Unlock()
}
