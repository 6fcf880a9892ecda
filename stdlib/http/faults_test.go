package http_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	nethttp "net/http"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"

	"lcs/clock"
	"lcs/stdlib/http"
)

// wire is a server of bytes: each connection's requests are read and answered
// by talk, and the connection is closed when talk returns.
func wire(t *testing.T, talk func(c *net.TCPConn, r *bufio.Reader)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var conns sync.WaitGroup
	conns.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			conns.Go(func() {
				defer c.Close()
				talk(c.(*net.TCPConn), bufio.NewReader(c))
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		conns.Wait()
	})
	return "http://" + l.Addr().String()
}

// answer reads a request and sends text.
func answer(text string) func(*net.TCPConn, *bufio.Reader) {
	return func(c *net.TCPConn, r *bufio.Reader) {
		if req, err := nethttp.ReadRequest(r); err == nil {
			_, _ = io.Copy(io.Discard, req.Body)
			_, _ = io.WriteString(c, text)
		}
	}
}

// reset closes the connection with a RST instead of a FIN.
func reset(c *net.TCPConn) {
	_ = c.SetLinger(0)
	_ = c.Close()
}

func TestFaults(t *testing.T) {
	t.Parallel()
	const ok = "HTTP/1.1 200 OK\r\n"
	faults := []struct {
		name    string
		talk    func(*net.TCPConn, *bufio.Reader)
		kind    http.Kind
		status  int
		message string
	}{
		{"closed at once", func(c *net.TCPConn, _ *bufio.Reader) {}, http.Network, 0, "connection "},
		{"closed after the request", answer(""), http.Network, 0, "connection closed without an answer after the request was sent"},
		{"reset after the request", func(c *net.TCPConn, r *bufio.Reader) {
			_, _ = nethttp.ReadRequest(r)
			reset(c)
		}, http.Network, 0, "connection reset after the request was sent"},
		{"reset in the body", func(c *net.TCPConn, r *bufio.Reader) {
			_, _ = nethttp.ReadRequest(r)
			_, _ = io.WriteString(c, ok+"Content-Length: 100\r\n\r\nhalf")
			reset(c)
		}, http.Network, 200, ""},
		{"half a body", answer(ok + "Content-Length: 100\r\n\r\nhalf of it"), http.Network, 200, "the answer ended early: 10 of 100 bytes came"},
		{"half a chunked body", answer(ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"), http.Network, 200, "the answer ended early, after 5 bytes"},
		{"bad chunks", answer(ok + "Transfer-Encoding: chunked\r\n\r\nxyz\r\nhello\r\n"), http.Network, 200, "the answer is not HTTP: invalid byte in chunk length"},
		{"half a header", answer(ok + "Content-Le"), http.Network, 0, "the answer is not HTTP: malformed MIME header"},
		{"half a status line", answer("HTTP/1.1"), http.Network, 0, "the answer is not HTTP: malformed HTTP"},
		{"a length that is too small", answer(ok + "Connection: close\r\nContent-Length: 4\r\n\r\nlonger"), http.Answered, 200, ""},
		{"a length that is none", answer(ok + "Content-Length: -4\r\n\r\n"), http.Network, 0, "the answer is not HTTP: "},
		{"two lengths", answer(ok + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde"), http.Network, 0, "the answer is not HTTP: "},
		{"not HTTP", answer("SSH-2.0-OpenSSH_9.6\r\n"), http.Network, 0, "the answer is not HTTP"},
		{"a bad header", answer(ok + "no colon\r\n\r\n"), http.Network, 0, "the answer is not HTTP"},
		{"a bad status", answer("HTTP/1.1 abc\r\n\r\n"), http.Network, 0, "the answer is not HTTP"},
		{"endless headers", answer(ok + strings.Repeat("X-A: "+strings.Repeat("a", 1000)+"\r\n", 2000)), http.Network, 0, "the answer's headers are larger than 256kB; --limit answer-headers=N allows more"},
		{"bad gzip", answer(ok + "Connection: close\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello"), http.Parse, 200, "the answer's gzip data "},
		{"half gzip", answer(ok + "Content-Encoding: gzip\r\n\r\n" + compressed("gzip", "hello hello")[:15]), http.Parse, 200, "the answer's gzip data ends early"},
		{"bad brotli", answer(ok + "Content-Encoding: br\r\n\r\n\xff\xff\xffxyz"), http.Parse, 200, "the answer's br data is broken"},
		{"bad zstd", answer(ok + "Content-Encoding: zstd\r\n\r\nxyzxyz"), http.Parse, 200, "the answer's zstd data is broken"},
		{"bad deflate", answer(ok + "Content-Encoding: deflate\r\n\r\n\xff\xff\xff"), http.Parse, 200, "the answer's deflate data "},
		{"unknown encoding", answer(ok + "Content-Encoding: rot13\r\n\r\nuryyb"), http.Parse, 200, `the answer's encoding "rot13" is not known`},
		{"layers", answer(ok + "Content-Encoding: gzip, gzip, gzip, gzip\r\n\r\n"), http.Parse, 200, "the answer is compressed 4 times over"},
		{"connection lost in gzip", answer(ok + "Content-Encoding: gzip\r\nContent-Length: 100\r\n\r\n" + compressed("gzip", "hello hello")[:15]), http.Network, 200, "the answer ended early: 15 of 100 bytes came"},
		{"an error with bad gzip", answer("HTTP/1.1 503 Busy\r\nContent-Encoding: gzip\r\n\r\nhello"), http.Answered, 503, "the answer's gzip data "},
		{"interim answers", answer("HTTP/1.1 102 Processing\r\n\r\n" + ok + "Connection: close\r\nContent-Length: 0\r\n\r\n"), http.Answered, 200, ""},
		{"too large by its length", answer(ok + "Content-Length: 1000000\r\n\r\n"), http.Parse, 200, "the answer is larger than 1kb: raise max_response to take it"},
		{"too large", answer(ok + "\r\n" + strings.Repeat("x", 5000)), http.Parse, 200, "the answer is larger than 1kb"},
		{"too large an error", answer("HTTP/1.1 500 No\r\n\r\n" + strings.Repeat("x", 5000)), http.Answered, 500, "the answer is larger than 1kb"},
		{"bomb", answer(ok + "Content-Encoding: gzip\r\n\r\n" + compressed("gzip", strings.Repeat("0", 1_000_000))), http.Parse, 200, "the answer is larger than 1kb"},
		{"double bomb", answer(ok + "Content-Encoding: gzip, br\r\n\r\n" + compressed("br", compressed("gzip", strings.Repeat("0", 10_000_000)))), http.Parse, 200, "the answer is larger than 1kb"},
		{"hang", func(c *net.TCPConn, r *bufio.Reader) { _, _ = io.Copy(io.Discard, r) }, http.Timeout, 0, "not within 300ms: no answer came"},
	}
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			url := wire(t, f.talk)
			c := client(t, http.Config{})
			timeout := 20 * time.Second
			if f.kind == http.Timeout {
				timeout = 300 * time.Millisecond
			}
			for range 2 {
				x := c.Send(t.Context(), &http.Request{Method: "POST", URL: url, Body: []byte("{}"), Timeout: timeout, MaxResponse: 1 << 10})
				if f.name == "reset in the body" {
					// What was sent before a RST may be lost with it.
					if x.Kind != http.Network || !strings.HasPrefix(x.Message, "connection reset") && !strings.HasPrefix(x.Message, "the answer ended early") {
						t.Errorf("got %q %q", x.Kind, x.Message)
					}
					continue
				}
				expect(t, x, f.kind, f.status, f.message)
				if len(x.Body) > 1<<10 {
					t.Errorf("%d bytes of body", len(x.Body))
				}
			}
		})
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	x := client(t, http.Config{}).Send(t.Context(), get("http://"+l.Addr().String()))
	expect(t, x, http.Network, 0, "connection refused by "+l.Addr().String())
}

func TestResetBeforeTheRequestIsRead(t *testing.T) {
	t.Parallel()
	url := wire(t, func(c *net.TCPConn, _ *bufio.Reader) {
		_ = c.SetReadBuffer(1)
		reset(c)
	})
	x := client(t, http.Config{}).Send(t.Context(), &http.Request{Method: "POST", URL: url, Body: make([]byte, 20<<20), Timeout: 5 * time.Second})
	expect(t, x, http.Network, 0, "connection reset before the request was sent")
}

func TestStaleConnectionIsReplaced(t *testing.T) {
	t.Parallel()
	served := make(chan struct{}, 10)
	url := wire(t, func(c *net.TCPConn, r *bufio.Reader) {
		answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")(c, r)
		served <- struct{}{}
	})
	c := client(t, http.Config{})
	for range 5 {
		expect(t, c.Send(t.Context(), get(url)), http.Answered, 200, "")
		<-served
	}
}

func compressed(encoding, text string) string {
	var b bytes.Buffer
	var w io.WriteCloser
	switch encoding {
	case "gzip":
		w = gzip.NewWriter(&b)
	case "br":
		w = brotli.NewWriter(&b)
	case "zstd":
		w, _ = zstd.NewWriter(&b)
	case "deflate":
		w = zlib.NewWriter(&b)
	}
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return b.String()
}

func TestCompressedAnswers(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("hello, world; ", 10_000)
	s := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) {
		encoding := r.URL.Query().Get("encoding")
		w.Header().Set("Content-Encoding", encoding)
		w.Header().Set("X-Accept", r.Header.Get("Accept-Encoding"))
		body := text
		for layer := range strings.SplitSeq(encoding, ",") {
			if layer != "identity" {
				body = compressed(layer, body)
			}
		}
		if r.Method != "HEAD" {
			fmt.Fprint(w, body)
			w.(nethttp.Flusher).Flush() // the end of the message comes later
			_ = clock.System().Sleep(r.Context(), 5*time.Millisecond)
		}
	})
	c := client(t, http.Config{})
	for _, encoding := range []string{"gzip", "br", "zstd", "deflate", "identity", "deflate,gzip", "zstd,br"} {
		x := c.Send(t.Context(), get(s.URL+"?encoding="+encoding))
		expect(t, x, http.Answered, 200, "")
		if string(x.Body) != text {
			t.Errorf("%s: %d bytes", encoding, len(x.Body))
		}
		if got := x.Header.Get("X-Accept"); got != "gzip, br, zstd" {
			t.Errorf("Accept-Encoding: %s", got)
		}
		expect(t, c.Send(t.Context(), &http.Request{Method: "HEAD", URL: s.URL + "?encoding=" + encoding}), http.Answered, 200, "")
	}
	if opened, _ := c.Connections(); opened != 1 {
		t.Errorf("%d connections", opened)
	}
}

