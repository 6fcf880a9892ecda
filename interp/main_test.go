package interp_test

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain finds tasks that a run has left behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
