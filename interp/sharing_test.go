package interp_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"lcs/interp"
	lcshttp "lcs/stdlib/http"
)

// TestLimit: at most so many calls begin in any window, in the order asked for;
// the wait counts toward the deadline and not the timeout (decisions B9, H12).
func TestLimit(t *testing.T) {
	t.Parallel()
	script := func(options string) string {
		return `flow "Limited"
lead { id: string }
service api { base "https://api.example.com"  timeout 2s  limit 2 per 1s }
step ask { ` + options + `  request GET api "/{{lead.id}}"  on timeout { fail "late" } }
`
	}
	s := simulate(t, script("")).stub("ask", reply{after: 1500 * time.Millisecond})
	results := s.together(numbered(7)...)
	s.close()
	for i, a := range s.partner.arrivals("ask") {
		if want := time.Duration(i/2) * time.Second; a.began.Sub(startOfTests) != want || !strings.HasSuffix(a.URL, fmt.Sprint("/", i)) {
			t.Errorf("call %d is to %s after %s, want after %s", i, a.URL, a.began.Sub(startOfTests), want)
		}
	}
	for i, r := range results {
		if r.Outcome != interp.Success {
			t.Errorf("lead %d: %s %q", i, r.Outcome, r.Reason)
		}
	}

	s = simulate(t, script("deadline 2s")).stub("ask", reply{})
	results = s.together(numbered(8)...)
	s.close()
	late := 0
	for _, r := range results {
		if r.Reason == "late" {
			late++
			if r.Elapsed != 0 {
				t.Errorf("a call that cannot begin in time is known late after %s, want at once", r.Elapsed)
			}
		}
	}
	if late != 2 || len(s.partner.arrivals("ask")) != 6 {
		t.Errorf("%d of 8 leads are late and %d calls made, want 2 and 6", late, len(s.partner.arrivals("ask")))
	}
}

// TestBreaker: a service that fails is left alone for a while; then one call is
// made to see (decisions B9, H12).
func TestBreaker(t *testing.T) {
	t.Parallel()
	s := simulate(t, `flow "Broken"
lead { id: string }
service api { base "https://api.example.com"  timeout 2s  breaker 50% over 1m open 30s }
step ask { request GET api "/"  on network { reject "{{error.message}}" } }
`)
	s.stub("ask", reply{status: 500})
	ask := func(want interp.Outcome, reason string, requests int) {
		t.Helper()
		got := s.do()
		if n := len(s.partner.arrivals("ask")); got.Outcome != want || got.Reason != reason || n != requests {
			t.Errorf("%s %q after %d requests, want %s %q after %d", got.Outcome, got.Reason, n, want, reason, requests)
		}
	}
	for i := range 10 { // ten are needed to judge
		ask(interp.Error, "ask: HTTP 500", i+1)
	}
	ask(interp.Failure, "circuit open", 10)
	s.clock.Advance(29 * time.Second)
	ask(interp.Failure, "circuit open", 10)
	s.clock.Advance(time.Second)
	ask(interp.Error, "ask: HTTP 500", 11) // to see
	ask(interp.Failure, "circuit open", 11)
	s.clock.Advance(30 * time.Second)
	s.stub("ask", reply{})
	ask(interp.Success, "", 12)
	ask(interp.Success, "", 13)
	s.close()
}

// TestSharedInFlight: leads in flight share the breaker and the limit of their
// service. Five calls begin in a second; when ten have failed the others are not
// made, though their leads began with the first.
func TestSharedInFlight(t *testing.T) {
	t.Parallel()
	s := simulate(t, `flow "Shared"
lead { id: string }
service api { base "https://api.example.com"  timeout 2s  limit 5 per 1s  breaker 50% over 1m open 30s }
step one { request GET api "/{{lead.id}}"  on network { reject "{{error.message}}" }  on 5xx { skip } }
step two when one.outcome == "success" { request GET api "/two" }
`).stub("one", reply{status: 500, after: 100 * time.Millisecond})
	results := s.together(numbered(20)...)
	s.close()
	if n := len(s.partner.arrivals("one")); n != 10 {
		t.Errorf("%d calls were made, want 10", n)
	}
	for i, r := range results {
		want, elapsed := interp.Success, time.Duration(i/5)*time.Second+100*time.Millisecond
		if i >= 10 {
			want, elapsed = interp.Failure, time.Duration(i/5)*time.Second
		}
		if r.Outcome != want || r.Elapsed != elapsed || want == interp.Failure && r.Reason != "circuit open" {
			t.Errorf("lead %d: %s %q after %s, want %s after %s", i, r.Outcome, r.Reason, r.Elapsed, want, elapsed)
		}
	}
}

