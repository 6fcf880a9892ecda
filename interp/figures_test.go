package interp_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lcs/interp"
)

// TestFigures: what the leads of a run came to, step by step, with every failure
// that was met, recovered ones among them.
func TestFigures(t *testing.T) {
	t.Parallel()
	s := simulate(t, `flow "Figures"
lead { id: string, email: string }
service api    { base "https://api.example.com"  timeout 2s  breaker 90% over 1m open 30s }
service backup { base "https://backup.example.com"  timeout 2s }
step ask {
  cache 1h by lead.email
  idempotent by lead.id
  request POST api "/ask"
  expect 200 json { n: number? }
  map { n: response.n }
  on 5xx     { retry 1 backoff 1s..1s  fallback to backup  use default { n: 0 } }
  on timeout { use default { n: 0 } }
}
step tell when lead.id == "4" {
  request GET api "/tell"
  on error { skip }
}
`)
	s.stub("ask", reply{status: 503}, reply{status: 503}, reply{kind: "timeout"}, reply{body: "{}"})
	s.stub("ask.fallback", reply{status: 404})
	s.stub("tell", reply{kind: "network"})
	for i, email := range []string{"a", "b", "c", "c"} {
		s.do(entry("id", string(rune('1'+i))), entry("email", email))
	}
	got := s.run.Figures()
	s.close()
	if got.InFlight != 0 || len(got.Alerts) != 0 {
		t.Errorf("%d in flight, alerts %v", got.InFlight, got.Alerts)
	}
	if d := cmp.Diff([]interp.BreakerFigures{{Service: "api"}}, got.Breakers); d != "" {
		t.Error(d)
	}
	type counts struct {
		Outcomes, Sources, Failures map[string]int
		Attempts, Retries           int
	}
	var steps []counts
	for _, f := range got.Steps {
		steps = append(steps, counts{f.Outcomes, f.Sources, f.Failures, f.Attempts, f.Retries})
	}
	want := []counts{
		{
			map[string]int{"success": 4}, map[string]int{"default": 2, "live": 1, "cache": 1},
			map[string]int{"503": 2, "404": 1, "timeout": 1}, 5, 1,
		},
		{map[string]int{"skipped": 4}, map[string]int{}, map[string]int{"network": 1}, 1, 0},
	}
	if d := cmp.Diff(want, steps); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
	times := got.Steps[0].Times
	if times.Count() != 5 || times.UpTo(time.Second) != 4 || times.UpTo(2*time.Second) != 5 || times.Sum() != 2*time.Second {
		t.Errorf("%d times, %d up to a second, %d up to two, %s in all",
			times.Count(), times.UpTo(time.Second), times.UpTo(2*time.Second), times.Sum())
	}
}

// A histogram of many times counts as it does of few.
func TestTimesUpTo(t *testing.T) {
	t.Parallel()
	var times interp.Times
	for i := range 5000 {
		times.Add(time.Duration(i+1) * time.Millisecond)
	}
	for _, d := range []time.Duration{time.Millisecond, time.Second, 4 * time.Second, time.Minute} {
		want := min(int(d/time.Millisecond), 5000)
		if got := times.UpTo(d); got < want || got > want+want/64+1 {
			t.Errorf("%d up to %s, want %d", got, d, want)
		}
	}
}
