// Package load brings a script from its name to a checked program: it reads the
// file and what it imports, parses and checks them, and drops the warnings that
// comments in the source silence.
//
// Files are read through a function, so that a directory, an archive or a
// playground's memory may hold them. All that is wrong comes back as one sorted
// list of diagnostics.
package load

import (
	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/lang/types"
)

// Reader reads the file of that name whole. Names are as the command line gives
// them; those of imports are joined to the directory of the importing file.
type Reader func(name string) ([]byte, error)

// Check reads and checks the script of that name, or the tests in a file of that
// name together with their script. The Info is nil when the
// file itself could not be read; else it can be used as far as it is sound.
func Check(name string, read Reader, universe types.Universe) (*check.Info, diag.List) {
	src, bad := readSource(name, read)
	if bad != nil {
		return nil, diag.List{bad}
	}
	return checked(src, read, universe)
}

// Source checks a script whose text is at hand, under a name. Read is asked for
// its imports; nil: they cannot be read.
func Source(name, text string, read Reader, universe types.Universe) (*check.Info, diag.List) {
	src, bad := sourceOf(name, []byte(text))
	if bad != nil {
		return nil, diag.List{bad}
	}
	return checked(src, read, universe)
}

// Session checks a script whose text is at hand, as Source does, and goes on
// checking expressions in its scope. The session is nil when the text is none.
func Session(name, text string, read Reader, universe types.Universe) (*check.Session, diag.List) {
	src, bad := sourceOf(name, []byte(text))
	if bad != nil {
		return nil, diag.List{bad}
	}
	t := newTree(read)
	session, found := check.NewSession(t.load(src), t.options(universe))
	return session, t.all(found)
}

func checked(src *diag.File, read Reader, universe types.Universe) (*check.Info, diag.List) {
	script, bad := scriptBeside(src, read)
	if bad != nil {
		return nil, diag.List{bad}
	}
	if script != nil {
		return joined(script, src, src, read, universe)
	}
	t := newTree(read)
	file := t.load(src)
	if lonely := testsAlone(file); lonely != nil {
		return nil, diag.List{lonely}
	}
	info, found := check.Check(file, t.options(universe))
	return info, t.all(found)
}

func (t *tree) options(universe types.Universe) check.Options {
	return check.Options{Universe: universe, Imports: t.imports, NoAdvice: t.diags.HasErrors()}
}

// all returns all that was found wrong, but for what comments silence.
func (t *tree) all(found diag.List) diag.List {
	list := append(t.diags, found...)
	for _, file := range t.files {
		list = silence(file.Source, list)
	}
	return list.Sorted()
}