// TestKeys: an idempotency key is made once for a lead and a step; it is kept
// over attempts, fallbacks, the queue and later runs, and differs elsewhere
// (decisions B12).
func TestKeys(t *testing.T) {
	t.Parallel()
	program := compile(t, "test.lcs", `flow "Keys"
lead { id: string }
service api { base "https://api.example.com"  timeout 2s }
service backup { base "https://backup.example.com"  timeout 2s }
step one {
  idempotent by lead.id
  request POST api "/one"
  on 5xx { retry 1  fallback to backup  queue for 1h up to 1  queue }
}
step two { idempotent by lead.id header "X-Request-Id"  request POST api "/two" }
`)
	s := simulateProgram(t, program).stub("one", reply{status: 500}).stub("one.fallback", reply{status: 500}).stub("two", reply{})
	first := s.do()
	s.close()
	if first.Outcome != interp.Queued || first.Parked == nil || first.Elapsed != time.Hour {
		t.Fatalf("%s %q after %s", first.Outcome, first.Reason, first.Elapsed)
	}
	later := simulateProgram(t, program, func(o *interp.Options) { o.RunID = "run-2" }).stub("one", reply{}).stub("two", reply{})
	var second *interp.Result
	later.inside(func() { second = later.run.Resume(t.Context(), first.Parked) })
	other := later.do(entry("id", "2"))
	later.close()
	if second.Outcome != interp.Success || other.Outcome != interp.Success {
		t.Fatalf("%s %q, %s %q", second.Outcome, second.Reason, other.Outcome, other.Reason)
	}
	keys := map[string]int{}
	for _, a := range slices.Concat(s.partner.arrivals("one"), s.partner.arrivals("one.fallback"), later.partner.arrivals("one")[:1]) {
		keys[a.Header.Get("Idempotency-Key")]++
	}
	if len(keys) != 1 || keys[""] > 0 {
		t.Errorf("the keys of one lead and step are %v, want one", keys)
	}
	if n := len(s.partner.arrivals("one.fallback")); n != 2 {
		t.Errorf("%d fallbacks, want 2: one before and one after the queue", n)
	}
	mine := s.partner.arrivals("one")[0].Header.Get("Idempotency-Key")
	if got := later.partner.arrivals("one")[1].Header.Get("Idempotency-Key"); got == mine {
		t.Error("another lead has the same key")
	}
	two := later.partner.arrivals("two")[0].Header
	if got := two.Get("X-Request-Id"); got == "" || got == mine || two.Get("Idempotency-Key") != "" {
		t.Errorf("the other step has %v", two)
	}
}

const oauthScript = `flow "Tokens"
settings { key: secret }
lead { id: string }
service api {
  base "https://api.example.com"
  timeout 2s
  ` + oauth + `
  on 401 { refresh auth }
}
step ask { request GET api "/{{lead.id}}" }
`

// TestTokens: one token for any number of leads, one refresh when it is refused
// (issue of all who were refused), and renewal before it expires.
func TestTokens(t *testing.T) {
	t.Parallel()
	s := simulate(t, oauthScript)
	s.stub("api.auth", reply{body: `{"access_token":"one","expires_in":3600}`, after: time.Second}, reply{body: `{"access_token":"two","expires_in":3600}`, after: time.Second})
	s.partner.decide = func(target string, r *lcshttp.Request, _ int) (reply, bool) {
		if target == "ask" && r.Header.Get("Authorization") != "Bearer two" {
			return reply{status: 401, after: time.Second}, true
		}
		return reply{after: time.Second}, target == "ask"
	}
	for i, r := range s.together(numbered(50)...) {
		if r.Outcome != interp.Success || r.Elapsed != 4*time.Second {
			t.Errorf("lead %d: %s %q after %s", i, r.Outcome, r.Reason, r.Elapsed)
		}
	}
	if n := len(s.partner.arrivals("api.auth")); n != 2 {
		t.Errorf("%d tokens were fetched for fifty leads, want 2", n)
	}
	s.clock.Advance(59 * time.Minute)
	s.do()
	s.close()
	if n := len(s.partner.arrivals("api.auth")); n != 3 {
		t.Errorf("%d tokens after an hour, want 3", n)
	}
}

