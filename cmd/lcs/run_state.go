package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"

	"lcs/clock"
	"lcs/interp"
	"lcs/results"
	"lcs/state"
)

// keeping is a run whose leads are kept in a directory, so that it can be taken
// up after it was killed. A nil one keeps nothing.
type keeping struct {
	state   *state.State
	run     state.Run
	resumed *state.Resumed // nil: the run is new

	unfinished bool // it was killed before
	complete   bool // all its leads have come out
	sized      bool // the output is a file, which tells how much of it was written
	written    int64
}

// openState opens the directory of --state.
func openState(title, script string, flags *runFlags) (*keeping, error) {
	if flags.state == "" {
		return nil, nil
	}
	now := clock.System().Now()
	opened, err := state.Open(flags.state, now)
	if err != nil {
		return nil, wrongUse("the state cannot be used: %v", err)
	}
	k := &keeping{state: opened}
	k.run = state.Run{ID: uuid.NewString(), Script: script, Title: title, Started: now, Seed: rand.Uint64(), Output: absolute(flags.out.file)}
	if old, unfinished := opened.Journal().Unfinished(); unfinished {
		if err := k.sameScript(old, flags); err != nil {
			k.close()
			return nil, err
		}
		k.run, k.unfinished = old, true
	}
	return k, nil
}

// begin begins the run, or takes up the one that was killed.
func (k *keeping) begin(c *console, input *leadInput, flags *runFlags) error {
	if k == nil {
		return nil
	}
	journal := k.state.Journal()
	size, err := outputSize(flags.out.file)
	if err != nil {
		return err
	}
	k.sized = size >= 0
	if !k.unfinished {
		if n := journal.Queued(); n > 0 && !flags.quiet {
			c.say("%s from the queue first", plural(n, "lead"))
		}
		k.run.Input = input.name()
		return unusable(journal.Begin(k.run))
	}
	if k.run.Input != "" && input.name() == "" {
		return wrongUse("'%s' holds a run of %s that was not finished, on the leads of %s: give them again",
			flags.state, moment(k.run.Started), k.run.Input)
	}
	resumed, err := journal.Resume(size)
	if err != nil {
		return wrongUse("'%s' cannot be continued: %v", flags.out.file, err)
	}
	k.resumed, k.written = &resumed, resumed.Written
	if !flags.quiet {
		c.say("taking up the run of %s: %s done, %d under way",
			moment(k.run.Started), plural(resumed.Out+resumed.Done, "lead"), resumed.UnderWay)
	}
	return nil
}

// sameScript refuses to take up a run with what is not its own.
func (k *keeping) sameScript(old state.Run, flags *runFlags) error {
	switch {
	case old.Script != k.run.Script:
		return wrongUse("'%s' holds a run of %s that was not finished, and the script has changed since: "+
			"finish it with the script as it was, or begin anew with another --state directory", flags.state, moment(old.Started))
	case old.Output != k.run.Output:
		return wrongUse("'%s' holds a run of %s that was not finished, whose results go to %s: give the same --output",
			flags.state, moment(old.Started), outputName(old.Output))
	}
	return nil
}

// options give a run what it needs to be taken up.
func (k *keeping) options(o *interp.Options) {
	if k == nil {
		o.RunID, o.Seed = uuid.NewString(), rand.Uint64()
		return
	}
	o.RunID, o.Seed = k.run.ID, k.run.Seed
	o.Journal, o.Answers = k.state.Journal(), k.state.Answers()
}

