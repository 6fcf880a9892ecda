// Package dryrun shows what a run would send, and sends nothing.
//
// In a Rehearsal the network and time are played: each request is answered at
// once by the example of its step, so that the steps after it are rendered as
// well. In come a program and leads; out go the requests with their secrets
// masked, lead by lead, in the manner of .http files.
package dryrun

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"lcs/clock"
	"lcs/farend"
	"lcs/interp"
	"lcs/lang/diag"
	"lcs/terminal"
	"lcs/trace"
)

// Rehearsal is a run that sends nothing.
type Rehearsal struct {
	Program *interp.Program
	Options interp.Options // but for the clock, the sender and the trace, which are the rehearsal's own
	Start   time.Time
	Leads   iter.Seq2[interp.Record, *diag.Diagnostic]
}

// Outcome is what a rehearsal came to.
type Outcome struct {
	Leads    int
	Requests int  // that would have been sent
	Failed   bool // a lead would end in an error
}

// Run prints to out what the run would send. The list has what kept the run from
// its start. The error is that of ctx or of out.
func (r Rehearsal) Run(ctx context.Context, out io.Writer) (Outcome, diag.List, error) {
	played := clock.NewSimulated(r.Start)
	p := &printer{far: farend.New(r.Program, played), out: out, waiting: map[int][]request{}}
	options := r.Options
	options.Clock, options.Sender, options.Trace = played, p.far, p.attempt
	var problems diag.List
	var err error
	played.Run(func() {
		if p.run, problems = r.Program.Start(ctx, options); problems.HasErrors() {
			return
		}
		err = p.run.All(ctx, r.Leads, p.result)
		_ = p.run.Close()
	})
	if ending := p.rest(); err == nil {
		err = ending
	}
	return p.outcome, problems, err
}

// printer prints what a run sends. Attempts come from several tasks at once.
type printer struct {
	far *farend.FarEnd
	run *interp.Run
	out io.Writer

	mu      sync.Mutex
	waiting map[int][]request // requests that were not printed, by the number of the lead; 0: of several leads
	outcome Outcome
	err     error
}

// request is one that would be sent, and what stands for its answer.
type request struct {
	*trace.Entry
	answer farend.Answer
}

func (p *printer) attempt(a interp.Attempt) {
	entry, wanted := trace.NewEntry(trace.AttemptOf(p.run, a, trace.Full))
	if !wanted {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.outcome.Requests++
	p.waiting[entry.Lead] = append(p.waiting[entry.Lead], request{entry, p.far.AnswerTo(a.Exchange.Request)})
}

// result prints the requests of a lead, and what would have become of it.
func (p *printer) result(r *interp.Result) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.outcome.Leads++
	p.outcome.Failed = p.outcome.Failed || r.Outcome == interp.Error
	p.requests(0)
	p.printf("### %s\n\n", headOf(r.Place, r.Index+1))
	p.requests(r.Index + 1)
	end := string(r.Outcome)
	if r.Reason != "" {
		end += ": " + oneLine(r.Reason)
	}
	p.printf("# it would end as %s\n\n", end)
	return p.err
}

// rest prints what is left: requests in the background.
func (p *printer) rest() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, lead := range slices.Sorted(maps.Keys(p.waiting)) {
		head := "afterwards"
		if lead > 0 {
			head = headOf(p.waiting[lead][0].Place, lead) + ", afterwards"
		}
		p.printf("### %s\n\n", head)
		p.requests(lead)
	}
	return p.err
}

// headOf names a lead: by where it came from, else by its number.
func headOf(place string, lead int) string {
	return oneLine(cmp.Or(place, fmt.Sprintf("lead %d", lead)))
}

func (p *printer) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = io.WriteString(p.out, terminal.Visible(fmt.Sprintf(format, args...)))
	}
}

// requests prints the requests that wait under a lead's number.
func (p *printer) requests(lead int) {
	for _, r := range p.waiting[lead] {
		p.printf("%s\n%s\n%s\n\n", whose(r.Entry), rendered(r.Entry), r.answered())
	}
	delete(p.waiting, lead)
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
	if e.Request.Packed > 0 {
		fmt.Fprintf(&b, "# the body goes out packed, in %d bytes\n", e.Request.Packed)
	}
	return b.String()
}

// answered says what the lead goes on with in place of an answer.
func (r request) answered() string {
	status := "its failure"
	if r.Response != nil {
		status = fmt.Sprint(r.Response.Status)
	}
	switch {
	case r.Via == "auth":
		return "# not sent; a made-up token stands for the answer"
	case !r.answer.Reply.Example.IsValid():
		return fmt.Sprintf("# not sent; the step has no example, so an empty %s stands for the answer", status)
	}
	return "# not sent; the step's example stands for the answer: " + status
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
