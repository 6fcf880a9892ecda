package check

import (
	"strings"

	"lcs/lang/ast"
	"lcs/lang/place"
	"lcs/lang/types"
)

// service checks a service: its options, auth, headers and handlers.
func (c *checker) service(info *ServiceInfo) {
	s := &sending{}
	c.sending = s
	in := surroundings{noLead: servesAll}
	c.with(in, func() {
		for _, item := range itemsOf(info.Decl.Body) {
			switch item := item.(type) {
			case *ast.Option:
				c.option(item)
			case *ast.Auth:
				c.auth(item)
			case *ast.Entries:
				c.entries(item, &info.Locals)
			case *ast.TLS:
				for _, inner := range itemsOf(item.Body) {
					if o, ok := inner.(*ast.Option); ok {
						c.option(o)
					}
				}
			}
		}
		c.sendTo(info)
	})
	c.sending = nil
	if s.plain != nil {
		for _, e := range s.secrets {
			c.add(secretUnencrypted(e, s.plain))
		}
	}
	in.noLead = ""
	c.with(in, func() {
		for _, item := range itemsOf(info.Decl.Body) {
			if on, ok := item.(*ast.On); ok {
				c.branch(func() bool { c.handler(nil, info, on); return false })
			}
		}
	})
	info.Handlers, _ = handlersOf(itemsOf(info.Decl.Body), info)
	c.diags = append(c.diags, checkService(info.Decl)...)
}

// option checks what is a text; amounts.go judges the others.
func (c *checker) option(o *ast.Option) {
	if o.Value == nil {
		return
	}
	if o.Word == "base" {
		if text, ok := ast.Unwrap(o.Value).(*ast.Text); ok {
			c.sent(place.URLFormat, o.Value, text)
			return
		}
		c.fit(o.Value, textType, "'base'")
		return
	}
	switch o.Word {
	case "ca", "cert", "key":
		c.fit(o.Value, textType, "'"+o.Word+"'")
	default:
		c.expr(o.Value)
	}
}

// serviceRef resolves a service where one is wanted: by its name, as a
// parameter, or as a value such as best.service. It is nil when it is known
// only while the script runs.
func (c *checker) serviceRef(e ast.Expr) *ServiceInfo {
	if id, ok := e.(*ast.Ident); ok && c.scope.find(id.Name) == nil {
		info := c.module.services[id.Name]
		if info == nil {
			c.info.Types[e] = invalid
			if s := c.module.values[id.Name]; s != nil || c.module.steps[id.Name] != nil {
				c.add(c.notAService(id))
				return nil
			}
			c.add(c.unknownService(id))
			return nil
		}
		c.info.Refs[e] = info.Symbol
		c.info.Types[e] = info.Symbol.Type
		return info
	}
	t := c.expr(e)
	if _, ok := t.Core.(*types.Service); !ok {
		if !t.IsInvalid() {
			c.add(wrongType(e, t, types.Of(&types.Service{}), "where a service is called"))
		}
		return nil
	}
	c.present(e, t, "as a service")
	if s := c.info.Refs[e]; s != nil {
		return s.Service
	}
	return nil
}

// namedServices returns the services that the request of a step can name.
func (c *checker) namedServices(step *ast.Step) []*ServiceInfo {
	for _, item := range itemsOf(step.Body) {
		if r, ok := item.(*ast.Request); ok {
			return c.requestServices(r)
		}
	}
	return nil
}

// onlyService returns the service of a request that names just one, and no
// whole URL.
func (c *checker) onlyService(r *ast.Request) *ServiceInfo {
	if r.Service == nil {
		return nil
	}
	if s := c.info.Refs[r.Service]; s != nil {
		return s.Service
	}
	return nil
}

