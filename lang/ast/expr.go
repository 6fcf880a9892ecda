package ast

import (
	"time"

	"lcs/lang/diag"
)

// Expr is an expression.
type Expr interface {
	Node
	expr()
}

type (
	// BadExpr stands where an expression could not be read; its diagnostic is
	// on the Bad item or in the parser's list.
	BadExpr struct{ Base }

	// Ident is a bare name: lead, settings, a let, a step, `this`, `@index`.
	Ident struct {
		Base
		Name string
	}

	// Member is x.name or x?.name.
	Member struct {
		Base
		X        Expr
		Name     *Name
		Optional bool
	}

	// Index is x[i].
	Index struct {
		Base
		X Expr
		I Expr
	}

	// Call is one call in any of its forms. For the method and pipe forms Recv
	// is the first argument; for module.name(…) Fn is a Member.
	//
	//	f(a)  module.f(a)  Plain
	//	x.f(a)             Method
	//	x | f(a)  x | f    Pipe
	//	x | f: a           Colon
	Call struct {
		Base
		Fn   Expr // *Ident, or *Member for module.f in the Plain, Pipe and Colon forms
		Recv Expr // nil in the Plain form
		Args []*Arg
		Form CallForm
		Safe bool // x?.f(a): missing when x is
	}

	// Arg is an argument, with its name when written name: value.
	Arg struct {
		Base
		Name  *Name
		Value Expr
	}

	// Unary is !x, -x or not x. Op is "!", "-" or "not".
	Unary struct {
		Base
		Op string
		X  Expr
	}

	// Binary is x op y. Op is as written but for two words that are one
	// operator, "not in". OpPlace is where it stands.
	Binary struct {
		Base
		Op      string
		OpPlace diag.Span
		X, Y    Expr
	}

	// Is is: x is missing, x is present.
	Is struct {
		Base
		X       Expr
		Missing bool
	}

	// Cond is a ? b : c.
	Cond struct {
		Base
		If, Then, Else Expr
	}

	// Must is x!.
	Must struct {
		Base
		X Expr
	}

	// Paren is (x); kept, as some rules ask for parentheses.
	Paren struct {
		Base
		X Expr
	}

	// List is [a, b].
	List struct {
		Base
		Elems []Expr
	}

	// Comprehension is [for v in list if cond: elem].
	Comprehension struct {
		Base
		Var  *Name
		In   Expr
		If   Expr // may be nil
		Elem Expr
	}

	// Object is { key: value, "key"?: value }.
	Object struct {
		Base
		Entries []*Entry
	}

	// Entry is one entry of an object. Key is a *Text when it was quoted and
	// may then have holes.
	Entry struct {
		Base
		Key      *Text // a bare key is a Text without quotes
		Optional bool  // key?: left out when missing
		Value    Expr
	}

	// Text is a text literal in any of its forms, or a bare key. Without holes
	// or blocks it has at most one TextPart.
	Text struct {
		Base
		Quote Quote
		Parts []Part
	}

	// Regex is /pattern/flags.
	Regex struct {
		Base
		Pattern string // as written, between the slashes
		Flags   string
	}

	// Number is 42, 2.5, 5% or 64kb. Text holds the digits as written, without
	// the unit.
	Number struct {
		Base
		Text string
		Unit string // "", "%", "b", "kb", "mb", "gb"
	}

	// Duration is 300ms or 1h30m.
	Duration struct {
		Base
		Value time.Duration
	}

	// Bool is true or false.
	Bool struct {
		Base
		Value bool
	}

	// Null is null.
	Null struct{ Base }

	// Hole is {{ x }} in a value place: the same as x.
	Hole struct {
		Base
		X Expr
	}
)

// CallForm says how a call was written.
type CallForm uint8

// The forms of a call.
const (
	Plain CallForm = iota
	Method
	Pipe
	Colon
)

// Quote says how a text was written.
type Quote uint8

