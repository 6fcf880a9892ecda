package scaffold

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"lcs/lang/check"
	"lcs/value"
	"lcs/value/literal"
)

// Operation is a call that an OpenAPI document describes.
type Operation struct {
	ID      string // its operationId; empty: it has none
	Method  string // in capitals
	Path    string
	Summary string
}

// String is how an operation is named: by its id, else "POST /leads".
func (o Operation) String() string { return cmp.Or(o.ID, o.Method+" "+o.Path) }

// Operations returns the operations of an OpenAPI document, in its order.
func Operations(text []byte) ([]Operation, error) {
	doc, err := readDocument(text)
	if err != nil {
		return nil, err
	}
	return doc.operations(), nil
}

func (d *document) operations() []Operation {
	var out []Operation
	paths := d.in(d.root, "paths")
	if paths == nil {
		return nil
	}
	for path, v := range paths.All() {
		item := d.resolve(v)
		for _, method := range check.Methods {
			if op := d.in(item, strings.ToLower(method)); op != nil {
				out = append(out, Operation{textOf(op, "operationId"), method, path, textOf(op, "summary")})
			}
		}
	}
	return out
}

// FromOpenAPI makes a draft of operations of an OpenAPI 3 document, a step for
// each. Without names the document must have just one.
func FromOpenAPI(text []byte, names []string) (*Draft, error) {
	doc, err := readDocument(text)
	if err != nil {
		return nil, err
	}
	chosen, err := choose(doc.operations(), names)
	if err != nil {
		return nil, err
	}
	base, err := doc.base()
	if err != nil {
		return nil, err
	}
	title := cmp.Or(textOf(doc.in(doc.root, "info"), "title"), "the API")
	d := &Draft{Title: "Leads to " + title, plain: isPlain(base), Comments: []string{
		"Made of an OpenAPI document: " + strings.Join(strings.Fields(title+" "+textOf(doc.in(doc.root, "info"), "version")), " ") + ".",
		"Look it through: which fields are a lead's own, only you know.",
	}}
	d.addField(Field{Name: "id", Type: "string", Example: "1"}, "id")
	service := Service{Name: serviceName(base.Hostname()), Base: strings.TrimSuffix(base.String(), "/")}
	for _, op := range chosen {
		s := doc.step(d, op)
		for slices.ContainsFunc(d.Steps, func(other Step) bool { return other.Name == s.Name }) || s.Name == service.Name {
			s.Name += "_again"
		}
		s.Service = service.Name
		d.Steps = append(d.Steps, s)
		if service.Auth == "" {
			service.Auth = doc.auth(d, op)
		}
	}
	d.Services = []Service{service}
	return d, nil
}

// choose finds the operations that are wanted.
func choose(all []Operation, names []string) ([]Operation, error) {
	if len(all) == 0 {
		return nil, fmt.Errorf("the document has no operation")
	}
	if len(names) == 0 {
		if len(all) > 1 {
			return nil, fmt.Errorf("the document has %d operations: say which with --operation: %s", len(all), listed(all))
		}
		return all, nil
	}
	var out []Operation
	for _, name := range names {
		i := slices.IndexFunc(all, func(o Operation) bool { return o.ID == name || strings.EqualFold(o.Method+" "+o.Path, name) })
		if i < 0 {
			return nil, fmt.Errorf("the document has no operation %q: it has %s", name, listed(all))
		}
		out = append(out, all[i])
	}
	return out, nil
}

// listed names operations, not without end.
func listed(all []Operation) string {
	const most = 20
	var names []string
	for _, o := range all[:min(most, len(all))] {
		names = append(names, o.String())
	}
	if more := len(all) - most; more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(names, ", ")
}

// base is the URL of the first server, its variables at their defaults.
func (d *document) base() (*url.URL, error) {
	servers := listOf(d.root, "servers")
	if len(servers) == 0 {
		return url.Parse("https://api.example.com")
	}
	server := d.resolve(servers[0])
	address := textOf(server, "url")
	if variables := d.in(server, "variables"); variables != nil {
		for name, v := range variables.All() {
			address = strings.ReplaceAll(address, "{"+name+"}", textOf(d.resolve(v), "default"))
		}
	}
	if strings.HasPrefix(address, "/") {
		address = "https://api.example.com" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("the server %q is no URL that a script can call", address)
	}
	return u, nil
}

