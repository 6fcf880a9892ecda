package stdlib

import (
	"fmt"
	"maps"
	"slices"

	"lcs/lang/types"
	"lcs/value"
)

// version is the version of lcs that has the present functions first.
const version = "0.1"

// allFunctions joins the groups. A function has one entry, in one group; its
// overloads are signatures of that entry.
func allFunctions() []*Function {
	return slices.Concat(
		inGroup("text", textFunctions()),
		inGroup("text", partFunctions()),
		inGroup("text", shapeFunctions()),
		inGroup("numbers", numberFunctions()),
		inGroup("conversion", conversionFunctions()),
		inGroup("lists", listFunctions()),
		inGroup("lists", orderFunctions()),
		inGroup("objects", objectFunctions()),
		inGroup("crypto", cryptoFunctions()),
		inGroup("encoding", encodingFunctions()),
		inGroup("crypto", tokenFunctions()),
		inGroup("json", jsonFunctions()),
		inGroup("random", randomFunctions()),
		inGroup("routing", routingFunctions()),
		inGroup("dates", dateFunctions()),
		inGroup("patterns", regexFunctions()),
		inGroup("documents", documentFunctions()),
	)
}

// allRecordTypes joins the record types.
func allRecordTypes() []*RecordType { return recordTypes() }

func inGroup(name string, functions []*Function) []*Function {
	for _, f := range functions {
		f.Group = name
		if f.Since == "" {
			f.Since = version
		}
	}
	return functions
}

// New builds the library. It takes well under a millisecond; a process needs
// one.
func New() *Library { return newLibrary(allFunctions(), allRecordTypes()) }

func newLibrary(functions []*Function, records []*RecordType) *Library {
	l := &Library{
		funcs:   make(map[string]*Function, len(functions)),
		records: make(map[string]*RecordType, len(records)),
	}
	for _, f := range functions {
		f.Call = unlessMissing(f)
		l.funcs[f.Name] = f
	}
	for _, r := range records {
		if r.Since == "" {
			r.Since = version
		}
		l.records[r.Name] = r
	}
	l.names = slices.Sorted(maps.Keys(l.funcs))
	l.kinds = slices.Sorted(maps.Keys(l.records))
	return l
}

// unlessMissing makes f missing where an argument is that it needs. The checker
// sees to it that none is, but for one case: a record that is not valid has no
// number, boolean or moment.
func unlessMissing(f *Function) func(*Context, []any) (any, error) {
	call := f.Call
	needed := 0
	for allNeed(f.Signatures, needed) {
		needed++
	}
	if needed == 0 || call == nil {
		return call
	}
	return func(cx *Context, args []any) (any, error) {
		for i := range needed {
			if value.IsMissing(argument(args, i)) {
				return nil, nil
			}
		}
		return call(cx, args)
	}
}

// allNeed reports whether every signature needs a value for parameter i.
func allNeed(signatures []types.Signature, i int) bool {
	for _, s := range signatures {
		if i >= len(s.Params) {
			return false
		}
		p := s.Params[i]
		if _, open := p.Type.Core.(*types.Var); open || p.Optional || p.Variadic || p.Type.IsOptional() || p.Type.Is(types.Any) {
			return false
		}
	}
	return len(signatures) > 0
}

var _ types.Universe = (*Library)(nil)

// Func returns the description of a function, or nil.
func (l *Library) Func(name string) *types.Func {
	if f := l.funcs[name]; f != nil {
		return &f.Func
	}
	return nil
}

// FuncNames returns the names of all functions, sorted.
func (l *Library) FuncNames() []string { return l.names }

// Record returns the description of the record types of a name, or nil.
func (l *Library) Record(name string) *types.RecordFamily {
	if r := l.records[name]; r != nil {
		return &r.RecordFamily
	}
	return nil
}

// RecordNames returns the names of all record types, sorted.
func (l *Library) RecordNames() []string { return l.kinds }

// Function returns a function with its code, or nil.
func (l *Library) Function(name string) *Function { return l.funcs[name] }

// RecordType returns a record type with its code, or nil.
func (l *Library) RecordType(name string) *RecordType { return l.records[name] }

// faults says what is wrong with entries; a test holds that nothing is.
func faults(functions []*Function, records []*RecordType) []string {
	var all []string
	add := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	seen := map[string]bool{}
	for _, f := range functions {
		if seen[f.Name] {
			add("%s: defined twice", f.Name)
		}
		seen[f.Name] = true
		if f.Doc == "" || f.Group == "" || f.Since == "" || f.Call == nil {
			add("%s: no doc, group, version or code", f.Name)
		}
		if len(f.Signatures) == 0 {
			add("%s: no signature", f.Name)
		}
		if len(f.Examples) == 0 {
			add("%s: no example", f.Name)
		}
		for _, s := range f.Signatures {
			for i, p := range s.Params {
				if p.Name == "" || p.Doc == "" {
					add("%s: parameter %d has no name or doc", f.Name, i)
				}
				if p.Variadic && i != len(s.Params)-1 {
					add("%s: %s is variadic and not the last", f.Name, p.Name)
				}
				if i > 0 && !p.Optional && !p.Variadic && s.Params[i-1].Optional {
					add("%s: %s must be given, but follows an optional one", f.Name, p.Name)
				}
			}
		}
	}
	for _, r := range records {
		if seen["type "+r.Name] {
			add("%s: record type defined twice", r.Name)
		}
		seen["type "+r.Name] = true
		if r.Doc == "" || len(r.Examples) == 0 || r.Make == nil || r.Parse == nil || r.Get == nil {
			add("%s: no doc, example or code", r.Name)
		}
	}
	return all
}
