package waterfall

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lcs/interp"
	"lcs/terminal"
	"lcs/trace"
)

var began = time.Date(2026, 11, 26, 9, 30, 0, 0, time.UTC)

func after(ms int) time.Time { return began.Add(time.Duration(ms) * time.Millisecond) }

// attempt is one that began after so many milliseconds and took so many.
func attempt(step, via, url string, at, took, status int, kind string) *trace.Entry {
	e := &trace.Entry{Time: after(at), Step: step, Via: via, Request: trace.Request{Method: "POST", URL: url}}
	e.Timing = trace.Timing{DNS: 1, Connect: 2, TLS: 3, Wait: float64(took) - 8, Read: 2, Total: float64(took)}
	if status != 0 {
		e.Response = &trace.Response{Status: status}
	}
	if kind != "" {
		e.Error = &trace.Error{Kind: kind, Message: "no <b>\"luck\"</b>\x1b[31m"}
	}
	return e
}

func step(name, outcome, source, kind string, at, took int) interp.StepResult {
	return interp.StepResult{
		Name: name, Outcome: outcome, Source: source, Kind: kind, Started: after(at), Elapsed: time.Duration(took) * time.Millisecond,
	}
}

// aLead met everything that a picture has to show, hostile texts among it.
func aLead() *Picture {
	const url = "https://api.example/<script>alert(1)</script>?a=\"'&key=•••"
	r := &Recorder{
		entries: []*trace.Entry{
			attempt("crm", "auth", "https://api.example/token", 0, 100, 200, ""),
			attempt("score", "", url, 100, 100, 503, "status"),
			attempt("score", "", url, 400, 100, 200, ""),
			attempt("email", "", url, 500, 300, 200, ""),
			attempt("phone", "", url, 500, 200, 200, ""),
			attempt("sale", "", url, 800, 100, 0, "timeout"),
			attempt("sale", "fallback", url, 900, 100, 200, ""),
			attempt("tell", "", url, 1000, 50, 200, "parse"),
		},
		background: []interp.StepResult{step("tell", "error", "", "parse", 1000, 50)},
	}
	return r.Picture("Sales <b>", &interp.Result{
		Place: "leads.csv:3", Outcome: interp.Failure, Reason: "sold\nout", Started: began, Elapsed: time.Second,
		Steps: []interp.StepResult{
			step("score", "success", "live", "", 0, 500), step("blacklist", "success", "cache", "", 500, 0),
			step("phone", "success", "live", "", 500, 200), step("dnc", "skipped", "", "", 500, 0),
			step("email", "success", "live", "", 500, 300), step("sale", "success", "fallback", "", 800, 200),
			step("a_step_with_a_very_long_name", "failure", "live", "", 1000, 0),
		},
	})
}

func TestText(t *testing.T) {
	t.Parallel()
	var got strings.Builder
	WriteText(&got, aLead(), terminal.Screen{Width: 80, ASCII: true})
	want := `leads.csv:3: failure: sold out in 1.05s

                     0s              500ms            1s
score                ...xxx.......###                     ok               500ms
  wait               ...                                                   100ms
  1 POST                xxx                               503              100ms
  wait                     .......                                         200ms
  2 POST                          ###                     200              100ms
token crm            ###                                  200              100ms
blacklist                            |                    cache               0s
dnc                                                       skipped
email                                ##########           ok               300ms
phone                                #######              ok               200ms
sale                                           xxxx###    fallback         200ms
  1 POST                                       xxxx       timeout          100ms
  2 POST                                           ###    200 fallback     100ms
a_step_with_a_ver...                                  |   refused             0s
tell (background)                                     x   failed parse      50ms

# answered   x failed   . waiting   | no call
`
	if d := cmp.Diff(want, got.String()); d != "" {
		t.Errorf("want -, got +:\n%s\n%s", d, got.String())
	}
}

func TestNoLineIsTooWide(t *testing.T) {
	t.Parallel()
	for _, width := range []int{60, 80, 120} {
		var plain, colored strings.Builder
		WriteText(&plain, aLead(), terminal.Screen{Width: width})
		WriteText(&colored, aLead(), terminal.Screen{Width: width, Color: true})
		for line := range strings.Lines(plain.String()) {
			if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > width {
				t.Errorf("%d of %d characters: %s", n, width, line)
			}
		}
		if !strings.Contains(colored.String(), "\x1b[31m▓") || strings.Contains(plain.String(), "\x1b") {
			t.Errorf("%q", colored.String())
		}
	}
}

// The drawing is well-formed whatever stands in it, runs nothing, and loads
// nothing.
func TestDrawingsAreSafe(t *testing.T) {
	t.Parallel()
	var svg, page strings.Builder
	if err := WriteSVG(&svg, aLead()); err != nil {
		t.Fatal(err)
	}
	if err := WriteHTML(&page, aLead()); err != nil {
		t.Fatal(err)
	}
	titles := 0
	for decoder := xml.NewDecoder(strings.NewReader(svg.String())); ; {
		token, err := decoder.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if start, ok := token.(xml.StartElement); ok {
			switch start.Name.Local {
			case "title":
				titles++
			case "svg", "style", "defs", "pattern", "line", "rect", "g", "text":
			default:
				t.Errorf("there is an element %s", start.Name.Local)
			}
		}
	}
	if titles != 18 {
		t.Errorf("%d bars have a title", titles)
	}
	for name, text := range map[string]string{"svg": svg.String(), "page": page.String()} {
		for _, bad := range []string{"<script", "<b>", "\x1b", "src=", "@import", "url(http"} {
			if strings.Contains(text, bad) {
				t.Errorf("%s: there is %q", name, bad)
			}
		}
		for _, good := range []string{"key=•••", "dns 1.0 ms, connect 2.0 ms, tls 3.0 ms", "prefers-color-scheme: dark", "&lt;script&gt;"} {
			if !strings.Contains(text, good) {
				t.Errorf("%s: there is no %q", name, good)
			}
		}
	}
	if n := strings.Count(page.String(), "<tr>"); n != 9 {
		t.Errorf("%d rows in the table", n)
	}
}

func TestTicksAreRound(t *testing.T) {
	t.Parallel()
	for total, want := range map[time.Duration][]time.Duration{
		0:                       {0},
		1050 * time.Millisecond: {0, 500 * time.Millisecond, time.Second},
		7 * time.Millisecond:    {0, 2 * time.Millisecond, 4 * time.Millisecond, 6 * time.Millisecond},
		time.Hour:               {0, 30 * time.Minute, time.Hour},
	} {
		if d := cmp.Diff(want, (&Picture{Total: total}).ticks(4)); d != "" {
			t.Errorf("%s: want -, got +:\n%s", total, d)
		}
	}
}
