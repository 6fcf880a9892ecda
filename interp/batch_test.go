package interp_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lcs/interp"
	lcshttp "lcs/stdlib/http"
)

// batchScript collects leads for one call.
func batchScript(collect, handlers string) string {
	return `flow "Batches"
lead { id: string, key: string = "", keep: bool = true }
service api { base "https://api.example.com"  timeout 2s }
service backup { base "https://backup.example.com"  timeout 2s }
step score {
  collect ` + collect + `
  idempotent by batch.id
  request POST api "/batch" { body json { leads: [for l in batch.leads if l.keep: { id: l.id }] } }
  expect 200 json { results: [{ id: string, score: number? }] }
  match r in response.results where r.id == lead.id { map { score: r.score! } }
  ` + handlers + `
}
step after { request GET api "/after" { query { id: lead.id, score: score.score ?? -1 } } }
`
}

// batchPartner answers a batch with what shape makes of its ids.
func batchPartner(s *simulation, shape func(ids []string) []string) {
	s.stub("after", reply{})
	s.partner.decide = func(target string, r *lcshttp.Request, _ int) (reply, bool) {
		if target != "score" {
			return reply{}, false
		}
		results := []string{}
		for _, id := range shape(idsOf(s.t, r)) {
			results = append(results, fmt.Sprintf(`{"id":%q,"score":%d}`, id, 100+len(id)))
		}
		return reply{body: `{"results":[` + strings.Join(results, ",") + `]}`, after: time.Second}, true
	}
}

func idsOf(t interface{ Fatal(...any) }, r *lcshttp.Request) []string {
	var body struct{ Leads []struct{ ID string } }
	if err := json.Unmarshal(r.Body, &body); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, l := range body.Leads {
		ids = append(ids, l.ID)
	}
	return ids
}

func numbered(n int) []interp.Record {
	leads := make([]interp.Record, n)
	for i := range leads {
		leads[i] = lead(entry("id", fmt.Sprint(i)))
	}
	return leads
}

// TestBatchAnswers matches results to leads in whatever order they come
// (decisions S9).
func TestBatchAnswers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		shape    func(ids []string) []string
		lost     []string // leads without a result
		handlers string
	}{
		{name: "in order", shape: func(ids []string) []string { return ids }},
		{name: "shuffled", shape: func(ids []string) []string { out := slices.Clone(ids); slices.Reverse(out); return out }},
		{name: "short", shape: func(ids []string) []string { return ids[1:] }, lost: []string{"0"}},
		{name: "repeated", shape: func(ids []string) []string { return append(slices.Clone(ids), ids...) }},
		{name: "unknown", shape: func(ids []string) []string { return append([]string{"x", "y"}, ids...) }},
		{name: "empty", shape: func([]string) []string { return nil }, lost: []string{"0", "1", "2", "3"}},
		{name: "short, and skipped", shape: func(ids []string) []string { return ids[2:] }, handlers: `on unmatched { flag "no result"  skip }`},
		{name: "short, and error catches it not", shape: func(ids []string) []string { return ids[1:] }, lost: []string{"0"}, handlers: `on error { skip }`},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := simulate(t, batchScript("10 leads or 1m", test.handlers))
			batchPartner(s, test.shape)
			results := s.together(numbered(4)...)
			s.close()
			if n := len(s.partner.arrivals("score")); n != 1 {
				t.Errorf("%d calls, want 1", n)
			}
			var lost []string
			for i, r := range results {
				switch r.Outcome {
				case interp.Success:
					flagged := len(r.Flags) > 0
					if got := step(t, r, "score").Outcome; got == "skipped" != flagged {
						t.Errorf("lead %d: step %s, flags %q", i, got, r.Flags)
					}
				case interp.Error:
					lost = append(lost, fmt.Sprint(i))
					if want := "score: unmatched: the answer has no result for this lead"; r.Reason != want {
						t.Errorf("lead %d: %q, want %q", i, r.Reason, want)
					}
				default:
					t.Errorf("lead %d: %s %q", i, r.Outcome, r.Reason)
				}
			}
			if !slices.Equal(lost, test.lost) {
				t.Errorf("without a result are %q, want %q", lost, test.lost)
			}
		})
	}
}

