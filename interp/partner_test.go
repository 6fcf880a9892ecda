package interp_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"iter"
	nethttp "net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"lcs/clock"
	"lcs/interp"
	"lcs/lang/diag"
	lcshttp "lcs/stdlib/http"
	"lcs/value"
)

// reply is what the partner says to one request.
type reply struct {
	kind   lcshttp.Kind // Timeout or Network; else an answer
	status int          // 0: 200
	header map[string]string
	body   string
	after  time.Duration
}

// arrival is one request as it came to the partner.
type arrival struct {
	*lcshttp.Request
	number       int // among all
	began, ended time.Time
	cancelled    bool
}

// partner is every system that a script calls: an http.Sender on the test's
// clock. Each target, a step's name or "step.fallback" or "service.auth", is
// answered with its replies in order; the last one repeats.
type partner struct {
	clock clock.Clock

	mu      sync.Mutex
	replies map[string][]reply
	decide  func(target string, r *lcshttp.Request, n int) (reply, bool) // asked first
	came    map[string][]*arrival
	sum     int // of all that came
}

func newPartner(c clock.Clock) *partner {
	return &partner{clock: c, replies: map[string][]reply{}, came: map[string][]*arrival{}}
}

func targetOf(r *lcshttp.Request) string {
	if r.Via == "" {
		return r.Step
	}
	return r.Step + "." + r.Via
}

// Send answers one request.
func (p *partner) Send(ctx context.Context, r *lcshttp.Request) *lcshttp.Exchange {
	target := targetOf(r)
	a := &arrival{Request: r.Clone(), began: p.clock.Now()}
	a.Body = append([]byte(nil), r.Body...)
	p.mu.Lock()
	n := len(p.came[target])
	p.came[target] = append(p.came[target], a)
	p.sum++
	a.number = p.sum
	answer := p.answer(target, r, n)
	p.mu.Unlock()
	x := &lcshttp.Exchange{Request: r, Header: nethttp.Header{}, Started: a.began}
	if answer.kind == lcshttp.Timeout || answer.after > r.Timeout {
		answer.kind, answer.after = lcshttp.Timeout, r.Timeout
	}
	err := p.clock.Sleep(ctx, answer.after)
	a.ended = p.clock.Now()
	x.Duration = a.ended.Sub(a.began)
	switch {
	case err != nil:
		a.cancelled = true
		x.Kind, x.Message = lcshttp.Timeout, "no answer before the deadline"
		return x
	case answer.kind != lcshttp.Answered:
		x.Kind, x.Message = answer.kind, "the partner's "+string(answer.kind)
		return x
	}
	x.Status, x.Body = answer.status, []byte(answer.body)
	if x.Status == 0 {
		x.Status = 200
	}
	for k, v := range answer.header {
		x.Header.Set(k, v)
	}
	return x
}

func (p *partner) answer(target string, r *lcshttp.Request, n int) reply {
	if p.decide != nil {
		if answer, ok := p.decide(target, r, n); ok {
			return answer
		}
	}
	replies := p.replies[target]
	switch {
	case len(replies) > 0:
		return replies[min(n, len(replies)-1)]
	case strings.HasSuffix(target, ".auth"):
		return reply{body: `{"access_token":"t","token_type":"bearer","expires_in":3600}`}
	}
	return reply{status: 404, body: "the test has no reply for " + target}
}

func (p *partner) arrivals(target string) []*arrival {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.came[target]
}

// simulation is a run of a script on simulated time against a partner.
type simulation struct {
	t       testing.TB
	clock   *clock.Simulated
	partner *partner
	program *interp.Program
	run     *interp.Run
	options interp.Options
}

var startOfTests = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// simulate compiles a script and prepares its run; options are changed by with.
func simulate(t testing.TB, script string, with ...func(*interp.Options)) *simulation {
	t.Helper()
	return simulateProgram(t, compile(t, "test.lcs", script), with...)
}

