package state_test

import (
	"context"
	"fmt"
	"iter"
	nethttp "net/http"
	"path/filepath"
	"testing"
	"time"

	"lcs/interp"
	"lcs/lang/diag"
	"lcs/lang/load"
	"lcs/state"
	"lcs/stdlib"
	"lcs/stdlib/http"
	"lcs/value"
)

// benchScript sends a request that asks, and one that does.
const benchScript = `flow "bench"
lead { id: string, email: email }
service api { base "https://api.example.com" }
step score { request GET api "/score/{{lead.id}}"  expect 200 json { points: number }  map { points: response.points } }
step push { %s request POST api "/push" { body json { id: lead.id, email: lead.email, points: score.points } } }
`

// atOnce is a partner that answers in no time.
type atOnce struct{}

func (atOnce) Send(_ context.Context, r *http.Request) *http.Exchange {
	return &http.Exchange{
		Request: r, Status: 200, Body: []byte(`{"points": 12.5}`),
		Header: nethttp.Header{"Content-Type": {"application/json"}},
	}
}

func benchProgram(b testing.TB, key string) *interp.Program {
	b.Helper()
	lib := stdlib.New()
	info, problems := load.Source("bench.lcs", fmt.Sprintf(benchScript, key), nil, lib)
	if problems.HasErrors() {
		b.Fatal(problems[0].Message)
	}
	program, problems := interp.Compile(info, lib)
	if problems.HasErrors() {
		b.Fatal(problems[0].Message)
	}
	return program
}

func benchLeads(n int) iter.Seq2[interp.Record, *diag.Diagnostic] {
	return func(yield func(interp.Record, *diag.Diagnostic) bool) {
		for i := range n {
			lead := value.NewObject(
				value.Entry{Key: "id", Value: fmt.Sprint(i)},
				value.Entry{Key: "email", Value: fmt.Sprintf("ann%d@example.com", i)},
			)
			if !yield(interp.Record{Value: lead, Place: "leads"}, nil) {
				return
			}
		}
	}
}

func runBench(b testing.TB, program *interp.Program, s *state.State, leads int, out func(*interp.Result) error) {
	b.Helper()
	options := interp.Options{Sender: atOnce{}, Concurrency: 50, RunID: "r"}
	if s != nil {
		options.Journal, options.Answers = s.Journal(), s.Answers()
	}
	run, problems := program.Start(b.Context(), options)
	if problems.HasErrors() {
		b.Fatal(problems[0].Message)
	}
	if err := run.All(b.Context(), benchLeads(leads), out); err != nil {
		b.Fatal(err)
	}
	_ = run.Close()
}

// BenchmarkOverhead is what a state costs beside a partner that costs nothing:
// the time for each lead without one, with one, and with one and a request that
// must be on the disk before it is sent.
func BenchmarkOverhead(b *testing.B) {
	for _, c := range []struct {
		name, key string
		kept      bool
	}{{"without", "idempotent by lead.id", false}, {"repeatable", "idempotent by lead.id", true}, {"flushed", "", true}} {
		b.Run(c.name, func(b *testing.B) {
			program := benchProgram(b, c.key)
			var s *state.State
			if c.kept {
				var err error
				if s, err = state.Open(filepath.Join(b.TempDir(), "state"), time.Now(), nil); err != nil {
					b.Fatal(err)
				}
				defer s.Close()
				if err := s.Journal().Begin(state.Run{ID: "r"}); err != nil {
					b.Fatal(err)
				}
			}
			b.ResetTimer()
			runBench(b, program, s, b.N, func(r *interp.Result) error {
				if s == nil {
					return nil
				}
				return s.Journal().CameOut(r.Index+1, state.Extent{})
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "leads/s")
		})
	}
}

// BenchmarkTakingUp is how long it takes to take up a run of 10,000 leads, all of
// which are done and none of which has come out: to open it, and to bring the
// results out.
func BenchmarkTakingUp(b *testing.B) {
	const leads = 10_000
	program := benchProgram(b, "idempotent by lead.id")
	dir := filepath.Join(b.TempDir(), "state")
	s, err := state.Open(dir, time.Now(), nil)
	if err != nil {
		b.Fatal(err)
	}
	if err := s.Journal().Begin(state.Run{ID: "r"}); err != nil {
		b.Fatal(err)
	}
	runBench(b, program, s, leads, func(*interp.Result) error { return nil })
	_ = s.Close()
	for b.Loop() {
		s, err := state.Open(dir, time.Now(), nil)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.Journal().Resume(state.Extent{Results: -1, Failed: -1}); err != nil {
			b.Fatal(err)
		}
		n := 0
		runBench(b, program, s, leads, func(*interp.Result) error { n++; return nil })
		if n != leads {
			b.Fatalf("%d results", n)
		}
		_ = s.Close()
	}
}
