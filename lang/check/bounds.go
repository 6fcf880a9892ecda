package check

import (
	"time"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

// defaultTimeout bounds an attempt whose request and service say nothing.
const defaultTimeout = 10 * time.Second

// StepTiming is the worst case of a step in its parts.
type StepTiming struct {
	Attempts  int           // at its own request
	Timeout   time.Duration // of one attempt
	Waits     time.Duration // between attempts, by the upper ends of the backoffs
	Fallbacks time.Duration // at other services
	Deadline  time.Duration // of all of it; 0: none
	Time      time.Duration // all together
	Open      bool          // an answer may ask for longer waits (Retry-After), and no deadline holds them
	Batch     time.Duration // how long a lead may wait for its batch to fill
	By        diag.Span     // what the bound comes from
}

// timingOf returns the worst case of a step: every attempt fails as late as it
// can, and every recovery is tried.
func timingOf(cx stepContext, flow *stepFlow) StepTiming {
	t := StepTiming{Attempts: 1, Timeout: timeoutOf(cx)}
	if cx.Step.Body == nil {
		return t
	}
	t.By = headOf(cx.Step)
	for _, item := range cx.Step.Body.Items {
		switch n := item.(type) {
		case *ast.Option:
			if d, ok := durationOf(n); ok && n.Word == "deadline" {
				t.Deadline, t.By = d, n.Span()
			}
		case *ast.Collect:
			if n.Within != nil {
				t.Batch = n.Within.Value
			}
		}
	}
	r := repeatsOf(flow)
	t.Attempts += r.retries + r.refreshes
	t.Waits = r.waits()
	t.Fallbacks = times(fallbackTime(cx, flow), r.fallbackRounds(t.Attempts))
	t.Time = plus(plus(times(t.Timeout, t.Attempts), t.Waits), t.Fallbacks)
	t.Open = r.answered
	if r.by != nil && t.Deadline == 0 {
		t.By = r.by.Span()
	}
	if t.Deadline > 0 {
		t.Open = false
		t.Time = min(t.Time, t.Deadline)
	}
	return t
}

// Bounds returns what a StepInfo keeps of it.
func (t StepTiming) Bounds() Bounds {
	return Bounds{Attempts: t.Attempts, Time: t.Time, By: t.By}
}

// repeats is what the handlers of a step can repeat.
type repeats struct {
	retries   int
	refreshes int
	policies  []*ast.Retry
	by        ast.Item // the retry with the most attempts
	answered  bool     // a retry after an answer, which may ask for a wait
	late      bool     // a retry stands after a fallback, which is then tried again
}

func repeatsOf(flow *stepFlow) repeats {
	var r repeats
	seen := map[*ast.On]bool{}
	for _, h := range flow.live() {
		fallback := false
		eachStatement(h.On.Body.Items, func(item ast.Item) {
			switch n := item.(type) {
			case *ast.Retry:
				count := min(countOf(n.Count), maxRetries)
				r.answered = r.answered || h.Selector.Kind == "error" || h.Selector.Kind == "" || h.Selector.answers()
				if seen[h.On] {
					return
				}
				if count > r.retries {
					r.retries, r.by = count, n
				}
				r.policies = append(r.policies, n)
				r.late = r.late || fallback
			case *ast.RefreshAuth:
				r.refreshes = 1
				r.late = r.late || fallback
			case *ast.FallbackTo, *ast.Fallback:
				fallback = true
			}
		})
		seen[h.On] = true
	}
	return r
}

func (r repeats) fallbackRounds(attempts int) int {
	if r.late {
		return attempts
	}
	return 1
}

// waits adds up the longest wait before each retry: a backoff doubles until it
// reaches its upper end.
func (r repeats) waits() time.Duration {
	var sum time.Duration
	for retry := 1; retry <= r.retries; retry++ {
		var longest time.Duration
		for _, p := range r.policies {
			if retry <= countOf(p.Count) {
				longest = max(longest, ceiling(p, retry))
			}
		}
		sum = plus(sum, longest)
	}
	return sum
}

func ceiling(p *ast.Retry, retry int) time.Duration {
	if p.Min == nil {
		return 0
	}
	if p.Max == nil || p.Max.Value <= p.Min.Value {
		return p.Min.Value
	}
	wait := p.Min.Value
	for range retry {
		if wait >= p.Max.Value/2 {
			return p.Max.Value
		}
		wait *= 2
	}
	return wait
}

// fallbackTime is the most that the fallbacks of one failure can take.
func fallbackTime(cx stepContext, flow *stepFlow) time.Duration {
	var most time.Duration
	for _, path := range flow.fallbacks {
		var sum time.Duration
		for _, item := range path {
			sum = plus(sum, fallbackTimeout(cx, item))
		}
		most = max(most, sum)
	}
	return most
}

func fallbackTimeout(cx stepContext, item ast.Item) time.Duration {
	switch n := item.(type) {
	case *ast.Fallback:
		return longestTimeout(n.Body, defaultTimeout)
	case *ast.FallbackTo:
		if cx.ServiceOf == nil {
			break
		}
		if s := cx.ServiceOf(n.Service); s != nil && s.Decl != nil {
			return longestTimeout(s.Decl.Body, defaultTimeout)
		}
	}
	return defaultTimeout
}

// timeoutOf returns the longest timeout that an attempt of the step can have:
// its request's, or else that of a service that it can name.
func timeoutOf(cx stepContext) time.Duration {
	var fromServices time.Duration
	for _, s := range cx.Services {
		if s.Decl != nil {
			fromServices = max(fromServices, longestTimeout(s.Decl.Body, defaultTimeout))
		}
	}
	if fromServices == 0 {
		fromServices = defaultTimeout
	}
	for _, item := range itemsOf(cx.Step.Body) {
		if r, ok := item.(*ast.Request); ok {
			return longestTimeout(r.Body, fromServices)
		}
	}
	return fromServices
}

// longestTimeout returns the longest `timeout` under b, or otherwise when one
// may not be set.
func longestTimeout(b *ast.Block, otherwise time.Duration) time.Duration {
	if b == nil {
		return otherwise
	}
	longest, always := branchTimeout(b.Items)
	if !always {
		longest = max(longest, otherwise)
	}
	return longest
}

// branchTimeout returns the longest timeout among items, and whether one is set
// whichever way their conditions go.
func branchTimeout(items []ast.Item) (longest time.Duration, always bool) {
	for _, item := range items {
		switch n := item.(type) {
		case *ast.Option:
			if d, ok := durationOf(n); ok && n.Word == "timeout" {
				longest, always = max(longest, d), true
			}
		case *ast.Request:
			d, set := branchTimeout(itemsOf(n.Body))
			longest, always = max(longest, d), always || set
		case *ast.If:
			a, thenSet := branchTimeout(itemsOf(n.Then))
			b, elseSet := branchTimeout(itemsOf(n.Else))
			longest, always = max(longest, a, b), always || thenSet && elseSet
		}
	}
	return longest, always
}

func durationOf(n *ast.Option) (time.Duration, bool) {
	if d, ok := n.Value.(*ast.Duration); ok && d != nil {
		return d.Value, true
	}
	return 0, false
}

// longest is where sums of durations stop growing: a century.
const longest = 100 * 365 * 24 * time.Hour

func plus(a, b time.Duration) time.Duration {
	if a > longest-b {
		return longest
	}
	return a + b
}

func times(d time.Duration, n int) time.Duration {
	if n > 0 && d > longest/time.Duration(n) {
		return longest
	}
	return d * time.Duration(n)
}
