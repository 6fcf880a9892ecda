package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"lcs/lang/diag"
	"lcs/scripttest"
	"lcs/terminal"
)

// Options says how text is written.
type Options struct {
	Color   bool // ANSI colours
	Width   int  // of the terminal, in cells; 0: 80
	Verbose bool // passed tests, too, each with its attempts and logs
}

// Text writes reports for a person, one by one.
type Text struct {
	out            *bufio.Writer
	options        Options
	passed, failed int
}

// NewText returns a writer of text.
func NewText(w io.Writer, o Options) *Text {
	if o.Width <= 0 {
		o.Width = 80
	}
	return &Text{out: bufio.NewWriter(w), options: o}
}

func (t *Text) styled(style terminal.Style, text string) {
	t.out.WriteString(terminal.Screen{Color: t.options.Color}.Paint(text, style))
}

// line writes a line that fits the terminal; style is for all of it.
func (t *Text) line(style terminal.Style, text string) {
	t.styled(style, strings.TrimRight(cut(text, t.options.Width), " "))
	t.out.WriteByte('\n')
}

// Add writes one report: a failed one whole, a passed one as far as asked for.
func (t *Text) Add(r Result) error {
	word, style := "ok  ", terminal.Green
	if r.Passed() {
		t.passed++
	} else {
		t.failed++
		word, style = "FAIL", terminal.BoldRed
	}
	if !r.Passed() || t.options.Verbose || len(r.Warnings) > 0 {
		t.styled(style, word)
		title := cut(fmt.Sprintf(" %s: %s", r.Script, r.Title), t.options.Width-24)
		if !r.Passed() {
			t.styled(terminal.Bold, title)
		} else {
			t.out.WriteString(title)
		}
		t.out.WriteString(" (" + took(r.Elapsed) + " simulated)\n")
	}
	for i, f := range r.Failures {
		if i > 0 {
			t.out.WriteByte('\n')
		}
		t.failure(r, f)
	}
	for _, w := range r.Warnings {
		if !r.Passed() {
			t.out.WriteByte('\n')
		}
		t.warning(w)
	}
	if !r.Passed() || t.options.Verbose {
		if !r.Passed() && len(r.Attempts) > 0 {
			t.out.WriteByte('\n')
		}
		t.attempts(r.Attempts)
		t.logs(r.Logs)
	}
	if !r.Passed() || len(r.Warnings) > 0 {
		t.out.WriteByte('\n')
	}
	return t.out.Flush()
}

// Close writes how many tests passed and how many did not.
func (t *Text) Close() error {
	style := terminal.Green
	if t.failed > 0 {
		style = terminal.BoldRed
	}
	t.styled(style, fmt.Sprintf("%s passed, %d failed", terminal.Plural(t.passed, "test"), t.failed))
	t.out.WriteByte('\n')
	return t.out.Flush()
}

// indent stands before everything that belongs to a test.
const indent = "  "

func (t *Text) source(s diag.Span, severity diag.Severity, label string) {
	const gutter = 12 // the indent, a line number and the bar
	_ = diag.WritePlace(t.out, indent, s, severity, label, diag.TextOptions{Color: t.options.Color, Width: t.options.Width - gutter})
}

func (t *Text) failure(r Result, f *scripttest.Failure) {
	t.line("", indent+f.Message)
	t.source(place(f.Span, r), diag.Error, f.Label)
	widest := 0
	for _, p := range f.Parts {
		widest = max(widest, utf8.RuneCountInString(oneLine(p.Text)))
	}
	widest = min(widest, t.options.Width/2)
	for _, p := range f.Parts {
		t.out.WriteString(indent + indent)
		t.styled(terminal.BoldBlue, "= ")
		text := cut(oneLine(p.Text), widest)
		pad := strings.Repeat(" ", widest-utf8.RuneCountInString(text))
		if p.Compared {
			t.out.WriteString(text + pad + "  differs from what was expected\n")
			continue
		}
		t.out.WriteString(text + pad + "  ")
		t.styled(terminal.Bold, cut(p.Value, t.options.Width-widest-8))
		t.out.WriteByte('\n')
	}
	if f.Help != "" {
		t.line("", indent+indent+"= help: "+f.Help)
	}
	t.difference(f.Diff)
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// maxDiff is how many lines of a difference are shown.
const maxDiff = 60

func (t *Text) difference(lines []scripttest.DiffLine) {
	if len(lines) == 0 {
		return
	}
	t.out.WriteString(indent + indent)
	t.styled(terminal.BoldBlue, "= ")
	t.styled(terminal.BoldRed, "- expected")
	t.out.WriteString("  ")
	t.styled(terminal.Green, "+ found")
	t.out.WriteByte('\n')
	shown := lines
	if lines[len(lines)-1].Sign == '^' {
		shown = around(lines, t.options.Width-8)
	}
	for i, line := range shown {
		if i == maxDiff {
			t.line("", fmt.Sprintf("%s%s  … and %s more", indent, indent, terminal.Plural(len(lines)-i, "line")))
			break
		}
		style := map[byte]terminal.Style{'-': terminal.BoldRed, '+': terminal.Green, '~': terminal.BoldBlue}[line.Sign]
		switch line.Sign {
		case '^':
			line.Sign, style = ' ', terminal.Bold
		case '~':
			line.Sign, line.Text = ' ', "… "+line.Text
		}
		t.line(style, fmt.Sprintf("%s%s%c %s", indent, indent, line.Sign, line.Text))
	}
}

// around cuts two long texts to what stands around their first difference.
func around(lines []scripttest.DiffLine, width int) []scripttest.DiffLine {
	at := utf8.RuneCountInString(lines[len(lines)-1].Text) - 1
	from := 0
	if at > width*2/3 {
		from = at - width/2
	}
	out := make([]scripttest.DiffLine, len(lines))
	for i, line := range lines {
		text := []rune(line.Text)
		text = text[min(from, len(text)):]
		if from > 0 && line.Sign != '^' && len(text) > 0 {
			text[0] = '…'
		}
		out[i] = scripttest.DiffLine{Sign: line.Sign, Text: string(text)}
	}
	return out
}

func (t *Text) warning(w *diag.Diagnostic) {
	t.out.WriteString(indent)
	t.styled(terminal.BoldMagenta, "warning")
	t.out.WriteString(": " + w.Message + "\n")
	t.source(w.Span, diag.Warning, w.Label)
}

func (t *Text) logs(list []scripttest.Log) {
	for _, l := range list {
		t.line("", fmt.Sprintf("%s  %s: %s", indent, l.Level, oneLine(l.Text)))
	}
}
