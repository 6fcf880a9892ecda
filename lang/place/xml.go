package place

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"lcs/lang/diag"
)

const malformedXML diag.Code = "LCS4002"

// Limits of an XML template.
const (
	maxXMLDepth      = 200
	maxXMLAttributes = 256
	maxXMLHead       = 256 // bytes of an XML declaration
)

// xmlMode is what the XML automaton is reading.
type xmlMode uint8

const (
	xmlStart   xmlMode = iota // nothing was read: an XML declaration may come
	xmlProlog                 // before the root element
	xmlContent                // in an element
	xmlEpilog                 // after the root element
	xmlLess                   // after <
	xmlOpenName
	xmlTag       // in a tag: an attribute may come
	xmlTight     // after an attribute: white space or the tag's end must come
	xmlAttrName  //
	xmlEquals    // after an attribute's name
	xmlQuote     // after =
	xmlAttrValue //
	xmlEmpty     // after the / of an empty element
	xmlCloseName
	xmlCloseEnd  // after the name of a closing tag
	xmlBang      // after <!
	xmlDashes    // in a comment
	xmlCDataText // in a CDATA section
	xmlDoctype
	xmlPIName // after <?
	xmlPI
	xmlHead // in the XML declaration
	xmlEntity
)

// xmlState is the automaton of an XML 1.0 document, with the stack of its open
// elements.
type xmlState struct {
	stack  *frame // names of the open elements
	bound  *frame // prefixes that the open elements bind
	attrs  *frame // names of the attributes of the tag at hand
	none   *frame // no attributes
	mode   xmlMode
	quote  byte   // of the attribute value
	first  bool   // the markup at hand is the first thing in the text
	rooted bool   // the root element has begun
	run    uint8  // how many of ]], -- or ? were just read, at most 2
	name   string // what was read of a name, an entity or the declaration
}

func newXML() state {
	none := &frame{}
	return xmlState{stack: &frame{}, bound: &frame{}, attrs: none, none: none}
}

func (s xmlState) feed(text string) (state, int, *fault) {
	for i := 0; i < len(text); {
		n, next, f := s.next(text[i:])
		if f != nil {
			return s, i + n, f
		}
		s = next
		i += n
	}
	return s, 0, nil
}

// next reads a run of characters; n is how many bytes were read, or the offset
// of the one that is refused.
func (s xmlState) next(text string) (n int, next xmlState, f *fault) {
	size, broken := xmlWidth(text)
	if size == 0 || broken {
		return 0, s, &fault{code: malformedXML, message: firstOf(text) + " cannot stand in XML"}
	}
	switch s.mode {
	case xmlOpenName, xmlAttrName, xmlCloseName, xmlPIName:
		if n := nameRun(text, s.name == ""); n > 0 {
			s.name += text[:n]
			return n, s, nil
		}
		if s.name == "" {
			return 0, s, s.refuse(text)
		}
		return s.endName(text)
	case xmlContent, xmlAttrValue:
		if n := plainRun(text); n > 0 {
			s.run = 0
			return n, s, nil
		}
	}
	switch s.mode {
	case xmlStart, xmlProlog, xmlContent, xmlEpilog:
		next, f = s.inContent(text)
	case xmlLess, xmlBang:
		next, f = s.afterLess(text)
	case xmlTag, xmlTight, xmlEquals, xmlQuote, xmlAttrValue, xmlEmpty, xmlCloseEnd:
		next, f = s.inTag(text)
	case xmlEntity:
		next, f = s.inEntity(text)
	default:
		next, f = s.inSection(text)
	}
	if f != nil {
		return 0, s, f
	}
	return size, next, nil
}

// inContent reads text in an element, or between the things around the root.
func (s xmlState) inContent(text string) (xmlState, *fault) {
	c := text[0]
	switch {
	case c == '<':
		s.first = s.mode == xmlStart
		s.mode, s.run, s.name = xmlLess, 0, ""
		return s, nil
	case s.mode == xmlContent:
		switch {
		case c == '&':
			s.mode, s.name, s.run = xmlEntity, "", 0
			return s, nil
		case c == ']':
			s.run = min(s.run+1, 2)
			return s, nil
		case c == '>' && s.run == 2:
			return s, &fault{code: malformedXML, message: "']]>' cannot stand in text", help: "write ]]&gt;"}
		}
		s.run = 0
		return s, nil
	case isSpace(c):
		if s.mode == xmlStart {
			s.mode = xmlProlog
		}
		return s, nil
	}
	return s, s.refuse(text)
}

