package http

import (
	"encoding/json"
	"html"
	"net/url"
)

// Part is what stands at a secret's place in a request.
func (r *Request) Part(s Secret) string {
	text := ""
	switch {
	case s.Where == "url":
		text = r.URL
	case s.Where == "body":
		text = string(r.Body)
	default:
		text = r.Header.Get(s.Where)
	}
	start, end := max(s.Start, 0), min(s.End, len(text))
	if start >= end {
		return ""
	}
	return text[start:end]
}

// SecretTexts are the secrets of a request, those that its URL has before the
// host included: as they were sent, and what they stand for.
func (r *Request) SecretTexts() []string {
	var texts []string
	for _, s := range r.Secrets {
		texts = append(texts, meanings(r.Part(s))...)
	}
	if u, err := url.Parse(r.URL); err == nil && u.User != nil {
		password, _ := u.User.Password()
		texts = append(texts, u.User.String(), u.User.Username()+":"+password, password)
	}
	return texts
}

// meanings are a text as it was sent and what it can stand for.
func meanings(sent string) []string {
	out := []string{sent, html.UnescapeString(sent)}
	if s, err := url.PathUnescape(sent); err == nil {
		out = append(out, s)
	}
	if s, err := url.QueryUnescape(sent); err == nil {
		out = append(out, s)
	}
	var s string
	if json.Unmarshal([]byte(`"`+sent+`"`), &s) == nil {
		out = append(out, s)
	}
	return out
}
