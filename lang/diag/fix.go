package diag

import (
	"cmp"
	"slices"
	"strings"
)

// Apply returns the text of file with the best fix of each diagnostic applied,
// and how many were. A fix counts as a whole: one that overlaps an earlier one,
// reaches into another file or leaves the text as it is, is left out. Call it
// again on the result to apply the rest.
func Apply(file *File, list List) (text string, applied int) {
	var accepted []Edit
	for _, d := range list.Sorted() {
		if len(d.Fixes) == 0 {
			continue
		}
		if edits := d.Fixes[0].Edits; fits(file, edits, accepted) {
			accepted = append(accepted, edits...)
			applied++
		}
	}
	return edited(file.Text, accepted), applied
}

// fits reports whether edits lie in file, apart from each other and from those
// accepted already, and change something.
func fits(file *File, edits, accepted []Edit) bool {
	changes := false
	for i, e := range edits {
		s := e.Span
		if s.File != file || s.Start < 0 || s.End < s.Start || int(s.End) > len(file.Text) {
			return false
		}
		changes = changes || s.Text() != e.Text
		clash := func(other Edit) bool { return overlap(s, other.Span) }
		if slices.ContainsFunc(accepted, clash) || slices.ContainsFunc(edits[:i], clash) {
			return false
		}
	}
	return changes
}

// overlap reports whether the order of two edits would matter. Two insertions
// at one place are such a pair.
func overlap(a, b Span) bool {
	if a.Start == b.Start {
		return true
	}
	return a.Start < b.End && b.Start < a.End
}

func edited(text string, edits []Edit) string {
	edits = slices.Clone(edits)
	slices.SortFunc(edits, func(a, b Edit) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	var b strings.Builder
	at := 0
	for _, e := range edits {
		b.WriteString(text[at:e.Span.Start])
		b.WriteString(e.Text)
		at = int(e.Span.End)
	}
	b.WriteString(text[at:])
	return b.String()
}
