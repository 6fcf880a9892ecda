// Package value has the values that scripts compute with, as Go values.
//
//	absent      nil            not there; differs from null and from empty
//	null        Null
//	string      string
//	int, number *Number        exact decimal, keeps the digits it came with
//	bool        bool
//	date        Date
//	time        time.Time
//	duration    time.Duration
//	interval    Interval
//	bytes       []byte
//	list        []any
//	object      *Object        keys in the order written
//	record      *Record        email, phone, …
//	regex       a stdlib pattern; xml and html documents: stdlib documents
//
// The package reads and writes JSON without losing a digit or the order of
// keys. It imports nothing of the project.
package value

import "time"

// NullType is the type of Null.
type NullType struct{}

// Null is JSON's null: there, and empty of meaning.
var Null = NullType{}

// Date is a calendar day.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// Interval is the difference of two moments; it remembers both, so that whole
// calendar years can be counted. It runs from From to To.
type Interval struct{ From, To time.Time }

// Record is a value of a record type: what was sent, and what it means.
type Record struct {
	Kind   string // "email"
	Raw    string // as submitted
	Valid  bool
	Normal any // its basic value when valid: string, *Number, bool, Date or time.Time
	Detail any // what the kind's own fields are read from
}

// IsMissing reports whether v is absent or null.
func IsMissing(v any) bool {
	if v == nil {
		return true
	}
	_, null := v.(NullType)
	return null
}
