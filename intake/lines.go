package intake

import (
	"bufio"
	"bytes"

	"lcs/lang/diag"
	"lcs/limits"
)

// lineReader reads lines of bounded length.
type lineReader struct {
	r      *bufio.Reader
	most   int // bytes of a line that are kept
	number int // of the line that was read last
	text   []byte
	failed error
}

func newLineReader(r *bufio.Reader, most int) *lineReader { return &lineReader{r: r, most: most} }

// next returns the next line with its line end; it is valid until the following
// call. Of a line that is too long, size says how long it was and the text is
// cut off. An error that is not io.EOF comes after the lines before it.
func (l *lineReader) next() (text []byte, size int, err error) {
	if l.failed != nil {
		return nil, 0, l.failed
	}
	l.text = l.text[:0]
	for {
		part, err := l.r.ReadSlice('\n')
		size += len(part)
		if room := l.most + 1 - len(l.text); room > 0 {
			l.text = append(l.text, part[:min(room, len(part))]...)
		}
		if err == bufio.ErrBufferFull {
			continue
		}
		l.number++
		if err != nil {
			// What precedes a failure is half a line; at the end it is a line.
			l.failed = err
			if size == 0 || !isEnd(err) {
				return nil, 0, err
			}
		}
		return l.text, size, nil
	}
}

// readNDJSON reads one object from each line.
func (d *document) readNDJSON(yield func(Lead, *diag.Diagnostic) bool) {
	for {
		text, size, err := d.lines.next()
		if err != nil {
			if !isEnd(err) {
				yield(Lead{}, readFailure(d.name, d.lines.number, err))
			}
			return
		}
		if size <= d.lines.most && len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		if !yield(d.lead(bytes.TrimRight(text, "\r\n"), size, d.lines.number, 1)) {
			return
		}
	}
}

// tooLarge reports a lead that is over the limit.
func (d *document) tooLarge(line, column, size int) *diag.Diagnostic {
	problem := diag.New(codeTooLarge, diag.NewExcerpt(d.name, "", line, column).At(0, 0),
		d.limits.Exceeded(limits.LeadSize, "a lead of "+limits.Size(size)+" is over the limit of %s").Error())
	problem.Help = "is a line break or a closing quote missing?"
	return problem
}
