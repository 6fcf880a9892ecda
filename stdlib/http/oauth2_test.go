package http_test

import (
	"context"
	"encoding/base64"
	"fmt"
	nethttp "net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lcs/clock"
	"lcs/stdlib/http"
)

// issuer is a token server on simulated time. It is a Sender.
type issuer struct {
	clock    *clock.Simulated
	takes    time.Duration
	answers  []*http.Exchange // one after the other; then tokens
	life     string           // what stands after "expires_in":
	requests []*http.Request
}

func (i *issuer) Send(ctx context.Context, r *http.Request) *http.Exchange {
	i.requests = append(i.requests, r)
	n := len(i.requests)
	if err := i.clock.Sleep(ctx, i.takes); err != nil {
		return &http.Exchange{Request: r, Kind: http.Timeout, Message: "too slow"}
	}
	if n <= len(i.answers) {
		return i.answers[n-1]
	}
	life := ""
	if i.life != "" {
		life = `, "expires_in": ` + i.life
	}
	return tokenAnswer(200, fmt.Sprintf(`{"access_token": "t%d", "token_type": "Bearer"%s}`, n, life))
}

func tokenAnswer(status int, body string) *http.Exchange {
	return &http.Exchange{Status: status, Body: []byte(body), Header: nethttp.Header{"Content-Type": {"application/json"}}}
}

func tokens(i *issuer, c http.OAuth2) *http.TokenSource {
	c.Service, c.TokenURL, c.ClientID, c.ClientSecret = "api", "https://auth.example/token", "acme", "s3cr3t&more"
	return http.NewTokenSource(i.clock, i, c)
}

func simulated() (*clock.Simulated, *issuer) {
	s := clock.NewSimulated(now)
	return s, &issuer{clock: s, takes: time.Second, life: "3600"}
}

func TestTokenRequest(t *testing.T) {
	t.Parallel()
	_, i := simulated()
	source := tokens(i, http.OAuth2{Scopes: []string{"read", "write"}, Params: url.Values{"audience": {"leads"}}})
	if token, err := source.Token(t.Context()); token != "t1" || err != nil {
		t.Fatal(token, err)
	}
	r := i.requests[0]
	form, _ := url.ParseQuery(string(r.Body))
	want := url.Values{"grant_type": {"client_credentials"}, "client_id": {"acme"}, "client_secret": {"s3cr3t&more"}, "scope": {"read write"}, "audience": {"leads"}}
	if r.Method != "POST" || r.URL != "https://auth.example/token" || form.Encode() != want.Encode() {
		t.Errorf("%s %s %s", r.Method, r.URL, r.Body)
	}
	if r.Step != "api" || r.Via != "auth" || r.Header.Get("Authorization") != "" || r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
		t.Errorf("%+v", r)
	}
	if shown := string(http.Masked(r).Body); strings.Contains(shown, "s3cr3t") || !strings.Contains(shown, "client_secret=•••&") {
		t.Error(shown)
	}

	source = tokens(i, http.OAuth2{Style: "basic"})
	if _, err := source.Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	r = i.requests[1]
	credentials := "Basic " + base64.StdEncoding.EncodeToString([]byte("acme:s3cr3t%26more"))
	if got := r.Header.Get("Authorization"); got != credentials || strings.Contains(string(r.Body), "client_secret") {
		t.Errorf("%s %s", got, r.Body)
	}
	if shown := http.Masked(r).Header["Authorization"][0]; shown != "Basic •••" {
		t.Error(shown)
	}
}