// TestTokensOfRetries: each attempt has the token of its moment, and what was
// kept of those before, in the trace, keeps theirs.
func TestTokensOfRetries(t *testing.T) {
	t.Parallel()
	var traced []*lcshttp.Request
	s := simulate(t, `flow "Tokens"
settings { key: secret }
lead { id: string }
service api {
  base "https://api.example.com"
  timeout 2s
  `+oauth+`
  on 401 { refresh auth }
  on 5xx { retry 2 backoff 1h }
}
step ask { idempotent by lead.id  request POST api "/{{lead.id}}" { headers { X-Mine: "of {{lead.id}}" }  body json { id: lead.id } } }
`, func(o *interp.Options) {
		o.LeadDeadline = 5 * time.Hour
		o.Trace = func(a interp.Attempt) {
			if a.Step == "ask" {
				traced = append(traced, a.Exchange.Request)
			}
		}
	})
	s.stub("api.auth", reply{body: `{"access_token":"one","expires_in":36000}`}, reply{body: `{"access_token":"two","expires_in":1800}`}, reply{body: `{"access_token":"three","expires_in":3600}`})
	s.stub("ask", reply{status: 401}, reply{status: 503}, reply{})
	got := s.do(entry("id", "1"))
	s.close()
	came := s.partner.arrivals("ask")
	if got.Outcome != interp.Success || len(came) != 3 || len(traced) != 3 {
		t.Fatalf("%s %q after %d attempts, %d traced", got.Outcome, got.Reason, len(came), len(traced))
	}
	for i, token := range []string{"one", "two", "three"} {
		for what, r := range map[string]*lcshttp.Request{"was sent": came[i].Request, "was traced": traced[i]} {
			shown := lcshttp.Masked(r).Header
			if r.Header.Get("Authorization") != "Bearer "+token || r.Header.Get("X-Mine") != "of 1" || shown["Authorization"][0] != "Bearer •••" {
				t.Errorf("attempt %d %s with %v, shown as %v; want the token %s", i+1, what, r.Header, shown, token)
			}
		}
	}
}

// TestTokensOfSeveralClients: an authorization that names another client for each
// lead has a token for each, and what one of them is refused is no other's.
func TestTokensOfSeveralClients(t *testing.T) {
	t.Parallel()
	s := simulate(t, `flow "Tokens"
settings { key: secret }
lead { id: string }
step ask {
  request GET "https://api.example.com/{{lead.id}}" {
    auth oauth2(token_url: "https://login.example.com/token", client_id: lead.id, client_secret: settings.key)
  }
  on 401 { refresh auth }
}
`)
	s.partner.decide = func(target string, r *lcshttp.Request, n int) (reply, bool) {
		if target == "ask" {
			id := r.URL[len(r.URL)-1:]
			if got := r.Header.Get("Authorization"); !strings.HasPrefix(got, "Bearer of-"+id) {
				t.Errorf("lead %s has %q", id, got)
			}
			return reply{status: map[bool]int{true: 401, false: 200}[id == "1" && n < 3]}, true
		}
		form, _ := url.ParseQuery(string(r.Body))
		return reply{body: fmt.Sprintf(`{"access_token":"of-%s-%d"}`, form.Get("client_id"), n)}, true
	}
	for range 2 {
		for i, r := range s.together(numbered(3)...) {
			if r.Outcome != interp.Success {
				t.Errorf("lead %d: %s %q", i, r.Outcome, r.Reason)
			}
		}
	}
	s.close()
	for target, came := range s.partner.came {
		if want := map[bool]int{true: 7, false: 4}[target == "ask"]; len(came) != want {
			t.Errorf("%d requests of %q, want %d: one lead was refused, once", len(came), target, want)
		}
	}
}

// TestTokenRefused: what comes back of a 401 that stays.
func TestTokenRefused(t *testing.T) {
	t.Parallel()
	s := simulate(t, oauthScript).stub("ask", reply{status: 401})
	got := s.do()
	s.close()
	if n := len(s.partner.arrivals("ask")); got.Outcome != interp.Error || n != 2 || len(s.partner.arrivals("api.auth")) != 2 {
		t.Errorf("%s %q after %d attempts with %d tokens, want 2 and 2", got.Outcome, got.Reason, n, len(s.partner.arrivals("api.auth")))
	}
}

