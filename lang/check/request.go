package check

import (
	"strings"

	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/place"
	"lcs/lang/types"
)

// Methods are those of ast, for who sees only what is checked.
var Methods = ast.Methods

// sending collects what a request says about secrets while it is checked.
type sending struct {
	secrets []ast.Expr // secret values that it carries itself
	plain   ast.Node   // the base or URL that is plain http
}

// request checks a request { } of a step, a fallback or an alert.
func (c *checker) request(r *ast.Request, locals *map[string]*Symbol) {
	if r.Method != nil && !oneOf(r.Method.Text, Methods...) {
		c.add(c.unknownWord(r.Method, "method", Methods))
	}
	s := &sending{}
	outer := c.sending
	c.sending = s
	c.target(r.Service, r.URL)
	c.requestItems(itemsOf(r.Body), locals)
	c.checkHeaders(r)
	c.sending = outer
	if s.plain != nil {
		for _, e := range s.secrets {
			c.add(secretUnencrypted(e, s.plain))
		}
	}
	if d := c.in.step; d != nil && d.node.Body != nil {
		d.secrets = append(d.secrets, s.secrets...)
	}
}

// carry notes the secrets in a value that the request sends.
func (c *checker) carry(e ast.Expr) {
	if c.sending == nil || e == nil || !c.info.Types[e].HoldsSecret() {
		return
	}
	switch x := ast.Unwrap(e).(type) {
	case *ast.Object:
		for _, entry := range x.Entries {
			c.carry(entry.Value)
		}
	case *ast.List:
		for _, elem := range x.Elems {
			c.carry(elem)
		}
	default:
		c.sending.secrets = append(c.sending.secrets, e)
	}
}

func (c *checker) requestItems(items []ast.Item, locals *map[string]*Symbol) {
	for _, item := range items {
		switch item := item.(type) {
		case *ast.URL:
			c.target(item.Service, item.URL)
		case *ast.Entries:
			c.entries(item, locals)
		case *ast.Body:
			c.body(item)
		case *ast.Auth:
			c.auth(item)
		case *ast.Option:
			c.option(item)
		case *ast.If:
			c.condition(item.Cond)
			a := c.branch(func() bool {
				c.assume(item.Cond, true)
				c.requestItems(itemsOf(item.Then), locals)
				return false
			})
			b := c.branch(func() bool {
				c.assume(item.Cond, false)
				c.requestItems(itemsOf(item.Else), locals)
				return false
			})
			c.meet(a, b)
		}
	}
}

func (c *checker) entries(item *ast.Entries, locals *map[string]*Symbol) {
	if item.Value == nil {
		return
	}
	switch item.Word {
	case "headers":
		c.headers(item.Value)
	case "query":
		c.pairs(item.Value, queryPairs)
	case "sign":
		c.sign(item.Value, locals)
	}
}

// sign checks headers that are computed from the finished request; now is the
// moment of the attempt in it (decisions S4).
func (c *checker) sign(o *ast.Object, locals *map[string]*Symbol) {
	c.block(func() {
		c.scope.add(c.local(locals, "request", requestType))
		c.scope.add(c.local(locals, "now", types.Of(types.Time)))
		c.headers(o)
	})
}

// headers checks names that can be sent, and values that are text.
func (c *checker) headers(o *ast.Object) {
	for _, entry := range o.Entries {
		if _, bad := entry.Value.(*ast.BadExpr); !bad { // else the parser said what it is
			c.headerName(entry.Key)
		}
	}
	c.pairs(o, headerPairs)
}

// headerName refuses a name that HTTP cannot send, or that the transport sets.
func (c *checker) headerName(t *ast.Text) {
	if t == nil {
		return
	}
	name, literal := t.Literal()
	if !literal {
		return
	}
	if err := place.HeaderName(name); err != nil {
		c.add(diag.New(diag.BadHeaderName, t.Span(), err.Error()))
	}
}

