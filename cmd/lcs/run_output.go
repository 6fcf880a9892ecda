package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"lcs/interp"
	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/results"
	"lcs/state"
	"lcs/terminal"
)

// outputFlags are the flags of `lcs run` that say where results go and what is
// written of them.
type outputFlags struct{ file, format, columns, failed string }

func (o *outputFlags) bind(command *cobra.Command) {
	f := command.Flags()
	f.StringVarP(&o.file, "output", "o", "", "write the results to `FILE`, not to stdout; as CSV if it ends in .csv")
	f.StringVar(&o.format, "format", "", "write results as `FORMAT`: ndjson or csv")
	f.StringVar(&o.columns, "columns", "", "write these `COLUMNS` of results: outcome,lead.email,score.points")
	f.StringVar(&o.failed, "errors", "", "write leads that ended in an error to `FILE`, as they came in and with the reason, to be run again")
}

// layout is how results are written.
type layout struct {
	format  results.Format
	columns []results.Column // nil: all there is
}

// layout holds what is asked for against the script.
func (o *outputFlags) layout(info *check.Info) (layout, error) {
	l := layout{format: results.FormatOf(o.file)}
	var err error
	if o.format != "" {
		if l.format, err = results.ParseFormat(o.format); err != nil {
			return l, wrongUse("--format: %v", err)
		}
	}
	switch {
	case o.columns != "":
		if l.columns, err = results.ParseColumns(info, o.columns); err != nil {
			return l, wrongUse("--columns: %v", err)
		}
	case l.format == results.CSV:
		l.columns = results.AllColumns(info)
	}
	return l, nil
}

// distinct refuses to use a file for two things: the second would destroy the
// first.
func distinct(names ...string) error {
	used := map[string]bool{}
	for _, name := range names {
		if name == "" || name == "-" {
			continue
		}
		if name = filepath.Clean(name); used[name] {
			return wrongUse("'%s' is given for two files", name)
		}
		used[name] = true
	}
	return nil
}

// outputs are where the results of a run go.
type outputs struct {
	writer  results.Writer
	failed  *results.Failed // nil: nobody asked for them
	written state.Extent    // since the last result
	closers []func() error
}

// outputError is a failure to write a result.
type outputError struct{ error }

// openOutputs opens them, where a run that is taken up left off.
func openOutputs(c *console, kept *keeping, flags *outputFlags, l layout) (*outputs, error) {
	out, closeOut, err := kept.openOutput(c, flags.file)
	if err != nil {
		return nil, err
	}
	o := &outputs{closers: []func() error{closeOut}}
	if flags.failed != "" {
		failed, closeFailed, err := kept.openFailed(flags.failed)
		if err != nil {
			_ = o.close()
			return nil, err
		}
		o.closers = append(o.closers, closeFailed)
		o.failed = results.NewFailed(&countingWriter{failed, &o.written.Failed})
	}
	o.writer, err = results.NewWriter(&countingWriter{out, &o.written.Results}, l.format, l.columns, !kept.hasWritten())
	if err != nil {
		_ = o.close()
		return nil, unwritten("the results", err)
	}
	return o, nil
}

// write writes a result, and returns how much has been written since the last
// one.
func (o *outputs) write(r *interp.Result) (size state.Extent, err error) {
	if o.failed != nil {
		if err := o.failed.Write(r); err != nil {
			return size, &outputError{err}
		}
	}
	if err := o.writer.Write(r); err != nil {
		return size, &outputError{err}
	}
	size, o.written = o.written, state.Extent{}
	return size, nil
}

func (o *outputs) close() error {
	var all []error
	for _, f := range o.closers {
		all = append(all, f())
	}
	return errors.Join(all...)
}

// sayUnreadable says which failed leads are not among those to be run again.
func (o *outputs) sayUnreadable(c *console) {
	if o.failed != nil && o.failed.Unreadable() > 0 {
		c.say("%s could not be read, and so cannot be run again", terminal.Plural(o.failed.Unreadable(), "lead"))
	}
}

// countingWriter counts what is written.
type countingWriter struct {
	out   io.Writer
	count *int64
}

func (w *countingWriter) Write(p []byte) (int, error) {
	n, err := w.out.Write(p)
	*w.count += int64(n)
	return n, err
}

func openOutput(c *console, name string) (out io.Writer, closeOut func() error, err error) {
	if name == "" || name == "-" {
		return c.out, func() error { return nil }, nil
	}
	file, err := os.Create(name)
	if err != nil {
		return nil, nil, unwritten("the results", err)
	}
	return file, file.Close, nil
}

// complaints prints what could not be read, a line each, and not without end.
type complaints struct {
	console *console
	count   int
}

const maxComplaints = 20

func (p *complaints) add(d *diag.Diagnostic) {
	if p.count++; p.count <= maxComplaints {
		p.console.complain(d)
	}
}

func (p *complaints) finish() {
	if more := p.count - maxComplaints; more > 0 {
		p.console.say("%s more could not be read; each has its result", terminal.Plural(more, "lead"))
	}
}
