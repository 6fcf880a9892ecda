package stdlib

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// toRE2 writes a pattern for Go's engine, which takes linear time, or reports
// that the pattern would mean something else there.
func toRE2(node regexNode, flags regexFlags) (*regexp.Regexp, bool) {
	if !meansTheSame(node, flags) {
		return nil, false
	}
	var b strings.Builder
	writeRE2(&b, node)
	re, err := regexp.Compile(b.String())
	if err != nil {
		return nil, false // too large for the engine
	}
	return re, true
}

// meansTheSame reports whether Go's engine finds the same matches and groups
// as JavaScript. They differ in what a group inside of a repetition holds, in
// repetitions of what can be empty, and RE2 has no look-around, no back
// references and no ^ and $ at each of JavaScript's four line ends.
func meansTheSame(node regexNode, flags regexFlags) bool {
	switch n := node.(type) {
	case *regexLook, *regexBack:
		return false
	case *regexAssert:
		return !flags.multiline || n.kind == 'b' || n.kind == 'B'
	case *regexSeq:
		return allMeanTheSame(n.parts, flags)
	case *regexAlt:
		return allMeanTheSame(n.branches, flags)
	case *regexGroup:
		return meansTheSame(n.body, flags)
	case *regexRepeat:
		// JavaScript takes no iteration that matches nothing.
		if canBeEmpty(n.body) {
			return false
		}
		// And an iteration forgets the groups of the one before.
		many := n.max != 0 && n.max != 1
		if many && n.endCap > n.firstCap && !setsItsGroups(n.body) {
			return false
		}
		return meansTheSame(n.body, flags)
	}
	return true
}

func allMeanTheSame(nodes []regexNode, flags regexFlags) bool {
	for _, n := range nodes {
		if !meansTheSame(n, flags) {
			return false
		}
	}
	return true
}

// canBeEmpty reports whether a node can match the empty text.
func canBeEmpty(node regexNode) bool {
	switch n := node.(type) {
	case *regexSet:
		return false
	case *regexSeq:
		for _, part := range n.parts {
			if !canBeEmpty(part) {
				return false
			}
		}
		return true
	case *regexAlt:
		for _, branch := range n.branches {
			if canBeEmpty(branch) {
				return true
			}
		}
		return false
	case *regexGroup:
		return canBeEmpty(n.body)
	case *regexRepeat:
		return n.min == 0 || canBeEmpty(n.body)
	}
	return true
}

// setsItsGroups reports whether every match of a node sets all groups in it.
func setsItsGroups(node regexNode) bool {
	switch n := node.(type) {
	case *regexSeq:
		for _, part := range n.parts {
			if !setsItsGroups(part) {
				return false
			}
		}
	case *regexAlt:
		for _, branch := range n.branches {
			if hasGroups(branch) {
				return false
			}
		}
	case *regexGroup:
		return setsItsGroups(n.body)
	case *regexRepeat:
		return n.endCap == n.firstCap || n.min > 0 && setsItsGroups(n.body)
	}
	return true
}

func hasGroups(node regexNode) bool {
	switch n := node.(type) {
	case *regexGroup:
		return true
	case *regexSeq:
		for _, part := range n.parts {
			if hasGroups(part) {
				return true
			}
		}
	case *regexAlt:
		for _, branch := range n.branches {
			if hasGroups(branch) {
				return true
			}
		}
	case *regexRepeat:
		return n.endCap > n.firstCap
	case *regexLook:
		return hasGroups(n.body)
	}
	return false
}

// looksBack reports whether a match depends on what stands before it.
func looksBack(node regexNode) bool {
	switch n := node.(type) {
	case *regexAssert:
		return n.kind != '$'
	case *regexSeq:
		for _, part := range n.parts {
			if looksBack(part) {
				return true
			}
		}
	case *regexAlt:
		for _, branch := range n.branches {
			if looksBack(branch) {
				return true
			}
		}
	case *regexGroup:
		return looksBack(n.body)
	case *regexRepeat:
		return looksBack(n.body)
	case *regexLook:
		return true
	}
	return false
}

func writeRE2(b *strings.Builder, node regexNode) {
	switch n := node.(type) {
	case *regexSet:
		writeRE2Set(b, n.set)
	case *regexSeq:
		for _, part := range n.parts {
			if _, alt := part.(*regexAlt); alt {
				writeRE2Group(b, part)
				continue
			}
			writeRE2(b, part)
		}
	case *regexAlt:
		for i, branch := range n.branches {
			if i > 0 {
				b.WriteByte('|')
			}
			writeRE2(b, branch)
		}
	case *regexGroup:
		b.WriteByte('(')
		writeRE2(b, n.body)
		b.WriteByte(')')
	case *regexRepeat:
		writeRE2Group(b, n.body)
		switch {
		case n.max < 0:
			fmt.Fprintf(b, "{%d,}", n.min)
		default:
			fmt.Fprintf(b, "{%d,%d}", n.min, n.max)
		}
		if n.lazy {
			b.WriteByte('?')
		}
	case *regexAssert:
		switch n.kind {
		case '^':
			b.WriteString(`\A`)
		case '$':
			b.WriteString(`\z`)
		default:
			b.WriteString(`\` + string(n.kind))
		}
	}
}

func writeRE2Group(b *strings.Builder, node regexNode) {
	b.WriteString("(?:")
	writeRE2(b, node)
	b.WriteByte(')')
}

func writeRE2Set(b *strings.Builder, s runeSet) {
	if len(s) == 1 && s[0].lo == s[0].hi {
		b.WriteString(regexp.QuoteMeta(string(s[0].lo)))
		return
	}
	if len(s) == 0 {
		fmt.Fprintf(b, `[^\x00-\x{%x}]`, unicode.MaxRune)
		return
	}
	b.WriteByte('[')
	for _, r := range s {
		fmt.Fprintf(b, `\x{%x}-\x{%x}`, r.lo, r.hi)
	}
	b.WriteByte(']')
}
