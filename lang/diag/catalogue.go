package diag

import (
	"cmp"
	"slices"
	"sync"
)

// Entry is the catalogue's knowledge of one code. The diagnostics page of the
// spec, `lcs explain` and the tests read it; nothing else describes a code.
type Entry struct {
	Code     Code
	Name     string   // adjective and noun, "unknown-field"
	Severity Severity // the level it is reported at unless re-levelled
	Occurs   string   // when it occurs: one or more sentences for a user
	Example  string   // a script that yields this code (and no other error); may be a fragment that a test completes
	Mend     string   // the example mended, or empty
	Files    map[string]string
	Runtime  bool // reported while a script runs or its inputs are read, not by check
}

// Codes are grouped by their first digit; each group has its own file here.
//
//	1xxx text and grammar          2xxx names and types
//	3xxx missing values, handlers  4xxx encoding by place
//	5xxx secrets                   6xxx reuse: imports, templates, unused names
//	7xxx running: inputs, settings, steps
//	8xxx advice: timing, idempotency, order
//
// They are joined when the first is asked for: a script without a mistake never
// asks.
var catalogue = sync.OnceValue(func() []Entry {
	all := slices.Concat(
		grammarCodes,
		nameCodes, valueCodes,
		flowCodes,
		placeCodes,
		secretCodes,
		reuseCodes,
		intakeCodes,
		runCodes,
		adviceCodes,
	)
	slices.SortFunc(all, func(a, b Entry) int { return cmp.Compare(a.Code, b.Code) })
	return all
})

// Catalogue returns all entries by code.
func Catalogue() []Entry { return slices.Clone(catalogue()) }

// Lookup returns the entry of a code.
func Lookup(code Code) (Entry, bool) {
	all := catalogue()
	i, found := slices.BinarySearchFunc(all, code, func(e Entry, c Code) int { return cmp.Compare(e.Code, c) })
	if !found {
		return Entry{}, false
	}
	return all[i], true
}

// New returns a diagnostic with the severity that the catalogue gives its code.
// A code that the catalogue lacks is an Error, and a test fails.
func New(code Code, span Span, message string) *Diagnostic {
	entry, _ := Lookup(code)
	return &Diagnostic{Code: code, Severity: entry.Severity, Span: span, Message: message}
}
