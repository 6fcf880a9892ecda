package scripttest

import (
	"fmt"
	"strings"

	"lcs/interp"
	"lcs/interp/expression"
	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/stdlib/http"
	"lcs/value"
)

// The codes of tests; their entries are in the catalogue.
const (
	codeAssertion  diag.Code = "LCS7301"
	codeTestBroken diag.Code = "LCS7302"
)

// assert evaluates an assertion; each side of an `and` is one of its own.
func (r *runner) assert(item *ast.Assert) bool {
	frame := r.frame()
	r.fill(frame)
	r.check(item.Cond, frame)
	return true
}

func (r *runner) check(e ast.Expr, frame expression.Frame) {
	if b, ok := e.(*ast.Binary); ok && (b.Op == "and" || b.Op == "&&") {
		r.check(b.X, frame)
		r.check(b.Y, frame)
		return
	}
	r.report.Asserts++
	p, err := r.suite.compiler.Compile(e)
	if err != nil {
		r.fail(e, "%v", err)
		return
	}
	v, err := p.Eval(frame)
	if err != nil {
		r.fail(e, "%v", err)
		return
	}
	if value.Basic(v) == true {
		return
	}
	d := diag.New(codeAssertion, e.Span(), "the assertion does not hold")
	for _, part := range operands(e) {
		if shown, ok := r.show(part, frame); ok {
			d.Related = append(d.Related, diag.Related{Span: part.Span(), Message: "is " + shown})
		}
	}
	r.report.Failures = append(r.report.Failures, d)
}

// operands are the parts of an assertion whose values explain it.
func operands(e ast.Expr) []ast.Expr {
	var out []ast.Expr
	ast.Walk(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Member, *ast.Ident, *ast.Index:
			out = append(out, n.(ast.Expr))
			return false
		case *ast.Call:
			out = append(out, n)
			return false
		}
		return true
	})
	return out
}

func (r *runner) show(e ast.Expr, frame expression.Frame) (string, bool) {
	p, err := r.suite.compiler.Compile(e)
	if err != nil {
		return "", false
	}
	v, err := p.Eval(frame)
	if err != nil {
		return err.Error(), true
	}
	if v == nil {
		return "missing", true
	}
	if _, view := v.(expression.Fielder); view {
		return "", false
	}
	text, err := value.AppendJSON(nil, v)
	if err != nil {
		text = []byte(value.Text(v))
	}
	return r.masked(string(text)), true
}

// masked is a text without what the run knows to be secret: a failed test is
// read by others than those who may know.
func (r *runner) masked(text string) string {
	if r.run == nil {
		return text
	}
	var secrets []string
	for _, s := range r.run.Secrets() {
		secrets = append(secrets, s.Text)
	}
	return http.NewMasker(secrets).Text(text)
}

// fill gives the names of an assertion their values: the bare ones are the last
// lead's (decisions X3, X4).
func (r *runner) fill(f expression.Frame) {
	set := func(name string, v any) { r.suite.set(f, name, v) }
	list := make([]any, len(r.results))
	for i, result := range r.results {
		list[i] = &leadView{r, result}
	}
	set("leads", list)
	set("sent", &sentView{far: r.far})
	set("alerts", r.alerts())
	if n := len(r.results); n > 0 {
		view := &leadView{r, r.results[n-1]}
		for _, name := range []string{"outcome", "reason", "flags", "notes", "logs", "elapsed", "lead"} {
			set(name, view.Field(name))
		}
	}
}

// alerts are the names of the alerts that fired.
func (r *runner) alerts() []any {
	names := []any{}
	if r.run != nil {
		for _, a := range r.run.Alerts() {
			names = append(names, a.Title)
		}
	}
	return names
}

// leadView is leads[i] in a test.
type leadView struct {
	runner *runner
	result *interp.Result
}

// Field reads what became of a lead.
func (v *leadView) Field(name string) any {
	result := v.result
	switch name {
	case "outcome":
		return string(result.Outcome)
	case "reason":
		if result.Reason == "" {
			return nil
		}
		return result.Reason
	case "flags":
		return list(result.Flags)
	case "notes":
		return list(result.Notes)
	case "logs":
		lines := make([]any, len(result.Logs))
		for i, l := range result.Logs {
			lines[i] = l.Text
		}
		return lines
	case "elapsed":
		return result.Elapsed
	case "price":
		return result.Price
	case "reference":
		return result.Ref
	case "lead":
		return result.Lead
	case "sent":
		index := result.Index
		return &sentView{far: v.runner.far, of: func(r *http.Request) bool { return r.Lead == index }}
	}
	return v.runner.stepView(result, name)
}

func list(texts []string) []any {
	out := make([]any, len(texts))
	for i, s := range texts {
		out[i] = s
	}
	return out
}

// stepView is leads[i].STEP: its outputs and what else can be read of it.
func (r *runner) stepView(result *interp.Result, name string) any {
	frame := result.Frame()
	for _, s := range r.suite.info.Steps {
		if s.Name != name || frame == nil {
			continue
		}
		o := value.NewObject()
		for _, f := range s.Fields {
			if f.Slot >= 0 {
				o.Set(f.Name, frame.Get(f.Slot))
			}
		}
		for _, out := range s.Outputs {
			o.Set(out.Name, frame.Get(out.Slot))
		}
		for _, step := range result.Steps {
			if step.Name == name {
				o.Set("outcome", step.Outcome)
				if step.Source != "" {
					o.Set("source", step.Source)
				}
			}
		}
		return o
	}
	return nil
}

// String prints a report the way `lcs test` lists it.
func (r *Report) String() string {
	if r.Passed() {
		return "ok   " + r.Title
	}
	var b strings.Builder
	fmt.Fprintf(&b, "FAIL %s", r.Title)
	for _, d := range r.Failures {
		fmt.Fprintf(&b, "\n  %s: %s: %s", d.Span, d.Message, d.Span.Text())
		for _, rel := range d.Related {
			fmt.Fprintf(&b, "\n    %s %s", rel.Span.Text(), rel.Message)
		}
	}
	return b.String()
}
