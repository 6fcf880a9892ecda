package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/lang/load"
	"lcs/stdlib"
	"lcs/terminal"
)

// checkFlags are the flags of `lcs check`.
type checkFlags struct {
	format      string
	deny, allow []string
	fix         bool
	timing      bool
	handlers    bool
}

// checkFormats are the forms in which diagnostics are written.
var checkFormats = []string{"text", "json", "sarif", "github", "junit"}

func newCheckCommand(c *console) *cobra.Command {
	var flags checkFlags
	command := &cobra.Command{
		Use:               "check FILE…",
		ValidArgsFunction: completeScript,
		Short:             "Check scripts and report everything that is wrong with them",
		Long: `Check scripts and report everything that is wrong with them, in one go. Of a
directory, all scripts in it are checked. 'lcs explain CODE' says more.

Exit codes: 0 no errors, 2 wrong use, 3 errors.`,
		Example: `  lcs check flow.lcs
  lcs check --fix flow.lcs
  lcs check --deny warnings --format sarif flows/ > lcs.sarif`,
		Args: atLeastOne("script"),
		RunE: func(_ *cobra.Command, args []string) error { return checkScripts(c, args, &flags) },
	}
	f := command.Flags()
	f.StringVar(&flags.format, "format", "text", "write diagnostics as `FORM`: "+strings.Join(checkFormats, ", "))
	f.StringSliceVar(&flags.deny, "deny", nil, "make a warning or note an error, by its `CODE`; warnings and notes stand for all")
	f.StringSliceVar(&flags.allow, "allow", nil, "drop a warning or note, by its `CODE`; warnings and notes stand for all")
	f.BoolVar(&flags.fix, "fix", false, "mend in the files what can be mended without a question")
	f.BoolVar(&flags.timing, "timing", false, "print how long each step can take at worst")
	f.BoolVar(&flags.handlers, "handlers", false, "print what becomes of each failure, handler by handler")
	_ = command.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(checkFormats, cobra.ShellCompDirectiveNoFileComp))
	return command
}

func checkScripts(c *console, args []string, flags *checkFlags) error {
	if !slices.Contains(checkFormats, flags.format) {
		return wrongUse("--format takes %s, not '%s'", strings.Join(checkFormats, ", "), flags.format)
	}
	if (flags.timing || flags.handlers) && flags.format != "text" {
		return wrongUse("--timing prints a table for people, as --handlers does, and goes with --format text alone")
	}
	if _, err := diag.Relevel(nil, flags.deny, flags.allow); err != nil {
		return wrongUse("%v; 'lcs explain' lists the codes", err)
	}
	names, err := scriptsIn(args)
	if err != nil {
		return err
	}
	library := stdlib.New()
	var all diag.List
	for _, name := range names {
		if flags.fix {
			if err := fixScript(c, name, library); err != nil {
				return err
			}
		}
		info, problems := load.Check(name, readScript, library)
		if script, isTests := load.ScriptOf(name); isTests && slices.Contains(names, script) {
			problems = slices.DeleteFunc(problems, func(d *diag.Diagnostic) bool { return d.Span.IsValid() && d.Span.File.Name == script })
		}
		all = append(all, problems...)
		if info != nil {
			if err := writeTables(c, name, len(names) > 1, info, flags); err != nil {
				return err
			}
		}
	}
	all, err = diag.Relevel(all, flags.deny, flags.allow)
	if err != nil {
		return err
	}
	if err := writeDiagnostics(c, flags.format, names, all); err != nil {
		return err
	}
	if all.HasErrors() {
		return reported(exitScript)
	}
	return nil
}

// writeTables prints the tables that were asked for, under the script's name
// when there are several.
func writeTables(c *console, name string, named bool, info *check.Info, flags *checkFlags) error {
	if named && (flags.timing || flags.handlers) {
		fmt.Fprintln(c.out, name)
	}
	if flags.timing {
		if err := check.TimingOf(info).Write(c.out); err != nil {
			return err
		}
	}
	if flags.handlers {
		return check.WriteChains(c.out, check.ChainsOf(info))
	}
	return nil
}

func writeDiagnostics(c *console, format string, names []string, list diag.List) error {
	switch format {
	case "json":
		return diag.WriteJSON(c.out, list)
	case "sarif":
		return diag.WriteSARIF(c.out, version, list)
	case "github":
		return diag.WriteGitHub(c.out, list)
	case "junit":
		return diag.WriteJUnit(c.out, names, list)
	}
	return diag.WriteText(c.out, list, textOptions(c.outScreen()))
}

// maxFixRounds ends a row of fixes that undo each other.
const maxFixRounds = 10

// fixScript applies the fixes of a script to its file. One may make room for
// the next, so it is checked again.
func fixScript(c *console, name string, library *stdlib.Library) error {
	fixed := 0
	for range maxFixRounds {
		info, problems := load.Check(name, readScript, library)
		if info == nil || info.File == nil {
			break
		}
		text, n := diag.Apply(info.File.Source, problems)
		if n == 0 {
			break
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			return unwritten("the mended script", err)
		}
		fixed += n
	}
	if fixed > 0 {
		c.say("%s: mended %s", name, terminal.Plural(fixed, "place"))
	}
	return nil
}
