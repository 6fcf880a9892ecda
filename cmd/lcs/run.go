package main

import (
	"context"
	"errors"
	"maps"
	"os"
	"os/signal"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"lcs/clock"
	"lcs/interp"
	"lcs/sandbox"
)

// runFlags are the flags of `lcs run`.
type runFlags struct {
	callFlags
	lead, leads  string
	output       string
	concurrency  int
	leadDeadline time.Duration
	quiet        bool
	state        string
	tracing      traceFlags
	lists        libraryFlags
}

func newRunCommand(c *console) *cobra.Command {
	var flags runFlags
	command := &cobra.Command{
		Use:               "run FLOW [--leads FILE]",
		ValidArgsFunction: completeScript,
		Short:             "Run a script on leads",
		Long: `Run a script on leads and print one result for each, in the order of the input,
as a JSON object on a line of its own. Progress and a summary go to stderr.

Leads are NDJSON, JSON or CSV, packed with gzip or not; the ending of the name
says which, or else the content. In CSV an empty cell is a field that is absent.
A lead that cannot be read is a result with the outcome "error"; the others are
unharmed.

Settings come from files, the environment (LCS_SETTING_API_KEY is api_key) and
--set; the later of these wins.

--state keeps in a directory what becomes of each lead. When the run is killed,
the same command takes it up: leads that have come out stay out, results that
have not come out do, leads under way go on where they were. A request that must
not be repeated and was under way leaves its lead "unknown". Leads that a script
queues are kept there as well, and go first in the next run, which needs no
--leads; so are answers for "cache" and "use last_good".

--trace and --har write every attempt to a file, with secrets masked; how much,
the script's "trace" says, or --trace-level. 'lcs curl' makes commands of it.

Exit codes: 0 all leads have an answer, refused ones among them; 1 leads ended
in an error or are unknown; 2 wrong use; 3 the script has errors; 130 interrupted.`,
		Example: `  lcs run flow.lcs --leads leads.csv --sandbox
  lcs run flow.lcs --leads leads.ndjson.gz --settings production.toml --concurrency 50 > results.ndjson
  lcs run flow.lcs --leads nightly.csv --state .lcs/nightly -o results.ndjson
  cat leads.json | lcs run flow.lcs --set api_key=k-123`,
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return runFlow(command.Context(), c, args[0], &flags)
		},
	}
	f := command.Flags()
	f.StringVar(&flags.lead, "lead", "", "run on the one lead in `FILE` (- for stdin)")
	f.StringVar(&flags.leads, "leads", "", "run on the leads in `FILE` (- for stdin)")
	f.StringVarP(&flags.output, "output", "o", "", "write the results to `FILE`, not to stdout")
	flags.callFlags.bind(command)
	f.StringVar(&flags.state, "state", "", "keep in `DIR` what becomes of each lead: a killed run is taken up by the same command")
	flags.lists.bind(command)
	f.IntVar(&flags.concurrency, "concurrency", 10, "run `N` leads at a time")
	f.DurationVar(&flags.leadDeadline, "lead-deadline", interp.DefaultLeadDeadline, "give up a lead after `TIME`, batches and queues not counted")
	f.BoolVarP(&flags.quiet, "quiet", "q", false, "print no progress and no summary")
	flags.tracing.define(command)
	command.MarkFlagsMutuallyExclusive("lead", "leads")
	command.MarkFlagsMutuallyExclusive("state", "sandbox") // whose answers are no partner's
	return command
}

