package types

import "strings"

// Func describes a function to everything that is not its code: the checker,
// completion, hover and the reference read it. The standard library adds the
// code in its registry; the functions of a script have none of their own.
type Func struct {
	Name       string
	Group      string // "strings", "dates", …
	Doc        string // sentences for users; the first one is the summary
	Signatures []Signature
	Effects    Effects
	Digest     bool   // a digest of a secret is no secret; everything else is
	Since      string // the version of lcs that has it first
}

// Effects says what a function depends on beside its arguments.
type Effects uint8

// The effects. Pure functions may be folded when a script is checked.
const (
	Pure   Effects = 0
	Clock  Effects = 1 << iota // reads the moment of the lead
	Random                     // differs from call to call
)

// Signature is one way to call a function. Overloads are tried in order.
type Signature struct {
	Params []Param
	Result Type

	// Refine gives a better result type, or a complaint, from literal
	// arguments: a regex has so many groups. It may be nil.
	Refine func(args []Argument) (Type, *LiteralError)
}

// Param is one parameter.
type Param struct {
	Name     string
	Type     Type
	Doc      string
	Optional bool // may be left out; only at the end
	Variadic bool // takes the rest; only the last
	// Check judges a literal text given for the parameter: a date format, an
	// XPath, the name of a zone. It may be nil.
	Check func(literal string) *LiteralError
}

// Argument is what the checker knows of an argument: its type and, for a
// literal (text without holes, number, regex), its value.
type Argument struct {
	Type    Type
	Literal string // decoded text, digits, or the regex's pattern
	Flags   string // of a regex
	IsConst bool
}

// LiteralError is a complaint about a literal, at a byte range of its decoded
// text.
type LiteralError struct {
	Arg        int // of what Refine says: the index of the argument
	Start, End int
	Message    string // "there is no token 'MN'"
	Meant      string // the nearest right spelling, or empty
}

// String prints the signature, "replace(text: string, pattern: regex, with: string) -> string".
func (f *Func) String() string {
	var all []string
	for _, s := range f.Signatures {
		all = append(all, f.Name+s.String())
	}
	return strings.Join(all, "\n")
}

// String prints "(a: T, b?: T) -> T".
func (s Signature) String() string {
	var b strings.Builder
	b.WriteByte('(')
	for i, p := range s.Params {
		if i > 0 {
			b.WriteString(", ")
		}
		if p.Variadic {
			b.WriteString("…")
		}
		b.WriteString(p.Name)
		if p.Optional {
			b.WriteByte('?')
		}
		b.WriteString(": " + p.Type.String())
	}
	b.WriteString(") -> " + s.Result.String())
	return b.String()
}

// RecordFamily makes a record type from the arguments of its declaration.
// Most take none.
type RecordFamily struct {
	Name  string
	Doc   string
	Since string
	// Make returns the type for literal arguments, or a complaint about one of
	// them: at is its index.
	Make func(args []string) (record *Record, at int, bad *LiteralError)
}

// Universe is what a script finds without declaring it.
type Universe interface {
	// Func returns the function of that name, or nil.
	Func(name string) *Func
	// FuncNames returns all names, sorted: for suggestions and completion.
	FuncNames() []string
	// Record returns the record types of that name, or nil.
	Record(name string) *RecordFamily
	// RecordNames returns all names, sorted.
	RecordNames() []string
	// Regex returns the type of a pattern and whether matching it may have to
	// try many ways, or a complaint at a range of pattern/flags.
	Regex(pattern, flags string) (re *Regex, backtracks bool, bad *LiteralError)
	// Valid reports whether a value of a record type, a date, a time or a
	// duration can be read from text. Of other types everything is valid.
	Valid(t Type, text string) bool
	// Probe applies a function to an example of an answer, as its first
	// argument, and reports whether it finds something there, and how many
	// when it is a list. What cannot be tried counts as found.
	Probe(function, format, answer string, args []Argument) (length int, found bool)
}
