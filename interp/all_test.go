package interp_test

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"testing"
	"time"

	"lcs/interp"
	"lcs/lang/diag"
	"lcs/limits"
	lcshttp "lcs/stdlib/http"
)

const oneStep = `flow "All"
lead { id: string, slow: number = 0 }
step ask { request GET "https://a.example.com/{{lead.id}}"  on 5xx { fail "down" } }
`

// TestAllInOrder: results come in the order of the input, however long each
// takes, and no more leads are under way than asked for.
func TestAllInOrder(t *testing.T) {
	t.Parallel()
	for _, places := range []int{0, 1, 3, 50} {
		s := simulate(t, oneStep, func(o *interp.Options) { o.Concurrency = places })
		busy, most := 0, 0
		s.partner.decide = func(_ string, _ *lcshttp.Request, n int) (reply, bool) {
			return reply{after: time.Duration(n*7919%13) * time.Second / 2}, true
		}
		counting := senderFunc(func(ctx context.Context, r *lcshttp.Request) *lcshttp.Exchange {
			busy++
			most = max(most, busy)
			defer func() { busy-- }()
			return s.partner.Send(ctx, r)
		})
		s.options.Sender = counting
		results := s.all(numbered(200)...)
		s.close()
		if len(results) != 200 {
			t.Fatalf("%d results of 200 leads", len(results))
		}
		for i, r := range results {
			if r.Index != i || r.Lead.Value("id") != fmt.Sprint(i) || r.Outcome != interp.Success {
				t.Fatalf("result %d is of lead %d: %s %q", i, r.Index, r.Outcome, r.Reason)
			}
		}
		if want := min(max(places, 1), 200); most > want || most < min(want, 10) {
			t.Errorf("%d leads at once with %d places", most, places)
		}
	}
}

type senderFunc func(context.Context, *lcshttp.Request) *lcshttp.Exchange

func (f senderFunc) Send(ctx context.Context, r *lcshttp.Request) *lcshttp.Exchange { return f(ctx, r) }

// TestAllUnreadable: what cannot be read comes out in its place and says why.
func TestAllUnreadable(t *testing.T) {
	t.Parallel()
	s := simulate(t, oneStep, func(o *interp.Options) { o.Concurrency = 4 }).stub("ask", reply{after: time.Second})
	var results []*interp.Result
	s.inside(func() {
		input := func(yield func(interp.Record, *diag.Diagnostic) bool) {
			for i := range 10 {
				if i%3 == 1 {
					if !yield(interp.Record{Place: fmt.Sprint("line ", i)}, diag.New("LCS7106", diag.Span{}, "not JSON")) {
						return
					}
					continue
				}
				if !yield(numbered(10)[i], nil) {
					return
				}
			}
		}
		if err := s.run.All(t.Context(), input, func(r *interp.Result) error {
			results = append(results, r)
			return nil
		}); err != nil {
			t.Error(err)
		}
	})
	s.close()
	for i, r := range results {
		want, reason := interp.Success, ""
		if i%3 == 1 {
			want, reason = interp.Error, "not JSON"
		}
		if r.Index != i || r.Outcome != want || r.Reason != reason {
			t.Errorf("result %d is of lead %d: %s %q", i, r.Index, r.Outcome, r.Reason)
		}
	}
	if len(results) != 10 || results[1].Diagnostic == nil || results[1].Place != "line 1" {
		t.Errorf("%d results, %+v", len(results), results[1])
	}
}

// TestAllStops: when a result cannot be written, no further leads begin, those
// under way come to their end, and the error comes back.
func TestAllStops(t *testing.T) {
	t.Parallel()
	full := errors.New("disk full")
	s := simulate(t, oneStep, func(o *interp.Options) { o.Concurrency = 3 }).stub("ask", reply{after: time.Second})
	emitted := 0
	var err error
	s.inside(func() {
		err = s.run.All(t.Context(), sequenceOf(numbered(100)), func(*interp.Result) error {
			if emitted++; emitted == 5 {
				return full
			}
			return nil
		})
	})
	s.close()
	if !errors.Is(err, full) || emitted != 5 {
		t.Errorf("%v after %d results, want %v after 5", err, emitted, full)
	}
	if n := len(s.partner.arrivals("ask")); n > 12 {
		t.Errorf("%d leads began", n)
	}
}

