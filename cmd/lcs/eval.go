package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lcs/intake"
	"lcs/interp"
	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/lang/load"
	"lcs/stdlib"
	"lcs/value"
)

// evalFlags are the flags of `lcs eval`.
type evalFlags struct {
	lead  string
	shape string
	lists libraryFlags
}

func newEvalCommand(c *console) *cobra.Command {
	var flags evalFlags
	command := &cobra.Command{
		Use:   "eval EXPR [--lead FILE]",
		Short: "Compute an expression, for each lead if there are any",
		Long: `Compute an expression and print its value as JSON; with leads, one value on a
line for each of them. The fields of a lead are text, numbers and the like as
they came; --type declares them as a script would.

Exit codes: 0 ok, 1 for a lead the expression could not be computed, 2 wrong
use, 3 the expression has errors.`,
		Example: `  lcs eval '"Ann Lee" | split(" ")'
  lcs eval 'lead.email.domain' --type 'email: email' --lead leads.csv
  cat leads.ndjson | lcs eval 'lead.name | upper' --lead -`,
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return evaluate(command.Context(), c, args[0], &flags)
		},
	}
	f := command.Flags()
	flags.lists.bind(command)
	f.StringVar(&flags.lead, "lead", "", "compute it for each lead in `FILE` (- for stdin)")
	f.StringVar(&flags.shape, "type", "", "declare the lead's fields, such as `'email: email, value: number = 0'`")
	return command
}

func evaluate(ctx context.Context, c *console, expr string, flags *evalFlags) error {
	library, err := flags.lists.library()
	if err != nil {
		return err
	}
	e := &evaluator{console: c, expr: expr, library: library, compiled: map[string]*interp.Run{}, result: map[*interp.Run]*check.Symbol{}}
	defer e.close()
	if flags.lead == "" {
		return e.print(ctx, interp.Record{Value: value.NewObject()}, declared(flags.shape))
	}
	source, problem := intake.Open(flags.lead, c.in)
	if problem != nil {
		c.report(diag.List{problem})
		return reported(exitUsage)
	}
	defer source.Close()
	seen := &leadShape{}
	failed := false
	for lead, problem := range source.Leads() {
		if problem != nil {
			c.complain(problem)
			failed = true
			continue
		}
		shape := declared(flags.shape)
		if flags.shape == "" {
			shape = seen.of(lead.Value)
		}
		err := e.print(ctx, interp.Record{Value: lead.Value, Place: lead.Place}, shape)
		var uncomputed *uncomputedError
		switch {
		case errors.As(err, &uncomputed):
			c.say("%s: %s", lead.Place, uncomputed.reason)
			failed = true
		case err != nil:
			return err
		}
	}
	if failed {
		return reported(exitFailed)
	}
	return nil
}

// declared is the lead block of --type, which may be written with its braces.
func declared(shape string) string {
	shape = strings.TrimSpace(shape)
	if inner, found := strings.CutPrefix(shape, "{"); found {
		shape = strings.TrimSuffix(inner, "}")
	}
	return shape
}

// evaluator computes one expression for leads of any shapes.
type evaluator struct {
	console  *console
	expr     string
	library  *stdlib.Library
	compiled map[string]*interp.Run // by shape
	result   map[*interp.Run]*check.Symbol
}

// maxShapes bounds how many different shapes of leads are kept compiled.
const maxShapes = 1000

func (e *evaluator) close() {
	for _, run := range e.compiled {
		run.Close()
	}
}

// uncomputedError says why the expression has no value for one lead.
type uncomputedError struct{ reason string }

func (e *uncomputedError) Error() string { return e.reason }
func (e *uncomputedError) ExitCode() int { return exitFailed }

// print computes the expression for a lead and prints it on a line.
func (e *evaluator) print(ctx context.Context, lead interp.Record, shape string) error {
	run, err := e.run(ctx, shape)
	if err != nil {
		return err
	}
	result := run.Do(ctx, lead)
	if result.Outcome == interp.Error {
		return &uncomputedError{result.Reason}
	}
	v := result.Frame().Get(e.result[run].Slot)
	if v == nil {
		v = value.Null
	}
	text, err := value.AppendJSON(nil, v)
	if err != nil {
		return &uncomputedError{err.Error()}
	}
	_, err = e.console.out.Write(append(text, '\n'))
	return err
}

