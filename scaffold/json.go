package scaffold

import (
	"strings"

	"lcs/value"
	"lcs/value/literal"
)

// maxOutputs is how many fields of an answer a step hands on.
const maxOutputs = 8

func isScalar(v any) bool {
	switch v.(type) {
	case *value.Object, []any:
		return false
	}
	return true
}

// jsonBody writes a JSON value as the body of a request: what is a person's own
// are fields of the lead. What is short stands on one line.
func (d *Draft) jsonBody(v any) string {
	var write func(v any, name, parent, indent string) string
	write = func(v any, name, parent, indent string) string {
		var parts []string
		brackets := [2]string{"{ ", " }"}
		switch v := v.(type) {
		case *value.Object:
			for k, field := range v.All() {
				parts = append(parts, quoted(k)+": "+write(field, k, name, indent+"  "))
			}
		case []any:
			brackets = [2]string{"[", "]"}
			for _, item := range v {
				parts = append(parts, write(item, name, parent, indent+"  "))
			}
		default:
			out := d.leadValue(name, parent, v)
			if strings.HasPrefix(out, "lead.") && isText(v) {
				return `"{{` + out + `}}"` // as it is pasted from a guide
			}
			return out
		}
		if len(parts) == 0 {
			return strings.ReplaceAll(brackets[0]+brackets[1], " ", "")
		}
		line := brackets[0] + strings.Join(parts, ", ") + brackets[1]
		if len(indent)+len(line) <= longest-len(`  body json `) && !strings.Contains(line, "\n") {
			return line
		}
		return strings.TrimSpace(brackets[0]) + "\n" + indent + "  " + strings.Join(parts, ",\n"+indent+"  ") + "\n" + indent + strings.TrimSpace(brackets[1])
	}
	return write(v, "", "", "")
}

func isText(v any) bool { _, ok := v.(string); return ok }

// jsonExample writes a JSON value as the body of an example.
func jsonExample(v any) string {
	return "json " + holes(literal.JSON(v, "  ", len(`  example 200 json `)))
}

// outputsOf are the scalar fields of an answer, under their own names.
func outputsOf(v any) []Entry {
	var out []Entry
	seen := map[string]bool{"response": true, "outcome": true, "http": true, "source": true, "stats": true, "service": true, "price": true, "reference": true, "reason": true}
	var walk func(v any, path string)
	walk = func(v any, path string) {
		object, ok := v.(*value.Object)
		if !ok {
			return
		}
		for k, field := range object.All() {
			if identifier(k) != k && key(k) != k || strings.Contains(k, "-") {
				continue // it takes more than a dot to read
			}
			at := path + "." + k
			if !isScalar(field) {
				walk(field, at)
				continue
			}
			if name := identifier(k); len(out) < maxOutputs && !seen[name] && !value.IsMissing(field) {
				seen[name] = true
				out = append(out, Entry{Name: name, Value: at})
			}
		}
	}
	walk(v, "response")
	return out
}
