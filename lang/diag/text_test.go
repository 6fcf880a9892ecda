package diag_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"lcs/lang/diag"
)

func render(d *diag.Diagnostic, width int) string {
	var b bytes.Buffer
	if err := diag.WriteText(&b, diag.List{d}, diag.TextOptions{Width: width}); err != nil {
		panic(err)
	}
	return b.String()
}

// marked returns what stands above the carets of a rendered diagnostic.
func marked(t *testing.T, out string) string {
	t.Helper()
	lines := strings.Split(out, "\n")
	for i, line := range lines {
		start := strings.IndexByte(line, '^')
		if start < 0 || !strings.HasPrefix(strings.TrimSpace(line), "|") {
			continue
		}
		above := []rune(lines[i-1])
		end := min(strings.LastIndexByte(line, '^')+1, len(above))
		return string(above[min(start, end):end])
	}
	t.Fatalf("no carets in:\n%s", out)
	return ""
}

func TestCarets(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, part, want string }{
		{"let x = lead.emial\n", "emial", "emial"},
		{"\t\tlet x = lead.emial\n", "emial", "emial"},
		{"let\tx = lead.emial\n", "emial", "emial"},
		{"é ü lead.emial", "emial", "emial"},
		{"lead.emial\r\nnext", "emial", "emial"},
		{"a\x1b[31m lead.emial", "emial", "emial"},
		{"a\xff\xfe lead.emial", "emial", "emial"},
	} {
		f := diag.NewFile("a.lcs", test.text)
		out := render(&diag.Diagnostic{Span: at(t, f, test.part, 1)}, 0)
		if got := marked(t, out); got != test.want {
			t.Errorf("%q: the carets mark %q in:\n%s", test.text, got, out)
		}
	}
}

// A terminal draws a wide character in two cells and an accent in none; the
// carets count cells.
func TestCaretsCountCells(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"日本 lead.emial":      "1 | 日本 lead.emial\n  |           ^^^^^\n",
		"e\u0301 lead.emial": "1 | e\u0301 lead.emial\n  |        ^^^^^\n",
	} {
		f := diag.NewFile("a.lcs", text)
		out := render(&diag.Diagnostic{Span: at(t, f, "emial", 1)}, 0)
		if !strings.Contains(out, want) {
			t.Errorf("want\n%sin\n%s", want, out)
		}
	}
}

func TestAnExcerptHasItsTrueLine(t *testing.T) {
	t.Parallel()
	f := diag.NewExcerpt("leads.csv", "a,b,c", 4711, 1)
	out := render(&diag.Diagnostic{Message: "m", Span: at(t, f, "b", 1)}, 0)
	if want := "    --> leads.csv:4711:3\n     |\n4711 | a,b,c\n     |   ^\n"; !strings.Contains(out, want) {
		t.Errorf("want\n%sin\n%s", want, out)
	}
}

func TestALineOfMegabytesIsCheap(t *testing.T) {
	f := diag.NewFile("a.lcs", strings.Repeat("é", 5<<20))
	got := testing.AllocsPerRun(1, func() { render(&diag.Diagnostic{Span: f.At(5<<20, 5<<20+2)}, 0) })
	if got > 5000 {
		t.Errorf("%v allocations", got)
	}
}

// Whatever stands in a file, nothing in it reaches the terminal's controls, and
// no line of source is wider than asked.
func TestTextIsHarmless(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.RuneFrom([]rune("\n\t\r{}\"a\x1b\u202e日")))).Draw(t, "text")
		text += string(rapid.SliceOfN(rapid.Byte(), 0, 8).Draw(t, "bytes"))
		out := renderPart(t, text, rapid.IntRange(10, 60).Draw(t, "width"))
		for _, r := range out {
			if r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
				t.Fatalf("%q is in the output", r)
			}
		}
	})
}

// What the marks say stands below them where there is no room beside them.
func TestLongLabel(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("x", 30) + " lead.emial"
	d := &diag.Diagnostic{Severity: diag.Error, Message: "no field", Span: diag.NewFile("a.lcs", text).At(36, 41)}
	for label, want := range map[string]string{
		"did you mean 'email'?": "  |                                     ^^^^^\n  |                     did you mean 'email'?\n",
		"it is":                 "  |                                     ^^^^^ it is\n",
		"one of email, phone, first_name, last_name and state": "  |                                     ^^^^^\n" +
			"  | one of email, phone, first_name, last_name and\n  | state\n",
	} {
		d.Label = label
		if got := render(d, 48); !strings.Contains(got, want) {
			t.Errorf("%s:\n%s", label, got)
		}
	}
}

func TestTextIsNoWiderThanAsked(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("abc \t\n"))).Draw(t, "text")
		width := rapid.IntRange(10, 40).Draw(t, "width")
		out := renderPart(t, text, width)
		for _, line := range strings.Split(out, "\n") {
			if utf8.RuneCountInString(line) > width+8 && !strings.Contains(line, "= ") && !strings.HasPrefix(line, "error") && len(strings.Fields(line)) > 2 { // but one word
				t.Fatalf("a line of %d: %q", utf8.RuneCountInString(line), line)
			}
		}
	})
}

// renderPart renders a diagnostic about some part of text that says text
// wherever a person or a partner may have had a say.
func renderPart(t *rapid.T, text string, width int) string {
	start := rapid.IntRange(0, len(text)).Draw(t, "start")
	end := rapid.IntRange(start, len(text)).Draw(t, "end")
	part := diag.NewFile("a.lcs", text).At(start, end)
	return render(&diag.Diagnostic{
		Message: text, Label: text, Help: text, Span: part, Related: []diag.Related{{Span: part, Message: text}},
	}, width)
}
