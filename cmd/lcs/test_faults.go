package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"lcs/faults"
)

// faultFlags are the flags of `lcs test --faults`.
type faultFlags struct {
	table bool
	pairs bool
	deny  []string
}

func (f *faultFlags) bind(command *cobra.Command) {
	flags := command.Flags()
	flags.BoolVar(&f.table, "faults", false, "print what becomes of the example leads when calls go wrong")
	flags.BoolVar(&f.pairs, "pairs", false, "with --faults: let two calls of a lead go wrong, too")
	flags.StringSliceVar(&f.deny, "deny", nil, "with --faults: count `ENDINGS` as holes: error, failure, queued, skipped, default, twice")
}

// check refuses flags that mean nothing without --faults, and forms that a table
// does not have.
func (f *faultFlags) check(format string) error {
	if !f.table && (f.pairs || len(f.deny) > 0) {
		return wrongUse("--pairs and --deny go with --faults: they are about its table")
	}
	if f.table && format != "text" && format != "json" {
		return wrongUse("--faults prints text or json, not '%s'", format)
	}
	return nil
}

// findFaults takes the example leads of scripts through everything that can go
// wrong, and prints what becomes of them.
func findFaults(ctx context.Context, c *console, args []string, flags *testFlags) error {
	names, err := scriptsToTest(args)
	if err != nil {
		return err
	}
	library, err := flags.lists.library()
	if err != nil {
		return err
	}
	options := faults.Options{Pairs: flags.faults.pairs, Limits: flags.most}
	for _, name := range flags.faults.deny {
		ending, err := faults.ParseEnding(name)
		if err != nil {
			return wrongUse("--deny: %v", err)
		}
		options.Deny = append(options.Deny, ending)
	}
	holes := 0
	for i, name := range names {
		info, err := checkToTest(c, name, readScript, library)
		if err != nil {
			return err
		}
		program, err := compiled(c, info, library)
		if err != nil {
			return err
		}
		table, problems := faults.Explore(ctx, info, program, options)
		if problems.HasErrors() {
			c.report(problems)
			return reported(exitScript)
		}
		if ctx.Err() != nil {
			return &exitError{exitInterrupted, "interrupted"}
		}
		holes += len(table.Holes())
		if flags.format == "json" {
			err = table.WriteJSON(c.out, name)
		} else {
			if i > 0 {
				fmt.Fprintln(c.out)
			}
			err = table.Write(c.out, faults.Text{Name: name, Screen: c.outScreen()})
		}
		if err != nil {
			return unwritten("the table", err)
		}
	}
	if holes > 0 {
		return reported(exitFailed)
	}
	return nil
}
