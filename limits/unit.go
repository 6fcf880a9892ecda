package limits

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// unit is what a limit is counted in. A size is in bytes, a duration in
// nanoseconds.
type unit int

const (
	number unit = iota
	size
	duration
)

// sizes are the units of a size, the largest first.
var sizes = []struct {
	word  string
	bytes int64
}{{"GB", gigabyte}, {"MB", megabyte}, {"kB", kilobyte}, {"B", 1}}

// from begins the sentence that says which values there are.
func (u unit) from() string {
	switch u {
	case size:
		return "a size such as 8MB, up"
	case duration:
		return "a time such as 90m, up"
	}
	return "a number from 1"
}

// parse reads a value: "10,000", "4MB", "1h30m".
func (u unit) parse(text string) (int64, bool) {
	switch u {
	case size:
		return parseSize(text)
	case duration:
		d, err := time.ParseDuration(text)
		return int64(d), err == nil
	}
	return parseNumber(text)
}

// parseNumber reads digits, which may be set apart by commas or low lines as
// people and scripts do.
func parseNumber(text string) (int64, bool) {
	n, err := strconv.ParseInt(strings.NewReplacer(",", "", "_", "").Replace(text), 10, 64)
	return n, err == nil
}

// parseSize reads a number of bytes, or of a unit in any case of letters.
func parseSize(text string) (int64, bool) {
	lower := strings.ToLower(text)
	for _, s := range sizes {
		if digits, found := strings.CutSuffix(lower, strings.ToLower(s.word)); found {
			n, ok := parseNumber(strings.TrimSpace(digits))
			return n * s.bytes, ok && n <= 1<<62/s.bytes
		}
	}
	return parseNumber(text)
}

// text writes a value as parse reads it.
func (u unit) text(n int64) string {
	switch u {
	case size:
		for _, s := range sizes {
			if n%s.bytes == 0 {
				return fmt.Sprintf("%d%s", n/s.bytes, s.word)
			}
		}
	case duration:
		text := time.Duration(n).String() // 1h0m0s
		for _, part := range []string{"m0s", "h0m"} {
			if strings.HasSuffix(text, part) {
				text = text[:len(text)-2]
			}
		}
		return text
	}
	return grouped(n)
}

// Size writes a number of bytes as people read it: "138B", "5.2MB".
func Size(n int) string {
	for _, s := range sizes {
		if int64(n) >= s.bytes && int64(n)%s.bytes != 0 {
			return fmt.Sprintf("%.1f%s", float64(n)/float64(s.bytes), s.word)
		}
		if int64(n) >= s.bytes {
			break
		}
	}
	return size.text(int64(n))
}

// grouped writes a number with commas.
func grouped(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
