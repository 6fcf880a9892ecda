package interp

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"lcs/interp/expression"
	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/stdlib/http"
	"lcs/value"
)

// failure is why a step has no good answer, in the words of the selectors.
type failure struct {
	kind    string // status timeout network parse missing auth failure unmatched
	status  int    // of a status
	message string
}

// failureOf makes an error in an expression a failure: a missing value is the
// selector missing, anything else that cannot be computed or encoded is parse.
func failureOf(err error) *failure {
	if errors.Is(err, errUnmatched) {
		return &failure{kind: "unmatched", message: err.Error()}
	}
	f := &failure{kind: "parse", message: err.Error()}
	if e, ok := errors.AsType[*expression.Error](err); ok && e.Missing {
		f.kind = "missing"
	}
	return f
}

// errUnmatched is that of a lead which a batch's answer does not name.
var errUnmatched = errors.New("the answer has no result for this lead")

// text says a failure in one line, for a lead that ends with it.
func (f *failure) text() string {
	switch f.kind {
	case "status":
		if f.message != "" {
			return fmt.Sprintf("HTTP %d: %s", f.status, f.message)
		}
		return fmt.Sprintf("HTTP %d", f.status)
	case "failure":
		return f.message
	}
	if f.message == "" {
		return f.kind
	}
	return f.kind + ": " + f.message
}

// selector is the most exact selector that is for the failure: "timeout", "503".
func (f *failure) selector() string {
	if f.kind == "status" {
		return strconv.Itoa(f.status)
	}
	return f.kind
}

// fields is what a script reads of it as `error`.
func (f *failure) fields() *value.Object {
	o := value.NewObject()
	o.Set("kind", f.kind)
	if f.kind == "status" {
		o.Set("status", value.Int(int64(f.status)))
	}
	o.Set("message", f.message)
	return o
}

// handler is one selector of one `on`, with the program that answers it.
type handler struct {
	from     *check.Handler
	selector check.Selector
	locals   locals
	program  []statement
}

// matches reports whether the selector is for f. `error` is every technical
// failure; failure and unmatched are caught by their names only (decisions H2).
func (h *handler) matches(f *failure) bool {
	s := h.selector
	switch {
	case s.Status != 0:
		return f.kind == "status" && f.status == s.Status
	case s.Class != 0:
		return f.kind == "status" && f.status/100 == s.Class
	case s.Kind == "error":
		return f.kind != "failure" && f.kind != "unmatched"
	}
	return f.kind == s.Kind
}

func (c *compiler) handler(s *step, h *check.Handler) *handler {
	out := &handler{from: h, selector: h.Selector, locals: s.locals}
	outer := c.current
	if h.Service != nil {
		out.locals = localsOf(h.Service.Locals)
	}
	c.current.locals = out.locals
	out.program = c.observed(h.On.Span(), Reached, c.block(h.On.Body))
	c.current = outer
	return out
}

// recover asks the handlers of the step's failure, the most specific first. A
// handler that runs out hands the failure to the next (decisions H1); when none
// is left the lead ends, or the step of a background call alone.
func (x *execution) recover(a *attempting, f *failure) signal {
	if errors.Is(x.ctx.Err(), context.Canceled) {
		return x.interrupted()
	}
	if f.kind != "failure" { // whose text is the script's
		concealed := *f // the leads of a batch share the failure
		concealed.message = x.conceal(f.message)
		f = &concealed
	}
	a.failure = f
	x.run.stats.of(a.name).failed(f)
	x.showExchange(a)
	for _, h := range a.handlers {
		if !h.matches(f) {
			continue
		}
		a.asked = append(a.asked, h.from)
		x.show(a, h, f)
		switch sig := x.do(h.program); sig {
		case proceed, handOn:
		default:
			return sig
		}
	}
	if f.kind == "failure" {
		x.result.Reason = f.message
		if f.message == "" {
			x.result.Reason = a.name + ": the answer is a no"
		}
		return x.end(Failure, "")
	}
	return x.unhandled(a.name + ": " + f.text())
}