func TestGzipRequest(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) {
		z, err := gzip.NewReader(r.Body)
		if err != nil {
			w.WriteHeader(400)
			return
		}
		w.Header().Set("X-Encoding", r.Header.Get("Content-Encoding"))
		_, _ = io.Copy(w, z)
	})
	x := client(t, http.Config{}).Send(t.Context(), &http.Request{Method: "POST", URL: s.URL, Body: []byte("hello"), Gzip: true})
	expect(t, x, http.Answered, 200, "")
	if string(x.Body) != "hello" || x.Header.Get("X-Encoding") != "gzip" {
		t.Errorf("%q, %v", x.Body, x.Header)
	}
}

// A server that sends without end, compressed and not, costs as much memory as
// the limit allows.
func TestEndlessAnswersTakeBoundedMemory(t *testing.T) {
	zeros := []byte(compressed("gzip", strings.Repeat("\x00", 4<<20)))
	s := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) {
		if r.URL.Path == "/gzip" {
			w.Header().Set("Content-Encoding", "gzip")
			for r.Context().Err() == nil {
				if _, err := w.Write(zeros); err != nil {
					return
				}
			}
		}
		block := make([]byte, 64<<10)
		for r.Context().Err() == nil {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	})
	c := client(t, http.Config{})
	for _, path := range []string{"/plain", "/gzip"} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		x := c.Send(t.Context(), &http.Request{Method: "GET", URL: s.URL + path, MaxResponse: 1 << 20, Timeout: 10 * time.Second})
		runtime.ReadMemStats(&after)
		expect(t, x, http.Parse, 200, "the answer is larger than 1mb")
		if spent := after.TotalAlloc - before.TotalAlloc; spent > 32<<20 {
			t.Errorf("%s: %d MB allocated", path, spent>>20)
		}
	}
}

