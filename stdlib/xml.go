package stdlib

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"

	"lcs/limits"
)

// Document is a parsed XML or HTML document, or a part of one. It does not
// change and may be shared.
type Document struct {
	Format string // "xml" or "html"

	node       *xmlNode          // of XML: the root, or the element that is the part
	namespaces map[string]string // prefixes that the script binds
	declared   map[string]string // prefixes that the document binds
	prefixed   bool              // some name in the document has a prefix

	html   *html.Node
	source string
}

// Text returns the document's text: of a whole one as it came, of a part the
// text in it.
func (d *Document) Text() string {
	if d.source != "" || d.node == nil {
		return d.source
	}
	return d.node.text()
}

type xmlKind uint8

const (
	xmlRoot xmlKind = iota
	xmlElement
	xmlText
	xmlComment
	xmlInstruction
)

// xmlNode is a node of the tree. Neighbouring texts and CDATA are one node.
type xmlNode struct {
	kind                            xmlKind
	prefix, name, uri               string
	data                            string // of texts, comments and instructions
	attributes                      []xmlAttribute
	place                           int // among its siblings
	parent, first, last, prev, next *xmlNode
}

// xmlAttribute is an attribute; declarations of namespaces are none.
type xmlAttribute struct{ prefix, name, uri, value string }

// ParseXML reads a document. Document types are refused, and with them all
// entities but the five of XML; so is what is too large, too deep or has
// several roots. Prefixes of XPaths are bound by namespaces, which may be nil.
func ParseXML(data []byte, namespaces map[string]string, most *limits.Limits) (*Document, error) {
	if len(data) > most.Of(limits.DocumentSize) {
		return nil, most.Exceeded(limits.DocumentSize, "the document is larger than %s")
	}
	p := &xmlParser{root: &xmlNode{}, limits: most, depth: most.Of(limits.XMLDepth), room: most.Of(limits.DocumentNodes)}
	p.at = p.root
	p.decoder = xml.NewDecoder(strings.NewReader(strings.TrimLeft(string(data), "\ufeff \t\r\n")))
	p.decoder.CharsetReader = charset.NewReaderLabel
	if err := p.parse(); err != nil {
		return nil, err
	}
	return &Document{Format: "xml", node: p.root, namespaces: namespaces, declared: p.declared, prefixed: p.prefixed, source: string(data)}, nil
}

type xmlParser struct {
	decoder  *xml.Decoder
	root, at *xmlNode
	scopes   []map[string]string // what xmlns declares, by element; nil: nothing
	declared map[string]string
	limits   *limits.Limits
	depth    int // that elements may have
	room     int // for so many more nodes
	prefixed bool
}

func (p *xmlParser) parse() error {
	for {
		token, err := p.decoder.RawToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			return p.explain(err)
		}
		if err := p.token(token); err != nil {
			return err
		}
	}
	if p.at != p.root {
		return fmt.Errorf("the XML ends within <%s>", p.at.qualified())
	}
	if p.root.element() == nil {
		return errors.New("the XML has no element")
	}
	return nil
}

// explain puts the decoder's words into ours.
func (p *xmlParser) explain(err error) error {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("the XML is malformed in line %d: %s", syntax.Line, syntax.Msg)
	}
	return fmt.Errorf("the XML cannot be read: %v", err)
}

func (p *xmlParser) fault(format string, args ...any) error {
	line, _ := p.decoder.InputPos()
	return fmt.Errorf("the XML is malformed in line %d: %s", line, fmt.Sprintf(format, args...))
}

func (p *xmlParser) token(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		return p.start(t)
	case xml.EndElement:
		if name := rawName(t.Name); p.at == p.root || p.at.qualified() != name {
			return p.fault("</%s> ends no element that is open", name)
		}
		p.scopes = p.scopes[:len(p.scopes)-1]
		p.at = p.at.parent
	case xml.CharData:
		if p.at == p.root {
			if len(strings.TrimSpace(string(t))) > 0 {
				return p.fault("text stands outside of the root element")
			}
			return nil
		}
		if last := p.at.last; last != nil && last.kind == xmlText {
			last.data += string(t)
			return nil
		}
		return p.append(&xmlNode{kind: xmlText, data: string(t)})
	case xml.Comment:
		return p.append(&xmlNode{kind: xmlComment, data: string(t)})
	case xml.ProcInst:
		if t.Target != "xml" {
			return p.append(&xmlNode{kind: xmlInstruction, name: t.Target, data: string(t.Inst)})
		}
	case xml.Directive:
		return errors.New("the XML has a document type (<!DOCTYPE …>), which is refused: it can hold entities")
	}
	return nil
}

