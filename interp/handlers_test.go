package interp_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"lcs/interp"
	"lcs/lang/diag"
	"lcs/lang/load"
	"lcs/stdlib"
	lcshttp "lcs/stdlib/http"
	"lcs/value"
)

// cause is a selector of a handler, and what makes a step fail in that way.
type cause struct {
	selector string
	target   string // whose replies fail; "ask" or "api.auth"
	reply    reply
	took     time.Duration // one failed attempt
	kind     string        // of the step's result
	reason   string        // of the lead, when nobody handles it
	business bool
	answered bool // an answer's body is there to be read
	batch    bool // the step collects leads
}

var causes = []cause{
	{selector: "400", target: "ask", reply: reply{status: 400, body: `{"message":"bad"}`}, answered: true, kind: "400", reason: `ask: HTTP 400: {"message":"bad"}`},
	{selector: "4xx", target: "ask", reply: reply{status: 404, body: `{"message":"bad"}`}, answered: true, kind: "404", reason: `ask: HTTP 404: {"message":"bad"}`},
	{selector: "429", target: "ask", reply: reply{status: 429, body: `{"message":"bad"}`}, answered: true, kind: "429", reason: `ask: HTTP 429: {"message":"bad"}`},
	{selector: "5xx", target: "ask", reply: reply{status: 503, body: `{"message":"bad"}`}, answered: true, kind: "503", reason: `ask: HTTP 503: {"message":"bad"}`},
	{selector: "timeout", target: "ask", reply: reply{kind: lcshttp.Timeout}, took: 2 * time.Second, kind: "timeout", reason: "ask: timeout: the partner's timeout"},
	{selector: "network", target: "ask", reply: reply{kind: lcshttp.Network}, kind: "network", reason: "ask: network: the partner's network"},
	{selector: "parse", target: "ask", reply: reply{body: `{"message":"bad"}`}, answered: true, kind: "parse", reason: "ask: parse: the answer has no response.ok"},
	{selector: "missing", target: "ask", reply: reply{body: `{"ok":true}`}, kind: "missing", reason: "ask: missing: response.v is missing"},
	{selector: "auth", target: "api.auth", reply: reply{status: 400, body: `{"error":"invalid_client"}`}, kind: "auth", reason: "ask: auth: no token from login.example.com: 400 invalid_client"},
	{selector: "failure", target: "ask", reply: reply{body: `{"ok":false,"message":"bad"}`}, answered: true, kind: "failure", reason: "bad", business: true},
	{selector: "unmatched", target: "ask", reply: reply{body: `{"results":[{"id":"2","v":1}],"message":"bad"}`}, answered: true, kind: "unmatched", reason: "ask: unmatched: the answer has no result for this lead", batch: true},
	{selector: "error", target: "ask", reply: reply{status: 500, body: "dead"}, kind: "500", reason: "ask: HTTP 500: dead"},
}

var (
	good        = reply{body: `{"ok":true,"v":7}`}
	goodOfBatch = reply{body: `{"results":[{"id":"1","v":7}]}`}
)

func (c cause) good() reply {
	if c.batch {
		return goodOfBatch
	}
	return good
}

// fails is a cause n times and then a good answer.
func (c cause) fails(n int) []reply {
	if c.target == "api.auth" {
		return append(slices.Repeat([]reply{c.reply}, n), reply{body: `{"access_token":"t","token_type":"bearer"}`})
	}
	return append(slices.Repeat([]reply{c.reply}, n), c.good())
}

// always is a cause that never ends.
const always = 50

// fallbacks are what the services say that are asked instead.
func fallbacks(target string, r *lcshttp.Request, _ int) (reply, bool) {
	if !strings.HasSuffix(target, ".fallback") {
		return reply{}, false
	}
	answer := reply{body: `{"ok":true,"v":8,"w":9}`, after: elsewhereTakes}
	switch host, _, _ := strings.Cut(strings.TrimPrefix(r.URL, "https://"), "."); host {
	case "broken":
		answer.status = 500
	case "garbled":
		answer.body = `{"ok":`
	case "refusing":
		answer.body = `{"ok":false,"message":"neither"}`
	}
	return answer, true
}

// elsewhereTakes is how long they take.
const elsewhereTakes = 300 * time.Millisecond

