package interp_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"lcs/interp"
	"lcs/lang/diag"
	"lcs/value"
)

// BenchmarkLead takes one lead through a script that asks a partner, and writes
// its result. What the server allocates is in the figures as well.
func BenchmarkLead(b *testing.B) {
	script, err := os.ReadFile("../bench/throughput/flow.lcs")
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"status":"success","data":{"validated":true,"score":84,"details":{"email_valid":true,"phone_valid":true}},"meta":{"request_id":"req-1","processing_time":0.234}}`)
	}))
	defer server.Close()
	run, problems := compile(b, "flow.lcs", string(script)).Start(b.Context(), interp.Options{
		AllowPrivate: true, Settings: map[string]interp.Setting{"partner_url": {Value: server.URL}},
	})
	if problems.HasErrors() {
		b.Fatal(diagnostics(problems))
	}
	defer run.Close()
	var line []byte
	leads := func(yield func(interp.Record, *diag.Diagnostic) bool) {
		for n := 1; b.Loop(); n++ {
			lead, err := value.ParseJSON(fmt.Sprintf(`{"id":%d,"first_name":"Ada","last_name":"Lovelace","email":"lead%d@example.com","phone":"(512) 555-0001","state":"TX","source_id":101}`, n, n), value.Limits{})
			if err != nil {
				b.Fatal(err)
			}
			if !yield(interp.Record{Value: lead.(*value.Object)}, nil) {
				return
			}
		}
	}
	b.ReportAllocs()
	err = run.All(b.Context(), leads, func(r *interp.Result) error {
		line = append(r.AppendJSON(line[:0]), '\n')
		if r.Outcome != interp.Success {
			return fmt.Errorf("%s %s", r.Outcome, r.Reason)
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "leads/s")
}
