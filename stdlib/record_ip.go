package stdlib

import (
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"lcs/lang/types"
	"lcs/value"
)

func ipKind() kind {
	return kind{
		name: "ip", basic: types.String,
		doc: "An IP address, version 4 or 6, also with a protocol, port or path around it. Its normal form is the address alone, in its shortest form.",
		fields: []recordField{
			field("is_ipv4", boolType, "whether it is of version 4", flag(netip.Addr.Is4)),
			maybe("ipv6_format", textType, "the address as one of version 6", detail(func(a netip.Addr) any { return shortIPv6(netip.AddrFrom16(a.As16())) })),
		},
		read: readText(func(r *value.Record, text string) {
			if a, ok := parseAddressIP(text); ok {
				normal := a.String()
				if !a.Is4() {
					normal = shortIPv6(a)
				}
				accept(r, normal, a)
			}
		}),
		examples: []Example{{Source: `"http://203.0.113.77:32/x"`, Result: `"203.0.113.77"`}, {Source: `"256.4.5.6"`, Result: `"256.4.5.6"`}},
	}
}

// ipForm takes protocol, brackets, port and path away.
var ipForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:[A-Za-z][A-Za-z0-9+.-]*://)?(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+)|([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*))(?::\d+)?(?:[/?#].*)?$`)
})

func parseAddressIP(text string) (netip.Addr, bool) {
	m := ipForm().FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return netip.Addr{}, false
	}
	if m[2] != "" {
		return parseIPv4(m[2])
	}
	a, err := netip.ParseAddr(m[1] + m[3])
	return a, err == nil
}

// parseIPv4 takes numbers with leading zeros as decimal ones.
func parseIPv4(s string) (netip.Addr, bool) {
	parts := strings.Split(s, ".")
	if len(parts) != 4 {
		return netip.Addr{}, false
	}
	var bytes [4]byte
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 8)
		if err != nil || len(part) > 3 {
			return netip.Addr{}, false
		}
		bytes[i] = byte(n)
	}
	return netip.AddrFrom4(bytes), true
}

// shortIPv6 prints groups of hexadecimal digits throughout, and the longest run
// of zeros as ::.
func shortIPv6(a netip.Addr) string {
	b := a.As16()
	var groups [8]uint16
	for i := range groups {
		groups[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
	}
	start, length := -1, 1
	for i := 0; i < 8; i++ {
		n := 0
		for i+n < 8 && groups[i+n] == 0 {
			n++
		}
		if n > length {
			start, length = i, n
		}
		i += n
	}
	var s strings.Builder
	for i := 0; i < 8; i++ {
		if i == start {
			s.WriteString("::")
			i += length - 1
			continue
		}
		if i > 0 && i != start+length {
			s.WriteByte(':')
		}
		s.WriteString(strconv.FormatUint(uint64(groups[i]), 16))
	}
	return s.String()
}
