package interp

import (
	"context"
	"math"
	"sync"
	"time"

	"lcs/clock"
	"lcs/interp/expression"
	"lcs/lang/ast"
	"lcs/value"
)

// batch is the compiled `collect` of a step, and how each lead finds its result.
type batch struct {
	step    *step
	count   int
	within  time.Duration
	in      *expression.Program
	item    int // slot of the variable of match
	where   *expression.Program
	matched []statement
}

func (c *compiler) batch(s *step, decl *ast.Step, item *ast.Collect) *batch {
	b := &batch{step: s, count: int(whole64(item.Count)), within: item.Within.Value, item: -1}
	for _, i := range decl.Body.Items {
		m, ok := i.(*ast.Match)
		if !ok {
			continue
		}
		if v := c.info.Vars[m]; v != nil {
			b.item = v.Slot
		}
		b.in, b.where, b.matched = c.expr(m.In), c.expr(m.Where), c.block(m.Body)
	}
	return b
}

// collecting is a batch that is not closed yet.
type collecting struct {
	members []*execution
	done    clock.Event
	shared  *attempting        // what the call came to
	good    *answer            // nil: a failure
	view    any                // `batch`
	cancel  context.CancelFunc // of its timer
}

// collectors are the open batches of a run, and the count of leads by which it
// knows that no more can come.
type collectors struct {
	mu       sync.Mutex
	open     map[*batch]*collecting
	active   int  // leads under way
	waiting  int  // of those, in a batch
	allCame  bool // the input is at its end
	sequence int
}

// join puts a lead into the open batch and waits until that is done. While it
// waits, its deadline stands still and its place is free for another lead.
func (b *batch) join(x *execution) signal {
	if err := b.step.bind(x); err != nil {
		return x.broke(err)
	}
	if b.step.when != nil {
		v, err := b.step.when.Eval(x.frame)
		if err != nil {
			return x.broke(err)
		}
		if value.Basic(v) != true {
			x.finishStep(x.attempting(b.step), "skipped", "")
			return proceed
		}
	}
	r := x.run
	cs := &r.collectors
	cs.mu.Lock()
	c := cs.open[b]
	if c == nil {
		ctx, cancel := context.WithCancel(r.ctx)
		c = &collecting{done: r.clock.NewEvent(), cancel: cancel}
		cs.open[b] = c
		r.background.Go(func() {
			if r.clock.Sleep(ctx, b.within) == nil {
				r.closeBatch(b, c)
			}
		})
	}
	c.members = append(c.members, x)
	full := len(c.members) >= b.count
	cs.waiting++
	cs.mu.Unlock()
	if full {
		r.closeBatch(b, c)
	}
	r.closeIfAllCame()
	resume := x.suspend()
	err := c.done.Wait(r.ctx)
	resume()
	cs.mu.Lock()
	cs.waiting--
	cs.mu.Unlock()
	if err != nil {
		return x.interrupted()
	}
	x.frame.Set(b.step.locals.batch, c.view)
	return b.deliver(x, c.shared, c.good)
}

// closeBatch takes a batch out of those that are open and runs it, once.
func (r *Run) closeBatch(b *batch, c *collecting) {
	r.collectors.mu.Lock()
	mine := r.collectors.open[b] == c
	if mine {
		delete(r.collectors.open, b)
		r.collectors.sequence++
	}
	n := r.collectors.sequence
	r.collectors.mu.Unlock()
	if !mine {
		return
	}
	c.cancel()
	r.background.Go(func() {
		b.run(r, c, n)
		c.done.Set()
	})
}

// closeIfAllCame closes the open batches when no more leads can come: the input
// is at its end and every lead under way waits in one (decisions S9).
func (r *Run) closeIfAllCame() {
	cs := &r.collectors
	cs.mu.Lock()
	var last map[*batch]*collecting
	if cs.allCame && cs.waiting >= cs.active {
		last = make(map[*batch]*collecting, len(cs.open))
		for b, c := range cs.open {
			last[b] = c
		}
	}
	cs.mu.Unlock()
	for b, c := range last {
		r.closeBatch(b, c)
	}
}

// run makes one call for all members.
func (b *batch) run(r *Run, c *collecting, n int) {
	x := c.members[0].fork(r.ctx, n)
	leads := make([]any, len(c.members))
	for i, m := range c.members {
		leads[i] = m.leadObject()
	}
	id := digest(r.program.info.Title, b.step.name, r.options.RunID, value.Text(value.Int(int64(n))))
	view := value.NewObject(value.Entry{Key: "id", Value: id}, value.Entry{Key: "leads", Value: leads})
	c.view = view
	x.frame.Set(b.step.locals.batch, view)
	a := x.attempting(b.step)
	a.begin(x)
	defer func() { a.cancel() }()
	x.at = a
	if err := x.prepareKeys(a); err != nil {
		a.failure = failureOf(err)
	}
	c.shared, c.good = a, b.call(x, a)
}

// call makes attempts until there is an answer or the handlers want no more.
// What else a handler does, it does for each lead afterwards.
func (b *batch) call(x *execution, a *attempting) *answer {
	for a.failure == nil {
		if a.request == nil {
			request, err := x.prepare(a.step, a.step.request, nil)
			switch {
			case err != nil:
				a.failure = failureOf(err)
				return nil
			case request.empty:
				a.failure = &failure{kind: "unmatched", message: "no lead of the batch was to be sent"}
				return nil
			}
			a.request = request
		}
		a.attempts++
		ex, good, failed := x.ask(a, a.request, a.expects)
		a.exchange = ex
		if failed == nil {
			return good
		}
		if !x.wantsRetry(a, failed) {
			a.failure = failed
			return nil
		}
	}
	return nil
}

// deliver gives one lead what the batch came to.
func (b *batch) deliver(x *execution, shared *attempting, good *answer) signal {
	a := *shared
	own := x.attempting(b.step)
	a.ctx, a.flagsFrom, a.notesFrom, a.logsFrom = x.ctx, own.flagsFrom, own.notesFrom, own.logsFrom
	outer := x.at
	x.at = &a
	defer func() { x.at = outer }()
	if a.failure != nil {
		a.retries, a.refreshed, a.queued = math.MaxInt, true, math.MaxInt // the attempts were made for all
		return x.conclude(&a, x.recover(&a, a.failure))
	}
	reading := a.reading
	reading.after = append([]statement{b.match}, reading.after...)
	sig, failed := x.settle(&a, &reading, good)
	if failed != nil {
		sig = x.recover(&a, failed)
	}
	return x.conclude(&a, sig)
}

// match finds the lead's own result, the first that fits, and reads it.
func (b *batch) match(x *execution) signal {
	if b.in == nil {
		return proceed
	}
	v, err := b.in.Eval(x.frame)
	if err != nil {
		return x.broke(err)
	}
	list, _ := v.([]any)
	for _, item := range list {
		x.frame.Set(b.item, item)
		fits, err := b.where.Eval(x.frame)
		if err != nil {
			return x.broke(err)
		}
		if value.Basic(fits) == true {
			return x.do(b.matched)
		}
	}
	x.broken = errUnmatched
	return failed
}
