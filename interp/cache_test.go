package interp_test

import (
	"fmt"
	"testing"
	"time"

	"lcs/interp"
	lcshttp "lcs/stdlib/http"
)

const cached = `flow "Cached"
lead { id: string, key: string }
step ask {
  cache 1h by lead.key
  request GET "https://a.example.com/{{lead.key}}" { timeout 2s }
  expect 200 json { ok: bool, v: number?, message: string? }
  success when response.ok
  reason response.message
  map { v: response.v! }
  on timeout { use last_good within 3h  use default { v: 0 } }
}
`

func keyed(id int, key string) interp.Record {
	return lead(entry("id", fmt.Sprint(id)), entry("key", key))
}

// TestCache: leads that ask for the same take one answer while it is fresh
// (decisions S7).
func TestCache(t *testing.T) {
	t.Parallel()
	s := simulate(t, cached).stub("ask", good)
	at := func(d time.Duration) { s.clock.Set(startOfTests.Add(d)) }
	ask := func(key, source string, requests int) {
		t.Helper()
		got := s.together(keyed(1, key))[0]
		if step := step(t, got, "ask"); step.Source != source || len(s.partner.arrivals("ask")) != requests {
			t.Errorf("%s %q from %q after %d requests, want from %q after %d", got.Outcome, got.Reason, step.Source, len(s.partner.arrivals("ask")), source, requests)
		}
	}
	ask("a", "live", 1)
	ask("a", "cache", 1)
	ask("b", "live", 2)
	at(time.Hour)
	ask("a", "cache", 2)
	at(time.Hour + 1)
	ask("a", "live", 3)
	s.stub("ask", reply{kind: lcshttp.Timeout})
	at(3 * time.Hour)
	ask("a", "last_good", 4) // a failure was not kept, and the answer lives on
	ask("a", "last_good", 5)
	at(5 * time.Hour)
	ask("a", "default", 6) // and a default is not good
	ask("a", "default", 7)
	s.close()
}

// TestCacheAtOnce: leads that ask at once wait for one call, and when that
// fails each asks for itself.
func TestCacheAtOnce(t *testing.T) {
	t.Parallel()
	leads := make([]interp.Record, 20)
	for i := range leads {
		leads[i] = keyed(i, []string{"a", "b"}[i%2])
	}
	s := simulate(t, cached).stub("ask", reply{body: good.body, after: time.Second})
	sources := map[string]int{}
	for _, r := range s.together(leads...) {
		sources[step(t, r, "ask").Source]++
		if r.Outcome != interp.Success || r.Elapsed != time.Second {
			t.Errorf("%s %q after %s", r.Outcome, r.Reason, r.Elapsed)
		}
	}
	s.close()
	if n := len(s.partner.arrivals("ask")); n != 2 || sources["live"] != 2 || sources["cache"] != 18 {
		t.Errorf("%d requests, sources %v", n, sources)
	}

	s = simulate(t, cached).stub("ask", reply{status: 500})
	for _, r := range s.together(leads[:4]...) {
		if r.Outcome != interp.Error {
			t.Errorf("%s", r.Outcome)
		}
	}
	s.close()
	if n := len(s.partner.arrivals("ask")); n != 4 {
		t.Errorf("%d requests of four leads that all fail, want 4: a failure is never kept", n)
	}
}

// TestCachedNo: a business no is kept as well; what cannot be mapped is not.
func TestCachedNo(t *testing.T) {
	t.Parallel()
	s := simulate(t, cached).stub("ask", reply{body: `{"ok":false,"message":"listed"}`})
	for range 3 {
		if got := s.together(keyed(1, "a"))[0]; got.Outcome != interp.Failure || got.Reason != "listed" {
			t.Errorf("%s %q", got.Outcome, got.Reason)
		}
	}
	if n := len(s.partner.arrivals("ask")); n != 1 {
		t.Errorf("%d requests for a no, want 1", n)
	}
	s.stub("ask", reply{body: `{"ok":true}`})
	for range 2 {
		if got := s.together(keyed(1, "b"))[0]; got.Outcome != interp.Error {
			t.Errorf("%s %q", got.Outcome, got.Reason)
		}
	}
	s.close()
	if n := len(s.partner.arrivals("ask")); n != 3 {
		t.Errorf("%d requests, want 3: an answer without its value is not kept", n)
	}
}

