package main

import (
	"context"

	"github.com/spf13/cobra"

	"lcs/intake"
	"lcs/interp"
	"lcs/lang/diag"
	"lcs/repl"
	"lcs/value"
)

// evalFlags are the flags of `lcs eval`.
type evalFlags struct {
	lead  string
	shape string
	lists libraryFlags
	limitFlags
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
		Args: one("expression"),
		RunE: func(command *cobra.Command, args []string) error {
			return evaluate(command.Context(), c, args[0], &flags)
		},
	}
	f := command.Flags()
	flags.lists.bind(command)
	flags.limitFlags.bind(command)
	f.StringVar(&flags.lead, "lead", "", "compute it for each lead in `FILE` (- for stdin)")
	f.StringVar(&flags.shape, "type", "", "declare the lead's fields, such as `'email: email, value: number = 0'`")
	return command
}

func evaluate(ctx context.Context, c *console, expr string, flags *evalFlags) error {
	most, err := flags.limits()
	if err != nil {
		return err
	}
	library, err := flags.lists.library()
	if err != nil {
		return err
	}
	e := repl.NewEvaluator(library, expr, flags.shape)
	e.Limits = most
	defer e.Close()
	if flags.lead == "" {
		uncomputed, err := printValue(ctx, c, e, interp.Record{Value: value.NewObject()})
		if uncomputed != "" {
			return &exitError{exitFailed, uncomputed}
		}
		return err
	}
	source, problem := intake.Open(flags.lead, c.in, most)
	if problem != nil {
		c.report(diag.List{problem})
		return reported(exitUsage)
	}
	defer source.Close()
	failed := false
	for lead, problem := range source.Leads() {
		if problem != nil {
			c.complain(problem)
			failed = true
			continue
		}
		uncomputed, err := printValue(ctx, c, e, interp.Record{Value: lead.Value, Place: lead.Place})
		if err != nil {
			return err
		}
		if uncomputed != "" {
			c.say("%s: %s", lead.Place, uncomputed)
			failed = true
		}
	}
	if failed {
		return reported(exitFailed)
	}
	return nil
}

// printValue computes the expression for a lead and prints it on a line, or
// says why it has no value.
func printValue(ctx context.Context, c *console, e *repl.Evaluator, lead interp.Record) (uncomputed string, err error) {
	v, problems, err := e.Value(ctx, lead)
	switch {
	case problems.HasErrors():
		c.report(problems)
		return "", reported(exitScript)
	case err != nil:
		return err.Error(), nil
	case v == nil:
		v = value.Null
	}
	text, err := value.AppendJSON(nil, v)
	if err != nil {
		return err.Error(), nil
	}
	_, err = c.out.Write(append(text, '\n'))
	return "", err
}
