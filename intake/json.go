package intake

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"lcs/lang/diag"
	"lcs/limits"
	"lcs/value"
)

func isEnd(err error) bool { return err == io.EOF }

// lead turns the JSON text of one lead, which starts at a line and column, into
// a lead or into what is wrong with it.
func (d *document) lead(raw []byte, size, line, column int) (Lead, *diag.Diagnostic) {
	if size > d.lines.most {
		return Lead{}, d.tooLarge(line, column, size)
	}
	if problem := d.validate(raw, line, column); problem != nil {
		return Lead{}, problem
	}
	parsed, err := value.ParseJSON(raw, value.Limits{Depth: d.limits.Of(limits.JSONDepth)})
	if err != nil {
		return Lead{}, d.badJSON(raw, line, column, err)
	}
	object, isObject := parsed.(*value.Object)
	if !isObject {
		problem := diag.New(codeNotObject, d.span(raw, line, column, leadingSpace(raw)),
			fmt.Sprintf("a lead is an object, and this is %s", kindOf(parsed)))
		problem.Help = `write its fields in braces: {"email": "ann@example.com"}`
		return Lead{}, problem
	}
	return Lead{Value: object, Place: d.place(line)}, nil
}

// badJSON says where JSON text goes wrong.
func (d *document) badJSON(raw []byte, line, column int, err error) *diag.Diagnostic {
	at, message := 0, err.Error()
	var malformed *value.JSONError
	if errors.As(err, &malformed) {
		at, message = malformed.Offset, malformed.Message
	}
	return diag.New(codeBadJSON, d.span(raw, line, column, at), message)
}

func kindOf(v any) string {
	switch v.(type) {
	case value.NullType:
		return "null"
	case string:
		return "a text"
	case bool:
		return "a boolean"
	case *value.Number:
		return "a number"
	case []any:
		return "a list"
	}
	return "no object"
}

func leadingSpace(raw []byte) int { return len(raw) - len(bytes.TrimLeft(raw, " \t\r\n")) }
