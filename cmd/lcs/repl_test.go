//go:build unix

package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
)

// keyboard is lcs on a real terminal of 80 columns.
type keyboard struct {
	t      *testing.T
	master *os.File
	done   chan error

	mu    sync.Mutex
	grown *sync.Cond
	shown bytes.Buffer
	from  int // what was waited for stands before
	ended bool
}

// patience is when a test gives up waiting for output.
const patience = 30 * time.Second

// atKeyboard starts lcs.
func atKeyboard(t *testing.T, environ []string, args ...string) *keyboard {
	t.Helper()
	command := exec.Command(asLCS(t), args...)
	command.Env = append(os.Environ(), environ...)
	master, err := pty.StartWithSize(command, &pty.Winsize{Rows: 40, Cols: 80})
	if err != nil {
		t.Fatal(err)
	}
	k := &keyboard{t: t, master: master, done: make(chan error, 1)}
	k.grown = sync.NewCond(&k.mu)
	read := make(chan struct{})
	go func() {
		defer close(read)
		part := make([]byte, 4096)
		for {
			n, err := master.Read(part)
			k.mu.Lock()
			k.shown.Write(part[:n])
			k.ended = err != nil
			k.grown.Broadcast()
			k.mu.Unlock()
			if err != nil { // the other side has closed
				return
			}
		}
	}()
	go func() {
		err := command.Wait()
		<-read
		k.done <- err
	}()
	t.Cleanup(func() {
		_ = command.Process.Kill() // it has ended, unless the test failed
		master.Close()
		<-read
	})
	return k
}

func (k *keyboard) types(text string) {
	k.t.Helper()
	if _, err := k.master.WriteString(text); err != nil {
		k.t.Fatal(err)
	}
}

// sees waits until what the terminal shows matches, behind what was seen
// before.
func (k *keyboard) sees(pattern string) string {
	k.t.Helper()
	re := regexp.MustCompile(pattern)
	late := time.AfterFunc(patience, func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.ended = true
		k.grown.Broadcast()
	})
	defer late.Stop()
	k.mu.Lock()
	defer k.mu.Unlock()
	for {
		rest := k.shown.Bytes()[k.from:]
		if at := re.FindIndex(rest); at != nil {
			k.from += at[1]
			return string(rest[:at[1]])
		}
		if k.ended {
			k.t.Fatalf("%q does not come; there is %q", pattern, rest)
		}
		k.grown.Wait()
	}
}

// ends waits until the process ends and returns its exit code.
func (k *keyboard) ends() int {
	k.t.Helper()
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case err := <-k.done:
		if exit, ok := err.(*exec.ExitError); ok {
			return exit.ExitCode()
		}
		return 0
	case <-late.C:
		k.t.Fatal("it does not end")
		return -1
	}
}

// The keys that have no letter.
const (
	enter = "\r"
	tab   = "\t"
	ctrlC = "\x03"
	ctrlD = "\x04"
	up    = "\x1b[A"
)

const replScript = `flow "Leads"

settings { base: string, api_key: secret }

lead { id: string, email: email, state: state }

example lead "Ann" { id: "1", email: "ann@example.com", state: "TX" }
example settings { base: "http://crm.example.com" }

service crm { base "{{settings.base}}" headers { X-API-Key: settings.api_key } }

step score "Score it" {
  request POST crm "/score" { body json { state: lead.state } }
  expect 200 json { points: number }
  map { points: response.points }
  on 5xx { retry 3 backoff 50s..50s }
  example 200 json { "points": 1 }
}
`

