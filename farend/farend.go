// Package farend stands for every system that a script calls, without a network.
//
// A FarEnd is an http.Sender. It answers from stubs, else from the examples that
// stand beside the steps, on the clock of whoever tests, and keeps what was sent.
// In come a compiled program and replies; out go exchanges.
package farend

import (
	"context"
	nethttp "net/http"
	"slices"
	"strings"
	"sync"

	"lcs/clock"
	"lcs/interp"
	"lcs/stdlib/http"
)

// FarEnd answers for all systems. A target is a step ("score"), its fallback
// requests ("score.fallback") or the token URL of a service ("crm.auth").
type FarEnd struct {
	program *interp.Program
	clock   clock.Clock

	mu       sync.Mutex
	stubs    map[string]*Stub
	sent     map[string][]*http.Request // by target, in the order sent
	order    []string                   // of the targets, as first met
	answered map[*http.Request]Answer
}

// Stub is a sequence of replies; the last one repeats.
type Stub struct {
	far     *FarEnd
	replies []interp.Reply
	next    int
}

// Used returns how many requests the stub has answered.
func (s *Stub) Used() int {
	s.far.mu.Lock()
	defer s.far.mu.Unlock()
	return s.next
}

// Origin says where an answer came from.
type Origin string

// The origins of answers.
const (
	FromStub    Origin = "stub"
	FromExample Origin = "example"
	FromNothing Origin = "made up" // the script has no example: an empty 200, or a token
)

// Answer is what a request was answered with.
type Answer struct {
	From  Origin
	Reply interp.Reply
}

// New returns a far end that answers from the examples of a program.
func New(p *interp.Program, c clock.Clock) *FarEnd {
	return &FarEnd{program: p, clock: c, stubs: map[string]*Stub{}, sent: map[string][]*http.Request{}, answered: map[*http.Request]Answer{}}
}

// Stub gives a target its replies, in place of those it had; the last one
// repeats. What a reply leaves out comes from the examples of the step.
func (f *FarEnd) Stub(target string, replies []interp.Reply) *Stub {
	step, fallback := strings.CutSuffix(target, ".fallback")
	s := &Stub{far: f}
	for _, r := range replies {
		s.replies = append(s.replies, f.complete(step, fallback, r))
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stubs[target] = s
	return s
}

// Send answers a request.
func (f *FarEnd) Send(ctx context.Context, r *http.Request) *http.Exchange {
	sent := r.Clone()
	if sent.Packs() {
		sent.SetHeader("Content-Encoding", "gzip")
	}
	x := &http.Exchange{Request: sent, Header: nethttp.Header{}, Started: f.clock.Now()}
	reply := f.take(sent)
	wait := reply.After
	if reply.Kind == "timeout" || sent.Timeout > 0 && wait > sent.Timeout {
		reply.Kind, wait = "timeout", sent.Timeout
	}
	if wait > 0 {
		if err := f.clock.Sleep(ctx, wait); err != nil {
			reply.Kind = "timeout"
		}
	}
	x.Duration = f.clock.Now().Sub(x.Started)
	x.Timing.Wait = x.Duration
	switch reply.Kind {
	case "timeout":
		x.Kind, x.Message = http.Timeout, "no answer within "+sent.Timeout.String()
		return x
	case "network":
		x.Kind, x.Message = http.Network, "connection refused"
		return x
	case "drop":
		x.Kind, x.Message = http.Network, "the connection was closed in the middle of the answer"
		return x
	}
	x.Status, x.Body = reply.Status, reply.Body
	for k, v := range reply.Header {
		x.Header[k] = v
	}
	return x
}

// Targets returns what was sent to, in the order of the first request.
func (f *FarEnd) Targets() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.order)
}

// target is the name under which a request is stubbed and found in `sent`.
func target(r *http.Request) string {
	if r.Via == "" {
		return r.Step
	}
	return r.Step + "." + r.Via
}

// take records a request and chooses its reply.
func (f *FarEnd) take(r *http.Request) interp.Reply {
	f.mu.Lock()
	defer f.mu.Unlock()
	a := f.choose(r)
	f.answered[r] = a
	return a.Reply
}

func (f *FarEnd) choose(r *http.Request) Answer {
	key := target(r)
	if f.sent[key] == nil {
		f.order = append(f.order, key)
	}
	f.sent[key] = append(f.sent[key], r)
	if r.Via == "fallback" {
		f.sent[r.Step] = append(f.sent[r.Step], r)
	}
	if s := f.stubs[key]; s != nil {
		reply := s.replies[min(s.next, len(s.replies)-1)]
		s.next++
		return Answer{FromStub, reply}
	}
	if r.Via == "auth" {
		return Answer{FromNothing, jsonReply(`{"access_token":"example-token","token_type":"bearer","expires_in":3600}`)}
	}
	examples := f.program.Replies(r.Step, r.Via == "fallback")
	if len(examples) > 0 {
		return Answer{FromExample, examples[0]}
	}
	return Answer{FromNothing, interp.Reply{Status: nethttp.StatusOK}}
}

func jsonReply(body string) interp.Reply {
	return interp.Reply{Status: nethttp.StatusOK, Header: nethttp.Header{"Content-Type": {"application/json"}}, Body: []byte(body)}
}

// Requests returns what was sent to a target, in the order sent. Those of a
// step's fallback count among the step's.
func (f *FarEnd) Requests(target string) []*http.Request {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.sent[target]
}

// Counts returns how many requests were sent to each target up to now.
func (f *FarEnd) Counts() map[string]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	counts := make(map[string]int, len(f.sent))
	for target, requests := range f.sent {
		counts[target] = len(requests)
	}
	return counts
}

// AnswerTo returns what a request of an exchange was answered with.
func (f *FarEnd) AnswerTo(r *http.Request) Answer {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.answered[r]
}

// complete fills in what a stub leaves to the example: the body of a status,
// and what malformed stands for.
func (f *FarEnd) complete(step string, fallback bool, r interp.Reply) interp.Reply {
	examples := f.program.Replies(step, fallback)
	switch {
	case r.Name != "":
		for _, e := range examples {
			if e.Name == r.Name {
				e.After = max(e.After, r.After)
				return e
			}
		}
	case r.Kind == "malformed":
		r.Kind, r.Status = "", nethttp.StatusOK
		for _, e := range examples {
			if e.Status/100 == 2 {
				r.Status, r.Header = e.Status, e.Header
				r.Body = []byte(strings.TrimSpace(string(e.Body)))
				r.Body = r.Body[:len(r.Body)/2]
				break
			}
		}
		if len(r.Body) == 0 {
			r.Body = []byte(`{"malformed`)
		}
	case r.Kind == "" && r.Body == nil:
		for _, e := range examples {
			if e.Status == r.Status {
				r.Body, r.Example = e.Body, e.Example
				for k, v := range e.Header {
					if r.Header.Get(k) == "" {
						r.Header[k] = v
					}
				}
				break
			}
		}
	}
	return r
}
