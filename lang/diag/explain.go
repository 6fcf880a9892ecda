package diag

import (
	"maps"
	"slices"
	"strings"

	"lcs/terminal"
)

// Explain returns what the catalogue knows of a code, as `lcs explain` prints
// it, and false when there is no such code. The code may be written as Find
// takes it.
func Explain(code string) (string, bool) {
	entry, ok := Find(code)
	if !ok {
		return "", false
	}
	var b strings.Builder
	b.WriteString(string(entry.Code) + " " + entry.Name + " (" + entry.Severity.String() + ")\n\n")
	b.WriteString(wrapped(entry.Occurs, 80) + "\n")
	section := func(title, text string) {
		if text = strings.TrimRight(text, "\n"); text != "" {
			b.WriteString("\n" + title + "\n\n" + indented(text) + "\n")
		}
	}
	section("Example:", entry.Example)
	for _, name := range slices.Sorted(maps.Keys(entry.Files)) {
		section("With "+name+":", visibleLines(entry.Files[name]))
	}
	section("Better:", entry.Mend)
	return b.String(), true
}

// Find returns the entry of a code in any form that a person may write it: in small
// letters, without LCS, or by its name.
func Find(code string) (Entry, bool) {
	upper := strings.ToUpper(strings.TrimSpace(code))
	for _, c := range []string{upper, "LCS" + upper} {
		if entry, ok := Lookup(Code(c)); ok {
			return entry, true
		}
	}
	for _, entry := range catalogue() {
		if strings.EqualFold(entry.Name, code) {
			return entry, true
		}
	}
	return Entry{}, false
}

// wrapped breaks prose into lines of at most width characters.
func wrapped(text string, width int) string {
	return strings.Join(terminal.Wrapped(text, width), "\n")
}

func indented(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = "    " + line
		}
	}
	return strings.Join(lines, "\n")
}

// visibleLines makes text safe for a terminal, line by line.
func visibleLines(text string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.ToValidUTF8(terminal.Line(line), "\uFFFD")
	}
	return strings.Join(lines, "\n")
}
