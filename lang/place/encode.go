package place

import (
	"errors"
	"fmt"
	"unicode/utf8"
)

// ErrEmpty says that a value is empty where an empty one would change what is
// called: in the path or the host of a URL, /leads//validate.
var ErrEmpty = errors.New("the value is empty")

// RefusedError says that a text cannot be sent at a place in any encoding.
type RefusedError struct {
	Place  Place
	What   string // "the character U+0000", "'..'"
	Offset int    // in the text, of what is refused
}

// Error says what is refused and where: "the character U+0000 cannot be sent in XML text".
func (e *RefusedError) Error() string {
	return fmt.Sprintf("%s cannot be sent in %s", e.What, e.Place)
}

func refuseAt(p Place, text string, i int) error {
	return &RefusedError{Place: p, What: firstOf(text[i:]), Offset: i}
}

// Append appends text to dst, encoded for its place: a decoder of the format
// reads the very same text again. On an error dst is returned as it was.
//
// Bytes that are not UTF-8 become U+FFFD, one for each, in JSON, XML and
// headers; in URLs and forms they are kept, percent-encoded. A header takes
// UTF-8 as it is. Texts that have no encoding are refused: control characters
// in XML and headers, "." and ".." as a path segment (encoded or not, they
// climb), everything but a host name in a host. Append does no JSONValue:
// that takes a value, not a text.
func Append(dst []byte, p Place, text string) ([]byte, error) {
	switch p {
	case Plain, Raw:
		return append(dst, text...), nil
	case JSONString, JSONKey:
		return appendJSON(dst, text), nil
	case XMLText:
		return appendXMLText(dst, text)
	case XMLAttribute:
		return appendXMLAttribute(dst, text)
	case XMLCData:
		return appendCData(dst, text)
	case URLWhole, URLBase:
		return appendURL(dst, p, text)
	case URLHost:
		return appendHost(dst, text)
	case URLPort:
		return appendPort(dst, text)
	case URLPath:
		return appendSegment(dst, text)
	case URLQueryName, URLQueryValue, URLFragment, FormName, FormValue:
		return appendPercent(dst, text), nil
	case HeaderValue:
		return appendHeader(dst, text)
	}
	return dst, fmt.Errorf("a text cannot be encoded for %s", p)
}

const (
	hexDigits   = "0123456789ABCDEF"
	replacement = "\uFFFD"
)

// appendJSON escapes what RFC 8259 says must be escaped, and nothing else.
func appendJSON(dst []byte, text string) []byte {
	done := 0
	for i := run(text, 0, classJSON); i < len(text); i = run(text, i, classJSON) {
		c := text[i]
		if c < utf8.RuneSelf {
			dst = append(dst, text[done:i]...)
			dst = appendJSONEscape(dst, c)
			i++
			done = i
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && size == 1 {
			dst = append(append(dst, text[done:i]...), replacement...)
			done = i + 1
		}
		i += size
	}
	return append(dst, text[done:]...)
}

func appendJSONEscape(dst []byte, c byte) []byte {
	switch c {
	case '\n':
		return append(dst, `\n`...)
	case '\r':
		return append(dst, `\r`...)
	case '\t':
		return append(dst, `\t`...)
	case '\b':
		return append(dst, `\b`...)
	case '\f':
		return append(dst, `\f`...)
	case '"', '\\':
		return append(dst, '\\', c)
	}
	return append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}

// appendHeader takes what RFC 9110 allows in a field value. White space around
// a header's value is not part of it, so a receiver drops it.
func appendHeader(dst []byte, text string) ([]byte, error) {
	start := len(dst)
	done := 0
	for i := run(text, 0, classLine); i < len(text); i = run(text, i, classLine) {
		if text[i] < utf8.RuneSelf {
			return dst[:start], refuseAt(HeaderValue, text, i)
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && size == 1 {
			dst = append(append(dst, text[done:i]...), replacement...)
			done = i + 1
		}
		i += size
	}
	return append(dst, text[done:]...), nil
}
