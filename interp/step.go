package interp

import (
	"context"
	"slices"
	"time"

	"lcs/clock"
	"lcs/interp/expression"
	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/stdlib/http"
	"lcs/value"
)

// defaultTimeout is the longest attempt of a step that declares none.
const defaultTimeout = 10 * time.Second

// step is a compiled step: one call, how its answer is read, and what happens
// on every kind of failure.
type step struct {
	info     *check.StepInfo
	name     string
	number   int // among the steps of the script, from 1
	when     *expression.Program
	params   []param // of an instance of a template
	request  *request
	expects  []*expect
	reading  reading
	handlers []*handler // most specific first
	fallback *object    // the step's default { }
	cache    *cachePolicy
	keyed    *idempotency
	deadline time.Duration
	locals   locals
	batch    *batch

	others []*other // the requests of its fallbacks

	replies, fallbackReplies []Reply // the script's examples

	background bool
	observer   Observer                // nil: nobody watches
	level      string                  // of its trace; empty: that of the file
	assigns    []*check.Symbol         // fields of the lead that it writes
	goodKeysBy [][]*expression.Program // of each use last_good; nil: the cache's key
	goodFor    time.Duration           // the longest age that one of these asks for; 0: any
}

// reading is how a good answer is read: is it a yes, and what follows.
type reading struct {
	another  bool // of another request, whose answer is not the step's response
	success  *expression.Program
	outcomes []outcomeValue // reason, price, reference
	after    []statement    // in the order written
}

// locals are the slots of the names that a step or service has for itself.
type locals struct{ response, http, failure, request, now, batch int }

func localsOf(symbols map[string]*check.Symbol) locals {
	slot := func(name string) int {
		if s := symbols[name]; s != nil {
			return s.Slot
		}
		return -1
	}
	return locals{slot("response"), slot("http"), slot("error"), slot("request"), slot("now"), slot("batch")}
}

// outcomeValue is `reason`, `price` or `reference`.
type outcomeValue struct {
	word  string
	slot  int
	value *expression.Program
}

// cachePolicy is `cache D by …`, and where last good answers are kept.
type cachePolicy struct {
	ttl time.Duration
	by  []*expression.Program
}

// idempotency is `idempotent by … header "…"`.
type idempotency struct {
	by     []*expression.Program
	header string
}

// param is a parameter of a template with the value that an instance gives.
type param struct {
	slot  int
	value *expression.Program
}

// params compiles the arguments of an instance; services are bound when it is
// checked.
func (c *compiler) params(decl *ast.Step, info *check.StepInfo) []param {
	target := c.info.Calls[decl.Call]
	if decl.Call == nil || target == nil {
		return nil
	}
	var out []param
	for i, s := range info.Params {
		if s.Slot >= 0 && s.Service == nil && i < len(target.Args) && target.Args[i] != nil {
			out = append(out, param{s.Slot, c.expr(target.Args[i])})
		}
	}
	return out
}

// bind gives the parameters of an instance their values.
func (s *step) bind(x *execution) error {
	for _, p := range s.params {
		v, err := p.value.Eval(x.frame)
		if err != nil {
			return err
		}
		x.frame.Set(p.slot, v)
	}
	return nil
}

// step compiles a step.
func (c *compiler) step(decl *ast.Step) *step {
	info := c.steps[decl]
	if decl.Call != nil {
		info = c.instances[decl.Call]
	}
	if info == nil {
		return nil
	}
	decl = info.Decl
	s := &step{info: info, name: info.Name, when: c.expr(decl.When), locals: localsOf(info.Locals), background: info.Background, observer: c.observer, assigns: assigned(c.info, decl)}
	outer := c.current
	c.current = scope{step: s, locals: s.locals, expects: info.Expects}
	defer func() { c.current = outer }()
	body := decl.Body
	if body == nil {
		return nil
	}
	s.level = traceLevel(body.Items)
	var statements []ast.Item
	for _, item := range body.Items {
		if !c.stepItem(s, decl, item) {
			statements = append(statements, item)
		}
	}
	if len(s.expects) == 0 {
		s.expects = []*expect{{statuses: []check.Selector{{Class: 2}}, format: "none"}}
	}
	protocols(s.expects, body, s.reading.success != nil)
	s.params = c.params(decl, info)
	s.reading.after = c.statements(statements)
	if s.batch != nil {
		s.reading.after = slices.Insert(s.reading.after, 0, s.batch.match) // each lead's result comes first
	}
	if s.replies = c.exampleReplies(body.Items); len(s.replies) == 0 && s.expects[0].format == "none" {
		s.replies = []Reply{{Status: s.expects[0].firstStatus()}}
	}
	for _, h := range info.Handlers {
		s.handlers = append(s.handlers, c.handler(s, h))
	}
	c.program.steps = append(c.program.steps, s)
	s.number = len(c.program.steps)
	return s
}

