package interp_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"lcs/clock"
	"lcs/interp"
	lcshttp "lcs/stdlib/http"
)

// journaled is a run of a script with a journal, from a moment on.
func journaled(t *testing.T, p *interp.Program, j *memory, start time.Time, with ...func(*interp.Options)) *simulation {
	t.Helper()
	s := simulateProgram(t, p, with...)
	s.clock = clock.NewSimulated(start)
	s.partner = newPartner(s.clock)
	s.options.Clock, s.options.Sender, s.options.Journal = s.clock, s.partner, j
	j.partner = s.partner
	return s
}

// upTo is the journal of a run that was killed right after the n-th note of a
// kind.
func (m *memory) upTo(t *testing.T, kind interp.NoteKind, n int) (killed *memory, at time.Time) {
	t.Helper()
	for i, note := range m.notes {
		if note.Kind == kind {
			if n--; n == 0 {
				return m.killedAfter(i + 1), m.at[i]
			}
		}
	}
	t.Fatalf("there are not so many notes of kind %d", kind)
	return nil, time.Time{}
}

// What is left of a `queue for` is waited for after a kill, and the times that it
// has waited count.
func TestQueueForGoesOnAfterAKill(t *testing.T) {
	t.Parallel()
	p := compile(t, "test.lcs", `flow "Wait"
lead { id: string }
service api { base "https://api.example.com" }
step push {
  request POST api "/push"
  on 503 { queue for 1h up to 2  fail "given up" }
}`)
	j := &memory{}
	s := journaled(t, p, j, startOfTests).stub("push", reply{status: 503})
	if r := s.all(lead()); r[0].Reason != "given up" {
		t.Fatal(r[0].Reason)
	}
	s.close()
	killed, at := j.upTo(t, interp.StepAgain, 2)
	s = journaled(t, p, killed, at.Add(20*time.Minute)).stub("push", reply{status: 503})
	r := s.all(lead())
	s.close()
	came := s.partner.arrivals("push")
	if len(came) != 1 || !came[0].began.Equal(startOfTests.Add(2*time.Hour)) || r[0].Reason != "given up" {
		t.Errorf("%d requests, %q after %s", len(came), r[0].Reason, r[0].Elapsed)
	}
}

// A batch that must not be repeated leaves its leads unknown; one that was
// answered is not sent again.
func TestABatchAfterAKill(t *testing.T) {
	t.Parallel()
	const script = `flow "Batch"
lead { id: string }
service api { base "https://api.example.com" }
step bulk {
  collect 2 leads or 5m
  %s
  request POST api "/bulk" { body json { id: batch.id, ids: [for l in batch.leads: l.id] } }
  expect 200 json { results: [{ id: string }] }
  match r in response.results where r.id == lead.id { map { found: r.id } }
  on unmatched { reject "not there" }
  on 503 { retry 1 backoff 1s  fallback to other }
}
service other { base "https://other.example.com" }`
	for _, test := range []struct {
		name, key string
		kind      interp.NoteKind
		n         int
		want      string
		sent      int // after the kill
	}{
		{"no key, in flight", "", interp.BatchSent, 1, "unknown unknown", 0},
		{"no key, to be sent again", "", interp.BatchAgain, 1, "success failure", 1},
		{"no key, in flight elsewhere", "", interp.BatchSent, 3, "unknown unknown", 0},
		{"no key, about to be sent", "", interp.BatchJoined, 2, "success failure", 1},
		{"a key, in flight", "idempotent by batch.id", interp.BatchSent, 1, "success failure", 1},
		{"answered", "", interp.BatchAnswered, 1, "success failure", 0},
		{"answered, one lead is done", "", interp.LeadDone, 1, "success failure", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := compile(t, "test.lcs", fmt.Sprintf(script, test.key))
			j := &memory{}
			leads := []interp.Record{lead(entry("id", "a")), lead(entry("id", "b"))}
			good := reply{body: `{"results": [{"id": "a"}]}`}
			two := func(o *interp.Options) { o.Concurrency = 2 }
			s := journaled(t, p, j, startOfTests, two).stub("bulk", reply{status: 503}).stub("bulk.fallback", good)
			s.all(leads...)
			s.close()
			before := s.partner.arrivals("bulk")[0]
			killed, at := j.upTo(t, test.kind, test.n)
			s = journaled(t, p, killed, at.Add(time.Hour), two).stub("bulk", good).stub("bulk.fallback", good)
			var got []string
			for _, r := range s.all(leads...) {
				got = append(got, string(r.Outcome))
			}
			s.close()
			came := s.partner.arrivals("bulk")
			if strings.Join(got, " ") != test.want || s.partner.total() != test.sent {
				t.Errorf("%v with %d requests, want %s with %d", got, s.partner.total(), test.want, test.sent)
			}
			if len(came) > 0 && test.kind != interp.BatchJoined && !bytes.Equal(came[0].Body, before.Body) {
				t.Errorf("another batch: %s, before %s", came[0].Body, before.Body)
			}
		})
	}
}

