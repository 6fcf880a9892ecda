package stdlib

import (
	"strconv"
	"strings"
	"unicode"
)

func isNameRune(r rune, first bool) bool {
	return r == '_' || r == '$' || unicode.IsLetter(r) || !first && unicode.IsDigit(r)
}

// escape reads what begins with a backslash outside of a class.
func (p *regexParser) escape() (node regexNode, repeatable bool) {
	start := p.pos
	p.pos++
	switch c := p.peek(); {
	case c == 'b' || c == 'B':
		p.pos++
		return &regexAssert{c}, false
	case c >= '1' && c <= '9':
		if back := p.backReference(start); back != nil {
			return back, true
		}
	case c == 'k' && p.named:
		p.pos++
		if p.peek() != '<' {
			p.fail(start, p.pos, "the name of a group is missing: write \\k<name>")
		}
		p.pos++
		back := &regexBack{name: p.groupName(start)}
		p.backs, p.backAt, p.backTo = append(p.backs, back), append(p.backAt, start), append(p.backTo, p.pos)
		return back, true
	}
	p.pos = start
	if set, ok := p.classEscape(); ok {
		return &regexSet{p.folded(set)}, true
	}
	return p.literal(p.characterEscape(false)), true
}

// backReference reads \1, or returns nil where the pattern has no such group
// and the digits mean a character.
func (p *regexParser) backReference(start int) regexNode {
	end := p.pos
	for end < len(p.src) && p.src[end] >= '0' && p.src[end] <= '9' {
		end++
	}
	n, err := strconv.Atoi(p.src[p.pos:end])
	if err != nil || n > p.total {
		if p.named {
			p.fail(start, end, "the pattern has no group "+p.src[p.pos:end])
		}
		return nil
	}
	p.pos = end
	return &regexBack{index: n}
}

// classEscape reads \d \w \s, their opposites, and \p{…}.
func (p *regexParser) classEscape() (runeSet, bool) {
	if p.pos+1 >= len(p.src) {
		p.fail(p.pos, p.pos+1, "nothing follows this backslash: write \\\\ for the character")
	}
	var set runeSet
	switch p.src[p.pos+1] {
	case 'd':
		set = digitRunes
	case 'D':
		set = digitRunes.negate()
	case 'w':
		set = wordRunes
	case 'W':
		set = wordRunes.negate()
	case 's':
		set = spaceRunes
	case 'S':
		set = spaceRunes.negate()
	case 'p', 'P':
		return p.property()
	default:
		return nil, false
	}
	p.pos += 2
	return set, true
}

// property reads \p{…}; without braces it is the letter p.
func (p *regexParser) property() (runeSet, bool) {
	start := p.pos
	rest := p.src[p.pos:]
	end := strings.IndexByte(rest, '}')
	if len(rest) < 3 || rest[2] != '{' || end < 0 {
		return nil, false
	}
	set, ok := unicodeProperty(rest[3:end])
	if !ok {
		p.fail(start, start+end+1, "there is no property '"+rest[3:end]+"': try \\p{L} letters, \\p{Lu}, \\p{N} or \\p{Script=Greek}")
	}
	p.pos += end + 1
	if rest[1] == 'P' {
		set = set.negate()
	}
	return set, true
}

// unicodeProperty finds a general category or a script.
func unicodeProperty(name string) (runeSet, bool) {
	if name == "Any" {
		return anyRune, true
	}
	if name == "ASCII" {
		return runeSet{{0, 127}}, true
	}
	property, value, both := strings.Cut(name, "=")
	if !both {
		if long, ok := longCategories[name]; ok {
			name = long
		}
		table, ok := unicode.Categories[name]
		if !ok && (name == "Alphabetic" || name == "White_Space" || name == "Uppercase" || name == "Lowercase") {
			return derivedProperty(name), true
		}
		if !ok {
			return nil, false
		}
		return tableSet(table), true
	}
	switch property {
	case "Script", "sc":
		table, ok := unicode.Scripts[value]
		if !ok {
			return nil, false
		}
		return tableSet(table), true
	case "General_Category", "gc":
		return unicodeProperty(value)
	}
	return nil, false
}

var longCategories = map[string]string{
	"Letter": "L", "Uppercase_Letter": "Lu", "Lowercase_Letter": "Ll", "Mark": "M", "Number": "N", "Decimal_Number": "Nd",
	"Punctuation": "P", "Symbol": "S", "Currency_Symbol": "Sc", "Separator": "Z", "Space_Separator": "Zs",
}

func derivedProperty(name string) runeSet {
	switch name {
	case "White_Space":
		return tableSet(unicode.White_Space)
	case "Uppercase":
		return append(tableSet(unicode.Lu), tableSet(unicode.Other_Uppercase)...).normal()
	case "Lowercase":
		return append(tableSet(unicode.Ll), tableSet(unicode.Other_Lowercase)...).normal()
	}
	return append(append(tableSet(unicode.L), tableSet(unicode.Nl)...), tableSet(unicode.Other_Alphabetic)...).normal()
}

