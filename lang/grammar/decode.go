package grammar

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"lcs/lang/ast"
)

// decodePieces decodes the literal text of a text with holes. Whole is what
// stands between its quotes.
func (p *parser) decodePieces(pieces []piece, quote ast.Quote, whole string) {
	if quote != ast.Triple {
		for i := range pieces {
			if one := &pieces[i]; one.kind == TextPart {
				one.text = p.unescape(one.raw, int(one.place.Start))
			}
		}
		return
	}
	indent := commonIndent(whole)
	if first := firstText(pieces, 0); first != nil {
		raw, cut := cutFirstBreak(first.raw)
		first.raw, first.lineStart = raw, cut
	}
	if n := len(pieces) - 1; n >= 0 && pieces[n].kind == TextPart {
		pieces[n].raw = cutLastBreak(pieces[n].raw)
	}
	for i := range pieces {
		takeLine(pieces, i)
	}
	for i := range pieces {
		if one := &pieces[i]; one.kind == TextPart {
			one.text = unescapeBraces(dedent(one.raw, indent, one.lineStart))
		}
	}
}

func firstText(pieces []piece, i int) *piece {
	if i < len(pieces) && pieces[i].kind == TextPart {
		return &pieces[i]
	}
	return nil
}

// takeLine makes a block tag that stands alone on its line take the line.
func takeLine(pieces []piece, i int) {
	switch pieces[i].kind {
	case BlockOpen, BlockElse, BlockClose:
	default:
		return
	}
	var before, after *piece
	if i > 0 {
		if before = firstText(pieces, i-1); before == nil {
			return
		}
		blank := strings.TrimRight(before.raw, " \t")
		if !strings.HasSuffix(blank, "\n") && !(blank == "" && before.lineStart) {
			return
		}
	}
	if i+1 < len(pieces) {
		if after = firstText(pieces, i+1); after == nil {
			return
		}
		rest := strings.TrimLeft(after.raw, " \t\r")
		if rest != "" && rest[0] != '\n' || rest == "" && i+2 < len(pieces) {
			return
		}
	}
	if before != nil {
		before.raw = strings.TrimRight(before.raw, " \t")
	}
	if after != nil {
		after.raw, after.lineStart = strings.TrimPrefix(strings.TrimLeft(after.raw, " \t\r"), "\n"), true
	}
}

// dedentWhole decodes a text over lines that has no holes.
func dedentWhole(raw string) string {
	indent := commonIndent(raw)
	text, cut := cutFirstBreak(raw)
	return unescapeBraces(dedent(cutLastBreak(text), indent, cut))
}

// cutFirstBreak takes the line break behind the opening quotes off.
func cutFirstBreak(raw string) (string, bool) {
	rest := strings.TrimLeft(raw, " \t\r")
	if strings.HasPrefix(rest, "\n") {
		return rest[1:], true
	}
	return raw, false
}

// cutLastBreak takes the line break before the closing quotes off.
func cutLastBreak(raw string) string {
	rest := strings.TrimRight(raw, " \t")
	if strings.HasSuffix(rest, "\n") {
		return strings.TrimSuffix(rest[:len(rest)-1], "\r")
	}
	if rest == "" {
		return ""
	}
	return raw
}

// commonIndent returns the white space that all lines behind the first have in
// common. Blank lines do not count.
func commonIndent(whole string) string {
	indent, found := "", false
	for _, line := range strings.Split(whole, "\n")[1:] {
		body := strings.TrimLeft(line, " \t")
		if body == "" || body == "\r" {
			continue
		}
		own := line[:len(line)-len(body)]
		if !found {
			indent, found = own, true
			continue
		}
		n := 0
		for n < len(indent) && n < len(own) && indent[n] == own[n] {
			n++
		}
		indent = indent[:n]
	}
	return indent
}

// dedent takes indent off the lines of raw, its first only when it begins one,
// and makes every line break a \n.
func dedent(raw, indent string, lineStart bool) string {
	raw = strings.ReplaceAll(raw, "\r\n", "\n")
	if indent == "" || !lineStart && !strings.Contains(raw, "\n") {
		return raw
	}
	var out strings.Builder
	for i, line := range strings.SplitAfter(raw, "\n") {
		if i > 0 || lineStart {
			n := 0
			for n < len(indent) && n < len(line) && line[n] == indent[n] {
				n++
			}
			line = line[n:]
		}
		out.WriteString(line)
	}
	return out.String()
}

var braces = strings.NewReplacer(`\{{`, `{{`, `\}}`, `}}`)

func unescapeBraces(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	return braces.Replace(s)
}

// unescapeLiteral decodes '…'.
func unescapeLiteral(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	return strings.NewReplacer(`\\`, `\`, `\'`, `'`).Replace(s)
}

var escapes = map[byte]string{
	'n': "\n", 't': "\t", 'r': "\r", 'b': "\b", 'f': "\f", '"': `"`, '\'': "'", '\\': `\`, '/': "/", '{': "{", '}': "}",
}

// unescape decodes a text of one line that starts at offset of the source.
func (p *parser) unescape(s string, offset int) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s); {
		if s[i] != '\\' || i+1 == len(s) {
			out.WriteByte(s[i])
			i++
			continue
		}
		switch {
		case strings.HasPrefix(s[i:], `\{{`), strings.HasPrefix(s[i:], `\}}`):
			out.WriteString(s[i+1 : i+3])
			i += 3
		case s[i+1] == 'u':
			r, size := unicodeEscape(s[i:])
			if size == 0 {
				p.reportf("LCS1007", p.src.At(offset+i, offset+i+2), `'\u' needs four hexadecimal digits`)
				size = 2
			}
			out.WriteRune(r)
			i += size
		default:
			text, ok := escapes[s[i+1]]
			if !ok {
				_, size := utf8.DecodeRuneInString(s[i+1:])
				text = s[i : i+1+size]
				p.reportf("LCS1007", p.src.At(offset+i, offset+i+1+size), "there is no escape %s", quoted(text)).
					Help = `a backslash is written \\`
				i += size - 1
			}
			out.WriteString(text)
			i += 2
		}
	}
	return out.String()
}

// unicodeEscape decodes \uXXXX, or two of them that are one character.
func unicodeEscape(s string) (rune, int) {
	first, ok := hex4(s)
	if !ok {
		return utf8.RuneError, 0
	}
	if utf16.IsSurrogate(first) {
		if second, ok := hex4(s[6:]); ok {
			if r := utf16.DecodeRune(first, second); r != utf8.RuneError {
				return r, 12
			}
		}
		return utf8.RuneError, 6
	}
	return first, 6
}

func hex4(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 16)
	return rune(n), err == nil
}
