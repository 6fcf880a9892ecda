package diag

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"lcs/terminal"
)

// TextOptions says how WriteText writes.
type TextOptions struct {
	Color bool // ANSI colours
	Width int  // cells of a source line that are shown; 0: 100
	Bare  bool // no empty line behind each, and no summary
}

// WriteText writes the diagnostics for a person: message, place and source
// with carets, and at the end how many there are.
//
//	error[LCS2003]: no field 'emial' on lead
//	  --> flow.lcs:31:21
//	   |
//	31 |       "email": "{{lead.emial}}",
//	   |                        ^^^^^ did you mean 'email'?
//	   = help: declare it in lead { } if it is a new field
func WriteText(w io.Writer, list List, o TextOptions) error {
	if len(list) == 0 {
		return nil
	}
	if o.Width <= 0 {
		o.Width = 100
	}
	out := &textWriter{Writer: bufio.NewWriter(w), options: o}
	for _, d := range list.Sorted() {
		out.diagnostic(d)
		if !o.Bare {
			out.WriteByte('\n')
		}
	}
	if !o.Bare {
		out.WriteString(Summary(list) + "\n")
	}
	return out.Flush()
}

// WritePlace writes a place with its source under carets, as WriteText does, for
// a report that says in its own words what is there. Each line is indented.
func WritePlace(w io.Writer, indent string, s Span, severity Severity, label string, o TextOptions) error {
	if o.Width <= 0 {
		o.Width = 100
	}
	var lines strings.Builder
	out := &textWriter{Writer: bufio.NewWriter(&lines), options: o, gutter: gutterOf(&Diagnostic{Span: s})}
	out.place("-->", s)
	out.source(s, "^", styleOf(severity), label)
	if err := out.Flush(); err != nil {
		return err
	}
	for line := range strings.Lines(lines.String()) {
		if _, err := io.WriteString(w, indent+line); err != nil {
			return err
		}
	}
	return nil
}

