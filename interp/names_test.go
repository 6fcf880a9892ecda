package interp_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"lcs/interp"
	"lcs/value"
)

// nameServer says what the address of a host is: that of this machine, unless
// its name begins with what goes wrong.
type nameServer struct {
	*net.Resolver
	asked atomic.Int64 // for addresses of version 4
}

func newNameServer(t *testing.T) *nameServer {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &nameServer{Resolver: &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}}
	var serving sync.WaitGroup
	serving.Go(func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			if reply := s.reply(buf[:n]); reply != nil {
				_, _ = conn.WriteTo(reply, from)
			}
		}
	})
	t.Cleanup(func() {
		conn.Close()
		serving.Wait()
	})
	return s
}

func (s *nameServer) reply(query []byte) []byte {
	var m dnsmessage.Message
	if m.Unpack(query) != nil || len(m.Questions) != 1 {
		return nil
	}
	q := m.Questions[0]
	m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
	switch kind, _, _ := strings.Cut(q.Name.String(), "."); {
	case kind == "unknown":
		m.RCode = dnsmessage.RCodeNameError
	case kind == "broken":
		m.RCode = dnsmessage.RCodeServerFailure
	case kind == "silent":
		return nil
	case q.Type == dnsmessage.TypeA:
		s.asked.Add(1)
		m.Answers = []dnsmessage.Resource{{
			Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 1},
			Body:   &dnsmessage.AResource{A: netip.MustParseAddr("127.0.0.1").As4()},
		}}
	}
	reply, _ := m.Pack()
	return reply
}

const namesScript = `flow "names"
lead { id: string }
service api { base "http://HOST"  timeout 300ms  OPTION }
step ask {
  request GET api "/"
  on network { reject "network: {{error.message}}" }
  on timeout { reject "timeout: {{error.message}}" }
}
`

// askByName runs leads of a script that asks host, one after the other.
func askByName(t *testing.T, names *nameServer, host, option string, leads int) []*interp.Result {
	t.Helper()
	program := compile(t, "names.lcs", strings.NewReplacer("HOST", host, "OPTION", option).Replace(namesScript))
	run, problems := program.Start(t.Context(), interp.Options{AllowPrivate: true, Resolver: names.Resolver})
	if problems.HasErrors() {
		t.Fatal(diagnostics(problems))
	}
	defer run.Close()
	var results []*interp.Result
	for i := range leads {
		results = append(results, run.Do(t.Context(), interp.Record{Value: value.NewObject(value.Entry{Key: "id", Value: fmt.Sprint(i)})}))
	}
	return results
}

// TestNamesAreLookedUpOnceInAWindow: dns_cache keeps the address of a service.
// The server closes its connections, so that each request wants the address.
func TestNamesAreLookedUpOnceInAWindow(t *testing.T) {
	t.Parallel()
	var connections atomic.Int64
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Connection", "close") }))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	s.Start()
	defer s.Close()
	_, port, _ := net.SplitHostPort(s.Listener.Addr().String())
	for _, tc := range []struct {
		option string
		want   int64
	}{{"", 5}, {"dns_cache 300s", 1}} {
		names := newNameServer(t)
		connections.Store(0)
		for _, r := range askByName(t, names, "api.test:"+port, tc.option, 5) {
			if r.Outcome != interp.Success {
				t.Errorf("%q: %s %q", tc.option, r.Outcome, r.Reason)
			}
		}
		if n := connections.Load(); n != 5 {
			t.Errorf("%q: %d connections: the test shows nothing", tc.option, n)
		}
		if got := names.asked.Load(); got != tc.want {
			t.Errorf("%q: the address was looked up %d times, not %d", tc.option, got, tc.want)
		}
	}
}

// TestNamesThatAreNotFound: a name without an address is a failure as any other.
func TestNamesThatAreNotFound(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ host, want string }{
		{"unknown.test", "network: no such host: unknown.test"},
		{"broken.test", "network: the address of broken.test could not be found: server misbehaving"},
		{"silent.test", "timeout: not within 300ms: no connection could be made"},
	} {
		for _, option := range []string{"", "dns_cache 300s"} {
			for _, r := range askByName(t, newNameServer(t), tc.host, option, 2) {
				if r.Outcome != interp.Failure || r.Reason != tc.want {
					t.Errorf("%s %q: %s %q, want %q", tc.host, option, r.Outcome, r.Reason, tc.want)
				}
			}
		}
	}
}
