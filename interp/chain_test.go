package interp_test

import (
	"strings"
	"testing"
	"time"

	"lcs/interp"
	lcshttp "lcs/stdlib/http"
)

// chained is a script with one step, whose service and own items are given.
func chained(service, items string) string {
	return `flow "Chains"
settings { key: secret }
lead { id: string, region: string? }
service api {
  base    "https://api.example.com"
  timeout 2s
  ` + service + `
}
service backup { base "https://backup.example.com" }
step ask {
  idempotent by lead.id
  request POST api "/ask" { body json { id: lead.id } }
  expect 200 json { ok: bool, v: number?, message: string?, price: number? }
  ` + items + `
}
`
}

const oauth = `auth oauth2(token_url: "https://login.example.com/token", client_id: "me", client_secret: settings.key)`

// TestChains follows failures from handler to handler (decisions H1 to H13).
func TestChains(t *testing.T) {
	t.Parallel()
	unavailable, dead, no := reply{status: 503, body: "busy"}, reply{status: 500, body: "dead"}, reply{body: `{"ok":false,"message":"too young"}`}
	for _, test := range []struct {
		name, service, items string
		replies              map[string][]reply
		outcome              interp.Outcome
		reason               string
		step, source         string
		attempts             int
		output               string
		elapsed              time.Duration
		flags, notes         string
	}{
		{
			name:    "a handler of the service that runs out hands on to the step's error",
			service: `on 5xx { retry 2 backoff 1s }`, items: `map { v: response.v ?? 0 }  on error { use default { v: 50 } }`,
			replies: map[string][]reply{"ask": {unavailable}}, outcome: interp.Success, step: "success", source: "default", attempts: 3, output: "50", elapsed: 2 * time.Second,
		},
		{
			name:    "the step's class goes before the service's class, and hands on to it",
			service: `on 5xx { note "service"  skip }`, items: `on 5xx { note "step" }`,
			replies: map[string][]reply{"ask": {unavailable}}, outcome: interp.Success, step: "skipped", attempts: 1, notes: "step,service",
		},
		{
			name:    "the service's status goes before the step's class",
			service: `on 503 { note "service" }`, items: `on 5xx { note "step"  skip }`,
			replies: map[string][]reply{"ask": {unavailable}}, outcome: interp.Success, step: "skipped", attempts: 1, notes: "service,step",
		},
		{
			name:    "all the way from the status to error, and the lead ends when none is left",
			service: `on 5xx { note "c" }  on error { note "e" }`, items: `on 503 { note "a" }  on 5xx { note "b" }  on error { note "d" }`,
			replies: map[string][]reply{"ask": {unavailable}}, outcome: interp.Error, reason: "ask: HTTP 503: busy", step: "error", attempts: 1, notes: "a,b,c,d,e",
		},
		{
			name:    "retries are counted for the step, whoever asks for them",
			service: `on 5xx { retry 2 backoff 1s }`, items: `on timeout { retry 3 backoff 10s }`,
			replies: map[string][]reply{"ask": {dead, dead, {kind: lcshttp.Timeout}, {kind: lcshttp.Timeout}}},
			outcome: interp.Error, reason: "ask: timeout: the partner's timeout", step: "error", attempts: 4,
			elapsed: 2*time.Second + 10*time.Second + 4*time.Second,
		},
		{
			name:  "another kind of failure after a retry finds its own handler",
			items: `on 5xx { retry 3 backoff 1s }  on 400 { reject "bad request" }`, replies: map[string][]reply{"ask": {dead, {status: 400}}},
			outcome: interp.Failure, reason: "bad request", step: "error", attempts: 2, elapsed: time.Second,
		},
		{
			name:  "error catches no business no",
			items: `success when response.ok  reason response.message  on error { skip }`, replies: map[string][]reply{"ask": {no}},
			outcome: interp.Failure, reason: "too young", step: "failure", source: "live", attempts: 1,
		},
		{
			name:  "failure is caught by its name",
			items: `success when response.ok  reason response.message  on failure { note "{{error.kind}}: {{error.message}}"  skip }`, replies: map[string][]reply{"ask": {no}},
			outcome: interp.Success, step: "skipped", attempts: 1, notes: "failure: too young",
		},
		{
			name:  "both by both names",
			items: `success when response.ok  on failure, error { skip }`, replies: map[string][]reply{"ask": {no}},
			outcome: interp.Success, step: "skipped", attempts: 1,
		},
		{
			name:  "a no that comes after a retry is still a no",
			items: `success when response.ok  reason response.message  on 5xx { retry 1 }`, replies: map[string][]reply{"ask": {dead, no}},
			outcome: interp.Failure, reason: "too young", step: "failure", source: "live", attempts: 2,
		},
		{
			name:  "what a refused attempt said is forgotten by the next",
			items: `success when response.ok  reason response.message  on failure { retry 1 }`, replies: map[string][]reply{"ask": {no, good}},
			outcome: interp.Success, step: "success", source: "live", attempts: 2,
		},
		{
			name:    "refresh auth is no retry: it works after two others, and does not use one up",
			service: oauth, items: `on 5xx { retry 2 backoff 1s }  on 401 { refresh auth }`,
			replies: map[string][]reply{"ask": {dead, dead, {status: 401}, good}},
			outcome: interp.Success, step: "success", source: "live", attempts: 4, elapsed: 2 * time.Second,
		},
		{
			name:    "refresh auth once a step",
			service: oauth, items: `on 401 { refresh auth  note "again" }`,
			replies: map[string][]reply{"ask": {{status: 401}}},
			outcome: interp.Error, reason: "ask: HTTP 401", step: "error", attempts: 2, notes: "again",
		},
		{
			name:    "retry n is n more",
			service: "", items: `on 5xx { retry 1 }`, replies: map[string][]reply{"ask": {dead, good}},
			outcome: interp.Success, step: "success", source: "live", attempts: 2,
		},
		{
			name:    "the fallback's handlers do not run, and its failure continues this handler",
			service: `on 5xx { fallback to backup  flag "both down"  skip }`, items: `on timeout { note "never" }`,
			replies: map[string][]reply{"ask": {dead}, "ask.fallback": {{kind: lcshttp.Timeout}}},
			outcome: interp.Success, step: "skipped", attempts: 1, flags: "both down", elapsed: 10 * time.Second,
		},
		{
			name:  "after a fallback in vain, error is what it was",
			items: `on 5xx { fallback to backup  fail "{{error.status}} {{http.body}}" }`, replies: map[string][]reply{"ask": {dead}, "ask.fallback": {{status: 502, body: "gone"}}},
			outcome: interp.Error, reason: "500 dead", step: "error", attempts: 1,
		},
		{
			name:    "after a fallback that said no, response is what it was",
			items:   `success when response.ok  on failure { fallback to backup  reject "{{response.message}}" }`,
			replies: map[string][]reply{"ask": {no}, "ask.fallback": {{body: `{"ok":false,"message":"me neither"}`}}},
			outcome: interp.Failure, reason: "too young", step: "failure", source: "live", attempts: 1,
		},
		{
			name:  "a default gives the price as well",
			items: `map { v: response.v ?? 0 }  price response.price ?? 1  on 5xx { use default }  default { v: 3, price: 5 }`, replies: map[string][]reply{"ask": {dead}},
			outcome: interp.Success, step: "success", source: "default", attempts: 1, output: "3",
		},
		{
			name:    "conditions in a handler",
			items:   `on 5xx { if lead.region is missing { note "no region" } else { skip }  if error.status == 500 { retry 1 backoff 3s } else { fail "other" } }`,
			replies: map[string][]reply{"ask": {dead, unavailable}},
			outcome: interp.Error, reason: "other", step: "error", attempts: 2, elapsed: 3 * time.Second, notes: "no region,no region",
		},
		{
			name:    "an answer that its expect cannot read goes to the next handler",
			items:   `on 422 { expect json { message: string }  reject "{{response.message}}" }  on 4xx { fail "refused" }`,
			replies: map[string][]reply{"ask": {{status: 422, body: "<html>"}}},
			outcome: interp.Error, reason: "refused", step: "error", attempts: 1,
		},
		{
			name:    "a service's handler reads the answer by its own expect",
			service: `on 422 { expect json { message: string }  reject "{{response.message}}" }`, replies: map[string][]reply{"ask": {{status: 422, body: `{"message":"too young"}`}}},
			outcome: interp.Failure, reason: "too young", step: "error", attempts: 1,
		},
		{
			name:  "an expression that lacks its value fails the step",
			items: `map { v: response.v! }  on missing { use default { v: 9 } }`, replies: map[string][]reply{"ask": {{body: `{"ok":true}`}}},
			outcome: interp.Success, step: "success", source: "default", attempts: 1, output: "9",
		},
		{
			name:  "a key that lacks its value fails the step", // before any attempt
			items: `cache 1h by lead.region!  map { v: response.v ?? 0 }  on missing { use default { v: 9 } }`, replies: map[string][]reply{"ask": {good}},
			outcome: interp.Success, step: "success", source: "default", output: "9",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := simulate(t, chained(test.service, test.items))
			for target, replies := range test.replies {
				s.stub(target, replies...)
			}
			got := s.do()
			s.close()
			if got.Outcome != test.outcome || got.Reason != test.reason || got.Elapsed != test.elapsed {
				t.Errorf("the lead is %s %q after %s, want %s %q after %s", got.Outcome, got.Reason, got.Elapsed, test.outcome, test.reason, test.elapsed)
			}
			ask := step(t, got, "ask")
			if ask.Outcome != test.step || ask.Source != test.source || ask.Attempts != test.attempts {
				t.Errorf("the step is %s from %q after %d, want %s from %q after %d", ask.Outcome, ask.Source, ask.Attempts, test.step, test.source, test.attempts)
			}
			if v := output(t, got, "ask", "v"); test.output != "" && v != test.output {
				t.Errorf("v is %s, want %s", v, test.output)
			}
			if flags, notes := strings.Join(got.Flags, ","), strings.Join(got.Notes, ","); flags != test.flags || notes != test.notes {
				t.Errorf("flags %q, notes %q; want %q, %q", flags, notes, test.flags, test.notes)
			}
		})
	}
}

