package stdlib

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"lcs/lang/types"
)

// The syntax tree of a JavaScript pattern. A node is one of the types below.
type regexNode any

type (
	// regexSet matches one character.
	regexSet struct{ set runeSet }
	// regexEmpty matches the empty text.
	regexEmpty struct{}
	// regexSeq matches its parts one after the other.
	regexSeq struct{ parts []regexNode }
	// regexAlt matches the first of its branches that leads to a match.
	regexAlt struct{ branches []regexNode }
	// regexGroup captures, index counts from 1.
	regexGroup struct {
		index int
		body  regexNode
	}
	// regexRepeat matches its body min to max times; max < 0 is no limit.
	regexRepeat struct {
		body             regexNode
		min, max         int
		lazy             bool
		firstCap, endCap int // the groups inside: firstCap <= i < endCap
	}
	// regexLook looks ahead or behind.
	regexLook struct {
		body           regexNode
		behind, negate bool
	}
	// regexBack matches again what one of the groups matched: a name can
	// stand for several.
	regexBack struct {
		index int
		name  string
	}
	// regexAssert is ^ $ \b or \B, as that letter.
	regexAssert struct{ kind byte }
)

// regexFlags are the flags of a pattern.
type regexFlags struct{ global, ignoreCase, multiline, dotAll bool }

func parseRegexFlags(flags string) (f regexFlags, bad *types.LiteralError) {
	for i, c := range flags {
		var seen *bool
		switch c {
		case 'g':
			seen = &f.global
		case 'i':
			seen = &f.ignoreCase
		case 'm':
			seen = &f.multiline
		case 's':
			seen = &f.dotAll
		default:
			_, size := utf8.DecodeRuneInString(flags[i:])
			return f, &types.LiteralError{Start: i, End: i + size,
				Message: "there is no flag '" + string(c) + "': the flags are g, i, m and s"}
		}
		if *seen {
			return f, &types.LiteralError{Start: i, End: i + 1, Message: "the flag '" + string(c) + "' stands here twice"}
		}
		*seen = true
	}
	return f, nil
}

// Bounds of what a pattern may be, so that no pattern costs much to compile.
const (
	maxPattern      = 64 << 10
	maxPatternDepth = 250
	maxPatternCount = 1 << 30
)

type regexParser struct {
	src    string
	pos    int
	flags  regexFlags
	groups int
	depth  int
	names  []string // by group index - 1; "" without a name
	total  int      // groups in the whole pattern, counted beforehand
	named  bool     // the pattern has named groups: \k means one
	backs  []*regexBack
	backAt []int
	backTo []int
}

type regexFault struct{ types.LiteralError }

func (p *regexParser) fail(start, end int, message string) {
	panic(&regexFault{types.LiteralError{Start: start, End: end, Message: message}})
}

// parseRegex reads a pattern in JavaScript's syntax, the lenient one of web
// browsers (Annex B), plus \p{…}, which JavaScript has under its flag u.
func parseRegex(pattern string, flags regexFlags) (node regexNode, p *regexParser, bad *types.LiteralError) {
	p = &regexParser{src: pattern, flags: flags}
	defer func() {
		if r := recover(); r != nil {
			fault, ours := r.(*regexFault)
			if !ours {
				panic(r)
			}
			bad = &fault.LiteralError
		}
	}()
	if len(pattern) > maxPattern {
		p.fail(0, 1, "a pattern may have at most 64 kB")
	}
	if !utf8.ValidString(pattern) {
		p.fail(0, 1, "the pattern is not valid UTF-8")
	}
	p.total, p.named = countGroups(pattern)
	node = p.alternatives()
	if p.pos < len(p.src) { // only a ')' can stop the alternatives
		p.fail(p.pos, p.pos+1, "this ')' closes no group: write \\) for the character")
	}
	p.bindBackReferences()
	return node, p, nil
}

