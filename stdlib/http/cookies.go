package http

import (
	"encoding/json"
	"net"
	nethttp "net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/publicsuffix"

	"lcs/limits"
)

// Jar is the cookies of one lead: what answers have set, and which requests get
// it back, as RFC 6265 has it. The zero Jar is empty. A Jar belongs to one task.
//
// It is not net/http/cookiejar, whose cookies age by the system's clock and not
// by that of the run.
type Jar struct {
	Limits *limits.Limits // how many it keeps, and how large; nil: the defaults

	kept    []cookie // in the order in which they were set first
	changed []cookie // since Fork; what was deleted has no value and is over
}

type cookie struct {
	name, value string
	domain      string // in lower case, without a dot before it
	path        string
	hostOnly    bool // not for hosts below the domain
	secure      bool // for https only
	over        bool // deleted
	expires     time.Time
}

// same reports whether c takes the place of o.
func (c *cookie) same(o cookie) bool {
	return c.name == o.name && c.domain == o.domain && c.path == o.path
}

// Take keeps the cookies that an answer of u sets. One for another host, or for
// all hosts of a public suffix such as co.uk, is left out.
func (j *Jar) Take(u *url.URL, h nethttp.Header, now time.Time) {
	if len(h["Set-Cookie"]) == 0 {
		return
	}
	for _, set := range (&nethttp.Response{Header: h}).Cookies() {
		if len(set.Name)+len(set.Value) > j.Limits.Of(limits.CookieSize) {
			continue
		}
		if c, ok := cookieFrom(u, set, now); ok {
			j.put(c)
			if j.changed != nil {
				j.changed = append(j.changed, c)
			}
		}
	}
}

func cookieFrom(u *url.URL, set *nethttp.Cookie, now time.Time) (cookie, bool) {
	host := cookieHost(u)
	c := cookie{name: set.Name, value: set.Value, domain: host, hostOnly: true, path: set.Path, secure: set.Secure}
	if host == "" {
		return c, false
	}
	if domain := strings.ToLower(strings.TrimPrefix(set.Domain, ".")); domain != "" && domain != host {
		if suffix, _ := publicsuffix.PublicSuffix(domain); net.ParseIP(host) != nil || suffix == domain || !below(host, domain) {
			return c, false
		}
		c.domain, c.hostOnly = domain, false
	} else if domain == host {
		suffix, _ := publicsuffix.PublicSuffix(domain)
		c.hostOnly = suffix == domain || net.ParseIP(host) != nil
	}
	if !strings.HasPrefix(c.path, "/") {
		c.path = defaultPath(u.Path)
	}
	switch {
	case set.MaxAge < 0:
		c.over = true
	case set.MaxAge > 0:
		c.expires = now.Add(min(time.Duration(set.MaxAge), maxAge) * time.Second)
	case !set.Expires.IsZero():
		c.expires, c.over = set.Expires, !set.Expires.After(now)
	}
	return c, true
}

// maxAge is as many seconds as a duration has room for; no lead takes longer.
const maxAge = 100 * 365 * 24 * 3600

// defaultPath is the folder of the path that set a cookie.
func defaultPath(path string) string {
	if i := strings.LastIndexByte(path, '/'); i > 0 {
		return path[:i]
	}
	return "/"
}

func (j *Jar) put(c cookie) {
	i := slices.IndexFunc(j.kept, c.same)
	switch {
	case i >= 0 && c.over:
		j.kept = slices.Delete(j.kept, i, i+1)
	case i >= 0:
		j.kept[i] = c
	case !c.over:
		if over := len(j.kept) + 1 - j.Limits.Of(limits.Cookies); over > 0 {
			j.kept = slices.Delete(j.kept, 0, over)
		}
		j.kept = append(j.kept, c)
	}
}

