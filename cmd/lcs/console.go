package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"golang.org/x/term"

	"lcs/lang/diag"
	"lcs/terminal"
)

// console is what a command reads from and writes to.
type console struct {
	in      io.Reader
	out     io.Writer
	err     io.Writer
	environ []string

	piped    bool // in comes from a pipe or file, not from a keyboard
	outShown bool // out is a terminal
	errShown bool // err is a terminal
	colored  bool // terminals may be written to in colour
	ascii    bool // they show nothing but ASCII

	saying sync.Mutex // leads in flight log side by side
	bar    *progress  // on the last line; nil: none
}

// systemConsole is the console of the process.
func systemConsole() *console {
	c := &console{
		in: os.Stdin, out: os.Stdout, err: os.Stderr, environ: os.Environ(),
		outShown: term.IsTerminal(int(os.Stdout.Fd())),
		errShown: term.IsTerminal(int(os.Stderr.Fd())),
	}
	if info, err := os.Stdin.Stat(); err == nil {
		c.piped = info.Mode()&os.ModeCharDevice == 0
	}
	c.colored = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && showsColors()
	c.ascii = os.Getenv("TERM") == "dumb" || !isUTF8(os.Getenv)
	return c
}

// isUTF8 reports whether the locale has all characters, or nobody says that it
// has not: as Windows, whose consoles do.
func isUTF8(getenv func(string) string) bool {
	locale := cmp.Or(getenv("LC_ALL"), getenv("LC_CTYPE"), getenv("LANG"))
	folded := strings.ReplaceAll(strings.ToLower(locale), "-", "")
	return locale == "" || strings.Contains(folded, "utf8")
}

// report shows diagnostics to the person at the keyboard.
func (c *console) report(list diag.List) {
	if len(list) == 0 {
		return
	}
	c.saying.Lock()
	defer c.saying.Unlock()
	c.bar.clear()
	_ = diag.WriteText(c.err, list, textOptions(c.errScreen()))
}

// textOptions say how diagnostics are shown on a screen.
func textOptions(s terminal.Screen) diag.TextOptions {
	const gutter = 7 // with numbers of lines up to 9999
	return diag.TextOptions{Color: s.Color, Width: s.Width - gutter}
}

// complain shows a diagnostic on one line.
func (c *console) complain(d *diag.Diagnostic) {
	place := ""
	if d.Span.IsValid() {
		place = d.Span.String() + ": "
	}
	c.say("%s%s[%s]: %s", place, d.Severity, d.Code, d.Message)
}

// say writes a line to the person at the keyboard.
func (c *console) say(format string, args ...any) {
	c.saying.Lock()
	defer c.saying.Unlock()
	c.bar.clear()
	fmt.Fprintf(c.err, format+"\n", args...)
}

// errScreen is the terminal that people are told things on.
func (c *console) errScreen() terminal.Screen {
	s := terminal.Screen{Width: everywhere, Color: c.errShown && c.colored, ASCII: c.ascii}
	if c.errShown {
		s.Width = columnsOf(c.err)
	}
	return s
}

// outScreen is the terminal that the output of a command is shown on.
func (c *console) outScreen() terminal.Screen {
	s := terminal.Screen{Width: everywhere, Color: c.outShown && c.colored, ASCII: c.ascii}
	if c.outShown {
		s.Width = columnsOf(c.out)
	}
	return s
}

// everywhere is a width that fits everywhere.
const everywhere = 80

// columnsOf is the width of a terminal; lines that are longer are hard to read.
func columnsOf(out io.Writer) int {
	if file, ok := out.(*os.File); ok {
		if columns, _, err := term.GetSize(int(file.Fd())); err == nil && columns >= 40 {
			return min(columns, 120)
		}
	}
	return everywhere
}
