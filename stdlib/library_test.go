package stdlib

import "testing"

func TestEntriesAreComplete(t *testing.T) {
	t.Parallel()
	for _, fault := range faults(allFunctions(), allRecordTypes()) {
		t.Error(fault)
	}
}
