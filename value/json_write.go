package value

import (
	"errors"
	"time"
	"unicode/utf8"
)

// maxWriteDepth bounds what AppendJSON recurses into; no value that was read
// comes near it.
const maxWriteDepth = 10_000

// ErrTooDeep is returned for a value that nests too deep to be written.
var ErrTooDeep = errors.New("the value nests too deep")

// ErrNoJSON is returned for a value that JSON cannot say, such as a regex.
var ErrNoJSON = errors.New("the value cannot be written as JSON")

// AppendJSON appends the one JSON text of v: no spaces, keys in order, digits
// as they came, only what must be escaped is escaped. In an object an absent
// value is left out with its key, in a list and alone it is null. A valid
// record is its basic value, an invalid one the text that was sent.
func AppendJSON(dst []byte, v any) ([]byte, error) { return appendJSON(dst, v, 0) }

func appendJSON(dst []byte, v any, depth int) ([]byte, error) {
	switch v := v.(type) {
	case nil, NullType:
		return append(dst, "null"...), nil
	case string:
		return AppendJSONString(dst, v), nil
	case *Number:
		if v == nil {
			return append(dst, "null"...), nil
		}
		return v.Append(dst), nil
	case bool:
		if v {
			return append(dst, "true"...), nil
		}
		return append(dst, "false"...), nil
	case *Object:
		return appendObject(dst, v, depth+1)
	case []any:
		return appendList(dst, v, depth+1)
	case *Record:
		if v == nil {
			return append(dst, "null"...), nil
		}
		switch v.Normal.(type) {
		case *Number, bool:
			if v.Valid {
				return appendJSON(dst, v.Normal, depth+1)
			}
		}
		return AppendJSONString(dst, Text(v)), nil
	case Date, time.Time, time.Duration, Interval, []byte, Texter:
		return AppendJSONString(dst, Text(v)), nil
	}
	return dst, ErrNoJSON
}

func appendObject(dst []byte, o *Object, depth int) ([]byte, error) {
	if depth > maxWriteDepth {
		return dst, ErrTooDeep
	}
	dst = append(dst, '{')
	first := true
	for key, v := range o.All() {
		if v == nil {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = append(AppendJSONString(dst, key), ':')
		var err error
		if dst, err = appendJSON(dst, v, depth); err != nil {
			return dst, err
		}
	}
	return append(dst, '}'), nil
}

func appendList(dst []byte, all []any, depth int) ([]byte, error) {
	if depth > maxWriteDepth {
		return dst, ErrTooDeep
	}
	dst = append(dst, '[')
	for i, v := range all {
		if i > 0 {
			dst = append(dst, ',')
		}
		var err error
		if dst, err = appendJSON(dst, v, depth); err != nil {
			return dst, err
		}
	}
	return append(dst, ']'), nil
}

const hexDigits = "0123456789abcdef"

// AppendJSONString appends s as a JSON string with its quotes. Bytes that are
// not UTF-8 become U+FFFD.
func AppendJSONString(dst []byte, s string) []byte {
	return append(AppendJSONEscaped(append(dst, '"'), s), '"')
}

// plainInJSON are the bytes that stand for themselves in a JSON string.
var plainInJSON = func() (plain [256]bool) {
	for c := byte(' '); c < utf8.RuneSelf; c++ {
		plain[c] = c != '"' && c != '\\'
	}
	return plain
}()

// AppendJSONEscaped appends s as it stands inside the quotes of a JSON string.
func AppendJSONEscaped(dst []byte, s string) []byte {
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case plainInJSON[c]:
			i++
			continue
		case c >= utf8.RuneSelf:
			if _, size := utf8.DecodeRuneInString(s[i:]); size > 1 {
				i += size
				continue
			}
			dst = append(append(dst, s[from:i]...), "\uFFFD"...)
		default:
			dst = appendEscape(append(dst, s[from:i]...), c)
		}
		i++
		from = i
	}
	return append(dst, s[from:]...)
}

func appendEscape(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	case '\b':
		return append(dst, '\\', 'b')
	case '\f':
		return append(dst, '\\', 'f')
	}
	return append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}

// The methods below let encoding/json write values; AppendJSON does the work.

// MarshalJSON returns the digits.
func (n *Number) MarshalJSON() ([]byte, error) { return AppendJSON(nil, n) }

// MarshalJSON returns the object with its keys in order.
func (o *Object) MarshalJSON() ([]byte, error) { return AppendJSON(nil, o) }

// MarshalJSON returns the record's basic value, or the text that was sent.
func (r *Record) MarshalJSON() ([]byte, error) { return AppendJSON(nil, r) }

// MarshalJSON returns the date as ISO text.
func (d Date) MarshalJSON() ([]byte, error) { return AppendJSON(nil, d) }

// MarshalJSON returns null.
func (NullType) MarshalJSON() ([]byte, error) { return []byte("null"), nil }
