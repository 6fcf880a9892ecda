package scripttest

import (
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
	codeUnusedStub diag.Code = "LCS7303"
)

// assert evaluates an assertion; each side of an `and` is one of its own.
func (r *runner) assert(item *ast.Assert) bool {
	frame := r.frame()
	r.fill(frame)
	r.check(item.Cond, frame)
	return true
}

func (r *runner) check(e ast.Expr, frame expression.Frame) {
	if b, ok := ast.Unwrap(e).(*ast.Binary); ok && (b.Op == "and" || b.Op == "&&") {
		r.check(b.X, frame)
		r.check(b.Y, frame)
		return
	}
	r.report.Asserts++
	p, err := r.compiler.Compile(e)
	if err != nil {
		r.fail(e, "%v", err)
		return
	}
	v, err := p.Eval(frame)
	if err == nil && value.Basic(v) == true {
		return
	}
	f := &Failure{Diagnostic: diag.New(codeAssertion, e.Span(), "the assertion does not hold")}
	if err != nil {
		f.Message = r.masked("the assertion cannot be computed: " + err.Error())
	}
	shown := &explanation{runner: r, frame: frame, seen: map[string]bool{}}
	shown.parts(e, false)
	f.Diff = shown.difference(e)
	f.Parts = shown.found
	r.report.Failures = append(r.report.Failures, f)
}

// explanation is the parts of a failed assertion with their values.
type explanation struct {
	runner *runner
	frame  expression.Frame
	seen   map[string]bool
	found  []Part
}

// parts collects what an assertion is made of: every part whose value is not
// plain to see. Wanted says that e itself is such a part; what yields only true
// or false is not, as its operands say more.
func (x *explanation) parts(e ast.Expr, wanted bool) {
	e = ast.Unwrap(e)
	if constant(e) {
		return
	}
	switch n := e.(type) {
	case *ast.Unary:
		if n.Op == "-" && wanted {
			x.show(e)
		}
		x.parts(n.X, true)
	case *ast.Binary:
		if !yieldsBool(n.Op) {
			x.show(e)
		}
		x.parts(n.X, true)
		x.parts(n.Y, true)
	case *ast.Is:
		x.parts(n.X, true)
	case *ast.Cond:
		x.parts(n.If, true)
		x.show(e)
	case *ast.Call:
		x.show(e)
		x.parts(n.Recv, true)
		for _, a := range n.Args {
			x.parts(a.Value, true)
		}
	case *ast.Comprehension:
		x.show(e)
		x.parts(n.In, true)
	case *ast.Member, *ast.Index:
		x.path(e)
	default:
		x.show(e)
	}
}

// yieldsBool reports whether an operator's result is true or false.
func yieldsBool(op string) bool {
	switch op {
	case "==", "!=", "<", "<=", ">", ">=", "in", "not in", "contains", "matches", "and", "&&", "or":
		return true
	}
	return false
}

// path shows a path; of one that leads nowhere also the first part that is
// missing.
func (x *explanation) path(e ast.Expr) {
	v, ok := x.show(e)
	if !ok || v != nil {
		return
	}
	missing := e
	for {
		var outer ast.Expr
		switch n := missing.(type) {
		case *ast.Member:
			outer = n.X
		case *ast.Index:
			outer = n.X
		}
		if outer == nil || x.seen[outer.Span().Text()] {
			break
		}
		if v, err := x.eval(outer); err != nil || v != nil {
			break
		}
		missing = outer
	}
	if missing != e {
		x.show(missing)
	}
}

// constant reports whether e is plain to see: it holds no name.
func constant(e ast.Expr) bool {
	if e == nil {
		return true
	}
	plain := true
	ast.Walk(e, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.Ident, *ast.Call, *ast.Comprehension:
			plain = false
		}
		return plain
	})
	return plain
}

func (x *explanation) eval(e ast.Expr) (any, error) {
	p, err := x.runner.compiler.Compile(e)
	if err != nil {
		return nil, err
	}
	return p.Eval(x.frame)
}

// show notes the value of e, once.
func (x *explanation) show(e ast.Expr) (any, bool) {
	text := e.Span().Text()
	v, err := x.eval(e)
	if x.seen[text] {
		return v, err == nil
	}
	x.seen[text] = true
	shown := ""
	switch {
	case err != nil:
		shown = "not to be computed: " + err.Error()
	case x.runner.suite.info.Types[e].HoldsSecret() && v != nil:
		shown = http.Mask
	default:
		shown = written(v)
	}
	x.found = append(x.found, Part{Text: text, Value: x.runner.masked(shown)})
	return v, err == nil
}
