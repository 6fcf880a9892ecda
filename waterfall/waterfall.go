// Package waterfall draws what became of one lead on a line of time: its steps,
// their attempts, and the waits between them.
//
// A Recorder listens to the run of the lead; out comes a Picture, which the three
// renderers share: text for a terminal, SVG, and a page of HTML. Requests come as
// entries of a trace, so their secrets are masked already.
package waterfall

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"lcs/interp"
	"lcs/trace"
)

// Recorder notes the attempts and the background steps of one lead.
type Recorder struct {
	run *interp.Run

	mu         sync.Mutex
	entries    []*trace.Entry
	background []interp.StepResult
}

// Of says whose attempts they are.
func (r *Recorder) Of(run *interp.Run) { r.run = run }

// Attempt notes an attempt; it is meant for interp.Options.
func (r *Recorder) Attempt(a interp.Attempt) {
	entry, wanted := trace.NewEntry(trace.AttemptOf(r.run, a, trace.Headers))
	if !wanted {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.entries = append(r.entries, entry)
}

// Background notes a step that ran beside the lead; it is meant for
// interp.Options.
func (r *Recorder) Background(result *interp.Result) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.background = append(r.background, result.Steps...)
}

// Picture is what became of one lead.
type Picture struct {
	Flow, Lead, Outcome, Reason string
	Total                       time.Duration // to the end of the last row
	Rows                        []Row         // in the order in which they began
}

// Row is a step, a token, or, indented below its step, an attempt or a wait.
// Times are counted from the beginning of the lead.
type Row struct {
	Name       string
	Part       bool // of the row above
	State      string
	Start, End time.Duration
	Bars       []Bar
}

// Kind is how a bar looks.
type Kind uint8

// The kinds of bars.
const (
	Answered Kind = iota // a good answer
	Failed               // an attempt that failed
	Waiting              // for the next attempt, or for its turn
	NoCall               // settled without a call: from a cache, or a default
)

// Bar is a stretch of time in a row.
type Bar struct {
	Kind       Kind
	Start, End time.Duration
	Entry      *trace.Entry // of an attempt
}

// shortest is the shortest wait that is shown.
const shortest = time.Millisecond

// Picture draws the lead whose result it is. The run must have been closed.
func (r *Recorder) Picture(flow string, result *interp.Result) *Picture {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := &Picture{
		Flow: flow, Lead: cmp.Or(result.Place, fmt.Sprintf("lead %d", result.Index+1)),
		Outcome: string(result.Outcome), Reason: result.Reason, Total: result.Elapsed,
	}
	d := &drawing{zero: result.Started, entries: map[string][]*trace.Entry{}}
	for _, e := range r.entries {
		key := e.Step
		if e.Via == "auth" {
			key = "token " + e.Step
		}
		d.entries[key] = append(d.entries[key], e)
	}
	var groups [][]Row
	for _, s := range result.Steps {
		groups = append(groups, d.step(s, ""))
	}
	for _, s := range r.background {
		groups = append(groups, d.step(s, " (background)"))
	}
	for name, entries := range d.entries {
		if strings.HasPrefix(name, "token ") {
			groups = append(groups, d.token(name, entries))
		}
	}
	slices.SortStableFunc(groups, func(a, b []Row) int {
		return cmp.Or(cmp.Compare(a[0].Start, b[0].Start), cmp.Compare(a[0].Name, b[0].Name))
	})
	p.Rows = slices.Concat(groups...)
	for _, row := range p.Rows {
		p.Total = max(p.Total, row.End)
	}
	return p
}

// drawing is a picture in the making.
type drawing struct {
	zero    time.Time
	entries map[string][]*trace.Entry // by step
}

// since is a moment as the time since the lead began.
func (d *drawing) since(t time.Time) time.Duration { return max(t.Sub(d.zero), 0) }

func (d *drawing) step(s interp.StepResult, where string) []Row {
	start := d.since(s.Started)
	row := Row{Name: s.Name + where, State: stateOf(s), Start: start, End: start + s.Elapsed}
	return d.withParts(row, d.entries[s.Name])
}

