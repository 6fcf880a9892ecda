package stdlib

import (
	"time"

	"lcs/value"
)

// parseISODate reads YYYY-MM-DD, or the day of an ISO moment.
func parseISODate(text string) (value.Date, bool) {
	if len(text) > 64 {
		return value.Date{}, false
	}
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return value.DateOf(t), true
	}
	if t, ok := parseISOTime(text, time.UTC); ok {
		return value.DateOf(t), true
	}
	return value.Date{}, false
}

// isoLayouts are the forms of ISO 8601 and RFC 3339 in use, and those of
// databases. A fraction of a second may follow the seconds of each.
var isoLayouts = []string{
	"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05Z07", "2006-01-02T15:04:05",
	"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05Z0700", "2006-01-02 15:04:05", "2006-01-02 15:04:05 Z07:00", "2006-01-02 15:04:05 Z0700",
	"2006-01-02T15:04Z07:00", "2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02",
	"20060102T150405Z07:00", "20060102T150405",
}

// parseISOTime reads a moment; one without an offset is in loc.
func parseISOTime(text string, loc *time.Location) (time.Time, bool) {
	if len(text) < 8 || len(text) > 64 {
		return time.Time{}, false
	}
	for _, layout := range isoLayouts {
		if t, err := time.ParseInLocation(layout, text, loc); err == nil {
			if _, offset := t.Zone(); offset == 0 && t.Location() != loc {
				t = t.UTC()
			}
			return t, true
		}
	}
	return time.Time{}, false
}
