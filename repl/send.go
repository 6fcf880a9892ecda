package repl

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"lcs/interp"
	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/stdlib/http"
	"lcs/terminal"
	"lcs/trace"
)

// sending is what became of a step the last time that it was sent.
type sending struct {
	step     *check.StepInfo
	started  time.Time
	attempts []*trace.Entry // its own and those of its fallbacks, in order
	result   *interp.Result
	outcome  interp.StepResult
}

// watch shows the attempts of a run as they end, and keeps them.
type watch struct {
	run *interp.Run

	mu       sync.Mutex
	out      *output // nil: nobody looks
	attempts []*trace.Entry
	secrets  []string // of leads, as attempts tell them
}

// begin shows what comes from now on.
func (w *watch) begin(out *output) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.out, w.attempts = out, nil
}

// end stops showing, and returns what came.
func (w *watch) end() []*trace.Entry {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.out = nil
	slices.Sort(w.secrets)
	w.secrets = slices.Compact(w.secrets)
	return w.attempts
}

func (w *watch) attempt(a interp.Attempt) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.out == nil {
		return
	}
	for _, secret := range a.Secrets {
		w.secrets = append(w.secrets, secret.Text)
	}
	entry, _ := trace.NewEntry(trace.AttemptOf(w.run, a, trace.Full))
	w.attempts = append(w.attempts, entry)
	w.out.exchange(entry)
}

func (w *watch) log(_ *interp.Result, line interp.LogLine) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.out != nil {
		w.out.printf("%s: %s", line.Level, terminal.Visible(line.Text))
	}
}

// ownAttempts counts those of the step and of its fallbacks, without those that
// were made to have a token.
func (sent *sending) ownAttempts() int {
	n := 0
	for _, e := range sent.attempts {
		if e.Via != "auth" {
			n++
		}
	}
	return n
}

// wasSent reports whether a step was sent for the lead.
func (s *Session) wasSent(step string) bool { return s.sendingOf(step) != nil }

func (s *Session) sendingOf(step string) *sending {
	for _, sent := range s.sent {
		if sent.step.Name == step {
			return sent
		}
	}
	return nil
}

// stepNamed finds the step that a command is about.
func (s *Session) stepNamed(command, name string, out *output) *check.StepInfo {
	var names []string
	for _, step := range s.scope().info().Steps {
		names = append(names, step.Name)
	}
	step := s.scope().step(name)
	switch {
	case step != nil:
		return step
	case len(names) == 0:
		out.say(Wrong, "there is no step")
	case name == "":
		out.say(Wrong, ":%s wants a step: %s", command, strings.Join(names, ", "))
	default:
		out.say(Wrong, "there is no step '%s'%s", name, meant(name, names))
	}
	return nil
}

// send is :send STEP.
func (s *Session) send(ctx context.Context, name string, out *output) Status {
	step := s.stepNamed("send", name, out)
	if step == nil {
		return Wrong
	}
	c, problems := s.connect(ctx)
	if problems.HasErrors() {
		return out.problems(problems)
	}
	if len(c.lacking) > 0 {
		return out.say(Failed, "nothing is sent: %s has no value; :set %s=…", strings.Join(c.lacking, ", "), c.lacking[0])
	}
	started := s.options.Clock.Now()
	c.watch.begin(out)
	result, err := s.run(ctx, c, step.Name)
	attempts := c.watch.end()
	if err != nil {
		return out.failure(ctx, err)
	}
	sent := &sending{step: step, started: started, attempts: attempts, result: result}
	i := slices.IndexFunc(result.Steps, func(r interp.StepResult) bool { return r.Name == step.Name })
	if i < 0 { // it could not begin
		return out.say(Failed, "%s", result.Reason)
	}
	sent.outcome = result.Steps[i]
	s.keep(sent)
	out.masker = s.masker() // it knows what the step has brought
	s.report(sent, out)
	if ctx.Err() != nil {
		return out.say(Failed, "interrupted")
	}
	if result.Outcome == interp.Error {
		return Failed
	}
	return OK
}

// keep makes what a step has left known.
func (s *Session) keep(sent *sending) {
	s.sent = slices.DeleteFunc(s.sent, func(e *sending) bool { return e.step == sent.step })
	s.sent = append(s.sent, sent)
	s.last = sent.result
	for _, symbol := range s.assigned(sent.step) {
		s.lead.write(symbol.Name, sent.result.Frame().Get(symbol.Slot))
	}
	s.scope().session.Answered(sent.step)
}

