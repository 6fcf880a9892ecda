package stdlib

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"unicode/utf8"
)

// lineWidth is how many characters of prose a line of a description has.
const lineWidth = 80

// Describe returns what a person at a terminal reads of a function, of a record
// type, or of both when they share a name. It is empty when there is neither.
func (l *Library) Describe(name string) string {
	var parts []string
	if f := l.funcs[name]; f != nil {
		parts = append(parts, describeFunction(f))
	}
	if r := l.records[name]; r != nil {
		parts = append(parts, describeRecord(r))
	}
	return strings.Join(parts, "\n")
}

func describeFunction(f *Function) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n%s\n", f.String(), wrap(f.Doc))
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
	_ = table.Flush() // a builder takes everything
	describeExamples(&b, f.Examples)
	fmt.Fprintf(&b, "\ngroup %s, since %s\n", f.Group, f.Since)
	return b.String()
}

func describeRecord(r *RecordType) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (record type)\n\n%s\n", r.Name, wrap(r.Doc))
	if record, _, bad := r.Make(nil); bad == nil && record != nil {
		table := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		for i, f := range record.Fields {
			if i == 0 {
				fmt.Fprintln(table)
			}
			fmt.Fprintf(table, "  .%s\t%s\n", f.Name, f.Type)
		}
		_ = table.Flush()
	}
	describeExamples(&b, r.Examples)
	fmt.Fprintf(&b, "\nsince %s\n", r.Since)
	return b.String()
}

func describeExamples(b *strings.Builder, examples []Example) {
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

// wrap breaks prose into lines.
func wrap(text string) string {
	var b strings.Builder
	used := 0
	for _, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case used == 0:
		case used+1+n > lineWidth:
			b.WriteByte('\n')
			used = 0
		default:
			b.WriteByte(' ')
			used++
		}
		b.WriteString(word)
		used += n
	}
	return b.String()
}
