package report

import (
	"io"
	"slices"
	"strings"

	"lcs/junit"
)

// WriteJUnit writes reports as JUnit does: a suite for each script, its tests in
// order. Times are those of the machine; what was simulated stands in the text.
func WriteJUnit(w io.Writer, results []Result) error {
	all := junit.Report{Name: "lcs test"}
	for _, r := range results {
		at := slices.IndexFunc(all.Suites, func(s junit.Suite) bool { return s.Name == r.Script })
		if at < 0 {
			at = len(all.Suites)
			all.Suites = append(all.Suites, junit.Suite{Name: r.Script})
		}
		c := junit.Case{Name: r.Title, Took: r.Took}
		if !r.Passed() {
			first := r.Failures[0]
			c.Failure = &junit.Failure{Message: first.Message, Type: string(first.Code), Text: plain(r)}
		} else if len(r.Warnings) > 0 {
			c.Out = plain(r)
		}
		all.Suites[at].Cases = append(all.Suites[at].Cases, c)
	}
	return junit.Write(w, all)
}

// plain is the report of one test as text.
func plain(r Result) string {
	var b strings.Builder
	_ = NewText(&b, Options{Width: 100}).Add(r) // a Builder takes everything
	return strings.TrimRight(b.String(), "\n")
}
