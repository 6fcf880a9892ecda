package interp_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lcs/clock"
	"lcs/interp"
	lcshttp "lcs/stdlib/http"
	"lcs/value"
)

// memory is a journal in memory. Of each note it knows what the partner had
// received when it was written.
type memory struct {
	mu       sync.Mutex
	notes    []interp.Note
	received []int
	standing interp.Standing
	partner  *partner
	at       []time.Time
	answers  []storedAnswer
}

// storedAnswer is an answer in the memory, and after how many notes it came.
type storedAnswer struct {
	key   string
	body  []byte
	put   time.Time
	notes int
}

func (m *memory) Put(key string, body []byte, put, _ time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.answers = append(m.answers, storedAnswer{key, body, put, len(m.notes)})
	return nil
}

func (m *memory) Get(key string) ([]byte, time.Time, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, a := range slices.Backward(m.answers) {
		if a.key == key {
			return a.body, a.put, true, nil
		}
	}
	return nil, time.Time{}, false, nil
}

// begun is how many leads were begun.
func (m *memory) begun() (n int) {
	for _, note := range m.notes {
		if note.Kind == interp.LeadBegun {
			n++
		}
	}
	return n
}

func (m *memory) Write(_ bool, notes ...interp.Note) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, n := range notes {
		m.notes = append(m.notes, n)
		m.received = append(m.received, m.partner.total())
		m.at = append(m.at, m.partner.clock.Now())
	}
	return nil
}

func (m *memory) Notes(lead int) ([]interp.Note, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []interp.Note
	for _, n := range m.notes {
		if n.Lead == lead {
			out = append(out, n)
		}
	}
	return out, nil
}

func (m *memory) Standing() interp.Standing { return m.standing }

// killedAfter is the journal of a run that was killed when it had so many notes.
func (m *memory) killedAfter(n int) *memory {
	k := &memory{notes: slices.Clone(m.notes[:n])}
	k.standing.Taken = 1
	for _, a := range m.answers {
		if a.notes <= n {
			a.notes = 0
			k.answers = append(k.answers, a)
		}
	}
	for _, note := range k.notes {
		k.standing.Begun = max(k.standing.Begun, note.Lead+1)
	}
	return k
}

func (p *partner) total() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sum
}

// killedScript leaves values of every kind behind for later steps.
const killedScript = `flow "Killed"
settings { key: secret }
lead { n: string, email: email, phone: phone, born: date("MM/DD/YYYY")?, value: number = 0 }
service api { base "https://api.example.com"  timeout 2s }
service backup { base "https://backup.example.com"  timeout 2s }

let dice = random_int(1, 1000000)

step login {
  request GET api "/login"
  expect 200 json { token: secret, until: time }
  map { token: response.token, until: response.until, for: response.until - now, none: null, area: lead.phone.area }
}
step score {
  cache 24h by lead.email
  request GET api "/score" { headers { X-Token: login.token } }
  expect 200 json { points: number, big: int, rows: [{ a: number, b: string? }] }
  map { points: response.points, big: response.big, rows: response.rows, mail: lead.email, half: response.points / 2 }
  lead.value = response.points
  price response.points
  reference "s-{{lead.n}}"
  flag "scored"
  on 502 { retry 2 backoff 1s..5s }
}
parallel {
  step left {
    idempotent by lead.id
    request POST api "/left" { body json { n: lead.n, dice: dice, area?: login.area, mail?: score.mail.domain, rows: score.rows } }
    expect 200 xml
    map { said: response.xpath('//Said') }
    on 5xx { retry 2 backoff 1s..5s }
  }
  step right {
    request POST api "/right" { body json { n: lead.n } }
    expect 200 json { ok: bool }
    success when response.ok
    map { word: "{{response.ok}}" }
    on failure { fallback { request GET backup "/right"  expect 200 json { fine: string }  map { word: response.fine } } }
    on error { skip }
  }
}
let later = random_int(1, 1000000)
step beside { background  idempotent by later  request POST api "/beside" { body json { n: lead.n } } }
step push {
  idempotent by later
  request POST api "/push" { body json { n: lead.n, later: later, said?: left.said, status: left.http.status, whole?: left.response.xpath('//Lead'), until: "{{login.until}}", left: "{{login.for}}" } }
  expect 201 json { id: string }
  map { id: response.id, again: http.headers["X-Again"] }
  on 503 { queue for 1h up to 2 }
}
step sell {
  request POST api "/sell" { body json { n: lead.n, id: push.id, more: later } }
  expect 200 json { price: number }
  price response.price
  on 503 { retry 2 backoff 1s }
}
step bulk {
  collect 3 leads or 5m
  idempotent by batch.id
  request POST api "/bulk" { body json { id: batch.id, ns: [for l in batch.leads: l.n], sold: "{{now}}" } }
  expect 200 json { results: [{ n: string, row: number }] }
  match r in response.results where r.n == lead.n { map { row: r.row } }
  on unmatched { skip }
}
note "{{lead.n}} at {{now}} {{bulk.row ?? 99}} {{lead.value}} {{push.again}} {{score.half}} {{lead.born.year}} {{right.outcome}} {{right.word ?? 'none'}}"
if lead.n == "2" { reject "the second" }

example settings { key: "k-secret-1" }
`

