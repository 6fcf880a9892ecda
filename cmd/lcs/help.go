package main

import (
	"strings"

	"github.com/spf13/cobra"
)

// fitHelp makes the help of a command and of those below it fit a screen of 80
// columns: what a flag does goes on in further lines.
func fitHelp(root *cobra.Command) {
	root.SetUsageTemplate(strings.ReplaceAll(root.UsageTemplate(), "Flags.FlagUsages ", "Flags.FlagUsagesWrapped 80 "))
}
