package scripttest

import (
	"fmt"
	"net/url"
	"strings"

	"lcs/farend"
	"lcs/interp"
	"lcs/interp/expression"
	"lcs/stdlib"
	"lcs/stdlib/http"
	"lcs/value"
)

// sentView is `sent` in a test: what each step sent last (decisions X5).
type sentView struct {
	far     *farend.FarEnd
	earlier map[string]int           // of each target so many requests are left out
	of      func(*http.Request) bool // nil: of all leads
}

// Field returns the requests of a step, or what a service's auth sent.
func (v *sentView) Field(name string) any {
	var all []*http.Request
	for _, r := range v.requests(name) {
		if v.of == nil || v.of(r) {
			all = append(all, r)
		}
	}
	auth := v.requests(name + ".auth")
	if len(all) == 0 && len(auth) == 0 {
		return nil
	}
	return &requestsView{all: all, auth: auth}
}

func (v *sentView) requests(target string) []*http.Request {
	return v.far.Requests(target)[v.earlier[target]:]
}

// requestsView is sent.STEP: the last request, and how many there were.
type requestsView struct{ all, auth []*http.Request }

// Field reads one field of the last request, or of all.
func (v *requestsView) Field(name string) any {
	switch name {
	case "count":
		return value.Int(int64(len(v.all)))
	case "auth":
		if len(v.auth) == 0 {
			return nil
		}
		return &requestsView{all: v.auth}
	case "all":
		list := make([]any, len(v.all))
		for i, r := range v.all {
			list[i] = &requestsView{all: []*http.Request{r}}
		}
		return list
	}
	if len(v.all) == 0 {
		return nil
	}
	r := v.all[len(v.all)-1]
	switch name {
	case "method":
		return r.Method
	case "url":
		return r.URL
	case "path":
		u, err := url.Parse(r.URL)
		if err != nil {
			return nil
		}
		return u.EscapedPath()
	case "query":
		_, query, _ := strings.Cut(r.URL, "?")
		query, _, _ = strings.Cut(query, "#")
		return formView(query)
	case "headers":
		return interp.Headers(r.Header)
	case "text":
		return string(r.Body)
	case "body":
		return parsed(r)
	}
	return nil
}

// String says what was sent, for a failed assertion.
func (v *requestsView) String() string {
	if len(v.all) == 0 {
		return "requests for tokens"
	}
	last := v.all[len(v.all)-1]
	text := last.Method + " " + http.Masked(last).URL
	if n := len(v.all); n > 1 {
		text = fmt.Sprintf("%d requests, the last one %s", n, text)
	}
	return text
}

// String stands for all requests, for a failed assertion.
func (v *sentView) String() string { return "what was sent" }

// formView is a query or a form: its names in the order sent, the values of one
// that comes again joined by commas.
func formView(text string) *value.Object {
	o := value.NewObject()
	for part := range strings.SplitSeq(text, "&") {
		if part == "" {
			continue
		}
		before, after, _ := strings.Cut(part, "=")
		name, v := formText(before), formText(after)
		if first, again := o.Get(name); again {
			v = first.(string) + "," + v
		}
		o.Set(name, v)
	}
	return o
}

// formText decodes a part of a form; one that is not encoded right stays.
func formText(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil {
		return plain
	}
	return text
}

// parsed is a request's body as its media type says.
func parsed(r *http.Request) any {
	media := r.Header.Get("Content-Type")
	switch {
	case strings.Contains(media, "json"):
		if v, err := value.ParseJSON(r.Body, value.Limits{}); err == nil {
			return v
		}
	case strings.Contains(media, "xml"):
		if doc, err := stdlib.ParseXML(r.Body, nil, nil); err == nil {
			return doc
		}
	case strings.Contains(media, "form-urlencoded"):
		return formView(string(r.Body))
	}
	return string(r.Body)
}

var (
	_ expression.Fielder = (*sentView)(nil)
	_ expression.Fielder = (*requestsView)(nil)
)
