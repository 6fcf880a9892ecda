package main

import (
	"context"
	"math/rand/v2"

	"github.com/google/uuid"

	"lcs/clock"
	"lcs/dryrun"
	"lcs/interp"
	"lcs/lang/diag"
)

// checkDry refuses what a run that sends nothing has nothing for.
func (f *runFlags) checkDry() error {
	if !f.dryRun {
		return nil
	}
	for _, flag := range []struct {
		name  string
		given bool
	}{
		{"--state", f.state != ""}, {"--trace", f.tracing.ndjson != ""}, {"--har", f.tracing.har != ""},
		{"--errors", f.out.failed != ""}, {"--columns", f.out.columns != ""}, {"--format", f.out.format != ""},
		{"--metrics", f.reporting.metrics != ""},
	} {
		if flag.given {
			return wrongUse("%s has no use with --dry-run, which sends nothing", flag.name)
		}
	}
	return nil
}

// rehearse prints what a run would send.
func rehearse(ctx context.Context, c *console, j *job, flags *runFlags) error {
	out, closeOut, err := openOutput(c, flags.out.file)
	if err != nil {
		return err
	}
	rehearsal := dryrun.New(j.program, out, clock.System().Now())
	rehearsal.Options(&j.options)
	j.options.RunID, j.options.Seed = uuid.NewString(), rand.Uint64()
	var problems diag.List
	leads, failed := 0, false
	rehearsal.Run(func() {
		var run *interp.Run
		if run, problems = j.program.Start(ctx, j.options); problems.HasErrors() {
			return
		}
		rehearsal.Of(run)
		err = run.All(ctx, j.input.leads, func(r *interp.Result) error {
			leads++
			failed = failed || r.Outcome == interp.Error
			return rehearsal.CameOut(r)
		})
		_ = run.Close()
	})
	if problems.HasErrors() {
		c.report(problems)
		return reported(exitUsage)
	}
	for _, f := range []func() error{rehearsal.Close, closeOut} {
		if closing := f(); err == nil {
			err = closing
		}
	}
	switch {
	case ctx.Err() != nil:
		return reported(exitInterrupted)
	case err != nil:
		return &exitError{exitFailed, "the requests cannot be written: " + err.Error()}
	}
	if !flags.quiet {
		c.say("dry run: %s, %s; nothing was sent", plural(leads, "lead"), plural(rehearsal.Requests(), "request"))
	}
	if failed {
		return reported(exitFailed)
	}
	return nil
}
