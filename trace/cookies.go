package trace

import (
	nethttp "net/http"
	"slices"
	"strings"

	"lcs/stdlib/http"
)

// cookiesHidden is r with the values of its cookies among its secrets: whoever
// has the cookie of a session is in it. They are not looked for elsewhere, as
// most of them are words such as "1" and "en".
func cookiesHidden(r *http.Request) *http.Request {
	line := r.Header.Get("Cookie")
	if line == "" {
		return r
	}
	r = r.Clone()
	at := 0
	for part := range strings.SplitSeq(line, ";") {
		if name, v, ok := strings.Cut(part, "="); ok && v != "" {
			start := at + len(name) + 1
			whole := http.Secret{Where: "Cookie", Start: start, End: start + len(v)}
			if !slices.Contains(r.Secrets, whole) { // which knows its setting
				r.Secrets = append(r.Secrets, whole)
			}
		}
		at += len(part) + 1
	}
	return r
}

// setCookiesHidden is the headers of an answer without the values of the cookies
// that it sets.
func setCookiesHidden(h nethttp.Header) nethttp.Header {
	lines := h["Set-Cookie"]
	if len(lines) == 0 {
		return h
	}
	h = h.Clone()
	for i, line := range lines {
		first, attributes, more := strings.Cut(line, ";")
		name, v, ok := strings.Cut(first, "=")
		if !ok || v == "" {
			continue
		}
		line = name + "=" + http.Mask
		if more {
			line += ";" + attributes
		}
		h["Set-Cookie"][i] = line
	}
	return h
}
