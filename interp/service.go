package interp

import (
	"context"
	"errors"
	nethttp "net/http"
	"time"

	"lcs/clock"
	"lcs/interp/expression"
	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/lang/place"
	"lcs/stdlib/http"
	"lcs/value"
)

// Limits of services that declare none.
const (
	defaultMaxResponse = 10 << 20
	defaultFollow      = 10 // of GET and HEAD; others follow no redirect
)

// service is a compiled service: what its steps share.
type service struct {
	name        string
	base        *expression.Template
	baseSettled bool // it is the same for all leads of a run
	headers     pairList
	auth        *authorization
	signs       []*signature
	timeout     time.Duration
	pool        int
	dnsCache    time.Duration
	limitCount  int
	limitPer    time.Duration
	breaker     *http.BreakerPolicy
	maxResponse int64
	follow      int // below 0: the default
	tls         *tlsSettings
}

func (c *compiler) service(info *check.ServiceInfo) *service {
	s := &service{name: info.Name, maxResponse: defaultMaxResponse, follow: -1}
	outer := c.current
	c.current = scope{locals: localsOf(info.Locals)}
	defer func() { c.current = outer }()
	for _, item := range info.Decl.Body.Items {
		switch item := item.(type) {
		case *ast.Entries:
			switch item.Word {
			case "headers":
				s.headers = c.pairs(item.Value, place.HeaderValue, place.HeaderValue)
			case "sign":
				s.signs = append(s.signs, c.signature(item.Value))
			}
		case *ast.Auth:
			s.auth = c.authorization(item)
		case *ast.Limit:
			s.limitCount, s.limitPer = int(whole64(item.Count)), item.Per.Value
		case *ast.Breaker:
			s.breaker = c.breaker(item)
		case *ast.TLS:
			s.tls = c.tls(item)
		case *ast.Option:
			c.serviceOption(s, item)
		}
	}
	return s
}

func (c *compiler) serviceOption(s *service, item *ast.Option) {
	switch item.Word {
	case "base":
		s.base, s.baseSettled = c.template(item.Value, place.URLWhole), c.settled(item.Value)
	case "timeout":
		s.timeout, _ = durationLiteral(item.Value)
	case "dns_cache":
		s.dnsCache, _ = durationLiteral(item.Value)
	case "pool":
		s.pool = int(constantInt(c.expr(item.Value)))
	case "follow":
		s.follow = int(constantInt(c.expr(item.Value)))
	case "max_response":
		s.maxResponse = constantInt(c.expr(item.Value))
	}
}

// settled reports whether an expression is the same for all leads of a run: of all
// names it reads settings alone, and it calls nothing.
func (c *compiler) settled(e ast.Expr) bool {
	settled := true
	ast.Walk(e, func(n ast.Node) bool {
		read, isExpr := n.(ast.Expr)
		if !isExpr {
			return settled
		}
		if s := c.info.Refs[read]; s != nil {
			settled = settled && s.Kind == check.SettingSymbol
			return false
		}
		switch n.(type) {
		case *ast.Call, *ast.Ident:
			settled = false
		}
		return settled
	})
	return settled
}

func whole64(n *ast.Number) int64 {
	v, err := value.ParseNumber(n.Text)
	if err != nil {
		return 0
	}
	i, _ := v.Int64()
	return i
}

func constantInt(p *expression.Program) int64 {
	if p == nil {
		return 0
	}
	v, _ := p.Constant()
	n, ok := v.(*value.Number)
	if !ok {
		return 0
	}
	i, _ := n.Int64()
	return i
}

func (c *compiler) breaker(item *ast.Breaker) *http.BreakerPolicy {
	rate, err := value.ParseNumber(item.Rate.Text)
	if err != nil {
		return nil
	}
	p := &http.BreakerPolicy{Rate: rate.Float64() / 100, Over: item.Over.Value}
	if item.Open != nil {
		p.Open = item.Open.Value
	}
	return p
}

// serviceOf finds the service that a request line or a fallback names.
func (c *compiler) serviceOf(e ast.Expr) *service {
	if e == nil {
		return nil
	}
	symbol := c.info.Refs[e]
	if symbol == nil || symbol.Service == nil {
		return nil
	}
	return c.program.services[symbol.Service]
}

