package trace

import (
	"bytes"
	nethttp "net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"lcs/stdlib/http"
)

// maxBody is how much of a body is shown, in bytes.
const maxBody = 64 << 10

// concealer masks what is secret in one attempt.
type concealer struct {
	masker  *http.Masker
	longest int // bytes of a secret
	names   map[string]string
}

// newConcealer knows the secrets it is told of, and those that stand in the
// request.
func newConcealer(a Attempt, r *http.Request) *concealer {
	c := &concealer{names: map[string]string{}}
	var texts []string
	for _, s := range a.Secrets {
		texts = append(texts, s.Text)
		if s.Name != "" {
			c.names[s.Text] = s.Name
		}
	}
	texts = append(texts, r.SecretTexts()...)
	slices.Sort(texts)
	texts = slices.Compact(texts)
	for _, t := range texts {
		c.longest = max(c.longest, len(t))
	}
	c.masker = http.NewMasker(texts)
	return c
}

func (c *concealer) text(s string) string { return c.masker.Text(s) }

func (c *concealer) header(h map[string][]string) nethttp.Header {
	out := nethttp.Header{}
	for name, values := range h {
		name = c.text(name)
		for _, v := range values {
			out[name] = append(out[name], c.text(v))
		}
	}
	return out
}

// quotesShown is r with the quotes around secrets in JSON left out of them, so
// that what is shown is JSON as well.
func quotesShown(r *http.Request) *http.Request {
	if !strings.Contains(r.Header.Get("Content-Type"), "json") {
		return r
	}
	r = r.Clone()
	for i, s := range r.Secrets {
		text := r.Part(s)
		if s.Where == "body" && len(text) > 2 && text[0] == '"' && text[len(text)-1] == '"' {
			r.Secrets[i].Start++
			r.Secrets[i].End--
		}
	}
	return r
}

func (c *concealer) request(r *http.Request, bodies bool) Request {
	view := http.Masked(r)
	out := Request{
		Method: view.Method, URL: c.text(view.URL), Headers: c.header(view.Header),
		Body: c.body(r.Body, view.Body, bodies), Secrets: c.namesOf(r),
	}
	if r.Packs() {
		out.Packed = len(r.Sent())
	}
	return out
}

// body is the beginning of a body; masked is it with its own secrets masked,
// nil: it has none.
//
// The part that is searched for secrets is longer than the one that is shown,
// so that none can stand half in it.
func (c *concealer) body(whole, masked []byte, wanted bool) Body {
	b := Body{Size: len(whole)}
	if !wanted || len(whole) == 0 {
		return b
	}
	if masked == nil {
		masked = whole
	}
	margin := 12*c.longest + utf8.UTFMax // as long as the longest encoding of the longest secret
	searched := masked[:min(len(masked), maxBody+margin)]
	rest := len(masked) - len(searched)
	shown := c.masker.Bytes(searched)
	keep := len(shown)
	if rest > 0 {
		keep = max(keep-margin, 0) // masks may have left less than the margin
	}
	keep = min(keep, maxBody)
	if keep < len(shown) {
		for keep > 0 && !utf8.RuneStart(shown[keep]) {
			keep--
		}
	}
	b.Cut = rest + len(shown) - keep
	shown = shown[:keep]
	if utf8.Valid(shown) && bytes.IndexByte(shown, 0) < 0 {
		b.Text = string(shown)
	} else {
		b.Base64 = shown
	}
	return b
}

// namesOf says for which settings the masks of a request stand.
func (c *concealer) namesOf(r *http.Request) map[string][]string {
	out := map[string][]string{}
	sorted := slices.Clone(r.Secrets)
	slices.SortStableFunc(sorted, func(a, b http.Secret) int { return a.Start - b.Start })
	ends, named := map[string]int{}, false
	for _, s := range sorted {
		where := s.Where
		if where != "url" && where != "body" {
			where = nethttp.CanonicalHeaderKey(where)
		}
		text := r.Part(s)
		if text == "" {
			continue
		}
		name := c.names[text]
		if list := out[where]; len(list) > 0 && s.Start <= ends[where] { // one mask for both
			list[len(list)-1] = ""
		} else {
			out[where] = append(list, name)
		}
		ends[where] = max(ends[where], s.End)
		named = named || name != ""
	}
	if !named {
		return nil
	}
	for where, names := range out {
		if strings.Join(names, "") == "" {
			delete(out, where)
		}
	}
	return out
}
