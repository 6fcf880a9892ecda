package repl

import (
	"context"
	"math/rand/v2"
	"time"

	"lcs/interp"
	"lcs/interp/expression"
	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/lang/grammar"
	"lcs/lang/load"
	"lcs/lang/types"
	"lcs/limits"
	"lcs/stdlib"
)

// Scope is a checked and compiled script in which expressions are computed.
type Scope struct {
	session  *check.Session
	program  *interp.Program
	compiler *expression.Compiler
}

// Open checks and compiles a script whose text is at hand. Its warnings are for
// others. Read is asked for its imports.
func Open(name, text string, read load.Reader, lib *stdlib.Library) (*Scope, diag.List) {
	session, problems := load.Session(name, text, read, lib)
	if problems.HasErrors() {
		return nil, onlyErrors(problems)
	}
	program, problems := interp.Compile(session.Info(), lib)
	if problems.HasErrors() {
		return nil, problems
	}
	return &Scope{session: session, program: program, compiler: expression.NewCompiler(session.Info(), lib)}, nil
}

func onlyErrors(list diag.List) diag.List {
	var out diag.List
	for _, d := range list {
		if d.Severity == diag.Error {
			out = append(out, d)
		}
	}
	return out
}

func (s *Scope) info() *check.Info { return s.session.Info() }

// Expression is an expression that was checked and compiled.
type Expression struct {
	Type    types.Type
	tree    ast.Expr
	program *expression.Program
}

// Compile checks and compiles an expression.
func (s *Scope) Compile(src *diag.File) (*Expression, diag.List) {
	e, problems := grammar.ParseExpr(src)
	if problems.HasErrors() {
		return nil, problems
	}
	return s.compile(e)
}

func (s *Scope) compile(e ast.Expr) (*Expression, diag.List) {
	if _, problems := s.session.Expr(e); problems.HasErrors() {
		return nil, problems
	}
	compiled, err := s.compiled(e)
	if err != nil {
		return nil, diag.List{diag.New("", e.Span(), err.Error())}
	}
	return compiled, nil
}

// compiled compiles an expression that was checked.
func (s *Scope) compiled(e ast.Expr) (*Expression, error) {
	program, err := s.compiler.Compile(e)
	if err != nil {
		return nil, err
	}
	return &Expression{Type: s.info().Types[e], tree: e, program: program}, nil
}

// Value computes the expression. The error is an *expression.Error.
func (e *Expression) Value(frame expression.Frame) (any, error) { return e.program.Eval(frame) }

// frame returns an empty frame, on a machine of its own.
func (s *Scope) frame(ctx context.Context, now time.Time, seed uint64, most *limits.Limits) expression.Frame {
	machine := expression.NewMachine(ctx, now, rand.New(rand.NewPCG(seed, 0)), most)
	frame := expression.NewFrame(s.info(), machine)
	frame.Set(s.info().Ambient["now"].Slot, now)
	return frame
}

// symbolsIn returns what the names in an expression stand for.
func (s *Scope) symbolsIn(e *Expression) []*check.Symbol {
	var out []*check.Symbol
	ast.Walk(e.tree, func(n ast.Node) bool {
		if x, ok := n.(ast.Expr); ok {
			if symbol := s.info().Refs[x]; symbol != nil {
				out = append(out, symbol)
			}
		}
		return true
	})
	return out
}

func (s *Scope) setting(name string) *check.Symbol {
	for _, symbol := range s.info().Settings {
		if symbol.Name == name {
			return symbol
		}
	}
	return nil
}

func (s *Scope) step(name string) *check.StepInfo {
	for _, step := range s.info().Steps {
		if step.Name == name {
			return step
		}
	}
	return nil
}
