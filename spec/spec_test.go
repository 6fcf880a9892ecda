package spec_test

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	nethttp "net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lcs/clock"
	"lcs/interp"
	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/lang/load"
	"lcs/scripttest"
	"lcs/stdlib"
	"lcs/stdlib/http"
	"lcs/value"
)

var update = flag.Bool("update", false, "rewrite diagnostics.md and the blocks of errors and output")

// moment is now in expressions.
var moment = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// Every block of lcs is checked; it yields the errors and values that the block
// after it says, and its tests pass.
func TestBlocks(t *testing.T) {
	if !*update { // nobody may read a page that is being written
		t.Parallel()
	}
	library := stdlib.New()
	for _, p := range pages(t) {
		if !p.handwritten() {
			continue
		}
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			files := filesOf(p)
			var talk *dialogue
			for _, b := range p.blocks {
				switch b.lang {
				case "lcs":
					checkBlock(t, library, b, files)
				case "repl":
					if talk == nil {
						talk = newDialogue(t, library)
						defer talk.session.Close()
					}
					talk.check(t, b)
				case "errors", "output", "sh", "text", "json", "toml":
				default:
					t.Errorf("%s:%d: there are no blocks of %q", p.name, b.line, b.lang)
				}
			}
			if *update {
				p.rewrite(t)
			}
		})
	}
}

// filesOf are the files of a page that its scripts can import.
func filesOf(p *page) map[string]string {
	files := map[string]string{}
	for _, b := range p.blocks {
		if name, found := strings.CutPrefix(b.info, "file "); found && b.lang == "lcs" {
			files[name] = b.text
		}
	}
	return files
}

func checkBlock(t *testing.T, library *stdlib.Library, b *block, files map[string]string) {
	t.Helper()
	if b.info == "expr" {
		checkExpressions(t, library, b)
		return
	}
	name := "script.lcs"
	if own, found := strings.CutPrefix(b.info, "file "); found {
		name = own
	}
	c, err := complete(b.info, b.text)
	if err != nil {
		t.Errorf("%s:%d: %v", b.page.name, b.line, err)
		return
	}
	info, list := load.Source(name, c.text, reader(files), library)
	compare(t, b, "errors", findings(list, c, name))
	if list.HasErrors() {
		return
	}
	program, problems := interp.Compile(info, library)
	if len(problems) > 0 {
		t.Errorf("%s:%d: the block does not compile:\n%s", b.page.name, b.line, findings(problems, c, name))
		return
	}
	suite := scripttest.New(info, program, library)
	for _, test := range suite.Tests() {
		if report := suite.Run(test); !report.Passed() {
			t.Errorf("%s:%d: %s", b.page.name, b.line, report)
		}
	}
}

// compare holds what a block yields against the block after it.
func compare(t *testing.T, b *block, lang, got string) {
	t.Helper()
	want := b.next(lang)
	switch {
	case want == nil && got != "":
		t.Errorf("%s:%d: the block yields\n%s", b.page.name, b.line, got)
	case want == nil:
	case *update && got != "":
		if got != want.text {
			want.replace = &got
		}
	case got != want.text:
		t.Errorf("%s:%d: the block should yield\n%sand yields\n%s", b.page.name, b.line, want.text, got)
	}
}

func reader(files map[string]string) load.Reader {
	return func(name string) ([]byte, error) {
		if text, ok := files[name]; ok {
			return []byte(text), nil
		}
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
}

// checkExpressions evaluates a block of expressions, one on each line.
func checkExpressions(t *testing.T, library *stdlib.Library, b *block) {
	t.Helper()
	var wrong, values strings.Builder
	for i, line := range strings.Split(strings.TrimSuffix(b.text, "\n"), "\n") {
		if strings.TrimSpace(line) == "" {
			t.Errorf("%s:%d: line %d of the expressions is blank", b.page.name, b.line, i+1)
			continue
		}
		c := expression(line)
		c.before -= i
		info, list := load.Source("script.lcs", c.text, nil, library)
		wrong.WriteString(findings(list, c, "script.lcs"))
		if list.HasErrors() {
			continue
		}
		values.WriteString(evaluate(t, library, info) + "\n")
	}
	compare(t, b, "errors", wrong.String())
	if b.next("output") == nil && b.next("errors") == nil {
		t.Errorf("%s:%d: nothing says what the expressions give", b.page.name, b.line)
	}
	if b.next("output") != nil {
		compare(t, b, "output", values.String())
	}
}

// evaluate runs a script for its example lead and returns the value of the
// expression in it, as JSON.
func evaluate(t *testing.T, library *stdlib.Library, info *check.Info) string {
	t.Helper()
	program, problems := interp.Compile(info, library)
	if problems.HasErrors() {
		return problems[0].Message
	}
	leads, problems := program.ExampleLeads()
	if problems.HasErrors() {
		t.Fatal(problems[0])
	}
	settings, _ := program.ExampleSettings()
	sim := clock.NewSimulated(moment)
	out := ""
	sim.Run(func() {
		run, problems := program.Start(context.Background(), interp.Options{
			Clock: sim, Settings: settings, Sender: farEnd{program}, KeepFrames: true, Seed: 1, RunID: "spec",
		})
		if problems.HasErrors() {
			out = problems[0].Message
			return
		}
		defer run.Close()
		result := run.Together(leads[:1])[0]
		if result.Outcome != interp.Success {
			out = "error: " + result.Reason
			return
		}
		out = shown(result.Frame().Get(slotOf(info)))
	})
	return out
}

func slotOf(info *check.Info) int {
	for _, item := range info.File.Items {
		if let, ok := item.(*ast.Let); ok && let.Name.Text == resultName {
			return info.Vars[let].Slot
		}
	}
	return -1
}

func shown(v any) string {
	if v == nil {
		return "missing"
	}
	text, err := value.AppendJSON(nil, v)
	if err != nil {
		return "error: " + err.Error()
	}
	return string(text)
}

// farEnd answers every request with the first example of its step.
type farEnd struct{ program *interp.Program }

func (f farEnd) Send(_ context.Context, r *http.Request) *http.Exchange {
	x := &http.Exchange{Request: r, Status: nethttp.StatusOK, Header: nethttp.Header{}}
	if replies := f.program.Replies(r.Step, false); len(replies) > 0 {
		x.Status, x.Header, x.Body = replies[0].Status, replies[0].Header, replies[0].Body
	}
	return x
}

var (
	tagWord  = regexp.MustCompile(`'([a-z_]+)'`)
	codeName = regexp.MustCompile(`\bLCS\d{4}\b`)
)

// The reference speaks of every word of the grammar, and of codes that exist,
// some of each group.
func TestNothingIsLeftOut(t *testing.T) {
	t.Parallel()
	var text, code strings.Builder
	for _, p := range pages(t) {
		if p.handwritten() {
			text.WriteString(strings.Join(p.lines, "\n") + "\n")
			code.WriteString(p.code())
		}
	}
	all, spans := text.String(), code.String()
	rules, err := os.ReadFile("../lang/grammar/rules.go")
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]bool{}
	for line := range strings.SplitSeq(string(rules), "\n") {
		if _, tag, found := strings.Cut(line, "parser:"); found {
			for _, m := range tagWord.FindAllStringSubmatch(tag, -1) {
				words[m[1]] = true
			}
		}
	}
	if len(words) < 80 {
		t.Errorf("the grammar has %d words; there are at least 80", len(words))
	}
	for word := range words {
		if !regexp.MustCompile(`\b` + word + `\b`).MatchString(spans) {
			t.Errorf("no page explains the word %q", word)
		}
	}
	groups := map[string]bool{}
	for _, code := range codeName.FindAllString(all, -1) {
		if _, ok := diag.Lookup(diag.Code(code)); !ok {
			t.Errorf("a page names %s, which does not exist", code)
		}
		groups[code[:4]] = true
	}
	for _, entry := range diag.Catalogue() {
		if group := string(entry.Code[:4]); !groups[group] {
			groups[group] = true
			t.Errorf("no page names a code of %sxxx", group)
		}
	}
}