// show gives a handler the names of its failure.
func (x *execution) show(a *attempting, h *handler, f *failure) {
	x.frame.Set(h.locals.failure, f.fields())
	if a.exchange != nil {
		x.frame.Set(h.locals.http, x.httpValue(a))
	}
	if a.answer != nil && (f.kind == "failure" || f.kind == "unmatched") {
		x.frame.Set(h.locals.response, a.answer.body)
	}
}

// maxRetries bounds what a script can ask for.
const maxRetries = 1000

// retry waits and asks for another attempt, as long as the step has retries
// left and the wait ends before its deadline.
func (c *compiler) retry(item *ast.Retry) statement {
	count := int(min(whole64(item.Count), maxRetries))
	policy := http.Policy{Retries: count}
	if item.Min != nil {
		policy.Min, policy.Max = item.Min.Value, item.Min.Value
	}
	if item.Max != nil {
		policy.Max = item.Max.Value
	}
	return func(x *execution) signal {
		a := x.at
		if a.retries >= count {
			return proceed
		}
		wait, worth := policy.Wait(a.retries+1, a.exchange, x.random(), x.run.clock.Now(), a.deadline)
		if !worth {
			return proceed
		}
		a.retries++
		x.run.recorder.again(x, a, x.run.clock.Now().Add(wait))
		if x.run.clock.Sleep(a.ctx, wait) != nil {
			return proceed
		}
		return again
	}
}

// refreshAuth takes a new token and asks for one more attempt, once a step.
func refreshAuth(x *execution) signal {
	a := x.at
	if a.refreshed || a.request == nil || !x.refresh(a.request) {
		return proceed
	}
	a.refreshed = true
	x.run.recorder.again(x, a, x.run.clock.Now())
	return again
}

// fallbackTo sends the same request to another service, with that service's
// own headers and auth. Its failure goes on with the handler.
func (c *compiler) fallbackTo(item *ast.FallbackTo) statement {
	target := c.serviceOf(item.Service)
	if target == nil {
		return nil
	}
	return func(x *execution) signal {
		a := x.at
		return x.tryInstead(a, a.step.request, target, a.expects, &a.reading)
	}
}

// fallback sends another request and reads its answer in its own way.
func (c *compiler) fallback(item *ast.Fallback) statement {
	var req *request
	var expects []*expect
	var rest []ast.Item
	for _, i := range item.Body.Items {
		switch i := i.(type) {
		case *ast.Request:
			req = c.request(i)
		case *ast.Expect:
			expects = append(expects, c.expect(i))
		case *ast.Example:
		default:
			rest = append(rest, i)
		}
	}
	if req == nil {
		return nil
	}
	if len(expects) == 0 {
		expects = []*expect{{statuses: []check.Selector{{Class: 2}}, format: "none"}}
	}
	own := c.readingOf(rest)
	protocols(expects, item, own.success != nil)
	c.current.step.others = append(c.current.step.others, &other{expects, own})
	c.current.step.fallbackReplies = append(c.current.step.fallbackReplies, c.exampleReplies(item.Body.Items)...)
	return func(x *execution) signal { return x.tryInstead(x.at, req, nil, expects, own) }
}

// readingOf compiles how a fallback { } reads its answer.
func (c *compiler) readingOf(items []ast.Item) *reading {
	r := &reading{another: true}
	var statements []ast.Item
	for _, i := range items {
		switch i := i.(type) {
		case *ast.SuccessWhen:
			r.success = c.expr(i.Cond)
		case *ast.Outcome:
			r.outcomes = append(r.outcomes, c.outcome(c.current.step.info, i))
		default:
			statements = append(statements, i)
		}
	}
	r.after = c.statements(statements)
	return r
}

// other is how the answer to another request than the step's own is read.
type other struct {
	expects []*expect
	reading *reading
}

// readingBy is the reading that belongs to an expect of the step.
func (s *step) readingBy(e *expect) *reading {
	for _, o := range s.others {
		if slices.Contains(o.expects, e) {
			return o.reading
		}
	}
	return &s.reading
}

