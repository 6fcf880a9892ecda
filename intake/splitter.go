package intake

import (
	"bufio"
	"bytes"
	"fmt"

	"lcs/lang/diag"
)

// readJSON reads a list of objects, or objects one after the other, over any
// number of lines.
func (d *document) readJSON(text *bufio.Reader, yield func(Lead, *diag.Diagnostic) bool) {
	s := &splitter{r: text, most: d.lines.most, line: 1}
	for {
		err := s.next()
		switch {
		case isEnd(err):
			if s.inList && !s.cut {
				yield(Lead{}, diag.New(codeBadJSON, d.span(nil, s.line, s.column+1, 0),
					"the JSON ends early: the list that was opened with '[' is never closed"))
			}
			return
		case err != nil:
			yield(Lead{}, readFailure(d.name, s.line, err))
			return
		case s.stray != 0:
			problem := diag.New(codeBadJSON, d.span([]byte{s.stray}, s.startLine, s.startColumn, 0),
				fmt.Sprintf("unexpected '%c' between two leads", s.stray))
			if !yield(Lead{}, problem) {
				return
			}
		case !yield(d.lead(s.text, s.size, s.startLine, s.startColumn)):
			return
		}
	}
}

// splitter cuts JSON text into the values of its outermost list, or of the file
// where there is none. It understands strings and brackets and no more, so that
// it finds the next lead after a broken one, and it keeps one lead at a time.
type splitter struct {
	r            *bufio.Reader
	most         int  // bytes of a value that are kept
	line, column int  // of the byte that was read last; the column counts runes
	newline      bool // that byte ends its line

	inList bool // in the outermost list
	hungry bool // a value must come: after a comma, and at the beginning
	lost   bool // a stray character was reported and no value has come since
	cut    bool // the input ended within a value

	// What next found: a value, or a character that has no business there.
	text                   []byte
	size                   int
	startLine, startColumn int
	stray                  byte
}

// next finds the next value or stray character. It returns io.EOF after the
// last one.
func (s *splitter) next() error {
	s.stray = 0
	for {
		c, err := s.read()
		if err != nil {
			return err
		}
		switch {
		case isSpace(c):
		case c == '[' && !s.inList:
			s.inList, s.hungry = true, true
		case c == ']' && s.inList:
			s.inList, s.hungry = false, false
		case c == ',' && s.inList && !s.hungry:
			s.hungry = true
		case c == ',' || c == ']' || c == '}' || c == ':':
			if !s.lost {
				s.lost, s.stray = true, c
				s.startLine, s.startColumn = s.line, s.column
				return nil
			}
		default:
			s.hungry, s.lost = false, false
			s.startLine, s.startColumn = s.line, s.column
			s.text, s.size = s.text[:0], 0
			return s.value(c)
		}
	}
}

// value reads the value that starts with c. Where the input ends in it, what
// is there will not parse and says so.
func (s *splitter) value(c byte) error {
	var nesting brackets
	for {
		broken := false
		s.keep(c)
		var err error
		switch c {
		case '"':
			broken, err = s.quoted()
		case '{', '[':
			nesting.push(c)
		case '}', ']':
			nesting.closeTo(c)
		}
		if err == nil {
			if len(nesting.open) == 0 && (c == '"' || c == '}' || c == ']' || s.atEnd()) || broken && s.startsLead() {
				return nil
			}
			c, err = s.read()
		}
		if err != nil {
			if isEnd(err) {
				s.cut = true
				return nil
			}
			return err
		}
	}
}

// quoted reads a string to its closing quote. A line break in it means that the
// quote was forgotten: the string is broken and ends there.
func (s *splitter) quoted() (broken bool, err error) {
	for {
		c, err := s.read()
		if err != nil {
			return false, err
		}
		s.keep(c)
		switch c {
		case '"':
			return false, nil
		case '\n':
			return true, nil
		case '\\':
			if c, err = s.read(); err != nil {
				return false, err
			}
			s.keep(c)
		}
	}
}

// startsLead reports whether the line that begins here begins with an object.
func (s *splitter) startsLead() bool {
	ahead, _ := s.r.Peek(excerptMargin)
	return bytes.HasPrefix(bytes.TrimLeft(ahead, " \t"), []byte("{"))
}

// atEnd reports whether a value without quotes and brackets ends here.
func (s *splitter) atEnd() bool {
	ahead, err := s.r.Peek(1)
	return err != nil || isSpace(ahead[0]) || bytes.IndexByte([]byte(`,:[]{}"`), ahead[0]) >= 0
}

// keep adds a byte to the value, up to the limit.
func (s *splitter) keep(c byte) {
	if s.size++; s.size <= s.most {
		s.text = append(s.text, c)
	}
}

// read reads a byte and counts lines and columns.
func (s *splitter) read() (byte, error) {
	if s.newline {
		s.newline = false
		s.line, s.column = s.line+1, 0
	}
	c, err := s.r.ReadByte()
	if err != nil {
		return 0, err
	}
	s.newline = c == '\n'
	if c&0xc0 != 0x80 { // not inside a character
		s.column++
	}
	return c, nil
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// brackets are those that are open, innermost last.
type brackets struct {
	open          []byte
	braces, lists int // how many of each are open
}

// maxBrackets keeps a text of nothing but brackets from filling the memory; a
// lead that is so deep does not parse.
const maxBrackets = 64 << 10

func (b *brackets) push(c byte) {
	if len(b.open) < maxBrackets {
		b.open = append(b.open, c)
		*b.count(c)++
	}
}

// closeTo closes the innermost bracket that c fits, and those within it that
// were left open; a bracket that fits none closes nothing.
func (b *brackets) closeTo(c byte) {
	opener := byte('{')
	if c == ']' {
		opener = '['
	}
	for *b.count(opener) > 0 {
		last := b.open[len(b.open)-1]
		b.open = b.open[:len(b.open)-1]
		*b.count(last)--
		if last == opener {
			return
		}
	}
}

func (b *brackets) count(opener byte) *int {
	if opener == '{' {
		return &b.braces
	}
	return &b.lists
}