// A lead that a batch's handler lets wait comes to another batch, wherever the
// run was killed in between.
func TestQueueForOfABatchAfterAKill(t *testing.T) {
	t.Parallel()
	p := compile(t, "test.lcs", `flow "Batch"
lead { id: string }
service api { base "https://api.example.com" }
step bulk {
  collect 2 leads or 5m
  request POST api "/bulk" { body json { ids: [for l in batch.leads: l.id] } }
  expect 200 json { results: [{ id: string }] }
  match r in response.results where r.id == lead.id { map { found: r.id } }
  on 503 { queue for 1h up to 2 }
}`)
	leads := []interp.Record{lead(entry("id", "a")), lead(entry("id", "b"))}
	good := reply{body: `{"results": [{"id": "a"}, {"id": "b"}]}`}
	two := func(o *interp.Options) { o.Concurrency = 2 }
	j := &memory{}
	s := journaled(t, p, j, startOfTests, two).stub("bulk", reply{status: 503}, good)
	s.all(leads...)
	s.close()
	// After the first StepAgain the leads wait until different moments.
	for _, kill := range []struct {
		kind interp.NoteKind
		n    int
		sent int
	}{{interp.BatchAnswered, 1, 1}, {interp.StepAgain, 1, 2}, {interp.StepAgain, 2, 1}, {interp.BatchAnswered, 2, 0}} {
		killed, at := j.upTo(t, kill.kind, kill.n)
		s := journaled(t, p, killed, at.Add(20*time.Minute), two).stub("bulk", good)
		got := ""
		for _, r := range s.all(leads...) {
			got += string(r.Outcome) + " "
		}
		s.close()
		if got != "success success " || s.partner.total() != kill.sent {
			t.Errorf("killed at note %d of kind %d: %s, %d requests", kill.n, kill.kind, got, s.partner.total())
		}
	}
}

// A background step is begun once; one in doubt is not sent again, and said.
func TestABackgroundStepAfterAKill(t *testing.T) {
	t.Parallel()
	p := compile(t, "test.lcs", `flow "Beside"
lead { id: string }
service api { base "https://api.example.com" }
step beside { background  request POST api "/beside" }
step ask { request GET api "/ask" }`)
	j := &memory{}
	s := journaled(t, p, j, startOfTests).stub("beside", reply{after: time.Minute}).stub("ask", reply{after: 2 * time.Second})
	s.all(lead())
	s.close()
	killed, at := j.upTo(t, interp.RequestSent, 1)
	var logged []string
	s = journaled(t, p, killed, at, func(o *interp.Options) {
		o.Log = func(_ *interp.Result, l interp.LogLine) { logged = append(logged, l.Text) }
	}).stub("beside", reply{}).stub("ask", reply{})
	r := s.all(lead())
	s.close()
	if r[0].Outcome != interp.Success || len(s.partner.arrivals("beside")) != 0 || len(logged) != 1 || !strings.HasPrefix(logged[0], "beside: POST sent at ") {
		t.Errorf("%s, %d requests, %q", r[0].Outcome, len(s.partner.arrivals("beside")), logged)
	}
}

