package stdlib

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lcs/lang/diag"
)

type xpathKind uint8

const (
	xpathSymbol   xpathKind = iota // / // [ ] ( ) . .. @ , :: | + - = …
	xpathName                      // a name that is tested: Code, soap:Body, *
	xpathFunction                  // the name of a function
	xpathNodeType                  // text node comment processing-instruction
	xpathAxis                      // the name of an axis
	xpathOperator                  // and or div mod *
	xpathLiteral                   // text or number
)

type xpathToken struct {
	kind       xpathKind
	text       string
	start, end int
}

// xpathError is a complaint at a place in an XPath.
type xpathError struct {
	start, end     int
	message, meant string
}

func (e *xpathError) Error() string {
	if e.meant != "" {
		return e.message + ": did you mean '" + e.meant + "'?"
	}
	return e.message
}

// scanXPath splits an expression by the rules of XPath 1.0 (3.7), which tell
// the operator div from an element div.
func scanXPath(s string) ([]xpathToken, error) {
	var tokens []xpathToken
	for i := 0; i < len(s); {
		c := s[i]
		if strings.IndexByte(" \t\r\n", c) >= 0 {
			i++
			continue
		}
		t, err := nextXPathToken(s, i, tokens)
		if err != nil {
			return nil, err
		}
		tokens = append(tokens, t)
		i = t.end
	}
	if len(tokens) == 0 {
		return nil, &xpathError{end: len(s), message: "the XPath is empty"}
	}
	return tokens, nil
}

func nextXPathToken(s string, i int, before []xpathToken) (xpathToken, error) {
	c := s[i]
	switch {
	case c == '\'' || c == '"':
		end := strings.IndexByte(s[i+1:], c)
		if end < 0 {
			return xpathToken{}, &xpathError{start: i, end: len(s), message: "this text is never closed"}
		}
		return xpathToken{xpathLiteral, s[i : i+end+2], i, i + end + 2}, nil
	case c >= '0' && c <= '9' || c == '.' && i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9':
		end := i
		for end < len(s) && (s[end] >= '0' && s[end] <= '9' || s[end] == '.') {
			end++
		}
		return xpathToken{xpathLiteral, s[i:end], i, end}, nil
	case c == '*':
		kind := xpathName
		if followsOperand(before) {
			kind = xpathOperator
		}
		return xpathToken{kind, "*", i, i + 1}, nil
	case c == '$':
		return xpathToken{}, &xpathError{start: i, end: i + 1, message: "XPath variables are not known here: use a text with {{ }} holes"}
	}
	if end := nameEnd(s, i); end > i {
		return nameToken(s, i, end, before), nil
	}
	for _, symbol := range []string{"//", "..", "::", "!=", "<=", ">=", "/", "[", "]", "(", ")", ".", "@", ",", "|", "+", "-", "=", "<", ">"} {
		if strings.HasPrefix(s[i:], symbol) {
			return xpathToken{xpathSymbol, symbol, i, i + len(symbol)}, nil
		}
	}
	_, size := utf8.DecodeRuneInString(s[i:])
	return xpathToken{}, &xpathError{start: i, end: i + size, message: "'" + s[i:i+size] + "' has no meaning in an XPath"}
}

// nameEnd returns the end of the name at i, with its prefix.
func nameEnd(s string, i int) int {
	end := partEnd(s, i)
	if end == i || end+1 >= len(s) || s[end] != ':' || s[end+1] == ':' {
		return end
	}
	if s[end+1] == '*' {
		return end + 2
	}
	if local := partEnd(s, end+1); local > end+1 {
		return local
	}
	return end
}

func partEnd(s string, i int) int {
	start := i
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r != '_' && !unicode.IsLetter(r) && (i == start || r != '-' && r != '.' && !unicode.IsDigit(r) && r != 0xB7) {
			break
		}
		i += size
	}
	return i
}

func nameToken(s string, i, end int, before []xpathToken) xpathToken {
	name := s[i:end]
	t := xpathToken{xpathName, name, i, end}
	rest := strings.TrimLeft(s[end:], " \t\r\n")
	switch {
	case followsOperand(before) && slices.Contains([]string{"and", "or", "div", "mod"}, name):
		t.kind = xpathOperator
	case strings.HasPrefix(rest, "::"):
		t.kind = xpathAxis
	case strings.HasPrefix(rest, "("):
		t.kind = xpathFunction
		if slices.Contains([]string{"text", "node", "comment", "processing-instruction"}, name) {
			t.kind = xpathNodeType
		}
	}
	return t
}

