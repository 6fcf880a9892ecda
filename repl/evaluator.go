package repl

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lcs/interp"
	"lcs/lang/diag"
	"lcs/limits"
	"lcs/stdlib"
	"lcs/value"
)

// Evaluator computes one expression for leads of any shapes. It is as strict as
// a script.
type Evaluator struct {
	Limits *limits.Limits // nil: the defaults

	library  *stdlib.Library
	source   *diag.File
	declared string // the fields of leads; empty: they are what leads have
	seen     shape
	bound    map[string]*bound // by shape
	count    uint64
}

// bound is the expression for leads of one shape.
type bound struct {
	scope      *Scope
	expression *Expression
	run        *interp.Run
}

// maxShapes bounds how many different shapes of leads are kept compiled.
const maxShapes = 1000

// NewEvaluator returns one for the text of an expression. Declared are the
// fields of leads as in a lead block, with or without its braces; empty: they
// have the types of the values that come. Close must be called.
func NewEvaluator(library *stdlib.Library, expr, declared string) *Evaluator {
	declared = strings.TrimSpace(declared)
	if inner, found := strings.CutPrefix(declared, "{"); found {
		declared = strings.TrimSuffix(inner, "}")
	}
	return &Evaluator{library: library, source: diag.NewFile("expression", expr), declared: declared, bound: map[string]*bound{}}
}

// Close ends what was begun.
func (e *Evaluator) Close() {
	for _, b := range e.bound {
		_ = b.run.Close()
	}
	clear(e.bound)
}

// Value computes the expression for a lead. Diagnostics say what is wrong with
// the expression or the declared fields; an error why it has no value for this
// lead. What is declared secret is masked in it.
func (e *Evaluator) Value(ctx context.Context, lead interp.Record) (any, diag.List, error) {
	fields := e.declared
	if fields == "" {
		fields = e.seen.of(lead.Value)
	}
	b, problems := e.bind(ctx, fields)
	if problems.HasErrors() {
		return nil, problems, nil
	}
	result := b.run.Do(ctx, lead)
	if result.Outcome == interp.Error {
		return nil, nil, errors.New(result.Reason)
	}
	e.count++
	frame := b.scope.frame(ctx, result.Started, e.count, e.Limits)
	frame.Fill(result.Frame())
	v, err := b.expression.Value(frame)
	return interp.Veiled(v, b.expression.Type), nil, err
}

// bind compiles the expression for leads with these fields.
func (e *Evaluator) bind(ctx context.Context, fields string) (*bound, diag.List) {
	if b := e.bound[fields]; b != nil {
		return b, nil
	}
	scope, problems := Open("--type", "lead { "+fields+" }\n", nil, e.library)
	if problems.HasErrors() {
		return nil, problems
	}
	compiled, problems := scope.Compile(e.source)
	if problems.HasErrors() {
		return nil, problems
	}
	run, problems := scope.program.Start(ctx, interp.Options{KeepFrames: true, Limits: e.Limits})
	if problems.HasErrors() {
		return nil, problems
	}
	if len(e.bound) >= maxShapes {
		e.Close()
	}
	b := &bound{scope, compiled, run}
	e.bound[fields] = b
	return b, nil
}

// shape is what is known of the fields of leads that nobody declared.
type shape struct {
	names []string
	types map[string]string
}

// of returns the declaration of a lead's fields. A field that earlier leads had
// and this one lacks may be missing.
func (s *shape) of(lead *value.Object) string {
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