// scriptOf is a script whose step, or the service of it, handles a cause with
// some lines.
func scriptOf(c cause, handler []remedy, at, deadline string) string {
	var lines []string
	for _, l := range handler {
		lines = append(lines, l.text)
	}
	on := map[string]string{at: "on " + c.selector + " {\n    " + strings.Join(lines, "\n    ") + "\n  }"}
	request := `idempotent by lead.id
  request POST api "/ask" { body json { id: lead.id } }
  expect 200 json { ok: bool, v: number?, message: string? }
  success when response.ok
  reason response.message
  map { v: response.v! }`
	if c.batch {
		request = `collect 1 leads or 1h
  idempotent by batch.id
  request POST api "/ask" { body json { ids: [for l in batch.leads: l.id] } }
  expect 200 json { results: [{ id: string, v: number }] }
  match r in response.results where r.id == lead.id { map { v: r.v } }`
	}
	return `flow "Handlers"
settings { key: secret }
lead { id: string }
service api {
  base    "https://api.example.com"
  timeout 2s
  auth    oauth2(token_url: "https://login.example.com/token", client_id: "me", client_secret: settings.key)
  ` + on["service"] + `
}
service backup   { base "https://backup.example.com" }
service broken   { base "https://broken.example.com" }
service garbled  { base "https://garbled.example.com" }
service refusing { base "https://refusing.example.com" }
step ask {
  ` + deadline + `
  ` + request + `
  ` + on["step"] + `
}
step after { request GET backup "/after" }
`
}

// retries are the remedies that make further attempts.
var retries = []remedy{
	{text: `retry 3`, repeats: true, budget: 3, does: func(m *model) ending { return m.retry(3, 0, 0) }},
	{text: `retry 1 backoff 1s`, repeats: true, budget: 1, does: func(m *model) ending { return m.retry(1, time.Second, time.Second) }},
	{text: `retry 2 backoff 1500ms`, repeats: true, budget: 2, does: func(m *model) ending { return m.retry(2, 1500*time.Millisecond, 1500*time.Millisecond) }},
	{text: `retry 4 backoff 1s..5s`, repeats: true, budget: 4, does: func(m *model) ending { return m.retry(4, time.Second, 5*time.Second) }},
	{text: `retry 6 backoff 200ms..30s`, repeats: true, budget: 6, does: func(m *model) ending { return m.retry(6, 200*time.Millisecond, 30*time.Second) }},
	{text: `if http.attempts < 3 { retry 9 backoff 700ms }`, repeats: true, does: func(m *model) ending {
		if m.attempts >= 3 {
			return goesOn
		}
		return m.retry(9, 700*time.Millisecond, 700*time.Millisecond)
	}},
}

// passing are remedies that may come to nothing, and statements that are none.
var passing = []remedy{
	{text: `refresh auth`, repeats: true, does: (*model).refresh},
	{text: `fallback to broken`, repeats: true, does: func(m *model) ending { m.elsewhere(); return goesOn }},
	{text: `fallback to refusing`, repeats: true, does: func(m *model) ending { m.elsewhere(); return goesOn }},
	{text: `fallback to garbled`, repeats: true, does: func(m *model) ending { m.elsewhere(); return goesOn }},
	{text: `use last_good by lead.id within 24h`, own: true, does: func(m *model) ending { return m.lastGood(24 * time.Hour) }},
	{text: `use last_good by lead.id within 24h`, own: true, prime: true, does: func(m *model) ending { return m.lastGood(24 * time.Hour) }},
	{text: `use last_good by lead.id within 30m`, own: true, prime: true, does: func(m *model) ending { return m.lastGood(30 * time.Minute) }},
	{text: `queue for 10m up to 2`, does: func(m *model) ending { return m.queueFor(10*time.Minute, 2) }},
	{text: `log warn "{{error.kind}}"`, does: func(m *model) ending { m.logs = append(m.logs, m.cause.errorKind()); return goesOn }},
	{text: `note "{{http.attempts}}"`, does: func(m *model) ending { m.notes = append(m.notes, fmt.Sprint(m.attempts)); return goesOn }},
	{text: `flag "unscored"`, does: func(m *model) ending { m.flags = append(m.flags, "unscored"); return goesOn }},
	{text: `let n = http.attempts * 2  if n > 2 { flag "{{n}}" }`, does: func(m *model) ending {
		if n := m.attempts; n > 1 {
			m.flags = append(m.flags, fmt.Sprint(2*n))
		}
		return goesOn
	}},
	{text: `expect json { message: string }`, reads: true, does: func(*model) ending { return goesOn }},
	{text: `expect json { nothing: string }`, reads: true, does: func(*model) ending { return handsOn }},
}

