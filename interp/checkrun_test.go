package interp_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/stdlib"
)

// generated writes a script from a tape and takes out the lines that the
// checker refuses, until it refuses none. It returns nil when nothing is left.
func (o *oracle) generated(tape []byte) (*check.Info, string, *rng) {
	g := &generator{rng: newRNG(tape), lib: o.lib}
	g.script()
	lines := g.lines
	for range 40 {
		text := joined(lines)
		info, problems := o.checked("generated.lcs", text, nil)
		if info != nil {
			return info, text, g.rng
		}
		if lines = without(lines, problems); lines == nil {
			return nil, text, g.rng
		}
	}
	return nil, joined(lines), g.rng
}

func joined(lines []line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.text + "\n")
	}
	return b.String()
}

// without takes out the lines with errors; with one that must stand, its group.
func without(lines []line, problems diag.List) []line {
	bad, groups := map[int]bool{}, map[int]bool{}
	for _, d := range problems {
		if d.Severity != diag.Error {
			continue
		}
		n, _ := d.Span.Position()
		if n < 1 || n > len(lines) {
			return nil
		}
		l := lines[n-1]
		bad[n-1] = true
		if l.firm {
			if l.group == 0 {
				return nil
			}
			groups[l.group] = true
		}
	}
	var kept []line
	for i, l := range lines {
		if !bad[i] && (l.group == 0 || !groups[l.group]) {
			kept = append(kept, l)
		}
	}
	if len(kept) == len(lines) {
		return nil
	}
	return kept
}

// TestCheckedScriptsRun: what the checker accepts never fails with a type error
// when it runs, for scripts that are made up.
func TestCheckedScriptsRun(t *testing.T) {
	t.Parallel()
	const scripts = 150
	kept, lets, called := 0, 0, map[string]bool{}
	for i := range scripts {
		o := newOracle()
		info, text, mood := o.generated(fmt.Appendf(nil, "script %d", i))
		if info == nil {
			continue
		}
		kept++
		lets += strings.Count(text, "let ")
		o.run(t, info, mood)
		if len(o.problems) > 0 {
			t.Errorf("script %d:\n%s\n%s", i, o, text)
		}
		maps.Copy(called, o.called)
	}
	if all := len(stdlib.New().FuncNames()); len(called) < all*3/4 {
		t.Errorf("only %d of the library's %d functions were called", len(called), all)
	}
	if kept < scripts*9/10 || lets < scripts*5 {
		t.Errorf("%d of %d scripts with %d lets were accepted: the generator has lost touch with the language", kept, scripts, lets)
	}
}

// FuzzCheckRun makes up scripts.
func FuzzCheckRun(f *testing.F) {
	for i := range 20 {
		f.Add(fmt.Appendf(nil, "seed %d", i))
	}
	f.Fuzz(func(t *testing.T, tape []byte) {
		o := newOracle()
		info, text, mood := o.generated(tape)
		if info == nil {
			return
		}
		o.run(t, info, mood)
		if len(o.problems) > 0 {
			t.Errorf("%s\n%s", o, text)
		}
	})
}

// TestExamplesRun runs every example as it stands, on its leads and on hostile
// ones.
func TestExamplesRun(t *testing.T) {
	t.Parallel()
	for _, file := range exampleFiles(t) {
		for mood := range 5 {
			o := newOracle()
			info, problems := o.checked(file, readFile(t, file), os.ReadFile)
			if info == nil {
				t.Fatal(diagnostics(problems))
			}
			o.run(t, info, newRNG([]byte{byte(mood)}))
			if len(o.problems) > 0 {
				t.Errorf("%s:\n%s", file, o)
			}
		}
	}
}

