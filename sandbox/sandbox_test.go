package sandbox_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"lcs/clock"
	"lcs/interp"
	"lcs/lang/load"
	"lcs/sandbox"
	"lcs/stdlib"
	"lcs/stdlib/http"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const script = `
lead { id: string }

service api    { base "https://api.example/v1" }
service backup { base "https://backup.example" }

step score {
  request GET api "/score"
  expect 200 json { score: int }
  map { score: response.score }
  on 5xx {
    fallback {
      request GET backup "/score"
      expect 200 json { points: int }
      map { score: response.points }
      example 200 json { "points": 2 }
    }
  }
  example 200 json { "score": 1 }
  example 503
}

step ping {
  request POST api "/ping"
  expect 204 none
  example 204
}
`

func start(t *testing.T, text string) (*sandbox.Server, *http.Client) {
	t.Helper()
	lib := stdlib.New()
	info, problems := load.Source("flow.lcs", text, nil, lib)
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	program, problems := interp.Compile(info, lib)
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	s, err := sandbox.Start(program)
	if err != nil {
		t.Fatal(err)
	}
	// Without --allow-private: the guard is not for the sandbox.
	c := http.NewClient(http.Config{Route: s.Route})
	t.Cleanup(func() {
		c.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s, c
}

func TestStepsAreAnsweredByTheirExamples(t *testing.T) {
	t.Parallel()
	_, c := start(t, script)
	for _, tc := range []struct {
		step, via string
		status    int
		body      string
	}{
		{"score", "", 200, `{"score":1}`},
		{"score", "fallback", 200, `{"points":2}`},
		{"ping", "", 204, ""},
		{"api", "auth", 200, `{"access_token":"example-token","token_type":"Bearer","expires_in":3600}`},
		{"unknown", "", 200, ""},
	} {
		x := c.Send(t.Context(), &http.Request{Step: tc.step, Via: tc.via, Method: "GET", URL: "https://api.example/v1/x", Timeout: 5 * time.Second})
		if body := strings.ReplaceAll(string(x.Body), " ", ""); x.Kind != http.Answered || x.Status != tc.status || body != tc.body {
			t.Errorf("%s %s: %q %s %d %s", tc.step, tc.via, x.Kind, x.Message, x.Status, x.Body)
		}
	}
}

func TestTokensAreGiven(t *testing.T) {
	t.Parallel()
	_, c := start(t, script)
	source := http.NewTokenSource(clock.System(), c, http.OAuth2{Service: "api", TokenURL: "https://auth.example/token", ClientID: "a", ClientSecret: "b"})
	if token, err := source.Token(t.Context()); token != "example-token" || err != nil {
		t.Error(token, err)
	}
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	_, c := start(t, script)
	var all sync.WaitGroup
	for range 200 {
		all.Go(func() {
			x := c.Send(t.Context(), &http.Request{Step: "ping", Method: "POST", URL: "https://api.example/v1/ping", Body: []byte("{}")})
			if x.Status != 204 {
				t.Errorf("%q %s %d", x.Kind, x.Message, x.Status)
			}
		})
	}
	all.Wait()
}

func TestNothingIsAnsweredAfterClose(t *testing.T) {
	t.Parallel()
	s, err := sandbox.Start(&interp.Program{})
	if err != nil {
		t.Fatal(err)
	}
	base, ok := s.Route(&http.Request{})
	if !ok || !strings.HasPrefix(base, "http://127.0.0.1:") {
		t.Errorf("routed to %s", base)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	c := http.NewClient(http.Config{Route: s.Route})
	defer c.Close()
	x := c.Send(t.Context(), &http.Request{Method: "GET", URL: "https://api.example/"})
	if x.Kind != http.Network || !strings.HasPrefix(x.Message, "connection refused") {
		t.Errorf("%q %s", x.Kind, x.Message)
	}
}
