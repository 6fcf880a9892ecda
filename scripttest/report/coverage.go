package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"lcs/scripttest"
	"lcs/terminal"
)

// Covered is the coverage of one script.
type Covered struct {
	Script string
	Points []scripttest.Point
}

// names are the kinds of points as a person counts them.
var names = map[scripttest.PointKind]string{
	scripttest.StepPoint: "steps", scripttest.BranchPoint: "branches", scripttest.HandlerPoint: "handlers",
	scripttest.StatementPoint: "in handlers", scripttest.ExamplePoint: "examples",
}

// AddCoverage writes for each script how much of it the tests pass, and what
// they never reach.
func (t *Text) AddCoverage(all []Covered) error {
	for _, c := range all {
		t.out.WriteByte('\n')
		t.styled(terminal.Bold, "coverage of "+c.Script)
		t.out.WriteByte('\n')
		shares := scripttest.Shares(c.Points)
		for _, kind := range scripttest.PointKinds {
			s := shares[kind]
			if s.All == 0 {
				continue
			}
			style := terminal.Green
			if s.Passed < s.All {
				style = terminal.Magenta
			}
			t.line(style, fmt.Sprintf("%s%-12s%4d of %-4d %3d%%", indent, names[kind], s.Passed, s.All, s.Percent()))
		}
		t.unreached(c.Points)
	}
	return t.out.Flush()
}

func (t *Text) unreached(points []scripttest.Point) {
	for _, p := range points {
		if p.Count > 0 || within(p, points) {
			continue
		}
		never := "never reached: " // first, as a long line is cut
		switch p.Kind {
		case scripttest.ExamplePoint:
			never = "never answered: "
		case scripttest.StepPoint:
			never = "never ran: "
		case scripttest.BranchPoint:
			never = "never taken: "
		}
		t.line("", indent+placeOf(p)+"  "+never+p.Text)
	}
}

// within reports whether p stands in a step or a handler that was not reached
// either: that one says it all.
func within(p scripttest.Point, points []scripttest.Point) bool {
	for _, q := range points {
		outer := q.Kind == scripttest.HandlerPoint || q.Kind == scripttest.StepPoint
		if outer && q.Count == 0 && q.Span.File == p.Span.File && q.Span != p.Span && q.Span.Start <= p.Span.Start && p.Span.End <= q.Span.End {
			return true
		}
	}
	return false
}

func placeOf(p scripttest.Point) string {
	line, _ := p.Span.Position()
	return fmt.Sprintf("%s:%d", p.Span.File.Name, line)
}

// The JSON form of coverage.
type (
	jsonCoverage struct {
		Version int          `json:"version"`
		Passed  int          `json:"passed"`
		All     int          `json:"all"`
		Percent int          `json:"percent"`
		Scripts []jsonScript `json:"scripts"`
	}
	jsonScript struct {
		Script string               `json:"script"`
		Kinds  map[string]jsonShare `json:"kinds"`
		Points []jsonPoint          `json:"points"`
	}
	jsonShare struct {
		Passed int `json:"passed"`
		All    int `json:"all"`
	}
	jsonPoint struct {
		Kind  string `json:"kind"`
		Text  string `json:"text"`
		File  string `json:"file"`
		Line  int    `json:"line"`
		Count int    `json:"count"`
	}
)

// Total is the coverage of several scripts taken together.
func Total(all []Covered) scripttest.Share {
	var total scripttest.Share
	for _, c := range all {
		s := scripttest.Shares(c.Points)[""]
		total.Passed += s.Passed
		total.All += s.All
	}
	return total
}

// writeCoverageJSON writes every point with how often it was passed.
func writeCoverageJSON(w io.Writer, all []Covered) error {
	total := Total(all)
	report := jsonCoverage{Version: 1, Passed: total.Passed, All: total.All, Percent: total.Percent(), Scripts: []jsonScript{}}
	for _, c := range all {
		script := jsonScript{Script: c.Script, Kinds: map[string]jsonShare{}, Points: []jsonPoint{}}
		for kind, s := range scripttest.Shares(c.Points) {
			if kind != "" {
				script.Kinds[string(kind)] = jsonShare(s)
			}
		}
		for _, p := range c.Points {
			line, _ := p.Span.Position()
			script.Points = append(script.Points, jsonPoint{string(p.Kind), p.Text, p.Span.File.Name, line, p.Count})
		}
		report.Scripts = append(report.Scripts, script)
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(report)
}

// WriteLCOV writes the coverage as a trace file of lcov, which most services
// that show coverage read: steps, statements, handlers and examples are lines,
// branches are branches.
func WriteLCOV(w io.Writer, all []Covered) error {
	out := bufio.NewWriter(w)
	var order []string
	byFile := map[string][]scripttest.Point{}
	for _, c := range all {
		for _, p := range c.Points {
			name := p.Span.File.Name
			if byFile[name] == nil {
				order = append(order, name)
			}
			byFile[name] = append(byFile[name], p)
		}
	}
	for _, name := range order {
		fmt.Fprintf(out, "TN:\nSF:%s\n", name)
		lines, hit := []int{}, map[int]int{}
		branches, taken := 0, 0
		for _, p := range byFile[name] {
			line, _ := p.Span.Position()
			if p.Kind == scripttest.BranchPoint {
				fmt.Fprintf(out, "BRDA:%d,%d,%d,%d\n", line, p.Span.Start, branches, p.Count)
				branches++
				if p.Count > 0 {
					taken++
				}
				continue
			}
			if _, known := hit[line]; !known {
				lines = append(lines, line)
			}
			hit[line] = max(hit[line], p.Count)
		}
		fmt.Fprintf(out, "BRF:%d\nBRH:%d\n", branches, taken)
		reached := 0
		for _, line := range lines {
			fmt.Fprintf(out, "DA:%d,%d\n", line, hit[line])
			if hit[line] > 0 {
				reached++
			}
		}
		fmt.Fprintf(out, "LF:%d\nLH:%d\nend_of_record\n", len(lines), reached)
	}
	return out.Flush()
}

// WriteCoverage writes coverage in the form that a file's name asks for.
func WriteCoverage(w io.Writer, name string, all []Covered) error {
	if strings.HasSuffix(name, ".json") {
		return writeCoverageJSON(w, all)
	}
	return WriteLCOV(w, all)
}
