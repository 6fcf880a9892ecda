package scaffold_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lcs/interp"
	"lcs/lang/diag"
	"lcs/lang/format"
	"lcs/lang/load"
	"lcs/scaffold"
	"lcs/scripttest"
	"lcs/stdlib"
)

var update = flag.Bool("update", false, "write the golden files anew")

// sound checks a script, runs its tests and holds it against the formatter.
func sound(t *testing.T, script string) {
	t.Helper()
	lib := stdlib.New()
	info, problems := load.Check("flow.lcs", func(string) ([]byte, error) { return []byte(script), nil }, lib)
	for _, d := range problems {
		if d.Severity != diag.Note && d.Code != "LCS8003" {
			t.Errorf("%s: %s[%s]: %s", d.Span, d.Severity, d.Code, d.Message)
		}
	}
	if problems.HasErrors() {
		t.Fatal(script)
	}
	if formatted := format.Source(script); formatted != script {
		t.Errorf("not formatted: %s", cmp.Diff(script, formatted))
	}
	program, problems := interp.Compile(info, lib)
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	suite := scripttest.New(info, program, lib)
	for _, test := range suite.Tests() {
		if r := suite.Run(test); !r.Passed() {
			t.Errorf("%s\n%s", r, script)
		}
	}
}

// written holds the script of a draft against its golden file, and returns it.
func written(t *testing.T, draft *scaffold.Draft, golden string) string {
	t.Helper()
	got := draft.Script()
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	sound(t, got)
	return got
}

// The commands of testdata/curl become the scripts beside them.
func TestCurl(t *testing.T) {
	files, err := filepath.Glob("testdata/curl/*.sh")
	if err != nil || len(files) == 0 {
		t.Fatal("no commands", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".sh"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			command, answer, _ := strings.Cut(string(text), "\n# answers\n")
			draft, err := scaffold.FromCurl(command, scaffold.Sources{Answer: []byte(answer)})
			if err != nil {
				t.Fatal(err)
			}
			got := written(t, draft, strings.TrimSuffix(file, ".sh")+".lcs")
			if strings.Contains(got, "sesame") {
				t.Error("a secret of the command is in the script")
			}
		})
	}
}
