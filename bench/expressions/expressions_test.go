// Package expressions measures the expressions of lcs beside those of other
// engines, in one run: the same three computations, compiled once, evaluated
// over and over on the same lead.
package expressions

import (
	"testing"
	"time"

	"cel.dev/cel-go/cel"
	"github.com/dop251/goja"
	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
	"github.com/itchyny/gojq"

	"lcs/interp/expression"
	"lcs/lang/ast"
	"lcs/lang/load"
	"lcs/stdlib"
	"lcs/value"
)

// A task is one computation in each engine's own words.
type task struct {
	name                     string
	lcs, expr, cel, jq, goja string
	want                     any
}

var tasks = []task{
	{
		name: "condition",
		lcs:  `lead.value > 100 and lead.state in ["CA", "TX"]`,
		expr: `lead.value > 100 && lead.state in ["CA", "TX"]`,
		cel:  `lead.value > 100.0 && lead.state in ["CA", "TX"]`,
		jq:   `.lead.value > 100 and (.lead.state == "CA" or .lead.state == "TX")`,
		goja: `lead.value > 100 && ["CA", "TX"].includes(lead.state)`,
		want: true,
	},
	{
		name: "default",
		lcs:  `lead.phone.type ?? "unknown"`,
		expr: `lead?.phone?.type ?? "unknown"`,
		cel:  `has(lead.phone.type) ? lead.phone.type : "unknown"`,
		jq:   `.lead.phone.type // "unknown"`,
		goja: `lead.phone.type ?? "unknown"`,
		want: "unknown",
	},
	{
		name: "computation",
		lcs:  `(lead.value * 1.2 + 10) / 3 > 100 and lower(trim(lead.state)) == "tx"`,
		expr: `(lead.value * 1.2 + 10) / 3 > 100 && lower(trim(lead.state)) == "tx"`,
		cel:  `(lead.value * 1.2 + 10.0) / 3.0 > 100.0 && lead.state.trim().lowerAscii() == "tx"`,
		jq:   `(.lead.value * 1.2 + 10) / 3 > 100 and (.lead.state | trim | ascii_downcase) == "tx"`,
		goja: `(lead.value * 1.2 + 10) / 3 > 100 && lead.state.trim().toLowerCase() === "tx"`,
		want: true,
	},
}

// leadFields is the lead as the other engines have it: a map of what was sent.
func leadFields() map[string]any {
	return map[string]any{"lead": map[string]any{
		"value": 250.0, "state": "TX", "phone": map[string]any{"number": "5125550123"},
	}}
}

// engines make a function that evaluates a task once.
var engines = []struct {
	name string
	make func(t testing.TB, task task) func() any
}{
	{"lcs", makeLCS}, {"expr", makeExpr}, {"cel-go", makeCEL}, {"gojq", makeJQ}, {"goja", makeGoja},
}

func BenchmarkExpressions(b *testing.B) {
	for _, task := range tasks {
		for _, engine := range engines {
			b.Run(task.name+"/"+engine.name, func(b *testing.B) {
				eval := engine.make(b, task)
				b.ReportAllocs()
				for b.Loop() {
					eval()
				}
			})
		}
	}
}

// TestSameAnswers holds that all engines compute the same.
func TestSameAnswers(t *testing.T) {
	for _, task := range tasks {
		for _, engine := range engines {
			if got := engine.make(t, task)(); got != task.want {
				t.Errorf("%s in %s: %v, want %v", task.name, engine.name, got, task.want)
			}
		}
	}
}

func makeLCS(t testing.TB, task task) func() any {
	lib := stdlib.New()
	info, problems := load.Source("bench.lcs", "flow \"Bench\"\nlead { value: number, state: state, phone: phone }\nlet result = "+task.lcs+"\n", nil, lib)
	if problems.HasErrors() {
		t.Fatal(problems[0])
	}
	var program *expression.Program
	for _, item := range info.File.Items {
		if let, ok := item.(*ast.Let); ok {
			var err error
			if program, err = expression.NewCompiler(info, lib).Compile(let.Value); err != nil {
				t.Fatal(err)
			}
		}
	}
	m := expression.NewMachine(t.Context(), time.Now(), nil, nil)
	frame := expression.NewFrame(info, m)
	sent := map[string]any{"value": value.Int(250), "state": "TX", "phone": "5125550123"}
	for _, s := range info.Lead {
		if rt := lib.RecordType(s.Type.Core.String()); rt != nil && sent[s.Name] != nil {
			frame.Set(s.Slot, rt.Parse(&m.Context, sent[s.Name], nil))
		}
	}
	return func() any {
		v, err := program.Eval(frame)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func makeExpr(t testing.TB, task task) func() any {
	env := leadFields()
	program, err := expr.Compile(task.expr, expr.Env(env))
	if err != nil {
		t.Fatal(err)
	}
	machine := vm.VM{}
	return func() any {
		v, err := machine.Run(program, env)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func makeJQ(t testing.TB, task task) func() any {
	query, err := gojq.Parse(task.jq)
	if err != nil {
		t.Fatal(err)
	}
	code, err := gojq.Compile(query)
	if err != nil {
		t.Fatal(err)
	}
	env := leadFields()
	return func() any {
		v, _ := code.Run(env).Next()
		return v
	}
}

func makeGoja(t testing.TB, task task) func() any {
	runtime := goja.New()
	if err := runtime.Set("lead", leadFields()["lead"]); err != nil {
		t.Fatal(err)
	}
	program := goja.MustCompile("bench.js", task.goja, true)
	return func() any {
		v, err := runtime.RunProgram(program)
		if err != nil {
			t.Fatal(err)
		}
		return v.Export()
	}
}

func makeCEL(t testing.TB, task task) func() any {
	env, err := cel.NewEnv(cel.Variable("lead", cel.MapType(cel.StringType, cel.DynType)), celStrings())
	if err != nil {
		t.Fatal(err)
	}
	checked, issues := env.Compile(task.cel)
	if issues.Err() != nil {
		t.Fatal(issues.Err())
	}
	program, err := env.Program(checked, cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		t.Fatal(err)
	}
	activation := leadFields()
	return func() any {
		v, _, err := program.Eval(activation)
		if err != nil {
			t.Fatal(err)
		}
		return v.Value()
	}
}
