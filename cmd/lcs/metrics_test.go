package main

import (
	"bufio"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// The figures can be had while the run lasts: here a partner asks for them before
// it answers.
func TestMetricsDuringARun(t *testing.T) {
	t.Parallel()
	address := make(chan string, 1)
	var text []byte
	var contentType string
	partner := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/second" {
			if answer, err := http.Get(<-address); err == nil {
				text, _ = io.ReadAll(answer.Body)
				contentType = answer.Header.Get("Content-Type")
				answer.Body.Close()
			}
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	defer partner.Close()
	flow := writeScript(t, strings.ReplaceAll(`flow "Metrics"
lead { id: string }
service api { base "PARTNER"  breaker 50% over 1m open 30s }
step first  { request GET api "/first" }
step second { request GET api "/second" }
`, "PARTNER", partner.URL))
	command := exec.Command(asLCS(t), "run", flow, "--allow-private", "--metrics", "127.0.0.1:0", "--quiet")
	command.Stdin = strings.NewReader(`{"id": "1"}`)
	said, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(said); lines.Scan(); {
		if url, ok := strings.CutPrefix(lines.Text(), "metrics: "); ok {
			address <- url
		}
	}
	if err := command.Wait(); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(contentType, "text/plain; version=0.0.4") {
		t.Errorf("the content type is %q", contentType)
	}
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(string(text)))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	for name, want := range map[string]float64{"lcs_leads_in_flight": 1, "lcs_breaker_open": 0, "lcs_run_seconds": -1} {
		family := families[name]
		if family == nil {
			t.Errorf("there is no %s:\n%s", name, text)
			continue
		}
		if got := family.GetMetric()[0].GetGauge().GetValue(); want >= 0 && got != want {
			t.Errorf("%s is %g, want %g", name, got, want)
		}
	}
	if n := families["lcs_step_attempt_seconds"].GetMetric()[0].GetHistogram().GetSampleCount(); n != 1 {
		t.Errorf("%d attempts of the first step", n)
	}
}
