package check

import (
	"lcs/lang/ast"
	"lcs/lang/types"
)

// sentType is what was sent: by step, for tokens by service, and for alerts
// (decisions X5).
func (c *checker) sentType() types.Type {
	var fields []types.Field
	index := map[string]int{}
	add := func(name string, t types.Type) {
		if i, ok := index[name]; ok {
			fields[i].Type, _ = types.Join(fields[i].Type, t)
			return
		}
		index[name] = len(fields)
		fields = append(fields, field(name, t))
	}
	for _, info := range c.info.Steps {
		add(info.Symbol.Name, c.sentRequest(info.Decl))
	}
	root := c.modules[c.info.File]
	tokens := func(m *module) types.Type {
		var services []types.Field
		for _, info := range c.info.Services {
			if m.services[info.Symbol.Name] == info {
				services = append(services, field(info.Symbol.Name, object("sent", field("auth", requestSent(tokenRequest)))))
			}
		}
		return object("sent", services...)
	}
	for _, f := range tokens(root).Core.(*types.Object).Fields {
		add(f.Name, f.Type)
	}
	for s, m := range root.modules {
		add(s.Name, tokens(m))
	}
	add("alerts", c.sentRequest(alertRequests(c.info.File)))
	return object("sent", fields...)
}

// alertRequests are the alerts of a file, as one node.
func alertRequests(file *ast.File) ast.Node {
	b := &ast.Block{}
	for _, item := range file.Items {
		if a, ok := item.(*ast.Alert); ok && a.Body != nil {
			b.Items = append(b.Items, a.Body.Items...)
		}
	}
	return b
}

// sentRequest is the last request of a step, its fallbacks included.
func (c *checker) sentRequest(in ast.Node) types.Type {
	var body types.Type
	ast.Walk(in, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Request:
			if n.Body == nil || !hasBody(n) {
				body = joinSent(body, types.Of(types.Any))
			}
		case *ast.Body:
			body = joinSent(body, c.sentBody(n))
			return false
		}
		return true
	})
	if body.Core == nil {
		body = types.Of(types.Any)
	}
	return requestSent(body)
}

func hasBody(r *ast.Request) bool {
	return contains(r, func(n ast.Node) bool { _, ok := n.(*ast.Body); return ok })
}

// tokenRequest is the body of a request for a token.
var tokenRequest = object("token request",
	field("grant_type", textType), field("client_id", textType.Optional()), field("client_secret", textType.Optional()),
	field("scope", textType.Optional()))

func joinSent(a, b types.Type) types.Type {
	if a.Core == nil {
		return b
	}
	t, ok := types.Join(a, b)
	if !ok {
		return types.Of(types.Any)
	}
	return t
}

func requestSent(body types.Type) types.Type {
	request := []types.Field{
		field("method", textType), field("url", textType), field("path", textType), field("query", textMap),
		field("headers", textMap), field("body", body), field("text", textType),
	}
	all := types.ListOf(object("request", request...))
	return object("request", append(request, field("count", intType), field("all", all))...).Optional()
}

// sentBody is the type of a body as a test reads it, parsed by its format.
func (c *checker) sentBody(b *ast.Body) types.Type {
	if b.Format == nil {
		return types.Of(types.Any)
	}
	text, isText := ast.Unwrap(b.Value).(*ast.Text)
	switch b.Format.Text {
	case "xml":
		return types.Of(&types.Document{Format: "xml"})
	case "text":
		return textType
	case "json":
		if !isText || text.Quote != ast.Triple {
			return asJSON(c.info.Types[b.Value])
		}
	}
	return types.Of(types.Any)
}

// asJSON is the type that a value has after it went through JSON (decisions T1).
// A record that is a number or a boolean goes as text when it is not valid.
func asJSON(t types.Type) types.Type {
	missing := t.Missing
	out := types.Of(types.Any)
	switch core := t.Core.(type) {
	case types.Basic:
		switch core {
		case types.Int, types.Number:
			out = decimalType
		case types.Bool, types.None:
			out = types.Of(core)
		case types.String, types.Date, types.Time, types.Duration, types.Bytes:
			out = textType
		}
	case *types.Record:
		if core.Value != types.Number && core.Value != types.Int && core.Value != types.Bool {
			out = textType
		}
	case *types.Choice:
		out = types.Of(core)
	case *types.List:
		out = types.Of(&types.List{Elem: asJSON(core.Elem), Max: core.Max})
	case *types.Object:
		o := &types.Object{Name: core.Name}
		for _, f := range core.Fields {
			f.Type = asJSON(f.Type)
			o.Fields = append(o.Fields, f)
		}
		out = types.Of(o)
	case *types.Map:
		out = types.Of(&types.Map{Elem: asJSON(core.Elem)})
	}
	out.Missing = missing
	return out
}
