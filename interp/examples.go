package interp

import (
	"fmt"
	"time"

	"lcs/interp/expression"
	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/value"
)

// ExampleLeads returns the example leads of the script, in the order written.
// A diagnostic is one that cannot be computed.
func (p *Program) ExampleLeads() ([]Record, diag.List) {
	var out []Record
	var problems diag.List
	compiler := expression.NewCompiler(p.info, p.lib)
	frame := expression.NewFrame(p.info, expression.NewMachine(nil, time.Time{}, nil))
	for _, example := range p.info.Examples {
		lead, err := exampleLead(compiler, frame, example.Decl)
		if err != nil {
			problems.Add(diag.New(codeLeadFailed, example.Decl.Span(), err.Error()))
			continue
		}
		out = append(out, Record{Value: lead, Place: fmt.Sprintf("example lead %q", example.Name)})
	}
	return out, problems
}

func exampleLead(compiler *expression.Compiler, frame expression.Frame, decl *ast.ExampleLead) (*value.Object, error) {
	program, err := compiler.Compile(decl.Value)
	if err != nil {
		return nil, err
	}
	v, err := program.Eval(frame)
	if err != nil {
		return nil, err
	}
	lead, isObject := v.(*value.Object)
	if !isObject {
		return nil, fmt.Errorf("an example lead is an object")
	}
	return lead, nil
}
