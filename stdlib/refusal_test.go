package stdlib_test

import (
	"strings"
	"testing"

	"lcs/lang/types"
	"lcs/stdlib"
)

// wrongFor returns an expression that no value of type t can be, or "".
func wrongFor(t types.Type) string {
	switch core := t.Core.(type) {
	case types.Basic:
		switch core {
		case types.Any, types.None, types.Invalid:
			return ""
		case types.Duration, types.Interval:
			return `{ a: 1 }`
		}
		return `5s`
	case *types.List, *types.Map, *types.Object, *types.Regex, *types.Document:
		return `5s`
	}
	return ""
}

// Every function refuses a wrong argument when the script is checked, and says
// what it takes.
func TestWrongArgumentsAreRefused(t *testing.T) {
	t.Parallel()
	lib := stdlib.New()
	refused := 0
	for _, name := range lib.FuncNames() {
		f := lib.Function(name)
		for _, s := range f.Signatures {
			wrong := ""
			if len(s.Params) > 0 {
				wrong = wrongFor(s.Params[0].Type)
			}
			if wrong == "" || takes(f, wrong) {
				continue
			}
			call := "(" + wrong + ")." + name + "(" + filler(len(s.Params)-1) + ")"
			_, err := evaluate(t, lib, call)
			if err == nil {
				t.Errorf("%s is taken", call)
				continue
			}
			refused++
			if !strings.Contains(err.Error(), name) {
				t.Errorf("%s is refused with %q, which does not name the function", call, err)
			}
		}
		tooMany := "null." + name + "(" + filler(12) + ")"
		if !variadic(f) {
			if _, err := evaluate(t, lib, tooMany); err == nil {
				t.Errorf("%s is taken", tooMany)
			}
		}
	}
	if refused < len(lib.FuncNames())/2 {
		t.Errorf("only %d of %d functions were tried", refused, len(lib.FuncNames()))
	}
}

// takes reports whether some overload of f has no objection to the argument.
func takes(f *stdlib.Function, wrong string) bool {
	for _, s := range f.Signatures {
		if len(s.Params) == 0 {
			continue
		}
		switch core := s.Params[0].Type.Core.(type) {
		case *types.Var:
			return true
		case types.Basic:
			if core == types.Any || wrong == "5s" && (core == types.Duration || core == types.Interval) {
				return true
			}
		}
	}
	return false
}

func variadic(f *stdlib.Function) bool {
	for _, s := range f.Signatures {
		if n := len(s.Params); n > 0 && s.Params[n-1].Variadic {
			return true
		}
	}
	return false
}

// filler is so many arguments of no matter which type.
func filler(n int) string {
	return strings.TrimSuffix(strings.Repeat("1, ", max(n, 0)), ", ")
}
