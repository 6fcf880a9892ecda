package http_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	nethttp "net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"lcs/clock"
	"lcs/stdlib/http"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// client returns a client that may reach the tests' servers.
func client(t *testing.T, config http.Config) *http.Client {
	t.Helper()
	config.AllowPrivate = true
	c := http.NewClient(config)
	t.Cleanup(c.Close)
	return c
}

func serve(t *testing.T, h nethttp.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

func get(url string) *http.Request {
	return &http.Request{Method: "GET", URL: url, Timeout: 5 * time.Second}
}

func expect(t *testing.T, x *http.Exchange, kind http.Kind, status int, message string) {
	t.Helper()
	if x.Kind != kind || x.Status != status || !strings.Contains(x.Message, message) || message == "" && x.Message != "" {
		t.Errorf("got %q %d %q, want %q %d %q", x.Kind, x.Status, x.Message, kind, status, message)
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("X-Method", r.Method)
		w.Header().Set("X-Agent", r.UserAgent())
		switch r.URL.Path {
		case "/empty":
			w.WriteHeader(204)
		case "/error":
			w.WriteHeader(500)
			fmt.Fprint(w, "sorry")
		default:
			fmt.Fprintf(w, "%s %s %s %s", r.Method, r.RequestURI, r.Host, body)
		}
	})
	c := client(t, http.Config{})

	x := c.Send(t.Context(), &http.Request{Method: "POST", URL: s.URL + "/a%20b/%2F~?q=%2B&r=a%20b", Body: []byte("hello")})
	expect(t, x, http.Answered, 200, "")
	if want := "POST /a%20b/%2F~?q=%2B&r=a%20b " + s.Listener.Addr().String() + " hello"; string(x.Body) != want {
		t.Errorf("body %q, want %q", x.Body, want)
	}
	if x.Header.Get("X-Agent") != "lcs" {
		t.Errorf("User-Agent %q", x.Header.Get("X-Agent"))
	}
	if x.Duration <= 0 || x.Timing.Connect <= 0 || x.Timing.Wait <= 0 || x.Timing.DNS != 0 || x.Timing.TLS != 0 {
		t.Errorf("timing %+v in %s", x.Timing, x.Duration)
	}
	if sum := x.Timing.Connect + x.Timing.Wait + x.Timing.Read; sum > x.Duration {
		t.Errorf("the parts take longer than the whole: %+v in %s", x.Timing, x.Duration)
	}

	x = c.Send(t.Context(), get(s.URL+"/empty"))
	expect(t, x, http.Answered, 204, "")
	if x.Body != nil {
		t.Errorf("body %q", x.Body)
	}
	x = c.Send(t.Context(), get(s.URL+"/error"))
	expect(t, x, http.Answered, 500, "")
	if string(x.Body) != "sorry" {
		t.Errorf("body %q", x.Body)
	}
	x = c.Send(t.Context(), &http.Request{Method: "HEAD", URL: s.URL})
	expect(t, x, http.Answered, 200, "")
	x = c.Send(t.Context(), &http.Request{Method: "GET", URL: s.URL, Header: nethttp.Header{"Host": {"other.example"}}})
	if !strings.Contains(string(x.Body), "other.example") {
		t.Errorf("Host was not set: %q", x.Body)
	}
}

func TestRequestIsNotChanged(t *testing.T) {
	t.Parallel()
	s := serve(t, func(nethttp.ResponseWriter, *nethttp.Request) {})
	c := client(t, http.Config{})
	r := &http.Request{Method: "POST", URL: s.URL, Body: []byte("x"), Gzip: true, Header: nethttp.Header{"X-A": {"b"}}}
	for range 2 {
		expect(t, c.Send(t.Context(), r), http.Answered, 200, "")
	}
	if len(r.Header) != 1 || string(r.Body) != "x" {
		t.Errorf("the request was changed: %+v", r)
	}
}

