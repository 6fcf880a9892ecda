package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lcs/interp"
	"lcs/waterfall"
)

// onScreen is what --waterfall is without a file.
const onScreen = "-"

// pictures are the endings of files that --waterfall can write.
var pictures = []string{".html", ".htm", ".svg"}

func isPicture(name string) bool {
	return slices.Contains(pictures, strings.ToLower(filepath.Ext(name)))
}

// bindWaterfall makes the flag, whose value may be left out, or stand apart.
func (f *runFlags) bindWaterfall(command *cobra.Command) {
	command.Flags().StringVar(&f.waterfall, "waterfall", "", "draw the steps and attempts of the lead on a line of time; into `FILE` if it ends in .html or .svg")
	command.Flags().Lookup("waterfall").NoOptDefVal = onScreen
}

// script takes the name of the script from the arguments, among which the file
// of --waterfall may be.
func (f *runFlags) script(args []string) (string, error) {
	if i := slices.IndexFunc(args, isPicture); i >= 0 && f.waterfall == onScreen && len(args) == 2 {
		f.waterfall = args[i]
		args = slices.Delete(slices.Clone(args), i, i+1)
	}
	if err := one("script")(nil, args); err != nil {
		return "", err
	}
	return args[0], nil
}

func (f *runFlags) checkWaterfall() error {
	switch {
	case f.waterfall == "":
		return nil
	case f.waterfall != onScreen && !isPicture(f.waterfall):
		return wrongUse("--waterfall writes .html or .svg, not '%s'", f.waterfall)
	case f.lead == "" && !(f.sandbox && f.leads == ""):
		return wrongUse("--waterfall draws one lead: name it with --lead")
	case f.dryRun:
		return wrongUse("--waterfall has no use with --dry-run, which sends nothing")
	}
	return nil
}

// picture draws the lead of a run. A nil one draws nothing.
type picture struct {
	recorder waterfall.Recorder
	name     string
	flow     string
	result   *interp.Result
}

// openPicture makes the run tell the picture, if there is to be one.
func openPicture(j *job, name string) *picture {
	if name == "" {
		return nil
	}
	p := &picture{name: name, flow: j.info.Title}
	traced := j.options.Trace
	j.options.Trace = func(a interp.Attempt) {
		p.recorder.Attempt(a)
		if traced != nil {
			traced(a)
		}
	}
	j.options.Background = p.recorder.Background
	return p
}

// picture is the file that is written; empty: none.
func (f *runFlags) picture() string {
	if f.waterfall == onScreen {
		return ""
	}
	return f.waterfall
}

func (p *picture) of(run *interp.Run) {
	if p != nil {
		p.recorder.Of(run)
	}
}

func (p *picture) cameOut(r *interp.Result) {
	if p != nil && p.result == nil {
		p.result = r
	}
}

// draw draws the lead, once the run is closed.
func (p *picture) draw(c *console) error {
	if p == nil || p.result == nil {
		return nil
	}
	drawn := p.recorder.Picture(p.flow, p.result)
	if p.name == onScreen {
		waterfall.WriteText(c.err, drawn, c.errScreen())
		return nil
	}
	write := waterfall.WriteHTML
	if strings.EqualFold(filepath.Ext(p.name), ".svg") {
		write = waterfall.WriteSVG
	}
	var b bytes.Buffer
	err := write(&b, drawn)
	if err == nil {
		err = os.WriteFile(p.name, b.Bytes(), 0o600) // what leads are about is personal
	}
	if err != nil {
		return unwritten("the waterfall", err)
	}
	return nil
}
