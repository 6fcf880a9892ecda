package interp

import (
	"sync"
	"time"

	"lcs/value"
)

// stats counts what the leads of a run came to. One is shared by all leads in
// flight.
type stats struct {
	keep time.Duration // how long events are kept one by one, for alerts

	mu       sync.Mutex
	outcomes map[Outcome]int
	steps    map[string]*StepStats
	order    []string
}

func newStats(keep time.Duration) *stats {
	return &stats{keep: keep, outcomes: map[Outcome]int{}, steps: map[string]*StepStats{}}
}

func (s *stats) of(step string) *StepStats {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.steps[step] == nil {
		s.steps[step] = newStepStats(step, s.keep)
		s.order = append(s.order, step)
	}
	return s.steps[step]
}

func (s *stats) lead(r *Result) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outcomes[r.Outcome]++
}

func (s *stats) step(step *step, r StepResult, now time.Time) {
	e := event{at: now, outcome: r.Outcome, source: r.Source}
	if ofStep(r.Kind) {
		e.kind = r.Kind
	}
	s.of(step.name).happened(e)
}

// ofStep reports whether a kind of failure is counted when its step ends; the
// others are with each attempt.
func ofStep(kind string) bool {
	switch kind {
	case "parse", "missing", "failure", "unmatched":
		return true
	}
	return false
}

// StepStats is the figures of one step (decisions A1): times and counts of
// statuses are over attempts, rates over leads.
type StepStats struct {
	Name string

	mu                sync.Mutex
	Outcomes          map[string]int // of the step, by lead
	Sources           map[string]int // of its good answers, by lead
	Attempts, Retries int
	Kinds             map[string]int // of failed attempts and steps
	Statuses          map[int]int
	Failures          map[string]int // that handlers were asked about, or a fallback met: "timeout", "503"
	times             Times

	keep   time.Duration
	events []event
}

// event is one attempt, sent or not, or the end of a step for one lead.
type event struct {
	at      time.Time
	attempt bool
	retry   bool
	kind    string
	status  int
	took    time.Duration
	outcome string // of a step
	source  string
}

// maxEvents bounds what is kept one by one; alerts then see the latest.
const maxEvents = 4096

func newStepStats(name string, keep time.Duration) *StepStats {
	return &StepStats{
		Name: name, keep: keep, Outcomes: map[string]int{}, Sources: map[string]int{},
		Kinds: map[string]int{}, Statuses: map[int]int{}, Failures: map[string]int{},
	}
}

// attempt counts one attempt.
func (s *StepStats) attempt(now time.Time, kind string, status int, took time.Duration, retry bool) {
	if ofStep(kind) {
		kind = ""
	}
	s.happened(event{at: now, attempt: true, kind: kind, status: status, took: took, retry: retry})
}

// unsent counts an attempt that came to nothing before it was sent. It took no
// time that says something about the service.
func (s *StepStats) unsent(now time.Time, kind string) {
	if !ofStep(kind) {
		s.happened(event{at: now, kind: kind})
	}
}

func (s *StepStats) happened(e event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count(e)
	if s.keep <= 0 {
		return
	}
	old := 0
	for old < len(s.events) && (e.at.Sub(s.events[old].at) > s.keep || len(s.events)-old >= maxEvents) {
		old++
	}
	s.events = append(s.events[old:], e)
}

func (s *StepStats) count(e event) {
	if e.kind != "" {
		s.Kinds[e.kind]++
	}
	if e.attempt {
		s.Attempts++
		if e.retry {
			s.Retries++
		}
		if e.status != 0 {
			s.Statuses[e.status]++
		}
		s.times.Add(e.took)
		return
	}
	if e.outcome == "" { // an attempt that was not sent
		return
	}
	s.Outcomes[e.outcome]++
	if e.source != "" {
		s.Sources[e.source]++
	}
}

// failed counts a failure, by its selector.
func (s *StepStats) failed(f *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Failures[f.selector()]++
}

// window returns the figures of the time before now; 0 is the whole run.
func (s *StepStats) window(now time.Time, over time.Duration) *StepStats {
	s.mu.Lock()
	defer s.mu.Unlock()
	if over <= 0 {
		return s
	}
	w := newStepStats(s.Name, 0)
	for _, e := range s.events {
		if now.Sub(e.at) <= over {
			w.count(e)
		}
	}
	return w
}

// sharePlaces is how many digits a share has behind its point; times are read to the
// microsecond. More would be noise in a message.
const sharePlaces = 6

// Quantile returns the attempt time below which the share q of attempts lies.
func (s *StepStats) Quantile(q float64) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.times.Quantile(q)
}

// Field reads one figure as a script does: STEP.stats.p95.
func (s *StepStats) Field(name string) any {
	switch name {
	case "p50":
		return s.Quantile(0.50).Round(time.Microsecond)
	case "p95":
		return s.Quantile(0.95).Round(time.Microsecond)
	case "p99":
		return s.Quantile(0.99).Round(time.Microsecond)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch name {
	case "mean":
		return s.times.Mean().Round(time.Microsecond)
	case "max":
		return s.times.Max().Round(time.Microsecond)
	case "success_rate":
		return s.rate(true)
	case "error_rate":
		return s.rate(false)
	}
	return nil
}

// decided counts the leads for which the step has come to a yes or a no.
func (s *StepStats) decided() int {
	n := 0
	for outcome, leads := range s.Outcomes {
		if outcome != "skipped" && outcome != "queued" {
			n += leads
		}
	}
	return n
}

// rate is the share of the leads for which the step was a success, or was none,
// among those for which it was decided; nil: it was for none.
func (s *StepStats) rate(success bool) any {
	part, all := s.Outcomes["success"], s.decided()
	if all == 0 {
		return nil
	}
	if !success {
		part = all - part
	}
	q, err := value.Int(int64(part)).Quo(value.Int(int64(all)))
	if err != nil {
		return nil
	}
	return q.Round(sharePlaces, value.HalfUp)
}

// Call answers STEP.stats.count(kind or status).
func (s *StepStats) Call(name string, args []any) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if name != "count" || len(args) == 0 {
		return nil, nil
	}
	if n, ok := args[0].(*value.Number); ok {
		status, _ := n.Int64()
		return value.Int(int64(s.Statuses[int(status)])), nil
	}
	return value.Int(int64(s.Kinds[value.Text(args[0])])), nil
}