// tryInstead makes one attempt elsewhere. When it works the step is settled
// from the source "fallback"; when not, the handler goes on.
func (x *execution) tryInstead(a *attempting, req *request, at *service, expects []*expect, r *reading) signal {
	request, err := x.prepare(a.step, req, at)
	if err != nil {
		return proceed
	}
	request.via = "fallback"
	if a.step.batch != nil {
		return x.insteadOfAll(a, request, expects)
	}
	ex, good, failed := x.ask(a, request, expects)
	before, response, told := *a, x.get(a.locals.response), x.told()
	a.exchange = ex
	if failed == nil {
		var sig signal
		a.source = "fallback"
		if sig, failed = x.settle(a, r, good); failed == nil {
			return sig
		}
	}
	x.run.stats.of(a.name).failed(failed)
	*a = before
	x.unsettle(a, response, told)
	return proceed
}

// unsettle takes back what a recovery that came to nothing has left behind: the
// handler goes on with the failure that it was called for.
func (x *execution) unsettle(a *attempting, response any, told told) {
	x.frame.Set(a.locals.response, response)
	x.retell(told)
	x.clearOutputs(a.step)
	x.showExchange(a)
}

// keepGoodFor notes that a statement asks for answers of this age; 0: of any.
func (s *step) keepGoodFor(age time.Duration) {
	first := len(s.goodKeysBy) == 1
	if first || age == 0 || s.goodFor != 0 && age > s.goodFor {
		s.goodFor = age
	}
}

// useLastGood settles the step with the last good answer for the same key.
func (c *compiler) useLastGood(item *ast.UseLastGood) statement {
	by := c.exprs(item.By)
	if len(by) == 0 {
		by = nil
	}
	c.current.step.goodKeysBy = append(c.current.step.goodKeysBy, by)
	var within time.Duration
	if item.Within != nil {
		within = item.Within.Value
	}
	c.current.step.keepGoodFor(within)
	return func(x *execution) signal {
		a := x.at
		key := a.key
		if len(by) > 0 {
			var err error
			if key, err = x.key(a.step, by); err != nil {
				return proceed
			}
		}
		good := x.lastGood(a.step, key, within)
		if good == nil {
			return proceed
		}
		before, response, told := *a, x.get(a.locals.response), x.told()
		a.source = "last_good"
		sig, failed := x.settle(a, a.readingBy(good.by), good)
		if failed == nil {
			return sig
		}
		*a = before
		x.unsettle(a, response, told)
		return proceed
	}
}

// useDefault settles the step with the outputs that the script gives.
func (c *compiler) useDefault(item *ast.UseDefault) statement {
	outputs := c.object(item.Value)
	return func(x *execution) signal {
		a := x.at
		given := outputs
		if given == nil {
			given = a.fallback
		}
		x.retell(a.before)
		if given != nil {
			for i, p := range given.values {
				v, err := p.Eval(x.frame)
				if err != nil {
					return x.broke(err)
				}
				x.frame.Set(given.slots[i], v)
				x.tell(given.words[i], v)
			}
		}
		x.setField(a.step, "response", nil)
		a.source, a.failure = "default", nil
		return settled
	}
}

// queue parks the lead at this step: until a later run, or for as long as it
// says, up to so many times; then the handler goes on.
func (c *compiler) queue(item *ast.Queue) statement {
	var delay time.Duration
	times := math.MaxInt
	if item.For != nil {
		delay = item.For.Value
	}
	if item.UpTo != nil {
		times = int(whole64(item.UpTo))
	}
	return func(x *execution) signal {
		if delay > 0 {
			if x.at.queued < times {
				return x.wait(x.at, delay)
			}
			return proceed
		}
		x.result.Outcome = Queued
		x.result.QueuedAt, x.result.queuedKey = x.at.name, x.at.idem
		return parked
	}
}

// expectInHandler reads the failed answer's body. One that does not fit sends
// the failure on to the next handler.
func (c *compiler) expectInHandler(item *ast.Expect) statement {
	e, slot := c.expect(item), c.current.locals.response
	return func(x *execution) signal {
		if x.at == nil || x.at.exchange == nil || x.at.exchange.Kind != http.Answered {
			return handOn
		}
		answer, failed := e.read(x, x.at.exchange)
		if failed != nil {
			return handOn
		}
		x.frame.Set(slot, answer.body)
		return proceed
	}
}
