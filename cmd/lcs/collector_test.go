package main

import (
	"runtime/debug"
	"testing"
)

// How often memory is collected is the user's to say, by the variable that all
// programs in Go know.
func TestGOGCComesFirst(t *testing.T) { // alone: the setting is the process's
	before := debug.SetGCPercent(250)
	t.Cleanup(func() { debug.SetGCPercent(before) })
	for given, want := range map[string]int{"250": 250, "": runGCPercent} {
		t.Setenv("GOGC", given)
		debug.SetGCPercent(250) // as the runtime does with what is given
		collectAt(runGCPercent)
		if got := debug.SetGCPercent(250); got != want {
			t.Errorf("GOGC=%q: collected at %d %%, not %d", given, got, want)
		}
	}
}