// stepItem compiles an item that describes a step. It returns false for a statement,
// which happens after a good answer.
func (c *compiler) stepItem(s *step, decl *ast.Step, item ast.Item) bool {
	switch item := item.(type) {
	case *ast.Request:
		s.request = c.request(item)
	case *ast.Expect:
		s.expects = append(s.expects, c.expect(item))
	case *ast.SuccessWhen:
		s.reading.success = c.expr(item.Cond)
	case *ast.Outcome:
		s.reading.outcomes = append(s.reading.outcomes, c.outcome(s.info, item))
	case *ast.Cache:
		s.cache = &cachePolicy{ttl: item.TTL.Value, by: c.exprs(item.By)}
	case *ast.Idempotent:
		s.keyed = &idempotency{by: c.exprs(item.By), header: "Idempotency-Key"}
		if item.Header != nil {
			s.keyed.header, _ = item.Header.Literal()
		}
	case *ast.Default:
		s.fallback = c.object(item.Value)
	case *ast.Option:
		if item.Word == "deadline" {
			s.deadline, _ = durationLiteral(item.Value)
		}
	case *ast.Collect:
		s.batch = c.batch(s, decl, item)
	case *ast.On, *ast.Match, *ast.Example:
	default:
		return false
	}
	return true
}

func (c *compiler) exprs(list []ast.Expr) []*expression.Program {
	out := make([]*expression.Program, 0, len(list))
	for _, e := range list {
		out = append(out, c.expr(e))
	}
	return out
}

func (c *compiler) outcome(info *check.StepInfo, item *ast.Outcome) outcomeValue {
	o := outcomeValue{word: item.Word, slot: -1, value: c.expr(item.Value)}
	if s := info.Fields[item.Word]; s != nil {
		o.slot = s.Slot
	}
	return o
}

func durationLiteral(e ast.Expr) (time.Duration, bool) {
	d, ok := e.(*ast.Duration)
	if !ok {
		return 0, false
	}
	return d.Value, true
}

// attempting is a step on its way for one lead.
type attempting struct {
	*step
	ctx       context.Context // ends at the step's deadline
	cancel    context.CancelFunc
	deadline  time.Time // zero: none
	started   time.Time
	request   *prepared
	exchange  *http.Exchange // the last one, the step's own or a fallback's
	answer    *answer        // the last good one
	shown     *httpView      // what the script last read as `http`
	failure   *failure
	attempts  int  // of the step's own request
	sent      int  // attempts of all requests
	retries   int  // waits taken
	queued    int  // times that `queue for` waited
	refreshed bool // refresh auth was used
	doubtful  bool // what was sent must not be repeated, unless the script says so
	source    string
	key       string // of the cache and of last good answers
	idem      string

	asked []*check.Handler // one after the other, with repetitions

	flagsFrom, notesFrom, logsFrom int // what the lead had when the step began
	before                         told
	instead                        *answer // of a fallback, to a whole batch
	release                        func()  // lets other leads ask for the cached answer; nil: they may
}

// run runs the step for a lead. It is the step's statement.
func (s *step) run(x *execution) signal {
	if sig, replayed := x.replay(s); replayed {
		return sig
	}
	if s.batch != nil {
		return s.batch.join(x)
	}
	if s.background {
		return x.inBackground(s)
	}
	return s.foreground(x)
}

