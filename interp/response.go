package interp

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"mime"
	nethttp "net/http"
	"slices"
	"strings"

	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/lang/types"
	"lcs/stdlib"
	"lcs/stdlib/http"
	"lcs/value"
)

// expect is a compiled `expect`: which statuses are good, and how the body is
// read.
type expect struct {
	statuses []check.Selector
	format   string
	shape    types.Type
	hasShape bool

	namespaces map[string]string // prefixes that an XPath may use
	protocol   bool              // faults of SOAP are a no; the script has no `success when`
	graphql    bool              // and so are errors of GraphQL
}

// answer is an exchange whose body was read.
type answer struct {
	exchange *http.Exchange
	body     any
	shape    types.Type
	by       *expect // by which it was read
}

func (c *compiler) expect(item *ast.Expect) *expect {
	e := &expect{namespaces: c.namespaces(item.Namespaces)}
	if info := c.current.expects[item]; info != nil {
		e.statuses, e.format, e.shape, e.hasShape = info.Statuses, info.Format, info.Shape, info.HasShape
		return e
	}
	// in a service's handler, which belongs to no step
	switch {
	case item.Format != nil:
		e.format = item.Format.Text
	case item.Shape != nil:
		e.format = "json"
	default:
		e.format = "none"
	}
	if item.Shape != nil {
		e.shape, e.hasShape = c.info.Shapes[item.Shape], true
	}
	return e
}

// namespaces are the prefixes that expect xml { ns … } binds.
func (c *compiler) namespaces(o *ast.Object) map[string]string {
	if o == nil {
		return nil
	}
	bound := make(map[string]string, len(o.Entries))
	for _, e := range o.Entries {
		prefix, _ := e.Key.Literal()
		if v, constant := c.expr(e.Value).Constant(); constant {
			bound[prefix] = value.Text(v)
		}
	}
	return bound
}

// firstStatus is a status that is waited for.
func (e *expect) firstStatus() int {
	if len(e.statuses) == 0 {
		return nethttp.StatusOK
	}
	if s := e.statuses[0]; s.Status != 0 {
		return s.Status
	}
	return e.statuses[0].Class * 100
}

// accepts reports whether a status is one of those waited for; without any,
// every 2xx is.
func (e *expect) accepts(status int) bool {
	for _, s := range e.statuses {
		if s.Status == status || s.Class != 0 && status/100 == s.Class {
			return true
		}
	}
	return len(e.statuses) == 0 && status/100 == 2
}

// read takes an exchange apart: an answer with a status that is waited for and
// a body that fits, or why not.
func (x *execution) read(expects []*expect, ex *http.Exchange) (*answer, *failure) {
	if ex.Kind != http.Answered {
		return nil, &failure{kind: string(ex.Kind), message: ex.Message}
	}
	for _, e := range expects {
		if e.accepts(ex.Status) {
			return e.read(x, ex)
		}
	}
	message := quoted(ex.Body, x.conceal)
	if http.ParseContentType(ex.Header.Get("Content-Type")).Format() == "xml" {
		if doc, err := stdlib.ParseXML(ex.Body, nil, x.machine.Context.Limits); err == nil {
			message = cmp.Or(faultOf(doc), message)
		}
	}
	return nil, &failure{kind: "status", status: ex.Status, message: message}
}

// read parses the body in the declared format, which wins over the
// Content-Type, and holds it against the shape.
func (e *expect) read(x *execution, ex *http.Exchange) (*answer, *failure) {
	unreadable := func(err error) (*answer, *failure) {
		return nil, &failure{kind: "parse", message: err.Error()}
	}
	saysNo := func(message string) (*answer, *failure) {
		return nil, &failure{kind: "failure", message: x.conceal(message)}
	}
	a := &answer{exchange: ex, shape: e.shape, by: e}
	switch e.format {
	case "none", "":
	case "bytes":
		a.body = ex.Body
	case "json":
		v, err := stdlib.ParseJSON(textOf(ex), x.machine.Context.Limits)
		if err != nil {
			return unreadable(fmt.Errorf("the answer is not JSON: %w%s", err, liar(ex, "json")))
		}
		a.body = v
		if no := graphqlErrors(v); no != "" && e.graphql {
			return saysNo(no)
		}
	case "xml":
		doc, err := stdlib.ParseXML(ex.Body, e.namespaces, x.machine.Context.Limits)
		if err != nil {
			return unreadable(fmt.Errorf("the answer is not XML: %w%s", err, liar(ex, "xml")))
		}
		a.body = doc
		if e.protocol {
			if no := faultOf(doc); no != "" {
				_, failed := saysNo(no)
				return a, failed
			}
		}
	case "html":
		doc, err := stdlib.ParseHTML([]byte(textOf(ex)), x.machine.Context.Limits)
		if err != nil {
			return unreadable(fmt.Errorf("the answer is not HTML: %w", err))
		}
		a.body = doc
	default:
		a.body = textOf(ex)
	}
	if e.hasShape && e.format == "json" {
		v, err := x.run.fit(a.body, e.shape, "", &x.machine.Context)
		if err != nil {
			return unreadable(err)
		}
		a.body = v
	}
	return a, nil
}

