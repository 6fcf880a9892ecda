package results

import (
	"io"

	"lcs/interp"
	"lcs/value"
)

// noteKey is the key under which a lead that failed carries why. It is taken
// off when the lead is run again.
const noteKey = "_lcs"

// Failed writes the leads that ended in an error, as they came in, so that its
// lines can be run again.
type Failed struct {
	out     io.Writer
	unwhole int
	line    []byte
}

// NewFailed returns a writer of failed leads. What came in is written as it is,
// secrets of the lead among it.
func NewFailed(out io.Writer) *Failed { return &Failed{out: out} }

// Write writes the lead of a result, if it ended in an error. A lead that could
// not be read cannot be written either; Unreadable counts those.
func (f *Failed) Write(r *interp.Result) error {
	if r.Outcome != interp.Error {
		return nil
	}
	if r.Came == nil {
		f.unwhole++
		return nil
	}
	lead := r.Came.Clone()
	lead.Set(noteKey, noteOf(r))
	line, err := value.AppendJSON(f.line[:0], lead)
	if err != nil {
		return err
	}
	f.line = append(line, '\n')
	_, err = f.out.Write(f.line)
	return err
}

// Unreadable is how many of the failed leads were not written, as they could
// not be read.
func (f *Failed) Unreadable() int { return f.unwhole }

// noteOf says what failed and why.
func noteOf(r *interp.Result) *value.Object {
	note := value.NewObject(value.Entry{Key: "reason", Value: r.Reason})
	for _, s := range r.Steps {
		if s.Outcome == "error" {
			note.Set("step", s.Name)
			note.Set("kind", s.Kind)
		}
	}
	if r.Place != "" {
		note.Set("place", r.Place)
	}
	return note
}

// WithoutNote takes the note off a lead that failed in an earlier run.
func WithoutNote(lead *value.Object) *value.Object {
	if lead != nil {
		lead.Delete(noteKey)
	}
	return lead
}
