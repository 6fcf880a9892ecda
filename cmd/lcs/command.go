package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"
)

// execute runs a command line and returns the exit code.
func execute(ctx context.Context, c *console, args []string) int {
	root := newRootCommand(c)
	root.SetArgs(args)
	root.SetIn(c.in)
	root.SetOut(c.out)
	root.SetErr(c.err)
	command, err := root.ExecuteContextC(ctx)
	if err == nil {
		return exitOK
	}
	code := exitCode(err)
	if message := err.Error(); message != "" {
		c.say("lcs: %s", strings.TrimSpace(message))
		if code == exitUsage {
			c.say("see: %s --help", command.CommandPath())
		}
	}
	return code
}

func newRootCommand(c *console) *cobra.Command {
	root := &cobra.Command{
		Use:   "lcs",
		Short: "Check integration scripts and run them on leads",
		Long: `lcs checks integration scripts and runs them on leads.

A script says which HTTP systems a lead is sent to, how their answers are read,
and what happens on every kind of failure.`,
		Example: `  lcs check flow.lcs
  lcs run flow.lcs --leads leads.csv --sandbox
  lcs run flow.lcs --leads leads.csv --settings production.toml > results.ndjson`,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.AddCommand(
		newNewCommand(c),
		newRunCommand(c),
		newCheckCommand(c),
		newCurlCommand(c),
		newTestCommand(c),
		newRecordCommand(c),
		newFormatCommand(c),
		newEvalCommand(c),
		newReplCommand(c),
		newExplainCommand(c),
		newDocCommand(c),
		newManCommand(c),
		newVersionCommand(c),
	)
	fitHelp(root)
	return root
}
