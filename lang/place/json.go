package place

import (
	"strings"

	"lcs/lang/diag"
)

const malformedJSON diag.Code = "LCS4001"

// maxJSONDepth is how deep arrays and objects may nest in a template.
const maxJSONDepth = 1000

// jsonMode is what the JSON automaton waits for.
type jsonMode uint8

const (
	jsonValue    jsonMode = iota // a value
	jsonFirst                    // a value or ]
	jsonFirstKey                 // a key or }
	jsonKey                      // a key
	jsonColon
	jsonAfter // a value has ended: a comma or a closing bracket
	jsonText  // in the quotes of a string or key
	jsonEscape
	jsonHex4 // four hexadecimal digits, then three …
	jsonHex3
	jsonHex2
	jsonHex1
	jsonWord     // inside true, false or null
	jsonMinus    // a digit after a minus
	jsonZero     // after a leading 0
	jsonInt      // after other digits
	jsonDot      // a digit after the point
	jsonFraction // after digits behind the point
	jsonE        // a sign or a digit after e
	jsonSign     // a digit after the exponent's sign
	jsonExponent // after the exponent's digits
)

// jsonState is the pushdown automaton of JSON text (RFC 8259).
type jsonState struct {
	stack *frame // "[" and "{"
	mode  jsonMode
	key   bool   // the string is a key
	word  string // what is still to come of true, false or null
}

func newJSON() state { return jsonState{stack: &frame{}} }

func (s jsonState) feed(text string) (state, int, *fault) {
	for i := 0; i < len(text); i++ {
		if s.mode == jsonText {
			for i < len(text) && text[i] >= ' ' && text[i] != '"' && text[i] != '\\' {
				i++
			}
			if i == len(text) {
				break
			}
		}
		next, f := s.next(text[i:])
		if f != nil {
			return s, i, f
		}
		s = next
	}
	return s, 0, nil
}

// next reads the first byte of text.
func (s jsonState) next(text string) (jsonState, *fault) {
	c := text[0]
	switch {
	case s.mode >= jsonText && s.mode <= jsonHex1:
		return s.inString(text)
	case s.mode == jsonWord:
		if c != s.word[0] {
			return s, s.refuse(firstOf(text))
		}
		if s.word = s.word[1:]; s.word == "" {
			s.mode = jsonAfter
		}
		return s, nil
	case s.mode >= jsonMinus:
		mode, more := s.mode.digit(c)
		if more {
			s.mode = mode
			return s, nil
		}
		if !s.mode.completeNumber() {
			return s, s.refuse(firstOf(text))
		}
		s.mode = jsonAfter
	}
	if c == ' ' || c == '\n' || c == '\t' || c == '\r' {
		return s, nil
	}
	return s.structure(text)
}

// structure reads a byte between values.
func (s jsonState) structure(text string) (jsonState, *fault) {
	c := text[0]
	switch s.mode {
	case jsonValue, jsonFirst:
		if c == ']' && s.mode == jsonFirst {
			return s.close(), nil
		}
		return s.begin(text)
	case jsonFirstKey, jsonKey:
		switch {
		case c == '"':
			s.mode, s.key = jsonText, true
			return s, nil
		case c == '}' && s.mode == jsonFirstKey:
			return s.close(), nil
		}
	case jsonColon:
		if c == ':' {
			s.mode = jsonValue
			return s, nil
		}
	case jsonAfter:
		switch {
		case c == ',' && s.stack.name == "[":
			s.mode = jsonValue
			return s, nil
		case c == ',' && s.stack.name == "{":
			s.mode = jsonKey
			return s, nil
		case c == ']' && s.stack.name == "[", c == '}' && s.stack.name == "{":
			return s.close(), nil
		}
	}
	return s, s.refuse(firstOf(text)).withHelp(s.foreignHelp(text))
}

// foreignHelp says how what other languages write in their data, and JSON has
// not, is written.
func (s jsonState) foreignHelp(text string) string {
	word, _, _ := strings.Cut(text, ",")
	switch word = strings.TrimRight(word, " \r\n\t]}"); {
	case text[0] == '\'':
		return "JSON has double quotes"
	case strings.HasPrefix(text, "//"), strings.HasPrefix(text, "/*"), text[0] == '#':
		return "JSON has no comments"
	case s.mode == jsonKey && text[0] == '}', s.mode == jsonValue && text[0] == ']':
		return "no ',' stands in front of it; in an {{#each}} write {{#unless @last}},{{/unless}}"
	case s.mode != jsonValue && s.mode != jsonFirst:
		return ""
	case word == "True", word == "False":
		return "write " + strings.ToLower(word)
	case word == "None", word == "nil", word == "undefined", word == "NULL":
		return "write null"
	}
	return ""
}

