package check_test

import (
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"sync"
	"testing"

	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/lang/load"
	"lcs/lang/types"
	"lcs/stdlib"
)

// mutant is one small change to a script.
type mutant struct {
	kind string
	span diag.Span
	text string
}

// A typo is noticed: in every example, each name, field, type, function, key,
// stub, method, format, unit, group of a pattern, token of a date format and
// expected status is changed by a letter or a digit, one at a time. At least 99
// of 100 such changes are reported; the others are printed with -v.
func TestMutationsAreReported(t *testing.T) {
	t.Parallel()
	library := stdlib.New()
	var mu sync.Mutex
	total, caught := map[string]int{}, map[string]int{}
	var survivors []string
	t.Run("examples", func(t *testing.T) {
		for _, name := range scripts(t) {
			if strings.Contains(name, "grammar") {
				continue
			}
			t.Run(filepath.Base(name), func(t *testing.T) {
				t.Parallel()
				text, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				info, base := load.Check(name, os.ReadFile, library)
				known := map[string]bool{}
				for _, d := range base {
					known[string(d.Code)+d.Message] = true
				}
				for _, m := range mutants(info) {
					changed := string(text[:m.span.Start]) + m.text + string(text[m.span.End:])
					_, found := load.Source(name, changed, os.ReadFile, library)
					reported := false
					for _, d := range found {
						reported = reported || d.Severity != diag.Note && !known[string(d.Code)+d.Message]
					}
					mu.Lock()
					total[m.kind]++
					if reported {
						caught[m.kind]++
					} else {
						survivors = append(survivors, m.span.String()+": "+m.kind+": "+m.span.Text()+" -> "+m.text)
					}
					mu.Unlock()
				}
			})
		}
	})
	all, good := 0, 0
	for kind, n := range total {
		all, good = all+n, good+caught[kind]
		t.Logf("%-10s %4d of %4d", kind, caught[kind], n)
	}
	sort.Strings(survivors)
	for _, s := range survivors {
		t.Log(s)
	}
	if all < 2000 || float64(good) < 0.99*float64(all) {
		t.Errorf("%d of %d changes are reported", good, all)
	}
}

// groupNumber is a group in a replacement.
var groupNumber = regexp.MustCompile(`\$\d`)

// prefixed is a prefix in an XPath.
var prefixed = regexp.MustCompile(`/(\w+):`)

// mutants are the changes of a script that change what it means. What no
// checker can know is left out: words of a partner's that stand nowhere else,
// and the bodies that a test reads where they were written as a template.
func mutants(info *check.Info) []mutant {
	var all []mutant
	add := func(kind string, span diag.Span, text string) {
		if span.IsValid() && span.File == info.File.Source && text != span.Text() {
			all = append(all, mutant{kind, span, text})
		}
	}
	letter := func(kind string, span diag.Span) {
		s := span.Text()
		if n := len(s); n > 2 && len(all)%2 == 0 {
			add(kind, span, s[:n-2]+s[n-1:]+s[n-2:n-1])
		} else {
			add(kind, span, s[:1]+"x"+s[1:])
		}
	}
	keys := func(o *ast.Object) {
		if o != nil {
			for _, entry := range o.Entries {
				letter("key", entry.Key.Span())
			}
		}
	}
	ast.Walk(info.File, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			letter("name", n.Span())
		case *ast.Member:
			if !info.Types[n.X].Is(types.Any) {
				letter("field", n.Name.Span())
			}
		case *ast.NamedType:
			letter("type", n.Name.Span())
		case *ast.Request:
			letter("method", n.Method.Span())
		case *ast.Body:
			letter("format", n.Format.Span())
		case *ast.Expect:
			for _, s := range n.Statuses {
				if !strings.HasSuffix(s.Text, "xx") && len(n.Statuses) == 1 {
					add("status", s.Span(), s.Text[:2]+string('0'+(s.Text[2]-'0'+1)%10))
				}
			}
		case *ast.On:
			for _, s := range n.Selectors {
				if len(s.Text) > 3 {
					letter("selector", s.Span())
				}
			}
		case *ast.Stub:
			for _, name := range n.Target {
				letter("stub", name.Span())
			}
		case *ast.Number:
			if n.Unit != "" {
				add("unit", n.Span(), n.Text)
			}
		case *ast.Duration:
			add("unit", n.Span(), strings.TrimRight(n.Span().Text(), "dhms"))
		case *ast.Index:
			if list, ok := info.Types[n.X].Core.(*types.List); ok && list.Max > 0 {
				add("group", n.I.Span(), "9")
			}
		case *ast.Call:
			fn, ok := n.Fn.(*ast.Ident)
			if ok && fn.Name == "replace" {
				for _, a := range n.Args {
					if text := a.Value.Span().Text(); strings.HasPrefix(text, `"`) {
						add("group", a.Value.Span(), groupNumber.ReplaceAllString(text, "$$9"))
					}
				}
			}
			if ok && fn.Name == "xpath" {
				for _, a := range n.Args {
					add("prefix", a.Value.Span(), prefixed.ReplaceAllString(a.Value.Span().Text(), "/x$1:"))
				}
			}
			if ok && fn.Name == "date" {
				for _, a := range n.Args {
					add("token", a.Value.Span(), strings.Replace(a.Value.Span().Text(), "MM", "MN", 1))
				}
			}
		case *ast.TestLead:
			keys(n.Value)
		case *ast.TestSet:
			keys(n.Value)
		case *ast.ExampleLead:
			keys(n.Value)
		case *ast.UseDefault:
			keys(n.Value)
		}
		return true
	})
	return all
}
