package check

import (
	"strings"

	"lcs/lang/diag"
)

// suggest adds to d the name that was meant, as a label and as an edit.
func suggest(d *diag.Diagnostic, name string, names []string) *diag.Diagnostic {
	return suggestAt(d, d.Span, diag.Nearest(name, names))
}

// suggestAt offers meant for the text at span.
func suggestAt(d *diag.Diagnostic, span diag.Span, meant string) *diag.Diagnostic {
	if meant == "" {
		return d
	}
	d.Label = "did you mean '" + meant + "'?"
	d.Fixes = append(d.Fixes, diag.Fix{
		Title: "write '" + meant + "'",
		Edits: []diag.Edit{{Span: span, Text: meant}},
	})
	return d
}

// listed prints names for a help line: a, b and c.
func listed(names []string) string {
	const most = 8
	if len(names) > most {
		return strings.Join(names[:most], ", ") + ", …"
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
