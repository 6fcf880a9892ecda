package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// manualPage returns the page of a command in the macros of man(7).
func manualPage(c *cobra.Command) []byte {
	var p page
	name := strings.ReplaceAll(c.CommandPath(), " ", "-")
	p.line(`.TH "%s" "1" "" "lcs %s" "lcs"`, strings.ToUpper(name), version)
	p.section("name")
	p.text(name + ` \- ` + escaped(c.Short))
	p.section("synopsis")
	if c.Runnable() {
		p.text(bold(c.CommandPath()) + escaped(strings.TrimPrefix(c.UseLine(), c.CommandPath())))
	} else {
		p.text(bold(c.CommandPath()) + " COMMAND")
	}
	if c.Long != "" {
		p.section("description")
		for i, paragraph := range strings.Split(c.Long, "\n\n") {
			if i > 0 {
				p.line(".PP")
			}
			p.text(escaped(paragraph))
		}
	}
	p.options(c.NonInheritedFlags())
	p.commands(c)
	if c.Example != "" {
		p.section("examples")
		p.line(".nf")
		p.text(escaped(c.Example))
		p.line(".fi")
	}
	p.seeAlso(c)
	return p.Bytes()
}

// page is a manual page as it is written.
type page struct{ bytes.Buffer }

func (p *page) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

func (p *page) section(name string) { p.line(".SH %s", strings.ToUpper(name)) }

// text writes lines of escaped text; none of them becomes a macro.
func (p *page) text(escaped string) {
	for line := range strings.Lines(escaped) {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			p.WriteString(`\&`)
		}
		p.WriteString(strings.TrimSuffix(line, "\n") + "\n")
	}
}

// entry writes an escaped term and what it means.
func (p *page) entry(term, meaning string) {
	p.line(".TP")
	p.text(term)
	p.text(escaped(meaning))
}

func (p *page) options(flags *pflag.FlagSet) {
	if !flags.HasAvailableFlags() {
		return
	}
	p.section("options")
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		argument, meaning := pflag.UnquoteUsage(f)
		term := bold("--" + f.Name)
		if f.Shorthand != "" {
			term = bold("-"+f.Shorthand) + ", " + term
		}
		if argument != "" {
			term += ` \fI` + escaped(argument) + `\fP`
		}
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "[]" && f.DefValue != "0" {
			meaning += " (default " + f.DefValue + ")"
		}
		p.entry(term, meaning)
	})
}

func (p *page) commands(c *cobra.Command) {
	if !c.HasAvailableSubCommands() {
		return
	}
	p.section("commands")
	for _, below := range c.Commands() {
		if below.IsAvailableCommand() {
			p.entry(bold(below.Name()), below.Short)
		}
	}
}

// seeAlso names the pages of the commands above and below.
func (p *page) seeAlso(c *cobra.Command) {
	var names []string
	if c.HasParent() {
		names = append(names, c.Parent().CommandPath())
	}
	for _, below := range c.Commands() {
		if below.IsAvailableCommand() {
			names = append(names, below.CommandPath())
		}
	}
	for i, name := range names {
		names[i] = bold(strings.ReplaceAll(name, " ", "-")) + "(1)"
	}
	p.section("see also")
	p.text(strings.Join(names, ", "))
}

// escaped is a text in which nothing means anything to roff, and whose dashes
// can be copied into a shell.
func escaped(text string) string {
	return strings.NewReplacer(`\`, `\e`, `-`, `\-`).Replace(text)
}

func bold(text string) string { return `\fB` + escaped(text) + `\fP` }
