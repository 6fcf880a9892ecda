package interp_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lcs/interp"
	"lcs/lang/diag"
	"lcs/lang/load"
	"lcs/stdlib"
	lcshttp "lcs/stdlib/http"
)

// cause is a selector of a handler, and what makes a step fail in that way.
type cause struct {
	selector string
	target   string // whose replies fail; "ask" or "api.auth"
	reply    reply
	took     time.Duration // one failed attempt
	sent     bool          // the request itself was sent before it failed
	kind     string        // of the step's result
	reason   string        // of the lead, when nobody handles it
	business bool
	answered bool // an answer's body is there to be read
}

var causes = []cause{
	{selector: "400", target: "ask", reply: reply{status: 400, body: `{"message":"bad"}`}, sent: true, answered: true, kind: "400", reason: `ask: HTTP 400: {"message":"bad"}`},
	{selector: "4xx", target: "ask", reply: reply{status: 404, body: `{"message":"bad"}`}, sent: true, answered: true, kind: "404", reason: `ask: HTTP 404: {"message":"bad"}`},
	{selector: "429", target: "ask", reply: reply{status: 429, body: `{"message":"bad"}`}, sent: true, answered: true, kind: "429", reason: `ask: HTTP 429: {"message":"bad"}`},
	{selector: "5xx", target: "ask", reply: reply{status: 503, body: `{"message":"bad"}`}, sent: true, answered: true, kind: "503", reason: `ask: HTTP 503: {"message":"bad"}`},
	{selector: "timeout", target: "ask", reply: reply{kind: lcshttp.Timeout}, took: 2 * time.Second, sent: true, kind: "timeout", reason: "ask: timeout: the partner's timeout"},
	{selector: "network", target: "ask", reply: reply{kind: lcshttp.Network}, sent: true, kind: "network", reason: "ask: network: the partner's network"},
	{selector: "parse", target: "ask", reply: reply{body: `{"message":"bad"}`}, sent: true, answered: true, kind: "parse", reason: "ask: parse: the answer has no response.ok"},
	{selector: "missing", target: "ask", reply: reply{body: `{"ok":true}`}, sent: true, kind: "missing", reason: "ask: missing: response.v is missing"},
	{selector: "auth", target: "api.auth", reply: reply{status: 400, body: `{"error":"invalid_client"}`}, kind: "auth", reason: "ask: auth: no token from login.example.com: 400 invalid_client"},
	{selector: "failure", target: "ask", reply: reply{body: `{"ok":false,"message":"bad"}`}, sent: true, answered: true, kind: "failure", reason: "bad", business: true},
	{selector: "error", target: "ask", reply: reply{status: 500, body: "dead"}, sent: true, kind: "500", reason: "ask: HTTP 500: dead"},
}

var good = reply{body: `{"ok":true,"v":7}`}

// fails is a cause n times and then a good answer.
func (c cause) fails(n int) []reply {
	if c.target == "api.auth" {
		return append(slices.Repeat([]reply{c.reply}, n), reply{body: `{"access_token":"t","token_type":"bearer"}`})
	}
	return append(slices.Repeat([]reply{c.reply}, n), good)
}

// always is a cause that never ends.
const always = 50

// handled is a script whose step handles a cause with some statements.
func handled(selector, statements string) string {
	return `flow "Handlers"
settings { key: secret }
lead { id: string }
service api {
  base    "https://api.example.com"
  timeout 2s
  auth    oauth2(token_url: "https://login.example.com/token", client_id: "me", client_secret: settings.key)
}
service backup { base "https://backup.example.com" }
step ask {
  idempotent by lead.id
  request POST api "/ask" { body json { id: lead.id } }
  expect 200 json { ok: bool, v: number?, message: string? }
  success when response.ok
  reason response.message
  map { v: response.v! }
  on ` + selector + ` {
    ` + statements + `
  }
}
step after { request GET backup "/after" }
`
}

// recovery is a statement of a handler and what it must come to.
type recovery struct {
	name       string
	statements string
	stubs      map[string][]reply
	prime      bool // a good answer came an hour before
	rounds     []int
	want       func(c cause, failures int) wanted
	refused    func(c cause) diag.Code // by the checker; "" when it stands
}

