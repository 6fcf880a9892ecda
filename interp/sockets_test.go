package interp_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"lcs/interp"
	"lcs/value"
)

// rawFarEnd is a far end that can do what no HTTP server does: what it says to a
// connection is up to the test. It counts what it is asked and what it says.
type rawFarEnd struct {
	address  string
	requests atomic.Int64
	said     atomic.Int64 // bytes
}

// dialog is what a far end does with a connection, which is closed after it.
type dialog func(f *rawFarEnd, c *rawConn)

type rawConn struct {
	*net.TCPConn
	in  *bufio.Reader
	far *rawFarEnd
}

func (c *rawConn) Write(p []byte) (int, error) {
	n, err := c.TCPConn.Write(p)
	c.far.said.Add(int64(n))
	return n, err
}

// heard reads a request to its end; false: no more come.
func (c *rawConn) heard() bool {
	r, err := http.ReadRequest(c.in)
	if err != nil {
		return false
	}
	c.far.requests.Add(1)
	_, err = io.Copy(io.Discard, r.Body)
	return err == nil
}

func (c *rawConn) say(text string) bool {
	_, err := io.WriteString(c, text)
	return err == nil
}

// untilGone waits until the caller has left.
func (c *rawConn) untilGone() { _, _ = io.Copy(io.Discard, c.in) }

// reset closes the connection with a RST in place of a FIN.
func (c *rawConn) reset() {
	_ = c.SetLinger(0)
	_ = c.Close()
}

// farEndOf starts a far end; stop waits for all of it.
func farEndOf(t *testing.T, talk dialog) (f *rawFarEnd, stop func()) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f = &rawFarEnd{address: l.Addr().String()}
	var tasks sync.WaitGroup
	tasks.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			tasks.Go(func() {
				defer c.Close()
				talk(f, &rawConn{c.(*net.TCPConn), bufio.NewReader(c), f})
			})
		}
	})
	return f, func() {
		l.Close()
		tasks.Wait()
	}
}

// says answers every request of a connection with text.
func says(text string) dialog {
	return func(_ *rawFarEnd, c *rawConn) {
		for c.heard() && c.say(text) {
		}
	}
}

// saysOnce answers one request and closes the connection.
func saysOnce(text string) dialog {
	return func(_ *rawFarEnd, c *rawConn) {
		if c.heard() {
			c.say(text)
		}
	}
}

// floods says something again and again, until the caller has enough.
func floods(first, again string) dialog {
	block := strings.Repeat(again, max(1, 32<<10/len(again)))
	return func(_ *rawFarEnd, c *rawConn) {
		if c.heard() && c.say(first) {
			for c.say(block) {
			}
		}
	}
}

// drips says a part, and then no more while the caller listens.
func drips(text string) dialog {
	return func(_ *rawFarEnd, c *rawConn) {
		if c.heard() && c.say(text) {
			c.untilGone()
		}
	}
}

const (
	ok200   = "HTTP/1.1 200 OK\r\n"
	chunked = ok200 + "Transfer-Encoding: chunked\r\n\r\n"
	gzipped = ok200 + "Content-Encoding: gzip\r\nConnection: close\r\n\r\n"
)

func sized(body string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body) }

func zipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return b.String()
}

// bomb is a gigabyte in a megabyte, 64 packs behind each other, made once.
var bomb = sync.OnceValue(func() string { return strings.Repeat(zipped(strings.Repeat("\x00", 16<<20)), 64) })

// billionLaughs is an entity of 3 GB in a few lines.
func billionLaughs() string {
	var b strings.Builder
	b.WriteString("<!DOCTYPE lolz [<!ENTITY lol0 \"lol\">")
	for i := range 9 {
		fmt.Fprintf(&b, "<!ENTITY lol%d \"%s\">", i+1, strings.Repeat(fmt.Sprintf("&lol%d;", i), 10))
	}
	b.WriteString("]><lolz>&lol9;</lolz>")
	return b.String()
}

// socketScript has a handler for every selector, which says that it was asked.
const socketScript = `flow "sockets"
lead { id: string }
service far { base "http://FAR"  timeout 300ms  max_response 64kb  FOLLOW }
step ask {
  IDEMPOTENT
  request METHOD far "/leads" { timeout TIMEOUT  headers { X-Key: "k", Idempotency-Key: lead.id } BODY }
  expect 200 FORMAT
  on timeout  { reject "timeout: {{error.message}}" }
  on network  { reject "network: {{error.message}}" }
  on parse    { reject "parse: {{error.message}}" }
  on 3xx, 4xx, 5xx { reject "status: {{http.status}}" }
}
`

