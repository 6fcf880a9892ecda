package interp

import "time"

// past is what a lead brings along that sets out again, after it was queued or
// after its run was killed. It runs from the top, at the same `now` and with the
// same random numbers; steps that are finished give what they gave.
type past struct {
	started time.Time
	seed    uint64
	number  int    // with the seed: which random numbers are the lead's
	digest  string // of all leads up to this one
	steps   map[string]*pastStep
	under   map[string]*underWay
}

// pastStep is what a finished step left behind.
type pastStep struct {
	kept    []byte // as the journal has it; nil: the rest is there
	result  StepResult
	values  map[int]any // by slot
	cookies []byte      // of the lead
}

// underWay is a step that was not finished.
type underWay struct {
	key      string // for idempotency
	sent     time.Time
	method   string
	doubtful bool      // what was sent must not be repeated
	due      time.Time // when `queue for` wanted the next attempt
	queued   int       // how often it had waited
	batch    string    // the batch that was to be sent
	holder   int       // the lead with whose notes those of the batch are
}

// pastOf puts together what notes say of a lead: how it came in, if it comes
// from the queue, and how far it got.
func (r *Run) pastOf(notes []Note, seed uint64, number int) (Record, *past, error) {
	var in Record
	p := &past{seed: seed, number: number, steps: map[string]*pastStep{}, under: map[string]*underWay{}}
	for _, n := range notes {
		d := &decoder{from: n.Body}
		switch n.Kind {
		case LeadWaited:
			in = p.readParked(d)
		case LeadBegun:
			p.started, p.digest = d.moment(), n.Tag
		case RequestSent:
			w := p.underWay(n.Tag)
			w.readSent(d)
		case StepAgain:
			w := p.underWay(n.Tag)
			w.readAgain(d)
		case BatchJoined:
			w := p.underWay(n.Tag)
			w.batch, w.holder = d.text(), int(d.uint())
		case StepFinished:
			p.steps[n.Tag] = &pastStep{kept: n.Body}
			delete(p.under, n.Tag)
		}
		if d.err != nil {
			return in, nil, d.err
		}
	}
	return in, p, nil
}

func (p *past) underWay(step string) *underWay {
	w := p.under[step]
	if w == nil {
		w = &underWay{}
		p.under[step] = w
	}
	return w
}

// underWay is what is known of a step that was under way; nil: nothing.
func (x *execution) underWay(s *step) *underWay {
	if x.past == nil {
		return nil
	}
	return x.past.under[s.name]
}

// replay gives a step that was finished before its results again, and ends a
// lead of whose request nobody knows what became of it. It returns false when
// the step is to be run.
func (x *execution) replay(s *step) (signal, bool) {
	if x.past == nil {
		return proceed, false
	}
	if past := x.past.steps[s.name]; past != nil {
		return x.replayFinished(s, past), true
	}
	if w := x.past.under[s.name]; w != nil && w.doubtful {
		return x.leaveUnknown(s, w), true
	}
	return proceed, false
}

func (x *execution) replayFinished(s *step, past *pastStep) signal {
	if s.background { // nobody reads it, and it is not begun again
		x.begun = append(x.begun, s)
		return proceed
	}
	if past.kept != nil {
		if err := x.readFinished(s, past); err != nil {
			return x.end(Error, "the lead cannot go on after "+s.name+", which was finished before: "+err.Error())
		}
	}
	for slot, v := range past.values {
		x.frame.Set(slot, v)
	}
	r := past.result
	x.result.Flags = append(x.result.Flags, r.flags...)
	x.result.Notes = append(x.result.Notes, r.notes...)
	x.result.Logs = append(x.result.Logs, r.logs...)
	x.result.Steps = append(x.result.Steps, r)
	x.retell(r.told)
	_ = x.cookies.Restore(past.cookies) // which are ours
	if len(s.assigns) > 0 {
		x.showLead()
	}
	x.turn(s)
	return proceed
}

// leaveUnknown ends a lead that had a request under way which must not be
// repeated.
func (x *execution) leaveUnknown(s *step, w *underWay) signal {
	reason := s.name + ": " + w.method + " sent at " + w.sent.UTC().Format("2006-01-02 15:04:05 UTC") +
		"; the run was killed before its answer was noted"
	if s.background { // it ends no lead
		x.log("warn", reason+"; it is not sent again")
		return proceed
	}
	a := x.attempting(s)
	a.failure = &failure{kind: "unknown"}
	x.finishStep(a, "unknown", "")
	return x.end(Unknown, reason)
}

// resumeStep takes up a step where it was: with its key, and after the rest of
// its wait.
func (x *execution) resumeStep(a *attempting) signal {
	w := x.underWay(a.step)
	if w == nil || a.queued > 0 || w.queued == 0 {
		return proceed
	}
	a.queued = w.queued
	if left := w.due.Sub(x.run.clock.Now()); left > 0 {
		return x.pause(a, left)
	}
	return proceed
}

// capture is what a step has left behind, as it stands in the frame.
func (x *execution) capture(s *step, r StepResult) *pastStep {
	past := &pastStep{result: r, values: map[int]any{}, cookies: x.cookies.Keep()}
	for _, slot := range s.leaves() {
		past.values[slot] = x.frame.Get(slot)
	}
	return past
}

// leaves are the slots that a step writes: those that others read of it, and the
// fields of the lead.
func (s *step) leaves() []int {
	slots := s.gives()
	for _, a := range s.assigns {
		slots = append(slots, a.Slot)
	}
	return slots
}

// gives are the slots that others read of a step by its name; `stats` are the
// run's.
func (s *step) gives() []int {
	var slots []int
	for _, o := range s.info.Outputs {
		slots = append(slots, o.Slot)
	}
	for name, f := range s.info.Fields {
		if f.Slot >= 0 && name != "stats" {
			slots = append(slots, f.Slot)
		}
	}
	return slots
}

// turn gives the lead the random numbers that come after a step: the same ones
// whether the step was run or replayed.
func (x *execution) turn(s *step) {
	x.source.Seed(x.seed+uint64(s.number)*0x9e3779b97f4a7c15, uint64(x.number+1))
}
