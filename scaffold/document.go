package scaffold

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"lcs/value"
)

// maxNodes is how many values an OpenAPI document may have, aliases made out.
const maxNodes = 2_000_000

// maxSchemas is how many schemas a draft looks at. Those that hold each other in
// many ways would have no end.
const maxSchemas = 20_000

// document is an OpenAPI document as values, its order kept.
type document struct {
	root    *value.Object
	schemas int // that were looked at
}

// readDocument reads JSON or YAML.
func readDocument(text []byte) (*document, error) {
	if !utf8.Valid(text) {
		return nil, fmt.Errorf("the document is not UTF-8")
	}
	var v any
	var err error
	if trimmed := bytes.TrimSpace(text); len(trimmed) > 0 && trimmed[0] == '{' {
		v, err = value.ParseJSON(trimmed, value.Limits{})
	} else {
		v, err = readYAML(text)
	}
	if err != nil {
		return nil, fmt.Errorf("the document cannot be read: %w", err)
	}
	root, ok := v.(*value.Object)
	if !ok {
		return nil, fmt.Errorf("this is no OpenAPI document: it is not an object")
	}
	version := textOf(root, "openapi")
	switch {
	case textOf(root, "swagger") != "":
		return nil, fmt.Errorf("this is Swagger %s: lcs reads OpenAPI 3", textOf(root, "swagger"))
	case !strings.HasPrefix(version, "3."):
		return nil, fmt.Errorf("this is no OpenAPI 3 document: it has no  openapi: 3.…")
	}
	return &document{root: root}, nil
}

func readYAML(text []byte) (any, error) {
	var node yaml.Node
	if err := yaml.Unmarshal(text, &node); err != nil {
		return nil, err
	}
	left := maxNodes
	return fromYAML(&node, 0, &left)
}

func fromYAML(n *yaml.Node, depth int, left *int) (any, error) {
	if *left--; *left < 0 || depth > value.DefaultDepth {
		return nil, fmt.Errorf("it is too large, or nests too deep")
	}
	switch n.Kind {
	case yaml.DocumentNode:
		return fromYAML(n.Content[0], depth, left)
	case yaml.AliasNode:
		return fromYAML(n.Alias, depth+1, left)
	case yaml.SequenceNode:
		out := make([]any, 0, len(n.Content))
		for _, item := range n.Content {
			v, err := fromYAML(item, depth+1, left)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
		return out, nil
	case yaml.MappingNode:
		out := value.NewObject()
		for i := 0; i+1 < len(n.Content); i += 2 {
			v, err := fromYAML(n.Content[i+1], depth+1, left)
			if err != nil {
				return nil, err
			}
			out.Set(n.Content[i].Value, v)
		}
		return out, nil
	case yaml.ScalarNode:
		return scalarOf(n), nil
	}
	return nil, nil
}

func scalarOf(n *yaml.Node) any {
	switch n.Tag {
	case "!!null":
		return value.Null
	case "!!bool":
		return strings.EqualFold(n.Value, "true")
	case "!!int", "!!float":
		if number, err := value.ParseNumber(n.Value); err == nil {
			return number
		}
	}
	return n.Value
}

// resolve follows $ref; where it leads nowhere, or in a circle, there is nothing.
func (d *document) resolve(v any) *value.Object {
	for range 32 {
		object, _ := v.(*value.Object)
		ref := textOf(object, "$ref")
		if ref == "" {
			return object
		}
		path, inside := strings.CutPrefix(ref, "#/")
		if !inside {
			return nil
		}
		v = d.root
		for part := range strings.SplitSeq(path, "/") {
			part = strings.NewReplacer("~1", "/", "~0", "~").Replace(part)
			parent, _ := v.(*value.Object)
			v = valueOf(parent, part)
		}
	}
	return nil
}

// in returns what a path of names leads to, references followed.
func (d *document) in(o *value.Object, path ...string) *value.Object {
	for _, name := range path {
		o = d.resolve(valueOf(o, name))
	}
	return o
}

func valueOf(o *value.Object, name string) any {
	if o == nil {
		return nil
	}
	return o.Value(name)
}

func textOf(o *value.Object, name string) string {
	if v := valueOf(o, name); !value.IsMissing(v) && isScalar(v) {
		return value.Text(v)
	}
	return ""
}

func listOf(o *value.Object, name string) []any {
	list, _ := valueOf(o, name).([]any)
	return list
}
