// Package literal writes values as a script does: so that reading the script
// gives the same values again. Braces in texts are no holes.
package literal

import (
	"strings"
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
	margin := "\n" + indent + "  "
	lines := strings.Split(braces.Replace(s), "\n")
	for i, line := range lines {
		if line != "" {
			line = margin + line
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

// JSON writes a value that was read from JSON. What fits on a line that has used
// so many characters stands on it; the lines after it are below indent.
func JSON(v any, indent string, used int) string {
	var parts []string
	open, shut := "{ ", " }"
	inner := indent + "  "
	switch v := v.(type) {
	case *value.Object:
		for k, field := range v.All() {
			key := Text(k) + ": "
			parts = append(parts, key+JSON(field, inner, len(inner)+utf8.RuneCountInString(key)))
		}
	case []any:
		open, shut = "[", "]"
		for _, item := range v {
			parts = append(parts, JSON(item, inner, len(inner)))
		}
	case string:
		return Text(v)
	default:
		out, err := value.AppendJSON(nil, v)
		if err != nil {
			return "null"
		}
		return string(out)
	}
	if len(parts) == 0 {
		return strings.TrimSpace(open) + strings.TrimSpace(shut)
	}
	line := open + strings.Join(parts, ", ") + shut
	if used+utf8.RuneCountInString(line) <= Width && !strings.Contains(line, "\n") {
		return line
	}
	return strings.TrimSpace(open) + "\n" + inner + strings.Join(parts, ",\n"+inner) + "\n" + indent + strings.TrimSpace(shut)
}
