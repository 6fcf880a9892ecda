// Package types has the types of lcs: what they are, when one fits another and
// how they print.
//
// A Type is a core (string, list, object, record, …) with two qualifiers that
// are part of it: the reasons why a value may be missing, and whether it is
// secret. Function signatures and record types are described here as well, so
// that the checker and the standard library meet in this leaf and not in each
// other. Values of this package are immutable once built.
package types

import (
	"slices"
	"strings"
	"sync"

	"lcs/lang/diag"
)

// Type is a core with its qualifiers.
type Type struct {
	Core    Core
	Missing []Reason // why it may be missing; nil: it is always there
	Secret  bool     // survives everything computed from it but a digest
}

// Reason says why a value may be missing (decisions M1).
type Reason struct {
	ByFailure bool      // a step can leave it out: every use needs a default
	Text      string    // "skipped on timeout", "optional in the answer"
	Span      diag.Span // the line that causes it; may be no place
}

// Core is the closed sum of what a type can be at heart: Basic, *List, *Object,
// *Map, *Record, *Choice, *Regex, *Document, *Service, *Var or *FieldOf.
type Core interface {
	String() string
	core()
}

// Basic is a core without parts.
type Basic uint8

// The basic cores. Invalid fits everything, so that one mistake is reported
// once. Any comes only from an answer of unknown shape. None is the type of
// null alone and of a value that is never there.
const (
	Invalid Basic = iota
	Any
	None
	String
	Int
	Number
	Bool
	Date
	Time
	Duration
	Interval // the difference of two moments; remembers both
	Bytes
)

var basicNames = [...]string{
	Invalid: "invalid", Any: "any", None: "null", String: "string", Int: "int", Number: "number", Bool: "bool",
	Date: "date", Time: "time", Duration: "duration", Interval: "interval", Bytes: "bytes",
}

func (b Basic) String() string { return basicNames[b] }
func (Basic) core()            {}

// List is [Elem]. Max is the greatest number of elements where it is known
// (the groups of a regex), else -1.
type List struct {
	Elem Type
	Max  int
}

func (l *List) String() string { return "[" + l.Elem.String() + "]" }
func (*List) core()            {}

// Object is { a: T, b: T? }. Name is that of its `type` declaration, or empty.
type Object struct {
	Name   string
	Fields []Field

	once  sync.Once
	index map[string]int // of many fields
}

// manyFields is from where on fields are looked up in an index.
const manyFields = 24

// Field is one entry of an object or record.
type Field struct {
	Name string
	Type Type
	Doc  string    // for the fields of records
	Span diag.Span // where it was declared; may be no place
}

