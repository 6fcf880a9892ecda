package waterfall

import (
	"fmt"
	"html"
	"io"
	"strings"
	"time"

	"lcs/terminal"
	"lcs/trace"
)

// The measures of a drawing, in pixels.
const (
	rowHeight = 24
	barHeight = 14
	headSpace = 64
	footSpace = 40
	chartLeft = 210
	chartWide = 560
	drawWide  = 960
	charWide  = 7 // of a letter in a label, about
)

// palette are the colours on light and on dark. They differ in lightness as
// well as in hue, and failed bars are hatched, so that no one needs the hue.
const palette = `
.wf { --ink:#1f2328; --soft:#59636e; --line:#d1d9e0; --paper:#ffffff; --good:#1a7f37; --bad:#cf222e; --wait:#afb8c1; --none:#0969da; font:13px system-ui,sans-serif; }
@media (prefers-color-scheme: dark) {
.wf { --ink:#f0f6fc; --soft:#9198a1; --line:#3d444d; --paper:#0d1117; --good:#3fb950; --bad:#ff7b72; --wait:#656c76; --none:#58a6ff; } }
.wf .paper { fill:var(--paper); } .wf text { fill:var(--ink); } .wf .soft { fill:var(--soft); } .wf .title { font-weight:600; font-size:15px; }
.wf .line { stroke:var(--line); } .wf .right { text-anchor:end; } .wf .mid { text-anchor:middle; }
.wf .k0 { fill:var(--good); } .wf .k1 { fill:var(--bad); } .wf .k2 { fill:var(--wait); } .wf .k3 { fill:var(--none); }
.wf .early { opacity:.45; } .wf .late { opacity:.7; } .wf .hatch { stroke:var(--paper); stroke-width:2; }
`

// WriteSVG draws a picture as a file of its own.
func WriteSVG(w io.Writer, p *Picture) error {
	_, err := io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+drawingOf(p)+"\n")
	return err
}

// drawingOf is the picture as an svg element.
func drawingOf(p *Picture) string {
	d := &svg{Picture: p}
	height := headSpace + len(p.Rows)*rowHeight + footSpace
	d.printf(`<svg xmlns="http://www.w3.org/2000/svg" class="wf" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="%s">`,
		drawWide, height, drawWide, height, escape("waterfall of "+p.Lead))
	d.printf("<style>%s</style>", palette)
	d.printf(`<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>`)
	d.printf(`<rect class="paper" width="%d" height="%d"/>`, drawWide, height)
	d.head(height)
	for i, row := range p.Rows {
		d.row(row, headSpace+i*rowHeight)
	}
	d.legend(height - footSpace/2 + 6)
	d.printf("</svg>")
	return d.out.String()
}

// svg is a drawing in the making.
type svg struct {
	*Picture
	out strings.Builder
}

func (d *svg) printf(format string, args ...any) {
	fmt.Fprintf(&d.out, format+"\n", args...)
}

// label writes a text at a place.
func (d *svg) label(x, y int, class, text string, room int) {
	d.printf(`<text x="%d" y="%d" class="%s">%s</text>`, x, y, class, escape(terminal.Shortened(text, room/charWide)))
}

// x is where a moment is.
func (d *svg) x(at time.Duration) float64 {
	if d.Total <= 0 {
		return chartLeft
	}
	return chartLeft + float64(at)/float64(d.Total)*chartWide
}

func (d *svg) head(height int) {
	end := d.Outcome
	if d.Reason != "" {
		end += ": " + d.Reason
	}
	d.label(16, 24, "title", d.Flow+" - "+d.Lead, drawWide/2)
	d.label(drawWide-16, 24, "right", end+" in "+terminal.Time(d.Total), drawWide/2-32)
	for _, at := range d.ticks(8) {
		d.printf(`<line class="line" x1="%.1f" y1="%d" x2="%.1f" y2="%d"/>`, d.x(at), headSpace-8, d.x(at), height-footSpace)
		d.label(int(d.x(at)), headSpace-14, "soft mid", terminal.Time(at), 80)
	}
}

