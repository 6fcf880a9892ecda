package main

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"lcs/intake"
	"lcs/interp"
	"lcs/lang/diag"
	"lcs/limits"
	"lcs/results"
	"lcs/terminal"
)

// leadInput is where the leads of a run come from.
type leadInput struct {
	source *intake.Source // nil: the examples of the script, or none
	leads  iter.Seq2[interp.Record, *diag.Diagnostic]
}

// name is where the leads come from; empty: there are none.
func (l *leadInput) name() string {
	if l.source == nil {
		return ""
	}
	return l.source.Name()
}

func (l *leadInput) close() {
	if l.source != nil {
		l.source.Close()
	}
}

// openLeads finds out where the leads come from.
func openLeads(c *console, program *interp.Program, flags *runFlags, most *limits.Limits) (*leadInput, error) {
	name := flags.leads
	switch {
	case flags.lead != "":
		name = flags.lead
	case name != "":
	case flags.sandbox:
		return exampleLeads(c, program, flags)
	case c.piped:
		name = "-"
	case flags.state != "":
		return &leadInput{leads: listed(nil)}, nil // those of the queue
	default:
		return nil, wrongUse("no leads: name a file with --leads, pipe them in, or try the script's examples with --sandbox")
	}
	source, problem := intake.Open(name, c.in, most)
	if problem != nil {
		c.report(diag.List{problem})
		return nil, reported(exitUsage)
	}
	input := &leadInput{source: source}
	input.leads = func(yield func(interp.Record, *diag.Diagnostic) bool) {
		held := false
		for lead, problem := range source.Leads() {
			if problem != nil {
				lead.Place = placeOf(problem, source)
			} else if !held {
				held = true
				c.report(unmetFields(program, source, lead))
			}
			if !yield(interp.Record{Value: results.WithoutNote(lead.Value), Place: lead.Place}, problem) {
				return
			}
		}
	}
	if flags.lead != "" {
		return onlyLead(c, input)
	}
	return input, nil
}

// unmetFields are the fields that the input has none of, as its first lead shows.
func unmetFields(program *interp.Program, source *intake.Source, first intake.Lead) diag.List {
	if first.Columns != nil {
		return program.UnmetFields(source.Name(), first.Columns, true)
	}
	return program.UnmetFields("the first lead of "+source.Name(), first.Value.Keys(), false)
}

// placeOf returns the line of an input that a problem is about: "leads.csv:3".
func placeOf(problem *diag.Diagnostic, source *intake.Source) string {
	if line, _ := problem.Span.Position(); line > 0 {
		return fmt.Sprintf("%s:%d", source.Name(), line)
	}
	return source.Name()
}

// onlyLead reads the one lead that --lead names, before anything is sent.
func onlyLead(c *console, input *leadInput) (*leadInput, error) {
	var found []interp.Record
	for record, problem := range input.leads {
		if problem != nil {
			c.report(diag.List{problem})
			return nil, reported(exitUsage)
		}
		if found = append(found, record); len(found) > 1 {
			return nil, wrongUse("'%s' has more than one lead; name it with --leads", input.source.Name())
		}
	}
	if len(found) == 0 {
		return nil, wrongUse("'%s' has no lead", input.source.Name())
	}
	input.leads = listed(found)
	return input, nil
}

func exampleLeads(c *console, program *interp.Program, flags *runFlags) (*leadInput, error) {
	examples, problems := program.ExampleLeads()
	if problems.HasErrors() {
		c.report(problems)
		return nil, reported(exitScript)
	}
	if len(examples) == 0 {
		return nil, wrongUse("the script has no example lead; name a file with --leads, or - for stdin")
	}
	if flags.waterfall != "" {
		examples = examples[:1]
	}
	if c.piped && !flags.quiet { // what is in the pipe, if anything, nobody can know without waiting for it
		c.say("running %s of the script; for leads on stdin say --leads -", terminal.Plural(len(examples), "example lead"))
	}
	return &leadInput{leads: listed(examples)}, nil
}

func listed(records []interp.Record) iter.Seq2[interp.Record, *diag.Diagnostic] {
	return func(yield func(interp.Record, *diag.Diagnostic) bool) {
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// runOnly lets the leads go through one step alone, if there is a step named.
func (l *leadInput) runOnly(program *interp.Program, step string) error {
	if step == "" {
		return nil
	}
	names := program.StepNames()
	if !slices.Contains(names, step) {
		if meant := diag.Nearest(step, names); meant != "" {
			return wrongUse("--only: there is no step '%s': did you mean '%s'?", step, meant)
		}
		return wrongUse("--only: there is no step '%s': there are %s", step, strings.Join(names, ", "))
	}
	all := l.leads
	l.leads = func(yield func(interp.Record, *diag.Diagnostic) bool) {
		for record, problem := range all {
			record.Only = step
			if !yield(record, problem) {
				return
			}
		}
	}
	return nil
}
