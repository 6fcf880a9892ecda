package interp_test

import (
	"context"
	"iter"
	"testing"
	"time"

	"lcs/clock"
	"lcs/interp"
	"lcs/lang/diag"
	lcshttp "lcs/stdlib/http"
	"lcs/value"
)

// onlyScript has a step of every kind, and values computed in between.
const onlyScript = `flow "only"
lead { email: email, state: state, score: int? }
service crm { base "https://crm.example.com" }
let domain = lead.email.domain
step first {
  request GET crm "/first/{{domain}}"
  expect 200 json { risk: number }
  map { risk: response.risk }
  example 200 json { "risk": 7 }
}
let doubled = first.risk * 2
lead.score = 3
if first.risk > 5 {
  reject "too risky"
} else {
  let state = lead.state | lower
  parallel {
    step second {
      request POST crm "/second" { body json { state: state, doubled: doubled, score: lead.score } }
    }
    step third { request GET crm "/third" }
  }
}
step gather {
  collect 100 leads or 5m
  request POST crm "/gather" { body json { n: batch.leads | count } }
}
step notify {
  background
  request POST crm "/notify/{{lead.score ?? 0}}"
}
`

// paths answers every request from the examples, and notes what was asked for.
type paths struct {
	program *interp.Program
	sent    []string
}

func (p *paths) Send(_ context.Context, r *lcshttp.Request) *lcshttp.Exchange {
	p.sent = append(p.sent, r.Method+" "+r.URL[len("https://crm.example.com"):]+" "+string(r.Body))
	x := &lcshttp.Exchange{Request: r, Status: 200}
	if replies := p.program.Replies(r.Step, false); len(replies) > 0 {
		x.Body = replies[0].Body
	}
	return x
}

func TestOnlyOneStepRuns(t *testing.T) {
	t.Parallel()
	program := compile(t, "only.lcs", onlyScript)
	lead := value.NewObject(value.Entry{Key: "email", Value: "ann@example.com"}, value.Entry{Key: "state", Value: "TX"})
	for name, want := range map[string]string{
		"first":       "GET /first/example.com ",
		"second":      "", // it sends what only the first step can tell
		"third":       "GET /third ",
		"gather":      `POST /gather {"n":1}`,
		"notify":      "POST /notify/3 ",
		interp.NoStep: "",
	} {
		far := &paths{program: program}
		sim := clock.NewSimulated(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
		var result *interp.Result
		sim.Run(func() {
			run, problems := program.Start(context.Background(), interp.Options{Clock: sim, Sender: far, KeepFrames: true})
			if problems.HasErrors() {
				t.Fatal(diagnostics(problems))
			}
			result = oneLead(run, interp.Record{Value: lead, Only: name})
			_ = run.Close()
		})
		sent := ""
		for _, s := range far.sent {
			sent += s
		}
		outcome := interp.Success
		if name == "second" {
			outcome = interp.Error
		}
		if sent != want || result.Outcome != outcome || sim.Elapsed() != 0 {
			t.Errorf("%s: %s (%s) after %s, sent %q, want %q", name, result.Outcome, result.Reason, sim.Elapsed(), sent, want)
		}
		if steps := len(result.Steps); name != interp.NoStep && (steps != 1 || result.Steps[0].Name != name) {
			t.Errorf("%s: %d steps", name, steps)
		}
	}
}

func oneLead(run *interp.Run, record interp.Record) *interp.Result {
	var result *interp.Result
	var leads iter.Seq2[interp.Record, *diag.Diagnostic] = func(yield func(interp.Record, *diag.Diagnostic) bool) { yield(record, nil) }
	_ = run.All(context.Background(), leads, func(r *interp.Result) error { result = r; return nil })
	return result
}

func TestOnlyOneStepRunsAfterOthers(t *testing.T) {
	t.Parallel()
	program := compile(t, "only.lcs", onlyScript)
	far := &paths{program: program}
	run, problems := program.Start(context.Background(), interp.Options{Sender: far, KeepFrames: true})
	if problems.HasErrors() {
		t.Fatal(diagnostics(problems))
	}
	defer run.Close()
	lead := value.NewObject(value.Entry{Key: "email", Value: "ann@example.com"}, value.Entry{Key: "state", Value: "TX"})
	first := oneLead(run, interp.Record{Value: lead, Only: "first"})
	lead.Set("state", "CA")
	oneLead(run, interp.Record{Value: lead, Only: "second", After: first})
	if want := `POST /second {"state":"ca","doubled":14,"score":3}`; far.sent[1] != want {
		t.Errorf("sent %s, want %s", far.sent[1], want)
	}
}
