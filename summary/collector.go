// Package summary says what a run came to: to people as text, to programs as
// JSON, and while it lasts to Prometheus.
//
// In come the results of leads as they come out, and the figures of the run; out
// goes a Summary, which all three are written from. Memory stays flat however
// many leads there are.
package summary

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"lcs/interp"
	"lcs/lang/diag"
)

// Collector counts results as they come out. Several tasks may use it at once.
type Collector struct {
	flow string

	mu       sync.Mutex
	outcomes map[interp.Outcome]int
	reasons  map[Reason]int // their Leads is 0
	flagged  int
	leads    int
	earlier  int
	last     string
}

// maxReasons bounds the different reasons that are counted: a script may put
// anything of a lead into one.
const maxReasons = 1000

// otherReasons stands for all that came after the bound.
const otherReasons = "other reasons"

// NewCollector returns a collector for a run of the flow of that name.
func NewCollector(flow string) *Collector {
	return &Collector{flow: flow, outcomes: map[interp.Outcome]int{}, reasons: map[Reason]int{}}
}

// Add counts one result.
func (c *Collector) Add(r *interp.Result) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.leads++
	c.last = r.Place
	c.outcomes[r.Outcome]++
	if len(r.Flags) > 0 {
		c.flagged++
	}
	if r.Outcome == interp.Success {
		return
	}
	why := Reason{Outcome: r.Outcome, Text: r.Reason}
	if IsInputProblem(r.Diagnostic) { // each has a text of its own
		entry, _ := diag.Lookup(r.Diagnostic.Code)
		why.Text, why.Code = strings.ReplaceAll(entry.Name, "-", " "), r.Diagnostic.Code
	}
	if why.Text == "" {
		return
	}
	if _, known := c.reasons[why]; !known && len(c.reasons) >= maxReasons {
		why = Reason{Outcome: r.Outcome, Text: otherReasons}
	}
	c.reasons[why]++
}

// AddEarlier counts leads that came out before the run was taken up, by outcome.
func (c *Collector) AddEarlier(outcomes map[string]int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for o, n := range outcomes {
		c.outcomes[interp.Outcome(o)] += n
		c.earlier += n
	}
}

// IsInputProblem reports whether a diagnostic is about an input, not a script.
func IsInputProblem(d *diag.Diagnostic) bool {
	return d != nil && strings.HasPrefix(string(d.Code), "LCS71")
}

// Last returns the place of the lead that came out last, and how many did.
func (c *Collector) Last() (place string, leads int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.last, c.leads
}

// Failed reports whether a lead ended in an error, or nobody knows how.
func (c *Collector) Failed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.outcomes[interp.Error]+c.outcomes[interp.Unknown] > 0
}

// Summary returns what the run has come to, with its figures, after so much
// time.
func (c *Collector) Summary(f interp.Figures, elapsed time.Duration) *Summary {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := &Summary{
		Flow: c.flow, Elapsed: Seconds(elapsed), Leads: c.leads, Earlier: c.earlier, InFlight: f.InFlight,
		Outcomes: maps.Clone(c.outcomes), Flagged: c.flagged, Reasons: c.sortedReasons(),
		Steps: []Step{}, Alerts: alertsOf(f.Alerts), Breakers: []Breaker{},
	}
	if elapsed > 0 {
		s.Rate = hundredths(float64(c.leads) / elapsed.Seconds())
	}
	for _, step := range f.Steps {
		s.Steps = append(s.Steps, stepOf(step))
	}
	for _, b := range f.Breakers {
		s.Breakers = append(s.Breakers, Breaker(b))
	}
	return s
}

// sortedReasons are the reasons, the most frequent first.
func (c *Collector) sortedReasons() []Reason {
	out := make([]Reason, 0, len(c.reasons))
	for why, n := range c.reasons {
		why.Leads = n
		out = append(out, why)
	}
	slices.SortFunc(out, func(a, b Reason) int {
		return cmp.Or(cmp.Compare(b.Leads, a.Leads), cmp.Compare(a.Outcome, b.Outcome), cmp.Compare(a.Text, b.Text))
	})
	return out
}