// pairing is a set of names and values that is sent as text.
type pairing struct {
	where  string // "in a header"
	header bool   // names in any case, and values that a header can hold
	lists  bool   // a list repeats its name
}

var (
	headerPairs = pairing{where: "in a header", header: true}
	queryPairs  = pairing{where: "in the query", lists: true}
	formPairs   = pairing{where: "in a form", lists: true}
)

func (c *checker) pairs(o *ast.Object, p pairing) {
	seen := map[string]*ast.Entry{}
	for _, entry := range o.Entries {
		if name, literal := c.key(entry); literal {
			folded := name
			if p.header {
				folded = strings.ToLower(name)
			}
			if old := seen[folded]; old != nil {
				c.add(repeatedKey(entry.Key, name, old))
			}
			seen[folded] = entry
		}
		c.pairValue(entry, p)
		c.carry(entry.Value)
	}
}

func (c *checker) pairValue(entry *ast.Entry, p pairing) {
	e := entry.Value
	var t types.Type
	if text, ok := ast.Unwrap(e).(*ast.Text); ok && p.header {
		t = c.sent(place.HeaderFormat, e, text)
	} else {
		t = c.expr(e)
	}
	if !entry.Optional {
		t = c.settledValue(e, t, p.where)
	}
	if list, ok := t.Core.(*types.List); ok && p.lists {
		t = list.Elem
	}
	c.printable(e, t, p.where)
}

// target checks a service and a URL, or what follows the service's base.
func (c *checker) target(service ast.Expr, url *ast.Text) {
	format := place.URLFormat
	if service != nil {
		format = place.PathFormat
		if info := c.serviceRef(service); info != nil {
			c.sendTo(info)
		}
	}
	if url == nil {
		return
	}
	c.sent(format, url, url)
	c.carry(url)
	if format == place.URLFormat && plainHTTP(leadingText(url)) && c.sending != nil {
		c.sending.plain = url
	}
}

// sendTo notes the base of a service.
func (c *checker) sendTo(info *ServiceInfo) {
	for _, item := range itemsOf(info.Decl.Body) {
		if o, ok := item.(*ast.Option); ok && o.Word == "base" {
			if text, ok := ast.Unwrap(o.Value).(*ast.Text); ok && plainHTTP(leadingText(text)) && c.sending != nil {
				c.sending.plain = text
			}
		}
	}
}

// leadingText is the literal text that a text begins with.
func leadingText(t *ast.Text) string {
	if len(t.Parts) > 0 {
		if p, ok := t.Parts[0].(*ast.TextPart); ok {
			return p.Text
		}
	}
	return ""
}

// plainHTTP reports whether a URL goes over the network without encryption;
// this very machine is no network.
func plainHTTP(url string) bool {
	rest, ok := strings.CutPrefix(strings.ToLower(url), "http://")
	if !ok {
		return false
	}
	host := rest
	if i := strings.IndexAny(host, "/?#"); i >= 0 {
		host = host[:i]
	}
	if !strings.HasPrefix(host, "[") {
		host, _, _ = strings.Cut(host, ":")
	}
	return host != "localhost" && !strings.HasPrefix(host, "127.") && !strings.HasPrefix(host, "[::1]") && !strings.HasSuffix(host, ".localhost")
}

var bodyFormats = []string{"json", "xml", "text", "form", "multipart", "graphql", "bytes"}

