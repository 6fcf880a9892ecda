package stdlib

import (
	_ "embed"
	"strings"
	"sync"
)

// Which area has which time zone, and which carrier got a block of numbers: a
// line for each beginning of an international number.
//
//go:embed data/phone_zones.txt
var phoneZonesText string

//go:embed data/phone_carriers.txt
var phoneCarriersText string

// prefixTable finds the entry of the longest beginning of a number.
type prefixTable struct {
	values  map[string]string
	longest int
}

func readPrefixTable(text string) *prefixTable {
	t := &prefixTable{values: make(map[string]string, strings.Count(text, "\n"))}
	value := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "="):
			value = line[1:]
		default:
			for _, prefix := range strings.Fields(line) {
				t.values[prefix] = value
				t.longest = max(t.longest, len(prefix))
			}
		}
	}
	return t
}

func (t *prefixTable) find(number string) string {
	for n := min(t.longest, len(number)); n > 0; n-- {
		if v, ok := t.values[number[:n]]; ok {
			return v
		}
	}
	return ""
}

var (
	phoneZones    = sync.OnceValue(func() *prefixTable { return readPrefixTable(phoneZonesText) })
	phoneCarriers = sync.OnceValue(func() *prefixTable { return readPrefixTable(phoneCarriersText) })
)
