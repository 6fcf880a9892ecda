package scaffold

import (
	"bytes"
	"fmt"
	nethttp "net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"lcs/value"
	"lcs/value/literal"
)

// Sources is what a draft may be made of beside the text itself.
type Sources struct {
	// ReadFile reads a file that a command refers to (-d @body.json).
	ReadFile func(name string) ([]byte, error)
	// Answer is what the system answers, as an example; empty: not known.
	Answer []byte
}

// FromCurl makes a draft of a curl command, as guides have them and browsers
// copy them. Variables of the shell become settings.
func FromCurl(command string, sources Sources) (*Draft, error) {
	if !utf8.ValidString(command) || !utf8.Valid(sources.Answer) {
		return nil, fmt.Errorf("the command or its answer is not UTF-8")
	}
	words, err := shellWords(command)
	if err != nil {
		return nil, err
	}
	c, err := readCurl(words, sources.ReadFile)
	if err != nil {
		return nil, err
	}
	return c.draft(sources.Answer)
}

// draft makes a draft of the command.
func (c *call) draft(answer []byte) (*Draft, error) {
	address := c.url
	if !strings.Contains(address, "://") {
		address = "http://" + address // as curl does
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("%q is no URL that a script can call", holes(c.url))
	}
	d := &Draft{Title: "Leads to " + titleOf(u.Hostname()), Comments: c.comments(), plain: isPlain(u)}
	d.addField(Field{Name: "id", Type: "string", Example: "1"}, "id")
	d.declareVariables(u.Host, "api.example.com")
	d.declareVariables(c.url, "")
	s := Step{Method: c.methodOf(), Name: stepName(u.Path), Path: pathOf(u)}
	service := Service{Name: serviceName(u.Hostname()), Base: u.Scheme + "://" + u.Host, Auth: c.authorization(d, u.User)}
	if service.Name == s.Name {
		service.Name += "_api"
	}
	s.Service = service.Name
	query, data := u.RawQuery, strings.Join(c.data, "&")
	if c.get && data != "" {
		query, data = strings.Trim(query+"&"+data, "&"), ""
	}
	if s.Query, err = c.query(d, &service, query); err != nil {
		return nil, err
	}
	s.Headers = c.entriesOfHeaders(d, &service, s.isIdempotent())
	if err := s.addBody(d, c, data); err != nil {
		return nil, err
	}
	if c.timeout > 0 {
		service.Options = append(service.Options, "timeout "+written(c.timeout))
	}
	if c.follow && s.Method != nethttp.MethodGet && s.Method != nethttp.MethodHead {
		service.Options = append(service.Options, "follow 10")
	}
	s.readAnswer(answer)
	d.Services, d.Steps = []Service{service}, []Step{s}
	return d, nil
}

func (c *call) methodOf() string {
	switch {
	case c.method != "":
		return c.method
	case !c.get && (len(c.data) > 0 || len(c.parts) > 0):
		return nethttp.MethodPost
	}
	return nethttp.MethodGet
}

func (c *call) comments() []string {
	out := []string{"Made of a curl command. What is the same for all leads stands as it was; what is a", "lead's own is a field. Look it through: which is which, only you know."}
	for _, text := range c.unheeded {
		out = append(out, "Not taken over: "+strings.Join(strings.Fields(holes(text)), " "))
	}
	return out
}

// pathOf is the path of a URL as it was written.
func pathOf(u *url.URL) string {
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if decoded, err := url.PathUnescape(path); err == nil && hasVariable(decoded) {
		path = decoded // the marks were encoded
	}
	return escaped(path)
}

// query reads the query of the URL. The first secret in it is who calls, where
// nothing else says that.
func (c *call) query(d *Draft, service *Service, text string) ([]Entry, error) {
	pairs, err := pairsOf(text)
	if err != nil {
		return nil, err
	}
	for i, p := range pairs {
		if service.Auth == "" && p.value != "" && isSecretName(p.name) {
			service.Auth = "query(" + quoted(p.name) + ", " + d.secret(p.name, p.value) + ")"
			pairs = slices.Delete(pairs, i, i+1)
			break
		}
	}
	return d.entries(pairs), nil
}

// pairsOf takes a query or a form apart.
func pairsOf(text string) ([]pair, error) {
	var out []pair
	for part := range strings.SplitSeq(text, "&") {
		if part == "" {
			continue
		}
		before, after, _ := strings.Cut(part, "=")
		name, err1 := url.QueryUnescape(before)
		text, err2 := url.QueryUnescape(after)
		if err1 != nil || err2 != nil {
			return nil, fmt.Errorf("%q is not encoded right, for a query or a form", holes(part))
		}
		out = append(out, pair{name, text})
	}
	return out, nil
}

// entries are the entries of a query or a form; a name that comes again has the
// list of its values.
func (d *Draft) entries(pairs []pair) []Entry {
	texts := map[string][]string{}
	for _, p := range pairs {
		texts[p.name] = append(texts[p.name], p.value)
	}
	var out []Entry
	for _, p := range pairs {
		switch all := texts[p.name]; len(all) {
		case 0: // written already
		case 1:
			out = append(out, Entry{Name: p.name, Value: d.fieldValue(p.name, "", p.value)})
		default:
			list := make([]string, len(all))
			for i, text := range all {
				list[i] = d.textValue(text)
			}
			out = append(out, Entry{Name: p.name, Value: literal.List(list, "", 0)})
		}
		delete(texts, p.name)
	}
	return out
}