// followsOperand reports whether an operator may come next.
func followsOperand(before []xpathToken) bool {
	if len(before) == 0 {
		return false
	}
	switch last := before[len(before)-1]; last.kind {
	case xpathOperator, xpathAxis:
		return false
	case xpathSymbol:
		return last.text == ")" || last.text == "]" || last.text == "." || last.text == ".."
	}
	return true
}

// xpathFunctions are the functions of XPath 1.0 with the numbers of arguments
// they take, and few of 2.0.
var xpathFunctions = map[string][2]int{
	"last": {0, 0}, "position": {0, 0}, "count": {1, 1}, "local-name": {0, 1}, "namespace-uri": {0, 1}, "name": {0, 1},
	"string": {0, 1}, "concat": {2, 99}, "starts-with": {2, 2}, "contains": {2, 2}, "substring-before": {2, 2}, "substring-after": {2, 2},
	"substring": {2, 3}, "string-length": {0, 1}, "normalize-space": {0, 1}, "translate": {3, 3}, "boolean": {1, 1}, "not": {1, 1},
	"true": {0, 0}, "false": {0, 0}, "number": {0, 1}, "sum": {1, 1}, "floor": {1, 1}, "ceiling": {1, 1}, "round": {1, 1},
	"ends-with": {2, 2}, "matches": {2, 2}, "replace": {3, 3}, "lower-case": {1, 1}, "reverse": {1, 1}, "string-join": {2, 2},
}

var xpathAxes = []string{"ancestor", "ancestor-or-self", "attribute", "child", "descendant", "descendant-or-self", "following",
	"following-sibling", "parent", "preceding", "preceding-sibling", "self"}

// checkXPathTokens finds what the engine would take silently or fail at late.
func checkXPathTokens(tokens []xpathToken) error {
	var open []xpathToken
	for i, t := range tokens {
		switch {
		case t.kind == xpathFunction:
			if err := checkXPathCall(tokens, i); err != nil {
				return err
			}
		case t.kind == xpathAxis && !slices.Contains(xpathAxes, t.text):
			return &xpathError{t.start, t.end, "there is no axis '" + t.text + "'", diag.Nearest(t.text, xpathAxes)}
		case t.text == "(" || t.text == "[":
			open = append(open, t)
		case t.text == ")" || t.text == "]":
			opening := map[string]string{")": "(", "]": "["}[t.text]
			if len(open) == 0 || open[len(open)-1].text != opening {
				return &xpathError{start: t.start, end: t.end, message: "this '" + t.text + "' closes nothing"}
			}
			open = open[:len(open)-1]
		}
		if err := checkXPathPair(tokens, i); err != nil {
			return err
		}
	}
	if len(open) > 0 {
		t := open[len(open)-1]
		return &xpathError{start: t.start, end: t.end, message: "this '" + t.text + "' is never closed"}
	}
	return nil
}

// checkXPathPair refuses two operands side by side, and what ends too early.
func checkXPathPair(tokens []xpathToken, i int) error {
	t := tokens[i]
	if i+1 == len(tokens) {
		if t.kind == xpathOperator || t.kind == xpathAxis || t.kind == xpathSymbol && !strings.Contains(") ] . ..", t.text) && len(tokens) > 1 {
			return &xpathError{start: t.start, end: t.end, message: "the XPath ends after '" + t.text + "'"}
		}
		if t.text == "//" || t.text == "@" || t.text == "[" {
			return &xpathError{start: t.start, end: t.end, message: "the XPath ends after '" + t.text + "'"}
		}
		return nil
	}
	next := tokens[i+1]
	operand := next.kind == xpathName || next.kind == xpathLiteral || next.kind == xpathFunction || next.kind == xpathNodeType ||
		next.kind == xpathAxis || next.kind == xpathSymbol && (next.text == "@" || next.text == "." || next.text == "..")
	if operand && followsOperand(tokens[:i+1]) && t.kind != xpathFunction && t.kind != xpathNodeType {
		return &xpathError{start: next.start, end: next.end, message: "'" + next.text + "' cannot follow '" + t.text + "' in an XPath"}
	}
	return nil
}

