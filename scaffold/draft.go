// Package scaffold writes first scripts: a commented one to begin with, and
// drafts made of what people have at hand, a curl command or an OpenAPI
// document.
//
// In comes text; out goes the text of a script that checks clean, runs in the
// sandbox and passes its own test. A secret that was in the text is not in the
// script: it becomes a setting.
package scaffold

import (
	"fmt"
	"slices"
	"strings"

	"lcs/lang/format"
)

// Draft is a script in the making.
type Draft struct {
	Title    string
	Comments []string // above the script
	Settings []Setting
	Lead     []Field
	Services []Service
	Steps    []Step

	plain bool // the URL is plain http, to which no secret may go
}

// Setting is a declared setting.
type Setting struct {
	Name    string
	Secret  bool
	Example string // empty: none
}

// Field is a declared field of the lead, with the example lead's value.
type Field struct {
	Name     string
	Type     string
	Optional bool
	Example  any // text, a number or a boolean; nil: the example lead has none
}

// Service is a declared service.
type Service struct {
	Name, Base string
	Auth       string // "bearer(settings.token)"; empty: none
	Options    []string
}

// Step is one call with its answer.
type Step struct {
	Name, Title string
	Method      string
	Service     string
	Path        string // as written between quotes: encoded, holes and all
	Query       []Entry
	Headers     []Entry
	Body        string // "json { … }"; empty: none
	Options     []string
	Expect      string // "200 json { ok: bool }"
	Outputs     []Entry
	Handlers    []string
	Example     string // "200 json { … }"
}

// Entry is a name with an expression.
type Entry struct {
	Name, Value string
	Optional    bool
}

// addSetting declares a setting, once, and returns how to read it.
func (d *Draft) addSetting(name string, secret bool) string {
	secret = secret && !d.plain
	at := slices.IndexFunc(d.Settings, func(s Setting) bool { return s.Name == name })
	if at < 0 {
		d.Settings = append(d.Settings, Setting{Name: name, Secret: secret})
	} else if secret {
		d.Settings[at].Secret, d.Settings[at].Example = true, ""
	}
	return "settings." + name
}

// addField declares a field of the lead and returns its name: the one asked for
// or, where that stands for something else already, the longer one.
func (d *Draft) addField(f Field, longer string) string {
	for _, other := range d.Lead {
		if other.Name == f.Name {
			if other.Type == f.Type && written(other.Example) == written(f.Example) || longer == f.Name {
				return f.Name
			}
			f.Name = longer
			return d.addField(f, longer)
		}
	}
	d.Lead = append(d.Lead, f)
	return f.Name
}

// Script writes the draft as a script.
func (d *Draft) Script() string {
	w := &writer{}
	for _, c := range d.Comments {
		w.line("# %s", c)
	}
	w.line("flow %s", quoted(d.Title))
	d.writeSettings(w)
	d.writeLead(w)
	for _, s := range d.Services {
		w.open("service %s", s.Name)
		w.line("base %s", quoted(s.Base))
		if s.Auth != "" {
			w.line("auth %s", s.Auth)
		}
		for _, o := range s.Options {
			w.line("%s", o)
		}
		w.line("on 429, 5xx { retry 3 backoff 200ms..5s }")
		w.close()
	}
	for i := range d.Steps {
		d.Steps[i].write(w)
	}
	w.open("test %s", quoted("the example goes through"))
	w.line(`lead "Ann"`)
	w.line("run")
	w.line(`assert outcome == "success"`)
	w.close()
	return format.Source(w.String())
}

func (d *Draft) writeSettings(w *writer) {
	if len(d.Settings) == 0 {
		return
	}
	var declared, examples []Entry
	for _, s := range d.Settings {
		kind := "string"
		if s.Secret {
			kind = "secret"
		}
		declared = append(declared, Entry{Name: s.Name, Value: kind})
		if s.Example != "" {
			examples = append(examples, Entry{Name: s.Name, Value: quoted(s.Example)})
		}
	}
	w.blank()
	w.entries("settings", declared)
	if len(examples) > 0 {
		w.blank()
		w.entries("example settings", examples)
	}
}

func (d *Draft) writeLead(w *writer) {
	var declared, examples []Entry
	for _, f := range d.Lead {
		kind := f.Type
		if f.Optional {
			kind += "?"
		}
		declared = append(declared, Entry{Name: f.Name, Value: kind})
		if f.Example != nil {
			examples = append(examples, Entry{Name: f.Name, Value: written(f.Example)})
		}
	}
	w.blank()
	w.list("lead", declared)
	w.blank()
	w.entries(`example lead "Ann"`, examples)
}

// isIdempotent reports whether the step sends a key by which the partner knows
// what it has seen.
func (s *Step) isIdempotent() bool { return s.Method == "POST" || s.Method == "PATCH" }

func (s *Step) write(w *writer) {
	title := ""
	if s.Title != "" {
		title = " " + quoted(s.Title)
	}
	w.open("step %s%s", s.Name, title)
	if s.isIdempotent() {
		w.line("idempotent by lead.id   # the partner may drop what it has seen")
		w.blank()
	}
	service := ""
	if s.Service != "" {
		service = " " + s.Service
	}
	if len(s.Query)+len(s.Headers)+len(s.Options) == 0 && s.Body == "" {
		w.line("request %s%s \"%s\"", s.Method, service, s.Path)
	} else {
		w.begin("request %s%s \"%s\"", s.Method, service, s.Path)
		w.entries("query", s.Query)
		w.entries("headers", s.Headers)
		for _, o := range s.Options {
			w.line("%s", o)
		}
		if s.Body != "" {
			w.line("body %s", s.Body)
		}
		w.close()
	}
	w.blank()
	w.line("expect %s", s.Expect)
	if len(s.Outputs) > 0 {
		w.blank()
		w.entries("map", s.Outputs)
	}
	if len(s.Handlers) > 0 {
		w.blank()
	}
	for _, h := range s.Handlers {
		w.line("%s", h)
	}
	w.blank()
	w.line("example %s", s.Example)
	w.close()
}

// writer writes lines; the formatter indents them.
type writer struct{ strings.Builder }

func (w *writer) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }
func (w *writer) blank()                          { w.line("") }
func (w *writer) close()                          { w.line("}") }

// begin opens a block; open does after a blank line.
func (w *writer) begin(format string, args ...any) { w.line(format+" {", args...) }

func (w *writer) open(format string, args ...any) {
	w.blank()
	w.begin(format, args...)
}

// longest is how long a line may be on which a whole block stands.
const longest = 90

// entries writes a block of entries: on one line, where it is short.
func (w *writer) entries(head string, entries []Entry) {
	if len(entries) == 0 {
		return
	}
	parts := make([]string, len(entries))
	for i, e := range entries {
		parts[i] = e.head() + " " + e.Value
	}
	if line := head + " { " + strings.Join(parts, ", ") + " }"; len(line) <= longest && !strings.Contains(line, "\n") {
		w.line("%s", line)
		return
	}
	w.list(head, entries)
}

// list writes a block of entries one below the other, their values aligned.
func (w *writer) list(head string, entries []Entry) {
	widest := 0
	for _, e := range entries {
		widest = max(widest, len(e.head()))
	}
	w.begin("%s", head)
	for _, e := range entries {
		w.line("%-*s %s", widest, e.head(), e.Value)
	}
	w.close()
}

// head is what stands before an entry's value.
func (e Entry) head() string {
	if e.Optional {
		return key(e.Name) + "?:"
	}
	return key(e.Name) + ":"
}