// Header returns the Cookie header of a request to u: own, which is what the
// request has already, and behind it what the jar has under other names. It is
// empty when there is none.
func (j *Jar) Header(u *url.URL, own string, now time.Time) string {
	if len(j.kept) == 0 {
		return own
	}
	host, path := cookieHost(u), u.Path
	if path == "" {
		path = "/"
	}
	var sent []cookie
	for _, c := range j.kept {
		if c.suits(host, path, u.Scheme, now) && !names(own, c.name) {
			sent = append(sent, c)
		}
	}
	// The longest path first, then the oldest.
	slices.SortStableFunc(sent, func(a, b cookie) int { return len(b.path) - len(a.path) })
	parts := make([]string, 0, len(sent)+1)
	if own != "" {
		parts = append(parts, own)
	}
	for _, c := range sent {
		parts = append(parts, c.name+"="+c.value)
	}
	return strings.Join(parts, "; ")
}

func (c *cookie) suits(host, path, scheme string, now time.Time) bool {
	switch {
	case c.secure && scheme != "https", !c.expires.IsZero() && !c.expires.After(now):
		return false
	case c.domain != host && (c.hostOnly || !below(host, c.domain)):
		return false
	}
	return path == c.path || strings.HasPrefix(path, c.path) && (strings.HasSuffix(c.path, "/") || path[len(c.path)] == '/')
}

// names reports whether a Cookie header has a cookie of that name.
func names(header, name string) bool {
	for part := range strings.SplitSeq(header, ";") {
		if n, _, _ := strings.Cut(strings.TrimSpace(part), "="); n == name {
			return true
		}
	}
	return false
}

func cookieHost(u *url.URL) string { return strings.TrimSuffix(strings.ToLower(u.Hostname()), ".") }

func below(host, domain string) bool { return strings.HasSuffix(host, "."+domain) }

// Fork returns a copy for a task beside this one; it knows what it changes.
func (j *Jar) Fork() Jar {
	return Jar{Limits: j.Limits, kept: slices.Clone(j.kept), changed: []cookie{}}
}

// Join takes over what a fork has changed.
func (j *Jar) Join(fork *Jar) {
	for _, c := range fork.changed {
		j.put(c)
		if j.changed != nil {
			j.changed = append(j.changed, c)
		}
	}
}

// keptCookie is a cookie as it is kept.
type keptCookie struct {
	Name, Value, Domain, Path string
	HostOnly, Secure          bool
	Expires                   time.Time
}

// Keep returns the cookies in a form that Restore reads; nil: there are none.
func (j *Jar) Keep() []byte {
	if len(j.kept) == 0 {
		return nil
	}
	list := make([]keptCookie, len(j.kept))
	for i, c := range j.kept {
		list[i] = keptCookie{c.name, c.value, c.domain, c.path, c.hostOnly, c.secure, c.expires}
	}
	text, _ := json.Marshal(list) // of texts and moments alone
	return text
}

// Restore takes over what Keep has returned. The error is that of other text.
func (j *Jar) Restore(kept []byte) error {
	if len(kept) == 0 {
		return nil
	}
	var list []keptCookie
	if err := json.Unmarshal(kept, &list); err != nil {
		return err
	}
	for _, k := range list {
		c := cookie{k.Name, k.Value, k.Domain, k.Path, k.HostOnly, k.Secure, false, k.Expires}
		j.put(c)
		if j.changed != nil {
			j.changed = append(j.changed, c)
		}
	}
	return nil
}

// AddCookies puts the jar's cookies on a request that is about to be sent.
func (r *Request) AddCookies(now time.Time) {
	r.Cookie = r.Header.Get("Cookie")
	if r.Jar == nil || len(r.Jar.kept) == 0 {
		return
	}
	u, err := url.Parse(r.URL)
	if err != nil {
		return // sending says so
	}
	if header := r.Jar.Header(u, r.Cookie, now); header != "" {
		r.SetHeader("Cookie", header)
	}
}

// TakeCookies keeps what the answer sets in the request's jar.
func (x *Exchange) TakeCookies(now time.Time) {
	if x.Request.Jar == nil || len(x.Header["Set-Cookie"]) == 0 {
		return
	}
	from := x.From
	if from == "" {
		from = x.Request.URL
	}
	if u, err := url.Parse(from); err == nil {
		x.Request.Jar.Take(u, x.Header, now)
	}
}
