package interp

import (
	"context"
	"math"
	"sync"
	"time"

	"lcs/clock"
	"lcs/interp/expression"
	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/stdlib/http"
	"lcs/value"
)

// batch is the compiled `collect` of a step, and how each lead finds its result.
type batch struct {
	step    *step
	number  int // among the batch steps of the script, from 1
	count   int
	within  time.Duration
	in      *expression.Program
	item    int // slot of the variable of match
	where   *expression.Program
	matched []statement
}

func (c *compiler) batch(s *step, decl *ast.Step, item *ast.Collect) *batch {
	c.batches++
	b := &batch{step: s, number: c.batches, count: int(whole64(item.Count)), within: item.Within.Value, item: -1}
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
	step    *batch
	id      string // empty: not known yet
	members []*execution
	closed  bool
	earlier *earlierBatch // that it was before the run was killed; nil: it is new
	done    clock.Event
	shared  *attempting        // what the call came to
	good    *answer            // nil: a failure
	view    any                // `batch`
	cancel  context.CancelFunc // of its timer
}

// collectors are the open batches of a run, and where its leads are, by which it
// knows that no more can come to a batch.
type collectors struct {
	mu       sync.Mutex
	open     map[*batch]*collecting
	resumed  map[string]*collecting // by id, of batches that were closed before the run was killed
	leads    []int                  // under way, by the number of batch steps that they have come to
	allCame  bool                   // the input is at its end
	sequence int
}

// join takes a lead through a batch, and through another one as often as `queue
// for` wants it.
func (b *batch) join(x *execution) signal {
	if err := b.step.bind(x); err != nil {
		return x.broke(err)
	}
	if yes, err := b.step.wanted(x); err != nil {
		return x.broke(err)
	} else if !yes {
		x.run.came(x, b)
		x.run.closeIfAllCame()
		x.finishStep(x.attempting(b.step), "skipped", "")
		return proceed
	}
	own := x.attempting(b.step)
	defer func() { own.cancel() }()
	if sig := x.resumeStep(own); sig != proceed {
		return sig
	}
	for {
		if sig := b.ride(x, own); sig != again {
			return sig
		}
	}
}

// ride puts a lead into the open batch and waits until that is done. While it
// waits, its deadline stands still and its place is free for another lead.
func (b *batch) ride(x *execution, own *attempting) signal {
	r := x.run
	c, full, err := r.collect(x, b)
	if err != nil {
		return x.end(Error, b.step.name+": "+err.Error())
	}
	r.came(x, b)
	if full {
		r.closeBatch(c)
	}
	r.closeIfAllCame()
	resume := x.suspend()
	err = c.done.Wait(r.ctx)
	resume()
	if err != nil {
		return x.interrupted()
	}
	if c.earlier != nil && c.shared == nil {
		return x.leaveUnknown(b.step, &c.earlier.underWay)
	}
	x.frame.Set(b.step.locals.batch, c.view)
	return b.deliver(x, own, c.shared, c.good)
}

// collect puts a lead into the batch that it belongs to: that in which it was
// when the run was killed, or the open one. It reports whether that is full.
func (r *Run) collect(x *execution, b *batch) (c *collecting, full bool, err error) {
	cs := &r.collectors
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if w := x.underWay(b.step); w != nil && w.batch != "" {
		c = cs.resumed[w.batch]
		if c == nil {
			if c, err = r.recorder.earlierBatch(b, w); err != nil {
				return nil, false, err
			}
		}
		if c != nil {
			cs.resumed[w.batch] = c
			w.batch = "" // when it comes once more, it is to another one
			return c, c.rejoin(x), nil
		}
	}
	c = cs.open[b]
	if c == nil {
		ctx, cancel := context.WithCancel(r.ctx)
		c = &collecting{step: b, done: r.clock.NewEvent(), cancel: cancel}
		cs.open[b] = c
		r.background.Go(func() {
			if r.clock.Sleep(ctx, b.within) == nil {
				r.closeBatch(c)
			}
		})
	}
	c.members = append(c.members, x)
	return c, len(c.members) >= b.count, nil
}

// closeBatch takes a batch out of those that are open and runs it, once.
func (r *Run) closeBatch(c *collecting) {
	r.collectors.mu.Lock()
	mine := !c.closed
	c.closed = true
	if r.collectors.open[c.step] == c {
		delete(r.collectors.open, c.step)
	}
	if mine && c.id == "" {
		r.collectors.sequence++
		c.id = r.batchID(c.step, r.collectors.sequence)
	}
	n := r.collectors.sequence
	r.collectors.mu.Unlock()
	if !mine {
		return
	}
	c.cancel()
	r.background.Go(func() {
		c.step.run(r, c, n)
		c.done.Set()
	})
}

// batchID names the n-th batch of a run: another one each time that the run is
// taken up.
func (r *Run) batchID(b *batch, n int) string {
	taken := 0
	if r.recorder != nil {
		taken = r.recorder.standing.Taken
	}
	return digest(r.program.info.Title, b.step.name, r.options.RunID, value.Text(value.Int(int64(taken))), value.Text(value.Int(int64(n))))
}

// enter counts a lead that sets out, leave one that has arrived.
func (r *Run) enter() {
	r.collectors.mu.Lock()
	r.collectors.leads[0]++
	r.collectors.mu.Unlock()
}

func (r *Run) leave() {
	r.collectors.mu.Lock()
	r.collectors.leads[0]--
	r.collectors.mu.Unlock()
	r.closeIfAllCame()
}

// came notes that a lead has come to a batch step, and so past those before it.
func (r *Run) came(x *execution, b *batch) { r.movedTo(x, max(*x.batches, b.number)) }

