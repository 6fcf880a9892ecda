package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lcs/interp"
	"lcs/lang/diag"
)

func TestSummary(t *testing.T) {
	t.Parallel()
	step := func(outcome, source, kind string, attempts int) interp.StepResult {
		return interp.StepResult{Name: "score", Outcome: outcome, Source: source, Kind: kind, Attempts: attempts, Elapsed: 10 * time.Millisecond}
	}
	s := newSummary()
	for _, r := range []*interp.Result{
		{Outcome: interp.Success, Steps: []interp.StepResult{step("success", "live", "", 1)}},
		{Outcome: interp.Success, Steps: []interp.StepResult{step("success", "live", "500", 3)}, Flags: []string{"look"}},
		{Outcome: interp.Success, Steps: []interp.StepResult{step("success", "cache", "", 0)}},
		{Outcome: interp.Success, Steps: []interp.StepResult{step("success", "fallback", "timeout", 1)}},
		{Outcome: interp.Success, Steps: []interp.StepResult{step("success", "default", "timeout", 1)}},
		{Outcome: interp.Success, Steps: []interp.StepResult{step("skipped", "", "", 0)}},
		{Outcome: interp.Failure, Reason: "on the\nblacklist"},
		{Outcome: interp.Failure, Reason: "on the\nblacklist"},
		{Outcome: interp.Queued},
		{Outcome: interp.Error, Reason: "score: timeout", Steps: []interp.StepResult{step("error", "", "timeout", 2)}},
		{Outcome: interp.Error, Reason: "no", Diagnostic: diag.New("LCS7106", diag.Span{}, "no")},
		{Outcome: interp.Error, Reason: "neither", Diagnostic: diag.New("LCS7106", diag.Span{}, "neither")},
	} {
		s.add(r)
	}
	var got strings.Builder
	s.write(&got, 1234567*time.Microsecond, false)
	want := `12 leads in 1.23s
  success       6    50%
  failure       2    17%
  queued        1     8%
  error         3    25%
  flagged       1
reasons
       2  error: malformed lead (LCS7106)
       2  failure: on the blacklist
       1  error: score: timeout
steps
         live  cached  recovered  skipped  failed  retries   p50   p95
  score     2       1          2        1       1        3  10ms  10ms
  problems of score: 1 × 500, 3 × timeout
`
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if !s.failed() {
		t.Error("leads in error are no failure")
	}
}

// What a script puts into reasons does not fill the memory, nor the screen.
func TestSummaryOfManyReasons(t *testing.T) {
	t.Parallel()
	s := newSummary()
	const leads = 5000
	for i := range leads {
		s.add(&interp.Result{Outcome: interp.Failure, Reason: fmt.Sprintf("no %d %s", i, strings.Repeat("x", 500))})
	}
	if len(s.reasons) > maxReasons+1 {
		t.Errorf("%d reasons are kept", len(s.reasons))
	}
	var got strings.Builder
	s.write(&got, time.Second, false)
	for line := range strings.Lines(got.String()) {
		if n := len([]rune(line)); n > 120 {
			t.Errorf("a line of %d characters: %.60s…", n, line)
		}
	}
	if !strings.Contains(got.String(), "4000  failure: other reasons") || !strings.Contains(got.String(), "and 991 more") {
		t.Errorf("the rest is not counted:\n%s", got.String())
	}
}

func TestSharesAreHonest(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		n, of int
		want  string
	}{{0, 5, "0%"}, {5, 5, "100%"}, {999, 1000, ">99%"}, {1, 1000, "<1%"}, {1, 3, "33%"}} {
		if got := percentage(test.n, test.of); got != test.want {
			t.Errorf("%d of %d is %s, want %s", test.n, test.of, got, test.want)
		}
	}
}
