package interp

import (
	"fmt"
	nethttp "net/http"
	"slices"
	"strings"
	"time"

	"lcs/interp/expression"
	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/place"
	"lcs/stdlib/http"
	"lcs/value"
)

// request is a compiled request. What an `if` in it chooses comes after what
// the request line says.
type request struct {
	method  string
	service *service
	chosen  *expression.Program // a service known only at run time
	url     *expression.Template
	parts   []requestPart
}

// requestPart adds its share to a request in the making.
type requestPart func(x *execution, d *draft) error

// draft is a request in the making.
type draft struct {
	service *service
	url     *expression.Template
	query   []pair
	header  []pair
	body    expression.Output
	hasBody bool
	content string // the body's media type
	timeout time.Duration
	gzip    bool
	auth    *authorization
	signs   []*signature
}

// pair is a name and a value to send; Secret when the value is.
type pair struct {
	name, value string
	secrets     []expression.Range
}

// prepared is a request that can be sent any number of times.
type prepared struct {
	request *http.Request
	service *service
	auth    *authorization
	signs   []*signature
	via     string
	source  *http.TokenSource // of the token; nil: it has none
	token   string            // that the last attempt carried
	empty   bool              // a batch with no lead in it
}

func (c *compiler) request(item *ast.Request) *request {
	r := &request{method: strings.ToUpper(item.Method.Text), service: c.serviceOf(item.Service)}
	if item.Service != nil && r.service == nil {
		r.chosen = c.expr(item.Service)
	}
	if item.URL != nil {
		r.url = c.template(item.URL, place.URLPath)
	}
	if item.Body != nil {
		r.parts = c.requestParts(item.Body.Items)
	}
	return r
}

func (c *compiler) requestParts(items []ast.Item) []requestPart {
	var out []requestPart
	for _, item := range items {
		if p := c.requestPart(item); p != nil {
			out = append(out, p)
		}
	}
	return out
}

func (c *compiler) requestPart(item ast.Item) requestPart {
	switch item := item.(type) {
	case *ast.URL:
		service, url := c.serviceOf(item.Service), c.template(item.URL, place.URLPath)
		var chosen *expression.Program
		if item.Service != nil && service == nil {
			chosen = c.expr(item.Service)
		}
		return func(x *execution, d *draft) (err error) {
			d.service, d.url = service, url
			if chosen != nil {
				d.service, err = serviceValue(x, chosen)
			}
			return err
		}
	case *ast.Entries:
		return c.requestEntries(item)
	case *ast.Body:
		return c.body(item)
	case *ast.Option:
		switch item.Word {
		case "timeout":
			timeout := c.expr(item.Value)
			return func(x *execution, d *draft) error {
				v, err := timeout.Eval(x.frame)
				if limit, ok := v.(time.Duration); ok {
					d.timeout = limit
				}
				return err
			}
		case "gzip":
			return func(_ *execution, d *draft) error {
				d.gzip = true
				return nil
			}
		}
	case *ast.Auth:
		auth := c.authorization(item)
		return func(_ *execution, d *draft) error {
			d.auth = auth
			return nil
		}
	case *ast.If:
		cond, then, otherwise := c.expr(item.Cond), c.requestParts(item.Then.Items), []requestPart(nil)
		if item.Else != nil {
			otherwise = c.requestParts(item.Else.Items)
		}
		then, otherwise = c.observedParts(item.Span(), Yes, then), c.observedParts(item.Span(), No, otherwise)
		return func(x *execution, d *draft) error {
			v, err := cond.Eval(x.frame)
			if err != nil {
				return err
			}
			if value.Basic(v) == true {
				return d.add(x, then)
			}
			return d.add(x, otherwise)
		}
	}
	return nil
}

func (d *draft) add(x *execution, parts []requestPart) error {
	for _, p := range parts {
		if err := p(x, d); err != nil {
			return err
		}
	}
	return nil
}

func (c *compiler) requestEntries(item *ast.Entries) requestPart {
	switch item.Word {
	case "query":
		entries := c.pairs(item.Value, place.URLQueryName, place.URLQueryValue)
		return func(x *execution, d *draft) (err error) {
			d.query, err = entries.eval(x, d.query)
			return err
		}
	case "headers":
		entries := c.pairs(item.Value, place.HeaderValue, place.HeaderValue)
		return func(x *execution, d *draft) (err error) {
			d.header, err = entries.eval(x, d.header)
			return err
		}
	case "sign":
		sign := c.signature(item.Value)
		return func(_ *execution, d *draft) error {
			d.signs = append(d.signs, sign)
			return nil
		}
	}
	return nil
}

// serviceValue is the service that an expression yields, such as best.service.
func serviceValue(x *execution, p *expression.Program) (*service, error) {
	v, err := p.Eval(x.frame)
	if err != nil {
		return nil, err
	}
	s, ok := v.(*service)
	if !ok {
		return nil, &expression.Error{Span: p.Source.Span(), Missing: true, Err: fmt.Errorf("%s is no service", p.Source.Span().Text())}
	}
	return s, nil
}