// A lead that was done is done, whatever a step beside it has noted since: what
// it had sent is no more in doubt than its result.
func TestALeadThatIsDoneAfterAKill(t *testing.T) {
	t.Parallel()
	p := compile(t, "test.lcs", `flow "Done"
lead { id: string }
service api { base "https://api.example.com"  timeout 20s }
step beside { background  idempotent by lead.id  request POST api "/beside" }
step pay { request POST api "/pay/{{lead.id}}"  on 4xx { fail "no money" } }`)
	j := &memory{}
	s := journaled(t, p, j, startOfTests, func(o *interp.Options) { o.Concurrency = 2 }).stub("beside", reply{after: 5 * time.Second})
	s.partner.decide = func(target string, r *lcshttp.Request, _ int) (reply, bool) {
		if target != "pay" {
			return reply{}, false
		}
		if strings.HasSuffix(r.URL, "slow") {
			return reply{after: 15 * time.Second}, true
		}
		return reply{status: 402}, true
	}
	leads := []interp.Record{lead(entry("id", "slow")), lead(entry("id", "poor"))}
	before := s.all(leads...)
	s.close()
	kills := 0
	for i, note := range j.notes {
		if note.Lead != 1 || note.Kind != interp.StepFinished || note.Tag != "beside" {
			continue
		}
		kills++
		s = journaled(t, p, j.killedAfter(i+1), j.at[i]).stub("beside", reply{}).stub("pay", reply{})
		after := s.all(leads...)
		s.close()
		if before[1].Reason != "no money" || after[1].Outcome != before[1].Outcome || after[1].Reason != before[1].Reason {
			t.Errorf("%s %q, want %s %q", after[1].Outcome, after[1].Reason, before[1].Outcome, before[1].Reason)
		}
		if n := len(s.partner.arrivals("pay")); n != 0 {
			t.Errorf("%d requests are sent again", n)
		}
	}
	if kills != 1 {
		t.Errorf("the step beside it has finished %d times", kills)
	}
}

// What came in as deep as it may be is kept, one level deeper, and read again.
func TestADeepLeadAfterAKill(t *testing.T) {
	t.Parallel()
	deep := any("at last")
	for range 9_999 { // and the lead itself: as deep as --limit json-depth goes
		deep = []any{deep}
	}
	p := compile(t, "test.lcs", `flow "Deep"
lead { id: string, tree: any = [] }
service api { base "https://api.example.com"  timeout 20s }
step first { request GET api "/first"  expect 200 json { ok: bool }  map { tree: lead.tree } }
step ask { request GET api "/ask/{{lead.id}}" { query { n: json_path_all(first.tree ?? [], "$").count() } } }`)
	j := &memory{}
	s := journaled(t, p, j, startOfTests, func(o *interp.Options) { o.Concurrency = 2 }).stub("first", good)
	s.partner.decide = func(target string, r *lcshttp.Request, _ int) (reply, bool) {
		return reply{after: map[bool]time.Duration{true: 10 * time.Second}[strings.Contains(r.URL, "slow")]}, target == "ask"
	}
	leads := []interp.Record{lead(entry("id", "slow")), lead(entry("id", "deep"), entry("tree", deep))}
	before := s.all(leads...)
	s.close()
	for _, kind := range []interp.NoteKind{interp.StepFinished, interp.LeadDone} {
		for n := 1; n <= 2; n++ {
			killed, at := j.upTo(t, kind, n)
			s = journaled(t, p, killed, at).stub("first", good).stub("ask", reply{})
			after := s.all(leads...)
			s.close()
			for i := range before {
				if after[i].Outcome != interp.Success || !bytes.Equal(after[i].AppendJSON(nil), before[i].AppendJSON(nil)) {
					t.Errorf("killed at note %d of kind %d: lead %d is %s %q", n, kind, i, after[i].Outcome, after[i].Reason)
				}
			}
		}
	}
}

