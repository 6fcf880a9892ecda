package stdlib

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/antchfx/xpath"

	"lcs/lang/types"
)

// XPath is a compiled XPath 1.0 expression. A name without a prefix stands for
// that name with any prefix.
type XPath struct {
	Source   string
	tokens   []xpathToken
	bound    map[string]string // the script's prefixes that it uses
	prefixes []string          // all that it uses
	plain    *xpath.Expr
	named    *xpath.Expr // with anyPrefix, for an expression that asks for name()
}

// anyPrefix stands for all prefixes: the navigator says of every node that it
// is in its namespace.
const anyPrefix = "lcs-any"

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
	tokens = shortenLocalNames(tokens)
	x = &XPath{Source: source, tokens: tokens}
	usesName := false
	for _, t := range tokens {
		usesName = usesName || t.kind == xpathFunction && t.text == "name"
		if prefix, _, ok := strings.Cut(t.text, ":"); ok && t.kind == xpathName && !slices.Contains(x.prefixes, prefix) {
			x.prefixes = append(x.prefixes, prefix)
		}
	}
	x.bound = bindAll(x.prefixes, namespaces)
	if x.plain, err = compileXPath(writeXPath(tokens, ""), x.bound); err != nil || !usesName {
		return x, err
	}
	x.named, err = compileXPath(writeXPath(tokens, anyPrefix), map[string]string{anyPrefix: anyPrefix})
	return x, err
}

// bindAll returns the bindings when all prefixes have one; the engine knows
// either all of them or none.
func bindAll(prefixes []string, namespaces map[string]string) map[string]string {
	if len(prefixes) == 0 {
		return nil
	}
	bound := map[string]string{}
	for _, prefix := range prefixes {
		uri, ok := namespaces[prefix]
		if !ok {
			return nil
		}
		bound[prefix] = uri
	}
	return bound
}

// forDocument returns what to evaluate on a document, and in which view of its
// names.
func (x *XPath) forDocument(d *Document) (*xpath.Expr, xmlNames, error) {
	switch {
	case !d.prefixed:
		return x.plain, realNames, nil
	case x.named != nil:
		return x.named, oneNamespace, nil
	case len(x.prefixes) == 0 || x.bound != nil:
		return x.plain, noPrefixes, nil
	}
	// A prefix that the script does not bind is the document's own.
	bound := map[string]string{}
	for _, prefix := range x.prefixes {
		bound[prefix] = "lcs-none"
		if uri, ok := d.declared[prefix]; ok {
			bound[prefix] = uri
		}
		if uri, ok := d.namespaces[prefix]; ok {
			bound[prefix] = uri
		}
	}
	e, err := compileXPath(writeXPath(x.tokens, ""), bound)
	return e, noPrefixes, err
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
	expression, names, err := x.forDocument(d)
	if err != nil {
		return nil, err
	}
	nav := newNavigator(d.node.top(), names)
	nav.at = d.node
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
