package summary_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"lcs/interp"
	"lcs/lang/diag"
	"lcs/summary"
	"lcs/terminal"
)

var screen = terminal.Screen{Width: 80}

// aRun is a run in which everything happened.
func aRun() *summary.Summary {
	c := summary.NewCollector("Sales \"2026\"\n")
	for _, r := range []*interp.Result{
		{Outcome: interp.Success},
		{Outcome: interp.Success, Flags: []string{"look"}},
		{Outcome: interp.Success, Reason: "priced"},
		{Outcome: interp.Failure, Reason: "on the\nblacklist"},
		{Outcome: interp.Failure, Reason: "on the\nblacklist"},
		{Outcome: interp.Queued},
		{Outcome: interp.Unknown, Reason: "sale: nobody knows"},
		{Outcome: interp.Error, Reason: "sale: timeout", Place: "leads.csv:9"},
		{Outcome: interp.Error, Reason: "no", Diagnostic: diag.New("LCS7106", diag.Span{}, "no")},
		{Outcome: interp.Error, Reason: "neither", Diagnostic: diag.New("LCS7106", diag.Span{}, "neither"), Place: "leads.csv:11"},
	} {
		c.Add(r)
	}
	c.AddEarlier(map[string]int{"success": 2})
	at := time.Date(2026, 11, 26, 9, 30, 5, 0, time.UTC)
	var times interp.Times
	for i := range 100 {
		times.Add(time.Duration(i+1) * 10 * time.Millisecond)
	}
	return c.Summary(interp.Figures{
		InFlight: 3,
		Steps: []interp.StepFigures{
			{
				Name:     "blacklist",
				Outcomes: map[string]int{"success": 7, "failure": 1, "error": 1, "skipped": 1},
				Sources:  map[string]int{"live": 2, "cache": 1, "fallback": 1, "last_good": 1, "default": 2},
				Failures: map[string]int{"503": 12, "timeout": 4, "failure": 1},
				Attempts: 100, Retries: 9, Times: times,
			},
			{Name: "a_step_whose_name_goes_on_and_on", Outcomes: map[string]int{"queued": 1, "unknown": 1}},
		},
		Breakers: []interp.BreakerFigures{{Service: "api", Open: true}, {Service: "crm"}},
		Alerts:   []interp.Alert{{Title: "slow", Value: "2s", At: at}, {Title: `"5xx"`, Value: "7%", At: at}, {Title: "slow", Value: "3s", At: at}},
	}, 1234567*time.Microsecond)
}

func TestText(t *testing.T) {
	t.Parallel()
	var got strings.Builder
	summary.WriteText(&got, aRun(), screen)
	want := `10 leads in 1.23s, 12 with those before
  success       5    42%
  failure       2    17%
  queued        1     8%
  error         3    25%
  unknown       1     8%
  flagged       1    10%

reasons
       2  error     malformed lead (LCS7106)
       2  failure   on the blacklist
       1  error     sale: timeout
       1  unknown   sale: nobody knows

steps            good  live  cached  recovered  skipped  refused  queued  failed
  blacklist       78%     2       1          4        1        1       -       1
  a_step_who...    0%     -       -          -        -        -       1       1

attempts     count  retries  timeouts    p50    p95    p99  max
  blacklist    100        9         4  500ms  950ms  990ms   1s

errors met
      12  blacklist  HTTP 503
       4  blacklist  timeout

alerts
       2  09:30:05  slow (3s)
       1  09:30:05  "5xx" (7%)
`
	if d := cmp.Diff(want, got.String()); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
	for line := range strings.Lines(got.String()) {
		if n := len([]rune(strings.TrimRight(line, "\n"))); n > 80 {
			t.Errorf("a line of %d characters: %s", n, line)
		}
	}
	for _, r := range got.String() {
		if r > '~' {
			t.Errorf("%q is not on every console", r)
		}
	}
}

func TestColours(t *testing.T) {
	t.Parallel()
	var plain, colored strings.Builder
	summary.WriteText(&plain, aRun(), screen)
	summary.WriteText(&colored, aRun(), terminal.Screen{Width: 80, Color: true})
	if strings.Contains(plain.String(), "\x1b") || !strings.Contains(colored.String(), "\x1b[32msuccess \x1b[0m") {
		t.Errorf("%q", colored.String())
	}
}

// What a script puts into reasons does not fill the memory, nor the screen.
func TestManyReasons(t *testing.T) {
	t.Parallel()
	c := summary.NewCollector("x")
	const leads = 5000
	for i := range leads {
		c.Add(&interp.Result{Outcome: interp.Failure, Reason: fmt.Sprintf("no %d %s", i, strings.Repeat("x", 500))})
	}
	s := c.Summary(interp.Figures{}, time.Second)
	if len(s.Reasons) != 1001 || s.Reasons[0].Leads != 4000 {
		t.Errorf("%d reasons, %+v", len(s.Reasons), s.Reasons[0])
	}
	var got strings.Builder
	summary.WriteText(&got, s, screen)
	for line := range strings.Lines(got.String()) {
		if n := len([]rune(line)); n > 81 {
			t.Errorf("a line of %d characters: %.60s...", n, line)
		}
	}
	if !strings.Contains(got.String(), "4000  failure   other reasons") || !strings.Contains(got.String(), "and 991 more") {
		t.Errorf("the rest is not counted:\n%s", got.String())
	}
}