// assigned are the fields of the lead that a step writes.
func (s *Session) assigned(step *check.StepInfo) []*check.Symbol {
	var out []*check.Symbol
	ast.Walk(step.Decl, func(n ast.Node) bool {
		if a, ok := n.(*ast.Assign); ok {
			if symbol := s.scope().info().Refs[a.Target]; symbol != nil {
				out = append(out, symbol)
			}
		}
		return true
	})
	return out
}

// masker masks what the session knows to be secret.
func (s *Session) masker() *http.Masker {
	var texts []string
	if s.live != nil {
		texts = slices.Clone(s.live.watch.secrets)
		for _, secret := range s.live.run.Secrets() {
			if secret.Text != secret.Name { // else it stands in for one that nobody has given
				texts = append(texts, secret.Text)
			}
		}
	}
	return http.NewMasker(texts)
}

// report writes what the step has read, and what became of it.
func (s *Session) report(sent *sending, out *output) {
	r, result := sent.outcome, sent.result
	style := terminal.Green
	switch r.Outcome {
	case "error":
		style = terminal.Red
	case "failure", "skipped", "queued":
		style = terminal.Magenta
	}
	line := out.styled(style, r.Name+": "+r.Outcome)
	if r.Kind != "" && r.Kind != r.Outcome {
		line += " on " + r.Kind
	}
	if r.Source != "" && r.Source != "live" {
		line += ", from " + strings.ReplaceAll(r.Source, "_", " ")
	}
	if n := sent.ownAttempts(); n > 0 {
		line += fmt.Sprintf(", %s in %s", terminal.Plural(n, "attempt"), shortDuration(r.Elapsed))
	} else if r.Outcome == "skipped" {
		line += whenText(sent.step)
	}
	out.printf("%s", line)
	s.reportHandlers(sent, out)
	if sent.ownAttempts() == 0 {
		s.reportUnsent(sent.step, out)
	}
	if r.Outcome == "success" {
		for _, output := range sent.step.Outputs {
			text, cut := layOut(r.Outputs.Value(output.Name), output.Type, s.options.Width-4, s.options.Library)
			out.printf("  %s = %s", output.Name, strings.ReplaceAll(text, "\n", "\n  "))
			if cut != "" {
				out.notes([]string{cut})
			}
		}
		for _, symbol := range s.assigned(sent.step) {
			text, _ := layOut(result.Frame().Get(symbol.Slot), symbol.Type, s.options.Width-4, s.options.Library)
			out.printf("  %s = %s", symbol.Path, text)
		}
	}
	for _, flag := range result.Flags {
		out.printf("  flag: %s", terminal.Visible(flag))
	}
	for _, note := range result.Notes {
		out.printf("  note: %s", terminal.Visible(note))
	}
	if result.Outcome != interp.Success {
		line := "the lead ends here: " + string(result.Outcome)
		if result.Outcome == interp.Queued {
			line = "the lead waits here"
		}
		if result.Reason != "" {
			line += ", " + terminal.Shortened(result.Reason, 200)
		}
		out.printf("  %s", line)
	}
}

// whenText says which condition keeps a step from being sent.
func whenText(step *check.StepInfo) string {
	if step.Decl.When == nil {
		return ""
	}
	return ": " + terminal.Shortened(step.Decl.When.Span().Text(), 50) + " is false"
}

// reportHandlers names the handlers that were asked, each once.
func (s *Session) reportHandlers(sent *sending, out *output) {
	count := map[*check.Handler]int{}
	for _, h := range sent.outcome.Handlers {
		count[h]++
	}
	for _, h := range slices.Compact(slices.Clone(sent.outcome.Handlers)) {
		if count[h] == 0 {
			continue
		}
		times := ""
		if count[h] > 1 {
			times = fmt.Sprintf(", %d times", count[h])
		}
		delete(count, h)
		out.printf("  handler: on %s (%s)%s", h.Selector, h.On.Span(), times)
	}
	if sent.outcome.Kind != "" && len(sent.outcome.Handlers) == 0 {
		out.printf("  handler: none is for %s", sent.outcome.Kind)
	}
}

// reportUnsent names the steps that a step reads and that were not sent, which
// may be why nothing was.
func (s *Session) reportUnsent(step *check.StepInfo, out *output) {
	var names []string
	ast.Walk(step.Decl, func(n ast.Node) bool {
		e, isExpr := n.(ast.Expr)
		symbol := s.scope().info().Refs[e]
		if !isExpr || symbol == nil || symbol.Step == nil || symbol.Step == step {
			return true
		}
		if name := symbol.Step.Name; !s.wasSent(name) && !slices.Contains(names, name) {
			names = append(names, name)
			out.notes([]string{"it reads '" + name + "', which was not sent: :send " + name})
		}
		return true
	})
}