func TestUnreachable(t *testing.T) {
	t.Parallel()
	for err, want := range map[error]string{
		syscall.ENETUNREACH:  "host unreachable",
		syscall.EHOSTUNREACH: "host unreachable",
		syscall.ECONNREFUSED: "connection refused",
	} {
		kind, message := http.ExplainNetwork(&net.OpError{Op: "dial", Err: err}, false, nil)
		if kind != http.Network || message != want {
			t.Errorf("%v: %q %q", err, kind, message)
		}
	}
	kind, message := http.ExplainNetwork(&net.DNSError{Err: "i/o timeout", Name: "a.example", IsTimeout: true}, false, nil)
	if kind != http.Timeout || message != "the address of a.example could not be found in time" {
		t.Errorf("%q %q", kind, message)
	}
	kind, message = http.ExplainNetwork(&net.DNSError{Err: "server misbehaving", Name: "a.example"}, false, nil)
	if kind != http.Network || message != "the address of a.example could not be found: server misbehaving" {
		t.Errorf("%q %q", kind, message)
	}
}

func FuzzBody(f *testing.F) {
	for _, encoding := range []string{"gzip", "br", "zstd", "deflate"} {
		f.Add(encoding, []byte(compressed(encoding, "hello hello")))
		f.Add(encoding+", gzip", []byte(compressed("gzip", compressed(encoding, "hello"))))
	}
	f.Add("identity, utf-8", []byte("hello"))
	const limit = 1 << 16
	f.Fuzz(func(t *testing.T, encoding string, raw []byte) {
		body, _ := http.ReadBody(bytes.NewReader(raw), nethttp.Header{"Content-Encoding": {encoding}}, -1, limit)
		if len(body) > limit {
			t.Errorf("%d bytes", len(body))
		}
	})
}
