package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lcs/interp"
	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/lang/load"
	"lcs/stdlib"
)

// maxScript is the size of the largest script that is read, in bytes.
const maxScript = 16 << 20

// readScript reads a script or a file that one refers to.
func readScript(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxScript+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxScript {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fmt.Errorf("the file is over %d MB", maxScript>>20)}
	}
	return text, nil
}

// checkToRun checks a script that is about to be run. Its warnings are for
// `lcs check`; a script with errors is not run.
func checkToRun(c *console, name string, read load.Reader, library *stdlib.Library) (*check.Info, error) {
	if err := scriptExists(name); err != nil {
		return nil, err
	}
	info, problems := load.Check(name, read, library)
	return soundOrReported(c, info, problems)
}

// checkToTest does the same for a script with the tests in the file beside it.
func checkToTest(c *console, name string, read load.Reader, library *stdlib.Library) (*check.Info, error) {
	if err := scriptExists(name); err != nil {
		return nil, err
	}
	info, problems := load.WithTests(name, read, library)
	return soundOrReported(c, info, problems)
}

func soundOrReported(c *console, info *check.Info, problems diag.List) (*check.Info, error) {
	if problems.HasErrors() {
		c.report(slices.DeleteFunc(problems, func(d *diag.Diagnostic) bool { return d.Severity != diag.Error }))
		return nil, reported(exitScript)
	}
	return info, nil
}

// scriptExists tells a name that was mistyped from a script with errors.
func scriptExists(name string) error {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return wrongUse("there is no script '%s'", name)
	case err != nil:
		return wrongUse("the script '%s' cannot be read: %v", name, errors.Unwrap(err))
	case info.IsDir():
		return wrongUse("'%s' is a directory, not a script", name)
	}
	return nil
}

// completeScript lets a shell complete the names of scripts.
func completeScript(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"lcs"}, cobra.ShellCompDirectiveFilterFileExt
}

// compiled compiles a checked script and reports what is wrong with it.
func compiled(c *console, info *check.Info, library *stdlib.Library, options ...interp.CompileOption) (*interp.Program, error) {
	program, problems := interp.Compile(info, library, options...)
	if problems.HasErrors() {
		c.report(problems)
		return nil, reported(exitScript)
	}
	return program, nil
}

// scriptsIn returns the scripts named on a command line; of a directory all
// that are in it.
func scriptsIn(names []string) ([]string, error) {
	var out []string
	for _, name := range names {
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			found, err := scriptsUnder(name)
			if err != nil {
				return nil, err
			}
			if len(found) == 0 {
				return nil, wrongUse("there is no script (.lcs) in '%s'", name)
			}
			out = append(out, found...)
			continue
		}
		if err := scriptExists(name); err != nil {
			return nil, err
		}
		out = append(out, name)
	}
	return out, nil
}

// scriptsToTest returns the scripts named on a command line, each once. Tests in
// a file of their own are run with their script, if that is named as well.
func scriptsToTest(names []string) ([]string, error) {
	all, err := scriptsIn(names)
	if err != nil {
		return nil, err
	}
	named, taken := map[string]bool{}, map[string]bool{}
	for _, name := range all {
		named[filepath.Clean(name)] = true
	}
	var out []string
	for _, name := range all {
		clean := filepath.Clean(name)
		if script, isTests := load.ScriptOf(clean); isTests && named[script] || taken[clean] {
			continue
		}
		taken[clean] = true
		out = append(out, name)
	}
	return out, nil
}

func scriptsUnder(directory string) ([]string, error) {
	var found []string
	err := filepath.WalkDir(directory, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return wrongUse("'%s' cannot be read: %v", path, errors.Unwrap(err))
		case entry.IsDir() && path != directory && strings.HasPrefix(entry.Name(), "."):
			return filepath.SkipDir
		case !entry.IsDir() && filepath.Ext(path) == ".lcs":
			found = append(found, path)
		}
		return nil
	})
	return found, err
}
