package main

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"lcs/limits"
)

// testFlags are the flags of `lcs test`.
type testFlags struct {
	run      string
	verbose  bool
	list     bool
	failFast bool
	watch    bool
	format   string
	cover    string // where the coverage goes: coverShown or a file; empty: nowhere
	coverMin string
	faults   faultFlags
	lists    libraryFlags
	limitFlags

	wanted *regexp.Regexp // of run
	least  int            // of coverMin, in hundredths
	most   *limits.Limits // of limitFlags
}

// testFormats are the forms in which the results of tests are written.
var testFormats = []string{"text", "junit", "tap", "json"}

// coverShown is --cover without a file.
const coverShown = "-"

func newTestCommand(c *console) *cobra.Command {
	var flags testFlags
	command := &cobra.Command{
		Use:               "test FILE…",
		ValidArgsFunction: completeScript,
		Short:             "Run the tests of scripts, without a network and on simulated time",
		Long: `Run the tests of scripts, without a network and on simulated time: an hour of
backoff takes no time, and a test always ends the same. Tests stand in a script,
or in NAME_test.lcs beside NAME.lcs. Of a directory, the tests of all scripts in
it are run, several at once.

--cover says which steps, branches, handlers and examples no test reaches;
--cover=FILE writes that to a file, as JSON if it ends in .json, else as LCOV.

--faults needs no test: it takes every example lead through every way in which
every call can go wrong, and prints what becomes of the lead. An error that
nothing handles is a hole.

Exit codes: 0 all passed, 1 a test failed, there is a hole, or the coverage is
less than --cover-min; 2 wrong use, 3 a script has errors.`,
		Example: `  lcs test flow.lcs
  lcs test flow.lcs --watch
  lcs test flows/ --run blacklist -v
  lcs test flows/ --format junit --cover=cover.info --cover-min 80% > tests.xml
  lcs test flow.lcs --faults --deny twice`,
		Args: atLeastOne("script"),
		RunE: func(command *cobra.Command, args []string) error {
			if err := flags.check(); err != nil {
				return err
			}
			switch ctx := command.Context(); {
			case flags.faults.table:
				return findFaults(ctx, c, args, &flags)
			case flags.watch:
				return watchTests(ctx, c, args, &flags)
			default:
				return runTests(ctx, c, args, &flags, newWatched())
			}
		},
	}
	f := command.Flags()
	flags.lists.bind(command)
	flags.limitFlags.bind(command)
	f.StringVar(&flags.run, "run", "", "run the tests whose title matches the regular expression `RE`")
	f.BoolVarP(&flags.verbose, "verbose", "v", false, "show the tests that pass, too, with what they sent and logged")
	f.BoolVar(&flags.list, "list", false, "print the titles, run nothing")
	f.BoolVar(&flags.failFast, "fail-fast", false, "stop at the first test that fails")
	f.BoolVar(&flags.watch, "watch", false, "run the tests again whenever a file that they read changes")
	f.StringVar(&flags.format, "format", "text", "write the results as `FORM`: "+strings.Join(testFormats, ", "))
	f.StringVar(&flags.cover, "cover", "", "say what no test reaches; with =`FILE` write it there")
	f.Lookup("cover").NoOptDefVal = coverShown
	f.StringVar(&flags.coverMin, "cover-min", "", "fail when less than `SHARE` (such as 80%) is reached")
	flags.faults.bind(command)
	_ = command.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(testFormats, cobra.ShellCompDirectiveNoFileComp))
	return command
}

// check refuses what cannot be meant.
func (f *testFlags) check() error {
	if !slices.Contains(testFormats, f.format) {
		return wrongUse("--format takes %s, not '%s'", strings.Join(testFormats, ", "), f.format)
	}
	if err := f.faults.check(f.format); err != nil {
		return err
	}
	if f.watch && (f.format != "text" || f.list || f.faults.table) {
		return wrongUse("--watch shows text to a person; it goes with no other --format, nor with --list or --faults")
	}
	if f.cover != coverShown {
		if err := reachable("the coverage", f.cover); err != nil {
			return err
		}
	}
	if f.coverMin != "" {
		share, err := strconv.Atoi(strings.TrimSuffix(f.coverMin, "%"))
		if err != nil || share < 0 || share > 100 {
			return wrongUse("--cover-min takes a share such as 80%%, not '%s'", f.coverMin)
		}
		f.least = share
		if f.cover == "" {
			f.cover = coverShown
		}
	}
	var err error
	if f.most, err = f.limits(); err != nil {
		return err
	}
	if f.wanted, err = regexp.Compile(f.run); err != nil {
		return wrongUse("--run: %v", err)
	}
	return nil
}

// covers reports whether the coverage is asked for.
func (f *testFlags) covers() bool { return f.cover != "" && !f.list }
