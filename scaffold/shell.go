package scaffold

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"mvdan.cc/sh/v3/syntax"
)

// shellWords splits a command as a POSIX shell does.
func shellWords(command string) ([]string, error) {
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(command), "")
	if err != nil {
		if e, ok := err.(syntax.ParseError); ok {
			return nil, fmt.Errorf("the command is not one that a shell takes: line %d, character %d: %s", e.Pos.Line(), e.Pos.Col(), e.Text)
		}
		return nil, fmt.Errorf("the command is not one that a shell takes: %w", err)
	}
	if len(file.Stmts) != 1 {
		return nil, fmt.Errorf("want one curl command, and this is %d", len(file.Stmts))
	}
	simple, ok := file.Stmts[0].Cmd.(*syntax.CallExpr)
	if !ok {
		return nil, fmt.Errorf("want one curl command without a pipe or anything around it")
	}
	var out []string
	for _, w := range simple.Args {
		var b strings.Builder
		if err := writeParts(&b, w.Parts); err != nil {
			return nil, err
		}
		out = append(out, b.String())
	}
	if len(out) == 0 || out[0] != "curl" && !strings.HasSuffix(out[0], "/curl") {
		return nil, fmt.Errorf("the command does not begin with curl")
	}
	return out[1:], nil
}

// writeParts writes the parts of a word; a variable is the mark of a setting.
func writeParts(b *strings.Builder, parts []syntax.WordPart) error {
	for _, part := range parts {
		switch p := part.(type) {
		case *syntax.Lit:
			b.WriteString(unescaped(p.Value))
		case *syntax.SglQuoted:
			text := p.Value
			if p.Dollar {
				text = ansi(text)
			}
			b.WriteString(text)
		case *syntax.DblQuoted:
			for _, inner := range p.Parts {
				if lit, ok := inner.(*syntax.Lit); ok {
					b.WriteString(unquoted(lit.Value))
				} else if err := writeParts(b, []syntax.WordPart{inner}); err != nil {
					return err
				}
			}
		case *syntax.ParamExp:
			if p.Param == nil || p.Exp != nil || p.Index != nil || p.Slice != nil || p.Repl != nil || p.Length {
				return fmt.Errorf("a variable of the shell that is changed on its way (${…}) has no like in a script")
			}
			b.WriteString(variable(identifier(p.Param.Value)))
		default:
			return fmt.Errorf("what the shell computes, as $(…), has no like in a script: put its result there")
		}
	}
	return nil
}

// unescaped takes the backslashes out of a word without quotes.
func unescaped(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+1 < len(text) {
			if i++; text[i] == '\n' {
				continue
			}
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// unquoted takes those out that mean something between double quotes.
func unquoted(text string) string {
	return strings.NewReplacer("\\\n", "", `\\`, `\`, `\"`, `"`, `\$`, "$", "\\`", "`").Replace(text)
}

// ansi reads the escapes of $'…', which browsers write.
func ansi(text string) string {
	return ansiEscape().ReplaceAllStringFunc(text, func(escape string) string {
		switch c := escape[1]; {
		case strings.IndexByte("uUx", c) >= 0 && len(escape) > 2:
			code, _ := strconv.ParseUint(escape[2:], 16, 32)
			return string(rune(code))
		case c >= '0' && c <= '7':
			code, _ := strconv.ParseUint(escape[1:], 8, 32)
			return string(rune(code))
		case strings.IndexByte("nrt", c) >= 0:
			return map[byte]string{'n': "\n", 'r': "\r", 't': "\t"}[c]
		case strings.IndexByte(`\'"?`, c) >= 0:
			return escape[1:]
		}
		return escape
	})
}

// ansiEscape finds an escape; those of bytes that are no characters, as \xff, do
// not come in what people copy.
var ansiEscape = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?s)\\(?:u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)`)
})
