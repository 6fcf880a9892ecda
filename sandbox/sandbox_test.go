package sandbox_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"lcs/interp"
	"lcs/lang/load"
	"lcs/sandbox"
	"lcs/stdlib"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const script = `flow "x"
lead { id: string }
service api {
  base "https://api.example"
  auth oauth2(token_url: "https://api.example/token", client_id: "a", client_secret: "b")
}
step answered {
  request GET api "/a"
  expect 201 json { ok: bool }
  example 201 headers { X-Kind: "first" } json { "ok": true }
  example 201 json { "ok": false }
}
step slow {
  request GET "https://b.example/"
  example 204 after 1h
}
step bare      { request GET "https://e.example/" }
`

// start starts a sandbox for the script and returns a function that asks it for
// a step.
func start(t *testing.T) func(ctx context.Context, step, via string) (*http.Response, string, error) {
	t.Helper()
	library := stdlib.New()
	info, problems := load.Source("flow.lcs", script, nil, library)
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	program, problems := interp.Compile(info, library)
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	server, err := sandbox.Start(program)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		if err := server.Close(); err != nil {
			t.Errorf("the sandbox closes with %v", err)
		}
	})
	return func(ctx context.Context, step, via string) (*http.Response, string, error) {
		base, ok := server.Route(nil)
		if !ok || !strings.HasPrefix(base, "http://127.0.0.1:") {
			t.Fatalf("requests go to %q", base)
		}
		request, err := http.NewRequestWithContext(ctx, "GET", base+"/any/path", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Lcs-Step", step)
		request.Header.Set("Lcs-Via", via)
		response, err := transport.RoundTrip(request)
		if err != nil {
			return nil, "", err
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		return response, string(body), err
	}
}

func TestStepsAnswerWithTheirFirstExample(t *testing.T) {
	ask := start(t)
	tests := []struct {
		step, via, body, kind string
		status                int
	}{
		{"answered", "", `{"ok":true}`, "first", 201},
		{"answered", "fallback", `{"ok":true}`, "first", 201},
		{"answered", "auth", `{"access_token":"example-token","token_type":"Bearer","expires_in":3600}`, "", 200},
		{"bare", "", "", "", 200},
		{"unknown", "", "step 'unknown' has no example to answer with\n", "", 501},
	}
	for _, test := range tests {
		response, body, err := ask(t.Context(), test.step, test.via)
		if err != nil {
			t.Errorf("%s %s: %v", test.step, test.via, err)
			continue
		}
		if response.StatusCode != test.status || body != test.body || response.Header.Get("X-Kind") != test.kind {
			t.Errorf("%s %s: %d %q %q", test.step, test.via, response.StatusCode, body, response.Header.Get("X-Kind"))
		}
	}
}

func TestSlowExampleWaitsNoLongerThanItsCaller(t *testing.T) {
	ask := start(t)
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan error)
	go func() {
		_, _, err := ask(ctx, "slow", "")
		gone <- err
	}()
	if _, _, err := ask(t.Context(), "bare", ""); err != nil {
		t.Errorf("the others do not get through: %v", err)
	}
	cancel()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
}
