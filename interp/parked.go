package interp

import (
	"context"
	"time"
)

// Parked is a lead that waits at a step: what came in, and what the steps
// before came to. Taken up again, it runs from the top, and those steps give
// what they gave; only from the step at which it waits are calls made.
type Parked struct {
	Record Record
	Index  int
	At     string // the step

	past *past
}

// park writes down where a lead stands.
func (x *execution) park(in Record) *Parked {
	at := x.result.QueuedAt
	p := &past{
		started: x.result.Started, seed: x.seed, number: x.number,
		steps: map[string]*pastStep{}, under: map[string]*underWay{at: {key: x.result.queuedKey}},
	}
	for _, s := range x.run.program.steps {
		for _, r := range x.result.Steps {
			if r.Name == s.name && s.name != at {
				p.steps[s.name] = x.capture(s, r)
			}
		}
	}
	for _, s := range x.begun {
		p.steps[s.name] = &pastStep{}
	}
	return &Parked{Record: in, Index: x.result.Index, At: at, past: p}
}

// Resume takes up a parked lead.
func (r *Run) Resume(ctx context.Context, p *Parked) *Result {
	r.enter()
	defer r.leave()
	return r.do(ctx, p.Index, p.Record, p.past, r.newDesk(nil))
}

// wait parks the lead within the run, for as long as `queue for` says, and asks
// for a new round of attempts.
func (x *execution) wait(a *attempting, d time.Duration) signal {
	a.queued++
	if b := a.step.batch; b != nil {
		x.run.movedTo(x, b.number-1) // it comes to the batch once more
	}
	x.run.recorder.again(x, a, x.run.clock.Now().Add(d))
	if sig := x.pause(a, d); sig != proceed {
		return sig
	}
	return again
}

// pause lets a step wait, with the lead's place free and its deadline standing
// still, before a new round of attempts.
func (x *execution) pause(a *attempting, d time.Duration) signal {
	a.land()
	resume := x.suspend()
	err := x.run.clock.Sleep(x.run.ctx, d)
	resume()
	if err != nil {
		return x.interrupted()
	}
	a.retries, a.refreshed = 0, false
	a.begin(x)
	return proceed
}