// wanted is what becomes of a lead and its step.
type wanted struct {
	outcome  interp.Outcome
	reason   string
	step     string // outcome of the step
	source   string
	output   string // v
	attempts int
	waits    []time.Duration // exact, between attempts; nil: none
	atMost   []time.Duration // beside waits: the upper ends of ranges
	flags    []string
	goesOn   bool // the step after this one runs
	elapsed  time.Duration
}

// unhandled is what a failure comes to that nobody handles.
func (c cause) unhandled(attempts int) wanted {
	w := wanted{outcome: interp.Error, reason: c.reason, step: "error", attempts: attempts, elapsed: time.Duration(attempts) * c.took}
	if c.business {
		w.outcome, w.step, w.source = interp.Failure, "failure", "live"
	}
	return w
}

func (c cause) live(attempts int) wanted {
	return wanted{
		outcome: interp.Success, step: "success", source: "live", output: "7", attempts: attempts, goesOn: true,
		elapsed: time.Duration(attempts-1) * c.took,
	}
}

func (c cause) settled(source, output string) wanted {
	return wanted{outcome: interp.Success, step: "success", source: source, output: output, attempts: 1, goesOn: true, elapsed: c.took}
}

func (c cause) ended(o interp.Outcome, reason string) wanted {
	w := c.unhandled(1)
	w.outcome, w.reason = o, reason
	return w
}

// retried is what n retries make of so many failures, with these waits.
func (c cause) retried(failures, n int, wait func(retry int) (from, to time.Duration)) wanted {
	retries := min(failures, n)
	w := c.unhandled(retries + 1)
	if failures <= n {
		w = c.live(failures + 1)
	}
	for i := range retries {
		from, to := wait(i + 1)
		w.waits, w.atMost = append(w.waits, from), append(w.atMost, to)
	}
	return w
}

func exactly(d time.Duration) func(int) (time.Duration, time.Duration) {
	return func(int) (time.Duration, time.Duration) { return d, d }
}

