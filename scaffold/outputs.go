package scaffold

import (
	"bytes"
	"encoding/xml"
	"io"
	"slices"
	"strings"

	"lcs/lang/check"
	"lcs/value"
)

// maxOutputs is how many fields of an answer a step hands on.
const maxOutputs = 8

// outputs are what a step hands on of its answer, each under its own name.
type outputs []Entry

func (o *outputs) add(name, path string) {
	name = identifier(name)
	known := slices.Contains(check.StepFieldNames, name) || slices.ContainsFunc(*o, func(e Entry) bool { return e.Name == name })
	if len(*o) < maxOutputs && !known {
		*o = append(*o, Entry{Name: name, Value: path})
	}
}

// outputsOf are the scalar fields of a JSON answer.
func outputsOf(answer any) []Entry {
	var out outputs
	out.walk(answer, "response")
	return out
}

func (o *outputs) walk(v any, path string) {
	object, ok := v.(*value.Object)
	if !ok {
		return
	}
	for k, field := range object.All() {
		switch at := path + "." + k; {
		case identifier(k) != k && key(k) != k, strings.Contains(k, "-"): // it takes more than a dot to read
		case !isScalar(field):
			o.walk(field, at)
		case !value.IsMissing(field):
			o.add(k, at)
		}
	}
}

// outputsOfXML are the texts of the elements that an XML answer has once. Paths
// are without prefixes, which match any namespace.
func outputsOfXML(answer []byte) []Entry {
	decoder := xml.NewDecoder(bytes.NewReader(answer))
	decoder.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // it is UTF-8, whatever it says
	var names []string
	count := map[string]int{}
	open, text := "", ""
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil
		}
		switch token := token.(type) {
		case xml.StartElement:
			open, text = token.Name.Local, ""
			count[open]++
		case xml.CharData:
			text += string(token)
		case xml.EndElement:
			if open == token.Name.Local && strings.TrimSpace(text) != "" {
				names = append(names, open)
			}
			open = ""
		}
	}
	var out outputs
	for _, name := range names {
		if count[name] == 1 && key(name) == name {
			out.add(name, "response.xpath('//"+name+"')")
		}
	}
	return out
}
