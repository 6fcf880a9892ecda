package check

import (
	"slices"
	"strings"

	"lcs/lang/diag"
)

// Nearest returns the name that was most likely meant, or "".
func Nearest(name string, names []string) string { return nearest(name, slices.Clone(names)) }

// nearest returns the name that was most likely meant: the one with the least
// edit distance, when at most a third of the letters differ. Case, underscores
// and hyphens count for nothing.
func nearest(name string, names []string) string {
	folded := fold(name)
	limit := max(1, (len([]rune(folded))+1)/3)
	best, bestDistance := "", limit+1
	slices.Sort(names)
	for _, n := range names {
		if n == name {
			continue
		}
		f := fold(n)
		d := distance(folded, f, limit)
		if d < bestDistance || d == bestDistance && best != "" && sameLetters(folded, f) && !sameLetters(folded, fold(best)) {
			best, bestDistance = n, d
		}
	}
	return best
}

// sameLetters reports whether two words differ in the order of their letters
// only: swapped ones are the likelier slip.
func sameLetters(a, b string) bool {
	x, y := []byte(a), []byte(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' {
			return -1
		}
		return r
	}, strings.ToLower(s))
}

// distance counts the insertions, deletions, substitutions and swaps of
// neighbours that turn a into b; more than limit is limit+1.
func distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > limit || len(y)-len(x) > limit {
		return limit + 1
	}
	older, old, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range old {
		old[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(old[j]+1, row[j-1]+1, old[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], older[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
		older, old, row = old, row, older
	}
	return min(old[len(y)], limit+1)
}

// suggest adds to d the name that was meant, as a label and as an edit.
func suggest(d *diag.Diagnostic, name string, names []string) *diag.Diagnostic {
	return suggestAt(d, d.Span, nearest(name, names))
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
