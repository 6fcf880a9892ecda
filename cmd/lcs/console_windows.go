package main

import (
	"os"

	"golang.org/x/sys/windows"
)

// showsColors makes the consoles of the process read escape sequences, which
// older ones do only when they are asked, and reports whether they do.
func showsColors() bool {
	for _, file := range []*os.File{os.Stdout, os.Stderr} {
		var mode uint32
		handle := windows.Handle(file.Fd())
		if windows.GetConsoleMode(handle, &mode) != nil {
			continue // a file or a pipe
		}
		if windows.SetConsoleMode(handle, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) != nil {
			return false
		}
	}
	return true
}
