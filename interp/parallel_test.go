package interp_test

import (
	"strings"
	"testing"
	"time"

	"lcs/interp"
	lcshttp "lcs/stdlib/http"
)

// parallelScript has three steps beside each other, with handlers of their own,
// and one after them.
func parallelScript(mode, handlerA, handlerB, handlerC string) string {
	one := func(name, handler string) string {
		return `
  step ` + name + ` {
    request GET "https://` + name + `.example.com/" { timeout 20s }
    expect 200 json { ok: bool, v: number? }
    success when response.ok
    map { v: response.v ?? 0 }
    ` + handler + `
  }`
	}
	return `flow "Parallel"
lead { id: string }
parallel ` + mode + ` {` + one("a", handlerA) + one("b", handlerB) + one("c", handlerC) + `
}
step after { request GET "https://after.example.com/" { query { a: a.v ?? -1, b: b.v ?? -1, c: c.v ?? -1 } } }
`
}

func yes(v string, after time.Duration) reply {
	return reply{body: `{"ok":true,"v":` + v + `}`, after: after}
}

// TestParallel runs steps beside each other (decisions S8).
func TestParallel(t *testing.T) {
	t.Parallel()
	const second = time.Second
	skip := `on failure, error { skip }`
	for _, test := range []struct {
		name, mode string
		handlers   [3]string
		replies    [3]reply
		outcome    interp.Outcome
		reason     string
		elapsed    time.Duration
		query      string // of the step after; "" when it did not run
		cancelled  string // the steps whose requests were
		outcomes   string
	}{
		{name: "as long as the slowest", handlers: [3]string{skip, skip, skip}, replies: [3]reply{yes("1", 3*second), yes("2", 9*second), yes("3", second)},
			outcome: interp.Success, elapsed: 9 * second, query: "a=1&b=2&c=3", outcomes: "success success success"},
		{name: "one that fails does not stop the others", handlers: [3]string{skip, skip, skip}, replies: [3]reply{yes("1", 3*second), {status: 500}, {kind: lcshttp.Timeout}},
			outcome: interp.Success, elapsed: 20 * second, query: "a=1&b=-1&c=-1", outcomes: "success skipped skipped"},
		{name: "the first in the file ends the lead", handlers: [3]string{skip, `on 5xx { reject "b" }`, `on 5xx { reject "c" }`}, replies: [3]reply{yes("1", 9*second), {status: 500, after: 5 * second}, {status: 500, after: second}},
			outcome: interp.Failure, reason: "b", elapsed: 9 * second, outcomes: "success error error"},
		{name: "first success", mode: "first success", handlers: [3]string{skip, skip, skip}, replies: [3]reply{yes("1", 9*second), yes("2", 2*second), yes("3", 5*second)},
			outcome: interp.Success, elapsed: 2 * second, query: "a=-1&b=2&c=-1", cancelled: "a c", outcomes: "skipped success skipped"},
		{name: "first success after a failure", mode: "first success", handlers: [3]string{}, replies: [3]reply{{status: 500, after: second}, yes("2", 2*second), yes("3", 5*second)},
			outcome: interp.Success, elapsed: 2 * second, query: "a=-1&b=2&c=-1", cancelled: "c", outcomes: "error success skipped"},
		{name: "no success, and the first in the file counts", mode: "first success", handlers: [3]string{}, replies: [3]reply{{status: 500, after: 3 * second}, {status: 501, after: 2 * second}, {status: 502, after: second}},
			outcome: interp.Error, reason: "a: HTTP 500", elapsed: 3 * second, outcomes: "error error error"},
		{name: "first success, all skipped", mode: "first success", handlers: [3]string{skip, skip, skip}, replies: [3]reply{{status: 500, after: 3 * second}, {status: 501}, {status: 502}},
			outcome: interp.Success, elapsed: 3 * second, query: "a=-1&b=-1&c=-1", outcomes: "skipped skipped skipped"},
		{name: "fail fast", mode: "fail fast", handlers: [3]string{}, replies: [3]reply{yes("1", 9*second), {status: 500, after: 2 * second}, yes("3", second)},
			outcome: interp.Error, reason: "b: HTTP 500", elapsed: 2 * second, cancelled: "a", outcomes: "skipped error success"},
		{name: "fail fast, when nothing fails", mode: "fail fast", handlers: [3]string{}, replies: [3]reply{yes("1", 9*second), yes("2", 2*second), yes("3", second)},
			outcome: interp.Success, elapsed: 9 * second, query: "a=1&b=2&c=3", outcomes: "success success success"},
		{name: "fail fast in the middle of a wait", mode: "fail fast", handlers: [3]string{`on 5xx { retry 3 backoff 15s  use default { v: 9 } }`, ``, ``}, replies: [3]reply{{status: 500}, {status: 500, after: 2 * second}, yes("3", second)},
			outcome: interp.Error, reason: "b: HTTP 500", elapsed: 2 * second, outcomes: "skipped error success"},
		{name: "one waits in the queue", handlers: [3]string{`on 5xx { queue for 2h up to 1  skip }`, skip, skip}, replies: [3]reply{{status: 500}, yes("2", 2*second), yes("3", second)},
			outcome: interp.Success, elapsed: 2 * time.Hour, query: "a=-1&b=2&c=3", outcomes: "skipped success success"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := simulate(t, parallelScript(test.mode, test.handlers[0], test.handlers[1], test.handlers[2]))
			s.stub("after", reply{})
			for i, name := range []string{"a", "b", "c"} {
				s.stub(name, test.replies[i])
			}
			got := s.do()
			s.close()
			if got.Outcome != test.outcome || got.Reason != test.reason || got.Elapsed != test.elapsed {
				t.Errorf("%s %q after %s, want %s %q after %s", got.Outcome, got.Reason, got.Elapsed, test.outcome, test.reason, test.elapsed)
			}
			query := ""
			if came := s.partner.arrivals("after"); len(came) == 1 {
				_, query, _ = strings.Cut(came[0].URL, "?")
			}
			if query != test.query {
				t.Errorf("the step after has %q, want %q", query, test.query)
			}
			var cancelled, outcomes []string
			for _, name := range []string{"a", "b", "c"} {
				if s.partner.arrivals(name)[0].cancelled {
					cancelled = append(cancelled, name)
				}
				outcomes = append(outcomes, step(t, got, name).Outcome)
			}
			if c := strings.Join(cancelled, " "); c != test.cancelled {
				t.Errorf("cancelled are %q, want %q", c, test.cancelled)
			}
			if o := strings.Join(outcomes, " "); o != test.outcomes {
				t.Errorf("the steps are %q, want %q", o, test.outcomes)
			}
		})
	}
}

