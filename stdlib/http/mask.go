package http

import (
	"net/url"
	"slices"
	"strings"
)

// Mask is what stands where a secret was.
const Mask = "•••"

// View is a request as it may be shown: with the headers that say how its body
// is sent, and the body as it was before it was packed.
type View struct {
	Method string
	URL    string
	Header map[string][]string
	Body   []byte
}

// Masked returns r with its secrets masked.
func Masked(r *Request) View {
	v := View{Method: r.Method, Header: map[string][]string{}}
	v.URL = maskSpans(r.URL, spans(r.Secrets, "url"))
	if u, err := url.Parse(r.URL); err == nil && u.User != nil {
		v.URL = strings.Replace(v.URL, u.User.String()+"@", Mask+"@", 1)
	}
	v.Body = r.Body
	if s := spans(r.Secrets, "body"); len(s) > 0 {
		v.Body = []byte(maskSpans(string(r.Body), s))
	}
	for name, values := range r.Header {
		values = slices.Clone(values)
		for i := range values {
			if i == 0 {
				values[i] = maskSpans(values[i], spans(r.Secrets, name))
			} else if len(spans(r.Secrets, name)) > 0 {
				values[i] = Mask
			}
		}
		v.Header[name] = values
	}
	if r.Packs() {
		v.Header["Content-Encoding"] = []string{"gzip"}
	}
	return v
}

type span struct{ start, end int }

func spans(secrets []Secret, where string) []span {
	var list []span
	for _, s := range secrets {
		if strings.EqualFold(s.Where, where) {
			list = append(list, span{s.Start, s.End})
		}
	}
	return list
}

// maskSpans replaces each run of overlapping or adjoining spans by one mask, so
// that not even the number of secrets shows.
func maskSpans(text string, list []span) string {
	slices.SortFunc(list, func(a, b span) int { return a.start - b.start })
	var out strings.Builder
	at, masked := 0, false // up to at everything is written or masked
	for _, s := range list {
		start, end := max(s.start, 0), min(s.end, len(text))
		if end <= start || end <= at {
			continue
		}
		if start > at || !masked {
			out.WriteString(text[at:max(start, at)])
			out.WriteString(Mask)
			masked = true
		}
		at = end
	}
	if !masked {
		return text
	}
	out.WriteString(text[at:])
	return out.String()
}