func (s *step) foreground(x *execution) signal {
	if err := s.bind(x); err != nil {
		return x.broke(err)
	}
	if yes, err := s.wanted(x); err != nil {
		return x.broke(err)
	} else if !yes {
		x.finishStep(x.attempting(s), "skipped", "")
		return proceed
	}
	a := x.attempting(s)
	a.begin(x)
	outer := x.at
	x.at = a
	defer func() {
		a.cancel()
		x.at, x.idle = outer, a
	}()
	if sig := x.resumeStep(a); sig != proceed {
		return x.conclude(a, sig)
	}
	return x.conclude(a, s.call(x, a))
}

// attempting returns the step's state before its first attempt.
func (x *execution) attempting(s *step) *attempting {
	a := x.idle
	if a == nil {
		a = new(attempting)
	}
	x.idle = nil
	*a = attempting{
		step: s, started: x.run.clock.Now(), source: "live", cancel: func() {},
		flagsFrom: len(x.result.Flags), notesFrom: len(x.result.Notes), logsFrom: len(x.result.Logs),
		before: x.told(),
	}
	return a
}

// begin gives the step its time: until its own deadline or the lead's.
func (a *attempting) begin(x *execution) {
	a.cancel()
	a.ctx, a.cancel, a.deadline = x.ctx, func() {}, time.Time{}
	if a.step.deadline > 0 {
		a.ctx, a.cancel = x.run.clock.WithDeadline(x.ctx, x.run.clock.Now().Add(a.step.deadline))
	}
	if t, ok := clock.Deadline(x.run.clock, a.ctx); ok {
		a.deadline = t
	}
}

// conclude turns the step's last signal into the flow's and writes down what
// became of the step.
func (x *execution) conclude(a *attempting, sig signal) signal {
	if x.stopped {
		x.clearOutputs(a.step)
		a.failure = nil
		x.finishStep(a, "skipped", "")
		return ended
	}
	switch sig {
	case settled, proceed:
		x.finishStep(a, "success", a.source)
		return x.leave(a)
	case skipped:
		x.clearOutputs(a.step)
		x.retell(a.before)
		x.finishStep(a, "skipped", "")
		return x.leave(a)
	case parked:
		x.finishStep(a, "queued", "")
		return parked
	}
	outcome, source := "error", ""
	switch {
	case a.failure == nil:
		outcome, source = "success", a.source // the lead was ended by a statement after a good answer
	case a.failure.kind == "failure":
		outcome, source = "failure", a.source
	}
	x.finishStep(a, outcome, source)
	return sig
}

// leave goes on after a step that is finished.
func (x *execution) leave(a *attempting) signal {
	x.run.recorder.finished(x, a)
	x.turn(a.step)
	return proceed
}

// call gets an answer, from the cache or live, and reads it; failures go
// through the handlers until one of them settles the step or none is left.
func (s *step) call(x *execution, a *attempting) signal {
	if err := x.prepareKeys(a); err != nil {
		return x.recover(a, failureOf(err))
	}
	if s.cache != nil {
		cached, release, err := x.cached(a)
		if err != nil {
			return x.recover(a, &failure{kind: "timeout", message: "waited for another lead's call until the deadline"})
		}
		if cached != nil {
			a.source = "cache"
			return x.settleOrRecover(a, cached)
		}
		a.release = release
		defer a.land()
	}
	for {
		sig := x.attempt(a)
		if sig == again {
			continue
		}
		return sig
	}
}

// land lets the leads go on that wait for this one's answer.
func (a *attempting) land() {
	if a.release != nil {
		a.release()
		a.release = nil
	}
}

// attempt makes one attempt and reads its answer. It returns again when a
// handler wants another.
func (x *execution) attempt(a *attempting) signal {
	a.failure, a.source = nil, "live"
	if a.request == nil {
		request, err := x.prepare(a.step, a.step.request, nil)
		if err != nil {
			return x.recover(a, failureOf(err))
		}
		a.request = request
	}
	a.attempts++
	ex, answer, failed := x.ask(a, a.request, a.expects)
	a.exchange = ex
	if failed != nil {
		if answer != nil { // a no that can be read
			a.answer = answer
		}
		return x.recover(a, failed)
	}
	return x.settleOrRecover(a, answer)
}