// runFlow checks a script, starts a run and takes all leads through it.
func runFlow(ctx context.Context, c *console, flow string, flags *runFlags) error {
	if err := flags.tracing.check(flags.output); err != nil {
		return err
	}
	if flags.leadDeadline <= 0 {
		return wrongUse("--lead-deadline takes a time such as 90s, not %s", flags.leadDeadline)
	}
	if flags.concurrency < 1 || flags.concurrency > 10_000 {
		return wrongUse("--concurrency takes a number from 1 to 10000, not %d", flags.concurrency)
	}
	debug.SetGCPercent(runGCPercent)
	library, err := flags.lists.library()
	if err != nil {
		return err
	}
	var script scriptDigest
	info, err := checkToRun(c, flow, script.read, library)
	if err != nil {
		return err
	}
	program, problems := interp.Compile(info, library)
	if problems.HasErrors() {
		c.report(problems)
		return reported(exitScript)
	}
	given, err := flags.settings(c)
	if err != nil {
		return err
	}
	settings, err := runSettings(c, program, given, flags.sandbox)
	if err != nil {
		return err
	}
	input, err := openLeads(c, program, flags)
	if err != nil {
		return err
	}
	defer input.close()

	options := interp.Options{
		Settings:     settings,
		AllowPrivate: flags.allowPrivate,
		Concurrency:  flags.concurrency,
		LeadDeadline: flags.leadDeadline,
		TestMode:     flags.testMode,
		Log: func(r *interp.Result, line interp.LogLine) {
			c.say("%s: %s: %s", line.Level, r.Place, shortened(line.Text, maxLogLine))
		},
		Alert: func(a interp.Alert) { c.say("alert: %s (%s)", a.Title, a.Value) },
	}
	if flags.sandbox {
		server, err := sandbox.Start(program)
		if err != nil {
			return &exitError{exitFailed, "the sandbox does not start: " + err.Error()}
		}
		defer server.Close()
		options.Route, options.AllowPrivate = server.Route, true
	}
	kept, err := openState(info.Title, script.String(), flags)
	if err != nil {
		return err
	}
	defer kept.close()
	kept.options(&options)
	traces, err := openTraces(&flags.tracing)
	if err != nil {
		return err
	}
	if traces != nil {
		options.Trace = traces.add
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	run, problems := program.Start(ctx, options)
	if problems.HasErrors() {
		_ = traces.close()
		c.report(problems)
		return reported(exitUsage)
	}
	traces.of(run)
	err = runLeads(ctx, stop, c, run, input, kept, flags)
	_ = run.Close() // waits for background steps, which are traced as well
	if unwritten := kept.finish(); unwritten != nil {
		err = unwritten
	}
	if unwritten := traces.close(); err == nil {
		return unwritten
	}
	return err
}

// maxLogLine is how much of a `log` is shown.
const maxLogLine = 2000

// runSettings are the settings given; in the sandbox those of the script's
// examples stand in for what is not.
func runSettings(c *console, program *interp.Program, given map[string]interp.Setting, sandboxed bool) (map[string]interp.Setting, error) {
	out := map[string]interp.Setting{}
	if sandboxed {
		examples, problems := program.ExampleSettings()
		if problems.HasErrors() {
			c.report(problems)
			return nil, reported(exitScript)
		}
		out = examples
	}
	maps.Copy(out, given)
	return out, nil
}

// runLeads takes the leads through a run, and writes the results and the
// summary.
func runLeads(ctx context.Context, stop func(), c *console, run *interp.Run, input *leadInput, kept *keeping, flags *runFlags) error {
	if err := kept.begin(c, input, flags); err != nil {
		return err
	}
	out, closeOut, err := kept.openOutput(c, flags.output)
	if err != nil {
		return err
	}
	shown := !flags.quiet && !(c.outShown && flags.output == "") && input.source != nil
	bar := newProgress(c, input.source, shown)
	// After the first Ctrl-C the second one ends the process at once.
	stopped := context.AfterFunc(ctx, stop)
	defer stopped()
	defer kept.onInterrupt(ctx, c)()

	sum, complaints := newSummary(), &complaints{console: c}
	sum.addEarlier(kept.earlier())
	started := clock.System().Now()
	var line []byte
	err = run.All(ctx, input.leads, func(r *interp.Result) error {
		line = append(r.AppendJSON(line[:0]), '\n')
		if _, err := out.Write(line); err != nil {
			return &outputError{err}
		}
		if err := kept.cameOut(r, len(line)); err != nil {
			return err
		}
		sum.add(r)
		if isInputProblem(r.Diagnostic) {
			complaints.add(r.Diagnostic)
		}
		bar.step()
		return nil
	})
	bar.finish()
	complaints.finish()
	closeErr := closeOut()
	if !flags.quiet && !errors.Is(err, interp.ErrOtherLeads) {
		sum.write(c.err, clock.System().Now().Sub(started), c.errShown && c.colored)
	}

	var unwritten *outputError
	switch {
	case errors.As(err, &unwritten):
		return &exitError{exitFailed, "the results cannot be written: " + unwritten.Error()}
	case ctx.Err() != nil:
		return &exitError{exitInterrupted, sum.interrupted()}
	case err != nil:
		return explained(err)
	case closeErr != nil:
		return &exitError{exitFailed, "the results cannot be written: " + closeErr.Error()}
	}
	kept.allCameOut()
	if sum.failed() {
		return reported(exitFailed)
	}
	return nil
}
