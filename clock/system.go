package clock

import (
	"context"
	"sync"
	"time"
)

// System returns the machine's clock.
func System() Clock { return system{} }

type system struct{}

func (system) Now() time.Time { return time.Now() }

func (system) Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return context.Cause(ctx)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (system) NewGroup() Group { return new(sync.WaitGroup) }

func (system) NewEvent() Event { return &systemEvent{done: make(chan struct{})} }

type systemEvent struct {
	once sync.Once
	done chan struct{}
}

func (e *systemEvent) Set() { e.once.Do(func() { close(e.done) }) }

func (e *systemEvent) Done() bool {
	select {
	case <-e.done:
		return true
	default:
		return false
	}
}

func (e *systemEvent) Wait(ctx context.Context) error {
	select {
	case <-e.done:
		return nil
	case <-ctx.Done():
		if e.Done() {
			return nil
		}
		return context.Cause(ctx)
	}
}
