package repl

import (
	"context"
	nethttp "net/http"
	"strings"

	"lcs/interp"
	"lcs/lang/check"
	"lcs/stdlib/http"
	"lcs/terminal"
	"lcs/trace"
)

// curl is :curl STEP.
func (s *Session) curl(ctx context.Context, name string, out *output) Status {
	step := s.stepNamed("curl", name, out)
	if step == nil {
		return Wrong
	}
	entry, why := s.render(ctx, step)
	if entry == nil {
		return out.say(Failed, "%s", why)
	}
	command := trace.NewCurl(entry)
	out.printf("%s", terminal.Visible(command.Command))
	if len(command.Variables) > 0 {
		out.notes([]string{"to be set: " + strings.Join(command.Variables, ", ")})
	}
	out.notes(command.Notes)
	return OK
}

// render returns the first request that a step would send, without sending it.
func (s *Session) render(ctx context.Context, step *check.StepInfo) (entry *trace.Entry, why string) {
	settings, _, problems := s.settings()
	if problems.HasErrors() {
		return nil, problems[0].Message
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	c := &connection{cancel: cancel}
	run, problems := s.scope().program.Start(ctx, interp.Options{
		Clock: s.options.Clock, Settings: settings, TestMode: s.options.TestMode, Limits: s.options.Limits, Seed: s.options.Seed, RunID: "repl", KeepFrames: true,
		Sender: unsent{cancel},
		Trace: func(a interp.Attempt) {
			if entry == nil && a.Exchange.Request.Via != "auth" {
				entry, _ = trace.NewEntry(trace.AttemptOf(c.run, a, trace.Full))
			}
		},
	})
	if problems.HasErrors() {
		return nil, problems[0].Message
	}
	c.run = run
	result, err := s.run(ctx, c, step.Name)
	_ = run.Close()
	switch {
	case entry != nil:
		return entry, ""
	case err != nil:
		return nil, err.Error()
	case result.Reason != "":
		return nil, result.Reason
	}
	return nil, "nothing is sent for this lead" + whenText(step)
}

// unsent takes requests and sends none: a token is made up, and with the first
// other request the step has shown all that is wanted.
type unsent struct{ stop context.CancelFunc }

func (u unsent) Send(_ context.Context, r *http.Request) *http.Exchange {
	x := &http.Exchange{Request: r, Header: nethttp.Header{}}
	if r.Via == "auth" {
		x.Status, x.Body = nethttp.StatusOK, []byte(`{"access_token":"example-token","token_type":"Bearer","expires_in":3600}`)
		return x
	}
	u.stop()
	x.Kind, x.Message = http.Network, "it is not sent"
	return x
}
