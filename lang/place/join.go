package place

import (
	"bytes"
	"strings"
)

// JoinURL puts a path after the base of a service, with one slash between. Both
// may have a query: they are merged, the base's first. An empty path adds
// nothing. A fragment of the base is dropped.
func JoinURL(base, path string) string {
	base, _, _ = strings.Cut(base, "#")
	base, query, _ := strings.Cut(base, "?")
	rest := ""
	if i := strings.IndexAny(path, "?#"); i >= 0 {
		path, rest = path[:i], path[i:]
	}
	if path != "" {
		base = strings.TrimRight(base, "/") + "/" + strings.TrimLeft(path, "/")
	}
	switch {
	case query == "":
		return base + rest
	case strings.HasPrefix(rest, "?") && len(rest) > 1 && rest[1] != '#':
		return base + "?" + strings.TrimRight(query, "&") + "&" + rest[1:]
	}
	return base + "?" + query + strings.TrimPrefix(rest, "?")
}

// AppendQuery appends name=value, encoded, to a URL with or without a query. A
// fragment is dropped: it is never sent.
func AppendQuery(dst []byte, name, value string) []byte {
	if i := bytes.IndexByte(dst, '#'); i >= 0 {
		dst = dst[:i]
	}
	switch i := bytes.IndexByte(dst, '?'); {
	case i < 0:
		dst = append(dst, '?')
	case i < len(dst)-1 && dst[len(dst)-1] != '&':
		dst = append(dst, '&')
	}
	dst = append(appendPercent(dst, name), '=')
	return appendPercent(dst, value)
}

// AppendForm appends name=value, encoded, to the text of a form.
func AppendForm(dst []byte, name, value string) []byte {
	if len(dst) > 0 {
		dst = append(dst, '&')
	}
	dst = append(appendPercent(dst, name), '=')
	return appendPercent(dst, value)
}
