package clock_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"lcs/clock"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var start = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// diary is what tasks write while they run. Tasks take turns, so it needs no
// lock; the race detector would object if they did not.
type diary struct {
	clock *clock.Simulated
	lines []string
}

func (d *diary) note(format string, args ...any) {
	d.lines = append(d.lines, fmt.Sprintf("%s ", d.clock.Elapsed())+fmt.Sprintf(format, args...))
}

func (d *diary) expect(t *testing.T, want ...string) {
	t.Helper()
	if got := strings.Join(d.lines, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got:\n%s\nwant:\n%s", got, strings.Join(want, "\n"))
	}
}

func TestTasksWakeInOrderOfTimeThenOfBeginning(t *testing.T) {
	t.Parallel()
	s := clock.NewSimulated(start)
	d := &diary{clock: s}
	s.Run(func() {
		g := s.NewGroup()
		for i, wait := range []time.Duration{3 * time.Second, time.Second, 2 * time.Second, time.Second} {
			g.Go(func() {
				d.note("%d begins", i)
				_ = s.Sleep(t.Context(), wait)
				d.note("%d ends", i)
			})
		}
		d.note("all are started")
		g.Wait()
		d.note("all have ended")
	})
	d.expect(t, "0s all are started", "0s 0 begins", "0s 1 begins", "0s 2 begins", "0s 3 begins",
		"1s 1 ends", "1s 3 ends", "2s 2 ends", "3s 0 ends", "3s all have ended")
}

func TestYearsTakeNoTime(t *testing.T) {
	t.Parallel()
	s := clock.NewSimulated(start)
	began := time.Now()
	s.Run(func() {
		for range 100_000 {
			_ = s.Sleep(t.Context(), time.Hour)
		}
	})
	if s.Elapsed() != 100_000*time.Hour {
		t.Errorf("elapsed %s", s.Elapsed())
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("11 years took %s", took)
	}
}

func TestEventWakesAllWhoWaitInTheirOrder(t *testing.T) {
	t.Parallel()
	s := clock.NewSimulated(start)
	d := &diary{clock: s}
	s.Run(func() {
		e, g := s.NewEvent(), s.NewGroup()
		for i := range 3 {
			g.Go(func() {
				d.note("%d: %v", i, e.Wait(t.Context()))
			})
		}
		_ = s.Sleep(t.Context(), time.Minute)
		d.note("set %v", e.Done())
		e.Set()
		e.Set()
		d.note("set %v", e.Done())
		g.Wait()
		d.note("again: %v", e.Wait(t.Context()))
	})
	d.expect(t, "1m0s set false", "1m0s set true", "1m0s 0: <nil>", "1m0s 1: <nil>", "1m0s 2: <nil>", "1m0s again: <nil>")
}

func TestDeadlineEndsWaits(t *testing.T) {
	t.Parallel()
	s := clock.NewSimulated(start)
	d := &diary{clock: s}
	s.Run(func() {
		ctx, cancel := s.WithDeadline(t.Context(), start.Add(5*time.Second))
		defer cancel()
		inner, stop := s.WithDeadline(ctx, start.Add(time.Hour))
		defer stop()
		derived, end := context.WithCancel(inner)
		defer end()
		g := s.NewGroup()
		g.Go(func() { d.note("sleep: %v", s.Sleep(ctx, time.Minute)) })
		g.Go(func() { d.note("event: %v", s.NewEvent().Wait(inner)) })
		g.Go(func() { d.note("derived: %v", s.NewEvent().Wait(derived)) })
		g.Go(func() { d.note("in time: %v", s.Sleep(ctx, 5*time.Second)) })
		g.Wait()
		d.note("%v, %v", ctx.Err(), inner.Err())
		d.note("later: %v, %v", s.Sleep(ctx, 0), s.NewEvent().Wait(ctx))
	})
	d.expect(t, "5s in time: <nil>", "5s sleep: context deadline exceeded", "5s event: context deadline exceeded",
		"5s derived: context deadline exceeded", "5s context deadline exceeded, context deadline exceeded",
		"5s later: context deadline exceeded, context deadline exceeded")
}

