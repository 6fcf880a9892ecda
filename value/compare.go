package value

import (
	"bytes"
	"reflect"
	"strings"
	"time"
)

// Equal reports whether a and b are the same value. Numbers are compared by
// value, text exactly, moments as instants, objects without regard to the order
// of their keys. A record is compared as its basic value. Absent equals only
// absent, and null only null.
func Equal(a, b any) bool {
	if s, ok := a.(string); ok {
		if t, ok := b.(string); ok {
			return s == t
		}
	}
	a, b = bare(a, b)
	switch a := a.(type) {
	case nil:
		return b == nil
	case NullType:
		return b == Null
	case string:
		b, ok := b.(string)
		return ok && a == b
	case bool:
		b, ok := b.(bool)
		return ok && a == b
	case *Number:
		b, ok := b.(*Number)
		return ok && a.Cmp(b) == 0
	case []byte:
		b, ok := b.([]byte)
		return ok && bytes.Equal(a, b)
	case []any:
		b, ok := b.([]any)
		return ok && equalLists(a, b)
	case *Object:
		b, ok := b.(*Object)
		return ok && equalObjects(a, b)
	}
	if order, ok := Compare(a, b); ok {
		return order == 0
	}
	return reflect.TypeOf(a).Comparable() && a == b // a thing of the run, a service, is equal to itself
}

func equalLists(a, b []any) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !Equal(a[i], b[i]) {
			return false
		}
	}
	return true
}

// equalObjects takes an absent value for a key that is not there.
func equalObjects(a, b *Object) bool {
	if a == b {
		return true
	}
	count := 0
	for key, v := range a.All() {
		if v == nil {
			continue
		}
		count++
		if w, ok := b.Get(key); !ok || !Equal(v, w) {
			return false
		}
	}
	for _, v := range b.All() {
		if v != nil {
			count--
		}
	}
	return count == 0
}

// Compare returns -1, 0 or 1 as a is less than, equal to or greater than b, and
// false when the two have no order: they are of different types, or of one that
// has none. Text is ordered by its characters' code points.
func Compare(a, b any) (order int, ok bool) {
	if m, ok := a.(*Number); ok {
		if n, ok := b.(*Number); ok {
			return m.Cmp(n), true
		}
	}
	a, b = bare(a, b)
	switch a := a.(type) {
	case *Number:
		if b, ok := b.(*Number); ok {
			return a.Cmp(b), true
		}
	case string:
		if b, ok := b.(string); ok {
			return strings.Compare(a, b), true
		}
	case time.Time:
		if b, ok := asTime(b); ok {
			return a.Compare(b), true
		}
	case Date:
		switch b := b.(type) {
		case Date:
			return compareDates(a, b), true
		case time.Time:
			return a.In(time.UTC).Compare(b), true
		}
	case time.Duration, Interval:
		x, _ := asDuration(a)
		if y, ok := asDuration(b); ok {
			return compareInts(int64(x), int64(y)), true
		}
	case bool:
		if b, ok := b.(bool); ok {
			return compareBools(a, b), true
		}
	case []byte:
		if b, ok := b.([]byte); ok {
			return bytes.Compare(a, b), true
		}
	}
	return 0, false
}

func compareDates(a, b Date) int {
	if a.Year != b.Year {
		return compareInts(int64(a.Year), int64(b.Year))
	}
	if a.Month != b.Month {
		return compareInts(int64(a.Month), int64(b.Month))
	}
	return compareInts(int64(a.Day), int64(b.Day))
}

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func asTime(v any) (time.Time, bool) {
	switch v := v.(type) {
	case time.Time:
		return v, true
	case Date: // a day stands for its beginning in UTC
		return v.In(time.UTC), true
	}
	return time.Time{}, false
}

func asDuration(v any) (time.Duration, bool) {
	switch v := v.(type) {
	case time.Duration:
		return v, true
	case Interval:
		return v.Duration(), true
	}
	return 0, false
}

// bare turns records into what they are compared as. Beside text, a
// record counts as its text: lead.value == "about fifty".
func bare(a, b any) (any, any) {
	x, isX := a.(*Record)
	y, isY := b.(*Record)
	if !isX && !isY {
		return a, b
	}
	if _, text := b.(string); isX && text {
		return Text(x), b
	}
	if _, text := a.(string); isY && text {
		return a, Text(y)
	}
	if isX {
		a = Basic(x)
	}
	if isY {
		b = Basic(y)
	}
	return a, b
}

// Truthy reports whether `v || other` is v: it is not missing, not empty and
// not false. The number 0 is something.
func Truthy(v any) bool {
	switch v := v.(type) {
	case nil, NullType:
		return false
	case bool:
		return v
	case string:
		return v != ""
	case []any:
		return len(v) > 0
	case []byte:
		return len(v) > 0
	case *Object:
		return v.Len() > 0
	case *Record:
		return v != nil && Truthy(Basic(v))
	}
	return true
}
