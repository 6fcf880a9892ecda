// Package dryrun shows what a run would send, and sends nothing.
//
// A Rehearsal takes the place of the network and of time: each request is
// answered at once by the example of its step, so that the steps after it are
// rendered as well. In come the attempts and results of a run; out go the
// requests with their secrets masked, lead by lead, in the manner of .http files.
package dryrun

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"lcs/clock"
	"lcs/farend"
	"lcs/interp"
	"lcs/trace"
)

// Rehearsal is a run that sends nothing.
type Rehearsal struct {
	program *interp.Program
	clock   *clock.Simulated
	run     *interp.Run
	out     io.Writer

	mu      sync.Mutex
	waiting map[int][]*trace.Entry // requests that were not printed, by the number of the lead; 0: of several leads
	sent    int
	err     error
}

// New returns a rehearsal of a program that begins at start and prints to out.
func New(p *interp.Program, out io.Writer, start time.Time) *Rehearsal {
	return &Rehearsal{program: p, clock: clock.NewSimulated(start), out: out, waiting: map[int][]*trace.Entry{}}
}

// Options makes a run one that the rehearsal answers.
func (r *Rehearsal) Options(o *interp.Options) {
	o.Clock, o.Sender, o.Trace = r.clock, farend.New(r.program, r.clock), r.attempt
}

// Of says whose attempts they are.
func (r *Rehearsal) Of(run *interp.Run) { r.run = run }

// Run runs f, in which all use of the run must be: waits in it take no time.
func (r *Rehearsal) Run(f func()) { r.clock.Run(f) }

// Requests is how many requests would have been sent up to now.
func (r *Rehearsal) Requests() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.sent
}

func (r *Rehearsal) attempt(a interp.Attempt) {
	entry, wanted := trace.NewEntry(trace.AttemptOf(r.run, a, trace.Full))
	if !wanted {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent++
	r.waiting[entry.Lead] = append(r.waiting[entry.Lead], entry)
}

// CameOut prints the requests of a lead, and what would have become of it.
func (r *Rehearsal) CameOut(result *interp.Result) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests(0)
	r.printf("### %s\n\n", headOf(result))
	r.requests(result.Index + 1)
	end := string(result.Outcome)
	if result.Reason != "" {
		end += ": " + oneLine(result.Reason)
	}
	r.printf("# it would end as %s\n\n", end)
	return r.err
}

// Close prints what is left: requests in the background.
func (r *Rehearsal) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, lead := range slices.Sorted(maps.Keys(r.waiting)) {
		r.printf("### afterwards\n\n")
		r.requests(lead)
	}
	return r.err
}

func headOf(result *interp.Result) string {
	if result.Place != "" {
		return oneLine(result.Place)
	}
	return fmt.Sprintf("lead %d", result.Index+1)
}

func (r *Rehearsal) printf(format string, args ...any) {
	if r.err == nil {
		_, r.err = io.WriteString(r.out, strings.Map(printable, fmt.Sprintf(format, args...)))
	}
}

// requests prints the requests that wait under a lead's number.
func (r *Rehearsal) requests(lead int) {
	for _, e := range r.waiting[lead] {
		r.printf("%s\n%s\n%s\n\n", whose(e), rendered(e), r.answered(e))
	}
	delete(r.waiting, lead)
}

// whose says which step a request is of.
func whose(e *trace.Entry) string {
	switch {
	case e.Via == "auth":
		return "# a token for the service " + e.Step
	case e.Via != "":
		return "# step " + e.Step + ", " + e.Via
	case e.Attempt > 1:
		return fmt.Sprintf("# step %s, attempt %d", e.Step, e.Attempt)
	}
	return "# step " + e.Step
}

// rendered is a request as it would go out.
func rendered(e *trace.Entry) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", e.Request.Method, e.Request.URL)
	for _, name := range slices.Sorted(maps.Keys(e.Request.Headers)) {
		for _, v := range e.Request.Headers[name] {
			fmt.Fprintf(&b, "%s: %s\n", name, v)
		}
	}
	switch {
	case e.Request.Base64 != nil:
		fmt.Fprintf(&b, "\n# %d bytes that are no text\n", e.Request.Size)
	case e.Request.Text != "":
		fmt.Fprintf(&b, "\n%s\n", strings.TrimRight(e.Request.Text, "\n"))
	}
	if e.Request.Cut > 0 {
		fmt.Fprintf(&b, "# and %d bytes more\n", e.Request.Cut)
	}
	return b.String()
}

// answered says what the lead goes on with in place of an answer.
func (r *Rehearsal) answered(e *trace.Entry) string {
	if e.Via == "auth" {
		return "# not sent; a made-up token stands for the answer"
	}
	if len(r.program.Replies(e.Step, e.Via == "fallback")) == 0 {
		return "# not sent; the step has no example, so an empty 200 stands for the answer"
	}
	status := "its failure"
	if e.Response != nil {
		status = fmt.Sprint(e.Response.Status)
	}
	return fmt.Sprintf("# not sent; the step's example stands for the answer: %s", status)
}

// printable leaves out what could move the cursor of a terminal.
func printable(r rune) rune {
	if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 {
		return -1
	}
	return r
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
