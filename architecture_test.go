// Package lcs_test holds what is true of the project as a whole: which package
// may import which, and how large and how named files are.
package lcs_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// rooms says which packages of the project each package may import. An import
// that is not listed fails the test, and so does a room that is not listed.
var rooms = map[string][]string{
	"terminal":          {},
	"junit":             {},
	"lang/diag":         {"junit", "terminal"},
	"lang/types":        {"lang/diag"},
	"lang/ast":          {"lang/diag"},
	"lang/grammar":      {"lang/ast", "lang/diag"},
	"lang/format":       {"lang/grammar"},
	"lang/place":        {"lang/ast", "lang/diag"},
	"lang/graphql":      {},
	"lang/check":        {"lang/ast", "lang/diag", "lang/graphql", "lang/types", "lang/place"},
	"lang/load":         {"lang/ast", "lang/check", "lang/diag", "lang/grammar", "lang/types"},
	"limits":            {"lang/diag"},
	"value":             {},
	"clock":             {},
	"stdlib":            {"lang/diag", "lang/types", "limits", "terminal", "value"},
	"stdlib/http":       {"clock", "limits"},
	"interp/expression": {"lang/ast", "lang/check", "lang/diag", "lang/place", "lang/types", "limits", "stdlib", "value"},
	"interp": {"clock", "interp/expression", "lang/ast", "lang/check", "lang/diag", "lang/place", "lang/types",
		"limits", "stdlib", "stdlib/http", "value"},
	"state":      {"interp", "limits"},
	"intake":     {"lang/diag", "limits", "value"},
	"farend":     {"clock", "interp", "stdlib/http"},
	"faults":     {"clock", "farend", "interp", "lang/check", "lang/diag", "limits", "terminal", "value"},
	"scaffold":   {"lang/check", "lang/format", "lang/grammar", "value", "value/literal"},
	"sandbox":    {"clock", "interp", "stdlib/http"},
	"scripttest": {"clock", "farend", "intake", "interp", "interp/expression", "lang/ast", "lang/check", "lang/diag", "limits", "stdlib", "stdlib/http", "value", "value/literal"},
	"trace":      {"interp", "stdlib/http"},
	"repl": {"clock", "intake", "interp", "interp/expression", "lang/ast", "lang/check", "lang/diag", "lang/grammar", "lang/load", "lang/types",
		"limits", "sandbox", "scripttest", "stdlib", "stdlib/http", "terminal", "trace", "value", "value/literal"},
	"value/literal": {"value"},
	"record": {"interp", "lang/ast", "lang/check", "lang/diag", "lang/load", "lang/types",
		"stdlib/http", "value", "value/literal"},
	"scripttest/report": {"junit", "lang/diag",
		"scripttest", "terminal", "value"},
	"results":   {"clock", "interp", "lang/check", "lang/diag", "lang/types", "value"},
	"summary":   {"interp", "lang/diag", "terminal"},
	"metrics":   {},
	"waterfall": {"interp", "terminal", "trace"},
	"dryrun":    {"clock", "farend", "interp", "lang/diag", "terminal", "trace"},
	"spec":      {},
	"cmd/lcs": {"clock", "dryrun", "faults", "intake", "interp", "lang/ast", "lang/check", "lang/diag", "lang/format", "lang/load",
		"limits", "metrics", "record", "repl", "results", "sandbox", "scaffold", "scripttest", "scripttest/report", "state", "stdlib", "summary", "terminal",
		"trace", "value", "waterfall"},
}

