package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

type (
	suites struct {
		XMLName  xml.Name `xml:"testsuites"`
		Name     string   `xml:"name,attr"`
		Tests    int      `xml:"tests,attr"`
		Failures int      `xml:"failures,attr"`
		Errors   int      `xml:"errors,attr"`
		Time     string   `xml:"time,attr"`
		Suites   []*suite `xml:"testsuite"`
	}
	suite struct {
		Name     string     `xml:"name,attr"`
		Tests    int        `xml:"tests,attr"`
		Failures int        `xml:"failures,attr"`
		Errors   int        `xml:"errors,attr"`
		Skipped  int        `xml:"skipped,attr"`
		Time     string     `xml:"time,attr"`
		Cases    []testcase `xml:"testcase"`

		took time.Duration
	}
	testcase struct {
		Name    string   `xml:"name,attr"`
		Class   string   `xml:"classname,attr"`
		Time    string   `xml:"time,attr"`
		Failure *failure `xml:"failure,omitempty"`
		Out     *output  `xml:"system-out,omitempty"`
	}
	output struct {
		Text string `xml:",cdata"`
	}
	failure struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",cdata"`
	}
)

// WriteJUnit writes reports as JUnit does, in the form that Jenkins, GitLab and
// GitHub read: a suite for each script, its tests in order. Times are those of
// the machine; what was simulated stands in the text.
func WriteJUnit(w io.Writer, results []Result) error {
	all := suites{Name: "lcs test"}
	var whole time.Duration
	bySuite := map[string]*suite{}
	for _, r := range results {
		s := bySuite[r.Script]
		if s == nil {
			s = &suite{Name: r.Script}
			bySuite[r.Script] = s
			all.Suites = append(all.Suites, s)
		}
		c := testcase{Name: r.Title, Class: className(r.Script), Time: seconds(r.Took)}
		if !r.Passed() {
			first := r.Failures[0]
			c.Failure = &failure{Message: first.Message, Type: string(first.Code), Text: plain(r)}
			s.Failures++
			all.Failures++
		} else if len(r.Warnings) > 0 {
			c.Out = &output{plain(r)}
		}
		s.Tests++
		all.Tests++
		s.took += r.Took
		whole += r.Took
		s.Cases = append(s.Cases, c)
	}
	for _, s := range all.Suites {
		s.Time = seconds(s.took)
	}
	all.Time = seconds(whole)
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

// className is a path as servers group by it: they part it at dots.
func className(script string) string {
	return strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(script, "./"), ".lcs"), "/", ".")
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }

// plain is the report of one test as text.
func plain(r Result) string {
	var b strings.Builder
	_ = NewText(&b, Options{Width: 100}).Add(r) // a Builder takes everything
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return '\uFFFD' // XML has no place for it
		}
		return r
	}, strings.TrimRight(b.String(), "\n"))
}