func (d *svg) row(row Row, top int) {
	base, class, left := top+rowHeight-8, "name", 16
	if row.Part {
		class, left = "soft", 32
	}
	d.label(left, base, class, row.Name, chartLeft-left-8)
	for _, bar := range row.Bars {
		d.bar(row, bar, top+(rowHeight-barHeight)/2)
	}
	d.label(chartLeft+chartWide+12, base, "soft", row.State, 108)
	if len(row.Bars) > 0 {
		d.label(drawWide-16, base, "soft right", terminal.Time(row.End-row.Start), 70)
	}
}

// bar draws a bar in its parts: until the connection stands, until the answer
// begins, and until it is read.
func (d *svg) bar(row Row, bar Bar, top int) {
	d.printf(`<g class="k%d"><title>%s</title>`, bar.Kind, escape(detail(row, bar)))
	x, wide := d.x(bar.Start), max(d.x(bar.End)-d.x(bar.Start), 2)
	rect := func(class string, x, wide float64) {
		if wide > 0 {
			d.printf(`<rect class="%s" x="%.1f" y="%d" width="%.1f" height="%d"/>`, class, x, top, wide, barHeight)
		}
	}
	early, late := 0.0, 0.0
	if e := bar.Entry; e != nil && e.Timing.Total > 0 {
		early = wide * min((e.Timing.DNS+e.Timing.Connect+e.Timing.TLS)/e.Timing.Total, 1)
		late = wide * min(e.Timing.Read/e.Timing.Total, 1)
	}
	middle := max(wide-early-late, 0)
	rect("early", x, early)
	rect("", x+early, middle)
	rect("late", x+early+middle, late)
	if bar.Kind == Failed {
		d.printf(`<rect fill="url(#hatch)" x="%.1f" y="%d" width="%.1f" height="%d"/>`, x, top, wide, barHeight)
	}
	d.printf(`</g>`)
}

// detail is what a pointer on a bar shows.
func detail(row Row, bar Bar) string {
	if bar.Entry == nil {
		what := "waited"
		if bar.Kind == NoCall {
			what = row.State
		}
		return fmt.Sprintf("%s: %s, %s", row.Name, what, terminal.Time(bar.End-bar.Start))
	}
	e := bar.Entry
	lines := []string{
		fmt.Sprintf("%s %s", e.Request.Method, e.Request.URL),
		fmt.Sprintf("%s in %s", entryState(e), terminal.Time(total(e))), phases(e),
	}
	if e.Error != nil && e.Error.Message != "" {
		lines = append(lines, e.Error.Message)
	}
	return strings.Join(lines, "\n")
}

func phases(e *trace.Entry) string {
	t := e.Timing
	if e.Reused {
		return fmt.Sprintf("connection reused, wait %.1f ms, read %.1f ms", t.Wait, t.Read)
	}
	return fmt.Sprintf("dns %.1f ms, connect %.1f ms, tls %.1f ms, wait %.1f ms, read %.1f ms", t.DNS, t.Connect, t.TLS, t.Wait, t.Read)
}

func (d *svg) legend(y int) {
	x := chartLeft
	for kind, meaning := range [4]string{"answered", "failed", "waiting", "no call"} {
		d.printf(`<g class="k%d"><rect x="%d" y="%d" width="14" height="10"/></g>`, kind, x, y-9)
		if Kind(kind) == Failed {
			d.printf(`<rect fill="url(#hatch)" x="%d" y="%d" width="14" height="10"/>`, x, y-9)
		}
		d.label(x+20, y, "soft", meaning, 100)
		x += 100
	}
}

// escape makes a text safe in XML, where control characters are not allowed.
func escape(text string) string {
	return html.EscapeString(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd")))
}
