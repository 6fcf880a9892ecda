package spec_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// generated are the pages that others make from what they know: of their
// blocks, their own tests are in charge.
var generated = []string{"functions.md", "differences.md", "diagnostics.md"}

// page is one file of the reference.
type page struct {
	name   string
	lines  []string
	blocks []*block
}

// block is a fenced block of a page.
type block struct {
	page    *page
	line    int    // of its opening fence, from 1
	lang    string // the first word behind the fence
	info    string // what follows it
	text    string // with a newline at the end, if it has lines
	replace *string
}

// next returns the block that follows b at once, with nothing but blank lines
// between the two, when it is of that language.
func (b *block) next(lang string) *block {
	i := slices.Index(b.page.blocks, b) + 1
	if i == len(b.page.blocks) || b.page.blocks[i].lang != lang {
		return nil
	}
	n := b.page.blocks[i]
	for _, line := range b.page.lines[b.line+strings.Count(b.text, "\n")+1 : n.line-1] {
		if strings.TrimSpace(line) != "" {
			return nil
		}
	}
	return n
}

func (p *page) handwritten() bool { return !slices.Contains(generated, p.name) }

// prose is the page without its blocks.
func (p *page) prose() string {
	var b strings.Builder
	fenced := false
	for _, line := range p.lines {
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
			continue
		}
		if !fenced {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// code is what stands between backticks in the prose of a page, a span on each
// line.
func (p *page) code() string {
	var b strings.Builder
	for line := range strings.SplitSeq(p.prose(), "\n") {
		for i, span := range strings.Split(line, "`") {
			if i%2 == 1 {
				b.WriteString(span + "\n")
			}
		}
	}
	return b.String()
}

func pages(t *testing.T) []*page {
	t.Helper()
	names, err := filepath.Glob("*.md")
	if err != nil || len(names) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	all := make([]*page, len(names))
	for i, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all[i] = parsePage(t, name, string(text))
	}
	return all
}

func parsePage(t *testing.T, name, text string) *page {
	t.Helper()
	p := &page{name: name, lines: strings.Split(strings.TrimSuffix(text, "\n"), "\n")}
	var open *block
	for i, line := range p.lines {
		rest, fence := strings.CutPrefix(line, "```")
		switch {
		case !fence && open != nil:
			open.text += line + "\n"
		case !fence:
		case open != nil:
			open = nil
		default:
			lang, info, _ := strings.Cut(rest, " ")
			open = &block{page: p, line: i + 1, lang: lang, info: strings.TrimSpace(info)}
			p.blocks = append(p.blocks, open)
		}
	}
	if open != nil {
		t.Errorf("%s:%d: the block is not closed", name, open.line)
	}
	return p
}

// rewrite writes the page with what its blocks were replaced by.
func (p *page) rewrite(t *testing.T) {
	t.Helper()
	changed := false
	for _, b := range slices.Backward(p.blocks) {
		if b.replace == nil {
			continue
		}
		changed = true
		lines := strings.Split(strings.TrimSuffix(*b.replace, "\n"), "\n")
		p.lines = slices.Replace(p.lines, b.line, b.line+strings.Count(b.text, "\n"), lines...)
	}
	if !changed {
		return
	}
	if err := os.WriteFile(p.name, []byte(strings.Join(p.lines, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

var ruleID = regexp.MustCompile(`^\*\*([A-Z]+)-(\d+)\*\* `)

// Each rule has its own id, and at least one block that shows it.
func TestEveryRuleIsShown(t *testing.T) {
	t.Parallel()
	prefixes := map[string]string{}
	for _, p := range pages(t) {
		if !p.handwritten() {
			continue
		}
		seen := map[string]bool{}
		last, lastLine, shown := "", 0, true
		finish := func() {
			if !shown {
				t.Errorf("%s:%d: rule %s is not shown by a block", p.name, lastLine, last)
			}
		}
		fenced := false
		for i, line := range p.lines {
			if strings.HasPrefix(line, "```") {
				fenced, shown = !fenced, true
				continue
			}
			if fenced {
				continue
			}
			if strings.HasPrefix(line, "#") {
				finish()
				shown = true
			}
			m := ruleID.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			finish()
			id := m[1] + "-" + m[2]
			if other := prefixes[m[1]]; other != "" && other != p.name {
				t.Errorf("%s:%d: the prefix of %s belongs to %s", p.name, i+1, id, other)
			}
			prefixes[m[1]] = p.name
			if seen[id] {
				t.Errorf("%s:%d: rule %s is there twice", p.name, i+1, id)
			}
			seen[id] = true
			last, lastLine, shown = id, i+1, false
		}
		finish()
		if len(seen) == 0 && p.name != "README.md" {
			t.Errorf("%s has no rules", p.name)
		}
	}
}

var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// Links within the project lead somewhere, down to the heading.
func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	for _, p := range pages(t) {
		for _, m := range link.FindAllStringSubmatch(p.prose(), -1) {
			target := m[1]
			if strings.Contains(target, "://") {
				continue
			}
			file, anchor, _ := strings.Cut(target, "#")
			if file == "" {
				file = p.name
			}
			text, err := os.ReadFile(file)
			if err != nil {
				if info, statErr := os.Stat(file); statErr == nil && info.IsDir() {
					continue
				}
				t.Errorf("%s: the link %s is broken: %v", p.name, target, err)
				continue
			}
			if anchor != "" && !slices.Contains(anchors(string(text)), anchor) {
				t.Errorf("%s: %s has no heading #%s", p.name, file, anchor)
			}
		}
	}
}

// anchors are the names that headings have in a link.
func anchors(text string) []string {
	var all []string
	for line := range strings.SplitSeq(text, "\n") {
		if !strings.HasPrefix(line, "#") {
			continue
		}
		var b strings.Builder
		for _, r := range strings.ToLower(strings.TrimSpace(strings.TrimLeft(line, "#"))) {
			switch {
			case r == ' ':
				b.WriteByte('-')
			case r == '-' || r == '_' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
				b.WriteRune(r)
			}
		}
		all = append(all, b.String())
	}
	return all
}

// Pages that are read in order are named in the index.
func TestTheIndexNamesEveryPage(t *testing.T) {
	t.Parallel()
	index, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages(t) {
		if p.name != "README.md" && !strings.Contains(string(index), "]("+p.name+")") {
			t.Errorf("README.md does not name %s", p.name)
		}
	}
}
