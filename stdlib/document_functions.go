package stdlib

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"lcs/lang/diag"
	"lcs/lang/types"
	"lcs/value"
)

var (
	xmlType  = types.Of(&types.Document{Format: "xml"})
	htmlType = types.Of(&types.Document{Format: "html"})
)

// documentFunctions read XML, HTML, CSV and paths through JSON.
func documentFunctions() []*Function {
	return slices.Concat(xpathFunctionEntries(), xmlObjectFunctions(), htmlFunctions(), csvFunctions(), pathFunctions())
}

func pathParam() types.Param {
	p := param("path", textType, `the XPath, "//Result/Score"`)
	p.Check = checkXPath
	return p
}

// onDocument are the two ways to call a function of an XML document: on a
// parsed one, and on text that is parsed for the call.
func onDocument(result types.Type, params ...types.Param) []types.Signature {
	onParsed := signature(result, append([]types.Param{param("document", xmlType, "the document, or a part of it")}, params...)...)
	onParsed.Refine = boundPrefixes
	return []types.Signature{
		onParsed,
		signature(result, append([]types.Param{param("text", textType, "XML as text")}, params...)...),
	}
}

// boundPrefixes refuses a literal XPath with a prefix that names in the document
// cannot have, as far as that is known.
func boundPrefixes(args []types.Argument) (types.Type, *types.LiteralError) {
	document, ok := args[0].Type.Core.(*types.Document)
	if !ok || document.Prefixes == nil || len(args) < 2 || !args[1].IsConst {
		return types.Type{}, nil
	}
	x, err := CompileXPath(args[1].Literal, nil)
	if err != nil {
		return types.Type{}, nil // which is told already
	}
	for _, prefix := range x.prefixes {
		if prefix == "xml" || slices.Contains(document.Prefixes, prefix) {
			continue
		}
		there := "; bind it where the answer is expected:  expect xml { ns " + prefix + ": \"…\" }"
		if len(document.Prefixes) > 0 {
			there = ", only " + strings.Join(document.Prefixes, ", ")
		}
		at := strings.Index(args[1].Literal, prefix+":")
		return types.Type{}, &types.LiteralError{
			Arg: 1, Start: at, End: at + len(prefix),
			Message: "nothing binds the prefix '" + prefix + "'" + there, Meant: diag.Nearest(prefix, document.Prefixes),
		}
	}
	return types.Type{}, nil
}

func xpathFunctionEntries() []*Function {
	const example = `"<r><e>one</e><e>two</e><n code='7'>8.50</n></r>"`
	return []*Function{
		{
			Func: describe("xpath", "The text of the first node that an XPath finds, or what it computes, as text. It is missing when it "+
				"finds none. A name without a prefix stands for that name with any prefix.", onDocument(textType.Optional(), pathParam())...),
			Examples: []Example{
				{Source: `xpath(` + example + `, "//e")`, Result: `"one"`},
				{Source: `xpath(` + example + `, "/r/n/@code")`, Result: `"7"`},
				{Source: `xpath(` + example + `, "//missing")`, Result: `null`},
			},
			Call: onXPath(func(result any) (any, error) {
				if hits, ok := result.([]xmlHit); ok {
					if len(hits) == 0 {
						return nil, nil
					}
					return hits[0].text(), nil
				}
				return xpathText(result), nil
			}),
		},
		{
			Func:     describe("xpath_all", "The texts of all nodes that an XPath finds.", onDocument(types.ListOf(textType), pathParam())...),
			Examples: []Example{{Source: `xpath_all(` + example + `, "//e")`, Result: `["one","two"]`}},
			Call: onXPath(func(result any) (any, error) {
				hits, ok := result.([]xmlHit)
				if !ok {
					return []any{xpathText(result)}, nil
				}
				texts := make([]any, len(hits))
				for i, h := range hits {
					texts[i] = h.text()
				}
				return texts, nil
			}),
		},
		{
			Func: describe("xpath_nodes", "The elements that an XPath finds, each as a document in which XPaths go on.",
				onDocument(types.ListOf(xmlType), pathParam())...),
			Examples: []Example{{Source: `[for e in xpath_nodes(` + example + `, "/r/*"): e.xpath("name()")]`, Result: `["e","e","n"]`}},
			Call:     callXPathNodes,
		},
		{
			Func: describe("xpath_number", "The number that an XPath computes, such as count(//e), or that the first node it finds says. It is "+
				"missing when there is none.", onDocument(numberType.Optional(), pathParam())...),
			Examples: []Example{
				{Source: `xpath_number(` + example + `, "count(//e)")`, Result: `2`},
				{Source: `xpath_number(` + example + `, "//n")`, Result: `8.50`},
			},
			Call: onXPath(xpathNumber),
		},
		{
			Func:     describe("xpath_test", "Whether an XPath finds a node, or what it computes is true.", onDocument(boolType, pathParam())...),
			Examples: []Example{{Source: `xpath_test(` + example + `, "//n[@code > 5]")`, Result: `true`}},
			Call: onXPath(func(result any) (any, error) {
				switch v := result.(type) {
				case bool:
					return v, nil
				case float64:
					return v != 0 && !math.IsNaN(v), nil
				case string:
					return v != "", nil
				case []xmlHit:
					return len(v) > 0, nil
				}
				return false, nil
			}),
		},
		{
			Func: describe("parse_xml", "The document that a text is. Text that is not XML is an error.",
				signature(xmlType, param("text", textType, "the XML"))),
			Examples: []Example{
				{Source: `parse_xml("<a><b>1</b></a>").xpath("//b")`, Result: `"1"`},
				{Source: `parse_xml("<a><b></a>")`, Result: `the XML is malformed in line 1: </a> ends no element that is open`, Fails: true},
			},
			Call: func(cx *Context, args []any) (any, error) { return xmlDocument(cx, args) },
		},
		{
			Func: describe("soap_fault", "The fault that a SOAP answer reports, 1.1 or 1.2: its code and message. It is missing when the answer "+
				"reports none.", onDocument(faultType.Optional())...),
			Examples: []Example{{
				Source: `soap_fault("<Fault><faultcode>Server</faultcode><faultstring>database locked</faultstring></Fault>")`,
				Result: `{"code":"Server","message":"database locked","detail":""}`,
			}},
			Call: func(cx *Context, args []any) (any, error) {
				d, err := xmlDocument(cx, args)
				if err != nil || d == nil {
					return nil, err
				}
				if fault := SOAPFault(d); fault != nil {
					return fault, nil
				}
				return nil, nil
			},
		},
	}
}

