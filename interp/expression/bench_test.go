package expression_test

import (
	"testing"
	"time"

	"lcs/interp/expression"
	"lcs/lang/ast"
	"lcs/lang/load"
	"lcs/stdlib"
	"lcs/value"
)

// benchExpressions are a condition, a default and a computation as scripts have
// them.
var benchExpressions = []struct{ name, source string }{
	{"condition", `lead.value > 100 and lead.state in ["CA", "TX"]`},
	{"default", `lead.phone.type ?? "unknown"`},
	{"computation", `(lead.score * 1.2 + 10) / 3 > 100 and lower(trim(lead.name)) == "tx"`},
	{"template", `"{{lead.name}}: {{lead.score}}"`},
	{"comprehension", `[for t in lead.tags if t != "b": t | lower]`},
}

func BenchmarkEval(b *testing.B) {
	for _, e := range benchExpressions {
		b.Run(e.name, func(b *testing.B) {
			program, frame := compiled(b, e.source)
			if _, err := program.Eval(frame); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := program.Eval(frame); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// compiled compiles an expression in a script with a lead that has its fields.
func compiled(t testing.TB, source string) (*expression.Program, expression.Frame) {
	t.Helper()
	lib := stdlib.New()
	info, problems := load.Source("bench.lcs", `flow "Bench"
lead { value: number, score: number, state: state, phone: phone, name: string, tags: [string] }
let result = `+source+"\n", nil, lib)
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
	for _, s := range info.Lead {
		raw := map[string]any{"value": "250", "score": value.Int(250), "state": "TX", "phone": "512-555-0123", "name": " TX ", "tags": []any{"A", "b", "C"}}[s.Name]
		if rt := lib.RecordType(s.Type.Core.String()); rt != nil {
			raw = rt.Parse(&m.Context, raw, nil)
		}
		frame.Set(s.Slot, raw)
	}
	return program, frame
}
