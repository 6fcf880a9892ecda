package interp

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Figures is what the leads of a run have come to so far. It is a copy: the run
// goes on without it.
type Figures struct {
	InFlight int // leads under way
	Steps    []StepFigures
	Breakers []BreakerFigures // of the services that have one, by name
	Alerts   []Alert          // that fired, in their order
}

// StepFigures is what became of one step for all leads: of its own, by lead,
// and of its attempts, those of fallbacks among them.
type StepFigures struct {
	Name     string
	Outcomes map[string]int // by lead: success failure error skipped queued
	Sources  map[string]int // of good answers, by lead: live cache fallback last_good default
	// Failures are those that handlers were asked about, recovered ones among
	// them, and those of fallbacks: by kind ("timeout"), or by status ("503").
	Failures          map[string]int
	Attempts, Retries int
	Times             Times // of attempts
}

// BreakerFigures is the state of one service's breaker.
type BreakerFigures struct {
	Service string
	Open    bool
}

// Figures returns the figures of the run up to now. It may be called from any
// task.
func (r *Run) Figures() Figures {
	f := Figures{InFlight: r.underWay(), Alerts: r.Alerts()}
	for _, s := range r.program.steps {
		f.Steps = append(f.Steps, r.stats.of(s.name).figures())
	}
	for s, c := range r.services {
		if c.breaker != nil {
			f.Breakers = append(f.Breakers, BreakerFigures{s.name, c.breaker.IsOpen()})
		}
	}
	slices.SortFunc(f.Breakers, func(a, b BreakerFigures) int { return cmp.Compare(a.Service, b.Service) })
	return f
}

// underWay counts the leads that were begun and have not ended.
func (r *Run) underWay() int {
	r.collectors.mu.Lock()
	defer r.collectors.mu.Unlock()
	n := 0
	for _, leads := range r.collectors.leads {
		n += leads
	}
	return n
}

func (s *StepStats) figures() StepFigures {
	s.mu.Lock()
	defer s.mu.Unlock()
	return StepFigures{
		Name: s.Name, Outcomes: maps.Clone(s.Outcomes), Sources: maps.Clone(s.Sources), Failures: maps.Clone(s.Failures),
		Attempts: s.Attempts, Retries: s.Retries, Times: s.times.clone(),
	}
}

func (t *Times) clone() Times {
	c := *t
	c.exact, c.buckets = slices.Clone(t.exact), maps.Clone(t.buckets)
	return c
}

// UpTo returns how many durations are not longer than d, exact to 1 in 64.
func (t *Times) UpTo(d time.Duration) int {
	n := 0
	for _, e := range t.exact {
		if e <= d {
			n++
		}
	}
	for b, count := range t.buckets {
		if bucketValue(b) <= d {
			n += count
		}
	}
	return n
}

// Sum returns the sum of all durations.
func (t *Times) Sum() time.Duration { return t.sum }
