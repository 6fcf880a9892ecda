package main

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"lcs/lang/format"
)

// formatFlags are the flags of `lcs fmt`.
type formatFlags struct {
	write, check bool
}

func newFormatCommand(c *console) *cobra.Command {
	var flags formatFlags
	command := &cobra.Command{
		Use:               "fmt [FILE…]",
		ValidArgsFunction: completeScript,
		Short:             "Format scripts",
		Long: `Format scripts: the result goes to stdout, or with -w into the files. Without a
file, or with -, the script comes from stdin. Of a directory, all scripts in it
are formatted. No comment is lost and nothing but white space changes, in broken
scripts as well.

Exit codes: 0 ok, 1 with --check, when a file is not formatted, 2 wrong use.`,
		Example: `  lcs fmt -w flow.lcs
  lcs fmt --check flows/
  lcs fmt < flow.lcs`,
		RunE: func(_ *cobra.Command, args []string) error { return formatScripts(c, args, &flags) },
	}
	f := command.Flags()
	f.BoolVarP(&flags.write, "write", "w", false, "write the result into the files")
	f.BoolVar(&flags.check, "check", false, "print the names of files that are not formatted, and change nothing")
	command.MarkFlagsMutuallyExclusive("write", "check")
	return command
}

func formatScripts(c *console, args []string, flags *formatFlags) error {
	if len(args) == 0 || len(args) == 1 && args[0] == "-" {
		return formatStdin(c, flags)
	}
	names, err := scriptsIn(args)
	if err != nil {
		return err
	}
	unformatted := false
	for _, name := range names {
		before, err := readScript(name)
		if err != nil {
			return wrongUse("the script '%s' cannot be read: %v", name, err)
		}
		after := formatted(before)
		changed := !bytes.Equal(before, after)
		switch {
		case flags.check && changed:
			unformatted = true
			fmt.Fprintln(c.out, name)
		case flags.write && changed:
			if err := os.WriteFile(name, after, 0o666); err != nil {
				return unwritten("the formatted script", err)
			}
		case !flags.check && !flags.write:
			if _, err := c.out.Write(after); err != nil {
				return &exitError{exitFailed, err.Error()}
			}
		}
	}
	if unformatted {
		return reported(exitFailed)
	}
	return nil
}

func formatStdin(c *console, flags *formatFlags) error {
	if flags.write {
		return wrongUse("-w needs the name of a file to write into")
	}
	before, err := io.ReadAll(io.LimitReader(c.in, maxScript))
	if err != nil {
		return wrongUse("stdin cannot be read: %v", err)
	}
	after := formatted(before)
	if flags.check {
		if !bytes.Equal(before, after) {
			fmt.Fprintln(c.out, "stdin")
			return reported(exitFailed)
		}
		return nil
	}
	if _, err := c.out.Write(after); err != nil {
		return &exitError{exitFailed, err.Error()}
	}
	return nil
}

func formatted(text []byte) []byte { return []byte(format.Source(string(text))) }
