package main

import (
	"strings"

	"github.com/spf13/cobra"
)

// one wants one argument, which stands for a thing such as a script.
func one(thing string) cobra.PositionalArgs {
	return func(command *cobra.Command, args []string) error {
		if len(args) == 0 {
			return wrongUse("no %s is given", thing)
		}
		return atMostOne(thing)(command, args)
	}
}

// atMostOne takes one argument or none.
func atMostOne(thing string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) > 1 {
			return wrongUse("one %s is taken, and %d are given: %s", thing, len(args), strings.Join(args, ", "))
		}
		return nil
	}
}

// atLeastOne wants one argument or more.
func atLeastOne(thing string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) == 0 {
			return wrongUse("no %s is given", thing)
		}
		return nil
	}
}
