package stdlib_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"lcs/interp/expression"
	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/lang/grammar"
	"lcs/stdlib"
	"lcs/value"
)

// The moment at which examples are evaluated.
var exampleTime = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// evaluate checks and runs one expression as a script would.
func evaluate(t testing.TB, lib *stdlib.Library, source string) (any, error) {
	t.Helper()
	file, bad := grammar.Parse(diag.NewFile("example.lcs", "flow \"example\"\nlet example_value = "+source+"\n"))
	if bad.HasErrors() {
		return nil, bad[0]
	}
	info, found := check.Check(file, check.Options{Universe: lib})
	for _, d := range found {
		if d.Severity == diag.Error {
			return nil, d
		}
	}
	var let *ast.Let
	for _, item := range file.Items {
		if l, ok := item.(*ast.Let); ok {
			let = l
		}
	}
	program, err := expression.NewCompiler(info, lib).Compile(let.Value)
	if err != nil {
		t.Fatalf("%s: %v", source, err)
	}
	machine := expression.NewMachine(t.Context(), exampleTime, rand.New(rand.NewPCG(1, 2)), nil)
	return program.Eval(expression.NewFrame(info, machine))
}

// Every example of the documentation yields what it says.
func TestExamples(t *testing.T) {
	t.Parallel()
	lib := stdlib.New()
	for _, name := range lib.FuncNames() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, e := range lib.Function(name).Examples {
				got, err := evaluate(t, lib, e.Source)
				if e.Fails {
					if err == nil || !strings.Contains(err.Error(), e.Result) {
						t.Errorf("%s\n  is    %s, error %v\n  wants the error %q", e.Source, value.Text(got), err, e.Result)
					}
					continue
				}
				if err != nil {
					t.Errorf("%s\n  fails: %v", e.Source, err)
					continue
				}
				text, err := value.AppendJSON(nil, got)
				if err != nil || string(text) != e.Result {
					t.Errorf("%s\n  is    %s, error %v\n  wants %s", e.Source, text, err, e.Result)
				}
			}
		})
	}
}
