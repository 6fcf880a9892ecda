package interp_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"lcs/interp"
	lcshttp "lcs/stdlib/http"
	"lcs/value"
)

// hostileScript puts one value in every place of a request that takes text.
const hostileScript = `
flow "Hostile values"

lead {
  id: string
  v:  string
}

service echo { base "https://echo.example.com" }

step send {
  idempotent by lead.id
  request POST echo "/path/{{lead.v}}/end" {
    query   { q: lead.v, "in text": "<{{lead.v}}>" }
    body json {
      "quoted":   "{{lead.v}}",
      "inside":   "a {{lead.v}} b",
      "value":    {{lead.v}},
      "bare":     lead.v,
      "list":     [lead.v, "{{lead.v}}"],
      "key {{lead.v}}": 1
    }
  }
  expect 200 none
  example 200
}
`

// received is what the far end decoded.
type received struct {
	path  string
	query url.Values
	body  map[string]any
	err   error
}

// receive decodes a request with the standard library's decoders.
func receive(r *http.Request) received {
	var got received
	got.query, got.err = url.ParseQuery(r.URL.RawQuery)
	if got.err != nil {
		return got
	}
	segments := strings.Split(r.URL.EscapedPath(), "/")
	if len(segments) == 4 {
		got.path, got.err = url.PathUnescape(segments[2])
	}
	raw, _ := io.ReadAll(r.Body)
	if got.err == nil {
		got.err = json.Unmarshal(raw, &got.body)
	}
	return got
}

// hostileRun is a run of hostileScript against a real server.
type hostileRun struct {
	run  *interp.Run
	last chan received
}

func newHostileRun(t testing.TB) *hostileRun {
	t.Helper()
	h := &hostileRun{last: make(chan received, 1)}
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		h.last <- receive(r)
	}))
	t.Cleanup(server.Close)
	var problems any
	h.run, problems = compileHostile(t).Start(t.Context(), interp.Options{
		Route: func(*lcshttp.Request) (string, bool) { return server.URL, true },
	})
	if h.run == nil {
		t.Fatal(problems)
	}
	t.Cleanup(func() { _ = h.run.Close() })
	return h
}

func compileHostile(t testing.TB) *interp.Program {
	return compile(t, "hostile.lcs", hostileScript)
}

// send runs one lead with the value v, and checks that the far end decoded the
// very value in every place.
func (h *hostileRun) send(t *testing.T, v string) {
	t.Helper()
	result := h.run.Do(t.Context(), interp.Record{Value: value.NewObject(
		value.Entry{Key: "id", Value: "1"}, value.Entry{Key: "v", Value: v},
	)})
	switch v {
	case "", ".", "..": // as a path segment the far end would take them away, and the rest with them
		if result.Outcome != interp.Error {
			t.Errorf("%q was sent as a path segment: %s", v, result.Reason)
		}
		return
	}
	if result.Outcome != interp.Success {
		t.Errorf("%.60q: %s %s", v, result.Outcome, result.Reason)
		return
	}
	got := <-h.last
	if got.err != nil {
		t.Errorf("%.60q: the far end cannot decode it: %v", v, got.err)
		return
	}
	same := func(place string, got any, want string) {
		if got != want {
			t.Errorf("%.60q came as %.60q in %s", want, got, place)
		}
	}
	same("the path", got.path, v)
	same("the query", got.query.Get("q"), v)
	same("a text in the query", got.query.Get("in text"), "<"+v+">")
	same("a JSON string", got.body["quoted"], v)
	same("a JSON string with more in it", got.body["inside"], "a "+v+" b")
	same("a JSON value", got.body["value"], v)
	same("an expression", got.body["bare"], v)
	list, _ := got.body["list"].([]any)
	if len(list) != 2 || list[0] != v || list[1] != v {
		t.Errorf("%.60q came as %.60q in a list", v, list)
	}
	if _, ok := got.body["key "+v]; !ok {
		t.Errorf("%.60q did not come as a key", v)
	}
}

var hostileValues = []string{
	"", "plain", `"`, `""`, `\`, `\\`, `\"`, "'", "\n", "\r\n", "\t", "\x00", "a\x00b", "\x1b[31m", "\u2028\u2029",
	"😀", "e\u0301", "日本語", "</script>", "</x>", "]]>", "&amp;", "{{x}}", "}}", "{{", "${x}", "%s%n", "%2F", "%", "+", " ", "a b",
	"a/b", "..", ".", "../../etc/passwd", "?", "#", "a?b=c&d=e#f", ";", "=", "&", "@", ":", "//evil.example.com", "null", "true", "123",
	"-1", "1e400", `{"a":1}`, `[1,2]`, `","admin":true,"x":"`, "\ufeff", "\ufffd", "\u007f", "\u0085",
	strings.Repeat("x", 10_000), strings.Repeat(`"\`, 5_000), strings.Repeat("😀", 2_500),
}

// TestHostileValues sends what people and attackers put into fields to a real
// server: it decodes to the very same value in path, query and JSON body.
func TestHostileValues(t *testing.T) {
	h := newHostileRun(t)
	for _, v := range hostileValues {
		h.send(t, v)
	}
}

// FuzzJSONBody sends any text; the far end decodes the very same.
func FuzzJSONBody(f *testing.F) {
	for _, v := range hostileValues {
		f.Add(v)
	}
	h := newHostileRun(f)
	f.Fuzz(func(t *testing.T, v string) {
		if !utf8.ValidString(v) {
			v = strings.ToValidUTF8(v, "\ufffd")
		}
		h.send(t, v)
	})
}
