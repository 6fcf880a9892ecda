package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// lcs runs a command line in a directory, as the binary would.
func lcs(t *testing.T, directory string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	command := exec.Command(asLCS(t), args...)
	command.Dir, command.Stdout, command.Stderr = directory, &out, &errs
	command.Env = append(os.Environ(), "NO_COLOR=1")
	_ = command.Run()
	return out.String(), errs.String(), command.ProcessState.ExitCode()
}

// asLCS is a name under which the test binary is lcs.
func asLCS(t *testing.T) string {
	t.Helper()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "lcs")
	if err := os.Symlink(executable, name); err != nil {
		t.Fatal(err)
	}
	return name
}

// The commands that the documents tell people to run do run.
func TestCommandsOfTheDocuments(t *testing.T) {
	t.Parallel()
	run := 0
	for _, document := range []string{"../../README.md", "../../examples/quickstart/README.md"} {
		text, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			line, _, _ = strings.Cut(line, "#")
			args, found := strings.CutPrefix(strings.TrimSpace(line), "go run ./cmd/lcs ")
			if !found || strings.Contains(args, "--set ") { // the last one would call the systems themselves
				continue
			}
			run++
			if _, stderr, code := lcs(t, "../..", strings.Fields(args)...); code != exitOK {
				t.Errorf("%s: lcs %s ends with %d:\n%s", document, args, code, stderr)
			}
		}
	}
	if run < 4 {
		t.Errorf("the documents have only %d commands", run)
	}
}

// block returns the first block of the README in a language.
func block(t *testing.T, language string) string {
	t.Helper()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "\n```"+language+"\n")
	inner, _, closed := strings.Cut(rest, "\n```\n")
	if !found || !closed {
		t.Fatalf("the README has no block of %q", language)
	}
	return inner + "\n"
}

func TestScriptOfTheReadmeIsSound(t *testing.T) {
	t.Parallel()
	const around = `flow "README"
lead { id: string, email: email, ip_address: ip? }
service internal { base "https://internal.example" }
service backup   { base "https://backup.example" }
`
	script := writeScript(t, around+block(t, "lcs"))
	if stdout, stderr, code := lcs(t, ".", "check", script); code != exitOK || stdout != "" {
		t.Errorf("%d\n%s%s", code, stdout, stderr)
	}
}

// The README shows what a typo in the quickstart looks like.
func TestMessageOfTheReadmeIsReal(t *testing.T) {
	t.Parallel()
	flow, err := os.ReadFile("../../examples/quickstart/flow.lcs")
	if err != nil {
		t.Fatal(err)
	}
	script := writeScript(t, strings.Replace(string(flow), "{{lead.email}}", "{{lead.emial}}", 1))
	stdout, _, code := lcs(t, filepath.Dir(script), "check", filepath.Base(script))
	if want := block(t, "text"); code != exitScript || !strings.HasPrefix(stdout, want) {
		t.Errorf("%d, want -, got +:\n%s", code, cmp.Diff(want, stdout))
	}
}

// The README shows what comes out of its first command.
func TestResultsOfTheReadmeAreReal(t *testing.T) {
	t.Parallel()
	stdout, stderr, code := lcs(t, "../..", strings.Fields(strings.TrimPrefix(block(t, "sh"), "go run ./cmd/lcs "))...)
	if want := block(t, "json"); code != exitOK || !strings.HasPrefix(stdout, want) {
		t.Errorf("%d\n%s\nwant -, got +:\n%s", code, stderr, cmp.Diff(want, stdout))
	}
}

// The quickstart shows what its README promises: messy leads, each with its
// answer.
func TestQuickstart(t *testing.T) {
	t.Parallel()
	for leads, want := range map[string][]string{
		"leads.csv":    {"12 leads in ", "success       9    75%", "failure       3    25%", "2  failure   no valid email address", "1  failure   no valid phone number"},
		"leads.ndjson": {"6 leads in ", "success       4    67%", "failure       2    33%"},
	} {
		stdout, stderr, code := lcs(t, "../../examples/quickstart", "run", "flow.lcs", "--leads", leads, "--sandbox")
		if code != exitOK {
			t.Errorf("%s: exit code %d", leads, code)
		}
		for _, text := range want {
			if !strings.Contains(stderr, text) {
				t.Errorf("%s: the summary lacks %q:\n%s", leads, text, stderr)
			}
		}
		if got, want := strings.Count("\n"+stdout, "\n{\"outcome\":"), strings.Fields(want[0])[0]; strconv.Itoa(got) != want {
			t.Errorf("%s: %d results, want %s:\n%s", leads, got, want, stdout)
		}
	}
}
