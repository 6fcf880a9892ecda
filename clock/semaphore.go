package clock

import (
	"context"
	"sync"
)

// Semaphore has a number of places. Who finds none free waits, first come,
// first served.
type Semaphore struct {
	clock   Clock
	mu      sync.Mutex
	free    int
	waiting []Event
}

// NewSemaphore returns a semaphore with that many places.
func NewSemaphore(c Clock, places int) *Semaphore {
	return &Semaphore{clock: c, free: places}
}

// Acquire takes a place, or returns ctx's cause when ctx is done before one is
// free.
func (s *Semaphore) Acquire(ctx context.Context) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	if s.free > 0 {
		s.free--
		s.mu.Unlock()
		return nil
	}
	turn := s.clock.NewEvent()
	s.waiting = append(s.waiting, turn)
	s.mu.Unlock()
	err := turn.Wait(ctx)
	if err != nil {
		s.leave(turn)
	}
	return err
}

// leave gives up waiting. The turn may have come meanwhile; it is passed on.
func (s *Semaphore) leave(turn Event) {
	s.mu.Lock()
	for i, w := range s.waiting {
		if w == turn {
			s.waiting = append(s.waiting[:i], s.waiting[i+1:]...)
			s.mu.Unlock()
			return
		}
	}
	s.mu.Unlock()
	s.Release()
}

// Release gives a place back.
func (s *Semaphore) Release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.waiting) == 0 {
		s.free++
		return
	}
	turn := s.waiting[0]
	s.waiting[0] = nil
	s.waiting = s.waiting[1:]
	turn.Set()
}
