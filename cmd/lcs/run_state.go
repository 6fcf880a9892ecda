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
	"lcs/terminal"
)

// keeping is a run whose leads are kept in a directory, so that it can be taken
// up after it was killed. A nil one keeps nothing.
type keeping struct {
	state   *state.State
	run     state.Run
	resumed *state.Resumed // nil: the run is new

	unfinished bool         // it was killed before
	complete   bool         // all its leads have come out
	size       state.Extent // of its files when it was begun or taken up
	written    state.Extent
	files      []*keptFile
}

// openState opens the directory of --state.
func openState(j *job, flags *runFlags) (*keeping, error) {
	if flags.state == "" {
		return nil, nil
	}
	now := clock.System().Now()
	opened, err := state.Open(flags.state, now, j.options.Limits)
	if err != nil {
		return nil, wrongUse("the state cannot be used: %v", err)
	}
	k := &keeping{state: opened}
	k.run = state.Run{ID: uuid.NewString(), Script: j.digest, Title: j.info.Title, Started: now, Seed: rand.Uint64(), Output: absolute(flags.out.file), Errors: absolute(flags.out.failed)}
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
	results, err := outputSize(flags.out.file)
	if err != nil {
		return err
	}
	failed, err := outputSize(flags.out.failed)
	if err != nil {
		return err
	}
	k.size = state.Extent{Results: results, Failed: failed}
	if !k.unfinished {
		if n := journal.Queued(); n > 0 && !flags.quiet {
			c.say("%s from the queue first", terminal.Plural(n, "lead"))
		}
		k.run.Input = input.name()
		return unusable(journal.Begin(k.run))
	}
	if k.run.Input != "" && input.name() == "" {
		return wrongUse("'%s' holds a run of %s that was not finished, on the leads of %s: give them again",
			flags.state, moment(k.run.Started), k.run.Input)
	}
	resumed, err := journal.Resume(k.size)
	if err != nil {
		return cannotGoOn(err, flags)
	}
	k.resumed, k.written = &resumed, resumed.Written
	if !flags.quiet {
		c.say("taking up the run of %s: %s done, %d under way",
			moment(k.run.Started), terminal.Plural(resumed.Out+resumed.Done, "lead"), resumed.UnderWay)
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
	case old.Errors != k.run.Errors && old.Errors == "":
		return wrongUse("'%s' holds a run of %s that was not finished, without --errors: finish it like that",
			flags.state, moment(old.Started))
	case old.Errors != k.run.Errors:
		return wrongUse("'%s' holds a run of %s that was not finished, whose failed leads go to '%s': give the same --errors",
			flags.state, moment(old.Started), old.Errors)
	}
	return nil
}

// cannotGoOn says why a run cannot be taken up.
func cannotGoOn(err error, flags *runFlags) error {
	var short *state.ShortFileError
	switch {
	case !errors.As(err, &short):
		return wrongUse("'%s' cannot be taken up: %v", flags.state, err)
	case short.Failed:
		return wrongUse("'%s' cannot be continued: %v", flags.out.failed, err)
	}
	return wrongUse("'%s' cannot be continued: %v", flags.out.file, err)
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
	if k == nil || k.size.Results < 0 {
		out, closeOut, err := openOutput(c, name)
		if err != nil || k != nil || c.outShown && out == c.out {
			return out, closeOut, err
		}
		buffer := results.NewBuffer(clock.System(), out)
		return buffer, func() error { return errors.Join(buffer.Close(), closeOut()) }, nil
	}
	file, err := k.goOn(name, k.written.Results, 0o666)
	if err != nil {
		return nil, nil, unwritten("the results", err)
	}
	return file, k.closeFiles, nil
}

// openFailed opens the file of the leads that failed, where the run left off.
func (k *keeping) openFailed(name string) (out io.Writer, closeOut func() error, err error) {
	if k != nil && k.size.Failed >= 0 {
		if out, err = k.goOn(name, k.written.Failed, ownersAlone); err == nil {
			return out, k.closeFiles, nil
		}
	} else if file, failure := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, ownersAlone); failure == nil {
		return file, file.Close, nil
	} else {
		err = failure
	}
	return nil, nil, unwritten("the failed leads", err)
}

// ownersAlone is the mode of files that only their owner can read: leads are in
// them as they came in.
const ownersAlone = 0o600

// keptFile is a file of the run, which tells how much of it was written.
type keptFile struct {
	*results.Buffer
	file *os.File
}

// goOn opens a file where the run left off.
func (k *keeping) goOn(name string, at int64, mode os.FileMode) (*keptFile, error) {
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, mode)
	if err != nil {
		return nil, err
	}
	err = file.Truncate(at) // of half a line, too
	if err == nil {
		_, err = file.Seek(at, io.SeekStart)
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	opened := &keptFile{results.NewBuffer(clock.System(), file), file}
	k.files = append(k.files, opened)
	k.state.Journal().FlushOutput(k.flushFiles)
	return opened, nil
}

// flushFiles makes what was written last.
func (k *keeping) flushFiles() error {
	var all []error
	for _, f := range k.files {
		all = append(all, f.Flush(), f.file.Sync())
	}
	return errors.Join(all...)
}

// closeFiles closes them, once.
func (k *keeping) closeFiles() error {
	k.state.Journal().FlushOutput(nil)
	var all []error
	for _, f := range k.files {
		all = append(all, f.Buffer.Close(), f.file.Sync(), f.file.Close())
	}
	k.files = nil
	return errors.Join(all...)
}

// hasWritten reports whether the run that is taken up has written results.
func (k *keeping) hasWritten() bool { return k != nil && k.written.Results > 0 }

// cameOut notes that a result has been written, of such an extent.
func (k *keeping) cameOut(r *interp.Result, size state.Extent) error {
	if k == nil {
		return nil
	}
	k.written = k.written.Plus(size)
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
	return unwritten("the state", err)
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
		return 0, unwritten("the results", err)
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
