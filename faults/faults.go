// Package faults finds out what becomes of a lead when systems fail.
//
// Every example lead is taken through the script once for each way in which
// each call can go wrong, on simulated time and without a network; in pairs,
// for each two calls. Which calls there are is seen from the run without a
// fault. In come a checked and compiled script; out goes a Table, in which an
// error that nothing handles is a hole.
package faults

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"lcs/clock"
	"lcs/farend"
	"lcs/interp"
	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/limits"
)

// Options says what is tried and what counts as a hole.
type Options struct {
	Pairs bool // two calls fail, too
	// Deny are endings that count as holes beside an error that nothing handles.
	Deny []Ending
	// Limits are those of the runs; nil: the defaults.
	Limits *limits.Limits
}

// Ending is what a lead can come to that one may not want.
type Ending string

// The endings that can be denied.
const (
	EndsInError   Ending = "error"   // by `fail` as well
	EndsInFailure Ending = "failure" // a business no
	EndsQueued    Ending = "queued"
	StepSkipped   Ending = "skipped"
	StepDefault   Ending = "default" // outputs that the script makes up
	SentTwice     Ending = "twice"   // what is not idempotent was repeated
)

// Endings are the endings that can be denied.
var Endings = []Ending{EndsInError, EndsInFailure, EndsQueued, StepSkipped, StepDefault, SentTwice}

// Fault is one call that goes wrong, every time.
type Fault struct {
	Target string // a step, "STEP.fallback" or "SERVICE.auth"
	Way    Way
}

func (f Fault) String() string { return f.Target + " " + f.Way.Name }

// Case is one lead with one fault or two, and what became of it.
type Case struct {
	Lead    string // the name of the example
	Faults  []Fault
	Outcome interp.Outcome
	Reason  string
	Hole    string // why this may not be; empty: it may

	Step     string // what became of the step that failed: success failure error skipped queued
	Source   string // what it was answered from: live cache fallback last_good default
	Attempts int    // at all of its requests
	Elapsed  time.Duration
	Twice    bool // what is not idempotent was sent again although it may have been carried out

	unhandled bool
	reached   []string // targets, in the order of their first request
}

// explorer tries the cases of one script.
type explorer struct {
	program  *interp.Program
	options  Options
	settings map[string]interp.Setting
	steps    map[string]*check.StepInfo
	ways     map[string][]Way // by target
}

// Explore tries all faults. The diagnostics are about the script's examples.
func Explore(ctx context.Context, info *check.Info, program *interp.Program, options Options) (*Table, diag.List) {
	leads, problems := program.ExampleLeads()
	settings, more := program.ExampleSettings()
	problems = append(problems, more...)
	if problems.HasErrors() {
		return nil, problems
	}
	e := &explorer{program: program, options: options, settings: settings, steps: map[string]*check.StepInfo{}, ways: map[string][]Way{}}
	for _, s := range info.Steps {
		e.steps[s.Name] = s
		e.ways[s.Name] = waysOf(s, program.Replies(s.Name, false))
	}
	table := &Table{info: info}
	for _, example := range info.Examples {
		table.leads = append(table.leads, example.Name)
	}
	perLead := make([][]*Case, len(leads))
	tasks := make(chan int)
	var workers sync.WaitGroup
	for range min(len(leads), runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for i := range tasks {
				perLead[i] = e.lead(ctx, info.Examples[i].Name, leads[i])
			}
		})
	}
	for i := range leads {
		tasks <- i
	}
	close(tasks)
	workers.Wait()
	for _, cases := range perLead {
		table.cases = append(table.cases, cases...)
	}
	return table, problems
}

// lead tries one lead: without a fault, with each fault of the calls that it
// then makes, and with a second one of the calls that it makes in spite of the
// first.
func (e *explorer) lead(ctx context.Context, name string, record interp.Record) []*Case {
	sound := e.try(name, record)
	cases := []*Case{sound}
	for _, first := range e.faultsOf(sound.reached) {
		if ctx.Err() != nil {
			return cases
		}
		single := e.try(name, record, first)
		cases = append(cases, single)
		if !e.options.Pairs {
			continue
		}
		for _, second := range e.faultsOf(after(single.reached, first.Target)) {
			cases = append(cases, e.try(name, record, first, second))
		}
	}
	return cases
}

