package scripttest

import (
	"fmt"
	"strings"
	"time"

	"lcs/farend"
	"lcs/lang/ast"
	"lcs/lang/diag"
)

// Report is what became of one test. Nothing in it is secret.
type Report struct {
	Title    string
	Test     *ast.Test
	Failures []*Failure    // none: it passed
	Warnings diag.List     // what the test says in vain
	Elapsed  time.Duration // simulated: what its runs took
	Took     time.Duration // of the machine's time
	Asserts  int           // evaluated
	Attempts []Attempt     // in the order sent
	Logs     []Log
}

// Passed reports whether every assertion held.
func (r *Report) Passed() bool { return len(r.Failures) == 0 }

// Failure is an assertion that does not hold, or why the test could not go on.
type Failure struct {
	*diag.Diagnostic
	Parts []Part     // of the assertion, from left to right
	Diff  []DiffLine // where two texts, lists or objects should be the same
}

// Part is an expression within an assertion and its value, as the language
// writes it.
type Part struct {
	Text, Value string
	Compared    bool // it is a side of the difference
}

// Attempt is one request that a test's leads sent, with its answer.
type Attempt struct {
	Run     int           // of the test, from 1
	At      time.Duration // simulated, since that run began
	Lead    int           // of the run, from 1; 0: a batch, an alert or a token
	Step    string        // for a token: the service
	Via     string        // "fallback", "auth" or ""
	Number  int           // among the attempts of the step for this lead, from 1
	Status  int           // 0: no answer came
	Kind    string        // why the answer is no good, in the words of `on`; empty: it is
	Message string
	Took    time.Duration // simulated
	From    farend.Origin
	Example diag.Span // whose body it has; no place: none
}

// Log is one `log` of a lead.
type Log struct {
	Run, Lead   int // from 1
	Level, Text string
}

// String is the report in a few lines, for tests of lcs itself.
func (r *Report) String() string {
	if r.Passed() {
		return "ok   " + r.Title
	}
	var b strings.Builder
	fmt.Fprintf(&b, "FAIL %s", r.Title)
	for _, f := range r.Failures {
		fmt.Fprintf(&b, "\n  %s: %s: %s", f.Span, f.Message, f.Span.Text())
		for _, p := range f.Parts {
			fmt.Fprintf(&b, "\n    %s is %s", p.Text, p.Value)
		}
	}
	return b.String()
}

// Diagnostics are the failures as diagnostics, each with the values of its parts
// as notes.
func (r *Report) Diagnostics() diag.List {
	var list diag.List
	for _, f := range r.Failures {
		d := *f.Diagnostic
		for _, p := range f.Parts {
			d.Related = append(d.Related, diag.Related{Message: p.Text + " is " + p.Value})
		}
		list.Add(&d)
	}
	return list
}
