package grammar

import (
	"strings"

	"lcs/lang/diag"
)

// nearest returns the candidate that word was most likely meant to be, or "". A
// letter alone can be meant for anything.
func nearest(word string, candidates ...string) string {
	if len(word) < 2 {
		return ""
	}
	return diag.Nearest(word, candidates)
}

// didYouMean labels d with the nearest candidate and returns it.
func didYouMean(d *diag.Diagnostic, word string, candidates ...string) string {
	best := nearest(word, candidates...)
	if best != "" {
		d.Label = "did you mean '" + best + "'?"
	}
	return best
}

// suggest labels d with a replacement for the bytes from start to end, and
// offers it as a fix.
func suggest(d *diag.Diagnostic, start, end int, file *diag.File, replacement string) {
	said := replacement
	if !strings.HasPrefix(said, `"`) {
		said = "'" + said + "'"
	}
	d.Label = "did you mean " + said + "?"
	d.Fixes = append(d.Fixes, diag.Fix{
		Title: "write " + said,
		Edits: []diag.Edit{{Span: file.At(start, end), Text: replacement}},
	})
}

// remove offers to take out the bytes from start to end.
func remove(d *diag.Diagnostic, start, end int, file *diag.File) {
	d.Fixes = append(d.Fixes, diag.Fix{
		Title: "take out '" + file.Text[start:end] + "'",
		Edits: []diag.Edit{{Span: file.At(start, end)}},
	})
}
