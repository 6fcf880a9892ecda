package trace

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"fmt"
	nethttp "net/http"
	"slices"
	"strings"

	"lcs/stdlib/http"
)

// Curl is an attempt as a command for a POSIX shell. Where a secret was masked
// stands a variable.
type Curl struct {
	Command   string
	Variables []string // to be set, those of the body last
	Notes     []string // what the trace lacks for the command to send the same
}

// NewCurl makes a command of an entry.
func NewCurl(e *Entry) Curl {
	c := &curl{entry: e, owners: map[string]string{}}
	r := &e.Request
	c.word("curl")
	switch {
	case r.Method == nethttp.MethodHead:
		c.word("--head")
	case r.Method != nethttp.MethodGet || r.Size > 0:
		c.word("--request " + quote(r.Method))
	}
	if strings.ContainsAny(r.URL, "[]{}") {
		c.word("--globoff")
	}
	c.word(c.filled(r.URL, "url", urlNames(r.URL)))
	c.headers(r)
	c.body(r)
	return Curl{Command: c.pipe + strings.Join(c.words, " "), Variables: c.variables, Notes: c.notes}
}

type curl struct {
	entry     *Entry
	words     []string
	pipe      string            // what comes before curl
	owners    map[string]string // variable -> the setting that it is for, or empty
	variables []string
	notes     []string
}

func (c *curl) word(s string) { c.words = append(c.words, s) }

func (c *curl) headers(r *Request) {
	var names []string
	for name := range r.Headers {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, v := range r.Headers[name] {
			if v == "" {
				c.word("--header " + quote(name+";")) // without the value curl would leave it out
				continue
			}
			c.word("--header " + c.filled(name+": "+v, name, repeated(name)))
		}
	}
	if r.Size > 0 && r.Headers.Get("Content-Type") == "" {
		c.word("--header 'Content-Type:'") // or curl would send one of its own
	}
}

func (c *curl) body(r *Request) {
	switch {
	case r.Size == 0:
		return
	case r.Text == "" && r.Base64 == nil:
		c.notes = append(c.notes, fmt.Sprintf("the trace has no bodies, so the %d bytes of this one are missing", r.Size))
		return
	case r.Cut > 0:
		c.notes = append(c.notes, fmt.Sprintf("the trace has only the beginning of the body: its last %d bytes are missing", r.Cut))
	}
	switch {
	case r.Base64 != nil:
		if bytes.Contains(r.Base64, []byte(http.Mask)) {
			c.notes = append(c.notes, "secrets in the body stay masked: it is not text")
		}
		c.pipe = "printf %s " + quote(base64.StdEncoding.EncodeToString(r.Base64)) + " | base64 -d | "
	case r.Packed > 0:
		c.pipe = "printf %s " + c.filled(r.Text, "body", bodyNames(r.Text)) + " | "
	default:
		c.word("--data-raw " + c.filled(r.Text, "body", bodyNames(r.Text)))
		return
	}
	if r.Packed > 0 {
		c.pipe += "gzip | "
	}
	c.word("--data-binary @-")
}

// filled quotes a text, with a variable for each mask: that of the setting, if
// the trace knows it, or one named by its place.
func (c *curl) filled(text, where string, placed func(n int) string) string {
	parts := strings.Split(text, http.Mask)
	settings := c.entry.Request.Secrets[where]
	if len(settings) != len(parts)-1 {
		settings = nil
	}
	out := ""
	for i, p := range parts {
		if i > 0 {
			setting := ""
			if settings != nil {
				setting = settings[i-1]
			}
			out += `"$` + c.claim(cmp.Or(setting, placed(i-1)), setting) + `"`
		}
		if p != "" {
			out += quote(p)
		}
	}
	return out
}

// claim takes a variable for a setting, or for a mask that stands for none:
// each of those gets its own.
func (c *curl) claim(name, setting string) string {
	name = variable(name)
	for n := 1; ; n++ {
		candidate := name
		if n > 1 {
			candidate = fmt.Sprintf("%s_%d", name, n)
		}
		owner, taken := c.owners[candidate]
		switch {
		case !taken:
			c.owners[candidate] = setting
			c.variables = append(c.variables, candidate)
			return candidate
		case setting != "" && owner == setting:
			return candidate
		}
	}
}

// variable makes the name of a variable.
func variable(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return '_'
	}, name)
	if name = strings.Trim(name, "_"); name == "" || name[0] <= '9' {
		name = strings.TrimSuffix("SECRET_"+name, "_")
	}
	return name
}

func repeated(name string) func(int) string { return func(int) string { return name } }

// urlNames names the masks of a URL by their parameters.
func urlNames(address string) func(n int) string {
	parts := strings.Split(address, http.Mask)
	return func(n int) string {
		before := strings.Join(parts[:n+1], "")
		if !strings.Contains(before, "?") {
			return "URL_SECRET"
		}
		pair := before[strings.LastIndexAny(before, "?&")+1:]
		name, _, _ := strings.Cut(pair, "=")
		if name == "" {
			return "URL_SECRET"
		}
		return name
	}
}

// bodyNames names the masks of a body by the last name before them: a key of
// JSON, a field of a form, an element of XML.
func bodyNames(text string) func(n int) string {
	parts := strings.Split(text, http.Mask)
	return func(n int) string {
		before := strings.TrimRight(parts[n], ` "'`)
		end := len(before)
		for end > 0 && strings.IndexByte(`:="'> `, before[end-1]) >= 0 {
			end--
		}
		start := end
		for start > 0 && isNamePart(before[start-1]) {
			start--
		}
		if start == end || end == len(before) {
			return "BODY_SECRET"
		}
		return before[start:end]
	}
}

func isNamePart(c byte) bool {
	return c == '_' || c == '-' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// quote makes a text one word of a POSIX shell, as it is.
func quote(s string) string {
	if s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:") == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