// settling are those that end the step, or nearly always do.
var settling = []remedy{
	{text: `fallback to backup`, repeats: true, does: func(m *model) ending {
		if !m.elsewhere() {
			return goesOn
		}
		return m.settled("fallback", "8")
	}},
	{text: `fallback { request GET backup "/other" expect 200 json { w: number } map { v: response.w } example 200 json { "w": 1 } }`, own: true, repeats: true, does: func(m *model) ending {
		if !m.elsewhere() {
			return goesOn
		}
		return m.settled("fallback", "9")
	}},
	{text: `use default { v: 0 }`, own: true, does: func(m *model) ending { return m.settled("default", "0") }},
	{text: `queue`, does: func(m *model) ending {
		m.ended(interp.Queued, m.cause.told())
		m.step, m.source = "queued", ""
		return leaves
	}},
	{text: `skip`, does: (*model).skipped},
	{text: `fail "no: {{error.kind}}"`, does: func(m *model) ending { return m.ended(interp.Error, "no: "+m.cause.errorKind()) }},
	{text: `reject "no: {{error.kind}}"`, does: func(m *model) ending { return m.ended(interp.Failure, "no: "+m.cause.errorKind()) }},
	{text: `accept`, does: func(m *model) ending { return m.ended(interp.Success, m.cause.told()) }},
	{text: `if error.kind == "timeout" { skip } else { fail "other" }`, does: func(m *model) ending {
		if m.cause.kind == "timeout" {
			return m.skipped()
		}
		return m.ended(interp.Error, "other")
	}},
}

// told is the reason that the partner gave.
func (c cause) told() string {
	if c.business {
		return "bad"
	}
	return ""
}

func (c cause) errorKind() string {
	if strings.ContainsAny(c.kind, "0123456789") {
		return "status"
	}
	return c.kind
}

// TestHandlers holds every selector against every statement of a handler, in a
// step and in a service, for every number of failures that makes a difference.
func TestHandlers(t *testing.T) {
	t.Parallel()
	for _, c := range causes {
		t.Run(c.selector, func(t *testing.T) {
			t.Parallel()
			for _, l := range slices.Concat(retries, passing, settling) {
				for _, at := range []string{"step", "service"} {
					trial{cause: c, handler: []remedy{l}, at: at}.hold(t, 1, 2, 3, 4, 5, 7, always)
				}
			}
		})
	}
}

// TestHandlersOfTwoLines: a remedy that does not end its handler hands on to any
// other; retries have one budget for all of them. Each pair meets a quarter of the
// causes.
func TestHandlersOfTwoLines(t *testing.T) {
	t.Parallel()
	for i, c := range causes {
		t.Run(c.selector, func(t *testing.T) {
			t.Parallel()
			pair := i
			for _, first := range slices.Concat(retries, passing) {
				for _, second := range slices.Concat(retries, passing, settling) {
					pair++
					if pair%4 != 0 || first.text == second.text || first.reads && second.reads {
						continue
					}
					trial{cause: c, handler: []remedy{first, second}, at: "step"}.hold(t, 1, 3, always)
				}
			}
		})
	}
}

// TestAskedWaits: what an answer asks for comes before what a script says, and
// the deadline before both.
func TestAskedWaits(t *testing.T) {
	t.Parallel()
	for _, c := range causes {
		t.Run(c.selector, func(t *testing.T) {
			t.Parallel()
			for _, l := range retries {
				for _, deadline := range []time.Duration{0, 2 * time.Second, 4 * time.Second, 7 * time.Second, 7300 * time.Millisecond, 30 * time.Second} {
					handler := []remedy{l, settling[0], settling[2]}
					trial{cause: c, handler: handler, at: "step", asks: manyAsks, deadline: deadline}.hold(t, 1, 3, always)
				}
			}
		})
	}
}

// trial is one script, and what befalls its step.
type trial struct {
	cause    cause
	handler  []remedy
	at       string // where the handler stands: step or service
	asks     []asks // of the failing answers, one after the other; none: nothing
	deadline time.Duration
}

