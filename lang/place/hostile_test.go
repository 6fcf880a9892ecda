package place_test

import (
	"math/rand/v2"
	"strings"
)

// hostile are pieces of values that have broken out of some format somewhere.
var hostile = []string{
	`"`, `\`, `'`, "`", "<", ">", "&", "</x>", "</a>", "]]>", "]", "]]", "]>", "<![CDATA[", "<!--", "-->", "--", "<?", "?>", "&amp;", "&#0;",
	"\r\n", "\n", "\r", "\t", "\x00", "\x01", "\x1f", "\x7f", "\u0085", "\u00a0", "\u2028", "\u2029", "\ufeff", "\ufffd", "\ufffe", "\uffff",
	"😀", "é", "日本", "\xed\xa0\x80", "\xed\xb0\x80", "\xff", "\xc3", "\xf0\x9f", "\xc0\xaf", `\u0000`, `\"`, `"}`, `",`, `":`, "{{x}}", "}}", "${x}",
	"/", "//", ".", "..", "../", "?", "#", "%", "%2F", "%00", "%zz", "+", " ", "&a=b", "=", ";", ":", "@", "http://evil.example/", "\r\nX-Evil: 1\r\n\r\n",
	"0", "-1", "1e400", "true", "null", "NaN", "a", "b", "Ann", "lead", "x=\"y\"",
}

// hostileValue returns a random value made of such pieces, now and then a long one.
func hostileValue(r *rand.Rand) string {
	n := r.IntN(6)
	if r.IntN(2000) == 0 {
		return strings.Repeat(hostile[r.IntN(len(hostile))]+"x", 10_000/2)[:10_000]
	}
	var b strings.Builder
	for range n {
		if r.IntN(8) == 0 {
			b.WriteByte(byte(r.IntN(256)))
		} else {
			b.WriteString(hostile[r.IntN(len(hostile))])
		}
	}
	return b.String()
}

// readable is a value as a format of Unicode text can hold it.
func readable(s string) string { return string([]rune(s)) }

// xmlForbids reports whether XML 1.0 has no way to write the text.
func xmlForbids(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff
	})
}
