// Package trace writes down the attempts of a run: as NDJSON, as a HAR file
// that browsers and proxies open, and, of one attempt, as a curl command.
//
// In comes an Attempt; NewEntry makes of it what may be shown. A secret is
// masked where it was put, and wherever else its text is found, in whatever
// encoding; the writers see entries alone. Memory stays flat: an entry is
// written when it is made, and bodies are cut.
package trace

import (
	nethttp "net/http"
	"time"

	"lcs/stdlib/http"
)

// The levels of a trace.
const (
	Off     = "off"
	Errors  = "errors"  // attempts that failed, with all there is
	Headers = "headers" // every attempt, without bodies
	Full    = "full"    // every attempt, with all there is
)

// Levels are the levels, from the least to the most.
var Levels = [...]string{Off, Errors, Headers, Full}

// Attempt is one attempt of a run.
type Attempt struct {
	Lead     int    // its number in the run, from 1; 0: for none or all
	Place    string // where the lead came from, "leads.csv:3"
	Step     string
	Number   int    // among the attempts of the step for this lead, from 1
	Level    string // one of Levels
	Exchange *http.Exchange

	Kind, Message string   // of the failure; empty: a good answer
	Warnings      []string // about a good answer
	Secrets       []Secret
}

// Secret is a text that must not be shown. Name is that of the setting it comes
// from, or empty.
type Secret struct{ Name, Text string }

// wanted reports whether the attempt is traced at its level.
func (a Attempt) wanted() bool {
	return a.Level == Full || a.Level == Headers || a.Level == Errors && a.Kind != ""
}

// Entry is an attempt as it may be shown: a line of a trace.
type Entry struct {
	Time     time.Time `json:"time"`
	Lead     int       `json:"lead,omitempty"`
	Place    string    `json:"place,omitempty"`
	Step     string    `json:"step"`
	Via      string    `json:"via,omitempty"` // fallback or auth
	Attempt  int       `json:"attempt"`
	Request  Request   `json:"request"`
	Response *Response `json:"response,omitempty"` // nil: no answer came
	Error    *Error    `json:"error,omitempty"`    // nil: a good answer
	Warnings []string  `json:"warnings,omitempty"` // about a good answer
	Timing   Timing    `json:"timing_ms"`
	Reused   bool      `json:"reused"` // the connection was
}

// Request is what was sent.
type Request struct {
	Method  string         `json:"method"`
	URL     string         `json:"url"`
	Headers nethttp.Header `json:"headers"`
	Body
	// Packed is how many bytes were sent of a body that was packed, as
	// Content-Encoding says; Body has it as it was before. 0: it was not.
	Packed int `json:"packed_size,omitempty"`
	// Secrets has for each place ("url", "body" or the name of a header) with
	// masks the settings that they stand for, in their order; empty: another.
	Secrets map[string][]string `json:"secrets,omitempty"`
}

// Response is what came back.
type Response struct {
	Status  int            `json:"status"`
	Headers nethttp.Header `json:"headers"`
	Body
}

// Error is why an answer is no good: status, timeout, network, parse, missing
// or auth.
type Error struct {
	Kind    string `json:"kind"`
	Message string `json:"message,omitempty"`
}

// Timing is where the time went, in milliseconds.
type Timing struct {
	DNS     float64 `json:"dns"`
	Connect float64 `json:"connect"`
	TLS     float64 `json:"tls"`
	Wait    float64 `json:"wait"`
	Read    float64 `json:"read"`
	Total   float64 `json:"total"`
}

// Body is the beginning of a body: as text, or in base64 when it is none.
type Body struct {
	Text   string `json:"body,omitempty"`
	Base64 []byte `json:"body_base64,omitempty"`
	Size   int    `json:"body_size"`          // of the whole, in bytes
	Cut    int    `json:"body_cut,omitempty"` // bytes that were left out at the end
}

// milliseconds has the precision of a microsecond.
func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// NewEntry makes an entry; ok is false when the attempt's level does not want
// one.
func NewEntry(a Attempt) (e *Entry, ok bool) {
	if !a.wanted() {
		return nil, false
	}
	x := a.Exchange
	bodies := a.Level != Headers
	r := quotesShown(x.Request)
	c := newConcealer(a, r)
	e = &Entry{
		Time: x.Started, Lead: a.Lead, Place: a.Place, Step: a.Step, Via: x.Request.Via, Attempt: a.Number,
		Request: c.request(cookiesHidden(r), bodies), Reused: x.Reused, Timing: timingOf(x),
	}
	if x.Status != 0 {
		e.Response = &Response{Status: x.Status, Headers: c.header(setCookiesHidden(x.Header)), Body: c.body(x.Body, nil, bodies)}
	}
	for _, w := range a.Warnings {
		e.Warnings = append(e.Warnings, c.text(w))
	}
	if a.Kind != "" {
		e.Error = &Error{Kind: a.Kind, Message: c.text(a.Message)}
	}
	return e, true
}

func timingOf(x *http.Exchange) Timing {
	t := x.Timing
	return Timing{
		milliseconds(t.DNS), milliseconds(t.Connect), milliseconds(t.TLS), milliseconds(t.Wait), milliseconds(t.Read),
		milliseconds(x.Duration),
	}
}
