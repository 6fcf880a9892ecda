package interp_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"lcs/interp"
	"lcs/lang/diag"
	"lcs/lang/load"
	"lcs/stdlib"
	lcshttp "lcs/stdlib/http"
	"lcs/value"
)

// compile loads and compiles a script, and fails the test when it has errors.
func compile(t testing.TB, name, text string) *interp.Program {
	t.Helper()
	lib := stdlib.New()
	info, problems := load.Source(name, text, nil, lib)
	if problems.HasErrors() {
		t.Fatal(diagnostics(problems))
	}
	program, problems := interp.Compile(info, lib)
	if problems.HasErrors() {
		t.Fatal(diagnostics(problems))
	}
	return program
}

func diagnostics(list diag.List) string {
	var b strings.Builder
	for _, d := range list.Sorted() {
		fmt.Fprintf(&b, "%s: %s: %s (%s)\n", d.Span, d.Code, d.Message, d.Help)
	}
	return b.String()
}

func readFile(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// fate is what the far end does to a lead, and what must become of the lead.
type fate struct {
	name    string
	answer  func(f *farEnd, w http.ResponseWriter, attempt int, phone string)
	outcome interp.Outcome
	reason  string // a part of it
	source  string
	tries   int // at the service itself; 0: any number
	flags   string
}

var clean = status(200, `{"is_blacklisted": false, "reason": null, "risk_score": 12}`)

var fates = []fate{
	{name: "clean", answer: clean, outcome: interp.Success, source: "live", tries: 1},
	{name: "listed", answer: status(200, `{"is_blacklisted": true, "reason": "fraud", "risk_score": 97, "extra": [1]}`), outcome: interp.Failure, reason: "on the internal blacklist", source: "live", tries: 1},
	{name: "refused", answer: status(422, `{"message": "no such \"phone\""}`), outcome: interp.Failure, reason: `refused: no such "phone"`, tries: 1},
	{name: "busy", answer: after(1, withHeader("Retry-After", "1", status(429, `slow down`))), outcome: interp.Success, source: "live", tries: 2},
	{name: "shaky", answer: after(2, status(503, `oops`)), outcome: interp.Success, source: "live", tries: 3},
	{name: "down", answer: status(500, `dead`), outcome: interp.Error, reason: "HTTP 500: dead", tries: 4},
	{name: "slow", answer: hang, outcome: interp.Success, source: "fallback"},
	{name: "dropped", answer: drop, outcome: interp.Success, source: "fallback"},
	{name: "hopeless", answer: drop, outcome: interp.Success, source: "default", flags: "manual review"},
	{name: "garbled", answer: status(200, `{"is_blacklisted": fal`), outcome: interp.Error, reason: "parse", tries: 1},
	{name: "shapeless", answer: status(200, `{"is_blacklisted": "no", "risk_score": 1}`), outcome: interp.Error, reason: "is_blacklisted should be bool", tries: 1},
}

func status(code int, body string) func(*farEnd, http.ResponseWriter, int, string) {
	return func(_ *farEnd, w http.ResponseWriter, _ int, _ string) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		_, _ = io.WriteString(w, body)
	}
}

func withHeader(name, value string, next func(*farEnd, http.ResponseWriter, int, string)) func(*farEnd, http.ResponseWriter, int, string) {
	return func(f *farEnd, w http.ResponseWriter, attempt int, phone string) {
		w.Header().Set(name, value)
		next(f, w, attempt, phone)
	}
}

// after fails n times and is then clean.
func after(n int, failing func(*farEnd, http.ResponseWriter, int, string)) func(*farEnd, http.ResponseWriter, int, string) {
	return func(f *farEnd, w http.ResponseWriter, attempt int, phone string) {
		if attempt <= n {
			failing(f, w, attempt, phone)
			return
		}
		clean(f, w, attempt, phone)
	}
}

func hang(f *farEnd, _ http.ResponseWriter, _ int, _ string) { <-f.closing }

func drop(_ *farEnd, w http.ResponseWriter, _ int, _ string) {
	if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
		_ = conn.Close()
	}
}

// farEnd is both services of the script on one loopback server.
type farEnd struct {
	*httptest.Server
	closing chan struct{}

	mu       sync.Mutex
	attempts map[string]int
	keys     map[string]map[string]bool // idempotency keys of each lead
}

func newFarEnd(t testing.TB) *farEnd {
	f := &farEnd{closing: make(chan struct{}), attempts: map[string]int{}, keys: map[string]map[string]bool{}}
	f.Server = httptest.NewServer(f)
	t.Cleanup(func() {
		close(f.closing)
		f.Close()
	})
	return f
}