// scripted answers as if each key was processed once: its second answer is its
// first.
func scripted(target string, r *lcshttp.Request, n int) (reply, bool) {
	number := between(string(r.Body), `"n":"`, `"`)
	switch target {
	case "login":
		return reply{
			body:   `{"token": "t-1234567", "until": "2026-03-01T12:30:00.5+02:00"}`,
			header: map[string]string{"Set-Cookie": "session=abc"},
		}, true
	case "score":
		if r.Header.Get("X-Token") != "t-1234567" || r.Header.Get("Cookie") != "session=abc" {
			return reply{status: 401}, true
		}
		if n == 0 {
			return reply{status: 502}, true
		}
		return reply{body: `{"points": 12.50, "big": 9007199254740993, "rows": [{"a": 1.10, "b": null}, {"a": 2e3}]}`}, true
	case "left":
		if n%3 == 0 {
			return reply{status: 502}, true
		}
		return reply{body: "<R><Said>" + number + "</Said><Lead>l" + number + "</Lead></R>", after: 100 * time.Millisecond}, true
	case "right":
		return reply{body: fmt.Sprintf(`{"ok": %t}`, number == "1"), after: 300 * time.Millisecond}, true
	case "right.fallback":
		return reply{body: `{"fine": "as well"}`}, true
	case "push":
		if n < 2 {
			return reply{status: 503}, true
		}
		return reply{status: 201, body: `{"id": "p-` + number + `"}`, header: map[string]string{"X-Again": "yes"}}, true
	case "sell":
		if n == 0 {
			return reply{status: 503}, true
		}
		return reply{body: `{"price": 7.30}`, after: time.Second}, true
	case "bulk":
		return reply{body: `{"results": [{"n": "3", "row": 0}, {"n": "1", "row": 1}, {"n": "2", "row": 2}]}`}, true
	}
	return reply{}, true
}

func between(s, from, to string) string {
	_, s, _ = strings.Cut(s, from)
	s, _, _ = strings.Cut(s, to)
	return s
}

func killedLeads() []interp.Record {
	var leads []interp.Record
	for i, phone := range []string{"(512) 555-0123", "nonsense", ""} {
		leads = append(leads, interp.Record{Place: fmt.Sprint("leads:", i+1), Value: value.NewObject(
			entry("n", fmt.Sprint(i+1)), entry("email", "Ann@Example.com"), entry("phone", phone), entry("born", "02/03/1980"),
			entry("extra", value.Null),
		)})
	}
	return leads
}

// runKilled runs the script with a journal, at a time, against a partner that has
// had requests before.
func runKilled(t *testing.T, p *interp.Program, j *memory, start time.Time, earlier []*arrival) (lines []string, s *simulation) {
	t.Helper()
	s = simulateProgram(t, p, func(o *interp.Options) {
		o.Journal, o.Answers, o.Concurrency, o.Seed = j, j, 3, 42
	})
	s.clock = clock.NewSimulated(start)
	s.partner = newPartner(s.clock)
	s.options.Clock, s.options.Sender = s.clock, s.partner
	s.partner.decide = func(target string, r *lcshttp.Request, n int) (reply, bool) {
		for _, a := range earlier {
			if targetOf(a.Request) == target {
				n++
			}
		}
		return scripted(target, r, n)
	}
	j.partner = s.partner
	for _, r := range s.all(killedLeads()...) {
		line := string(r.AppendJSON(nil)) // the answer may have been kept just before the kill
		lines = append(lines, strings.ReplaceAll(line, `"source":"cache"`, `"source":"live"`))
	}
	s.close()
	return lines, s
}

