package trace_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	nethttp "net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lcs/stdlib/http"
	"lcs/trace"
)

// exchange is one that went well.
func exchange() *http.Exchange {
	return &http.Exchange{
		Request: &http.Request{
			Method: "POST", URL: "https://api.example/a", Header: nethttp.Header{"Content-Type": {"text/plain"}}, Body: []byte("ping"),
		},
		Status: 200, Header: nethttp.Header{"Content-Type": {"text/plain"}}, Body: []byte("pong"),
		Started: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Duration: 12 * time.Millisecond,
		Timing: http.Timing{DNS: time.Millisecond, Connect: 2 * time.Millisecond, TLS: 3 * time.Millisecond, Wait: 4 * time.Millisecond, Read: 1500 * time.Microsecond},
	}
}

func entry(t *testing.T, a trace.Attempt) *trace.Entry {
	t.Helper()
	e, ok := trace.NewEntry(a)
	if !ok {
		t.Fatalf("no entry at level %s", a.Level)
	}
	return e
}

func TestLevels(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		level         string
		failed        bool
		wanted, whole bool
	}{
		{"off", false, false, false}, {"off", true, false, false},
		{"errors", false, false, false}, {"errors", true, true, true},
		{"headers", false, true, false}, {"headers", true, true, false},
		{"full", false, true, true}, {"full", true, true, true},
	} {
		a := trace.Attempt{Lead: 1, Step: "s", Number: 1, Level: c.level, Exchange: exchange()}
		if c.failed {
			a.Kind, a.Message = "status", "no"
		}
		e, ok := trace.NewEntry(a)
		if ok != c.wanted {
			t.Errorf("%+v: an entry: %t", c, ok)
		}
		if !ok {
			continue
		}
		if whole := e.Request.Text == "ping" && e.Response.Text == "pong"; whole != c.whole {
			t.Errorf("%+v: bodies %q and %q", c, e.Request.Text, e.Response.Text)
		}
		if e.Request.Size != 4 || e.Response.Size != 4 || (e.Error != nil) != c.failed {
			t.Errorf("%+v: %+v", c, e)
		}
	}
}