// fault is something that goes wrong on a socket, and what a script sees of it.
type fault struct {
	name   string
	talk   dialog
	want   string // selector and message, or the beginning of them; empty: a success
	or     string // what it may be as well, where the kernel decides
	format string // of expect; empty: json
	get    bool   // a GET, which follows redirects
	keyed  bool   // idempotent by lead.id
	large  bool   // the request is
	sent   int    // requests that the far end must have had from two leads; 0: two
}

const inTime = "20s" // of attempts whose fault is not that they take long

var faults = []fault{
	{name: "closed at once", talk: func(*rawFarEnd, *rawConn) {}, want: "network: connection ", sent: -1},
	{name: "reset before the request was read", talk: func(_ *rawFarEnd, c *rawConn) { c.reset() }, want: "network: connection reset before the request was sent", large: true, sent: -1},
	{name: "reset after the request was processed", talk: func(_ *rawFarEnd, c *rawConn) {
		c.heard()
		c.reset()
	}, want: "network: connection reset after the request was sent"},
	{name: "closed after the request was processed", talk: saysOnce(""), want: "network: connection closed without an answer after the request was sent"},
	{name: "closed in the middle of a large request", talk: func(_ *rawFarEnd, c *rawConn) { _, _ = c.in.Peek(1) }, want: "network: connection ", large: true, sent: -1},
	{name: "reset in the body", talk: func(_ *rawFarEnd, c *rawConn) {
		c.heard()
		c.say(ok200 + "Content-Length: 100\r\n\r\n{\"ok\"")
		c.reset()
	}, want: "network: the answer ended early: ", or: "network: connection reset after the request was sent"},
	{name: "half a body", talk: saysOnce(ok200 + "Content-Length: 100\r\n\r\n{\"ok\":true}"), want: "network: the answer ended early: 11 of 100 bytes came"},
	{name: "half a chunked body", talk: saysOnce(chunked + "b\r\n{\"ok\":true}\r\n"), want: "network: the answer ended early, after 11 bytes"},
	{name: "bad chunks", talk: saysOnce(chunked + "nonsense\r\n"), want: "network: the answer is not HTTP: invalid byte in chunk length"},
	{name: "a chunk longer than it says", talk: saysOnce(chunked + "2\r\n{\"ok\":true}\r\n0\r\n\r\n"), want: "network: the answer is not HTTP: malformed chunked encoding"},
	{name: "a length too long", talk: drips(ok200 + "Content-Length: 12\r\n\r\n{\"ok\":true}"), want: "timeout: not within 300ms: the answer did not end (11 bytes of its body came)"},
	{name: "a length too short", talk: saysOnce(ok200 + "Connection: close\r\nContent-Length: 10\r\n\r\n{\"ok\":true}"), want: "parse: the answer is not JSON: "},
	{name: "a length that is none", talk: saysOnce(ok200 + "Content-Length: ten\r\n\r\n"), want: "network: the answer is not HTTP: bad Content-Length"},
	{name: "two lengths", talk: saysOnce(ok200 + "Content-Length: 11\r\nContent-Length: 2\r\n\r\n{\"ok\":true}"), want: "network: the answer is not HTTP: message cannot contain multiple Content-Length headers"},
	{name: "hang", talk: drips(""), want: "timeout: not within 300ms: no answer came"},
	{name: "hang before the request", talk: func(_ *rawFarEnd, c *rawConn) { c.untilGone() }, want: "timeout: not within 300ms: no answer came", sent: -1},
	{name: "slow drip of headers", talk: drips(ok200 + "Content-Type: appl"), want: "timeout: not within 300ms: "},
	{name: "slow drip of the body", talk: drips(ok200 + "Content-Length: 1000000\r\nConnection: close\r\n\r\n{"), want: "parse: the answer is larger than 64kb"},
	{name: "slow drip of a small body", talk: drips(chunked + "1\r\n{\r\n"), want: "timeout: not within 300ms: the answer did not end (1 bytes of its body came)"},
	{name: "bad gzip", talk: saysOnce(gzipped + "{\"ok\":true}"), want: "parse: the answer's gzip data "},
	{name: "half gzip", talk: saysOnce(gzipped + zipped(`{"ok":true}`)[:20]), want: "parse: the answer's gzip data ends early"},
	{name: "gzip bomb", talk: func(f *rawFarEnd, c *rawConn) { saysOnce(gzipped+bomb())(f, c) }, want: "parse: the answer is larger than 64kb: raise max_response to take it"},
	{name: "10 GB, announced", talk: floods(ok200+"Content-Length: 10737418240\r\n\r\n", "x"), want: "parse: the answer is larger than 64kb"},
	{name: "10 GB, streamed", talk: floods(chunked, "8000\r\n"+strings.Repeat("x", 0x8000)+"\r\n"), want: "parse: the answer is larger than 64kb"},
	{name: "10 GB of an error", talk: floods("HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n", "8000\r\n"+strings.Repeat("x", 0x8000)+"\r\n"), want: "status: 500"},
	{name: "not HTTP", talk: says("220 mail.example.com ESMTP\r\n"), want: "network: the answer is not HTTP: "},
	{name: "garbage without end", talk: floods("", "\x00\xff\xfe garbage "), want: "network: the answer is not HTTP: ", or: "network: the answer's headers are larger than 256kB"},
	{name: "a status of words", talk: saysOnce("HTTP/1.1 OK\r\n\r\n"), want: "network: the answer is not HTTP: "},
	{name: "a thousand headers", talk: says(ok200 + strings.Repeat("X-A: b\r\n", 1000) + sized(`{"ok":true}`)), want: ""},
	{name: "a huge header", talk: saysOnce(ok200 + "X-A: " + strings.Repeat("b", 2<<20) + "\r\n" + sized(`{"ok":true}`)), want: "network: the answer's headers are larger than 256kB"},
	{name: "headers without end", talk: floods(ok200, "X-A: b\r\n"), want: "network: the answer's headers are larger than 256kB"},
	{name: "trailers without end", talk: floods(chunked+"2\r\n{}\r\n0\r\n", "X-A: b\r\n"), want: "network: the answer is not HTTP: suspiciously long trailer after chunked body"},
	{name: "1xx without end", talk: floods("", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"), want: "network: the answer's headers are larger than 256kB"},
	{name: "a few 1xx", talk: says("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n" + ok200 + sized(`{"ok":true}`)), want: ""},
	{name: "a switch of protocols", talk: saysOnce("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"), want: "ask: HTTP 101"},
	{name: "redirects without end", get: true, talk: says("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"), want: "network: redirected more than 3 times, at last to 127.0.0.1", sent: 8},
	{name: "a redirect of a POST", talk: says("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"), want: "status: 302"},
	{name: "a redirect to a file", get: true, talk: says("HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n"), want: "network: redirected: cannot send to a URL of scheme \"file\""},
	{name: "an empty answer", talk: says(ok200 + "Content-Length: 0\r\n\r\n"), want: "parse: the answer is not JSON: the JSON text is empty"},
	{name: "deep JSON", talk: says(ok200 + sized(strings.Repeat("[", 30_000)+strings.Repeat("]", 30_000))), want: "parse: the answer is not JSON: JSON nests deeper than 1000 levels"},
	{name: "deep JSON objects", talk: says(ok200 + sized(strings.Repeat(`{"a":`, 10_000))), want: "parse: the answer is not JSON: JSON nests deeper than 1000 levels"},
	{name: "a long number", talk: says(ok200 + sized(`{"ok":1e999999999}`)), want: "parse: "},
	{name: "broken text", talk: says(ok200 + sized("{\"ok\xff\":true}")), want: "parse: the answer has no response.ok"},
	{name: "a billion laughs", format: "xml", talk: says(ok200 + sized(billionLaughs())), want: "parse: the answer is not XML: "},
	{name: "an entity of a file", format: "xml", talk: says(ok200 + sized(`<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`)), want: "parse: the answer is not XML: "},
	{name: "deep XML", format: "xml", talk: says(ok200 + sized(strings.Repeat("<a>", 20_000))), want: "parse: the answer is not XML: the XML is nested deeper than 200 elements"},
	{name: "XML of many attributes", format: "xml", talk: says(ok200 + sized("<a "+strings.Repeat("b='' ", 12_000)+"/>")), want: ""},
	{name: "a connection kept and closed under the next request", talk: func(f *rawFarEnd, c *rawConn) {
		if c.heard() && c.say(ok200+sized(`{"ok":true}`)) {
			c.heard() // and say nothing
		}
	}, want: "network: connection closed without an answer after the request was sent"},
	{name: "the same, with a key", keyed: true, talk: func(f *rawFarEnd, c *rawConn) {
		if c.heard() && c.say(ok200+sized(`{"ok":true}`)) {
			c.heard()
		}
	}, want: "network: connection closed without an answer after the request was sent"},
	{name: "a GET on a connection kept and closed under the next request", get: true, talk: func(f *rawFarEnd, c *rawConn) {
		if c.heard() && c.say(ok200+sized(`{"ok":true}`)) {
			c.heard()
		}
	}, want: "network: connection closed without an answer after the request was sent"},
	{name: "a GET that is reset under the next request", get: true, talk: func(f *rawFarEnd, c *rawConn) {
		if c.heard() && c.say(ok200+sized(`{"ok":true}`)) {
			c.heard()
			c.reset()
		}
	}, want: "network: connection closed without an answer after the request was sent"},
	{name: "reset under the next request", keyed: true, talk: func(f *rawFarEnd, c *rawConn) {
		if c.heard() && c.say(ok200+sized(`{"ok":true}`)) {
			c.heard()
			c.reset()
		}
	}, want: "network: connection reset after the request was sent", or: "network: connection closed without an answer after the request was sent"},
}

// maxSpent is how much memory two leads may take whose answers may have 64 kB
// and whose headers 1 MB, in all and not at a time, the far end's included.
const maxSpent = 24 << 20

// maxHeard is how much of what a far end says is taken in by two leads: what
// they may read, and what the sockets hold.
const maxHeard = 32 << 20

// TestFaultsOnSockets does to a script what sockets do: each fault is the
// selector that it should be, within its time, in bounded memory; no request is
// sent twice, and nothing is left behind.
func TestFaultsOnSockets(t *testing.T) {
	bomb()
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			before := goleak.IgnoreCurrent()
			far, stop := farEndOf(t, f.talk)
			program := compile(t, "sockets.lcs", f.script(far.address))
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			run, problems := program.Start(ctx, interp.Options{AllowPrivate: true})
			if problems.HasErrors() {
				t.Fatal(diagnostics(problems))
			}
			var was, is runtime.MemStats
			runtime.ReadMemStats(&was)
			var results []*interp.Result
			for _, id := range []string{"1", "2"} {
				results = append(results, run.Do(ctx, interp.Record{Value: value.NewObject(value.Entry{Key: "id", Value: id})}))
			}
			run.Close()
			stop()
			runtime.ReadMemStats(&is)
			f.judge(t, results)
			if f.sent >= 0 {
				if got, want := far.requests.Load(), int64(max(f.sent, 2)); got != want {
					t.Errorf("the far end had %d requests, not %d", got, want)
				}
			}
			if spent := is.TotalAlloc - was.TotalAlloc; spent > maxSpent {
				t.Errorf("%d MB of memory", spent>>20)
			}
			if said := far.said.Load(); said > maxHeard {
				t.Errorf("%d MB were taken in", said>>20)
			}
			goleak.VerifyNone(t, before)
		})
	}
}

