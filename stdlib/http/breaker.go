package http

import (
	"sync"
	"time"

	"lcs/clock"
)

// BreakerPolicy says when calls are no longer made: when at least the share
// Rate of those in the last Over failed. After the time Open one is made to see.
type BreakerPolicy struct {
	Rate  float64       // 0.5 is half
	Over  time.Duration // a minute when zero
	Open  time.Duration // half a minute when zero
	Calls int           // so many are needed to judge; 10 when zero
}

// breakerBuckets is how finely the window moves on.
const breakerBuckets = 60

// Breaker keeps calls from a service that fails. It may be shared.
type Breaker struct {
	clock  clock.Clock
	policy BreakerPolicy

	mu      sync.Mutex
	buckets [breakerBuckets]bucket
	opened  time.Time // zero: closed
	probed  time.Time // when the last call to see was let through; zero: none
}

// bucket counts the calls of one stretch of the window.
type bucket struct {
	stretch       int64
	calls, failed int
}

// NewBreaker returns a closed breaker.
func NewBreaker(c clock.Clock, policy BreakerPolicy) *Breaker {
	if policy.Over <= 0 {
		policy.Over = time.Minute
	}
	if policy.Open <= 0 {
		policy.Open = 30 * time.Second
	}
	if policy.Calls <= 0 {
		policy.Calls = 10
	}
	return &Breaker{clock: c, policy: policy}
}

// Allow reports whether a call may be made. What became of it is for Record.
func (b *Breaker) Allow() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.clock.Now()
	if b.opened.IsZero() {
		return true
	}
	// A call to see whose end is never recorded must not close the way for ever.
	since := b.opened
	if b.probed.After(since) {
		since = b.probed
	}
	if now.Sub(since) < b.policy.Open {
		return false
	}
	b.probed = now
	return true
}

// IsOpen reports whether the breaker has opened and no call to see went well
// since.
func (b *Breaker) IsOpen() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return !b.opened.IsZero()
}

// Record takes in how a call ended.
func (b *Breaker) Record(ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.clock.Now()
	switch {
	case b.opened.IsZero():
		b.count(now, ok)
	case b.probed.IsZero():
		// A call that was under way when the breaker opened says nothing new.
	case ok:
		b.opened, b.probed = time.Time{}, time.Time{}
		b.buckets = [breakerBuckets]bucket{}
	default:
		b.opened, b.probed = now, time.Time{}
	}
}

// count adds a call to the window, and opens when too many in it failed.
func (b *Breaker) count(now time.Time, ok bool) {
	stretch := now.UnixNano() / max(int64(b.policy.Over)/breakerBuckets, 1)
	at := &b.buckets[stretch%breakerBuckets]
	if at.stretch != stretch {
		*at = bucket{stretch: stretch}
	}
	at.calls++
	if !ok {
		at.failed++
	}
	calls, failed := 0, 0
	for _, k := range b.buckets {
		if k.stretch > stretch-breakerBuckets && k.stretch <= stretch {
			calls += k.calls
			failed += k.failed
		}
	}
	if calls >= b.policy.Calls && failed > 0 && float64(failed) >= b.policy.Rate*float64(calls) {
		b.opened, b.probed = now, time.Time{}
	}
}
