package metrics_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"lcs/metrics"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A server answers at its one path with the figures of the moment, and is gone
// when it is closed.
func TestServe(t *testing.T) {
	asked := 0
	server, err := metrics.Serve("127.0.0.1:0", func() []byte {
		asked++
		return []byte(strings.Repeat("x", asked))
	})
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	for _, test := range []struct {
		url, body string
		status    int
	}{
		{server.URL(), "x", 200}, {server.URL(), "xx", 200}, {strings.TrimSuffix(server.URL(), metrics.Path) + "/other", "404 page not found\n", 404},
	} {
		answer, err := client.Get(test.url)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil || string(body) != test.body || answer.StatusCode != test.status {
			t.Errorf("%s: %d %q %v", test.url, answer.StatusCode, body, err)
		}
	}
	if _, err := metrics.Serve(strings.TrimSuffix(strings.TrimPrefix(server.URL(), "http://"), metrics.Path), nil); err == nil {
		t.Error("two servers listen in one place")
	}
	if err := server.Close(); err != nil {
		t.Error(err)
	}
	if _, err := client.Get(server.URL()); err == nil {
		t.Error("it still answers")
	}
	everywhere, err := metrics.Serve(":0", nil)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(everywhere.URL(), "http://localhost:") {
		t.Errorf("it is said to be at %s", everywhere.URL())
	}
	if err := everywhere.Close(); err != nil {
		t.Error(err)
	}
}
