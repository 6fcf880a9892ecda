package waterfall

import (
	"fmt"
	"io"
	"strings"
	"time"

	"lcs/terminal"
)

// The columns of a line beside the chart.
const (
	nameColumns  = 20
	stateColumns = 15
	timeColumns  = 7
)

// glyphs are the characters that bars are made of, by kind. Those beyond ASCII
// are in the oldest set of a PC, so that every console of Windows has them.
var glyphs = map[bool][4]string{
	false: {Answered: "█", Failed: "▓", Waiting: "░", NoCall: "│"},
	true:  {Answered: "#", Failed: "x", Waiting: ".", NoCall: "|"},
}

var styles = [4]terminal.Style{Answered: terminal.Green, Failed: terminal.Red, Waiting: terminal.Dim, NoCall: terminal.BoldBlue}

// WriteText draws a picture for a terminal. What a bar means is in its shape as
// well as in its colour.
func WriteText(w io.Writer, p *Picture, screen terminal.Screen) {
	t := &text{p, screen, glyphs[screen.ASCII], screen.Width - nameColumns - stateColumns - timeColumns - 3}
	end := p.Outcome
	if p.Reason != "" {
		end += ": " + p.Reason
	}
	room := screen.Width - len(" in ") - timeColumns
	fmt.Fprintf(w, "%s in %s\n\n", terminal.Shortened(p.Lead+": "+end, room), terminal.Time(p.Total))
	fmt.Fprintln(w, strings.TrimRight(strings.Repeat(" ", nameColumns+1)+t.axis(), " "))
	for _, row := range p.Rows {
		fmt.Fprintln(w, t.row(row))
	}
	fmt.Fprintf(w, "\n%s\n", t.legend())
}

// text is a picture being drawn for a terminal.
type text struct {
	*Picture
	screen terminal.Screen
	glyphs [4]string
	width  int // of the chart
}

// column is where a moment is in the chart.
func (t *text) column(at time.Duration) int {
	if t.Total <= 0 {
		return 0
	}
	return min(int(float64(at)/float64(t.Total)*float64(t.width)), t.width-1)
}

// axis has the round moments above the chart.
func (t *text) axis() string {
	line := []byte(strings.Repeat(" ", t.width+timeColumns))
	for _, at := range t.ticks(max(t.width/9, 2)) {
		copy(line[t.column(at):], terminal.Time(at))
	}
	return string(line)
}

func (t *text) row(row Row) string {
	took := terminal.Time(row.End - row.Start)
	if len(row.Bars) == 0 {
		took = ""
	}
	indent := ""
	if row.Part {
		indent = "  "
	}
	name := terminal.Padded(indent+terminal.Shortened(row.Name, nameColumns-len(indent)), nameColumns)
	state := terminal.Padded(terminal.Shortened(row.State, stateColumns), stateColumns)
	return strings.TrimRight(fmt.Sprintf("%s %s  %s%*s", name, t.chart(row), state, timeColumns, took), " ")
}

// chart draws the bars of a row; each has one column at least.
func (t *text) chart(row Row) string {
	cells := make([]int, t.width) // a kind and 1; 0: nothing
	for _, bar := range row.Bars {
		from, to := t.column(bar.Start), t.column(bar.End)
		for i := from; i < max(to, from+1); i++ {
			cells[i] = int(bar.Kind) + 1
		}
	}
	var out strings.Builder
	for i := 0; i < len(cells); {
		end := i
		for end < len(cells) && cells[end] == cells[i] {
			end++
		}
		if cells[i] == 0 {
			out.WriteString(strings.Repeat(" ", end-i))
		} else {
			kind := cells[i] - 1
			out.WriteString(t.screen.Paint(strings.Repeat(t.glyphs[kind], end-i), styles[kind]))
		}
		i = end
	}
	return out.String()
}

func (t *text) legend() string {
	var parts []string
	for kind, meaning := range [4]string{"answered", "failed", "waiting", "no call"} {
		parts = append(parts, t.screen.Paint(t.glyphs[kind], styles[kind])+" "+meaning)
	}
	return strings.Join(parts, "   ")
}
