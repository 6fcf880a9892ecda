// Command lcs checks integration scripts and runs them on leads.
//
// The package has the flags, the files, the terminal and the exit codes; what
// the commands do is done by the packages below.
package main

import (
	"context"
	"io"
	"log"
	"os"
	"runtime/debug"
)

// runGCPercent is how much a run may allocate beside what it keeps, which is
// little, so that its heap stays small. bench/README.md has what other choices
// cost.
const runGCPercent = 90

func main() {
	// What a partner sends without being asked net/http quotes in the log, with
	// whatever of our request it repeats.
	log.SetOutput(io.Discard)
	// Most commands are over before 64 MB are allocated, and so before the first
	// collection, which would cost a check a fifth of its time.
	collectAt(1600)
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(512 << 20)
	}
	os.Exit(execute(context.Background(), systemConsole(), os.Args[1:]))
}

// collectAt lets so much be allocated beside what is kept, in percent of it, before
// memory is collected; the user's GOGC comes first.
func collectAt(percent int) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}
