package main

import (
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write what the commands print into the scripts")

// raceOptions is for the commands that tests start: under the race detector each
// would sleep for a second before it ends.
const raceOptions = "atexit_sleep_ms=0"

func TestMain(m *testing.M) {
	os.Setenv("GORACE", strings.TrimSpace(os.Getenv("GORACE")+" "+raceOptions))
	testscript.Main(m, map[string]func(){"lcs": main})
}

// TestScripts runs testdata/script/*.txtar. A file http/POST_path_to of an
// archive is a route of a real server (see farEnd); HTTP_SERVER in the other
// files stands for its address, and requests.log is what was sent to it.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
		Setup:               setUp,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits,
			"bytes": writeBytes,
			"await": awaitRequests,
			"gzip":  packFile,
			"lines": countLines,
			"har":   checkHAR,

			"append": appendText,

			"server": startServer,
			"served": checkServed,
		},
	})
}

// farEndKey is where a script finds its server.
type farEndKey struct{}

func setUp(env *testscript.Env) error {
	server, err := newFarEnd(env.WorkDir)
	if err != nil {
		return err
	}
	env.Values[farEndKey{}] = server
	env.Values[serversKey{}] = map[string]*scripted{}
	env.Defer(server.close)
	env.Setenv("HTTP", server.URL)
	env.Setenv("NO_COLOR", "1")
	env.Setenv("GORACE", os.Getenv("GORACE"))
	return replaceInFiles(env.WorkDir, "HTTP_SERVER", server.URL)
}

// farEnd is a server that plays the routes of an archive. A route is a list of
// replies, parted by lines of three dashes, of which the last repeats. A reply
// is a status, headers, an empty line and a body; or the word drop or hang; or
// raw and, on the lines after it, the bytes to send.
type farEnd struct {
	*httptest.Server
	directory string
	closing   chan struct{}

	mu       sync.Mutex
	replies  map[string][]string
	received int
	arrived  *sync.Cond
	log      *os.File
}

func newFarEnd(directory string) (*farEnd, error) {
	f := &farEnd{directory: directory, replies: map[string][]string{}, closing: make(chan struct{})}
	f.arrived = sync.NewCond(&f.mu)
	routes, err := filepath.Glob(filepath.Join(directory, "http", "*"))
	if err != nil {
		return nil, err
	}
	for _, route := range routes {
		text, err := os.ReadFile(route)
		if err != nil {
			return nil, err
		}
		f.replies[filepath.Base(route)] = strings.Split(string(text), "---\n")
	}
	if f.log, err = os.Create(filepath.Join(directory, "requests.log")); err != nil {
		return nil, err
	}
	f.Server = httptest.NewServer(f)
	return f, nil
}

func (f *farEnd) close() {
	close(f.closing)
	f.Close()
	f.log.Close()
}

// ServeHTTP notes the request and plays the next reply of its route.
func (f *farEnd) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := readUnpacked(r)
	if err != nil {
		http.Error(w, "the body is not what Content-Encoding says: "+err.Error(), http.StatusBadRequest)
		return
	}
	if r.Header.Get("Content-Encoding") != "" {
		body += " (packed)"
	}
	reply := f.next(r, body)
	switch strings.TrimSpace(reply) {
	case "drop":
		panic(http.ErrAbortHandler)
	case "hang":
		select {
		case <-r.Context().Done():
		case <-f.closing:
		}
		return
	}
	if bytes, raw := strings.CutPrefix(reply, "raw\n"); raw {
		f.speak(w, bytes)
		return
	}
	head, answer, _ := strings.Cut(reply, "\n\n")
	status, headers, _ := strings.Cut(strings.TrimSpace(head), "\n")
	for line := range strings.Lines(headers) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		w.Header().Set(name, value)
	}
	code, err := strconv.Atoi(status)
	if err != nil {
		code = http.StatusNotImplemented
	}
	w.WriteHeader(code)
	_, _ = io.WriteString(w, strings.TrimSuffix(answer, "\n"))
}

// speak says what no server would, and listens until the caller leaves.
func (f *farEnd) speak(w http.ResponseWriter, bytes string) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, bytes); err == nil {
		_, _ = io.Copy(io.Discard, conn)
	}
}

func (f *farEnd) next(r *http.Request, body string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	fmt.Fprintf(f.log, "%s %s %s\n", r.Method, r.RequestURI, body)
	f.received++
	f.arrived.Broadcast()
	route := r.Method + strings.ReplaceAll(r.URL.Path, "/", "_")
	replies := f.replies[route]
	if len(replies) == 0 {
		return "404\nContent-Type: text/plain\n\nno route " + route
	}
	if len(replies) > 1 {
		f.replies[route] = replies[1:]
	}
	return replies[0]
}

// exits runs a command that must end with a code other than 0.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND ARGUMENTS…")
	}
	code := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, not %s", code, args[0])
	}
}

// awaitRequests waits until the server has had so many requests.
func awaitRequests(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: await N")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	f := ts.Value(farEndKey{}).(*farEnd)
	late := time.AfterFunc(20*time.Second, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.received = -1 << 30
		f.arrived.Broadcast()
	})
	defer late.Stop()
	f.mu.Lock()
	defer f.mu.Unlock()
	for f.received >= 0 && f.received < n {
		f.arrived.Wait()
	}
	if f.received < 0 {
		ts.Fatalf("%d requests do not come", n)
	}
}

// writeBytes writes a file that an archive cannot hold: each argument is bytes
// in hexadecimal, or a text in single quotes, or REPEAT*N.
func writeBytes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: bytes FILE (hex:FF | text | text*N)…")
	}
	var out []byte
	for _, arg := range args[1:] {
		if digits, isHex := strings.CutPrefix(arg, "hex:"); isHex {
			raw, err := hex.DecodeString(digits)
			ts.Check(err)
			out = append(out, raw...)
			continue
		}
		if text, times, found := strings.Cut(arg, "*"); found {
			n, err := strconv.Atoi(times)
			ts.Check(err)
			out = append(out, strings.Repeat(text, n)...)
			continue
		}
		out = append(out, strings.ReplaceAll(arg, `\n`, "\n")...)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), out, 0o666))
}

// appendText adds a text to the end of a file, without a line break.
func appendText(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: append FILE TEXT")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(ts.ReadFile(args[0])+args[1]), 0o600))
}

// packFile packs a file with gzip.
func packFile(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: gzip FILE")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]+".gz"), packed(ts.ReadFile(args[0])), 0o666))
}

// countLines compares the number of lines of a file.
func countLines(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: lines FILE N")
	}
	if got := strings.Count(ts.ReadFile(args[0]), "\n"); strconv.Itoa(got) != args[1] {
		ts.Fatalf("%s has %d lines, not %s", args[0], got, args[1])
	}
}

// writeScript makes a file of a script and returns its name.
func writeScript(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "flow.lcs")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