func TestDeadlineThatHasPassed(t *testing.T) {
	t.Parallel()
	s := clock.NewSimulated(start)
	for _, at := range []time.Time{start, start.Add(-time.Hour)} {
		ctx, cancel := s.WithDeadline(t.Context(), at)
		defer cancel()
		if !errors.Is(ctx.Err(), context.DeadlineExceeded) {
			t.Errorf("a deadline at %s: %v", at, ctx.Err())
		}
		if got, ok := ctx.Deadline(); !ok || !got.Equal(at) {
			t.Errorf("Deadline() = %s, %v", got, ok)
		}
	}
}

func TestCancelledDeadlineDoesNotMoveTime(t *testing.T) {
	t.Parallel()
	s := clock.NewSimulated(start)
	s.Run(func() {
		parent, end := context.WithCancel(t.Context())
		_, cancel := s.WithDeadline(parent, start.Add(time.Hour))
		_, cancel2 := s.WithDeadline(t.Context(), start.Add(time.Hour))
		defer cancel()
		cancel2()
		end()
		_ = s.Sleep(t.Context(), time.Second)
		g := s.NewGroup()
		g.Go(func() { _ = s.Sleep(t.Context(), time.Second) })
		g.Wait()
	})
	if s.Elapsed() != 2*time.Second {
		t.Errorf("elapsed %s", s.Elapsed())
	}
}

func TestCancelByAnotherTask(t *testing.T) {
	t.Parallel()
	s := clock.NewSimulated(start)
	d := &diary{clock: s}
	cause := errors.New("the other one won")
	s.Run(func() {
		ctx, cancel := context.WithCancelCause(t.Context())
		derived, end := s.WithDeadline(ctx, start.Add(time.Hour))
		defer end()
		g := s.NewGroup()
		g.Go(func() { d.note("sleep: %v", s.Sleep(ctx, time.Minute)) })
		g.Go(func() { d.note("event: %v", s.NewEvent().Wait(derived)) })
		g.Go(func() {
			_ = s.Sleep(t.Context(), time.Second)
			cancel(cause)
			d.note("cancelled")
			_ = s.Sleep(t.Context(), time.Second)
			d.note("went on")
		})
		g.Wait()
	})
	d.expect(t, "1s cancelled", "1s sleep: the other one won", "1s event: the other one won", "2s went on")
}

func TestCancelFromOutsideTheSimulation(t *testing.T) {
	t.Parallel()
	s := clock.NewSimulated(start)
	ctx, cancel := context.WithCancel(t.Context())
	var turns atomic.Int64
	go func() {
		for turns.Load() < 100 {
			runtime.Gosched()
		}
		cancel()
	}()
	s.Run(func() {
		g := s.NewGroup()
		g.Go(func() { _ = s.NewEvent().Wait(ctx) })
		g.Go(func() {
			for s.Sleep(ctx, time.Second) == nil {
				turns.Add(1)
				runtime.Gosched()
			}
		})
		g.Wait()
	})
}

