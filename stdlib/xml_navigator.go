package stdlib

import (
	"errors"

	"github.com/antchfx/xpath"
)

// maxXPathMoves bounds the work of one XPath: steps through the tree, and
// text that is put together.
const maxXPathMoves = 8_000_000

var errXPathBudget = errors.New("the XPath takes too long on this document")

// xmlNames is how the nodes' names look to the engine.
type xmlNames uint8

const (
	realNames    xmlNames = iota
	noPrefixes            // so that a name without a prefix matches all
	oneNamespace          // so that anyPrefix matches all
)

// xmlNavigator moves through a tree for the XPath engine.
type xmlNavigator struct {
	root, at  *xmlNode
	attribute int // -1: on the node itself
	left      *int
	names     xmlNames
}

func newNavigator(root *xmlNode, names xmlNames) *xmlNavigator {
	left := maxXPathMoves
	return &xmlNavigator{root: root, at: root, attribute: -1, left: &left, names: names}
}

// spend counts work; the engine has no other way out than a panic, which
// evaluateXPath turns into an error.
func (n *xmlNavigator) spend(work int) {
	if *n.left -= work; *n.left < 0 {
		panic(errXPathBudget)
	}
}

// NodeType implements xpath.NodeNavigator, as do the methods below.
func (n *xmlNavigator) NodeType() xpath.NodeType {
	if n.attribute >= 0 {
		return xpath.AttributeNode
	}
	switch n.at.kind {
	case xmlRoot:
		return xpath.RootNode
	case xmlText:
		return xpath.TextNode
	case xmlComment:
		return xpath.CommentNode
	case xmlInstruction:
		return instructionNode
	}
	return xpath.ElementNode
}

// instructionNode is a type that the engine's tests for elements, texts and
// comments do not take.
const instructionNode = xpath.NodeType(100)

func (n *xmlNavigator) LocalName() string {
	if n.attribute >= 0 {
		return n.at.attributes[n.attribute].name
	}
	return n.at.name
}

func (n *xmlNavigator) Prefix() string {
	if n.names == noPrefixes {
		return ""
	}
	if n.attribute >= 0 {
		return n.at.attributes[n.attribute].prefix
	}
	return n.at.prefix
}

// NamespaceURL is asked for by the engine beside the interface.
func (n *xmlNavigator) NamespaceURL() string {
	if n.names == oneNamespace {
		return anyPrefix
	}
	if n.attribute >= 0 {
		return n.at.attributes[n.attribute].uri
	}
	return n.at.uri
}

func (n *xmlNavigator) Value() string {
	if n.attribute >= 0 {
		return n.at.attributes[n.attribute].value
	}
	s := n.at.text()
	n.spend(len(s) / 16)
	return s
}

func (n *xmlNavigator) Copy() xpath.NodeNavigator {
	n.spend(1)
	c := *n
	return &c
}

func (n *xmlNavigator) MoveToRoot() { n.at, n.attribute = n.root, -1 }

func (n *xmlNavigator) MoveToParent() bool {
	n.spend(1)
	if n.attribute >= 0 {
		n.attribute = -1
		return true
	}
	if n.at.parent == nil {
		return false
	}
	n.at = n.at.parent
	return true
}

func (n *xmlNavigator) MoveToNextAttribute() bool {
	n.spend(1)
	if n.attribute+1 >= len(n.at.attributes) {
		return false
	}
	n.attribute++
	return true
}

func (n *xmlNavigator) MoveToChild() bool    { return n.moveTo(n.at.first) }
func (n *xmlNavigator) MoveToNext() bool     { return n.moveTo(n.at.next) }
func (n *xmlNavigator) MoveToPrevious() bool { return n.moveTo(n.at.prev) }

func (n *xmlNavigator) moveTo(to *xmlNode) bool {
	n.spend(1)
	if n.attribute >= 0 || to == nil {
		return false
	}
	n.at = to
	return true
}

func (n *xmlNavigator) MoveToFirst() bool {
	if n.attribute >= 0 || n.at.prev == nil {
		return false
	}
	n.at = n.at.parent.first
	return true
}

func (n *xmlNavigator) MoveTo(other xpath.NodeNavigator) bool {
	o, ok := other.(*xmlNavigator)
	if !ok || o.root != n.root {
		return false
	}
	n.at, n.attribute = o.at, o.attribute
	return true
}
