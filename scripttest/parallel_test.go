package scripttest_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"go.uber.org/goleak"

	"lcs/scripttest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func jobsOf(s *scripttest.Suite) []scripttest.Job {
	var jobs []scripttest.Job
	for _, test := range s.Tests() {
		jobs = append(jobs, scripttest.Job{Suite: s, Test: test})
	}
	return jobs
}

// Reports come in the order of the tests, however many run at once, and each
// test ends the same each time.
func TestReportsComeInOrder(t *testing.T) {
	t.Parallel()
	s := suiteOf(t, manyTests(60))
	var first []string
	for _, parallel := range []int{1, 2, 16, 1000} {
		var got []string
		scripttest.RunAll(t.Context(), jobsOf(s), parallel, func(job scripttest.Job, r *scripttest.Report) bool {
			if r.Test != job.Test {
				t.Errorf("the report of %q came for another test", r.Title)
			}
			got = append(got, fmt.Sprint(r.Title, r.Elapsed, r.Attempts, r.Failures))
			return true
		})
		if first == nil {
			first = got
		}
		if len(got) != 60 || !slices.Equal(got, first) {
			t.Errorf("%d at once: the reports are not those of one at a time", parallel)
		}
	}
}

// No report comes after emit has said that it wants no more, nor after the
// context is done.
func TestRunAllEndsEarly(t *testing.T) {
	t.Parallel()
	s := suiteOf(t, manyTests(40))
	for _, parallel := range []int{1, 7} {
		count := 0
		scripttest.RunAll(t.Context(), jobsOf(s), parallel, func(scripttest.Job, *scripttest.Report) bool {
			count++
			return count < 3
		})
		if count != 3 {
			t.Errorf("%d at once: %d reports came", parallel, count)
		}
		ctx, cancel := context.WithCancel(t.Context())
		count = 0
		scripttest.RunAll(ctx, jobsOf(s), parallel, func(scripttest.Job, *scripttest.Report) bool {
			if count++; count == 5 {
				cancel()
			}
			return true
		})
		cancel()
		if count != 5 {
			t.Errorf("%d at once: %d reports came of a run that was cancelled after 5", parallel, count)
		}
	}
	scripttest.RunAll(t.Context(), nil, 4, nil) // nothing to do
}
