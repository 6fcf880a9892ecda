//go:build unix

package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// onTerminal runs lcs with stderr, and if asked stdout too, on a terminal, and
// returns what the terminal shows.
func onTerminal(t *testing.T, both bool, environ []string, args ...string) string {
	t.Helper()
	master, terminal, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	command := exec.Command(asLCS(t), args...)
	command.Env = append(os.Environ(), environ...)
	command.Stdin, command.Stderr = strings.NewReader(`{"id": "1"}`), terminal
	if both {
		command.Stdout = terminal
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	terminal.Close()
	shown := make(chan string, 1)
	go func() {
		var all bytes.Buffer
		_, _ = io.Copy(&all, master) // ends with an error when the other side closes
		shown <- all.String()
	}()
	_ = command.Wait()
	return <-shown
}

const escape = "\x1b["

func TestColourOnATerminalOnly(t *testing.T) {
	t.Parallel()
	failing := writeScript(t, "flow \"x\"\nlead { id: string }\ntest \"t\" {\n  lead { id: \"1\" }\n  run\n  assert outcome == \"error\"\n}\n")
	good := writeScript(t, "flow \"x\"\nlead { id: string }\n")
	bad := writeScript(t, "flow \"x\"\nlead { id: string }\nif lead.idd == \"\" { accept }\n")
	plain := []string{"NO_COLOR=1"}
	colored := []string{"NO_COLOR=", "TERM=xterm-256color"}
	dumb := []string{"NO_COLOR=", "TERM=dumb"}
	tests := []struct {
		environ []string
		args    []string
		want    bool
	}{
		{colored, []string{"check", bad}, true},
		{plain, []string{"check", bad}, false},
		{dumb, []string{"check", bad}, false},
		{colored, []string{"test", failing}, true},
		{plain, []string{"test", failing}, false},
		{dumb, []string{"test", failing}, false},
		{colored, []string{"run", good}, true},
		{plain, []string{"run", good}, false},
		{dumb, []string{"run", good}, false},
	}
	for _, test := range tests {
		shown := onTerminal(t, true, test.environ, test.args...)
		if got := strings.Contains(shown, escape+"1;31m") || strings.Contains(shown, escape+"32m"); got != test.want {
			t.Errorf("%v %v: colour is %t, want %t:\n%q", test.environ, test.args, got, test.want, shown)
		}
	}
}

func TestProgressShowsWhereItIsNotInTheWay(t *testing.T) {
	t.Parallel()
	flow := writeScript(t, "flow \"x\"\nlead { id: string }\n")
	environ := []string{"NO_COLOR=1", "TERM=xterm"}
	if shown := onTerminal(t, false, environ, "run", flow); !strings.Contains(shown, "1 lead, ") || !strings.Contains(shown, "1 lead in ") {
		t.Errorf("results in a file: no progress or no summary:\n%q", shown)
	}
	if shown := onTerminal(t, true, environ, "run", flow); strings.Contains(shown, "\r\x1b") || !strings.Contains(shown, `"outcome":"success"`) {
		t.Errorf("results on the terminal: progress between them:\n%q", shown)
	}
	if shown := onTerminal(t, false, environ, "run", flow, "--quiet"); shown != "" {
		t.Errorf("--quiet: %q", shown)
	}
}

// What is said while the bar is there begins a line of its own.
func TestWhatIsSaidStandsAboveTheBar(t *testing.T) {
	t.Parallel()
	flow := writeScript(t, "flow \"x\"\nlead { id: string }\n")
	leads := filepath.Join(t.TempDir(), "leads.ndjson")
	if err := os.WriteFile(leads, []byte("{\"id\": \"1\"}\n{\"id\": broken\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	shown := onTerminal(t, false, []string{"NO_COLOR=1", "TERM=xterm"}, "run", flow, "--leads", leads)
	before, _, said := strings.Cut(shown, leads+":2:")
	if !said || !strings.Contains(before, "1 lead, ") || !strings.HasSuffix(before, "\r") {
		t.Errorf("the complaint stands behind the bar:\n%q", shown)
	}
}

// A run without leads on a terminal says what is missing, and waits for nobody.
func TestNoLeadsAtAKeyboard(t *testing.T) {
	t.Parallel()
	flow := writeScript(t, "flow \"x\"\nlead { id: string }\n")
	master, terminal, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	defer terminal.Close()
	var said bytes.Buffer
	command := exec.Command(asLCS(t), "run", flow)
	command.Stdin, command.Stderr = terminal, &said
	if err := command.Run(); err == nil || command.ProcessState.ExitCode() != exitUsage {
		t.Errorf("it ends with %v", err)
	}
	if !strings.Contains(said.String(), "no leads: name a file with --leads") {
		t.Errorf("it says %q", said.String())
	}
}
