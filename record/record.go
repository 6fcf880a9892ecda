// Package record keeps the answers of real systems as examples in the script
// that asked for them, so that its tests answer from them.
//
// A Recorder listens to a run; Script then gives the text of the script with the
// examples in it. Nothing secret and nothing personal of the leads goes into it,
// and every byte that is not an example stays as it is.
package record

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"lcs/interp"
	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/lang/load"
	"lcs/lang/types"
	"lcs/stdlib/http"
	"lcs/value"
)

// Recorder collects the answers of a run.
type Recorder struct {
	Info     *check.Info
	Read     load.Reader    // of imports, when the script is checked with its examples
	Universe types.Universe // that it was checked against
	Replace  bool           // put an answer in the place of an example with its status
	Leads    []*value.Object
	Example  *value.Object // whose values stand in for those of the leads; nil: there is none

	mu       sync.Mutex
	attempts []interp.Attempt
}

// Add takes an attempt; it is the Trace of the run.
func (r *Recorder) Add(a interp.Attempt) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.attempts = append(r.attempts, a)
}

// Kept is an answer that became an example.
type Kept struct {
	Step     string
	Status   int
	Size     int // of the answer's body, in bytes
	Replaced int // secret or personal values that were replaced in it
}

// Left is an answer that did not, and why.
type Left struct{ Step, Why string }

// answer is an answer that could become an example.
type answer struct {
	step    *check.StepInfo
	attempt interp.Attempt
	example *ast.Example // that it replaces; nil: none
}

// Script returns the text of the script with the answers in it. Secrets are what
// the run knew to be secret.
func (r *Recorder) Script(secrets []interp.Secret) (text string, kept []Kept, left []Left) {
	r.mu.Lock()
	defer r.mu.Unlock()
	source := r.Info.File.Source
	text = source.Text
	var edits []diag.Edit
	answers, left := r.answers()
	for _, a := range answers {
		known := slices.Clone(secrets)
		c := newCleaner(r.Leads, r.Example, textsOf(append(known, a.attempt.Secrets...)))
		written, why := write(a, c)
		if why != "" {
			left = append(left, Left{a.step.Name, why})
			continue
		}
		with := joined(edits, place(source, a, written), "\n"+margin(source, a.step.Decl.Span().Start))
		changed, _ := diag.Apply(source, diag.List{{Fixes: []diag.Fix{{Edits: with}}}})
		if problem := r.problem(changed); problem != "" {
			left = append(left, Left{a.step.Name, problem})
			continue
		}
		edits, text = with, changed
		kept = append(kept, Kept{a.step.Name, a.attempt.Exchange.Status, len(a.attempt.Exchange.Body), c.replaced})
	}
	return text, kept, left
}

func textsOf(secrets []interp.Secret) []string {
	var out []string
	for _, s := range secrets {
		out = append(out, s.Text)
	}
	return out
}

// problem returns what is wrong with the script with an example, if it was
// sound before.
func (r *Recorder) problem(text string) string {
	_, list := load.Source(r.Info.File.Source.Name, text, r.Read, r.Universe)
	for _, d := range list {
		if d.Severity == diag.Error {
			return "the step does not take it: " + d.Message
		}
	}
	return ""
}

// answers chooses one answer for each status of each step: good ones first, as
// tests answer from the first example.
func (r *Recorder) answers() (out []answer, left []Left) {
	type place struct {
		body   diag.Span
		status int
	}
	seen := map[place]bool{}
	for _, a := range r.attempts {
		step := r.step(a.Step)
		ex := a.Exchange
		switch {
		case step == nil: // a token, an alert
			continue
		case ex.Request.Via != "":
			left = append(left, Left{a.Step, "an answer of its " + ex.Request.Via + " is not kept"})
			continue
		case ex.Kind != http.Answered:
			left = append(left, Left{a.Step, fmt.Sprintf("no answer came (%s)", ex.Kind)})
			continue
		case step.Decl.Body.Span().File != r.Info.File.Source:
			left = append(left, Left{a.Step, "it is declared in " + step.Decl.Body.Span().File.Name})
			continue
		}
		at := place{step.Decl.Body.Span(), ex.Status}
		if seen[at] {
			continue
		}
		seen[at] = true
		example := exampleOf(step.Decl, ex.Status)
		if example != nil && !r.Replace {
			left = append(left, Left{a.Step, fmt.Sprintf("it has an example of %d; --replace puts this answer in its place", ex.Status)})
			continue
		}
		out = append(out, answer{step, a, example})
	}
	slices.SortStableFunc(out, func(a, b answer) int {
		good := func(x answer) int {
			if x.attempt.Kind == "" {
				return 0
			}
			return 1
		}
		return good(a) - good(b)
	})
	return out, left
}

func (r *Recorder) step(name string) *check.StepInfo {
	for _, s := range r.Info.Steps {
		if s.Name == name && s.Decl.Body != nil {
			return s
		}
	}
	return nil
}

// exampleOf returns the first example of a step with a status.
func exampleOf(step *ast.Step, status int) *ast.Example {
	for _, item := range step.Body.Items {
		if e, ok := item.(*ast.Example); ok && e.Reply != nil && e.Reply.Kind != nil && e.Reply.Kind.Text == fmt.Sprint(status) {
			return e
		}
	}
	return nil
}

// place says where an example goes: in the place of another, after the last one,
// or at the end of the step.
func place(source *diag.File, a answer, written string) diag.Edit {
	if a.example != nil {
		return diag.Edit{Span: a.example.Span(), Text: indented(written, margin(source, a.example.Span().Start))}
	}
	body := a.step.Decl.Body.Span()
	outer := margin(source, a.step.Decl.Span().Start)
	inner := outer + "  "
	var last *ast.Example
	for _, item := range a.step.Decl.Body.Items {
		if e, ok := item.(*ast.Example); ok {
			last = e
		}
	}
	if last != nil {
		at := int(last.Span().End)
		return diag.Edit{Span: source.At(at, at), Text: "\n" + inner + indented(written, inner)}
	}
	inside := source.Text[body.Start : body.End-1]
	at := int(body.Start) + len(strings.TrimRight(inside, " \t\r\n"))
	text := "\n" + inner + indented(written, inner)
	if !strings.Contains(source.Text[at:body.End], "\n") {
		text += "\n" + outer // the brace was on the same line
		return diag.Edit{Span: source.At(at, int(body.End)-1), Text: text}
	}
	return diag.Edit{Span: source.At(at, at), Text: text}
}

// joined adds an edit to others. Two that insert at one place become one; end is
// what the first one may have put after itself.
func joined(edits []diag.Edit, e diag.Edit, end string) []diag.Edit {
	edits = slices.Clone(edits)
	for i := range edits {
		if edits[i].Span == e.Span {
			edits[i].Text = strings.TrimSuffix(edits[i].Text, end) + e.Text
			return edits
		}
	}
	return append(edits, e)
}

// margin is the white space before what stands at an offset.
func margin(source *diag.File, at int32) string {
	line := source.Text[:at]
	line = line[strings.LastIndexByte(line, '\n')+1:]
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}

// indented moves the lines after the first below a margin.
func indented(text, margin string) string {
	lines := strings.Split(text, "\n")
	for i := 1; i < len(lines); i++ {
		if lines[i] != "" {
			lines[i] = margin + lines[i]
		}
	}
	return strings.Join(lines, "\n")
}