// The forms of a text.
const (
	Bare   Quote = iota // a key without quotes
	Double              // "…"
	Single              // '…'
	Triple              // """…""", common indentation taken off
)

// Part is a piece of a text.
type Part interface {
	Node
	part()
}

type (
	// TextPart is literal text. Text is decoded: escapes replaced, indentation
	// taken off.
	TextPart struct {
		Base
		Text string
	}

	// HolePart is {{ x }}, or {{{ x }}} with Raw: put in as it is.
	HolePart struct {
		Base
		X   Expr
		Raw bool
	}

	// IfPart is {{#if x}} … {{else}} … {{/if}}; Unless negates it.
	IfPart struct {
		Base
		Cond       Expr
		Unless     bool
		Then, Else []Part
	}

	// EachPart is {{#each xs}} … {{else}} … {{/each}}; in it `this`, `@index`,
	// `@first`, `@last` and `@key` are Idents.
	EachPart struct {
		Base
		List       Expr
		Body, Else []Part
	}

	// BadPart stands where a part could not be read.
	BadPart struct{ Base }
)

// Literal returns the text of t and true when t has neither holes nor blocks.
func (t *Text) Literal() (string, bool) {
	switch len(t.Parts) {
	case 0:
		return "", true
	case 1:
		if p, ok := t.Parts[0].(*TextPart); ok {
			return p.Text, true
		}
	}
	return "", false
}

func (*TextPart) part() {}
func (*HolePart) part() {}
func (*IfPart) part()   {}
func (*EachPart) part() {}
func (*BadPart) part()  {}

func (*BadExpr) expr()       {}
func (*Ident) expr()         {}
func (*Member) expr()        {}
func (*Index) expr()         {}
func (*Call) expr()          {}
func (*Unary) expr()         {}
func (*Binary) expr()        {}
func (*Is) expr()            {}
func (*Cond) expr()          {}
func (*Must) expr()          {}
func (*Paren) expr()         {}
func (*List) expr()          {}
func (*Comprehension) expr() {}
func (*Object) expr()        {}
func (*Text) expr()          {}
func (*Regex) expr()         {}
func (*Number) expr()        {}
func (*Duration) expr()      {}
func (*Bool) expr()          {}
func (*Null) expr()          {}
func (*Hole) expr()          {}

// TypeExpr is a type as written.
type TypeExpr interface {
	Node
	typeExpr()
}

type (
	// NamedType is email, lenders.Bid or date("MM/DD/YYYY").
	NamedType struct {
		Base
		Module *Name // nil, or the import
		Name   *Name
		Args   []Expr
	}

	// SecretType is secret, or secret(T).
	SecretType struct {
		Base
		Of TypeExpr // nil: text
	}

	// LiteralType is "B2B", one member of a closed set.
	LiteralType struct {
		Base
		Value *Text
	}

	// UnionType is A | B.
	UnionType struct {
		Base
		Alts []TypeExpr
	}

	// ListType is [T].
	ListType struct {
		Base
		Elem TypeExpr
	}

	// ObjectType is { a: T, b: T? }.
	ObjectType struct {
		Base
		Fields []*Field
	}

	// OptionalType is T?.
	OptionalType struct {
		Base
		Of TypeExpr
	}

	// BadType stands where a type could not be read.
	BadType struct{ Base }
)

func (*NamedType) typeExpr()    {}
func (*SecretType) typeExpr()   {}
func (*LiteralType) typeExpr()  {}
func (*UnionType) typeExpr()    {}
func (*ListType) typeExpr()     {}
func (*ObjectType) typeExpr()   {}
func (*OptionalType) typeExpr() {}
func (*BadType) typeExpr()      {}

// Unwrap takes off what does not change a value: parentheses, and the braces of a
// hole.
func Unwrap(e Expr) Expr {
	for {
		switch x := e.(type) {
		case *Paren:
			e = x.X
		case *Hole:
			e = x.X
		default:
			return e
		}
	}
}