// TestSignature: a retry is signed anew, with the time of its attempt
// (decisions S4).
func TestSignature(t *testing.T) {
	t.Parallel()
	s := simulate(t, `flow "Signed"
settings { key: secret }
lead { id: string }
service api {
  base "https://api.example.com"
  timeout 2s
  sign { X-Timestamp: unix(now), X-Signature: hmac_sha256(settings.key, "{{request.method}} {{request.path}} {{unix(now)}} {{request.body}}") | hex }
  on 5xx { retry 1 backoff 30s }
}
step ask { idempotent  request POST api "/x" { query { a: "1 2" } body json { id: lead.id } } }
`).stub("ask", reply{status: 500}, reply{})
	s.do()
	s.close()
	came := s.partner.arrivals("ask")
	if len(came) != 2 {
		t.Fatalf("%d attempts", len(came))
	}
	for i, a := range came {
		moment := fmt.Sprint(startOfTests.Add(time.Duration(i) * 30 * time.Second).Unix())
		if got := a.Header.Get("X-Timestamp"); got != moment {
			t.Errorf("attempt %d is of %s, want %s", i, got, moment)
		}
		want := hmacOf("key", `POST /x?a=1%202 `+moment+` {"id":"1"}`)
		if got := a.Header.Get("X-Signature"); got != want {
			t.Errorf("attempt %d has the signature %s, want %s", i, got, want)
		}
	}
}

// TestSignatureOfAPackedBody: what is signed is what goes over the wire.
func TestSignatureOfAPackedBody(t *testing.T) {
	t.Parallel()
	s := simulate(t, `flow "Signed"
settings { key: secret }
lead { id: string }
service api { base "https://api.example.com"  sign { X-Signature: hmac_sha256(settings.key, request.body) | hex } }
step ask { request POST api "/x" { body json { id: lead.id }  gzip } }
`).stub("ask", reply{})
	s.do()
	s.close()
	sent := s.partner.arrivals("ask")[0]
	if got, want := sent.Header.Get("X-Signature"), hmacOf("key", string(sent.Sent())); got != want {
		t.Errorf("the signature is %s, want %s", got, want)
	}
}

// TestUnsent: what keeps a request from being sent is the failure that it is,
// and is counted: an expression's without its value, a token that takes longer
// than the deadline, one that cannot be had, a service that is left alone.
func TestUnsent(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, service, request string
		stubs                  map[string][]reply
		kind, message          string
		requests               int
		elapsed                time.Duration
	}{
		{name: "a signature without its value", request: `sign { X-Sig: lead.key! }`, kind: "missing", message: "lead.key is missing"},
		{name: "a key without its value", request: `auth header("X-Key", lead.key!)`, kind: "missing", message: "lead.key is missing"},
		{name: "a token that is slow", service: oauth, stubs: map[string][]reply{"api.auth": {{after: 9 * time.Second}}}, kind: "timeout", message: "the deadline passed before there was a token", elapsed: 3 * time.Second},
		{name: "no token", service: oauth, stubs: map[string][]reply{"api.auth": {{status: 403}}}, kind: "auth", message: "no token from login.example.com: 403 Forbidden"},
		{name: "an open breaker", service: `breaker 50% over 1m open 30s`, stubs: map[string][]reply{"ask": {{status: 500}}}, kind: "network", message: "circuit open", requests: 10},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := simulate(t, `flow "Unsent"
settings { key: secret }
lead { id: string, key: string? }
service api { base "https://api.example.com"  timeout 2s  `+test.service+` }
step ask { deadline 3s  request GET api "/ask" { `+test.request+` }  on error { note "{{error.kind}}: {{error.message}}"  skip } }
note "{{ask.stats.count("`+test.kind+`")}}"
`)
			for target, replies := range test.stubs {
				s.stub(target, replies...)
			}
			for range test.requests {
				s.do()
			}
			got := s.do()
			s.close()
			if want := []string{test.kind + ": " + test.message, "1"}; !slices.Equal(got.Notes, want) || got.Elapsed != test.elapsed {
				t.Errorf("%s %q, notes %q after %s, want %q after %s", got.Outcome, got.Reason, got.Notes, got.Elapsed, want, test.elapsed)
			}
			if n := len(s.partner.arrivals("ask")); n != test.requests {
				t.Errorf("%d requests were sent, want %d", n, test.requests)
			}
		})
	}
}
