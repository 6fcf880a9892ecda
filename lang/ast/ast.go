// Package ast is the tree of an .lcs file: plain nodes with byte spans.
//
// The grammar builds it and nobody changes it afterwards; what the checker
// finds out goes to side tables keyed by node. A tree may hold Bad nodes, each
// with the diagnostic that made it. The sums Item, Expr, TypeExpr and Part are
// sealed: a switch over one of them may name every case.
package ast

import "lcs/lang/diag"

// Node is anything with a place in the source.
type Node interface{ Span() diag.Span }

// Base carries a node's span; every node embeds it.
type Base struct{ Place diag.Span }

// Span returns the bytes of the source that the node was made from.
func (b Base) Span() diag.Span { return b.Place }

// File is one source file.
type File struct {
	Base
	Source *diag.File
	Items  []Item
}

// Name is a word that the script chose: what it declares or refers to.
type Name struct {
	Base
	Text string // decoded: without quotes
}

// Item is a declaration or a statement. The grammar is permissive about which
// item stands in which block; lang/check has the table of places.
type Item interface {
	Node
	item()
}

// Bad stands where an item could not be read.
type Bad struct {
	Base
	Err *diag.Diagnostic
}

// Block is { items }.
type Block struct {
	Base
	Items []Item
}

// ---- declarations ----

type (
	// Flow is: flow "title"
	Flow struct {
		Base
		Title *Text
	}

	// Import is: import "./partner.lcs" [as NAME]
	Import struct {
		Base
		Path *Text
		As   *Name // nil: the file's name
	}

	// Settings is: settings { name: type = default }
	Settings struct {
		Base
		Fields []*Field
	}

	// Lead is: lead { name: type = default }
	Lead struct {
		Base
		Fields []*Field
	}

	// Field is one entry of settings, lead, a type or a shape:
	// name: type [from "Column", …] [= default]
	Field struct {
		Base
		Name    *Name
		Type    TypeExpr
		From    []*Text
		Default Expr
	}

	// ExampleLead is: example lead "Ann" { … }
	ExampleLead struct {
		Base
		Name  *Text
		Value *Object
	}

	// ExampleSettings is: example settings { … }
	ExampleSettings struct {
		Base
		Value *Object
	}

	// TypeDecl is: type Bid { … }  or  type Verdict = "good" | "bad"
	TypeDecl struct {
		Base
		Name *Name
		Type TypeExpr
	}

	// Pattern is: pattern NAME = /…/
	Pattern struct {
		Base
		Name  *Name
		Value Expr
	}

	// Fn is: fn NAME(p: T, …): T = expr
	Fn struct {
		Base
		Name   *Name
		Params []*Field // Default is nil
		Result TypeExpr // nil: that of the body
		Body   Expr
	}

	// Service is: service NAME { … }
	Service struct {
		Base
		Name *Name
		Body *Block
	}

	// Step is: step NAME[(params)] ["title"] [when cond] { … }
	// or, made from a template: step NAME = template(args)
	Step struct {
		Base
		Name   *Name
		Params []*Field // non-nil: a template
		Title  *Text
		When   Expr
		Body   *Block
		Call   *Call // the instance of a template; then Body is nil
	}

	// Parallel is: parallel [first success | fail fast] { steps }
	Parallel struct {
		Base
		Mode string // "", "first success" or "fail fast"
		Body *Block
	}

	// Alert is: alert "title" when cond [over D [at least N calls]] [{ request … }]
	Alert struct {
		Base
		Title   *Text
		When    Expr
		Over    *Duration
		AtLeast *Number
		Body    *Block
	}

	// Trace is: trace off | errors | headers | full
	Trace struct {
		Base
		Level *Name
	}
)

// ---- statements ----

type (
	// Let is: let NAME = expr
	Let struct {
		Base
		Name  *Name
		Value Expr
	}

	// Assign is: lead.x = expr
	Assign struct {
		Base
		Target *Member
		Value  Expr
	}

	// If is: if cond { } else if cond { } else { }
	If struct {
		Base
		Cond Expr
		Then *Block
		Else *Block // an else-if is a block of one If
	}

	// Log is: log [debug|info|warn|error] "text"
	Log struct {
		Base
		Level string // "info" when not written
		Text  *Text
	}

	// Say is: note "…", flag "…", reject "…" or fail "…"
	Say struct {
		Base
		Verb string
		Text *Text
	}

	// Accept is: accept
	Accept struct{ Base }

	// Skip is: skip
	Skip struct{ Base }

	// Queue is: queue [for D] [up to N]
	Queue struct {
		Base
		For  *Duration
		UpTo *Number
	}

	// Retry is: retry N [backoff D[..D]]
	Retry struct {
		Base
		Count    *Number
		Min, Max *Duration
	}

	// RefreshAuth is: refresh auth
	RefreshAuth struct{ Base }

	// FallbackTo is: fallback to SERVICE
	FallbackTo struct {
		Base
		Service Expr // *Ident or *Member
	}

	// Fallback is: fallback { request … expect … map … }
	Fallback struct {
		Base
		Body *Block
	}

	// UseLastGood is: use last_good [by expr, …] [within D]
	UseLastGood struct {
		Base
		By     []Expr
		Within *Duration
	}

	// UseDefault is: use default [{ … }]
	UseDefault struct {
		Base
		Value *Object // nil: the step's default
	}
)

// ---- inside a step ----

// Methods are the methods of HTTP that a request can have.
var Methods = []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}

