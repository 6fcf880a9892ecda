package http_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"lcs/stdlib/http"
)

func TestContentType(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]struct{ media, charset, format string }{
		"":                                         {"", "", ""},
		"application/json":                         {"application/json", "", "json"},
		"Application/JSON; Charset=\"UTF-8\"":      {"application/json", "utf-8", "json"},
		"application/problem+json":                 {"application/problem+json", "", "json"},
		"text/xml;charset=ISO-8859-1":              {"text/xml", "iso-8859-1", "xml"},
		"application/soap+xml; action=\"a;b\"":     {"application/soap+xml", "", "xml"},
		"application/xhtml+xml":                    {"application/xhtml+xml", "", "html"},
		"text/html; charset=utf-8; charset=latin1": {"text/html", "utf-8", "html"},
		"text/plain; charset":                      {"text/plain", "", "text"},
		"text/plain; =; charset='latin1'":          {"text/plain", "latin1", "text"},
		"application/x-www-form-urlencoded":        {"application/x-www-form-urlencoded", "", "form"},
		"application/pdf":                          {"application/pdf", "", ""},
		"json":                                     {"", "", ""},
		"{}; charset=utf-8":                        {"", "utf-8", ""},
		"a/b/c":                                    {"", "", ""},
	} {
		got := http.ParseContentType(header)
		if got.Media != want.media || got.Charset != want.charset || got.Format() != want.format {
			t.Errorf("%q: %+v %s, want %v", header, got, got.Format(), want)
		}
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ body, header, want string }{
		{"héllo", "text/plain", "héllo"},
		{"h\xe9llo", "text/plain; charset=iso-8859-1", "héllo"},
		{"h\xe9llo \x80", "text/plain", "héllo €"},
		{"h\xe9llo", "text/plain; charset=nonsense", "héllo"},
		{"h\xe9llo", "application/json", "h\uFFFDllo"},
		{"h\xe9llo", "text/plain; charset=utf-8", "h\uFFFDllo"},
		{"\xef\xbb\xbfhéllo", "text/plain; charset=iso-8859-1", "héllo"},
		{"\xff\xfeh\x00\xe9\x00", "", "hé"},
		{"\xfe\xff\x00h\x00\xe9", "application/json", "hé"},
		{"<meta charset=windows-1251><p>\xcf\xf0", "text/html", "<meta charset=windows-1251><p>Пр"},
		{"\x82\xa0", "text/plain; charset=Shift_JIS", "あ"},
		{"", "", ""},
	} {
		if got := http.Text([]byte(tc.body), http.ParseContentType(tc.header)); got != tc.want {
			t.Errorf("%q as %q: %q, want %q", tc.body, tc.header, got, tc.want)
		}
	}
}

func FuzzContentType(f *testing.F) {
	f.Add("text/html; charset=utf-8; charset=latin1", []byte("\xff\xfea"))
	f.Add("a/b; charset=\"", []byte("<meta charset=utf-16>"))
	f.Fuzz(func(t *testing.T, header string, body []byte) {
		c := http.ParseContentType(header)
		if c.Media != strings.ToLower(c.Media) || c.Charset != strings.ToLower(c.Charset) {
			t.Errorf("%q: %+v", header, c)
		}
		if c.Format() != "" && c.Media == "" {
			t.Errorf("%q has the format %s of nothing", header, c.Format())
		}
		if !utf8.ValidString(http.Text(body, c)) {
			t.Errorf("%q as %q is not UTF-8", body, header)
		}
	})
}
