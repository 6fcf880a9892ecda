// Package check finds out what a script means and what is wrong with it.
//
// Check resolves every name, gives every expression its type, follows what may
// be missing and where secrets go, and finds the place of each value that is
// sent. In come syntax trees; out come side tables keyed by their nodes (Info)
// and diagnostics. The parts of the work:
//
//	declare, scope, unknown          names
//	typeexpr, expr, operator, call   types; fit where a place wants one
//	narrow                           what is known to be there, branch by branch
//	step, request, service, shape    what a step sends and reads
//	handling, outcome, recoveries    what becomes of its failures
//	secret, headers, judge           what must not be sent, said twice or tried in vain
//	test, sent                       what tests give and ask
//	placement, amounts, unused, …    what the tree alone shows
//
// A mistake is reported once: a value of invalid type fits everywhere.
package check

import (
	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/place"
	"lcs/lang/types"
)

// maxPerFile is how many diagnostics of one file are reported.
const maxPerFile = 50

// Check resolves the names of a file and of what it imports, and finds the type
// of every expression. The Info is complete when the list has no errors; it is
// never nil, so that an editor can ask about the sound parts of a broken file.
func Check(file *ast.File, opts Options) (*Info, diag.List) {
	c := newChecker(file, opts)
	list := c.all(c.declareModule(file, ""), opts)
	return c.info, list
}

// all checks the whole program: what the trees show by themselves beside what
// their names and types say. A script with mistakes gets no advice: what is
// broken may be what uses a name or depends on a step.
func (c *checker) all(root *module, opts Options) diag.List {
	trees := make(chan treeReport, 1)
	script, files := c.info.File, c.files()
	go func() { trees <- reportTrees(script, files, !opts.NoAdvice) }()
	c.checkModule(root)
	shown := <-trees
	c.diags = append(shown.mistakes, c.diags...)
	if shown.advised && !c.diags.HasErrors() {
		c.diags = append(c.diags, c.advice...)
		c.diags = append(c.diags, shown.advice...)
	}
	return c.report()
}

// checker is the state of one Check.
type checker struct {
	info     *Info
	universe types.Universe
	imports  map[*ast.Import]*ast.File
	modules  map[*ast.File]*module
	diags    diag.List
	advice   diag.List // on steps; given when there are no errors

	settings   map[string]*Symbol
	leadFields map[string]*Symbol
	lead       *types.Object        // a lead as an object, once made
	asserts    []*Symbol            // the names that tests know, once made
	copied     int                  // bytes of templates made into steps
	writing    place.Format         // of the next text; TextFormat: none
	readings   map[*Symbol]*reading // what each `response` reads
	lengths    map[*ast.Call]int    // how many elements a call finds in the examples
	judging    bool                 // what is given is an example, and should be valid
	pasted     ast.Expr             // what stands where any JSON may: see anyJSON
	sending    *sending             // of the request or service that is being checked

	module *module // whose code is being checked
	scope  *scope
	flow   *scope // of the script's statements, once they were checked
	facts  facts
	in     surroundings
}

// surroundings is what the block that is being checked lets its expressions
// know.
type surroundings struct {
	step   *stepDecl // the step whose block it is
	noLead string    // why there is no lead, where there is none
	test   bool      // in a test, where whatever is missing makes an assert false
	fn     bool      // in the body of a function
	braces bool      // where braces in a text mean braces: see unfilled
}

func newChecker(file *ast.File, opts Options) *checker {
	size := len(file.Source.Text) / 24 // about the number of expressions
	return &checker{
		info: &Info{
			File:     file,
			Universe: opts.Universe,
			Types:    make(map[ast.Expr]types.Type, size),
			Refs:     make(map[ast.Expr]*Symbol, size/2),
			Calls:    map[*ast.Call]*CallTarget{},
			Coerce:   map[ast.Expr]types.Basic{},
			Places:   map[ast.Part]place.Place{},
			Shapes:   map[ast.TypeExpr]types.Type{},
			Vars:     map[ast.Node]*Symbol{},
			Each:     map[*ast.EachPart]*EachVars{},
			Alerts:   map[*ast.Alert]*Symbol{},
			Ambient:  map[string]*Symbol{},
		},
		universe: opts.Universe,
		imports:  opts.Imports,
		modules:  map[*ast.File]*module{},

		settings: map[string]*Symbol{}, leadFields: map[string]*Symbol{},
		readings: map[*Symbol]*reading{}, lengths: map[*ast.Call]int{},
		facts: newFacts(),
	}
}

// report returns what was found, sorted, each mistake once and not more than
// a person wants to read.
func (c *checker) report() diag.List {
	count := map[*diag.File]int{}
	var out diag.List
	for _, d := range c.diags.Sorted() {
		if count[d.Span.File]++; count[d.Span.File] <= maxPerFile {
			out = append(out, d)
		}
	}
	return out
}

// with runs f in other surroundings and a scope of its own.
func (c *checker) with(in surroundings, f func()) {
	outer, scope := c.in, c.scope
	c.in, c.scope = in, newScope(scope)
	f()
	c.in, c.scope = outer, scope
}

// block runs f in a scope of its own.
func (c *checker) block(f func()) { c.with(c.in, f) }

// slot gives out the next place in the frame.
func (c *checker) slot() int {
	c.info.Slots++
	return c.info.Slots - 1
}

// ambient returns the one symbol of a name that every lead has.
func (c *checker) ambient(name string, t types.Type) *Symbol {
	if s := c.info.Ambient[name]; s != nil {
		return s
	}
	s := &Symbol{Kind: AmbientSymbol, Name: name, Path: name, Type: t, Slot: c.slot()}
	c.info.Ambient[name] = s
	return s
}

// local returns the symbol of a name that a step or a service's handlers have
// for themselves, such as response. Its type depends on where it is read, its
// slot does not.
func (c *checker) local(locals *map[string]*Symbol, name string, t types.Type) *Symbol {
	if *locals == nil {
		*locals = map[string]*Symbol{}
	}
	first := (*locals)[name]
	if first == nil {
		first = &Symbol{Kind: AmbientSymbol, Name: name, Path: name, Type: t, Slot: c.slot()}
		(*locals)[name] = first
		return first
	}
	s := *first
	s.Type = t
	return &s
}