type (
	// Request is: request METHOD [service] [url] [{ … }]
	Request struct {
		Base
		Method  *Name
		Service Expr // *Ident or *Member; nil when the URL is whole
		URL     *Text
		Body    *Block
	}

	// URL is, in a request's if: url [service] "…"
	URL struct {
		Base
		Service Expr
		URL     *Text
	}

	// Entries is: query { }, headers { }, sign { } or map { }
	Entries struct {
		Base
		Word  string
		Value *Object
	}

	// Body is: body json|xml|text|form|multipart|graphql|bytes value [variables { }]
	Body struct {
		Base
		Format    *Name
		Value     Expr
		Variables *Object
	}

	// Auth is: auth header(…)
	Auth struct {
		Base
		Call *Call
	}

	// Expect is: expect [statuses] [format] [{ ns … }] [shape | as Type]
	Expect struct {
		Base
		Statuses   []*Selector
		Format     *Name
		Namespaces *Object  // expect xml { ns p: "uri" }
		Shape      TypeExpr // inline, or the named one after "as"
	}

	// SuccessWhen is: success when cond
	SuccessWhen struct {
		Base
		Cond Expr
	}

	// Outcome is: reason expr, price expr or reference expr
	Outcome struct {
		Base
		Word  string
		Value Expr
	}

	// Cache is: cache D [by expr, …]
	Cache struct {
		Base
		TTL *Duration
		By  []Expr
	}

	// Idempotent is: idempotent [by expr, …] [header "Name"]
	Idempotent struct {
		Base
		By     []Expr
		Header *Text
	}

	// Background is: background
	Background struct{ Base }

	// Collect is: collect N leads or D
	Collect struct {
		Base
		Count  *Number
		Within *Duration
	}

	// Match is: match NAME in expr where cond { … }
	Match struct {
		Base
		Var   *Name
		In    Expr
		Where Expr
		Body  *Block
	}

	// On is: on SELECTOR, … { … }
	On struct {
		Base
		Selectors []*Selector
		Body      *Block
	}

	// Selector is a status (404), a class of them (4xx) or a kind (timeout).
	Selector struct {
		Base
		Text string
	}

	// Default is: default { … }
	Default struct {
		Base
		Value *Object
	}

	// Example is: example ["name"] reply
	Example struct {
		Base
		Name  *Text
		Reply *Reply
	}

	// Reply is: (status | kind | "example name") [headers { }] [format value] [after D]
	Reply struct {
		Base
		Kind    *Selector // a status, timeout, network, malformed or drop
		Named   *Text     // or the name of an example
		Headers *Object
		Format  *Name
		Value   Expr
		After   *Duration
	}

	// Option is a word with one value or flag: base, timeout, deadline, pool,
	// dns_cache, follow, max_response, gzip, min, ca, cert, key, …
	Option struct {
		Base
		Word  string
		Value Expr // nil for a flag
	}

	// Limit is: limit N per D
	Limit struct {
		Base
		Count *Number
		Per   *Duration
	}

	// Breaker is: breaker 50% over D open D
	Breaker struct {
		Base
		Rate *Number // with Unit "%"
		Over *Duration
		Open *Duration
	}

	// TLS is: tls { min 1.2 ca "…" cert expr key expr }
	TLS struct {
		Base
		Body *Block
	}
)

// ---- tests ----

type (
	// Test is: test "title" { … }
	Test struct {
		Base
		Title *Text
		Body  *Block
	}

	// TestLead is: lead "Ann" [{ … }] or lead { … }
	TestLead struct {
		Base
		Name  *Text
		Value *Object
	}

	// TestLeads is: leads "nightly.csv"
	TestLeads struct {
		Base
		Path *Text
	}

	// TestSet is: settings { … } or flow { … }
	TestSet struct {
		Base
		Word  string
		Value *Object
	}

	// At is: at expr
	At struct {
		Base
		Time Expr
	}

	// Stub is: stub STEP[.fallback] reply then reply
	Stub struct {
		Base
		Target  []*Name
		Replies []*Reply
	}

	// Run is: run
	Run struct{ Base }

	// Assert is: assert cond
	Assert struct {
		Base
		Cond Expr
	}
)

func (*Bad) item()             {}
func (*Flow) item()            {}
func (*Import) item()          {}
func (*Settings) item()        {}
func (*Lead) item()            {}
func (*ExampleLead) item()     {}
func (*ExampleSettings) item() {}
func (*TypeDecl) item()        {}
func (*Pattern) item()         {}
func (*Fn) item()              {}
func (*Service) item()         {}
func (*Step) item()            {}
func (*Parallel) item()        {}
func (*Alert) item()           {}
func (*Trace) item()           {}
func (*Let) item()             {}
func (*Assign) item()          {}
func (*If) item()              {}
func (*Log) item()             {}
func (*Say) item()             {}
func (*Accept) item()          {}
func (*Skip) item()            {}
func (*Queue) item()           {}
func (*Retry) item()           {}
func (*RefreshAuth) item()     {}
func (*FallbackTo) item()      {}
func (*Fallback) item()        {}
func (*UseLastGood) item()     {}
func (*UseDefault) item()      {}
func (*Request) item()         {}
func (*URL) item()             {}
func (*Entries) item()         {}
func (*Body) item()            {}
func (*Auth) item()            {}
func (*Expect) item()          {}
func (*SuccessWhen) item()     {}
func (*Outcome) item()         {}
func (*Cache) item()           {}
func (*Idempotent) item()      {}
func (*Background) item()      {}
func (*Collect) item()         {}
func (*Match) item()           {}
func (*On) item()              {}
func (*Default) item()         {}
func (*Example) item()         {}
func (*Option) item()          {}
func (*Limit) item()           {}
func (*Breaker) item()         {}
func (*TLS) item()             {}
func (*Test) item()            {}
func (*TestLead) item()        {}
func (*TestLeads) item()       {}
func (*TestSet) item()         {}
func (*At) item()              {}
func (*Stub) item()            {}
func (*Run) item()             {}
func (*Assert) item()          {}