// A lead in the queue goes on in a later run, whose numbers are others, as itself.
func TestTheQueueOverRuns(t *testing.T) {
	t.Parallel()
	p := compile(t, "test.lcs", `flow "Queue"
lead { n: string }
service api { base "https://api.example.com" }
step first { request POST api "/first"  expect 200 json { x: number }  map { x: response.x }  flag "first" }
step push {
  idempotent by lead.id
  request POST api "/push" { body json { n: lead.n, x: first.x, at: "{{now}}" } }
  on 503 { queue }
}`)
	j := &memory{}
	s := journaled(t, p, j, startOfTests, func(o *interp.Options) { o.Seed = 1 })
	s.stub("first", reply{body: `{"x": 1.50}`}).stub("push", reply{status: 503})
	first := s.all(lead(entry("n", "other")), lead(entry("id", nil), entry("n", "7")))[1]
	s.close()
	var waiting interp.Note
	for _, n := range j.notes {
		if n.Kind == interp.LeadParked && n.Lead == 1 {
			waiting = interp.Note{Kind: interp.LeadWaited, Body: n.Body}
		}
	}
	next := &memory{notes: []interp.Note{waiting}, standing: interp.Standing{Waiting: 1, Begun: 1}}
	later := journaled(t, p, next, startOfTests.Add(24*time.Hour), func(o *interp.Options) { o.Seed, o.RunID = 2, "run-2" })
	later.stub("push", reply{})
	results := later.all()
	later.close()
	if len(results) != 1 {
		t.Fatalf("%d results", len(results))
	}
	r := results[0]
	a, b := s.partner.arrivals("push")[1], later.partner.arrivals("push")[0]
	if r.Outcome != interp.Success || r.Index != 0 || len(r.Flags) != 1 || string(a.Body) != string(b.Body) ||
		a.Header.Get("Idempotency-Key") != b.Header.Get("Idempotency-Key") || a.Header.Get("Idempotency-Key") == "" {
		t.Errorf("%s, flags %q\n%s %s\n%s %s", r.Outcome, r.Flags, a.Header, a.Body, b.Header, b.Body)
	}
	if id := string(first.AppendJSON(nil)); !strings.Contains(id, fmt.Sprint(r.Lead.Value("id"))) {
		t.Errorf("the id was %s, and is %v", id, r.Lead.Value("id"))
	}
}

// Between two runs the script may change, as long as the steps that a queued lead
// has behind it gave what they give now.
func TestTheQueueAndAChangedScript(t *testing.T) {
	t.Parallel()
	const script = `flow "Changed"
lead { id: string }
service api { base "https://api.example.com" }
step first { request POST api "/first"  expect 200 json { x: number, y: number }  map { %s } }
%s
step push { request POST api "/push" { body json { id: lead.id, x: first.x } }  on 503 { queue } }`
	j := &memory{}
	s := journaled(t, compile(t, "test.lcs", fmt.Sprintf(script, "x: response.x, z: response.y", "")), j, startOfTests)
	s.stub("first", reply{body: `{"x": 1, "y": 2}`}).stub("push", reply{status: 503})
	s.all(lead())
	s.close()
	var waiting interp.Note
	for _, n := range j.notes {
		if n.Kind == interp.LeadParked {
			waiting = interp.Note{Kind: interp.LeadWaited, Body: n.Body}
		}
	}
	for _, test := range []struct{ outputs, between, want string }{
		{"x: response.x", "", "success "},
		{"x: response.x", `step between { request GET api "/between" }`, "success "},
		{"x: response.x, y: response.y", "", "error the lead cannot go on after first, which was finished before: " +
			"the script has changed since, and the step did not give then what it gives now"},
	} {
		next := &memory{notes: []interp.Note{waiting}, standing: interp.Standing{Waiting: 1, Begun: 1}}
		later := journaled(t, compile(t, "test.lcs", fmt.Sprintf(script, test.outputs, test.between)), next, startOfTests)
		later.stub("push", reply{}).stub("between", reply{})
		r := later.all()[0]
		later.close()
		if got := string(r.Outcome) + " " + r.Reason; got != test.want || len(later.partner.arrivals("first")) > 0 {
			t.Errorf("%s: %s, want %s", test.outputs, got, test.want)
		}
	}
}

