package repl

import (
	"fmt"
	nethttp "net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lcs/terminal"
	"lcs/trace"
)

// shownBody is how much of a body is shown, in bytes.
const shownBody = 8 << 10

// exchange writes a request and its answer as they went over the line, secrets
// masked.
func (o *output) exchange(e *trace.Entry) {
	title := e.Request.Method + " " + e.Request.URL
	if e.Via != "" {
		title += " (" + e.Via + ")"
	}
	if e.Attempt > 1 {
		title += fmt.Sprintf(" (attempt %d)", e.Attempt)
	}
	o.printf("%s", o.styled(terminal.Bold, terminal.Visible(title)))
	o.headers(e.Request.Headers)
	o.body(e.Request.Body)
	timing := o.styled(terminal.Dim, timingText(e))
	switch {
	case e.Response != nil:
		style := terminal.Green
		if e.Response.Status >= 400 {
			style = terminal.Red
		}
		status := strings.TrimSpace(fmt.Sprintf("%d %s", e.Response.Status, nethttp.StatusText(e.Response.Status)))
		o.printf("%s  %s", o.styled(style, "-> "+status), timing)
		o.headers(e.Response.Headers)
		o.body(e.Response.Body)
	default:
		o.printf("%s  %s", o.styled(terminal.Red, "-> no answer"), timing)
	}
	if e.Error != nil && e.Error.Kind != "status" {
		o.printf("%s", o.styled(terminal.Red, strings.TrimSuffix(e.Error.Kind+": "+terminal.Visible(e.Error.Message), ": ")))
	}
	o.printf("")
}

func (o *output) headers(header nethttp.Header) {
	names := make([]string, 0, len(header))
	for name := range header {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, v := range header[name] {
			o.printf("%s %s", o.styled(terminal.Dim, terminal.Visible(name)+":"), terminal.Visible(v))
		}
	}
}

func (o *output) body(b trace.Body) {
	if b.Size == 0 {
		return
	}
	o.printf("")
	if b.Text == "" {
		o.printf("%s", o.styled(terminal.Dim, fmt.Sprintf("(%d bytes that are no text)", b.Size)))
		return
	}
	text := b.Text
	if len(text) > shownBody {
		end := shownBody
		for end > 0 && !utf8.RuneStart(text[end]) {
			end--
		}
		text = text[:end]
	}
	o.printf("%s", terminal.Visible(strings.TrimRight(text, "\r\n")))
	if rest := len(b.Text) + b.Cut - len(text); rest > 0 {
		o.printf("%s", o.styled(terminal.Dim, fmt.Sprintf("… %d more bytes", rest)))
	}
}

// timingText says where the time went.
func timingText(e *trace.Entry) string {
	t := e.Timing
	var parts []string
	for _, part := range []struct {
		name string
		ms   float64
	}{{"dns", t.DNS}, {"connect", t.Connect}, {"tls", t.TLS}, {"wait", t.Wait}, {"read", t.Read}} {
		if part.ms > 0 {
			parts = append(parts, fmt.Sprintf("%s %.1f", part.name, part.ms))
		}
	}
	text := fmt.Sprintf("%.1f ms", t.Total)
	if len(parts) > 0 {
		text += " (" + strings.Join(parts, ", ") + ")"
	}
	if e.Reused {
		text += ", connection reused"
	}
	return text
}

func shortDuration(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
	}
	return fmt.Sprintf("%.2f s", d.Seconds())
}