// step makes a step of an operation.
func (d *document) step(draft *Draft, op Operation) Step {
	item := d.in(d.root, "paths", op.Path)
	described := d.in(item, strings.ToLower(op.Method))
	s := Step{Method: op.Method, Title: strings.Join(strings.Fields(op.Summary), " ")}
	s.Name = stepName(op.Path)
	if op.ID != "" {
		s.Name = ownName(op.ID, "send")
	}
	path := op.Path
	for _, v := range append(slices.Clone(listOf(item, "parameters")), listOf(described, "parameters")...) {
		p := d.resolve(v)
		name, required := textOf(p, "name"), valueOf(p, "required") == true
		kind := d.schema(valueOf(p, "schema"))
		switch textOf(p, "in") {
		case "path":
			field, _, _ := d.leaf(draft, name, "", kind, true)
			path = strings.ReplaceAll(path, "{"+name+"}", string(holeBegin)+field+string(holeEnd))
		case "query":
			if e, wanted := d.parameter(draft, name, kind, required); wanted {
				s.Query = append(s.Query, e)
			}
		case "header":
			if e, wanted := d.parameter(draft, name, kind, required); wanted && required && !slices.Contains(unheededHeaders, strings.ToLower(name)) {
				s.Headers = append(s.Headers, e)
			}
		}
	}
	path = placeholder().ReplaceAllStringFunc(path, func(found string) string { // that the document does not declare
		field, _, _ := d.leaf(draft, strings.Trim(found, "{}"), "", d.schema(nil), true)
		return string(holeBegin) + field + string(holeEnd)
	})
	s.Path = escaped(path)
	s.Body = d.body(draft, described)
	d.answer(&s, described)
	return s
}

// placeholder finds the parameters of a path.
var placeholder = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{[^{}]*\}`) })

// parameter is a query's or a header's entry: one that is required, or that has a
// lead's own name.
func (d *document) parameter(draft *Draft, name string, kind schema, required bool) (Entry, bool) {
	if _, own := kindOf(name); !required && !own {
		return Entry{}, false
	}
	out, optional, _ := d.leaf(draft, name, "", kind, required)
	return Entry{Name: name, Value: out, Optional: optional}, true
}

// leaf is the value of a scalar: what the schema fixes, or a field of the lead.
// It reports whether that field may be missing, and whether it is text.
func (d *document) leaf(draft *Draft, name, parent string, kind schema, required bool) (out string, optional, text bool) {
	if v, ok := kind.fixed(); ok {
		return written(v), false, false
	}
	field := identifier(name)
	if field == "id" {
		return "lead.id", false, true
	}
	longer := field
	if parent != "" {
		longer = identifier(parent) + "_" + field
	}
	f := Field{Name: field, Type: kind.leadType(name), Optional: !required}
	if sample := kind.sample(name, 0); required || isScalar(sample) {
		f.Example = sample
	}
	if f.Type == "string" || strings.HasPrefix(f.Type, `"`) {
		f.Optional = f.Optional && f.Type == "string"
	}
	_, isList := f.Example.([]any)
	return "lead." + draft.addField(f, longer), f.Optional, !isList && !slices.Contains([]string{"int", "number", "bool"}, f.Type)
}

// body writes the JSON or form body that an operation takes.
func (d *document) body(draft *Draft, op *value.Object) string {
	content := d.in(op, "requestBody", "content")
	if content == nil {
		return ""
	}
	for media, v := range content.All() {
		kind := d.schema(valueOf(d.resolve(v), "schema"))
		switch {
		case strings.Contains(media, "json"):
			return "json " + d.jsonSchema(draft, "", "", kind, "", len(`    body json `), 0)
		case strings.Contains(media, "form"):
			var entries []Entry
			kind.properties(func(name string, p schema, required bool) {
				out, optional, _ := d.leaf(draft, name, "", p, required)
				entries = append(entries, Entry{Name: name, Value: out, Optional: optional})
			})
			word := "form"
			if strings.Contains(media, "multipart") {
				word = "multipart"
			}
			return block(word, entries)
		}
	}
	draft.Comments = append(draft.Comments, "Not taken over: the body, which is "+strings.Join(content.Keys(), " or ")+".")
	return ""
}

