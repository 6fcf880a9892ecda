// Package interp compiles a checked script once into an immutable Program and
// runs it for each lead.
//
// In come check.Info and the standard library; out go Results. A Program is
// shared by any number of runs; a Run holds what leads share (connections,
// caches, limits, tokens); an execution is one lead on its way, with a frame of
// its own. Statements are compiled to closures that return a signal: go on,
// or what ends the step, the handler or the lead. Every wait goes through the
// run's clock.
package interp

import (
	"time"

	"lcs/interp/expression"
	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/stdlib"
)

// Program is a compiled script, immutable and shared.
type Program struct {
	info     *check.Info
	lib      *stdlib.Library
	body     []statement
	flow     map[ast.Item]statement // of the flow, however deep, one by one
	steps    []*step
	alerts   []*alert
	services map[*check.ServiceInfo]*service
	direct   *service // of requests with a whole URL

	largestBatch  int
	batches       int // steps that collect
	traceLevel    string
	secretSymbols []*check.Symbol
	ambient       ambient
	readsLead     bool // as a whole, and not field by field
	defaults      map[*check.Symbol]*expression.Program
}

// ambient has the slots that the runtime fills; -1 where the script does not
// use the name.
type ambient struct {
	now, flow, lead, settings int
}

// signal is what a statement says to the statements after it.
type signal uint8

const (
	proceed signal = iota // go on with the next statement
	again                 // one more attempt at the step's request
	settled               // the step has its outputs
	skipped               // the step goes without its outputs
	failed                // an expression failed: a failure of the step
	handOn                // this handler cannot help: ask the next one
	parked                // the lead waits for a later run
	forEach               // the rest of the handler is for each lead of a batch
	ended                 // the lead has its outcome
)

// statement is a compiled statement.
type statement func(x *execution) signal

// Compile compiles a script that was checked without errors. A diagnostic is a
// defect of lcs, not of the script.
func Compile(info *check.Info, lib *stdlib.Library, options ...CompileOption) (*Program, diag.List) {
	c := &compiler{
		Compiler: expression.NewCompiler(info, lib),
		info:     info,
		program: &Program{
			info: info, lib: lib,
			services: map[*check.ServiceInfo]*service{},
			direct:   &service{maxResponse: defaultMaxResponse, follow: -1},
			defaults: map[*check.Symbol]*expression.Program{}, flow: map[ast.Item]statement{},
		},
		steps: map[*ast.Step]*check.StepInfo{}, instances: map[*ast.Call]*check.StepInfo{},
	}
	for _, o := range options {
		o(c)
	}
	p := c.program
	c.Service = func(s *check.ServiceInfo) any { return p.services[s] }
	p.ambient = ambient{c.ambient("now"), c.ambient("flow"), c.ambient("lead"), c.ambient("settings")}
	for _, s := range info.Steps {
		c.steps[s.Decl] = s
		if s.Decl.Call != nil {
			c.instances[s.Decl.Call] = s
		}
	}
	for _, s := range info.Services {
		p.services[s] = c.service(s)
	}
	for _, s := range append(info.Settings, info.Lead...) {
		if s.Default != nil {
			p.defaults[s] = c.expr(s.Default)
		}
	}
	p.traceLevel = traceLevel(info.File.Items)
	p.secretSymbols = p.hiding()
	p.body = c.statements(info.File.Items)
	for _, s := range p.steps {
		if s.batch != nil {
			p.largestBatch = max(p.largestBatch, s.batch.count)
		}
	}
	p.batches = c.batches
	p.readsLead = c.Reads(p.ambient.lead)
	return p, c.diagnostics
}

// compiler compiles one script.
type compiler struct {
	*expression.Compiler
	info        *check.Info
	program     *Program
	steps       map[*ast.Step]*check.StepInfo
	instances   map[*ast.Call]*check.StepInfo // of step templates: each has a copy of the tree
	current     scope
	batches     int // steps that collect
	observer    Observer
	diagnostics diag.List
}

// longestWindow is how long figures must be kept one by one.
func (p *Program) longestWindow() time.Duration {
	var longest time.Duration
	for _, a := range p.alerts {
		longest = max(longest, a.over)
	}
	return longest
}

// scope is the step or service that is being compiled.
type scope struct {
	step    *step
	locals  locals
	expects map[*ast.Expect]*check.ExpectInfo
}

func (c *compiler) ambient(name string) int {
	if s := c.info.Ambient[name]; s != nil {
		return s.Slot
	}
	return -1
}

// broken notes a defect of lcs.
func (c *compiler) broken(at ast.Node, err error) {
	c.diagnostics.Add(diag.New(codeInternal, at.Span(), err.Error()))
}

func (c *compiler) expr(e ast.Expr) *expression.Program {
	if e == nil {
		return nil
	}
	p, err := c.Compile(e)
	if err != nil {
		c.broken(e, err)
	}
	return p
}
