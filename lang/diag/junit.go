package diag

import (
	"io"
	"slices"
	"strings"

	"lcs/junit"
)

// WriteJUnit writes a report in which each checked file is a suite and each
// diagnostic a case: an error fails it, a warning does not. A file without any
// is one case that passed, so that a report of a sound project is not empty.
func WriteJUnit(w io.Writer, files []string, list List) error {
	report := junit.Report{Name: "lcs check"}
	byFile := map[string]List{}
	for _, d := range list.Sorted() {
		name := d.Span.fileName()
		if byFile[name] == nil && !slices.Contains(files, name) {
			files = append(slices.Clip(files), name)
		}
		byFile[name] = append(byFile[name], d)
	}
	for _, name := range files {
		suite := junit.Suite{Name: name, Cases: junitCases(byFile[name])}
		if name == "" {
			suite.Name = "lcs" // what has no place
		}
		report.Suites = append(report.Suites, suite)
	}
	return junit.Write(w, report)
}

func junitCases(list List) []junit.Case {
	if len(list) == 0 {
		return []junit.Case{{Name: "check"}}
	}
	var cases []junit.Case
	for _, d := range list {
		var text strings.Builder
		_ = WriteText(&text, List{d}, TextOptions{}) // a Builder takes everything
		shown, _, _ := strings.Cut(text.String(), "\n\n")
		c := junit.Case{Name: string(d.Code)}
		if d.Span.IsValid() {
			c.Name += " at " + d.Span.String()
		}
		if d.Severity == Error {
			c.Failure = &junit.Failure{Message: d.Message, Type: string(d.Code), Text: shown}
		} else {
			c.Out = shown
		}
		cases = append(cases, c)
	}
	return cases
}
