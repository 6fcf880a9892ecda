package main

import "lcs/terminal"

// plural counts things: "1 lead", "2 leads".
func plural(n int, noun string) string { return terminal.Plural(n, noun) }

// shortened makes a text one line and cuts it to so many characters.
func shortened(text string, most int) string { return terminal.Shortened(text, most) }
