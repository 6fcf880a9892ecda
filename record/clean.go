package record

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lcs/stdlib/http"
	"lcs/value"
)

// cleaner takes out of an answer what is secret, and what it repeats of the
// lead. In place of a lead's value stands that of the script's example lead, or,
// where it has none, a text of the same form: "ann@example.com" is
// "xxx@xxxxxxx.xxx".
type cleaner struct {
	personal []personal // the longest first
	masker   *http.Masker
	replaced int
}

// personal is a value of a lead and what stands in for it.
type personal struct {
	text, digits string // in lower case; digits of a number that is written in many ways
	instead      string
}

// shortest is the length of a value that could tell who somebody is.
const shortest = 3

// fewestDigits is how many digits make a number that is somebody's own, in
// whatever way it is written.
const fewestDigits = 7

func newCleaner(leads []*value.Object, example *value.Object, secrets []string) *cleaner {
	c := &cleaner{masker: http.NewMasker(secrets)}
	for _, lead := range leads {
		for name, v := range lead.All() {
			var other any
			if example != nil {
				other = example.Value(name)
			}
			c.know(v, other)
		}
	}
	slices.SortStableFunc(c.personal, func(a, b personal) int { return cmp.Compare(len(b.text), len(a.text)) })
	return c
}

// know adds the texts of a value; like is that of the example.
func (c *cleaner) know(v, like any) {
	switch v := v.(type) {
	case *value.Object:
		other, _ := like.(*value.Object)
		for k, field := range v.All() {
			var fieldLike any
			if other != nil {
				fieldLike = other.Value(k)
			}
			c.know(field, fieldLike)
		}
		return
	case []any:
		for _, item := range v {
			c.know(item, nil)
		}
		return
	case nil, value.NullType, bool:
		return
	case *value.Number:
		if len(digitsOf(value.Text(v))) < fewestDigits {
			return // a price, a count
		}
	}
	text := strings.TrimSpace(value.Text(v))
	if utf8.RuneCountInString(text) < shortest {
		return
	}
	p := personal{text: strings.ToLower(text), instead: value.Text(like)}
	if digits := digitsOf(text); len(digits) >= fewestDigits && len(digits)*2 > len(text) {
		p.digits = digits[max(0, len(digits)-10):] // without the code of the country
	}
	if p.instead == "" {
		p.instead = shape(text)
	}
	c.personal = append(c.personal, p)
}

func digitsOf(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
}

// shape is a text of the same form that says nothing.
func shape(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsDigit(r):
			return '1' // which may begin a number
		case unicode.IsUpper(r):
			return 'X'
		case unicode.IsLetter(r):
			return 'x'
		}
		return r
	}, text)
}

// value cleans a value that was read from JSON, its keys among it.
func (c *cleaner) value(v any) any {
	switch v := v.(type) {
	case string:
		return c.text(v)
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = c.value(item)
		}
		return out
	case *value.Object:
		out := value.NewObject()
		for k, field := range v.All() {
			out.Set(c.text(k), c.value(field))
		}
		return out
	case *value.Number:
		text := value.Text(v)
		if digits := digitsOf(text); len(digits) >= fewestDigits {
			if cleaned := c.text(text); cleaned != text {
				instead := strings.TrimLeft(digitsOf(cleaned), "0")
				if n, err := value.ParseNumber(cmp.Or(instead, shape(digits))); err == nil {
					return n
				}
			}
		}
	}
	return v
}

// text cleans a text.
func (c *cleaner) text(s string) string {
	out := c.masker.Text(s)
	if out != s {
		c.replaced++
	}
	for _, p := range c.personal {
		if strings.ToLower(out) == p.text { // no shorter one is a part of it
			if out != p.instead {
				c.replaced++
			}
			return p.instead
		}
		if p.digits != "" && strings.Contains(digitsOf(out), p.digits) && utf8.RuneCountInString(out) <= 2*len(p.digits)+4 {
			c.replaced++
			return p.instead // the number, however it is written
		}
		cleaned := replaceWord(out, p.text, p.instead)
		if p.digits != "" {
			cleaned = replaceWord(cleaned, p.digits, digitsOf(p.instead))
		}
		if cleaned != out {
			c.replaced++
			out = cleaned
		}
	}
	return out
}

// replaceWord replaces a text in any case of letters where it is not a part of a
// longer word.
func replaceWord(s, word, instead string) string {
	lower := strings.ToLower(s)
	if len(lower) != len(s) || !strings.Contains(lower, word) {
		return s
	}
	var b strings.Builder
	at := 0
	for {
		i := strings.Index(lower[at:], word)
		if i < 0 {
			break
		}
		start, end := at+i, at+i+len(word)
		before, _ := utf8.DecodeLastRuneInString(s[:start])
		after, _ := utf8.DecodeRuneInString(s[end:])
		if wordRune(before) || wordRune(after) {
			b.WriteString(s[at:end])
		} else {
			b.WriteString(s[at:start] + instead)
		}
		at = end
	}
	return b.String() + s[at:]
}

func wordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}