func TestEventSetFromOutsideTheSimulation(t *testing.T) {
	t.Parallel()
	s := clock.NewSimulated(start)
	e := s.NewEvent()
	go e.Set()
	s.Run(func() {
		for !e.Done() {
			_ = s.Sleep(t.Context(), time.Second)
			runtime.Gosched()
		}
		if err := e.Wait(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func deadlockOf(t *testing.T, f func()) (d *clock.Deadlock) {
	t.Helper()
	defer func() {
		p := recover()
		var ok bool
		if d, ok = p.(*clock.Deadlock); !ok {
			t.Fatalf("no deadlock: %v", p)
		}
	}()
	f()
	return nil
}

func TestDeadlockIsReported(t *testing.T) {
	t.Parallel()
	s := clock.NewSimulated(start)
	unwound := 0
	d := deadlockOf(t, func() {
		s.Run(func() {
			g := s.NewGroup()
			a, b := s.NewEvent(), s.NewEvent()
			g.Go(func() {
				defer func() { unwound++ }()
				_ = a.Wait(t.Context())
				b.Set()
			})
			g.Go(func() {
				defer func() { unwound++ }()
				_ = s.Sleep(t.Context(), time.Minute)
				_ = b.Wait(t.Context())
				a.Set()
			})
			g.Wait()
		})
	})
	for _, want := range []string{"deadlock at 2026-03-01T09:01:00Z", "waits for an event at ", "waits for a group at ", "simulated_test.go:"} {
		if !strings.Contains(d.Error(), want) {
			t.Errorf("%q is missing in: %s", want, d)
		}
	}
	if len(d.Waits) != 3 || unwound != 2 {
		t.Errorf("%d waits, %d unwound: %s", len(d.Waits), unwound, d)
	}
	// The clock can still be used.
	s.Run(func() { _ = s.Sleep(t.Context(), time.Minute) })
	if s.Elapsed() != 2*time.Minute {
		t.Errorf("elapsed %s", s.Elapsed())
	}
}

func TestDeadlockOfTasksThatNobodyWaitsFor(t *testing.T) {
	t.Parallel()
	s := clock.NewSimulated(start)
	deadlockOf(t, func() {
		s.Run(func() {
			s.NewGroup().Go(func() { _ = s.NewEvent().Wait(t.Context()) })
		})
	})
	deadlockOf(t, func() {
		s.NewGroup().Go(func() { _ = s.NewEvent().Wait(t.Context()) })
		_ = s.NewEvent().Wait(t.Context())
	})
}

func TestRunEndsAfterItsTasks(t *testing.T) {
	t.Parallel()
	s := clock.NewSimulated(start)
	s.Run(func() {
		s.NewGroup().Go(func() {
			_ = s.Sleep(t.Context(), time.Minute)
			s.NewGroup().Go(func() { _ = s.Sleep(t.Context(), time.Minute) })
		})
	})
	if s.Elapsed() != 2*time.Minute {
		t.Errorf("elapsed %s", s.Elapsed())
	}
}

func TestPanicOfMainIsItsOwn(t *testing.T) {
	t.Parallel()
	s := clock.NewSimulated(start)
	defer func() {
		if p := recover(); p != "boom" {
			t.Errorf("panicked with %v", p)
		}
		s.Run(func() { _ = s.Sleep(t.Context(), time.Second) })
	}()
	s.Run(func() {
		s.NewGroup().Go(func() { _ = s.NewEvent().Wait(t.Context()) })
		panic("boom")
	})
}

func TestTaskThatExits(t *testing.T) {
	t.Parallel()
	s := clock.NewSimulated(start)
	s.Run(func() {
		g := s.NewGroup()
		g.Go(runtime.Goexit)
		g.Wait()
	})
}

func TestRunInsideOfRun(t *testing.T) {
	t.Parallel()
	s := clock.NewSimulated(start)
	defer func() {
		if p := recover(); p != "clock: Run of a simulated clock inside of Run" {
			t.Errorf("panicked with %v", p)
		}
	}()
	s.Run(func() { s.Run(func() {}) })
}

func TestSetAndAdvance(t *testing.T) {
	t.Parallel()
	s := clock.NewSimulated(start)
	d := &diary{clock: s}
	g := s.NewGroup()
	g.Go(func() {
		for range 3 {
			_ = s.Sleep(t.Context(), 10*time.Hour)
			d.note("tick")
		}
	})
	s.Advance(23 * time.Hour)
	d.note("advanced")
	s.Set(start.Add(48 * time.Hour))
	d.note("set")
	g.Wait()
	s.Set(start.Add(time.Hour))
	d.note("set back")
	s.Advance(time.Hour)
	d.note("advanced")
	d.expect(t, "10h0m0s tick", "20h0m0s tick", "23h0m0s advanced", "30h0m0s tick", "48h0m0s set", "1h0m0s set back", "2h0m0s advanced")
}

func TestDeadlineOfAContext(t *testing.T) {
	t.Parallel()
	s := clock.NewSimulated(start)
	machine, cancel := context.WithDeadline(t.Context(), time.Now().Add(time.Hour))
	defer cancel()
	if at, ok := clock.Deadline(s, machine); ok {
		t.Errorf("a deadline of the machine's clock taken for a simulated one: %s", at)
	}
	if _, ok := clock.Deadline(clock.System(), machine); !ok {
		t.Error("the machine's deadline is not seen")
	}
	outer, cancel := s.WithDeadline(machine, start.Add(time.Minute))
	defer cancel()
	inner, cancel := s.WithDeadline(outer, start.Add(time.Hour))
	defer cancel()
	for _, ctx := range []context.Context{outer, inner} {
		if at, ok := clock.Deadline(s, ctx); !ok || !at.Equal(start.Add(time.Minute)) {
			t.Errorf("deadline %s, %v", at, ok)
		}
	}
	if _, ok := clock.Deadline(clock.NewSimulated(start), outer); ok {
		t.Error("a deadline of another clock")
	}
}
