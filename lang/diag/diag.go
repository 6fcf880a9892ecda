// Package diag holds what every layer of lcs says to a person: source files,
// byte spans, diagnostics with codes, the catalogue of those codes, and the
// writers that print them.
//
// One Diagnostic type serves from the lexer to the runtime. In come values
// built by the layers above; out go text with carets, JSON, SARIF, GitHub
// annotations and JUnit. The package imports nothing of the project.
package diag

import (
	"cmp"
	"slices"
)

// Severity says whether a diagnostic stops the script.
type Severity uint8

// The severities, from the gravest down.
const (
	Error Severity = iota
	Warning
	Note
)

// String returns "error", "warning" or "note".
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	}
	return "note"
}

// Code names one kind of mistake, "LCS2003". A code is never reused and never
// renumbered; Lookup finds its entry in the catalogue.
type Code string

// Diagnostic is one thing wrong, or doubtful, at one place.
type Diagnostic struct {
	Code     Code
	Severity Severity
	Span     Span
	Message  string    // one line, lower case, no position, no final period
	Label    string    // short text beside the carets, such as "did you mean 'email'?"
	Related  []Related // other places that matter: "declared here"
	Help     string    // one line that says how to mend it
	Fixes    []Fix     // edits that mend it, best first
}

// Related is a second place that explains a diagnostic.
type Related struct {
	Span    Span
	Message string
}

// Fix is a set of edits that mends a diagnostic. Title is a verb phrase.
type Fix struct {
	Title string
	Edits []Edit
}

// Edit replaces the text under Span.
type Edit struct {
	Span Span
	Text string
}

// Error makes a Diagnostic usable as a Go error: "file:line:col: message".
func (d *Diagnostic) Error() string {
	if d.Span.File == nil {
		return d.Message
	}
	return d.Span.String() + ": " + d.Message
}

// List is a set of diagnostics in the making.
type List []*Diagnostic

// Add appends d and returns it, so that a caller can go on filling it.
func (l *List) Add(d *Diagnostic) *Diagnostic {
	*l = append(*l, d)
	return d
}

// HasErrors reports whether any diagnostic is an Error.
func (l List) HasErrors() bool {
	return slices.ContainsFunc(l, func(d *Diagnostic) bool { return d.Severity == Error })
}

// Sorted returns the diagnostics by file and offset, errors before warnings at
// one place, and drops the second of two with the same code and span.
func (l List) Sorted() List {
	out := slices.Clone(l)
	slices.SortStableFunc(out, func(a, b *Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.Span.fileName(), b.Span.fileName()),
			cmp.Compare(a.Span.Start, b.Span.Start),
			cmp.Compare(a.Severity, b.Severity),
			cmp.Compare(a.Span.End, b.Span.End),
			cmp.Compare(a.Code, b.Code),
		)
	})
	return slices.CompactFunc(out, func(a, b *Diagnostic) bool {
		return a.Code == b.Code && a.Span == b.Span
	})
}
