package check

import (
	"time"

	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/place"
	"lcs/lang/types"
)

// Info is what the checker found out about a file and the files it imports.
// The tree stays as parsed; everything here is keyed by its nodes. An Info is
// immutable after Check returns and may be shared.
type Info struct {
	File     *ast.File
	Universe types.Universe

	Types  map[ast.Expr]types.Type   // of every expression that was checked
	Refs   map[ast.Expr]*Symbol      // Ident or Member -> what it names as a whole
	Calls  map[*ast.Call]*CallTarget // what is called
	Coerce map[ast.Expr]types.Basic  // the basic value that this operand's place needs of a record, choice or document
	Places map[ast.Part]place.Place  // where a hole stands, for every text that is sent
	Shapes map[ast.TypeExpr]types.Type
	Vars   map[ast.Node]*Symbol        // Comprehension, Match, Let, parameter Field -> its variable; Entry of a map -> its output
	Each   map[*ast.EachPart]*EachVars // the names inside {{#each}}

	Title     string // of the flow
	Settings  []*Symbol
	Lead      []*Symbol
	Services  []*ServiceInfo
	Steps     []*StepInfo // in the order of the file, imported templates made out
	Examples  []*LeadExample
	Templates []*StepInfo            // of this file: checked, but not run
	Alerts    map[*ast.Alert]*Symbol // `alert` in its request
	Ambient   map[string]*Symbol     // now, flow, lead and settings as a whole, and the names in assert; nil entry: not used
	Slots     int                    // the size of a frame
}

// SymbolKind says what a name stands for.
type SymbolKind uint8

// The kinds of symbols.
const (
	SettingSymbol   SymbolKind = iota // settings.x
	LeadSymbol                        // lead.x
	LetSymbol                         // let x, a loop variable, a fn parameter, the variable of a match
	OutputSymbol                      // step.x
	StepSymbol                        // step as a whole
	StepFieldSymbol                   // step.outcome source response http stats service price reference reason
	ServiceSymbol                     // a service as a value
	PatternSymbol                     // pattern x
	AmbientSymbol                     // now flow response http error batch request alert this @index …
	ModuleSymbol                      // an import
	FnSymbol                          // fn x
	TypeSymbol                        // type x
)

// Symbol is a declared name. A symbol with a run-time value has a slot in the
// frame of a lead; the others have Slot -1.
type Symbol struct {
	Kind    SymbolKind
	Name    string // the last part: "email" of lead.email
	Path    string // as written: "lead.email", "enrich.income"
	Type    types.Type
	Slot    int
	Decl    ast.Node
	Default ast.Expr // settings, lead
	From    []string // lead: other column names
	Step    *StepInfo
	Service *ServiceInfo
}

// EachVars are the names inside {{#each}}. Those that the block does not use
// may be nil.
type EachVars struct{ This, Index, First, Last, Key *Symbol }

// StepFieldNames are the names of StepFieldSymbols, in the order in which a
// step as a value has them.
var StepFieldNames = []string{"outcome", "source", "response", "http", "stats", "service", "price", "reference", "reason"}

// CallTarget is what a call calls: a function of the library or of the script.
type CallTarget struct {
	Func      *types.Func // of the library; nil for Fn
	Signature int         // index of the overload
	Fn        *ast.Fn
	Params    []*Symbol  // of Fn
	Args      []ast.Expr // in the order of the parameters, receiver first; nil where left out
	Result    types.Type
	Stats     *StepInfo // step.stats.count(…)
}

// ServiceInfo is a checked service.
type ServiceInfo struct {
	Name     string // "lenders.acme" for an imported one
	Decl     *ast.Service
	Symbol   *Symbol
	Handlers []*Handler
	Locals   map[string]*Symbol // now and request in its sign; response, http, error and batch in its handlers
}

// StepInfo is a checked step.
type StepInfo struct {
	Name       string
	Decl       *ast.Step
	Symbol     *Symbol
	Service    *ServiceInfo // that the request names; nil when it has a whole URL or several
	Outputs    []*Symbol    // map entries, in order
	Fields     map[string]*Symbol
	Expects    map[*ast.Expect]*ExpectInfo
	Handlers   []*Handler // own and those of the service, most specific first, own before the service's
	Background bool
	Batch      bool
	Parallel   *ast.Parallel
	Responses  types.Type         // of `response` after a good answer
	Params     []*Symbol          // of a template; the instance's Call has their values in Info.Calls
	Locals     map[string]*Symbol // response, http, error, batch, request, and now in its sign: one slot each for the whole step
	Bounds     Bounds
	Timing     StepTiming // the worst case in its parts

	outputs map[string]*Symbol // by name
}

// Handler is one selector of one `on`.
type Handler struct {
	Selector Selector
	On       *ast.On
	Service  *ServiceInfo // nil: the step's own
}

// Selector is what an `on` waits for.
type Selector struct {
	Status int    // 404; 0 when it is a class or a kind
	Class  int    // 4 for 4xx; 0 when not
	Kind   string // timeout network parse missing auth failure unmatched error; "" when a status
}

// ExpectInfo is a checked `expect`.
type ExpectInfo struct {
	Statuses []Selector
	Format   string // json xml text html none bytes
	Shape    types.Type
	HasShape bool // declared or derived from an example
}

// LeadExample is an example lead.
type LeadExample struct {
	Name string
	Decl *ast.ExampleLead
}

// Repeatable reports whether the step's request can be sent twice without harm:
// it is `idempotent`, or its method is none of POST and PATCH.
func (s *StepInfo) Repeatable() bool { return repeatable(s.Decl) }

// Bounds is the worst case of a step.
type Bounds struct {
	Attempts int           // most attempts at its own request
	Time     time.Duration // attempts and waits together
	By       diag.Span     // what the bound comes from, such as a deadline
}
