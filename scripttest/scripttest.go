// Package scripttest runs the test blocks of a script: on simulated time,
// without a network, every run the same.
//
// A test is a program (decisions X1): read from the top, `run` runs the leads
// given since the last one. Steps answer from their stubs, else from their
// examples. In come a compiled program and its checked file; out go Reports.
package scripttest

import (
	"context"
	"fmt"
	"hash/fnv"
	"maps"
	"time"

	"lcs/clock"
	"lcs/farend"
	"lcs/interp"
	"lcs/interp/expression"
	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/limits"
	"lcs/stdlib"
	"lcs/stdlib/http"
	"lcs/value"
)

// Suite is the tests of one script, compiled.
type Suite struct {
	Limits *limits.Limits // of all runs; nil: the defaults

	info     *check.Info
	program  *interp.Program
	lib      *stdlib.Library
	settings map[string]interp.Setting // what tests begin with
	problems diag.List                 // of those settings
}

// New returns the suite of a checked and compiled script.
func New(info *check.Info, program *interp.Program, lib *stdlib.Library) *Suite {
	s := &Suite{info: info, program: program, lib: lib}
	s.settings, s.problems = program.ExampleSettings()
	return s
}

// Tests returns the test blocks in the order of the file.
func (s *Suite) Tests() []*ast.Test {
	var tests []*ast.Test
	for _, item := range s.info.File.Items {
		if t, ok := item.(*ast.Test); ok {
			tests = append(tests, t)
		}
	}
	return tests
}

// epoch is when a test without `at` begins.
var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// Run runs one test. Several may run at once.
func (s *Suite) Run(t *ast.Test) *Report {
	began := clock.System().Now()
	title, _ := t.Title.Literal()
	sim := clock.NewSimulated(epoch)
	r := &runner{
		suite: s, clock: sim, report: &Report{Title: title, Test: t}, seed: seedOf(title),
		far: farend.New(s.program, sim), compiler: expression.NewCompiler(s.info, s.lib),
		settings: maps.Clone(s.settings), secrets: map[string]bool{},
	}
	r.simulate(func() {
		for _, problem := range s.problems {
			r.broken(problem)
		}
		whole := true
		for _, item := range t.Body.Items {
			if whole = r.item(item); !whole {
				break
			}
		}
		r.close()
		if whole {
			r.unusedStubs()
		}
	})
	r.finish()
	r.report.Took = clock.System().Now().Sub(began)
	return r.report
}

func seedOf(title string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(title))
	return h.Sum64()
}

// runner is one test on its way.
type runner struct {
	suite    *Suite
	clock    *clock.Simulated
	compiler *expression.Compiler
	far      *farend.FarEnd
	report   *Report
	seed     uint64
	settings map[string]interp.Setting
	testMode bool
	stubs    []*stub

	run     *interp.Run
	changed bool // settings or flow were given since the run began
	pending []interp.Record
	results []*interp.Result // of the last run
	parked  []*interp.Parked
	runs    int            // begun
	began   time.Time      // of the last run
	earlier map[string]int // requests by target that were sent before the last run

	secrets map[string]bool
	masker  *http.Masker // nil: to be made of what is known
}

// simulate runs f on the test's clock. A script in which everything waits for
// each other fails its test.
func (r *runner) simulate(f func()) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case *clock.Deadlock:
			r.fail(r.report.Test, "the test never ends: %v", p)
		default:
			panic(p)
		}
	}()
	r.clock.Run(f)
}

// finish masks what was noted while the test ran, now that its secrets are
// known.
func (r *runner) finish() {
	r.masker = nil
	for i := range r.report.Attempts {
		a := &r.report.Attempts[i]
		a.Message = r.masked(a.Message)
	}
}

// item runs one item of the test. It returns false when the test cannot go on.
func (r *runner) item(item ast.Item) bool {
	switch item := item.(type) {
	case *ast.At:
		return r.at(item)
	case *ast.TestLead:
		return r.lead(item)
	case *ast.TestLeads:
		return r.leads(item)
	case *ast.TestSet:
		if item.Word == "settings" {
			return r.give(item.Value)
		}
		return r.flow(item)
	case *ast.Stub:
		return r.stub(item)
	case *ast.Run:
		return r.start()
	case *ast.Assert:
		return r.assert(item)
	}
	return true
}

// fail notes that the test failed at a place.
func (r *runner) fail(at ast.Node, format string, args ...any) bool {
	return r.broken(diag.New(codeTestBroken, at.Span(), r.masked(fmt.Sprintf(format, args...))))
}

// broken notes why the test cannot go on.
func (r *runner) broken(d *diag.Diagnostic) bool {
	r.report.Failures = append(r.report.Failures, &Failure{Diagnostic: d})
	return false
}