// The last good answer of an earlier run is used as long as the script says, with
// its age; and one that the script cannot read any more is none.
func TestAnswersOverRuns(t *testing.T) {
	t.Parallel()
	const script = `flow "Answers"
lead { id: string, email: email }
service api { base "https://api.example.com" }
step enrich {
  request GET api "/enrich"
  expect 200 json { %s: number }
  map { income: response.%[1]s }
  on timeout { use last_good by lead.email within 24h  use default { income: 0 } }
}`
	p := compile(t, "test.lcs", fmt.Sprintf(script, "income"))
	answers := &memory{}
	ask := func(p *interp.Program, at time.Time, r reply) string {
		t.Helper()
		s := journaled(t, p, &memory{}, at, func(o *interp.Options) { o.Answers = answers })
		answers.partner = s.partner
		s.stub("enrich", r)
		result := s.all(lead(entry("email", "ann@example.com")))[0]
		s.close()
		return step(t, result, "enrich").Source + " " + output(t, result, "enrich", "income")
	}
	down := reply{kind: lcshttp.Timeout}
	for _, test := range []struct {
		program *interp.Program
		after   time.Duration
		reply   reply
		want    string
	}{
		{p, 0, down, "default 0"},
		{p, time.Hour, reply{body: `{"income": 5.10}`}, "live 5.10"},
		{p, 24 * time.Hour, down, "last_good 5.10"},
		{compile(t, "test.lcs", fmt.Sprintf(script, "yearly")), 24 * time.Hour, down, "default 0"},
		{p, 26 * time.Hour, down, "default 0"},
	} {
		if got := ask(test.program, startOfTests.Add(test.after), test.reply); got != test.want {
			t.Errorf("after %s: %s, want %s", test.after, got, test.want)
		}
	}
}

// Secrets of the settings are not kept, nor what is computed from them. A lead
// that needs one cannot go on.
func TestTheJournalHasNoSettingsSecrets(t *testing.T) {
	t.Parallel()
	p := compile(t, "test.lcs", `flow "Secret"
settings { key: secret = "k-1234567890" }
lead { id: string }
service api { base "https://api.example.com"  headers { X-Key: settings.key } }
step first {
  request GET api "/first?key={{settings.key}}"
  expect 200 json { session: secret }
  map { session: response.session, key: settings.key, basic: base64("me:{{settings.key}}"), url: http.url }
}
step second { request GET api "/second" { headers { X-Session: first.session, X-Basic: first.basic } } }`)
	j := &memory{}
	s := journaled(t, p, j, startOfTests).stub("first", reply{body: `{"session": "s-77777777"}`}).stub("second", reply{})
	if r := s.all(lead()); r[0].Outcome != interp.Success {
		t.Fatal(r[0].Reason)
	}
	s.close()
	for _, n := range j.notes {
		for _, secret := range []string{"k-1234567890", "bWU6ay0xMjM0NTY3ODkw"} {
			if bytes.Contains(n.Body, []byte(secret)) {
				t.Errorf("note %d of %s has %s", n.Kind, n.Tag, secret)
			}
		}
	}
	killed, at := j.upTo(t, interp.StepFinished, 1)
	s = journaled(t, p, killed, at).stub("second", reply{})
	r := s.all(lead())
	s.close()
	const want = "the lead cannot go on after first, which was finished before: what it gave holds a secret of the settings, which is not kept"
	if r[0].Outcome != interp.Error || r[0].Reason != want || s.partner.total() != 0 {
		t.Errorf("%s %q", r[0].Outcome, r[0].Reason)
	}
}

