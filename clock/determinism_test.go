package clock_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lcs/clock"
)

// A program of the property tests is a tree of tasks made of these operations.
type op struct {
	what  string
	n     int
	d     time.Duration
	child []op
}

func (o op) String() string { return fmt.Sprintf("%s(%d, %s, %v)", o.what, o.n, o.d, o.child) }

const shared = 3 // events, and contexts that can be cancelled

func program(t *rapid.T, depth int) []op {
	kinds := []string{"sleep", "sleep", "sleep", "set", "wait", "cancel", "deadline", "acquire", "limit", "flight"}
	if depth > 0 {
		kinds = append(kinds, "go", "go", "group")
	}
	ops := make([]op, rapid.IntRange(0, 6).Draw(t, "length"))
	for i := range ops {
		o := op{
			what: rapid.SampledFrom(kinds).Draw(t, "what"),
			n:    rapid.IntRange(0, shared-1).Draw(t, "n"),
			d:    time.Duration(rapid.IntRange(0, 5).Draw(t, "d")) * time.Second,
		}
		if o.what == "go" || o.what == "group" {
			o.child = program(t, depth-1)
		}
		ops[i] = o
	}
	return ops
}

type world struct {
	clock  *clock.Simulated
	diary  diary
	ctx    [shared]context.Context
	cancel [shared]context.CancelCauseFunc
	events [shared]clock.Event
	places *clock.Semaphore
	limit  *clock.Limiter
	flight *clock.SingleFlight[int, string]
}

var errCancelled = errors.New("cancelled by a task")

func (w *world) run(name string, all clock.Group, ops []op) {
	for i, o := range ops {
		id := fmt.Sprintf("%s.%d %s", name, i, o.what)
		ctx := w.ctx[o.n]
		var result any
		switch o.what {
		case "sleep":
			result = w.clock.Sleep(ctx, o.d)
		case "set":
			w.events[o.n].Set()
		case "wait":
			limited, end := w.clock.WithDeadline(ctx, w.clock.Now().Add(o.d))
			result = w.events[(o.n+1)%shared].Wait(limited)
			end()
		case "cancel":
			w.cancel[o.n](errCancelled)
		case "deadline":
			limited, end := w.clock.WithDeadline(ctx, w.clock.Now().Add(o.d))
			result = w.clock.Sleep(limited, 3*time.Second)
			end()
		case "acquire":
			if result = w.places.Acquire(ctx); result == nil {
				_ = w.clock.Sleep(ctx, o.d)
				w.places.Release()
			}
		case "limit":
			result = w.limit.Wait(ctx)
		case "flight":
			v, shared, err := w.flight.Do(ctx, o.n%2, func(ctx context.Context) (string, error) {
				return id, w.clock.Sleep(ctx, o.d)
			})
			result = fmt.Sprint(v, shared, err)
		case "go":
			all.Go(func() { w.run(id, all, o.child) })
		case "group":
			g := w.clock.NewGroup()
			g.Go(func() { w.run(id+"/a", all, o.child) })
			g.Go(func() { w.run(id+"/b", all, o.child) })
			g.Wait()
		}
		w.diary.note("%s: %v", id, result)
	}
}

func perform(ops []op) []string {
	s := clock.NewSimulated(start)
	w := &world{clock: s, diary: diary{clock: s},
		places: clock.NewSemaphore(s, 2), limit: clock.NewLimiter(s, 2, 3*time.Second), flight: clock.NewSingleFlight[int, string](s)}
	for i := range shared {
		ctx, cancel := context.WithCancelCause(context.Background())
		w.cancel[i] = cancel
		limited, end := s.WithDeadline(ctx, start.Add(time.Duration(20+10*i)*time.Second))
		defer end()
		w.ctx[i] = limited
		w.events[i] = s.NewEvent()
	}
	s.Run(func() {
		g := s.NewGroup()
		w.run("", g, ops)
		g.Wait()
	})
	return w.diary.lines
}

func TestEveryProgramAlwaysRunsTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ops := program(t, 3)
		first := perform(ops)
		for range 3 {
			if again := perform(ops); !slices.Equal(first, again) {
				t.Fatalf("the order changed:\n%s", cmp.Diff(first, again))
			}
		}
	})
}

// Time must not run backwards, and a wait must end at the earliest moment that
// can end it.
func TestSleepsEndWhenTheyShould(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := clock.NewSimulated(start)
		seconds := func(what string) time.Duration {
			return time.Duration(rapid.IntRange(0, 20).Draw(t, what)) * time.Second
		}
		type sleeper struct{ begin, wait, deadline, cancel time.Duration }
		sleepers := make([]sleeper, rapid.IntRange(1, 8).Draw(t, "tasks"))
		for i := range sleepers {
			sleepers[i] = sleeper{seconds("begin"), seconds("wait"), seconds("deadline"), seconds("cancel")}
		}
		last := start
		s.Run(func() {
			g := s.NewGroup()
			for _, p := range sleepers {
				ctx, cancel := context.WithCancelCause(context.Background())
				g.Go(func() {
					_ = s.Sleep(context.Background(), p.cancel)
					cancel(errCancelled)
				})
				g.Go(func() {
					_ = s.Sleep(context.Background(), p.begin)
					limited, end := s.WithDeadline(ctx, start.Add(p.deadline))
					defer end()
					err := s.Sleep(limited, p.wait)
					now := s.Now()
					if now.Before(last) {
						t.Errorf("time ran backwards")
					}
					last = now
					want := max(p.begin, min(p.begin+p.wait, p.deadline, p.cancel))
					if got := now.Sub(start); got != want {
						t.Errorf("%+v ended after %s, want %s", p, got, want)
					}
					inTime := p.begin+p.wait <= p.deadline && p.begin+p.wait < p.cancel && p.begin < p.deadline
					if inTime && err != nil || !inTime && p.begin+p.wait > min(p.deadline, p.cancel) && err == nil {
						t.Errorf("%+v: %v", p, err)
					}
				})
			}
			g.Wait()
		})
	})
}
