package main

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"os"
	"os/signal"
	"time"

	"github.com/spf13/cobra"

	"lcs/interp"
	"lcs/lang/check"
	"lcs/sandbox"
	"lcs/summary"
	"lcs/terminal"
)

// runFlags are the flags of `lcs run`.
type runFlags struct {
	callFlags
	lead, leads  string
	concurrency  int
	leadDeadline time.Duration
	quiet        bool
	state        string
	only         string
	dryRun       bool
	waterfall    string
	out          outputFlags
	reporting    reportFlags
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
--columns chooses parts of it: outcome, reason, lead.email or email, and what
steps give, score.points. An output that ends in .csv is CSV.

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

--errors keeps the leads that ended in an error as they came in; the file can be
given to --leads again. --dry-run prints every request and sends none, with the
steps' examples for answers; --only runs one step. --waterfall draws the steps
and attempts of one lead on a line of time.

--trace and --har write every attempt to a file, with secrets masked; how much,
the script's "trace" says, or --trace-level. 'lcs curl' makes commands of it.

Exit codes: 0 all leads have an answer, refused ones among them; 1 leads ended
in an error or are unknown; 2 wrong use; 3 the script has errors; 4 an alert
fired (with --fail-on-alert); 130 interrupted.`,
		Example: `  lcs run flow.lcs --leads leads.csv --sandbox
  lcs run flow.lcs --leads leads.ndjson.gz --settings live.toml > results.ndjson
  lcs run flow.lcs --leads nightly.csv --state .lcs/nightly -o results.ndjson
  lcs run flow.lcs --leads leads.csv --columns id,outcome,reason -o out.csv
  lcs run flow.lcs --leads leads.csv --errors failed.ndjson --metrics :9090
  lcs run flow.lcs --leads leads.csv --dry-run
  lcs run flow.lcs --lead lead.json --waterfall lead.html
  cat leads.json | lcs run flow.lcs --set api_key=k-123`,
		Args: cobra.ArbitraryArgs,
		RunE: func(command *cobra.Command, args []string) error {
			script, err := flags.script(args)
			if err != nil {
				return err
			}
			return runFlow(command.Context(), c, script, &flags)
		},
	}
	flags.bind(command)
	return command
}

// bind defines the flags of a command.
func (f *runFlags) bind(command *cobra.Command) {
	set := command.Flags()
	set.StringVar(&f.lead, "lead", "", "run on the one lead in `FILE` (- for stdin)")
	set.StringVar(&f.leads, "leads", "", "run on the leads in `FILE` (- for stdin)")
	f.out.bind(command)
	set.StringVar(&f.only, "only", "", "run only the step `STEP` for each lead")
	set.BoolVar(&f.dryRun, "dry-run", false, "send nothing: print the requests that would be sent, with secrets masked")
	f.callFlags.bind(command)
	set.StringVar(&f.state, "state", "", "keep in `DIR` what becomes of each lead: a killed run is taken up by the same command")
	f.lists.bind(command)
	set.IntVar(&f.concurrency, "concurrency", 10, "run `N` leads at a time")
	set.DurationVar(&f.leadDeadline, "lead-deadline", interp.DefaultLeadDeadline, "give up a lead after `TIME`, batches and queues not counted")
	set.BoolVarP(&f.quiet, "quiet", "q", false, "print no progress and no summary")
	f.bindWaterfall(command)
	f.reporting.bind(command)
	f.tracing.bind(command)
	command.MarkFlagsMutuallyExclusive("lead", "leads")
	command.MarkFlagsMutuallyExclusive("state", "sandbox") // whose answers are no partner's
}

// check refuses what cannot be meant.
func (f *runFlags) check() error {
	if f.leadDeadline <= 0 {
		return wrongUse("--lead-deadline takes a time such as 90s, not %s", f.leadDeadline)
	}
	if f.concurrency < 1 || f.concurrency > 10_000 {
		return wrongUse("--concurrency takes a number from 1 to 10000, not %d", f.concurrency)
	}
	if err := cmp.Or(f.tracing.check(), f.reporting.check(), f.checkDry(), f.checkWaterfall()); err != nil {
		return err
	}
	if f.only != "" && f.state != "" {
		return wrongUse("--only runs a part of the script, which --state cannot take up")
	}
	if err := cmp.Or(reachable("the summary", f.reporting.file()), reachable("the waterfall", f.picture())); err != nil {
		return err
	}
	return distinct(f.leads, f.lead, f.out.file, f.out.failed, f.tracing.ndjson, f.tracing.har, f.reporting.file(), f.picture())
}

// job is what `lcs run` is about to run.
type job struct {
	info    *check.Info
	digest  string // of the script
	program *interp.Program
	input   *leadInput
	layout  layout
	options interp.Options
}

// prepare checks the script and opens what goes into its run.
func prepare(c *console, flow string, flags *runFlags) (*job, error) {
	most, err := flags.limits()
	if err != nil {
		return nil, err
	}
	library, err := flags.lists.library()
	if err != nil {
		return nil, err
	}
	var script scriptDigest
	info, err := checkToRun(c, flow, script.read, library)
	if err != nil {
		return nil, err
	}
	j := &job{info: info, digest: script.String()}
	if j.layout, err = flags.out.layout(info); err != nil {
		return nil, err
	}
	program, err := compiled(c, info, library)
	if err != nil {
		return nil, err
	}
	j.program = program
	given, err := flags.settings(c)
	if err != nil {
		return nil, err
	}
	settings, err := runSettings(c, program, given, flags.sandbox)
	if err != nil {
		return nil, err
	}
	j.options = interp.Options{
		Settings:     settings,
		AllowPrivate: flags.allowPrivate,
		Concurrency:  flags.concurrency,
		LeadDeadline: flags.leadDeadline,
		Limits:       most,
		TestMode:     flags.testMode,
		Log: func(r *interp.Result, line interp.LogLine) {
			c.say("%s: %s: %s", line.Level, r.Place, terminal.Shortened(line.Text, maxLogLine))
		},
		Alert: func(a interp.Alert) { c.say("alert: %s (%s)", a.Title, a.Value) },
	}
	if j.input, err = openLeads(c, program, flags, most); err != nil {
		return nil, err
	}
	if err := j.input.runOnly(program, flags.only); err != nil {
		j.input.close()
		return nil, err
	}
	return j, nil
}

// runFlow checks a script, starts a run and takes all leads through it.
func runFlow(ctx context.Context, c *console, flow string, flags *runFlags) error {
	if err := flags.check(); err != nil {
		return err
	}
	collectAt(runGCPercent)
	j, err := prepare(c, flow, flags)
	if err != nil {
		return err
	}
	defer j.input.close()
	if flags.dryRun {
		return rehearse(ctx, c, j, flags)
	}
	if flags.sandbox {
		server, err := sandbox.Start(j.program)
		if err != nil {
			return &exitError{exitFailed, "the sandbox does not start: " + err.Error()}
		}
		defer server.Close()
		j.options.Route, j.options.AllowPrivate = server.Route, true
	}
	kept, err := openState(j, flags)
	if err != nil {
		return err
	}
	defer kept.close()
	kept.options(&j.options)
	traces, err := openTraces(&flags.tracing)
	if err != nil {
		return err
	}
	if traces != nil {
		j.options.Trace = traces.add
	}
	drawn := openPicture(j, flags.waterfall)
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	run, problems := j.program.Start(ctx, j.options)
	if problems.HasErrors() {
		_ = traces.close()
		c.report(problems)
		return reported(exitUsage)
	}
	traces.of(run)
	drawn.of(run)
	err = runLeads(ctx, stop, c, j, run, kept, drawn, flags)
	_ = run.Close() // again, when it could not begin
	if unfinished := kept.finish(); unfinished != nil {
		err = unfinished
	}
	if untraced := traces.close(); err == nil {
		return untraced
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

// runLeads takes the leads through a run, and writes the results and what is
// told of the run as a whole.
func runLeads(ctx context.Context, stop func(), c *console, j *job, run *interp.Run, kept *keeping, drawn *picture, flags *runFlags) error {
	if err := kept.begin(c, j.input, flags); err != nil {
		return err
	}
	out, err := openOutputs(c, kept, &flags.out, j.layout)
	if err != nil {
		return err
	}
	told, err := startReporting(c, j.info.Title, run, &flags.reporting)
	if err != nil {
		return errors.Join(err, out.close())
	}
	told.collector.AddEarlier(kept.earlier())
	shown := !flags.quiet && !(c.outShown && flags.out.file == "") && j.input.source != nil
	bar := newProgress(c, j.input.source, shown)
	// After the first Ctrl-C the second one ends the process at once.
	stopped := context.AfterFunc(ctx, stop)
	defer stopped()
	defer kept.onInterrupt(ctx, c)()

	complaints := &complaints{console: c}
	err = run.All(ctx, j.input.leads, func(r *interp.Result) error {
		size, err := out.write(r)
		if err != nil {
			return err
		}
		if err := kept.cameOut(r, size); err != nil {
			return err
		}
		told.collector.Add(r)
		drawn.cameOut(r)
		if summary.IsInputProblem(r.Diagnostic) {
			complaints.add(r.Diagnostic)
		}
		bar.step()
		return nil
	})
	told.leadsDone()
	bar.finish()
	complaints.finish()
	closing := out.close()
	_ = run.Close() // waits for background steps, which are counted and traced as well
	if errors.Is(err, interp.ErrOtherLeads) {
		told.flags.summary = noSummary // nothing was run
	}
	telling := cmp.Or(told.finish(c, flags.quiet || flags.waterfall == onScreen), drawn.draw(c))
	out.sayUnreadable(c)

	switch err := told.ended(err, ctx.Err() != nil); {
	case err != nil:
		return err
	case closing != nil:
		return unwritten("the results", closing)
	}
	kept.allCameOut()
	if telling != nil {
		return telling
	}
	return told.verdict()
}