// body checks what is sent, by its format.
func (c *checker) body(b *ast.Body) {
	if b.Format == nil || b.Value == nil {
		return
	}
	if b.Variables != nil && b.Format.Text != "graphql" {
		c.anyJSON(b.Variables)
		c.add(diag.New(diag.MisplacedItem, b.Variables.Span(), "'variables' cannot stand here: it belongs behind the query of 'body graphql'"))
	}
	text, isText := ast.Unwrap(b.Value).(*ast.Text)
	triple := isText && text.Quote == ast.Triple
	switch b.Format.Text {
	case "json":
		if triple {
			c.sent(place.JSONFormat, b.Value, text)
		} else {
			c.anyJSON(b.Value)
			c.json(b.Value, false)
		}
	case "xml":
		if isText {
			c.sent(place.XMLFormat, b.Value, text)
		} else {
			c.textBody(b)
		}
	case "text":
		c.textBody(b)
	case "graphql":
		c.withBraces(func() { c.textBody(b) })
		if isText {
			c.noHoles(text)
		}
		if b.Variables != nil {
			c.anyJSON(b.Variables)
			c.json(b.Variables, false)
			c.carry(b.Variables)
		}
		c.graphql(b)
	case "form", "multipart":
		if o, ok := ast.Unwrap(b.Value).(*ast.Object); ok {
			c.pairs(o, formPairs)
			return
		}
		if triple && b.Format.Text == "form" {
			c.sent(place.FormFormat, b.Value, text)
			break
		}
		t := c.expr(b.Value)
		if _, ok := t.Core.(*types.Object); !ok && !isMap(t) && !t.IsInvalid() {
			c.add(wrongType(b.Value, t, object("", field("name", textType)), "a form"))
		}
	case "bytes":
		t := c.expr(b.Value)
		if !t.IsInvalid() && !t.Is(types.Bytes) && t.BasicCore() != types.String {
			c.add(wrongType(b.Value, t, types.Of(types.Bytes), "a body of bytes"))
		}
	default:
		c.expr(b.Value)
		c.add(c.unknownWord(b.Format, "format of a body", bodyFormats))
	}
	c.carry(b.Value)
}

// noHoles reports the values in a GraphQL query: they belong into variables,
// which no value can leave.
func (c *checker) noHoles(text *ast.Text) {
	for _, p := range text.Parts {
		if _, literal := p.(*ast.TextPart); !literal {
			c.add(graphqlHole(p))
		}
	}
}

func (c *checker) textBody(b *ast.Body) {
	t := c.settledValue(b.Value, c.expr(b.Value), "in a body")
	c.printable(b.Value, t, "in a body")
}

// json checks the values of a JSON body: what may be missing needs a default or
// `key?:` (decisions M2).
func (c *checker) json(e ast.Expr, optional bool) {
	switch x := ast.Unwrap(e).(type) {
	case *ast.Object:
		for _, entry := range x.Entries {
			c.json(entry.Value, entry.Optional)
		}
		return
	case *ast.List:
		for _, el := range x.Elems {
			c.json(el, false)
		}
		return
	case *ast.Comprehension:
		c.json(x.Elem, false)
		return
	}
	t := c.info.Types[e]
	if t = c.data(e, t, "in JSON"); t.IsInvalid() {
		return
	}
	if optional || !t.IsOptional() || t.Is(types.None) || c.in.test {
		return
	}
	if reason, ok := t.MissingByFailure(); ok {
		c.add(maybeMissing(e, reason, "in JSON"))
		return
	}
	if t.Is(types.Any) || c.writtenNull(e) {
		return
	}
	d := c.add(diag.New(diag.MissingInJSON, e.Span(), briefSource(e)+" may be missing: "+reasonText(t.Missing[0], e.Span())))
	d.Help = "give a default with '??', or write 'key?:' to leave the key out"
}

// writtenNull says whether e is missing only where it says null itself, as in
// x ?? null: then null is meant, and sent.
func (c *checker) writtenNull(e ast.Expr) bool {
	switch x := ast.Unwrap(e).(type) {
	case *ast.Null:
		return true
	case *ast.Binary:
		if x.Op == "??" || x.Op == "||" {
			return c.writtenNull(x.Y)
		}
	case *ast.Cond:
		return c.writtenNull(x.Then) && c.writtenNull(x.Else)
	}
	return !c.info.Types[e].IsOptional()
}
