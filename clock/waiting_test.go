package clock_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lcs/clock"
)

func TestSystemWaits(t *testing.T) {
	t.Parallel()
	c := clock.System()
	began := c.Now()
	if err := c.Sleep(t.Context(), 2*time.Millisecond); err != nil || c.Now().Sub(began) < 2*time.Millisecond {
		t.Errorf("sleep: %v after %s", err, c.Now().Sub(began))
	}
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	e := c.NewEvent()
	g := c.NewGroup()
	g.Go(func() {
		if err := c.Sleep(ctx, time.Hour); !errors.Is(err, cause) {
			t.Errorf("sleep: %v", err)
		}
	})
	g.Go(func() {
		if err := c.NewEvent().Wait(ctx); !errors.Is(err, cause) {
			t.Errorf("event: %v", err)
		}
	})
	g.Go(func() {
		if err := e.Wait(t.Context()); err != nil || !e.Done() {
			t.Errorf("event: %v, %v", err, e.Done())
		}
	})
	if e.Done() {
		t.Error("done before it is set")
	}
	e.Set()
	e.Set()
	cancel(cause)
	g.Wait()
	if err := e.Wait(ctx); err != nil {
		t.Errorf("an event that happened before the cancel: %v", err)
	}
	if err := c.Sleep(ctx, 0); !errors.Is(err, cause) {
		t.Errorf("sleep: %v", err)
	}
	limited, end := c.WithDeadline(t.Context(), c.Now().Add(time.Millisecond))
	defer end()
	if err := c.Sleep(limited, time.Hour); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("deadline: %v", err)
	}
}

func TestSemaphoreServesInOrder(t *testing.T) {
	t.Parallel()
	s := clock.NewSimulated(start)
	d := &diary{clock: s}
	places := clock.NewSemaphore(s, 2)
	s.Run(func() {
		g := s.NewGroup()
		impatient, cancel := context.WithCancel(t.Context())
		for i := range 6 {
			ctx := t.Context()
			if i == 3 {
				ctx = impatient
			}
			g.Go(func() {
				if err := places.Acquire(ctx); err != nil {
					d.note("%d: %v", i, err)
					return
				}
				defer places.Release()
				d.note("%d", i)
				_ = s.Sleep(t.Context(), time.Second)
			})
		}
		g.Go(cancel)
		g.Wait()
		if err := places.Acquire(impatient); !errors.Is(err, context.Canceled) {
			t.Errorf("a free place for one who was cancelled: %v", err)
		}
	})
	d.expect(t, "0s 0", "0s 1", "0s 3: context canceled", "1s 2", "1s 4", "2s 5")
}

func TestSemaphoreOnTheSystemClock(t *testing.T) {
	t.Parallel()
	c := clock.System()
	places := clock.NewSemaphore(c, 3)
	var inside, most atomic.Int64
	var done sync.WaitGroup
	for i := range 200 {
		done.Go(func() {
			ctx, cancel := c.WithDeadline(t.Context(), c.Now().Add(time.Duration(i%7)*20*time.Microsecond))
			defer cancel()
			if i%2 == 0 {
				ctx = t.Context()
			}
			if places.Acquire(ctx) != nil {
				return
			}
			n := inside.Add(1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			_ = c.Sleep(t.Context(), 10*time.Microsecond)
			inside.Add(-1)
			places.Release()
		})
	}
	done.Wait()
	if most.Load() > 3 {
		t.Errorf("%d had a place at once", most.Load())
	}
	// No place was lost.
	for range 3 {
		ctx, cancel := c.WithDeadline(t.Context(), c.Now().Add(time.Second))
		if err := places.Acquire(ctx); err != nil {
			t.Errorf("a place was lost: %v", err)
		}
		cancel()
	}
}

func TestLimiter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := clock.NewSimulated(start)
		n := rapid.IntRange(1, 4).Draw(t, "n")
		window := time.Duration(rapid.IntRange(1, 5).Draw(t, "window")) * time.Second
		limit := clock.NewLimiter(s, n, window)
		arrivals := rapid.SliceOfN(rapid.IntRange(0, 10), 1, 15).Draw(t, "arrivals")
		var begun []time.Time
		s.Run(func() {
			g := s.NewGroup()
			for _, at := range arrivals {
				g.Go(func() {
					_ = s.Sleep(context.Background(), time.Duration(at)*time.Second)
					came := s.Now()
					if err := limit.Wait(context.Background()); err != nil {
						t.Error(err)
					}
					now := s.Now()
					// It waited only if it had to.
					if now.After(came) && (len(begun) < n || !begun[len(begun)-n].Add(window).Equal(now)) {
						t.Errorf("one who came at %s began at %s, after %v", came, now, begun)
					}
					begun = append(begun, now)
				})
			}
			g.Wait()
		})
		for i := n; i < len(begun); i++ {
			if begun[i].Sub(begun[i-n]) < window {
				t.Fatalf("%d began within %s: %v", n+1, window, begun)
			}
		}
	})
}