var recoveries = []recovery{
	{
		name: "retry", statements: `retry 3`, rounds: []int{1, 2, 3, 4, always},
		want: func(c cause, n int) wanted { return c.retried(n, 3, exactly(0)) },
	},
	{
		name: "retry backoff exact", statements: `retry 3 backoff 1500ms`, rounds: []int{1, 2, 3, 4},
		want: func(c cause, n int) wanted { return c.retried(n, 3, exactly(1500*time.Millisecond)) },
	},
	{
		name: "retry backoff range", statements: `retry 4 backoff 1s..5s`, rounds: []int{1, 2, 4, 5},
		want: func(c cause, n int) wanted {
			return c.retried(n, 4, func(retry int) (time.Duration, time.Duration) {
				return time.Second, min(time.Second<<retry, 5*time.Second)
			})
		},
	},
	{
		name: "retry then default", statements: `retry 1 backoff 1s  flag "gave up"  use default { v: 0 }`, rounds: []int{1, 2},
		want: func(c cause, n int) wanted {
			w := c.retried(n, 1, exactly(time.Second))
			if n > 1 {
				w = c.settled("default", "0")
				w.attempts, w.elapsed, w.flags = 2, 2*c.took, []string{"gave up"}
				w.waits, w.atMost = []time.Duration{time.Second}, []time.Duration{time.Second}
			}
			return w
		},
	},
	{
		name: "refresh auth", statements: `refresh auth`, rounds: []int{1, 2},
		want: func(c cause, n int) wanted {
			return c.retried(n, 1, exactly(0))
		},
	},
	{
		name: "fallback to", statements: `fallback to backup`, rounds: []int{always},
		stubs: map[string][]reply{"ask.fallback": {{body: `{"ok":true,"v":8}`, after: time.Second}}},
		want: func(c cause, _ int) wanted {
			w := c.settled("fallback", "8")
			w.elapsed += time.Second
			return w
		},
	},
	{
		name: "fallback to, in vain", statements: `fallback to backup`, rounds: []int{always},
		stubs: map[string][]reply{"ask.fallback": {{status: 500, body: "down too"}}},
		want:  func(c cause, _ int) wanted { return c.unhandled(1) },
	},
	{
		name: "fallback to, whose answer cannot be read", statements: `fallback to backup  use default { v: 0 }`, rounds: []int{always},
		stubs: map[string][]reply{"ask.fallback": {{body: `{"ok":`}}},
		want:  func(c cause, _ int) wanted { return c.settled("default", "0") },
	},
	{
		name: "fallback to, which says no", statements: `fallback to backup  skip`, rounds: []int{always},
		stubs: map[string][]reply{"ask.fallback": {{body: `{"ok":false,"message":"neither"}`}}},
		want:  func(c cause, _ int) wanted { return c.skips() },
	},
	{
		name:       "fallback {}",
		statements: `fallback { request GET backup "/other" { query { id: lead.id } } expect 200 json { w: number } map { v: response.w } example 200 json { "w": 1 } }`,
		rounds:     []int{always},
		stubs:      map[string][]reply{"ask.fallback": {{body: `{"w":9}`}}},
		want:       func(c cause, _ int) wanted { return c.settled("fallback", "9") },
	},
	{
		name:       "fallback {}, in vain",
		statements: `fallback { request GET backup "/other" expect 200 json { w: number } map { v: response.w } example 200 json { "w": 1 } } use default { v: 0 }`,
		rounds:     []int{always},
		stubs:      map[string][]reply{"ask.fallback": {{kind: lcshttp.Network}}},
		want:       func(c cause, _ int) wanted { return c.settled("default", "0") },
	},
	{
		name: "use last_good, there", statements: `use last_good by lead.id within 24h`, rounds: []int{always}, prime: true,
		want: func(c cause, _ int) wanted { return c.settled("last_good", "7") },
	},
	{
		name: "use last_good, too old", statements: `use last_good by lead.id within 30m`, rounds: []int{always}, prime: true,
		want: func(c cause, _ int) wanted { return c.unhandled(1) },
	},
	{
		name: "use last_good, never had", statements: `use last_good by lead.id within 24h`, rounds: []int{always},
		want: func(c cause, _ int) wanted { return c.unhandled(1) },
	},
	{
		name: "use default", statements: `flag "by default"  use default { v: 0 }`, rounds: []int{always},
		want: func(c cause, _ int) wanted {
			w := c.settled("default", "0")
			w.flags = []string{"by default"}
			return w
		},
	},
	{
		name: "queue", statements: `queue`, rounds: []int{always},
		want: func(c cause, _ int) wanted {
			w := c.ended(interp.Queued, c.told())
			w.step, w.source = "queued", ""
			return w
		},
	},
	{
		name: "queue for", statements: `queue for 10m up to 2`, rounds: []int{1, 2, 3},
		want: func(c cause, n int) wanted { return c.retried(n, 2, exactly(10*time.Minute)) },
	},
	{
		name: "queue for, with retries each time", statements: `retry 1 backoff 1s  queue for 1h up to 1`, rounds: []int{1, 2, 3, 4},
		want: func(c cause, n int) wanted {
			return c.retried(n, 3, func(retry int) (time.Duration, time.Duration) {
				d := [...]time.Duration{time.Second, time.Hour, time.Second}[retry-1]
				return d, d
			})
		},
	},
	{
		name: "skip", statements: `note "skipped"  skip`, rounds: []int{always},
		want: func(c cause, _ int) wanted { return c.skips() },
	},
	{
		name: "fail", statements: `fail "no: {{error.kind}}"`, rounds: []int{always},
		want: func(c cause, _ int) wanted { return c.ended(interp.Error, "no: "+c.errorKind()) },
	},
	{
		name: "reject", statements: `reject "no: {{error.message}}"`, rounds: []int{always},
		want: func(c cause, _ int) wanted { return c.ended(interp.Failure, "no: "+c.message()) },
	},
	{
		name: "accept", statements: `accept`, rounds: []int{always},
		want: func(c cause, _ int) wanted { return c.ended(interp.Success, c.told()) },
	},
	{
		name: "expect", statements: `expect json { message: string }  reject "said: {{response.message}}"`, rounds: []int{always},
		refused: func(c cause) diag.Code {
			if !c.answered {
				return diag.ExpectWithoutAnswer
			}
			return ""
		},
		want: func(c cause, _ int) wanted { return c.ended(interp.Failure, "said: bad") },
	},
}

