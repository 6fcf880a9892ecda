package interp

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"lcs/clock"
	"lcs/interp/expression"
	"lcs/lang/diag"
	"lcs/limits"
	"lcs/stdlib/http"
	"lcs/value"
)

// DefaultLeadDeadline is how long one lead may take in all.
const DefaultLeadDeadline = 60 * time.Second

// Options is what a run needs beside its program.
type Options struct {
	Clock        clock.Clock
	Settings     map[string]Setting
	Concurrency  int  // leads in flight; below 1: 1
	TestMode     bool // flow.test_mode
	AllowPrivate bool // calls to private and loopback addresses
	Seed         uint64
	RunID        string
	LeadDeadline time.Duration  // 0: a minute
	Limits       *limits.Limits // nil: the defaults

	// KeepFrames lets results keep the values that their leads ended with.
	KeepFrames bool

	// Journal keeps what becomes of the leads of Run.All; nil: nothing does.
	Journal Journal
	// Answers keeps good answers beyond the run; nil: nothing does. It wants a
	// Journal, as what it cannot keep ends the run.
	Answers AnswerStore

	// Route sends requests elsewhere, to the sandbox; nil: to where they go.
	Route func(*http.Request) (base string, ok bool)
	// Sender answers all requests in place of the network; nil: the network.
	Sender http.Sender
	// Resolver finds the addresses of hosts; nil: the system does.
	Resolver http.Resolver
	// Trace is called for every attempt, from several tasks at once; Background
	// for every step that ran beside its lead.
	Trace      func(Attempt)
	Background func(*Result)
	// Alert is called when an alert fires.
	Alert func(Alert)
	// Log is called for every `log`, from the task of the lead.
	Log func(*Result, LogLine)
}

// Run is what the leads of one run share: connections, caches, limits, tokens
// and figures.
type Run struct {
	program      *Program
	options      Options
	clock        clock.Clock
	ctx          context.Context
	cancel       context.CancelFunc
	machine      *expression.Machine
	base         expression.Frame // settings and what else all leads share
	services     map[*service]*connection
	answers      *answers
	stats        *stats
	background   clock.Group
	leadDeadline time.Duration

	collectors collectors
	alerts     watched
	secrets    secrets
	recorder   *recorder

	mu      sync.Mutex
	count   int // leads begun
	turns   map[*authorization]int
	sources map[client]*http.TokenSource
}

// watched is which alerts hold, and which fired.
type watched struct {
	mu      sync.Mutex
	holding map[*alert]bool
	fired   []Alert
}

// Start begins a run. Settings that are missing or do not fit are diagnostics.
// Close must be called when there is no error among them.
func (p *Program) Start(ctx context.Context, o Options) (*Run, diag.List) {
	if o.Clock == nil {
		o.Clock = clock.System()
	}
	r := &Run{
		program: p, options: o, clock: o.Clock, services: map[*service]*connection{},
		leadDeadline: o.LeadDeadline,
		turns:        map[*authorization]int{}, sources: map[client]*http.TokenSource{},
	}
	r.collectors.open, r.collectors.resumed = map[*batch]*collecting{}, map[string]*collecting{}
	r.collectors.leads = make([]int, p.batches+1)
	r.alerts.holding = map[*alert]bool{}
	if r.leadDeadline == 0 {
		r.leadDeadline = DefaultLeadDeadline
	}
	if o.Journal != nil {
		ctx = context.WithoutCancel(ctx) // see All
	}
	r.ctx, r.cancel = context.WithCancel(ctx)
	r.stats = newStats(p.longestWindow())
	r.answers = newAnswers(o.Clock, o.Limits)
	r.background = o.Clock.NewGroup()
	r.machine = expression.NewMachine(r.ctx, o.Clock.Now(), r.rand(0), o.Limits)
	r.base = expression.NewFrame(p.info, r.machine)
	problems := r.settings(o.Settings)
	if problems.HasErrors() {
		r.cancel()
		return nil, problems
	}
	r.showSettings()
	r.knowSettings()
	r.setFlow()
	r.recorder = newRecorder(r, o.Journal)
	if unusable := r.connect(); unusable.HasErrors() {
		r.cancel()
		return nil, append(problems, unusable...)
	}
	for _, s := range p.steps {
		r.stats.of(s.name)
		if f := s.info.Fields["stats"]; f != nil {
			r.base.Set(f.Slot, r.stats.of(s.name))
		}
	}
	return r, problems
}

