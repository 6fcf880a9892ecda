package repl

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lcs/interp"
	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/grammar"
	"lcs/lang/load"
	"lcs/scripttest"
	"lcs/stdlib/http"
	"lcs/trace"
	"lcs/value"
	"lcs/value/literal"
)

// save is :save "TITLE": a test with the lead, the settings and the answers of
// the steps that were sent goes to the end of the script, if it passes.
func (s *Session) save(_ context.Context, argument string, out *output) Status {
	title := strings.Trim(argument, `" `)
	switch {
	case s.options.Script == "":
		return out.say(Wrong, "there is no script to save to: lcs repl FLOW")
	case title == "":
		return out.say(Wrong, ":save wants a title: :save \"a clean lead\"")
	case len(s.answered()) == 0:
		return out.say(Wrong, "there is no answer to save: :send STEP first")
	}
	text, err := s.testBlock(title)
	if err != nil {
		return out.say(Failed, "this cannot be saved: %v", err)
	}
	before, err := s.options.Read(s.options.Script)
	if err != nil {
		return out.say(Failed, "%v", err)
	}
	if n := len(before); n > 0 && before[n-1] != '\n' {
		text = "\n" + text
	}
	if slices.Contains(s.testTitles(string(before)), title) {
		return out.say(Wrong, "the script has a test %s already", literal.Text(title))
	}
	failures := s.tryTest(title, string(before)+text)
	if len(failures) > 0 {
		out.problems(failures)
		return out.say(Failed, "nothing is saved: as a test of the whole script it does not pass")
	}
	if err := s.options.Append(s.options.Script, []byte(text)); err != nil {
		return out.say(Failed, "%v", err)
	}
	out.printf("%s: test %s is added, and passes", s.options.Script, literal.Text(title))
	return OK
}

// answered are the steps that were sent and not passed over.
func (s *Session) answered() []*sending {
	var out []*sending
	for _, sent := range s.sent {
		if sent.ownAttempts() > 0 {
			out = append(out, sent)
		}
	}
	return out
}

// tryTest runs the test of that title in a script that has it at its end, and
// returns what is wrong.
func (s *Session) tryTest(title, script string) diag.List {
	info, problems := load.Source(s.options.Script, script, s.options.Read, s.options.Library)
	if problems.HasErrors() {
		return onlyErrors(problems)
	}
	program, problems := interp.Compile(info, s.options.Library)
	if problems.HasErrors() {
		return problems
	}
	suite := scripttest.New(info, program, s.options.Library)
	suite.Limits = s.options.Limits
	for _, t := range suite.Tests() {
		if name, _ := t.Title.Literal(); name == title {
			return suite.Run(t).Diagnostics()
		}
	}
	return diag.List{diag.New("", diag.Span{}, "the test is not found")}
}

// testTitles are the titles of the tests in the text of a script.
func (s *Session) testTitles(script string) []string {
	var titles []string
	file, _ := grammar.Parse(diag.NewFile(s.options.Script, script))
	for _, item := range file.Items {
		if t, ok := item.(*ast.Test); ok && t.Title != nil {
			title, _ := t.Title.Literal()
			titles = append(titles, title)
		}
	}
	return titles
}

// testBlock writes the test.
func (s *Session) testBlock(title string) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "\ntest %s {\n", literal.Text(title))
	fmt.Fprintf(&b, "  at %s\n", literal.Text(s.answered()[0].started.UTC().Format(time.RFC3339)))
	if err := s.writeLead(&b); err != nil {
		return "", err
	}
	if err := s.writeSettings(&b); err != nil {
		return "", err
	}
	for _, sent := range s.answered() {
		if err := sent.writeStubs(&b); err != nil {
			return "", err
		}
	}
	b.WriteString("  run\n")
	for _, sent := range s.answered() {
		sent.writeAsserts(&b, s.masker())
	}
	if last := s.last; last.Outcome == interp.Failure || last.Outcome == interp.Error {
		fmt.Fprintf(&b, "  assert outcome == %s\n", literal.Text(string(last.Outcome)))
		if last.Outcome == interp.Failure && !strings.Contains(s.masker().Text(last.Reason), http.Mask) {
			fmt.Fprintf(&b, "  assert reason == %s\n", literal.Text(last.Reason))
		}
	}
	b.WriteString("}\n")
	return b.String(), nil
}

// writeLead writes the lead: an example with what was changed, or all fields.
func (s *Session) writeLead(b *strings.Builder) error {
	fields := value.NewObject()
	for _, symbol := range s.scope().info().Lead {
		v, found := s.lead.given().Get(symbol.Name)
		for _, other := range symbol.From {
			if !found {
				v, found = s.lead.given().Get(other)
			}
		}
		if !found || symbol.Name == "received_at" && symbol.Decl == nil {
			continue
		}
		if s.lead.example != "" && !slices.Contains(s.lead.changed, symbol.Name) {
			continue
		}
		if s.scope().program.Hides(symbol.Type) {
			v = http.Mask
		}
		fields.Set(symbol.Name, v)
	}
	b.WriteString("  lead")
	if s.lead.example != "" {
		b.WriteString(" " + literal.Text(s.lead.example))
	}
	if fields.Len() == 0 && s.lead.example != "" {
		b.WriteString("\n")
		return nil
	}
	b.WriteString(" {\n")
	for name, v := range fields.All() {
		text, ok := literal.Value(v, "    ", len("    : ")+len(name))
		if !ok {
			return fmt.Errorf("lead.%s has no literal", name)
		}
		fmt.Fprintf(b, "    %s: %s\n", name, text)
	}
	b.WriteString("  }\n")
	return nil
}