// TestBatchCloses: a batch closes when it is full, when its time is over, and
// when no more leads can come.
func TestBatchCloses(t *testing.T) {
	t.Parallel()
	all := func(ids []string) []string { return ids }
	sizes := func(s *simulation) (out []int) {
		for _, a := range s.partner.arrivals("score") {
			out = append(out, len(idsOf(s.t, a.Request)))
		}
		return out
	}
	t.Run("full, and the rest when no more can come", func(t *testing.T) {
		s := simulate(t, batchScript("3 leads or 1h", ""))
		batchPartner(s, all)
		results := s.together(numbered(7)...)
		s.close()
		if got := sizes(s); !slices.Equal(got, []int{3, 3, 1}) {
			t.Errorf("batches of %v, want 3, 3 and 1", got)
		}
		for _, r := range results {
			if r.Outcome != interp.Success || r.Elapsed != time.Second {
				t.Errorf("%s %q after %s", r.Outcome, r.Reason, r.Elapsed)
			}
		}
	})
	t.Run("with fewer places than leads", func(t *testing.T) {
		s := simulate(t, batchScript("5 leads or 1h", ""), func(o *interp.Options) { o.Concurrency = 2 })
		batchPartner(s, all)
		results := s.all(numbered(10)...)
		s.close()
		if got := sizes(s); len(results) != 10 || !slices.Equal(got, []int{5, 5}) {
			t.Errorf("%d results, batches of %v, want 5 and 5", len(results), got)
		}
	})
	t.Run("when its time is over", func(t *testing.T) {
		s := simulate(t, batchScript("5 leads or 10m", ""))
		batchPartner(s, all)
		var results []*interp.Result
		s.inside(func() {
			group := s.clock.NewGroup()
			input := func(yield func(interp.Record) bool) {
				for i, l := range numbered(3) {
					if i > 0 {
						_ = s.clock.Sleep(t.Context(), 7*time.Minute)
					}
					if !yield(l) {
						return
					}
				}
			}
			err := s.run.All(t.Context(), withoutProblems(input), func(r *interp.Result) error {
				results = append(results, r)
				return nil
			})
			if err != nil {
				t.Error(err)
			}
			group.Wait()
		})
		s.close()
		came := s.partner.arrivals("score")
		if got := sizes(s); !slices.Equal(got, []int{2, 1}) || came[0].began.Sub(startOfTests) != 10*time.Minute || came[1].began.Sub(startOfTests) != 14*time.Minute {
			t.Fatalf("batches of %v, want 2 after 10m and 1 after 14m, when the input ends", got)
		}
		for i, want := range []time.Duration{10*time.Minute + time.Second, 3*time.Minute + time.Second, time.Second} {
			if results[i].Outcome != interp.Success || results[i].Elapsed != want {
				t.Errorf("lead %d: %s %q after %s, want %s", i, results[i].Outcome, results[i].Reason, results[i].Elapsed, want)
			}
		}
	})
	t.Run("two batch steps in a row", func(t *testing.T) {
		s := simulate(t, `flow "Two"
lead { id: string }
step one { collect 10 leads or 1h  request POST "https://a.example.com/" { body json { leads: [for l in batch.leads: { id: l.id }] } } }
step two { collect 10 leads or 1h  request POST "https://b.example.com/" { body json { leads: [for l in batch.leads: { id: l.id }] } } }
`).stub("one", reply{after: time.Second}).stub("two", reply{after: time.Second})
		results := s.together(numbered(4)...)
		s.close()
		if n, m := len(s.partner.arrivals("one")), len(s.partner.arrivals("two")); n != 1 || m != 1 {
			t.Errorf("%d and %d calls for four leads, want 1 and 1", n, m)
		}
		for _, r := range results {
			if r.Outcome != interp.Success || r.Elapsed != 2*time.Second {
				t.Errorf("%s %q after %s", r.Outcome, r.Reason, r.Elapsed)
			}
		}
	})
	t.Run("nothing to send is not sent", func(t *testing.T) {
		s := simulate(t, batchScript("5 leads or 10m", ""))
		batchPartner(s, all)
		results := s.together(lead(entry("keep", false)), lead(entry("keep", "no")))
		s.close()
		if got := sizes(s); len(got) != 0 {
			t.Errorf("batches of %v", got)
		}
		for _, r := range results {
			if r.Outcome != interp.Error || !strings.HasPrefix(r.Reason, "score: unmatched") {
				t.Errorf("%s %q", r.Outcome, r.Reason)
			}
		}
	})
	t.Run("a lead for which the step is off does not count", func(t *testing.T) {
		s := simulate(t, `flow "When"
lead { id: string, keep: bool }
step one when lead.keep { collect 10 leads or 1h  request POST "https://a.example.com/" { body json { leads: [for l in batch.leads: { id: l.id }] } } }
`).stub("one", reply{after: time.Second})
		results := s.together(lead(entry("keep", true)), lead(entry("keep", false)))
		s.close()
		if results[0].Elapsed != time.Second || step(t, results[1], "one").Outcome != "skipped" {
			t.Errorf("%s after %s, %v", results[0].Outcome, results[0].Elapsed, results[1].Steps)
		}
	})
}

