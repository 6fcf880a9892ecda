package scripttest

import (
	"context"
	"sync"

	"lcs/lang/ast"
)

// Job is one test to run.
type Job struct {
	Suite *Suite
	Test  *ast.Test
}

// RunAll runs tests, several at once, and emits their reports in the order of
// the jobs. It ends when all are done, when emit returns false, or when ctx is
// done; no test is under way then.
func RunAll(ctx context.Context, jobs []Job, parallel int, emit func(Job, *Report) bool) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := &sequence{jobs: jobs, emit: emit, ctx: ctx, stop: cancel, reports: make([]*Report, len(jobs))}
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(max(parallel, 1), len(jobs)) {
		workers.Go(func() {
			for i := range next {
				done.put(i, jobs[i].Suite.Run(jobs[i].Test))
			}
		})
	}
	for i := range jobs {
		if ctx.Err() != nil {
			break
		}
		select {
		case next <- i:
		case <-ctx.Done():
		}
	}
	close(next)
	workers.Wait()
}

// sequence emits reports in order.
type sequence struct {
	jobs []Job
	emit func(Job, *Report) bool
	ctx  context.Context // done: no report is wanted any more
	stop func()

	mu      sync.Mutex
	reports []*Report
	next    int
}

func (s *sequence) put(i int, r *Report) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reports[i] = r
	for s.ctx.Err() == nil && s.next < len(s.reports) && s.reports[s.next] != nil {
		n := s.next
		s.next++
		if !s.emit(s.jobs[n], s.reports[n]) {
			s.stop()
		}
		s.reports[n] = nil
	}
}
