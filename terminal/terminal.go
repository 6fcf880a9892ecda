// Package terminal has what texts for people at a terminal have in common: how
// wide they are, how they are coloured, and how counts and times are written.
// It knows no terminal itself: a Screen says what one can show.
package terminal

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Screen is what a terminal shows.
type Screen struct {
	Width int  // columns; 80 fit everywhere
	Color bool // it shows colours, and they are wanted
	ASCII bool // it shows nothing but ASCII
}

// Style is a way to write text, as the parameter of an escape sequence.
type Style string

// The styles. Colours are those of the terminal's own palette that can be read on
// dark and on light: yellow, cyan and white cannot, nor can blue that is not bold.
const (
	Bold        Style = "1"
	Dim         Style = "2"
	Red         Style = "31"
	Green       Style = "32"
	Magenta     Style = "35"
	BoldRed     Style = "1;31"
	BoldMagenta Style = "1;35"
	BoldBlue    Style = "1;34"
)

// Paint writes text in a style, where the screen shows colours.
func (s Screen) Paint(text string, style Style) string {
	if !s.Color || style == "" || text == "" {
		return text
	}
	return "\x1b[" + string(style) + "m" + text + "\x1b[0m"
}

// Plural counts things: "1 lead", "2 leads".
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Visible makes a text from elsewhere harmless: what a system has answered is not
// to move the cursor, nor to turn a line around. Line breaks and tabs stay.
func Visible(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && Harmful(r) {
			return '\uFFFD'
		}
		return r
	}, text)
}

// Harmful reports whether a terminal takes a character for a command.
func Harmful(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }

// Line makes a text one line and harmless. A character stays a character.
func Line(text string) string {
	return strings.NewReplacer("\n", " ", "\t", " ").Replace(Visible(text))
}

// Shortened makes a text one harmless line of so many characters at most, which
// are at least 3.
func Shortened(text string, most int) string {
	text = strings.Join(strings.Fields(Visible(text)), " ")
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-3]) + "..."
}

// Wrapped breaks a text at its spaces into lines of at most width characters; a
// word that is longer stands on a line of its own. It returns one line at least.
func Wrapped(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

// Definition is a name with what it stands for.
type Definition struct{ Name, Text string }

// Definitions writes names one below the other, with what they stand for beside
// them, in lines of at most width characters.
func Definitions(list []Definition, width int) string {
	widest := 0
	for _, d := range list {
		widest = max(widest, utf8.RuneCountInString(d.Name))
	}
	var b strings.Builder
	for _, d := range list {
		head := "  " + Padded(d.Name, widest) + "  "
		for i, line := range Wrapped(d.Text, width-utf8.RuneCountInString(head)) {
			if i > 0 {
				head = strings.Repeat(" ", widest+4)
			}
			b.WriteString(strings.TrimRight(head+line, " ") + "\n")
		}
	}
	return b.String()
}

// Padded fills a text up with spaces to so many characters.
func Padded(text string, width int) string {
	return text + strings.Repeat(" ", max(width-utf8.RuneCountInString(text), 0))
}

// Rounded leaves a duration three digits.
func Rounded(t time.Duration) time.Duration {
	for unit := time.Duration(1); ; unit *= 10 {
		if t/unit < 1000 {
			return t.Round(unit)
		}
	}
}

// Time writes a duration with three digits, in ASCII.
func Time(t time.Duration) string { return strings.ReplaceAll(Rounded(t).String(), "µ", "u") }
