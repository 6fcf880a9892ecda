package spec_test

import (
	"fmt"
	"strings"
	"testing"

	"lcs/limits"
)

// limitsHead begins the table of the limits that can be set.
const limitsHead = "| name | of what | default | at most | beyond it |\n|---|---|---|---|---|\n"

// The reference has all limits that can be set, with what holds by default.
func TestLimitsOfTheReference(t *testing.T) {
	t.Parallel()
	var want strings.Builder
	want.WriteString(limitsHead)
	for _, l := range limits.All() {
		fmt.Fprintf(&want, "| `%s` | %s | %s | %s | %s |\n", l, l.Bounds(), l.Default(), l.Most(), l.Beyond())
	}
	for _, p := range pages(t) {
		if p.name != "running.md" {
			continue
		}
		prose := p.prose()
		at := strings.Index(prose, limitsHead)
		if at < 0 {
			t.Fatal("the table of the limits is gone")
		}
		got, _, _ := strings.Cut(prose[at:], "\n\n")
		if got+"\n" != want.String() {
			t.Errorf("the table of the limits is\n%s\n\nand it is to be\n%s", got, want.String())
		}
		return
	}
	t.Fatal("there is no running.md")
}
