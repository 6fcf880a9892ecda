package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// killScript has a step of every kind that matters when a run is killed: one that
// may be repeated, one with a key, one that must not be repeated, and a batch. The
// leads come without an id and are given one.
const killScript = `flow "nightly"
lead { n: string, phone: phone? }
service api { base "SERVER" }

step score {
  request GET api "/score/{{lead.n}}"
  expect 200 json { points: number }
  map { points: response.points, area: lead.phone.area ?? "none" }
}
step enrich {
  idempotent by lead.id
  request POST api "/enrich" { body json { n: lead.n, points: score.points, dice: random_int(1, 1000000) } }
  expect 200 json { token: string }
  map { token: response.token }
  on 5xx { retry 3 backoff 1ms..2ms }
}
step sell {
  request POST api "/sell" { body json { n: lead.n, token: enrich.token, area: score.area } }
  expect 200 json { price: number }
  price response.price
}
step bulk {
  collect 60 leads or 2s
  idempotent by batch.id
  request POST api "/bulk" { body json { ns: [for l in batch.leads: l.n] } }
  expect 200 json { results: [{ n: string, row: number }] }
  match r in response.results where r.n == lead.n { map { row: r.row } }
}
note "{{lead.n}} in row {{bulk.row}}"
`

// partnerOfKills is the server of the test. It says what a kill has left behind:
// what came twice, and what came with another body.
type partnerOfKills struct {
	t *testing.T

	mu       sync.Mutex
	requests int
	killAt   int    // at which request the process is killed; 0: never
	kill     func() // how

	bodies  map[string]string // by key: the body that was processed
	keys    map[string]string // by lead: its key at enrich
	sold    map[string]int    // by lead: in which session it came to be sold
	rows    map[string]int    // by lead: how many batches have processed it
	session int               // how many have ended
	wrong   []string

	connections int       // that are open
	closed      sync.Cond // one of them was
}

// connection counts those that are open.
func (p *partnerOfKills) connection(_ net.Conn, is http.ConnState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch is {
	case http.StateNew:
		p.connections++
	case http.StateClosed:
		p.connections--
		p.closed.Signal()
	}
}

// endSession waits until all that a killed process has sent was read: it may lie
// on the line for as long as the machine is busy. Connections are taken in the
// order in which they were made, so the last one comes after its own.
func (p *partnerOfKills) endSession(t *testing.T, url string) {
	t.Helper()
	last := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := last.Get(url + "/last")
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.connections > 0 {
		p.closed.Wait()
	}
	p.session++
}

func (p *partnerOfKills) wrongf(format string, args ...any) {
	if len(p.wrong) < 20 {
		p.wrong = append(p.wrong, fmt.Sprintf(format, args...))
	}
}

func (p *partnerOfKills) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/last" {
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the process was killed while it sent
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests++
	if p.requests == p.killAt {
		p.kill()
	}
	key := r.Header.Get("Idempotency-Key")
	fresh := true
	if key != "" {
		old, known := p.bodies[key]
		if known && old != string(body) {
			p.wrongf("key %s came with %s, and before with %s", key, body, old)
		}
		fresh = !known
		p.bodies[key] = string(body)
	}
	var in struct {
		N  string   `json:"n"`
		Ns []string `json:"ns"`
	}
	if len(body) > 0 {
		if err := json.Unmarshal(body, &in); err != nil {
			p.wrongf("%s: %s", r.URL.Path, body)
		}
	}
	switch {
	case strings.HasPrefix(r.URL.Path, "/score/"):
		fmt.Fprintf(w, `{"points": %d.50}`, len(r.URL.Path))
	case r.URL.Path == "/enrich":
		if old := p.keys[in.N]; old != "" && old != key {
			p.wrongf("lead %s has the keys %s and %s", in.N, old, key)
		}
		p.keys[in.N] = key
		if fresh && len(p.bodies)%97 == 0 { // processed, and not answered well
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		if broken(in.N) {
			w.WriteHeader(http.StatusUnprocessableEntity)
			return
		}
		fmt.Fprintf(w, `{"token": "t-%s"}`, in.N)
	case r.URL.Path == "/sell":
		if _, twice := p.sold[in.N]; twice {
			p.wrongf("lead %s was sold twice", in.N)
		}
		if !strings.Contains(string(body), `"token":"t-`+in.N+`"`) {
			p.wrongf("lead %s was sold with %s", in.N, body)
		}
		p.sold[in.N] = p.session
		fmt.Fprint(w, `{"price": 12.30}`)
	case r.URL.Path == "/bulk":
		var rows []string
		for i, n := range in.Ns {
			if fresh {
				p.rows[n]++
			}
			rows = append(rows, fmt.Sprintf(`{"n": %q, "row": %d}`, n, i))
		}
		fmt.Fprintf(w, `{"results": [%s]}`, strings.Join(rows, ", "))
	}
}

// broken reports whether a lead ends in an error, which is in the file of the
// failed ones.
func broken(n string) bool { return strings.HasSuffix(n, "7") }

