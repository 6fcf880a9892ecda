package main

import (
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
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
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return wrongUse("the pages cannot be written: %v", err)
			}
			root := command.Root()
			root.DisableAutoGenTag = true // it has the date
			err := doc.GenManTree(root, &doc.GenManHeader{Title: "LCS", Section: "1", Source: "lcs " + version, Manual: "lcs"}, args[0])
			if err != nil {
				return wrongUse("the pages cannot be written: %v", err)
			}
			return nil
		},
	}
}