// hold runs the script for each number of failures, and compares what happens
// with what the model says.
func (tr trial) hold(t *testing.T, failures ...int) {
	t.Helper()
	for _, l := range tr.handler {
		if l.own && tr.at == "service" {
			return
		}
	}
	deadline := ""
	if tr.deadline > 0 {
		deadline = "deadline " + value.Text(tr.deadline)
	}
	script := scriptOf(tr.cause, tr.handler, tr.at, deadline)
	lib := stdlib.New()
	info, problems := load.Source("test.lcs", script, nil, lib)
	said := func(d *diag.Diagnostic) bool { return d.Code == tr.refusal() }
	if refused := tr.refusal() != ""; refused != problems.HasErrors() || refused && !slices.ContainsFunc(problems, said) {
		t.Errorf("the checker should say %q of\n%s\nand says\n%s", tr.refusal(), script, diagnostics(problems))
		return
	}
	if problems.HasErrors() {
		return
	}
	program, problems := interp.Compile(info, lib)
	if problems.HasErrors() {
		t.Errorf("%s in\n%s", diagnostics(problems), script)
		return
	}
	for _, a := range slices.Concat(tr.asks, []asks{{}}) {
		for _, n := range failures {
			if !tr.passes(t, program, a, n) {
				t.Logf("%d failures, asked for %q, in\n%s", n, a.name, script)
				return
			}
		}
	}
}

// refusal is what the checker says of remedies that can do nothing in their
// place; empty: all of them can.
func (tr trial) refusal() diag.Code {
	most := 0
	for _, l := range tr.handler {
		switch {
		case tr.cause.batch && l.repeats:
			return diag.LateRecovery
		case l.reads && !tr.cause.answered:
			return diag.ExpectWithoutAnswer
		case l.budget > 0 && l.budget <= most:
			return diag.SpentRecovery
		}
		most = max(most, l.budget)
	}
	return ""
}

// passes runs the script once.
func (tr trial) passes(t *testing.T, program *interp.Program, a asks, failures int) bool {
	t.Helper()
	seed := uint64(failures)
	s := simulateProgram(t, program, func(o *interp.Options) { o.Seed, o.LeadDeadline = seed, time.Hour })
	s.partner.decide = fallbacks
	s.stub("after", reply{}).stub("ask", tr.cause.good())
	m := &model{cause: tr.cause, failures: failures, asks: a, deadline: tr.deadline, random: rand.New(rand.NewPCG(seed, 1))}
	if slices.ContainsFunc(tr.handler, func(l remedy) bool { return l.prime }) {
		s.do()
		s.clock.Advance(time.Hour + time.Minute)
		s.partner.came = map[string][]*arrival{}
		m.primed = true
	}
	struck := tr.cause
	struck.reply.header = a.header
	s.stub(tr.cause.target, struck.fails(failures)...)
	start := s.clock.Now()
	result := s.do()
	s.close()
	got := s.seen(result, tr.cause.target, start)
	want := m.run(tr.handler)
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(wanted{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("the model (-) and the run (+) differ:\n%s", diff)
		return false
	}
	return tr.cause.batch || s.oneKey(t) // another batch has another key
}

// seen is what a run came to, in the words of the model.
func (s *simulation) seen(r *interp.Result, target string, start time.Time) wanted {
	ask := step(s.t, r, "ask")
	w := wanted{
		outcome: r.Outcome, reason: r.Reason, step: ask.Outcome, source: ask.Source, output: output(s.t, r, "ask", "v"),
		flags: r.Flags, notes: r.Notes, after: len(s.partner.arrivals("after")) > 0, elapsed: r.Elapsed,
	}
	for _, a := range s.partner.arrivals(target) {
		w.began = append(w.began, a.began.Sub(start))
	}
	for _, l := range r.Logs {
		w.logs = append(w.logs, l.Text)
	}
	return w
}

// oneKey holds that all requests of the step have the same idempotency key.
func (s *simulation) oneKey(t *testing.T) bool {
	t.Helper()
	keys := map[string]bool{}
	for _, a := range append(s.partner.arrivals("ask"), s.partner.arrivals("ask.fallback")...) {
		keys[a.Header.Get("Idempotency-Key")] = true
	}
	if len(keys) > 1 || keys[""] {
		t.Errorf("the idempotency keys of the attempts and fallbacks are %v, want one", keys)
		return false
	}
	return true
}
