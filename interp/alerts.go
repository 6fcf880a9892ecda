package interp

import (
	"context"
	"slices"
	"strings"
	"time"

	"lcs/interp/expression"
	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/value"
)

// alert is a compiled `alert`.
type alert struct {
	title   string
	when    *expression.Program
	left    *expression.Program // of the comparison: what alert.value is
	over    time.Duration       // 0: the whole run
	atLeast int                 // calls in the window before it may fire
	ofLeads bool                // it reads a rate: a call is a lead, not an attempt
	slot    int                 // of `alert` in its request
	notify  *step               // sends its request; nil: it has none
}

// Alert is an alert that fired.
type Alert struct {
	Title string
	Value string
	At    time.Time
}

func (c *compiler) alert(item *ast.Alert) *alert {
	a := &alert{when: c.expr(item.When), slot: -1}
	a.title, _ = item.Title.Literal()
	if b, ok := item.When.(*ast.Binary); ok {
		a.left = c.expr(b.X)
	}
	if item.Over != nil {
		a.over = item.Over.Value
	}
	if item.AtLeast != nil {
		a.atLeast, a.ofLeads = int(whole64(item.AtLeast)), readsRate(item.When)
	}
	if s := c.info.Alerts[item]; s != nil {
		a.slot = s.Slot
	}
	if item.Body == nil {
		return a
	}
	info := &check.StepInfo{Name: "alerts", Decl: &ast.Step{Base: item.Base}}
	s := &step{info: info, name: info.Name, locals: localsOf(nil), expects: []*expect{{format: "none"}}}
	outer := c.current
	c.current = scope{step: s, locals: s.locals}
	defer func() { c.current = outer }()
	for _, i := range item.Body.Items {
		if r, ok := i.(*ast.Request); ok {
			s.request = c.request(r)
			a.notify = s
		}
	}
	return a
}

// readsRate reports whether a condition reads success_rate or error_rate, which
// are over leads.
func readsRate(when ast.Expr) bool {
	found := false
	ast.Walk(when, func(n ast.Node) bool {
		if m, ok := n.(*ast.Member); ok && strings.HasSuffix(m.Name.Text, "_rate") {
			found = true
		}
		return !found
	})
	return found
}

// watch looks at every alert after something happened. One fires when its
// condition comes to hold, and again after it did not (decisions A2).
func (r *Run) watch() {
	if len(r.program.alerts) == 0 {
		return
	}
	r.alerts.mu.Lock()
	defer r.alerts.mu.Unlock()
	now := r.clock.Now()
	for _, a := range r.program.alerts {
		frame := r.windowFrame(a, now)
		holds := r.holds(a, frame)
		if holds && !r.alerts.holding[a] {
			r.fire(a, frame, now)
		}
		r.alerts.holding[a] = holds
	}
}

// windowFrame is a frame in which the steps' figures are those of the window.
func (r *Run) windowFrame(a *alert, now time.Time) expression.Frame {
	m := expression.NewMachine(r.ctx, now, r.rand(0), r.options.Limits)
	frame := r.base.On(m, nil)
	for _, s := range r.program.steps {
		if f := s.info.Fields["stats"]; f != nil {
			frame.Set(f.Slot, r.stats.of(s.name).window(now, a.over))
		}
	}
	return frame
}

func (r *Run) holds(a *alert, frame expression.Frame) bool {
	if a.atLeast > 0 && !r.enoughCalls(a, frame) {
		return false
	}
	v, err := a.when.Eval(frame)
	return err == nil && value.Basic(v) == true
}

// enoughCalls reports whether some step of the alert's window has enough calls.
func (r *Run) enoughCalls(a *alert, frame expression.Frame) bool {
	return slices.ContainsFunc(r.program.steps, func(s *step) bool {
		f := s.info.Fields["stats"]
		if f == nil {
			return false
		}
		w, ok := frame.Get(f.Slot).(*StepStats)
		if !ok {
			return false
		}
		calls := w.Attempts
		if a.ofLeads {
			calls = w.decided()
		}
		return calls >= a.atLeast
	})
}

func (r *Run) fire(a *alert, frame expression.Frame, now time.Time) {
	fired := Alert{Title: a.title, At: now}
	var left any
	if a.left != nil {
		if v, err := a.left.Eval(frame); err == nil {
			left, fired.Value = v, value.Text(v)
		}
	}
	r.alerts.fired = append(r.alerts.fired, fired)
	if r.options.Alert != nil {
		r.options.Alert(fired)
	}
	if a.notify == nil {
		return
	}
	frame.Set(a.slot, value.NewObject(value.Entry{Key: "name", Value: a.title}, value.Entry{Key: "value", Value: left}))
	r.background.Go(func() { r.notify(a, frame) })
}

// notify sends an alert's request. What becomes of it ends no lead.
func (r *Run) notify(a *alert, frame expression.Frame) {
	ctx, cancel := r.clock.WithDeadline(r.ctx, r.clock.Now().Add(DefaultLeadDeadline))
	defer cancel()
	x := r.newExecution(ctx, r.newDesk(nil), frame, r.clock.Now(), r.options.Seed, 0)
	x.ctx, x.cancel, x.parent = ctx, func() {}, context.WithoutCancel(ctx)
	x.result = &Result{Index: -1}
	attempt := x.attempting(a.notify)
	attempt.begin(x)
	defer attempt.cancel()
	request, err := x.prepare(a.notify, a.notify.request, nil)
	if err == nil {
		x.ask(attempt, request, []*expect{{statuses: []check.Selector{{Class: 2}}}})
	}
}

// Alerts returns the alerts that fired so far.
func (r *Run) Alerts() []Alert {
	r.alerts.mu.Lock()
	defer r.alerts.mu.Unlock()
	return slices.Clone(r.alerts.fired)
}
