package grammar

import (
	"strings"
	"testing"
	"unicode"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

func seed(f *testing.F) {
	for _, text := range snippets(f) {
		f.Add(text)
	}
	for _, text := range awkward() {
		if len(text) < 10_000 { // mutating more takes all the time
			f.Add(text)
		}
	}
}

// awkward are inputs that parsers stumble over.
func awkward() map[string]string {
	return map[string]string{
		"empty":              "",
		"one quote":          `"`,
		"triple quotes":      `"""`,
		"open hole":          `note "{{`,
		"hole in hole":       `note "{{ "{{ "{{`,
		"triple in hole":     `body xml """a {{ """ b`,
		"stray closers":      strings.Repeat("}", 1000) + strings.Repeat("]", 1000),
		"openers":            strings.Repeat("{", 1000),
		"deep brackets":      "let a = " + strings.Repeat("[", 5000) + strings.Repeat("]", 5000),
		"deep steps":         strings.Repeat("step a { ", 3000),
		"deep types":         "lead { a: " + strings.Repeat("secret(", 3000),
		"deep texts":         "let a = " + strings.Repeat(`"{{`, 3000),
		"deep tags":          `body xml """` + strings.Repeat("{{#if a}}", 3000) + `"""`,
		"unary chain":        "let a = " + strings.Repeat("!", 100_000),
		"minus chain":        "let a = " + strings.Repeat("- ", 100_000) + "1",
		"not chain":          "let a = " + strings.Repeat("not ", 100_000) + "b",
		"sum chain":          "let a = 1" + strings.Repeat(" + 1", 100_000),
		"member chain":       "let a = b" + strings.Repeat(".c", 100_000),
		"assignment chain":   "lead" + strings.Repeat(".c", 100_000) + " = 1",
		"pipe chain":         "let a = b" + strings.Repeat(" | c", 100_000),
		"ternary chain":      "let a = " + strings.Repeat("b ? c : ", 100_000) + "d",
		"ternary nest":       "let a = " + strings.Repeat("b ? ", 100_000) + "d",
		"else chain":         "if a { }" + strings.Repeat(" else if a { }", 20_000),
		"optional chain":     "lead { a: b" + strings.Repeat("?", 100_000) + " }",
		"union chain":        "lead { a: b" + strings.Repeat(" | b", 100_000) + " }",
		"headers":            strings.Repeat("on timeout\n", 20_000) + "}\n",
		"half statements":    strings.Repeat("retry\n", 20_000),
		"commas":             "let a = {" + strings.Repeat(",", 100_000) + "}",
		"open texts":         strings.Repeat("note \"\n", 20_000),
		"open triple texts":  strings.Repeat("body xml \"\"\"\n", 20_000),
		"open holes":         strings.Repeat("note \"{{a\n", 20_000),
		"carriage returns":   "lead {\r\n  a: string\r\n}\r\n",
		"byte order mark":    "\uFEFFflow \"x\"\n",
		"mark inside":        "flow \uFEFF\"x\"\n",
		"zero":               "note \"\x00\"",
		"invalid UTF-8":      "note \"\xff\xfe caf\xe9\"\nlet \xe9 = 1\n",
		"UTF-16":             "\xff\xfef\x00l\x00",
		"comment at the end": "run # no line end",
		"word at the end":    "import",
		"hyphen":             "a-b",
		"semicolons":         "let a = 1;; let b = \"{{a;}}\";\n;",
		"other comments":     "let a = 1 // one\n/* two\n three */ let b = 2 /* open\n",
		"text over lines":    "note \"first\n  second {{a}}\nthird\"\nnote 'a\n'",
		"backquotes":         "let a = `b ${c}` `d",
		"bare URL":           "request GET https://a.example/{{x}} { }",
		"word and colon":     "base:",
		"indented":           "lead:\n  id: string\nstep a { map:\n }",
		"at":                 "@",
	}
}

// lexCheck holds what is true of all tokens: they and the white space between
// them are the input.
func lexCheck(t *testing.T, text string) {
	t.Helper()
	var out strings.Builder
	end := 0
	for _, token := range Tokens(diag.NewFile("x.lcs", text)) {
		if int(token.Start) < end || token.End <= token.Start {
			t.Fatalf("token %v at %d:%d behind %d", token.Kind, token.Start, token.End, end)
		}
		gap := text[end:token.Start]
		if strings.TrimLeft(strings.TrimPrefix(gap, byteOrderMark), " \t\r\n\f") != "" {
			t.Fatalf("%q stands between tokens", gap)
		}
		out.WriteString(gap)
		out.WriteString(token.Text(text))
		end = int(token.End)
	}
	if rest := text[end:]; strings.TrimSpace(strings.TrimPrefix(rest, byteOrderMark)) != "" {
		t.Fatalf("%q stands behind the tokens", rest)
	} else {
		out.WriteString(rest)
	}
	if out.String() != text {
		t.Fatal("tokens and gaps are not the input")
	}
}

// parseCheck holds what is true of all trees: spans within the file, children
// within parents and in order, a message for every Bad node.
func parseCheck(t *testing.T, text string) {
	t.Helper()
	src := diag.NewFile("x.lcs", text)
	file, diags := Parse(src)
	for _, d := range diags {
		if d.Code == "LCS1099" {
			t.Fatalf("%s %s", d.Message, d.Help)
		}
		if d.Span.File != src || d.Span.Start < 0 || d.Span.End < d.Span.Start || int(d.Span.End) > len(text) {
			t.Fatalf("message outside of the file: %v %d-%d", d, d.Span.Start, d.Span.End)
		}
		for _, r := range d.Message {
			if !unicode.IsPrint(r) && r != unicode.ReplacementChar {
				t.Fatalf("message %q is not printable", d.Message)
			}
		}
	}
	var parents []ast.Node
	visit := func(n ast.Node) bool {
		place := n.Span()
		if place.File != src || place.Start < 0 || place.End < place.Start || int(place.End) > len(text) {
			t.Fatalf("%T at %d-%d is outside of the file of %d bytes", n, place.Start, place.End, len(text))
		}
		if len(parents) > 0 {
			if outer := parents[len(parents)-1]; outer != n && !outer.Span().Contains(place) {
				t.Fatalf("%T at %d-%d is outside of its %T at %d-%d", n, place.Start, place.End, outer, outer.Span().Start, outer.Span().End)
			}
		}
		if bad, ok := n.(*ast.Bad); ok && !diags.HasErrors() {
			t.Fatalf("a Bad node and no message: %v", bad.Err)
		}
		return true
	}
	walkWithParents(file, &parents, visit)
}

// walkWithParents calls visit with the parents of each node at hand.
func walkWithParents(n ast.Node, parents *[]ast.Node, visit func(ast.Node) bool) {
	visit(n)
	*parents = append(*parents, n)
	first := true
	ast.Walk(n, func(child ast.Node) bool {
		if first {
			first = false
			return true
		}
		walkWithParents(child, parents, visit)
		return false
	})
	*parents = (*parents)[:len(*parents)-1]
}

func TestAwkwardInput(t *testing.T) {
	t.Parallel()
	for name, text := range awkward() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lexCheck(t, text)
			parseCheck(t, text)
		})
	}
}

func FuzzLex(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, text string) { lexCheck(t, text) })
}

func FuzzParse(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, text string) { parseCheck(t, text) })
}
