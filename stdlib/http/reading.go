package http

import (
	"encoding/hex"
	"html"
	"sort"
	"strings"
	"unicode/utf8"
)

// reading is a text with some of its escapes resolved.
type reading struct {
	text    string
	escapes []escape // in the order of the text
	of      *reading // what was read; nil: the text itself
}

// escape says where the meaning of an escape stands in the reading, and where
// the escape itself stands in the original.
type escape struct{ read, original span }

// original returns what part of the original the bytes from start to end of the
// reading stand for. An escape of which a part belongs to them does as a whole.
func (r reading) original(start, end int) span {
	s := span{r.before(start), r.after(end)}
	if r.of != nil {
		return r.of.original(s.start, s.end)
	}
	return s
}

func (r reading) before(i int) int {
	n := sort.Search(len(r.escapes), func(n int) bool { return r.escapes[n].read.start > i })
	if n == 0 {
		return i
	}
	e := r.escapes[n-1]
	if i < e.read.end {
		return e.original.start
	}
	return e.original.end + i - e.read.end
}

func (r reading) after(i int) int {
	n := sort.Search(len(r.escapes), func(n int) bool { return r.escapes[n].read.start >= i })
	if n == 0 {
		return i
	}
	e := r.escapes[n-1]
	return e.original.end + max(i-e.read.end, 0)
}

// readings returns the ways in which text can be read. What was escaped for JSON
// may have been escaped before.
func readings(text string) []reading {
	list := []reading{{text: text}}
	if strings.Contains(text, `\`) {
		quoted := unescaped(text, backslashEscape)
		list = append(list, quoted)
		for _, r := range escapedOnce(quoted.text) {
			r.of = &quoted
			list = append(list, r)
		}
	}
	return append(list, escapedOnce(text)...)
}

// escapedOnce returns the readings of a text as a part of a URL, a form or XML.
func escapedOnce(text string) []reading {
	var list []reading
	for _, e := range []struct {
		sign   string
		decode func(string) (string, int)
	}{
		{"%", percentEscape},
		{"+", formEscape},
		{"&", entity},
	} {
		if strings.Contains(text, e.sign) {
			list = append(list, unescaped(text, e.decode))
		}
	}
	return list
}

// unescaped resolves what decode knows; decode returns the meaning of the
// escape that a text begins with and its length, or 0.
func unescaped(text string, decode func(string) (string, int)) reading {
	var r reading
	var b strings.Builder
	for i := 0; i < len(text); {
		meaning, n := decode(text[i:])
		if n == 0 {
			b.WriteByte(text[i])
			i++
			continue
		}
		r.escapes = append(r.escapes, escape{span{b.Len(), b.Len() + len(meaning)}, span{i, i + n}})
		b.WriteString(meaning)
		i += n
	}
	r.text = b.String()
	return r
}

func percentEscape(s string) (string, int) {
	if len(s) < 3 || s[0] != '%' {
		return "", 0
	}
	b, err := hex.DecodeString(s[1:3])
	if err != nil {
		return "", 0
	}
	return string(b), 3
}

// formEscape is that of forms and queries, where + is a space.
func formEscape(s string) (string, int) {
	if s[0] == '+' {
		return " ", 1
	}
	return percentEscape(s)
}

func backslashEscape(s string) (string, int) {
	if len(s) < 2 || s[0] != '\\' {
		return "", 0
	}
	switch s[1] {
	case 'n':
		return "\n", 2
	case 't':
		return "\t", 2
	case 'r':
		return "\r", 2
	case 'b':
		return "\b", 2
	case 'f':
		return "\f", 2
	case '"', '\\', '/', '\'':
		return s[1:2], 2
	case 'u':
		return unicodeEscape(s)
	}
	return "", 0
}

func unicodeEscape(s string) (string, int) {
	high, ok := codeUnit(s)
	if !ok {
		return "", 0
	}
	if high >= 0xD800 && high < 0xDC00 && len(s) >= 12 {
		if low, ok := codeUnit(s[6:]); ok && low >= 0xDC00 && low < 0xE000 {
			return string((high-0xD800)<<10 + (low - 0xDC00) + 0x10000), 12
		}
	}
	if !utf8.ValidRune(high) {
		return "", 0
	}
	return string(high), 6
}

func codeUnit(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	b, err := hex.DecodeString(s[2:6])
	if err != nil {
		return 0, false
	}
	return rune(b[0])<<8 | rune(b[1]), true
}

// longestEntity bounds what is taken for one: "&CounterClockwiseContourIntegral;"
// is the longest that HTML has.
const longestEntity = 33

// entity resolves the character reference that s begins with.
func entity(s string) (string, int) {
	if s[0] != '&' {
		return "", 0
	}
	end := strings.IndexByte(s[:min(len(s), longestEntity)], ';')
	if end < 2 {
		return "", 0
	}
	text := html.UnescapeString(s[:end+1])
	if text == s[:end+1] {
		return "", 0
	}
	return text, end + 1
}
