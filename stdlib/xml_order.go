package stdlib

import "slices"

// inDocumentOrder sorts nodes as they stand in the document, as XPath demands
// of every set of nodes.
func inDocumentOrder(hits []xmlHit) []xmlHit {
	if len(hits) < 2 {
		return hits
	}
	paths := make(map[*xmlNode][]int, len(hits))
	for _, h := range hits {
		if paths[h.node] == nil {
			paths[h.node] = h.node.position()
		}
	}
	slices.SortStableFunc(hits, func(a, b xmlHit) int {
		if a.node == b.node {
			return a.attribute - b.attribute
		}
		return slices.Compare(paths[a.node], paths[b.node])
	})
	return hits
}

// position is where a node stands: the place among its siblings, from the root
// down.
func (n *xmlNode) position() []int {
	path := []int{}
	for ; n.parent != nil; n = n.parent {
		path = append(path, n.place)
	}
	slices.Reverse(path)
	return path
}
