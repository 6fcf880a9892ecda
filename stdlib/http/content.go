package http

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

// ContentType is a Content-Type, read as leniently as browsers do.
type ContentType struct {
	Media   string // "application/json", in lower case; "" when there is none
	Charset string // in lower case; "" when it is not said
}

// ParseContentType reads the header's value. It never fails.
func ParseContentType(header string) ContentType {
	if !strings.Contains(header, ";") {
		if media := strings.ToLower(strings.TrimSpace(header)); isMedia(media) { // as nearly always
			return ContentType{Media: media}
		}
	}
	media, params, err := mime.ParseMediaType(header)
	if err != nil {
		// A parameter is broken or given twice; what stands before it is not.
		media, _, _ = strings.Cut(header, ";")
		media = strings.ToLower(strings.TrimSpace(media))
		params = map[string]string{"charset": looseCharset(header)}
	}
	if !isMedia(media) {
		media = ""
	}
	return ContentType{media, strings.ToLower(strings.TrimSpace(params["charset"]))}
}

func isMedia(s string) bool {
	kind, sub, ok := strings.Cut(s, "/")
	return ok && kind != "" && sub != "" && !strings.ContainsAny(s, " \t\"(),:;<=>?@[\\]{}") && !strings.Contains(sub, "/")
}

func looseCharset(header string) string {
	_, after, found := strings.Cut(strings.ToLower(header), "charset=")
	if !found {
		return ""
	}
	after, _, _ = strings.Cut(after, ";")
	return strings.Trim(strings.TrimSpace(after), `"'`)
}

// Format returns what the body is, in the words of expect: json, xml, html,
// text, form, or "" when it is something else.
func (c ContentType) Format() string {
	switch {
	case c.Media == "application/json" || c.Media == "text/json" || strings.HasSuffix(c.Media, "+json"):
		return "json"
	case c.Media == "application/xhtml+xml" || c.Media == "text/html":
		return "html"
	case c.Media == "application/xml" || c.Media == "text/xml" || strings.HasSuffix(c.Media, "+xml"):
		return "xml"
	case c.Media == "application/x-www-form-urlencoded":
		return "form"
	case strings.HasPrefix(c.Media, "text/"):
		return "text"
	}
	return ""
}

// Text returns a body as UTF-8: by its byte order mark, by the charset of the
// Content-Type, by what an HTML page says of itself, and else as UTF-8, or as
// Windows-1252 if it is not that. What no charset can mean becomes U+FFFD.
func Text(body []byte, c ContentType) string {
	if e, mark := byteOrderMark(body); e != nil {
		return decode(e, body[mark:])
	}
	if e, err := htmlindex.Get(c.Charset); c.Charset != "" && err == nil {
		return decode(e, body)
	}
	if c.Format() == "html" {
		e, _, _ := charset.DetermineEncoding(body, "")
		return decode(e, body)
	}
	if utf8.Valid(body) {
		return string(body)
	}
	if c.Format() == "json" {
		return strings.ToValidUTF8(string(body), "\uFFFD") // JSON is UTF-8 or broken
	}
	e, _ := htmlindex.Get("windows-1252")
	return decode(e, body)
}

func byteOrderMark(body []byte) (encoding.Encoding, int) {
	switch {
	case bytes.HasPrefix(body, []byte("\xEF\xBB\xBF")):
		return unicode.UTF8, 3
	case bytes.HasPrefix(body, []byte("\xFE\xFF")):
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), 2
	case bytes.HasPrefix(body, []byte("\xFF\xFE")):
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), 2
	}
	return nil, 0
}

func decode(e encoding.Encoding, body []byte) string {
	text, err := e.NewDecoder().Bytes(body)
	if err != nil {
		text = body
	}
	return strings.ToValidUTF8(string(text), "\uFFFD")
}
