package stdlib

import (
	"fmt"
	"slices"
	"strings"

	"lcs/lang/diag"
	"lcs/lang/types"
)

// templatePart is a piece of a replacement: literal text, or what a $ stands
// for.
type templatePart struct {
	text  string
	kind  byte // 0 text, '&' the match, '`' what is before it, '\'' what is after it, '1' a group
	group int
}

// template reads a replacement as JavaScript does: $$ $& $` $' $1 $12 $<name>.
// What is none of them is text, also the number of a group that is not there.
func (r *Regex) template(s string) []templatePart {
	var parts []templatePart
	text := func(t string) {
		if t != "" {
			parts = append(parts, templatePart{text: t})
		}
	}
	for {
		i := strings.IndexByte(s, '$')
		if i < 0 || i == len(s)-1 {
			text(s)
			return parts
		}
		text(s[:i])
		s = s[i:]
		part, size := r.dollar(s)
		parts = append(parts, part)
		s = s[size:]
	}
}

// dollar reads what a $ begins, and its size.
func (r *Regex) dollar(s string) (templatePart, int) {
	switch c := s[1]; {
	case c == '$':
		return templatePart{text: "$"}, 2
	case c == '&' || c == '`' || c == '\'':
		return templatePart{kind: c}, 2
	case c >= '0' && c <= '9':
		one := int(c - '0')
		if len(s) > 2 && s[2] >= '0' && s[2] <= '9' {
			if two := one*10 + int(s[2]-'0'); two >= 1 && two <= r.Groups {
				return templatePart{kind: '1', group: two}, 3
			}
		}
		if one >= 1 && one <= r.Groups {
			return templatePart{kind: '1', group: one}, 2
		}
	case c == '<' && r.hasNames():
		if end := strings.IndexByte(s, '>'); end > 0 {
			return r.named(s[2:end]), end + 1
		}
	}
	return templatePart{text: "$"}, 1
}

func (r *Regex) hasNames() bool {
	for _, name := range r.Names {
		if name != "" {
			return true
		}
	}
	return false
}

// named is the group of that name; no such group is the empty text.
func (r *Regex) named(name string) templatePart {
	for i, n := range r.Names {
		if n == name && name != "" {
			return templatePart{kind: '1', group: i + 1}
		}
	}
	return templatePart{}
}

func (p templatePart) expand(out *strings.Builder, text string, loc []int) {
	switch p.kind {
	case 0:
		out.WriteString(p.text)
	case '&':
		out.WriteString(text[loc[0]:loc[1]])
	case '`':
		out.WriteString(text[:loc[0]])
	case '\'':
		out.WriteString(text[loc[1]:])
	case '1':
		if s, ok := group(text, loc, p.group).(string); ok {
			out.WriteString(s)
		}
	}
}

// strayGroup finds the first group in a replacement that a pattern does not have.
func strayGroup(re *types.Regex, with string) *types.LiteralError {
	for i := 0; i < len(with)-1; i++ {
		if with[i] != '$' {
			continue
		}
		rest := with[i+1:]
		switch c := rest[0]; {
		case c == '$':
			i++
		case c >= '0' && c <= '9':
			if n := int(c - '0'); n == 0 || n > re.Groups {
				return strayNumber(re, i, rest[:1])
			}
		case c == '<':
			name, _, closed := strings.Cut(rest[1:], ">")
			if closed && !slices.Contains(re.Names, name) {
				return strayName(re, i, name)
			}
		}
	}
	return nil
}

func strayNumber(re *types.Regex, at int, number string) *types.LiteralError {
	bad := &types.LiteralError{Start: at, End: at + 1 + len(number)}
	switch re.Groups {
	case 0:
		bad.Message = "the pattern has no group, so there is no $" + number + "; a dollar sign is written $$"
		bad.Meant = "$$" + number
	case 1:
		bad.Message, bad.Meant = "the pattern has one group: there is no $"+number+"; a dollar sign is written $$", "$1"
	default:
		bad.Message = fmt.Sprintf("the pattern has %d groups: there is no $%s; a dollar sign is written $$", re.Groups, number)
		bad.Meant = fmt.Sprintf("$%d", re.Groups)
	}
	if number == "0" && re.Groups > 0 {
		bad.Message, bad.Meant = "there is no $0: the whole match is $&, the first group $1", "$&"
	}
	return bad
}

func strayName(re *types.Regex, at int, name string) *types.LiteralError {
	bad := &types.LiteralError{Start: at, End: at + len("$<>") + len(name), Message: "the pattern has no group named '" + name + "'"}
	if len(re.Names) == 0 {
		bad.Message += ": one is written (?<" + name + ">…)"
	} else if meant := diag.Nearest(name, re.Names); meant != "" {
		bad.Meant = "$<" + meant + ">"
	}
	return bad
}
