package stdlib

import (
	"strings"

	"lcs/lang/types"
	"lcs/value"
)

// emailDetail is an address in the letters it was sent in.
type emailDetail struct{ user, domain string }

func (d emailDetail) host() string {
	if i := strings.LastIndexByte(d.domain, '.'); i >= 0 {
		return d.domain[:i]
	}
	return d.domain
}

func (d emailDetail) tld() string { return d.domain[strings.LastIndexByte(d.domain, '.')+1:] }

// emailKind asks for the lists when the first address is looked up.
func emailKind(lists func() MailDomains) kind {
	isDisposable := func(d emailDetail) bool { return lists().Disposable.Has(d.domain) }
	isFree := func(d emailDetail) bool { return lists().Free.Has(d.domain) || isDisposable(d) }
	return kind{
		name: "email", basic: types.String,
		doc: `One mail address, also with a name and comments around it: Bob <bob@example.com>. Its normal form is the address in lower case.`,
		fields: []recordField{
			maybe("user", textType, "what stands before the @", detail(func(d emailDetail) any { return d.user })),
			maybe("domain", textType, "what stands after the @", detail(func(d emailDetail) any { return d.domain })),
			maybe("host", textType, "the domain without its last part", detail(func(d emailDetail) any { return d.host() })),
			maybe("tld", textType, "the last part of the domain", detail(func(d emailDetail) any { return d.tld() })),
			field("is_free", boolType, "whether anybody gets a mailbox of this domain", flag(isFree)),
			field("is_disposable", boolType, "whether the domain's mailboxes are made to be thrown away", flag(isDisposable)),
			field("corporate", boolType, "whether it is valid, and neither free nor disposable: the address of a company, as far as one can tell",
				flag(func(d emailDetail) bool { return !isFree(d) })),
		},
		read: readText(func(r *value.Record, text string) {
			if d, ok := parseAddress(text); ok {
				accept(r, strings.ToLower(d.user+"@"+d.domain), d)
			}
		}),
		examples: []Example{{Source: `"Bob <Bob@Example.com>"`, Result: `"bob@example.com"`}, {Source: `"n/a"`, Result: `"n/a"`}},
	}
}

// addressReader reads an address of RFC 5322: comments and white space may
// stand around every part.
type addressReader struct {
	s   string
	pos int
}

// parseAddress reads one mailbox.
func parseAddress(s string) (d emailDetail, ok bool) {
	const longest = 1000
	if len(s) > longest {
		return d, false
	}
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 || s[i] == 0 {
			return d, false
		}
	}
	r := &addressReader{s: s}
	if d, ok := r.spec(); ok && r.atEnd() {
		return d, true
	}
	r.pos = 0
	return r.named()
}

// named reads "Name <address>".
func (r *addressReader) named() (d emailDetail, ok bool) {
	for {
		r.skip()
		if r.pos >= len(r.s) {
			return d, false
		}
		if r.s[r.pos] == '<' {
			break
		}
		if r.word() == "" && !r.take('.') {
			return d, false
		}
	}
	r.pos++
	if d, ok = r.spec(); !ok || !r.take('>') {
		return d, false
	}
	return d, r.atEnd()
}

// spec reads user@domain.
func (r *addressReader) spec() (d emailDetail, ok bool) {
	if d.user, ok = r.dotted(r.word); !ok || !r.take('@') {
		return d, false
	}
	r.skip()
	if r.pos < len(r.s) && r.s[r.pos] == '[' {
		d.domain, ok = r.literal()
	} else {
		d.domain, ok = r.dotted(r.label)
	}
	return d, ok && len(d.user) <= 320 && len(d.domain) <= 253
}

// dotted reads parts with dots between.
func (r *addressReader) dotted(part func() string) (string, bool) {
	var parts []string
	for {
		r.skip()
		p := part()
		if p == "" {
			return "", false
		}
		parts = append(parts, p)
		if !r.take('.') {
			return strings.Join(parts, "."), true
		}
	}
}

const atomSigns = "!#$%&'*+-/=?^_`{|}~"

// word reads an atom or a quoted text.
func (r *addressReader) word() string {
	start := r.pos
	if r.pos < len(r.s) && r.s[r.pos] == '"' {
		for r.pos++; r.pos < len(r.s) && r.s[r.pos] != '"'; r.pos++ {
			if r.s[r.pos] == '\\' {
				r.pos++
			}
		}
		if r.pos >= len(r.s) {
			return ""
		}
		r.pos++
		return r.s[start:r.pos]
	}
	for r.pos < len(r.s) && (isAlphanumeric(r.s[r.pos]) || strings.IndexByte(atomSigns, r.s[r.pos]) >= 0) {
		r.pos++
	}
	return r.s[start:r.pos]
}

// label reads a part of a domain.
func (r *addressReader) label() string {
	start := r.pos
	for r.pos < len(r.s) && (isAlphanumeric(r.s[r.pos]) || r.s[r.pos] == '-' || r.s[r.pos] == '_') {
		r.pos++
	}
	label := r.s[start:r.pos]
	if strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") || len(label) > 63 {
		return ""
	}
	return label
}

func isAlphanumeric(c byte) bool { return isASCIILetter(c) || c >= '0' && c <= '9' }

// literal reads [127.0.0.1].
func (r *addressReader) literal() (string, bool) {
	end := strings.IndexByte(r.s[r.pos:], ']')
	if end < 0 || strings.ContainsAny(r.s[r.pos+1:r.pos+end], "[\\ \t\r\n") {
		return "", false
	}
	literal := r.s[r.pos : r.pos+end+1]
	r.pos += end + 1
	return literal, len(literal) > 2
}

// skip passes white space and comments, which may be nested.
func (r *addressReader) skip() {
	depth := 0
	for r.pos < len(r.s) {
		switch c := r.s[r.pos]; {
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case c == '\\' && depth > 0:
			r.pos++
		case depth == 0 && c != ' ' && c != '\t' && c != '\r' && c != '\n':
			return
		}
		r.pos++
	}
	r.pos = min(r.pos, len(r.s))
}

func (r *addressReader) take(c byte) bool {
	r.skip()
	if r.pos < len(r.s) && r.s[r.pos] == c {
		r.pos++
		return true
	}
	return false
}

func (r *addressReader) atEnd() bool {
	r.skip()
	return r.pos == len(r.s)
}
