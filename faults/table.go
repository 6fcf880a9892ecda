package faults

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lcs/interp"
	"lcs/lang/check"
	"lcs/terminal"
)

// Table is what became of every lead under every fault.
type Table struct {
	info  *check.Info
	leads []string
	cases []*Case
}

// Cases returns all that was tried, lead by lead.
func (t *Table) Cases() []*Case { return t.cases }

// Holes returns the cases that may not be.
func (t *Table) Holes() []*Case {
	var out []*Case
	for _, c := range t.cases {
		if c.Hole != "" {
			out = append(out, c)
		}
	}
	return out
}

// Text is how a table is printed.
type Text struct {
	Name   string // of the script
	Screen terminal.Screen
}

// row is the cases of a target that came to the same.
type row struct {
	ways     []string
	leads    []string // all of them: nil
	sample   *Case
	attempts int
	longest  time.Duration
}

// Write prints the table: for each call its faults, those that come to the same
// on one line.
func (t *Table) Write(w io.Writer, text Text) error {
	out := &printer{Text: text, w: w}
	out.head(t)
	for _, target := range t.targets() {
		out.target(t, target)
	}
	out.pairs(t)
	out.holes(t)
	return out.err
}

// targets returns the calls that some lead makes, steps in the order of the file.
func (t *Table) targets() []string {
	var out []string
	for _, c := range t.cases {
		if len(c.Faults) == 1 && !slices.Contains(out, c.Faults[0].Target) {
			out = append(out, c.Faults[0].Target)
		}
	}
	place := func(target string) int {
		return slices.IndexFunc(t.info.Steps, func(s *check.StepInfo) bool { return s.Name == target })
	}
	slices.SortStableFunc(out, func(a, b string) int { return cmp.Compare(place(a), place(b)) })
	return out
}

// rows groups the single faults of a target by what they come to.
func (t *Table) rows(target string) []*row {
	type came struct {
		outcome  interp.Outcome
		how      string
		hole     bool
		twice    bool
		attempts int
		lead     string
	}
	byCame := map[came]*row{}
	var perLead []*row
	for _, c := range t.cases {
		if len(c.Faults) != 1 || c.Faults[0].Target != target {
			continue
		}
		key := came{c.Outcome, c.how(), c.Hole != "", c.Twice, c.Attempts, c.Lead}
		r := byCame[key]
		if r == nil {
			r = &row{sample: c, attempts: c.Attempts, leads: []string{c.Lead}}
			byCame[key] = r
			perLead = append(perLead, r)
		}
		r.ways = append(r.ways, c.Faults[0].Way.Name)
		r.longest = max(r.longest, c.Elapsed)
	}
	return joined(perLead, t.waysTried(target))
}

// joined makes one row of those of several leads that say the same, in the order
// of the ways.
func joined(rows []*row, order []string) []*row {
	var out []*row
	for _, r := range rows {
		i := slices.IndexFunc(out, func(o *row) bool {
			return slices.Equal(o.ways, r.ways) && o.sample.Outcome == r.sample.Outcome && o.sample.how() == r.sample.how() &&
				o.attempts == r.attempts && o.sample.Hole == r.sample.Hole && o.sample.Twice == r.sample.Twice
		})
		if i < 0 {
			out = append(out, r)
			continue
		}
		out[i].leads = append(out[i].leads, r.leads...)
		out[i].longest = max(out[i].longest, r.longest)
	}
	reaching := map[string]bool{}
	for _, r := range rows {
		reaching[r.leads[0]] = true
	}
	for _, r := range out {
		if len(r.leads) == len(reaching) {
			r.leads = nil
		}
	}
	slices.SortStableFunc(out, func(a, b *row) int {
		return cmp.Compare(slices.Index(order, a.ways[0]), slices.Index(order, b.ways[0]))
	})
	return out
}

// waysTried returns the ways tried with a target, in their order.
func (t *Table) waysTried(target string) []string {
	var out []string
	for _, c := range t.cases {
		for _, f := range c.Faults {
			if f.Target == target && !slices.Contains(out, f.Way.Name) {
				out = append(out, f.Way.Name)
			}
		}
	}
	return out
}

