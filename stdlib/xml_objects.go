package stdlib

import (
	"fmt"
	"strings"

	"lcs/limits"
	"lcs/value"
)

// Objects as XML, and XML as objects: a key is an element, @key an attribute,
// #text the text beside attributes, and a list repeats its element.

func xmlObjectFunctions() []*Function {
	return []*Function{
		{
			Func: describe("to_xml", "A value as XML text. The keys of an object are elements, `@key` is an attribute, `#text` the text beside "+
				"attributes, and a list repeats its element. What is absent is left out, null is an empty element. A document is written as it is.",
				signature(textType, param("value", anyType, "an object, or a document"),
					optional("root", textType, "the root element; left out: the only key of the object"))),
			Examples: []Example{
				{Source: `to_xml({ Lead: { "@id": 7, Name: "Lee & Sons", Tag: ["a", "b"] } })`,
					Result: `"<Lead id=\"7\"><Name>Lee &amp; Sons</Name><Tag>a</Tag><Tag>b</Tag></Lead>"`},
				{Source: `to_xml({ a: 1, b: null }, "r")`, Result: `"<r><a>1</a><b/></r>"`},
			},
			Call: callToXML,
		},
		{
			Func: describe("xml_object", "An XML document as an object, the other way of `to_xml`: every value is text, without white space at its "+
				"ends, and an element that is repeated is a list. Prefixes are left out.", onDocument(anyObject)...),
			Examples: []Example{{
				Source: `xml_object("<r><e t='1'>one</e><e>two</e><n/></r>")`,
				Result: `{"r":{"e":[{"@t":"1","#text":"one"},"two"],"n":""}}`,
			}},
			Call: func(cx *Context, args []any) (any, error) {
				d, err := xmlDocument(cx, args)
				if err != nil || d == nil {
					return nil, err
				}
				n := d.node
				if n.kind == xmlRoot {
					n = n.element()
				}
				return value.NewObject(value.Entry{Key: n.name, Value: n.object()}), nil
			},
		},
	}
}

// object is the value of an element: its text, when it has nothing else.
func (n *xmlNode) object() any {
	if len(n.attributes) == 0 && n.element() == nil {
		return strings.TrimSpace(n.text())
	}
	o := value.NewObject()
	for _, a := range n.attributes {
		o.Set("@"+a.name, a.value)
	}
	for c := n.first; c != nil; c = c.next {
		if c.kind == xmlElement {
			appendEntry(o, c.name, c.object())
		}
	}
	if text := strings.TrimSpace(n.ownText()); text != "" {
		o.Set("#text", text)
	}
	return o
}

// appendEntry sets a key, or makes a list of it when it comes again.
func appendEntry(o *value.Object, key string, v any) {
	old, there := o.Get(key)
	if list, ok := old.([]any); ok {
		o.Set(key, append(list, v))
	} else if there {
		o.Set(key, []any{old, v})
	} else {
		o.Set(key, v)
	}
}

// ownText is the text that stands in an element itself.
func (n *xmlNode) ownText() string {
	var b strings.Builder
	for c := n.first; c != nil; c = c.next {
		if c.kind == xmlText {
			b.WriteString(c.data)
		}
	}
	return b.String()
}

func callToXML(cx *Context, args []any) (any, error) {
	v := argument(args, 0)
	if d, ok := v.(*Document); ok && d != nil {
		if d.node == nil {
			return d.Text(), nil
		}
		return d.node.markup(), nil
	}
	root := textOf(args, 1)
	if root == "" {
		o, ok := v.(*value.Object)
		if !ok || o.Len() != 1 {
			return nil, fmt.Errorf("XML has one root element: name it, or give an object with one key")
		}
		root, v = o.At(0).Key, o.At(0).Value
	}
	if _, list := v.([]any); list {
		return nil, fmt.Errorf("XML has one root element, and %s is a list", root)
	}
	w := &xmlWriter{limits: cx.Limits}
	if err := w.element(root, v, 0); err != nil {
		return nil, err
	}
	return w.out.String(), nil
}

type xmlWriter struct {
	out    strings.Builder
	limits *limits.Limits
}

// element writes one element, or one for each item of a list.
func (w *xmlWriter) element(name string, v any, depth int) error {
	switch {
	case !isXMLName(name):
		return fmt.Errorf("'%.40s' is no name of an XML element", name)
	case depth > w.limits.Of(limits.XMLDepth):
		return w.limits.Exceeded(limits.XMLDepth, "the XML would be nested deeper than %s elements")
	case w.out.Len() > maxOutput:
		return errTooLong
	}
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		for _, item := range v {
			if err := w.element(name, item, depth); err != nil {
				return err
			}
		}
		return nil
	case *value.Object:
		return w.object(name, v, depth)
	}
	text, err := writableXML(value.Text(v))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	w.out.WriteString("<" + name)
	w.finish(name, textEscaper.Replace(text))
	return nil
}

func (w *xmlWriter) finish(name, inside string) {
	if inside == "" {
		w.out.WriteString("/>")
		return
	}
	w.out.WriteString(">" + inside + "</" + name + ">")
}

func (w *xmlWriter) object(name string, o *value.Object, depth int) error {
	w.out.WriteString("<" + name)
	inside := &xmlWriter{}
	for key, v := range o.All() {
		attribute, isAttribute := strings.CutPrefix(key, "@")
		switch {
		case v == nil:
		case isAttribute || key == "#text":
			text, err := writableXML(value.Text(v))
			if err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
			if !isAttribute {
				inside.out.WriteString(textEscaper.Replace(text))
				break
			}
			if !isXMLName(attribute) {
				return fmt.Errorf("'%.40s' is no name of an XML attribute", attribute)
			}
			w.out.WriteString(" " + attribute + `="` + attributeEscaper.Replace(text) + `"`)
		default:
			if err := inside.element(key, v, depth+1); err != nil {
				return err
			}
		}
	}
	w.finish(name, inside.out.String())
	return nil
}

// isXMLName reports whether s can name an element, with a prefix or without.
func isXMLName(s string) bool {
	if s == "" || len(s) > 200 {
		return false
	}
	prefix, local, prefixed := strings.Cut(s, ":")
	return partEnd(prefix, 0) == len(prefix) && prefix != "" && (!prefixed || local != "" && partEnd(local, 0) == len(local))
}

// writableXML refuses the characters that XML cannot have.
func writableXML(s string) (string, error) {
	for _, r := range s {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return "", fmt.Errorf("the character %U cannot stand in XML", r)
		}
	}
	return strings.ToValidUTF8(s, "\uFFFD"), nil
}