// A clone shares the headers until it changes them: neither the request nor
// another clone has what one was given.
func TestClonesHaveHeadersOfTheirOwn(t *testing.T) {
	t.Parallel()
	r := &http.Request{Header: nethttp.Header{"X-A": {"a"}}, Secrets: []http.Secret{{Where: "X-A", End: 1}}}
	one, other := r.Clone(), r.Clone()
	one.SetHeader("X-A", "one")
	one.SetHeader("X-Token", "one")
	further := one.Clone()
	further.SetHeader("X-Token", "further")
	one.SetHeader("X-Late", "one")
	one.Secrets = append(one.Secrets[:0], http.Secret{Where: "X-Token", End: 3})
	for name, c := range map[string]struct {
		got  *http.Request
		want string
	}{
		"the request": {r, "map[X-A:[a]]"}, "a clone that was left alone": {other, "map[X-A:[a]]"},
		"a clone": {one, "map[X-A:[one] X-Late:[one] X-Token:[one]]"}, "a clone of it": {further, "map[X-A:[one] X-Token:[further]]"},
	} {
		if got := fmt.Sprint(c.got.Header); got != c.want {
			t.Errorf("%s has %s, want %s", name, got, c.want)
		}
	}
	if r.Secrets[0].Where != "X-A" || other.Secrets[0].Where != "X-A" {
		t.Errorf("the secrets are %v and %v", r.Secrets, other.Secrets)
	}
	empty := &http.Request{}
	empty.Clone().SetHeader("X-A", "a")
	if empty.Header != nil {
		t.Errorf("a request without headers has %v", empty.Header)
	}
}

func TestURLsThatCannotBeSentTo(t *testing.T) {
	t.Parallel()
	c := client(t, http.Config{})
	for url, want := range map[string]string{
		"ftp://example.com":          `cannot send to a URL of scheme "ftp"`,
		"/path":                      `scheme ""`,
		"http://":                    "no host",
		"http://a b.example/?k=pass": "not a URL",
		"http://[::1":                "not a URL",
		"http://example.com:port":    "not a URL",
	} {
		x := c.Send(t.Context(), get(url))
		expect(t, x, http.Network, 0, want)
		if strings.Contains(x.Message, "pass") {
			t.Errorf("the message repeats the URL: %s", x.Message)
		}
	}
	expect(t, c.Send(t.Context(), &http.Request{Method: "GE T", URL: "http://example.com"}), http.Network, 0, "invalid method")
	expect(t, c.Send(t.Context(), &http.Request{Method: "GET", URL: "http://127.0.0.1:1", Header: nethttp.Header{"X": {"a\nb"}}}), http.Network, 0, "invalid header")
}

func TestCredentialsInTheURL(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) {
		user, password, _ := r.BasicAuth()
		fmt.Fprint(w, user, " ", password, " ", r.Host)
	})
	x := client(t, http.Config{}).Send(t.Context(), get("http://ann:s%40crt@"+s.Listener.Addr().String()))
	if want := "ann s@crt " + s.Listener.Addr().String(); string(x.Body) != want {
		t.Errorf("body %q, want %q", x.Body, want)
	}
}

func TestTimeoutCoversTheWholeAttempt(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	s := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) {
		if r.URL.Path == "/body" {
			fmt.Fprint(w, "half")
			w.(nethttp.Flusher).Flush()
		}
		select {
		case <-release:
		case <-r.Context().Done():
		}
	})
	t.Cleanup(func() { close(release) })
	c := client(t, http.Config{})
	for path, want := range map[string]string{
		"/header": "not within 300ms: no answer came",
		"/body":   "not within 300ms: the answer did not end (4 bytes of its body came)",
	} {
		x := c.Send(t.Context(), &http.Request{Method: "GET", URL: s.URL + path, Timeout: 300 * time.Millisecond})
		if x.Kind != http.Timeout || x.Message != want {
			t.Errorf("%s: %q %q", path, x.Kind, x.Message)
		}
		if x.Duration < 300*time.Millisecond || x.Duration > 5*time.Second {
			t.Errorf("%s took %s", path, x.Duration)
		}
	}

	ctx, cancel := clock.System().WithDeadline(t.Context(), clock.System().Now().Add(300*time.Millisecond))
	defer cancel()
	x := c.Send(ctx, get(s.URL))
	expect(t, x, http.Timeout, 0, "the deadline passed before an answer came, after ")

	ctx, stop := context.WithCancel(t.Context())
	go stop()
	x = c.Send(ctx, get(s.URL))
	expect(t, x, http.Network, 0, "cancelled before ")
}

