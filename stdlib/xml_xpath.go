package stdlib

import (
	"errors"
	"fmt"
	"strings"

	"github.com/antchfx/xpath"

	"lcs/lang/types"
)

// XPath is a compiled XPath 1.0 expression. A name without a prefix stands for
// that name with any prefix.
type XPath struct {
	Source string
	plain  *xpath.Expr // for documents without prefixes
	loose  *xpath.Expr // for documents with prefixes
}

const maxXPath = 8 << 10

// CompileXPath compiles an expression. Prefixes that namespaces binds stand for
// those URIs, others for themselves.
func CompileXPath(source string, namespaces map[string]string) (x *XPath, err error) {
	defer func() {
		if r := recover(); r != nil {
			x, err = nil, errors.New(cleanXPathMessage(fmt.Sprint(r)))
		}
	}()
	if len(source) > maxXPath {
		return nil, errors.New("an XPath may have at most 8 kB")
	}
	tokens, err := scanXPath(source)
	if err != nil {
		return nil, err
	}
	if err := checkXPathTokens(tokens); err != nil {
		return nil, err
	}
	x = &XPath{Source: source}
	bound := boundPrefixes(tokens, namespaces)
	if x.plain, err = compileXPath(writeXPath(tokens, false), bound); err != nil {
		return nil, err
	}
	if x.loose, err = compileXPath(writeXPath(tokens, true), bound); err != nil {
		return nil, err
	}
	return x, nil
}

func compileXPath(source string, bound map[string]string) (*xpath.Expr, error) {
	var e *xpath.Expr
	var err error
	if bound == nil {
		e, err = xpath.Compile(source)
	} else {
		e, err = xpath.CompileWithNS(source, bound)
	}
	if err != nil {
		return nil, errors.New(cleanXPathMessage(err.Error()))
	}
	return e, nil
}

// boundPrefixes returns the bindings when all prefixes of the expression have
// one; the engine knows either all of them or none.
func boundPrefixes(tokens []xpathToken, namespaces map[string]string) map[string]string {
	var bound map[string]string
	for _, t := range tokens {
		if t.kind != xpathName {
			continue
		}
		prefix, _, prefixed := strings.Cut(t.text, ":")
		if !prefixed {
			continue
		}
		uri, ok := namespaces[prefix]
		if !ok {
			return nil
		}
		if bound == nil {
			bound = map[string]string{}
		}
		bound[prefix] = uri
	}
	return bound
}

func cleanXPathMessage(s string) string {
	s = strings.TrimPrefix(s, "xpath: ")
	if len(s) > 200 {
		s = s[:200] + "…"
	}
	return s
}

// checkXPath judges a literal XPath.
func checkXPath(source string) *types.LiteralError {
	_, err := CompileXPath(source, nil)
	if err == nil {
		return nil
	}
	var at *xpathError
	if errors.As(err, &at) {
		return &types.LiteralError{Start: at.start, End: at.end, Message: at.message, Meant: at.meant}
	}
	return &types.LiteralError{End: len(source), Message: "this is no XPath: " + err.Error()}
}

// evaluate runs the expression on a document: the result is a bool, a float64,
// a string or a list of nodes.
func (x *XPath) evaluate(d *Document) (result any, err error) {
	defer func() {
		if r := recover(); r != nil {
			if e, ok := r.(error); ok && errors.Is(e, errXPathBudget) {
				err = e
				return
			}
			err = fmt.Errorf("the XPath %s cannot be evaluated here: %s", x.Source, cleanXPathMessage(fmt.Sprint(r)))
		}
	}()
	nav := newNavigator(d.node.top())
	nav.at = d.node
	expression := x.plain
	if d.prefixed {
		expression = x.loose
	}
	switch v := expression.Evaluate(nav).(type) {
	case *xpath.NodeIterator:
		return collectNodes(v)
	default:
		return v, nil
	}
}

// top returns the root of the tree that n is in.
func (n *xmlNode) top() *xmlNode {
	for n.parent != nil {
		n = n.parent
	}
	return n
}

// xmlHit is a node that an XPath found, or an attribute of it.
type xmlHit struct {
	node      *xmlNode
	attribute int
}

func (h xmlHit) text() string {
	if h.attribute >= 0 {
		return h.node.attributes[h.attribute].value
	}
	return h.node.text()
}

const maxXPathNodes = 100_000

func collectNodes(it *xpath.NodeIterator) ([]xmlHit, error) {
	var hits []xmlHit
	seen := map[xmlHit]bool{}
	for it.MoveNext() {
		nav, ok := it.Current().(*xmlNavigator)
		if !ok {
			continue
		}
		hit := xmlHit{nav.at, nav.attribute}
		if seen[hit] {
			continue
		}
		seen[hit] = true
		if hits = append(hits, hit); len(hits) > maxXPathNodes {
			return nil, fmt.Errorf("the XPath finds more than %d nodes", maxXPathNodes)
		}
	}
	return inDocumentOrder(hits), nil
}
