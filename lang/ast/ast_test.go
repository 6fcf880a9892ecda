package ast_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/grammar"
)

// trees parses scripts that use all of the language.
func trees(t *testing.T) []*ast.File {
	t.Helper()
	var all []*ast.File
	for _, pattern := range []string{"../grammar/testdata/snippets/*.lcs", "../grammar/testdata/syntax/*.lcs", "../grammar/testdata/mistakes.lcs"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatal(pattern, err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			file, _ := grammar.Parse(diag.NewFile(name, string(text)))
			all = append(all, file)
		}
	}
	return all
}

// reached collects the nodes under v by reflection, but for names, which Walk
// counts as part of their node.
func reached(v reflect.Value, into map[ast.Node]bool) {
	switch v.Kind() {
	case reflect.Interface:
		if !v.IsNil() {
			reached(v.Elem(), into)
		}
	case reflect.Pointer:
		if v.IsNil() {
			return
		}
		n, ok := v.Interface().(ast.Node)
		if _, isName := n.(*ast.Name); !ok || isName {
			return
		}
		into[n] = true
		for i := range v.Elem().NumField() {
			reached(v.Elem().Field(i), into)
		}
	case reflect.Slice:
		for i := range v.Len() {
			reached(v.Index(i), into)
		}
	}
}

// TestWalkReachesEveryNode compares Walk with what reflection finds: a field
// that was added to a node and forgotten in Walk shows here.
func TestWalkReachesEveryNode(t *testing.T) {
	t.Parallel()
	kinds := map[reflect.Type]bool{}
	for _, file := range trees(t) {
		want := map[ast.Node]bool{}
		reached(reflect.ValueOf(file), want)
		got := map[ast.Node]bool{}
		ast.Walk(file, func(n ast.Node) bool {
			if got[n] {
				t.Errorf("%s: %T is visited twice", n.Span(), n)
			}
			got[n] = true
			kinds[reflect.TypeOf(n)] = true
			return true
		})
		for n := range want {
			if !got[n] {
				t.Errorf("%s: %T is not visited", n.Span(), n)
			}
		}
	}
	// What no script can hold: parts that only a Bad node stands for.
	if len(kinds) < 85 {
		t.Errorf("only %d kinds of nodes occur in the scripts", len(kinds))
	}
}

func TestWalkInTheOrderOfTheSource(t *testing.T) {
	t.Parallel()
	for _, file := range trees(t) {
		last := int32(0)
		ast.Walk(file, func(n ast.Node) bool {
			if at := n.Span().Start; at < last {
				t.Errorf("%s: %T comes behind what starts later", n.Span(), n)
			} else {
				last = at
			}
			return true
		})
	}
}

func TestWalkLeavesOut(t *testing.T) {
	t.Parallel()
	file, _ := grammar.Parse(diag.NewFile("x.lcs", "if a { note \"x\" }\nskip\n"))
	var seen []string
	ast.Walk(file, func(n ast.Node) bool {
		seen = append(seen, strings.TrimPrefix(reflect.TypeOf(n).String(), "*ast."))
		_, isIf := n.(*ast.If)
		return !isIf
	})
	if got := strings.Join(seen, " "); got != "File If Skip" {
		t.Errorf("visited %s", got)
	}
}
