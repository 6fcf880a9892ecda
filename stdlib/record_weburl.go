package stdlib

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// webURL is an http or https address as the URL standard of browsers reads it,
// which is more forgiving than net/url and normalizes more.
type webURL struct {
	scheme, user, host, port string
	path, query, fragment    string // query without ?, fragment with #
	hasQuery, hasFragment    bool
}

func (u *webURL) hostAndPort() string {
	if u.port == "" {
		return u.host
	}
	return u.host + ":" + u.port
}

// String prints the address.
func (u *webURL) String() string {
	s := u.scheme + "://"
	if u.user != "" {
		s += u.user + "@"
	}
	s += u.hostAndPort() + u.path
	if u.hasQuery {
		s += "?" + u.query
	}
	if u.hasFragment && u.fragment == "" {
		return s + "#"
	}
	return s + u.fragment
}

// The characters beyond controls and those outside of ASCII that are written
// as %XX in the parts of an address.
const (
	encodedInFragment = " \"<>`"
	encodedInQuery    = " \"#<>'"
	encodedInPath     = " \"#<>?`{}"
	encodedInUser     = encodedInPath + "/:;=@[\\]^|"
)

// parseWebURL reads an address.
func parseWebURL(text string) (*webURL, bool) {
	text = strings.TrimFunc(text, func(r rune) bool { return r <= ' ' })
	text = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(text)
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	scheme, rest, _ := strings.Cut(text, "://")
	u := &webURL{scheme: strings.ToLower(scheme)}
	if u.scheme != "http" && u.scheme != "https" {
		return nil, false
	}
	rest = strings.TrimLeft(rest, `/\`)
	if i := strings.IndexByte(rest, '#'); i >= 0 {
		u.hasFragment = true
		if i < len(rest)-1 {
			u.fragment = "#" + percentEncode(rest[i+1:], encodedInFragment)
		}
		rest = rest[:i]
	}
	if i := strings.IndexByte(rest, '?'); i >= 0 {
		u.query = percentEncode(rest[i+1:], encodedInQuery)
		u.hasQuery = true
		rest = rest[:i]
	}
	authority, path := rest, ""
	if i := strings.IndexAny(rest, `/\`); i >= 0 {
		authority, path = rest[:i], rest[i:]
	}
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		u.user = userInfo(authority[:i])
		authority = authority[i+1:]
	}
	u.path = webPath(path)
	return u, u.setHost(authority)
}

func userInfo(s string) string {
	name, password, both := strings.Cut(s, ":")
	out := percentEncode(name, encodedInUser)
	if both && password != "" {
		out += ":" + percentEncode(password, encodedInUser)
	}
	return out
}

func (u *webURL) setHost(authority string) bool {
	host, port := authority, ""
	if i := strings.LastIndexByte(authority, ':'); i >= 0 && !strings.Contains(authority[i:], "]") {
		host, port = authority[:i], authority[i+1:]
	}
	if port != "" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || strings.Trim(port, "0123456789") != "" {
			return false
		}
		if u.scheme == "http" && n != 80 || u.scheme == "https" && n != 443 {
			u.port = strconv.FormatUint(n, 10)
		}
	}
	var ok bool
	u.host, ok = webHost(host)
	return ok
}

// forbiddenInHost are the characters that no host has.
const forbiddenInHost = " #/:<>?@[\\]^|%\x7f"

// hostProfile is that of browsers: it takes what it can.
var hostProfile = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false), idna.CheckHyphens(false), idna.VerifyDNSLength(false))

func webHost(host string) (string, bool) {
	if strings.HasPrefix(host, "[") && strings.HasSuffix(host, "]") {
		a, err := netip.ParseAddr(host[1 : len(host)-1])
		if err != nil || !a.Is6() || a.Zone() != "" {
			return "", false
		}
		return "[" + shortIPv6(a) + "]", true
	}
	decoded, err := url.PathUnescape(host)
	if err != nil || !utf8.ValidString(decoded) {
		return "", false
	}
	name, err := hostProfile.ToASCII(decoded)
	if err != nil || name == "" {
		return "", false
	}
	for i := 0; i < len(name); i++ {
		if name[i] <= ' ' || strings.IndexByte(forbiddenInHost, name[i]) >= 0 {
			return "", false
		}
	}
	if endsInNumber(name) {
		return numericHost(name)
	}
	return name, true
}

// endsInNumber tells an address of numbers from a name.
func endsInNumber(host string) bool {
	host = strings.TrimSuffix(host, ".")
	last := host[strings.LastIndexByte(host, '.')+1:]
	if last == "" {
		return false
	}
	if strings.Trim(last, "0123456789") == "" {
		return true
	}
	_, ok := hostNumber(last)
	return ok
}

// hostNumber reads a decimal, octal (0…) or hexadecimal (0x…) number.
func hostNumber(s string) (uint64, bool) {
	base := 10
	switch lower := strings.ToLower(s); {
	case strings.HasPrefix(lower, "0x"):
		s, base = s[2:], 16
	case len(s) > 1 && s[0] == '0':
		s, base = s[1:], 8
	}
	if s == "" {
		return 0, base == 16
	}
	n, err := strconv.ParseUint(s, base, 64)
	return n, err == nil && s[0] != '+'
}

// numericHost reads an address of one to four numbers.
func numericHost(host string) (string, bool) {
	parts := strings.Split(strings.TrimSuffix(host, "."), ".")
	if len(parts) > 4 {
		return "", false
	}
	var address uint64
	for i, part := range parts {
		n, ok := hostNumber(part)
		last := i == len(parts)-1
		if !ok || !last && n > 255 || last && n >= 1<<(8*(5-len(parts))) {
			return "", false
		}
		if last {
			address |= n
		} else {
			address |= n << (8 * (3 - i))
		}
	}
	return netip.AddrFrom4([4]byte{byte(address >> 24), byte(address >> 16), byte(address >> 8), byte(address)}).String(), true
}

// webPath resolves . and .. and encodes the rest.
func webPath(path string) string {
	segments := strings.Split(strings.ReplaceAll(path, `\`, "/"), "/")
	if len(segments) > 0 {
		segments = segments[1:]
	}
	var out []string
	for i, s := range segments {
		last := i == len(segments)-1
		switch strings.NewReplacer("%2e", ".", "%2E", ".").Replace(s) {
		case ".":
			if last {
				out = append(out, "")
			}
		case "..":
			out = out[:max(len(out)-1, 0)]
			if last {
				out = append(out, "")
			}
		default:
			out = append(out, percentEncode(s, encodedInPath))
		}
	}
	return "/" + strings.Join(out, "/")
}

func percentEncode(s, also string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < 0x20 || c >= 0x7f || strings.IndexByte(also, c) >= 0 {
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}
