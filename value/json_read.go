package value

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// Limits bounds what ParseJSON takes. The zero Limits are the defaults.
type Limits struct {
	Depth int // of objects and lists within each other; 0 is DefaultDepth
}

// DefaultDepth is how deep JSON may nest.
const DefaultDepth = 1000

// JSONError says where a text is not JSON, or not JSON that is accepted.
type JSONError struct {
	Offset       int // in bytes, from 0
	Line, Column int // from 1; the column counts characters
	Message      string
	TooDeep      bool // it may well be JSON, with other Limits
}

// Error returns the message and the place.
func (e *JSONError) Error() string {
	return fmt.Sprintf("%s at line %d, column %d", e.Message, e.Line, e.Column)
}

func jsonError(text string, offset int, message string) *JSONError {
	offset = max(0, min(offset, len(text)))
	before := text[:offset]
	line := strings.Count(before, "\n") + 1
	column := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
	return &JSONError{Offset: offset, Line: line, Column: column, Message: message}
}

const byteOrderMark = "\xef\xbb\xbf"

// ParseJSON reads one JSON value. Numbers keep their digits and objects the
// order of their keys; of a key that comes twice the last value counts. The
// result shares no memory with bytes that are given. Errors are of type *JSONError.
func ParseJSON[T []byte | string](data T, limits Limits) (any, error) {
	return parseJSON(strings.TrimPrefix(string(data), byteOrderMark), limits)
}

func parseJSON(text string, limits Limits) (any, error) {
	if strings.TrimLeft(text, " \t\r\n") == "" {
		return nil, jsonError(text, len(text), "the JSON text is empty")
	}
	depth := limits.Depth
	if depth <= 0 {
		depth = DefaultDepth
	}
	// The depth comes first: validation recurses.
	if at := tooDeep(text, depth); at >= 0 {
		err := jsonError(text, at, fmt.Sprintf("JSON nests deeper than %d levels", depth))
		err.TooDeep = true
		return nil, err
	}
	if !gjson.Valid(text) {
		return nil, invalidJSON(text)
	}
	r := readers.Get().(*jsonReader)
	r.text = text
	v, err := r.value(), r.err
	r.recycle()
	if err != nil {
		return nil, err
	}
	return v, nil
}

// readers keeps the scratch space of readers, which each text would need anew.
var readers = sync.Pool{New: func() any { return &jsonReader{} }}

// maxScratch is how many entries the scratch space keeps for the next text.
const maxScratch = 1024

// recycle gives the reader back, with nothing of its text.
func (r *jsonReader) recycle() {
	clear(r.entries[:cap(r.entries)])
	clear(r.items[:cap(r.items)])
	if cap(r.entries) > maxScratch || cap(r.items) > maxScratch {
		return
	}
	*r = jsonReader{entries: r.entries[:0], items: r.items[:0]}
	readers.Put(r)
}

// tooDeep returns the offset at which text nests deeper than limit, or -1.
func tooDeep(text string, limit int) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '{', '[':
			if depth++; depth > limit {
				return i
			}
		case '}', ']':
			depth--
		case '"':
			for i++; i < len(text) && text[i] != '"'; i++ {
				if text[i] == '\\' {
					i++
				}
			}
		}
	}
	return -1
}

// invalidJSON asks encoding/json, which knows the place, what is wrong.
func invalidJSON(text string) *JSONError {
	var ignored json.RawMessage
	var syntax *json.SyntaxError
	if err := json.Unmarshal([]byte(text), &ignored); errors.As(err, &syntax) {
		offset := int(syntax.Offset)
		message := syntax.Error()
		if message == "unexpected end of JSON input" {
			return jsonError(text, len(text), "the JSON text ends too early")
		}
		return jsonError(text, offset-1, message)
	}
	return jsonError(text, 0, "not JSON")
}

// jsonReader walks text that is known to be valid JSON.
type jsonReader struct {
	text string
	pos  int
	err  *JSONError

	// What was read of the objects and lists that are still open.
	entries []Entry
	items   []any
}

// next skips white space and returns the byte after it.
func (r *jsonReader) next() byte {
	for r.pos < len(r.text) {
		switch c := r.text[r.pos]; c {
		case ' ', '\t', '\r', '\n':
			r.pos++
		default:
			return c
		}
	}
	return 0
}

func (r *jsonReader) value() any {
	switch r.next() {
	case '{':
		return r.object()
	case '[':
		return r.list()
	case '"':
		return r.string()
	case 't':
		r.pos += len("true")
		return true
	case 'f':
		r.pos += len("false")
		return false
	case 'n':
		r.pos += len("null")
		return Null
	}
	return r.number()
}

func (r *jsonReader) object() *Object {
	mark := len(r.entries)
	r.pos++ // {
	for r.next() != '}' && r.err == nil {
		if r.text[r.pos] == ',' {
			r.pos++
			r.next()
		}
		key := r.string()
		r.next()
		r.pos++ // :
		v := r.value()
		r.entries = append(r.entries, Entry{key, v})
	}
	r.pos++ // }
	own := make([]Entry, len(r.entries)-mark)
	copy(own, r.entries[mark:])
	r.entries = r.entries[:mark]
	return objectOf(own)
}

func (r *jsonReader) list() []any {
	mark := len(r.items)
	r.pos++ // [
	for r.next() != ']' && r.err == nil {
		if r.text[r.pos] == ',' {
			r.pos++
		}
		r.items = append(r.items, r.value())
	}
	r.pos++ // ]
	own := make([]any, len(r.items)-mark)
	copy(own, r.items[mark:])
	r.items = r.items[:mark]
	return own
}

func (r *jsonReader) string() string {
	from := r.pos
	escaped := false
	for r.pos++; r.text[r.pos] != '"'; r.pos++ {
		if r.text[r.pos] == '\\' {
			escaped = true
			r.pos++
		}
	}
	r.pos++
	s := r.text[from+1 : r.pos-1]
	if escaped {
		s = gjson.Parse(r.text[from:r.pos]).Str
	}
	if !utf8.ValidString(s) {
		s = toValidUTF8(s)
	}
	return s
}

func (r *jsonReader) number() any {
	from := r.pos
	for r.pos < len(r.text) {
		if c := r.text[r.pos]; c-'0' > 9 && c != '-' && c != '+' && c != '.' && c != 'e' && c != 'E' {
			break
		}
		r.pos++
	}
	n, err := ParseNumber(r.text[from:r.pos])
	if err != nil && r.err == nil {
		r.err = jsonError(r.text, from, err.Error())
	}
	return n
}

// toValidUTF8 replaces every byte that is not UTF-8 by U+FFFD, as the decoders
// of other languages do.
func toValidUTF8(s string) string {
	return string([]rune(s))
}
