// Package junit writes reports in the form that JUnit has and that Jenkins,
// GitLab and GitHub read.
//
// In come suites of cases; out goes XML whose figures are counted here.
package junit

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

// Report is what was looked at.
type Report struct {
	Name   string // empty: none
	Suites []Suite
}

// Suite is what was looked at in one file.
type Suite struct {
	Name  string // the path of the file
	Cases []Case
}

// Case is one thing that passed or failed.
type Case struct {
	Name    string
	Took    time.Duration // 0: not known
	Failure *Failure      // nil: it passed
	Out     string        // what else there is to say
}

// Failure is why a case failed.
type Failure struct{ Message, Type, Text string }

// The elements of the report and their attributes.
type (
	testsuites struct {
		XMLName  xml.Name    `xml:"testsuites"`
		Name     string      `xml:"name,attr,omitempty"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Time     seconds     `xml:"time,attr"`
		Suites   []testsuite `xml:"testsuite"`
	}
	testsuite struct {
		Name     string     `xml:"name,attr"`
		Tests    int        `xml:"tests,attr"`
		Failures int        `xml:"failures,attr"`
		Errors   int        `xml:"errors,attr"`
		Skipped  int        `xml:"skipped,attr"`
		Time     seconds    `xml:"time,attr"`
		Cases    []testcase `xml:"testcase"`
	}
	testcase struct {
		Name    string   `xml:"name,attr"`
		Class   string   `xml:"classname,attr"`
		Time    seconds  `xml:"time,attr"`
		Failure *failure `xml:"failure"`
		Out     *output  `xml:"system-out"`
	}
	failure struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",cdata"`
	}
	output struct {
		Text string `xml:",cdata"`
	}
)

// seconds is a time; one that is not known is left out.
type seconds time.Duration

func (s seconds) MarshalXMLAttr(name xml.Name) (xml.Attr, error) {
	if s == 0 {
		return xml.Attr{}, nil
	}
	return xml.Attr{Name: name, Value: fmt.Sprintf("%.3f", time.Duration(s).Seconds())}, nil
}

// Write writes a report.
func Write(w io.Writer, r Report) error {
	all := testsuites{Name: r.Name}
	for _, s := range r.Suites {
		suite := suiteOf(s)
		all.Tests += suite.Tests
		all.Failures += suite.Failures
		all.Time += suite.Time
		all.Suites = append(all.Suites, suite)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	out := xml.NewEncoder(w)
	out.Indent("", "  ")
	if err := out.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func suiteOf(s Suite) testsuite {
	suite := testsuite{Name: s.Name, Tests: len(s.Cases)}
	class := className(s.Name)
	for _, c := range s.Cases {
		written := testcase{Name: c.Name, Class: class, Time: seconds(c.Took)}
		if c.Failure != nil {
			written.Failure = &failure{c.Failure.Message, c.Failure.Type, allowed(c.Failure.Text)}
			suite.Failures++
		}
		if c.Out != "" {
			written.Out = &output{allowed(c.Out)}
		}
		suite.Time += written.Time
		suite.Cases = append(suite.Cases, written)
	}
	return suite
}

// className is a path as servers group by it: they part it at dots.
func className(file string) string {
	return strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(file, "./"), ".lcs"), "/", ".")
}

// allowed replaces the characters that XML has no place for.
func allowed(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return '\uFFFD'
		}
		return r
	}, text)
}