func TestOneFetchForAll(t *testing.T) {
	t.Parallel()
	s, i := simulated()
	source := tokens(i, http.OAuth2{})
	s.Run(func() {
		g := s.NewGroup()
		for range 50 {
			g.Go(func() {
				if token, err := source.Token(t.Context()); token != "t1" || err != nil {
					t.Error(token, err)
				}
			})
		}
		g.Wait()
		// The token is refused to all of them, while they work.
		for range 50 {
			g.Go(func() {
				source.Drop("t1")
				if token, err := source.Token(t.Context()); token != "t2" || err != nil {
					t.Error(token, err)
				}
			})
		}
		g.Wait()
		source.Drop("t1")
		if token, _ := source.Token(t.Context()); token != "t2" {
			t.Error(token)
		}
	})
	if len(i.requests) != 2 || s.Elapsed() != 2*time.Second {
		t.Errorf("%d requests in %s", len(i.requests), s.Elapsed())
	}
}

func TestTokenIsRenewedBeforeItExpires(t *testing.T) {
	t.Parallel()
	for life, renewed := range map[string]time.Duration{
		"3600":   59 * time.Minute,
		`"3600"`: 59 * time.Minute,
		"100":    90 * time.Second,
		"10":     9 * time.Second,
		"":       59 * time.Minute,
		"0":      59 * time.Minute,
		"-5":     59 * time.Minute,
		"null":   59 * time.Minute,
	} {
		s, i := simulated()
		i.takes, i.life = 0, life
		source := tokens(i, http.OAuth2{})
		_, _ = source.Token(t.Context())
		s.Advance(renewed - 1)
		if token, err := source.Token(t.Context()); token != "t1" || err != nil {
			t.Errorf("a life of %s: %s, %v just before", life, token, err)
		}
		s.Advance(1)
		if token, err := source.Token(t.Context()); token != "t2" || err != nil {
			t.Errorf("a life of %s: %s, %v", life, token, err)
		}
	}
}

func TestOldTokenServesWhenItCannotBeRenewed(t *testing.T) {
	t.Parallel()
	s, i := simulated()
	i.takes = 0
	refused := tokenAnswer(400, `{"error":"invalid_client"}`)
	i.answers = []*http.Exchange{tokenAnswer(200, `{"access_token":"old","expires_in":100}`), refused, refused}
	source := tokens(i, http.OAuth2{})
	_, _ = source.Token(t.Context())
	s.Advance(95 * time.Second)
	if token, err := source.Token(t.Context()); token != "old" || err != nil || len(i.requests) != 2 {
		t.Error(token, err, len(i.requests))
	}
	s.Advance(5 * time.Second)
	if token, err := source.Token(t.Context()); err == nil {
		t.Error("an expired token", token)
	}
}

func TestTokenRetries(t *testing.T) {
	t.Parallel()
	down := func(kind http.Kind) *http.Exchange {
		return &http.Exchange{Kind: kind, Message: "connection refused"}
	}
	for _, tc := range []struct {
		name    string
		answers []*http.Exchange
		fetches int
		elapsed time.Duration
		err     string
	}{
		{"at once", nil, 1, time.Second, ""},
		{"busy, then well", []*http.Exchange{tokenAnswer(503, ""), tokenAnswer(500, "<html>")}, 3, 5 * time.Second, ""},
		{"limited", []*http.Exchange{{Status: 429, Header: nethttp.Header{"Retry-After": {"7"}}}}, 2, 9 * time.Second, ""},
		{"no network", []*http.Exchange{down(http.Network), down(http.Timeout), down(http.Network)}, 3, 5 * time.Second, "no token from auth.example: connection refused"},
		{"refused", []*http.Exchange{tokenAnswer(401, `{"error":"invalid_client","error_description":"s3cr3t&more"}`)}, 1, time.Second, "no token from auth.example: 401 invalid_client"},
		{"refused with 200", []*http.Exchange{tokenAnswer(200, `{"error":"invalid_scope"}`)}, 1, time.Second, "no token from auth.example: 200 invalid_scope"},
		{"a page", []*http.Exchange{tokenAnswer(404, `<html>s3cr3t&more</html>`)}, 1, time.Second, "no token from auth.example: 404 Not Found"},
		{"a redirect", []*http.Exchange{tokenAnswer(302, ``)}, 1, time.Second, "no token from auth.example: 302 Found"},
		{"not JSON", []*http.Exchange{tokenAnswer(200, `hello`)}, 1, time.Second, "no token from auth.example: the answer cannot be read"},
		{"no token", []*http.Exchange{tokenAnswer(200, `{}`)}, 1, time.Second, "no token from auth.example: the answer has no access_token"},
	} {
		s, i := simulated()
		i.answers = tc.answers
		source := tokens(i, http.OAuth2{Retry: &http.Policy{Retries: 2, Min: time.Second, Max: time.Second}})
		_, err := source.Token(t.Context())
		if tc.err == "" && err != nil || tc.err != "" && (err == nil || err.Error() != tc.err) {
			t.Errorf("%s: %v, want %s", tc.name, err, tc.err)
		}
		if len(i.requests) != tc.fetches || s.Elapsed() != tc.elapsed {
			t.Errorf("%s: %d fetches in %s, want %d in %s", tc.name, len(i.requests), s.Elapsed(), tc.fetches, tc.elapsed)
		}
	}
}

