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

// want holds the least shares, in percent: noticed, of those with one message,
// and with the first message within a line.
func (d *damage) want(t *testing.T, noticed, one, near float64) {
	t.Helper()
	for _, share := range []struct {
		what      string
		got, want float64
	}{
		{"noticed", percentOf(d.noticed, d.tried), noticed},
		{"one message", percentOf(d.one, d.noticed), one},
		{"first message within a line", percentOf(d.near, d.noticed), near},
	} {
		if share.got < share.want {
			t.Errorf("%s: %.1f %%, want %.0f %%", share.what, share.got, share.want)
		}
	}
}

// TestOneTokenOut takes single tokens out of valid scripts: what is noticed
// should give one message, on the line of the mistake.
func TestOneTokenOut(t *testing.T) {
	t.Parallel()
	var d damage
	damaged(t, 7, func(src *diag.File, token Token) {
		_, diags := Parse(diag.NewFile(src.Name, src.Text[:token.Start]+src.Text[token.End:]))
		line, _ := src.Position(int(token.Start))
		d.add(diags, line)
		if len(diags) > 1 {
			t.Logf("%s:%d without %q:\n%s", src.Name, line, token.Text(src.Text), listing(diags))
		}
	})
	d.log(t, "a token taken out")
	d.want(t, 85, 98, 99)
}

// TestJunkPutIn puts signs where they do not belong.
func TestJunkPutIn(t *testing.T) {
	t.Parallel()
	var d damage
	junk := []string{"}", "{", "{{", "}}", "\"", ")", "(", "]", ",", ":", "=", "x", "42", "|"}
	n := 0
	damaged(t, 17, func(src *diag.File, token Token) {
		sign := junk[n%len(junk)]
		n++
		_, diags := Parse(diag.NewFile(src.Name, src.Text[:token.Start]+" "+sign+" "+src.Text[token.Start:]))
		line, _ := src.Position(int(token.Start))
		d.add(diags, line)
	})
	d.log(t, "junk put in")
	d.want(t, 75, 85, 97)
}

// TestCutOff ends scripts in the middle: one thing is missing, what closes what
// is open.
func TestCutOff(t *testing.T) {
	t.Parallel()
	var d damage
	damaged(t, 17, func(src *diag.File, token Token) {
		text := src.Text[:token.Start]
		_, diags := Parse(diag.NewFile(src.Name, text))
		line, _ := diag.NewFile("", strings.TrimSpace(text)).Position(len(text))
		d.add(diags, line)
	})
	d.log(t, "file cut off")
	d.want(t, 90, 95, 97)
}

// damaged calls try with every n-th token of the scripts.
func damaged(t *testing.T, n int, try func(*diag.File, Token)) {
	all := snippets(t)
	for offset, name := range slices.Sorted(maps.Keys(all)) {
		src := diag.NewFile(name, all[name])
		for i, token := range Tokens(src) {
			if token.Kind != Comment && (i+offset)%n == 0 {
				try(src, token)
			}
		}
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
