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
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			library := stdlib.New()
			if len(args) == 0 {
				return listLibrary(c.out, library)
			}
			name := args[0]
			function, record := library.Function(name), library.RecordType(name)
			if function == nil && record == nil {
				return wrongUse("there is no function or record type '%s'; 'lcs doc' lists them", name)
			}
			if function != nil {
				if err := describeFunction(c.out, function); err != nil || record == nil {
					return err
				}
				fmt.Fprintln(c.out)
			}
			return describeRecord(c.out, record)
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

func describeFunction(w io.Writer, f *stdlib.Function) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n%s\n", f.String(), wrap(f.Doc, 80))
	described := map[string]bool{}
	table := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, s := range f.Signatures {
		for _, p := range s.Params {
			if !described[p.Name] && p.Doc != "" {
				if len(described) == 0 {
					fmt.Fprintln(table)
				}
				described[p.Name] = true
				fmt.Fprintf(table, "  %s\t%s\n", p.Name, p.Doc)
			}
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	writeExamples(&b, f.Examples)
	fmt.Fprintf(&b, "\ngroup %s, since %s\n", f.Group, f.Since)
	_, err := io.WriteString(w, b.String())
	return err
}

func writeExamples(b *strings.Builder, examples []stdlib.Example) {
	for i, e := range examples {
		if i == 0 {
			b.WriteString("\n")
		}
		result := e.Result
		if e.Fails {
			result = "error: " + result
		}
		fmt.Fprintf(b, "  %s\n    => %s\n", e.Source, result)
	}
}

func describeRecord(w io.Writer, r *stdlib.RecordType) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (record type)\n\n%s\n", r.Name, wrap(r.Doc, 80))
	if record, _, bad := r.Make(nil); bad == nil && record != nil {
		table := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		for i, f := range record.Fields {
			if i == 0 {
				fmt.Fprintln(table)
			}
			fmt.Fprintf(table, "  .%s\t%s\n", f.Name, f.Type)
		}
		if err := table.Flush(); err != nil {
			return err
		}
	}
	writeExamples(&b, r.Examples)
	fmt.Fprintf(&b, "\nsince %s\n", r.Since)
	_, err := io.WriteString(w, b.String())
	return err
}