// xmlDocument returns the first argument as a document.
func xmlDocument(cx *Context, args []any) (*Document, error) {
	switch v := value.Basic(argument(args, 0)).(type) {
	case *Document:
		if v == nil || v.node == nil {
			return nil, errors.New("this is no XML document")
		}
		return v, nil
	case string:
		return ParseXML([]byte(v), nil, cx.Limits)
	case nil, value.NullType:
		return nil, nil
	default:
		return nil, fmt.Errorf("this is no XML document")
	}
}

// onXPath evaluates the second argument on the first and hands on the result.
func onXPath(f func(result any) (any, error)) func(*Context, []any) (any, error) {
	return func(cx *Context, args []any) (any, error) {
		d, err := xmlDocument(cx, args)
		if err != nil || d == nil {
			return nil, err
		}
		x, err := CompileXPath(textOf(args, 1), d.namespaces)
		if err != nil {
			return nil, err
		}
		result, err := x.evaluate(d)
		if err != nil {
			return nil, err
		}
		return f(result)
	}
}

func callXPathNodes(cx *Context, args []any) (any, error) {
	d, err := xmlDocument(cx, args)
	if err != nil || d == nil {
		return []any{}, err
	}
	x, err := CompileXPath(textOf(args, 1), d.namespaces)
	if err != nil {
		return nil, err
	}
	result, err := x.evaluate(d)
	if err != nil {
		return nil, err
	}
	hits, ok := result.([]xmlHit)
	if !ok {
		return nil, fmt.Errorf("the XPath %s computes a value and finds no nodes", x.Source)
	}
	nodes := []any{}
	for _, h := range hits {
		if h.attribute < 0 && (h.node.kind == xmlElement || h.node.kind == xmlRoot) {
			nodes = append(nodes, &Document{Format: "xml", node: h.node, namespaces: d.namespaces, declared: d.declared, prefixed: d.prefixed})
		}
	}
	return nodes, nil
}

// xpathText prints a computed value as XPath's string() does.
func xpathText(v any) string {
	switch v := v.(type) {
	case bool:
		if v {
			return "true"
		}
		return "false"
	case float64:
		switch {
		case math.IsNaN(v):
			return "NaN"
		case math.IsInf(v, 1):
			return "Infinity"
		case math.IsInf(v, -1):
			return "-Infinity"
		}
		if n, ok := value.Float(v); ok {
			return n.String()
		}
	case string:
		return v
	}
	return fmt.Sprint(v)
}

func xpathNumber(result any) (any, error) {
	switch v := result.(type) {
	case float64:
		if n, ok := value.Float(v); ok {
			return n, nil
		}
		return nil, nil
	case []xmlHit:
		if len(v) == 0 {
			return nil, nil
		}
		result = v[0].text()
	}
	if s, ok := result.(string); ok {
		if n, err := value.ParseNumber(strings.TrimSpace(s)); err == nil {
			return n, nil
		}
	}
	return nil, nil
}

var faultType = types.Of(&types.Object{Fields: []types.Field{
	{Name: "code", Type: textType, Doc: "the code of the fault"},
	{Name: "message", Type: textType, Doc: "its text for people"},
	{Name: "detail", Type: textType, Doc: "the text of what the service adds"},
}})

// IsSOAP reports whether the document is an envelope of SOAP.
func (d *Document) IsSOAP() bool { return d.node.child("Envelope") != nil }

// SOAPFault returns code, message and detail of the fault that a document
// reports, in SOAP 1.1 or 1.2, or nil.
func SOAPFault(d *Document) *value.Object {
	fault := d.node.descendant("Fault")
	if fault == nil {
		return nil
	}
	code, message, detail := fault.child("faultcode"), fault.child("faultstring"), fault.child("detail")
	if outer := fault.child("Code"); outer != nil {
		code = outer.child("Value")
	}
	if reason := fault.child("Reason"); reason != nil {
		message = reason.child("Text")
	}
	if detail == nil {
		detail = fault.child("Detail")
	}
	if code == nil && message == nil {
		return nil
	}
	return value.NewObject(
		value.Entry{Key: "code", Value: trimmedText(code)},
		value.Entry{Key: "message", Value: trimmedText(message)},
		value.Entry{Key: "detail", Value: trimmedText(detail)},
	)
}

func trimmedText(n *xmlNode) string {
	if n == nil {
		return ""
	}
	return strings.TrimSpace(n.text())
}

// child returns the first element of that name, whatever its prefix.
func (n *xmlNode) child(name string) *xmlNode {
	for c := n.first; c != nil; c = c.next {
		if c.kind == xmlElement && c.name == name {
			return c
		}
	}
	return nil
}

// descendant returns the first element of that name at any depth.
func (n *xmlNode) descendant(name string) *xmlNode {
	if n.kind == xmlElement && n.name == name {
		return n
	}
	for c := n.first; c != nil; c = c.next {
		if found := c.descendant(name); found != nil {
			return found
		}
	}
	return nil
}
