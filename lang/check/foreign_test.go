package check_test

import (
	"testing"

	"lcs/lang/check"
	"lcs/stdlib"
)

// What is offered for a name of another language exists, and the name itself
// does not, or the offer would never be made.
func TestForeignNamesMeanWhatIsThere(t *testing.T) {
	t.Parallel()
	library := stdlib.New()
	for foreign, ours := range check.ForeignFunctions {
		if library.Func(ours) == nil {
			t.Errorf("%s: the library has no function %s", foreign, ours)
		}
		if library.Func(foreign) != nil {
			t.Errorf("the library has a function %s of its own", foreign)
		}
	}
}
