package scaffold

import (
	"slices"
	"strings"

	"lcs/value"
)

// maxDepth is how deep the shapes go that are made of schemas.
const maxDepth = 6

// schema is a JSON schema of a document, with what allOf adds.
type schema struct {
	doc    *document
	object *value.Object
	within []string // the references that led here
}

func (d *document) schema(v any) schema {
	s := schema{doc: d, object: d.merged(d.resolve(v), 0)}
	if ref, ok := v.(*value.Object); ok && textOf(ref, "$ref") != "" {
		s.within = []string{textOf(ref, "$ref")}
	}
	return s
}

// part is a schema within this one. One that holds itself goes on as nothing.
func (s schema) part(v any) schema {
	p := s.doc.schema(v)
	if len(p.within) > 0 && slices.Contains(s.within, p.within[0]) {
		p.object = nil
	}
	p.within = append(slices.Clone(s.within), p.within...)
	return p
}

// endless reports whether the schema is one that holds itself, or a list of it.
func (s schema) endless() bool {
	return s.object == nil || s.kind() == "array" && s.items().object == nil
}

// merged is a schema with the parts of allOf in it.
func (d *document) merged(object *value.Object, depth int) *value.Object {
	if d.schemas++; d.schemas > maxSchemas {
		return nil
	}
	all := listOf(object, "allOf")
	if len(all) == 0 || depth > maxDepth {
		return object
	}
	merged, properties, required := value.NewObject(), value.NewObject(), []any{}
	for _, part := range append(slices.Clone(all), value.NewObject(slices.Collect(entriesWithout(object, "allOf"))...)) {
		inner := d.merged(d.resolve(part), depth+1)
		if inner == nil {
			continue
		}
		for k, v := range inner.All() {
			merged.Set(k, v)
		}
		if own, ok := inner.Value("properties").(*value.Object); ok {
			for k, v := range own.All() {
				properties.Set(k, v)
			}
		}
		required = append(required, listOf(inner, "required")...)
	}
	if properties.Len() > 0 {
		merged.Set("properties", properties)
		merged.Set("required", required)
	}
	return merged
}

func entriesWithout(o *value.Object, name string) func(yield func(value.Entry) bool) {
	return func(yield func(value.Entry) bool) {
		if o == nil {
			return
		}
		for k, v := range o.All() {
			if k != name && !yield(value.Entry{Key: k, Value: v}) {
				return
			}
		}
	}
}

// kind is the schema's type; of several the first that is not null.
func (s schema) kind() string {
	if list := listOf(s.object, "type"); list != nil {
		for _, t := range list {
			if text, ok := t.(string); ok && text != "null" {
				return text
			}
		}
	}
	if kind := textOf(s.object, "type"); kind != "" {
		return kind
	}
	if valueOf(s.object, "properties") != nil {
		return "object"
	}
	return ""
}

// nullable reports whether null is a value of the schema.
func (s schema) nullable() bool {
	return valueOf(s.object, "nullable") == true || slices.Contains(listOf(s.object, "type"), any("null"))
}

// properties yields the properties with whether they are required.
func (s schema) properties(visit func(name string, p schema, required bool)) {
	properties, _ := valueOf(s.object, "properties").(*value.Object)
	if properties == nil {
		return
	}
	required := listOf(s.object, "required")
	for name, p := range properties.All() {
		visit(name, s.part(p), slices.Contains(required, any(name)))
	}
}

func (s schema) items() schema { return s.part(valueOf(s.object, "items")) }

// choices are the values of an enum of texts.
func (s schema) choices() []string {
	var out []string
	for _, v := range listOf(s.object, "enum") {
		text, ok := v.(string)
		if !ok {
			return nil
		}
		out = append(out, quoted(text))
	}
	return out
}

