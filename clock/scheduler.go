package clock

import (
	"container/heap"
	"context"
	"time"
)

// This file has the turns of a Simulated clock. Its functions are called with
// the lock held.

func (s *Simulated) newTask() *task {
	s.seq++
	s.live++
	return &task{id: s.seq, wake: make(chan struct{}, 1)}
}

// wait parks the running task in queue until it is woken or ctx is done.
func (s *Simulated) wait(queue *taskList, ctx context.Context, purpose string) error {
	if ctx.Done() == nil {
		ctx = nil
	}
	return s.park(queue, ctx, s.current.timer, purpose)
}

// park takes the baton from the running task, gives it to the next one, and
// returns when it has come back. It releases the lock.
func (s *Simulated) park(queue *taskList, ctx context.Context, timer *timer, purpose string) error {
	t := s.current
	t.ctx, t.timer, t.purpose, t.err = ctx, timer, purpose, nil
	if queue != nil {
		queue.push(t)
	}
	s.parked.pushParked(t)
	next := s.next()
	s.mu.Unlock()
	if next != t {
		next.resume()
		<-t.wake
	}
	if d, ok := t.err.(*Deadlock); ok {
		s.mu.Lock()
		d.add(t)
		s.mu.Unlock()
		panic(d)
	}
	return t.err
}

// resume gives the task the baton.
func (t *task) resume() {
	if begin := t.begin; begin != nil {
		t.begin = nil
		go begin()
		return
	}
	t.wake <- struct{}{}
}

// next decides whose turn it is.
func (s *Simulated) next() *task {
	for {
		if t := s.ready.pop(); t != nil {
			s.current = t
			return t
		}
		if !s.wakeCancelled() && !s.moveOn() {
			s.breakDeadlock()
		}
	}
}

// unpark makes a waiting task able to go on; err is what its wait returns.
func (s *Simulated) unpark(t *task, err error) {
	t.err = err
	if t.queue.list != nil {
		t.queue.list.remove(t)
	}
	s.parked.removeParked(t)
	if t.timer != nil {
		s.unschedule(t.timer)
		t.timer = nil
	}
	t.ctx = nil
	s.ready.push(t)
}

func (s *Simulated) wakeAll(queue *taskList) {
	for queue.first != nil {
		s.unpark(queue.first, nil)
	}
}

// wakeCancelled wakes the tasks whose context is done. Contexts are looked at
// here, one after the other, because being told of their end would come from
// another goroutine, and at any time.
func (s *Simulated) wakeCancelled() bool {
	woken := false
	for t := s.parked.first; t != nil; {
		following := t.parking.next
		if t.ctx != nil && t.ctx.Err() != nil {
			s.unpark(t, context.Cause(t.ctx))
			woken = true
		}
		t = following
	}
	return woken
}

// moveOn lets the earliest timer end and moves the time to it.
func (s *Simulated) moveOn() bool {
	for len(s.timers) > 0 {
		timer := heap.Pop(&s.timers).(*timer)
		c := timer.deadline
		if c != nil && c.Context.Err() != nil {
			continue
		}
		if timer.at.After(s.now) {
			s.now = timer.at
		}
		if c != nil {
			c.expire(s)
			return true
		}
		s.unpark(timer.task, nil)
		return true
	}
	return false
}

// timer is a moment at which something happens: a sleep ends, or a context.
type timer struct {
	at  time.Time
	seq uint64
	ending
	index int // in the heap; -1 outside
}

// ending is what happens at the moment of a timer.
type ending struct {
	task     *task
	deadline *simulatedContext
}

func (s *Simulated) schedule(at time.Time, e ending) *timer {
	s.seq++
	t := &timer{at: at, seq: s.seq, ending: e}
	heap.Push(&s.timers, t)
	return t
}

func (s *Simulated) unschedule(t *timer) {
	if t.index >= 0 {
		heap.Remove(&s.timers, t.index)
	}
}

// timerHeap is ordered by moment; at one moment deadlines come last, and else
// the order is that of the timers' making.
type timerHeap []*timer

func (h timerHeap) Len() int { return len(h) }

func (h timerHeap) Less(i, j int) bool {
	a, b := h[i], h[j]
	if c := a.at.Compare(b.at); c != 0 {
		return c < 0
	}
	if (a.deadline == nil) != (b.deadline == nil) {
		return a.deadline == nil
	}
	return a.seq < b.seq
}

func (h timerHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

func (h *timerHeap) Push(x any) {
	t := x.(*timer)
	t.index = len(*h)
	*h = append(*h, t)
}

func (h *timerHeap) Pop() any {
	old := *h
	last := len(old) - 1
	t := old[last]
	old[last] = nil
	*h = old[:last]
	t.index = -1
	return t
}
