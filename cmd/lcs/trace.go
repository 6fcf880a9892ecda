package main

import (
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lcs/interp"
	"lcs/trace"
)

// traceFlags are the flags of `lcs run` that say what is written of the
// attempts.
type traceFlags struct{ ndjson, har, level string }

func (t *traceFlags) bind(command *cobra.Command) {
	f := command.Flags()
	f.StringVar(&t.ndjson, "trace", "", "write every attempt to `FILE`, as NDJSON; secrets are masked")
	f.StringVar(&t.har, "har", "", "write every attempt to `FILE`, as HAR; secrets are masked")
	f.StringVar(&t.level, "trace-level", "", "trace at `LEVEL` (off, errors, headers, full), whatever the script says")
}

// check refuses what cannot be meant.
func (t *traceFlags) check() error {
	if t.level != "" && !slices.Contains(trace.Levels[:], t.level) {
		return wrongUse("--trace-level takes %s, not '%s'", strings.Join(trace.Levels[:], ", "), t.level)
	}
	if t.level != "" && t.ndjson == "" && t.har == "" {
		return wrongUse("--trace-level needs --trace or --har, the file to write to")
	}
	return nil
}

// traces are the traces of a run. A nil one takes nothing.
type traces struct {
	level   string
	run     *interp.Run
	writers []trace.Writer
	files   []*os.File
}

// openTraces makes the files, which only their owner can read: what leads are
// about is personal.
func openTraces(flags *traceFlags) (*traces, error) {
	if flags.ndjson == "" && flags.har == "" {
		return nil, nil
	}
	t := &traces{level: flags.level}
	open := func(name string, writer func(*os.File) trace.Writer) error {
		if name == "" {
			return nil
		}
		file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
		if err != nil {
			return unwritten("the trace", err)
		}
		t.files = append(t.files, file)
		t.writers = append(t.writers, writer(file))
		return nil
	}
	err := open(flags.ndjson, func(f *os.File) trace.Writer { return trace.NewNDJSON(f) })
	if err == nil {
		err = open(flags.har, func(f *os.File) trace.Writer { return trace.NewHAR(f, "lcs", version) })
	}
	if err != nil {
		_ = t.close()
		return nil, err
	}
	return t, nil
}

// of says whose attempts they are.
func (t *traces) of(run *interp.Run) {
	if t != nil {
		t.run = run
	}
}

// add writes an attempt to all traces.
func (t *traces) add(a interp.Attempt) {
	entry, wanted := trace.NewEntry(trace.AttemptOf(t.run, a, t.level))
	if !wanted {
		return
	}
	for _, w := range t.writers {
		w.Write(entry)
	}
}

// close ends the traces, and says if one could not be written.
func (t *traces) close() error {
	if t == nil {
		return nil
	}
	var problem error
	for i, file := range t.files {
		err := t.writers[i].Close()
		if closing := file.Close(); err == nil {
			err = closing
		}
		if err != nil && problem == nil {
			problem = unwritten("the trace", err)
		}
	}
	return problem
}
