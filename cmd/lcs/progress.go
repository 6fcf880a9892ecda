package main

import (
	"fmt"
	"time"

	"github.com/schollz/progressbar/v3"

	"lcs/clock"
	"lcs/intake"
	"lcs/terminal"
)

// progress shows how far a run is, on the last line of a terminal. What is said
// meanwhile stands above it.
type progress struct {
	console *console
	bar     *progressbar.ProgressBar
	source  *intake.Source
	sized   bool
	began   time.Time
	shown   time.Time
	leads   int
}

// redraw is how often the bar changes.
const redraw = 100 * time.Millisecond

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
	p := &progress{
		console: c,
		bar: progressbar.NewOptions64(total,
			progressbar.OptionSetWriter(c.err),
			progressbar.OptionSetDescription("leads"),
			progressbar.OptionSetWidth(30),
			progressbar.OptionShowBytes(false),
			progressbar.OptionSetElapsedTime(false),
			progressbar.OptionClearOnFinish(),
			progressbar.OptionEnableColorCodes(false),
		),
		source: source,
		sized:  size > 0,
		began:  clock.System().Now(),
	}
	c.saying.Lock()
	defer c.saying.Unlock()
	c.bar = p
	return p
}

// step counts a lead. The length of the input is known, the number of its leads
// is not: the bar says how much of it the leads took, the text how many came out.
func (p *progress) step() {
	if p == nil {
		return
	}
	now := clock.System().Now()
	p.leads++
	if now.Sub(p.shown) < redraw {
		return
	}
	p.shown = now
	p.console.saying.Lock()
	defer p.console.saying.Unlock()
	rate := float64(p.leads) / max(now.Sub(p.began).Seconds(), redraw.Seconds())
	p.bar.Describe(fmt.Sprintf("%s, %.0f a second", terminal.Plural(p.leads, "lead"), rate))
	if p.sized {
		taken, size := p.source.Progress()
		_ = p.bar.Set64(min(taken, size-1)) // at the end there are leads under way
	}
}

// clear takes the bar away until it is drawn again.
func (p *progress) clear() {
	if p != nil {
		_ = p.bar.Clear()
	}
}

// finish takes it away for good.
func (p *progress) finish() {
	if p == nil {
		return
	}
	p.console.saying.Lock()
	defer p.console.saying.Unlock()
	p.console.bar = nil
	_ = p.bar.Finish()
}
