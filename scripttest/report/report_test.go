package report_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"lcs/interp"
	"lcs/lang/load"
	"lcs/scripttest"
	"lcs/scripttest/report"
	"lcs/stdlib"
)

// script has tests that pass and fail, whose titles and values are as hostile
// as they come.
const script = `flow "x"
lead { id: string }
example lead "Ann" { id: "1" }
step score {
  idempotent by lead.id
  request POST "https://scores.example/score" { body json { id: lead.id } }
  expect 200 json { text: string }
  map { text: response.text }
  on 503 { retry 2 }
  on 404 { if lead.id == "1" { skip } }
  on 5xx { use default { text: "" } }
  example 200 json { "text": "fine" }
}
if (score.text ?? "") == "fine" { flag "a" } else { flag "b" }
test "passes" {
  lead "Ann"
  run
  assert flags == ["a"]
}
test "ok 7 - not # TODO \\ a <directive> & ]]> \u0001" {
  lead "Ann"
  stub score 200 json { "text": "]]> <x/> & \u0001 \uffff\n---\n...\n1..9\nnot ok 3" }
  run
  assert score.text == "something else that is of some length\nnot ok"
}
test "a stub in vain" {
  lead "Ann"
  stub score 200 then 503
  run
  assert outcome == "success"
}
`

// results runs the tests of a script.
func results(t *testing.T, cover *scripttest.Coverage) ([]report.Result, []scripttest.Point) {
	t.Helper()
	library := stdlib.New()
	info, problems := load.Source("dir/flow.lcs", script, nil, library)
	if problems.HasErrors() {
		t.Fatal(problems[0])
	}
	program, problems := interp.Compile(info, library, interp.Observe(cover.Observe))
	if problems.HasErrors() {
		t.Fatal(problems[0])
	}
	suite := scripttest.New(info, program, library)
	var jobs []scripttest.Job
	for _, test := range suite.Tests() {
		jobs = append(jobs, scripttest.Job{Suite: suite, Test: test})
	}
	var out []report.Result
	scripttest.RunAll(t.Context(), jobs, 2, func(_ scripttest.Job, r *scripttest.Report) bool {
		cover.Count(r)
		out = append(out, report.Result{Script: "dir/flow.lcs", Report: r})
		return true
	})
	return out, cover.Points(info)
}

