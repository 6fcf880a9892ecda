package repl

import (
	"context"
	"errors"
	"slices"

	"lcs/interp"
	"lcs/lang/diag"
	"lcs/sandbox"
)

// connection is a run that the session sends with.
type connection struct {
	run     *interp.Run
	cancel  context.CancelFunc // of all that the run does
	server  *sandbox.Server    // nil: it calls the real systems
	lacking []string           // required settings that nobody has given
	watch   watch
}

func (s *Session) disconnect() {
	if s.live == nil {
		return
	}
	_ = s.live.run.Close()
	s.live.cancel()
	if s.live.server != nil {
		_ = s.live.server.Close()
	}
	s.live = nil
}

// connect begins a run, if there is none. Required settings that are missing
// have their own names as values, with which nothing is sent.
func (s *Session) connect(ctx context.Context) (*connection, diag.List) {
	if s.live != nil {
		return s.live, nil
	}
	c := &connection{}
	settings, lacking, problems := s.settings()
	if problems.HasErrors() {
		return nil, problems
	}
	c.lacking = lacking
	o := interp.Options{
		Clock: s.options.Clock, Settings: settings, TestMode: s.options.TestMode, AllowPrivate: s.options.AllowPrivate, Limits: s.options.Limits,
		Seed: s.options.Seed, RunID: "repl", KeepFrames: true,
		Trace: c.watch.attempt, Log: c.watch.log,
	}
	if s.options.Sandbox {
		server, err := sandbox.Start(s.scope().program)
		if err != nil {
			return nil, diag.List{diag.New("", diag.Span{}, "the sandbox does not start: "+err.Error())}
		}
		c.server = server
		o.Route, o.AllowPrivate = server.Route, true
	}
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	run, problems := s.scope().program.Start(running, o)
	if problems.HasErrors() {
		cancel()
		if c.server != nil {
			_ = c.server.Close()
		}
		return nil, problems
	}
	c.run, c.cancel = run, cancel
	c.watch.run = run
	s.live = c
	return c, nil
}

// settings are those for a run, and the names of those that nobody has given.
func (s *Session) settings() (given map[string]interp.Setting, lacking []string, problems diag.List) {
	examples, problems := s.scope().program.ExampleSettings()
	if problems.HasErrors() {
		return nil, nil, problems
	}
	given = map[string]interp.Setting{}
	for _, symbol := range s.scope().info().Settings {
		if setting, ok := s.given[symbol.Name]; ok {
			given[symbol.Name] = setting
			continue
		}
		standIn, hasExample := examples[symbol.Name]
		required := symbol.Default == nil && !symbol.Type.IsOptional()
		switch {
		case s.options.Sandbox && hasExample:
			given[symbol.Name] = standIn
		case required:
			given[symbol.Name] = standIn
			lacking = append(lacking, symbol.Name)
		}
	}
	return given, lacking, nil
}

// lacks reports whether a setting is one that nobody has given.
func (c *connection) lacks(setting string) bool { return slices.Contains(c.lacking, setting) }

// run runs one step for the lead, or none. When the context ends, so does the
// run: a batch is no single lead's and would go on.
func (s *Session) run(ctx context.Context, c *connection, step string) (*interp.Result, error) {
	record := interp.Record{Value: s.lead.record(), Place: s.lead.place(), Only: step, After: s.last}
	stop := context.AfterFunc(ctx, c.cancel)
	defer stop()
	var result *interp.Result
	err := c.run.All(ctx, one(record), func(r *interp.Result) error {
		result = r
		return nil
	})
	if err != nil || result == nil {
		if c == s.live {
			s.disconnect()
		}
		return nil, errInterrupted
	}
	return result, nil
}

// errInterrupted is what becomes of a line when its context ends.
var errInterrupted = errors.New("interrupted")

// problemsError is an error that diagnostics tell.
type problemsError struct{ problems diag.List }

func (e *problemsError) Error() string { return e.problems[0].Message }
