package interp_test

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lcs/clock"
	"lcs/interp"
	"lcs/interp/expression"
	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/lang/load"
	"lcs/lang/types"
	"lcs/stdlib"
	lcshttp "lcs/stdlib/http"
	"lcs/value"
)

// This file says what a type error at run time is, for the promise that a
// script which checks clean has none. It is any of these:
//
//   - a panic, or a diagnostic that calls itself an internal error;
//   - a message that only a value of a wrong type can cause (typeErrors);
//   - a function of the library that gets an argument which fits none of its
//     signatures, or gives a result which does not fit (spy);
//   - an expression whose value is not of the type that the checker found for
//     it: another core, or missing although it cannot be (conforms).

// typeErrors are what expr-lang's VM, Go's runtime and the operators say of a
// value of a wrong type.
var typeErrors = regexp.MustCompile(`cannot be computed with|is no operator|runtime error|interface conversion|nil pointer|index out of range|` +
	`internal error|cannot be written as JSON|reflect[.:]|cannot fetch|invalid operation|cannot use|expected .* got|unknown opcode|stack underflow|panic`)

// oracle judges runs of one script.
type oracle struct {
	lib      *stdlib.Library
	problems []string
	called   map[string]bool
	inParts  bool // parts are evaluated by themselves, whether their lead came there or not
}

// newOracle returns a library whose functions are watched.
func newOracle() *oracle {
	o := &oracle{lib: stdlib.New(), called: map[string]bool{}}
	for _, name := range o.lib.FuncNames() {
		f := o.lib.Function(name)
		call := f.Call
		f.Call = func(cx *stdlib.Context, args []any) (any, error) {
			o.called[name] = true
			o.arguments(f, args)
			v, err := call(cx, args)
			if err == nil {
				o.result(f, v)
			}
			return v, err
		}
	}
	return o
}

func (o *oracle) reportf(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(o.problems, text) {
		o.problems = append(o.problems, text)
	}
}

// arguments reports what fits no signature of f.
func (o *oracle) arguments(f *stdlib.Function, args []any) {
	var why error
	for _, s := range f.Signatures {
		if why = takes(s, args, !o.inParts); why == nil {
			return
		}
	}
	o.reportf("%s gets an argument of a wrong type: %v", f.Name, why)
}

func takes(s types.Signature, args []any, whole bool) error {
	for i, arg := range args {
		if value.IsMissing(arg) {
			continue // what a call lacks, or a record that is not valid
		}
		p := len(s.Params) - 1
		if i < p {
			p = i
		}
		if p < 0 || i > p && !s.Params[p].Variadic {
			return fmt.Errorf("argument %d is too many", i+1)
		}
		if err := (fitting{whole: whole}).conforms(arg, s.Params[p].Type); err != nil {
			return fmt.Errorf("%s: %w", s.Params[p].Name, err)
		}
	}
	return nil
}

func (o *oracle) result(f *stdlib.Function, v any) {
	if value.IsMissing(v) {
		return
	}
	var why error
	for _, s := range f.Signatures {
		if why = (fitting{within: true}).conforms(v, s.Result); why == nil {
			return
		}
	}
	o.reportf("%s gives a result of a wrong type: %v", f.Name, why)
}

// fitting says whether what a value has inside must be there: it need not in a
// lead that did not come so far.
type fitting struct{ whole, within bool }

// conforms reports how v, which is not missing, does not fit t.
func (f fitting) conforms(v any, t types.Type) error {
	if r, ok := v.(*value.Record); ok && f.within { // stands for its value
		if _, basic := t.Core.(types.Basic); basic {
			if !r.Valid {
				return nil
			}
			v = value.Basic(r)
		}
	}
	if i, ok := v.(value.Interval); ok && f.within && t.Is(types.Duration) {
		v = i.Duration() // for which it stands
	}
	wrong := func() error { return fmt.Errorf("%s is %T %.80q", t, v, value.Text(v)) }
	f.within = true
	var fits bool
	switch core := t.Core.(type) {
	case types.Basic:
		return basicConforms(v, core, wrong)
	case *types.List:
		list, ok := v.([]any)
		if !ok {
			return wrong()
		}
		return f.eachConforms(list, core.Elem)
	case *types.Object:
		return f.objectConforms(v, core, wrong)
	case *types.Map:
		switch v.(type) {
		case *value.Object, expression.Fielder, *value.Record:
			fits = true
		}
	case *types.Record:
		if _, fits = v.(*value.Record); !fits && !f.whole { // made its value before, in a part
			return basicConforms(v, core.Value, wrong)
		}
	case *types.Choice:
		s, text := v.(string)
		fits = text && (core.Open || slices.Contains(core.Values, s))
	case *types.Regex:
		_, fits = v.(*stdlib.Regex)
	case *types.Document:
		_, fits = v.(*stdlib.Document)
	case *types.FieldOf:
		_, fits = v.(string)
	default:
		fits = true
	}
	if !fits {
		return wrong()
	}
	return nil
}