// TestBatchFailures: a failed call follows its handlers for all its leads; what
// is sent again is sent once for all of them.
func TestBatchFailures(t *testing.T) {
	t.Parallel()
	all := `{"results":[{"id":"0","score":1},{"id":"1","score":1},{"id":"2","score":1}]}`
	for _, test := range []struct {
		name, handlers  string
		replies         map[string][]reply
		calls, fallback int
		outcome         interp.Outcome
		reason, source  string
		elapsed         time.Duration
		flags           string
	}{
		{name: "nobody handles it", replies: map[string][]reply{"score": {{status: 500}}}, calls: 1, outcome: interp.Error, reason: "score: HTTP 500"},
		{name: "retry", handlers: `on 5xx { retry 2 backoff 3s }`, replies: map[string][]reply{"score": {{status: 500}, {status: 500}, {body: all}}},
			calls: 3, outcome: interp.Success, source: "live", elapsed: 6 * time.Second},
		{name: "retry in vain, then for each lead", handlers: `on 5xx { retry 2 backoff 3s  flag "unscored"  use default { score: 0 } }`, replies: map[string][]reply{"score": {{status: 500}}},
			calls: 3, outcome: interp.Success, source: "default", elapsed: 6 * time.Second, flags: "unscored"},
		{name: "retry under a condition", handlers: `on 5xx { if error.status == 503 { retry 2 backoff 3s } }`, replies: map[string][]reply{"score": {{status: 503}, {body: all}}},
			calls: 2, outcome: interp.Success, source: "live", elapsed: 3 * time.Second},
		{name: "no retry under a condition that does not hold", handlers: `on 5xx { if error.status == 503 { retry 2 backoff 3s } }`, replies: map[string][]reply{"score": {{status: 500}, {body: all}}},
			calls: 1, outcome: interp.Error, reason: "score: HTTP 500"},
		{name: "a fallback is asked once for all", handlers: `on 5xx { fallback to backup }`, replies: map[string][]reply{"score": {{status: 500}}, "score.fallback": {{body: all, after: time.Second}}},
			calls: 1, fallback: 1, outcome: interp.Success, source: "fallback", elapsed: time.Second},
		{name: "a fallback in vain is asked once for all", handlers: `on 5xx { fallback to backup  skip }`, replies: map[string][]reply{"score": {{status: 500}}, "score.fallback": {{status: 500, after: time.Second}}},
			calls: 1, fallback: 1, outcome: interp.Success, elapsed: time.Second},
		{name: "retries come before the fallback", handlers: `on 5xx { retry 1 backoff 1s  fallback to backup  flag "both"  skip }`, replies: map[string][]reply{"score": {{status: 500}}, "score.fallback": {{status: 500}}},
			calls: 2, fallback: 1, outcome: interp.Success, elapsed: time.Second, flags: "both"},
		{name: "the service's retry, the step's default", handlers: `on error { use default { score: 0 } }  on timeout { retry 1 }`, replies: map[string][]reply{"score": {{kind: lcshttp.Timeout}}},
			calls: 2, outcome: interp.Success, source: "default", elapsed: 4 * time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := simulate(t, batchScript("10 leads or 1m", test.handlers)).stub("after", reply{})
			for target, replies := range test.replies {
				s.stub(target, replies...)
			}
			results := s.together(numbered(3)...)
			s.close()
			calls, fallbacks := s.partner.arrivals("score"), s.partner.arrivals("score.fallback")
			if len(calls) != test.calls || len(fallbacks) != test.fallback {
				t.Errorf("%d calls and %d of the fallback, want %d and %d", len(calls), len(fallbacks), test.calls, test.fallback)
			}
			keys := map[string]bool{}
			for _, a := range append(calls, fallbacks...) {
				keys[a.Header.Get("Idempotency-Key")] = true
				if n := len(idsOf(t, a.Request)); n != 3 {
					t.Errorf("a call with %d leads, want 3", n)
				}
			}
			if len(keys) != 1 || keys[""] {
				t.Errorf("the keys of one batch are %v", keys)
			}
			for _, r := range results {
				if r.Outcome != test.outcome || r.Reason != test.reason || r.Elapsed != test.elapsed || strings.Join(r.Flags, ",") != test.flags {
					t.Errorf("%s %q after %s, flags %q; want %s %q after %s, %q", r.Outcome, r.Reason, r.Elapsed, r.Flags, test.outcome, test.reason, test.elapsed, test.flags)
				}
				if got := step(t, r, "score"); got.Source != test.source {
					t.Errorf("from %q, want %q", got.Source, test.source)
				}
			}
		})
	}
}

