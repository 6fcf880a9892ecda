package stdlib

import (
	"fmt"
	"slices"
	"strings"

	"lcs/lang/types"
)

// groupTitles are the groups of functions in the order of the reference.
var groupTitles = []struct{ group, title string }{
	{"text", "Text"},
	{"patterns", "Patterns"},
	{"numbers", "Numbers"},
	{"conversion", "Conversion"},
	{"dates", "Dates and times"},
	{"lists", "Lists"},
	{"objects", "Objects"},
	{"json", "JSON"},
	{"documents", "XML, HTML and CSV"},
	{"encoding", "Encoding"},
	{"crypto", "Digests and signatures"},
	{"random", "Random values"},
	{"routing", "Routing"},
}

// Markdown returns the reference of all functions and record types.
func (l *Library) Markdown() string {
	var b strings.Builder
	b.WriteString("# Functions and record types\n\n" +
		"This page is made from the entries of the standard library; the examples are executed by its tests.\n\n" +
		"A function can be called in three ways: `lower(x)`, `x.lower()` and `x | lower`. A pipe may take one argument after a colon: " +
		"`x | truncate: 20`. A `?` after a type says that the value may be missing; a `…` before a parameter, that it takes any number of arguments.\n\n")
	for _, g := range l.grouped() {
		fmt.Fprintf(&b, "- [%s](#%s): ", g.title, anchor(g.title))
		for i, f := range g.functions {
			if i > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "[`%s`](#%s)", f.Name, f.Name)
		}
		b.WriteString("\n")
	}
	if len(l.kinds) > 0 {
		b.WriteString("- [Record types](#record-types)\n")
	}
	for _, g := range l.grouped() {
		fmt.Fprintf(&b, "\n## %s\n", g.title)
		for _, f := range g.functions {
			writeFunction(&b, f)
		}
	}
	if len(l.kinds) > 0 {
		b.WriteString("\n## Record types\n\nThey read what people send. Each has `raw`, the text as it was sent, and `valid`; the fields below are missing when the value is not valid.\n")
		for _, name := range l.kinds {
			writeRecord(&b, l.records[name])
		}
	}
	return b.String()
}

type functionGroup struct {
	title     string
	functions []*Function
}

// grouped returns the functions by group, each group sorted by name. A group
// that has no title is its own.
func (l *Library) grouped() []functionGroup {
	members := map[string][]*Function{}
	for _, name := range l.names {
		f := l.funcs[name]
		members[f.Group] = append(members[f.Group], f)
	}
	var all []functionGroup
	for _, g := range groupTitles {
		if len(members[g.group]) > 0 {
			all = append(all, functionGroup{g.title, members[g.group]})
		}
		delete(members, g.group)
	}
	for _, name := range l.names {
		if group := l.funcs[name].Group; members[group] != nil {
			all = append(all, functionGroup{capitalize(group), members[group]})
			delete(members, group)
		}
	}
	return all
}

// anchor is how Markdown viewers name a heading.
func anchor(title string) string {
	return strings.ReplaceAll(strings.ReplaceAll(strings.ToLower(title), ",", ""), " ", "-")
}

func writeFunction(b *strings.Builder, f *Function) {
	fmt.Fprintf(b, "\n### %s\n\n```text\n%s\n```\n\n%s\n", f.Name, f.String(), f.Doc)
	var names []string
	for _, s := range f.Signatures {
		for _, p := range s.Params {
			if p.Doc == "" || slices.Contains(names, p.Name) {
				continue
			}
			if names == nil {
				b.WriteString("\n")
			}
			names = append(names, p.Name)
			fmt.Fprintf(b, "- `%s`: %s\n", p.Name, p.Doc)
		}
	}
	writeExamples(b, f.Examples)
	writeNotes(b, f)
}

func writeExamples(b *strings.Builder, examples []Example) {
	if len(examples) == 0 {
		return
	}
	width := 0
	for _, e := range examples {
		if n := len([]rune(e.Source)); n <= 60 {
			width = max(width, n)
		}
	}
	b.WriteString("\n```text\n")
	for _, e := range examples {
		result := e.Result
		if e.Fails {
			result = "error: " + result
		}
		fmt.Fprintf(b, "%-*s  →  %s\n", width, e.Source, result)
	}
	b.WriteString("```\n")
}

func writeNotes(b *strings.Builder, f *Function) {
	var notes []string
	switch {
	case f.Effects&types.Random != 0:
		notes = append(notes, "Its result differs from call to call.")
	case f.Effects&types.Clock != 0:
		notes = append(notes, "It depends on the moment of the lead.")
	}
	if f.Digest {
		notes = append(notes, "Of a secret it is no secret.")
	}
	if len(notes) > 0 {
		fmt.Fprintf(b, "\n%s\n", strings.Join(notes, " "))
	}
}

func writeRecord(b *strings.Builder, r *RecordType) {
	fmt.Fprintf(b, "\n### Type %s\n\n%s\n", r.Name, r.Doc)
	if record, _, bad := r.Make(nil); bad == nil && record != nil {
		fmt.Fprintf(b, "\nIn an expression it is a `%s`.\n", record.Value)
		for i, f := range record.Fields {
			if i == 0 {
				b.WriteString("\n")
			}
			doc := ""
			if f.Doc != "" {
				doc = ": " + f.Doc
			}
			fmt.Fprintf(b, "- `.%s` (`%s`)%s\n", f.Name, f.Type, doc)
		}
	}
	writeExamples(b, r.Examples)
}
