// Package stdlib is the standard library: the registry of functions, in which
// name, signature, documentation, examples and code are one entry, and the
// record types that parse what people send.
//
// The checker reads the entries' types, the runtime their code, completion and
// the reference their documentation. Nothing else describes a function.
package stdlib

import (
	"context"
	"math/rand/v2"
	"time"

	"lcs/lang/types"
	"lcs/limits"
	"lcs/value"
)

// Function is one entry of the registry.
type Function struct {
	types.Func
	Examples []Example
	// Call computes the result. The arguments have the types of the signature
	// that the checker chose: records have become their basic value where a
	// basic value is asked for, and an argument that was left out is nil. A
	// secret must not be kept after Call returns. An error becomes the step's.
	Call func(cx *Context, args []any) (any, error)
}

// Example is an expression and what it yields; a test executes it.
type Example struct {
	Source string // `"TX" | lower`
	Result string // the value as JSON, or the text of the error when Fails
	Fails  bool
}

// Context is what functions may depend on beside their arguments.
type Context struct {
	context.Context
	Now  time.Time  // fixed for one lead
	Rand *rand.Rand // seeded in tests

	Limits *limits.Limits // nil: the defaults
}

// RecordType is a record type: its fields' types and the code behind them.
type RecordType struct {
	types.RecordFamily
	// Parse reads what was sent. It never fails: what it cannot read is a
	// record that is not Valid and prints as it came.
	Parse func(cx *Context, raw any, args []string) *value.Record
	// Get reads one field, or nil when the record lacks it. "raw" and "valid"
	// are answered before Get is asked.
	Get func(cx *Context, r *value.Record, field string) any
	// Mask is the text that traces and logs show in place of the value; nil:
	// the value itself.
	Mask     func(r *value.Record) string
	Examples []Example
}

// Library is a set of functions and record types, immutable once built. It is
// a types.Universe.
type Library struct {
	funcs   map[string]*Function
	records map[string]*RecordType
	names   []string
	kinds   []string
}
