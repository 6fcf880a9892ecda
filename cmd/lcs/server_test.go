package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"

	"lcs/clock"
)

// scripted is a server that plays a dialogue. What it has heard stands in
// NAME.log, in the order in which it came.
type scripted struct {
	*httptest.Server
	closing chan struct{}

	mu          sync.Mutex
	dialogue    *dialogue
	log         io.Writer
	problems    []string
	requests    int
	inFlight    int
	most        int                // in flight at once
	connections int                // opened
	gathering   map[int]*gathering // by their number
}

// startServer is the command `server NAME.http`: it plays that dialogue, and
// puts its address in place of http://NAME.test in all files of the archive.
func startServer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: server NAME.http")
	}
	name := strings.TrimSuffix(args[0], ".http")
	log, err := os.Create(ts.MkAbs(name + ".log"))
	ts.Check(err)
	s := &scripted{
		log: log, closing: make(chan struct{}), gathering: map[int]*gathering{},
	}
	s.Server = httptest.NewUnstartedServer(s)
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			s.mu.Lock()
			s.connections++
			s.mu.Unlock()
		}
	}
	s.Start()
	ts.Defer(func() {
		close(s.closing)
		s.Close()
		ts.Check(log.Close())
	})
	ts.Check(replaceInFiles(ts.MkAbs("."), "http://"+name+".test", s.URL))
	d, err := parseDialogue(ts.ReadFile(args[0]))
	if err != nil {
		ts.Fatalf("%s: %v", args[0], err)
	}
	s.mu.Lock()
	s.dialogue = d
	s.mu.Unlock()
	servers := ts.Value(serversKey{}).(map[string]*scripted)
	servers[name] = s
}

// serversKey is where a script finds the servers that it has started.
type serversKey struct{}

func replaceInFiles(directory, old, with string) error {
	return filepath.WalkDir(directory, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil || !bytes.Contains(text, []byte(old)) {
			return err
		}
		return os.WriteFile(path, bytes.ReplaceAll(text, []byte(old), []byte(with)), 0o666)
	})
}

// checkServed is the command `served NAME`: the dialogue has been played to its
// end, and nothing else was asked. It prints what the server has counted.
func checkServed(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: served NAME")
	}
	s := ts.Value(serversKey{}).(map[string]*scripted)[args[0]]
	if s == nil {
		ts.Fatalf("there is no server %s", args[0])
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.dialogue.exchanges {
		if !e.always && e.left > 0 {
			s.problems = append(s.problems, fmt.Sprintf("line %d, %s %s, was not asked for (%d times)", e.line, e.method, e.path, e.left))
		}
	}
	if len(s.problems) > 0 {
		ts.Fatalf("%s.http: %s", args[0], strings.Join(s.problems, "\n"))
	}
	fmt.Fprintf(ts.Stdout(), "%d requests, %d at once, %d connections\n", s.requests, s.most, s.connections)
}

// ServeHTTP answers with the exchange that fits.
func (s *scripted) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := readUnpacked(r)
	h := &heard{method: r.Method, path: r.URL.RequestURI(), header: r.Header, body: body}
	s.mu.Lock()
	s.requests++
	s.inFlight++
	s.most = max(s.most, s.inFlight)
	fmt.Fprintf(s.log, "%s\n", h)
	e := s.dialogue.next(h)
	var together <-chan struct{}
	problem := ""
	switch {
	case err != nil:
		problem = err.Error()
	case e == nil:
		problem = s.dialogue.unfit(h)
	default:
		together = s.gather(e.answer.together)
	}
	if problem != "" {
		s.problems = append(s.problems, problem)
	}
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.inFlight--
		s.mu.Unlock()
	}()
	if problem != "" {
		w.WriteHeader(http.StatusNotImplemented)
		_, _ = io.WriteString(w, strings.ReplaceAll(problem, "\n", " "))
		return
	}
	s.wait(r, together)
	e.answer.write(s, w, r)
}

// gather returns what tells that as many requests are there as are to be
// answered together; nil: the answer waits for none. It is called with the lock
// held.
func (s *scripted) gather(n int) <-chan struct{} {
	if n == 0 {
		return nil
	}
	g := s.gathering[n]
	if g == nil {
		g = &gathering{complete: make(chan struct{})}
		s.gathering[n] = g
	}
	if g.came++; g.came == n {
		close(g.complete)
		delete(s.gathering, n)
	}
	return g.complete
}

// gathering is requests that wait to be answered together.
type gathering struct {
	came     int
	complete chan struct{}
}

func (s *scripted) wait(r *http.Request, until <-chan struct{}) {
	if until == nil {
		return
	}
	select {
	case <-until:
	case <-r.Context().Done():
	case <-s.closing:
	}
}

func (a *reply) write(s *scripted, w http.ResponseWriter, r *http.Request) {
	_ = clock.System().Sleep(r.Context(), a.after)
	switch {
	case a.hang:
		s.wait(r, make(chan struct{}))
		return
	case a.drop:
		panic(http.ErrAbortHandler)
	}
	for name, values := range a.header {
		w.Header()[name] = values
	}
	body := []byte(a.body)
	if a.header.Get("Content-Encoding") == "gzip" {
		body = packed(a.body)
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(body)
}

func packed(text string) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = io.WriteString(w, text) // a buffer takes everything
	_ = w.Close()
	return out.Bytes()
}

func readUnpacked(r *http.Request) (string, error) {
	from := io.Reader(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		unpacked, err := gzip.NewReader(r.Body)
		if err != nil {
			return "", err
		}
		from = unpacked
	}
	body, err := io.ReadAll(from)
	return string(body), err
}

// headerNames are the names of the headers that a script has to do with.
func headerNames(h http.Header) iter.Seq[string] {
	return func(yield func(string) bool) {
		for name := range h {
			switch name {
			case "User-Agent", "Accept-Encoding", "Content-Length":
			default:
				if !yield(name) {
					return
				}
			}
		}
	}
}
