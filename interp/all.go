package interp

import (
	"cmp"
	"context"
	"iter"
	"sync"

	"lcs/clock"
	"lcs/lang/diag"
	"lcs/value"
)

// All runs leads as they come, several at a time, and emits the results in the
// order of the input. A lead that could not be read becomes a result that says
// so. With a journal, leads that an earlier run has queued go first, and of a run
// that is taken up those results are emitted that have not come out; the end of
// ctx ends the input, and the leads under way come to their end. It returns the
// first error of emit or of the journal, or the context's.
func (r *Run) All(ctx context.Context, leads iter.Seq2[Record, *diag.Diagnostic], emit func(*Result) error) error {
	input := ctx
	if r.recorder != nil {
		ctx = context.WithoutCancel(ctx)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	inFlight := max(r.options.Concurrency, 1)
	out := &sequence{emit: emit, done: map[int]*Result{}, fail: cancel}
	// leads begun and not emitted: those that wait for an earlier one, or in a batch
	window := 4*inFlight + 16 + 2*r.program.largestBatch
	if k := r.recorder; k != nil {
		k.standing = k.journal.Standing()
		k.stop, out.next, out.keepsCut = cancel, k.standing.Out, true
		window = max(window, k.standing.Begun-k.standing.Out) // a batch may have leads of all of these
	}
	out.window = clock.NewSemaphore(r.clock, window)
	next, stop := iter.Pull2(r.entries(leads, cancel))
	defer stop()
	c := &crew{
		run: r, ctx: ctx, input: input, out: out, next: next, room: inFlight,
		reading: clock.NewSemaphore(r.clock, 1), places: clock.NewSemaphore(r.clock, inFlight), tasks: r.clock.NewGroup(),
	}
	r.expectMore(true)
	c.hire()
	c.tasks.Wait()
	return cmp.Or(context.Cause(ctx), context.Cause(input))
}

// crew is the tasks that take the leads of an input through a run: one for each
// lead in flight, and one for each that is suspended. A task that is done with a
// lead takes the next, at the same desk, with a stack that has grown to what a lead
// needs.
type crew struct {
	run        *Run
	ctx, input context.Context
	out        *sequence
	reading    *clock.Semaphore // held by the task that takes a lead
	next       func() (entry, *diag.Diagnostic, bool)
	places     *clock.Semaphore // of the leads in flight
	tasks      clock.Group

	mu    sync.Mutex
	room  int  // tasks that may begin; below 0: that are too many
	ended bool // no more leads are taken
}

// hire begins another task, where there is room for one.
func (c *crew) hire() {
	c.mu.Lock()
	begin := c.room > 0 && !c.ended
	if begin {
		c.room--
	}
	c.mu.Unlock()
	if begin {
		c.tasks.Go(c.work)
	}
}

// spare lets a task end that leads which came back have made too many.
func (c *crew) spare() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.room >= 0 {
		return false
	}
	c.room++
	return true
}

// work takes leads through the run, one after the other.
func (c *crew) work() {
	at := c.run.newDesk(c)
	for !c.spare() {
		if c.out.window.Acquire(c.ctx) != nil {
			c.end()
			return
		}
		e, problem, ok := c.take()
		if !ok {
			c.out.window.Release() // for others, to find the end as well
			c.end()
			return
		}
		switch {
		case e.done != nil:
			c.out.put(e.index, e.done)
		case problem != nil:
			c.out.put(e.index, c.run.unreadable(e, problem))
		default:
			c.through(e, at)
			if at.kept {
				at = c.run.newDesk(c)
			}
		}
	}
}

// take takes the next lead of the input. While it is read no place is held: the
// input may be slow, and a lead may want to go on that was suspended.
func (c *crew) take() (e entry, problem *diag.Diagnostic, ok bool) {
	if c.reading.Acquire(c.ctx) != nil {
		return entry{}, nil, false
	}
	defer c.reading.Release()
	if c.input.Err() != nil {
		return entry{}, nil, false
	}
	if e, problem, ok = c.next(); !ok {
		return e, problem, false
	}
	if e.done == nil && problem == nil {
		c.run.enter() // before another task finds the end, or a batch could think that no more leads come
	}
	c.hire()
	return e, problem, true
}

// through takes one lead through the run.
func (c *crew) through(e entry, at *desk) {
	defer c.run.leave()
	if c.places.Acquire(c.ctx) != nil {
		return
	}
	defer c.places.Release()
	c.out.put(e.index, c.run.do(c.ctx, e.index, e.record, e.past, at))
}

// end says that no more leads come.
func (c *crew) end() {
	c.mu.Lock()
	c.ended = true
	c.mu.Unlock()
	c.run.expectMore(false)
}

// aside gives up the place of a lead that is suspended; back takes one again. A
// lead without a crew has none.
func (c *crew) aside() {
	if c == nil {
		return
	}
	c.places.Release()
	c.mu.Lock()
	c.room++
	c.mu.Unlock()
	c.hire()
}

func (c *crew) back() {
	if c == nil {
		return
	}
	_ = c.places.Acquire(context.WithoutCancel(c.ctx))
	c.mu.Lock()
	c.room--
	c.mu.Unlock()
}

func (r *Run) unreadable(e entry, problem *diag.Diagnostic) *Result {
	result := &Result{
		Index: e.index, Place: e.record.Place, Came: e.record.Value, Outcome: Error, Reason: problem.Message,
		Lead: value.NewObject(), Started: r.clock.Now(), Diagnostic: problem,
	}
	if e.record.Value != nil {
		result.Lead = e.record.Value
	}
	r.stats.lead(result)
	r.recorder.unreadable(e, result)
	return result
}

// sequence emits results in the order of their numbers.
type sequence struct {
	emit   func(*Result) error
	fail   context.CancelCauseFunc
	window *clock.Semaphore

	mu     sync.Mutex
	done   map[int]*Result
	next   int
	failed bool // nothing is emitted any more

	keepsCut bool // leads that are cut short are taken up later
}

func (s *sequence) put(n int, r *Result) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.done[n] = r
	for {
		ready, ok := s.done[s.next]
		if !ok {
			return
		}
		delete(s.done, s.next)
		s.next++
		s.window.Release()
		s.failed = s.failed || ready.cut && s.keepsCut
		if s.failed {
			continue
		}
		if err := s.emit(ready); err != nil {
			s.failed = true
			s.fail(err)
		}
	}
}
