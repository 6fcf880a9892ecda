package diag

import (
	"slices"
	"strings"
)

// Nearest returns the name that was most likely meant, or "": the one with the
// least edit distance, when at most a third of the letters differ. Case,
// underscores and hyphens count for nothing.
func Nearest(name string, names []string) string {
	folded := fold(name)
	best, least := "", len(folded)+1
	for _, n := range slices.Sorted(slices.Values(names)) {
		if n == name {
			continue
		}
		f := fold(n)
		limit := max(1, (max(len([]rune(folded)), len([]rune(f)))+1)/3)
		d := distance(folded, f, limit)
		if d > limit {
			continue
		}
		if d < least || d == least && likelier(folded, f, fold(best)) {
			best, least = n, d
		}
	}
	return best
}

// likelier reports whether a slip of the same size rather stands for one than for
// other: letters that were swapped, or an end that was cut off.
func likelier(slip, one, other string) bool {
	swapped := sameLetters(slip, one) && !sameLetters(slip, other)
	return swapped || strings.HasPrefix(one, slip) && !strings.HasPrefix(other, slip) && !sameLetters(slip, other)
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
// neighbours that turn a into b (the optimal string alignment distance of Damerau
// and Levenshtein); more than limit is limit+1.
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