// libraries says which packages may import a library from outside. Each has
// its reason in CONTRIBUTING.md.
var libraries = map[string][]string{
	"code.dny.dev/ssrf":                   {"stdlib/http"},
	"github.com/BurntSushi/toml":          {"intake"},
	"github.com/alecthomas/participle/v2": {"lang/grammar"},
	"github.com/andybalholm/brotli":       {"stdlib/http"},
	"github.com/andybalholm/cascadia":     {"stdlib"},
	"github.com/antchfx/xpath":            {"stdlib"},
	"github.com/expr-lang/expr":           {"interp/expression"},
	"github.com/google/uuid":              {"cmd/lcs", "interp", "stdlib"},
	"github.com/joho/godotenv":            {"intake"},
	"github.com/klauspost/compress":       {"intake", "stdlib/http"},
	"github.com/ncruces/go-dns":           {"stdlib/http"},
	"github.com/peterh/liner":             {"cmd/lcs"},
	"github.com/schollz/progressbar/v3":   {"cmd/lcs"},
	"github.com/spf13/cobra":              {"cmd/lcs"},
	"github.com/spf13/pflag":              {"cmd/lcs"},
	"github.com/tidwall/gjson":            {"stdlib", "value"},
	"github.com/vektah/gqlparser/v2":      {"lang/graphql"},
	"go.yaml.in/yaml/v3":                  {"scaffold"},
	"golang.org/x/crypto":                 {"stdlib"},
	"golang.org/x/net":                    {"stdlib", "stdlib/http"},
	"golang.org/x/oauth2":                 {"stdlib/http"},
	"golang.org/x/sys":                    {"cmd/lcs"},
	"golang.org/x/term":                   {"cmd/lcs"},
	"mvdan.cc/sh/v3":                      {"scaffold"},
	"golang.org/x/text":                   {"intake", "stdlib", "stdlib/http"},
}

// goPackage is what `go list` says of a package.
type goPackage struct {
	ImportPath string
	Imports    []string // of the package itself, without its tests
	Standard   bool
}

