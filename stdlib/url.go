package stdlib

import (
	"errors"
	"fmt"
	"strings"

	"lcs/value"
)

// appendURL appends s as a part of a URL. Space is %20 everywhere.
func appendURL(dst []byte, s string) []byte {
	const digits = "0123456789ABCDEF"
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '.', c == '_', c == '~':
			dst = append(dst, c)
		default:
			dst = append(dst, '%', digits[c>>4], digits[c&15])
		}
	}
	return dst
}

func decodeURL(s string) (any, error) {
	var out strings.Builder
	out.Grow(len(s))
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '+':
			out.WriteByte(' ')
		case '%':
			if i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2]) {
				return nil, fmt.Errorf("not URL-encoded: %% without two hex digits at position %d", i)
			}
			out.WriteByte(fromHex(s[i+1])<<4 | fromHex(s[i+2]))
			i += 2
		default:
			out.WriteByte(s[i])
		}
	}
	return strings.ToValidUTF8(out.String(), "\uFFFD"), nil
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func fromHex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c <= 'F':
		return c - 'A' + 10
	}
	return c - 'a' + 10
}

// errNested is returned for a form field that is an object.
var errNested = errors.New("a form has no place for an object in a field")

func encodeForm(fields *value.Object) (any, error) {
	var out []byte
	field := func(key string, v any) error {
		switch v.(type) {
		case *value.Object, []any:
			return fmt.Errorf("%s: %w", truncateText(key, 60, "…"), errNested)
		}
		if len(out) > 0 {
			out = append(out, '&')
		}
		out = append(appendURL(out, key), '=')
		out = appendURL(out, value.Text(v))
		if len(out) > maxOutput {
			return errTooLong
		}
		return nil
	}
	for key, v := range fields.All() {
		if v == nil {
			continue
		}
		list, ok := v.([]any)
		if !ok {
			list = []any{v}
		}
		for _, item := range list {
			if err := field(key, item); err != nil {
				return nil, err
			}
		}
	}
	return string(out), nil
}

func decodeForm(s string) (any, error) {
	fields := value.NewObject()
	s = strings.TrimPrefix(s, "?")
	for pair := range strings.SplitSeq(s, "&") {
		if pair == "" {
			continue
		}
		name, text, _ := strings.Cut(pair, "=")
		key, err := decodeURL(name)
		if err != nil {
			return nil, err
		}
		v, err := decodeURL(text)
		if err != nil {
			return nil, err
		}
		fields.Set(value.Text(key), v)
	}
	return fields, nil
}