func (d *drawing) token(name string, entries []*trace.Entry) []Row {
	first, last := entries[0], entries[len(entries)-1]
	row := Row{Name: name, State: entryState(last), Start: d.since(first.Time), End: d.since(last.Time) + total(last)}
	return d.withParts(row, entries)
}

// withParts gives a row its bars, and, where there are several attempts, a row
// for each and for the waits between them.
func (d *drawing) withParts(row Row, entries []*trace.Entry) []Row {
	if len(entries) == 0 {
		if row.State != "skipped" {
			row.Bars = []Bar{{Kind: NoCall, Start: row.Start, End: row.End}}
		}
		return []Row{row}
	}
	slices.SortStableFunc(entries, func(a, b *trace.Entry) int { return a.Time.Compare(b.Time) })
	var parts []Row
	at := row.Start
	for _, e := range entries {
		start := d.since(e.Time)
		if start-at >= shortest {
			wait := Bar{Kind: Waiting, Start: at, End: start}
			row.Bars = append(row.Bars, wait)
			parts = append(parts, Row{Name: "wait", Part: true, Start: at, End: start, Bars: []Bar{wait}})
		}
		bar := Bar{Kind: Answered, Start: start, End: start + total(e), Entry: e}
		if e.Error != nil {
			bar.Kind = Failed
		}
		at = bar.End
		row.Bars = append(row.Bars, bar)
		row.End = max(row.End, bar.End)
		parts = append(parts, Row{Part: true, State: entryState(e), Start: start, End: bar.End, Bars: []Bar{bar}})
	}
	if len(entries) == 1 {
		return []Row{row}
	}
	n := 0
	for i := range parts {
		if parts[i].Bars[0].Entry != nil {
			n++
			parts[i].Name = fmt.Sprintf("%d %s", n, parts[i].Bars[0].Entry.Request.Method)
		}
	}
	return append([]Row{row}, parts...)
}

// stateOf says in a word or two what became of a step.
func stateOf(s interp.StepResult) string {
	switch s.Outcome {
	case "success":
		switch s.Source {
		case "live", "":
			return "ok"
		case "last_good":
			return "last good"
		}
		return s.Source
	case "failure":
		return "refused"
	case "error":
		return strings.TrimSpace("failed " + s.Kind)
	}
	return s.Outcome
}

// entryState says what came of an attempt.
func entryState(e *trace.Entry) string {
	state := ""
	switch {
	case e.Response != nil:
		state = strconv.Itoa(e.Response.Status)
		if e.Error != nil && e.Error.Kind != "status" {
			state += " " + e.Error.Kind
		}
	case e.Error != nil:
		state = e.Error.Kind
	}
	if e.Via == "fallback" {
		state += " fallback"
	}
	return strings.TrimSpace(state)
}

func total(e *trace.Entry) time.Duration {
	return time.Duration(e.Timing.Total * float64(time.Millisecond))
}

// ticks are round moments on the line of time: at most so many, from 0 on.
func (p *Picture) ticks(most int) []time.Duration {
	step := time.Duration(1)
	for _, factor := range scale() {
		if step = factor; p.Total/step < time.Duration(most) {
			break
		}
	}
	var out []time.Duration
	for at := time.Duration(0); at <= p.Total && len(out) < most; at += step {
		out = append(out, at)
	}
	return out
}

// scale yields the distances that ticks may have: 1, 2 and 5 in each power of
// ten, and of a minute on what clocks have.
func scale() []time.Duration {
	var out []time.Duration
	for unit := time.Microsecond; unit <= 10*time.Second; unit *= 10 {
		out = append(out, unit, 2*unit, 5*unit)
	}
	out = out[:len(out)-1]
	for _, minutes := range []int{1, 2, 5, 10, 30, 60, 120, 360, 720, 1440} {
		out = append(out, time.Duration(minutes)*time.Minute)
	}
	return out
}
