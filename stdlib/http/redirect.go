package http

import (
	"fmt"
	nethttp "net/http"
	"net/url"
	"slices"
	"strings"
)

// redirect returns the request that the answer res to h asks for, or nil when
// it asks for none.
func (h *hop) redirect(r *Request, res *nethttp.Response) (*hop, error) {
	location := res.Header.Get("Location")
	if r.Follow == 0 || location == "" || !isRedirect(res.StatusCode) {
		return nil, nil
	}
	u, err := h.url.Parse(location)
	if err != nil {
		return nil, &failure{Network, "redirected to what is not a URL: " + urlProblem(err)}
	}
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	if err := checkURL(u); err != nil {
		return nil, &failure{Network, "redirected: " + err.Error()}
	}
	next := &hop{method: h.method, url: u, header: h.header.Clone(), cookie: h.cookie, body: h.body}
	// As browsers do: only 307 and 308 repeat a POST.
	if res.StatusCode < nethttp.StatusTemporaryRedirect && h.method != nethttp.MethodGet && h.method != nethttp.MethodHead {
		next.method, next.body = nethttp.MethodGet, nil
		for _, name := range []string{"Content-Type", "Content-Encoding", "Content-Language", "Content-Location", "Content-Length"} {
			next.header.Del(name)
		}
	}
	if sameSite(h.url, u) {
		return next, nil
	}
	next.cookie = ""
	next.header.Del("Host")
	for _, name := range credentialHeaders(r) {
		next.header.Del(name)
	}
	// Some servers hand the query on.
	if NewMasker(r.SecretTexts()).Text(location) != location {
		return nil, &failure{Network, fmt.Sprintf("redirected to %s with a secret in the URL that is not meant for it", u.Host)}
	}
	if len(next.body) > 0 && slices.ContainsFunc(r.Secrets, func(s Secret) bool { return s.Where == "body" }) {
		return nil, &failure{Network, fmt.Sprintf("redirected to %s, which the secret in the body is not meant for", u.Host)}
	}
	return next, nil
}

func isRedirect(status int) bool {
	switch status {
	case nethttp.StatusMovedPermanently, nethttp.StatusFound, nethttp.StatusSeeOther,
		nethttp.StatusTemporaryRedirect, nethttp.StatusPermanentRedirect:
		return true
	}
	return false
}

// credentialHeaders are the headers that must not reach another host.
func credentialHeaders(r *Request) []string {
	names := []string{"Authorization", "Proxy-Authorization", "Cookie", "Cookie2", "Www-Authenticate"}
	for _, s := range r.Secrets {
		if s.Where != "url" && s.Where != "body" {
			names = append(names, s.Where)
		}
	}
	return names
}

// sameSite reports whether what was meant for a may be sent to b: the same
// host, port and scheme, or the same host by TLS now. Another port is another
// server, and by http everyone would read along.
func sameSite(a, b *url.URL) bool {
	if !strings.EqualFold(a.Hostname(), b.Hostname()) {
		return false
	}
	if a.Scheme == b.Scheme {
		return port(a) == port(b)
	}
	return a.Scheme == "http" && b.Scheme == "https" && a.Port() == "" && (b.Port() == "" || b.Port() == "443")
}
