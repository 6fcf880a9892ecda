package check_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lcs/lang/diag"
	"lcs/lang/load"
	"lcs/stdlib"
)

// Each file in testdata/flow has scripts between lines of ---. A comment
//
//	# WARNING LCS8002 "regexp"
//
// after what is wrong, or on a line of its own below it, says what is reported
// on that line: errors, warnings and notes. The regexp is looked for in the
// message, label, help and related places. What is reported and not expected
// fails the test, and so does what is expected and not reported.
func TestFlow(t *testing.T) {
	t.Parallel()
	library := stdlib.New()
	files, err := filepath.Glob("testdata/flow/*.lcs")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range chunksOf(string(text)) {
				// The chunk stands at its place in the file, so that lines are true.
				source := strings.Repeat("\n", c.before) + c.text
				_, list := load.Source(name, source, nil, library)
				compare(t, c.expectations(t, name), list)
			}
		})
	}
}

type chunk struct {
	before int // lines before it in its file
	text   string
}

func chunksOf(text string) []chunk {
	var all []chunk
	lines := strings.Split(text, "\n")
	start := 0
	for i := 0; i <= len(lines); i++ {
		if i == len(lines) || lines[i] == "---" {
			all = append(all, chunk{start, strings.Join(lines[start:i], "\n")})
			start = i + 1
		}
	}
	return all
}

type expectation struct {
	line     int
	severity string
	code     diag.Code
	text     *regexp.Regexp
	written  string
	met      bool
}

var expectationForm = regexp.MustCompile(`# (ERROR|WARNING|NOTE) (LCS\d{4})(?: "(.*?)")?(?:$| )`)

func (c chunk) expectations(t *testing.T, name string) []*expectation {
	t.Helper()
	var all []*expectation
	last := 0 // the last line with source
	for i, line := range strings.Split(c.text, "\n") {
		at := c.before + i + 1
		if trimmed := strings.TrimSpace(line); trimmed != "" && !strings.HasPrefix(trimmed, "#") {
			last = at
		}
		for _, m := range expectationForm.FindAllStringSubmatch(line, -1) {
			re, err := regexp.Compile(m[3])
			if err != nil {
				t.Fatalf("%s:%d: %v", name, at, err)
			}
			all = append(all, &expectation{line: last, severity: strings.ToLower(m[1]), code: diag.Code(m[2]), text: re, written: m[0]})
		}
	}
	return all
}

func (e *expectation) fits(d *diag.Diagnostic) bool {
	line, _ := d.Span.Position()
	return e.line == line && e.code == d.Code && e.severity == d.Severity.String() && e.text.MatchString(everything(d))
}

func compare(t *testing.T, expected []*expectation, list diag.List) {
	t.Helper()
	for _, d := range list {
		i := slices.IndexFunc(expected, func(e *expectation) bool { return !e.met && e.fits(d) })
		if i < 0 {
			t.Errorf("%s: unexpected %s %s: %s", d.Span, d.Severity, d.Code, everything(d))
			continue
		}
		expected[i].met = true
	}
	for _, e := range expected {
		if !e.met {
			t.Errorf("line %d: not reported: %s", e.line, e.written)
		}
	}
}

// everything is all that a diagnostic says, on one line.
func everything(d *diag.Diagnostic) string {
	said := d.Message
	for _, more := range []string{d.Label, d.Help} {
		if more != "" {
			said += " " + more
		}
	}
	for _, r := range d.Related {
		line, _, _ := strings.Cut(r.Span.Text(), "\n")
		said += "; " + r.Message + ": " + line
	}
	return said
}
