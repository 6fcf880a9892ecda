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

	steps map[string]*pastStep
}

// pastStep is what a finished step left behind.
type pastStep struct {
	result       StepResult
	slots        map[int]any
	flags, notes []string
	logs         []LogLine
}

// park writes down where a lead stands.
func (x *execution) park(in Record) *Parked {
	p := &Parked{Record: in, Index: x.result.Index, At: x.result.QueuedAt, steps: map[string]*pastStep{}}
	for _, s := range x.run.program.steps {
		for _, r := range x.result.Steps {
			if r.Name != s.name || s.name == p.At {
				continue
			}
			past := &pastStep{result: r, slots: map[int]any{}, flags: r.flags, notes: r.notes, logs: r.logs}
			for _, o := range s.info.Outputs {
				past.slots[o.Slot] = x.frame.Get(o.Slot)
			}
			for _, f := range s.info.Fields {
				if f.Slot >= 0 {
					past.slots[f.Slot] = x.frame.Get(f.Slot)
				}
			}
			for _, a := range s.assigns {
				past.slots[a.Slot] = x.frame.Get(a.Slot)
			}
			p.steps[s.name] = past
		}
	}
	for _, s := range x.begun {
		p.steps[s.name] = &pastStep{}
	}
	return p
}

// replay gives a step that was finished before its results again.
func (x *execution) replay(s *step) bool {
	if x.past == nil {
		return false
	}
	past := x.past.steps[s.name]
	if past == nil {
		return false
	}
	if s.background { // nobody reads it, and it is not begun again
		x.begun = append(x.begun, s)
		return true
	}
	for slot, v := range past.slots {
		x.frame.Set(slot, v)
	}
	x.result.Flags = append(x.result.Flags, past.flags...)
	x.result.Notes = append(x.result.Notes, past.notes...)
	x.result.Logs = append(x.result.Logs, past.logs...)
	x.result.Steps = append(x.result.Steps, past.result)
	return true
}

// Resume takes up a parked lead.
func (r *Run) Resume(ctx context.Context, p *Parked) *Result {
	r.enter()
	defer r.leave()
	return r.do(ctx, p.Index, p.Record, nil, p)
}

// wait parks the lead within the run, for as long as `queue for` says, and asks
// for a new round of attempts.
func (x *execution) wait(a *attempting, d time.Duration) signal {
	a.land()
	resume := x.suspend()
	err := x.run.clock.Sleep(x.run.ctx, d)
	resume()
	if err != nil {
		return x.interrupted()
	}
	a.queued++
	a.retries, a.refreshed = 0, false
	a.begin(x)
	return again
}
