package interp

import (
	"context"
	"fmt"
	"time"

	"lcs/interp/expression"
	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/types"
	"lcs/value"
)

// ExampleLeads returns the example leads of the script, in the order written.
// A diagnostic is one that cannot be computed.
func (p *Program) ExampleLeads() ([]Record, diag.List) {
	var out []Record
	var problems diag.List
	compute := p.constants()
	for _, example := range p.info.Examples {
		lead, err := compute(example.Decl.Value)
		if err != nil {
			problems.Add(diag.New(codeLeadFailed, example.Decl.Span(), err.Error()))
			continue
		}
		out = append(out, Record{Value: lead, Place: fmt.Sprintf("example lead %q", example.Name)})
	}
	return out, problems
}

// ExampleSettings returns the settings of a run that reaches nobody: what
// `example settings` says, and for a required one that is given nowhere its own
// name (decisions X8).
func (p *Program) ExampleSettings() (map[string]Setting, diag.List) {
	out := map[string]Setting{}
	var problems diag.List
	for _, s := range p.info.Settings {
		if s.Default == nil && !s.Type.IsOptional() {
			out[s.Name] = Setting{Value: standIn(s.Name, s.Type), Place: "nowhere"}
		}
	}
	compute := p.constants()
	for _, item := range p.info.File.Items {
		example, ok := item.(*ast.ExampleSettings)
		if !ok {
			continue
		}
		values, err := compute(example.Value)
		if err != nil {
			problems.Add(diag.New(codeLeadFailed, example.Span(), err.Error()))
			continue
		}
		for name, v := range values.All() {
			out[name] = Setting{Value: v, Place: example.Span().String()}
		}
	}
	return out, problems
}

// constants returns a function that computes objects which depend on nothing.
func (p *Program) constants() func(*ast.Object) (*value.Object, error) {
	compiler := expression.NewCompiler(p.info, p.lib)
	frame := expression.NewFrame(p.info, expression.NewMachine(context.Background(), time.Time{}, nil, nil))
	return func(o *ast.Object) (*value.Object, error) {
		program, err := compiler.Compile(o)
		if err != nil {
			return nil, err
		}
		v, err := program.Eval(frame)
		if err != nil {
			return nil, err
		}
		object, isObject := v.(*value.Object)
		if !isObject {
			return nil, fmt.Errorf("this is no object")
		}
		return object, nil
	}
}

// standIn is a value of a type that is made of a name.
func standIn(name string, t types.Type) any {
	switch core := t.Core.(type) {
	case *types.List:
		return []any{standIn(name, core.Elem)}
	case *types.Choice:
		return core.Values[0]
	case types.Basic:
		switch core {
		case types.Number, types.Int:
			return value.Int(1)
		case types.Bool:
			return false
		}
	}
	return name
}
