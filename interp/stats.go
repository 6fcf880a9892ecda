package interp

import (
	"maps"
	"math"
	"math/bits"
	"slices"
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
	e := event{at: now, outcome: r.Outcome, cached: r.Source == "cache"}
	switch r.Kind { // the others were counted with their attempts
	case "parse", "missing", "failure", "unmatched":
		e.kind = r.Kind
	}
	s.of(step.name).happened(e)
}

// StepStats is the figures of one step (decisions A1): times and counts of
// statuses are over attempts, rates over leads.
type StepStats struct {
	Name string

	mu                           sync.Mutex
	Successes, Errors, Skipped   int
	Attempts, Retries, CacheHits int
	Kinds                        map[string]int // of failed attempts and steps
	Statuses                     map[int]int
	times                        histogram

	keep   time.Duration
	events []event
}

// event is one attempt, or the end of a step for one lead.
type event struct {
	at      time.Time
	attempt bool
	retry   bool
	kind    string
	status  int
	took    time.Duration
	outcome string // of a step
	cached  bool
}

// maxEvents bounds what is kept one by one; alerts then see the latest.
const maxEvents = 4096

func newStepStats(name string, keep time.Duration) *StepStats {
	return &StepStats{Name: name, keep: keep, Kinds: map[string]int{}, Statuses: map[int]int{}}
}

// attempt counts one attempt.
func (s *StepStats) attempt(now time.Time, kind string, status int, took time.Duration, retry bool) {
	s.happened(event{at: now, attempt: true, kind: kind, status: status, took: took, retry: retry})
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
		s.times.add(e.took)
		return
	}
	switch e.outcome {
	case "success":
		s.Successes++
		if e.cached {
			s.CacheHits++
		}
	case "skipped":
		s.Skipped++
	default:
		s.Errors++
	}
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

// Quantile returns the attempt time below which the share q of attempts lies.
func (s *StepStats) Quantile(q float64) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.times.quantile(q)
}

// Field reads one figure as a script does: STEP.stats.p95.
func (s *StepStats) Field(name string) any {
	switch name {
	case "p50":
		return s.Quantile(0.50)
	case "p95":
		return s.Quantile(0.95)
	case "p99":
		return s.Quantile(0.99)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch name {
	case "mean":
		return s.times.mean()
	case "max":
		return s.times.max
	case "success_rate":
		return s.rate(s.Successes)
	case "error_rate":
		return s.rate(s.Errors)
	}
	return nil
}

func (s *StepStats) rate(part int) any {
	all := s.Successes + s.Errors
	if all == 0 {
		return nil
	}
	q, err := value.Int(int64(part)).Quo(value.Int(int64(all)))
	if err != nil {
		return nil
	}
	return q
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

// histogram counts durations in buckets that are exact to 1 in 64: each power
// of two of nanoseconds is cut in 64. While few were added it keeps them as
// they are, so that small runs and tests see exact figures.
type histogram struct {
	exact   []time.Duration
	buckets map[int]int
	count   int
	sum     time.Duration
	max     time.Duration
}

const exactTimes = 1024

func (h *histogram) add(d time.Duration) {
	h.count++
	h.sum += d
	h.max = max(h.max, d)
	if h.buckets == nil && len(h.exact) < exactTimes {
		h.exact = append(h.exact, d)
		return
	}
	if h.buckets == nil {
		h.buckets = map[int]int{}
		for _, e := range h.exact {
			h.buckets[bucketOf(e)]++
		}
		h.exact = nil
	}
	h.buckets[bucketOf(d)]++
}

func bucketOf(d time.Duration) int {
	n := uint64(max(d, 1))
	power := bits.Len64(n) - 1
	if power < 6 {
		return int(n)
	}
	return (power-5)<<6 + int(n>>(power-6))&63
}

func bucketValue(b int) time.Duration {
	if b < 64 {
		return time.Duration(b)
	}
	power := b>>6 + 5
	return time.Duration(uint64(64+b&63) << (power - 6))
}

func (h *histogram) mean() time.Duration {
	if h.count == 0 {
		return 0
	}
	return h.sum / time.Duration(h.count)
}

func (h *histogram) quantile(q float64) time.Duration {
	if h.count == 0 {
		return 0
	}
	rank := max(int(math.Ceil(q*float64(h.count))), 1)
	if h.buckets == nil {
		return nthSmallest(h.exact, rank)
	}
	return h.bucketAt(rank)
}

func (h *histogram) bucketAt(rank int) time.Duration {
	seen := 0
	for _, b := range slices.Sorted(maps.Keys(h.buckets)) {
		if seen += h.buckets[b]; seen >= rank {
			return bucketValue(b)
		}
	}
	return h.max
}

func nthSmallest(list []time.Duration, rank int) time.Duration {
	sorted := slices.Clone(list)
	slices.Sort(sorted)
	return sorted[min(rank, len(sorted))-1]
}