func TestSlowDripEndsInTime(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) {
		for r.Context().Err() == nil {
			fmt.Fprint(w, ".")
			w.(nethttp.Flusher).Flush()
			_ = clock.System().Sleep(r.Context(), 5*time.Millisecond)
		}
	})
	x := client(t, http.Config{}).Send(t.Context(), &http.Request{Method: "GET", URL: s.URL, Timeout: 300 * time.Millisecond})
	if x.Kind != http.Timeout || !strings.Contains(x.Message, "did not end") {
		t.Errorf("%q %q", x.Kind, x.Message)
	}
}

func TestConnectionsAreReused(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) { fmt.Fprint(w, strings.Repeat("x", 100_000)) })
	c := client(t, http.Config{})
	for i := range 5 {
		x := c.Send(t.Context(), get(s.URL))
		expect(t, x, http.Answered, 200, "")
		if x.Reused != (i > 0) {
			t.Errorf("request %d: reused is %v", i, x.Reused)
		}
		if i > 0 && x.Timing.Connect != 0 {
			t.Errorf("request %d connected for %s", i, x.Timing.Connect)
		}
	}
	if opened, open := c.Connections(); opened != 1 || open != 1 {
		t.Errorf("%d opened, %d open", opened, open)
	}
}

func TestPoolBoundsWhatIsInFlight(t *testing.T) {
	t.Parallel()
	var inside, most atomic.Int64
	s := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) {
		n := inside.Add(1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		_ = clock.System().Sleep(r.Context(), 2*time.Millisecond)
		inside.Add(-1)
	})
	c := client(t, http.Config{Pool: 10})
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			// The wait for a place is not part of the attempt.
			x := c.Send(t.Context(), &http.Request{Method: "GET", URL: s.URL, Timeout: 10 * time.Second})
			expect(t, x, http.Answered, 200, "")
		})
	}
	all.Wait()
	opened, _ := c.Connections()
	if most.Load() > 10 || opened > 10 {
		t.Errorf("%d in flight, %d connections", most.Load(), opened)
	}
}

func TestFullPoolIsWaitedForUntilTheDeadline(t *testing.T) {
	t.Parallel()
	arrived, release := make(chan struct{}), make(chan struct{})
	s := serve(t, func(nethttp.ResponseWriter, *nethttp.Request) {
		close(arrived)
		<-release
	})
	c := client(t, http.Config{Pool: 1})
	var first sync.WaitGroup
	first.Go(func() { c.Send(t.Context(), get(s.URL)) })
	<-arrived
	ctx, cancel := clock.System().WithDeadline(t.Context(), clock.System().Now().Add(20*time.Millisecond))
	defer cancel()
	expect(t, c.Send(ctx, get(s.URL)), http.Timeout, 0, "the deadline passed before a free connection came")
	close(release)
	first.Wait()
}

