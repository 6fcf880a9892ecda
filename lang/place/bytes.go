package place

// Classes of bytes, by the RFCs that name them.
const (
	classUnreserved = 1 << iota // RFC 3986: letters, digits and -._~
	classPath                   // may be written in a path as it is
	classQuery                  // may be written in a query as it is, but for & and =
	classHost                   // of a host name
	classToken                  // RFC 9110: of a header's name
)

var classes = classTable()

func classTable() (t [256]uint8) {
	set := func(class uint8, chars string) {
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
	return t
}

func unreserved(c byte) bool { return classes[c]&classUnreserved != 0 }
func pathByte(c byte) bool   { return classes[c]&classPath != 0 }
func queryByte(c byte) bool  { return classes[c]&classQuery != 0 }
func hostByte(c byte) bool   { return classes[c]&classHost != 0 }
func tokenByte(c byte) bool  { return classes[c]&classToken != 0 }