// resultName is the name of the value in the script around the expression.
const resultName = "eval_result"

// run compiles the expression for leads of a shape.
func (e *evaluator) run(ctx context.Context, shape string) (*interp.Run, error) {
	if run := e.compiled[shape]; run != nil {
		return run, nil
	}
	before := "let " + resultName + " = (\n"
	info, problems := load.Source("expression", before+e.expr+"\n)\nlead { "+shape+" }\n", nil, e.library)
	if problems.HasErrors() {
		e.console.report(e.inExpression(problems, len(before)))
		return nil, reported(exitScript)
	}
	program, problems := interp.Compile(info, e.library)
	if problems.HasErrors() {
		e.console.report(e.inExpression(problems, len(before)))
		return nil, reported(exitScript)
	}
	run, problems := program.Start(ctx, interp.Options{KeepFrames: true})
	if problems.HasErrors() {
		e.console.report(problems)
		return nil, reported(exitUsage)
	}
	for _, item := range info.File.Items {
		if let, isLet := item.(*ast.Let); isLet && let.Name.Text == resultName {
			e.result[run] = info.Vars[let]
		}
	}
	if len(e.compiled) >= maxShapes {
		e.close()
		clear(e.compiled)
		clear(e.result)
	}
	e.compiled[shape] = run
	return run, nil
}

// inExpression gives diagnostics on the script around the expression their
// places in it. What lies outside of it was given by --type.
func (e *evaluator) inExpression(list diag.List, offset int) diag.List {
	file := diag.NewFile("expression", e.expr)
	var out diag.List
	for _, d := range list {
		if d.Severity != diag.Error {
			continue
		}
		moved := *d
		moved.Related, moved.Fixes = nil, nil
		start, end := int(d.Span.Start)-offset, int(d.Span.End)-offset
		switch {
		case start < 0 || start > len(e.expr):
			moved.Span = diag.Span{}
			moved.Message += " (in --type)"
		default:
			moved.Span = file.At(start, min(end, len(e.expr)))
		}
		out.Add(&moved)
	}
	return out
}

// leadShape is what is known of the fields of leads that nobody declared.
type leadShape struct {
	names []string
	types map[string]string
}

// of returns the declaration of a lead's fields. A field that earlier leads had
// and this one lacks may be missing.
func (s *leadShape) of(lead *value.Object) string {
	if s.types == nil {
		s.types = map[string]string{}
	}
	for name, v := range lead.All() {
		if !isName(name) {
			continue
		}
		if _, known := s.types[name]; !known {
			s.names = append(s.names, name)
			slices.Sort(s.names)
		}
		if t := typeOf(v); t != "any?" || s.types[name] == "" {
			s.types[name] = t
		}
	}
	var b bytes.Buffer
	for _, name := range s.names {
		t := s.types[name]
		if value.IsMissing(lead.Value(name)) {
			t = strings.TrimSuffix(t, "?") + "?"
		}
		fmt.Fprintf(&b, "%s: %s\n", name, t)
	}
	return b.String()
}

// typeOf is the type of a value that came as JSON or CSV.
func typeOf(v any) string {
	switch v := v.(type) {
	case string:
		return "string"
	case bool:
		return "bool"
	case *value.Number:
		return "number"
	case []any:
		element := ""
		for _, item := range v {
			t := typeOf(item)
			if element != "" && t != element {
				return "[any]"
			}
			element = t
		}
		if element == "" {
			return "[any]"
		}
		return "[" + element + "]"
	case *value.Object:
		var fields []string
		for name, field := range v.All() {
			if isName(name) {
				fields = append(fields, name+": "+typeOf(field))
			}
		}
		if len(fields) > 0 {
			return "{ " + strings.Join(fields, ", ") + " }"
		}
	}
	return "any?"
}

// isName reports whether a key can be read as a field.
func isName(key string) bool {
	for i, r := range key {
		if !(r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || i > 0 && r >= '0' && r <= '9') {
			return false
		}
	}
	return key != ""
}