// TestDefaultGivesThePrice: a lead's result carries the price of a default.
func TestDefaultGivesThePrice(t *testing.T) {
	t.Parallel()
	s := simulate(t, chained("", `price response.price ?? 1  on 5xx { use default { price: 5 } }`)).stub("ask", reply{status: 500})
	got := s.do()
	s.close()
	if got.Price == nil || priceOf(t, got) != "5" {
		t.Errorf("the price is %v, want 5", got.Price)
	}
}

// TestReasonIsTheStepsOwn: a no without a reason does not borrow that of an
// earlier step.
func TestReasonIsTheStepsOwn(t *testing.T) {
	t.Parallel()
	s := simulate(t, `flow "Reasons"
lead { id: string }
step first {
  request GET "https://a.example.com/"
  expect 200 json { ok: bool, message: string? }
  reason response.message
}
step second {
  request GET "https://b.example.com/"
  expect 200 json { ok: bool }
  success when response.ok
}
`).stub("first", reply{body: `{"ok":true,"message":"fine"}`}).stub("second", reply{body: `{"ok":false}`})
	got := s.do()
	s.close()
	if got.Outcome != interp.Failure || strings.Contains(got.Reason, "fine") {
		t.Errorf("%s %q: the reason is the first step's", got.Outcome, got.Reason)
	}
}

