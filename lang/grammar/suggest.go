package grammar

import (
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
	d.Label = "did you mean '" + replacement + "'?"
	d.Fixes = append(d.Fixes, diag.Fix{
		Title: "write '" + replacement + "'",
		Edits: []diag.Edit{{Span: file.At(start, end), Text: replacement}},
	})
}