// packages lists the packages as they are built for the systems that have files
// of their own.
func packages(t *testing.T) []goPackage {
	t.Helper()
	var out []goPackage
	for _, system := range []string{"linux", "windows"} {
		list := exec.Command("go", "list", "-json=ImportPath,Imports", "./...")
		list.Env = append(os.Environ(), "GOOS="+system)
		listed, err := list.Output()
		if err != nil {
			var exit *exec.ExitError
			if errors.As(err, &exit) {
				t.Fatalf("go list: %s", exit.Stderr)
			}
			t.Fatal(err)
		}
		for decoder := json.NewDecoder(bytes.NewReader(listed)); ; {
			var p goPackage
			if err := decoder.Decode(&p); err == io.EOF {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			out = append(out, p)
		}
	}
	return out
}

func TestImportsFollowThePlan(t *testing.T) {
	t.Parallel()
	type edge struct{ from, to string }
	needed := map[edge]bool{}
	for _, p := range packages(t) {
		if p.ImportPath == "lcs" {
			continue // this test
		}
		room := strings.TrimPrefix(p.ImportPath, "lcs/")
		allowed, planned := rooms[room]
		if !planned {
			t.Errorf("package %s is in no plan: add it to rooms, or find its code another room", room)
			continue
		}
		for _, imported := range p.Imports {
			inside, isInside := strings.CutPrefix(imported, "lcs/")
			needed[edge{room, inside}] = true
			switch {
			case isInside && !slices.Contains(allowed, inside):
				t.Errorf("%s imports %s, which the plan does not allow", room, inside)
			case !isInside && isOutside(imported):
				if library := libraryOf(imported); !slices.Contains(libraries[library], room) {
					t.Errorf("%s imports %s, which the plan does not allow", room, imported)
				}
			}
		}
	}
	for room, allowed := range rooms {
		for _, other := range allowed {
			if !needed[edge{room, other}] {
				t.Errorf("the plan lets %s import %s, which it does not: take it out", room, other)
			}
		}
	}
}

// The table of CONTRIBUTING.md has every room, each below those that it imports.
func TestTheRoomsAreInTheOrderOfTheWay(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	table, _, _ := strings.Cut(string(text), "\n## House rules")
	row := map[string]int{}
	for i, found := range regexp.MustCompile("(?m)^\\| `([a-z0-9/]+)` \\|").FindAllStringSubmatch(table, -1) {
		if _, planned := rooms[found[1]]; !planned {
			t.Errorf("CONTRIBUTING.md has a room %s, and the plan has none", found[1])
		}
		row[found[1]] = i + 1
	}
	for room, allowed := range rooms {
		if row[room] == 0 && room != "spec" { // which has tests alone
			t.Errorf("CONTRIBUTING.md does not say what %s is", room)
		}
		for _, other := range allowed {
			if row[other] > row[room] {
				t.Errorf("CONTRIBUTING.md has %s below %s, which imports it", other, room)
			}
		}
	}
}

// isOutside reports whether an import path is neither the project's nor of the
// standard library.
func isOutside(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return strings.Contains(first, ".")
}

// libraryOf returns the listed library that an import path belongs to.
func libraryOf(imported string) string {
	for prefix := imported; prefix != "."; prefix = path.Dir(prefix) {
		if _, listed := libraries[prefix]; listed {
			return prefix
		}
	}
	return imported
}

// The libraries that are imported are those that CONTRIBUTING.md gives a reason
// for.
func TestEveryLibraryHasItsReason(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, p := range packages(t) {
		for _, imported := range p.Imports {
			if isOutside(imported) {
				used[libraryOf(imported)] = true
			}
		}
	}
	for library := range libraries {
		reasoned := bytes.Contains(text, []byte("| `"+library+"`"))
		if used[library] && !reasoned {
			t.Errorf("%s is imported, and CONTRIBUTING.md does not say why", library)
		}
		if !used[library] && reasoned {
			t.Errorf("CONTRIBUTING.md gives a reason for %s, which nothing imports", library)
		}
	}
}

// Everything but the command runs in a browser too, so that documentation can
// carry a live editor.
func TestTheCoreBuildsForWebAssembly(t *testing.T) {
	if testing.Short() {
		t.Skip("builds all packages for another system")
	}
	t.Parallel()
	args := []string{"build"}
	for _, room := range slices.Sorted(maps.Keys(rooms)) {
		if room != "cmd/lcs" && room != "spec" {
			args = append(args, "./"+room)
		}
	}
	build := exec.Command("go", args...)
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// sourceFiles yields the files of the project with these endings.
func sourceFiles(t *testing.T, endings ...string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "testdata" || strings.HasPrefix(entry.Name(), ".") && name != "."):
			return filepath.SkipDir
		case !entry.IsDir() && slices.Contains(endings, filepath.Ext(name)):
			out = append(out, filepath.ToSlash(name))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestFilesHaveOneSubject(t *testing.T) {
	t.Parallel()
	const most = 600
	vague := regexp.MustCompile(`(^|/)(utils?|helpers?|common|misc|manager|shared|stuff)(/|_test\.go$|\.go$)`)
	for _, name := range sourceFiles(t, ".go") {
		if vague.MatchString(name) {
			t.Errorf("%s has a name that says nothing", name)
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if lines := bytes.Count(text, []byte("\n")); lines > most && !strings.HasSuffix(name, "_test.go") {
			t.Errorf("%s has %d lines; a file has one subject and at most %d", name, lines, most)
		}
	}
}

// There is one clock: every moment and every wait goes through it, or tests on
// simulated time would not see them.
func TestThereIsOneClock(t *testing.T) {
	t.Parallel()
	direct := regexp.MustCompile(`\btime\.(Sleep|Now|After|AfterFunc|Tick|NewTimer|NewTicker|Since|Until)\(`)
	for _, name := range sourceFiles(t, ".go") {
		if strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "clock/") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			if found := direct.FindString(line); found != "" && !strings.HasPrefix(strings.TrimSpace(line), "//") {
				t.Errorf("%s:%d: %s…) goes around the clock", name, i+1, found)
			}
		}
	}
}
