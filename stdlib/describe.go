package stdlib

import (
	"fmt"
	"strings"

	"lcs/terminal"
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
	var params []terminal.Definition
	for _, s := range f.Signatures {
		for _, p := range s.Params {
			if !described[p.Name] && p.Doc != "" {
				described[p.Name] = true
				params = append(params, terminal.Definition{Name: p.Name, Text: p.Doc})
			}
		}
	}
	describeAll(&b, params)
	describeExamples(&b, f.Examples)
	fmt.Fprintf(&b, "\ngroup %s, since %s\n", f.Group, f.Since)
	return b.String()
}

func describeRecord(r *RecordType) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (record type)\n\n%s\n", r.Name, wrap(r.Doc))
	if record, _, bad := r.Make(nil); bad == nil && record != nil {
		var fields []terminal.Definition
		for _, f := range record.Fields {
			fields = append(fields, terminal.Definition{Name: "." + f.Name, Text: f.Type.String()})
		}
		describeAll(&b, fields)
	}
	describeExamples(&b, r.Examples)
	fmt.Fprintf(&b, "\nsince %s\n", r.Since)
	return b.String()
}

// describeAll writes definitions below an empty line, when there are any.
func describeAll(b *strings.Builder, list []terminal.Definition) {
	if len(list) > 0 {
		b.WriteString("\n" + terminal.Definitions(list, lineWidth))
	}
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
func wrap(text string) string { return strings.Join(terminal.Wrapped(text, lineWidth), "\n") }
