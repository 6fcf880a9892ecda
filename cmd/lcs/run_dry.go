package main

import (
	"context"
	"math/rand/v2"

	"github.com/google/uuid"

	"lcs/clock"
	"lcs/dryrun"
	"lcs/terminal"
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
	j.options.RunID, j.options.Seed = uuid.NewString(), rand.Uint64()
	rehearsal := dryrun.Rehearsal{Program: j.program, Options: j.options, Start: clock.System().Now(), Leads: j.input.leads}
	outcome, problems, err := rehearsal.Run(ctx, out)
	if closing := closeOut(); err == nil {
		err = closing
	}
	if problems.HasErrors() {
		c.report(problems)
		return reported(exitUsage)
	}
	switch {
	case ctx.Err() != nil:
		return reported(exitInterrupted)
	case err != nil:
		return unwritten("the requests", err)
	}
	if !flags.quiet {
		c.say("dry run: %s, %s; nothing was sent", terminal.Plural(outcome.Leads, "lead"), terminal.Plural(outcome.Requests, "request"))
	}
	if outcome.Failed {
		return reported(exitFailed)
	}
	return nil
}