// begin reads the first byte of a value.
func (s jsonState) begin(text string) (jsonState, *fault) {
	c := text[0]
	switch {
	case c == '{' || c == '[':
		if s.stack.depth == maxJSONDepth {
			return s, &fault{code: malformedJSON, message: "more than 1,000 brackets are open here"}
		}
		s.stack, s.mode = s.stack.push(text[:1]), jsonFirst
		if c == '{' {
			s.mode = jsonFirstKey
		}
	case c == '"':
		s.mode, s.key = jsonText, false
	case c == '-':
		s.mode = jsonMinus
	case c == '0':
		s.mode = jsonZero
	case c >= '1' && c <= '9':
		s.mode = jsonInt
	case c == 't':
		s.mode, s.word = jsonWord, "rue"
	case c == 'f':
		s.mode, s.word = jsonWord, "alse"
	case c == 'n':
		s.mode, s.word = jsonWord, "ull"
	default:
		return s, s.refuse(firstOf(text)).withHelp(s.foreignHelp(text))
	}
	return s, nil
}

func (s jsonState) close() jsonState {
	s.stack, s.mode = s.stack.parent, jsonAfter
	return s
}

func (s jsonState) inString(text string) (jsonState, *fault) {
	c := text[0]
	switch s.mode {
	case jsonText:
		switch {
		case c == '\\':
			s.mode = jsonEscape
		case c == '"' && s.key:
			s.mode, s.key = jsonColon, false
		case c == '"':
			s.mode = jsonAfter
		case c < ' ':
			return s, &fault{
				code:    malformedJSON,
				message: firstOf(text) + " cannot stand in a JSON string",
				help:    `write it as an escape, such as \n or \t`,
			}
		}
		return s, nil
	case jsonEscape:
		switch c {
		case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
			s.mode = jsonText
			return s, nil
		case 'u':
			s.mode = jsonHex4
			return s, nil
		}
		return s, s.refuse(firstOf(text))
	}
	if !isHex(c) {
		return s, s.refuse(firstOf(text))
	}
	if s.mode == jsonHex1 {
		s.mode = jsonText
	} else {
		s.mode++
	}
	return s, nil
}

// digit says where a number stands after c, and whether c belongs to it.
func (m jsonMode) digit(c byte) (jsonMode, bool) {
	isDigit := c >= '0' && c <= '9'
	switch m {
	case jsonMinus:
		if c == '0' {
			return jsonZero, true
		}
		return jsonInt, isDigit
	case jsonInt, jsonZero:
		switch {
		case isDigit && m == jsonInt:
			return jsonInt, true
		case c == '.':
			return jsonDot, true
		case c == 'e' || c == 'E':
			return jsonE, true
		}
	case jsonDot, jsonFraction:
		if m == jsonFraction && (c == 'e' || c == 'E') {
			return jsonE, true
		}
		return jsonFraction, isDigit
	case jsonE:
		if c == '+' || c == '-' {
			return jsonSign, true
		}
		return jsonExponent, isDigit
	case jsonSign, jsonExponent:
		return jsonExponent, isDigit
	}
	return m, false
}

func (m jsonMode) completeNumber() bool {
	return m == jsonZero || m == jsonInt || m == jsonFraction || m == jsonExponent
}

func (s jsonState) hole(hole) (Place, state, *fault) {
	switch s.mode {
	case jsonValue, jsonFirst:
		s.mode = jsonAfter
		return JSONValue, s, nil
	case jsonText:
		if s.key {
			return JSONKey, s, nil
		}
		return JSONString, s, nil
	}
	f := s.refuse("a value")
	if s.mode == jsonKey || s.mode == jsonFirstKey {
		f.help = `a key stands in quotes: "{{ … }}": …`
	}
	return Invalid, s, f
}

func (s jsonState) done() *fault {
	if s.stack.depth == 0 && (s.mode == jsonAfter || s.mode.completeNumber()) {
		return nil
	}
	return &fault{code: malformedJSON, message: "the JSON ends too early: " + s.need()}
}

func (s jsonState) refuse(subject string) *fault {
	return refused(malformedJSON, subject, s.need())
}

// need says what must come in this state.
func (s jsonState) need() string {
	switch s.mode {
	case jsonFirst:
		return "a value or ']' must come"
	case jsonFirstKey:
		return "a key or '}' must come"
	case jsonKey:
		return "a key must come"
	case jsonColon:
		return "':' must come"
	case jsonText:
		return `'"' must come`
	case jsonEscape:
		return `one of " \ / b f n r t u must come after '\'`
	case jsonHex4, jsonHex3, jsonHex2, jsonHex1:
		return `four hexadecimal digits must come after '\u'`
	case jsonWord:
		return "'" + s.word + "' must come"
	case jsonMinus, jsonDot, jsonE, jsonSign:
		return "a digit must come"
	case jsonAfter, jsonZero, jsonInt, jsonFraction, jsonExponent:
		switch s.stack.name {
		case "[":
			return "',' or ']' must come"
		case "{":
			return "',' or '}' must come"
		}
		return "the JSON has ended"
	}
	return "a value must come"
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}
