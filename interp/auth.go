package interp

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	nethttp "net/http"
	"slices"
	"strings"

	"lcs/interp/expression"
	"lcs/lang/ast"
	"lcs/lang/place"
	"lcs/stdlib/http"
	"lcs/value"
)

// authorization is a compiled `auth`.
type authorization struct {
	kind string
	args []*expression.Program          // by position
	name map[string]*expression.Program // by name
}

func (c *compiler) authorization(item *ast.Auth) *authorization {
	a := &authorization{name: map[string]*expression.Program{}}
	if id, ok := item.Call.Fn.(*ast.Ident); ok {
		a.kind = id.Name
	}
	for _, arg := range item.Call.Args {
		p := c.expr(arg.Value)
		if arg.Name != nil {
			a.name[arg.Name.Text] = p
		} else {
			a.args = append(a.args, p)
		}
	}
	return a
}

// arg evaluates the argument of that position or name.
func (a *authorization) arg(x *execution, n int, name string) (any, error) {
	p := a.name[name]
	if p == nil && n < len(a.args) {
		p = a.args[n]
	}
	if p == nil {
		return nil, nil
	}
	return p.Eval(x.frame)
}

func (a *authorization) text(x *execution, n int, name string) (string, error) {
	v, err := a.arg(x, n, name)
	if err == nil && value.IsMissing(v) {
		err = fmt.Errorf("auth %s: %s is missing", a.kind, name)
	}
	return value.Text(v), err
}

// apply puts the authorization on a request in the making, and notes in p what
// refresh auth has to drop.
func (a *authorization) apply(x *execution, ctx context.Context, c *connection, p *prepared, r *http.Request) error {
	switch a.kind {
	case "header", "query":
		name, err := a.text(x, 0, "name")
		if err != nil {
			return err
		}
		secret, err := a.text(x, 1, "value")
		if err != nil {
			return err
		}
		if a.kind == "query" {
			return setQuery(r, name, secret)
		}
		return setSecretHeader(r, name, "", secret)
	case "basic":
		user, err := a.text(x, 0, "user")
		if err != nil {
			return err
		}
		password, err := a.text(x, 1, "password")
		if err != nil {
			return err
		}
		return setSecretHeader(r, "Authorization", "Basic ", base64.StdEncoding.EncodeToString([]byte(user+":"+password)))
	case "bearer":
		token, err := a.text(x, 0, "token")
		if err != nil {
			return err
		}
		return setSecretHeader(r, "Authorization", "Bearer ", token)
	case "rotate":
		return a.rotate(x, r)
	case "oauth2":
		var err error
		if p.source, err = x.run.tokens(x, a, c); err != nil {
			return err
		}
		if p.token, err = p.source.Token(ctx); err != nil {
			return &noToken{err}
		}
		return setSecretHeader(r, "Authorization", "Bearer ", p.token)
	}
	return fmt.Errorf("there is no auth %s", a.kind)
}

// noToken is why no token could be had: the selector auth. What else goes wrong
// with an authorization is an expression's fault.
type noToken struct{ error }

// rotate takes the next token of a list for each new request.
func (a *authorization) rotate(x *execution, r *http.Request) error {
	name, err := a.text(x, 0, "header")
	if err != nil {
		return err
	}
	position := 1
	if a.name["header"] != nil {
		position = 0
	}
	v, err := a.arg(x, position, "tokens")
	if err != nil {
		return err
	}
	tokens, _ := v.([]any)
	if len(tokens) == 0 {
		return errors.New("auth rotate: there are no tokens")
	}
	token := value.Text(tokens[x.run.turn(a)%len(tokens)])
	return setSecretHeader(r, name, "", token)
}

// setSecretHeader sets a header whose text after the prefix is secret.
func setSecretHeader(r *http.Request, name, prefix, secret string) error {
	text, err := place.Append(nil, place.HeaderValue, secret)
	if err != nil {
		return err
	}
	name = nethttp.CanonicalHeaderKey(name)
	r.SetHeader(name, prefix+string(text))
	r.Secrets = append(removeSecrets(r.Secrets, name), http.Secret{Where: name, Start: len(prefix), End: len(prefix) + len(text)})
	return nil
}

// setQuery appends a secret parameter to the URL.
func setQuery(r *http.Request, name, secret string) error {
	var err error
	url := []byte(r.URL)
	if strings.Contains(r.URL, "?") {
		url = append(url, '&')
	} else {
		url = append(url, '?')
	}
	if url, err = place.Append(url, place.URLQueryName, name); err != nil {
		return err
	}
	url = append(url, '=')
	from := len(url)
	if url, err = place.Append(url, place.URLQueryValue, secret); err != nil {
		return err
	}
	r.URL = string(url)
	r.Secrets = append(r.Secrets, http.Secret{Where: "url", Start: from, End: len(url)})
	return nil
}

