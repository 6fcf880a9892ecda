package interp_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"lcs/interp"
	"lcs/value"
)

const credentialsScript = `flow "elsewhere"
settings { key: secret, token: secret }
lead { id: string }
service far {
  base    "BASE"
  auth    bearer(settings.token)
  headers { X-Api-Key: settings.key, X-Region: "us" }
  follow  3
}
step login { request GET far "/login" }
step ask {
  request METHOD far "/away" { query { key: settings.key } BODY }
  expect 200
  on network { reject "network: {{error.message}}" }
}
`

// A redirect to another host carries nothing that says who calls: no token, no
// key, no cookie, and neither a URL nor a body with a secret.
func TestRedirectsCarryNoCredentials(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var came []string // to the other host
	location := ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		switch {
		case strings.HasPrefix(r.Host, "localhost"):
			came = append(came, fmt.Sprint(r.Method, " ", r.RequestURI, " ", r.Header))
		case r.URL.Path == "/login":
			w.Header().Set("Set-Cookie", "sid=s-12345678; Path=/")
		case r.Header.Get("Authorization") != "Bearer t-12345678" || r.Header.Get("X-Api-Key") != "k-12345678" || r.Header.Get("Cookie") != "sid=s-12345678":
			w.WriteHeader(http.StatusUnauthorized)
		default:
			w.Header().Set("Location", strings.ReplaceAll(location, "QUERY", r.URL.RawQuery))
			w.WriteHeader(http.StatusTemporaryRedirect)
		}
	}))
	defer server.Close()
	other := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	for _, tc := range []struct {
		name, location, method, body string
		reason                       string // the end of it; empty: it was followed
	}{
		{"bare", other + "/x", "GET", "", ""},
		{"with a body", other + "/x", "POST", `body json { id: lead.id }`, ""},
		{"with the query", other + "/x?QUERY", "GET", "", "with a secret in the URL that is not meant for it"},
		{"with a secret in the body", other + "/x", "POST", `body json { key: settings.key }`, "which the secret in the body is not meant for"},
	} {
		text := strings.NewReplacer("BASE", server.URL, "METHOD", tc.method, "BODY", tc.body).Replace(credentialsScript)
		run, problems := compile(t, "flow.lcs", text).Start(t.Context(), interp.Options{
			AllowPrivate: true, Settings: map[string]interp.Setting{"key": {Value: "k-12345678"}, "token": {Value: "t-12345678"}},
		})
		if problems.HasErrors() {
			t.Fatal(diagnostics(problems))
		}
		mu.Lock()
		location, came = tc.location, nil
		mu.Unlock()
		r := run.Do(t.Context(), interp.Record{Value: value.NewObject(value.Entry{Key: "id", Value: "1"})})
		run.Close()
		mu.Lock()
		switch {
		case tc.reason != "" && (!strings.HasSuffix(r.Reason, tc.reason) || len(came) > 0):
			t.Errorf("%s: %q, and %q came", tc.name, r.Reason, came)
		case tc.reason == "" && (r.Outcome != interp.Success || len(came) != 1 || !strings.Contains(came[0], "X-Region:[us]")):
			t.Errorf("%s: %s %q, and %q came", tc.name, r.Outcome, r.Reason, came)
		}
		if all := fmt.Sprint(came); strings.Contains(all, "12345678") {
			t.Errorf("%s: %s", tc.name, all)
		}
		mu.Unlock()
	}
}
