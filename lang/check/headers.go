package check

import (
	"strings"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

// What a request says twice: a header that its body, its service's auth or
// sign set already, a name that stands both in the URL and in query { }; and what
// it says of a body that it has not.

// contentTypes are the words of which a Content-Type has one, by the format of
// the body.
var contentTypes = map[string][]string{
	"json":      {"json"},
	"graphql":   {"json", "graphql"},
	"xml":       {"xml"},
	"form":      {"x-www-form-urlencoded"},
	"multipart": {"multipart/"},
}

// checkHeaders looks at the headers of a request once it is known what else
// sets some (decisions B1, B4, B8).
func (c *checker) checkHeaders(r *ast.Request) {
	taken := map[string]ast.Node{}
	for _, s := range c.requestServices(r) {
		c.takenHeaders(itemsOf(s.Decl.Body), taken)
	}
	c.takenHeaders(itemsOf(r.Body), taken)
	var body *ast.Body
	ast.Walk(r, func(n ast.Node) bool {
		if b, ok := n.(*ast.Body); ok && body == nil {
			body = b
		}
		return true
	})
	ast.Walk(r, func(n ast.Node) bool {
		if option, ok := n.(*ast.Option); ok && option.Word == "gzip" && body == nil {
			c.add(diag.New(diag.NeedsItem, option.Span(), "'gzip' needs a body: it packs what is sent"))
		}
		entries, ok := n.(*ast.Entries)
		if !ok {
			return true
		}
		if entries.Word == "headers" && entries.Value != nil {
			for _, entry := range entries.Value.Entries {
				c.checkHeader(entry, taken, body)
			}
		}
		return false
	})
	c.checkQuery(r)
}

func (c *checker) checkHeader(entry *ast.Entry, taken map[string]ast.Node, body *ast.Body) {
	name, literal := entry.Key.Literal()
	if !literal {
		return
	}
	folded := strings.ToLower(name)
	if by := taken[folded]; by != nil {
		c.add(headerTaken(entry, name, by))
	}
	text, ok := ast.Unwrap(entry.Value).(*ast.Text)
	if folded != "content-type" || !ok || body == nil || body.Format == nil {
		return
	}
	value, literal := text.Literal()
	words := contentTypes[body.Format.Text]
	if !literal || len(words) == 0 {
		return
	}
	for _, word := range words {
		if strings.Contains(strings.ToLower(value), word) {
			return
		}
	}
	c.add(contradictingHeader(text, value, body))
}

// takenHeaders notes the headers that auth and sign set.
func (c *checker) takenHeaders(items []ast.Item, taken map[string]ast.Node) {
	for _, item := range items {
		switch item := item.(type) {
		case *ast.Auth:
			if name := authHeader(item); name != "" {
				taken[strings.ToLower(name)] = item
			}
		case *ast.Entries:
			if item.Word != "sign" || item.Value == nil {
				continue
			}
			for _, entry := range item.Value.Entries {
				if name, ok := entry.Key.Literal(); ok {
					taken[strings.ToLower(name)] = item
				}
			}
		}
	}
}

// authHeader is the header that a way to authenticate sets, or "".
func authHeader(a *ast.Auth) string {
	if a.Call == nil {
		return ""
	}
	fn, ok := a.Call.Fn.(*ast.Ident)
	if !ok {
		return ""
	}
	switch fn.Name {
	case "bearer", "basic", "oauth2":
		return "Authorization"
	case "header", "rotate":
		for i, arg := range a.Call.Args {
			named := arg.Name != nil && (arg.Name.Text == "header" || arg.Name.Text == "name")
			if text, ok := ast.Unwrap(arg.Value).(*ast.Text); ok && (named || arg.Name == nil && i == 0) {
				name, _ := text.Literal()
				return name
			}
		}
	}
	return ""
}

// requestServices returns the services that a request can name.
func (c *checker) requestServices(r *ast.Request) []*ServiceInfo {
	var all []*ServiceInfo
	ast.Walk(r, func(n ast.Node) bool {
		var e ast.Expr
		switch n := n.(type) {
		case *ast.Request:
			e = n.Service
		case *ast.URL:
			e = n.Service
		case *ast.Entries, *ast.Body, *ast.Auth:
			return false
		}
		if e == nil {
			return true
		}
		if s := c.info.Refs[e]; s != nil && s.Service != nil {
			for _, known := range all {
				if known == s.Service {
					return true
				}
			}
			all = append(all, s.Service)
		}
		return true
	})
	return all
}

// checkQuery refuses a name that the URL has already.
func (c *checker) checkQuery(r *ast.Request) {
	if r.URL == nil {
		return
	}
	inURL := map[string]bool{}
	query := false
	for _, part := range r.URL.Parts {
		text, ok := part.(*ast.TextPart)
		if !ok {
			continue
		}
		rest := text.Text
		if !query {
			if _, rest, query = strings.Cut(rest, "?"); !query {
				continue
			}
		}
		for _, pair := range strings.Split(rest, "&") {
			if name, _, found := strings.Cut(pair, "="); found && name != "" {
				inURL[name] = true
			}
		}
	}
	if len(inURL) == 0 {
		return
	}
	for _, item := range itemsOf(r.Body) {
		entries, ok := item.(*ast.Entries)
		if !ok || entries.Word != "query" || entries.Value == nil {
			continue
		}
		for _, entry := range entries.Value.Entries {
			if name, literal := entry.Key.Literal(); literal && inURL[name] {
				c.add(repeatedKey(entry.Key, name, r.URL))
			}
		}
	}
}

func headerTaken(entry *ast.Entry, name string, by ast.Node) *diag.Diagnostic {
	what := "auth"
	if _, ok := by.(*ast.Entries); ok {
		what = "sign"
	}
	d := diag.New(diag.HeaderTaken, entry.Key.Span(), "'"+name+"' is set by '"+what+"' already")
	d.Related = append(d.Related, related(headOf(by), "here"))
	return d
}

func contradictingHeader(text *ast.Text, value string, body *ast.Body) *diag.Diagnostic {
	d := diag.New(diag.ContradictingHeader, text.Span(), "the body is "+body.Format.Text+", and this says '"+value+"'")
	d.Help = "leave the header out: 'body' sets it"
	d.Related = append(d.Related, related(body.Format.Span(), "the body"))
	return d
}
