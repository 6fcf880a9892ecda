package grammar

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"lcs/lang/diag"
)

// damage is what became of scripts with one mistake each.
type damage struct {
	tried, noticed, one, two, many, near int
}

func (d *damage) add(diags diag.List, line int) {
	d.tried++
	if len(diags) == 0 {
		return
	}
	d.noticed++
	switch len(diags) {
	case 1:
		d.one++
	case 2:
		d.two++
	default:
		d.many++
	}
	if at, _ := diags[0].Span.Position(); at >= line-1 && at <= line+1 {
		d.near++
	}
}

func percentOf(part, whole int) float64 { return 100 * float64(part) / float64(max(whole, 1)) }

func (d *damage) log(t *testing.T, what string) {
	t.Logf("%s: %d tried, %.1f %% noticed; of those %.1f %% one message, %.1f %% two, %.1f %% more; first message within a line %.1f %%",
		what, d.tried, percentOf(d.noticed, d.tried), percentOf(d.one, d.noticed), percentOf(d.two, d.noticed),
		percentOf(d.many, d.noticed), percentOf(d.near, d.noticed))
}

// TestOneTokenOut takes single tokens out of valid scripts: what is noticed
// should give one message, on the line of the mistake.
func TestOneTokenOut(t *testing.T) {
	t.Parallel()
	all := snippets(t)
	var d damage
	worst := map[string]int{}
	for n, name := range slices.Sorted(maps.Keys(all)) {
		text := all[name]
		src := diag.NewFile(name, text)
		for i, token := range Tokens(src) {
			if token.Kind == Comment || (i+n)%4 != 0 {
				continue
			}
			broken := diag.NewFile(name, text[:token.Start]+text[token.End:])
			_, diags := Parse(broken)
			line, _ := src.Position(int(token.Start))
			d.add(diags, line)
			if len(diags) > 1 {
				worst[token.Kind.String()]++
				if testing.Verbose() && len(diags) > 1 {
					t.Logf("%s:%d without %q:\n%s", name, line, token.Text(text), listing(diags))
				}
			} else if len(diags) == 1 {
				if at, _ := diags[0].Span.Position(); at < line-1 || at > line+1 {
					t.Logf("FAR %s:%d without %q:\n%s", name, line, token.Text(text), listing(diags))
				}
			}
		}
	}
	d.log(t, "a token taken out")
	t.Log("more than one message, by kind:", worst)
	if one := percentOf(d.one, d.noticed); one < 85 {
		t.Errorf("one message in %.1f %%, want 85", one)
	}
	if near := percentOf(d.near, d.noticed); near < 97 {
		t.Errorf("first message within a line in %.1f %%, want 97", near)
	}
}

// TestMistakes parses a file of separate mistakes: each has its message, on its
// line, and nothing follows from one that was told already.
func TestMistakes(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/mistakes.lcs")
	if err != nil {
		t.Fatal(err)
	}
	_, diags := Parse(diag.NewFile("mistakes.lcs", string(text)))
	golden(t, "mistakes.txt", listing(diags))
}

// TestMessages holds what is said of small mistakes. The file has a source and,
// below the ----, its messages; the cases stand between ====.
func TestMessages(t *testing.T) {
	t.Parallel()
	const between, below = "\n====\n", "\n----\n"
	text, err := os.ReadFile("testdata/messages.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, c := range strings.Split(strings.TrimSuffix(string(text), "\n"), between) {
		source, _, _ := strings.Cut(c, below)
		_, diags := Parse(diag.NewFile("x.lcs", source+"\n"))
		if !diags.HasErrors() {
			t.Errorf("no message for:\n%s", source)
		}
		out = append(out, source+below+strings.TrimSuffix(listing(diags), "\n"))
	}
	golden(t, "messages.txt", strings.Join(out, between)+"\n")
}
