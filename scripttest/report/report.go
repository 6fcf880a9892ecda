// Package report writes what became of tests: as text for a person, as JUnit and
// TAP for build servers, as JSON for everything else; and the coverage of a
// script as text, JSON or LCOV.
//
// In come the reports of scripttest, in the order in which they are to be shown;
// they hold nothing secret.
package report

import (
	"fmt"
	"time"
	"unicode/utf8"

	"lcs/lang/diag"
	"lcs/scripttest"
	"lcs/terminal"
	"lcs/value"
)

// Result is one test and the script that it is a test of.
type Result struct {
	Script string // as the command line names it
	*scripttest.Report
}

// counts returns how many tests passed, and how many did not.
func counts(results []Result) (passed, failed int) {
	for _, r := range results {
		if r.Passed() {
			passed++
		} else {
			failed++
		}
	}
	return passed, failed
}

// cut makes a text fit into so many cells, and harmless: what a system has
// answered is not to command a terminal.
func cut(text string, most int) string {
	text = terminal.Line(text)
	if most < 1 || utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}

// took writes a time in few characters: below a minute three digits say enough,
// above it whole seconds do.
func took(d time.Duration) string {
	if d >= time.Minute {
		return value.Text(d.Round(time.Second))
	}
	for unit := time.Duration(1); ; unit *= 10 {
		if d/unit < 1000 {
			return d.Round(unit).String()
		}
	}
}

// answer says in a word what an attempt was answered with.
func answer(a scripttest.Attempt) string {
	switch {
	case a.Status == 0:
		return a.Kind
	case a.Kind == "" || a.Kind == "status":
		return fmt.Sprint(a.Status)
	}
	return fmt.Sprintf("%d %s", a.Status, a.Kind)
}

// step names what an attempt was for.
func step(a scripttest.Attempt) string {
	if a.Via != "" {
		return a.Step + "." + a.Via
	}
	return a.Step
}

// place is "flow.lcs:12:3", or where the test stands.
func place(s diag.Span, r Result) diag.Span {
	if s.IsValid() {
		return s
	}
	return r.Test.Span()
}
