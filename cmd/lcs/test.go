package main

import (
	"regexp"

	"github.com/spf13/cobra"

	"lcs/interp"
	"lcs/lang/diag"
	"lcs/scripttest"
)

// testFlags are the flags of `lcs test`.
type testFlags struct {
	run     string
	verbose bool
	faults  faultFlags
	lists   libraryFlags
}

func newTestCommand(c *console) *cobra.Command {
	var flags testFlags
	command := &cobra.Command{
		Use:               "test FILE…",
		ValidArgsFunction: completeScript,
		Short:             "Run the tests of scripts, without a network and on simulated time",
		Long: `Run the tests of scripts, without a network and on simulated time: an hour of
backoff takes no time, and a test always ends the same. Of a directory, the tests
of all scripts in it are run.

--faults needs no test: it takes every example lead through every way in which
every call can go wrong, and prints what becomes of the lead. An error that
nothing handles is a hole.

Exit codes: 0 all passed, 1 a test failed or there is a hole, 2 wrong use, 3 a script has errors.`,
		Example: `  lcs test flow.lcs
  lcs test flows/ --run blacklist -v
  lcs test flow.lcs --faults --deny twice`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			if err := flags.faults.check(); err != nil {
				return err
			}
			if flags.faults.table {
				return findFaults(command.Context(), c, args, &flags.faults, flags.lists)
			}
			return testScripts(c, args, &flags)
		},
	}
	f := command.Flags()
	flags.lists.bind(command)
	f.StringVar(&flags.run, "run", "", "run the tests whose title matches the regular expression `RE`")
	f.BoolVarP(&flags.verbose, "verbose", "v", false, "name the tests that pass, too")
	flags.faults.define(command)
	return command
}

func testScripts(c *console, args []string, flags *testFlags) error {
	wanted, err := regexp.Compile(flags.run)
	if err != nil {
		return wrongUse("--run: %v", err)
	}
	names, err := scriptsIn(args)
	if err != nil {
		return err
	}
	library, err := flags.lists.library()
	if err != nil {
		return err
	}
	var passed, failed int
	var failures diag.List
	for _, name := range names {
		info, err := checkToRun(c, name, readScript, library)
		if err != nil {
			return err
		}
		program, problems := interp.Compile(info, library)
		if problems.HasErrors() {
			c.report(problems)
			return reported(exitScript)
		}
		suite := scripttest.New(info, program, library)
		for _, test := range suite.Tests() {
			if title, _ := test.Title.Literal(); !wanted.MatchString(title) {
				continue
			}
			report := suite.Run(test)
			if !report.Passed() {
				failed++
				c.say("FAIL %s: %s", name, report.Title)
				failures = append(failures, report.Failures...)
				continue
			}
			passed++
			if flags.verbose {
				c.say("ok   %s: %s (%s simulated)", name, report.Title, rounded(report.Elapsed))
			}
		}
	}
	c.report(failures)
	c.say("%s passed, %d failed", plural(passed, "test"), failed)
	if failed > 0 {
		return reported(exitFailed)
	}
	return nil
}
