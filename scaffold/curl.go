package scaffold

import (
	"bytes"
	"fmt"
	nethttp "net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"mvdan.cc/sh/v3/syntax"

	"lcs/value"
)

// Sources is what a draft may be made of beside the text itself.
type Sources struct {
	// ReadFile reads a file that a command refers to (-d @body.json).
	ReadFile func(name string) ([]byte, error)
	// Answer is what the system answers, as an example; empty: not known.
	Answer []byte
}

// call is a curl command, read.
type call struct {
	method   string
	url      string
	headers  []pair
	data     []string // of -d and its kin, to be joined with &
	parts    []pair   // of -F
	json     bool     // --json
	get      bool     // -G
	user     string
	bearer   string
	timeout  string // seconds
	follow   bool
	unheeded []string // options that a script has no word for
}

type pair struct{ name, value string }

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

// shellWords splits a command as a POSIX shell does.
func shellWords(command string) ([]string, error) {
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(command), "")
	if err != nil {
		if e, ok := err.(syntax.ParseError); ok {
			return nil, fmt.Errorf("the command is not one that a shell takes: line %d, character %d: %s", e.Pos.Line(), e.Pos.Col(), e.Text)
		}
		return nil, fmt.Errorf("the command is not one that a shell takes: %w", err)
	}
	if len(file.Stmts) != 1 {
		return nil, fmt.Errorf("want one curl command, and this is %d", len(file.Stmts))
	}
	simple, ok := file.Stmts[0].Cmd.(*syntax.CallExpr)
	if !ok {
		return nil, fmt.Errorf("want one curl command without a pipe or anything around it")
	}
	var out []string
	for _, w := range simple.Args {
		var b strings.Builder
		if err := writeParts(&b, w.Parts); err != nil {
			return nil, err
		}
		out = append(out, b.String())
	}
	if len(out) == 0 || out[0] != "curl" && !strings.HasSuffix(out[0], "/curl") {
		return nil, fmt.Errorf("the command does not begin with curl")
	}
	return out[1:], nil
}

// writeParts writes the parts of a word; a variable is the mark of a setting.
func writeParts(b *strings.Builder, parts []syntax.WordPart) error {
	for _, part := range parts {
		switch p := part.(type) {
		case *syntax.Lit:
			b.WriteString(unescaped(p.Value))
		case *syntax.SglQuoted:
			text := p.Value
			if p.Dollar {
				text = ansi(text)
			}
			b.WriteString(text)
		case *syntax.DblQuoted:
			for _, inner := range p.Parts {
				if lit, ok := inner.(*syntax.Lit); ok {
					b.WriteString(unquoted(lit.Value))
				} else if err := writeParts(b, []syntax.WordPart{inner}); err != nil {
					return err
				}
			}
		case *syntax.ParamExp:
			if p.Param == nil || p.Exp != nil || p.Index != nil || p.Slice != nil || p.Repl != nil || p.Length {
				return fmt.Errorf("a variable of the shell that is changed on its way (${…}) has no like in a script")
			}
			b.WriteString(variable(identifier(p.Param.Value)))
		default:
			return fmt.Errorf("what the shell computes, as $(…), has no like in a script: put its result there")
		}
	}
	return nil
}

