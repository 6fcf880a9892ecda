package http_test

import (
	"fmt"
	"io"
	nethttp "net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"lcs/stdlib/http"
)

// echo answers with what arrived; /to?status=302&url=… redirects, /loop does so
// for ever.
func echo(w nethttp.ResponseWriter, r *nethttp.Request) {
	switch r.URL.Path {
	case "/to":
		status, _ := strconv.Atoi(r.FormValue("status"))
		w.Header().Set("Location", r.FormValue("url"))
		w.WriteHeader(status)
		fmt.Fprint(w, "moved")
	case "/loop":
		n, _ := strconv.Atoi(r.URL.Query().Get("n"))
		nethttp.Redirect(w, r, "/loop?n="+strconv.Itoa(n+1), nethttp.StatusFound)
	default:
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %s", r.Method, body)
		for _, name := range []string{"Authorization", "Cookie", "X-Api-Key", "X-Region", "Content-Type"} {
			fmt.Fprintf(w, " %s=%s", name, r.Header.Get(name))
		}
	}
}

func to(base string, status int, location string) string {
	return fmt.Sprintf("%s/to?status=%d&url=%s", base, status, url.QueryEscape(location))
}

func withCredentials(r *http.Request) *http.Request {
	r.Header = nethttp.Header{"Authorization": {"Bearer t"}, "Cookie": {"a=b"}, "X-Api-Key": {"k"}, "X-Region": {"us"}, "Content-Type": {"text/plain"}}
	r.Secrets = append(r.Secrets, http.Secret{Where: "X-Api-Key", Start: 0, End: 1})
	return r
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	here, there := serve(t, echo), serve(t, echo)
	c := client(t, http.Config{})
	all := " Authorization=Bearer t Cookie=a=b X-Api-Key=k X-Region=us Content-Type="
	none := " Authorization= Cookie= X-Api-Key= X-Region=us Content-Type="
	cases := []struct {
		method, url, want string
	}{
		{"GET", to(here.URL, 302, "/x"), "GET " + all + "text/plain"},
		{"GET", to(here.URL, 302, here.URL+"/x#part"), "GET " + all + "text/plain"},
		{"GET", to(here.URL, 302, there.URL+"/x"), "GET " + none + "text/plain"},
		{"POST", to(here.URL, 301, "/x"), "GET " + all},
		{"POST", to(here.URL, 302, "/x"), "GET " + all},
		{"POST", to(here.URL, 303, "/x"), "GET " + all},
		{"POST", to(here.URL, 307, "/x"), "POST body" + all + "text/plain"},
		{"POST", to(here.URL, 308, "x"), "POST body" + all + "text/plain"},
		{"POST", to(here.URL, 307, there.URL+"/x"), "POST body" + none + "text/plain"},
		// What was stripped stays away, even when the way leads back.
		{"GET", to(here.URL, 302, to(there.URL, 302, here.URL+"/x")), "GET " + none + "text/plain"},
		{"GET", to(here.URL, 302, "//"+strings.TrimPrefix(there.URL, "http://")+"/x"), "GET " + none + "text/plain"},
	}
	for _, tc := range cases {
		r := withCredentials(&http.Request{Method: tc.method, URL: tc.url, Follow: 10})
		if tc.method == "POST" {
			r.Body = []byte("body")
		}
		x := c.Send(t.Context(), r)
		expect(t, x, http.Answered, 200, "")
		if string(x.Body) != tc.want {
			t.Errorf("%s %s: %q, want %q", tc.method, tc.url, x.Body, tc.want)
		}
	}
}

func TestRedirectsUseTheSameConnection(t *testing.T) {
	t.Parallel()
	s := serve(t, echo)
	c := client(t, http.Config{})
	for range 3 {
		expect(t, c.Send(t.Context(), &http.Request{Method: "GET", URL: to(s.URL, 302, "/x"), Follow: 1}), http.Answered, 200, "")
	}
	if opened, _ := c.Connections(); opened != 1 {
		t.Errorf("%d connections", opened)
	}
}

