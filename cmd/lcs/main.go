// Command lcs checks integration scripts and runs them on leads.
//
// The package has the flags, the files, the terminal and the exit codes; what
// the commands do is done by the packages below.
package main

import (
	"context"
	"os"
)

func main() {
	os.Exit(execute(context.Background(), systemConsole(), os.Args[1:]))
}
