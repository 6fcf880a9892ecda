package grammar

import (
	"slices"
	"strings"

	"github.com/alecthomas/participle/v2/lexer"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

// Words and operators that other languages and tools have, read as what they
// are here so that one of them is one message.

// explainWord helps with words of other languages. It returns the statement
// that the word is one of here, or "".
func (p *parser) explainWord(d *diag.Diagnostic, word string) string {
	if elseIfs[word] {
		t, meant := p.tok(), "if"
		if p.pos > 0 && p.toks[p.pos-1].Kind == RBrace {
			meant = elseOf(word)
		}
		suggest(d, int(t.Start), int(t.End), p.src, meant)
		return "if"
	}
	switch word {
	case "else":
		d.Message = "this 'else' follows no 'if'"
		d.Help = "it stands behind the '}' of an 'if'"
	case "expect": // in a test
		t := p.tok()
		suggest(d, int(t.Start), int(t.End), p.src, "assert")
		return "assert"
	case "for", "while", "foreach":
		d.Help = "there are no loops; a list is made with [for x in xs: …]"
	case "var", "const", "set":
		d.Help = "a name gets its value with 'let'"
	case "def", "func", "function":
		d.Help = "a function is written: " + usage["fn"]
	case "print", "println", "printf", "echo", "puts", "console", "logger":
		d.Help = "a line of the log is written: " + usage["log"]
	case "catch", "try", "rescue", "except":
		d.Help = "failures are handled by 'on timeout { … }', 'on 5xx { … }', 'on error { … }'"
	case "retries", "max_retries", "max_attempts", "attempts":
		d.Help = "a handler retries: on 5xx, timeout { retry 3 backoff 200ms..5s }"
	case "return":
		d.Help = "a lead ends with 'accept', 'reject \"…\"' or 'fail \"…\"'"
	case "curl":
		d.Help = "lcs new --curl '…' makes a script of a curl command"
	default:
		if len(word) > 2 && strings.HasPrefix(word, "on") && word[2] >= 'A' && word[2] <= 'Z' {
			d.Help = "a handler is written: " + usage["on"]
			return ""
		}
		if method := strings.ToUpper(word); slices.Contains(ast.Methods, method) {
			d.Help = "a step sends it: step name { request " + method + " \"https://…\" }"
		}
	}
	return ""
}

// elseOf returns what a word that stands behind the block of an 'if' means, where
// it is one of other languages or misspelled.
func elseOf(word string) string {
	if elseIfs[word] {
		return "else if"
	}
	return nearest(word, "else")
}

// elseIfs are what 'else if' is in other languages.
var elseIfs = wordSet("elif", "elsif", "elseif", "elsewhen")

// skipPasted goes on behind the lines of another tool that the token start
// begins: to the next line that begins a statement, or to what closes the block.
func (p *parser) skipPasted(lex *lexer.PeekingLexer, start int, d *diag.Diagnostic) *ast.Bad {
	p.skipLines(start, func() bool {
		return p.is(Ident) && p.rules.general[p.word(p.tok())] != nil && !p.isKey(p.pos)
	})
	p.leave(lex)
	return &ast.Bad{Base: p.base(start), Err: d}
}

// indented reads over a block that is written like YAML: a word and a colon, and
// behind them lines that begin with a key. It is nil where there is none.
func (p *parser) indented(lex *lexer.PeekingLexer, start int) *ast.Bad {
	word, next := p.tok(), p.ahead(2)
	if word.Kind != Ident || !blockWords[p.word(word)] || p.ahead(1).Kind != Colon || !next.FirstOn || !p.isKey(min(start+2, len(p.toks)-1)) {
		return nil
	}
	d := p.reportf("LCS1011", p.tokenSpan(p.ahead(1)), "a block stands between braces, not behind a colon")
	d.Help = "it is written: " + usage[p.word(word)]
	p.skipLines(start, func() bool { return !p.isKey(p.pos) })
	p.leave(lex)
	return &ast.Bad{Base: p.base(start), Err: d}
}

// withoutColon takes the colon behind the first word of a statement out of what
// participle reads, as in base: "https://…".
func (p *parser) withoutColon(lex *lexer.PeekingLexer) {
	word, colon := p.tok(), p.ahead(1)
	if colon.Kind != Colon || p.rules.general[p.word(word)] == nil {
		return
	}
	if next := p.ahead(2); next.FirstOn || next.Kind == EOF || next.closes() {
		return // what is missing behind it is the mistake
	}
	d := p.reportf("LCS1020", p.tokenSpan(colon), "'%s' takes no colon", p.word(word))
	d.Help = "a colon stands behind your names, none behind the language's words"
	if p.word(word) == "idempotent" && p.word(p.ahead(2)) != "by" {
		suggest(d, int(word.Start), int(colon.End), p.src, "idempotent by")
	} else {
		remove(d, int(colon.Start), int(colon.End), p.src)
	}
	first := *lex.Peek()
	lex.Next()
	*lex.Peek() = first
}

// ownOperator returns op, whose first token was taken, as it is written here. It
// reports one that is written otherwise, and takes what of it stands behind.
func (p *parser) ownOperator(op string) string {
	first, next := p.toks[p.pos-1], p.tok()
	meant := strings.ToLower(op)
	switch {
	case (op == "==" || op == "!=") && next.Kind == Assign:
	case op == "<" && next.Kind == Greater:
		meant = "!="
	case op == "=" && next.Kind == Greater:
		meant = ">="
	case op == "=":
		d := p.reportf("LCS1020", p.tokenSpan(first), "'=' compares nothing")
		suggest(d, int(first.Start), int(first.End), p.src, "==")
		d.Help = "'=' gives a value, '==' compares two"
		return "=="
	case meant != op:
		next = first
	default:
		return op
	}
	if next != first {
		p.take()
	}
	d := p.reportf("LCS1020", p.src.At(int(first.Start), int(next.End)), "there is no operator '%s'", p.text[first.Start:next.End])
	suggest(d, int(first.Start), int(next.End), p.src, meant)
	return meant
}

// templateOf writes the values that '+' joins between the tokens from and to as
// one text with holes; or "", where that cannot be done word by word.
func (p *parser) templateOf(from, to int) string {
	var b strings.Builder
	start, depth := from, 0
	for i := from; i <= to; i++ {
		if i < to {
			t := p.toks[i]
			depth += t.nesting()
			if t.Kind != Plus || depth > 0 {
				continue
			}
		}
		part := strings.TrimSpace(p.between(start, i).Text())
		switch plain := i == start+1 && p.toks[start].Kind == String; {
		case strings.ContainsAny(part, "\n\\"):
			return ""
		case plain && part[0] == '"':
			b.WriteString(part[1 : len(part)-1])
		case part == "" || strings.Contains(part, `"`):
			return ""
		default:
			b.WriteString("{{" + part + "}}")
		}
		start = i + 1
	}
	return `"` + b.String() + `"`
}

// beginsPasted reports whether lines of other tools begin with a word.
func beginsPasted(word string) bool { return word == "curl" || slices.Contains(ast.Methods, word) }