func (s *service) followFor(method string) int {
	switch {
	case s.follow >= 0:
		return s.follow
	case method == nethttp.MethodGet || method == nethttp.MethodHead:
		return defaultFollow
	}
	return 0
}

// connection is a service on a run: its client, and what all leads in flight
// share of it.
type connection struct {
	service *service
	base    *expression.Output // of all leads; nil: each has its own
	sender  http.Sender
	client  *http.Client
	limiter *clock.Limiter
	breaker *http.Breaker
}

func (c *connection) close() {
	if c.client != nil {
		c.client.Close()
	}
}

// connect makes the run's connections.
func (r *Run) connect() diag.List {
	var problems diag.List
	all := []*service{r.program.direct}
	for _, s := range r.program.services {
		all = append(all, s)
	}
	for _, s := range all {
		c := &connection{service: s, sender: r.options.Sender}
		if s.baseSettled {
			var base expression.Output
			if s.base.Write(r.base, &base) == nil { // else each lead says what is missing
				c.base = &base
			}
		}
		if s.limitCount > 0 {
			c.limiter = clock.NewLimiter(r.clock, s.limitCount, s.limitPer)
		}
		if s.breaker != nil {
			c.breaker = http.NewBreaker(r.clock, *s.breaker)
		}
		if c.sender == nil {
			config := http.Config{
				Clock: r.clock, Pool: s.pool, DNSCache: s.dnsCache,
				AllowPrivate: r.options.AllowPrivate, Route: r.options.Route, Resolver: r.options.Resolver, Limits: r.options.Limits,
			}
			if s.tls != nil {
				var problem *diag.Diagnostic
				if config.TLS, problem = s.tls.config(r.base); problem != nil {
					problems.Add(problem)
					continue
				}
			}
			c.client = http.NewClient(config)
			c.sender = c.client
		}
		r.services[s] = c
	}
	return problems
}

// send makes one attempt: its place among those that the service admits, its
// auth and signature of this moment, and the exchange.
func (x *execution) send(a *attempting, p *prepared) *http.Exchange {
	c := x.run.services[p.service]
	attempt := p.request.Clone()
	attempt.Via = p.via
	stats := x.run.stats.of(a.name)
	defer x.run.watch()
	if f := x.admit(a, c, p, attempt); f != nil {
		stats.unsent(x.run.clock.Now(), f.kind)
		return &http.Exchange{Request: attempt, Kind: http.Kind(f.kind), Message: f.message, Started: x.run.clock.Now()}
	}
	ex := c.sender.Send(a.ctx, attempt)
	now := x.run.clock.Now()
	ex.TakeCookies(now)
	if errors.Is(a.ctx.Err(), context.Canceled) {
		return ex // what was cancelled says nothing about the service
	}
	if c.breaker != nil {
		c.breaker.Record(ex.Kind == http.Answered && ex.Status < 500)
	}
	stats.attempt(now, string(ex.Kind), ex.Status, ex.Duration, a.attempts > 1 && p.via == "")
	return ex
}

// admit does what comes before an attempt is sent, or says why it is not.
func (x *execution) admit(a *attempting, c *connection, p *prepared, attempt *http.Request) *failure {
	if c.limiter != nil {
		if err := c.limiter.Wait(a.ctx); err != nil {
			return &failure{kind: "timeout", message: "the wait for the service's limit would pass the deadline"}
		}
	}
	if p.auth != nil {
		if err := p.auth.apply(x, a.ctx, c, p, attempt); err != nil {
			return unauthorized(a.ctx, err)
		}
	}
	attempt.Jar = &x.cookies
	attempt.AddCookies(x.run.clock.Now())
	for _, s := range p.signs {
		if err := s.apply(x, a, attempt); err != nil {
			return failureOf(err)
		}
	}
	if c.breaker != nil && !c.breaker.Allow() { // last, so that every call allowed is made
		return &failure{kind: "network", message: "circuit open"}
	}
	if err := x.run.recorder.sending(x, a, p); err != nil { // which ends the run
		return &failure{kind: "network", message: err.Error()}
	}
	return nil
}

// unauthorized says which failure it is when a request has no authorization.
func unauthorized(ctx context.Context, err error) *failure {
	var none *noToken
	switch {
	case !errors.As(err, &none):
		return failureOf(err)
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return &failure{kind: "timeout", message: "the deadline passed before there was a token"}
	}
	return &failure{kind: "auth", message: err.Error()}
}