// TestBackground: nothing in a background step ends the lead (decisions H13),
// its attempts are made, and the run waits for them.
func TestBackground(t *testing.T) {
	t.Parallel()
	var told []*interp.Result
	s := simulate(t, `flow "Background"
lead { id: string }
service api { base "https://api.example.com"  timeout 2s  on 5xx { retry 3 backoff 10s } }
step inform {
  background
  idempotent by lead.id
  request POST api "/inform"
  on error { note "not informed"  fail "hopeless" }
}
step after { request GET api "/after" }
`, func(o *interp.Options) { o.Background = func(r *interp.Result) { told = append(told, r) } })
	s.stub("inform", reply{status: 500}).stub("after", reply{})
	var got *interp.Result
	s.inside(func() { got = s.run.Do(t.Context(), lead()) })
	if got.Outcome != interp.Success || got.Elapsed != 0 {
		t.Errorf("the lead is %s %q after %s", got.Outcome, got.Reason, got.Elapsed)
	}
	s.close()
	if n := len(s.partner.arrivals("inform")); n != 4 {
		t.Errorf("%d attempts in the background, want 4", n)
	}
	if len(told) != 1 || told[0].Outcome != interp.Error || told[0].Reason != "hopeless" || len(told[0].Notes) != 1 {
		t.Errorf("the background step came to %+v", told)
	}
}

