package main

import (
	"io"
	"os"

	"lcs/lang/diag"
)

// outputError is a failure to write a result.
type outputError struct{ error }

func openOutput(c *console, name string) (out io.Writer, closeOut func() error, err error) {
	if name == "" || name == "-" {
		return c.out, func() error { return nil }, nil
	}
	file, err := os.Create(name)
	if err != nil {
		return nil, nil, wrongUse("the results cannot be written: %v", err)
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
		p.console.say("%s more could not be read; each has its result", plural(more, "lead"))
	}
}
