package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fence is a fenced block of a page of docs. What follows the language says what
// the test does with it:
//
//	lcs flow.lcs     writes the file; so with every language
//	diff flow.lcs    edits the file: its lines with - become those with +
//	sh               runs each command; a text block behind it is what they print
//	sh by hand       is not run: it needs what a test has not
//	sh partner FILE  runs each command as sh, and https://api.partner.example is
//	                 at hand: it answers with the file
//	text exit 3      the last command ends with that code
//	lcs              a whole script, which is checked and whose tests are run
//	lcs examples/…   is part of that example, line by line
type fence struct {
	line       int // of its opening, from 1
	lang, info string
	text       string
}

func fences(t *testing.T, page string, lines []string) []*fence {
	t.Helper()
	var all []*fence
	var open *fence
	for i, line := range lines {
		rest, isFence := strings.CutPrefix(line, "```")
		switch {
		case !isFence && open != nil:
			open.text += line + "\n"
		case isFence && open != nil:
			open = nil
		case isFence:
			lang, info, _ := strings.Cut(rest, " ")
			open = &fence{line: i + 1, lang: lang, info: strings.TrimSpace(info)}
			all = append(all, open)
		}
	}
	if open != nil {
		t.Fatalf("%s:%d: the block is not closed", page, open.line)
	}
	return all
}

// TestDocs follows each page of docs to the letter, in a directory of its own.
func TestDocs(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil || len(pages) == 0 {
		t.Fatal("docs has no pages", err)
	}
	command := asLCS(t)
	for _, page := range pages {
		t.Run(strings.TrimSuffix(filepath.Base(page), ".md"), func(t *testing.T) {
			t.Parallel()
			r := &reader{T: t, page: page, dir: t.TempDir(), path: filepath.Dir(command)}
			r.follow()
		})
	}
}

// reader is somebody who does what a page says.
type reader struct {
	*testing.T
	page  string
	dir   string
	path  string // of lcs
	lines []string
}

func (r *reader) follow() {
	text, err := os.ReadFile(r.page)
	if err != nil {
		r.Fatal(err)
	}
	r.lines = strings.Split(string(text), "\n")
	all := fences(r.T, r.page, r.lines)
	changed := false
	for i, b := range all {
		file, _, _ := strings.Cut(b.info, " ")
		switch {
		case b.lang == "diff":
			r.edit(b, file)
		case strings.HasPrefix(file, "examples/"):
			r.quoted(b, file)
		case strings.Contains(file, ".") && b.lang != "sh":
			r.write(file, b.text)
		case b.lang == "sh" && (b.info == "" || strings.HasPrefix(b.info, "partner ")):
			var shown *fence
			if i+1 < len(all) && all[i+1].lang == "text" && r.adjacent(b, all[i+1]) {
				shown = all[i+1]
			}
			changed = r.run(b, shown) || changed
		case b.lang == "lcs":
			r.script(b)
		}
	}
	if changed {
		if err := os.WriteFile(r.page, []byte(r.updated(all)), 0o644); err != nil {
			r.Fatal(err)
		}
	}
}

// adjacent reports whether nothing but blank lines stands between two blocks.
func (r *reader) adjacent(a, b *fence) bool {
	between := r.lines[a.line+strings.Count(a.text, "\n")+1 : b.line-1]
	return strings.TrimSpace(strings.Join(between, "")) == ""
}

func (r *reader) write(file, text string) {
	if err := os.WriteFile(filepath.Join(r.dir, file), []byte(text), 0o644); err != nil {
		r.Fatal(err)
	}
}

// edit changes a file as a block of diff says: what stands before it, line by
// line, becomes what stands after it.
func (r *reader) edit(b *fence, file string) {
	text, err := os.ReadFile(filepath.Join(r.dir, file))
	if err != nil {
		r.Fatalf("%s:%d: %v", r.page, b.line, err)
	}
	var before, after strings.Builder
	for line := range strings.Lines(b.text) {
		if line[0] != '+' {
			before.WriteString(line[1:])
		}
		if line[0] != '-' {
			after.WriteString(line[1:])
		}
	}
	if strings.Count(string(text), before.String()) != 1 {
		r.Fatalf("%s:%d: %s does not have these lines once:\n%s\n%s", r.page, b.line, file, before.String(), text)
	}
	r.write(file, strings.Replace(string(text), before.String(), after.String(), 1))
}

// quoted holds a block against the example that it is taken from; the margin may
// be another.
func (r *reader) quoted(b *fence, file string) {
	text, err := os.ReadFile(filepath.Join("../..", file))
	if err != nil {
		r.Fatalf("%s:%d: %v", r.page, b.line, err)
	}
	if !strings.Contains(unindented(string(text)), unindented(b.text)) {
		r.Errorf("%s:%d: this is no part of %s", r.page, b.line, file)
	}
}

func unindented(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		out.WriteString(strings.TrimLeft(line, " "))
	}
	return out.String()
}

