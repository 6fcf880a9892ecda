// Package http is the HTTP side of a run: one tuned transport per service, the
// guard against private addresses, authentication, attempts and retry policies.
//
// An attempt is one request built, sent, and its answer read up to a limit and
// classified. Every wait goes through the run's clock. The package knows
// nothing of scripts: in come requests, out go exchanges.
//
// The policies are our own and not failsafe-go's: its waits do not go through a
// clock of ours, and so could not be simulated.
package http

import (
	"context"
	nethttp "net/http"
	"net/url"
	"slices"
	"time"
)

// Request is one HTTP request, ready to be sent any number of times.
type Request struct {
	Step    string // for traces, stubs and the sandbox
	Lead    int    // its number in the run
	Via     string // "", "fallback" or "auth"
	Method  string
	URL     string
	Header  nethttp.Header // to be changed by SetHeader
	Body    []byte
	Timeout time.Duration // of one attempt, to the last byte of its answer

	MaxResponse int64 // bytes of the answer's body, decompressed
	Follow      int   // redirects to follow
	Gzip        bool  // compress the body

	Jar    *Jar   // the lead's cookies; nil: it has none
	Cookie string // the script's own, where Header has those of Jar as well

	Secrets []Secret // what must be masked wherever this request is shown

	shared bool   // Header belongs to the request that this is a clone of
	target target // of URL, where SetURL has taken it apart
}

// target is a URL and what it means.
type target struct {
	text   string
	parsed *url.URL // never changed
}

// SetURL gives the request its URL. One that is no http or https URL with a
// host is an error, which does not quote it: it may hold secrets.
func (r *Request) SetURL(text string) error {
	u, err := parseURL(text)
	if err != nil {
		return err
	}
	r.URL, r.target = text, target{text, u}
	return nil
}

// parsedURL returns the URL taken apart.
func (r *Request) parsedURL() (*url.URL, error) {
	if r.target.parsed != nil && r.target.text == r.URL {
		return r.target.parsed, nil
	}
	return parseURL(r.URL)
}

func parseURL(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, &failure{Network, "not a URL: " + urlProblem(err)}
	}
	return u, checkURL(u)
}

// Clone returns a copy that can be changed on its own: the body is shared, and
// so are the headers until SetHeader of the copy changes them. From then on r is
// not to be changed itself.
func (r *Request) Clone() *Request {
	c := *r
	c.shared = true
	c.Secrets = slices.Clone(r.Secrets)
	return &c
}

// SetHeader gives a header its one value, in this request alone.
func (r *Request) SetHeader(name, value string) {
	if r.shared {
		r.Header, r.shared = r.Header.Clone(), false
	}
	if r.Header == nil {
		r.Header = nethttp.Header{}
	}
	r.Header.Set(name, value)
}

// Packs reports whether the body is sent packed.
func (r *Request) Packs() bool { return r.Gzip && len(r.Body) > 0 }

// Sent is the body as it goes over the line: packed with gzip, where it is.
// Packing the same bytes gives the same.
func (r *Request) Sent() []byte {
	if r.Packs() {
		return compress(r.Body)
	}
	return r.Body
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
	Parse    Kind = "parse" // an answer below 400 whose body cannot be used; see Exchange.Message
	Auth     Kind = "auth"  // no token could be had
)

// Exchange is one attempt and what came of it.
type Exchange struct {
	Request  *Request
	Kind     Kind
	Message  string // for a failure: what happened, for the user; for an error's answer: why its body is not whole
	Status   int
	From     string // the URL that answered, after redirects; empty: the request's
	Header   nethttp.Header
	Body     []byte // decompressed
	Started  time.Time
	Duration time.Duration
	Timing   Timing
	Reused   bool // the connection was
}

// Size is how many bytes the answer has, its headers and its body.
func (x *Exchange) Size() int {
	size := len(x.Body)
	for name, values := range x.Header {
		for _, v := range values {
			size += len(name) + len(v)
		}
	}
	return size
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