func basicConforms(v any, b types.Basic, wrong func() error) error {
	var fits bool
	switch b {
	case types.Invalid, types.Any:
		fits = true
	case types.String:
		_, fits = v.(string)
	case types.Int:
		n, number := v.(*value.Number)
		if number {
			_, fits = n.Int64()
		}
	case types.Number:
		_, fits = v.(*value.Number)
	case types.Bool:
		_, fits = v.(bool)
	case types.Date:
		_, fits = v.(value.Date)
	case types.Time:
		_, fits = v.(time.Time)
	case types.Duration:
		_, fits = v.(time.Duration)
	case types.Interval:
		_, fits = v.(value.Interval)
	case types.Bytes:
		_, fits = v.([]byte)
	}
	if !fits {
		return wrong()
	}
	return nil
}

func (f fitting) eachConforms(list []any, elem types.Type) error {
	for i, item := range list[:min(len(list), 1000)] {
		if value.IsMissing(item) {
			if f.whole && !mayLack(elem) {
				return fmt.Errorf("[%d] is missing, and is %s", i, elem)
			}
			continue
		}
		if err := f.conforms(item, elem); err != nil {
			return fmt.Errorf("[%d]: %w", i, err)
		}
	}
	return nil
}

func (f fitting) objectConforms(v any, core *types.Object, wrong func() error) error {
	if view, ok := v.(expression.Fielder); ok { // http, stats: read when asked for
		for _, field := range core.Fields {
			if v := view.Field(field.Name); !value.IsMissing(v) {
				if err := f.conforms(v, field.Type); err != nil {
					return fmt.Errorf(".%s: %w", field.Name, err)
				}
			}
		}
		return nil
	}
	o, ok := v.(*value.Object)
	if !ok {
		return wrong()
	}
	for _, field := range core.Fields {
		v, _ := o.Get(field.Name)
		if value.IsMissing(v) {
			if f.whole && !mayLack(field.Type) {
				return fmt.Errorf(".%s is missing, and is %s", field.Name, field.Type)
			}
			continue
		}
		if err := f.conforms(v, field.Type); err != nil {
			return fmt.Errorf(".%s: %w", field.Name, err)
		}
	}
	return nil
}

func mayLack(t types.Type) bool {
	_, open := t.Core.(*types.Var)
	return open || t.IsOptional() || t.Is(types.Any) || t.Is(types.None) || t.IsInvalid()
}

// checked loads a script with the oracle's library; nil: it has errors.
func (o *oracle) checked(name, text string, read load.Reader) (*check.Info, diag.List) {
	info, problems := load.Source(name, text, read, o.lib)
	if problems.HasErrors() {
		return nil, problems
	}
	return info, problems
}

// run compiles a script that checks clean and runs leads against a partner that
// answers from its examples, or in the ways of mood.
func (o *oracle) run(t testing.TB, info *check.Info, mood *rng) {
	program, problems := interp.Compile(info, o.lib)
	for _, d := range problems {
		o.reportf("compiling: %s %s: %s", d.Code, d.Span, d.Message)
	}
	if problems.HasErrors() {
		return
	}
	settings, problems := program.ExampleSettings()
	if len(problems) > 0 {
		o.reportf("example settings: %s", diagnostics(problems))
		return
	}
	leads, problems := program.ExampleLeads()
	if len(problems) > 0 {
		o.reportf("example leads: %s", diagnostics(problems))
	}
	leads = append(leads, hostileLeads(info, mood)...)
	sim := clock.NewSimulated(startOfTests)
	far := newPartner(sim)
	far.decide = func(_ string, r *lcshttp.Request, _ int) (reply, bool) { return exampleReply(program, r, mood), true }
	sim.Run(func() {
		run, problems := program.Start(t.Context(), interp.Options{
			Clock: sim, Sender: far, Settings: settings, KeepFrames: true, Concurrency: 2, RunID: "run-1",
		})
		o.judge(problems)
		if run == nil {
			return
		}
		results := run.Together(leads)
		for _, r := range results {
			o.result1(info, r)
		}
		var parked []*interp.Parked
		for _, r := range results {
			if r.Parked != nil {
				parked = append(parked, r.Parked)
			}
		}
		for _, r := range run.ResumeTogether(parked) {
			o.result1(info, r)
		}
		_ = run.Close()
	})
}

