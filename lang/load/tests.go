package load

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/lang/types"
)

// testsEnding ends the name of a file with tests of the script beside it.
const testsEnding = "_test.lcs"

// TestsOf returns the name of the file that can hold tests of a script:
// flow_test.lcs for flow.lcs.
func TestsOf(script string) string { return strings.TrimSuffix(script, ".lcs") + testsEnding }

// ScriptOf returns the name of the script that a file of tests is for; false
// when the name is not that of a file of tests.
func ScriptOf(tests string) (string, bool) {
	name, ok := strings.CutSuffix(tests, testsEnding)
	return name + ".lcs", ok && name != "" && !strings.HasSuffix(name, "/")
}

// WithTests reads and checks a script as Check does, with the tests in the file
// beside it, if there is one. They see all names of the script, as if they stood
// at its end.
func WithTests(name string, read Reader, universe types.Universe) (*check.Info, diag.List) {
	src, bad := readSource(name, read)
	if bad != nil {
		return nil, diag.List{bad}
	}
	tests, bad := readSource(TestsOf(name), read)
	if bad != nil && !absent(read, TestsOf(name)) {
		return nil, diag.List{bad}
	}
	if _, isTests := ScriptOf(name); isTests || bad != nil {
		return checked(src, read, universe)
	}
	return joined(src, tests, src, read, universe)
}

// scriptBeside returns the script that src, a file of tests, is for. Nil: src is
// a script of its own.
func scriptBeside(src *diag.File, read Reader) (*diag.File, *diag.Diagnostic) {
	name, isTests := ScriptOf(src.Name)
	if !isTests || read == nil || absent(read, name) {
		return nil, nil
	}
	return readSource(name, read)
}

// testsAlone reports a file that holds tests alone, and lies beside no script.
func testsAlone(file *ast.File) *diag.Diagnostic {
	script, isTests := ScriptOf(file.Source.Name)
	if !isTests || len(file.Items) == 0 || slices.ContainsFunc(file.Items, func(item ast.Item) bool { return !inTests(item) }) {
		return nil
	}
	d := diag.New(diag.UnreadableScript, headLine(file.Items[0]), "these tests are for "+script+", which is not there")
	d.Help = "a file of tests is named after the script beside it: flow_test.lcs after flow.lcs"
	return d
}

// inTests reports whether an item can stand in a file of tests.
func inTests(item ast.Item) bool {
	switch item.(type) {
	case *ast.Test, *ast.ExampleLead, *ast.ExampleSettings, *ast.Bad:
		return true
	}
	return false
}

func absent(read Reader, name string) bool {
	if read == nil {
		return true
	}
	_, err := read(name)
	return errors.Is(err, fs.ErrNotExist)
}

// joined checks a script with the tests of another file. What is asked about is
// the one of the two whose warnings are wanted; errors are told of both.
func joined(script, tests, about *diag.File, read Reader, universe types.Universe) (*check.Info, diag.List) {
	t := newTree(read)
	flow := t.load(script)
	extra := t.load(tests)
	whole := &ast.File{Base: flow.Base, Source: about, Items: slices.Clone(flow.Items)}
	for _, item := range extra.Items {
		if inTests(item) {
			whole.Items = append(whole.Items, item)
			continue
		}
		d := t.diags.Add(diag.New(diag.MisplacedItem, headLine(item), "a file of tests holds tests, example leads and example settings"))
		d.Help = "move it to " + script.Name + ", whose names the tests know"
	}
	info, found := check.Check(whole, t.options(universe))
	list := t.all(found)
	return info, slices.DeleteFunc(list, func(d *diag.Diagnostic) bool {
		return d.Severity != diag.Error && d.Span.File != about
	})
}