// shorter writes 4xx for statuses when all that were tried of the class are
// among them.
func (t *Table) shorter(target string, ways []string) []string {
	tried := t.waysTried(target)
	var out []string
	for _, way := range ways {
		class := classOf(way)
		whole := class != "" && !slices.ContainsFunc(tried, func(other string) bool {
			return classOf(other) == class && !slices.Contains(ways, other)
		})
		switch {
		case !whole:
			out = append(out, way)
		case !slices.Contains(out, class):
			out = append(out, class)
		}
	}
	return out
}

// classOf returns the class of a status, "4xx" of 404, or nothing.
func classOf(way string) string {
	if len(way) == 3 && way[0] >= '1' && way[0] <= '5' {
		return way[:1] + "xx"
	}
	return ""
}

// how says in a few words what the script did.
func (c *Case) how() string {
	switch {
	case c.unhandled && c.Step == "success":
		return "a later step fails"
	case c.unhandled:
		return "no handler left"
	case c.Outcome == interp.Queued:
		return "waits for the next run"
	case c.Step == "skipped":
		return "goes on without it"
	case c.Step == "success":
		return sourceWords[c.Source]
	case c.Outcome == interp.Success:
		return "goes on beside it"
	case c.Outcome == interp.Failure:
		return "refused"
	}
	return "ended by the script"
}

var sourceWords = map[string]string{
	"live": "answered", "cache": "from the cache", "fallback": "from the fallback", "last_good": "last good answer", "default": "default",
}

// printer writes a table and keeps the first error.
type printer struct {
	Text
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintln(p.w, strings.TrimRight(fmt.Sprintf(format, args...), " "))
	}
}

func (p *printer) painted(text string, hole bool) string {
	if !hole {
		return text
	}
	return p.Screen.Paint(text, terminal.Red)
}

func (p *printer) head(t *Table) {
	single, pairs := 0, 0
	for _, c := range t.cases {
		switch len(c.Faults) {
		case 1:
			single++
		case 2:
			pairs++
		}
	}
	text := fmt.Sprintf("%s: %s, %s", p.Name, terminal.Plural(len(t.leads), "lead"), terminal.Plural(single, "fault"))
	if pairs > 0 {
		text += ", " + terminal.Plural(pairs, "pair")
	}
	p.line("%s", text)
	if len(t.leads) == 0 {
		p.line("  the script has no  example lead  to try")
	}
	for _, c := range t.cases {
		if len(c.Faults) == 0 {
			p.line("%s", p.painted(soundLine(c, p.Screen.Width), c.Hole != ""))
		}
	}
}

// soundLine says what a lead comes to without a fault.
func soundLine(c *Case, width int) string {
	mark := "  "
	if c.Hole != "" {
		mark = "! "
	}
	text := "without a fault, " + c.Lead + ": " + string(c.Outcome)
	if c.Reason != "" && c.Outcome != interp.Success {
		text += ", " + c.Reason
	}
	return mark + terminal.Shortened(text, width-len(mark))
}

// target prints the rows of one call.
func (p *printer) target(t *Table, target string) {
	p.line("")
	rows := t.rows(target)
	title := target
	if service, auth := strings.CutSuffix(target, ".auth"); auth {
		title = "the token of " + service
	}
	perLead := slices.ContainsFunc(rows, func(r *row) bool { return r.leads != nil })
	columns := []string{title}
	if perLead {
		columns = append(columns, "lead")
	}
	columns = append(columns, "outcome", "how", "requests", "takes")
	cells := [][]string{columns}
	for _, r := range rows {
		line := []string{strings.Join(t.shorter(target, r.ways), ", ")}
		if perLead {
			lead := "all"
			if r.leads != nil {
				lead = strings.Join(r.leads, ", ")
			}
			line = append(line, lead)
		}
		how := r.sample.how()
		if r.sample.Twice {
			how += ", maybe twice"
		}
		cells = append(cells, append(line, string(r.sample.Outcome), how, fmt.Sprint(r.attempts), clip(r.longest)))
	}
	p.grid(cells, func(i int) bool { return i > 0 && rows[i-1].sample.Hole != "" })
}