// characterEscape reads an escape that stands for one character. Inside of a
// class \b is a backspace.
func (p *regexParser) characterEscape(inClass bool) rune {
	start := p.pos
	p.pos++
	c := p.peek()
	switch {
	case c == 't' || c == 'n' || c == 'v' || c == 'f' || c == 'r':
		p.pos++
		return rune(map[byte]byte{'t': '\t', 'n': '\n', 'v': '\v', 'f': '\f', 'r': '\r'}[c])
	case c == 'b' && inClass:
		p.pos++
		return '\b'
	case c == '-' && inClass:
		p.pos++
		return '-'
	case c == 'c':
		return p.controlEscape(inClass)
	case c >= '0' && c <= '7':
		return p.octalEscape()
	case c == 'x':
		p.pos++
		if r, ok := p.hex(2); ok {
			return r
		}
		return 'x'
	case c == 'u':
		return p.unicodeEscape(start)
	case c == 'k' && p.named:
		p.fail(start, p.pos+1, "the name of a group cannot stand in a class")
	}
	return p.next()
}

// controlEscape reads \cM; where no letter follows, the backslash is one.
func (p *regexParser) controlEscape(inClass bool) rune {
	if p.pos+1 < len(p.src) {
		c := p.src[p.pos+1]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if letter || inClass && (c == '_' || c >= '0' && c <= '9') {
			p.pos += 2
			return rune(c % 32)
		}
	}
	return '\\' // the c is read again, as itself
}

// octalEscape reads \0 and the octal numbers that old scripts use.
func (p *regexParser) octalEscape() rune {
	first := p.src[p.pos]
	n, digits := rune(0), 0
	limit := 3
	if first >= '4' {
		limit = 2
	}
	for digits < limit && p.peek() >= '0' && p.peek() <= '7' {
		n = n*8 + rune(p.peek()-'0')
		p.pos++
		digits++
	}
	return n
}

// unicodeEscape reads \u0041, a pair of surrogates, or \u{1F600}, which
// JavaScript has under its flag u.
func (p *regexParser) unicodeEscape(start int) rune {
	p.pos++
	if p.peek() == '{' {
		end := strings.IndexByte(p.src[p.pos:], '}')
		if end > 0 {
			n, err := strconv.ParseInt(p.src[p.pos+1:p.pos+end], 16, 32)
			if err == nil && n >= 0 && n <= unicode.MaxRune {
				p.pos += end + 1
				return rune(n)
			}
		}
		p.fail(start, p.pos+1, "no character has this number: write \\u{1F600}")
	}
	r, ok := p.hex(4)
	if !ok {
		return 'u'
	}
	if r >= 0xD800 && r < 0xDC00 && strings.HasPrefix(p.src[p.pos:], `\u`) {
		back := p.pos
		p.pos += 2
		if low, ok := p.hex(4); ok && low >= 0xDC00 && low < 0xE000 {
			return (r-0xD800)<<10 + (low - 0xDC00) + 0x10000
		}
		p.pos = back
	}
	if r >= 0xD800 && r < 0xE000 {
		p.fail(start, p.pos, "half of a character cannot be matched: text is UTF-8 here, write the whole character")
	}
	return r
}

// hex reads n hexadecimal digits, or nothing.
func (p *regexParser) hex(n int) (rune, bool) {
	if p.pos+n > len(p.src) {
		return 0, false
	}
	v, err := strconv.ParseUint(p.src[p.pos:p.pos+n], 16, 32)
	if err != nil {
		return 0, false
	}
	p.pos += n
	return rune(v), true
}

// class reads [ … ].
func (p *regexParser) class() runeSet {
	start := p.pos
	p.pos++
	negate := p.peek() == '^'
	if negate {
		p.pos++
	}
	var set runeSet
	for {
		if p.pos >= len(p.src) {
			p.fail(start, start+1, "this '[' is never closed: write \\[ for the character")
		}
		if p.peek() == ']' {
			p.pos++
			break
		}
		at := p.pos
		low, lowSet := p.classAtom()
		if p.peek() != '-' || p.pos+1 >= len(p.src) || p.src[p.pos+1] == ']' {
			set = appendAtom(set, low, lowSet)
			continue
		}
		p.pos++
		high, highSet := p.classAtom()
		if lowSet != nil || highSet != nil { // [\d-x]: the minus is a character
			set = append(appendAtom(set, low, lowSet), runeRange{'-', '-'})
			set = appendAtom(set, high, highSet)
			continue
		}
		if high < low {
			p.fail(at, p.pos, "the ends of this range are in the wrong order")
		}
		set = append(set, runeRange{low, high})
	}
	set = p.folded(set.normal())
	if negate {
		set = set.negate()
	}
	return set
}

func appendAtom(set runeSet, r rune, s runeSet) runeSet {
	if s != nil {
		return append(set, s...)
	}
	return append(set, runeRange{r, r})
}

func (p *regexParser) classAtom() (rune, runeSet) {
	if p.pos >= len(p.src) {
		p.fail(p.pos-1, p.pos, "this class is never closed with ']'")
	}
	if p.peek() != '\\' {
		return p.next(), nil
	}
	if set, ok := p.classEscape(); ok {
		return 0, set
	}
	return p.characterEscape(true), nil
}
