package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// The exit codes, the same for all commands; spec/running.md promises them. A
// lead that a script refuses is an answer and no error, so a run with refused
// leads alone ends with exitOK.
const (
	exitOK          = 0
	exitFailed      = 1   // the work was done and did not come out well, or what came out could not be written
	exitUsage       = 2   // wrong use: flags, files, settings
	exitScript      = 3   // a script has errors
	exitAlert       = 4   // an alert of the script fired, and --fail-on-alert asked for this
	exitInterrupted = 130 // Ctrl-C, as shells have it
)

// exitError ends the process with a code. One without a message was reported
// when it happened.
type exitError struct {
	code    int
	message string
}

func (e *exitError) Error() string { return e.message }

// ExitCode returns the code that the process ends with.
func (e *exitError) ExitCode() int { return e.code }

// wrongUse is an error of the person at the keyboard.
func wrongUse(format string, args ...any) error {
	return &exitError{exitUsage, fmt.Sprintf(format, args...)}
}

// unwritten is the error of what was to come out and cannot be written: the file
// cannot be made, the disk is full. It is the same whenever it shows.
func unwritten(what string, err error) error {
	return &exitError{exitFailed, fmt.Sprintf("%s cannot be written: %v", what, err)}
}

// reachable says of a file that is written when all is done, before anything is
// done, that the directory for it is not there. An empty name is none.
func reachable(what, name string) error {
	if name == "" {
		return nil
	}
	if _, err := os.Stat(filepath.Dir(name)); err != nil {
		return unwritten(what, err)
	}
	return nil
}

// reported is an error of which everything has been said.
func reported(code int) error { return &exitError{code: code} }

// exitCode returns the code for an error. Those without one come from the
// parsing of the command line, or from a stdout that takes nothing more.
func exitCode(err error) int {
	if err == nil {
		return exitOK
	}
	var coded interface{ ExitCode() int }
	if errors.As(err, &coded) {
		return coded.ExitCode()
	}
	if path, ok := errors.AsType[*fs.PathError](err); ok && path.Op == "write" {
		return exitFailed
	}
	return exitUsage
}
