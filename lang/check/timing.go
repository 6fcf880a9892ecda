package check

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"lcs/lang/ast"
)

// Timing is the worst case of a flow, step by step.
type Timing struct {
	Rows  []TimingRow
	Total time.Duration // of one lead, from its start to its end
	Open  bool          // an answer may ask for longer waits
}

// TimingRow is the worst case of one step.
type TimingRow struct {
	Step       string
	Background bool // nobody waits for it: it is not in the total
	StepTiming
}

// TimingOf returns the worst case of a checked flow. Steps follow each other,
// those in parallel take as long as the slowest, and of an `if` the longer
// branch counts.
func TimingOf(info *Info) Timing {
	t := &Timing{}
	byName := map[string]*StepInfo{}
	for _, s := range info.Steps {
		byName[s.Name] = s
		t.Rows = append(t.Rows, TimingRow{Step: s.Name, Background: s.Background, StepTiming: s.Timing})
	}
	t.Total = t.sequence(info.File.Items, byName)
	return *t
}

func (t *Timing) sequence(items []ast.Item, steps map[string]*StepInfo) time.Duration {
	var sum time.Duration
	for _, item := range items {
		sum = plus(sum, t.item(item, steps))
	}
	return sum
}

func (t *Timing) item(item ast.Item, steps map[string]*StepInfo) time.Duration {
	switch n := item.(type) {
	case *ast.Step:
		s := steps[nameText(n.Name)]
		if s == nil || s.Background || n.Params != nil {
			return 0
		}
		t.Open = t.Open || s.Timing.Open
		return plus(s.Timing.Batch, s.Timing.Time)
	case *ast.Parallel:
		var slowest time.Duration
		for _, inner := range itemsOf(n.Body) {
			slowest = max(slowest, t.item(inner, steps))
		}
		return slowest
	case *ast.If:
		return max(t.sequence(itemsOf(n.Then), steps), t.sequence(itemsOf(n.Else), steps))
	}
	return 0
}

// Write prints the table of `lcs check --timing`.
func (t Timing) Write(w io.Writer) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "step\tattempts\ttimeout\twaits\tfallbacks\tbatch\tdeadline\tworst case")
	for _, r := range t.Rows {
		worst := orMore(plus(r.Batch, r.Time), r.Open)
		if r.Background {
			worst += " in the background"
		}
		fmt.Fprintln(out, strings.Join([]string{
			r.Step, "up to " + strconv.Itoa(r.Attempts), shown(r.Timeout), shown(r.Waits),
			shown(r.Fallbacks), shown(r.Batch), shown(r.Deadline), worst,
		}, "\t"))
	}
	fmt.Fprintln(out, "flow\t\t\t\t\t\t\t"+orMore(t.Total, t.Open))
	if err := out.Flush(); err != nil {
		return err
	}
	if t.Open {
		_, err := io.WriteString(w, "+ more when an answer asks for it (Retry-After); a deadline holds it\n")
		return err
	}
	return nil
}

func orMore(d time.Duration, open bool) string {
	if open {
		return durationText(d) + "+"
	}
	return durationText(d)
}

// shown is empty for what a step does not have.
func shown(d time.Duration) string {
	if d == 0 {
		return "-"
	}
	return durationText(d)
}

// durationText prints a duration as the language writes it: 1m30s, 2h.
func durationText(d time.Duration) string {
	text := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, zero) {
			text = strings.TrimSuffix(text, zero[1:])
		}
	}
	return text
}
