package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"lcs/lang/types"
	"lcs/stdlib"
)

func newDocCommand(c *console) *cobra.Command {
	return &cobra.Command{
		Use:   "doc [NAME]",
		Short: "Describe a function or a record type, or list them",
		Example: `  lcs doc replace
  lcs doc phone
  lcs doc`,
		Args: atMostOne("name"),
		RunE: func(_ *cobra.Command, args []string) error {
			library := stdlib.New()
			if len(args) == 0 {
				return listLibrary(c.out, library)
			}
			text := library.Describe(args[0])
			if text == "" {
				return wrongUse("there is no function or record type '%s'; 'lcs doc' lists them", args[0])
			}
			_, err := io.WriteString(c.out, text)
			return err
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			library := stdlib.New()
			return append(library.FuncNames(), library.RecordNames()...), cobra.ShellCompDirectiveNoFileComp
		},
	}
}

// listLibrary prints the functions by group and the record types, a line each.
func listLibrary(w io.Writer, library *stdlib.Library) error {
	var groups []string
	members := map[string][]*types.Func{}
	for _, name := range library.FuncNames() {
		f := library.Func(name)
		if members[f.Group] == nil {
			groups = append(groups, f.Group)
		}
		members[f.Group] = append(members[f.Group], f)
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, group := range groups {
		fmt.Fprintf(table, "%s\n", group)
		for _, f := range members[group] {
			fmt.Fprintf(table, "  %s\t%s\n", f.Name, shortened(firstSentence(f.Doc), 90))
		}
		fmt.Fprintln(table)
	}
	fmt.Fprintln(table, "record types")
	for _, name := range library.RecordNames() {
		fmt.Fprintf(table, "  %s\t%s\n", name, shortened(firstSentence(library.Record(name).Doc), 90))
	}
	return table.Flush()
}

func firstSentence(doc string) string {
	if first, _, found := strings.Cut(doc, ". "); found {
		return first + "."
	}
	return doc
}
