//go:build unix

package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const watchedFlow = `flow "Leads"
import "./lib.lcs"
lead { id: string }
flag "{{lib.word('x')}}"
`

// lcs test --watch runs the tests again when the script, its import or its tests
// change, goes on over errors, and ends with Ctrl-C.
func TestWatch(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	// Each text has another length, so that a coarse clock of the file system
	// does not hide the change.
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("lib.lcs", "fn word(s: string): string = s\n")
	write("flow.lcs", watchedFlow)
	write("leads.csv", "id\n1\n")
	write("flow_test.lcs", "test \"a\" {\n  leads \"leads.csv\"\n  run\n  assert flags == [\"x\"] and count(leads) < 3\n}\n")

	command := exec.Command(asLCS(t), "test", "flow.lcs", "--watch")
	command.Dir = dir
	out, in := io.Pipe()
	command.Stdout, command.Stderr = in, in
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(30*time.Second, func() { _ = command.Process.Kill() })
	defer late.Stop()
	ended := make(chan error, 1)
	go func() {
		err := command.Wait()
		in.Close()
		ended <- err
	}()
	lines := bufio.NewScanner(out)
	var seen []string
	until := func(want string) {
		t.Helper()
		for lines.Scan() {
			seen = append(seen, lines.Text())
			if strings.Contains(lines.Text(), want) {
				return
			}
		}
		t.Fatalf("it never says %q; it says\n%s", want, strings.Join(seen, "\n"))
	}
	until("1 test passed, 0 failed")
	until("watching 4 files; Ctrl-C ends")
	write("leads.csv", "id\n1\n2\n3\n")
	until("0 tests passed, 1 failed")
	until("watching 4 files")

	write("lib.lcs", "fn word(s: string): string = s + \"y\"\n") // an import
	until("0 tests passed, 1 failed")
	until("watching 4 files")
	write("flow_test.lcs", "test \"a\" {\n  lead { id: \"1\" }\n  run\n  assert flags == [\"xy\"]\n}\n")
	until("1 test passed, 0 failed")
	until("watching 3 files")
	write("lib.lcs", "fn word(s: string): string = z\n")
	until("there is no 'z'")
	until("watching 3 files")
	if err := os.Remove(filepath.Join(dir, "flow_test.lcs")); err != nil {
		t.Fatal(err)
	}
	write("lib.lcs", "fn word(s: string): string = s.upper()\n")
	until("there are no tests")
	until("watching 2 files")

	if err := command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	if err := <-ended; err != nil {
		t.Errorf("Ctrl-C: %v", err)
	}
}
