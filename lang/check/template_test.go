package check_test

import (
	"strings"
	"testing"

	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/lang/grammar"
	"lcs/stdlib"
)

// A short file cannot grow into a flow of megabytes: steps are made from
// templates up to 512 KB of source, and the first one beyond is told.
func TestTooManyInstances(t *testing.T) {
	t.Parallel()
	text := "service one { base \"https://one.example.com\" }\n" +
		"step ping(to: service) { request GET to \"/" + strings.Repeat("ping", 30_000) + "\" }\n" +
		numbered(6, "step s%d = ping(one)\n")
	file, _ := grammar.Parse(diag.NewFile("x.lcs", text))
	_, found := check.Check(file, check.Options{Universe: stdlib.New()})
	var lines []int
	for _, d := range found {
		if d.Code == diag.TooManyInstances {
			line, _ := d.Span.Position()
			lines = append(lines, line)
		}
	}
	if len(lines) != 1 || lines[0] != 7 {
		t.Errorf("reported in the lines %v, want once, in 7", lines)
	}
}
