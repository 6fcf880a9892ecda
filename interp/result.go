package interp

import (
	"time"

	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/value"
)

// Outcome is what became of a lead.
type Outcome string

// The outcomes. Failure is a business no; Error is technical; Unknown is that of
// a lead whose run was killed while a request was under way that must not be
// repeated.
const (
	Success Outcome = "success"
	Failure Outcome = "failure"
	Error   Outcome = "error"
	Queued  Outcome = "queued"
	Unknown Outcome = "unknown"
)

// Result is one lead with all that became of it.
type Result struct {
	Index    int           // of the lead in its input, from 0
	Place    string        // where it came from, "leads.csv:3"
	Came     *value.Object // the lead as it came in; nil: it could not be read
	Outcome  Outcome
	Reason   string // empty: none
	QueuedAt string // the step at which a queued lead waits

	Lead  *value.Object
	Steps []StepResult
	Price any // the last one set; nil: none
	Ref   any

	Flags, Notes []string
	Logs         []LogLine
	Started      time.Time
	Elapsed      time.Duration

	// Unhandled says that the lead ended in an error which the script does not
	// answer: no handler was left, a value was missing, or its time was over.
	Unhandled bool

	execution  *execution       // of a run that keeps frames
	Parked     *Parked          // of a queued lead
	Diagnostic *diag.Diagnostic // why, for an error with a place in the script

	queuedKey string // for idempotency, of the step at which it waits
	cut       bool   // the end of the run cut it short
	line      []byte // its JSON, once that was written
}

// StepResult is what became of one step for one lead.
type StepResult struct {
	Name     string
	Outcome  string // success failure error skipped queued unknown
	Source   string // live cache fallback last_good default
	Kind     string // of the failure, when there was one
	Attempts int
	Started  time.Time
	Elapsed  time.Duration
	Outputs  *value.Object
	Handlers []*check.Handler // asked, one after the other, with repetitions

	flags, notes []string // that the step added
	logs         []LogLine
	told         told // what the lead's steps had said when it was finished
}

// LogLine is one `log`.
type LogLine struct{ Level, Text string }
