package interp

import "lcs/lang/ast"

// NoStep stands in Record.Only for no step at all: the lead gets what the
// script computes without sending anything.
const NoStep = "-"

// StepNames returns the names of the steps that can be run on their own, in the
// order of the script.
func (p *Program) StepNames() []string {
	names := make([]string, 0, len(p.info.Steps))
	for _, s := range p.info.Steps {
		names = append(names, s.Name)
	}
	return names
}

// statementsFor returns what runs for a lead.
func (p *Program) statementsFor(in Record) []statement {
	if in.Only == "" {
		return p.body
	}
	way, _ := p.wayTo(in.Only, p.info.File.Items)
	return way
}

// wayTo returns the statements before a step that compute something, and the
// step; when it is not among the items, they are all that compute.
func (p *Program) wayTo(name string, items []ast.Item) (way []statement, found bool) {
	for _, item := range items {
		switch item := item.(type) {
		case *ast.Let, *ast.Assign:
			if s := p.flow[item]; s != nil {
				way = append(way, leniently(s))
			}
		case *ast.Step:
			if s := p.stepOf(item, name); s != nil {
				return append(way, s.alone), true
			}
		case *ast.Parallel:
			way, found = p.wayInto(name, way, item.Body)
		case *ast.If:
			if way, found = p.wayInto(name, way, item.Then); !found {
				way, found = p.wayInto(name, way, item.Else)
			}
		}
		if found {
			return way, true
		}
	}
	return way, false
}

// wayInto goes on in a block, if the step is there.
func (p *Program) wayInto(name string, way []statement, b *ast.Block) ([]statement, bool) {
	if b == nil {
		return way, false
	}
	inner, found := p.wayTo(name, b.Items)
	if !found {
		return way, false
	}
	return append(way, inner...), true
}

// stepOf returns the compiled step of an item, if it has that name.
func (p *Program) stepOf(item *ast.Step, name string) *step {
	if item.Name == nil || item.Name.Text != name || item.Params != nil {
		return nil
	}
	for _, s := range p.steps {
		if s.name == name {
			return s
		}
	}
	return nil
}

// leniently leaves missing what a statement cannot compute, as it may need a
// step that was not run.
func leniently(s statement) statement {
	return func(x *execution) signal {
		x.inStep++
		sig := s(x)
		x.inStep--
		if sig == failed {
			return proceed
		}
		return sig
	}
}

// alone runs a step that nothing comes after: who asked for it waits for one in
// the background, too.
func (s *step) alone(x *execution) signal {
	if s.batch != nil {
		return s.run(x)
	}
	return s.foreground(x)
}

// recall gives the steps that are not run what they left to an earlier lead.
func (x *execution) recall(in Record) {
	if in.After == nil || in.After.execution == nil {
		return
	}
	earlier := in.After.execution.frame
	for _, s := range x.run.program.steps {
		if s.name == in.Only {
			continue
		}
		for _, slot := range s.gives() {
			x.frame.Set(slot, earlier.Get(slot))
		}
	}
}