// The page of diagnostics is made from their catalogue.
func TestDiagnosticsAreCurrent(t *testing.T) {
	if !*update {
		t.Parallel()
	}
	want := diagnosticsPage()
	if *update {
		if err := os.WriteFile("diagnostics.md", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("diagnostics.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) == want {
		return
	}
	a, b := strings.Split(string(got), "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			t.Fatalf("diagnostics.md is stale at line %d: it has\n%s\nand should have\n%s\ngo test ./spec -update rewrites it", i+1, a[i], b[i])
		}
	}
	t.Fatal("diagnostics.md is stale; go test ./spec -update rewrites it")
}

// groupTitles are the groups of codes, by their first digit.
var groupTitles = []struct{ digit, title string }{
	{"1", "Text and grammar"}, {"2", "Names and types"}, {"3", "Missing values, handlers, places of items"},
	{"4", "Encoding by place"}, {"5", "Secrets"}, {"6", "Imports, unused names, silencing"},
	{"7", "Running: inputs, settings, leads, tests"}, {"8", "Advice"},
}

func diagnosticsPage() string {
	var b strings.Builder
	b.WriteString("# Diagnostics\n\nThis page is made from the catalogue of codes; `lcs explain CODE` prints the same for one of them.\n" +
		"A code is never used again for something else. How a diagnostic is read, made an error or silenced is in\n" +
		"[running](running.md#checking).\n")
	catalogue := diag.Catalogue()
	for _, group := range groupTitles {
		fmt.Fprintf(&b, "\n- [LCS%sxxx %s](#%s)", group.digit, group.title, anchors("# LCS" + group.digit + "xxx " + group.title)[0])
	}
	b.WriteString("\n")
	for _, group := range groupTitles {
		fmt.Fprintf(&b, "\n## LCS%sxxx %s\n", group.digit, group.title)
		for _, entry := range catalogue {
			if entry.Code[3:4] == diag.Code(group.digit) {
				writeEntry(&b, entry)
			}
		}
	}
	return b.String()
}

func writeEntry(b *strings.Builder, entry diag.Entry) {
	kind := entry.Severity.String()
	if entry.Runtime {
		kind += ", found while running or reading"
	}
	fmt.Fprintf(b, "\n### %s %s\n\n%s: %s\n", entry.Code, entry.Name, strings.ToUpper(kind[:1])+kind[1:], entry.Occurs)
	fence := func(title, text string) {
		if text = strings.TrimRight(text, "\n"); text != "" {
			fmt.Fprintf(b, "\n%s\n\n```text\n%s\n```\n", title, printable(text))
		}
	}
	fence("Example:", entry.Example)
	names := make([]string, 0, len(entry.Files))
	for name := range entry.Files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fence("With `"+name+"`:", entry.Files[name])
	}
	fence("Mended:", entry.Mend)
}

// printable shows bytes that are no text by their numbers, and cuts what no one
// would read.
func printable(text string) string {
	var b strings.Builder
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		if len(line) > 300 {
			line = line[:40] + " … " + line[len(line)-10:]
		}
		for j, r := range line {
			switch {
			case r == '�' && line[j] != 0xEF:
				fmt.Fprintf(&b, "<%02X>", line[j])
			case r < ' ' && r != '\t':
				fmt.Fprintf(&b, "<%02X>", r)
			default:
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}
