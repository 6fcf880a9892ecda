package summary

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"lcs/interp"
	"lcs/terminal"
)

const (
	nameWidth = 22 // of a step
	indent    = 2  // of what stands under a title
	gap       = 2  // between columns
	most      = 10 // reasons, errors and alerts that are shown
)

// WriteText writes a summary for people, in characters that every console has.
func WriteText(w io.Writer, s *Summary, screen terminal.Screen) {
	t := &text{w, screen}
	fmt.Fprintf(w, "%s in %s%s%s\n", terminal.Plural(s.Leads, "lead"), terminal.Time(time.Duration(s.Elapsed)), rateOf(s), earlierOf(s))
	t.outcomes(s)
	t.reasons(s)
	t.steps(s)
	t.attempts(s)
	t.errors(s)
	t.alerts(s)
}

// text is a summary being written.
type text struct {
	w      io.Writer
	screen terminal.Screen
}

var styles = map[interp.Outcome]terminal.Style{
	interp.Success: terminal.Green, interp.Queued: terminal.BoldBlue,
	interp.Error: terminal.Red, interp.Unknown: terminal.Magenta,
}

// outcome is a lead's outcome as the first word of a line.
func (t *text) outcome(o interp.Outcome) string {
	return t.screen.Paint(fmt.Sprintf("%-8s", o), styles[o])
}

func (t *text) title(name string) {
	fmt.Fprintf(t.w, "\n%s\n", t.screen.Paint(name, terminal.Bold))
}

func rateOf(s *Summary) string {
	if s.Leads < 100 || time.Duration(s.Elapsed) < 100*time.Millisecond {
		return ""
	}
	return fmt.Sprintf(", %.0f a second", s.Rate)
}

// earlierOf counts the leads that came out before the run was taken up.
func earlierOf(s *Summary) string {
	if s.Earlier == 0 {
		return ""
	}
	return fmt.Sprintf(", %d with those before", s.Leads+s.Earlier)
}

func (t *text) outcomes(s *Summary) {
	for _, o := range outcomeOrder {
		if n := s.Outcomes[o]; n > 0 {
			fmt.Fprintf(t.w, "  %s %6d  %5s\n", t.outcome(o), n, percentage(n, s.Leads+s.Earlier))
		}
	}
	if s.Flagged > 0 {
		fmt.Fprintf(t.w, "  %-8s %6d  %5s\n", "flagged", s.Flagged, percentage(s.Flagged, s.Leads))
	}
}

// percentage does not call all what is not all, nor nothing what is something.
func percentage(n, of int) string {
	p := 100 * float64(n) / float64(of)
	switch {
	case n < of && p >= 99.5:
		return ">99%"
	case n > 0 && p < 0.5:
		return "<1%"
	}
	return fmt.Sprintf("%.0f%%", p)
}

// reasons prints the most frequent reasons of leads that did not succeed.
func (t *text) reasons(s *Summary) {
	if len(s.Reasons) == 0 {
		return
	}
	t.title("reasons")
	for _, why := range s.Reasons[:min(most, len(s.Reasons))] {
		text := why.Text
		if why.Code != "" {
			text += " (" + string(why.Code) + ")"
		}
		t.line(why.Leads, t.outcome(why.Outcome), 8, text)
	}
	t.more(len(s.Reasons))
}

// line prints how often something was met, a word of so many columns, and a text,
// of which two lines are shown.
func (t *text) line(n int, word string, wordWidth int, text string) {
	indent := 12 + wordWidth
	room := t.screen.Width - indent
	lines := terminal.Wrapped(terminal.Shortened(text, 2*room), room)
	if len(lines) > 2 {
		lines = []string{lines[0], strings.Join(lines[1:], " ")}
	}
	fmt.Fprintf(t.w, "  %6d  %s  %s\n", n, word, terminal.Shortened(lines[0], room))
	for _, more := range lines[1:] {
		fmt.Fprintf(t.w, "%*s%s\n", indent, "", terminal.Shortened(more, room))
	}
}

func (t *text) more(n int) {
	if n > most {
		fmt.Fprintf(t.w, "          and %d more\n", n-most)
	}
}

// cells is a column of a table of steps.
type cells struct {
	head string
	of   func(*Step) string
	kept bool // even when all of it is nothing
}

func counts(head string, kept bool, of func(*Step) int) cells {
	return cells{head, func(s *Step) string {
		if n := of(s); n != 0 {
			return strconv.Itoa(n)
		}
		return nothing
	}, kept}
}

func times(head string, of func(*interp.Times) time.Duration) cells {
	return cells{head, func(s *Step) string {
		if s.times.Count() == 0 {
			return nothing
		}
		return terminal.Time(of(&s.times))
	}, true}
}

