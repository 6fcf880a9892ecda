package http_test

import (
	"context"
	"fmt"
	"io"
	"net"
	nethttp "net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"lcs/stdlib/http"
)

// proxy forwards http and tunnels https, always to the same server.
func proxy(t *testing.T, target string) (*url.URL, *atomic.Int64) {
	t.Helper()
	var used atomic.Int64
	s := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) {
		used.Add(1)
		if r.Method != nethttp.MethodConnect {
			fmt.Fprintf(w, "by proxy: %s", r.RequestURI)
			return
		}
		if target == "" {
			w.WriteHeader(nethttp.StatusForbidden)
			return
		}
		server, err := net.Dial("tcp", target)
		if err != nil {
			w.WriteHeader(nethttp.StatusBadGateway)
			return
		}
		client, early, err := w.(nethttp.Hijacker).Hijack()
		if err != nil {
			server.Close()
			return
		}
		_, _ = io.WriteString(client, "HTTP/1.1 200 Connection established\r\n\r\n")
		var both sync.WaitGroup
		for _, way := range []struct {
			to   net.Conn
			from io.Reader
		}{{client, server}, {server, early}} {
			both.Go(func() {
				_, _ = io.Copy(way.to, way.from)
				way.to.Close()
			})
		}
		both.Wait()
	})
	u, _ := url.Parse(s.URL)
	return u, &used
}

func TestProxy(t *testing.T) {
	t.Parallel()
	secure := httptest.NewTLSServer(nethttp.HandlerFunc(echo))
	defer secure.Close()
	through, used := proxy(t, secure.Listener.Addr().String())
	roots := secure.Client().Transport.(*nethttp.Transport).TLSClientConfig.RootCAs
	// The proxy is on a private address; that is the user's choice, and no hole
	// for the guard.
	c := http.NewClient(http.Config{Proxy: nethttp.ProxyURL(through), TLS: withRoots(roots)})
	defer c.Close()
	x := c.Send(t.Context(), get("http://api.example/a?b=c"))
	expect(t, x, http.Answered, 200, "")
	if string(x.Body) != "by proxy: http://api.example/a?b=c" {
		t.Errorf("body %q", x.Body)
	}
	expect(t, c.Send(t.Context(), get("https://example.com/")), http.Answered, 200, "")
	if used.Load() != 2 {
		t.Errorf("the proxy was used %d times", used.Load())
	}
	expect(t, c.Send(t.Context(), get("http://10.0.0.1/")), http.Network, 0, "private address 10.0.0.1 refused")
	expect(t, c.Send(t.Context(), get("https://[fd00::1]/")), http.Network, 0, "private address fd00::1 refused")

	no, _ := proxy(t, "")
	refusing := http.NewClient(http.Config{Proxy: nethttp.ProxyURL(no)})
	defer refusing.Close()
	expect(t, refusing.Send(t.Context(), get("https://example.com/")), http.Network, 0, "Forbidden")
}

func TestRoutedRequestsUseNoProxy(t *testing.T) {
	t.Parallel()
	through, used := proxy(t, "")
	s := serve(t, echo)
	c := http.NewClient(http.Config{Proxy: nethttp.ProxyURL(through), Route: func(*http.Request) (string, bool) { return s.URL, true }})
	defer c.Close()
	expect(t, c.Send(t.Context(), get("https://api.example/")), http.Answered, 200, "")
	if used.Load() != 0 {
		t.Error("the proxy was used")
	}
}

// nameServer answers each question for an IPv4 address with loopback.
func nameServer(t *testing.T) (resolver *net.Resolver, asked *atomic.Int64) {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	asked = new(atomic.Int64)
	var serving sync.WaitGroup
	serving.Go(func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			asked.Add(1)
			if reply := nameReply(buf[:n]); reply != nil {
				_, _ = conn.WriteTo(reply, from)
			}
		}
	})
	t.Cleanup(func() {
		conn.Close()
		serving.Wait()
	})
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}, asked
}

func nameReply(query []byte) []byte {
	var m dnsmessage.Message
	if m.Unpack(query) != nil || len(m.Questions) != 1 {
		return nil
	}
	q := m.Questions[0]
	m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
	if q.Type == dnsmessage.TypeA {
		m.Answers = []dnsmessage.Resource{{
			Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 1},
			Body:   &dnsmessage.AResource{A: netip.MustParseAddr("127.0.0.1").As4()},
		}}
	}
	reply, _ := m.Pack()
	return reply
}

func TestDNSCache(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) { w.Header().Set("Connection", "close") })
	_, port, _ := net.SplitHostPort(s.Listener.Addr().String())
	for _, tc := range []struct {
		cache time.Duration
		once  bool
	}{{0, false}, {5 * time.Minute, true}} {
		resolver, asked := nameServer(t)
		c := client(t, http.Config{Resolver: resolver, DNSCache: tc.cache})
		var first int64
		for i := range 5 {
			expect(t, c.Send(t.Context(), get("http://api.test:"+port)), http.Answered, 200, "")
			if i == 0 {
				first = asked.Load()
			}
		}
		if opened, _ := c.Connections(); opened != 5 {
			t.Errorf("%d connections: the test shows nothing", opened)
		}
		if first == 0 || (asked.Load() == first) != tc.once {
			t.Errorf("a cache of %s: asked %d times at first, %d in all", tc.cache, first, asked.Load())
		}
	}
}
