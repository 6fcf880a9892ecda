package place

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lcs/lang/diag"
)

// endName reads the character after a name, and takes the name in.
func (s xmlState) endName(text string) (int, xmlState, *fault) {
	name := s.name
	if s.mode != xmlPIName && !qualified(name) {
		return 0, s, &fault{code: malformedXML, message: "'" + name + "' is no name: at most one ':' stands inside", back: len(name)}
	}
	s.name = ""
	switch s.mode {
	case xmlOpenName:
		s.stack, s.mode, s.rooted = s.stack.push(name), xmlTight, true
	case xmlCloseName:
		if name != s.stack.name {
			f := refused(malformedXML, "'</"+name+">'", "'</"+s.stack.name+">' must come")
			f.back, f.help = len(name)+2, "the innermost element that is open is <"+s.stack.name+">"
			return 0, s, f
		}
		s.mode = xmlCloseEnd
	case xmlAttrName:
		switch {
		case s.attrs.has(name):
			return 0, s, &fault{code: malformedXML, message: "the attribute '" + name + "' is given twice", back: len(name)}
		case s.attrs.depth == maxXMLAttributes:
			return 0, s, &fault{code: malformedXML, message: "an element has at most 256 attributes here", back: len(name)}
		}
		s.attrs, s.mode = s.attrs.push(name), xmlEquals
	case xmlPIName:
		s.mode, s.run = xmlPI, 0
		switch {
		case name == "xml" && s.first:
			s.mode = xmlHead
		case strings.EqualFold(name, "xml"):
			return 0, s, &fault{code: malformedXML, message: "'<?xml' must come first, before white space too", back: len(name) + 2}
		case !isSpace(text[0]) && text[0] != '?':
			return 0, s, refused(malformedXML, firstOf(text), "a space or '?>' must come")
		}
	}
	return 0, s, nil
}

// inTag reads a tag but for its names.
func (s xmlState) inTag(text string) (xmlState, *fault) {
	c := text[0]
	if s.mode == xmlAttrValue {
		switch c {
		case s.quote:
			s.mode, s.quote = xmlTight, 0
		case '&':
			s.mode, s.name = xmlEntity, ""
		case '<':
			return s, &fault{code: malformedXML, message: "'<' cannot stand in an attribute", help: "write &lt;"}
		}
		return s, nil
	}
	if isSpace(c) {
		if s.mode == xmlTight {
			s.mode = xmlTag
		}
		if s.mode != xmlEmpty {
			return s, nil
		}
	}
	switch {
	case s.mode == xmlTag && nameRun(text, true) > 0:
		_, size := utf8.DecodeRuneInString(text)
		s.mode, s.name = xmlAttrName, text[:size]
	case (s.mode == xmlTag || s.mode == xmlTight) && (c == '/' || c == '>'):
		if f := s.unbound(); f != nil {
			return s, f
		}
		s.bound = s.bindings()
		if c == '/' {
			s.mode = xmlEmpty
			return s, nil
		}
		s.attrs = s.none
		return s.between(), nil
	case s.mode == xmlEquals && c == '=':
		s.mode = xmlQuote
	case s.mode == xmlQuote && (c == '"' || c == '\''):
		s.mode, s.quote = xmlAttrValue, c
	case (s.mode == xmlEmpty || s.mode == xmlCloseEnd) && c == '>':
		return s.closed(), nil
	default:
		return s, s.refuse(text)
	}
	return s, nil
}

// unbound refuses a tag with a prefix that neither it nor an element around it
// binds.
func (s xmlState) unbound() *fault {
	for _, name := range append(s.attrs.names(), s.stack.name) {
		prefix, _, found := strings.Cut(name, ":")
		if !found || prefix == "xml" || prefix == "xmlns" || s.attrs.has("xmlns:"+prefix) {
			continue
		}
		if !strings.Contains(strings.Join(s.bound.names(), ""), " "+prefix+" ") {
			return &fault{
				code: malformedXML, message: "no element around '" + name + "' binds the prefix '" + prefix + "'",
				help: "write xmlns:" + prefix + "=\"…\" in this tag or in one around it",
				name: name, meant: diag.Nearest(prefix, s.prefixes()),
			}
		}
	}
	return nil
}