// setFlow gives `flow` its value.
func (r *Run) setFlow() {
	r.base.Set(r.program.ambient.flow, value.NewObject(
		value.Entry{Key: "test_mode", Value: r.options.TestMode},
		value.Entry{Key: "name", Value: r.program.info.Title},
		value.Entry{Key: "run_id", Value: r.options.RunID},
	))
}

// rand returns the random numbers of the n-th lead: the same ones for the same
// seed.
func (r *Run) rand(n int) *rand.Rand {
	return rand.New(rand.NewPCG(r.options.Seed, uint64(n)))
}

// Close waits for background steps and closes the connections.
func (r *Run) Close() error {
	r.background.Wait()
	for _, c := range r.services {
		c.close()
	}
	r.cancel()
	return nil
}

// Do runs one lead. It may be called from several tasks at once.
func (r *Run) Do(ctx context.Context, in Record) *Result {
	r.mu.Lock()
	n := r.count
	r.count++
	r.mu.Unlock()
	r.enter()
	defer r.leave()
	return r.do(ctx, n, in, nil, r.newDesk(nil))
}

// do runs the n-th lead; one that sets out again has a past.
func (r *Run) do(ctx context.Context, n int, in Record, p *past, at *desk) *Result {
	begun := r.clock.Now()
	if p == nil {
		at.fresh = past{seed: r.options.Seed, number: n}
		p = &at.fresh
	}
	if p.started.IsZero() {
		p.started = begun
		r.recorder.begun(n, p)
	}
	result := &Result{Index: n, Place: in.Place, Came: in.Value, Started: p.started}
	x := r.newExecution(ctx, at, r.base, p.started, p.seed, p.number+1)
	x.result, x.past, x.number = result, p, p.number
	x.limit(ctx, r.leadDeadline)
	defer func() { x.cancel() }()
	defer func() { r.movedTo(x, 0) }()
	x.frame.Set(r.program.ambient.now, p.started)
	if err := x.lead(in.Value); err != nil {
		x.end(Error, err.Error())
	} else {
		x.recall(in)
		x.showLead()
		if sig := x.do(r.program.statementsFor(in)); sig == proceed {
			x.end(Success, "")
		}
	}
	if result.Outcome == Queued {
		result.Parked = x.park(in)
	}
	if r.options.KeepFrames {
		result.execution = x
	}
	result.Lead = x.leadObject(true)
	x.hideKnown()
	result.Elapsed = r.clock.Now().Sub(begun)
	r.stats.lead(result)
	r.recorder.done(x, in)
	at.kept = r.options.KeepFrames || len(x.begun) > 0
	return result
}

// limit gives the lead the time that it has left.
func (x *execution) limit(parent context.Context, left time.Duration) {
	x.parent = parent
	x.ctx, x.cancel = x.run.clock.WithDeadline(parent, x.run.clock.Now().Add(left))
	x.machine.Context.Context = x.ctx
}

// left is the time that the lead has left.
func (x *execution) left() time.Duration {
	if t, ok := clock.Deadline(x.run.clock, x.ctx); ok {
		return t.Sub(x.run.clock.Now())
	}
	return x.run.leadDeadline
}

// suspend stops the lead's deadline, and gives up its place among the leads in
// flight, until resume is called.
func (x *execution) suspend() (resume func()) {
	left := x.left()
	x.cancel()
	x.crew.aside()
	return func() {
		x.crew.back()
		x.limit(x.parent, left)
	}
}