// eval computes an expression of the test outside of a lead.
func (r *runner) eval(e ast.Expr) (any, error) {
	p, err := r.compiler.Compile(e)
	if err != nil {
		return nil, err
	}
	return p.Eval(r.frame())
}

// frame is the frame of the last lead, or an empty one, with the names that a
// test reads.
func (r *runner) frame() expression.Frame {
	m := expression.NewMachine(context.Background(), r.clock.Now(), nil, r.suite.Limits)
	var f expression.Frame
	if n := len(r.results); n > 0 {
		f = r.results[n-1].Frame().On(m, nil)
	} else {
		f = expression.NewFrame(r.suite.info, m)
	}
	r.suite.set(f, "now", r.clock.Now())
	return f
}

// set gives an ambient name its value, where the script uses it.
func (s *Suite) set(f expression.Frame, name string, v any) {
	if symbol := s.info.Ambient[name]; symbol != nil {
		f.Set(symbol.Slot, v)
	}
}

func (r *runner) at(item *ast.At) bool {
	v, err := r.eval(item.Time)
	if err != nil {
		return r.fail(item, "%v", err)
	}
	switch v := v.(type) {
	case time.Time:
		r.clock.Set(v)
	case value.Date:
		r.clock.Set(v.In(time.UTC))
	case string:
		moment, ok := stdlib.ParseBasic("time", v)
		if !ok {
			return r.fail(item, "%q is no moment: write it like 2026-03-01T09:00:00Z", v)
		}
		r.clock.Set(moment.(time.Time))
	default:
		return r.fail(item, "at wants a moment, and got %s", value.Text(v))
	}
	return true
}

func (r *runner) lead(item *ast.TestLead) bool {
	record := value.NewObject()
	if item.Name != nil {
		name, _ := item.Name.Literal()
		for _, e := range r.suite.info.Examples {
			if e.Name == name {
				v, err := r.eval(e.Decl.Value)
				if err != nil {
					return r.fail(e.Decl, "%v", err)
				}
				record = v.(*value.Object)
			}
		}
	}
	if item.Value != nil {
		v, err := r.eval(item.Value)
		if err != nil {
			return r.fail(item, "%v", err)
		}
		for k, field := range v.(*value.Object).All() {
			record.Set(k, field)
		}
	}
	r.pending = append(r.pending, interp.Record{Value: record, Place: item.Span().String()})
	return true
}

func (r *runner) give(o *ast.Object) bool {
	v, err := r.eval(o)
	if err != nil {
		return r.fail(o, "%v", err)
	}
	for k, s := range v.(*value.Object).All() {
		r.settings[k] = interp.Setting{Value: s, Place: o.Span().String()}
	}
	r.changed = true
	return true
}

func (r *runner) flow(item *ast.TestSet) bool {
	v, err := r.eval(item.Value)
	if err != nil {
		return r.fail(item, "%v", err)
	}
	r.testMode = v.(*value.Object).Value("test_mode") == true
	r.changed = true
	return true
}

// start runs the leads given since the last run, or with none those that are
// queued.
func (r *runner) start() bool {
	if !r.begin() {
		return false
	}
	r.runs++
	r.began, r.earlier, r.masker = r.clock.Now(), r.far.Counts(), nil
	if len(r.pending) > 0 {
		r.results = r.run.Together(r.pending)
	} else {
		r.results = r.run.ResumeTogether(r.parked)
		r.parked = nil
	}
	r.report.Elapsed += r.clock.Now().Sub(r.began)
	r.pending = nil
	for i, result := range r.results {
		for _, line := range result.Logs {
			r.report.Logs = append(r.report.Logs, Log{r.runs, i + 1, line.Level, line.Text})
		}
	}
	for _, result := range r.results {
		if result.Parked != nil {
			r.parked = append(r.parked, result.Parked)
		}
	}
	return true
}

func (r *runner) begin() bool {
	var problems diag.List
	switch {
	case r.run == nil:
		r.run, problems = r.suite.program.Start(context.Background(), interp.Options{
			Clock: r.clock, Settings: r.settings, TestMode: r.testMode, Seed: r.seed, RunID: "test",
			Sender: r.far, Limits: r.suite.Limits, KeepFrames: true, Trace: r.attempted,
		})
	case r.changed:
		problems = r.run.Reconfigure(r.settings, r.testMode)
	}
	r.changed = false
	if problems.HasErrors() {
		for _, d := range problems {
			if !d.Span.IsValid() {
				d.Span = r.report.Test.Span()
			}
			r.broken(d)
		}
		return false
	}
	return true
}

func (r *runner) close() {
	if r.run != nil {
		_ = r.run.Close()
	}
}
