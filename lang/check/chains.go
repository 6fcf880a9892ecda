package check

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"lcs/lang/ast"
)

// Chain is the way of one failure through the handlers of a step (decisions
// H1): what each does, and what becomes of the lead when all are spent.
type Chain struct {
	Step    string
	Failure string   // "503", "timeout, network", or "other failures"
	Links   []string // "retry 3 backoff 200ms..5s (service api)"
	End     string   // empty when the last link always settles it
}

// ChainsOf returns the chains of a checked flow, those of a step together: one
// for each failure that a handler names, alike ones in one, and one for the rest.
func ChainsOf(info *Info) []Chain {
	var all []Chain
	for _, step := range info.Steps {
		h := &handling{bySelector: map[Selector][]*Handler{}}
		for _, handler := range step.Handlers {
			h.bySelector[handler.Selector] = append(h.bySelector[handler.Selector], handler)
		}
		first := len(all)
		for _, sel := range namedFailures(step.Handlers) {
			c := chainOf(step, sel.String(), h.chain(failureOf(sel)))
			alike := slices.IndexFunc(all[first:], func(o Chain) bool { return o.End == c.End && slices.Equal(o.Links, c.Links) })
			if alike >= 0 {
				all[first+alike].Failure += ", " + c.Failure
				continue
			}
			all = append(all, c)
		}
		all = append(all, chainOf(step, "other failures", h.bySelector[Selector{Kind: "error"}]))
	}
	return all
}

// namedFailures returns the selectors but `error`, each once.
func namedFailures(handlers []*Handler) []Selector {
	var all []Selector
	for _, h := range handlers {
		if h.Selector.Kind != "error" && !slices.Contains(all, h.Selector) {
			all = append(all, h.Selector)
		}
	}
	return all
}

// failureOf returns a failure that a selector catches and, of a class, none of
// its single statuses.
func failureOf(s Selector) failure {
	if s.Class != 0 {
		return failure{status: s.Class*100 + 99}
	}
	return failure{status: s.Status, kind: s.Kind}
}

func chainOf(step *StepInfo, name string, handlers []*Handler) Chain {
	c := Chain{Step: step.Name, Failure: name}
	seen := map[*ast.On]bool{}
	for _, h := range handlers {
		if seen[h.On] {
			continue
		}
		seen[h.On] = true
		var does []string
		closed := recoveriesIn(h.On.Body.Items, &does)
		if len(does) > 0 {
			text := strings.Join(does, ", ")
			if h.Service != nil {
				text += " (service " + h.Service.Name + ")"
			}
			c.Links = append(c.Links, text)
		}
		if closed {
			return c
		}
	}
	switch {
	case step.Background:
		c.End = "the step is over"
	case name == "failure":
		c.End = "the lead ends as a failure"
	default:
		c.End = "the lead ends with an error"
	}
	return c
}

// recoveriesIn adds what items do to a failed step, and reports whether they always
// settle it.
func recoveriesIn(items []ast.Item, does *[]string) bool {
	for _, item := range items {
		switch n := item.(type) {
		case *ast.If:
			var then, otherwise []string
			a := recoveriesIn(itemsOf(n.Then), &then)
			b := recoveriesIn(itemsOf(n.Else), &otherwise)
			if len(then)+len(otherwise) > 0 {
				*does = append(*does, conditional(n, then, otherwise))
			}
			if a && b {
				return true
			}
		case *ast.Fallback, *ast.UseDefault:
			*does = append(*does, wordOf(item))
		case *ast.Retry, *ast.RefreshAuth, *ast.FallbackTo, *ast.UseLastGood, *ast.Queue, *ast.Skip, *ast.Accept:
			*does = append(*does, firstLine(item.Span().Text()))
		case *ast.Say:
			if leaves(n) {
				*does = append(*does, n.Verb)
			}
		}
		if leaves(item) {
			return true
		}
	}
	return false
}

func conditional(n *ast.If, then, otherwise []string) string {
	text := "if " + brief(n.Cond) + ": " + strings.Join(then, ", ")
	switch {
	case len(then) == 0:
		text = "unless " + brief(n.Cond) + ": " + strings.Join(otherwise, ", ")
	case len(otherwise) > 0:
		text += "; else: " + strings.Join(otherwise, ", ")
	}
	return "(" + text + ")"
}

// WriteChains prints the table of `lcs check --handlers`.
func WriteChains(w io.Writer, chains []Chain) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "step\tfailure\twhat becomes of it")
	step := ""
	for _, c := range chains {
		name := c.Step
		if name == step {
			name = ""
		}
		step = c.Step
		links := c.Links
		if c.End != "" {
			links = append(slices.Clip(links), c.End)
		}
		fmt.Fprintf(out, "%s\t%s\t%s\n", name, c.Failure, strings.Join(links, "; then "))
	}
	return out.Flush()
}
