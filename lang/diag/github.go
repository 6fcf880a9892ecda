package diag

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"lcs/terminal"
)

// WriteGitHub writes the diagnostics as workflow commands, which GitHub shows
// beside the changed lines of a pull request.
//
//	::error file=flow.lcs,line=31,col=21,endLine=31,endColumn=26,title=LCS2003 unknown-field::no field 'emial' on lead
func WriteGitHub(w io.Writer, list List) error {
	out := bufio.NewWriter(w)
	for _, d := range list.Sorted() {
		command := map[Severity]string{Error: "error", Warning: "warning", Note: "notice"}[d.Severity]
		fmt.Fprintf(out, "::%s %s::%s\n", command, githubProperties(d), escapeData(annotation(d, terminal.Line)))
	}
	return out.Flush()
}

func githubProperties(d *Diagnostic) string {
	var all []string
	add := func(name, value string) { all = append(all, name+"="+escapeProperty(value)) }
	if s := d.Span; s.IsValid() {
		line, column := s.Position()
		endLine, endColumn := s.File.Position(int(s.End))
		add("file", s.File.Name)
		add("line", fmt.Sprint(line))
		if line == endLine { // GitHub takes columns within one line only
			add("col", fmt.Sprint(column))
			add("endColumn", fmt.Sprint(max(endColumn-1, column)))
		}
		add("endLine", fmt.Sprint(endLine))
	}
	entry, _ := Lookup(d.Code)
	add("title", strings.TrimSpace(string(d.Code)+" "+entry.Name))
	return strings.Join(all, ",")
}

// annotation is the text of a diagnostic where it is shown beside its line:
// what d says, each part of it written by show.
func annotation(d *Diagnostic, show func(string) string) string {
	text := show(d.Message)
	if d.Label != "" {
		text += " (" + show(d.Label) + ")"
	}
	if d.Help != "" {
		text += "\nhelp: " + show(d.Help)
	}
	return text
}

func escapeData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func escapeProperty(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(s)
}