func (c cause) skips() wanted {
	return wanted{outcome: interp.Success, step: "skipped", attempts: 1, goesOn: true, elapsed: c.took}
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

// message is what error.message says: the reason without where and how.
func (c cause) message() string {
	text := strings.TrimPrefix(c.reason, "ask: ")
	if head, rest, ok := strings.Cut(text, ": "); ok && !c.business && (head == c.kind || head == "HTTP "+c.kind) {
		return rest
	}
	return text
}

// TestHandlers holds every selector against every statement of a handler, for
// every number of failures that makes a difference.
func TestHandlers(t *testing.T) {
	t.Parallel()
	for _, c := range causes {
		for _, r := range recoveries {
			script := handled(c.selector, r.statements)
			if r.refused != nil {
				if code := r.refused(c); code != "" {
					_, problems := load.Source("test.lcs", script, nil, stdlib.New())
					if !slices.ContainsFunc(problems, func(d *diag.Diagnostic) bool { return d.Code == code }) {
						t.Errorf("%s, %s: the checker should say %s, and says\n%s", c.selector, r.name, code, diagnostics(problems))
					}
					continue
				}
			}
			program := compile(t, "test.lcs", script)
			for _, n := range r.rounds {
				name := fmt.Sprintf("on %s %s, %d failures", c.selector, r.name, n)
				t.Run(name, func(t *testing.T) { hold(t, simulateProgram(t, program), c, r, n) })
			}
		}
	}
}

func hold(t *testing.T, s *simulation, c cause, r recovery, failures int) {
	s.stub("after", reply{})
	for target, replies := range r.stubs {
		s.stub(target, replies...)
	}
	s.stub("ask", good)
	if r.prime {
		if got := s.do(); got.Outcome != interp.Success {
			t.Fatalf("the lead before: %s %s", got.Outcome, got.Reason)
		}
		s.clock.Advance(time.Hour + time.Minute)
	}
	s.partner.came = map[string][]*arrival{}
	s.stub(c.target, c.fails(failures)...)
	got := s.do()
	s.close()
	w := r.want(c, failures)
	for _, d := range w.waits {
		w.elapsed += d
	}
	compareResult(t, s, c, got, w)
}

func compareResult(t *testing.T, s *simulation, c cause, got *interp.Result, w wanted) {
	t.Helper()
	if got.Outcome != w.outcome || got.Reason != w.reason {
		t.Errorf("the lead is %s %q, want %s %q", got.Outcome, got.Reason, w.outcome, w.reason)
	}
	ask := step(t, got, "ask")
	if ask.Outcome != w.step || ask.Attempts != w.attempts || ask.Source != w.source {
		t.Errorf("the step is %s from %q after %d attempts, want %s from %q after %d", ask.Outcome, ask.Source, ask.Attempts, w.step, w.source, w.attempts)
	}
	if v := output(t, got, "ask", "v"); v != w.output {
		t.Errorf("v is %q, want %q", v, w.output)
	}
	if !slices.Equal(got.Flags, w.flags) {
		t.Errorf("flags are %q, want %q", got.Flags, w.flags)
	}
	if after := len(s.partner.arrivals("after")) > 0; after != w.goesOn {
		t.Errorf("the step after it ran: %t, want %t", after, w.goesOn)
	}
	came := s.partner.arrivals(c.target)
	if want := w.attempts; len(came) != want {
		t.Errorf("%d requests came, want %d", len(came), want)
	}
	slack := time.Duration(0)
	for i, d := range waits(came) {
		if i >= len(w.waits) {
			break
		}
		if d < w.waits[i] || d > w.atMost[i] {
			t.Errorf("wait %d is %s, want %s..%s", i+1, d, w.waits[i], w.atMost[i])
		}
		slack += d - w.waits[i]
	}
	if got.Elapsed != w.elapsed+slack {
		t.Errorf("elapsed %s, want %s", got.Elapsed, w.elapsed+slack)
	}
	keys := map[string]bool{}
	for _, a := range append(s.partner.arrivals("ask"), s.partner.arrivals("ask.fallback")...) {
		keys[a.Header.Get("Idempotency-Key")] = true
	}
	if len(keys) > 1 || keys[""] {
		t.Errorf("the idempotency keys of the attempts and fallbacks are %v, want one", keys)
	}
}
