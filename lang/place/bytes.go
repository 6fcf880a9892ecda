package place

import "unicode/utf8"

// Classes of bytes, by the RFCs that name them.
const (
	classUnreserved = 1 << iota // RFC 3986: letters, digits and -._~
	classPath                   // may be written in a path as it is
	classQuery                  // may be written in a query as it is, but for & and =
	classHost                   // of a host name
	classToken                  // RFC 9110: of a header's name
	classJSON                   // ASCII that a JSON string takes as it is
	classText                   // ASCII that XML text takes as it is
	classAttr                   // ASCII that an XML attribute takes as it is
	classLine                   // ASCII that a header takes as it is
)

var classes = classTable()

func classTable() (t [256]uint16) {
	set := func(class uint16, chars string) {
		for i := range len(chars) {
			t[chars[i]] |= class
		}
	}
	const alnum = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	set(classUnreserved, alnum+"-._~")
	set(classPath, alnum+"-._~!$&'()*+,;=:@/")
	// Brackets are not in the RFC's query, but names like filter[id] are sent
	// by everybody and understood by everybody.
	set(classQuery, alnum+"-._~!$'()*+,;:@/?[]")
	set(classHost, alnum+"-.")
	set(classToken, alnum+"!#$%&'*+-.^_`|~")
	for c := byte(' '); c < utf8.RuneSelf; c++ {
		if c != '"' && c != '\\' {
			t[c] |= classJSON
		}
		if escapeText(c) == "" {
			t[c] |= classText
		}
		if escapeAttribute(c) == "" {
			t[c] |= classAttr
		}
		if c != 0x7f {
			t[c] |= classLine
		}
	}
	set(classText, "\t\n")
	set(classLine, "\t")
	return t
}

func pathByte(c byte) bool  { return classes[c]&classPath != 0 }
func queryByte(c byte) bool { return classes[c]&classQuery != 0 }
func hostByte(c byte) bool  { return classes[c]&classHost != 0 }
func tokenByte(c byte) bool { return classes[c]&classToken != 0 }

// run returns the offset of the first byte from i on that is not of a class.
func run(text string, i int, class uint16) int {
	for i < len(text) && classes[text[i]]&class != 0 {
		i++
	}
	return i
}
