package scripttest_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lcs/interp"
	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/lang/load"
	"lcs/scripttest"
	"lcs/stdlib"
)

// scripts are the examples with tests in them.
func scripts(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir("../examples", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".lcs") && !strings.Contains(path, "/lib/") {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// suite compiles a script, which must be without errors.
func suite(t *testing.T, file string, read load.Reader) *scripttest.Suite {
	t.Helper()
	lib := stdlib.New()
	info, problems := load.Check(file, read, lib)
	if problems.HasErrors() {
		t.Fatal(text(problems))
	}
	program, problems := interp.Compile(info, lib)
	if problems.HasErrors() {
		t.Fatal(text(problems))
	}
	return scripttest.New(info, program, lib)
}

func text(list diag.List) string {
	var b strings.Builder
	for _, d := range list.Sorted() {
		fmt.Fprintf(&b, "%s: %s: %s %s\n", d.Span, d.Code, d.Message, d.Label)
	}
	return b.String()
}

// TestExamples runs the tests of every example.
func TestExamples(t *testing.T) {
	count := 0
	for _, file := range scripts(t) {
		s := suite(t, file, os.ReadFile)
		for _, test := range s.Tests() {
			count++
			if r := s.Run(test); !r.Passed() {
				t.Errorf("%s: %s", file, r)
			}
		}
	}
	if count < 116 {
		t.Errorf("%d tests ran; the examples have at least 116", count)
	}
}

// TestInvertedAssertions turns every assertion of the examples around: each
// must then fail, or it was asserting nothing.
func TestInvertedAssertions(t *testing.T) {
	for _, file := range scripts(t) {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		inverted, places := invert(t, file, string(source))
		s := suite(t, file, func(name string) ([]byte, error) {
			if name == file {
				return []byte(inverted), nil
			}
			return os.ReadFile(name)
		})
		failed := map[int]bool{}
		for _, test := range s.Tests() {
			for _, d := range s.Run(test).Failures {
				line, _ := d.Span.Position()
				failed[line] = true
			}
		}
		for _, line := range places {
			if !failed[line] {
				t.Errorf("%s:%d: the assertion holds when it is turned around, too", file, line)
			}
		}
	}
}

// invert writes `assert not (…)` for every `assert …`, and returns the lines on
// which they stand.
func invert(t *testing.T, file, source string) (string, []int) {
	t.Helper()
	info, problems := load.Check(file, os.ReadFile, stdlib.New())
	if problems.HasErrors() {
		t.Fatal(text(problems))
	}
	var b strings.Builder
	var lines []int
	at := 0
	for _, a := range assertions(info) {
		span := a.Cond.Span()
		b.WriteString(source[at:span.Start])
		b.WriteString("not (" + span.Text() + ")")
		at = int(span.End)
		line, _ := span.Position()
		lines = append(lines, line)
	}
	b.WriteString(source[at:])
	return b.String(), lines
}

func assertions(info *check.Info) []*ast.Assert {
	var out []*ast.Assert
	for _, item := range info.File.Items {
		test, ok := item.(*ast.Test)
		if !ok {
			continue
		}
		for _, item := range test.Body.Items {
			if a, ok := item.(*ast.Assert); ok {
				out = append(out, a)
			}
		}
	}
	return out
}
