package summary

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"lcs/interp"
)

// bounds are those of the histograms, as Prometheus has them by default, and
// longer ones: a partner may take half a minute.
var bounds = [...]time.Duration{
	5 * time.Millisecond, 10 * time.Millisecond, 25 * time.Millisecond, 50 * time.Millisecond, 100 * time.Millisecond,
	250 * time.Millisecond, 500 * time.Millisecond, time.Second, 2500 * time.Millisecond, 5 * time.Second,
	10 * time.Second, 30 * time.Second, time.Minute,
}

// Exposition returns a summary in the text format of Prometheus, version 0.0.4.
func Exposition(s *Summary) []byte {
	e := &exposition{}
	e.leads(s)
	e.steps(s)
	e.family("lcs_breaker_open", "gauge", "1 while calls to the service are held back.")
	for _, b := range s.Breakers {
		e.sample("lcs_breaker_open", oneIf(b.Open), "service", b.Service)
	}
	e.family("lcs_alerts_total", "counter", "How often the alert fired.")
	for _, a := range s.Alerts {
		e.sample("lcs_alerts_total", float64(a.Times), "alert", a.Title)
	}
	return []byte(e.text.String())
}

// exposition is the text in the making. A family's samples follow its head.
type exposition struct{ text strings.Builder }

func (e *exposition) family(name, kind, help string) {
	fmt.Fprintf(&e.text, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

// escaped is how a label's value is written.
var escaped = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

// sample writes one figure; labels are names and values in turn.
func (e *exposition) sample(name string, figure float64, labels ...string) {
	e.text.WriteString(name)
	for i := 0; i < len(labels); i += 2 {
		open := ","
		if i == 0 {
			open = "{"
		}
		fmt.Fprintf(&e.text, `%s%s="%s"`, open, labels[i], escaped.Replace(strings.ToValidUTF8(labels[i+1], "\ufffd")))
	}
	if len(labels) > 0 {
		e.text.WriteByte('}')
	}
	e.text.WriteByte(' ')
	e.text.Write(appendFloat(nil, figure))
	e.text.WriteByte('\n')
}

func (e *exposition) leads(s *Summary) {
	e.family("lcs_run_seconds", "gauge", "How long the run has lasted.")
	e.sample("lcs_run_seconds", time.Duration(s.Elapsed).Seconds(), "flow", s.Flow)
	e.family("lcs_leads_in_flight", "gauge", "Leads under way.")
	e.sample("lcs_leads_in_flight", float64(s.InFlight))
	e.family("lcs_leads_total", "counter", "Leads that came out, by outcome.")
	for _, o := range outcomeOrder {
		e.sample("lcs_leads_total", float64(s.Outcomes[o]), "outcome", string(o))
	}
	e.family("lcs_leads_flagged_total", "counter", "Leads that came out with a flag.")
	e.sample("lcs_leads_flagged_total", float64(s.Flagged))
}

func (e *exposition) steps(s *Summary) {
	e.family("lcs_step_leads_total", "counter", "Leads that the step was done with, by what became of it.")
	for _, step := range s.Steps {
		for _, part := range step.parts() {
			e.sample("lcs_step_leads_total", float64(part.leads), "step", step.Name, "result", part.name)
		}
	}
	e.family("lcs_step_retries_total", "counter", "Attempts that were made again.")
	for _, step := range s.Steps {
		e.sample("lcs_step_retries_total", float64(step.Retries), "step", step.Name)
	}
	e.family("lcs_step_errors_total", "counter", "Failures met, by kind or status, those recovered from among them.")
	for _, step := range s.Steps {
		for _, kind := range slices.Sorted(maps.Keys(step.Errors)) {
			e.sample("lcs_step_errors_total", float64(step.Errors[kind]), "step", step.Name, "kind", kind)
		}
	}
	e.family("lcs_step_attempt_seconds", "histogram", "How long attempts took.")
	for _, step := range s.Steps {
		for _, b := range bounds {
			le := string(appendFloat(nil, b.Seconds()))
			e.sample("lcs_step_attempt_seconds_bucket", float64(step.times.UpTo(b)), "step", step.Name, "le", le)
		}
		e.sample("lcs_step_attempt_seconds_bucket", float64(step.times.Count()), "step", step.Name, "le", "+Inf")
		e.sample("lcs_step_attempt_seconds_sum", step.times.Sum().Seconds(), "step", step.Name)
		e.sample("lcs_step_attempt_seconds_count", float64(step.times.Count()), "step", step.Name)
	}
}

// part is a share of the leads that came to a step.
type part struct {
	name  string
	leads int
}

// parts are all that can become of a step, as JSON names them.
func (s *Step) parts() []part {
	return []part{
		{"live", s.Live}, {"cached", s.Cached}, {"fallback", s.Fallback}, {"last_good", s.LastGood}, {"default", s.Default},
		{"skipped", s.Skipped}, {"refused", s.Refused}, {"queued", s.Queued}, {"failed", s.Failed},
		{"unknown", s.Unknown},
	}
}

func oneIf(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// outcomeOrder are the outcomes in the order in which they are shown.
var outcomeOrder = [...]interp.Outcome{interp.Success, interp.Failure, interp.Queued, interp.Error, interp.Unknown}
