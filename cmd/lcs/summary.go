package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
	"unicode/utf8"

	"github.com/fatih/color"

	"lcs/interp"
	"lcs/lang/diag"
)

// summary counts what became of the leads of a run, in little memory however
// many there are.
type summary struct {
	outcomes map[interp.Outcome]int
	reasons  map[reason]int
	codes    map[diag.Code]int // of inputs that could not be read
	steps    map[string]*stepSummary
	order    []string // of the steps, as first met
	flagged  int
	leads    int
	earlier  int    // leads that came out before the run was taken up
	last     string // the place of the lead that came out last
}

type reason struct {
	outcome interp.Outcome
	text    string
}

// stepSummary counts what became of one step.
type stepSummary struct {
	runs, skipped, failed int
	sources               map[string]int
	kinds                 map[string]int // of the failures met, recovered ones among them
	retries               int
	times                 interp.Times
}

// maxReasons bounds the different reasons that are counted: a script may put
// anything of a lead into one.
const maxReasons = 1000

func newSummary() *summary {
	return &summary{
		outcomes: map[interp.Outcome]int{}, reasons: map[reason]int{},
		codes: map[diag.Code]int{}, steps: map[string]*stepSummary{},
	}
}

func (s *summary) add(r *interp.Result) {
	s.leads++
	s.last = r.Place
	s.outcomes[r.Outcome]++
	if len(r.Flags) > 0 {
		s.flagged++
	}
	switch {
	case isInputProblem(r.Diagnostic):
		s.codes[r.Diagnostic.Code]++
	case r.Reason != "" && r.Outcome != interp.Success:
		why := reason{r.Outcome, r.Reason}
		if _, known := s.reasons[why]; !known && len(s.reasons) >= maxReasons {
			why.text = "other reasons"
		}
		s.reasons[why]++
	}
	for _, step := range r.Steps {
		s.addStep(step)
	}
}

func (s *summary) addStep(r interp.StepResult) {
	step := s.steps[r.Name]
	if step == nil {
		step = &stepSummary{sources: map[string]int{}, kinds: map[string]int{}}
		s.steps[r.Name] = step
		s.order = append(s.order, r.Name)
	}
	if r.Kind != "" {
		step.kinds[r.Kind]++
	}
	switch {
	case r.Outcome == "skipped":
		step.skipped++
	case r.Outcome == "success":
		step.sources[cmp.Or(r.Source, "live")]++
	default:
		step.failed++
	}
	if r.Attempts > 0 {
		step.runs++
		step.retries += r.Attempts - 1
		step.times.Add(r.Elapsed)
	}
}

// isInputProblem reports whether a diagnostic is about an input, not a script.
func isInputProblem(d *diag.Diagnostic) bool {
	return d != nil && strings.HasPrefix(string(d.Code), "LCS71")
}

// failed reports whether a lead ended in an error, or nobody knows how.
func (s *summary) failed() bool { return s.outcomes[interp.Error]+s.outcomes[interp.Unknown] > 0 }

// addEarlier counts the leads that came out before the run was taken up. What
// their steps did is not known any more.
func (s *summary) addEarlier(outcomes map[string]int) {
	for o, n := range outcomes {
		s.outcomes[interp.Outcome(o)] += n
		s.earlier += n
	}
}

// interrupted says how far an interrupted run came.
func (s *summary) interrupted() string {
	if s.leads == 0 {
		return "interrupted before a lead came out"
	}
	return fmt.Sprintf("interrupted: %s came out; those after %s were not run", plural(s.leads, "lead"), s.last)
}

// outcomeOrder are the outcomes in the order in which they are shown.
var outcomeOrder = []interp.Outcome{interp.Success, interp.Failure, interp.Queued, interp.Error, interp.Unknown}