// The ways to authenticate, as functions.
var authFunctions = map[string]*types.Func{
	"header": authFunction("header", types.Param{Name: "name", Type: textType}, types.Param{Name: "value", Type: textType}),
	"query":  authFunction("query", types.Param{Name: "name", Type: textType}, types.Param{Name: "value", Type: textType}),
	"basic":  authFunction("basic", types.Param{Name: "user", Type: textType}, types.Param{Name: "password", Type: textType}),
	"bearer": authFunction("bearer", types.Param{Name: "token", Type: textType}),
	"rotate": authFunction("rotate", types.Param{Name: "header", Type: textType}, types.Param{Name: "tokens", Type: types.ListOf(textType)}),
	"oauth2": authFunction("oauth2",
		types.Param{Name: "token_url", Type: textType}, types.Param{Name: "client_id", Type: textType},
		types.Param{Name: "client_secret", Type: textType},
		types.Param{Name: "scopes", Type: types.ListOf(textType), Optional: true},
		types.Param{Name: "style", Type: types.Of(&types.Choice{Values: []string{"body", "basic"}}), Optional: true}),
}

func authFunction(name string, params ...types.Param) *types.Func {
	return &types.Func{Name: name, Group: "auth", Signatures: []types.Signature{{Params: params, Result: invalid}}}
}

// authSignature prints a way to authenticate without a result: it has none.
func authSignature(f *types.Func) string {
	return strings.TrimSuffix(f.String(), " -> "+invalid.String())
}

var authNames = []string{"header", "query", "basic", "bearer", "rotate", "oauth2"}

// auth checks one of the ways to authenticate. Arguments may be named; those
// that are not take the parameters that are left, in order.
func (c *checker) auth(a *ast.Auth) {
	if a.Call == nil {
		return
	}
	id, ok := a.Call.Fn.(*ast.Ident)
	if !ok {
		c.add(notCallable(a.Call.Fn))
		c.evaluate(arguments(a.Call))
		return
	}
	f := authFunctions[id.Name]
	if f == nil {
		c.evaluate(arguments(a.Call))
		c.add(c.unknownWord(&ast.Name{Base: id.Base, Text: id.Name}, "way to authenticate", authNames))
		return
	}
	sig := &f.Signatures[0]
	target := &CallTarget{Func: f, Args: make([]ast.Expr, len(sig.Params)), Result: invalid}
	c.info.Calls[a.Call] = target
	misnamed := c.authArguments(a.Call, f, target.Args)
	var lacking []string
	for i, p := range sig.Params {
		if target.Args[i] == nil && !p.Optional {
			lacking = append(lacking, p.Name)
		}
	}
	if len(lacking) > misnamed {
		c.add(lacksArguments(a.Call, id.Name, authSignature(f), lacking))
	}
}

// authArguments finds out for which parameters the arguments are: those without a
// name go in order to the parameters that no other names. It returns how many have the
// name of none: what those stand for is not lacking as well.
func (c *checker) authArguments(call *ast.Call, f *types.Func, args []ast.Expr) (misnamed int) {
	params := f.Signatures[0].Params
	paramNames, named := make([]string, len(params)), map[string]bool{}
	for i, p := range params {
		paramNames[i] = p.Name
	}
	for _, arg := range call.Args {
		if arg.Name != nil {
			named[arg.Name.Text] = true
		}
	}
	for _, arg := range call.Args {
		at := -1
		for i, p := range params {
			meant := !named[p.Name]
			if arg.Name != nil {
				meant = p.Name == arg.Name.Text
			}
			if meant && args[i] == nil {
				at = i
				break
			}
		}
		switch {
		case at >= 0:
			args[at] = arg.Value
			c.authArgument(f.Name, params[at], arg.Value)
			c.carry(arg.Value)
			continue
		case arg.Name != nil:
			c.add(c.unknownArgument(arg.Name, f.Name, paramNames))
			misnamed++
		default:
			c.add(wrongCount(call, f.Name, authSignature(f), len(params), len(params), len(call.Args)))
		}
		c.expr(arg.Value)
	}
	return misnamed
}

// authArgument checks an argument: a header has a name that can be sent, a token
// comes from a URL.
func (c *checker) authArgument(fn string, p types.Param, e ast.Expr) {
	text, isText := ast.Unwrap(e).(*ast.Text)
	if isText && p.Name == "token_url" {
		c.sent(place.URLFormat, e, text)
		if plainHTTP(leadingText(text)) && c.sending != nil {
			c.sending.plain = text
		}
		return
	}
	if isText && (fn == "header" && p.Name == "name" || fn == "rotate" && p.Name == "header") {
		c.headerName(text)
	}
	c.fit(e, p.Type, "'"+p.Name+"' of "+fn)
}
