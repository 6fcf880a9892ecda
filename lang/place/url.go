package place

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

const (
	malformedURL diag.Code = "LCS4003"
	unsafeHost   diag.Code = "LCS4006"
)

const authHelp = "a user name and a password stand beside the URL: auth basic(user, password)"

// urlMode is the part of a URL that the automaton is in.
type urlMode uint8

const (
	urlScheme urlMode = iota
	urlHost
	urlBrackets // inside the [ ] of an IPv6 address
	urlPort
	urlBase // after a value that is the beginning of the URL
	urlPath
	urlQueryName
	urlQueryValue
	urlFragment
)

const maxPort = 65535

// urlState is the automaton of a URL (RFC 3986), http or https.
type urlState struct {
	mode   urlMode
	hex    uint8  // digits still to come after %
	some   bool   // the host has begun
	port   int    // what was read of it
	scheme string // what was read of https://
}

func newURL() state { return urlState{} }

func newPath() state { return urlState{mode: urlPath} }

func (s urlState) feed(text string) (state, int, *fault) {
	for i := 0; i < len(text); i++ {
		next, f := s.next(text[i:])
		if f != nil {
			return s, i, f
		}
		s = next
	}
	return s, 0, nil
}

func (s urlState) next(text string) (urlState, *fault) {
	c := text[0]
	if s.hex > 0 {
		if !isHex(c) {
			return s, refused(malformedURL, firstOf(text), "two hexadecimal digits must come after '%'")
		}
		s.hex--
		return s, nil
	}
	switch s.mode {
	case urlScheme:
		return s.inScheme(text)
	case urlHost, urlBrackets, urlPort, urlBase:
		return s.inAuthority(text)
	}
	switch {
	case c == '%':
		s.hex = 2
	case c == '#':
		s.mode = urlFragment
	case c == '?' && s.mode == urlPath:
		s.mode = urlQueryName
	case c == '=' && s.mode == urlQueryName:
		s.mode = urlQueryValue
	case c == '&' && s.mode == urlQueryValue:
		s.mode = urlQueryName
	case s.mode == urlPath && !pathByte(c), s.mode != urlPath && !queryByte(c) && c != '&' && c != '=':
		return s, unencoded(malformedURL, text, "a URL")
	}
	return s, nil
}

func (s urlState) inScheme(text string) (urlState, *fault) {
	c := text[0]
	if c >= 'A' && c <= 'Z' {
		c += 'a' - 'A'
	}
	s.scheme += string(rune(c))
	switch {
	case s.scheme == "http://" || s.scheme == "https://":
		s.mode, s.scheme = urlHost, ""
	case !strings.HasPrefix("http://", s.scheme) && !strings.HasPrefix("https://", s.scheme):
		f := refused(malformedURL, firstOf(text), "a URL begins with https:// or http://")
		switch {
		case c == '/' && s.scheme == "/":
			f.help = "name the service of the path in front of it, or write a whole URL"
		case len(s.scheme) == 1 && hostByte(c):
			f.help = "write https:// in front"
		}
		return s, f
	}
	return s, nil
}

// inAuthority reads host and port, up to the path.
func (s urlState) inAuthority(text string) (urlState, *fault) {
	c := text[0]
	if s.mode != urlBrackets && (c == '/' || c == '?' || c == '#') {
		if s.mode == urlHost && !s.some {
			return s, refused(malformedURL, firstOf(text), "a host must come")
		}
		s.some, s.port = false, 0
		switch c {
		case '/':
			s.mode = urlPath
		case '?':
			s.mode = urlQueryName
		case '#':
			s.mode = urlFragment
		}
		return s, nil
	}
	switch s.mode {
	case urlBase:
		return s, refused(malformedURL, firstOf(text), "'/', '?' or '#' must come after the value that the URL begins with")
	case urlPort:
		if c >= '0' && c <= '9' {
			if s.port = s.port*10 + int(c-'0'); s.port > maxPort {
				return s, refused(malformedURL, firstOf(text), "a port goes up to 65535")
			}
			return s, nil
		}
		return s, refused(malformedURL, firstOf(text), "the digits of a port must come").withHelp(authHelp)
	case urlBrackets:
		if c == ']' {
			s.mode = urlHost
			return s, nil
		}
		if isHex(c) || c == ':' || c == '.' {
			return s, nil
		}
		return s, refused(malformedURL, firstOf(text), "an IPv6 address must come")
	}
	switch {
	case hostByte(c):
		s.some = true
	case c == ':' && s.some:
		s.mode, s.some = urlPort, false
	case c == '[' && !s.some:
		s.mode, s.some = urlBrackets, true
	case c == '@':
		return s, refused(malformedURL, firstOf(text), "a host has no user name").
			withHelp(authHelp)
	default:
		return s, refused(malformedURL, firstOf(text), "a host is written in letters, digits, '-' and '.'")
	}
	return s, nil
}

