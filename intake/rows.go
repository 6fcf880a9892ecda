package intake

import (
	"bytes"
	"encoding/csv"
	"io"
	"slices"
)

// row is the text of one row of a CSV file: a line, or several where a value in
// quotes holds line breaks. It is valid until the next row is asked for.
type row struct {
	line
	unclosed bool // a quote opens at this offset and is never closed
	quote    int
}

// line is one line of the file with its end.
type line struct {
	text   []byte
	size   int // greater than that of text when it was cut off
	number int
}

// isBlank reports whether nothing is on the line; of one that was cut off nobody
// knows.
func (l line) isBlank() bool { return l.size <= len(l.text) && len(bytes.TrimSpace(l.text)) == 0 }

// rowReader finds where rows end, and has encoding/csv take them apart. Left
// alone, that package reads on to the next quote when one is not closed, to the
// end of the file if need be; here a row is bounded, and reading goes on with
// the line after the one that is broken.
type rowReader struct {
	lines *lineReader
	comma byte
	ahead []line // lines that were read for a row that turned out to be broken
	reach int    // how many lines a row may have; little while rows are broken

	source feed
	fields *csv.Reader
	parsed int // lines that fields has read
}

// maxRowLines is how many lines one row may have.
const maxRowLines = 1000

func newRowReader(lines *lineReader) (*rowReader, error) {
	r := &rowReader{lines: lines, reach: maxRowLines}
	first, err := r.nextLine()
	if err != nil {
		return nil, err
	}
	first.text = slices.Clone(first.text)
	r.ahead = []line{first}
	r.comma = separatorOf(first.text)
	r.restart()
	return r, nil
}

// nextLine returns the next line that is not blank.
func (r *rowReader) nextLine() (line, error) {
	for {
		next, err := r.anyLine()
		if err != nil || !next.isBlank() {
			return next, err
		}
	}
}

func (r *rowReader) anyLine() (line, error) {
	if len(r.ahead) > 0 {
		next := r.ahead[0]
		r.ahead = r.ahead[1:]
		return next, nil
	}
	text, size, err := r.lines.next()
	return line{text, size, r.lines.number}, err
}

// next returns the next row.
func (r *rowReader) next() (row, error) {
	first, err := r.nextLine()
	if err != nil {
		return row{}, err
	}
	quotes := quoteScanner{comma: r.comma}
	if first.size > r.lines.most || !quotes.opensIn(first.text) {
		return row{line: first}, nil
	}
	whole := line{slices.Clone(first.text), first.size, first.number}
	var tried []line
	for {
		next, err := r.anyLine()
		if err == nil {
			next.text = slices.Clone(next.text)
			tried = append(tried, next)
			whole.text, whole.size = append(whole.text, next.text...), whole.size+next.size
		}
		if err != nil || len(tried) >= r.reach || whole.size > r.lines.most {
			r.ahead = slices.Concat(tried, r.ahead)
			r.reach = max(r.reach/2, 1)
			whole.text, whole.size = whole.text[:len(first.text)], first.size
			return row{line: whole, unclosed: true, quote: quotes.opened}, nil
		}
		if !quotes.opensIn(whole.text) {
			r.reach = min(2*r.reach, maxRowLines)
			return row{line: whole}, nil
		}
	}
}

// parse takes a row apart; the values are valid until the following call.
func (r *rowReader) parse(of row) ([]string, error) {
	r.source = append(r.source[:0], of.text...)
	if !bytes.HasSuffix(of.text, []byte("\n")) {
		r.source = append(r.source, '\n')
	}
	cells, err := r.fields.Read()
	if err == nil {
		r.parsed += bytes.Count(of.text, []byte("\n"))
	}
	return cells, err
}

// restart forgets what is left of a row that could not be taken apart.
func (r *rowReader) restart() {
	r.fields = csv.NewReader(&r.source)
	r.fields.Comma = rune(r.comma)
	r.fields.FieldsPerRecord = -1
	r.fields.ReuseRecord = true
	r.parsed = 0
}

// position returns where in the row, by line and byte column from 1, the value
// with this index stands.
func (r *rowReader) position(of row, index int) (line, column int) {
	line, column = r.fields.FieldPos(index)
	return line - r.parsed + bytes.Count(of.text, []byte("\n")), column
}

// feed is a reader of what was put into it.
type feed []byte

func (f *feed) Read(p []byte) (int, error) {
	if len(*f) == 0 {
		return 0, io.EOF
	}
	n := copy(p, *f)
	*f = (*f)[n:]
	return n, nil
}

// quoteScanner follows the quotes of a row as encoding/csv does.
type quoteScanner struct {
	comma   byte
	pos     int
	inValue bool // past the beginning of a value
	open    bool // in quotes
	opened  int  // where they opened
}

// opensIn reports whether text, which has grown since the last call, ends in
// quotes.
func (q *quoteScanner) opensIn(text []byte) bool {
	for ; q.pos < len(text); q.pos++ {
		c := text[q.pos]
		switch {
		case q.open:
			if c != '"' {
				continue
			}
			if q.pos+1 < len(text) && text[q.pos+1] == '"' {
				q.pos++
				continue
			}
			q.open = false
		case c == '"' && !q.inValue:
			q.open, q.opened, q.inValue = true, q.pos, true
		case c == q.comma || c == '\n':
			q.inValue = false
		default:
			q.inValue = true
		}
	}
	return q.open
}

// separators are the characters that may stand between two values.
var separators = []struct {
	char byte
	name string
}{{',', "a comma"}, {';', "a semicolon"}, {'\t', "a tab"}, {'|', "a bar"}}

// separatorOf returns the separator that a header has most often outside of
// quotes.
func separatorOf(header []byte) byte {
	var found [256]int
	quoted := false
	for _, c := range header {
		if c == '"' {
			quoted = !quoted
		}
		if !quoted {
			found[c]++
		}
	}
	best := separators[0].char
	for _, s := range separators {
		if found[s.char] > found[best] {
			best = s.char
		}
	}
	return best
}

func separatorName(char byte) string {
	for _, s := range separators {
		if s.char == char {
			return s.name
		}
	}
	return "a separator"
}
