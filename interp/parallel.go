package interp

import (
	"context"
	"errors"
	"time"

	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/limits"
)

// parallel compiles a block of steps that run at once.
func (c *compiler) parallel(item *ast.Parallel) statement {
	var steps []*step
	for _, i := range item.Body.Items {
		if decl, ok := i.(*ast.Step); ok {
			if s := c.step(decl); s != nil {
				steps = append(steps, s)
			}
		}
	}
	mode := item.Mode
	return func(x *execution) signal { return x.parallel(steps, mode) }
}

// errNeedless is why a step is cancelled by another one of its block.
var errNeedless = errors.New("cancelled, as another step has decided")

// branch is one step of a parallel block on its way.
type branch struct {
	x    *execution
	sig  signal
	left time.Duration // of the lead's time, when it ended
}

// parallel runs steps at once, each on a copy of the frame, and takes over what
// they came to in the order of the file. All are waited for; the first success
// or the first end of the lead cancels the rest where the script says so.
func (x *execution) parallel(steps []*step, mode string) signal {
	ctx, cancel := context.WithCancelCause(x.parent)
	defer cancel(nil)
	left := x.left() // each branch counts for itself, as one may wait in a queue
	x.cancel()
	branches := make([]*branch, len(steps))
	group := x.run.clock.NewGroup()
	for i, s := range steps {
		b := &branch{x: x.fork(ctx, i)}
		b.x.limit(ctx, left)
		branches[i] = b
		group.Go(func() {
			defer func() { b.x.cancel() }()
			b.sig = s.run(b.x)
			b.left = b.x.left()
			switch {
			case mode == "first success" && b.sig == proceed && b.succeeded(s):
				cancel(errNeedless)
			case mode == "fail fast" && b.sig != proceed:
				cancel(errNeedless)
			}
		})
	}
	group.Wait()
	sig := proceed
	for i, b := range branches {
		left = min(left, b.left)
		x.take(steps[i], b.x)
		x.cookies.Join(&b.x.cookies)
	}
	x.limit(x.parent, left)
	for _, b := range branches {
		if b.x.stopped {
			continue
		}
		if mode == "first success" && b.sig != proceed && anySucceeded(steps, branches) {
			continue
		}
		if b.sig != proceed && sig == proceed {
			sig = b.sig
			x.result.Outcome, x.result.Reason = b.x.result.Outcome, b.x.result.Reason
			x.result.Diagnostic, x.result.QueuedAt = b.x.result.Diagnostic, b.x.result.QueuedAt
			x.result.queuedKey, x.result.cut = b.x.result.queuedKey, b.x.result.cut
		}
	}
	return sig
}

func (b *branch) succeeded(s *step) bool {
	for _, r := range b.x.result.Steps {
		if r.Name == s.name {
			return r.Outcome == "success"
		}
	}
	return false
}

func anySucceeded(steps []*step, branches []*branch) bool {
	for i, b := range branches {
		if b.succeeded(steps[i]) {
			return true
		}
	}
	return false
}

// fork returns an execution for a task beside this one: it sees what is known
// now and shares nothing.
func (x *execution) fork(ctx context.Context, n int) *execution {
	f := x.run.newExecution(ctx, x.run.newDesk(nil), x.frame, x.machine.Context.Now, x.seed, x.number<<8+n+1)
	f.ctx, f.parent, f.cancel = ctx, ctx, func() {}
	f.past, f.batches, f.number = x.past, x.batches, x.number<<8+n
	f.cookies = x.cookies.Fork()
	f.result = &Result{Index: x.result.Index, Place: x.result.Place, Started: x.result.Started}
	f.ownViews()
	return f
}

// take takes over what a branch came to.
func (x *execution) take(s *step, from *execution) {
	for _, o := range s.info.Outputs {
		x.frame.Set(o.Slot, from.frame.Get(o.Slot))
	}
	for _, f := range s.info.Fields {
		if f.Slot >= 0 {
			x.frame.Set(f.Slot, from.frame.Get(f.Slot))
		}
	}
	for _, l := range s.assigns {
		x.frame.Set(l.Slot, from.frame.Get(l.Slot))
	}
	x.begun = append(x.begun, from.begun...)
	x.beside = append(x.beside, from.beside...)
	r := from.result
	x.result.Steps = append(x.result.Steps, r.Steps...)
	x.result.Flags = append(x.result.Flags, r.Flags...)
	x.result.Notes = append(x.result.Notes, r.Notes...)
	x.result.Logs = append(x.result.Logs, r.Logs...)
	if r.Price != nil {
		x.result.Price = r.Price
	}
	if r.Ref != nil {
		x.result.Ref = r.Ref
	}
	if r.Reason != "" && r.Outcome == "" { // a step's that went well
		x.result.Reason = r.Reason
	}
}

// assigned finds the lead's fields that a step writes.
func assigned(info *check.Info, s *ast.Step) []*check.Symbol {
	var out []*check.Symbol
	ast.Walk(s, func(n ast.Node) bool {
		if a, ok := n.(*ast.Assign); ok {
			if symbol := info.Refs[a.Target]; symbol != nil {
				out = append(out, symbol)
			}
		}
		return true
	})
	return out
}

// inBackground runs a step beside the lead, which does not wait for it. The run
// does.
func (x *execution) inBackground(s *step) signal {
	x.begun = append(x.begun, s)
	b := x.fork(x.run.ctx, 255)
	if x.run.options.KeepFrames {
		x.beside = append(x.beside, &besideLead{s, b})
	}
	x.run.background.Go(func() {
		b.limit(x.run.ctx, x.run.options.Limits.Time(limits.Background))
		defer func() { b.cancel() }()
		s.foreground(b)
		if x.run.options.Background != nil {
			x.run.options.Background(b.result)
		}
	})
	return proceed
}