// TestLastGoodIsNoNo: the last good answer is the last yes.
func TestLastGoodIsNoNo(t *testing.T) {
	t.Parallel()
	s := simulate(t, cached).stub("ask", good, reply{body: `{"ok":false,"message":"listed"}`}, reply{kind: lcshttp.Timeout})
	s.together(keyed(1, "a"))
	s.clock.Advance(61 * time.Minute)
	s.together(keyed(2, "a"))
	s.clock.Advance(61 * time.Minute)
	got := s.together(keyed(3, "a"))[0]
	s.close()
	if output(t, got, "ask", "v") != "7" || step(t, got, "ask").Source != "last_good" {
		t.Errorf("%s %q from %q", got.Outcome, got.Reason, step(t, got, "ask").Source)
	}
}

// TestCacheWithoutKey is one answer for all leads.
func TestCacheWithoutKey(t *testing.T) {
	t.Parallel()
	s := simulate(t, `flow "Rates"
lead { id: string, key: string }
step rates { cache 24h  request GET "https://a.example.com/rates"  expect 200 json { rate: number }  map { rate: response.rate } }
`).stub("rates", reply{body: `{"rate":1.5}`})
	for _, r := range s.together(keyed(1, "a"), keyed(2, "b"), keyed(3, "c")) {
		if output(t, r, "rates", "rate") != "1.5" {
			t.Errorf("%s %q", r.Outcome, r.Reason)
		}
	}
	s.close()
	if n := len(s.partner.arrivals("rates")); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
}

// TestCacheWhileQueued: a lead in the queue keeps no other lead from asking.
func TestCacheWhileQueued(t *testing.T) {
	t.Parallel()
	s := simulate(t, `flow "Queued"
lead { id: string, key: string }
step ask {
  cache 1h by lead.key
  request GET "https://a.example.com/" { timeout 2s }
  expect 200 json { v: number }
  map { v: response.v }
  on timeout { queue for 2h up to 1 }
}
`).stub("ask", reply{kind: lcshttp.Timeout}, reply{body: `{"v":1}`})
	results := s.together(keyed(1, "a"), keyed(2, "a"))
	s.close()
	if results[1].Outcome != interp.Success || results[1].Elapsed != 2*time.Second {
		t.Errorf("the second lead is %s %q after %s", results[1].Outcome, results[1].Reason, results[1].Elapsed)
	}
}

// TestCacheOfAnotherRequest: the answer of a fallback { } is kept, and is read
// again as that fallback reads it.
func TestCacheOfAnotherRequest(t *testing.T) {
	t.Parallel()
	s := simulate(t, `flow "Cached"
lead { id: string, key: string }
step ask {
  cache 1h by lead.key
  request GET "https://a.example.com/{{lead.key}}" { timeout 2s }
  expect 200 json { v: number }
  map { v: response.v }
  on 5xx { fallback { request GET "https://b.example.com/" expect 200 json { w: number } map { v: response.w * 2 } example 200 json { "w": 1 } } }
  on timeout { use last_good within 3h }
}
`).stub("ask", reply{status: 500}).stub("ask.fallback", reply{body: `{"w":4}`})
	for i, source := range []string{"fallback", "cache"} {
		got := s.together(keyed(i, "a"))[0]
		if ask := step(t, got, "ask"); output(t, got, "ask", "v") != "8" || ask.Source != source {
			t.Errorf("lead %d: %s %q from %q: v is %s, want 8 from %q", i, got.Outcome, got.Reason, ask.Source, output(t, got, "ask", "v"), source)
		}
	}
	s.clock.Advance(2 * time.Hour)
	s.stub("ask", reply{kind: lcshttp.Timeout})
	got := s.together(keyed(3, "a"))[0]
	s.close()
	if ask := step(t, got, "ask"); output(t, got, "ask", "v") != "8" || ask.Source != "last_good" {
		t.Errorf("%s %q from %q: v is %s, want 8 from last_good", got.Outcome, got.Reason, ask.Source, output(t, got, "ask", "v"))
	}
}
