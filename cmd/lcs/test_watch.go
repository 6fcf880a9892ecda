package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"time"

	"lcs/clock"
	"lcs/terminal"
)

// glance is how often the files of tests are looked at.
const glance = 200 * time.Millisecond

// watchTests runs tests, and again whenever a file that they read has changed,
// until Ctrl-C.
func watchTests(ctx context.Context, c *console, args []string, flags *testFlags) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	for {
		if c.outShown {
			fmt.Fprint(c.out, "\x1b[H\x1b[2J\x1b[3J") // to the top of an empty screen
		}
		seen := newWatched()
		err := runTests(ctx, c, args, flags, seen)
		var exit *exitError
		switch {
		case errors.As(err, &exit) && exit.code == exitUsage:
			return err
		case err != nil && err.Error() != "":
			c.say("lcs: %v", err)
		}
		names, _ := scriptsToTest(args)
		c.say("watching %s; Ctrl-C ends", terminal.Plural(seen.count(), "file"))
		if !seen.wait(ctx, args, names) {
			return nil
		}
	}
}

// fileState is what tells one version of a file from the next.
type fileState struct {
	exists bool
	size   int64
	change time.Time
}

func stateOf(name string) fileState {
	info, err := os.Stat(name)
	if err != nil {
		return fileState{}
	}
	return fileState{true, info.Size(), info.ModTime()}
}

// watched are the files that tests have read, or have looked for, as they were
// then.
type watched struct{ states map[string]fileState }

func newWatched() *watched { return &watched{states: map[string]fileState{}} }

// read reads a script and remembers it.
func (w *watched) read(name string) ([]byte, error) {
	w.look(name)
	return readScript(name)
}

// look remembers how files are now, unless they were seen before.
func (w *watched) look(names ...string) {
	for _, name := range names {
		if _, known := w.states[name]; !known {
			w.states[name] = stateOf(name)
		}
	}
}

// count is how many of the files are there.
func (w *watched) count() int {
	n := 0
	for _, state := range w.states {
		if state.exists {
			n++
		}
	}
	return n
}

// wait returns true when a file has changed or a script has come or gone, false
// when ctx is done.
func (w *watched) wait(ctx context.Context, args, scripts []string) bool {
	for clock.System().Sleep(ctx, glance) == nil {
		if now, _ := scriptsToTest(args); !slices.Equal(now, scripts) {
			return true
		}
		for name, state := range w.states {
			if stateOf(name) != state {
				return true
			}
		}
	}
	return false
}
