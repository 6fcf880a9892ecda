package place_test

import (
	"fmt"
	"strings"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

// split makes the parts of a template for tests: {{x}}, {{{x}}}, if, unless,
// each, else and else if. Conditions know names, numbers, not, and, or and the
// comparisons; what it cannot read is a panic.
func split(src string) []ast.Part {
	s := &splitter{file: diag.NewFile("t", src), src: src}
	parts, end := s.parts()
	if end != "" {
		panic("stray " + end)
	}
	return parts
}

type splitter struct {
	file *diag.File
	src  string
	pos  int
}

func (s *splitter) at(start, end int) ast.Base { return ast.Base{Place: s.file.At(start, end)} }

// parts reads until a tag that it does not open: else, else if or a closing one.
func (s *splitter) parts() (parts []ast.Part, end string) {
	for s.pos < len(s.src) {
		start := s.pos
		i := strings.Index(s.src[start:], "{{")
		if i != 0 {
			if i < 0 {
				i = len(s.src) - start
			}
			s.pos = start + i
			parts = append(parts, &ast.TextPart{Base: s.at(start, s.pos), Text: s.src[start:s.pos]})
			continue
		}
		if strings.HasPrefix(s.src[start:], "{{{") {
			j := strings.Index(s.src[start:], "}}}")
			s.pos = start + j + 3
			parts = append(parts, &ast.HolePart{Base: s.at(start, s.pos), X: s.expr(start+3, start+j), Raw: true})
			continue
		}
		j := strings.Index(s.src[start:], "}}")
		if j < 0 {
			panic("unclosed hole in " + s.src)
		}
		s.pos = start + j + 2
		tag := s.src[start+2 : start+j]
		word, _, _ := strings.Cut(tag, " ")
		arg := start + 2 + len(word)
		switch word {
		case "#if", "#unless":
			parts = append(parts, s.ifPart(start, arg, start+j, word == "#unless"))
		case "#each":
			each := &ast.EachPart{List: s.expr(arg, start+j)}
			var end string
			if each.Body, end = s.parts(); end == "else" {
				each.Else, _ = s.parts()
			}
			each.Base = s.at(start, s.pos)
			parts = append(parts, each)
		case "else", "/if", "/unless", "/each":
			return parts, tag
		default:
			parts = append(parts, &ast.HolePart{Base: s.at(start, s.pos), X: s.expr(start+2, start+j)})
		}
	}
	return parts, ""
}

func (s *splitter) ifPart(start, from, to int, unless bool) *ast.IfPart {
	p := &ast.IfPart{Cond: s.expr(from, to), Unless: unless}
	var end string
	p.Then, end = s.parts()
	switch {
	case end == "else":
		p.Else, _ = s.parts()
	case strings.HasPrefix(end, "else if"):
		tagEnd := s.pos - 2
		p.Else = []ast.Part{s.ifPart(start, tagEnd-len(end)+len("else if"), tagEnd, false)}
	}
	p.Base = s.at(start, s.pos)
	return p
}

func (s *splitter) expr(from, to int) ast.Expr {
	for from < to && s.src[from] == ' ' {
		from++
	}
	for to > from && s.src[to-1] == ' ' {
		to--
	}
	src, base := s.src[from:to], s.at(from, to)
	if strings.HasPrefix(src, "(") && strings.HasSuffix(src, ")") {
		return &ast.Paren{Base: base, X: s.expr(from+1, to-1)}
	}
	for _, op := range []string{" or ", " and ", " == ", " != ", " > ", " < "} {
		if i := strings.Index(src, op); i >= 0 {
			return &ast.Binary{Base: base, Op: strings.TrimSpace(op), X: s.expr(from, from+i), Y: s.expr(from+i+len(op), to)}
		}
	}
	switch {
	case strings.HasSuffix(src, " is present"):
		return &ast.Is{Base: base, X: s.expr(from, to-len(" is present"))}
	case strings.HasPrefix(src, "not "):
		return &ast.Unary{Base: base, Op: "not", X: s.expr(from+4, to)}
	case strings.HasSuffix(src, ")"):
		return &ast.Call{Base: base, Fn: s.expr(from, from+strings.Index(src, "("))}
	case src == "true" || src == "false":
		return &ast.Bool{Base: base, Value: src == "true"}
	case src != "" && src[0] >= '0' && src[0] <= '9':
		return &ast.Number{Base: base, Text: src}
	case strings.Contains(src, "."):
		i := strings.LastIndex(src, ".")
		return &ast.Member{Base: base, X: s.expr(from, from+i), Name: &ast.Name{Text: src[i+1:]}}
	case src == "":
		panic(fmt.Sprintf("empty expression in %q at %d", s.src, from))
	}
	return &ast.Ident{Base: base, Name: src}
}
