package clock

import (
	"fmt"
	"runtime"
	"strings"
	"time"
)

// Deadlock says that all tasks of a simulation wait and that nothing can wake
// them. Run panics with it.
type Deadlock struct {
	At    time.Time
	Waits []string // what each task waits for, and where
}

func (d *Deadlock) Error() string {
	return fmt.Sprintf("simulated clock: deadlock at %s: every task waits and nothing can wake one:\n\t%s",
		d.At.Format(time.RFC3339Nano), strings.Join(d.Waits, "\n\t"))
}

// breakDeadlock wakes all tasks, each of which panics in turn and so unwinds.
// Only Run goes on waiting for their end.
func (s *Simulated) breakDeadlock() {
	if s.deadlock == nil {
		s.deadlock = &Deadlock{At: s.now}
	}
	for t := s.parked.first; t != nil; {
		following := t.parking.next
		if t.queue.list != &s.ended {
			s.unpark(t, s.deadlock)
		}
		t = following
	}
}

// add notes where t waits; it is called by t's own goroutine.
func (d *Deadlock) add(t *task) {
	d.Waits = append(d.Waits, fmt.Sprintf("task %d waits for %s%s", t.id, t.purpose, caller()))
}

// caller returns the place outside of this package that called into it.
func caller() string {
	pcs := make([]uintptr, 24)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	for {
		frame, more := frames.Next()
		own := strings.HasPrefix(frame.Function, "lcs/clock.") && !strings.HasSuffix(frame.File, "_test.go")
		if !own && frame.File != "" {
			return fmt.Sprintf(" at %s:%d", frame.File, frame.Line)
		}
		if !more {
			return ""
		}
	}
}
