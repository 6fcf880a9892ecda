package repl

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"lcs/lang/check"
	"lcs/lang/types"
	"lcs/value/literal"
)

// showSteps is :steps.
func (s *Session) showSteps(_ context.Context, _ string, out *output) Status {
	steps := s.scope().info().Steps
	if len(steps) == 0 {
		out.printf("there are no steps")
		return OK
	}
	widest := 0
	for _, step := range steps {
		widest = max(widest, utf8.RuneCountInString(step.Name))
	}
	for _, step := range steps {
		state := "not sent"
		if sent := s.sendingOf(step.Name); sent != nil {
			state = sent.outcome.Outcome
		}
		title := ""
		if step.Decl.Title != nil {
			title, _ = step.Decl.Title.Literal()
		}
		out.printf("%s", strings.TrimRight(fmt.Sprintf("  %-*s  %-8s  %s", widest, step.Name, state, title), " "))
	}
	return OK
}

// describeStep says what a step gives.
func (s *Session) describeStep(step *check.StepInfo, out *output) {
	title := ""
	if step.Decl.Title != nil {
		title, _ = step.Decl.Title.Literal()
		title = " " + literal.Text(title)
	}
	out.printf("step %s%s (%s)", step.Name, title, step.Decl.Span())
	for _, o := range step.Outputs {
		out.printf("  %s: %s", o.Name, o.Type)
	}
	if r := step.Responses; r.Core != nil && !r.Is(types.None) {
		out.printf("  response: %s", r)
	}
	out.printf("  %s", strings.Join(check.StepFieldNames[:2], ", ")+", http, stats")
	for _, h := range step.Handlers {
		out.printf("  on %s (%s)", h.Selector, h.On.Span())
	}
}