func (o *Object) String() string {
	if o.Name != "" {
		return o.Name
	}
	var b strings.Builder
	b.WriteString("{ ")
	for i, f := range o.Fields {
		if i == 6 && len(o.Fields) > 7 {
			b.WriteString(", …")
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(f.Name + ": " + f.Type.String())
	}
	b.WriteString(" }")
	return b.String()
}
func (*Object) core() {}

// Field returns the field of that name.
func (o *Object) Field(name string) (Field, bool) {
	if len(o.Fields) < manyFields {
		return fieldNamed(o.Fields, name)
	}
	o.once.Do(func() {
		o.index = make(map[string]int, len(o.Fields))
		for i, f := range o.Fields {
			if _, taken := o.index[f.Name]; !taken {
				o.index[f.Name] = i
			}
		}
	})
	i, ok := o.index[name]
	if !ok {
		return Field{}, false
	}
	return o.Fields[i], true
}

// Map is an object whose keys are known only when it is there: headers, cookies,
// query parameters. Every entry has the type Elem, and may be missing.
type Map struct{ Elem Type }

func (m *Map) String() string { return "{ …: " + m.Elem.String() + " }" }
func (*Map) core()            {}

// Record is a type that parses what people send: email, phone, postal_code.
// It stands for its Value wherever a basic value is needed.
type Record struct {
	Name   string
	Args   []string // date("MM/DD/YYYY") has one
	Value  Basic    // what it is in arithmetic and in a JSON body: String, Number, Bool, Date or Time
	Fields []Field  // raw, valid and its own
	Doc    string
}

func (r *Record) String() string {
	if len(r.Args) == 0 {
		return r.Name
	}
	return r.Name + `("` + strings.Join(r.Args, `", "`) + `")`
}
func (*Record) core() {}

// Field returns the field of that name.
func (r *Record) Field(name string) (Field, bool) { return fieldNamed(r.Fields, name) }

func fieldNamed(fields []Field, name string) (Field, bool) {
	i := slices.IndexFunc(fields, func(f Field) bool { return f.Name == name })
	if i < 0 {
		return Field{}, false
	}
	return fields[i], true
}

// Choice is a closed set of texts, "B2B" | "B2C". An open one was not declared:
// it has the texts that an expression is seen to give, and stands for text
// wherever others are added.
type Choice struct {
	Values []string
	Open   bool
}

func (c *Choice) String() string { return `"` + strings.Join(c.Values, `" | "`) + `"` }
func (*Choice) core()            {}

// Regex is a pattern with its groups; group 0 is the whole match.
type Regex struct {
	Groups int
	Names  []string // names of the named groups
}

func (*Regex) String() string { return "regex" }
func (*Regex) core()          {}

// Document is a parsed XML or HTML answer.
type Document struct {
	Format string // "xml" or "html"
	// Prefixes are those that names in an XPath may have; nil: they are not known.
	Prefixes []string
}

func (d *Document) String() string { return d.Format }
func (*Document) core()            {}

// Service is a service as a value.
type Service struct{}

func (*Service) String() string { return "service" }
func (*Service) core()          {}

// Var is a type parameter of a function's signature.
type Var struct{ Name string }

func (v *Var) String() string { return v.Name }
func (*Var) core()            {}

// FieldOf is the name of a field of the objects that Of stands for, a literal
// known at check time (decisions E2). It is text at run time.
type FieldOf struct{ Of *Var }

func (f *FieldOf) String() string { return "field of " + f.Of.Name }
func (*FieldOf) core()            {}

// Of returns the plain type of a core: always there, not secret.
func Of(core Core) Type { return Type{Core: core} }

// ListOf returns [elem].
func ListOf(elem Type) Type { return Of(&List{Elem: elem, Max: -1}) }

// Optional returns t, that may be missing by data.
func (t Type) Optional() Type { return t.With(Reason{Text: "optional"}) }

// maxReasons is how many reasons to be missing a type remembers: nobody reads
// more, and lists of many steps would collect them all.
const maxReasons = 8

// With returns t with further reasons to be missing.
func (t Type) With(reasons ...Reason) Type {
	missing := slices.Clip(t.Missing)
	for _, r := range reasons {
		if len(missing) >= maxReasons {
			if _, known := t.MissingByFailure(); known || !r.ByFailure {
				continue
			}
		}
		if !slices.Contains(missing, r) {
			missing = append(missing, r)
			t.Missing = missing
		}
	}
	return t
}

// Present returns t without its reasons to be missing.
func (t Type) Present() Type { t.Missing = nil; return t }

// AsSecret returns t, secret when secret is true or t already is.
func (t Type) AsSecret(secret bool) Type { t.Secret = t.Secret || secret; return t }

// IsOptional reports whether a value of t may be missing.
func (t Type) IsOptional() bool { return len(t.Missing) > 0 }

// MissingByFailure returns the first reason by failure.
func (t Type) MissingByFailure() (Reason, bool) {
	i := slices.IndexFunc(t.Missing, func(r Reason) bool { return r.ByFailure })
	if i < 0 {
		return Reason{}, false
	}
	return t.Missing[i], true
}

// Is reports whether the core of t is b.
func (t Type) Is(b Basic) bool { return t.Core == Core(b) }

// IsInvalid reports whether t came from a mistake already reported.
func (t Type) IsInvalid() bool { return t.Core == nil || t.Is(Invalid) }

// String prints t as it is written in a script.
func (t Type) String() string {
	if t.Core == nil {
		return "invalid"
	}
	s := t.Core.String()
	if t.Secret {
		if t.Is(String) {
			s = "secret"
		} else {
			s = "secret(" + s + ")"
		}
	}
	if t.IsOptional() {
		if _, union := t.Core.(*Choice); union && !t.Secret {
			s = "(" + s + ")"
		}
		s += "?"
	}
	return s
}