// grid prints cells in columns; the first column takes what the others leave
// and goes on in further lines.
func (p *printer) grid(cells [][]string, hole func(line int) bool) {
	widths := make([]int, len(cells[0]))
	for _, line := range cells {
		for i, cell := range line {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	rest := 2
	for _, w := range widths[1:] {
		rest += w + 2
	}
	widths[0] = min(widths[0], max(p.Screen.Width-rest, 20))
	for i, line := range cells {
		mark := "  "
		if hole(i) {
			mark = "! "
		}
		first := terminal.Wrapped(line[0], widths[0])
		text := mark + terminal.Padded(terminal.Shortened(first[0], widths[0]), widths[0])
		for c, cell := range line[1:] {
			if c >= len(line)-3 { // numbers stand to the right
				text += "  " + strings.Repeat(" ", widths[c+1]-utf8.RuneCountInString(cell)) + cell
			} else {
				text += "  " + terminal.Padded(cell, widths[c+1])
			}
		}
		p.line("%s", p.painted(strings.TrimRight(text, " "), hole(i)))
		for _, more := range first[1:] {
			p.line("%s", p.painted("  "+more, hole(i)))
		}
	}
}

// pairs prints what two faults come to that neither of them comes to alone.
func (p *printer) pairs(t *Table) {
	type made struct{ lead, fault string }
	alone := map[made]*Case{}
	for _, c := range t.cases {
		if len(c.Faults) == 1 {
			alone[made{c.Lead, c.Faults[0].String()}] = c
		}
	}
	type pair struct{ first, second, lead, outcome, how string }
	var order []pair
	ways := map[pair][2][]string{}
	holes := map[pair]bool{}
	for _, c := range t.cases {
		if len(c.Faults) != 2 || !c.addsTo(alone[made{c.Lead, c.Faults[0].String()}], alone[made{c.Lead, c.Faults[1].String()}]) {
			continue
		}
		k := pair{c.Faults[0].Target, c.Faults[1].Target, c.Lead, string(c.Outcome), c.how()}
		w, known := ways[k]
		if !known {
			order = append(order, k)
		}
		for i := range w {
			if name := c.Faults[i].Way.Name; !slices.Contains(w[i], name) {
				w[i] = append(w[i], name)
			}
		}
		ways[k] = w
		holes[k] = holes[k] || c.Hole != ""
	}
	if len(order) == 0 {
		return
	}
	p.line("")
	p.line("two faults that come to what neither comes to alone")
	for _, k := range order {
		mark := "  "
		if holes[k] {
			mark = "! "
		}
		text := fmt.Sprintf("%s (%s) and %s (%s): %s, %s", k.first, strings.Join(t.shorter(k.first, ways[k][0]), ", "), k.second, strings.Join(t.shorter(k.second, ways[k][1]), ", "), k.outcome, k.how)
		if len(t.leads) > 1 {
			text = k.lead + ": " + text
		}
		for i, line := range terminal.Wrapped(text, p.Screen.Width-4) {
			if i == 0 {
				p.line("%s", p.painted(mark+line, holes[k]))
			} else {
				p.line("%s", p.painted("    "+line, holes[k]))
			}
		}
	}
}

// addsTo reports whether a pair comes to something else than its first fault
// alone, which is not what its second one does.
func (c *Case) addsTo(first, second *Case) bool {
	same := func(single *Case) bool {
		return single != nil && single.Outcome == c.Outcome && (single.Hole != "") == (c.Hole != "")
	}
	return !(same(first) && first.how() == c.how()) && !(same(second) && c.Outcome != interp.Success)
}

// holes says how to close what is open.
func (p *printer) holes(t *Table) {
	p.line("")
	holes := t.gaps()
	for _, g := range holes {
		between := " "
		if utf8.RuneCountInString(g.place+": "+g.target+": "+g.why) > p.Screen.Width {
			between = "\n    "
		}
		p.line("%s", p.painted(g.place+": "+g.target+":"+between+g.why, true))
		for _, line := range terminal.Wrapped(strings.Join(g.ways, ", "), p.Screen.Width-4) {
			p.line("    %s", line)
		}
		if g.reason != "" {
			p.line("    such as: %s", terminal.Shortened(g.reason, p.Screen.Width-14))
		}
		if g.help != "" {
			p.line("    write  %s", g.help)
		}
	}
	if len(t.Holes()) == 0 {
		p.line("no holes")
	}
}

// clip leaves a duration as much as one reads: 2.3s, 150ms.
func clip(d time.Duration) string {
	if d >= time.Second {
		d = d.Round(100 * time.Millisecond)
	}
	return d.Round(time.Millisecond).String()
}
