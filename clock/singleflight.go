package clock

import (
	"context"
	"errors"
	"sync"
)

// SingleFlight makes one call for all who ask for the same key at once.
type SingleFlight[K comparable, V any] struct {
	clock   Clock
	mu      sync.Mutex
	flights map[K]*flight[V]
}

type flight[V any] struct {
	landed    Event
	value     V
	err       error
	abandoned bool // the one who flew was cancelled; it says nothing about the others
}

// NewSingleFlight returns one without calls.
func NewSingleFlight[K comparable, V any](c Clock) *SingleFlight[K, V] {
	return &SingleFlight[K, V]{clock: c, flights: map[K]*flight[V]{}}
}

// errNoResult is what the waiting get when the call panicked.
var errNoResult = errors.New("the call that this one waited for did not return")

// Do returns what call returns, or what a call for the same key that was under
// way did; shared says which. When the one who made that call was cancelled,
// another takes it up.
func (s *SingleFlight[K, V]) Do(ctx context.Context, key K, call func(context.Context) (V, error)) (v V, shared bool, err error) {
	for {
		s.mu.Lock()
		f, underway := s.flights[key]
		if !underway {
			f = &flight[V]{landed: s.clock.NewEvent(), err: errNoResult}
			s.flights[key] = f
		}
		s.mu.Unlock()
		if !underway {
			s.fly(ctx, key, f, call)
			return f.value, false, f.err
		}
		if err := f.landed.Wait(ctx); err != nil {
			return v, true, err
		}
		if !f.abandoned {
			return f.value, true, f.err
		}
		if err := context.Cause(ctx); err != nil {
			return v, true, err
		}
	}
}

func (s *SingleFlight[K, V]) fly(ctx context.Context, key K, f *flight[V], call func(context.Context) (V, error)) {
	defer func() {
		s.mu.Lock()
		delete(s.flights, key)
		s.mu.Unlock()
		f.landed.Set()
	}()
	f.value, f.err = call(ctx)
	f.abandoned = f.err != nil && ctx.Err() != nil
}
