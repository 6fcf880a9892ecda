package faults_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lcs/faults"
	"lcs/interp"
	"lcs/lang/load"
	"lcs/stdlib"
	"lcs/terminal"
)

var update = flag.Bool("update", false, "write the golden files anew")

// explore tries the faults of a script.
func explore(t *testing.T, name, source string, options faults.Options) *faults.Table {
	t.Helper()
	lib := stdlib.New()
	info, problems := load.Check(name, func(file string) ([]byte, error) {
		if file == name {
			return []byte(source), nil
		}
		return os.ReadFile(file)
	}, lib)
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	program, problems := interp.Compile(info, lib)
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	table, problems := faults.Explore(context.Background(), info, program, options)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return table
}

func written(t *testing.T, table *faults.Table, name string) string {
	t.Helper()
	var b strings.Builder
	if err := table.Write(&b, faults.Text{Name: name, Screen: terminal.Screen{Width: 80}}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The tables of the largest examples are as they were looked at.
func TestTablesOfTheExamples(t *testing.T) {
	for name, options := range map[string]faults.Options{
		"auto-insurance":     {Pairs: true},
		"mortgage-ping-post": {Deny: []faults.Ending{faults.SentTwice}},
		"solar-soap-crm":     {},
		"nightly-batch":      {Pairs: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join("..", "examples", "real-life", name+".lcs")
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := strings.ReplaceAll(written(t, explore(t, file, string(source), options), name+".lcs"), file, name+".lcs")
			golden := filepath.Join("testdata", name+".txt")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			for line := range strings.Lines(got) {
				if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > 80 && !strings.Contains(line, ".lcs:") {
					t.Errorf("a line has %d characters:\n%s", n, line)
				}
			}
		})
	}
}

const sound = `flow "x"
lead { id: string }
example lead "Ann" { id: "1" }
step score {
  request POST "https://scores.example/score" { body json { id: lead.id } }
  expect 200 json { ok: bool, score: number }
  success when response.ok
  map { score: response.score }
  default { score: 0 }
  on 5xx { retry 2 }
  on timeout {
    fallback { request GET "https://other.example/score" expect 200 json { score: number } map { score: response.score } example 200 json { "score": 3 } }
    use default
  }
  on error { use default }
  on failure { reject "no" }
  example 200 json { "ok": true, "score": 12 }
  example "refused" 200 json { "ok": false, "score": 0 }
}
step notify {
  request GET "https://hooks.example/{{score.score}}"
  on error { skip }
}
`

// brief is what the cases of a target come to: way, outcome, step and source.
func brief(table *faults.Table, target string) map[string]string {
	out := map[string]string{}
	for _, c := range table.Cases() {
		if len(c.Faults) == 1 && c.Faults[0].Target == target {
			text := strings.TrimSpace(strings.Join([]string{string(c.Outcome), c.Step, c.Source}, " "))
			if c.Twice {
				text += " twice"
			}
			if c.Hole != "" {
				text += " HOLE"
			}
			out[c.Faults[0].Way.Name] = text
		}
	}
	return out
}

// What each fault comes to is what the script says.
func TestWhatFaultsComeTo(t *testing.T) {
	t.Parallel()
	table := explore(t, "x.lcs", sound, faults.Options{})
	handled := "success success default"
	want := map[string]string{
		"400": handled, "401": handled, "403": handled, "404": handled, "409": handled, "422": handled, "429": handled,
		"500": handled, "502": handled, "503": handled, "504": handled,
		"timeout": "success success fallback", "network": handled, "dropped": handled,
		"malformed": handled, "empty": handled, "page": handled,
		"slow": "success success live", `"refused"`: "failure failure live",
	}
	if diff := cmp.Diff(want, brief(table, "score")); diff != "" {
		t.Errorf("score: -want +got\n%s", diff)
	}
	if holes := table.Holes(); len(holes) > 0 {
		t.Errorf("%d holes, the first: %v", len(holes), holes[0].Faults)
	}
	if got := written(t, table, "x.lcs"); !strings.HasSuffix(got, "\nno holes\n") {
		t.Errorf("the table does not say that there are no holes:\n%s", got)
	}
}

// A hole put in on purpose is found, and where: each handler that is taken out
// leaves open just what it caught.
func TestHolesAreFound(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, take, target string
		open               []string
	}{
		{"error", "on error { use default }\n", "score", []string{"400", "401", "403", "404", "409", "422", "429", "500", "502", "503", "504", "network", "dropped", "malformed", "empty", "page"}},
		{"skip", "  on error { skip }\n", "notify", []string{"400", "401", "403", "404", "409", "422", "429", "500", "502", "503", "504", "timeout", "network", "dropped"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			table := explore(t, "x.lcs", strings.Replace(sound, test.take, "\n", 1), faults.Options{})
			var open []string
			for _, c := range table.Holes() {
				if c.Faults[0].Target != test.target {
					t.Errorf("%v is a hole as well", c.Faults)
				}
				open = append(open, c.Faults[0].Way.Name)
			}
			if diff := cmp.Diff(test.open, open); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// A fault that only hurts beside another one is found in pairs.
func TestPairs(t *testing.T) {
	t.Parallel()
	source := strings.Replace(sound, "    use default\n", "", 1)
	source = strings.Replace(source, "on error { use default }", "on parse, network, 4xx { use default }", 1)
	source = strings.Replace(source, "on 5xx { retry 2 }", "on 5xx { use default }", 1)
	if holes := explore(t, "x.lcs", source, faults.Options{}).Holes(); len(holes) > 0 {
		t.Fatalf("%v is a hole alone", holes[0].Faults)
	}
	table := explore(t, "x.lcs", source, faults.Options{Pairs: true})
	for _, c := range table.Holes() {
		if len(c.Faults) != 2 || c.Faults[0].String() != "score timeout" || c.Faults[1].Target != "score.fallback" {
			t.Errorf("%v is a hole", c.Faults)
		}
	}
	if n := len(table.Holes()); n != 8 {
		t.Errorf("%d holes, want one for each way in which the fallback fails", n)
	}
	if got := written(t, table, "x.lcs"); !strings.Contains(got, "! score (timeout) and score.fallback (4xx, 5xx,") {
		t.Errorf("the pair is not in the table:\n%s", got)
	}
}

// What may have been carried out and is sent again is seen, unless it has a key.
func TestTwice(t *testing.T) {
	t.Parallel()
	repeated := strings.Replace(sound, "on 5xx { retry 2 }", "on network { retry 2 }", 1)
	table := explore(t, "x.lcs", repeated, faults.Options{Deny: []faults.Ending{faults.SentTwice}})
	if got := brief(table, "score"); got["dropped"] != "success success default twice HOLE" || got["network"] != "success success default" {
		t.Errorf("dropped: %s; network, which reached nobody: %s", got["dropped"], got["network"])
	}
	keyed := strings.Replace(repeated, "  map {", "  idempotent by lead.id\n  map {", 1)
	if holes := explore(t, "x.lcs", keyed, faults.Options{Deny: []faults.Ending{faults.SentTwice}}).Holes(); len(holes) > 0 {
		t.Errorf("%v is a hole although the step has a key", holes[0].Faults)
	}
}

func TestDeny(t *testing.T) {
	t.Parallel()
	for ending, want := range map[faults.Ending]string{
		faults.StepDefault: "score 400", faults.StepSkipped: "notify 400", faults.EndsInFailure: `score "refused"`,
	} {
		holes := explore(t, "x.lcs", sound, faults.Options{Deny: []faults.Ending{ending}}).Holes()
		if len(holes) == 0 || holes[0].Faults[0].String() != want {
			t.Errorf("--deny %s: the first hole is not %s", ending, want)
		}
	}
	if _, err := faults.ParseEnding("sucess"); err == nil {
		t.Error("an ending that does not exist is taken")
	}
}
