package main

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

// The help of every command shows how it is used, and fits a screen.
func TestHelp(t *testing.T) {
	t.Parallel()
	root := newRootCommand(&console{})
	for _, command := range append([]*cobra.Command{root}, root.Commands()...) {
		if command.Example == "" {
			t.Errorf("%s has no examples", command.CommandPath())
		}
		var help bytes.Buffer
		command.SetOut(&help)
		if err := command.Help(); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(help.String()) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 80 {
				t.Errorf("%s: a line of %d characters: %s", command.CommandPath(), n, line)
			}
		}
	}
}