func (o *oracle) judge(list diag.List) {
	for _, d := range list {
		o.message(d.Message)
		if d.Code == "LCS7200" {
			o.reportf("internal error: %s", d.Message)
		}
	}
}

func (o *oracle) message(text string) {
	if typeErrors.MatchString(text) {
		o.reportf("a lead ends with %q", text)
	}
}

// result1 judges what became of one lead.
func (o *oracle) result1(info *check.Info, r *interp.Result) {
	o.message(r.Reason)
	for _, text := range slices.Concat(r.Notes, r.Flags) {
		o.message(text)
	}
	if r.Diagnostic != nil {
		o.judge(diag.List{r.Diagnostic})
	}
	if _, err := value.ParseJSON(r.AppendJSON(nil), value.Limits{}); err != nil {
		o.reportf("the result is not JSON: %v", err)
	}
	if frame := r.Frame(); frame != nil {
		o.values(info, frame, r.Outcome == interp.Success)
	}
}

// values holds the values that a lead ended with against the checker's types.
func (o *oracle) values(info *check.Info, frame expression.Frame, reached bool) {
	sound := !garbled(info, frame)
	reached = reached && sound
	symbol := func(s *check.Symbol, certain bool) {
		if s == nil || s.Slot < 0 {
			return
		}
		v := frame.Get(s.Slot)
		if value.IsMissing(v) {
			if certain && !mayLack(s.Type) {
				o.reportf("%s is missing, and is %s", s.Path, s.Type)
			}
			return
		}
		if err := (fitting{whole: sound, within: true}).conforms(v, s.Type); err != nil {
			o.reportf("%s: %v", s.Path, err)
		}
	}
	for _, s := range info.Lead {
		symbol(s, reached)
	}
	for _, s := range info.Settings {
		symbol(s, true)
	}
	for _, item := range info.File.Items {
		if let, ok := item.(*ast.Let); ok {
			symbol(info.Vars[let], reached && !knowsLess(info))
			o.parts(info, let.Value, frame)
		}
	}
	for _, s := range info.Steps {
		succeeded := frameText(frame, s.Fields["outcome"]) == "success"
		for _, out := range s.Outputs {
			symbol(out, reached && succeeded && !s.Background && !knowsLess(info))
		}
		for _, f := range s.Fields {
			symbol(f, false)
		}
	}
}

// knowsLess reports whether a script may end before its end, or computes with
// what an empty list has.
func knowsLess(info *check.Info) bool {
	text := info.File.Source.Text
	return strings.Contains(text, "accept") || strings.Contains(text, "[]")
}

// garbled reports whether some field of a lead is not valid: what is computed
// from it may be missing (decisions M6).
func garbled(info *check.Info, frame expression.Frame) bool {
	for _, s := range info.Lead {
		if s.Slot >= 0 && holdsInvalid(frame.Get(s.Slot)) {
			return true
		}
	}
	return false
}

func holdsInvalid(v any) bool {
	switch v := v.(type) {
	case *value.Record:
		return !v.Valid
	case []any:
		return slices.ContainsFunc(v, holdsInvalid)
	case *value.Object:
		for _, item := range v.All() {
			if holdsInvalid(item) {
				return true
			}
		}
	}
	return false
}

func frameText(f expression.Frame, s *check.Symbol) string {
	if s == nil || s.Slot < 0 {
		return ""
	}
	return value.Text(f.Get(s.Slot))
}

// parts evaluates every part of an expression by itself, but for those in which
// a variable of their own stands.
func (o *oracle) parts(info *check.Info, e ast.Expr, frame expression.Frame) {
	o.inParts = true
	defer func() { o.inParts = false }()
	compiler := expression.NewCompiler(info, o.lib)
	machine := expression.NewMachine(context.Background(), startOfTests, newRNG(nil).Rand, nil)
	own := frame.On(machine, nil)
	ast.Walk(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Comprehension, *ast.EachPart:
			return false
		case ast.Expr:
			t, typed := info.Types[n]
			if !typed || t.IsInvalid() {
				return true
			}
			if basic, ok := info.Coerce[n]; ok {
				if t = types.Of(basic); basic == types.Int {
					t = numberType // beside a whole number any number may stand
				}
			}
			program, err := compiler.Compile(n)
			if err != nil {
				return true // reported as a whole, when it is one
			}
			v, err := program.Eval(own)
			switch {
			case err != nil:
				o.message(err.Error())
			case !value.IsMissing(v):
				if err := (fitting{within: true}).conforms(v, t); err != nil {
					o.reportf("%s: %v", n.Span().Text(), err)
				}
			}
		}
		return true
	})
}

