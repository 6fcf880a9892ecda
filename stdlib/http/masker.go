package http

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
)

// Masker finds known secrets in any text: as they are, in base64 and its
// URL-safe form (at any of the three offsets that they can have in a longer
// text), in hex, some of these twice over, and all of them behind URL, JSON and XML escapes. Short
// secrets are looked for as they are only, and those under four bytes not at
// all: too much else would look like them.
type Masker struct{ patterns []pattern }

type pattern struct {
	text   string
	hex    bool // in any case of letters
	base64 bool // what surrounds it holds bits of the secret
}

const (
	shortest        = 4 // bytes of a secret that is looked for
	shortestEncoded = 8 // and in other encodings
)

// NewMasker returns one that knows these secrets.
func NewMasker(secrets []string) *Masker {
	m := &Masker{}
	seen := map[pattern]bool{}
	add := func(p pattern) {
		if !seen[p] {
			seen[p] = true
			m.patterns = append(m.patterns, p)
		}
	}
	for _, s := range secrets {
		if len(s) < shortest {
			continue
		}
		add(pattern{text: s})
		if len(s) < shortestEncoded {
			continue
		}
		for _, form := range forms(s) {
			add(pattern{text: form})
			add(pattern{text: hex.EncodeToString([]byte(form)), hex: true})
			for offset := range 3 {
				for _, e := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
					add(pattern{text: base64Core(e, form, offset), base64: true})
				}
			}
		}
		// Twice over, as `{{key | base64}}` in a text that is encoded as a whole.
		for _, once := range []string{base64Core(base64.RawStdEncoding, s, 0), hex.EncodeToString([]byte(s))} {
			for offset := range 3 {
				add(pattern{text: base64Core(base64.RawStdEncoding, once, offset), base64: true})
			}
		}
	}
	// Long ones first: a secret can be part of another.
	slices.SortStableFunc(m.patterns, func(a, b pattern) int { return len(b.text) - len(a.text) })
	return m
}

// forms returns the ways in which a secret can stand in a text that is encoded
// as a whole.
func forms(s string) []string {
	list := []string{s, url.PathEscape(s), url.QueryEscape(s), strings.ReplaceAll(url.QueryEscape(s), "+", "%20")}
	if quoted, err := json.Marshal(s); err == nil {
		list = append(list, string(quoted[1:len(quoted)-1]))
	}
	return list
}

// base64Core is what the encoding of any text with s at that offset (modulo
// three) has in common: the characters that hold no bit of its neighbours.
func base64Core(e *base64.Encoding, s string, offset int) string {
	text := e.EncodeToString([]byte("\x00\x00"[:offset] + s))
	first := (offset*8 + 5) / 6
	last := (offset + len(s)) * 8 / 6
	return text[first:last]
}

// Text returns text with the secrets masked.
func (m *Masker) Text(text string) string {
	if len(m.patterns) == 0 {
		return text
	}
	var found []span
	for _, v := range readings(text) {
		found = append(found, m.find(v)...)
	}
	return maskSpans(text, found)
}

// Bytes is Text for bytes.
func (m *Masker) Bytes(b []byte) []byte {
	if len(m.patterns) == 0 {
		return b
	}
	return []byte(m.Text(string(b)))
}

// Header returns a copy with the secrets masked.
func (m *Masker) Header(h map[string][]string) map[string][]string {
	out := make(map[string][]string, len(h))
	for name, values := range h {
		values = slices.Clone(values)
		for i := range values {
			values[i] = m.Text(values[i])
		}
		out[name] = values
	}
	return out
}

func (m *Masker) find(r reading) []span {
	var found []span
	lower := ""
	for _, p := range m.patterns {
		in := r.text
		if p.hex {
			if lower == "" {
				lower = lowerHex(r.text)
			}
			in = lower
		}
		for from := 0; ; {
			i := strings.Index(in[from:], p.text)
			if i < 0 {
				break
			}
			start, end := from+i, from+i+len(p.text)
			from = end
			if p.base64 {
				start, end = widen(in, start, end)
			}
			found = append(found, r.original(start, end))
		}
	}
	return found
}

// widen takes in the two neighbours that hold bits of the secret's ends.
func widen(text string, start, end int) (int, int) {
	if start > 0 && isBase64(text[start-1]) {
		start--
	}
	if end < len(text) && isBase64(text[end]) {
		end++
	}
	return start, end
}

func isBase64(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
		c == '+' || c == '/' || c == '-' || c == '_'
}

// lowerHex lowers the digits of hex, and keeps every byte where it is.
func lowerHex(text string) string {
	b := []byte(text)
	for i, c := range b {
		if c >= 'A' && c <= 'F' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
