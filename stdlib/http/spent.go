package http

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http/httptrace"
	"sync"
	"time"

	"lcs/clock"
)

// spent measures where the time of an attempt goes. The transport may go on
// with a connection after the attempt is over, so all of it is locked.
type spent struct {
	clock clock.Clock

	mu                                             sync.Mutex
	timing                                         Timing
	reused                                         bool
	dnsBegan, connectBegan, tlsBegan, wrote, first time.Time
	connected                                      bool
	conn                                           *openConn // the request's own; nil: it has none yet, or shares one
	before                                         int64     // bytes that were written to conn before the request
	identity                                       string    // what became of the server's question who calls
}

// measured is the context of a request whose time is measured.
type measured struct {
	context.Context
	spent *spent
}

type spentKey struct{}

func (m *measured) Value(key any) any {
	if key == (spentKey{}) {
		return m.spent
	}
	return m.Context.Value(key)
}

// spentOf returns what measures the request of a context; nil: nothing does.
func spentOf(ctx context.Context) *spent {
	s, _ := ctx.Value(spentKey{}).(*spent)
	return s
}

// identified notes that the server asked for a certificate of ours.
func (s *spent) identified(given bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.identity = "the server had asked for a certificate, and was given none"
	if given {
		s.identity = "the server had asked for a certificate, and was given ours"
	}
}

// refusal says what a connection that ended without an answer may mean: with
// TLS 1.3 a server looks at a certificate when the handshake is over, and its
// reason can be lost with the connection.
func (s *spent) refusal() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.identity == "" || s.reused || !s.first.IsZero() {
		return ""
	}
	return ": " + s.identity
}

// begin notes when a part of the attempt began: the first time that it did.
func (s *spent) begin(t *time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t.IsZero() {
		*t = s.clock.Now()
	}
}

// end adds the time of a part that began to what such parts took.
func (s *spent) end(t *time.Time, d *time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !t.IsZero() {
		*d += s.clock.Now().Sub(*t)
		*t = time.Time{}
	}
}

// gotConn notes the connection, and what had been written to it before.
func (s *spent) gotConn(info httptrace.GotConnInfo) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reused, s.connected = info.Reused, true
	if s.conn = openConnOf(info.Conn); s.conn != nil {
		s.before = s.conn.written.Load()
	}
}

func (s *spent) gotFirstByte() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.first.IsZero() {
		return
	}
	s.first = s.clock.Now()
	if !s.wrote.IsZero() {
		s.timing.Wait += s.first.Sub(s.wrote)
	}
}

// watch begins to measure a request, and returns its context.
func (s *spent) watch(ctx context.Context) context.Context {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dnsBegan, s.connectBegan, s.tlsBegan, s.wrote, s.first = time.Time{}, time.Time{}, time.Time{}, time.Time{}, time.Time{}
	s.connected, s.conn = false, nil
	return httptrace.WithClientTrace(&measured{ctx, s}, &httptrace.ClientTrace{
		TLSHandshakeStart: func() { s.begin(&s.tlsBegan) },
		TLSHandshakeDone:  func(tls.ConnectionState, error) { s.end(&s.tlsBegan, &s.timing.TLS) },
		GotConn:           s.gotConn,
		WroteRequest: func(info httptrace.WroteRequestInfo) {
			if info.Err == nil {
				s.begin(&s.wrote)
			}
		},
		GotFirstResponseByte: s.gotFirstByte,
	})
}

// watchDial measures what comes before there is a connection; few requests need
// a new one.
func (s *spent) watchDial(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		DNSStart:     func(httptrace.DNSStartInfo) { s.begin(&s.dnsBegan) },
		DNSDone:      func(httptrace.DNSDoneInfo) { s.end(&s.dnsBegan, &s.timing.DNS) },
		ConnectStart: func(string, string) { s.begin(&s.connectBegan) },
		ConnectDone:  func(string, string, error) { s.end(&s.connectBegan, &s.timing.Connect) },
	})
}

// result is called once, at the end.
func (s *spent) result(end time.Time) (Timing, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.timing
	switch {
	case !s.first.IsZero():
		t.Read = end.Sub(s.first)
	case !s.wrote.IsZero():
		t.Wait += end.Sub(s.wrote)
	}
	return t, s.reused
}

// onWire reports whether any byte of the request went out on a connection of its
// own.
func (s *spent) onWire() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.conn != nil && s.conn.written.Load() > s.before
}

func (s *spent) sent() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.wrote.IsZero()
}

// missing says what had not happened when the time was over.
func (s *spent) missing(came int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case !s.first.IsZero():
		return fmt.Sprintf("the answer did not end (%d bytes of its body came)", came)
	case !s.wrote.IsZero():
		return "no answer came"
	case s.connected:
		return "the request could not be sent to its end"
	}
	return "no connection could be made"
}

// awaited says what was waited for.
func (s *spent) awaited(came int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case !s.first.IsZero():
		return "the answer ended"
	case s.connected:
		return "an answer came"
	}
	return "a connection was made"
}