// prefixes lists those that the tag at hand or an element around it binds.
func (s xmlState) prefixes() []string {
	all := strings.Fields(strings.Join(s.bound.names(), ""))
	for _, name := range s.attrs.names() {
		if prefix, ok := strings.CutPrefix(name, "xmlns:"); ok {
			all = append(all, prefix)
		}
	}
	return all
}

// bindings adds the prefixes that the tag at hand binds, each between spaces, in
// the order of the alphabet: it is one state however they were written.
func (s xmlState) bindings() *frame {
	var prefixes []string
	for _, name := range s.attrs.names() {
		if prefix, ok := strings.CutPrefix(name, "xmlns:"); ok {
			prefixes = append(prefixes, " "+prefix+" ")
		}
	}
	slices.Sort(prefixes)
	return s.bound.push(strings.Join(prefixes, ""))
}

// closed ends the innermost element.
func (s xmlState) closed() xmlState {
	s.stack, s.bound, s.attrs = s.stack.parent, s.bound.parent, s.none
	return s.between()
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// plainRun returns how many bytes at the start of text are plain ASCII: neither
// markup nor anything that must be looked at.
func plainRun(text string) int {
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ' && !isSpace(c), c >= utf8.RuneSelf:
			return i
		case c == '<', c == '&', c == ']', c == '>', c == '"', c == '\'':
			return i
		}
	}
	return len(text)
}

// nameRun returns how many bytes at the start of text belong to a name; with
// start the first character must be one that a name begins with.
func nameRun(text string, start bool) int {
	for i, r := range text {
		if !unicode.Is(nameStart, r) && (start && i == 0 || !unicode.Is(nameMore, r)) {
			return i
		}
	}
	return len(text)
}

// qualified reports whether a name is a prefix and a local name, or just one.
func qualified(name string) bool {
	prefix, local, found := strings.Cut(name, ":")
	if !found {
		return true
	}
	if prefix == "" || local == "" || strings.Contains(local, ":") {
		return false
	}
	first, _ := utf8.DecodeRuneInString(local)
	return unicode.Is(nameStart, first)
}

// nameStart and nameMore are the productions NameStartChar and NameChar of XML 1.0.
var (
	nameStart = &unicode.RangeTable{
		R16: []unicode.Range16{
			{Lo: ':', Hi: ':', Stride: 1},
			{Lo: 'A', Hi: 'Z', Stride: 1},
			{Lo: '_', Hi: '_', Stride: 1},
			{Lo: 'a', Hi: 'z', Stride: 1},
			{Lo: 0xC0, Hi: 0xD6, Stride: 1},
			{Lo: 0xD8, Hi: 0xF6, Stride: 1},
			{Lo: 0xF8, Hi: 0x2FF, Stride: 1},
			{Lo: 0x370, Hi: 0x37D, Stride: 1},
			{Lo: 0x37F, Hi: 0x1FFF, Stride: 1},
			{Lo: 0x200C, Hi: 0x200D, Stride: 1},
			{Lo: 0x2070, Hi: 0x218F, Stride: 1},
			{Lo: 0x2C00, Hi: 0x2FEF, Stride: 1},
			{Lo: 0x3001, Hi: 0xD7FF, Stride: 1},
			{Lo: 0xF900, Hi: 0xFDCF, Stride: 1},
			{Lo: 0xFDF0, Hi: 0xFFFC, Stride: 1},
		},
		R32:         []unicode.Range32{{Lo: 0x10000, Hi: 0xEFFFF, Stride: 1}},
		LatinOffset: 6,
	}
	nameMore = &unicode.RangeTable{
		R16: []unicode.Range16{
			{Lo: '-', Hi: '.', Stride: 1},
			{Lo: '0', Hi: '9', Stride: 1},
			{Lo: 0xB7, Hi: 0xB7, Stride: 1},
			{Lo: 0x300, Hi: 0x36F, Stride: 1},
			{Lo: 0x203F, Hi: 0x2040, Stride: 1},
		},
		LatinOffset: 3,
	}
)
