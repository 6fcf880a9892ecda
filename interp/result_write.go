package interp

import "lcs/value"

// AppendJSON appends the result as one JSON object without line breaks.
func (r *Result) AppendJSON(dst []byte) []byte {
	if r.line != nil {
		return append(dst, r.line...)
	}
	w := &jsonFields{out: append(dst, '{')}
	r.write(w)
	if w.err != nil { // a value that JSON cannot hold: say so rather than lose the lead
		out, _ := value.AppendJSON(dst, failedResult(r, w.err))
		return out
	}
	return append(w.out, '}')
}

// Object returns the result as it is written.
func (r *Result) Object() *value.Object {
	w := &objectFields{levels: []*value.Object{value.NewObject()}}
	r.write(w)
	return w.levels[0]
}

// fieldWriter takes the fields of objects in order.
type fieldWriter interface {
	text(name, text string)
	field(name string, v any)
	open(name string) // an object, whose fields follow
	close()
}

// write writes the outcome, the lead as it is now, and the steps by their names.
// Secrets are masked.
func (r *Result) write(w fieldWriter) {
	w.text("outcome", string(r.Outcome))
	if r.Reason != "" {
		w.text("reason", r.Reason)
	}
	if (r.Outcome == Error || r.Outcome == Unknown) && r.Place != "" {
		w.text("place", r.Place)
	}
	if r.QueuedAt != "" {
		w.text("queued_at", r.QueuedAt)
	}
	if r.Price != nil {
		w.field("price", r.Price)
	}
	if r.Ref != nil {
		w.field("reference", r.Ref)
	}
	w.field("lead", r.Lead)
	w.open("steps")
	for i := range r.Steps {
		s := &r.Steps[i]
		w.open(s.Name)
		w.text("outcome", s.Outcome)
		if s.Source != "" {
			w.text("source", s.Source)
		}
		for at := range s.Outputs.Len() {
			output := s.Outputs.At(at)
			w.field(output.Key, output.Value)
		}
		w.close()
	}
	w.close()
	w.field("flags", texts(r.Flags))
	w.field("notes", texts(r.Notes))
}

// jsonFields writes fields as JSON.
type jsonFields struct {
	out   []byte
	comma bool // before the next field
	err   error
}

func (w *jsonFields) name(name string) {
	if w.comma {
		w.out = append(w.out, ',')
	}
	w.out = append(value.AppendJSONString(w.out, name), ':')
	w.comma = true
}

func (w *jsonFields) text(name, text string) {
	w.name(name)
	w.out = value.AppendJSONString(w.out, text)
}

func (w *jsonFields) field(name string, v any) {
	if v == nil { // absent
		return
	}
	w.name(name)
	out, err := value.AppendJSON(w.out, v)
	if w.out = out; err != nil {
		w.err = err
	}
}

func (w *jsonFields) open(name string) {
	w.name(name)
	w.out, w.comma = append(w.out, '{'), false
}

func (w *jsonFields) close() { w.out, w.comma = append(w.out, '}'), true }

// objectFields makes objects of fields.
type objectFields struct{ levels []*value.Object } // the innermost one last

func (w *objectFields) text(name, text string) { w.field(name, text) }

func (w *objectFields) field(name string, v any) { w.levels[len(w.levels)-1].Set(name, v) }

func (w *objectFields) open(name string) {
	o := value.NewObject()
	w.field(name, o)
	w.levels = append(w.levels, o)
}

func (w *objectFields) close() { w.levels = w.levels[:len(w.levels)-1] }

func failedResult(r *Result, err error) *value.Object {
	o := value.NewObject()
	o.Set("outcome", string(Error))
	o.Set("reason", "the result cannot be written: "+err.Error())
	o.Set("place", r.Place)
	return o
}

func texts(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}