// TestParallelResumed: a lead that is parked in a parallel block comes back to
// the step that waits; the others are not asked again.
func TestParallelResumed(t *testing.T) {
	t.Parallel()
	s := simulate(t, parallelScript("", `on 5xx { queue }`, ``, ``))
	s.stub("a", reply{status: 500}, yes("1", 0)).stub("b", yes("2", 0)).stub("c", yes("3", 0)).stub("after", reply{})
	got := s.do()
	if got.Outcome != interp.Queued || got.Parked == nil || got.QueuedAt != "a" {
		t.Fatalf("%s %q at %q", got.Outcome, got.Reason, got.QueuedAt)
	}
	s.inside(func() { got = s.run.ResumeTogether([]*interp.Parked{got.Parked})[0] })
	s.close()
	if got.Outcome != interp.Success || !strings.HasSuffix(s.partner.arrivals("after")[0].URL, "?a=1&b=2&c=3") {
		t.Errorf("%s %q", got.Outcome, got.Reason)
	}
	for name, want := range map[string]int{"a": 2, "b": 1, "c": 1} {
		if n := len(s.partner.arrivals(name)); n != want {
			t.Errorf("%s was asked %d times, want %d", name, n, want)
		}
	}
}

// TestParallelReason: the lead carries what a step of a block said.
func TestParallelReason(t *testing.T) {
	t.Parallel()
	s := simulate(t, `flow "Parallel"
lead { id: string }
parallel {
  step a { request GET "https://a.example.com/"  expect 200 json { why: string, cost: number }  reason response.why  price response.cost }
  step b { request GET "https://b.example.com/" }
}
`).stub("a", reply{body: `{"why":"fits","cost":3}`}).stub("b", reply{})
	got := s.do()
	s.close()
	if got.Outcome != interp.Success || got.Reason != "fits" || priceOf(t, got) != "3" {
		t.Errorf("%s %q price %v", got.Outcome, got.Reason, got.Price)
	}
}

// TestBackgroundInParallel: what a background step of a block came to can be
// read by a test, like that of any other.
func TestBackgroundInParallel(t *testing.T) {
	t.Parallel()
	s := simulate(t, `flow "Parallel"
lead { id: string }
parallel {
  step a { background  request GET "https://a.example.com/" }
  step b { request GET "https://b.example.com/" }
}
`, func(o *interp.Options) { o.KeepFrames = true }).stub("a", reply{after: 5 * time.Second}).stub("b", reply{after: time.Second})
	got := s.do()
	s.close()
	if got.Elapsed != time.Second || step(t, got, "a").Outcome != "success" {
		t.Errorf("%s after %s, %v", got.Outcome, got.Elapsed, got.Steps)
	}
}