func TestRedirectsThatAreNotFollowed(t *testing.T) {
	t.Parallel()
	here, there := serve(t, echo), serve(t, echo)
	c := client(t, http.Config{})
	x := c.Send(t.Context(), &http.Request{Method: "POST", URL: to(here.URL, 302, "/x")})
	expect(t, x, http.Answered, 302, "")
	if string(x.Body) != "moved" {
		t.Errorf("body %q", x.Body)
	}
	follow := func(status int, location string) *http.Request {
		return &http.Request{Method: "GET", URL: to(here.URL, status, location), Follow: 3}
	}
	expect(t, c.Send(t.Context(), follow(304, "/x")), http.Answered, 304, "")
	expect(t, c.Send(t.Context(), follow(302, "")), http.Answered, 302, "")
	expect(t, c.Send(t.Context(), follow(302, "ftp://x.example/")), http.Network, 0, `redirected: cannot send to a URL of scheme "ftp"`)
	expect(t, c.Send(t.Context(), follow(302, "http://[")), http.Network, 0, "redirected to what is not a URL")
	expect(t, c.Send(t.Context(), follow(302, "file:///etc/passwd")), http.Network, 0, "redirected: cannot send")
	x = c.Send(t.Context(), &http.Request{Method: "GET", URL: here.URL + "/loop", Follow: 3})
	expect(t, x, http.Network, 0, "redirected more than 3 times, at last to "+strings.TrimPrefix(here.URL, "http://"))

	secret := &http.Request{Method: "POST", URL: to(here.URL, 307, there.URL), Body: []byte("k"), Follow: 1, Secrets: []http.Secret{{Where: "body", End: 1}}}
	expect(t, c.Send(t.Context(), secret), http.Network, 0, "which the secret in the body is not meant for")
	secret.URL = to(here.URL, 307, "/x")
	expect(t, c.Send(t.Context(), secret), http.Answered, 200, "")
	secret.URL = to(here.URL, 303, there.URL+"/x")
	expect(t, c.Send(t.Context(), secret), http.Answered, 200, "")

	// A server may hand the query on, in whatever encoding.
	query := here.URL + "/to?key=k%2F12345678&status=302&url="
	for location, want := range map[string]http.Kind{
		there.URL + "/x?key=k%2F12345678":     http.Network,
		there.URL + "/x?key=k/12345678":       http.Network,
		there.URL + "/ay8xMjM0NTY3OA==":       http.Network,
		there.URL + "/x#6b2f3132333435363738": http.Network,
		there.URL + "/x":                      http.Answered,
		"/x?key=k%2F12345678":                 http.Answered,
	} {
		handed := &http.Request{Method: "GET", URL: query + url.QueryEscape(location), Follow: 1}
		from := strings.Index(query, "k%2F")
		handed.Secrets = []http.Secret{{Where: "url", Start: from, End: from + len("k%2F12345678")}}
		if x := c.Send(t.Context(), handed); x.Kind != want || want == http.Network && !strings.HasSuffix(x.Message, "with a secret in the URL that is not meant for it") {
			t.Errorf("%s: %q %q", location, x.Kind, x.Message)
		}
	}
}

func TestRedirectToAPrivateAddressIsRefused(t *testing.T) {
	t.Parallel()
	s := serve(t, echo)
	c := http.NewClient(http.Config{Allowed: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, Resolver: names{"internal.test": "10.1.2.3"}})
	defer c.Close()
	for location, want := range map[string]string{
		"http://127.0.0.2/":      "private address 127.0.0.2 refused",
		"http://169.254.169.254": "private address 169.254.169.254 refused",
		"http://internal.test/":  "private address 10.1.2.3 refused",
	} {
		expect(t, c.Send(t.Context(), &http.Request{Method: "GET", URL: to(s.URL, 302, location), Follow: 1}), http.Network, 0, want)
	}
}

func TestRedirectToTLSOfTheSameHostKeepsCredentials(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		from, to string
		same     bool
	}{
		{"http://a.example/x", "https://a.example/y", true},
		{"http://A.example/x", "http://a.example:80/y", true},
		{"https://a.example/x", "https://a.example:443/y", true},
		{"https://a.example/x", "http://a.example/y", false},
		{"https://a.example/x", "https://a.example:8443/y", false},
		{"http://a.example:8080/x", "https://a.example/y", false},
		{"https://a.example/x", "https://b.a.example/y", false},
		{"https://a.example/x", "https://a.example.evil.example/y", false},
	} {
		from, _ := url.Parse(tc.from)
		to, _ := url.Parse(tc.to)
		if got := http.SameSite(from, to); got != tc.same {
			t.Errorf("%s -> %s: %v", tc.from, tc.to, got)
		}
	}
}

