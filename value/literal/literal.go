// Package literal writes values as a script does: so that reading the script
// gives the same values again. Braces in texts are no holes.
package literal

import (
	"strings"
	"time"
	"unicode/utf8"

	"lcs/value"
)

// Width is the longest line that is made of a value that could stand on several.
const Width = 100

var braces = strings.NewReplacer("{{", `\{{`, "}}", `\}}`)

// Text writes a text on one line, between double quotes.
func Text(s string) string { return braces.Replace(string(value.AppendJSONString(nil, s))) }

// manyQuotes is from how many quotes on a text of one line is easier to read
// between triple quotes, where they need no backslash.
const manyQuotes = 4

// Block writes a text of several lines, or with many quotes, between triple
// quotes, its lines below indent, and one that cannot stand there on one line.
func Block(s, indent string) string {
	if !strings.Contains(s, "\n") && strings.Count(s, `"`) < manyQuotes || strings.Contains(s, `"""`) || strings.ContainsAny(s, "\r\\") || !flush(s) {
		return Text(s)
	}
	inner := "\n" + indent + margin
	lines := strings.Split(braces.Replace(s), "\n")
	for i, line := range lines {
		if line != "" {
			line = inner + line
		} else {
			line = "\n"
		}
		lines[i] = line
	}
	return `"""` + strings.Join(lines, "") + "\n" + indent + `"""`
}

// flush reports whether a line of s begins at the margin, which is then what the
// lines have in common, and whether none ends in white space, which an editor
// might take away.
func flush(s string) bool {
	atMargin := false
	for line := range strings.SplitSeq(s, "\n") {
		if line == "" {
			continue
		}
		if strings.TrimRight(line, " \t") != line {
			return false
		}
		atMargin = atMargin || strings.TrimLeft(line, " \t") == line
	}
	return atMargin
}

// JSON writes a value that was read from JSON, as Value does.
func JSON(v any, indent string, used int) string {
	text, _ := Value(v, indent, used)
	return text
}

// Value writes a value. What fits on a line that has used so many characters
// stands on it; the lines after it are below indent. Ok is false when it, or a
// part of it, has no literal: bytes and documents have none.
func Value(v any, indent string, used int) (text string, ok bool) {
	switch v := v.(type) {
	case nil, value.NullType:
		return "null", true
	case string:
		return Text(v), true
	case *value.Number, bool, time.Duration:
		return value.Text(v), true
	case value.Date, time.Time:
		return Text(value.Text(v)), true
	case *value.Record:
		return Text(v.Raw), true
	case []any:
		parts := make([]string, len(v))
		for i, item := range v {
			inner := indent + margin
			if parts[i], ok = Value(item, inner, len(inner)); !ok {
				return "", false
			}
		}
		return List(parts, indent, used), true
	case *value.Object:
		var parts []string
		for name, field := range v.All() {
			key, inner := Text(name)+": ", indent+margin
			part, ok := Value(field, inner, len(inner)+utf8.RuneCountInString(key))
			if !ok {
				return "", false
			}
			parts = append(parts, key+part)
		}
		return Object(parts, indent, used), true
	}
	return "", false
}

// margin is how far the parts of a list or an object stand in.
const margin = "  "

// Object writes entries that are written already between braces; where they
// stand is as in Value.
func Object(entries []string, indent string, used int) string {
	return between("{", " ", "}", entries, indent, used)
}

// List writes elements that are written already between brackets; where they
// stand is as in Value.
func List(elements []string, indent string, used int) string {
	return between("[", "", "]", elements, indent, used)
}

func between(open, space, shut string, parts []string, indent string, used int) string {
	if len(parts) == 0 {
		return open + shut
	}
	line := open + space + strings.Join(parts, ", ") + space + shut
	if used+utf8.RuneCountInString(line) <= Width && !strings.Contains(line, "\n") {
		return line
	}
	inner := "\n" + indent + margin
	return open + inner + strings.Join(parts, ","+inner) + "\n" + indent + shut
}
