package scaffold

import (
	"lcs/value"
	"lcs/value/literal"
)

func isScalar(v any) bool {
	switch v.(type) {
	case *value.Object, []any:
		return false
	}
	return true
}

// jsonBody writes a JSON value as the body of a request, with settings and fields
// of the lead in it.
func (d *Draft) jsonBody(v any) string { return d.json(v, "", "", "", len(`    body json `)) }

// json writes a value under its name, below indent on a line that has used so
// many characters.
func (d *Draft) json(v any, name, parent, indent string, used int) string {
	inner := indent + "  "
	var parts []string
	switch v := v.(type) {
	case *value.Object:
		for k, field := range v.All() {
			key := quoted(k) + ": "
			parts = append(parts, key+d.json(field, k, name, inner, len(inner+key)))
		}
		return literal.Object(parts, indent, used)
	case []any:
		for _, item := range v {
			parts = append(parts, d.json(item, name, parent, inner, len(inner)))
		}
		return literal.List(parts, indent, used)
	}
	out := d.fieldValue(name, parent, v)
	if isPath(out) && isText(v) {
		return `"{{` + out + `}}"` // as it is pasted from a guide
	}
	return out
}

func isText(v any) bool { _, ok := v.(string); return ok }

// jsonExample writes a JSON value as the body of an example.
func jsonExample(v any) string {
	return "json " + holes(literal.JSON(v, "  ", len(`  example 200 json `)))
}