// TestMutatedExamplesRun changes the examples a little; those changes that the
// checker accepts run without a type error.
func TestMutatedExamplesRun(t *testing.T) {
	t.Parallel()
	accepted, all := 0, 0
	for _, file := range exampleFiles(t) {
		text := readFile(t, file)
		for i := range 12 {
			all++
			if mutantRuns(t, file, text, fmt.Appendf(nil, "%s %d", filepath.Base(file), i)) {
				accepted++
			}
		}
	}
	if accepted < all/20 {
		t.Errorf("only %d of %d mutants check clean", accepted, all)
	}
}

// FuzzMutateRun changes examples in further ways.
func FuzzMutateRun(f *testing.F) {
	files := exampleFiles(f)
	texts := make([]string, len(files))
	for i, file := range files {
		texts[i] = readFile(f, file)
	}
	f.Add([]byte("seed"))
	f.Fuzz(func(t *testing.T, tape []byte) {
		if len(tape) == 0 {
			return
		}
		i := int(tape[0]) % len(files)
		mutantRuns(t, files[i], texts[i], tape[1:])
	})
}

func mutantRuns(t *testing.T, file, text string, tape []byte) bool {
	t.Helper()
	r := newRNG(tape)
	mutant := text
	for range 1 + r.intn(3) {
		mutant = mutate(mutant, r)
	}
	o := newOracle()
	info, _ := o.checked(file, mutant, os.ReadFile)
	if info == nil {
		return false
	}
	o.run(t, info, r)
	if len(o.problems) > 0 {
		t.Errorf("%s with\n%s\n%s", file, changed(text, mutant), o)
	}
	return true
}

// changed lists the lines of a mutant that the original lacks.
func changed(text, mutant string) string {
	known := strings.Split(text, "\n")
	var out []string
	for i, l := range strings.Split(mutant, "\n") {
		if !slices.Contains(known, l) {
			out = append(out, fmt.Sprintf("%4d %s", i+1, l))
		}
	}
	return strings.Join(out, "\n")
}

var tokens = regexp.MustCompile(`"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[A-Za-z_][A-Za-z_0-9]*|[0-9]+(?:\.[0-9]+)?[a-z%]*|\?\?|\|\||&&|[=!<>]=|[^\sA-Za-z0-9]`)

// mutate changes one token, or one line.
func mutate(text string, r *rng) string {
	found := tokens.FindAllStringIndex(text, -1)
	if len(found) < 2 {
		return text
	}
	at, other := found[r.IntN(len(found))], found[r.IntN(len(found))]
	replaced := func(with string) string { return text[:at[0]] + with + text[at[1]:] }
	token, with := text[at[0]:at[1]], text[other[0]:other[1]]
	switch r.intn(9) {
	case 0:
		return replaced("")
	case 1:
		return replaced(token + " " + with)
	case 2, 3: // another of its kind
		for range 20 {
			if with != token && kindOf(with) == kindOf(token) {
				return replaced(with)
			}
			other = found[r.IntN(len(found))]
			with = text[other[0]:other[1]]
		}
		return replaced(with)
	case 4:
		return replaced(token + "?")
	case 5:
		return replaced(r.one("string", "number", "int", "bool", "date", "time", "duration", "email", "phone", "any", "[string]", "null", "missing"))
	case 6:
		return replaced(r.one("+", "-", "*", "/", "%", "==", "<", "in", "and", "or", "??", "||", "matches", "contains", "!", "?.", "."))
	case 7:
		return replaced(r.one("0", "1", "-1", "1000000", "0.5", "1h", "5%", `""`, `"x"`, "[]", "{}", "true", "now", "lead", "lead.id", "response", "this"))
	}
	lines := strings.Split(text, "\n")
	i, j := r.IntN(len(lines)), r.IntN(len(lines))
	if r.intn(2) == 0 {
		return strings.Join(slices.Delete(lines, i, i+1), "\n")
	}
	return strings.Join(slices.Insert(lines, i, lines[j]), "\n")
}

func kindOf(token string) string {
	switch c := token[0]; {
	case c == '"' || c == '\'':
		return "text"
	case c >= '0' && c <= '9':
		return "number"
	case c == '_' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z':
		return "word"
	}
	return token
}