// turn counts the requests of a rotating authorization.
func (r *Run) turn(a *authorization) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := r.turns[a]
	r.turns[a] = n + 1
	return n
}

// client is whose token it is: an authorization may name another one for each
// lead.
type client struct {
	auth   *authorization
	digest string
}

// maxSources bounds the clients whose tokens are kept.
const maxSources = 1000

// tokens returns the token source of an authorization, one for all leads of the
// same client.
func (r *Run) tokens(x *execution, a *authorization, c *connection) (*http.TokenSource, error) {
	config, err := a.oauth2(x, c.service.name)
	if err != nil {
		return nil, err
	}
	whose := client{a, digest(slices.Concat([]string{config.TokenURL, config.ClientID, config.ClientSecret, config.Style}, config.Scopes)...)}
	r.mu.Lock()
	defer r.mu.Unlock()
	source := r.sources[whose]
	if source == nil {
		if len(r.sources) >= maxSources {
			clear(r.sources) // they are fetched again
		}
		source = http.NewTokenSource(r.clock, &tokenSender{run: r, service: c.service.name, sender: c.sender}, config)
		r.sources[whose] = source
	}
	return source, nil
}

// oauth2 evaluates the arguments of auth oauth2(…).
func (a *authorization) oauth2(x *execution, service string) (http.OAuth2, error) {
	config := http.OAuth2{Service: service}
	for name, field := range map[string]*string{
		"token_url": &config.TokenURL, "client_id": &config.ClientID, "client_secret": &config.ClientSecret,
	} {
		text, err := a.text(x, len(a.args), name)
		if err != nil {
			return config, err
		}
		*field = text
	}
	if v, err := a.arg(x, len(a.args), "style"); err == nil && v != nil {
		config.Style = value.Text(v)
	}
	if v, err := a.arg(x, len(a.args), "scopes"); err == nil {
		scopes, _ := v.([]any)
		for _, s := range scopes {
			config.Scopes = append(config.Scopes, value.Text(s))
		}
	}
	return config, nil
}

// refresh drops a token that was refused. It reports whether the next attempt
// will carry another one.
func (x *execution) refresh(p *prepared) bool {
	if p.auth == nil {
		return false
	}
	switch p.auth.kind {
	case "oauth2":
		if p.source != nil {
			p.source.Drop(p.token)
		}
		return p.source != nil
	case "rotate":
		return true // each new request takes the next one
	}
	return false
}

// signature is a compiled sign { }.
type signature struct {
	headers pairList
	locals  locals
}

func (c *compiler) signature(o *ast.Object) *signature {
	return &signature{headers: c.pairs(o, place.HeaderValue, place.HeaderValue), locals: c.current.locals}
}

// apply computes headers from the finished request. In them `now` is the moment
// of the attempt, for a retry carries its own time (decisions S4).
func (s *signature) apply(x *execution, a *attempting, r *http.Request) error {
	now := x.run.clock.Now()
	view := value.NewObject(
		value.Entry{Key: "method", Value: r.Method},
		value.Entry{Key: "path", Value: pathAndQuery(r.URL)},
		value.Entry{Key: "url", Value: r.URL},
		value.Entry{Key: "query", Value: queryOf(r.URL)},
		value.Entry{Key: "body", Value: string(r.Sent())},
		value.Entry{Key: "headers", Value: Headers(r.Header)},
	)
	x.frame.Set(s.locals.now, now)
	x.frame.Set(s.locals.request, view)
	before := x.machine.Context.Now
	x.machine.Context.Now = now
	pairs, err := s.headers.eval(x, nil)
	x.machine.Context.Now = before
	if err != nil {
		return err
	}
	for _, p := range pairs {
		name := nethttp.CanonicalHeaderKey(p.name)
		r.SetHeader(name, p.value)
		r.Secrets = removeSecrets(r.Secrets, name)
		for _, secret := range p.secrets {
			r.Secrets = append(r.Secrets, http.Secret{Where: name, Start: secret.Start, End: secret.End})
		}
	}
	return nil
}

func queryOf(url string) string {
	_, query, _ := strings.Cut(url, "?")
	return query
}

// pathAndQuery is the part of a URL after its host, as sent.
func pathAndQuery(url string) string {
	_, rest, ok := strings.Cut(url, "://")
	if !ok {
		return url
	}
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		if rest[i] == '?' {
			return "/" + rest[i:]
		}
		return rest[i:]
	}
	return "/"
}
