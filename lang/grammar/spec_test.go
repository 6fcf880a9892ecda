package grammar

import (
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
	"github.com/google/go-cmp/cmp"

	"lcs/lang/diag"
)

// TestSpecGrammar compares the statement part of spec/grammar.ebnf with the
// productions that the parser runs on.
func TestSpecGrammar(t *testing.T) {
	t.Parallel()
	const file = "../../spec/grammar.ebnf"
	text, err := os.ReadFile(filepath.FromSlash(file))
	if err != nil {
		t.Fatal(err)
	}
	part := regexp.MustCompile(`(?s)(\(\* Statements, printed by the parser[^\n]*\*\)\n\n)(.*?)(\n\n\(\* )`)
	found := part.FindSubmatch(text)
	if found == nil {
		t.Fatalf("%s has no part that begins with '(* Statements, printed by the parser'", file)
	}
	rules := newRules()
	whole := participle.MustBuild[catalog](rules.options...).String()
	for _, p := range rules.productions {
		name := reflect.TypeOf(p).Elem().Name()
		if name = strings.ToUpper(name[:1]) + name[1:]; !strings.Contains(whole, "\n"+name+" = ") {
			t.Errorf("the catalog lacks %s", name)
		}
	}
	_, printed, _ := strings.Cut(whole, "\n") // without the catalog itself
	if *update {
		text = part.ReplaceAllFunc(text, func([]byte) []byte { return []byte(string(found[1]) + printed + string(found[3])) })
		if err := os.WriteFile(filepath.FromSlash(file), text, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(found[2]), printed); diff != "" {
		t.Errorf("%s differs from the parser (-file +parser); go test -update writes it:\n%s", file, diff)
	}
}

// TestSpecGrammarIsWhole: every production that is used is written down.
func TestSpecGrammarIsWhole(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../spec/grammar.ebnf")
	if err != nil {
		t.Fatal(err)
	}
	body := regexp.MustCompile(`(?s)\(\*.*?\*\)|"[^"]*"|'[^']*'|<[^>]*>|/[^/\n]*/`).ReplaceAllString(string(text), " ")
	defined := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^([A-Z]\w*) =`).FindAllStringSubmatch(body, -1) {
		if defined[m[1]] {
			t.Errorf("%s is defined twice", m[1])
		}
		defined[m[1]] = true
	}
	used := map[string]bool{"File": true}
	for _, m := range regexp.MustCompile(`\b[A-Z]\w*`).FindAllString(body, -1) {
		used[m] = true
	}
	for name := range used {
		if !defined[name] {
			t.Errorf("%s is used and not defined", name)
		}
	}
}

// TestRulesAreBuilt: participle can build every rule, also those that no file of
// the tests needs.
func TestRulesAreBuilt(t *testing.T) {
	t.Parallel()
	p := newParser(diag.NewFile("empty.lcs", ""))
	r := p.rules
	all := append(slices.Collect(maps.Values(r.general)), slices.Collect(maps.Values(r.test))...)
	for _, rule := range append(all, r.exampleLead, r.exampleSettings, r.example, r.assign, r.testLead, r.testSet, r.settings) {
		p.fed, p.handed = p.feed(), 0
		tokens, err := lexer.Upgrade(p)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := rule(p, tokens); err == nil {
			t.Error("a rule takes nothing for a statement")
		}
	}
}
