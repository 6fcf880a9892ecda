// Package http is the HTTP side of a run: one tuned transport per service, the
// guard against private addresses, authentication, attempts and retry policies.
//
// An attempt is one request built, sent, and its answer read up to a limit and
// classified. Every wait goes through the run's clock. The package knows
// nothing of scripts: in come requests, out go exchanges.
package http

import (
	"context"
	nethttp "net/http"
	"time"
)

// Request is one HTTP request, ready to be sent any number of times.
type Request struct {
	Step    string // for traces, stubs and the sandbox
	Via     string // "", "fallback" or "auth"
	Method  string
	URL     string
	Header  nethttp.Header
	Body    []byte
	Timeout time.Duration // of one attempt, to the last byte of its answer

	MaxResponse int64 // bytes of the answer's body, decompressed
	Follow      int   // redirects to follow
	Gzip        bool  // compress the body

	Secrets []Secret // what must be masked wherever this request is shown
}

// Secret is a part of a request that must not be shown.
type Secret struct {
	Where      string // "url", "body" or the name of a header
	Start, End int    // bytes
}

// Kind says what became of an attempt, in the words of the selectors.
type Kind string

// The kinds. Answered means that a whole answer came, whatever its status.
const (
	Answered Kind = ""
	Timeout  Kind = "timeout"
	Network  Kind = "network"
	Auth     Kind = "auth" // no token could be had
)

// Exchange is one attempt and what came of it.
type Exchange struct {
	Request  *Request
	Kind     Kind
	Message  string // for a failure: what happened, for the user
	Status   int
	Header   nethttp.Header
	Body     []byte // decompressed
	Started  time.Time
	Duration time.Duration
	Timing   Timing
	Reused   bool // the connection was
}

// Timing is where the time of an exchange went.
type Timing struct {
	DNS, Connect, TLS, Wait, Read time.Duration
}

// Sender sends one request once. Client is the real one; tests and the sandbox
// have others. It never returns nil.
type Sender interface {
	Send(ctx context.Context, r *Request) *Exchange
}
