package place

import (
	"strings"
	"unicode/utf8"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

// placeOf returns the source of what a fault at an offset of a text part refuses.
func (a *analysis) placeOf(f *fault, p *ast.TextPart, at int) diag.Span {
	span := faultSpan(p, at, f.back)
	if f.name == "" {
		return span
	}
	source := span.File.Text
	for end := int(span.Start); end > 0; {
		i := strings.LastIndex(source[:end], f.name)
		if i <= int(a.span.Start) {
			break
		}
		if c := source[i-1]; c == '<' || isSpace(c) {
			prefix, _, _ := strings.Cut(f.name, ":")
			return span.File.At(i, i+len(prefix))
		}
		end = i
	}
	return span
}

// faultSpan returns the source of what is refused: the character at an offset,
// or as many bytes before it.
func faultSpan(p *ast.TextPart, at, back int) diag.Span {
	if back == 0 || at == 0 {
		return textSpan(p, at, at)
	}
	_, size := utf8.DecodeLastRuneInString(p.Text[:at])
	return textSpan(p, at-min(at, back), at-size)
}

// Source returns the source of the bytes of a text part from one offset to
// another, the second behind the last of them.
func Source(p *ast.TextPart, start, end int) diag.Span {
	if end <= start {
		span := p.Span()
		if start > 0 {
			_, size := utf8.DecodeLastRuneInString(p.Text[:start])
			span.Start = textSpan(p, start-size, start-size).End
		}
		span.End = span.Start
		return span
	}
	_, size := utf8.DecodeLastRuneInString(p.Text[:end])
	return textSpan(p, start, end-size)
}

// textSpan returns the source of the characters of a text part from one offset
// to another, both included. The text was decoded, so source and text are
// walked side by side: escapes count as what they stand for, and indentation
// that was taken off is skipped. Where that finds no way, the whole part is the
// answer.
func textSpan(p *ast.TextPart, from, to int) diag.Span {
	span := p.Span()
	source := span.Text()
	start, _, ok := locate(source, p.Text, from)
	last, width, found := locate(source, p.Text, to)
	if !ok || !found {
		return span
	}
	return diag.Span{File: span.File, Start: span.Start + int32(start), End: span.Start + int32(last+width)}
}

// locate finds the source of the character of text at offset.
func locate(source, text string, offset int) (at, width int, ok bool) {
	_, size := utf8.DecodeRuneInString(text[offset:])
	if source == text {
		return offset, size, size > 0
	}
	i, j := 0, 0
	for i < len(source) && j <= offset {
		n, m := match(source[i:], text[j:])
		if n == 0 {
			return 0, 0, false
		}
		if j == offset && m > 0 {
			return i, n, true
		}
		i, j = i+n, j+m
	}
	return 0, 0, false
}

// match returns how many bytes of source stand for how many bytes of text:
// white space may stand for none. 0, 0 means that they do not fit.
func match(source, text string) (n, m int) {
	if text != "" {
		r, size := utf8.DecodeRuneInString(text)
		if n, meant := escape(source); n > 0 && meant == r {
			return n, size
		}
		if s, width := utf8.DecodeRuneInString(source); s == r && width == size {
			return width, size
		}
	}
	switch source[0] {
	case ' ', '\t', '\r', '\n':
		return 1, 0
	}
	return 0, 0
}

// escape reads the escape at the start of source, if there is one.
func escape(source string) (n int, r rune) {
	if len(source) < 2 || source[0] != '\\' {
		return 0, 0
	}
	switch source[1] {
	case 'n':
		return 2, '\n'
	case 't':
		return 2, '\t'
	case 'r':
		return 2, '\r'
	case 'b':
		return 2, '\b'
	case 'f':
		return 2, '\f'
	case '0':
		return 2, 0
	case 'u':
		for i := 2; i < 6; i++ {
			if i == len(source) || !isHex(source[i]) {
				return 0, 0
			}
			r = r<<4 | rune(unhex(source[i]))
		}
		return 6, r
	}
	return 2, rune(source[1])
}

func unhex(c byte) byte {
	switch {
	case c >= 'a':
		return c - 'a' + 10
	case c >= 'A':
		return c - 'A' + 10
	}
	return c - '0'
}
