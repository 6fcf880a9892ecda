package scripttest

import (
	"lcs/interp"
	"lcs/interp/expression"
	"lcs/stdlib/http"
	"lcs/value"
)

// fill gives the names of an assertion their values: the bare ones are the last
// lead's (decisions X3, X4).
func (r *runner) fill(f expression.Frame) {
	set := func(name string, v any) { r.suite.set(f, name, v) }
	list := make([]any, len(r.results))
	for i, result := range r.results {
		list[i] = &leadView{r, result}
	}
	set("leads", list)
	set("sent", &sentView{far: r.far})
	set("alerts", r.alerts())
	if n := len(r.results); n > 0 {
		view := &leadView{r, r.results[n-1]}
		for _, name := range []string{"outcome", "reason", "flags", "notes", "logs", "elapsed", "lead"} {
			set(name, view.Field(name))
		}
	}
}

// alerts are the names of the alerts that fired.
func (r *runner) alerts() []any {
	names := []any{}
	if r.run != nil {
		for _, a := range r.run.Alerts() {
			names = append(names, a.Title)
		}
	}
	return names
}

// leadView is leads[i] in a test.
type leadView struct {
	runner *runner
	result *interp.Result
}

// Field reads what became of a lead.
func (v *leadView) Field(name string) any {
	result := v.result
	switch name {
	case "outcome":
		return string(result.Outcome)
	case "reason":
		if result.Reason == "" {
			return nil
		}
		return result.Reason
	case "flags":
		return list(result.Flags)
	case "notes":
		return list(result.Notes)
	case "logs":
		lines := make([]any, len(result.Logs))
		for i, l := range result.Logs {
			lines[i] = l.Text
		}
		return lines
	case "elapsed":
		return result.Elapsed
	case "lead":
		return result.Lead
	case "sent":
		index := result.Index
		return &sentView{far: v.runner.far, earlier: v.runner.earlier, of: func(r *http.Request) bool { return r.Lead == index }}
	}
	return v.runner.stepView(result, name)
}

// String says what became of the lead, for a failed assertion.
func (v *leadView) String() string {
	text := "a lead, " + string(v.result.Outcome)
	if v.result.Reason != "" {
		text += ": " + v.result.Reason
	}
	return text
}

func list(texts []string) []any {
	out := make([]any, len(texts))
	for i, s := range texts {
		out[i] = s
	}
	return out
}

// stepView is leads[i].STEP: its outputs and what else can be read of it.
func (r *runner) stepView(result *interp.Result, name string) any {
	frame := result.Frame()
	for _, s := range r.suite.info.Steps {
		if s.Name != name || frame == nil {
			continue
		}
		o := value.NewObject()
		for _, f := range s.Fields {
			if f.Slot >= 0 {
				o.Set(f.Name, frame.Get(f.Slot))
			}
		}
		for _, out := range s.Outputs {
			o.Set(out.Name, frame.Get(out.Slot))
		}
		for _, step := range result.Steps {
			if step.Name == name {
				o.Set("outcome", step.Outcome)
				if step.Source != "" {
					o.Set("source", step.Source)
				}
			}
		}
		return o
	}
	return nil
}