// TestAllCancelled: leads under way when a run is cancelled come out and say so;
// the rest of the input is not read.
func TestAllCancelled(t *testing.T) {
	t.Parallel()
	s := simulate(t, oneStep, func(o *interp.Options) { o.Concurrency = 3 }).stub("ask", reply{after: 2 * time.Second})
	ctx, cancel := context.WithCancel(t.Context())
	read := 0
	var results []*interp.Result
	var err error
	s.inside(func() {
		group := s.clock.NewGroup()
		group.Go(func() {
			_ = s.clock.Sleep(t.Context(), 5*time.Second)
			cancel()
		})
		input := func(yield func(interp.Record, *diag.Diagnostic) bool) {
			for _, l := range numbered(100) {
				read++
				if !yield(l, nil) {
					return
				}
			}
		}
		err = s.run.All(ctx, input, func(r *interp.Result) error {
			results = append(results, r)
			return nil
		})
		group.Wait()
	})
	s.close()
	if !errors.Is(err, context.Canceled) || read > 12 {
		t.Errorf("%v after %d leads were read", err, read)
	}
	var outcomes []string
	for _, r := range results {
		outcomes = append(outcomes, string(r.Outcome)+" "+r.Reason)
	}
	want := append(slices.Repeat([]string{"success "}, 6), slices.Repeat([]string{"error the run was cancelled"}, 3)...)
	if !slices.Equal(outcomes, want) {
		t.Errorf("the results are %q, want %q", outcomes, want)
	}
}

// TestAllStreams: a long input is read as results are written, not ahead, though
// the first lead takes longer than thousands after it would.
func TestAllStreams(t *testing.T) {
	t.Parallel()
	s := simulate(t, oneStep, func(o *interp.Options) { o.Concurrency = 5 }).stub("ask", reply{after: 9 * time.Second}, reply{after: 10 * time.Millisecond})
	read, written, ahead := 0, 0, 0
	s.inside(func() {
		input := func(yield func(interp.Record, *diag.Diagnostic) bool) {
			for _, l := range numbered(2000) {
				read++
				ahead = max(ahead, read-written)
				if !yield(l, nil) {
					return
				}
			}
		}
		if err := s.run.All(t.Context(), input, func(*interp.Result) error { written++; return nil }); err != nil {
			t.Error(err)
		}
	})
	s.close()
	if written != 2000 || ahead > 100 {
		t.Errorf("%d written, and %d leads read ahead", written, ahead)
	}
}

// TestLeadsShareNothing: a task takes one lead after the other, and none of them
// knows anything of the one before, or has less than its own evaluations.
func TestLeadsShareNothing(t *testing.T) {
	t.Parallel()
	s := simulate(t, `flow "Alone"
lead { id: string }
let even = lead.id matches /[02468]$/
step ask "Ask" when even {
  request GET "https://a.example.com/{{lead.id}}"
  expect 200 json { score: int }
  map { score: response.score }
}
let word = even ? "even" : null
note "{{lead.id}} {{ask.score ?? -1}} {{ask.http.attempts ?? 0}} {{word ?? "odd"}} {{ask.outcome}}"
`, func(o *interp.Options) {
		o.Concurrency, o.Limits = 2, &limits.Limits{}
		if err := o.Limits.Set("evaluations=20"); err != nil {
			t.Fatal(err)
		}
	})
	s.partner.decide = func(_ string, r *lcshttp.Request, _ int) (reply, bool) {
		return reply{body: fmt.Sprintf(`{"score": %s}`, path.Base(r.URL))}, true
	}
	results := s.all(numbered(20)...)
	s.close()
	for i, r := range results {
		want := fmt.Sprintf("%d -1 0 odd skipped", i)
		if i%2 == 0 {
			want = fmt.Sprintf("%d %d 1 even success", i, i)
		}
		if len(r.Notes) != 1 || r.Notes[0] != want {
			t.Errorf("lead %d notes %q (%s), not %q", i, r.Notes, r.Reason, want)
		}
	}
}