// TestBatchQueueFor: leads that wait after a batch go into another one together,
// also at the end of the input, as often as they are allowed to; those that have
// their result do not.
func TestBatchQueueFor(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, handlers string
		calls          [][]string // the ids of each, in their order of time
		good           func(call int, id string) bool
		outcomes       []string
		elapsed        []time.Duration
	}{
		{
			name: "without a result", handlers: `on unmatched { queue for 1h up to 3  skip }`,
			good:     func(call int, id string) bool { return id == "0" || call == 1 && id == "1" },
			calls:    [][]string{{"0", "1", "2"}, {"1", "2"}, {"2"}, {"2"}},
			outcomes: []string{"success", "success", "skipped"},
			elapsed:  []time.Duration{time.Second, time.Hour + 2*time.Second, 3*time.Hour + 4*time.Second},
		},
		{
			name: "when the call failed", handlers: `on 5xx { retry 1  queue for 1h up to 1  use default { score: 0 } }`,
			calls:    [][]string{{"0", "1", "2"}, {"0", "1", "2"}, {"0", "1", "2"}, {"0", "1", "2"}},
			outcomes: []string{"success", "success", "success"},
			elapsed:  slices.Repeat([]time.Duration{time.Hour + 4*time.Second}, 3),
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := simulate(t, batchScript("10 leads or 1m", test.handlers)).stub("after", reply{})
			s.partner.decide = func(target string, r *lcshttp.Request, n int) (reply, bool) {
				if target != "score" {
					return reply{}, false
				}
				if test.good == nil {
					return reply{status: 503, after: time.Second}, true
				}
				var results []string
				for _, id := range idsOf(t, r) {
					if test.good(n, id) {
						results = append(results, fmt.Sprintf(`{"id":%q,"score":1}`, id))
					}
				}
				return reply{body: `{"results":[` + strings.Join(results, ",") + `]}`, after: time.Second}, true
			}
			results := s.together(numbered(3)...)
			s.close()
			var calls [][]string
			for _, a := range s.partner.arrivals("score") {
				calls = append(calls, idsOf(t, a.Request))
			}
			if diff := cmp.Diff(test.calls, calls); diff != "" {
				t.Errorf("the batches are not as wanted (-want +got):\n%s", diff)
			}
			for i, r := range results {
				if got := step(t, r, "score").Outcome; got != test.outcomes[i] || r.Elapsed != test.elapsed[i] {
					t.Errorf("lead %d: %s after %s, want %s after %s", i, got, r.Elapsed, test.outcomes[i], test.elapsed[i])
				}
			}
		})
	}
}

// TestBatchKeys: another batch has another key.
func TestBatchKeys(t *testing.T) {
	t.Parallel()
	s := simulate(t, batchScript("2 leads or 1m", ""))
	batchPartner(s, func(ids []string) []string { return ids })
	s.together(numbered(6)...)
	s.close()
	keys := map[string]bool{}
	for _, a := range s.partner.arrivals("score") {
		keys[a.Header.Get("Idempotency-Key")] = true
	}
	if len(keys) != 3 || keys[""] {
		t.Errorf("the keys of three batches are %v", keys)
	}
}

// TestSecretsOfABatch: a secret field of a lead is sent as it is, and shown
// nowhere.
func TestSecretsOfABatch(t *testing.T) {
	t.Parallel()
	s := simulate(t, `flow "Secrets"
lead { id: string, pin: secret(string) }
step one { collect 2 leads or 1h  request POST "https://a.example.com/" { body json { leads: [for l in batch.leads: { id: l.id, pin: l.pin }] } } }
`).stub("one", reply{})
	got := s.do(entry("pin", "4711"))
	s.close()
	if got.Outcome != interp.Success {
		t.Fatalf("%s %q", got.Outcome, got.Reason)
	}
	sent := s.partner.arrivals("one")[0]
	if want := `{"leads":[{"id":"1","pin":"4711"}]}`; string(sent.Body) != want {
		t.Errorf("sent %s, want %s", sent.Body, want)
	}
	if masked := lcshttp.Masked(sent.Request); strings.Contains(string(masked.Body), "4711") {
		t.Errorf("shown as %s", masked.Body)
	}
	if text := string(got.AppendJSON(nil)); strings.Contains(text, "4711") {
		t.Errorf("the result says %s", text)
	}
}