func rawName(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

func (p *xmlParser) start(t xml.StartElement) error {
	if p.at == p.root && p.root.element() != nil {
		return p.fault("<%s> is a second root element", rawName(t.Name))
	}
	if len(p.scopes) >= p.depth {
		return p.limits.Exceeded(limits.XMLDepth, "the XML is nested deeper than %s elements")
	}
	var scope map[string]string
	n := &xmlNode{kind: xmlElement, prefix: t.Name.Space, name: t.Name.Local}
	for _, a := range t.Attr {
		declared, ok := declaration(a.Name)
		if !ok {
			n.attributes = append(n.attributes, xmlAttribute{prefix: a.Name.Space, name: a.Name.Local, value: a.Value})
			continue
		}
		if scope == nil {
			scope = map[string]string{}
		}
		scope[declared] = a.Value
		if p.declared == nil {
			p.declared = map[string]string{}
		}
		if _, ok := p.declared[declared]; !ok {
			p.declared[declared] = a.Value
		}
	}
	p.scopes = append(p.scopes, scope)
	n.uri = p.namespace(n.prefix)
	p.prefixed = p.prefixed || n.prefix != ""
	for i := range n.attributes {
		a := &n.attributes[i]
		if a.prefix != "" {
			a.uri = p.namespace(a.prefix)
			p.prefixed = true
		}
	}
	p.room -= len(n.attributes)
	if err := p.append(n); err != nil {
		return err
	}
	p.at = n
	return nil
}

// declaration returns the prefix that xmlns or xmlns:prefix declares.
func declaration(n xml.Name) (prefix string, ok bool) {
	switch {
	case n.Space == "xmlns":
		return n.Local, true
	case n.Space == "" && n.Local == "xmlns":
		return "", true
	}
	return "", false
}

func (p *xmlParser) namespace(prefix string) string {
	if prefix == "xml" {
		return "http://www.w3.org/XML/1998/namespace"
	}
	for i := len(p.scopes) - 1; i >= 0; i-- {
		if uri, ok := p.scopes[i][prefix]; ok {
			return uri
		}
	}
	return ""
}

func (p *xmlParser) append(n *xmlNode) error {
	if p.room--; p.room < 0 {
		return p.limits.Exceeded(limits.DocumentNodes, "the XML has more than %s nodes")
	}
	n.parent, n.prev = p.at, p.at.last
	if n.prev != nil {
		n.place = n.prev.place + 1
	}
	if p.at.last == nil {
		p.at.first = n
	} else {
		p.at.last.next = n
	}
	p.at.last = n
	return nil
}

func (n *xmlNode) qualified() string {
	if n.prefix == "" {
		return n.name
	}
	return n.prefix + ":" + n.name
}

// element returns the first element within n.
func (n *xmlNode) element() *xmlNode {
	for c := n.first; c != nil; c = c.next {
		if c.kind == xmlElement {
			return c
		}
	}
	return nil
}

// text is XPath's string value of a node.
func (n *xmlNode) text() string {
	switch n.kind {
	case xmlText, xmlComment, xmlInstruction:
		return n.data
	}
	if c := n.first; c != nil && c == n.last && c.kind == xmlText {
		return c.data
	}
	var b strings.Builder
	n.appendText(&b)
	return b.String()
}

func (n *xmlNode) appendText(b *strings.Builder) {
	for c := n.first; c != nil; c = c.next {
		switch c.kind {
		case xmlText:
			b.WriteString(c.data)
		case xmlElement:
			c.appendText(b)
		}
	}
}

// markup writes a node as XML.
func (n *xmlNode) markup() string {
	var b strings.Builder
	n.appendMarkup(&b)
	return b.String()
}

func (n *xmlNode) appendMarkup(b *strings.Builder) {
	switch n.kind {
	case xmlText:
		b.WriteString(textEscaper.Replace(n.data))
	case xmlComment:
		b.WriteString("<!--" + n.data + "-->")
	case xmlInstruction:
		b.WriteString("<?" + n.name + " " + n.data + "?>")
	case xmlElement:
		b.WriteString("<" + n.qualified())
		for _, a := range n.attributes {
			name := a.name
			if a.prefix != "" {
				name = a.prefix + ":" + name
			}
			b.WriteString(" " + name + `="` + attributeEscaper.Replace(a.value) + `"`)
		}
		if n.first == nil {
			b.WriteString("/>")
			return
		}
		b.WriteByte('>')
		fallthrough
	case xmlRoot:
		for c := n.first; c != nil; c = c.next {
			c.appendMarkup(b)
		}
		if n.kind == xmlElement {
			b.WriteString("</" + n.qualified() + ">")
		}
	}
}

var (
	textEscaper      = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#13;")
	attributeEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;", "\n", "&#10;", "\r", "&#13;", "\t", "&#9;")
)
