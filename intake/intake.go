// Package intake reads what a run starts from: leads and settings.
//
// Leads stream out of NDJSON, JSON and CSV, packed or not, one at a time and in
// flat memory. What cannot be read is one diagnostic with file and line; the
// leads around it come out unharmed. Settings come from files, the environment
// and the command line, and each remembers where it was given. The package
// imports the values, the diagnostics and the limits, and nothing else of the
// project.
package intake

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"strconv"
	"sync/atomic"

	"lcs/lang/diag"
	"lcs/limits"
	"lcs/value"
)

// Lead is one record, as it came in.
type Lead struct {
	Value *value.Object
	Place string // "leads.csv:3"

	// Columns are the names of the columns of its file, whether there is a value
	// in them or not; nil: it has none, as it is not CSV.
	Columns []string
}

// Source is where leads come from. It is read once.
type Source struct {
	name   string
	format Format
	limits *limits.Limits
	input  io.Reader
	close  func() error
	size   int64
	read   atomic.Int64
	taken  atomic.Int64 // of what was read, without what waits in a buffer
}

// Open opens a file of leads by name; "-" is stdin. The format follows from the
// ending of the name, and where that says nothing from the content.
func Open(name string, stdin io.Reader, most *limits.Limits) (*Source, *diag.Diagnostic) {
	if name == "-" {
		return NewSource("stdin", stdin, most), nil
	}
	file, problem := openFile(name)
	if problem != nil {
		return nil, problem
	}
	source := NewSource(name, file, most)
	source.close = file.Close
	if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
		source.size = info.Size()
	}
	return source, nil
}

// NewSource returns the leads in r. The name is what places print; its ending
// says the format.
func NewSource(name string, r io.Reader, most *limits.Limits) *Source {
	s := &Source{name: name, format: FormatOf(name), limits: most}
	s.input = &countingReader{r, &s.read}
	return s
}

// Name is the name that places print.
func (s *Source) Name() string { return s.name }

// Progress returns how many bytes of the input the leads up to now took, about,
// and how many there are, or 0 where nobody knows.
func (s *Source) Progress() (taken, size int64) { return s.taken.Load(), s.size }

// Close closes the file.
func (s *Source) Close() error {
	if s.close == nil {
		return nil
	}
	return s.close()
}

// Leads yields the leads in the order of the input. Of each pair one is set: a
// lead, or what is wrong with the place where one should be.
func (s *Source) Leads() iter.Seq2[Lead, *diag.Diagnostic] {
	return func(emit func(Lead, *diag.Diagnostic) bool) {
		text, format, problem := decode(s.name, s.format, s.input)
		if problem != nil {
			emit(Lead{}, problem)
			return
		}
		yield := func(lead Lead, problem *diag.Diagnostic) bool {
			s.taken.Store(max(s.read.Load()-int64(text.Buffered()), 0))
			return emit(lead, problem)
		}
		input := &document{name: s.name, limits: s.limits, lines: newLineReader(text, s.limits.Of(limits.LeadSize))}
		switch format {
		case CSV:
			input.readCSV(yield)
		case JSON:
			input.readJSON(text, yield)
		default:
			input.readNDJSON(yield)
		}
	}
}

// document is an input that is being read as lines of text.
type document struct {
	name   string
	limits *limits.Limits
	lines  *lineReader
}

// place returns "leads.csv:3".
func (d *document) place(line int) string { return d.name + ":" + strconv.Itoa(line) }

// readFailure reports that the input broke off while it was read.
func readFailure(name string, line int, err error) *diag.Diagnostic {
	code, help := diag.Code(codeUnreadable), ""
	if isPackingError(err) {
		code, help = codeDamagedPack, "pack the file again; the leads before this place were read"
	}
	d := diag.New(code, diag.NewExcerpt(name, "", line, 1).At(0, 0), "the input breaks off here: "+plainError(err))
	d.Help = help
	return d
}

// openFile opens a regular file, pipe or device for reading.
func openFile(name string) (*os.File, *diag.Diagnostic) {
	file, err := os.Open(name)
	if err != nil {
		return nil, unreadable(name, err)
	}
	info, err := file.Stat()
	if err == nil && info.IsDir() {
		file.Close()
		d := diag.New(codeUnreadable, diag.Span{}, fmt.Sprintf("'%s' is a directory, not a file", name))
		d.Help = "name a file in it"
		return nil, d
	}
	return file, nil
}

func unreadable(name string, err error) *diag.Diagnostic {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d := diag.New(codeUnreadable, diag.Span{}, fmt.Sprintf("there is no file '%s'", name))
		d.Help = "names are relative to the directory in which the command runs"
		return d
	case errors.Is(err, fs.ErrPermission):
		return diag.New(codeUnreadable, diag.Span{}, fmt.Sprintf("'%s' may not be read: permission denied", name))
	}
	return diag.New(codeUnreadable, diag.Span{}, fmt.Sprintf("'%s' cannot be read: %s", name, plainError(err)))
}

// plainError is the cause of an error without the operation and the path that
// Go puts in front of it.
func plainError(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return "it ends too early"
	}
	return err.Error()
}

// countingReader counts what is read, for a progress bar on another goroutine.
type countingReader struct {
	r io.Reader
	n *atomic.Int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// blockSize is how much is read at a time, and how much of an input is looked
// at to find out what it is.
const blockSize = 64 << 10

func buffered(r io.Reader) *bufio.Reader { return bufio.NewReaderSize(r, blockSize) }