// scorer is a partner who gives Texas 71 points and California an error.
func scorer(t *testing.T) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body bytes.Buffer
		_, _ = body.ReadFrom(r.Body)
		if strings.Contains(body.String(), "CA") {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"points": 71}`)
	}))
	t.Cleanup(server.Close)
	return server
}

func TestReplOnATerminal(t *testing.T) {
	t.Parallel()
	state := t.TempDir()
	flow := writeScript(t, replScript)
	server := scorer(t)
	environ := []string{"NO_COLOR=", "TERM=xterm-256color", "XDG_STATE_HOME=" + state}
	k := atKeyboard(t, environ, "repl", flow, "--allow-private", "--set", "base="+server.URL)
	k.sees(`Leads: 1 step, example lead "Ann"`)
	k.sees(`lcs> `)

	// completion: of a name, a field, and a command
	k.types("lea" + tab)
	k.sees(`lead`)
	k.types(".em" + tab)
	k.sees(`lead\.email`)
	k.types(".do" + tab + enter)
	k.sees(`"example\.com" `)
	k.types(":sen" + tab)
	k.sees(`:send`)
	k.types(ctrlC)
	k.sees(`lcs> `)

	// more lines than one, and Ctrl-C takes them back
	k.types("[1," + enter)
	k.sees(`\.\.\.> `)
	k.types("2]" + enter)
	k.sees(`\[1, 2\] .*\[int\]`)
	k.types(`"""` + enter)
	k.sees(`\.\.\.> `)
	k.types("words")
	k.sees(`words`) // the prompt is there before the keys are read one by one
	k.types(ctrlC)
	k.sees(`lcs> `)

	// an error, in colour, with its caret under the input
	k.types("lead.emial" + enter)
	k.sees(`error\[LCS2003\]`)
	k.sees(`lead\.emial\r\n`)
	k.sees(`      .*\^\^\^\^\^.*did you mean 'email'`)

	// send, a change, send again
	k.types(":send score" + enter)
	k.sees(`nothing is sent: api_key has no value`)
	k.types(":set api_key=k-topsecret" + enter)
	k.types(":send score" + enter)
	k.sees(`POST http://127`)
	shown := k.sees(`points = 71\r\n`)
	for _, part := range []string{"•••", `{"state":"TX"}`, "200 OK", "wait", `{"points": 71}`, "1 attempt in"} {
		if !strings.Contains(shown, part) {
			t.Errorf("%q is not shown in %q", part, shown)
		}
	}
	k.types("score.points + 1" + enter)
	k.sees(`72 .*number`)
	k.types(":save \"a good one\"" + enter)
	k.sees(`test "a good one" is added, and passes`)

	// a long wait is interrupted
	k.types(`lead.state = "CA"` + enter)
	k.sees(`"CA" `)
	k.types(":send score" + enter)
	k.sees(`503 Service Unavailable`)
	k.types(ctrlC)
	k.sees(`interrupted`)
	k.sees(`lcs> `)
	k.types(up + enter)
	k.sees(`503 Service Unavailable`)
	k.types(ctrlC)
	k.sees(`interrupted`)
	k.sees(`lcs> `)
	k.types(ctrlD)
	if code := k.ends(); code != exitOK {
		t.Errorf("it ends with %d", code)
	}

	if text, _ := os.ReadFile(flow); !bytes.Contains(text, []byte(`test "a good one"`)) || bytes.Contains(text, []byte("topsecret")) {
		t.Errorf("the script is\n%s", text)
	}
	history := filepath.Join(state, "lcs", "history")
	text, err := os.ReadFile(history)
	if err != nil || !bytes.Contains(text, []byte(":send score\n")) || bytes.Contains(text, []byte("topsecret")) {
		t.Errorf("the history is %q, %v", text, err)
	}
	if info, err := os.Stat(history); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the history has the mode %v, %v", info, err)
	}
}

// A terminal that can do nothing gets lines, and no colour; so does one that is
// asked for none.
func TestReplOnADumbTerminal(t *testing.T) {
	t.Parallel()
	for _, environ := range [][]string{{"TERM=dumb", "NO_COLOR="}, {"TERM=xterm", "NO_COLOR=1"}} {
		k := atKeyboard(t, append(environ, "XDG_STATE_HOME="+t.TempDir()), "repl")
		k.sees(`:help says what there is\r\n`)
		k.sees(`lcs> `)
		k.types("1 + 1\n")
		k.sees(`2 : int\r\n`)
		k.types("nope\n")
		shown := k.sees(`\^\^\^\^\r\n`) + k.sees(`lcs> `)
		if regexp.MustCompile(`\x1b\[[0-9;]*m`).MatchString(shown) {
			t.Errorf("%v: colour in %q", environ, shown)
		}
		k.types(ctrlD)
		if code := k.ends(); code != exitOK {
			t.Errorf("%v: it ends with %d", environ, code)
		}
	}
}