// jsonSchema writes a body of a schema, below indent on a line that has used so
// many characters: its scalars are fields of the lead.
func (d *document) jsonSchema(draft *Draft, name, parent string, kind schema, indent string, used, depth int) string {
	inner := indent + "  "
	switch kind.kind() {
	case "object":
		var entries []string
		kind.properties(func(field string, p schema, required bool) {
			if valueOf(p.object, "readOnly") == true || p.endless() {
				return
			}
			key := quoted(field) + ": "
			if k := p.kind(); k == "object" || k == "array" && p.items().kind() == "object" {
				if depth == maxDepth {
					return
				}
				if out := d.jsonSchema(draft, field, name, p, inner, len(inner+key), depth+1); out != "{}" {
					entries = append(entries, key+out)
				}
				return
			}
			out, optional, text := d.leaf(draft, field, name, p, required)
			switch {
			case optional:
				key = quoted(field) + "?: "
			case text && isPath(out):
				out = `"{{` + out + `}}"`
			}
			entries = append(entries, key+out)
		})
		return literal.Object(entries, indent, used)
	case "array":
		return "[" + d.jsonSchema(draft, name, parent, kind.items(), indent, used+1, depth+1) + "]"
	}
	return written(kind.sample(name, depth))
}

// answer says what a step expects: the first good answer that is described.
func (d *document) answer(s *Step, op *value.Object) {
	s.Expect, s.Example = "2xx none", "200"
	responses := d.in(op, "responses")
	if responses == nil {
		return
	}
	refused := false
	for status := range responses.All() {
		refused = refused || strings.HasPrefix(status, "4")
	}
	if refused {
		s.Handlers = append(s.Handlers, `on 4xx { fail "not taken: HTTP {{http.status}}" }`)
	}
	for status := range responses.All() {
		if !strings.HasPrefix(status, "2") {
			continue
		}
		number := strings.ReplaceAll(strings.ToLower(status), "xx", "00")
		s.Expect, s.Example = strings.ToLower(status)+" none", number
		content := d.in(responses, status, "content")
		if content == nil {
			return
		}
		for media, v := range content.All() {
			if !strings.Contains(media, "json") {
				continue
			}
			kind := d.schema(valueOf(d.resolve(v), "schema"))
			sample := d.exampleOf(d.resolve(v), kind)
			s.Expect, s.Example = strings.ToLower(status)+" json", number+" "+jsonExample(sample)
			if shape := kind.shape(0); shape != "any" {
				s.Expect += " " + shape
			}
			s.Outputs = outputsOf(sample)
			return
		}
		return
	}
}

// exampleOf is the example of a media type, or one made up of its schema.
func (d *document) exampleOf(media *value.Object, kind schema) any {
	if v := valueOf(media, "example"); !value.IsMissing(v) {
		return v
	}
	if examples := d.in(media, "examples"); examples != nil {
		for _, v := range examples.All() {
			if inner := valueOf(d.resolve(v), "value"); !value.IsMissing(inner) {
				return inner
			}
		}
	}
	return kind.sample("", 0)
}

// auth writes the first security scheme of an operation that a script has.
func (d *document) auth(draft *Draft, op Operation) string {
	requirements := listOf(d.in(d.root, "paths", op.Path, strings.ToLower(op.Method)), "security")
	if requirements == nil {
		requirements = listOf(d.root, "security")
	}
	for _, r := range requirements {
		object := d.resolve(r)
		if object == nil {
			continue
		}
		for name := range object.All() {
			if auth := d.scheme(draft, d.in(d.root, "components", "securitySchemes", name)); auth != "" {
				return auth
			}
		}
	}
	return ""
}

func (d *document) scheme(draft *Draft, s *value.Object) string {
	switch textOf(s, "type") {
	case "apiKey":
		name, in := textOf(s, "name"), textOf(s, "in")
		if in != "header" && in != "query" { // a script has no word for a cookie
			return ""
		}
		return in + "(" + quoted(name) + ", " + draft.secret(strings.TrimPrefix(strings.ToLower(name), "x-"), "") + ")"
	case "http":
		if strings.EqualFold(textOf(s, "scheme"), "basic") {
			return "basic(" + draft.addSetting("username", false) + ", " + draft.addSetting("password", true) + ")"
		}
		return "bearer(" + draft.addSetting("token", true) + ")"
	case "oauth2":
		token := textOf(d.in(s, "flows", "clientCredentials"), "tokenUrl")
		if token == "" {
			return ""
		}
		return "oauth2(token_url: " + quoted(token) + ", client_id: " + draft.addSetting("client_id", false) + ", client_secret: " + draft.addSetting("client_secret", true) + ")"
	}
	return ""
}
