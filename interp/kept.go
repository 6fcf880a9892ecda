package interp

import (
	"errors"
	"slices"
	"time"

	"lcs/lang/check"
	"lcs/stdlib"
	"lcs/stdlib/http"
	"lcs/value"
)

// finishedBody is what a step came to, as the journal keeps it: by the names of
// the script, so that a script that has changed is noticed.
func (x *execution) finishedBody(a *attempting) []byte {
	s := a.step
	i := slices.IndexFunc(x.result.Steps, func(r StepResult) bool { return r.Name == s.name })
	r := x.result.Steps[i]
	e := encoder{to: make([]byte, 0, 512)}
	e.text(r.Outcome)
	e.text(r.Source)
	e.text(r.Kind)
	e.count(r.Attempts)
	e.moment(r.Started)
	e.span(r.Elapsed)
	e.texts(r.flags)
	e.texts(r.notes)
	e.count(len(r.logs))
	for _, l := range r.logs {
		e.text(l.Level)
		e.text(l.Text)
	}
	e.text(r.told.reason)
	e.value(r.told.price)
	e.value(r.told.ref)
	e.text(string(x.cookies.Keep()))
	if a.answer != nil {
		e.response = a.answer.body
	}
	var view encoder
	if _, document := e.response.(*stdlib.Document); document || s.info.Fields["http"] != nil {
		s.keepExchange(&view, a.exchange, a.answer)
	}
	e.text(string(view.to))
	keep := func(symbols []*check.Symbol) {
		e.count(len(symbols))
		for _, symbol := range symbols {
			e.withhold = nil
			if symbol.Type.HoldsSecret() {
				e.withhold = x.run.secrets.holds
			}
			e.text(symbol.Name)
			e.value(x.frame.Get(symbol.Slot))
		}
	}
	keep(s.info.Outputs)
	keep(s.fieldsKept())
	keep(s.assigns)
	return e.to
}

// fieldsKept are the fields of a step that others read and that are values;
// `http` is made of its exchange, and `stats` are the run's.
func (s *step) fieldsKept() []*check.Symbol {
	var out []*check.Symbol
	for _, name := range []string{"outcome", "source", "service", "response", "reason", "price", "reference"} {
		if f := s.info.Fields[name]; f != nil && f.Slot >= 0 {
			out = append(out, f)
		}
	}
	return out
}

// readFinished reads what finishedBody has written.
func (x *execution) readFinished(s *step, past *pastStep) error {
	d := &decoder{from: past.kept, x: x}
	r := &past.result
	past.values = map[int]any{}
	r.Name, r.Outcome, r.Source, r.Kind = s.name, d.text(), d.text(), d.text()
	r.Attempts, r.Started, r.Elapsed = int(d.uint()), d.moment(), d.span()
	r.flags, r.notes = d.texts(), d.texts()
	for range d.count() {
		r.logs = append(r.logs, LogLine{d.text(), d.text()})
	}
	r.told = told{reason: d.text(), price: d.plain(), ref: d.plain()}
	past.cookies = []byte(d.text())
	if view := d.text(); view != "" || s.info.Fields["http"] != nil {
		x.readView(d, s, past, view)
	}
	for _, symbols := range [][]*check.Symbol{s.info.Outputs, s.fieldsKept(), s.assigns} {
		d.symbols(symbols, past.values)
	}
	if d.err != nil {
		return d.err
	}
	r.Outputs = value.NewObject()
	for _, o := range s.info.Outputs {
		if v := Veiled(past.values[o.Slot], o.Type); v != nil && r.Outcome == "success" {
			r.Outputs.Set(o.Name, v)
		}
	}
	past.kept = nil
	return nil
}

// symbols reads values by their names. What the script no longer has is passed
// over; what it has now and was not kept is an error.
func (d *decoder) symbols(symbols []*check.Symbol, to map[int]any) {
	found := 0
	for range d.count() {
		name := d.text()
		i := slices.IndexFunc(symbols, func(s *check.Symbol) bool { return s.Name == name })
		if i < 0 {
			d.plain()
			continue
		}
		found++
		to[symbols[i].Slot] = d.value(symbols[i].Type)
	}
	if found < len(symbols) {
		d.fail(errOtherScript)
	}
}

// errOtherScript is that of a step which gave less when the lead was queued.
var errOtherScript = errors.New("the script has changed since, and the step did not give then what it gives now")

// readView makes `http` of the exchange of a step, and what `response` was.
func (x *execution) readView(d *decoder, s *step, past *pastStep, view string) {
	a := &attempting{step: s, attempts: past.result.Attempts}
	if view != "" {
		var err error
		if a.exchange, a.answer, err = s.readExchange(&decoder{from: []byte(view), x: x}); err != nil {
			d.fail(err)
			return
		}
	}
	if a.answer != nil {
		d.response = a.answer.body
	}
	if f := s.info.Fields["http"]; f != nil && f.Slot >= 0 {
		past.values[f.Slot] = x.httpValue(a)
	}
}

// keepExchange keeps an exchange without its request, of which only the address
// is shown, and how its answer was read.
func (s *step) keepExchange(e *encoder, ex *http.Exchange, good *answer) {
	if ex == nil {
		return
	}
	shown := http.Masked(ex.Request)
	e.text(shown.Method)
	e.text(shown.URL)
	e.text(string(ex.Kind))
	e.text(ex.Message)
	e.count(ex.Status)
	e.count(len(ex.Header))
	for name, values := range ex.Header {
		e.text(name)
		e.texts(values)
	}
	e.text(string(ex.Body))
	e.moment(ex.Started)
	for _, d := range []time.Duration{ex.Duration, ex.Timing.DNS, ex.Timing.Connect, ex.Timing.TLS, ex.Timing.Wait, ex.Timing.Read} {
		e.span(d)
	}
	e.flag(ex.Reused)
	by := -1
	if good != nil && good.exchange == ex {
		by = slices.Index(s.allExpects(), good.by)
	}
	e.int(int64(by))
}

// readExchange reads an exchange again, and its answer in the way in which it
// was read; nil: it was not good.
func (s *step) readExchange(d *decoder) (*http.Exchange, *answer, error) {
	ex := &http.Exchange{Request: &http.Request{Step: s.name, Method: d.text(), URL: d.text()}, Kind: http.Kind(d.text()), Message: d.text()}
	ex.Status, ex.Header = int(d.uint()), map[string][]string{}
	for range d.count() {
		name := d.text()
		ex.Header[name] = d.texts()
	}
	ex.Body, ex.Started, ex.Duration = []byte(d.text()), d.moment(), d.span()
	ex.Timing = http.Timing{DNS: d.span(), Connect: d.span(), TLS: d.span(), Wait: d.span(), Read: d.span()}
	ex.Reused = d.flag()
	by := d.int()
	if d.err != nil {
		return nil, nil, d.err
	}
	all := s.allExpects()
	if by < 0 {
		return ex, nil, nil
	}
	if by >= int64(len(all)) {
		return nil, nil, errOtherScript
	}
	good, failed := all[by].read(d.x, ex)
	if failed != nil {
		return nil, nil, errOtherScript
	}
	return ex, good, nil
}

// allExpects are the ways in which answers of a step are read: its own, then
// those of its fallbacks.
func (s *step) allExpects() []*expect {
	all := s.expects
	for _, other := range s.others {
		all = append(all[:len(all):len(all)], other.expects...)
	}
	return all
}