func written(t *testing.T, write func(io.Writer, []report.Result) error) string {
	t.Helper()
	all, _ := results(t, scripttest.NewCoverage())
	var b strings.Builder
	if err := write(&b, all); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The JUnit report has a suite for the script and a case for each test.
func TestJUnit(t *testing.T) {
	t.Parallel()
	text := written(t, report.WriteJUnit)
	var all struct {
		Suites []struct {
			Name     string `xml:"name,attr"`
			Tests    int    `xml:"tests,attr"`
			Failures int    `xml:"failures,attr"`
			Cases    []struct {
				Class   string  `xml:"classname,attr"`
				Time    string  `xml:"time,attr"`
				Failure *string `xml:"failure"`
				Out     *string `xml:"system-out"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal([]byte(text), &all); err != nil {
		t.Fatal(err)
	}
	if len(all.Suites) != 1 || all.Suites[0].Name != "dir/flow.lcs" || all.Suites[0].Tests != 3 || all.Suites[0].Failures != 1 || len(all.Suites[0].Cases) != 3 {
		t.Fatal(text)
	}
	failed, warned := 0, 0
	for _, c := range all.Suites[0].Cases {
		if c.Class != "dir.flow" || c.Time == "" {
			t.Errorf("the case is %+v", c)
		}
		if c.Failure != nil {
			failed++
		}
		if c.Out != nil {
			warned++
		}
	}
	if failed != 1 || warned != 1 {
		t.Errorf("%d cases failed and %d have a warning:\n%s", failed, warned, text)
	}
}

// tapTest is a test point of a TAP stream.
type tapTest struct {
	ok          bool
	number      int
	description string
	diagnostic  map[string]any
}

// parseTAP reads version 14 of the protocol as far as tests without subtests go.
func parseTAP(t *testing.T, text string) (plan int, tests []tapTest) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if lines[0] != "TAP version 14" {
		t.Fatalf("it begins with %q", lines[0])
	}
	point := regexp.MustCompile(`^(not )?ok ([0-9]+) - ((?:[^#\\]|\\[#\\])*)$`)
	for i := 1; i < len(lines); i++ {
		line := lines[i]
		switch m := point.FindStringSubmatch(line); {
		case m != nil:
			number, _ := strconv.Atoi(m[2])
			description := strings.NewReplacer(`\#`, "#", `\\`, `\`).Replace(m[3])
			tests = append(tests, tapTest{m[1] == "", number, description, nil})
		case strings.HasPrefix(line, "1.."):
			if n, err := strconv.Atoi(line[3:]); err != nil || plan != 0 {
				t.Fatalf("the plan %q", line)
			} else {
				plan = n
			}
		case line == "  ---":
			diagnostic := map[string]any{}
			for i++; i < len(lines) && lines[i] != "  ..."; i++ {
				key, value, found := strings.Cut(strings.TrimPrefix(lines[i], "  "), ": ")
				if !found || strings.HasPrefix(key, " ") {
					t.Fatalf("in a YAML block: %q", lines[i])
				}
				if value == "|" {
					var block []string
					for i+1 < len(lines) && (strings.HasPrefix(lines[i+1], "    ") || lines[i+1] == "") {
						i++
						block = append(block, strings.TrimPrefix(lines[i], "    "))
					}
					diagnostic[key] = strings.Join(block, "\n")
					continue
				}
				var v any
				if err := json.Unmarshal([]byte(value), &v); err != nil {
					t.Fatalf("in a YAML block: %q: %v", lines[i], err)
				}
				diagnostic[key] = v
			}
			tests[len(tests)-1].diagnostic = diagnostic
		default:
			t.Fatalf("line %d is no TAP: %q", i+1, line)
		}
	}
	return plan, tests
}

func TestTAP(t *testing.T) {
	t.Parallel()
	plan, tests := parseTAP(t, written(t, report.WriteTAP))
	if plan != 3 || len(tests) != 3 {
		t.Fatalf("%d tests are planned, %d came", plan, len(tests))
	}
	for i, test := range tests {
		if test.number != i+1 || test.ok != (i != 1) {
			t.Errorf("test %d is %+v", i+1, test)
		}
	}
	failed := tests[1]
	if !strings.HasPrefix(failed.description, `dir/flow.lcs: ok 7 - not # TODO \ a <directive> & ]]>`) {
		t.Errorf("it is called %q", failed.description)
	}
	d := failed.diagnostic
	if d["line"] != 24.0 || d["file"] != "dir/flow.lcs" || d["code"] != "LCS7301" || !strings.Contains(d["report"].(string), "differs from what was expected") {
		t.Errorf("its diagnostic is %v", d)
	}
}

// Nothing that a script or a system says reaches the terminal as a command, and
// no line is longer than it is wide.
func TestTextIsHarmless(t *testing.T) {
	t.Parallel()
	all, _ := results(t, scripttest.NewCoverage())
	var b strings.Builder
	text := report.NewText(&b, report.Options{Width: 80, Verbose: true})
	for _, r := range all {
		r.Logs = append(r.Logs, scripttest.Log{Run: 1, Lead: 1, Level: "info", Text: "\x1b]0;mine\a \u202e" + strings.Repeat("long ", 40)})
		if err := text.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	for line := range strings.Lines(b.String()) {
		line = strings.TrimSuffix(line, "\n")
		if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r == 0x202e || r == 0x7f }) {
			t.Errorf("it writes %q", line)
		}
		if n := utf8.RuneCountInString(line); n > 80 {
			t.Errorf("a line of %d: %s", n, line)
		}
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	var got struct {
		Version, Passed, Failed int
		Tests                   []struct {
			Title, Outcome string
			Line           int
			Failures       []struct {
				Code, Message, Source string
				Line, Column          int
				Parts                 []struct{ Text, Value string }
				Diff                  []string
			}
			Warnings []struct{ Code string }
			Attempts []struct {
				Step, From string
				Status     int
			}
		}
	}
	decoder := json.NewDecoder(strings.NewReader(written(t, report.WriteJSON)))
	if err := decoder.Decode(&got); err != nil {
		t.Fatal(err)
	}
	if got.Version != 1 || got.Passed != 2 || got.Failed != 1 || len(got.Tests) != 3 {
		t.Fatalf("got %+v", got)
	}
	f := got.Tests[1].Failures[0]
	if f.Line != 24 || f.Column != 10 || f.Code != "LCS7301" || f.Parts[0].Text != "score.text" || !strings.Contains(f.Parts[0].Value, `]]> <x/>`) || len(f.Diff) == 0 {
		t.Errorf("the failure is %+v", f)
	}
	if a := got.Tests[0].Attempts; len(a) != 1 || a[0].From != "example" || a[0].Status != 200 || a[0].Step != "score" {
		t.Errorf("the attempts are %+v", a)
	}
	if w := got.Tests[2].Warnings; len(w) != 1 || w[0].Code != "LCS7303" {
		t.Errorf("the warnings are %+v", w)
	}
}

// Coverage says of each place how often it was passed.
func TestCoverage(t *testing.T) {
	t.Parallel()
	_, points := results(t, scripttest.NewCoverage())
	var got strings.Builder
	for _, p := range points {
		line, _ := p.Span.Position()
		fmt.Fprintf(&got, "%d %s %d %s\n", line, p.Kind, p.Count, p.Text)
	}
	want := `4 step 3 step score
9 handler 0 on 503
9 statement 0 retry 2
10 handler 0 on 404
10 branch 0 if lead.id == "1"
10 branch 0 the else of if lead.id == "1"
10 statement 0 skip
11 handler 0 on 5xx
11 statement 0 use default
12 example 2 example 200 json
14 branch 2 if (score.text ?? "") == "fine"
14 branch 1 the else of if (score.text ?? "") == "fine"
`
	if got.String() != want {
		t.Errorf("got\n%s", got.String())
	}
	covered := []report.Covered{{Script: "dir/flow.lcs", Points: points}}
	if total := report.Total(covered); total.Passed != 4 || total.All != 12 || total.Percent() != 33 {
		t.Errorf("the total is %+v", total)
	}
	var lcov strings.Builder
	if err := report.WriteLCOV(&lcov, covered); err != nil {
		t.Fatal(err)
	}
	checkLCOV(t, lcov.String())
}

// checkLCOV holds the counts of a trace file against its lines.
func checkLCOV(t *testing.T, text string) {
	t.Helper()
	count := map[string]int{}
	for line := range strings.Lines(text) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		fields := strings.Split(value, ",")
		last, _ := strconv.Atoi(fields[len(fields)-1])
		switch key {
		case "DA", "BRDA":
			if want := map[string]int{"DA": 2, "BRDA": 4}[key]; len(fields) != want {
				t.Errorf("%q has %d fields", line, len(fields))
			}
			count[key]++
			if last > 0 {
				count[key+" hit"]++
			}
		case "LF", "LH", "BRF", "BRH":
			if want := count[map[string]string{"LF": "DA", "LH": "DA hit", "BRF": "BRDA", "BRH": "BRDA hit"}[key]]; last != want {
				t.Errorf("%s is %d, not %d", key, last, want)
			}
		case "SF":
			if value != "dir/flow.lcs" {
				t.Errorf("the file is %q", value)
			}
		case "TN", "end_of_record":
		default:
			t.Errorf("%q is no line of LCOV", line)
		}
	}
	if count["DA"] != 5 || count["BRDA"] != 4 {
		t.Errorf("there are %v", count)
	}
}