// prepare renders a step's request for a lead. At another service it keeps its
// path, query, body and own headers, and takes that service's base, headers and
// auth.
func (x *execution) prepare(s *step, r *request, at *service) (*prepared, error) {
	d := &x.draft
	*d = draft{service: r.service, url: r.url}
	if r.chosen != nil {
		var err error
		if d.service, err = serviceValue(x, r.chosen); err != nil {
			return nil, err
		}
	}
	if err := d.add(x, r.parts); err != nil {
		return nil, err
	}
	if at != nil {
		d.service, d.auth, d.signs = at, nil, nil
	}
	svc := d.service
	if svc == nil {
		svc = x.run.program.direct
	}
	if d.auth == nil {
		d.auth = svc.auth
	}
	out := &http.Request{
		Step: s.name, Lead: x.result.Index, Method: r.method, Header: nethttp.Header{}, Gzip: d.gzip,
		MaxResponse: svc.maxResponse, Follow: svc.followFor(r.method),
		Timeout: firstOf(d.timeout, svc.timeout, defaultTimeout),
	}
	if err := x.renderURL(d, svc, out); err != nil {
		return nil, err
	}
	headers, err := svc.headers.eval(x, nil)
	if err != nil {
		return nil, err
	}
	for _, h := range append(headers, d.header...) {
		out.Header[nethttp.CanonicalHeaderKey(h.name)] = []string{h.value}
		out.Secrets = removeSecrets(out.Secrets, h.name)
		for _, s := range h.secrets {
			out.Secrets = append(out.Secrets, http.Secret{Where: nethttp.CanonicalHeaderKey(h.name), Start: s.Start, End: s.End})
		}
	}
	if d.hasBody {
		out.Body = d.body.Bytes
		for _, s := range d.body.Secrets {
			out.Secrets = append(out.Secrets, http.Secret{Where: "body", Start: s.Start, End: s.End})
		}
		setDefault(out.Header, "Content-Type", d.content)
	}
	if accept := acceptOf(s); accept != "" {
		setDefault(out.Header, "Accept", accept)
	}
	if a := x.at; a != nil && a.idem != "" {
		out.Header.Set(s.keyed.header, a.idem)
	}
	signs := append(svc.signs, d.signs...)
	return &prepared{request: out, service: svc, auth: d.auth, signs: signs, empty: d.body.EmptyBatch}, nil
}

func firstOf(durations ...time.Duration) time.Duration {
	for _, d := range durations {
		if d > 0 {
			return d
		}
	}
	return 0
}

func setDefault(h nethttp.Header, name, value string) {
	if h.Get(name) == "" && value != "" {
		h.Set(name, value)
	}
}

func removeSecrets(secrets []http.Secret, where string) []http.Secret {
	kept := secrets[:0]
	for _, s := range secrets {
		if s.Where != nethttp.CanonicalHeaderKey(where) {
			kept = append(kept, s)
		}
	}
	return kept
}

// acceptOf is the media type that a step's first expect waits for.
func acceptOf(s *step) string {
	switch s.expects[0].format {
	case "json":
		return "application/json"
	case "xml":
		return "application/xml, text/xml"
	case "html":
		return "text/html"
	case "text":
		return "text/plain, */*;q=0.5"
	}
	return ""
}

// pairList is the compiled entries of query { }, headers { } or a form.
type pairList []pairEntry

type pairEntry struct {
	name     *expression.Template
	optional bool
	list     *expression.Program // the value, where it is one expression
	value    *expression.Template
	at       place.Place
	secret   bool
	computed diag.Span // the name of a header that depends on the lead; no place: it does not
}

func (c *compiler) pairs(o *ast.Object, nameAt, valueAt place.Place) pairList {
	if o == nil {
		return nil
	}
	var out pairList
	for _, e := range o.Entries {
		p := pairEntry{optional: e.Optional, value: c.template(e.Value, valueAt), at: valueAt, secret: c.IsSecret(e.Value)}
		if nameAt == place.HeaderValue {
			p.name = c.template(e.Key, place.Plain)
			if _, literal := e.Key.Literal(); !literal {
				p.computed = e.Key.Span()
			}
		} else {
			p.name = c.template(e.Key, nameAt)
		}
		if _, text := e.Value.(*ast.Text); !text {
			p.list = c.expr(e.Value)
		}
		out = append(out, p)
	}
	return out
}

// eval renders the entries. A list repeats its key; an entry with `?` is left
// out when its value is missing, a header also without (decisions M2).
func (l pairList) eval(x *execution, to []pair) ([]pair, error) {
	for _, p := range l {
		name, err := p.name.Text(x.frame)
		if err != nil {
			return nil, err
		}
		if p.computed.IsValid() {
			if err := place.HeaderName(name); err != nil {
				return nil, &expression.Error{Span: p.computed, Err: err}
			}
		}
		if p.list != nil {
			v, err := p.list.Eval(x.frame)
			if err != nil {
				return nil, err
			}
			if value.IsMissing(v) && (p.optional || p.at == place.HeaderValue) {
				continue
			}
			if items, ok := v.([]any); ok {
				for _, item := range items {
					text, err := place.Append(nil, p.at, value.Text(item))
					if err != nil {
						return nil, err
					}
					to = append(to, whole(name, string(text), p.secret))
				}
				continue
			}
		}
		out := x.scratch()
		if err := p.value.Write(x.frame, out); err != nil {
			return nil, err
		}
		if out.Missing && (p.optional || p.at == place.HeaderValue) {
			continue
		}
		to = append(to, pair{name, string(out.Bytes), slices.Clone(out.Secrets)})
	}
	return to, nil
}

func whole(name, text string, secret bool) pair {
	p := pair{name: name, value: text}
	if secret {
		p.secrets = []expression.Range{{Start: 0, End: len(text)}}
	}
	return p
}