func TestGuard(t *testing.T) {
	t.Parallel()
	s := serve(t, func(nethttp.ResponseWriter, *nethttp.Request) {})
	c := http.NewClient(http.Config{})
	defer c.Close()
	_, port, _ := net.SplitHostPort(s.Listener.Addr().String())
	for _, host := range []string{"127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1", "192.168.1.1",
		"169.254.169.254", "[fe80::1]", "[fd00::1]", "2130706433", "0x7f.1"} {
		x := c.Send(t.Context(), get("http://"+host+":"+port))
		if x.Kind != http.Network || !strings.Contains(x.Message, "refused: allow it with --allow-private") && !strings.Contains(x.Message, "no such host") {
			t.Errorf("%s: %q %q", host, x.Kind, x.Message)
		}
	}
	x := c.Send(t.Context(), get("http://10.0.0.1"))
	expect(t, x, http.Network, 0, "private address 10.0.0.1 refused: allow it with --allow-private")

	allowed := http.NewClient(http.Config{Allowed: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	defer allowed.Close()
	expect(t, allowed.Send(t.Context(), get(s.URL)), http.Answered, 200, "")
	expect(t, allowed.Send(t.Context(), get("http://10.0.0.1")), http.Network, 0, "refused")
}

// names is a resolver with fixed answers.
type names map[string]string

func (n names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	if addr, ok := n[host]; ok {
		return []netip.Addr{netip.MustParseAddr(addr)}, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

func TestGuardLooksAtWhatANameMeans(t *testing.T) {
	t.Parallel()
	c := http.NewClient(http.Config{Resolver: names{"rebound.example": "127.0.0.1"}})
	defer c.Close()
	expect(t, c.Send(t.Context(), get("http://rebound.example")), http.Network, 0, "private address 127.0.0.1 refused")
	expect(t, c.Send(t.Context(), get("http://unknown.example")), http.Network, 0, "no such host: unknown.example")
}

func TestRoute(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) {
		if r.URL.Path == "/moved" {
			w.Header().Set("Location", "/here?a=1")
			w.WriteHeader(302)
			return
		}
		fmt.Fprint(w, r.Header.Get("Lcs-Step"), " ", r.Header.Get("Lcs-Origin"), " ", r.Header.Get("Lcs-Via"), " ", r.RequestURI)
	})
	c := http.NewClient(http.Config{Route: func(r *http.Request) (string, bool) { return s.URL, r.Step == "score" }})
	defer c.Close()
	x := c.Send(t.Context(), &http.Request{Step: "score", Via: "auth", Method: "GET", URL: "https://api.example/a/b?c=d"})
	expect(t, x, http.Answered, 200, "")
	if want := "score https://api.example auth /a/b?c=d"; string(x.Body) != want {
		t.Errorf("body %q, want %q", x.Body, want)
	}
	x = c.Send(t.Context(), &http.Request{Step: "score", Method: "GET", URL: "https://api.example/moved", Follow: 1})
	if want := "score https://api.example  /here?a=1"; string(x.Body) != want {
		t.Errorf("body %q, want %q", x.Body, want)
	}
	expect(t, c.Send(t.Context(), &http.Request{Step: "other", Method: "GET", URL: "http://10.0.0.1"}), http.Network, 0, "refused")
}

func TestHTTP2(t *testing.T) {
	t.Parallel()
	s := httptest.NewUnstartedServer(nethttp.HandlerFunc(func(w nethttp.ResponseWriter, r *nethttp.Request) {
		fmt.Fprint(w, r.Proto)
	}))
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	c := client(t, http.Config{TLS: &tls.Config{RootCAs: s.Client().Transport.(*nethttp.Transport).TLSClientConfig.RootCAs}})
	x := c.Send(t.Context(), get(s.URL))
	expect(t, x, http.Answered, 200, "")
	if string(x.Body) != "HTTP/2.0" {
		t.Errorf("protocol %q", x.Body)
	}
	if x.Timing.TLS <= 0 {
		t.Errorf("timing %+v", x.Timing)
	}
}

func TestCloseEndsWhatIsOpen(t *testing.T) {
	t.Parallel()
	// A server that accepts and never speaks: the handshake hangs.
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c := http.NewClient(http.Config{AllowPrivate: true})
	x := c.Send(t.Context(), &http.Request{Method: "GET", URL: "https://" + l.Addr().String(), Timeout: 30 * time.Millisecond})
	expect(t, x, http.Timeout, 0, "no connection could be made")
	c.Close()
	if _, open := c.Connections(); open != 0 {
		t.Errorf("%d connections are open", open)
	}
}
