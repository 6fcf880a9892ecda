package place

import (
	"strings"
	"unicode/utf8"
)

// xmlWidth returns the width of the character at the start of text, 0 when
// XML 1.0 forbids it, and whether it is a byte that is not UTF-8.
func xmlWidth(text string) (size int, broken bool) {
	r, size := utf8.DecodeRuneInString(text)
	switch {
	case r == utf8.RuneError && size == 1:
		return 1, true
	case r < ' ' && r != '\t' && r != '\n' && r != '\r', r == 0xFFFE, r == 0xFFFF:
		return 0, false
	}
	return size, false
}

// appendXML copies text with some ASCII characters replaced: those outside of
// class for which escape has something.
func appendXML(dst []byte, p Place, text string, class uint16, escape func(c byte) string) ([]byte, error) {
	start, done := len(dst), 0
	for i := run(text, 0, class); i < len(text); i = run(text, i, class) {
		size, broken := xmlWidth(text[i:])
		with := ""
		switch {
		case size == 0:
			return dst[:start], refuseAt(p, text, i)
		case broken:
			with = replacement
		case text[i] < utf8.RuneSelf:
			with = escape(text[i])
		}
		if with != "" {
			dst = append(append(dst, text[done:i]...), with...)
			done = i + size
		}
		i += size
	}
	return append(dst, text[done:]...), nil
}

// escapeText leaves line feeds and tabs: a parser keeps them in text. A
// carriage return would come out as a line feed.
func escapeText(c byte) string {
	switch c {
	case '&':
		return "&amp;"
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	case '\r':
		return "&#13;"
	}
	return ""
}

// escapeAttribute also saves the white space that a parser would turn into
// spaces, and both quotes.
func escapeAttribute(c byte) string {
	switch c {
	case '"':
		return "&quot;"
	case '\'':
		return "&apos;"
	case '\t':
		return "&#9;"
	case '\n':
		return "&#10;"
	}
	return escapeText(c)
}

func appendXMLText(dst []byte, text string) ([]byte, error) {
	// A ] at the end could make ]]> with what the template goes on with, which
	// XML forbids in text.
	last := strings.HasSuffix(text, "]")
	out, err := appendXML(dst, XMLText, strings.TrimSuffix(text, "]"), classText, escapeText)
	if last && err == nil {
		out = append(out, "&#93;"...)
	}
	return out, err
}

func appendXMLAttribute(dst []byte, text string) ([]byte, error) {
	return appendXML(dst, XMLAttribute, text, classAttr, escapeAttribute)
}

// cdataBreak ends a CDATA section and begins the next.
const cdataBreak = "]]><![CDATA["

// appendCData breaks the section inside ]]>, and at an end that could make one
// with the template's own text. A carriage return stands between two sections,
// as a reference: within, it would come out as a line feed.
func appendCData(dst []byte, text string) ([]byte, error) {
	start, done := len(dst), 0
	if text != "" && (text[0] == '>' || text[0] == ']') {
		dst = append(dst, cdataBreak...)
	}
	for i := 0; i < len(text); {
		size, broken := 1, false
		if c := text[i]; c < ' ' || c >= utf8.RuneSelf {
			if size, broken = xmlWidth(text[i:]); size == 0 {
				return dst[:start], refuseAt(XMLCData, text, i)
			}
		}
		switch {
		case broken:
			dst = append(append(dst, text[done:i]...), replacement...)
			done = i + 1
		case text[i] == '\r':
			dst = append(append(dst, text[done:i]...), "]]>&#13;<![CDATA["...)
			done = i + 1
		case text[i] == '>' && i >= 2 && text[i-1] == ']' && text[i-2] == ']':
			dst = append(append(dst, text[done:i]...), cdataBreak...)
			done = i
		}
		i += size
	}
	dst = append(dst, text[done:]...)
	if strings.HasSuffix(text, "]") {
		dst = append(dst, cdataBreak...)
	}
	return dst, nil
}
