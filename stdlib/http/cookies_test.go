package http_test

import (
	"fmt"
	nethttp "net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lcs/stdlib/http"
)

func at(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func sets(lines ...string) nethttp.Header { return nethttp.Header{"Set-Cookie": lines} }

// What one answer sets, and what a later request carries.
func TestCookies(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		name     string
		from     string
		set      []string
		to, want string
		after    time.Duration
	}{
		{"to its host", "https://a.example.com/", []string{"s=1"}, "https://a.example.com/x/y", "s=1", 0},
		{"any case, any port", "https://A.example.com:444/", []string{"s=1"}, "https://a.EXAMPLE.com/", "s=1", 0},
		{"with the dot of a whole name", "https://a.example.com./", []string{"s=1"}, "https://a.example.com/", "s=1", 0},
		{"not to a host below", "https://example.com/", []string{"s=1"}, "https://a.example.com/", "", 0},
		{"not to another host", "https://a.example.com/", []string{"s=1"}, "https://b.example.com/", "", 0},
		{"not to one that ends alike", "https://example.com/", []string{"s=1; Domain=example.com"}, "https://evilexample.com/", "", 0},
		{"of a domain", "https://login.example.com/", []string{"s=1; Domain=.example.com"}, "https://api.example.com/", "s=1", 0},
		{"of its own domain", "https://example.com/", []string{"s=1; Domain=example.com"}, "https://a.example.com/", "s=1", 0},
		{"of another domain", "https://a.example.com/", []string{"s=1; Domain=other.com"}, "https://other.com/", "", 0},
		{"of a domain below", "https://example.com/", []string{"s=1; Domain=a.example.com"}, "https://a.example.com/", "", 0},
		{"of a public suffix", "https://a.co.uk/", []string{"s=1; Domain=co.uk"}, "https://b.co.uk/", "", 0},
		{"of a private suffix", "https://a.github.io/", []string{"s=1; Domain=github.io"}, "https://b.github.io/", "", 0},
		{"of the suffix itself", "https://github.io/", []string{"s=1; Domain=github.io"}, "https://b.github.io/", "", 0},
		{"of an address", "http://10.1.2.3/", []string{"s=1; Domain=2.3"}, "http://9.1.2.3/", "", 0},
		{"to its address", "http://[::1]:80/", []string{"s=1; Domain=::1"}, "http://[::1]/", "s=1", 0},
		{"in its folder", "https://a.example/x/login", []string{"s=1"}, "https://a.example/x/y/z", "s=1", 0},
		{"not beside its folder", "https://a.example/x/login", []string{"s=1"}, "https://a.example/xy", "", 0},
		{"under a path", "https://a.example/login", []string{"s=1; Path=/api/"}, "https://a.example/api/v1", "s=1", 0},
		{"not above a path", "https://a.example/login", []string{"s=1; Path=/api"}, "https://a.example/", "", 0},
		{"no path is /", "https://a.example", []string{"s=1"}, "https://a.example", "s=1", 0},
		{"secure", "https://a.example/", []string{"s=1; Secure"}, "http://a.example/", "", 0},
		{"secure over TLS", "https://a.example/", []string{"s=1; Secure; HttpOnly; SameSite=Strict"}, "https://a.example/", "s=1", 0},
		{"young", "https://a.example/", []string{"s=1; Max-Age=60"}, "https://a.example/", "s=1", 59 * time.Second},
		{"old", "https://a.example/", []string{"s=1; Max-Age=60"}, "https://a.example/", "", time.Minute},
		{"until a date", "https://a.example/", []string{"s=1; Expires=Sun, 01 Mar 2026 10:00:00 GMT"}, "https://a.example/", "", time.Hour},
		{"the age before the date", "https://a.example/", []string{"s=1; Max-Age=7200; Expires=Thu, 01 Jan 1970 00:00:00 GMT"}, "https://a.example/", "s=1", time.Hour},
		{"for a very long time", "https://a.example/", []string{"s=1; Max-Age=9223372036854775807"}, "https://a.example/", "s=1", time.Hour},
		{"deleted", "https://a.example/", []string{"s=1", "s=; Max-Age=0"}, "https://a.example/", "", 0},
		{"deleted by a date", "https://a.example/", []string{"s=1", "s=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"}, "https://a.example/", "", 0},
		{"set anew", "https://a.example/", []string{"s=1", "t=2", "s=3"}, "https://a.example/", "s=3; t=2", 0},
		{"the longest path first", "https://a.example/", []string{"s=1; Path=/", "s=2; Path=/x"}, "https://a.example/x", "s=2; s=1", 0},
		{"without a value", "https://a.example/", []string{"s="}, "https://a.example/", "s=", 0},
		{"no cookie", "https://a.example/", []string{"nothing", "", "=x", "a b=1"}, "https://a.example/", "", 0},
		{"too large", "https://a.example/", []string{"s=" + strings.Repeat("x", 4096)}, "https://a.example/", "", 0},
	} {
		var jar http.Jar
		jar.Take(at(t, tc.from), sets(tc.set...), now)
		if got := jar.Header(at(t, tc.to), "", now.Add(tc.after)); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
}

// A server that sets cookies without end fills no memory, and what a script
// sends itself wins.
func TestCookiesAreBounded(t *testing.T) {
	t.Parallel()
	var jar http.Jar
	u, now := at(t, "https://a.example/"), time.Time{}
	for i := range 1000 {
		jar.Take(u, sets(fmt.Sprintf("c%d=%d", i, i)), now)
	}
	header := jar.Header(u, "", now)
	if n := strings.Count(header, "="); n != 180 || !strings.HasSuffix(header, "c999=999") {
		t.Errorf("%d cookies, %s", n, header[max(len(header)-30, 0):])
	}
	if got := jar.Header(u, "c999=mine; x=1", now); !strings.HasPrefix(got, "c999=mine; x=1; c8") || strings.Contains(got, "999=999") {
		t.Error(got[:40])
	}
}

// What a task beside this one changes is known once it is joined.
func TestCookiesOfAFork(t *testing.T) {
	t.Parallel()
	var jar http.Jar
	u, now := at(t, "https://a.example/"), time.Time{}
	jar.Take(u, sets("a=1", "b=1", "c=1"), now)
	one, two := jar.Fork(), jar.Fork()
	one.Take(u, sets("a=2", "b=; Max-Age=0"), now)
	two.Take(u, sets("d=2"), now)
	if got := two.Header(u, "", now); got != "a=1; b=1; c=1; d=2" {
		t.Errorf("a fork sees %q", got)
	}
	if got := jar.Header(u, "", now); got != "a=1; b=1; c=1" {
		t.Errorf("before they are joined: %q", got)
	}
	jar.Join(&one)
	jar.Join(&two)
	if got := jar.Header(u, "", now); got != "a=2; c=1; d=2" {
		t.Errorf("after they are joined: %q", got)
	}
}

// A redirect that sets a session is followed with it; another host gets neither
// its cookies nor those of the script.
func TestCookiesOfRedirects(t *testing.T) {
	t.Parallel()
	var s string
	server := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) {
		switch r.URL.Path {
		case "/login":
			w.Header().Add("Set-Cookie", "sid=new; Path=/")
			nethttp.Redirect(w, r, "/home", nethttp.StatusFound)
		case "/away":
			w.Header().Add("Set-Cookie", "sid=new; Path=/")
			nethttp.Redirect(w, r, strings.Replace(s, "127.0.0.1", "localhost", 1)+"/home", nethttp.StatusFound)
		case "/home":
			w.Header().Add("Set-Cookie", "seen=yes")
			fmt.Fprint(w, r.Header.Get("Cookie"))
		}
	})
	s = server.URL
	c := client(t, http.Config{})
	for _, tc := range []struct{ path, want, kept string }{
		{"/login", "own=1; sid=new", "sid=new; seen=yes"},
		{"/away", "", "sid=new"},
	} {
		jar := &http.Jar{}
		jar.Take(at(t, s), sets("sid=old; Path=/"), time.Time{})
		r := &http.Request{Method: "GET", URL: s + tc.path, Header: nethttp.Header{"Cookie": {"own=1"}}, Follow: 3, Jar: jar}
		r.AddCookies(time.Now())
		if got := r.Header.Get("Cookie"); got != "own=1; sid=old" {
			t.Errorf("%s: first %q", tc.path, got)
		}
		x := c.Send(t.Context(), r)
		x.TakeCookies(time.Now())
		expect(t, x, http.Answered, 200, "")
		if string(x.Body) != tc.want {
			t.Errorf("%s: carried %q, want %q", tc.path, x.Body, tc.want)
		}
		if got := jar.Header(at(t, s), "", time.Now()); got != tc.kept {
			t.Errorf("%s: kept %q, want %q", tc.path, got, tc.kept)
		}
	}
}