// write prints the summary.
func (s *summary) write(w io.Writer, elapsed time.Duration, colored bool) {
	paint := func(attribute color.Attribute, text string) string {
		c := color.New(attribute)
		if !colored {
			c.DisableColor()
		} else {
			c.EnableColor()
		}
		return c.Sprint(text)
	}
	styles := map[interp.Outcome]color.Attribute{
		interp.Success: color.FgGreen, interp.Failure: color.FgYellow, interp.Queued: color.FgCyan, interp.Error: color.FgRed, interp.Unknown: color.FgRed,
	}
	before := ""
	if s.earlier > 0 {
		before = fmt.Sprintf(", %d with those before", s.leads+s.earlier)
	}
	fmt.Fprintf(w, "%s in %s%s%s\n", plural(s.leads, "lead"), rounded(elapsed), rate(s.leads, elapsed), before)
	for _, o := range outcomeOrder {
		if n := s.outcomes[o]; n > 0 {
			fmt.Fprintf(w, "  %s %6d  %5s\n", paint(styles[o], fmt.Sprintf("%-8s", o)), n, percentage(n, s.leads+s.earlier))
		}
	}
	if s.flagged > 0 {
		fmt.Fprintf(w, "  %-8s %6d\n", "flagged", s.flagged)
	}
	s.writeReasons(w)
	s.writeSteps(w)
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

func rate(leads int, elapsed time.Duration) string {
	if leads < 100 || elapsed < 100*time.Millisecond {
		return ""
	}
	return fmt.Sprintf(" (%.0f per second)", float64(leads)/elapsed.Seconds())
}

// writeReasons prints the most frequent reasons of leads that did not succeed.
func (s *summary) writeReasons(w io.Writer) {
	const most = 10
	counts := maps.Clone(s.reasons)
	for code, n := range s.codes {
		entry, _ := diag.Lookup(code)
		counts[reason{interp.Error, fmt.Sprintf("%s (%s)", strings.ReplaceAll(entry.Name, "-", " "), code)}] = n
	}
	if len(counts) == 0 {
		return
	}
	all := slices.Collect(maps.Keys(counts))
	slices.SortFunc(all, func(a, b reason) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a.outcome, b.outcome), cmp.Compare(a.text, b.text))
	})
	fmt.Fprintln(w, "reasons")
	for _, why := range all[:min(most, len(all))] {
		fmt.Fprintf(w, "  %6d  %s: %s\n", counts[why], why.outcome, shortened(why.text, 90))
	}
	if len(all) > most {
		fmt.Fprintf(w, "          and %d more\n", len(all)-most)
	}
}

func (s *summary) writeSteps(w io.Writer) {
	if len(s.order) == 0 {
		return
	}
	fmt.Fprintln(w, "steps")
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	widest := 0
	for _, name := range s.order {
		widest = max(widest, utf8.RuneCountInString(name))
	}
	fmt.Fprintf(table, "%-*s\tlive\tcached\trecovered\tskipped\tfailed\tretries\tp50\tp95\t\n", widest, "")
	for _, name := range s.order {
		step := s.steps[name]
		recovered := step.sources["fallback"] + step.sources["last_good"] + step.sources["default"]
		p50, p95 := "-", "-"
		if step.times.Count() > 0 {
			p50, p95 = rounded(step.times.Quantile(0.50)).String(), rounded(step.times.Quantile(0.95)).String()
		}
		fmt.Fprintf(table, "%-*s\t%d\t%d\t%d\t%d\t%d\t%d\t%s\t%s\t\n", widest, name, step.sources["live"], step.sources["cache"],
			recovered, step.skipped, step.failed, step.retries, p50, p95)
	}
	_ = table.Flush()
	for _, name := range s.order {
		if kinds := s.steps[name].kinds; len(kinds) > 0 {
			var parts []string
			for _, kind := range slices.Sorted(maps.Keys(kinds)) {
				parts = append(parts, fmt.Sprintf("%d × %s", kinds[kind], kind))
			}
			fmt.Fprintf(w, "  problems of %s: %s\n", name, strings.Join(parts, ", "))
		}
	}
}

// rounded leaves a duration three digits.
func rounded(t time.Duration) time.Duration {
	for unit := time.Duration(1); ; unit *= 10 {
		if t/unit < 1000 {
			return t.Round(unit)
		}
	}
}
