package interp

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"lcs/interp/expression"
	"lcs/lang/diag"
	"lcs/stdlib/http"
	"lcs/value"
)

// execution is one lead on its way through the script. It belongs to one task.
type execution struct {
	*desk
	run     *Run
	ctx     context.Context // ends at the lead's deadline
	cancel  context.CancelFunc
	parent  context.Context // of ctx
	result  *Result
	at      *attempting   // the step that is under way
	inStep  int           // above 0: an error in an expression fails the step
	broken  error         // that error
	begun   []*step       // in the background
	beside  []*besideLead // what they come to, when that is kept
	batches *int          // how many batch steps the lead has come to, its own or that of whom it is beside
	came    int
	forAll  bool        // it runs for all leads of a batch
	stopped bool        // another step of the parallel block has cancelled this one
	past    *past       // of a lead taken up again
	batch   *collecting // it makes the call of this batch
	seed    uint64      // these two say which its random numbers are
	number  int
	others  []Secret      // of the leads that share a batch
	cookies http.Jar      // that answers to this lead have set
	extra   []value.Entry // what came in beside the declared fields
}

func (x *execution) random() *rand.Rand { return x.machine.Context.Rand }

// desk is what an execution works with. The next one can have it again, unless
// it is kept.
type desk struct {
	crew    *crew // whose task sits at it, and takes the leads of an input through; nil: none
	machine *expression.Machine
	frame   expression.Frame
	source  *rand.PCG         // of its random numbers
	draft   draft             // of the request that is being prepared
	out     expression.Output // of the text that is being written
	kept    bool              // somebody may yet ask what the lead knew

	sitting execution   // the one that works here
	fresh   past        // of a lead that has none yet
	idle    *attempting // that no step is on; nil: there is none
}

func (r *Run) newDesk(c *crew) *desk {
	source := rand.NewPCG(0, 0)
	m := expression.NewMachine(r.ctx, time.Time{}, rand.New(source), r.options.Limits)
	return &desk{crew: c, machine: m, source: source}
}

// newExecution returns an execution that knows what base does, and has the n-th
// random numbers of a seed.
func (r *Run) newExecution(ctx context.Context, at *desk, base expression.Frame, now time.Time, seed uint64, n int) *execution {
	at.source.Seed(seed, uint64(n))
	at.machine.Begin(ctx, now)
	at.frame = base.On(at.machine, at.frame)
	x := &at.sitting
	*x = execution{desk: at, run: r, seed: seed, cookies: http.Jar{Limits: r.options.Limits}}
	x.batches = &x.came
	return x
}

// scratch returns an empty output, for a text that is copied when it is written.
func (x *execution) scratch() *expression.Output {
	x.out.Reset()
	return &x.out
}

// end gives the lead its outcome.
func (x *execution) end(o Outcome, reason string) signal {
	x.result.Outcome = o
	if reason != "" {
		x.result.Reason = reason
	}
	return ended
}

// unhandled ends the lead in an error that the script does not answer.
func (x *execution) unhandled(reason string) signal {
	x.result.Unhandled = true
	return x.end(Error, reason)
}

// broke takes an error in an expression: inside a step it is a failure of the
// step, elsewhere it ends the lead (decisions M5).
func (x *execution) broke(err error) signal {
	if x.inStep > 0 {
		x.broken = err
		return failed
	}
	span := diag.Span{}
	if e, ok := errors.AsType[*expression.Error](err); ok {
		span = e.Span
	}
	message := x.conceal(err.Error())
	x.result.Diagnostic = diag.New(codeLeadFailed, span, message)
	return x.unhandled(message)
}

// interrupted ends a lead whose time is over, whose run was cancelled, or which
// another step of its parallel block made needless.
func (x *execution) interrupted() signal {
	switch cause := context.Cause(x.ctx); {
	case errors.Is(cause, errNeedless):
		x.stopped = true
		return x.end(Error, cause.Error())
	case !errors.Is(cause, context.DeadlineExceeded):
		x.result.cut = true
		return x.end(Error, "the run was cancelled")
	}
	return x.unhandled("the lead's deadline of " + value.Text(x.run.leadDeadline) + " is over")
}

func (x *execution) log(level, text string) {
	line := LogLine{level, x.conceal(text)}
	x.result.Logs = append(x.result.Logs, line)
	if x.run.options.Log != nil {
		x.run.options.Log(x.result, line)
	}
}

// tell keeps a step's reason, price or reference as the lead's (decisions S10).
func (x *execution) tell(word string, v any) {
	if value.IsMissing(v) {
		return
	}
	switch word {
	case "reason":
		x.result.Reason = value.Text(v)
	case "price":
		x.result.Price = v
	case "reference":
		x.result.Ref = v
	}
}

// told is what steps have said about a lead.
type told struct {
	reason     string
	price, ref any
}

func (x *execution) told() told { return told{x.result.Reason, x.result.Price, x.result.Ref} }

// retell takes back what a step's answer said that came to nothing.
func (x *execution) retell(t told) {
	x.result.Reason, x.result.Price, x.result.Ref = t.reason, t.price, t.ref
}

// get reads a slot; what has none is missing.
func (x *execution) get(slot int) any {
	if slot < 0 {
		return nil
	}
	return x.frame.Get(slot)
}

// setField gives STEP.name its value, where the script reads it.
func (x *execution) setField(s *step, name string, v any) {
	if symbol := s.info.Fields[name]; symbol != nil {
		x.frame.Set(symbol.Slot, v)
	}
}

// showExchange makes the last exchange readable as `http` and STEP.http.
func (x *execution) showExchange(a *attempting) {
	view := x.httpValue(a)
	x.frame.Set(a.locals.http, view)
	x.setField(a.step, "http", view)
}

func (x *execution) clearOutputs(s *step) {
	for _, o := range s.info.Outputs {
		x.frame.Set(o.Slot, nil)
	}
	x.setField(s, "response", nil)
}

// finishStep writes down what became of a step.
func (x *execution) finishStep(a *attempting, outcome, source string) {
	s := a.step
	x.showExchange(a)
	x.setField(s, "outcome", outcome)
	if a.request != nil {
		x.setField(s, "service", a.request.service)
	}
	if source == "" {
		x.setField(s, "source", nil)
	} else {
		x.setField(s, "source", source)
	}
	outputs, now := value.NewObject(), x.run.clock.Now()
	if outcome == "success" {
		outputs.Grow(len(s.info.Outputs))
		for _, o := range s.info.Outputs {
			if v := Veiled(x.frame.Get(o.Slot), o.Type); v != nil {
				outputs.Set(o.Name, v)
			}
		}
	}
	r := StepResult{
		Name: s.name, Outcome: outcome, Source: source, Attempts: a.attempts, Started: a.started,
		Elapsed: now.Sub(a.started), Outputs: outputs, Handlers: a.asked,
	}
	if a.failure != nil {
		r.Kind = a.failure.selector()
	}
	r.told = x.told()
	r.flags, r.notes, r.logs = x.result.Flags[a.flagsFrom:], x.result.Notes[a.notesFrom:], x.result.Logs[a.logsFrom:]
	x.run.stats.step(s, r, now)
	x.run.watch()
	i := slices.IndexFunc(x.result.Steps, func(e StepResult) bool { return e.Name == s.name })
	if i >= 0 {
		x.result.Steps[i] = r
		return
	}
	x.result.Steps = append(x.result.Steps, r)
}

// digest names parts by a key that says nothing about them.
func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