// TestKilled: a run that is killed again and again, and taken up each time, comes
// to one result for each lead, in order. What has a key is processed once, what has
// none is sent once, and unknown are only leads that were just being sent. Those
// that failed are in their file, once each.
//
// Of the leads that a kill leaves under way, so many have a request on the line as
// are in flight. The others wait in a batch, nearly always more of them: what they
// have sold is in the journal.
func TestKilled(t *testing.T) {
	t.Parallel()
	leads, kills, inFlight := 10_000, 9, 20
	switch {
	case testing.Short():
		leads, kills = 1_000, 3
	case underRace:
		leads = 3_000
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, 1))

	p := &partnerOfKills{t: t, bodies: map[string]string{}, keys: map[string]string{}, sold: map[string]int{}, rows: map[string]int{}}
	p.closed.L = &p.mu
	server := httptest.NewUnstartedServer(p)
	server.Config.ConnState = p.connection
	server.Start()
	defer server.Close()
	dir := t.TempDir()
	var input strings.Builder
	for i := range leads {
		phone := []string{`"(512) 555-0123"`, `"nonsense"`, `null`}[i%3]
		fmt.Fprintf(&input, "{\"n\": \"%d\", \"phone\": %s}\n", i, phone)
	}
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("flow.lcs", strings.ReplaceAll(killScript, "SERVER", server.URL))
	write("leads.ndjson", input.String())

	run := func(killed bool) (string, error) {
		command := exec.Command(asLCS(t), "run", "flow.lcs", "--leads", "leads.ndjson", "--allow-private",
			"--concurrency", fmt.Sprint(inFlight), "--state", "state", "-o", "results.ndjson", "--errors", "failed.ndjson")
		command.Dir = dir
		var said bytes.Buffer
		command.Stderr = &said
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		p.mu.Lock()
		p.killAt = 0
		if killed {
			p.killAt = p.requests + 1 + dice.IntN(7*leads/(2*kills))
			later := time.Duration(dice.IntN(3_000)) * time.Microsecond
			p.kill = func() { time.AfterFunc(later, func() { _ = command.Process.Kill() }) }
		}
		p.mu.Unlock()
		err := command.Wait()
		p.endSession(t, server.URL)
		return said.String(), err
	}
	for i := range kills {
		said, err := run(true)
		if err == nil || !strings.Contains(err.Error(), "killed") && os.PathSeparator == '/' {
			t.Fatalf("the run was not killed: %v\n%s", err, said)
		}
		if i > 0 && !strings.Contains(said, "taking up the run of ") {
			t.Fatalf("the run was not taken up:\n%s", said)
		}
	}
	said, err := run(false)
	t.Logf("%v\n%s", err, said)
	for _, w := range p.wrong {
		t.Error(w)
	}
	p.judge(t, filepath.Join(dir, "results.ndjson"), leads, kills, inFlight)
	judgeFailed(t, filepath.Join(dir, "failed.ndjson"), leads)
	journal, err := os.Stat(filepath.Join(dir, "state", "journal"))
	if err != nil || journal.Size() > 100 {
		t.Errorf("the journal of the finished run has %d bytes: %v", journal.Size(), err)
	}
}

// judge holds the results against what the server has seen. At each kill, as many
// may become unknown as were in flight, and not one that went on.
func (p *partnerOfKills) judge(t *testing.T, name string, leads, kills, inFlight int) {
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	if len(lines) != leads {
		t.Fatalf("%d results for %d leads", len(lines), leads)
	}
	unknown, wrong := 0, 0
	soldAt := map[int]int{} // by session: leads sold there that are unknown
	for i, line := range lines {
		var r struct {
			Outcome, Reason string
			Price           json.Number
			Lead            struct{ ID, N string }
			Notes           []string
		}
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("line %d: %v: %s", i+1, err, line)
		}
		n := fmt.Sprint(i)
		if r.Lead.N != n || r.Lead.ID == "" {
			t.Fatalf("line %d has the lead %s: %s", i+1, r.Lead.N, line)
		}
		if p.keys[n] == "" {
			t.Fatalf("lead %s was not enriched", n)
		}
		at, sold := p.sold[n]
		switch {
		case broken(n):
			if r.Outcome != "error" || sold || p.rows[n] > 0 {
				t.Fatalf("lead %s is broken: %s", n, line)
			}
		case r.Outcome == "unknown" && strings.HasPrefix(r.Reason, "sell: POST sent at "):
			unknown++
			if sold {
				soldAt[at]++
			}
			if p.rows[n] > 0 {
				wrong++
				t.Errorf("lead %s was sold and went on, and is unknown: %s", n, line)
			}
		case r.Outcome != "success" || !sold || p.rows[n] != 1 || r.Price != "12.30" || len(r.Notes) != 1:
			wrong++
			t.Errorf("lead %s, sold %t and in %d batches: %s", n, sold, p.rows[n], line)
		}
		if wrong > 10 {
			t.FailNow()
		}
	}
	t.Logf("%d unknown, of those that were sold by session %v", unknown, soldAt)
	for session, n := range soldAt {
		switch {
		case session == kills:
			t.Errorf("%d leads are unknown that were sold in the session that was not killed", n)
		case n > inFlight:
			t.Errorf("%d leads are unknown that were sold in session %d: at most %d were in flight", n, session+1, inFlight)
		}
	}
	if unknown > kills*inFlight {
		t.Errorf("%d leads are unknown, and at most %d were in flight", unknown, kills*inFlight)
	}
}

// judgeFailed holds the failed leads against those that were broken: each is
// there once, in order.
func judgeFailed(t *testing.T, name string, leads int) {
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	next := 7
	for line := range strings.Lines(string(text)) {
		var lead struct {
			N    string
			Note struct{ Reason, Step string } `json:"_lcs"`
		}
		if err := json.Unmarshal([]byte(line), &lead); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if lead.N != fmt.Sprint(next) || lead.Note.Reason != "enrich: HTTP 422" || lead.Note.Step != "enrich" {
			t.Fatalf("want the failed lead %d: %s", next, line)
		}
		next += 10
	}
	if next < leads {
		t.Errorf("the failed leads end before %d", next)
	}
}