// shape writes the schema as a type of an answer.
func (s schema) shape(depth int) string {
	switch s.kind() {
	case "object":
		var fields []Entry
		s.properties(func(name string, p schema, required bool) {
			kind := p.shape(depth + 1)
			if !required || p.nullable() {
				kind = optionalType(kind)
			}
			fields = append(fields, Entry{Name: name, Value: kind})
		})
		if len(fields) == 0 || depth > maxDepth {
			return "any"
		}
		return strings.TrimPrefix(block("", fields), " ")
	case "array":
		if depth > maxDepth {
			return "any"
		}
		return "[" + s.items().shape(depth+1) + "]"
	case "string":
		if choices := s.choices(); len(choices) > 0 {
			return strings.Join(choices, " | ")
		}
		return "string"
	case "integer":
		return "int"
	case "number":
		return "number"
	case "boolean":
		return "bool"
	}
	return "any"
}

// optionalType writes a type that may be missing.
func optionalType(kind string) string {
	switch {
	case strings.HasSuffix(kind, "?"), kind == "any":
		return kind
	case strings.Contains(kind, " | ") && !strings.HasPrefix(kind, "{") && !strings.HasPrefix(kind, "["):
		return "(" + kind + ")?"
	}
	return kind + "?"
}

// formats are the record types of the formats that schemas name.
var formats = map[string]string{
	"email": "email", "date": "date", "date-time": "time", "uri": "url", "url": "url", "ipv4": "ip", "ipv6": "ip", "phone": "phone",
}

// leadType is the type of a lead's field for a value of the schema.
func (s schema) leadType(name string) string {
	if kind := formats[textOf(s.object, "format")]; kind != "" {
		return kind
	}
	switch s.kind() {
	case "integer":
		return "int"
	case "number":
		return "number"
	case "boolean":
		return "bool"
	case "array":
		return "[" + s.items().leadType("") + "]"
	}
	if choices := s.choices(); len(choices) > 0 {
		return strings.Join(choices, " | ")
	}
	if kind, own := kindOf(name); own && kind != "number" && kind != "int" {
		return kind
	}
	return "string"
}

// samples are values of people, by the type of the field.
var samples = map[string]any{
	"email": "ann@example.com", "phone": "512-555-0123", "first_name": "Ann", "last_name": "Lee", "dob": "1990-04-01", "date": "2026-03-02",
	"time": "2026-03-02T09:00:00Z", "postal_code": "78704", "street": "1 Main Street", "city": "Austin", "state": "TX", "ip": "203.0.113.7",
	"gender": "female", "ssn": "078-05-1120", "url": "https://www.example.com/", "bool": true, "int": value.Int(1), "number": value.Int(1),
	"trustedform_url": "https://cert.trustedform.com/2605ec3a321e1b3a41addf0bba1213505ef57985",
}

// sample is an example of the schema: its own, or one that is made up.
func (s schema) sample(name string, depth int) any {
	for _, at := range []string{"example", "default", "const"} {
		if v := valueOf(s.object, at); !value.IsMissing(v) {
			return v
		}
	}
	for _, at := range []string{"examples", "enum"} {
		if list := listOf(s.object, at); len(list) > 0 {
			return list[0]
		}
	}
	switch s.kind() {
	case "object":
		out := value.NewObject()
		if depth > maxDepth {
			return out
		}
		s.properties(func(name string, p schema, required bool) {
			if !p.endless() || required {
				out.Set(name, p.sample(name, depth+1))
			}
		})
		return out
	case "array":
		if depth > maxDepth {
			return []any{}
		}
		if s.endless() {
			return []any{}
		}
		return []any{s.items().sample(name, depth+1)}
	}
	if v, ok := samples[s.leadType(name)]; ok {
		return v
	}
	return name
}

// fixed is the value that a field has for all leads, when the schema says one.
func (s schema) fixed() (any, bool) {
	if v := valueOf(s.object, "const"); !value.IsMissing(v) {
		return v, true
	}
	if v := valueOf(s.object, "default"); !value.IsMissing(v) && isScalar(v) {
		return v, true
	}
	if list := listOf(s.object, "enum"); len(list) == 1 {
		return list[0], true
	}
	return nil, false
}
