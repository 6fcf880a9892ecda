package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"lcs/lang/load"
	"lcs/stdlib"
)

// BenchmarkRunOneLead is `lcs run` on one lead as a whole process: its start, the
// script, a call, the result.
func BenchmarkRunOneLead(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"status":"success","data":{"score":84}}`)
	}))
	defer server.Close()
	leads := filepath.Join(b.TempDir(), "leads.ndjson")
	const lead = `{"id":1,"first_name":"Ada","last_name":"Lovelace","email":"ada@example.com","phone":"(512) 555-0001","state":"TX","source_id":101}`
	if err := os.WriteFile(leads, []byte(lead+"\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		out, err := exec.CommandContext(b.Context(), "lcs", "run", "../../bench/throughput/flow.lcs",
			"--leads", leads, "--allow-private", "--quiet", "--set", "partner_url="+server.URL).CombinedOutput()
		if err != nil {
			b.Fatalf("%v: %s", err, out)
		}
	}
}

// What `lcs check` does after its start; BenchmarkRunOneLead has the start.
func BenchmarkCheck(b *testing.B) {
	const script = "../../examples/real-life/auto-insurance.lcs"
	b.ReportAllocs()
	for b.Loop() {
		if _, problems := load.Check(script, readScript, stdlib.New()); problems.HasErrors() {
			b.Fatal(problems)
		}
	}
}

func BenchmarkLibrary(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		stdlib.New()
	}
}
