package trace

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"sync"
)

// Writer takes entries, from several tasks at once.
type Writer interface {
	Write(*Entry)
	// Close writes what is left. It returns the first error of all.
	Close() error
}

// ndjson is a trace of one JSON object a line.
type ndjson struct {
	mu  sync.Mutex
	out io.Writer
	err error
}

// NewNDJSON returns a writer of NDJSON. Each entry is written at once.
func NewNDJSON(out io.Writer) Writer { return &ndjson{out: out} }

// Write appends a line. After an error nothing is written.
func (w *ndjson) Write(e *Entry) {
	line, err := encode(e)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil && err == nil {
		_, err = w.out.Write(append(line, '\n'))
	}
	if w.err == nil {
		w.err = err
	}
}

// Close returns the first error.
func (w *ndjson) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

// encode writes JSON for people: <, > and & are themselves.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// ReadEntry reads a line of a trace.
func ReadEntry(line []byte) (*Entry, error) {
	e := &Entry{}
	if err := json.Unmarshal(line, e); err != nil {
		return nil, err
	}
	if e.Request.Method == "" || e.Request.URL == "" {
		return nil, fmt.Errorf("it has no request")
	}
	return e, nil
}
