package main

import (
	"io"
	"strings"

	"github.com/spf13/cobra"

	"lcs/stdlib"
	"lcs/terminal"
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
				return listLibrary(c.out, library, c.outScreen().Width)
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

// listLibrary prints the functions by group and the record types, with what they
// are for.
func listLibrary(w io.Writer, library *stdlib.Library, width int) error {
	var groups []string
	members := map[string][]terminal.Definition{}
	for _, name := range library.FuncNames() {
		f := library.Func(name)
		if members[f.Group] == nil {
			groups = append(groups, f.Group)
		}
		members[f.Group] = append(members[f.Group], terminal.Definition{Name: name, Text: firstSentence(f.Doc)})
	}
	const records = "record types"
	groups = append(groups, records)
	for _, name := range library.RecordNames() {
		members[records] = append(members[records], terminal.Definition{Name: name, Text: firstSentence(library.Record(name).Doc)})
	}
	var text strings.Builder
	for i, group := range groups {
		if i > 0 {
			text.WriteString("\n")
		}
		text.WriteString(group + "\n" + terminal.Definitions(members[group], width))
	}
	_, err := io.WriteString(w, text.String())
	return err
}

func firstSentence(doc string) string {
	if first, _, found := strings.Cut(doc, ". "); found {
		return first + "."
	}
	return doc
}