func (f *farEnd) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var body struct{ Email, Phone, IP string }
	raw, _ := io.ReadAll(r.Body)
	if err := json.Unmarshal(raw, &body); err != nil {
		http.Error(w, "not JSON: "+err.Error(), http.StatusTeapot)
		return
	}
	name, _, _ := strings.Cut(body.Email, "-")
	backup := strings.Contains(r.Header.Get("Lcs-Origin"), "backup")
	f.mu.Lock()
	id := body.Email
	if f.keys[id] == nil {
		f.keys[id] = map[string]bool{}
	}
	f.keys[id][r.Header.Get("Idempotency-Key")] = true
	if !backup {
		f.attempts[id]++
	}
	attempt := f.attempts[id]
	f.mu.Unlock()
	switch {
	case !backup && r.Header.Get("X-API-Key") != "k-1", backup && r.Header.Get("X-API-Key") != "":
		http.Error(w, "wrong key", http.StatusTeapot)
	case backup && name == "hopeless":
		http.Error(w, "down too", http.StatusServiceUnavailable)
	case backup:
		clean(f, w, attempt, body.Phone)
	default:
		for _, fate := range fates {
			if fate.name == name {
				fate.answer(f, w, attempt, body.Phone)
				return
			}
		}
		http.Error(w, "who is "+body.Email, http.StatusTeapot)
	}
}

// phones are as people write them.
var phones = []string{"512-555-0123", "(512) 555 0123", "+1 512.555.0123", "5125550123", "512/555-0123 ext. 9", "n/a", "", "১২৩"}

// TestWholeScript runs the whole script of the design, unchanged, on a thousand
// messy leads against real sockets. Each comes out once, in its place, with the
// outcome that the script says. The leads go through several runs at once, as
// the script lets one of them send fifty requests a second.
func TestWholeScript(t *testing.T) {
	t.Parallel() // it waits for timeouts and limits
	const leads, runs = 1000, 8
	program := compile(t, "whole.lcs", readFile(t, "testdata/whole.lcs"))
	var all sync.WaitGroup
	for part := range runs {
		all.Go(func() {
			if err := runWhole(t, program, part*leads/runs, (part+1)*leads/runs); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// runWhole takes the leads from first up to end through a run.
func runWhole(t *testing.T, program *interp.Program, first, end int) error {
	server := newFarEnd(t)
	run, problems := program.Start(t.Context(), interp.Options{
		Settings:    map[string]interp.Setting{"internal_api_key": {Value: "k-1", Place: "--set"}},
		Concurrency: 50,
		Route:       func(*lcshttp.Request) (string, bool) { return server.URL, true },
	})
	if len(problems) > 0 {
		return errors.New(diagnostics(problems))
	}
	email := func(i int) string { return fmt.Sprintf("%s-%d@example.com", fates[i%len(fates)].name, i) }
	input := func(yield func(interp.Record, *diag.Diagnostic) bool) {
		for i := first; i < end; i++ {
			lead := value.NewObject(
				value.Entry{Key: "id", Value: strconv.Itoa(i)},
				value.Entry{Key: "first_name", Value: "Ann \"Annie\"\n"},
				value.Entry{Key: "last_name", Value: `O\Lee </x>`},
				value.Entry{Key: "email", Value: " " + strings.ToUpper(email(i)[:1]) + email(i)[1:]},
				value.Entry{Key: "phone", Value: phones[i%len(phones)]},
				value.Entry{Key: "state", Value: "Texas"},
				value.Entry{Key: "utm", Value: "kept"},
			)
			if !yield(interp.Record{Value: lead, Place: fmt.Sprintf("leads:%d", i+1)}, nil) {
				return
			}
		}
	}
	next := first
	err := run.All(t.Context(), input, func(r *interp.Result) error {
		if r.Index != next-first {
			return fmt.Errorf("result %d came in the place of %d", r.Index, next-first)
		}
		checkFate(t, r, fates[next%len(fates)], server, email(next))
		next++
		return nil
	})
	if err := errors.Join(err, run.Close()); err != nil {
		return err
	}
	if next != end {
		return fmt.Errorf("%d of %d leads came out", next-first, end-first)
	}
	return nil
}

func checkFate(t *testing.T, r *interp.Result, want fate, server *farEnd, email string) {
	t.Helper()
	if len(r.Steps) != 1 {
		t.Errorf("%s: %d steps", email, len(r.Steps))
		return
	}
	step := r.Steps[0]
	if r.Outcome != want.outcome || !strings.Contains(r.Reason, want.reason) || want.source != "" && step.Source != want.source ||
		strings.Join(r.Flags, ",") != want.flags {
		t.Errorf("%s: %s %q from %q, flags %q; want %s %q from %q, flags %q",
			email, r.Outcome, r.Reason, step.Source, r.Flags, want.outcome, want.reason, want.source, want.flags)
	}
	server.mu.Lock()
	defer server.mu.Unlock()
	if want.tries != 0 && server.attempts[email] != want.tries {
		t.Errorf("%s: %d attempts, want %d", email, server.attempts[email], want.tries)
	}
	if len(server.keys[email]) != 1 {
		t.Errorf("%s: %d idempotency keys over its attempts and fallbacks, want 1", email, len(server.keys[email]))
	}
	if utm := r.Lead.Value("utm"); utm != "kept" {
		t.Errorf("%s: an undeclared field was lost: %v", email, utm)
	}
}