// writeSettings writes the settings that were given, but for secret ones, which
// have their own names as values in a test.
func (s *Session) writeSettings(b *strings.Builder) error {
	begun := false
	for _, symbol := range s.scope().info().Settings {
		given, ok := s.given[symbol.Name]
		if !ok || symbol.Type.HoldsSecret() {
			continue
		}
		text, ok := literal.Value(s.last.Frame().Get(symbol.Slot), "    ", len("    : ")+len(symbol.Name))
		if !ok {
			return fmt.Errorf("the setting '%s' (%s) has no literal", symbol.Name, given.Place)
		}
		if !begun {
			b.WriteString("  settings {\n")
			begun = true
		}
		fmt.Fprintf(b, "    %s: %s\n", symbol.Name, text)
	}
	if begun {
		b.WriteString("  }\n")
	}
	return nil
}

// writeStubs writes the answers of a step, its own and those of a fallback.
func (sent *sending) writeStubs(b *strings.Builder) error {
	for _, via := range []string{"", "fallback"} {
		target := sent.step.Name
		if via != "" {
			target += "." + via
		}
		var replies []string
		for _, e := range sent.attempts {
			if e.Via != via || e.Step != sent.step.Name {
				continue
			}
			reply, err := replyText(e)
			if err != nil {
				return fmt.Errorf("the answer to %s: %w", target, err)
			}
			replies = append(replies, reply)
		}
		if len(replies) > 0 {
			fmt.Fprintf(b, "  stub %s %s\n", target, strings.Join(replies, " then "))
		}
	}
	return nil
}

// usualHeaders say nothing about an answer that a script could read.
var usualHeaders = []string{
	"Connection", "Content-Encoding", "Content-Length", "Date", "Keep-Alive", "Server", "Transfer-Encoding", "Vary",
}

// replyText is the answer of an attempt as a stub gives it.
func replyText(e *trace.Entry) (string, error) {
	r := e.Response
	if r == nil {
		if e.Error != nil && e.Error.Kind == "timeout" {
			return "timeout", nil
		}
		return "network", nil
	}
	if r.Cut > 0 {
		return "", fmt.Errorf("its body has %d bytes, and a test can have %d", r.Size, r.Size-r.Cut)
	}
	if r.Base64 != nil {
		return "", fmt.Errorf("its body is no text")
	}
	parsed, notJSON := value.ParseJSON(r.Text, value.Limits{})
	isJSON := notJSON == nil && r.Text != ""
	text := fmt.Sprint(r.Status)
	var headers []string
	for name, values := range r.Headers {
		usual := slices.Contains(usualHeaders, name) || name == "Content-Type" && isUsual(values[0], isJSON)
		if !usual && len(values) == 1 {
			headers = append(headers, headerKey(name)+": "+literal.Text(values[0]))
		}
	}
	if len(headers) > 0 {
		slices.Sort(headers)
		text += " headers { " + strings.Join(headers, ", ") + " }"
	}
	switch {
	case isJSON:
		text += " json "
		return text + literal.JSON(parsed, "  ", utf8.RuneCountInString(text)), nil
	case r.Text != "":
		return text + " " + textFormat(r.Headers.Get("Content-Type")) + " " + literal.Block(r.Text, "  "), nil
	}
	return text, nil
}

// textFormat is the word for a body that is text of some kind.
func textFormat(contentType string) string {
	for _, word := range []string{"xml", "html"} {
		if strings.Contains(contentType, word) {
			return word
		}
	}
	return "text"
}

// isUsual reports whether a stub has this media type without saying so.
func isUsual(contentType string, isJSON bool) bool {
	media, _, _ := strings.Cut(contentType, ";")
	if isJSON {
		return media == "application/json"
	}
	return media == "text/plain" || media == "application/xml" || media == "text/html"
}

// headerKey is the name of a header as a key: one with other signs than a name
// has is quoted.
func headerKey(name string) string {
	if isName(strings.ReplaceAll(name, "-", "_")) {
		return name
	}
	return literal.Text(name)
}

// writeAsserts writes what the step came to.
func (sent *sending) writeAsserts(b *strings.Builder, masker *http.Masker) {
	r := sent.outcome
	fmt.Fprintf(b, "  assert %s.outcome == %s\n", r.Name, literal.Text(r.Outcome))
	if r.Outcome == "success" && r.Source != "" && r.Source != "live" {
		fmt.Fprintf(b, "  assert %s.source == %s\n", r.Name, literal.Text(r.Source))
	}
	for _, output := range sent.step.Outputs {
		v, found := r.Outputs.Get(output.Name)
		if !found || output.Type.HoldsSecret() || value.IsMissing(v) {
			continue
		}
		switch v.(type) {
		case string, *value.Number, bool:
			text := literal.JSON(v, "", 0)
			if masker.Text(text) != text { // the stub has it masked
				continue
			}
			fmt.Fprintf(b, "  assert %s.%s == %s\n", r.Name, output.Name, text)
		}
	}
}