// unescaped takes the backslashes out of a word without quotes.
func unescaped(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+1 < len(text) {
			if i++; text[i] == '\n' {
				continue
			}
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// unquoted takes those out that mean something between double quotes.
func unquoted(text string) string {
	return strings.NewReplacer("\\\n", "", `\\`, `\`, `\"`, `"`, `\$`, "$", "\\`", "`").Replace(text)
}

// ansi reads the escapes of $'…', which browsers write.
func ansi(text string) string {
	return strings.NewReplacer(`\\`, `\`, `\'`, `'`, `\"`, `"`, `\n`, "\n", `\r`, "\r", `\t`, "\t", `\u0021`, "!", `\x21`, "!").Replace(text)
}

// takesValue are curl's options with a value, by the name under which they are
// read; those that say nothing about the request are empty.
var takesValue = map[string]string{
	"-X": "method", "--request": "method", "-H": "header", "--header": "header", "--url": "url",
	"-d": "data", "--data": "data", "--data-raw": "raw", "--data-ascii": "data", "--data-binary": "data", "--data-urlencode": "urlencode",
	"--json": "json", "-F": "form", "--form": "form", "--form-string": "form", "-u": "user", "--user": "user",
	"--oauth2-bearer": "bearer", "-A": "agent", "--user-agent": "agent", "-e": "referer", "--referer": "referer",
	"-b": "cookie", "--cookie": "cookie", "-m": "timeout", "--max-time": "timeout",
	"--connect-timeout": "", "--retry": "", "--retry-delay": "", "--retry-max-time": "", "-o": "", "--output": "", "-w": "", "--write-out": "",
	"-c": "", "--cookie-jar": "", "-D": "", "--dump-header": "", "--stderr": "", "--trace": "", "--trace-ascii": "", "--limit-rate": "",
	"-x": "unheeded", "--proxy": "unheeded", "--cert": "unheeded", "-E": "unheeded", "--key": "unheeded", "--cacert": "unheeded", "--capath": "unheeded",
	"--resolve": "unheeded", "--connect-to": "unheeded", "-T": "unheeded", "--upload-file": "unheeded", "--tls-max": "unheeded", "--max-redirs": "unheeded",
}

// readCurl reads the options of a curl command.
func readCurl(words []string, readFile func(string) ([]byte, error)) (*call, error) {
	c := &call{}
	for i := 0; i < len(words); i++ {
		word := words[i]
		if !strings.HasPrefix(word, "-") || word == "-" {
			c.url = word
			continue
		}
		name, attached := word, ""
		if !strings.HasPrefix(word, "--") {
			for len(name) > 2 && !knownValue(name[:2]) { // -sSL is three flags
				c.flag(name[:2])
				name = "-" + name[2:]
			}
			name, attached = name[:2], name[2:]
		}
		meaning, valued := takesValue[name]
		if !valued {
			c.flag(name)
			continue
		}
		if attached == "" {
			if i++; i == len(words) {
				return nil, fmt.Errorf("the option %s has no value", name)
			}
			attached = words[i]
		}
		if err := c.option(name, meaning, attached, readFile); err != nil {
			return nil, err
		}
	}
	if c.url == "" {
		return nil, fmt.Errorf("the command names no URL")
	}
	return c, nil
}

func knownValue(name string) bool { _, known := takesValue[name]; return known }

func (c *call) flag(name string) {
	switch name {
	case "-G", "--get":
		c.get = true
	case "-I", "--head":
		c.method = nethttp.MethodHead
	case "-L", "--location":
		c.follow = true
	case "-k", "--insecure":
		c.unheeded = append(c.unheeded, name+": lcs always checks certificates; one of your own is  tls { ca \"./ca.pem\" }")
	}
}

func (c *call) option(name, meaning, given string, readFile func(string) ([]byte, error)) error {
	switch meaning {
	case "method":
		c.method = strings.ToUpper(given)
	case "url":
		c.url = given
	case "header":
		header, text, _ := strings.Cut(given, ":")
		if text = strings.TrimSpace(text); text != "" {
			c.headers = append(c.headers, pair{strings.TrimSpace(header), text})
		}
	case "data", "urlencode", "json":
		text, err := fromFile(given, meaning == "urlencode", readFile)
		if err != nil {
			return err
		}
		c.data, c.json = append(c.data, text), c.json || meaning == "json"
	case "raw":
		c.data = append(c.data, given)
	case "form":
		field, text, _ := strings.Cut(given, "=")
		c.parts = append(c.parts, pair{field, text})
	case "user":
		c.user = given
	case "bearer":
		c.bearer = given
	case "agent":
		c.headers = append(c.headers, pair{"User-Agent", given})
	case "referer":
		c.headers = append(c.headers, pair{"Referer", given})
	case "cookie":
		c.headers = append(c.headers, pair{"Cookie", given})
	case "timeout":
		c.timeout = given
	case "unheeded":
		c.unheeded = append(c.unheeded, name+" "+given)
	}
	return nil
}

// fromFile is what an option's value says: itself, or with @ the text of a file.
func fromFile(given string, encode bool, readFile func(string) ([]byte, error)) (string, error) {
	if name, isFile := strings.CutPrefix(given, "@"); isFile && !encode {
		if name == "-" {
			return "", fmt.Errorf("the body comes from stdin (@-): put its text there, or name a file")
		}
		if readFile == nil {
			return "", fmt.Errorf("the body is in a file, %s, which is not at hand", name)
		}
		text, err := readFile(name)
		if err != nil {
			return "", fmt.Errorf("the body cannot be read: %w", err)
		}
		if !utf8.Valid(text) {
			return "", fmt.Errorf("the body in %s is not UTF-8", name)
		}
		return strings.TrimSuffix(string(text), "\n"), nil
	}
	if encode {
		name, text, named := strings.Cut(given, "=")
		if !named {
			return url.QueryEscape(given), nil
		}
		return name + "=" + url.QueryEscape(text), nil
	}
	return given, nil
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
	d := &Draft{Title: "Leads to " + titleOf(u.Hostname())}
	d.addField(Field{Name: "id", Type: "string", Example: "1"}, "id")
	d.declareVariables(u.Host, "api.example.com")
	d.declareVariables(c.url, "")
	s := Step{Method: c.methodOf(), Path: pathOf(u)}
	s.Name = stepName(u.Path)
	service := Service{Name: serviceName(u.Hostname()), Base: u.Scheme + "://" + u.Host}
	if service.Name == s.Name {
		service.Name += "_api"
	}
	s.Service = service.Name
	secret := &secrets{draft: d, service: &service, plain: u.Scheme == "http" && !isLoopback(u.Hostname())}
	query := u.RawQuery
	data := strings.Join(c.data, "&")
	if c.get && data != "" {
		query, data = strings.Trim(query+"&"+data, "&"), ""
	}
	if err := s.addQuery(d, secret, query); err != nil {
		return nil, err
	}
	secret.addAuthorization(c)
	s.addHeaders(secret, c.headers)
	if err := s.addBody(d, secret, c, data); err != nil {
		return nil, err
	}
	if c.timeout != "" {
		service.Options = append(service.Options, "timeout "+c.timeout+"s")
	}
	if c.follow && s.Method != nethttp.MethodGet && s.Method != nethttp.MethodHead {
		service.Options = append(service.Options, "follow 10")
	}
	s.readAnswer(answer)
	d.Comments = c.comments()
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

func (s *Step) addQuery(d *Draft, secret *secrets, query string) error {
	seen := map[string]int{}
	for part := range strings.SplitSeq(query, "&") {
		if part == "" {
			continue
		}
		name, text, _ := strings.Cut(part, "=")
		name, err1 := url.QueryUnescape(name)
		text, err2 := url.QueryUnescape(text)
		if err1 != nil || err2 != nil {
			return fmt.Errorf("%q in the URL is not encoded right", part)
		}
		if isSecretName(name) && secret.service.Auth == "" && text != "" {
			secret.service.Auth = "query(" + quoted(name) + ", " + secret.setting(identifier(name), text) + ")"
			continue
		}
		if at, again := seen[name]; again { // a list repeats its key
			s.Query[at].Value = "[" + strings.Trim(s.Query[at].Value, "[]") + ", " + quoted(text) + "]"
			continue
		}
		seen[name] = len(s.Query)
		s.Query = append(s.Query, Entry{Name: name, Value: d.leadValue(name, "", text)})
	}
	return nil
}

// unheededHeaders are set by lcs itself, or belong to a browser's own business.
var unheededHeaders = []string{
	"accept", "accept-encoding", "accept-language", "connection", "content-length", "host", "priority", "te", "user-agent", "content-type",
}

func (s *Step) addHeaders(secret *secrets, headers []pair) {
	for _, h := range headers {
		lower := strings.ToLower(h.name)
		switch {
		case lower == "authorization": // taken already
		case lower == "idempotency-key" && s.isIdempotent():
		case slices.Contains(unheededHeaders, lower) || strings.HasPrefix(lower, "sec-"):
		case lower == "cookie" || isSecretName(h.name):
			if secret.service.Auth == "" && lower != "cookie" {
				secret.service.Auth = "header(" + quoted(h.name) + ", " + secret.setting(identifier(strings.TrimPrefix(lower, "x-")), h.value) + ")"
				continue
			}
			s.Headers = append(s.Headers, Entry{Name: h.name, Value: secret.setting(identifier(lower), h.value)})
		default:
			secret.draft.declareVariables(h.value, "")
			s.Headers = append(s.Headers, Entry{Name: h.name, Value: textValue(h.value)})
		}
	}
}

// addAuthorization takes over who it is that calls, as options and headers say.
func (s *secrets) addAuthorization(c *call) {
	switch {
	case c.bearer != "":
		s.service.Auth = "bearer(" + s.setting("token", c.bearer) + ")"
		return
	case c.user != "":
		s.service.Auth = s.basic(c.user)
		return
	}
	for _, h := range c.headers {
		if !strings.EqualFold(h.name, "Authorization") {
			continue
		}
		switch scheme, rest, _ := strings.Cut(h.value, " "); {
		case strings.EqualFold(scheme, "bearer"):
			s.service.Auth = "bearer(" + s.setting("token", rest) + ")"
		case strings.EqualFold(scheme, "basic"):
			s.service.Auth = "basic(" + s.draft.addSetting("username", false) + ", " + s.setting("password", "") + ")"
		default:
			s.service.Auth = `header("Authorization", ` + s.setting("authorization", h.value) + ")"
		}
	}
}

// basic is the authentication with NAME:PASSWORD. A name without a password is a
// key.
func (s *secrets) basic(user string) string {
	name, password, _ := strings.Cut(user, ":")
	if password == "" {
		return "basic(" + s.setting("api_key", name) + `, "")`
	}
	return "basic(" + s.draft.plainValue(name) + ", " + s.setting("password", password) + ")"
}

// addBody takes the data of a command over as the format that it has.
func (s *Step) addBody(d *Draft, secret *secrets, c *call, data string) error {
	media := ""
	for _, h := range c.headers {
		if strings.EqualFold(h.name, "Content-Type") {
			media = strings.ToLower(h.value)
		}
	}
	if len(c.parts) > 0 {
		return s.addParts(d, c.parts)
	}
	if data == "" {
		return nil
	}
	if v, err := value.ParseJSON(data, value.Limits{}); err == nil && !isScalar(v) || c.json || strings.Contains(media, "json") {
		if err != nil {
			return fmt.Errorf("the body is no JSON: %w", err)
		}
		s.Body = "json " + d.jsonBody(v)
		return nil
	}
	switch {
	case strings.Contains(media, "xml") || strings.HasPrefix(strings.TrimSpace(data), "<"):
		s.Body = "xml " + blockQuoted(d.xmlBody(data), "    ")
	case media == "" || strings.Contains(media, "form-urlencoded"):
		return s.addForm(d, secret, data)
	default:
		s.Headers = append(s.Headers, Entry{Name: "Content-Type", Value: quoted(media)})
		s.Body = "text " + blockQuoted(data, "    ")
	}
	return nil
}

func (s *Step) addForm(d *Draft, secret *secrets, data string) error {
	form := Step{}
	if err := form.addQuery(d, &secrets{draft: d, service: &Service{Auth: "none"}}, data); err != nil {
		return err
	}
	for i, e := range form.Query {
		if isSecretName(e.Name) {
			form.Query[i].Value = secret.setting(identifier(e.Name), "")
		}
	}
	s.Body = block("form", form.Query)
	return nil
}

func (s *Step) addParts(d *Draft, parts []pair) error {
	var entries []Entry
	for _, p := range parts {
		if strings.HasPrefix(p.value, "@") || strings.HasPrefix(p.value, "<") {
			return fmt.Errorf("the part %q is a file (%s), and a lead has none: put its text there", p.name, p.value)
		}
		entries = append(entries, Entry{Name: p.name, Value: d.leadValue(p.name, "", p.value)})
	}
	s.Body = block("multipart", entries)
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
	default:
		s.Expect, s.Example = "200 text", "200 text "+blockQuoted(string(answer), "  ")
	}
}