// run runs the commands of a block, and holds what they print against what the
// page shows. It reports whether the block was changed.
func (r *reader) run(b, shown *fence) bool {
	text, away := b.text, func(printed string) string { return printed }
	if file, found := strings.CutPrefix(b.info, "partner "); found {
		away = r.partner(file)
		text = allowing + text
	}
	command := exec.Command("sh", "-c", text)
	command.Dir = r.dir
	command.Env = append(os.Environ(), "NO_COLOR=1", "PATH="+r.path+string(os.PathListSeparator)+os.Getenv("PATH"))
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, &out
	_ = command.Run()
	printed := away(strings.ReplaceAll(out.String(), r.dir+"/", ""))
	want := 0
	if shown != nil {
		if code, found := strings.CutPrefix(shown.info, "exit "); found {
			want, _ = strconv.Atoi(code)
		}
	}
	if code := command.ProcessState.ExitCode(); code != want {
		r.Fatalf("%s:%d: the exit code is %d, want %d:\n%s%s", r.page, b.line, code, want, b.text, printed)
	}
	if shown == nil {
		return false
	}
	if diff := cmp.Diff(lasting(shown.text), lasting(printed)); diff == "" {
		return false
	} else if !*update {
		r.Errorf("%s:%d: -shown +printed\n%s", r.page, shown.line, diff)
		return false
	}
	shown.text = printed
	return true
}

// partnerURL is where the partner of the pages lives.
const partnerURL = "https://api.partner.example"

// allowing lets a command call the partner, who is on this machine.
const allowing = `lcs() { case $1 in record|run) command lcs "$@" --allow-private;; *) command lcs "$@";; esac; }
`

// partner lets a server stand for the partner, who answers with a file. What it
// returns ends that, and puts the partner's name into what was printed.
func (r *reader) partner(file string) (away func(printed string) string) {
	answer, err := os.ReadFile(filepath.Join(r.dir, file))
	if err != nil {
		r.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(answer)
	}))
	scripts, err := filepath.Glob(filepath.Join(r.dir, "*.lcs"))
	if err != nil {
		r.Fatal(err)
	}
	replace := func(from, to string) {
		for _, script := range scripts {
			text, err := os.ReadFile(script)
			if err != nil {
				r.Fatal(err)
			}
			r.write(filepath.Base(script), strings.ReplaceAll(string(text), from, to))
		}
	}
	replace(partnerURL, server.URL)
	return func(printed string) string {
		server.Close()
		replace(server.URL, partnerURL)
		return strings.ReplaceAll(printed, server.URL, partnerURL)
	}
}

// passing is what differs from run to run.
var passing = []struct {
	pattern *regexp.Regexp
	instead string
}{
	{regexp.MustCompile(`\b\d+(\.\d+)?([uµ]s|ms|s|m\d+(\.\d+)?s)\b`), "TIME"},
	{regexp.MustCompile(`\(\d+ per second\)`), "(RATE)"},
	{regexp.MustCompile(`\d+\.\d ms( \([a-z0-9., ]+\))?(, connection reused)?`), "TIMES"},
	{regexp.MustCompile(`Date: [A-Z][a-z]{2}, [0-9A-Za-z: ]+ GMT`), "Date: MOMENT"},
	{regexp.MustCompile(`\d{4}-\d\d-\d\dT[0-9:.]+Z`), "MOMENT"},
	{regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}`), "UUID"},
	{regexp.MustCompile(`[ \t]+`), " "},
	{regexp.MustCompile(`(?m) $`), ""},
}

// lasting is what is the same in every run.
func lasting(text string) string {
	for _, p := range passing {
		text = p.pattern.ReplaceAllString(text, p.instead)
	}
	return text
}

// script checks a whole script and runs its tests.
func (r *reader) script(b *fence) {
	file := fmt.Sprintf("block%d.lcs", b.line)
	r.write(file, b.text)
	for _, args := range [][]string{{"check", "--deny", "warnings", file}, {"fmt", "--check", file}, {"test", file}} {
		if stdout, stderr, code := lcs(r.T, r.dir, args...); code != exitOK {
			r.Errorf("%s:%d: lcs %s ends with %d:\n%s%s", r.page, b.line, args[0], code, stdout, stderr)
		}
	}
}

// updated is the page with what the commands print now.
func (r *reader) updated(all []*fence) string {
	lines := slices.Clone(r.lines)
	for _, b := range slices.Backward(all) {
		end := b.line
		for !strings.HasPrefix(lines[end], "```") {
			end++
		}
		lines = slices.Replace(lines, b.line, end, strings.Split(strings.TrimSuffix(b.text, "\n"), "\n")...)
	}
	return strings.Join(lines, "\n")
}

// The commands of the recipe for GitHub Actions do what they are there for.
func TestRecipeForCI(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/ci.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "flows"), 0o755); err != nil {
		t.Fatal(err)
	}
	commands := 0
	for _, b := range fences(t, "ci.md", strings.Split(string(text), "\n")) {
		switch b.lang {
		case "lcs":
			if err := os.WriteFile(filepath.Join(dir, "flows", "flow.lcs"), []byte(b.text), 0o644); err != nil {
				t.Fatal(err)
			}
		case "yaml":
			for line := range strings.Lines(b.text) {
				_, args, found := strings.Cut(line, "- run: lcs ")
				if !found {
					continue
				}
				commands++
				args, _, _ = strings.Cut(strings.TrimSpace(args), " > ")
				if stdout, stderr, code := lcs(t, dir, strings.Fields(args)...); code != exitOK {
					t.Errorf("lcs %s ends with %d:\n%s%s", args, code, stdout, stderr)
				}
			}
		}
	}
	if commands != 4 {
		t.Errorf("the recipe has %d commands of lcs, want 4", commands)
	}
}