func checkXPathCall(tokens []xpathToken, i int) error {
	t := tokens[i]
	arity, ok := xpathFunctions[t.text]
	if !ok {
		return &xpathError{t.start, t.end, "XPath has no function '" + t.text + "'", diag.Nearest(t.text, slices.Sorted(maps.Keys(xpathFunctions)))}
	}
	if takesNodes := t.text == "count" || t.text == "sum"; takesNodes && i+3 < len(tokens) && tokens[i+2].kind == xpathLiteral && tokens[i+3].text == ")" {
		return &xpathError{start: tokens[i+2].start, end: tokens[i+2].end, message: t.text + "() takes nodes, not a value"}
	}
	n := countArguments(tokens[i+1:])
	if n < arity[0] || n > arity[1] {
		return &xpathError{start: t.start, end: t.end, message: fmt.Sprintf("%s() takes %s, and has %d here", t.text, arguments(arity), n)}
	}
	return nil
}

func arguments(arity [2]int) string {
	switch {
	case arity[0] == arity[1] && arity[0] == 1:
		return "one argument"
	case arity[0] == arity[1]:
		return fmt.Sprintf("%d arguments", arity[0])
	case arity[1] == 99:
		return fmt.Sprintf("at least %d arguments", arity[0])
	}
	return fmt.Sprintf("%d or %d arguments", arity[0], arity[1])
}

// countArguments counts those between the parentheses that tokens begin with.
func countArguments(tokens []xpathToken) int {
	depth, n := 0, 0
	for j, t := range tokens {
		switch t.text {
		case "(", "[":
			depth++
		case ")", "]":
			depth--
		}
		if depth == 0 {
			return n
		}
		if j > 0 && n == 0 {
			n = 1
		}
		if t.text == "," && t.kind == xpathSymbol && depth == 1 {
			n++
		}
	}
	return n
}

// shortenLocalNames writes *[local-name()='Id'] as Id, which is the same here.
// The engine counts positions wrongly behind the long form.
func shortenLocalNames(tokens []xpathToken) []xpathToken {
	var out []xpathToken
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		if i+7 < len(tokens) && t.kind == xpathName && t.text == "*" && textOfTokens(tokens[i+1:i+6]) == "[local-name()=" && tokens[i+7].text == "]" {
			if name := strings.Trim(tokens[i+6].text, `'"`); name != "" && partEnd(name, 0) == len(name) {
				t.text = name
				i += 7
			}
		}
		out = append(out, t)
	}
	return out
}

func textOfTokens(tokens []xpathToken) string {
	s := ""
	for _, t := range tokens {
		s += t.text
	}
	return s
}

// writeXPath writes an expression for the engine. Processing instructions,
// which the engine does not tell from elements, are asked for in other words.
// With anyPrefix every name gets that prefix, which stands for all.
func writeXPath(tokens []xpathToken, anyPrefix string) string {
	var b strings.Builder
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		if i > 0 {
			b.WriteByte(' ')
		}
		switch {
		case anyPrefix != "" && t.kind == xpathName && t.text != "*":
			_, local, prefixed := strings.Cut(t.text, ":")
			switch {
			case !prefixed:
				b.WriteString(anyPrefix + ":" + t.text)
			case local == "*":
				b.WriteString("*[starts-with(name(),'" + strings.TrimSuffix(t.text, "*") + "')]")
			default:
				b.WriteString(anyPrefix + ":" + local + "[name()='" + t.text + "']")
			}
		case t.text == "string-length" && i+2 < len(tokens) && tokens[i+2].text == ")":
			b.WriteString("string-length(.)")
			i += 2
		case t.kind == xpathNodeType && t.text == "processing-instruction":
			name := "!=''"
			for i++; i+1 < len(tokens) && tokens[i].text != ")"; i++ {
				if tokens[i].kind == xpathLiteral {
					name = "=" + tokens[i].text
				}
			}
			b.WriteString("node()[name()" + name + " and not(self::*)]")
		default:
			b.WriteString(t.text)
		}
	}
	return b.String()
}