func TestTLSErrors(t *testing.T) {
	t.Parallel()
	s := httptest.NewTLSServer(nethttp.HandlerFunc(echo))
	s.Config.ErrorLog = quiet
	defer s.Close()
	plain := serve(t, echo)
	roots := s.Client().Transport.(*nethttp.Transport).TLSClientConfig.RootCAs
	_, port, _ := strings.Cut(s.Listener.Addr().String(), ":")

	expect(t, client(t, http.Config{}).Send(t.Context(), get(s.URL)), http.Network, 0, "certificate is signed by an unknown authority")

	config, err := http.NewTLS("", certificatePEM(s), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	trusting := client(t, http.Config{TLS: config, Resolver: names{"other.test": "127.0.0.1", "example.com": "127.0.0.1"}})
	expect(t, trusting.Send(t.Context(), get(s.URL)), http.Answered, 200, "")
	expect(t, trusting.Send(t.Context(), get("https://example.com:"+port)), http.Answered, 200, "")
	x := trusting.Send(t.Context(), get("https://other.test:"+port))
	expect(t, x, http.Network, 0, "certificate is for example.com")
	if !strings.HasSuffix(x.Message, "not for other.test") {
		t.Error(x.Message)
	}
	expect(t, trusting.Send(t.Context(), get("https"+strings.TrimPrefix(plain.URL, "http"))), http.Network, 0, "the server speaks plain http here, not https")

	old := httptest.NewUnstartedServer(nethttp.HandlerFunc(echo))
	old.TLS = oldTLS()
	old.Config.ErrorLog = quiet
	old.StartTLS()
	defer old.Close()
	expect(t, client(t, http.Config{TLS: withRoots(roots)}).Send(t.Context(), get(old.URL)), http.Network, 0, "the server speaks no TLS version that is allowed here")

	strict := httptest.NewUnstartedServer(nethttp.HandlerFunc(echo))
	strict.TLS = needsClientCertificate()
	strict.Config.ErrorLog = quiet
	strict.StartTLS()
	defer strict.Close()
	expect(t, client(t, http.Config{TLS: withRoots(roots)}).Send(t.Context(), get(strict.URL)), http.Network, 0, "the server refused the TLS connection")
	cert, key := selfSigned(t, "client.test", -1, 1)
	config, err = http.NewTLS("1.3", certificatePEM(s), cert, key)
	if err != nil {
		t.Fatal(err)
	}
	expect(t, client(t, http.Config{TLS: config}).Send(t.Context(), get(strict.URL)), http.Answered, 200, "")

	for _, tc := range []struct {
		from, to int
		want     string
	}{{-20, -10, "certificate expired on "}, {10, 20, "certificate is not valid before "}} {
		cert, key := selfSigned(t, "127.0.0.1", tc.from, tc.to)
		server := httptest.NewUnstartedServer(nethttp.HandlerFunc(echo))
		server.TLS = withCertificate(cert, key)
		server.Config.ErrorLog = quiet
		server.StartTLS()
		config, err := http.NewTLS("", cert, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, client(t, http.Config{TLS: config}).Send(t.Context(), get(server.URL)), http.Network, 0, tc.want)
		server.Close()
	}
}

func TestTLSSettingsThatAreWrong(t *testing.T) {
	t.Parallel()
	cert, key := selfSigned(t, "a.test", -1, 1)
	_, other := selfSigned(t, "b.test", -1, 1)
	for _, tc := range []struct {
		min           string
		ca, cert, key []byte
		want          string
	}{
		{"1.1", nil, nil, nil, "TLS 1.1 is not safe or not known"},
		{"", []byte("hello"), nil, nil, "no certificate of an authority"},
		{"", nil, cert, nil, "the client certificate and its key cannot be used: "},
		{"", nil, nil, key, "the client certificate and its key cannot be used: "},
		{"", nil, cert, other, "private key does not match public key"},
	} {
		if _, err := http.NewTLS(tc.min, tc.ca, tc.cert, tc.key); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("got %v, want %s", err, tc.want)
		}
	}
}
