package interp

import (
	"context"
	"encoding/json"
	"net/url"
	"sync/atomic"

	"lcs/lang/ast"
	"lcs/stdlib/http"
)

// Attempt is one attempt with what became of it, for a trace.
type Attempt struct {
	Result   *Result // the lead's, its Index below 0 for a batch or an alert; nil for a token, which is for all leads
	Step     string
	Level    string // of its `trace`; empty: the script does not say
	Number   int    // among the attempts of the step for this lead, from 1
	Exchange *http.Exchange

	// Why the answer is no good, in the words of the selectors; empty: it is.
	Kind, Message string
	// Warnings is what about a good answer is not as it should be.
	Warnings []string

	// Secrets are those of the lead; Run.Secrets has those of the run.
	Secrets []Secret
}

// traceLevel finds the level that a `trace` among items sets.
func traceLevel(items []ast.Item) string {
	level := ""
	for _, item := range items {
		if t, ok := item.(*ast.Trace); ok && t.Level != nil {
			level = t.Level.Text
		}
	}
	return level
}

// ask makes one attempt and reads its answer.
func (x *execution) ask(a *attempting, p *prepared, expects []*expect) (*http.Exchange, *answer, *failure) {
	ex := x.send(a, p)
	a.sent++
	good, failed := x.read(expects, ex)
	if x.run.options.Trace != nil {
		x.trace(a, ex, good, failed)
	}
	return ex, good, failed
}

func (x *execution) trace(a *attempting, ex *http.Exchange, good *answer, failed *failure) {
	attempt := Attempt{
		Result: x.result, Step: a.name, Level: a.level, Number: a.sent, Exchange: ex, Secrets: x.secrets(),
	}
	if attempt.Level == "" {
		attempt.Level = x.run.program.traceLevel
	}
	if failed != nil {
		attempt.Kind, attempt.Message = failed.kind, failed.message
	}
	if good != nil {
		attempt.Warnings = lie(ex, good.by.format)
		if x.batch != nil {
			attempt.Warnings = append(attempt.Warnings, x.batch.doubts(x, good)...)
		}
		for _, text := range x.run.program.secretTexts(good.shape, good.body) {
			attempt.Secrets = append(attempt.Secrets, Secret{Text: text})
		}
	}
	x.run.options.Trace(attempt)
}

// tokenSender sends the requests for tokens, traces them, and learns what is
// secret in their answers.
type tokenSender struct {
	run     *Run
	service string
	sender  http.Sender
	count   atomic.Int64
}

// Send makes one attempt to have a token.
func (s *tokenSender) Send(ctx context.Context, r *http.Request) *http.Exchange {
	ex := s.sender.Send(ctx, r)
	for _, token := range tokensIn(ex.Body) {
		s.run.secrets.addToken(token)
	}
	if s.run.options.Trace == nil {
		return ex
	}
	attempt := Attempt{
		Step: s.service, Level: s.run.program.traceLevel, Number: int(s.count.Add(1)), Exchange: ex,
		Kind: string(ex.Kind), Message: ex.Message,
	}
	if ex.Kind == http.Answered && ex.Status >= 300 {
		attempt.Kind, attempt.Message = "status", quoted(ex.Body, s.run.secrets.text)
	}
	s.run.options.Trace(attempt)
	return ex
}

// tokensIn returns the tokens of a token URL's answer, which is JSON or a form.
func tokensIn(body []byte) []string {
	fields := map[string]any{}
	if json.Unmarshal(body, &fields) != nil {
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return nil
		}
		for name := range form {
			fields[name] = form.Get(name)
		}
	}
	var out []string
	for _, name := range []string{"access_token", "refresh_token", "id_token"} {
		if token, ok := fields[name].(string); ok && token != "" {
			out = append(out, token)
		}
	}
	return out
}
