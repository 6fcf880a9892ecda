package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"lcs/trace"
)

// curlFlags say which attempt of a trace is meant; 0 and "" mean any.
type curlFlags struct {
	lead, attempt int
	step          string
}

func newCurlCommand(c *console) *cobra.Command {
	var flags curlFlags
	command := &cobra.Command{
		Use:   "curl TRACE.ndjson [--lead N] [--step NAME] [--attempt K]",
		Short: "Print an attempt of a trace as a curl command",
		Long: `Print an attempt of a trace (lcs run --trace FILE) as a curl command.

Leads are counted from 1, in the order of the input, and attempts from 1 for
each lead and step. Of several attempts that fit the first is printed.

Where the trace has masked a secret, the command has a variable of the shell,
named after the setting, or else after the header, parameter or field.`,
		Example: `  lcs run flow.lcs --leads leads.csv --trace trace.ndjson
  lcs curl trace.ndjson --lead 3 --step blacklist --attempt 2
  API_KEY=k-123 sh -c "$(lcs curl trace.ndjson --lead 3)"`,
		Args: one("trace"),
		RunE: func(_ *cobra.Command, args []string) error { return printCurl(c, args[0], flags) },
	}
	f := command.Flags()
	f.IntVar(&flags.lead, "lead", 0, "an attempt for the `N`th lead")
	f.StringVar(&flags.step, "step", "", "an attempt of the step `NAME`; for a token that of the service")
	f.IntVar(&flags.attempt, "attempt", 0, "the `K`th attempt")
	return command
}

func printCurl(c *console, name string, flags curlFlags) error {
	found, count, err := findAttempt(c, name, flags)
	if err != nil {
		return err
	}
	if found == nil {
		return wrongUse("'%s' has no attempt%s", name, flags.described())
	}
	if count > 1 {
		c.say("%d attempts fit; this is the first: %s", count, attemptText(found))
	}
	command := trace.NewCurl(found)
	for _, note := range command.Notes {
		c.say("note: %s", note)
	}
	if len(command.Variables) > 0 {
		c.say("to be set: %s", strings.Join(command.Variables, ", "))
	}
	_, err = fmt.Fprintln(c.out, command.Command)
	return err
}

func (f curlFlags) fits(e *trace.Entry) bool {
	return (f.lead == 0 || f.lead == e.Lead) && (f.step == "" || f.step == e.Step) && (f.attempt == 0 || f.attempt == e.Attempt)
}

// described says what was looked for.
func (f curlFlags) described() string {
	text := ""
	if f.lead != 0 {
		text += fmt.Sprintf(" for lead %d", f.lead)
	}
	if f.step != "" {
		text += fmt.Sprintf(" of step '%s'", f.step)
	}
	if f.attempt != 0 {
		text += fmt.Sprintf(" with the number %d", f.attempt)
	}
	return text
}

func attemptText(e *trace.Entry) string {
	text := fmt.Sprintf("step %s, attempt %d", e.Step, e.Attempt)
	if e.Lead > 0 {
		text = fmt.Sprintf("lead %d, %s", e.Lead, text)
	}
	if e.Via != "" {
		text += ", " + e.Via
	}
	return text
}

// maxTraceLine is more than an entry takes.
const maxTraceLine = 64 << 20

// findAttempt returns the first attempt that fits, and how many do.
func findAttempt(c *console, name string, flags curlFlags) (found *trace.Entry, count int, err error) {
	in := c.in
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return nil, 0, wrongUse("the trace cannot be read: %v", err)
		}
		defer file.Close()
		in = file
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxTraceLine)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		e, problem := trace.ReadEntry(lines.Bytes())
		switch {
		case problem != nil && found != nil:
			return found, count, nil // a trace can end in the middle of a line
		case problem != nil:
			return nil, 0, wrongUse("%s:%d: not a line of a trace: %v", name, n, problem)
		case flags.fits(e):
			if count++; found == nil {
				found = e
			}
		}
	}
	if err := lines.Err(); err != nil && !errors.Is(err, io.EOF) {
		return nil, 0, wrongUse("the trace cannot be read: %v", err)
	}
	return found, count, nil
}