// TestKilledAnywhere: wherever a run is killed, taken up it comes to the results
// that it would have come to; except that a lead is unknown which had a request
// under way that must not be repeated, and which was sent at most once.
func TestKilledAnywhere(t *testing.T) {
	t.Parallel()
	p := compile(t, "test.lcs", killedScript)
	whole := &memory{}
	want, s := runKilled(t, p, whole, startOfTests, nil)
	for _, line := range want {
		if !strings.Contains(line, `"bulk":{"outcome":"success"`) || !strings.Contains(line, `at 2026-03-01T09:00:00.000Z`) {
			t.Fatalf("the run that was not killed: %s", line)
		}
	}
	first := s.partner.everything()
	unknown := 0
	for n := range len(whole.notes) + 1 {
		killed := whole.killedAfter(n)
		start := startOfTests
		if killed.begun() == len(want) {
			start = whole.at[n-1].Add(3 * time.Hour)
		}
		sent := len(first)
		if n < len(whole.notes) {
			sent = whole.received[n] // by the time of the next note
		}
		got, later := runKilled(t, p, killed, start, first[:sent])
		if len(got) != len(want) {
			t.Fatalf("killed after %d notes: %d results", n, len(got))
		}
		all := slices.Concat(first[:sent], later.partner.everything())
		for i, line := range got {
			number := fmt.Sprint(i + 1)
			if strings.HasPrefix(line, `{"outcome":"unknown"`) {
				unknown++
				if !strings.Contains(line, `sent at 2026-03-01 `) || !inDoubt(whole.notes[:n], i) {
					t.Errorf("killed after %d notes: %s", n, line)
				}
			} else if line != want[i] {
				t.Errorf("killed after %d notes (%s), lead %s\n got %s\nwant %s", n, noteText(whole.notes, n), number, line, want[i])
			}
			answered := 0
			for _, a := range all {
				if a.Step == "right" && a.Via == "" && strings.Contains(string(a.Body), `"n":"`+number+`"`) {
					answered++
				}
			}
			if answered > 1 {
				t.Errorf("killed after %d notes: lead %s was sent %d times to where it must not be repeated", n, number, answered)
			}
		}
		bodies := map[string]string{}
		for _, a := range all {
			key := a.Header.Get("Idempotency-Key")
			if key == "" {
				continue
			}
			if old := bodies[key]; old != "" && old != string(a.Body) {
				t.Errorf("killed after %d notes, the key of %s came with\n%s\nand\n%s", n, a.Step, old, a.Body)
			}
			bodies[key] = string(a.Body)
			for _, id := range leadsOf(a) { // of a batch several
				if old := bodies[id]; old != "" && old != key {
					t.Errorf("killed after %d notes, %s came with two keys", n, id)
				}
				bodies[id] = key
			}
		}
		if t.Failed() {
			t.FailNow()
		}
	}
	t.Logf("killed after each of %d notes; %d leads were unknown", len(whole.notes), unknown)
	if unknown == 0 {
		t.Error("no lead was ever unknown")
	}
}

func (p *partner) everything() []*arrival {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all []*arrival
	for _, target := range slices.Sorted(maps.Keys(p.came)) {
		all = append(all, p.came[target]...)
	}
	slices.SortStableFunc(all, func(a, b *arrival) int { return a.number - b.number })
	return all
}

// leadsOf names the step and the leads of a request.
func leadsOf(a *arrival) []string {
	body := string(a.Body)
	if a.Step != "bulk" {
		return []string{a.Step + between(body, `"n":"`, `"`)}
	}
	var all []string
	for _, n := range strings.Split(between(body, `"ns":[`, `]`), ",") {
		all = append(all, a.Step+n)
	}
	return all
}

// inDoubt reports whether the last that was noted of a lead's step, without a
// key, is that it was sent.
func inDoubt(notes []interp.Note, lead int) bool {
	sent := map[string]bool{}
	for _, n := range notes {
		if n.Lead != lead {
			continue
		}
		switch n.Kind {
		case interp.RequestSent:
			sent[n.Tag] = n.Tag == "right" || n.Tag == "sell"
		case interp.StepAgain, interp.StepFinished:
			delete(sent, n.Tag)
		}
	}
	for _, yes := range sent {
		if yes {
			return true
		}
	}
	return false
}

func noteText(notes []interp.Note, n int) string {
	if n == 0 {
		return "none"
	}
	return fmt.Sprintf("kind %d of %s, lead %d", notes[n-1].Kind, notes[n-1].Tag, notes[n-1].Lead+1)
}
