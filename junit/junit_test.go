package junit_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lcs/junit"
)

// element is what the readers of JUnit reports (Jenkins, GitLab, GitHub's
// actions) know of an element: its attributes, those that it needs, and what may
// stand in it.
type element struct {
	needs, may []string
	children   []string
	text       bool
}

var elements = map[string]element{
	"testsuites": {may: []string{"name", "tests", "failures", "errors", "time"}, children: []string{"testsuite"}},
	"testsuite": {
		needs: []string{"name", "tests", "failures", "errors"}, may: []string{"skipped", "time", "timestamp", "hostname", "id", "package", "file"},
		children: []string{"properties", "testcase", "system-out", "system-err"},
	},
	"testcase": {
		needs: []string{"name"}, may: []string{"classname", "time", "group"},
		children: []string{"skipped", "error", "failure", "system-out", "system-err"},
	},
	"failure":    {may: []string{"message", "type"}, text: true},
	"system-out": {text: true},
}

// sample is a report with all that there can be.
var sample = junit.Report{Name: "lcs test", Suites: []junit.Suite{
	{Name: "./dir/flow.lcs", Cases: []junit.Case{
		{Name: "passes", Took: 1500 * time.Millisecond},
		{Name: "fails <&\"", Took: 4 * time.Millisecond, Failure: &junit.Failure{Message: "a\x00 < b\nc", Type: "LCS7301", Text: "]]> \x1b[31m\ufffe<b>"}, Out: "more"},
		{Name: "warns", Out: "look: ]]>"},
	}},
	{Name: "empty.lcs"},
}}

// A report is XML, holds what its readers know and nothing else, and its figures
// are true.
func TestWrite(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := junit.Write(&b, sample); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	decoder := xml.NewDecoder(strings.NewReader(text))
	var open, figures, texts []string
	seconds := regexp.MustCompile(`^[0-9]+\.[0-9]{3}$`)
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		switch token := token.(type) {
		case xml.StartElement:
			name := token.Name.Local
			known, ok := elements[name]
			if !ok {
				t.Fatalf("<%s> is no element of a JUnit report", name)
			}
			if len(open) == 0 && name != "testsuites" || len(open) > 0 && !slices.Contains(elements[open[len(open)-1]].children, name) {
				t.Errorf("<%s> stands in %v", name, open)
			}
			given := map[string]string{}
			for _, a := range token.Attr {
				given[a.Name.Local] = a.Value
				if !slices.Contains(known.needs, a.Name.Local) && !slices.Contains(known.may, a.Name.Local) {
					t.Errorf("<%s> has the attribute %s", name, a.Name.Local)
				}
			}
			for _, need := range known.needs {
				if _, ok := given[need]; !ok {
					t.Errorf("<%s> lacks %s", name, need)
				}
			}
			if took, ok := given["time"]; ok && !seconds.MatchString(took) {
				t.Errorf("<%s time=%q>", name, took)
			}
			if name == "testcase" && given["classname"] != "dir.flow" {
				t.Errorf("the case is %v", given)
			}
			if name == "testsuite" || name == "testsuites" {
				figures = append(figures, fmt.Sprintf("%s: %s of %s in %s", given["name"], given["failures"], given["tests"], given["time"]))
			}
			open = append(open, name)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			inside := strings.TrimSpace(string(token))
			if inside == "" {
				continue
			}
			if !elements[open[len(open)-1]].text {
				t.Errorf("text in <%s>: %q", open[len(open)-1], inside)
			}
			texts = append(texts, inside)
		}
	}
	if want := []string{"lcs test: 1 of 3 in 1.504", "./dir/flow.lcs: 1 of 3 in 1.504", "empty.lcs: 0 of 0 in "}; !slices.Equal(figures, want) {
		t.Errorf("the figures are %q", figures)
	}
	if got, want := strings.Join(texts, "|"), "]]> \ufffd[31m\ufffd<b>|more|look: ]]>"; strings.ReplaceAll(got, "]]|>", "]]>") != want {
		t.Errorf("the texts are %q", got)
	}
}

var errFull = errors.New("no space left on device")

// full takes so many bytes.
type full struct{ left int }

func (f *full) Write(b []byte) (int, error) {
	if f.left -= len(b); f.left < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestWriteToAFullDisk(t *testing.T) {
	t.Parallel()
	for _, left := range []int{0, len(xml.Header), 200} {
		if err := junit.Write(&full{left}, sample); !errors.Is(err, errFull) {
			t.Errorf("after %d bytes: %v", left, err)
		}
	}
}