// after returns the targets that were first met after a target.
func after(reached []string, target string) []string {
	return reached[slices.Index(reached, target)+1:]
}

func (e *explorer) faultsOf(targets []string) []Fault {
	var out []Fault
	for _, target := range targets {
		ways, isStep := e.ways[target]
		if !isStep {
			ways = otherWays(target)
		}
		for _, w := range ways {
			out = append(out, Fault{target, w})
		}
	}
	return out
}

// epoch is when every case begins: a Thursday, outside of no office's hours.
var epoch = time.Date(2026, 1, 1, 15, 0, 0, 0, time.UTC)

// try takes a lead through the script with faults, on a clock of its own.
func (e *explorer) try(name string, record interp.Record, faults ...Fault) *Case {
	c := &Case{Lead: name, Faults: faults}
	sim := clock.NewSimulated(epoch)
	far := farend.New(e.program, sim)
	for _, f := range faults {
		far.Stub(f.Target, []interp.Reply{f.Way.reply})
	}
	sim.Run(func() {
		run, problems := e.program.Start(context.Background(), interp.Options{
			Clock: sim, Settings: e.settings, Sender: far, Limits: e.options.Limits, KeepFrames: true, RunID: "faults",
		})
		if problems.HasErrors() {
			c.Outcome, c.Reason, c.unhandled = interp.Error, problems[0].Message, true
			return
		}
		results := run.Together([]interp.Record{record})
		_ = run.Close()
		c.ended(results[0])
	})
	c.reached = far.Targets()
	e.judge(c, far)
	return c
}

// ended notes what became of the lead, and of the step that failed first.
func (c *Case) ended(r *interp.Result) {
	c.Outcome, c.Reason, c.Elapsed, c.unhandled = r.Outcome, r.Reason, r.Elapsed, r.Unhandled
	if len(c.Faults) == 0 {
		return
	}
	name, _, _ := strings.Cut(c.Faults[0].Target, ".")
	for _, s := range r.Steps {
		if s.Name == name {
			c.Step, c.Source = s.Outcome, s.Source
		}
	}
}

// judge finds out whether the case is a hole.
func (e *explorer) judge(c *Case, far *farend.FarEnd) {
	for _, f := range c.Faults {
		own := 0
		for _, r := range far.Requests(f.Target) {
			c.Attempts++
			if r.Via == "" {
				own++
			}
		}
		s := e.steps[f.Target]
		c.Twice = c.Twice || s != nil && f.Way.Unknown && own > 1 && !s.Repeatable()
	}
	switch {
	case c.unhandled:
		c.Hole = "no handler is left, and the lead ends in an error"
	case len(c.Faults) == 0: // what a sound run comes to is the script's business
	default:
		for _, ending := range e.options.Deny {
			if why, met := c.meets(ending); met {
				c.Hole = why
				return
			}
		}
	}
}

// meets reports whether a case ends like that, and in which words.
func (c *Case) meets(ending Ending) (string, bool) {
	switch ending {
	case EndsInError:
		return "the lead ends in an error", c.Outcome == interp.Error
	case EndsInFailure:
		return "the lead is refused", c.Outcome == interp.Failure
	case EndsQueued:
		return "the lead is queued", c.Outcome == interp.Queued
	case StepSkipped:
		return "the step is skipped", c.Step == "skipped"
	case StepDefault:
		return "the step's outputs are made up", c.Source == "default"
	case SentTwice:
		return "it may be carried out twice", c.Twice
	}
	return "", false
}

// ParseEnding returns the ending of that name.
func ParseEnding(name string) (Ending, error) {
	if slices.Contains(Endings, Ending(name)) {
		return Ending(name), nil
	}
	names := make([]string, len(Endings))
	for i, e := range Endings {
		names[i] = string(e)
	}
	return "", fmt.Errorf("there is no ending %q: there are %s", name, strings.Join(names, ", "))
}
