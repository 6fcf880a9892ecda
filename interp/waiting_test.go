package interp_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"lcs/interp"
	lcshttp "lcs/stdlib/http"
)

// waitingScript is a step that waits as a test says.
func waitingScript(options, handler string) string {
	return `flow "Waiting"
lead { id: string }
service api { base "https://api.example.com"  timeout 2s }
step ask {
  idempotent by lead.id
  ` + options + `
  request POST api "/ask"
  on 429, 5xx, timeout { ` + handler + ` }
}
`
}

// TestWaits holds the waits between attempts against what the script and the
// answers say, and against the deadline: a retry that cannot end in time is not
// begun.
func TestWaits(t *testing.T) {
	t.Parallel()
	after := func(h string) reply {
		return reply{status: 429, header: map[string]string{"Retry-After": h}}
	}
	in := func(d time.Duration) string { return startOfTests.Add(d).Format(http.TimeFormat) }
	slow := reply{kind: lcshttp.Timeout}
	for _, test := range []struct {
		name, options, handler string
		replies                []reply
		waits                  []time.Duration
		outcome                interp.Outcome
		elapsed                time.Duration
	}{
		{name: "a wait that is given is kept to", handler: `retry 3 backoff 700ms`, replies: []reply{{status: 500}, {status: 500}, {}},
			waits: []time.Duration{700 * time.Millisecond, 700 * time.Millisecond}, outcome: interp.Success, elapsed: 1400 * time.Millisecond},
		{name: "Retry-After in seconds", handler: `retry 3 backoff 1s..60s`, replies: []reply{after("7"), {}},
			waits: []time.Duration{7 * time.Second}, outcome: interp.Success, elapsed: 7 * time.Second},
		{name: "Retry-After in seconds, longer than the longest backoff", handler: `retry 3 backoff 1s..5s`, replies: []reply{after("40"), {}},
			waits: []time.Duration{40 * time.Second}, outcome: interp.Success, elapsed: 40 * time.Second},
		{name: "Retry-After 0", handler: `retry 3 backoff 1s..60s`, replies: []reply{after("0"), {}},
			waits: []time.Duration{0}, outcome: interp.Success},
		{name: "Retry-After as a date", handler: `retry 3 backoff 1s..60s`, replies: []reply{after(in(9 * time.Second)), {}},
			waits: []time.Duration{9 * time.Second}, outcome: interp.Success, elapsed: 9 * time.Second},
		{name: "Retry-After as a date that is over", handler: `retry 3 backoff 1s..60s`, replies: []reply{after(in(-time.Hour)), {}},
			waits: []time.Duration{0}, outcome: interp.Success},
		{name: "a Retry-After that says nothing", handler: `retry 3 backoff 2s`, replies: []reply{after("soon"), {}},
			waits: []time.Duration{2 * time.Second}, outcome: interp.Success, elapsed: 2 * time.Second},
		{name: "a rate limit's reset", handler: `retry 3 backoff 2s`, replies: []reply{{status: 429, header: map[string]string{"X-RateLimit-Reset": fmt.Sprint(startOfTests.Add(11 * time.Second).Unix())}}, {}},
			waits: []time.Duration{11 * time.Second}, outcome: interp.Success, elapsed: 11 * time.Second},
		{name: "Retry-After with a 503", handler: `retry 1`, replies: []reply{{status: 503, header: map[string]string{"Retry-After": "3"}}, {}},
			waits: []time.Duration{3 * time.Second}, outcome: interp.Success, elapsed: 3 * time.Second},
		{name: "a wait that ends at the deadline is not begun", options: `deadline 7s`, handler: `retry 3`, replies: []reply{after("7"), {}},
			outcome: interp.Error},
		{name: "a wait that ends before the deadline is", options: `deadline 8s`, handler: `retry 3`, replies: []reply{after("7"), {}},
			waits: []time.Duration{7 * time.Second}, outcome: interp.Success, elapsed: 7 * time.Second},
		{name: "attempts and waits together end at the deadline", options: `deadline 5s`, handler: `retry 5 backoff 1s`, replies: []reply{slow},
			waits: []time.Duration{time.Second}, outcome: interp.Error, elapsed: 5 * time.Second}, // 2 + 1 + 2, and no time for another wait
		{name: "the last attempt is cut short by the deadline", options: `deadline 4s`, handler: `retry 5 backoff 1s`, replies: []reply{slow},
			waits: []time.Duration{time.Second}, outcome: interp.Error, elapsed: 4 * time.Second},
		{name: "the lead's deadline counts as well", handler: `retry 9 backoff 25s`, replies: []reply{{status: 500}},
			waits: []time.Duration{25 * time.Second, 25 * time.Second}, outcome: interp.Error, elapsed: 50 * time.Second},
		{name: "an answer at the limit is in time", handler: `retry 1`, replies: []reply{{after: 2 * time.Second}},
			outcome: interp.Success, elapsed: 2 * time.Second},
		{name: "one after it is not", handler: `fail "late"`, replies: []reply{{after: 2*time.Second + 1}},
			outcome: interp.Error, elapsed: 2 * time.Second},
		{name: "a wait in the queue is no part of the deadline", options: `deadline 3s`, handler: `queue for 1h up to 2`, replies: []reply{slow, slow, {}},
			waits: []time.Duration{time.Hour, time.Hour}, outcome: interp.Success, elapsed: 2*time.Hour + 4*time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := simulate(t, waitingScript(test.options, test.handler)).stub("ask", test.replies...)
			got := s.do()
			s.close()
			if w := waits(s.partner.arrivals("ask")); !slices.Equal(w, test.waits) {
				t.Errorf("the waits are %s, want %s", w, test.waits)
			}
			if got.Outcome != test.outcome || got.Elapsed != test.elapsed {
				t.Errorf("%s %q after %s, want %s after %s", got.Outcome, got.Reason, got.Elapsed, test.outcome, test.elapsed)
			}
		})
	}
}

