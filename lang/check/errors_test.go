package check_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/lang/grammar"
	"lcs/lang/types"
	"lcs/stdlib"
)

// The files of testdata/chunks hold scripts divided by lines of "---". A
// comment after a line says which error must be reported there:
//
//	if lead.emial == "" { skip }
//	#       ^ ERROR LCS2003 "no field 'emial' on lead"
//
// The caret stands under the column; without one ("# ERROR …") any will do.
// ERROR(-2) means two lines further up, where a comment cannot stand. What is
// quoted is a regular expression over the message, the label and the help.
// Errors that are missing and errors that are not wanted both fail the test;
// advice does not count. A chunk may end with "# file NAME" sections, which it
// imports.
func TestErrors(t *testing.T) {
	t.Parallel()
	library := stdlib.New()
	files, err := filepath.Glob("testdata/chunks/*.lcs")
	if err != nil || len(files) == 0 {
		t.Fatal("no chunks", err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".lcs"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			line := 0
			for _, script := range strings.Split(string(text), "\n---\n") {
				checkErrors(t, name, strings.Repeat("\n", line)+script, library)
				line += strings.Count(script, "\n") + 2
			}
		})
	}
}

var wantedForm = regexp.MustCompile(`^\s*#(\s*)(\^?) ?ERROR(?:\(-(\d)\))? (LCS\d{4})(?: "(.*)")?\s*$`)

type wantedError struct {
	line, column int
	code         diag.Code
	message      *regexp.Regexp
	found        bool
}

func checkErrors(t *testing.T, name, script string, library types.Universe) {
	t.Helper()
	main, imported := splitFiles(script)
	wants := wantedErrors(t, name, main)
	_, found := checkText(name, main, imported, library)
	for _, d := range found {
		if d.Severity != diag.Error {
			continue
		}
		line, column := d.Span.Position()
		text := strings.Join(strings.Fields(d.Message+" "+d.Label+" "+d.Help), " ")
		ok := false
		for _, w := range wants {
			if !w.found && w.line == line && w.code == d.Code && (w.column == 0 || w.column == column) && w.message.MatchString(text) {
				w.found, ok = true, true
				break
			}
		}
		if !ok {
			t.Errorf("%s: unexpected: %s: %s", d.Span, d.Code, text)
		}
	}
	for _, w := range wants {
		if !w.found {
			t.Errorf("%s:%d:%d: missing: %s %s", name, w.line, w.column, w.code, w.message)
		}
	}
}

func wantedErrors(t *testing.T, name, text string) []*wantedError {
	t.Helper()
	var wants []*wantedError
	last := 0
	for i, line := range strings.Split(text, "\n") {
		m := wantedForm.FindStringSubmatchIndex(line)
		if m == nil {
			if !strings.HasPrefix(strings.TrimSpace(line), "#") {
				last = i + 1
			}
			if strings.Contains(line, "# ERROR") || strings.Contains(line, "^ ERROR") {
				t.Errorf("%s:%d: cannot be read: %s", name, i+1, line)
			}
			continue
		}
		group := func(n int) string {
			if m[2*n] < 0 {
				return ""
			}
			return line[m[2*n]:m[2*n+1]]
		}
		w := &wantedError{line: last, code: diag.Code(group(4)), message: regexp.MustCompile(group(5))}
		if group(2) != "" {
			w.column = utf8.RuneCountInString(line[:m[4]]) + 1
		}
		if up := group(3); up != "" {
			w.line -= int(up[0] - '0')
		}
		wants = append(wants, w)
	}
	return wants
}

// splitFiles takes the sections that are imported off a script.
func splitFiles(script string) (main string, imported map[string]string) {
	parts := strings.Split(script, "\n# file ")
	imported = map[string]string{}
	for _, part := range parts[1:] {
		name, text, _ := strings.Cut(part, "\n")
		imported[strings.TrimSpace(name)] = text
	}
	return parts[0], imported
}

// checkText parses and checks a script and what it imports.
func checkText(name, text string, imported map[string]string, library types.Universe) (*check.Info, diag.List) {
	file, found := grammar.Parse(diag.NewFile(name, text))
	imports := map[*ast.Import]*ast.File{}
	parsed := map[string]*ast.File{}
	var load func(f *ast.File)
	load = func(f *ast.File) {
		for _, item := range f.Items {
			imp, ok := item.(*ast.Import)
			if !ok || imp.Path == nil {
				continue
			}
			path, _ := imp.Path.Literal()
			path = strings.TrimPrefix(path, "./")
			source, ok := imported[path]
			if !ok {
				continue
			}
			if parsed[path] == nil {
				g, diags := grammar.Parse(diag.NewFile(path, source))
				found = append(found, diags...)
				parsed[path] = g
				load(g)
			}
			imports[imp] = parsed[path]
		}
	}
	load(file)
	info, more := check.Check(file, check.Options{Universe: library, Imports: imports})
	return info, append(found, more...)
}

func ExampleCheck() {
	file, _ := grammar.Parse(diag.NewFile("flow.lcs", "lead { name: string }\nnote \"to {{lead.nmae}}\"\n"))
	_, found := check.Check(file, check.Options{Universe: stdlib.New()})
	for _, d := range found {
		fmt.Printf("%s: %s: %s: %s\n", d.Span, d.Code, d.Message, d.Label)
	}
	// Output: flow.lcs:2:17: LCS2003: no field 'nmae' on lead: did you mean 'name'?
}
