package check

import (
	"maps"
	"slices"
	"strings"

	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/types"
)

// Session checks expressions one by one in the scope of a script, as it is
// after the last statement, and remembers the names that they declare. What it
// finds is added to the Info, which nobody else may read meanwhile.
type Session struct {
	// Lenient takes values that may be missing, or whose shape is not known, as
	// tests do: whoever asks will see what comes of it.
	Lenient bool

	c     *checker
	root  *module
	scope *scope // of the script, and what the session declared
}

// NewSession checks a file as Check does, and goes on from there. It can be
// used when the list has no errors.
func NewSession(file *ast.File, opts Options) (*Session, diag.List) {
	c := newChecker(file, opts)
	root := c.declareModule(file, "")
	list := c.all(root, opts)
	for _, name := range everywhereNames { // that the script may not have used
		c.everywhere(&ast.Ident{Name: name})
	}
	s := &Session{c: c, root: root, scope: newScope(c.flow)}
	for _, d := range root.steps {
		d.state = stepDone // also where no lead comes
	}
	c.facts = newFacts()
	return s, list
}

// Info returns what is known of the script and of the expressions.
func (s *Session) Info() *Info { return s.c.info }

// Expr checks an expression.
func (s *Session) Expr(e ast.Expr) (types.Type, diag.List) {
	var t types.Type
	list := s.checked(func() { t = s.c.expr(e) })
	return t, list
}

// Let declares a name for the value of a checked expression; it takes the place
// of one that the session declared before.
func (s *Session) Let(name string, e ast.Expr) *Symbol {
	symbol := &Symbol{Kind: LetSymbol, Name: name, Path: name, Type: s.c.info.Types[e], Slot: s.c.slot(), Decl: e}
	s.scope.add(symbol)
	return symbol
}

// Assign checks `lead.x = …` and returns the symbol of the field.
func (s *Session) Assign(item *ast.Assign) (*Symbol, diag.List) {
	list := s.checked(func() { s.c.assign(item) })
	return s.c.info.Refs[item.Target], list
}

// Lead checks an object literal that is given for a lead.
func (s *Session) Lead(o *ast.Object) diag.List {
	return s.checked(func() { s.c.leadValues(o, "a lead") })
}

// Answered brings in `response` and `http` of a step, as they are known inside
// of it.
func (s *Session) Answered(step *StepInfo) {
	for _, name := range []string{"response", "http"} {
		delete(s.scope.names, name)
		if field := step.Fields[name]; field != nil {
			symbol := *field
			symbol.Kind, symbol.Path = AmbientSymbol, name
			s.scope.add(&symbol)
		}
	}
}

// Names returns the names that an expression can begin with and that have a
// value: those of every script, its steps and patterns, and what was declared.
func (s *Session) Names() []*Symbol {
	found := map[string]*Symbol{}
	for at := s.scope; at != nil; at = at.outer {
		for name, symbol := range at.names {
			if found[name] == nil {
				found[name] = symbol
			}
		}
	}
	for _, name := range everywhereNames {
		found[name] = s.c.info.Ambient[name]
	}
	for name, d := range s.root.steps {
		if !d.template && found[name] == nil {
			found[name] = d.info.Symbol
		}
	}
	for name, symbol := range s.root.values {
		if found[name] == nil {
			found[name] = symbol
		}
	}
	out := slices.Collect(maps.Values(found))
	slices.SortFunc(out, func(a, b *Symbol) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// FieldsOf returns what can be read behind a dot of a value of type t.
func FieldsOf(t types.Type) []types.Field {
	switch core := t.Core.(type) {
	case *types.Object:
		return core.Fields
	case *types.Record:
		return slices.Concat(core.Fields, fieldsOfTime(core.Value))
	case types.Basic:
		return fieldsOfTime(core)
	}
	return nil
}

// Methods returns the functions of the library that take a value of type t
// first: what x.function() and x | function can call, sorted by name.
func (s *Session) Methods(t types.Type) []*types.Func {
	var out []*types.Func
	for _, name := range s.c.universe.FuncNames() {
		f := s.c.universe.Func(name)
		if slices.ContainsFunc(f.Signatures, func(sig types.Signature) bool {
			return len(sig.Params) > 0 && s.c.unify(sig.Params[0].Type, t.Present(), map[string]types.Type{})
		}) {
			out = append(out, f)
		}
	}
	return out
}

// checked runs f in the scope of the session and returns what it reported.
func (s *Session) checked(f func()) diag.List {
	c := s.c
	c.diags, c.in = nil, surroundings{test: s.Lenient}
	module, scope := c.module, c.scope
	c.module, c.scope = s.root, s.scope
	defer func() { c.module, c.scope = module, scope }()
	f()
	return c.report()
}