func TestTokenOfAFormEncodedAnswer(t *testing.T) {
	t.Parallel()
	s, i := simulated()
	i.takes = 0
	i.answers = []*http.Exchange{{Status: 200, Header: nethttp.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, Body: []byte("access_token=abc&expires_in=100")}}
	source := tokens(i, http.OAuth2{})
	if token, err := source.Token(t.Context()); token != "abc" || err != nil {
		t.Error(token, err)
	}
	s.Advance(90 * time.Second)
	if token, _ := source.Token(t.Context()); token != "t2" {
		t.Error(token)
	}
}

// Many a token server sends JSON and calls it text.
func TestTokenOfAnAnswerCalledText(t *testing.T) {
	t.Parallel()
	_, i := simulated()
	i.takes = 0
	i.answers = []*http.Exchange{{Status: 200, Header: nethttp.Header{"Content-Type": {"text/plain"}}, Body: []byte(` {"access_token": "abc"}`)}}
	if token, err := tokens(i, http.OAuth2{}).Token(t.Context()); token != "abc" || err != nil {
		t.Error(token, err)
	}
}

// The lead whose call fetches the token comes to its deadline; the others do
// not suffer from it.
func TestTokenFetchOutlivesItsFirstCaller(t *testing.T) {
	t.Parallel()
	s, i := simulated()
	i.takes = 5 * time.Second
	source := tokens(i, http.OAuth2{})
	s.Run(func() {
		g := s.NewGroup()
		for n := range 3 {
			g.Go(func() {
				limit := time.Minute
				if n == 0 {
					limit = 2 * time.Second
				}
				ctx, cancel := s.WithDeadline(t.Context(), now.Add(limit))
				defer cancel()
				token, err := source.Token(ctx)
				if n == 0 && err == nil || n > 0 && token != "t2" {
					t.Errorf("%d: %s, %v", n, token, err)
				}
			})
		}
		g.Wait()
	})
	if len(i.requests) != 2 || s.Elapsed() != 7*time.Second {
		t.Errorf("%d requests in %s", len(i.requests), s.Elapsed())
	}
}

func TestTokensOverRealSockets(t *testing.T) {
	t.Parallel()
	var fetched atomic.Int64
	s := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) {
		if r.FormValue("client_secret") != "s3cr3t&more" {
			w.WriteHeader(401)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"access_token":"t%d","expires_in":3600}`, fetched.Add(1))
	})
	source := http.NewTokenSource(clock.System(), client(t, http.Config{}), http.OAuth2{
		Service: "api", TokenURL: s.URL, ClientID: "acme", ClientSecret: "s3cr3t&more",
	})
	for round := range 3 {
		want := fmt.Sprintf("t%d", round+1)
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				if token, err := source.Token(t.Context()); token != want || err != nil {
					t.Error(token, err)
				}
			})
		}
		all.Wait()
		source.Drop(want)
	}
	if fetched.Load() != 3 {
		t.Errorf("%d fetched", fetched.Load())
	}
}
