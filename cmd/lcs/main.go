// Command lcs checks integration scripts and runs them on leads.
//
// The package has the flags, the files, the terminal and the exit codes; what
// the commands do is done by the packages below.
package main

import (
	"context"
	"os"
	"runtime/debug"
)

func main() {
	// Most commands are over before the first collection is worth its while; a
	// long run keeps little alive, so that the heap stays small all the same.
	debug.SetGCPercent(400)
	os.Exit(execute(context.Background(), systemConsole(), os.Args[1:]))
}
