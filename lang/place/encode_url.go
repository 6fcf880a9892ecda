package place

import (
	"net/netip"
	"net/url"
	"strings"
)

// appendPercent encodes all but letters, digits and -._~ (the unreserved
// characters of RFC 3986), so one rule serves path, query and form.
func appendPercent(dst []byte, text string) []byte {
	done := 0
	for i := run(text, 0, classUnreserved); i < len(text); i = run(text, i+1, classUnreserved) {
		c := text[i]
		dst = append(dst, text[done:i]...)
		dst = append(dst, '%', hexDigits[c>>4], hexDigits[c&15])
		done = i + 1
	}
	return append(dst, text[done:]...)
}

// appendSegment encodes a text for the inside of a path segment. An empty one
// and a climbing one are refused; %2E%2E is no way out, as it means '..' to
// everybody who follows the RFC.
func appendSegment(dst []byte, text string) ([]byte, error) {
	switch text {
	case "":
		return dst, ErrEmpty
	case ".", "..":
		return dst, &RefusedError{Place: URLPath, What: "'" + text + "'"}
	}
	return appendPercent(dst, text), nil
}

// appendHost takes a host name or an IP address, with or without a port.
func appendHost(dst []byte, text string) ([]byte, error) {
	if text == "" {
		return dst, ErrEmpty
	}
	host, port := text, ""
	if i := strings.LastIndexByte(text, ':'); i > 0 && !strings.HasSuffix(text, "]") {
		host, port = text[:i], text[i+1:]
		if at := notDigits(port); at >= 0 || port == "" {
			return dst, refuseAt(URLHost, text, i)
		}
	}
	if inner, ok := strings.CutPrefix(host, "["); ok {
		inner, closed := strings.CutSuffix(inner, "]")
		if addr, err := netip.ParseAddr(inner); !closed || err != nil || !addr.Is6() || addr.Zone() != "" {
			return dst, refuseAt(URLHost, text, 0)
		}
		return append(dst, text...), nil
	}
	for i := range len(host) {
		if !hostByte(host[i]) {
			return dst, refuseAt(URLHost, text, i)
		}
	}
	return append(dst, text...), nil
}

func appendPort(dst []byte, text string) ([]byte, error) {
	if text == "" {
		return dst, ErrEmpty
	}
	if i := notDigits(text); i >= 0 {
		return dst, refuseAt(URLPort, text, i)
	}
	return append(dst, text...), nil
}

// notDigits returns the offset of the first byte that is no digit, or -1.
func notDigits(text string) int {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return i
		}
	}
	return -1
}

// appendURL takes a whole URL as it is, but for characters that no URL can
// hold, which are percent-encoded. As the beginning of a URL it must not have a
// query or a fragment, or what follows would end up in it.
func appendURL(dst []byte, p Place, text string) ([]byte, error) {
	if text == "" {
		return dst, ErrEmpty
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		return dst, &RefusedError{Place: p, What: "'" + shortened(text) + "'"}
	}
	if p == URLBase {
		if i := strings.IndexAny(text, "?#"); i >= 0 {
			return dst, refuseAt(p, text, i)
		}
	}
	for i := range len(text) {
		c := text[i]
		if pathByte(c) || queryByte(c) || c == '%' || c == '#' {
			dst = append(dst, c)
		} else {
			dst = append(dst, '%', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return dst, nil
}

// shortened returns the beginning of a text that a message quotes.
func shortened(text string) string {
	const most = 40
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}