// openOutput opens the output where the run left off. Results are gathered on
// their way, but not to a person who watches, nor where the journal says of a
// result that it has come out and could not find out that it has not.
func (k *keeping) openOutput(c *console, name string) (out io.Writer, closeOut func() error, err error) {
	if k == nil || !k.sized {
		out, closeOut, err := openOutput(c, name)
		if err != nil || k != nil || c.outShown && out == c.out {
			return out, closeOut, err
		}
		buffer := results.NewBuffer(clock.System(), out)
		return buffer, func() error { return errors.Join(buffer.Close(), closeOut()) }, nil
	}
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o666)
	if err == nil {
		err = file.Truncate(k.written) // of half a line, too
	}
	if err == nil {
		_, err = file.Seek(k.written, io.SeekStart)
	}
	if err != nil {
		return nil, nil, wrongUse("the results cannot be written: %v", err)
	}
	buffer := results.NewBuffer(clock.System(), file)
	k.state.Journal().FlushOutput(func() error { return errors.Join(buffer.Flush(), file.Sync()) })
	return buffer, func() error {
		k.state.Journal().FlushOutput(nil)
		return errors.Join(buffer.Close(), file.Sync(), file.Close())
	}, nil
}

// hasWritten reports whether the run that is taken up has written results.
func (k *keeping) hasWritten() bool { return k != nil && k.written > 0 }

// cameOut notes that a result has been written.
func (k *keeping) cameOut(r *interp.Result, size int) error {
	if k == nil {
		return nil
	}
	k.written += int64(size)
	return unusable(k.state.Journal().CameOut(r.Index+1, k.written))
}

// earlier are the outcomes of the leads that came out before the run was taken
// up.
func (k *keeping) earlier() map[string]int {
	if k == nil || k.resumed == nil {
		return nil
	}
	return k.resumed.Outcomes
}

// onInterrupt says what the first Ctrl-C does.
func (k *keeping) onInterrupt(ctx context.Context, c *console) (stop func() bool) {
	if k == nil {
		return func() bool { return true }
	}
	return context.AfterFunc(ctx, func() {
		c.say("finishing the leads under way; Ctrl-C again ends at once. The same command takes the run up")
	})
}

// allCameOut notes that the run has come to its end.
func (k *keeping) allCameOut() {
	if k != nil {
		k.complete = true
	}
}

// finish ends the run, if all its leads have come out.
func (k *keeping) finish() error {
	if k == nil || !k.complete {
		return nil
	}
	return unusable(k.state.Journal().Finish())
}

func (k *keeping) close() {
	if k != nil {
		_ = k.state.Close()
	}
}

func unusable(err error) error {
	if err == nil {
		return nil
	}
	return &exitError{exitFailed, "the state cannot be written: " + err.Error()}
}

// explained says what to do about the error that ended a run.
func explained(err error) error {
	if errors.Is(err, interp.ErrOtherLeads) {
		return wrongUse("%v; give the leads as they were, or begin anew with another --state directory", err)
	}
	return &exitError{exitFailed, err.Error()}
}

// outputSize is the size of an output that is a file, or will be one; below 0 of
// anything else.
func outputSize(name string) (int64, error) {
	if name == "" || name == "-" {
		return -1, nil
	}
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return 0, nil
	case err != nil:
		return 0, wrongUse("the results cannot be written: %v", err)
	case !info.Mode().IsRegular():
		return -1, nil
	}
	return info.Size(), nil
}

func outputName(name string) string {
	if name == "" {
		return "stdout"
	}
	return "'" + name + "'"
}

// absolute is a name as it is from everywhere; empty for stdout.
func absolute(name string) string {
	if name == "" || name == "-" {
		return ""
	}
	if whole, err := filepath.Abs(name); err == nil {
		return whole
	}
	return name
}

// moment is a time as one says it: of today without the day.
func moment(t time.Time) string {
	t = t.Local()
	if t.Format(time.DateOnly) == clock.System().Now().Local().Format(time.DateOnly) {
		return t.Format("15:04")
	}
	return t.Format("2006-01-02 15:04")
}

// scriptDigest reads a script and what it imports, and names their text.
type scriptDigest struct{ texts []string }

func (s *scriptDigest) read(name string) ([]byte, error) {
	text, err := readScript(name)
	if err == nil {
		s.texts = append(s.texts, fmt.Sprintf("%s %d\n", filepath.Base(name), len(text)), string(text))
	}
	return text, err
}

func (s *scriptDigest) String() string {
	sum := sha256.Sum256([]byte(strings.Join(s.texts, "")))
	return hex.EncodeToString(sum[:16])
}