// settleOrRecover takes a good answer of the step's own; a business no, or an
// answer that cannot be mapped, goes through the handlers like any failure.
func (x *execution) settleOrRecover(a *attempting, good *answer) signal {
	sig, failed := x.settle(a, a.readingBy(good.by), good)
	if failed != nil {
		return x.recover(a, failed)
	}
	return sig
}

// settle takes a good answer: is it a yes, and what follows from it. An answer
// that fails what follows is not kept; a business no is, for the cache.
func (x *execution) settle(a *attempting, r *reading, good *answer) (signal, *failure) {
	x.retell(a.before)
	a.answer = good
	if a.exchange == nil {
		a.exchange = good.exchange
	}
	x.showExchange(a)
	x.frame.Set(a.locals.response, good.body)
	x.setField(a.step, "response", nil)
	if !r.another {
		x.setField(a.step, "response", good.body)
	}
	reason := ""
	for _, o := range r.outcomes {
		v, err := o.value.Eval(x.frame)
		if err != nil {
			return failed, failureOf(err)
		}
		x.frame.Set(o.slot, v)
		x.tell(o.word, v)
		if o.word == "reason" {
			reason = value.Text(v)
		}
	}
	if r.success != nil {
		yes, err := r.success.Eval(x.frame)
		if err != nil {
			return failed, failureOf(err)
		}
		if value.Basic(yes) != true {
			x.keepCached(a, good)
			return failed, &failure{kind: "failure", message: reason}
		}
	}
	keys := x.goodKeys(a) // before the lead is changed
	x.inStep++
	sig := x.do(r.after)
	x.inStep--
	if sig == failed {
		return failed, failureOf(x.broken)
	}
	x.keepCached(a, good)
	x.keepGood(a, keys, good)
	if sig == proceed {
		sig = settled
	}
	a.failure = nil
	return sig, nil
}

// prepareKeys computes the cache key and the idempotency key, once for all
// attempts and fallbacks.
func (x *execution) prepareKeys(a *attempting) error {
	if a.cache != nil {
		key, err := x.key(a.step, a.cache.by)
		if err != nil {
			return err
		}
		a.key = key
	}
	if w := x.underWay(a.step); w != nil && w.key != "" && a.keyed != nil {
		a.idem = w.key // under which the request may have been sent
	} else if a.keyed != nil && len(a.keyed.by) > 0 {
		key, err := x.key(a.step, a.keyed.by)
		if err != nil {
			return err
		}
		a.idem = digest(x.run.program.info.Title, a.name, key)
	}
	return nil
}

// key is the text of several values, each in its canonical JSON.
func (x *execution) key(s *step, by []*expression.Program) (string, error) {
	out := []byte(s.name)
	for _, p := range by {
		v, err := p.Eval(x.frame)
		if err != nil {
			return "", err
		}
		out = append(out, 0)
		if value.IsMissing(v) {
			continue
		}
		if out, err = value.AppendJSON(out, v); err != nil {
			return "", err
		}
	}
	return string(out), nil
}

// object is an object literal whose entries are outputs.
type object struct {
	slots  []int
	words  []string // price or reference, where it is that; else empty
	values []*expression.Program
}

// object compiles the outputs that `use default` and `default` give.
func (c *compiler) object(o *ast.Object) *object {
	if o == nil {
		return nil
	}
	out := &object{}
	for _, e := range o.Entries {
		name, _ := e.Key.Literal()
		slot, word := -1, ""
		if c.current.step != nil {
			slot, word = outputSlot(c.current.step.info, name)
		}
		out.slots, out.words = append(out.slots, slot), append(out.words, word)
		out.values = append(out.values, c.expr(e.Value))
	}
	return out
}

// outputSlot finds the slot of an entry of map, or of price and the like, whose
// word it then returns.
func outputSlot(info *check.StepInfo, name string) (slot int, word string) {
	for _, s := range info.Outputs {
		if s.Name == name {
			return s.Slot, ""
		}
	}
	if s := info.Fields[name]; s != nil {
		return s.Slot, name
	}
	return -1, name
}
