package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"lcs/lang/diag"
)

func newExplainCommand(c *console) *cobra.Command {
	return &cobra.Command{
		Use:   "explain [CODE]",
		Short: "Say what a diagnostic means and how to mend it, or list all",
		Example: `  lcs explain LCS2003
  lcs explain 2003
  lcs explain`,
		Args: atMostOne("code"),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return listCodes(c.out)
			}
			text, found := diag.Explain(args[0])
			if !found {
				return wrongUse("there is no diagnostic '%s'; 'lcs explain' lists them", args[0])
			}
			_, err := io.WriteString(c.out, text)
			return err
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var codes []string
			for _, entry := range diag.Catalogue() {
				codes = append(codes, string(entry.Code))
			}
			return codes, cobra.ShellCompDirectiveNoFileComp
		},
	}
}

func listCodes(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, entry := range diag.Catalogue() {
		fmt.Fprintf(table, "%s\t%s\t%s\n", entry.Code, entry.Severity, entry.Name)
	}
	return table.Flush()
}
