package http_test

import (
	"fmt"
	"io"
	"net"
	nethttp "net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"

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
