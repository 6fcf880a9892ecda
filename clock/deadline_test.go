package clock_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"lcs/clock"
)

type keyOfTest struct{}

// A deadline ends as one of the standard library does, whoever ends it, and
// whether or not somebody waits for it by then.
func TestDeadlineEndsAsExpected(t *testing.T) {
	t.Parallel()
	cause := errors.New("no longer needed")
	far, past := time.Now().Add(time.Hour), time.Now().Add(-time.Hour)
	for name, c := range map[string]struct {
		outer, inner time.Time
		end          func(parent context.CancelCauseFunc, outer, inner context.CancelFunc)
		outerEnds    error
		innerEnds    error
		innerCause   error
	}{
		"nothing":                  {far, far, func(context.CancelCauseFunc, context.CancelFunc, context.CancelFunc) {}, nil, nil, nil},
		"the parent":               {far, far, func(parent context.CancelCauseFunc, _, _ context.CancelFunc) { parent(cause) }, context.Canceled, context.Canceled, cause},
		"the outer one":            {far, far, func(_ context.CancelCauseFunc, outer, _ context.CancelFunc) { outer() }, context.Canceled, context.Canceled, context.Canceled},
		"the inner one":            {far, far, func(_ context.CancelCauseFunc, _, inner context.CancelFunc) { inner() }, nil, context.Canceled, context.Canceled},
		"both":                     {far, far, func(_ context.CancelCauseFunc, outer, inner context.CancelFunc) { inner(); outer() }, context.Canceled, context.Canceled, context.Canceled},
		"the outer one's time":     {past, far, func(context.CancelCauseFunc, context.CancelFunc, context.CancelFunc) {}, context.DeadlineExceeded, context.DeadlineExceeded, context.DeadlineExceeded},
		"the inner one's time":     {far, past, func(context.CancelCauseFunc, context.CancelFunc, context.CancelFunc) {}, nil, context.DeadlineExceeded, context.DeadlineExceeded},
		"its time, then its owner": {past, far, func(_ context.CancelCauseFunc, outer, _ context.CancelFunc) { outer() }, context.DeadlineExceeded, context.DeadlineExceeded, context.DeadlineExceeded},
	} {
		for _, waited := range []string{"never", "before", "after"} {
			t.Run(name+", waited for "+waited, func(t *testing.T) {
				t.Parallel()
				parent, endParent := context.WithCancelCause(context.WithValue(t.Context(), keyOfTest{}, "value"))
				defer endParent(nil)
				outer, endOuter := clock.System().WithDeadline(parent, c.outer)
				defer endOuter()
				if waited == "before" {
					outer.Done()
				}
				inner, endInner := clock.System().WithDeadline(outer, c.inner)
				defer endInner()
				c.end(endParent, endOuter, endInner)
				if waited == "after" {
					outer.Done()
				}
				ends(t, "the outer one", outer, c.outerEnds)
				ends(t, "the inner one", inner, c.innerEnds)
				if got := context.Cause(inner); got != c.innerCause {
					t.Errorf("the inner one's cause is %v, not %v", got, c.innerCause)
				}
				if inner.Value(keyOfTest{}) != "value" || outer.Value(keyOfTest{}) != "value" {
					t.Error("the parent's values are lost")
				}
				if at, ok := outer.Deadline(); !ok || !at.Equal(c.outer) {
					t.Errorf("the outer one's deadline is %v", at)
				}
				if at, ok := inner.Deadline(); !ok || at.After(c.outer) || at.After(c.inner) {
					t.Errorf("the inner one's deadline is %v", at)
				}
			})
		}
	}
}

// ends checks a context's error, and then whether who waits for it is told.
func ends(t *testing.T, name string, ctx context.Context, want error) {
	t.Helper()
	if got := ctx.Err(); got != want {
		t.Errorf("%s: %v, not %v", name, got, want)
	}
	select {
	case <-ctx.Done():
		if want == nil {
			t.Errorf("%s is done", name)
		}
	default:
		if want != nil {
			t.Errorf("%s is not done", name)
		}
	}
	if got := ctx.Err(); got != want {
		t.Errorf("%s, waited for: %v, not %v", name, got, want)
	}
}

// Who waits is told when the time comes.
func TestDeadlineComes(t *testing.T) {
	t.Parallel()
	outer, cancel := clock.System().WithDeadline(t.Context(), time.Now().Add(time.Millisecond))
	defer cancel()
	inner, cancelInner := clock.System().WithDeadline(outer, time.Now().Add(time.Hour))
	defer cancelInner()
	child, cancelChild := context.WithCancel(outer)
	defer cancelChild()
	for _, ctx := range []context.Context{inner, child, outer} {
		<-ctx.Done()
		if ctx.Err() != context.DeadlineExceeded {
			t.Error(ctx.Err())
		}
	}
}