// keptAlive reports whether the fault comes after an answer on the same
// connection: then the first lead goes well.
func (f *fault) keptAlive() bool {
	return strings.Contains(f.name, "next request") || f.name == "the same, with a key"
}

func (f *fault) script(address string) string {
	format := f.format
	if format == "" {
		format = "json { ok: bool }"
	}
	timeout := inTime
	if strings.HasPrefix(f.want, "timeout") || strings.HasPrefix(f.or, "timeout") {
		timeout = "300ms"
	}
	method, body, keyed, follow := "POST", `body json { id: lead.id }`, "", ""
	if f.get {
		method, body, follow = "GET", "", "follow 3"
	}
	if f.large {
		body = `body text lead.id.repeat(5000000)`
	}
	if f.keyed {
		keyed = "idempotent by lead.id"
	}
	return strings.NewReplacer("FAR", address, "METHOD", method, "BODY", body, "IDEMPOTENT", keyed, "FORMAT", format, "FOLLOW", follow, "TIMEOUT", timeout).Replace(socketScript)
}

func (f *fault) judge(t *testing.T, results []*interp.Result) {
	t.Helper()
	for i, r := range results {
		switch {
		case f.want == "" || i == 0 && f.keptAlive():
			if r.Outcome != interp.Success {
				t.Errorf("lead %d: %s %q, not a success", i+1, r.Outcome, r.Reason)
			}
		case !strings.HasPrefix(r.Reason, f.want) && (f.or == "" || !strings.HasPrefix(r.Reason, f.or)):
			t.Errorf("lead %d: %s %q, want %q", i+1, r.Outcome, r.Reason, f.want)
		}
	}
}