// nothing stands in cells where a zero would draw the eye.
const nothing = "-"

func (t *text) steps(s *Summary) {
	t.table("steps", s.Steps, []cells{
		{"good", func(s *Step) string {
			if s.SuccessRate == nil {
				return nothing
			}
			good, of := s.Live+s.Cached+s.recovered(), s.Refused+s.Failed+s.Unknown
			return percentage(good, good+of)
		}, true},
		counts("live", true, func(s *Step) int { return s.Live }),
		counts("cached", false, func(s *Step) int { return s.Cached }),
		counts("recovered", false, (*Step).recovered),
		counts("skipped", false, func(s *Step) int { return s.Skipped }),
		counts("refused", false, func(s *Step) int { return s.Refused }),
		counts("queued", false, func(s *Step) int { return s.Queued }),
		counts("failed", true, func(s *Step) int { return s.Failed + s.Unknown }),
	})
}

func (t *text) attempts(s *Summary) {
	sent := slices.DeleteFunc(slices.Clone(s.Steps), func(s Step) bool { return s.Attempts == 0 })
	t.table("attempts", sent, []cells{
		counts("count", true, func(s *Step) int { return s.Attempts }),
		counts("retries", false, func(s *Step) int { return s.Retries }),
		counts("timeouts", false, func(s *Step) int { return s.Timeouts }),
		times("p50", func(t *interp.Times) time.Duration { return t.Quantile(0.50) }),
		times("p95", func(t *interp.Times) time.Duration { return t.Quantile(0.95) }),
		times("p99", func(t *interp.Times) time.Duration { return t.Quantile(0.99) }),
		times("max", (*interp.Times).Max),
	})
}

// table prints a row for each step. Columns in which there is nothing are left
// out.
func (t *text) table(title string, steps []Step, columns []cells) {
	if len(steps) == 0 {
		return
	}
	columns = slices.DeleteFunc(columns, func(c cells) bool {
		return !c.kept && !slices.ContainsFunc(steps, func(s Step) bool { return c.of(&s) != nothing })
	})
	room := t.screen.Width - indent
	widths := make([]int, len(columns))
	for i, c := range columns {
		widths[i] = len(c.head)
		for _, s := range steps {
			widths[i] = max(widths[i], len(c.of(&s)))
		}
		room -= gap + widths[i]
	}
	room = min(max(room, 8), nameWidth)
	names := make([]string, len(steps))
	widest := len(title) - indent
	for i, s := range steps {
		names[i] = terminal.Shortened(s.Name, room)
		widest = max(widest, utf8.RuneCountInString(names[i]))
	}
	row := func(first string, cell func(cells) string) string {
		line := terminal.Padded(first, indent+widest)
		for i, c := range columns {
			line += fmt.Sprintf("%*s", gap+widths[i], cell(c))
		}
		return line
	}
	fmt.Fprintf(t.w, "\n%s\n", t.screen.Paint(row(title, func(c cells) string { return c.head }), terminal.Bold))
	for i := range steps {
		fmt.Fprintln(t.w, row(strings.Repeat(" ", indent)+names[i], func(c cells) string { return c.of(&steps[i]) }))
	}
}

// errors prints the most frequent failures that were met.
func (t *text) errors(s *Summary) {
	type met struct {
		step, kind string
		n          int
	}
	var all []met
	widest := 0
	for _, step := range s.Steps {
		for _, kind := range slices.Sorted(maps.Keys(step.Errors)) {
			all = append(all, met{terminal.Shortened(step.Name, nameWidth), kind, step.Errors[kind]})
		}
	}
	if len(all) == 0 {
		return
	}
	slices.SortStableFunc(all, func(a, b met) int { return b.n - a.n })
	shown := all[:min(most, len(all))]
	for _, m := range shown {
		widest = max(widest, utf8.RuneCountInString(m.step))
	}
	t.title("errors met")
	for _, m := range shown {
		kind := m.kind
		if _, err := strconv.Atoi(kind); err == nil {
			kind = "HTTP " + kind
		}
		t.line(m.n, fmt.Sprintf("%-*s", widest, m.step), widest, kind)
	}
	t.more(len(all))
}

func (t *text) alerts(s *Summary) {
	if len(s.Alerts) == 0 {
		return
	}
	t.title("alerts")
	for _, a := range s.Alerts[:min(most, len(s.Alerts))] {
		at := a.At.Format(time.TimeOnly)
		t.line(a.Times, t.screen.Paint(at, terminal.Red), len(at), a.Title+" ("+a.Value+")")
	}
	t.more(len(s.Alerts))
}