// TestBackgroundOfAQueuedLead: what was begun beside a lead is not begun again
// when the lead is taken up, however often.
func TestBackgroundOfAQueuedLead(t *testing.T) {
	t.Parallel()
	s := simulate(t, `flow "Background"
lead { id: string }
service api { base "https://api.example.com"  timeout 2s }
step inform { background  request POST api "/inform" }
parallel { step both { background  request POST api "/both" }  step other { request GET api "/other" } }
step ask { idempotent by lead.id  request POST api "/ask"  on 5xx { queue } }
`)
	s.stub("inform", reply{}).stub("both", reply{}).stub("other", reply{}).stub("ask", reply{status: 500}, reply{status: 500}, reply{})
	got := s.do()
	for range 2 {
		s.inside(func() { got = s.run.ResumeTogether([]*interp.Parked{got.Parked})[0] })
	}
	s.close()
	n, m := len(s.partner.arrivals("inform")), len(s.partner.arrivals("both"))
	if got.Outcome != interp.Success || n != 1 || m != 1 {
		t.Errorf("%s %q, informed %d and %d times, want once each", got.Outcome, got.Reason, n, m)
	}
}

// TestQueueInTheBackground: a service's handler may queue what the background
// step of a lead waits for.
func TestQueueInTheBackground(t *testing.T) {
	t.Parallel()
	s := simulate(t, `flow "Background"
lead { id: string }
service api { base "https://api.example.com"  timeout 2s  on 5xx { queue for 10m up to 2 } }
step inform {
  background
  idempotent by lead.id
  request POST api "/inform"
}
`)
	s.stub("inform", reply{status: 500}, reply{status: 500}, reply{})
	got := s.do()
	s.close()
	if came := s.partner.arrivals("inform"); got.Outcome != interp.Success || len(came) != 3 || waits(came)[0] != 10*time.Minute {
		t.Errorf("%s after %d attempts", got.Outcome, len(came))
	}
}

// TestNamespaces: a prefix that expect binds counts in an XPath, whatever the
// partner calls it.
func TestNamespaces(t *testing.T) {
	t.Parallel()
	s := simulate(t, `flow "Namespaces"
lead { id: string }
step ask {
  request GET "https://a.example.com/"
  expect 200 xml { ns x: "urn:one" }
  map { v: response.xpath('//x:v') }
  example 200 xml """<a xmlns:q="urn:one"><q:v>1</q:v></a>"""
}
`).stub("ask", reply{body: `<a xmlns:x="urn:two" xmlns:p="urn:one"><x:v>two</x:v><p:v>one</p:v></a>`})
	got := s.do()
	s.close()
	if v := output(t, got, "ask", "v"); v != `"one"` {
		t.Errorf("v is %s, want \"one\"", v)
	}
}
