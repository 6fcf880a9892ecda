package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lcs/clock"
	"lcs/interp"
	"lcs/metrics"
	"lcs/summary"
	"lcs/terminal"
)

// reportFlags are the flags of `lcs run` that say what is told of a run as a
// whole.
type reportFlags struct {
	summary     string
	metrics     string
	failOnAlert bool
}

// The kinds of summaries; anything else is a file.
const (
	textSummary = "text"
	jsonSummary = "json"
	noSummary   = "none"
)

func (r *reportFlags) bind(command *cobra.Command) {
	f := command.Flags()
	f.StringVar(&r.summary, "summary", textSummary, "print the summary as `text|json|none` to stderr; NAME.json writes it to a file as well")
	f.StringVar(&r.metrics, "metrics", "", "serve the figures to Prometheus on `ADDR`, such as :9090, for as long as the run lasts")
	f.BoolVar(&r.failOnAlert, "fail-on-alert", false, "exit with 4 when an alert of the script fired")
}

func (r *reportFlags) check() error {
	switch r.summary {
	case textSummary, jsonSummary, noSummary:
		return nil
	}
	if !strings.HasSuffix(r.summary, ".json") {
		return wrongUse("--summary takes text, json, none or the name of a file that ends in .json, not '%s'", r.summary)
	}
	return nil
}

// file is the file that the summary goes to; empty: none.
func (r *reportFlags) file() string {
	if strings.HasSuffix(r.summary, ".json") {
		return r.summary
	}
	return ""
}

// reporting is what is told of a run as a whole.
type reporting struct {
	flags     *reportFlags
	collector *summary.Collector
	run       *interp.Run
	server    *metrics.Server // nil: nobody asked for figures
	began     time.Time
	took      time.Duration // 0: it is still going on
}

// startReporting begins to count, and lets Prometheus ask.
func startReporting(c *console, flow string, run *interp.Run, flags *reportFlags) (*reporting, error) {
	r := &reporting{flags: flags, collector: summary.NewCollector(flow), run: run, began: clock.System().Now()}
	if flags.metrics == "" {
		return r, nil
	}
	server, err := metrics.Serve(flags.metrics, func() []byte { return summary.Exposition(r.summary()) })
	if err != nil {
		return nil, wrongUse("--metrics: %v", err)
	}
	r.server = server
	c.say("metrics: %s", server.URL())
	return r, nil
}

// summary is what the run has come to up to now.
func (r *reporting) summary() *summary.Summary {
	took := r.took
	if took == 0 {
		took = clock.System().Now().Sub(r.began)
	}
	return r.collector.Summary(r.run.Figures(), took)
}

// leadsDone stops the time: what goes on in the background is not of the leads.
func (r *reporting) leadsDone() { r.took = max(clock.System().Now().Sub(r.began), 1) }

// finish stops the server and prints the summary.
func (r *reporting) finish(c *console, quiet bool) error {
	if r.server != nil {
		_ = r.server.Close()
	}
	s := r.summary()
	switch {
	case r.flags.summary == noSummary:
	case r.flags.summary == jsonSummary:
		return summary.WriteJSON(c.err, s)
	case !quiet:
		summary.WriteText(c.err, s, c.errScreen())
	}
	name := r.flags.file()
	if name == "" {
		return nil
	}
	var b bytes.Buffer
	err := summary.WriteJSON(&b, s)
	if err == nil {
		err = os.WriteFile(name, b.Bytes(), 0o666)
	}
	if err != nil {
		return unwritten("the summary", err)
	}
	return nil
}

// interrupted says how far an interrupted run came.
func (r *reporting) interrupted() string {
	last, leads := r.collector.Last()
	if leads == 0 {
		return "interrupted before a lead came out"
	}
	return fmt.Sprintf("interrupted: %s came out; those after %s were not run", terminal.Plural(leads, "lead"), last)
}

// verdict is how the run ends when nothing went wrong with the run itself.
func (r *reporting) verdict() error {
	if fired := r.run.Alerts(); r.flags.failOnAlert && len(fired) > 0 {
		return &exitError{exitAlert, fmt.Sprintf("the alert \"%s\" fired", fired[0].Title)}
	}
	if r.collector.Failed() {
		return reported(exitFailed)
	}
	return nil
}

// ended turns the error that ended a run, if any, into that of the command.
func (r *reporting) ended(err error, interrupted bool) error {
	var unwrittenResult *outputError
	switch {
	case errors.As(err, &unwrittenResult):
		return unwritten("the results", unwrittenResult)
	case interrupted:
		return &exitError{exitInterrupted, r.interrupted()}
	case err != nil:
		return explained(err)
	}
	return nil
}