func simulateProgram(t testing.TB, p *interp.Program, with ...func(*interp.Options)) *simulation {
	t.Helper()
	s := &simulation{t: t, clock: clock.NewSimulated(startOfTests), program: p}
	s.partner = newPartner(s.clock)
	settings, problems := s.program.ExampleSettings()
	if len(problems) > 0 {
		t.Fatal(diagnostics(problems))
	}
	s.options = interp.Options{Clock: s.clock, Sender: s.partner, Settings: settings, RunID: "run-1"}
	for _, w := range with {
		w(&s.options)
	}
	return s
}

// stub gives a target its replies.
func (s *simulation) stub(target string, replies ...reply) *simulation {
	s.partner.mu.Lock()
	s.partner.replies[target] = replies
	s.partner.mu.Unlock()
	return s
}

// inside runs f as a task of the simulation, with the run begun.
func (s *simulation) inside(f func()) {
	s.t.Helper()
	s.clock.Run(func() {
		if s.run == nil {
			run, problems := s.program.Start(s.t.Context(), s.options)
			if problems.HasErrors() {
				s.t.Error(diagnostics(problems))
				return
			}
			s.run = run
		}
		f()
	})
}

// do runs one lead and waits for what runs beside it.
func (s *simulation) do(entries ...value.Entry) *interp.Result {
	s.t.Helper()
	results := s.together(lead(entries...))
	if len(results) != 1 {
		s.t.Fatalf("%d results of one lead", len(results))
	}
	return results[0]
}

// together runs leads that start at the same moment.
func (s *simulation) together(leads ...interp.Record) (results []*interp.Result) {
	s.t.Helper()
	s.inside(func() { results = s.run.Together(leads) })
	return results
}

// all runs leads through Run.All and returns what it emitted.
func (s *simulation) all(leads ...interp.Record) (results []*interp.Result) {
	s.t.Helper()
	s.inside(func() {
		err := s.run.All(s.t.Context(), sequenceOf(leads), func(r *interp.Result) error {
			results = append(results, r)
			return nil
		})
		if err != nil {
			s.t.Error(err)
		}
	})
	return results
}

func (s *simulation) close() {
	s.t.Helper()
	s.inside(func() {
		if err := s.run.Close(); err != nil {
			s.t.Error(err)
		}
	})
}

func sequenceOf(leads []interp.Record) func(yield func(interp.Record, *diag.Diagnostic) bool) {
	return func(yield func(interp.Record, *diag.Diagnostic) bool) {
		for _, l := range leads {
			if !yield(l, nil) {
				return
			}
		}
	}
}

// lead is a record with these values, and with the id "1" unless it is given.
func lead(entries ...value.Entry) interp.Record {
	o := value.NewObject(value.Entry{Key: "id", Value: "1"})
	for _, e := range entries {
		o.Set(e.Key, e.Value)
	}
	return interp.Record{Value: o, Place: "test"}
}

func entry(key string, v any) value.Entry { return value.Entry{Key: key, Value: v} }

// waits are the times between the end of each request and the next one's
// beginning.
func waits(list []*arrival) []time.Duration {
	var out []time.Duration
	for i := 1; i < len(list); i++ {
		out = append(out, list[i].began.Sub(list[i-1].ended))
	}
	return out
}

// step returns what became of a step.
func step(t testing.TB, r *interp.Result, name string) interp.StepResult {
	t.Helper()
	for _, s := range r.Steps {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("no step %s among %v", name, r.Steps)
	return interp.StepResult{}
}

// output is the JSON of one output of a step; "" when it is missing.
func output(t testing.TB, r *interp.Result, stepName, name string) string {
	t.Helper()
	o := step(t, r, stepName).Outputs
	if o == nil {
		return ""
	}
	v, ok := o.Get(name)
	if !ok {
		return ""
	}
	text, err := value.AppendJSON(nil, v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func priceOf(t testing.TB, r *interp.Result) string {
	t.Helper()
	text, err := value.AppendJSON(nil, r.Price)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func withoutProblems(leads iter.Seq[interp.Record]) iter.Seq2[interp.Record, *diag.Diagnostic] {
	return func(yield func(interp.Record, *diag.Diagnostic) bool) {
		for l := range leads {
			if !yield(l, nil) {
				return
			}
		}
	}
}

func hmacOf(key, text string) string {
	h := hmac.New(sha256.New, []byte(key))
	h.Write([]byte(text))
	return hex.EncodeToString(h.Sum(nil))
}