// countGroups counts the capturing groups of a pattern without parsing it.
func countGroups(src string) (n int, named bool) {
	class := false
	for i := 0; i < len(src); i++ {
		switch c := src[i]; {
		case c == '\\':
			i++
		case class:
			class = c != ']'
		case c == '[':
			class = true
		case c == '(':
			if !strings.HasPrefix(src[i:], "(?") {
				n++
			} else if strings.HasPrefix(src[i:], "(?<") && !strings.HasPrefix(src[i:], "(?<=") && !strings.HasPrefix(src[i:], "(?<!") {
				n++
				named = true
			}
		}
	}
	return n, named
}

func (p *regexParser) bindBackReferences() {
	for i, b := range p.backs {
		if b.name == "" {
			continue
		}
		for g, name := range p.names {
			if name == b.name {
				b.index = g + 1
			}
		}
		if b.index == 0 {
			p.fail(p.backAt[i], p.backTo[i], "no group has the name '"+b.name+"'")
		}
	}
}

func (p *regexParser) alternatives() regexNode {
	p.depth++
	if p.depth > maxPatternDepth {
		p.fail(p.pos, p.pos, "groups may be nested 250 deep at most")
	}
	defer func() { p.depth-- }()
	branches := []regexNode{p.sequence()}
	for p.peek() == '|' {
		p.pos++
		branches = append(branches, p.sequence())
	}
	if len(branches) == 1 {
		return branches[0]
	}
	return &regexAlt{branches}
}

func (p *regexParser) sequence() regexNode {
	var parts []regexNode
	for p.pos < len(p.src) && p.peek() != '|' && p.peek() != ')' {
		parts = append(parts, p.term())
	}
	switch len(parts) {
	case 0:
		return regexEmpty{}
	case 1:
		return parts[0]
	}
	return &regexSeq{parts}
}

// peek returns the next byte, or 0 at the end; a NUL in the pattern is never
// asked for.
func (p *regexParser) peek() byte {
	if p.pos < len(p.src) {
		return p.src[p.pos]
	}
	return 0
}

func (p *regexParser) next() rune {
	r, size := utf8.DecodeRuneInString(p.src[p.pos:])
	p.pos += size
	return r
}

func (p *regexParser) term() regexNode {
	start, firstCap := p.pos, p.groups+1
	atom, repeatable := p.atom()
	min, max, lazy, found := p.quantifier()
	if !found {
		return atom
	}
	if !repeatable {
		p.fail(start, p.pos, "this cannot be repeated: it matches no character")
	}
	return &regexRepeat{body: atom, min: min, max: max, lazy: lazy, firstCap: firstCap, endCap: p.groups + 1}
}

func (p *regexParser) quantifier() (min, max int, lazy, found bool) {
	start := p.pos
	switch p.peek() {
	case '*':
		min, max = 0, -1
	case '+':
		min, max = 1, -1
	case '?':
		min, max = 0, 1
	case '{':
		var size int
		min, max, size = countedQuantifier(p.src[p.pos:])
		if size == 0 {
			return 0, 0, false, false
		}
		p.pos += size - 1
	default:
		return 0, 0, false, false
	}
	p.pos++
	if max >= 0 && max < min {
		p.fail(start, p.pos, "the numbers of this repetition are in the wrong order")
	}
	if p.peek() == '?' {
		p.pos++
		lazy = true
	}
	return min, max, lazy, true
}

// countedQuantifier reads {n}, {n,} or {n,m}; size 0 means it is none of them
// and the brace is an ordinary character.
func countedQuantifier(s string) (min, max, size int) {
	end := strings.IndexByte(s, '}')
	if end < 0 {
		return 0, 0, 0
	}
	low, high, comma := strings.Cut(s[1:end], ",")
	min, ok := repetitions(low)
	if !ok {
		return 0, 0, 0
	}
	max = min
	if comma {
		max = -1
		if high != "" {
			if max, ok = repetitions(high); !ok {
				return 0, 0, 0
			}
		}
	}
	return min, max, end + 1
}

