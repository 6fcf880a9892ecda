package grammar

import (
	"lcs/lang/diag"
)

// nearest returns the candidate that word was most likely meant to be, or "".
// A word may be off by one letter in three.
func nearest(word string, candidates ...string) string {
	if len(word) < 2 {
		return ""
	}
	best, bestDistance := "", min(3, (len(word)+2)/3)+1
	for _, c := range candidates {
		if c == word {
			continue
		}
		if d := distance(word, c, bestDistance); d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best
}

// distance counts the letters to change, add, drop or swap to make b of a. It
// gives up at limit.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	before, row, next := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			next[j] = min(next[j-1]+1, row[j]+1, row[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row, next = row, next, before
	}
	return row[len(b)]
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
