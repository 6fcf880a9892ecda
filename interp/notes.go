package interp

import (
	"lcs/lang/types"
	"lcs/value"
)

// What stands in the body of each kind of note.

func begunBody(p *past) []byte {
	var e encoder
	e.moment(p.started)
	return e.to
}

func (w *underWay) sentBody() []byte {
	var e encoder
	e.text(w.key)
	e.moment(w.sent)
	e.text(w.method)
	e.flag(w.doubtful)
	return e.to
}

// readSent takes a request on top of those before it: one in doubt stays so.
func (w *underWay) readSent(d *decoder) {
	key, sent, method, doubtful := d.text(), d.moment(), d.text(), d.flag()
	w.key = key
	if doubtful || !w.doubtful {
		w.sent, w.method, w.doubtful = sent, method, doubtful
	}
}

func (w *underWay) againBody() []byte {
	var e encoder
	e.text(w.key)
	e.moment(w.due)
	e.count(w.queued)
	return e.to
}

func (w *underWay) readAgain(d *decoder) {
	w.key, w.due, w.queued = d.text(), d.moment(), int(d.uint())
	w.doubtful, w.batch = false, "" // another one, where it was in a batch
}

// parked is a lead that waits for a later run, with all that it takes to go on
// there.
func (k *recorder) parked(x *execution, in Record) (Note, error) {
	notes, err := k.journal.Notes(x.result.Index)
	if err != nil {
		return Note{}, err
	}
	_, p, err := k.run.pastOf(notes, x.seed, x.number)
	if err != nil {
		return Note{}, err
	}
	for _, s := range x.begun {
		if p.steps[s.name] == nil {
			p.steps[s.name] = &pastStep{}
		}
	}
	at := x.result.QueuedAt
	var e encoder
	e.moment(x.result.Started)
	e.uint(x.seed)
	e.count(x.number)
	e.text(in.Place)
	e.value(in.Value)
	e.text(at)
	e.text(x.result.queuedKey)
	e.count(len(p.steps))
	for name, step := range p.steps {
		e.text(name)
		e.text(string(step.kept))
	}
	return Note{x.result.Index, LeadParked, at, e.to}, nil
}

// readParked reads a lead that an earlier run has queued.
func (p *past) readParked(d *decoder) Record {
	p.started, p.seed, p.number = d.moment(), d.uint(), int(d.uint())
	in := Record{Place: d.text()}
	in.Value, _ = d.value(types.Type{}).(*value.Object)
	at, key := d.text(), d.text()
	p.under[at] = &underWay{key: key}
	for range d.count() {
		name := d.text()
		p.steps[name] = &pastStep{kept: []byte(d.text())}
	}
	return in
}

// note is the result as the journal keeps it: its line of JSON, and beside it
// what the summary of a run counts.
func (r *Result) note() Note {
	r.line = r.AppendJSON(nil)
	e := encoder{to: make([]byte, 0, len(r.line)+256)}
	e.text(r.Place)
	e.text(r.Reason)
	e.text(r.QueuedAt)
	e.moment(r.Started)
	e.span(r.Elapsed)
	e.flag(r.Unhandled)
	e.count(len(r.Steps))
	for _, s := range r.Steps {
		e.text(s.Name)
		e.text(s.Outcome)
		e.text(s.Source)
		e.text(s.Kind)
		e.count(s.Attempts)
		e.moment(s.Started)
		e.span(s.Elapsed)
	}
	e.text(string(r.line))
	return Note{r.Index, LeadDone, string(r.Outcome), e.to}
}

// decodeResult makes a result again that did not come out.
func decodeResult(n Note, index int) (*Result, error) {
	d := &decoder{from: n.Body}
	r := &Result{Index: index, Outcome: Outcome(n.Tag), Place: d.text(), Reason: d.text(), QueuedAt: d.text(), Started: d.moment(), Elapsed: d.span(), Unhandled: d.flag()}
	for range d.count() {
		r.Steps = append(r.Steps, StepResult{
			Name: d.text(), Outcome: d.text(), Source: d.text(), Kind: d.text(), Attempts: int(d.uint()), Started: d.moment(), Elapsed: d.span(),
		})
	}
	r.line = []byte(d.text())
	if d.err != nil {
		return nil, d.err
	}
	return r, r.readLine()
}

// readLine fills a result from its line.
func (r *Result) readLine() error {
	v, err := value.ParseJSON(r.line, value.Limits{Depth: maxKeptDepth})
	if err != nil {
		return err
	}
	o, _ := v.(*value.Object)
	r.Lead, _ = o.Value("lead").(*value.Object)
	r.Price, r.Ref = o.Value("price"), o.Value("reference")
	r.Flags, r.Notes = textsOfList(o.Value("flags")), textsOfList(o.Value("notes"))
	steps, _ := o.Value("steps").(*value.Object)
	for i := range r.Steps {
		s := &r.Steps[i]
		s.Outputs = value.NewObject()
		if outputs, ok := steps.Value(s.Name).(*value.Object); ok {
			s.Outputs = outputs
			s.Outputs.Delete("outcome")
			s.Outputs.Delete("source")
		}
	}
	return nil
}

func textsOfList(v any) []string {
	list, _ := v.([]any)
	var out []string
	for _, item := range list {
		out = append(out, value.Text(item))
	}
	return out
}
