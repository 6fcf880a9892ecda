package waterfall

import (
	"fmt"
	"io"
	"strings"
)

// pageStyle is that of a page around its drawing.
const pageStyle = `
:root { color-scheme: light dark; }
body { margin:24px auto; max-width:960px; padding:0 16px; font:14px/1.5 system-ui,sans-serif; background:#ffffff; color:#1f2328; }
svg { max-width:100%; height:auto; }
table { border-collapse:collapse; width:100%; margin-top:16px; }
th, td { text-align:left; padding:4px 12px 4px 0; border-bottom:1px solid #d1d9e0; vertical-align:top; }
td.n, th.n { text-align:right; font-variant-numeric:tabular-nums; white-space:nowrap; }
caption { text-align:left; font-weight:600; padding-bottom:4px; }
td.url { font-family:ui-monospace,monospace; font-size:12px; overflow-wrap:anywhere; }
@media (prefers-color-scheme: dark) { body { background:#0d1117; color:#f0f6fc; } th, td { border-color:#3d444d; } }
`

// WriteHTML draws a picture as a page that needs nothing else, with a table of
// the attempts for those who cannot see it.
func WriteHTML(w io.Writer, p *Picture) error {
	var b strings.Builder
	fmt.Fprintf(&b, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"+
		"<meta name=\"viewport\" content=\"width=device-width\">\n"+
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"+
		"<title>%s</title>\n<style>%s</style>\n</head>\n<body>\n", escape(p.Flow+" - "+p.Lead), pageStyle)
	b.WriteString(drawingOf(p))
	b.WriteString("<table>\n<caption>Attempts, with times in milliseconds</caption>\n<thead><tr><th>step</th><th>request</th><th>answer</th>")
	for _, name := range [...]string{"at", "dns", "connect", "tls", "wait", "read", "total"} {
		fmt.Fprintf(&b, `<th class="n">%s</th>`, name)
	}
	b.WriteString("</tr></thead>\n<tbody>\n")
	for _, row := range p.Rows {
		if row.Part {
			continue // whose bars are in the row of the step, too
		}
		for _, bar := range row.Bars {
			writeAttempt(&b, row, bar)
		}
	}
	b.WriteString("</tbody>\n</table>\n</body>\n</html>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func writeAttempt(b *strings.Builder, row Row, bar Bar) {
	e := bar.Entry
	if e == nil {
		return
	}
	fmt.Fprintf(b, `<tr><td>%s</td><td class="url">%s</td><td>%s</td>`,
		escape(row.Name), escape(e.Request.Method+" "+e.Request.URL), escape(entryState(e)))
	at := float64(bar.Start.Microseconds()) / 1000
	for _, ms := range [...]float64{at, e.Timing.DNS, e.Timing.Connect, e.Timing.TLS, e.Timing.Wait, e.Timing.Read, e.Timing.Total} {
		fmt.Fprintf(b, `<td class="n">%.1f</td>`, ms)
	}
	b.WriteString("</tr>\n")
}
