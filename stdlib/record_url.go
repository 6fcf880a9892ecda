package stdlib

import (
	"regexp"
	"strings"
	"sync"

	"lcs/lang/types"
	"lcs/value"
)

func urlKind() kind {
	return kind{
		name: "url", basic: types.String,
		doc: "A web address, http or https; without :// it is http. Its normal form is the one that browsers make of it.",
		fields: append(urlFields(),
			maybe("port", textType, "the port, when it is not the protocol's own", detail(func(u *webURL) any { return u.port })),
			maybe("query", textType, "what stands after the ?", detail(func(u *webURL) any { return u.query })),
			maybe("hash", textType, "what stands after it, with the #", detail(func(u *webURL) any { return u.fragment })),
			maybe("protocol", textType, "http or https", detail(func(u *webURL) any { return u.scheme })),
		),
		read: readText(func(r *value.Record, text string) {
			if u, ok := parseWebURL(text); ok {
				accept(r, u.String(), u)
			}
		}),
		examples: []Example{{Source: `"HTTP://Google.com"`, Result: `"http://google.com/"`}, {Source: `"ftp://google.com"`, Result: `"ftp://google.com"`}},
	}
}

func urlFields() []recordField {
	return []recordField{
		maybe("host", textType, "the host, with the port when it is not the protocol's own", detail(func(u *webURL) any { return u.hostAndPort() })),
		maybe("path", textType, "the path", detail(func(u *webURL) any { return u.path })),
	}
}

// certificateID is the id of a certificate, or a token of four parts.
var certificateID = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^/([0-9a-fA-F]{40}|0(?:\.[\w-]+){3})$`)
})

func trustedFormKind() kind {
	return kind{
		name: "trustedform_url", basic: types.String,
		doc: "The address of a TrustedForm certificate: https, a host of trustedform.com, and the id. How old a certificate is, its address does " +
			"not tell. Its normal form has no query and no #.",
		fields: append(urlFields(), maybe("cert_id", textType, "the id of the certificate", detail(func(u *webURL) any { return strings.TrimPrefix(u.path, "/") }))),
		read: readText(func(r *value.Record, text string) {
			u, ok := parseWebURL(text)
			if !ok || u.scheme != "https" || u.user != "" || !strings.HasSuffix(u.host, ".trustedform.com") || !certificateID().MatchString(u.path) {
				return
			}
			accept(r, "https://"+u.hostAndPort()+u.path, u)
		}),
		examples: []Example{{
			Source: `"https://cert.trustedform.com/0123456789abcdef0123456789abcdef01234567#x"`,
			Result: `"https://cert.trustedform.com/0123456789abcdef0123456789abcdef01234567"`,
		}},
	}
}
