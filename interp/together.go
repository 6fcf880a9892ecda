package interp

import (
	"lcs/interp/expression"
	"lcs/lang/diag"
)

// Together runs leads that start at the same moment, as a test does, and waits
// for what runs beside them.
func (r *Run) Together(leads []Record) []*Result {
	r.options.Concurrency = max(len(leads), 1)
	results := make([]*Result, 0, len(leads))
	input := func(yield func(Record, *diag.Diagnostic) bool) {
		for _, lead := range leads {
			if !yield(lead, nil) {
				return
			}
		}
	}
	_ = r.All(r.ctx, input, func(result *Result) error {
		results = append(results, result)
		return nil
	})
	r.wait(results)
	return results
}

// ResumeTogether takes up parked leads at the same moment.
func (r *Run) ResumeTogether(parked []*Parked) []*Result {
	results := make([]*Result, len(parked))
	group := r.clock.NewGroup()
	r.expectMore(true)
	for i, p := range parked {
		r.enter()
		group.Go(func() {
			defer r.leave()
			results[i] = r.do(r.ctx, p.Index, p.Record, p.past, r.newDesk(nil))
		})
	}
	r.expectMore(false)
	group.Wait()
	r.wait(results)
	return results
}

// wait waits for background steps and adds what they came to to their leads.
func (r *Run) wait(results []*Result) {
	r.background.Wait()
	r.background = r.clock.NewGroup()
	for _, result := range results {
		if result.execution == nil {
			continue
		}
		for _, b := range result.execution.beside {
			result.execution.take(b.step, b.x)
		}
		result.execution.beside = nil
	}
}

// Reconfigure gives the settings of a run new values, between leads. Caches,
// tokens and figures stay.
func (r *Run) Reconfigure(settings map[string]Setting, testMode bool) diag.List {
	r.options.TestMode = testMode
	problems := r.settings(settings)
	r.setFlow()
	return problems
}

// Frame returns the values that a lead ended with, when the run keeps them.
func (result *Result) Frame() expression.Frame {
	if result.execution == nil {
		return nil
	}
	return result.execution.frame
}

// expectMore says whether more leads may come.
func (r *Run) expectMore(more bool) {
	r.collectors.mu.Lock()
	r.collectors.allCame = !more
	r.collectors.mu.Unlock()
	if !more {
		r.closeIfAllCame()
	}
}

// besideLead is a background step on its way.
type besideLead struct {
	step *step
	x    *execution
}