// afterLess reads what comes after < and <!.
func (s xmlState) afterLess(text string) (xmlState, *fault) {
	c := text[0]
	if s.mode == xmlBang {
		s.name += text[:1]
		switch {
		case s.name == "--":
			s.mode, s.run, s.name = xmlDashes, 0, ""
		case s.name == "[CDATA[" && s.stack.depth > 0:
			s.mode, s.run, s.name = xmlCDataText, 0, ""
		case s.name == "DOCTYPE" && s.around() == xmlProlog:
			s.mode, s.name = xmlDoctype, ""
		case strings.HasPrefix("--", s.name), strings.HasPrefix("DOCTYPE", s.name) && s.around() == xmlProlog,
			strings.HasPrefix("[CDATA[", s.name) && s.stack.depth > 0:
		default:
			return s, s.refuse(text)
		}
		return s, nil
	}
	switch {
	case c == '/' && s.stack.depth > 0:
		s.mode = xmlCloseName
	case c == '!':
		s.mode = xmlBang
	case c == '?':
		s.mode = xmlPIName
	case nameRun(text, true) > 0:
		if s.around() == xmlEpilog {
			return s, refused(malformedXML, "a second element", "the root element has ended")
		}
		if s.stack.depth == maxXMLDepth {
			return s, &fault{code: malformedXML, message: "more than 200 elements are open here"}
		}
		_, size := utf8.DecodeRuneInString(text)
		s.mode, s.name, s.attrs = xmlOpenName, text[:size], s.none
	default:
		return s, s.refuse(text)
	}
	return s, nil
}

// inSection reads what stands between marks: comments, CDATA, instructions, the
// declaration and the document type.
func (s xmlState) inSection(text string) (xmlState, *fault) {
	c := text[0]
	switch s.mode {
	case xmlDashes:
		switch {
		case s.run == 2 && c == '>':
			return s.between(), nil
		case s.run == 2:
			return s, refused(malformedXML, firstOf(text), "'>' must come after '--' in a comment")
		case c == '-':
			s.run++
		default:
			s.run = 0
		}
	case xmlCDataText:
		switch {
		case s.run == 2 && c == '>':
			return s.between(), nil
		case c == ']':
			s.run = min(s.run+1, 2)
		default:
			s.run = 0
		}
	case xmlPI, xmlHead:
		if s.run == 1 && c == '>' {
			return s.endInstruction()
		}
		if s.run = 0; c == '?' {
			s.run = 1
		}
		if s.mode == xmlHead {
			if s.name += text[:1]; len(s.name) > maxXMLHead {
				return s, &fault{code: malformedXML, message: "the XML declaration does not end"}
			}
		}
	case xmlDoctype:
		return s.inDoctype(text)
	}
	return s, nil
}

// inDoctype reads a document type without declarations of its own: what those
// can do (entities, files) is of no use in a request and a danger at its end.
func (s xmlState) inDoctype(text string) (xmlState, *fault) {
	c := text[0]
	switch {
	case s.quote != 0:
		if c == s.quote {
			s.quote = 0
		}
	case c == '"' || c == '\'':
		s.quote = c
	case c == '>':
		return s.between(), nil
	case c == '[' || c == '<':
		return s, refused(malformedXML, firstOf(text), "a document type has no declarations here")
	}
	return s, nil
}

var xmlHeadRule = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\s+version\s*=\s*(?:"1\.0"|'1\.0')` +
		`(?:\s+encoding\s*=\s*(?:"[\w.-]+"|'[\w.-]+'))?` +
		`(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*\?$`)
})

var xmlEncoding = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`encoding\s*=\s*["'](?i:utf-8|us-ascii)["']`)
})

func (s xmlState) endInstruction() (xmlState, *fault) {
	head := s.name
	switch {
	case s.mode != xmlHead:
	case !xmlHeadRule().MatchString(head):
		return s, &fault{
			code: malformedXML, message: "this is no XML declaration", back: len(head),
			help: `write <?xml version="1.0" encoding="UTF-8"?>`,
		}
	case strings.Contains(head, "encoding") && !xmlEncoding().MatchString(head):
		return s, &fault{
			code: malformedXML, message: "the text is sent as UTF-8, and the XML declaration says otherwise", back: len(head),
			help: `write encoding="UTF-8"`,
		}
	}
	return s.between(), nil
}

// around is the mode outside of markup.
func (s xmlState) around() xmlMode {
	switch {
	case s.stack.depth > 0:
		return xmlContent
	case s.rooted:
		return xmlEpilog
	}
	return xmlProlog
}

// between ends a piece of markup.
func (s xmlState) between() xmlState {
	s.mode, s.run, s.name, s.first = s.around(), 0, "", false
	return s
}