// textOf is the body in UTF-8, whatever charset it came in.
func textOf(ex *http.Exchange) string {
	return http.Text(ex.Body, http.ParseContentType(ex.Header.Get("Content-Type")))
}

// liar says that the Content-Type contradicts the declared format, when it
// does: that is what to look at first.
func liar(ex *http.Exchange, format string) string {
	media := contradiction(ex, format)
	if media == "" {
		return ""
	}
	return fmt.Sprintf(" (its Content-Type is %s)", media)
}

// contradiction is the media type of an answer whose Content-Type does not name
// the format; empty: it does, or there is none.
func contradiction(ex *http.Exchange, format string) string {
	media, _, _ := mime.ParseMediaType(ex.Header.Get("Content-Type"))
	if strings.Contains(media, format) {
		return ""
	}
	return media
}

// maxShown is how much of an answer is shown in a message.
const maxShown = 120

// maxQuoted is how much of an answer is looked at for a message, in bytes.
const maxQuoted = 16 << 10

// quoted is the first line of an answer, masked before it is cut: of half a
// secret nobody could tell what it is.
func quoted(body []byte, conceal func(string) string) string {
	body = bytes.TrimSpace(body)
	line, _, _ := bytes.Cut(body[:min(len(body), maxQuoted)], []byte("\n"))
	s := conceal(strings.ToValidUTF8(string(bytes.TrimSpace(line)), "�"))
	if r := []rune(s); len(r) > maxShown {
		return string(r[:maxShown]) + "…"
	}
	return s
}

// httpValue is what a script reads as `http`.
func (x *execution) httpValue(a *attempting) any {
	view := httpView{exchange: a.exchange, attempts: a.attempts, lead: x}
	if good := a.answer; good != nil && good.exchange == a.exchange {
		view.answer = good
	}
	if a.shown == nil || *a.shown != view {
		a.shown = &view
	}
	return a.shown
}

// httpView reads the fields of `http` when they are asked for.
type httpView struct {
	exchange *http.Exchange
	attempts int
	answer   *answer // what was read of the exchange; nil: nothing
	lead     *execution
}

// ownViews lets the answers that a fork can read ask the fork what is secret: the
// execution that they came to goes on, and what it knows changes.
func (x *execution) ownViews() {
	for i, v := range x.frame {
		if view, ok := v.(*httpView); ok {
			own := *view
			own.lead = x
			x.frame[i] = &own
		}
	}
}

// Field reads one field of `http`.
func (h *httpView) Field(name string) any {
	if name == "attempts" {
		return value.Int(int64(h.attempts))
	}
	ex := h.exchange
	if ex == nil {
		return nil
	}
	switch name {
	case "status":
		if ex.Status == 0 {
			return nil
		}
		return value.Int(int64(ex.Status))
	case "headers":
		return Headers(ex.Header)
	case "cookies":
		o := value.NewObject()
		for _, c := range (&nethttp.Response{Header: ex.Header}).Cookies() {
			o.Set(c.Name, c.Value)
		}
		return o
	case "body":
		return h.body()
	case "duration":
		return ex.Duration
	case "url":
		return http.Masked(ex.Request).URL
	case "reused":
		return ex.Reused
	case "timing":
		o := value.NewObject()
		o.Set("dns", ex.Timing.DNS)
		o.Set("connect", ex.Timing.Connect)
		o.Set("tls", ex.Timing.TLS)
		o.Set("wait", ex.Timing.Wait)
		o.Set("read", ex.Timing.Read)
		return o
	}
	return nil
}

// Whole is all of `http`.
func (h *httpView) Whole() *value.Object {
	o := value.NewObject()
	for _, name := range check.HTTPFields() {
		if v := h.Field(name); v != nil {
			o.Set(name, v)
		}
	}
	return o
}

// body is the text of the answer without what its shape calls secret, and
// without the secrets of the request, which an answer may repeat: it is logged.
func (h *httpView) body() string {
	text := h.lead.conceal(textOf(h.exchange))
	if h.answer == nil {
		return text
	}
	if secrets := secretTexts(nil, h.answer.body, h.answer.shape); len(secrets) > 0 {
		return http.NewMasker(secrets).Text(text)
	}
	return text
}

// secretTexts collects the parts of a value that its type calls secret.
func secretTexts(to []string, v any, t types.Type) []string {
	if value.IsMissing(v) {
		return to
	}
	if t.Secret {
		return append(to, value.Text(v))
	}
	switch core := t.Core.(type) {
	case *types.Object:
		if o, ok := v.(*value.Object); ok {
			for _, f := range core.Fields {
				to = secretTexts(to, o.Value(f.Name), f.Type)
			}
		}
	case *types.List:
		list, _ := v.([]any)
		for _, item := range list {
			to = secretTexts(to, item, core.Elem)
		}
	}
	return to
}

// Headers is headers as scripts and tests read them: by name in any case of
// letters, several of a name joined by commas, in the order of their names.
func Headers(h nethttp.Header) *value.Object {
	entries := make([]value.Entry, 0, len(h))
	for _, name := range slices.Sorted(maps.Keys(h)) {
		entries = append(entries, value.Entry{Key: name, Value: strings.Join(h[name], ", ")})
	}
	return value.NewFolded(entries...)
}