func (s urlState) hole(h hole) (Place, state, *fault) {
	if s.hex > 0 {
		return Invalid, s, refused(malformedURL, "a value", "two hexadecimal digits must come after '%'")
	}
	switch s.mode {
	case urlScheme:
		if s.scheme != "" {
			return Invalid, s, refused(misplacedHole, "a value", "the scheme of a URL is written out")
		}
		s.mode = urlBase
		if h.whole {
			return URLWhole, s, s.choosesHost(h, "a URL")
		}
		return URLBase, s, s.choosesHost(h, "the beginning of a URL")
	case urlHost:
		s.some = true
		return URLHost, s, s.choosesHost(h, "the host of a URL")
	case urlPort:
		return URLPort, s, s.choosesHost(h, "the port of a URL")
	case urlBrackets:
		return Invalid, s, refused(misplacedHole, "a value", "an IPv6 address is written out")
	case urlBase:
		return Invalid, s, refused(malformedURL, "a value", "'/', '?' or '#' must come after the value that the URL begins with")
	case urlQueryName:
		return URLQueryName, s, nil
	case urlQueryValue:
		return URLQueryValue, s, nil
	case urlFragment:
		return URLFragment, s, nil
	}
	return URLPath, s, nil
}

// choosesHost refuses a value that anybody could have written where it decides
// which machine is called.
func (s urlState) choosesHost(h hole, where string) *fault {
	if h.trusted && !h.part.Raw {
		return nil
	}
	f := &fault{
		code:    unsafeHost,
		message: fmt.Sprintf("this value would be %s, and so choose who is called", where),
		help:    "only a setting, a value of a closed set or one of type url can stand here",
		mild:    true,
	}
	if h.trusted {
		f.message = fmt.Sprintf("a raw value cannot be %s", where)
		f.help = "write {{ … }}"
	}
	return f
}

func (s urlState) done() *fault {
	switch {
	case s.hex > 0:
		return &fault{code: malformedURL, message: "the URL ends too early: two hexadecimal digits must come after '%'"}
	case s.mode == urlScheme:
		return &fault{code: malformedURL, message: "a URL begins with https:// or http://",
			help: "with a service in front, a path is enough"}
	case s.mode == urlHost && !s.some:
		return &fault{code: malformedURL, message: "the URL ends too early: a host must come"}
	case s.mode == urlBrackets:
		return &fault{code: malformedURL, message: "the URL ends too early: ']' must come"}
	}
	return nil
}

var schemeFirst = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*://`)
})

// braced is a name in one brace, as other tools put a value into a URL.
var braced = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\{[A-Za-z_][\w.]*\}`)
})

// refuseWholeURL reports a URL with a host where the service brings the host.
func (a *analysis) refuseWholeURL(parts []ast.Part) {
	if len(parts) == 0 {
		return
	}
	p, ok := parts[0].(*ast.TextPart)
	if !ok || !schemeFirst().MatchString(p.Text) {
		return
	}
	a.refuse(&fault{
		code:    malformedURL,
		message: "a whole URL cannot follow a service: its base comes first",
		help:    "write the path only, or leave the service out",
	}, textSpan(p, 0, 0), nil)
}

// unencoded refuses a character of a text that must be percent-encoded.
func unencoded(code diag.Code, text, where string) *fault {
	f := &fault{code: code, message: fmt.Sprintf("%s cannot stand in %s", firstOf(text), where)}
	if name := braced().FindString(text); name != "" {
		f.help = "a value stands in two braces: {" + name + "}"
		return f
	}
	if _, size := utf8.DecodeRuneInString(text); size > 0 {
		f.help = "write " + string(appendPercent(nil, text[:size]))
	}
	return f
}