// An input that is not the one of the run is an error before anything is sent; a
// longer one is not.
func TestTheInputOfARunThatIsTakenUp(t *testing.T) {
	t.Parallel()
	p := compile(t, "test.lcs", `flow "Input"
lead { id: string }
service api { base "https://api.example.com" }
step ask { request GET api "/ask" }`)
	leads := func(ids string) (out []interp.Record) {
		for _, id := range strings.Fields(ids) {
			out = append(out, lead(entry("id", id)))
		}
		return out
	}
	j := &memory{}
	s := journaled(t, p, j, startOfTests).stub("ask", reply{})
	s.all(leads("a b c")...)
	s.close()
	out := interp.Standing{Out: 2, Begun: 3, Digest: j.notes[len(j.notes)-3].Tag}
	for _, n := range j.notes {
		if n.Kind == interp.LeadBegun && n.Lead == 1 {
			out.Digest = n.Tag
		}
	}
	for _, test := range []struct {
		ids, want string
		sent      int
	}{
		{"a b c", "", 1},
		{"a b c d", "", 2},
		{"a x c", "lead 2 differs, or one before it", 0},
		{"x b c", "lead 2 differs, or one before it", 0},
		{"a b x", "lead 3 differs, or one before it", 0},
		{"a b", "there are 2, and the run had begun 3", 0},
	} {
		killed, at := j.upTo(t, interp.LeadBegun, 3)
		killed.standing = out
		s := journaled(t, p, killed, at).stub("ask", reply{})
		var err error
		s.inside(func() {
			err = s.run.All(t.Context(), sequenceOf(leads(test.ids)), func(*interp.Result) error { return nil })
		})
		s.close()
		if test.want == "" && err != nil || test.want != "" && (!errors.Is(err, interp.ErrOtherLeads) || !strings.HasSuffix(err.Error(), test.want)) {
			t.Errorf("%s: %v, want %q", test.ids, err, test.want)
		}
		if s.partner.total() != test.sent {
			t.Errorf("%s: %d requests, want %d", test.ids, s.partner.total(), test.sent)
		}
	}
}

// full is a journal on a disk that is full after so many notes.
type full struct {
	*memory
	left int
}

func (f *full) Write(safe bool, notes ...interp.Note) error {
	f.mu.Lock()
	f.left -= len(notes)
	left := f.left
	f.mu.Unlock()
	if left < 0 {
		return errors.New("no space left on device")
	}
	return f.memory.Write(safe, notes...)
}

// When the journal cannot be written the run ends, and sends nothing that could
// not be taken up.
func TestAFullDiskEndsTheRun(t *testing.T) {
	t.Parallel()
	p := compile(t, "test.lcs", killedScript)
	whole := &memory{}
	runKilled(t, p, whole, startOfTests, nil)
	for n := range whole.notes {
		j := &full{&memory{}, n}
		s := journaled(t, p, j.memory, startOfTests)
		s.partner.decide = scripted
		s.options.Journal, s.options.Concurrency, s.options.Seed = j, 3, 42
		emitted := 0
		var err error
		s.inside(func() {
			err = s.run.All(t.Context(), sequenceOf(killedLeads()), func(*interp.Result) error { emitted++; return nil })
		})
		s.close()
		if err == nil || err.Error() != "the state cannot be written: no space left on device" {
			t.Errorf("after %d notes: %v", n, err)
		}
		noted, done := map[string]bool{}, 0
		for _, note := range j.notes {
			noted[fmt.Sprint(note.Kind, note.Tag)] = true
			if note.Kind == interp.LeadDone {
				done++
			}
		}
		for _, a := range s.partner.everything() {
			if a.Method == "POST" && a.Step != "bulk" && !noted[fmt.Sprint(interp.RequestSent, a.Step)] {
				t.Errorf("after %d notes, %s was sent and not noted", n, a.Step)
			}
		}
		if emitted > done {
			t.Errorf("after %d notes, %d results came out, and %d are kept", n, emitted, done)
		}
	}
}