// inEntity reads a reference up to its semicolon.
func (s xmlState) inEntity(text string) (xmlState, *fault) {
	c := text[0]
	if c != ';' {
		if s.name += text[:1]; !entityPrefix().MatchString(s.name) {
			f := refused(malformedXML, firstOf(text), s.need())
			f.help = "write &amp; for a '&'"
			return s, f
		}
		return s, nil
	}
	if !knownEntity(s.name) {
		return s, &fault{
			code: malformedXML, message: "XML has no '&" + s.name + ";'", back: len(s.name) + 1,
			help: "it has &amp; &lt; &gt; &quot; &apos; and numbers such as &#160;",
		}
	}
	s.mode, s.name = xmlContent, ""
	if s.quote != 0 {
		s.mode = xmlAttrValue
	}
	return s, nil
}

var entityPrefix = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:[A-Za-z][A-Za-z0-9]{0,31}|#|#[0-9]{1,7}|#x[0-9A-Fa-f]{0,6})$`)
})

func knownEntity(name string) bool {
	switch name {
	case "amp", "lt", "gt", "quot", "apos":
		return true
	}
	digits, base := strings.TrimPrefix(name, "#"), 10
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = hex, 16
	}
	n, err := strconv.ParseInt(digits, base, 32)
	if !strings.HasPrefix(name, "#") || err != nil || n > utf8.MaxRune || n >= 0xD800 && n < 0xE000 {
		return false
	}
	size, _ := xmlWidth(string(rune(n)))
	return size > 0
}

func (s xmlState) hole(hole) (Place, state, *fault) {
	switch s.mode {
	case xmlContent:
		return XMLText, s, nil
	case xmlAttrValue:
		return XMLAttribute, s, nil
	case xmlCDataText:
		if s.run > 0 {
			return Invalid, s, refused(misplacedHole, "a value", "it would touch a ']' in a CDATA section").
				withHelp("put the ']' into the value, or out of the section")
		}
		return XMLCData, s, nil
	case xmlDashes, xmlPI, xmlHead, xmlDoctype:
		s.run = 0
		f := refused(misplacedHole, "a value", s.where())
		f.mild = s.mode != xmlHead // its rule would fail for the same reason
		return Invalid, s, f
	case xmlLess, xmlBang, xmlOpenName, xmlCloseName, xmlAttrName, xmlPIName, xmlTag, xmlTight:
		return Invalid, s, refused(misplacedHole, "a value", "names of elements and attributes are written out")
	case xmlQuote:
		return Invalid, s, refused(misplacedHole, "a value", "an attribute stands in quotes").withHelp(`write ="{{ … }}"`)
	}
	return Invalid, s, refused(malformedXML, "a value", s.need())
}

// where says why no value can stand in a section.
func (s xmlState) where() string {
	switch s.mode {
	case xmlDashes:
		return "a comment is written out"
	case xmlDoctype:
		return "a document type is written out"
	case xmlHead:
		return "the XML declaration is written out"
	}
	return "a processing instruction is written out"
}

func (s xmlState) done() *fault {
	if s.mode == xmlEpilog {
		return nil
	}
	return &fault{code: malformedXML, message: "the XML ends too early: " + s.need()}
}

func (s xmlState) refuse(text string) *fault {
	return refused(malformedXML, firstOf(text), s.need())
}

// need says what must come in this state.
func (s xmlState) need() string {
	switch s.mode {
	case xmlStart, xmlProlog:
		return "the root element must come"
	case xmlContent:
		return "'</" + s.stack.name + ">' must come"
	case xmlEpilog:
		return "the root element has ended"
	case xmlLess, xmlOpenName, xmlCloseName, xmlPIName:
		return "a name must come after '<'"
	case xmlTag, xmlAttrName:
		return "an attribute, '>' or '/>' must come"
	case xmlTight:
		return "a space, '>' or '/>' must come"
	case xmlEquals:
		return "'=' must come after the name of an attribute"
	case xmlQuote:
		return "a quote must come"
	case xmlAttrValue:
		return fmt.Sprintf("'%c' must come", s.quote)
	case xmlEmpty, xmlCloseEnd:
		return "'>' must come"
	case xmlBang:
		if s.stack.depth > 0 {
			return "'<!--' or '<![CDATA[' is meant"
		}
		return "'<!--' is meant"
	case xmlDashes:
		return "'-->' must come"
	case xmlCDataText:
		return "']]>' must come"
	case xmlDoctype:
		return "'>' must come"
	case xmlEntity:
		return "';' must come after the name of an entity"
	}
	return "'?>' must come"
}

// narrowKey and widen make one of states that differ in what attributes the
// tag has: it then has those of both, which can only refuse more.
func (s xmlState) narrowKey() any {
	s.attrs = nil
	return s
}

func (s xmlState) widen(with state) state {
	for _, name := range with.(xmlState).attrs.names() {
		if !s.attrs.has(name) {
			s.attrs = s.attrs.push(name)
		}
	}
	return s
}