func repetitions(digits string) (int, bool) {
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n > maxPatternCount {
		n = maxPatternCount
	}
	return n, true
}

func (p *regexParser) atom() (node regexNode, repeatable bool) {
	start := p.pos
	switch c := p.peek(); c {
	case '^', '$':
		p.pos++
		return &regexAssert{c}, false
	case '(':
		return p.group()
	case '[':
		return &regexSet{p.class()}, true
	case '.':
		p.pos++
		if p.flags.dotAll {
			return &regexSet{anyRune}, true
		}
		return &regexSet{lineRunes}, true
	case '\\':
		return p.escape()
	case '*', '+', '?':
		p.fail(start, start+1, "there is nothing before this '"+string(c)+"' to repeat: write \\"+string(c)+" for the character")
	case '{':
		if _, _, size := countedQuantifier(p.src[p.pos:]); size > 0 {
			p.fail(start, start+size, "there is nothing before this '{' to repeat: write \\{ for the character")
		}
	}
	return p.literal(p.next()), true
}

func (p *regexParser) literal(r rune) regexNode {
	return &regexSet{p.folded(runeSet{{r, r}})}
}

// folded closes a set under case when the flag i is on.
func (p *regexParser) folded(s runeSet) runeSet {
	if !p.flags.ignoreCase {
		return s
	}
	return foldSet(s)
}

func (p *regexParser) group() (node regexNode, repeatable bool) {
	start := p.pos
	rest := p.src[p.pos:]
	look := func(size int, behind, negate bool) (regexNode, bool) {
		p.pos += size
		body := p.alternatives()
		p.close(start)
		// Browsers let a look-ahead be repeated, nobody a look-behind.
		return &regexLook{body: body, behind: behind, negate: negate}, !behind
	}
	switch {
	case strings.HasPrefix(rest, "(?:"):
		p.pos += 3
		body := p.alternatives()
		p.close(start)
		return body, true
	case strings.HasPrefix(rest, "(?="):
		return look(3, false, false)
	case strings.HasPrefix(rest, "(?!"):
		return look(3, false, true)
	case strings.HasPrefix(rest, "(?<="):
		return look(4, true, false)
	case strings.HasPrefix(rest, "(?<!"):
		return look(4, true, true)
	case strings.HasPrefix(rest, "(?<"):
		p.pos += 3
		name := p.groupName(start)
		for i, other := range p.names {
			if other == name {
				p.fail(start, p.pos, "group "+strconv.Itoa(i+1)+" already has the name '"+name+"'")
			}
		}
		return p.capture(start, name), true
	case strings.HasPrefix(rest, "(?"):
		p.fail(start, min(start+3, len(p.src)), "JavaScript has no group that begins like this: the groups are (…) (?:…) (?<name>…) (?=…) (?!…) (?<=…) (?<!…)")
	}
	p.pos++
	return p.capture(start, ""), true
}

func (p *regexParser) capture(start int, name string) regexNode {
	p.groups++
	p.names = append(p.names, name)
	g := &regexGroup{index: p.groups}
	g.body = p.alternatives()
	p.close(start)
	return g
}

func (p *regexParser) close(start int) {
	if p.peek() != ')' {
		p.fail(start, start+1, "this '(' is never closed: write \\( for the character")
	}
	p.pos++
}

// groupName reads "name>".
func (p *regexParser) groupName(start int) string {
	end := strings.IndexByte(p.src[p.pos:], '>')
	if end < 0 {
		p.fail(start, p.pos, "the name of this group is never closed with '>'")
	}
	name := p.src[p.pos : p.pos+end]
	for i, r := range name {
		if !isNameRune(r, i == 0) {
			p.fail(p.pos, p.pos+end, "'"+name+"' cannot name a group: a name has letters, digits, _ and $")
		}
	}
	if name == "" {
		p.fail(start, p.pos+1, "this group has an empty name")
	}
	p.pos += end + 1
	return name
}