// Summary counts: "3 errors, 1 warning in 1 file".
func Summary(list List) string {
	var counts [3]int
	files := map[string]bool{}
	for _, d := range list.Sorted() {
		counts[d.Severity]++
		if d.Span.IsValid() {
			files[d.Span.File.Name] = true
		}
	}
	var parts []string
	for severity, n := range counts {
		if n > 0 {
			parts = append(parts, plural(n, Severity(severity).String()))
		}
	}
	if len(parts) == 0 {
		return "no errors"
	}
	text := strings.Join(parts, ", ")
	if len(files) > 0 {
		text += " in " + plural(len(files), "file")
	}
	return text
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

type textWriter struct {
	*bufio.Writer
	options TextOptions
	gutter  int // cells of the widest line number
}

func (w *textWriter) styled(style terminal.Style, text string) {
	w.WriteString(terminal.Screen{Color: w.options.Color}.Paint(text, style))
}

func styleOf(s Severity) terminal.Style {
	switch s {
	case Error:
		return terminal.BoldRed
	case Warning:
		return terminal.BoldMagenta
	}
	return terminal.BoldBlue
}

func (w *textWriter) diagnostic(d *Diagnostic) {
	head := d.Severity.String()
	if d.Code != "" {
		head += "[" + string(d.Code) + "]"
	}
	w.styled(styleOf(d.Severity), head)
	w.styled(terminal.Bold, ": "+terminal.Line(d.Message))
	w.WriteByte('\n')

	w.gutter = gutterOf(d)
	if d.Span.IsValid() {
		w.place("-->", d.Span)
		w.source(d.Span, "^", styleOf(d.Severity), d.Label)
	}
	for _, r := range d.Related {
		if !r.Span.IsValid() {
			w.footer("note", r.Message)
			continue
		}
		w.place(":::", r.Span)
		w.source(r.Span, "-", terminal.BoldBlue, r.Message)
	}
	if d.Help != "" {
		w.footer("help", d.Help)
	} else if d.Label == "" && len(d.Fixes) > 0 {
		w.footer("help", d.Fixes[0].Title)
	}
}

// gutterOf returns the width of the widest line number that d shows.
func gutterOf(d *Diagnostic) int {
	widest := 1
	see := func(s Span) {
		if s.IsValid() {
			line, _ := s.File.Position(int(s.End))
			widest = max(widest, len(strconv.Itoa(line)))
		}
	}
	see(d.Span)
	for _, r := range d.Related {
		see(r.Span)
	}
	return widest
}

func (w *textWriter) place(arrow string, s Span) {
	w.WriteString(strings.Repeat(" ", w.gutter))
	w.styled(terminal.BoldBlue, arrow)
	w.WriteString(" " + terminal.Line(s.String()) + "\n")
}

func (w *textWriter) footer(word, text string) {
	w.WriteString(strings.Repeat(" ", w.gutter+1))
	w.styled(terminal.BoldBlue, "= ")
	w.styled(terminal.Bold, word+": ")
	w.WriteString(terminal.Line(text) + "\n")
}

// bar writes the gutter of a line; number 0 is none.
func (w *textWriter) bar(number int) {
	text := ""
	if number > 0 {
		text = strconv.Itoa(number)
	}
	w.styled(terminal.BoldBlue, fmt.Sprintf("%*s |", w.gutter, text))
}

// source writes the lines under a span, marked.
func (w *textWriter) source(s Span, mark string, style terminal.Style, label string) {
	first, _ := s.File.Position(int(s.Start))
	last, _ := s.File.Position(int(max(s.Start, s.End-1)))
	w.bar(0)
	w.WriteByte('\n')
	if first == last {
		w.oneLine(s, first, mark, style, label)
	} else {
		w.lines(s, first, last, mark, style, label)
	}
}

func (w *textWriter) oneLine(s Span, number int, mark string, style terminal.Style, label string) {
	text, at := s.File.Line(number)
	view := layOut(text, int(s.Start)-at, int(s.End)-at, w.options.Width)
	w.line(number, " "+view.text)
	w.bar(0)
	w.WriteString(strings.Repeat(" ", view.start+1))
	w.styled(style, strings.Repeat(mark, view.end-view.start))
	w.label(view.end, style, label)
}

// lines writes a span over several lines: a bracket at the left, and of a long
// one only the first and the last lines.
func (w *textWriter) lines(s Span, first, last int, mark string, style terminal.Style, label string) {
	const most = 6
	for number := first; number <= last; number++ {
		if last-first >= most && number == first+3 {
			w.styled(terminal.BoldBlue, strings.Repeat(".", max(w.gutter, 3)))
			w.WriteByte('\n')
			number = last - 1
			continue
		}
		text, _ := s.File.Line(number)
		view := layOut(text, 0, 0, w.options.Width)
		w.bar(number)
		w.WriteByte(' ')
		w.styled(style, map[bool]string{true: "/", false: "|"}[number == first])
		if view.text != "" {
			w.WriteString(" " + view.text)
		}
		w.WriteByte('\n')
	}
	text, at := s.File.Line(last)
	view := layOut(text, int(s.End)-1-at, int(s.End)-at, w.options.Width)
	w.bar(0)
	w.WriteByte(' ')
	w.styled(style, "|"+strings.Repeat("_", view.start+1)+mark)
	w.label(view.end+2, style, label)
}

// label writes what the marks say, whose last cell is before end: behind them, or
// below where that would be too long.
func (w *textWriter) label(end int, style terminal.Style, text string) {
	text = terminal.Line(text)
	if text != "" && end+1+utf8.RuneCountInString(text) <= w.options.Width {
		w.WriteByte(' ')
		w.styled(style, text)
		text = ""
	}
	w.WriteByte('\n')
	if text == "" {
		return
	}
	lines, widest := terminal.Wrapped(text, w.options.Width), 0
	for _, line := range lines {
		widest = max(widest, utf8.RuneCountInString(line))
	}
	margin := strings.Repeat(" ", 1+max(0, min(end, w.options.Width)-widest))
	for _, line := range lines {
		w.bar(0)
		w.WriteString(margin)
		w.styled(style, line)
		w.WriteByte('\n')
	}
}

func (w *textWriter) line(number int, text string) {
	w.bar(number)
	w.WriteString(strings.TrimRight(text, " ") + "\n")
}