func (r *Run) movedTo(x *execution, to int) {
	r.collectors.mu.Lock()
	r.collectors.leads[*x.batches]--
	r.collectors.leads[to]++
	*x.batches = to
	r.collectors.mu.Unlock()
}

// closeIfAllCame closes the open batches to which no more leads can come: the
// input is at its end and every lead under way has been there (decisions S9).
func (r *Run) closeIfAllCame() {
	cs := &r.collectors
	cs.mu.Lock()
	var last []*collecting
	if cs.allCame {
		for _, c := range cs.open {
			if cs.before(c) == 0 {
				last = append(last, c)
			}
		}
		for _, c := range cs.resumed {
			if !c.closed && cs.before(c) == 0 {
				last = append(last, c)
			}
		}
	}
	cs.mu.Unlock()
	for _, c := range last {
		r.closeBatch(c)
	}
}

// before counts the leads that may yet come to a batch.
func (cs *collectors) before(c *collecting) int {
	before := 0
	for _, n := range cs.leads[:c.step.number] {
		before += n
	}
	return before
}

// run makes one call for all members.
func (b *batch) run(r *Run, c *collecting, n int) {
	if c.earlier != nil && c.lost() {
		return
	}
	x := c.members[0].fork(r.ctx, n)
	x.batch = c
	leads := make([]any, len(c.members))
	for i, m := range c.members {
		leads[i] = m.leadObject(false)
		x.others = append(x.others, m.secrets()...)
	}
	x.result.Index, x.result.Place = -1, "" // its attempts are no single lead's
	x.cookies = http.Jar{Limits: x.run.options.Limits}
	view := value.NewObject(value.Entry{Key: "id", Value: c.id}, value.Entry{Key: "leads", Value: leads})
	c.view = view
	x.frame.Set(b.step.locals.batch, view)
	a := x.attempting(b.step)
	a.begin(x)
	defer func() { a.cancel() }()
	x.at = a
	if c.earlier != nil && c.earlier.answered != nil {
		c.shared, c.good = a, c.earlier.restore(x, a)
		return
	}
	if err := x.prepareKeys(a); err != nil {
		a.failure = failureOf(err)
	}
	c.shared, c.good = a, b.call(x, a)
	r.recorder.answered(c)
}

// call makes attempts until there is an answer, of the step's own or of a
// fallback, or the handlers want no more. What else a handler does, it does for
// each lead afterwards.
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
		if good != nil { // a no that can be read
			a.answer = good
		}
		a.failure = failed
		switch x.recoverForAll(a, failed) {
		case again:
			a.failure = nil
		case settled:
			a.failure = nil
			return a.instead
		}
	}
	return nil
}

// recoverForAll asks the handlers of a batch's failure what is sent again, and
// where, for all its leads.
func (x *execution) recoverForAll(a *attempting, f *failure) signal {
	x.forAll = true
	defer func() { x.forAll = false }()
	for _, h := range a.handlers {
		if !h.matches(f) {
			continue
		}
		x.show(a, h, f)
		switch sig := x.do(h.program); sig {
		case proceed, handOn:
		default:
			return sig
		}
	}
	return handOn
}

// inBatch makes a statement know for whom it runs: while it is found out
// whether a batch is sent again, what is about a single lead has to wait.
func (c *compiler) inBatch(item ast.Item, s statement) statement {
	meanwhile := proceed
	switch item := item.(type) {
	case *ast.Log, *ast.Assign, *ast.UseLastGood:
	case *ast.Say:
		if item.Verb == "fail" || item.Verb == "reject" {
			meanwhile = forEach
		}
	case *ast.Accept, *ast.Skip, *ast.UseDefault, *ast.Queue:
		meanwhile = forEach
	case *ast.If:
		if !c.readsLead(item.Cond) {
			return s
		}
	default:
		return s
	}
	return func(x *execution) signal {
		if x.forAll {
			return meanwhile
		}
		return s(x)
	}
}

func (c *compiler) readsLead(e ast.Expr) bool {
	found := false
	ast.Walk(e, func(n ast.Node) bool {
		if e, ok := n.(ast.Expr); ok {
			if s := c.info.Refs[e]; s != nil && (s.Kind == check.LeadSymbol || s == c.info.Ambient["lead"]) {
				found = true
			}
		}
		return !found
	})
	return found
}

// insteadOfAll asks a fallback for the whole batch. Its leads, when they come
// to it, have been asked for.
func (x *execution) insteadOfAll(a *attempting, p *prepared, expects []*expect) signal {
	if !x.forAll {
		return proceed
	}
	exchange, good, failed := x.ask(a, p, expects)
	if failed != nil {
		x.run.stats.of(a.name).failed(failed)
		return proceed
	}
	a.exchange, a.source = exchange, "fallback"
	a.instead = good
	return settled
}

// deliver gives one lead what the batch came to.
func (b *batch) deliver(x *execution, own, shared *attempting, good *answer) signal {
	a := *shared
	a.ctx, a.cancel, a.queued, a.before = x.ctx, own.cancel, own.queued, own.before
	a.flagsFrom, a.notesFrom, a.logsFrom = own.flagsFrom, own.notesFrom, own.logsFrom
	outer := x.at
	x.at = &a
	defer func() {
		x.at = outer
		own.queued, own.cancel = a.queued, a.cancel
	}()
	sig, failed := proceed, a.failure
	if failed != nil {
		a.retries, a.refreshed = math.MaxInt, true // the attempts were made for all
	} else {
		sig, failed = x.settle(&a, a.readingBy(good.by), good)
	}
	if failed != nil {
		sig = x.recover(&a, failed)
	}
	if sig == again {
		return again
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
