package scaffold_test

import (
	"testing"

	"lcs/scaffold"
)

// The starter is what it tells people to write: clean, formatted, tested.
func TestStarter(t *testing.T) {
	t.Parallel()
	sound(t, scaffold.Starter)
}
