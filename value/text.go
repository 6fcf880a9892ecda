package value

import (
	"encoding/hex"
	"strconv"
	"time"
)

// Texter is a value of another package that has a text, such as an XML
// document.
type Texter interface{ Text() string }

// TimeLayout is how a moment prints: UTC with milliseconds.
const TimeLayout = "2006-01-02T15:04:05.000Z"

// Text returns what v is in text. What is absent or null is empty; false and 0
// are not. A date is ISO, a duration is as the language writes it, bytes are
// hex, lists and objects are JSON, and a record is its normal form or, if it
// is not valid, what was sent.
func Text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case *Record:
		if v == nil {
			return ""
		}
		if v.Valid && v.Normal != nil {
			return Text(v.Normal)
		}
		return v.Raw
	}
	return string(AppendText(nil, v))
}

// AppendText appends what Text returns.
func AppendText(dst []byte, v any) []byte {
	switch v := v.(type) {
	case nil, NullType:
		return dst
	case string:
		return append(dst, v...)
	case *Number:
		if v == nil {
			return dst
		}
		return v.Append(dst)
	case bool:
		return strconv.AppendBool(dst, v)
	case Date:
		return v.Append(dst)
	case time.Time:
		return v.UTC().AppendFormat(dst, TimeLayout)
	case time.Duration:
		return appendDuration(dst, v)
	case Interval:
		return appendDuration(dst, v.Duration())
	case []byte:
		return hex.AppendEncode(dst, v)
	case *Record:
		return append(dst, Text(v)...)
	case Texter:
		return append(dst, v.Text()...)
	}
	out, err := AppendJSON(dst, v)
	if err != nil {
		return dst
	}
	return out
}

// Duration returns the time from From to To.
func (i Interval) Duration() time.Duration { return i.To.Sub(i.From) }

// String returns the date as YYYY-MM-DD.
func (d Date) String() string { return string(d.Append(nil)) }

// Append appends what String returns.
func (d Date) Append(dst []byte) []byte {
	year := d.Year
	if year < 0 {
		dst = append(dst, '-')
		year = -year
	}
	dst = appendPadded(dst, year, 4)
	dst = appendPadded(append(dst, '-'), int(d.Month), 2)
	return appendPadded(append(dst, '-'), d.Day, 2)
}

func appendPadded(dst []byte, n, width int) []byte {
	digits := strconv.Itoa(n)
	for range width - len(digits) {
		dst = append(dst, '0')
	}
	return append(dst, digits...)
}

// DateOf returns the calendar day of t in t's own zone.
func DateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date{year, month, day}
}

// In returns the moment at which d begins in a zone.
func (d Date) In(zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone)
}

// appendDuration prints a duration as a script writes it, 7d or 1m30s.
func appendDuration(dst []byte, d time.Duration) []byte {
	if d == 0 {
		return append(dst, "0s"...)
	}
	left := uint64(d)
	if d < 0 {
		dst = append(dst, '-')
		left = -left
	}
	for _, unit := range [...]struct {
		size uint64
		name string
	}{
		{uint64(24 * time.Hour), "d"}, {uint64(time.Hour), "h"}, {uint64(time.Minute), "m"}, {uint64(time.Second), "s"},
	} {
		if n := left / unit.size; n > 0 {
			dst = append(strconv.AppendUint(dst, n, 10), unit.name...)
			left %= unit.size
		}
	}
	if left == 0 {
		return dst
	}
	dst = Decimal(int64(left), -6).reduced().Append(dst)
	return append(dst, "ms"...)
}
