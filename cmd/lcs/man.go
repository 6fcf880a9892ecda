package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

func newManCommand(c *console) *cobra.Command {
	return &cobra.Command{
		Use:   "man DIRECTORY",
		Short: "Write the manual pages",
		Long: `Write a manual page for each command into a directory, which is made when it is
not there.`,
		Example: `  lcs man ~/.local/share/man/man1 && man lcs-run`,
		Args:    one("directory"),
		RunE: func(command *cobra.Command, args []string) error {
			if err := writeManual(args[0], command.Root()); err != nil {
				return unwritten("the pages", err)
			}
			return nil
		},
	}
}

// writeManual writes the pages of a command and of those below it into a
// directory.
func writeManual(directory string, command *cobra.Command) error {
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return err
	}
	for _, below := range command.Commands() {
		if !below.IsAvailableCommand() {
			continue
		}
		if err := writeManual(directory, below); err != nil {
			return err
		}
	}
	name := strings.ReplaceAll(command.CommandPath(), " ", "-")
	return os.WriteFile(filepath.Join(directory, name+".1"), manualPage(command), 0o644)
}