func TestEntryReadsAsItWasWritten(t *testing.T) {
	t.Parallel()
	x := exchange()
	x.Body, x.Reused = []byte{0xff, 0, 1}, true
	x.Request.Via, x.Request.Header["X-Empty"] = "fallback", []string{""}
	want := entry(t, trace.Attempt{Lead: 3, Place: "leads.csv:4", Step: "s", Number: 2, Level: "full", Exchange: x, Kind: "parse", Message: "<no> & "})
	var out bytes.Buffer
	w := trace.NewNDJSON(&out)
	w.Write(want)
	if err := w.Close(); err != nil || strings.Count(out.String(), "\n") != 1 || !strings.Contains(out.String(), `"body_base64":"/wAB"`) {
		t.Fatal(err, out.String())
	}
	got, err := trace.ReadEntry(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestNothingCame(t *testing.T) {
	t.Parallel()
	x := exchange()
	x.Status, x.Header, x.Body, x.Kind, x.Message = 0, nil, nil, http.Timeout, "not within 2s"
	e := entry(t, trace.Attempt{Step: "s", Level: "errors", Exchange: x, Kind: "timeout", Message: "not within 2s"})
	if e.Response != nil || e.Error.Kind != "timeout" || e.Error.Message != "not within 2s" {
		t.Errorf("%+v", e)
	}
}

// However a body is cut, no part of a secret is left at its end, and no more is
// shown than there may be.
func TestCutBodiesHaveNoHalfSecret(t *testing.T) {
	t.Parallel()
	const limit = 64 << 10
	secret := "s3cr3t+key/42 & more"
	rapid.Check(t, func(t *rapid.T) {
		// Near the end of what is shown, and of what is looked at.
		before := rapid.OneOf(rapid.IntRange(limit-60, limit+5), rapid.IntRange(limit+220, limit+250)).Draw(t, "before")
		first := strings.Repeat(secret+" ", rapid.SampledFrom([]int{0, 100}).Draw(t, "secrets")) // masks are shorter
		filler := rapid.SampledFrom([]string{"x", "é", "%41", "\xff"}).Draw(t, "filler")
		text := (first + strings.Repeat(filler, before/len(filler)+1))[:before] + secret + secret[:5] + secret + strings.Repeat("y", rapid.IntRange(0, 900).Draw(t, "after"))
		x := exchange()
		x.Body = []byte(text)
		e, _ := trace.NewEntry(trace.Attempt{Step: "s", Level: "full", Exchange: x, Secrets: []trace.Secret{{Text: secret}}})
		body := e.Response.Text + string(e.Response.Base64)
		if len(body) > limit || e.Response.Size != len(text) || e.Response.Cut == 0 && first == "" && len(body) < before {
			t.Fatalf("%d bytes shown, %d cut, of %d", len(body), e.Response.Cut, e.Response.Size)
		}
		// What follows the first secret only begins like one, and may be cut itself.
		body = strings.ReplaceAll(body, http.Mask+secret[:5], "")
		for n := 1; n < 5; n++ {
			body = strings.TrimSuffix(body, http.Mask+secret[:n])
		}
		for n := 3; n <= len(secret); n++ {
			if strings.Contains(body, secret[:n]) {
				t.Fatalf("it has %q", secret[:n])
			}
		}
	})
}

// A body that is all long secrets becomes short when they are masked, shorter
// than what is searched beyond its end.
func TestBodyOfLongSecrets(t *testing.T) {
	t.Parallel()
	secret := strings.Repeat("0123456789abcdef", 500)
	x := exchange()
	x.Body = []byte(strings.Repeat(secret, 40))
	e := entry(t, trace.Attempt{Level: trace.Full, Exchange: x, Secrets: []trace.Secret{{Text: secret}}})
	if strings.Contains(e.Response.Text, "0123456789") || e.Response.Size != len(x.Body) || e.Response.Cut == 0 {
		t.Errorf("%d of %d bytes are shown: %.100s", len(e.Response.Text), e.Response.Size, e.Response.Text)
	}
}

// A known secret is masked in what came back, and in JSON only the text, so that
// it stays JSON. The names of settings are kept for the command.
func TestMasks(t *testing.T) {
	t.Parallel()
	x := exchange()
	r := x.Request
	r.URL, r.Header["Content-Type"] = "https://ann:pa55word@api.example/a?k=key-1234", []string{"application/json"}
	r.Body = []byte(`{"a":"key-1234","b":"key-1234"}`)
	r.Secrets = []http.Secret{{Where: "body", Start: 5, End: 15}, {Where: "body", Start: 21, End: 29}, {Where: "url", Start: 37, End: 45}}
	x.Header["X-Echo"] = []string{"you are ann:pa55word"}
	x.Body = []byte("you sent key-1234, and lead-5678")
	e := entry(t, trace.Attempt{
		Step: "s", Level: "full", Exchange: x, Kind: "network", Message: "cannot reach lead-5678",
		Secrets: []trace.Secret{{Name: "api_key", Text: "key-1234"}, {Text: "lead-5678"}},
	})
	for what, pair := range map[string][2]string{
		"url":     {e.Request.URL, "https://•••@api.example/a?k=•••"},
		"body":    {e.Request.Text, `{"a":"•••","b":"•••"}`},
		"answer":  {e.Response.Text, "you sent •••, and •••"},
		"header":  {e.Response.Headers.Get("X-Echo"), "you are •••"},
		"message": {e.Error.Message, "cannot reach •••"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %s", what, pair[0])
		}
	}
	if d := cmp.Diff(map[string][]string{"body": {"api_key", "api_key"}, "url": {"api_key"}}, e.Request.Secrets); d != "" {
		t.Error(d)
	}
	if string(r.Body) != `{"a":"key-1234","b":"key-1234"}` || r.Secrets[0].Start != 5 {
		t.Error("the request itself was changed")
	}
}

// A HAR file is whole after every entry, whoever writes and whenever it ends.
func TestHARIsAlwaysWhole(t *testing.T) {
	t.Parallel()
	file, err := os.Create(filepath.Join(t.TempDir(), "t.har"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	count := func() int {
		text, err := os.ReadFile(file.Name())
		if err != nil {
			t.Fatal(err)
		}
		var har struct {
			Log struct{ Entries []json.RawMessage }
		}
		if err := json.Unmarshal(text, &har); err != nil || har.Log.Entries == nil {
			t.Fatalf("%v:\n%s", err, text)
		}
		return len(har.Log.Entries)
	}
	w := trace.NewHAR(file, "lcs", "1")
	e := entry(t, trace.Attempt{Step: "s", Level: "full", Exchange: exchange()})
	for n := range 5 {
		if got := count(); got != n {
			t.Fatalf("%d entries, not %d", got, n)
		}
		w.Write(e)
	}
	var writers sync.WaitGroup
	for range 20 {
		writers.Go(func() { w.Write(e) })
	}
	writers.Wait()
	if err := w.Close(); err != nil || count() != 25 {
		t.Errorf("%v, %d entries", err, count())
	}
}

// broken takes so many bytes and no more.
type broken struct{ room int }

func (b *broken) Write(p []byte) (int, error) {
	if b.room -= len(p); b.room < 0 {
		return 0, errors.New("the disk is full")
	}
	return len(p), nil
}

func TestWritersSayWhatWentWrong(t *testing.T) {
	t.Parallel()
	e := entry(t, trace.Attempt{Step: "s", Level: "full", Exchange: exchange()})
	for name, writer := range map[string]func(io.Writer) trace.Writer{
		"ndjson": trace.NewNDJSON,
		"har":    func(out io.Writer) trace.Writer { return trace.NewHAR(out, "lcs", "1") },
	} {
		w := writer(&broken{700})
		for range 3 {
			w.Write(e)
		}
		if err := w.Close(); err == nil || err.Error() != "the disk is full" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A shell gives curl what was sent, whatever is in it; the variables stand where
// the masks were.
func TestCurlIsQuoted(t *testing.T) {
	t.Parallel()
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell")
	}
	dir := t.TempDir()
	fake := "#!/bin/sh\nfor a in \"$@\"; do printf '%s\\000' \"$a\"; done\n"
	if err := os.WriteFile(filepath.Join(dir, "curl"), []byte(fake), 0o700); err != nil {
		t.Fatal(err)
	}
	text := rapid.StringOfN(rapid.SampledFrom([]rune(`aZ0 '"$\`+"`"+`!*?#&;|<>(){}[]~%=:@-/é`+"\t")), 1, 20, -1)
	rounds := 0
	rapid.Check(t, func(t *rapid.T) {
		if rounds++; rounds > 40 {
			return
		}
		header, body := text.Draw(t, "header"), text.Draw(t, "body")
		x := exchange()
		x.Request.Header = nethttp.Header{"X-Any": {header}, "X-Key": {"key-1234"}, "Content-Type": {"application/json"}}
		x.Request.Secrets = []http.Secret{{Where: "X-Key", Start: 0, End: 8}, {Where: "body", Start: len(body) + 6, End: len(body) + 14}}
		x.Request.Body = []byte(body + ` {"k":key-9876`)
		e, _ := trace.NewEntry(trace.Attempt{Step: "s", Level: "full", Exchange: x, Secrets: []trace.Secret{{Name: "api.key", Text: "key-1234"}}})
		c := trace.NewCurl(e)
		if d := cmp.Diff([]string{"API_KEY", "K"}, c.Variables); d != "" {
			t.Fatal(d)
		}
		command := exec.Command(shell, "-c", c.Command)
		command.Env = []string{"PATH=" + dir + ":" + os.Getenv("PATH"), "API_KEY=key $x 'y'", "K=two"}
		out, err := command.Output()
		if err != nil {
			t.Fatalf("%v\n%s", err, c.Command)
		}
		want := []string{
			"--request", "POST", "https://api.example/a", "--header", "Content-Type: application/json",
			"--header", "X-Any: " + header, "--header", "X-Key: key $x 'y'", "--data-raw", body + ` {"k":two`, "",
		}
		if d := cmp.Diff(want, strings.Split(string(out), "\x00")); d != "" {
			t.Fatalf("%s\n%s", c.Command, d)
		}
	})
}

func TestCurlOfBodies(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method, level string
		body          []byte
		want          string
		notes         int
	}{
		"none":           {"GET", "full", nil, "curl https://api.example/a", 0},
		"head":           {"HEAD", "full", nil, "curl --head https://api.example/a", 0},
		"binary":         {"POST", "full", []byte{0xff, 0}, "printf %s '/wA=' | base64 -d | curl --request POST https://api.example/a --header 'Content-Type:' --data-binary @-", 0},
		"packed":         {"POST", "full", []byte("{ }"), "printf %s '{ }' | gzip | curl --request POST https://api.example/a --header 'Content-Encoding: gzip' --header 'Content-Type:' --data-binary @-", 0},
		"packed, binary": {"POST", "full", []byte{0xff, 0}, "printf %s '/wA=' | base64 -d | gzip | curl --request POST https://api.example/a --header 'Content-Encoding: gzip' --header 'Content-Type:' --data-binary @-", 0},
		"packed, left":   {"POST", "headers", []byte("abc"), "curl --request POST https://api.example/a --header 'Content-Encoding: gzip' --header 'Content-Type:'", 1},
		"packed, none":   {"GET", "full", nil, "curl https://api.example/a", 0},
		"left":           {"POST", "headers", []byte("abc"), "curl --request POST https://api.example/a --header 'Content-Type:'", 1},
		"in GET":         {"GET", "full", []byte("@a"), "curl --request GET https://api.example/a --header 'Content-Type:' --data-raw '@a'", 0},
		"too big":        {"POST", "full", bytes.Repeat([]byte("a"), 70_000), "curl --request POST https://api.example/a --header 'Content-Type:' --data-raw " + strings.Repeat("a", 65_536), 1},
	} {
		x := exchange()
		x.Request.Method, x.Request.Body, x.Request.Header = c.method, c.body, nethttp.Header{}
		x.Request.Gzip = strings.HasPrefix(name, "packed")
		got := trace.NewCurl(entry(t, trace.Attempt{Step: "s", Level: c.level, Exchange: x}))
		if got.Command != c.want || len(got.Notes) != c.notes {
			t.Errorf("%s: %.300s %q", name, got.Command, got.Notes)
		}
	}
}

func TestVariablesAreNamedByTheirPlace(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"pin": "•••"}`:            "PIN",
		`{"pin":•••,"pin2":"•••"}`:  "PIN PIN2",
		"a=1&client_secret=•••&b=2": "CLIENT_SECRET",
		`<k a="•••">•••</k>`:        "A BODY_SECRET",
		"•••":                       "BODY_SECRET",
		"password=•••&password=•••": "PASSWORD PASSWORD_2",
	} {
		e := &trace.Entry{Request: trace.Request{Method: "POST", URL: "https://api.example/•••?key=•••&x=1", Body: trace.Body{Text: text, Size: 1}}}
		if got, want := fmt.Sprint(trace.NewCurl(e).Variables), "[URL_SECRET KEY "+want+"]"; got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func FuzzReadEntry(f *testing.F) {
	f.Add([]byte(`{"time":"2026-01-01T00:00:00Z","step":"a","request":{"method":"GET","url":"http://a/•••?b=•••","headers":{"A":["•••"]},"body":"•••","body_size":1,"secrets":{"A":["x"]}}}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		if e, err := trace.ReadEntry(line); err == nil {
			trace.NewCurl(e)
		}
	})
}