func TestLimiterRefusesWhatCannotBeginInTime(t *testing.T) {
	t.Parallel()
	s := clock.NewSimulated(start)
	d := &diary{clock: s}
	limit := clock.NewLimiter(s, 2, time.Second)
	s.Run(func() {
		g := s.NewGroup()
		for i := range 8 {
			g.Go(func() {
				ctx, cancel := s.WithDeadline(t.Context(), start.Add(2*time.Second))
				defer cancel()
				d.note("%d: %v", i, limit.Wait(ctx))
			})
		}
		g.Wait()
	})
	d.expect(t, "0s 0: <nil>", "0s 1: <nil>",
		"0s 6: context deadline exceeded", "0s 7: context deadline exceeded",
		"1s 2: <nil>", "1s 3: <nil>", "2s 4: <nil>", "2s 5: <nil>")
}

func TestLimiterGivesTheTurnOfOneWhoLeavesToTheNext(t *testing.T) {
	t.Parallel()
	s := clock.NewSimulated(start)
	d := &diary{clock: s}
	limit := clock.NewLimiter(s, 1, 10*time.Second)
	s.Run(func() {
		g := s.NewGroup()
		ctx, cancel := context.WithCancel(t.Context())
		for i := range 4 {
			use := t.Context()
			if i == 1 || i == 2 {
				use = ctx
			}
			g.Go(func() { d.note("%d: %v", i, limit.Wait(use)) })
		}
		_ = s.Sleep(t.Context(), time.Second)
		cancel()
		g.Wait()
	})
	d.expect(t, "0s 0: <nil>", "1s 1: context canceled", "1s 2: context canceled", "10s 3: <nil>")
}

func TestSingleFlight(t *testing.T) {
	t.Parallel()
	s := clock.NewSimulated(start)
	d := &diary{clock: s}
	flights := clock.NewSingleFlight[string, int](s)
	calls := 0
	s.Run(func() {
		g := s.NewGroup()
		for i := range 5 {
			g.Go(func() {
				key := "a"
				if i == 3 {
					key = "b"
				}
				v, shared, err := flights.Do(t.Context(), key, func(ctx context.Context) (int, error) {
					calls++
					n := calls
					return n, s.Sleep(ctx, time.Second)
				})
				d.note("%d: %d %v %v", i, v, shared, err)
			})
		}
		g.Wait()
		v, shared, _ := flights.Do(t.Context(), "a", func(context.Context) (int, error) { return 100, nil })
		d.note("%d %v", v, shared)
	})
	d.expect(t, "1s 0: 1 false <nil>", "1s 1: 1 true <nil>", "1s 2: 1 true <nil>", "1s 4: 1 true <nil>", "1s 3: 2 false <nil>", "1s 100 false")
}

func TestSingleFlightSurvivesItsFirstCaller(t *testing.T) {
	t.Parallel()
	s := clock.NewSimulated(start)
	d := &diary{clock: s}
	flights := clock.NewSingleFlight[string, int](s)
	s.Run(func() {
		g := s.NewGroup()
		for i := range 3 {
			g.Go(func() {
				ctx, cancel := s.WithDeadline(t.Context(), start.Add(time.Duration(i+1)*2*time.Second))
				defer cancel()
				v, shared, err := flights.Do(ctx, "", func(ctx context.Context) (int, error) {
					return i, s.Sleep(ctx, 3*time.Second)
				})
				d.note("%d: %d %v %v", i, v, shared, err)
			})
		}
		g.Wait()
	})
	d.expect(t, "2s 0: 0 false context deadline exceeded", "4s 1: 1 false context deadline exceeded", "6s 2: 2 false context deadline exceeded")
}

func TestSingleFlightWhoseCallPanics(t *testing.T) {
	t.Parallel()
	s := clock.NewSimulated(start)
	flights := clock.NewSingleFlight[string, int](s)
	s.Run(func() {
		g := s.NewGroup()
		g.Go(func() {
			defer func() { _ = recover() }()
			_, _, _ = flights.Do(t.Context(), "", func(ctx context.Context) (int, error) {
				_ = s.Sleep(ctx, time.Second)
				panic("boom")
			})
		})
		g.Go(func() {
			if _, _, err := flights.Do(t.Context(), "", nil); err == nil {
				t.Error("a call that panicked has a result")
			}
		})
		g.Wait()
	})
}

func BenchmarkSimulatedSleep(b *testing.B) {
	s := clock.NewSimulated(start)
	s.Run(func() {
		for b.Loop() {
			_ = s.Sleep(context.Background(), time.Second)
		}
	})
}

func BenchmarkSimulatedTurn(b *testing.B) {
	s := clock.NewSimulated(start)
	s.Run(func() {
		g := s.NewGroup()
		done := false
		for range 2 {
			g.Go(func() {
				for !done {
					_ = s.Sleep(context.Background(), time.Second)
				}
			})
		}
		for b.Loop() {
			_ = s.Sleep(context.Background(), time.Second)
		}
		done = true
		g.Wait()
	})
}
