package main

import (
	"time"

	"github.com/schollz/progressbar/v3"

	"lcs/intake"
)

// progress shows how far a run is, on a terminal that shows nothing else.
type progress struct {
	bar    *progressbar.ProgressBar
	source *intake.Source
	sized  bool
}

// newProgress returns nil, which shows nothing, where a bar would be in the way.
func newProgress(c *console, source *intake.Source, shown bool) *progress {
	if !shown || !c.errShown {
		return nil
	}
	_, size := source.Progress()
	total := size
	if size == 0 {
		total = -1
	}
	return &progress{
		bar: progressbar.NewOptions64(total,
			progressbar.OptionSetWriter(c.err),
			progressbar.OptionSetDescription("leads"),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionSetWidth(30),
			progressbar.OptionShowBytes(size > 0),
			progressbar.OptionClearOnFinish(),
			progressbar.OptionEnableColorCodes(false),
		),
		source: source,
		sized:  size > 0,
	}
}

// step counts a lead. The length of the input is known, the number of its leads
// is not.
func (p *progress) step() {
	switch {
	case p == nil:
	case p.sized:
		read, _ := p.source.Progress()
		_ = p.bar.Set64(read)
	default:
		_ = p.bar.Add(1)
	}
}

// finish takes the bar away.
func (p *progress) finish() {
	if p != nil {
		_ = p.bar.Finish()
	}
}
