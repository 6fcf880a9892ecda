package main

import (
	"context"
	"io"
	"os"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"lcs/interp"
	"lcs/lang/check"
	"lcs/limits"
	"lcs/record"
	"lcs/stdlib"
	"lcs/terminal"
	"lcs/value"
)

// recordFlags are the flags of `lcs record`.
type recordFlags struct {
	callFlags
	lead    string
	replace bool
	print   bool
	lists   libraryFlags
}

func newRecordCommand(c *console) *cobra.Command {
	var flags recordFlags
	command := &cobra.Command{
		Use:               "record FLOW --lead FILE",
		ValidArgsFunction: completeScript,
		Short:             "Keep the answers of the real systems as examples",
		Long: `Run a script on one lead against the real systems, and keep what they answer as
'example' blocks in the script: from then on tests, --sandbox and the types of
the steps have them. The rest of the file stays as it is.

Secrets are masked in what is kept. Values of the lead that an answer repeats
are replaced by those of the first example lead, or by texts of the same form.
Read the examples before you share them: what a system knows of somebody beyond
the lead cannot be told from the rest.

A step keeps one answer for each status. Where it has an example of that status
already, that one stays, unless --replace is given.

Exit codes: 0 the lead has an answer, 1 it ended in an error (what came is kept
all the same), 2 wrong use, 3 the script has errors.`,
		Example: `  lcs record flow.lcs --lead ann.json --settings production.toml
  lcs record flow.lcs --lead ann.json --print | diff flow.lcs -`,
		Args: one("script"),
		RunE: func(command *cobra.Command, args []string) error {
			return recordFlow(command.Context(), c, args[0], &flags)
		},
	}
	f := command.Flags()
	flags.bind(command)
	flags.lists.bind(command)
	f.StringVar(&flags.lead, "lead", "", "run on the one lead in `FILE` (- for stdin)")
	f.BoolVar(&flags.replace, "replace", false, "put answers in the place of examples with their status")
	f.BoolVar(&flags.print, "print", false, "print the script, leave the file as it is")
	_ = command.MarkFlagRequired("lead")
	return command
}

func recordFlow(ctx context.Context, c *console, flow string, flags *recordFlags) error {
	if flags.sandbox {
		return wrongUse("--sandbox answers from examples, of which there is nothing to record")
	}
	most, err := flags.limits()
	if err != nil {
		return err
	}
	library, err := flags.lists.library()
	if err != nil {
		return err
	}
	info, err := checkToRun(c, flow, readScript, library)
	if err != nil {
		return err
	}
	program, err := compiled(c, info, library)
	if err != nil {
		return err
	}
	settings, err := flags.settings(c)
	if err != nil {
		return err
	}
	lead, err := leadOf(c, program, flags.lead, most)
	if err != nil {
		return err
	}
	recorder, err := newRecorder(c, info, program, library, lead)
	if err != nil {
		return err
	}
	recorder.Replace = flags.replace
	run, problems := program.Start(ctx, interp.Options{
		Settings: settings, AllowPrivate: flags.allowPrivate, TestMode: flags.testMode, Limits: most,
		RunID: uuid.NewString(), Trace: recorder.Add,
	})
	if problems.HasErrors() {
		c.report(problems)
		return reported(exitUsage)
	}
	result := run.Do(ctx, lead)
	_ = run.Close() // waits for background steps, whose answers are kept as well
	if err := keepAnswers(c, flow, recorder, run.Secrets(), flags.print); err != nil {
		return err
	}
	if result.Reason != "" {
		c.say("the lead: %s, %s", result.Outcome, terminal.Shortened(result.Reason, 200))
	} else {
		c.say("the lead: %s", result.Outcome)
	}
	if result.Outcome == interp.Error {
		return reported(exitFailed)
	}
	return nil
}

// leadOf reads the lead to run on.
func leadOf(c *console, program *interp.Program, name string, most *limits.Limits) (interp.Record, error) {
	input, err := openLeads(c, program, &runFlags{lead: name}, most)
	if err != nil {
		return interp.Record{}, err
	}
	defer input.close()
	for record := range input.leads {
		return record, nil
	}
	return interp.Record{}, wrongUse("'%s' has no lead", name)
}

func newRecorder(c *console, info *check.Info, program *interp.Program, library *stdlib.Library, lead interp.Record) (*record.Recorder, error) {
	r := &record.Recorder{Info: info, Read: readScript, Universe: library, Leads: []*value.Object{lead.Value}}
	examples, problems := program.ExampleLeads()
	if problems.HasErrors() {
		c.report(problems)
		return nil, reported(exitScript)
	}
	if len(examples) > 0 {
		r.Example = examples[0].Value
	}
	return r, nil
}

// keepAnswers writes the script with what was answered in it.
func keepAnswers(c *console, flow string, r *record.Recorder, secrets []interp.Secret, print bool) error {
	text, kept, left := r.Script(secrets)
	switch {
	case print:
		if _, err := io.WriteString(c.out, text); err != nil {
			return unwritten("the script", err)
		}
	case len(kept) > 0:
		if err := os.WriteFile(flow, []byte(text), 0o666); err != nil {
			return unwritten("the script", err)
		}
	}
	for _, k := range kept {
		c.say("%s: step %s keeps its answer %d (%s, %s replaced)", flow, k.Step, k.Status, terminal.Plural(k.Size, "byte"), terminal.Plural(k.Replaced, "value"))
	}
	for _, l := range left {
		c.say("%s: step %s keeps nothing new: %s", flow, l.Step, l.Why)
	}
	if len(kept)+len(left) == 0 {
		c.say("%s: the lead asked no system anything", flow)
	}
	return nil
}
