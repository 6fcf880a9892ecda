package diag

import (
	"fmt"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
)

// File is one source text and the name it is reported under.
type File struct {
	Name string
	Text string

	// Of an excerpt: the place in the whole file at which Text starts, or zero.
	firstLine, firstColumn int

	once  sync.Once
	lines []int32 // byte offset of the start of each line
}

// NewFile returns a file for text. Name is what positions print.
func NewFile(name, text string) *File { return &File{Name: name, Text: text} }

// NewExcerpt returns a file of which only text is at hand: a part of an input
// that is too large to be kept. The text starts at the given line and column,
// both from 1.
func NewExcerpt(name, text string, line, column int) *File {
	return &File{Name: name, Text: text, firstLine: line, firstColumn: column}
}

// before returns how many lines of the file come before Text.
func (f *File) before() int { return max(f.firstLine-1, 0) }

func (f *File) lineStarts() []int32 {
	f.once.Do(func() {
		f.lines = append(f.lines, 0)
		for i := 0; i < len(f.Text); i++ {
			if f.Text[i] == '\n' {
				f.lines = append(f.lines, int32(i+1))
			}
		}
	})
	return f.lines
}

// Position turns a byte offset into a line and a column, both from 1. The
// column counts characters (runes), which is what editors show.
func (f *File) Position(offset int) (line, column int) {
	starts := f.lineStarts()
	offset = min(max(offset, 0), len(f.Text))
	i := sort.Search(len(starts), func(i int) bool { return int(starts[i]) > offset }) - 1
	column = utf8.RuneCountInString(f.Text[starts[i]:offset]) + 1
	if i == 0 {
		column += max(f.firstColumn-1, 0)
	}
	return f.before() + i + 1, column
}

// Line returns the text of a line (from 1) without its line end, and the byte
// offset at which it starts. A line that does not exist is empty.
func (f *File) Line(n int) (text string, offset int) {
	starts := f.lineStarts()
	n -= f.before()
	if n < 1 || n > len(starts) {
		return "", len(f.Text)
	}
	from, to := int(starts[n-1]), len(f.Text)
	if n < len(starts) {
		to = int(starts[n]) - 1
	}
	return strings.TrimSuffix(f.Text[from:to], "\r"), from
}

// LineCount returns the number of the last line at hand.
func (f *File) LineCount() int { return f.before() + len(f.lineStarts()) }

// Span is a range of bytes in a file, End exclusive. The zero Span is no place.
type Span struct {
	File       *File
	Start, End int32
}

// At returns the span from start to end, in bytes, of f.
func (f *File) At(start, end int) Span { return Span{f, int32(start), int32(end)} }

// IsValid reports whether the span names a place.
func (s Span) IsValid() bool { return s.File != nil }

// Text returns the source under the span.
func (s Span) Text() string {
	if s.File == nil {
		return ""
	}
	return s.File.Text[s.Start:s.End]
}

// To returns the span from the start of s to the end of t.
func (s Span) To(t Span) Span {
	if s.File == nil {
		return t
	}
	if t.File != s.File {
		return s
	}
	return Span{s.File, min(s.Start, t.Start), max(s.End, t.End)}
}

// Contains reports whether t lies within s.
func (s Span) Contains(t Span) bool {
	return s.File == t.File && s.Start <= t.Start && t.End <= s.End
}

// Position returns the line and column (both from 1) at which the span starts.
func (s Span) Position() (line, column int) {
	if s.File == nil {
		return 0, 0
	}
	return s.File.Position(int(s.Start))
}

// String returns "file:line:column" of the start.
func (s Span) String() string {
	if s.File == nil {
		return "-"
	}
	line, column := s.Position()
	return fmt.Sprintf("%s:%d:%d", s.File.Name, line, column)
}

func (s Span) fileName() string {
	if s.File == nil {
		return ""
	}
	return s.File.Name
}
