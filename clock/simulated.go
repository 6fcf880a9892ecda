package clock

import (
	"context"
	"sync"
	"time"
)

// Simulated is a clock that moves by itself. Its tasks take turns: exactly one
// runs, until it waits or ends; then the next one that can go on does. When all
// of them wait, time jumps to the earliest moment that one of them waits for.
// So a year takes microseconds, and a program always runs in the same order.
//
// Tasks are started with Group.Go; Run makes the calling goroutine one too. A
// wait by a goroutine outside of the simulation enters it for as long as it
// takes, so code that was written for any Clock needs no Run of its own. While
// a Run is under way, only its tasks may wait.
//
// At one moment the order is: tasks that can go on, in the order in which they
// became able to; then tasks whose context is done, in the order in which they
// began to wait; then sleeps that end now, in the order of their beginning;
// then deadlines. What is ready at its deadline is therefore in time.
type Simulated struct {
	mu       sync.Mutex
	start    time.Time
	now      time.Time
	seq      uint64 // numbers tasks and timers
	current  *task  // holds the baton; nil outside of Run
	live     int    // tasks that have not ended
	ready    taskList
	parked   taskList // in the order in which they began to wait
	timers   timerHeap
	ended    taskList // Run, waiting for the last task
	deadlock *Deadlock
}

// task is one goroutine of the simulation.
type task struct {
	id    uint64
	begin func()        // nil once it has begun
	wake  chan struct{} // hands over the baton

	// While it waits:
	queue, parking link
	ctx            context.Context // nil when it cannot end the wait
	timer          *timer
	purpose        string
	err            error
}

// NewSimulated returns a simulated clock that shows start.
func NewSimulated(start time.Time) *Simulated {
	start = start.Round(0) // without the machine's monotonic reading
	return &Simulated{start: start, now: start}
}

// Now returns the simulated moment.
func (s *Simulated) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// Elapsed returns how much time has passed since the clock was made.
func (s *Simulated) Elapsed() time.Duration { return s.Now().Sub(s.start) }

// Advance lets d pass; what falls due meanwhile happens.
func (s *Simulated) Advance(d time.Duration) { _ = s.Sleep(context.Background(), d) }

// Set moves the clock to t. What falls due on the way happens. The clock can
// be set back; waits then keep the moments at which they were to end.
func (s *Simulated) Set(t time.Time) {
	t = t.Round(0)
	if d := t.Sub(s.Now()); d > 0 {
		s.Advance(d)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = t
}

// Run runs main as a task and returns when it and all tasks begun meanwhile
// have ended. It panics with a *Deadlock when all tasks wait for each other;
// the tasks have been unwound by then. Run must not be called while another
// Run of this clock is under way.
func (s *Simulated) Run(main func()) {
	s.mu.Lock()
	if s.current != nil {
		s.mu.Unlock()
		panic("clock: Run of a simulated clock inside of Run")
	}
	s.current = s.newTask()
	s.mu.Unlock()

	returned := false
	defer func() {
		deadlock := s.finish()
		// A panic or a Goexit of main goes on by itself, and says more.
		if returned && deadlock != nil {
			panic(deadlock)
		}
	}()
	main()
	returned = true
}

// finish waits for the other tasks and takes the baton away.
func (s *Simulated) finish() *Deadlock {
	s.mu.Lock()
	for s.live > 1 {
		s.park(&s.ended, nil, nil, "the end of all tasks")
		s.mu.Lock()
	}
	defer s.mu.Unlock()
	deadlock := s.deadlock
	s.live, s.current, s.deadlock = 0, nil, nil
	return deadlock
}

// inside runs f as part of the simulation. A goroutine from outside is a task
// for as long as f runs; the others stay where they are when it leaves.
func (s *Simulated) inside(f func()) {
	s.mu.Lock()
	visitor := s.current == nil
	if visitor {
		s.current = s.newTask()
	}
	s.mu.Unlock()
	if visitor {
		returned := false
		defer func() {
			if !returned {
				s.finish()
				return
			}
			s.mu.Lock()
			s.live--
			s.current = nil
			s.mu.Unlock()
		}()
		f()
		returned = true
		return
	}
	f()
}

// Sleep waits for d, or until ctx is done.
func (s *Simulated) Sleep(ctx context.Context, d time.Duration) (err error) {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	s.inside(func() {
		s.mu.Lock()
		t := s.current
		t.timer = s.schedule(s.now.Add(max(d, 0)), ending{task: t})
		err = s.wait(nil, ctx, "a sleep")
	})
	return err
}

// NewGroup returns a group of simulated tasks.
func (s *Simulated) NewGroup() Group { return &simulatedGroup{clock: s} }

// NewEvent returns an event that simulated tasks can wait for. It may be set by
// any goroutine.
func (s *Simulated) NewEvent() Event { return &simulatedEvent{clock: s} }

type simulatedGroup struct {
	clock   *Simulated
	running int
	waiting taskList
}

// Go makes a task that gets its first turn after those that are ready now.
func (g *simulatedGroup) Go(f func()) {
	s := g.clock
	s.mu.Lock()
	defer s.mu.Unlock()
	g.running++
	t := s.newTask()
	t.begin = func() {
		defer s.end(t, g)
		f()
	}
	s.ready.push(t)
}

func (g *simulatedGroup) Wait() {
	s := g.clock
	s.inside(func() {
		s.mu.Lock()
		for g.running > 0 {
			s.park(&g.waiting, nil, nil, "a group")
			s.mu.Lock()
		}
		s.mu.Unlock()
	})
}

// end is the last thing a task does: it passes on the baton.
func (s *Simulated) end(t *task, g *simulatedGroup) {
	// Run reports a deadlock; any other panic takes its course.
	if p := recover(); p != nil {
		if _, ok := p.(*Deadlock); !ok {
			panic(p)
		}
	}
	s.mu.Lock()
	s.live--
	if g.running--; g.running == 0 {
		s.wakeAll(&g.waiting)
	}
	if s.live == 1 {
		s.wakeAll(&s.ended)
	}
	next := s.next()
	s.mu.Unlock()
	next.resume()
}

type simulatedEvent struct {
	clock   *Simulated
	done    bool
	waiting taskList
}

func (e *simulatedEvent) Set() {
	e.clock.mu.Lock()
	defer e.clock.mu.Unlock()
	e.done = true
	e.clock.wakeAll(&e.waiting)
}

func (e *simulatedEvent) Done() bool {
	e.clock.mu.Lock()
	defer e.clock.mu.Unlock()
	return e.done
}

func (e *simulatedEvent) Wait(ctx context.Context) (err error) {
	if e.Done() {
		return nil
	}
	if err := context.Cause(ctx); err != nil {
		return err
	}
	s := e.clock
	s.inside(func() {
		s.mu.Lock()
		if e.done {
			s.mu.Unlock()
			return
		}
		err = s.wait(&e.waiting, ctx, "an event")
	})
	return err
}
