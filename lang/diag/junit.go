package diag

import (
	"encoding/xml"
	"io"
	"slices"
	"strings"
)

type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		Failure *junitFailure `xml:"failure,omitempty"`
		Out     string        `xml:"system-out,omitempty"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

// WriteJUnit writes a report in which each checked file is a suite and each
// diagnostic a case: an error fails it, a warning does not. A file without any
// is one case that passed, so that a report of a sound project is not empty.
func WriteJUnit(w io.Writer, files []string, list List) error {
	report := junitSuites{}
	byFile := map[string]List{}
	for _, d := range list.Sorted() {
		name := d.Span.fileName()
		if byFile[name] == nil && !slices.Contains(files, name) {
			files = append(slices.Clip(files), name)
		}
		byFile[name] = append(byFile[name], d)
	}
	for _, name := range files {
		suite := junitSuiteOf(name, byFile[name])
		report.Tests += suite.Tests
		report.Failures += suite.Failures
		report.Suites = append(report.Suites, suite)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	out := xml.NewEncoder(w)
	out.Indent("", "  ")
	if err := out.Encode(report); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func junitSuiteOf(file string, list List) junitSuite {
	suite := junitSuite{Name: file, Tests: max(len(list), 1)}
	if file == "" {
		suite.Name = "lcs" // what has no place
	}
	if len(list) == 0 {
		suite.Cases = []junitCase{{Name: "check", Class: file}}
		return suite
	}
	for _, d := range list {
		var text strings.Builder
		_ = WriteText(&text, List{d}, TextOptions{}) // a Builder takes everything
		shown, _, _ := strings.Cut(text.String(), "\n\n")
		c := junitCase{Name: string(d.Code), Class: suite.Name}
		if d.Span.IsValid() {
			c.Name += " at " + d.Span.String()
		}
		if d.Severity == Error {
			c.Failure = &junitFailure{Message: d.Message, Type: string(d.Code), Text: shown}
			suite.Failures++
		} else {
			c.Out = shown
		}
		suite.Cases = append(suite.Cases, c)
	}
	return suite
}
