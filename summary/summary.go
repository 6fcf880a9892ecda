package summary

import (
	"math"
	"time"

	"lcs/interp"
	"lcs/lang/diag"
)

// Summary is what a run has come to. As JSON it is what `--summary json` writes;
// names are never changed, new ones may come.
type Summary struct {
	Flow     string                 `json:"flow"`
	Elapsed  Seconds                `json:"elapsed_s"`
	Leads    int                    `json:"leads"`   // that came out
	Earlier  int                    `json:"earlier"` // that came out before the run was taken up; only their outcomes are known
	Rate     float64                `json:"leads_per_second"`
	InFlight int                    `json:"in_flight"`
	Outcomes map[interp.Outcome]int `json:"outcomes"`
	Flagged  int                    `json:"flagged"`
	Reasons  []Reason               `json:"reasons"` // of leads that did not succeed, the most frequent first
	Steps    []Step                 `json:"steps"`   // in the order of the script
	Alerts   []Alert                `json:"alerts"`  // that fired, in the order in which they first did
	Breakers []Breaker              `json:"breakers"`
}

// Reason is why leads did not succeed.
type Reason struct {
	Outcome interp.Outcome `json:"outcome"`
	Text    string         `json:"reason"`
	Code    diag.Code      `json:"code,omitempty"` // of leads that could not be read
	Leads   int            `json:"leads"`
}

// Step is what became of one step: by lead, and of its attempts, those of
// fallbacks among them.
type Step struct {
	Name        string         `json:"name"`
	Live        int            `json:"live"` // leads with a good answer of the step's own
	Cached      int            `json:"cached"`
	Fallback    int            `json:"fallback"`
	LastGood    int            `json:"last_good"`
	Default     int            `json:"default"`
	Skipped     int            `json:"skipped"`
	Refused     int            `json:"refused"` // the answer was a no
	Queued      int            `json:"queued"`
	Failed      int            `json:"failed"`
	Unknown     int            `json:"unknown"`      // the run was killed in the middle of it
	SuccessRate *float64       `json:"success_rate"` // of the leads that it was decided for; null: there are none
	Attempts    int            `json:"attempts"`
	Retries     int            `json:"retries"`
	Timeouts    int            `json:"timeouts"`
	Errors      map[string]int `json:"errors"` // failures met, by kind or status; those recovered from among them
	Times       Latency        `json:"time_ms"`

	times interp.Times
}

// Latency is how long attempts took, in milliseconds.
type Latency struct {
	P50  float64 `json:"p50"`
	P95  float64 `json:"p95"`
	P99  float64 `json:"p99"`
	Mean float64 `json:"mean"`
	Max  float64 `json:"max"`
}

// Alert is an alert of the script that fired.
type Alert struct {
	Title string    `json:"title"`
	Times int       `json:"times"`
	Value string    `json:"value"` // when it last fired
	At    time.Time `json:"at"`
}

// Breaker is the state of a service's breaker.
type Breaker struct {
	Service string `json:"service"`
	Open    bool   `json:"open"`
}

// Seconds is a duration that JSON has in seconds, exact to a millisecond.
type Seconds time.Duration

// MarshalJSON writes the seconds as a number.
func (s Seconds) MarshalJSON() ([]byte, error) {
	return appendFloat(nil, math.Round(time.Duration(s).Seconds()*1000)/1000), nil
}

func stepOf(f interp.StepFigures) Step {
	s := Step{
		Name: f.Name,
		Live: f.Sources["live"], Cached: f.Sources["cache"], Fallback: f.Sources["fallback"],
		LastGood: f.Sources["last_good"], Default: f.Sources["default"],
		Skipped: f.Outcomes["skipped"], Refused: f.Outcomes["failure"], Queued: f.Outcomes["queued"], Failed: f.Outcomes["error"],
		Unknown:  f.Outcomes["unknown"],
		Attempts: f.Attempts, Retries: f.Retries, Timeouts: f.Failures["timeout"], Errors: map[string]int{}, times: f.Times,
	}
	for kind, n := range f.Failures {
		if kind != "failure" { // a no is an answer
			s.Errors[kind] = n
		}
	}
	if decided := f.Outcomes["success"] + s.Refused + s.Failed + s.Unknown; decided > 0 {
		rate := math.Round(float64(f.Outcomes["success"])/float64(decided)*1e6) / 1e6
		s.SuccessRate = &rate
	}
	t := &s.times
	s.Times = Latency{
		P50: milliseconds(t.Quantile(0.50)), P95: milliseconds(t.Quantile(0.95)), P99: milliseconds(t.Quantile(0.99)),
		Mean: milliseconds(t.Mean()), Max: milliseconds(t.Max()),
	}
	return s
}

// recovered is how many leads went on with something else than the answer.
func (s *Step) recovered() int { return s.Fallback + s.LastGood + s.Default }

// alertsOf counts how often each alert fired.
func alertsOf(fired []interp.Alert) []Alert {
	out := []Alert{}
	index := map[string]int{}
	for _, a := range fired {
		i, known := index[a.Title]
		if !known {
			i = len(out)
			index[a.Title] = i
			out = append(out, Alert{Title: a.Title})
		}
		out[i].Times++
		out[i].Value, out[i].At = a.Value, a.At
	}
	return out
}

// milliseconds has the precision of a microsecond.
func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func hundredths(f float64) float64 { return math.Round(f*100) / 100 }