// unheededHeaders are set by lcs itself, or belong to a browser's own business.
var unheededHeaders = []string{
	"accept", "accept-encoding", "accept-language", "authorization", "connection", "content-length", "content-type", "dnt", "expect", "host", "priority",
	"te", "transfer-encoding", "upgrade-insecure-requests", "user-agent",
}

// entriesOfHeaders are the headers that are the step's own. The first secret in
// them is who calls, where nothing else says that.
func (c *call) entriesOfHeaders(d *Draft, service *Service, idempotent bool) []Entry {
	var out []Entry
	for _, h := range c.headers {
		lower := strings.ToLower(h.name)
		switch {
		case slices.Contains(unheededHeaders, lower), strings.HasPrefix(lower, "sec-"), lower == "idempotency-key" && idempotent:
		case lower == "cookie":
			out = append(out, Entry{Name: h.name, Value: d.secret(h.name, h.value)})
		case isSecretName(h.name) && service.Auth == "":
			service.Auth = "header(" + quoted(h.name) + ", " + d.secret(strings.TrimPrefix(lower, "x-"), h.value) + ")"
		case isSecretName(h.name):
			out = append(out, Entry{Name: h.name, Value: d.secret(h.name, h.value)})
		default:
			out = append(out, Entry{Name: h.name, Value: d.textValue(h.value)})
		}
	}
	return out
}

// authorization says who it is that calls, as options, a header and the URL have
// it; empty: none does.
func (c *call) authorization(d *Draft, user *url.Userinfo) string {
	switch password, _ := user.Password(); {
	case c.bearer != "":
		return "bearer(" + d.secret("token", c.bearer) + ")"
	case c.user != "":
		name, password, _ := strings.Cut(c.user, ":")
		return d.basic(name, password)
	case user.Username() != "":
		return d.basic(user.Username(), password)
	}
	for _, h := range c.headers {
		if !strings.EqualFold(h.name, "Authorization") {
			continue
		}
		switch scheme, rest, _ := strings.Cut(h.value, " "); {
		case strings.EqualFold(scheme, "bearer"):
			return "bearer(" + d.secret("token", rest) + ")"
		case strings.EqualFold(scheme, "basic"):
			return "basic(" + d.addSetting("username", false) + ", " + d.addSetting("password", true) + ")"
		}
		return `header("Authorization", ` + d.secret("authorization", h.value) + ")"
	}
	return ""
}

// basic is the authentication with a name and a password. A name without a
// password is a key.
func (d *Draft) basic(name, password string) string {
	if password == "" {
		return "basic(" + d.secret("api_key", name) + `, "")`
	}
	return "basic(" + d.textValue(name) + ", " + d.secret("password", password) + ")"
}

// addBody takes the data of a command over as the format that it has.
func (s *Step) addBody(d *Draft, c *call, data string) error {
	media := ""
	for _, h := range c.headers {
		if strings.EqualFold(h.name, "Content-Type") {
			media = strings.ToLower(h.value)
		}
	}
	d.declareVariables(data, "")
	begin := strings.TrimSpace(data)
	switch {
	case len(c.parts) > 0:
		return s.addParts(d, c.parts)
	case begin == "":
	case c.json, strings.Contains(media, "json"), strings.ContainsRune("{[", rune(begin[0])):
		v, err := value.ParseJSON(data, value.Limits{})
		switch {
		case err != nil && hasVariable(data):
			return fmt.Errorf("the body is no JSON; a variable of the shell can only stand between its quotes")
		case err != nil:
			return fmt.Errorf("the body is no JSON: %w", err)
		}
		s.Body = "json " + d.jsonBody(v)
	case strings.Contains(media, "xml"), begin[0] == '<':
		s.Body = "xml " + blockQuoted(d.xmlBody(data), "    ")
	case media == "", strings.Contains(media, "form-urlencoded"):
		pairs, err := pairsOf(data)
		if err != nil {
			return err
		}
		s.Body = block("form", d.entries(pairs))
	default:
		s.Headers = append(s.Headers, Entry{Name: "Content-Type", Value: quoted(media)})
		s.Body = "text " + blockQuoted(data, "    ")
	}
	return nil
}

func (s *Step) addParts(d *Draft, parts []pair) error {
	for _, p := range parts {
		if strings.HasPrefix(p.value, "@") || strings.HasPrefix(p.value, "<") {
			return fmt.Errorf("the part %q is a file (%s), and a lead has none: put its text there", p.name, p.value)
		}
	}
	s.Body = block("multipart", d.entries(parts))
	return nil
}

// block is a block of entries as a part of a line.
func block(head string, entries []Entry) string {
	var w writer
	w.entries(head, entries)
	return strings.TrimSuffix(w.String(), "\n")
}

// readAnswer takes an example answer over: its shape is what the step expects.
func (s *Step) readAnswer(answer []byte) {
	if s.Method == "POST" || s.Method == "PATCH" || s.Method == "PUT" {
		s.Handlers = append(s.Handlers, `on 4xx { fail "not taken: HTTP {{http.status}}" }`)
	}
	answer = bytes.TrimSpace(answer)
	v, err := value.ParseJSON(answer, value.Limits{})
	switch {
	case len(answer) == 0:
		s.Expect, s.Example = "2xx none   # put the answer of the guide below, and say  expect 200 json", "200"
	case err == nil:
		s.Expect, s.Example = "200 json   # the fields are those of the example below", "200 "+jsonExample(v)
		s.Outputs = outputsOf(v)
	case answer[0] == '<':
		s.Expect, s.Example = "200 xml", "200 xml "+blockQuoted(string(answer), "  ")
		s.Outputs = outputsOfXML(answer)
	default:
		s.Expect, s.Example = "200 text", "200 text "+blockQuoted(string(answer), "  ")
	}
}