func TestSharesAreHonest(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		n, of int
		want  string
	}{{5, 5, "100%"}, {999, 1000, ">99%"}, {1, 1000, "<1%"}, {1, 3, "33%"}} {
		c := summary.NewCollector("x")
		for i := range test.of {
			o := interp.Failure
			if i < test.n {
				o = interp.Success
			}
			c.Add(&interp.Result{Outcome: o})
		}
		var got strings.Builder
		summary.WriteText(&got, c.Summary(interp.Figures{}, time.Second), screen)
		if !strings.Contains(got.String(), fmt.Sprintf("success %7d  %5s\n", test.n, test.want)) {
			t.Errorf("%d of %d is not %s:\n%s", test.n, test.of, test.want, got.String())
		}
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	var got bytes.Buffer
	if err := summary.WriteJSON(&got, aRun()); err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(got.Bytes(), []byte("\n")); n != 1 {
		t.Errorf("%d lines", n)
	}
	var s map[string]any
	if err := json.Unmarshal(got.Bytes(), &s); err != nil {
		t.Fatal(err)
	}
	step := s["steps"].([]any)[0].(map[string]any)
	delete(s, "steps")
	delete(s, "reasons")
	want := map[string]any{
		"flow": "Sales \"2026\"\n", "elapsed_s": 1.235, "leads": 10.0, "earlier": 2.0, "leads_per_second": 8.1, "in_flight": 3.0,
		"outcomes": map[string]any{"success": 5.0, "failure": 2.0, "queued": 1.0, "error": 3.0, "unknown": 1.0}, "flagged": 1.0,
		"alerts": []any{
			map[string]any{"title": "slow", "times": 2.0, "value": "3s", "at": "2026-11-26T09:30:05Z"},
			map[string]any{"title": `"5xx"`, "times": 1.0, "value": "7%", "at": "2026-11-26T09:30:05Z"},
		},
		"breakers": []any{map[string]any{"service": "api", "open": true}, map[string]any{"service": "crm", "open": false}},
	}
	if d := cmp.Diff(want, s); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
	want = map[string]any{
		"name": "blacklist", "live": 2.0, "cached": 1.0, "fallback": 1.0, "last_good": 1.0, "default": 2.0, "skipped": 1.0,
		"refused": 1.0, "queued": 0.0, "failed": 1.0, "unknown": 0.0, "success_rate": 0.777778, "attempts": 100.0, "retries": 9.0,
		"timeouts": 4.0, "errors": map[string]any{"503": 12.0, "timeout": 4.0},
		"time_ms": map[string]any{"p50": 500.0, "p95": 950.0, "p99": 990.0, "mean": 505.0, "max": 1000.0},
	}
	if d := cmp.Diff(want, step); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
}

// Prometheus itself can read the figures, and they are those of the summary.
func TestExposition(t *testing.T) {
	t.Parallel()
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(bytes.NewReader(summary.Exposition(aRun())))
	if err != nil {
		t.Fatal(err)
	}
	figure := func(name string, labels ...string) float64 {
		for _, m := range families[name].GetMetric() {
			fits := true
			for i, l := range m.GetLabel() {
				fits = fits && i < len(labels) && l.GetValue() == labels[i]
			}
			if fits {
				return m.GetCounter().GetValue() + m.GetGauge().GetValue()
			}
		}
		t.Errorf("no %s of %q", name, labels)
		return -1
	}
	for _, test := range []struct {
		want   float64
		name   string
		labels []string
	}{
		{1.234567, "lcs_run_seconds", []string{"Sales \"2026\"\n"}},
		{3, "lcs_leads_in_flight", nil},
		{5, "lcs_leads_total", []string{"success"}},
		{1, "lcs_leads_total", []string{"unknown"}},
		{1, "lcs_leads_flagged_total", nil},
		{1, "lcs_step_leads_total", []string{"blacklist", "fallback"}},
		{9, "lcs_step_retries_total", []string{"blacklist"}},
		{4, "lcs_step_errors_total", []string{"blacklist", "timeout"}},
		{1, "lcs_breaker_open", []string{"api"}},
		{0, "lcs_breaker_open", []string{"crm"}},
		{2, "lcs_alerts_total", []string{"slow"}},
		{1, "lcs_alerts_total", []string{`"5xx"`}},
	} {
		if got := figure(test.name, test.labels...); got != test.want {
			t.Errorf("%s of %q is %g, want %g", test.name, test.labels, got, test.want)
		}
	}
	h := families["lcs_step_attempt_seconds"].GetMetric()[0].GetHistogram()
	if h.GetSampleCount() != 100 || h.GetSampleSum() != 50.5 {
		t.Errorf("%d attempts of %g seconds", h.GetSampleCount(), h.GetSampleSum())
	}
	for _, b := range h.GetBucket() {
		want := uint64(min(b.GetUpperBound()*100, 100))
		if got := b.GetCumulativeCount(); got != want {
			t.Errorf("%d attempts up to %gs, want %d", got, b.GetUpperBound(), want)
		}
	}
}
