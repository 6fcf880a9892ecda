//go:build !windows

package main

// showsColors reports whether terminals read escape sequences.
func showsColors() bool { return true }