// exampleReply answers from the script's examples, and at times as no partner
// should.
func exampleReply(p *interp.Program, r *lcshttp.Request, mood *rng) reply {
	if r.Via == "auth" {
		return reply{body: `{"access_token":"t","expires_in":60}`}
	}
	var answer reply
	if examples := p.Replies(r.Step, r.Via == "fallback"); len(examples) > 0 {
		e := examples[mood.intn(len(examples))]
		answer = reply{status: e.Status, body: string(e.Body), after: e.After, header: map[string]string{}}
		for k := range e.Header {
			answer.header[k] = e.Header.Get(k)
		}
		if e.Kind != "" {
			answer = reply{kind: lcshttp.Network}
		}
	}
	switch mood.intn(12) {
	case 0:
		answer.status = []int{400, 401, 404, 422, 429, 500, 503}[mood.intn(7)]
	case 1:
		return reply{kind: lcshttp.Timeout}
	case 2:
		return reply{kind: lcshttp.Network}
	case 3:
		answer.body = answer.body[:len(answer.body)/2]
	case 4:
		answer.body = []string{"", "null", "[]", "{}", "0", `"x"`, "<a/>", "<html>"}[mood.intn(8)]
	}
	return answer
}

// hostileLeads are leads with every field empty, null, absent or garbled.
func hostileLeads(info *check.Info, mood *rng) []interp.Record {
	var out []interp.Record
	fill := func(v func(*check.Symbol) any) {
		o := value.NewObject()
		for _, s := range info.Lead {
			if x := v(s); x != nil {
				o.Set(s.Name, x)
			}
		}
		out = append(out, interp.Record{Value: o, Place: fmt.Sprintf("hostile %d", len(out))})
	}
	fill(func(*check.Symbol) any { return "" })
	fill(func(*check.Symbol) any { return nil })
	fill(func(*check.Symbol) any { return value.Null })
	for range 4 {
		fill(func(s *check.Symbol) any { return garbage(s.Type, mood) })
	}
	return out
}

// garbage is a value that is often of the type and as often not.
func garbage(t types.Type, mood *rng) any {
	switch core := t.Core.(type) {
	case *types.List:
		list := make([]any, mood.intn(4))
		for i := range list {
			list[i] = garbage(core.Elem, mood)
		}
		return list
	case *types.Object:
		o := value.NewObject()
		for _, f := range core.Fields {
			if v := garbage(f.Type, mood); v != nil {
				o.Set(f.Name, v)
			}
		}
		return o
	case *types.Choice:
		if mood.intn(4) > 0 {
			return core.Values[mood.intn(len(core.Values))]
		}
	}
	texts := []string{
		"", " ", "0", "-1", "3.5", "1e30", "yes", "no", "true", "ann@example.com", "ANN@b", "512-555-0123", "+44 20 7946 0958", "TX", "texas",
		"78701", "2026-02-30", "2026-03-01", "3/2/1990", "2026-03-01T09:00:00Z", "12:30", "1-5", "10000-20000", "$5.00", "m", "127.0.0.1", "::1",
		"https://example.com/a?b=c", "not anything", "\x00", "日本", "null", "{}", "[]", "99999999999999999999", "0001-01-01", "9999-12-31", "5m",
	}
	switch mood.intn(12) {
	case 0:
		return nil
	case 1:
		return value.Null
	case 2:
		return mood.intn(2) == 0
	case 3:
		return value.Int(int64(mood.intn(100000)) - 50)
	case 4:
		return []any{texts[mood.intn(len(texts))]}
	case 5:
		return value.NewObject(value.Entry{Key: "a", Value: "b"})
	}
	return texts[mood.intn(len(texts))]
}

// exampleFiles are the scripts of examples/.
func exampleFiles(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("../examples/*/*.lcs")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d examples: %v", len(files), err)
	}
	return files
}

func (o *oracle) String() string { return strings.Join(o.problems, "\n") }