// TestJitter: waits of a range fill it, and double their upper end.
func TestJitter(t *testing.T) {
	t.Parallel()
	program := compile(t, "test.lcs", waitingScript("", `retry 4 backoff 1s..8s`))
	var least, most [4]time.Duration
	for seed := range uint64(100) {
		s := simulateProgram(t, program, func(o *interp.Options) { o.Seed = seed }).stub("ask", reply{status: 500})
		s.do()
		s.close()
		for i, w := range waits(s.partner.arrivals("ask")) {
			if least[i] == 0 || w < least[i] {
				least[i] = w
			}
			most[i] = max(most[i], w)
		}
	}
	for i, ceiling := range []time.Duration{2 * time.Second, 4 * time.Second, 8 * time.Second, 8 * time.Second} {
		room := (ceiling - time.Second) / 10
		if least[i] < time.Second || least[i] > time.Second+room || most[i] > ceiling || most[i] < ceiling-room {
			t.Errorf("wait %d of a hundred runs is from %s to %s, want 1s to %s", i+1, least[i], most[i], ceiling)
		}
	}
}

// TestLeadDeadline: the lead ends when its time is over, in whichever step.
func TestLeadDeadline(t *testing.T) {
	t.Parallel()
	s := simulate(t, `flow "Slow"
lead { id: string }
step one { request GET "https://a.example.com/1" { timeout 8s } }
step two { request GET "https://a.example.com/2" { timeout 8s }  on error { skip } }
step three { request GET "https://a.example.com/3" { timeout 8s } }
`, func(o *interp.Options) { o.LeadDeadline = 10 * time.Second })
	s.stub("one", reply{after: 7 * time.Second}).stub("two", reply{after: 7 * time.Second}).stub("three", reply{})
	got := s.do()
	s.close()
	if got.Outcome != interp.Error || got.Elapsed != 10*time.Second || len(s.partner.arrivals("three")) != 0 {
		t.Errorf("%s %q after %s", got.Outcome, got.Reason, got.Elapsed)
	}
	if want := "the lead's deadline of 10s is over"; got.Reason != want {
		t.Errorf("the reason is %q, want %q", got.Reason, want)
	}
}
