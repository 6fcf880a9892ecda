package grammar

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

// reportf adds a syntax error.
func (p *parser) reportf(code diag.Code, place diag.Span, format string, args ...any) *diag.Diagnostic {
	return p.syntax.Add(diag.New(code, place, fmt.Sprintf(format, args...)))
}

// expected reports that something else than what stands at token i is wanted.
// When that is on a later line than the token before, the message stands
// behind that one: there it is missing.
func (p *parser) expected(i int, want string) *diag.Diagnostic {
	return p.expectedIn("", i, want)
}

func (p *parser) expectedIn(where string, i int, want string) *diag.Diagnostic {
	code := diag.Code("LCS1020")
	if strings.HasPrefix(want, "a value") {
		code = "LCS1023"
	}
	if where != "" {
		where = "in " + where + ": "
	}
	if p.missingBefore(i) {
		behind := ""
		if before := p.toks[i-1]; where == "" && !before.Inserted {
			behind = " after " + quoted(p.word(before))
			if strings.Contains(want, " after ") {
				behind = ""
			}
		}
		return p.reportf(code, p.endOf(i-1), "%sexpected %s%s", where, want, behind)
	}
	return p.reportf(code, p.tokenSpan(p.toks[i]), "%sexpected %s, found %s", where, want, p.describe(i))
}

// missingBefore reports whether token i is on a later line than the one
// before, so that what is missing is missing there.
func (p *parser) missingBefore(i int) bool {
	t := p.toks[i]
	return i > 0 && (t.FirstOn || t.Kind == EOF || t.Inserted)
}

// endOf is the place directly behind token i.
func (p *parser) endOf(i int) diag.Span {
	if i < 0 {
		return p.src.At(0, 0)
	}
	end := int(p.toks[i].End)
	return p.src.At(end, end)
}

// describe names token i for a message.
func (p *parser) describe(i int) string {
	t := p.toks[i]
	switch {
	case t.Kind == EOF:
		return "the end of the file"
	case t.Inserted:
		return quoted(kindNames[t.Kind].text)
	case t.Kind == String || t.Kind == TextOpen:
		return "a text"
	}
	return quoted(p.word(t))
}

func quoted(s string) string { return "'" + short(s) + "'" }

// short is s as far as a message can hold it: its first line, printable.
func short(s string) string {
	if first, _, more := strings.Cut(s, "\n"); more {
		s = first + "…"
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, s)
	if runes := []rune(s); len(runes) > 24 {
		s = string(runes[:23]) + "…"
	}
	return s
}

// suggestInsert offers to put text in at an offset.
func suggestInsert(d *diag.Diagnostic, file *diag.File, at int, text string) {
	d.Fixes = append(d.Fixes, diag.Fix{
		Title: "put in '" + text + "'",
		Edits: []diag.Edit{{Span: file.At(at, at), Text: text}},
	})
}

// unknownStatement deals with a first word that begins no statement. A word
// that is nearly one is taken for it, so that its block is read too. Else the
// rule is nil, and what was read a Bad node.
func (p *parser) unknownStatement(lex *lexer.PeekingLexer, start int, inTest bool) (rule, *ast.Bad) {
	t := p.tok()
	if t.Kind != Ident {
		what := "a statement"
		if !t.FirstOn {
			what = "the end of the statement"
		}
		d := p.reportf("LCS1021", p.tokenSpan(t), "expected %s, found %s", what, p.describe(start))
		p.explainStray(d, start)
		lex.Next()
		if t.Kind == Comma && p.ahead(1).Kind == Ident && p.statementBefore(start) == "" {
			p.take() // the next statement of this line is read
			return nil, &ast.Bad{Base: p.base(start), Err: d}
		}
		return nil, p.badItem(lex, start, d)
	}
	word := p.word(t)
	if p.inQuotes(start) {
		d := p.reportf("LCS1021", p.tokenSpan(t), "expected the end of the statement, found %s", quoted(word))
		p.explainStray(d, start)
		lex.Next()
		return nil, p.badItem(lex, start, d)
	}
	if p.ahead(1).Kind == Assign {
		d := p.reportf("LCS1021", p.tokenSpan(t), "there is no statement %s", quoted(word))
		suggest(d, int(t.Start), int(t.End), p.src, "let "+word)
		d.Help = "a name gets its value with 'let', a field of the lead with 'lead." + word + " = …'"
		lex.Next()
		return nil, p.badItem(lex, start, d)
	}
	if op := p.ahead(1); (op.Kind == Plus || op.Kind == Minus) && (p.ahead(2).Kind == Assign || p.ahead(2).Kind == op.Kind) {
		d := p.reportf("LCS1021", p.tokenSpan(t), "'%s' cannot be changed", short(word))
		d.Help = "a 'let' keeps its value; a field of the lead can be given another: lead.x = lead.x + 1"
		lex.Next()
		return nil, p.badItem(lex, start, d)
	}
	if d := p.continuation(start, word); d != nil {
		lex.Next()
		return nil, p.badItem(lex, start, d)
	}
	what := "statement"
	if inTest {
		what = "test statement"
	}
	d := p.reportf("LCS1021", p.tokenSpan(t), "there is no %s %s", what, quoted(word))
	best := p.explainWord(d, word)
	if best == "" && d.Help == "" {
		if best = nearest(strings.ToLower(word), p.candidates(inTest)...); best != "" {
			suggest(d, int(t.Start), int(t.End), p.src, best)
		}
	}
	if best == "" {
		lex.Next()
		if beginsPasted(word) {
			return nil, p.skipPasted(lex, start, d)
		}
		return nil, p.badItem(lex, start, d)
	}
	lex.Peek().Value = best // read on as if it were written so
	return p.repaired(start, best, inTest), nil
}

// continuation reports a word that does not go on with the statement before it
// on its line. It is nil where none of those words is known.
func (p *parser) continuation(i int, word string) *diag.Diagnostic {
	t := p.toks[i]
	if t.FirstOn || i == 0 {
		return nil
	}
	if meant := elseOf(word); p.toks[i-1].Kind == RBrace && meant != "" {
		d := p.reportf("LCS1021", p.tokenSpan(t), "there is no statement %s", quoted(word))
		suggest(d, int(t.Start), int(t.End), p.src, meant)
		return d
	}
	before := p.statementBefore(i)
	if before == "" {
		return nil
	}
	d := p.reportf("LCS1020", p.tokenSpan(t), "'%s' knows no %s", before, quoted(word))
	d.Help = "it is written: " + usage[before]
	if best := nearest(word, continuations[before]...); best != "" {
		suggest(d, int(t.Start), int(t.End), p.src, best)
	} else if before == "expect" {
		suggest(d, int(t.Start), int(t.End), p.src, "as "+word)
		d.Help = "a named type stands behind 'as'"
	}
	return d
}

// statementBefore returns the word of the statement that token i seems to go
// on with, on the same line.
func (p *parser) statementBefore(i int) string {
	for j := i - 1; j >= max(0, i-maxLook); j-- {
		word := p.word(p.toks[j])
		if p.toks[j].Kind == Ident && continuations[word] != nil {
			return word
		}
		if p.toks[j].FirstOn || p.toks[j].Kind == LBrace {
			return ""
		}
	}
	return ""
}

// repaired chooses the rule for a word that the token at hand does not spell.
func (p *parser) repaired(start int, word string, inTest bool) rule {
	second := p.toks[start+1]
	switch {
	case word == "example" && second.Kind == Ident && p.word(second) == "lead":
		return p.rules.exampleLead
	case word == "example" && second.Kind == Ident && p.word(second) == "settings":
		return p.rules.exampleSettings
	case word == "lead" && (second.Kind == String || second.Kind == TextOpen):
		return p.rules.testLead
	case inTest && p.rules.test[word] != nil:
		return p.rules.test[word]
	}
	return p.rules.general[word]
}

var testWords = []string{"lead", "leads", "settings", "flow", "at", "stub", "run", "assert"}

// candidates are the words that could be meant, the likelier first.
func (p *parser) candidates(inTest bool) []string {
	if inTest {
		return testWords
	}
	var all []string
	for w := range statementWords {
		all = append(all, w)
	}
	slices.Sort(all)
	return all
}

// explainStray helps with a token, the i-th, that begins no statement and goes on
// with none.
func (p *parser) explainStray(d *diag.Diagnostic, i int) {
	t, next := p.toks[i], p.toks[min(i+1, len(p.toks)-1)]
	if p.inQuotes(i) {
		d.Help = `a quote within a text is written \"`
		return
	}
	switch t.Kind {
	case String, TextOpen:
		d.Help = "a text belongs to a statement, such as note \"…\""
	case LBrace:
		d.Help = "a block belongs to a statement, such as if … { }"
		if before := p.statementBefore(i); before == "stub" || before == "example" {
			d.Help = "it is written: " + usage[before]
			suggestInsert(d, p.src, int(t.Start), "json ")
		}
	case HoleOpen:
		d.Help = "a value in {{ }} stands in a text: \"{{…}}\""
	case Assign:
		d.Help = "values are compared with '=='"
	case Colon:
		d.Help = "a colon stands behind your names, none behind the language's words"
	case Comma:
		if how := usage[p.statementBefore(i)]; how != "" {
			d.Help = "it is written: " + how
			return
		}
		d.Help = "statements need no separator"
		remove(d, int(t.Start), int(t.End), p.src)
	case Minus, Range:
		if next.Kind == Minus && next.Start == t.End {
			d.Help = "a comment begins with '#'"
		}
		p.explainRange(d, i)
	}
}

// inQuotes reports whether token i directly follows the closing quote of a text:
// a quote within the text was taken for its end.
func (p *parser) inQuotes(i int) bool {
	if i == 0 || p.toks[i].Inserted || strings.ContainsAny(p.text[p.toks[i-1].End:p.toks[i].Start], " \t\n") {
		return false
	}
	switch p.toks[i-1].Kind {
	case String, TextClose:
		return !p.toks[i-1].Inserted && p.toks[i].Kind != Comma && !p.toks[i].closes()
	}
	return false
}

// explainRange helps with 200-299 and 500..599, whose sign is token i.
func (p *parser) explainRange(d *diag.Diagnostic, i int) {
	if i == 0 || i+1 >= len(p.toks) {
		return
	}
	from, to := p.toks[i-1], p.toks[i+1]
	first, last := p.word(from), p.word(to)
	if from.Kind != Number || to.Kind != Number || len(first) != 3 || len(last) != 3 || first[0] != last[0] {
		return
	}
	d.Help = "a class of statuses is written with two x"
	d.Span = p.src.At(int(from.Start), int(to.End))
	suggest(d, int(from.Start), int(to.End), p.src, first[:1]+"xx")
}

// fromParticiple says in a person's words what participle could not read.
func (p *parser) fromParticiple(err error, start int) *diag.Diagnostic {
	where := quoted(p.word(p.toks[start]))
	var unexpected *participle.UnexpectedTokenError
	if !errors.As(err, &unexpected) {
		return p.reportf("LCS1020", p.tokenSpan(p.toks[start]), "this %s cannot be read", where)
	}
	i := unexpected.Unexpected.Pos.Line
	wants := heads(expectation(unexpected.Message()))
	d := p.expectedIn(where, i, orList(wants))
	if !p.missingBefore(i) {
		p.suggestWord(d, p.word(p.toks[start]), i, wants)
	}
	p.explainExpected(d, start, i)
	return d
}

// suggestWord labels d with what token i may have been meant to be.
func (p *parser) suggestWord(d *diag.Diagnostic, statement string, i int, wants []string) {
	t := p.toks[i]
	if t.Kind == Number && slices.Contains(wants, aDuration) {
		next := p.toks[i+1]
		if unit := unitOf(p.word(next)); next.Kind == Ident && unit != "" && !sizeUnits[unit] {
			suggest(d, int(t.Start), int(next.End), p.src, p.word(t)+unit)
		}
	}
	if t.Kind != Ident {
		return
	}
	words := continuations[statement]
	for _, w := range wants {
		if word := strings.Trim(w, "'"); word != w && class[word[0]] == classLetter {
			words = append(words[:len(words):len(words)], word)
		}
	}
	if best := nearest(p.word(t), words...); best != "" {
		suggest(d, int(t.Start), int(t.End), p.src, best)
	}
}

// explainExpected shows how a statement is written.
func (p *parser) explainExpected(d *diag.Diagnostic, start, i int) {
	word, t := p.word(p.toks[start]), p.toks[i]
	if p.toks[start+1].Kind == Dot {
		d.Help = "it is written: lead.name = value"
		return
	}
	if word == "lead" && strings.Contains(d.Message, "a text") {
		d.Help = `it is written: lead "Ann" { name: value }`
		return
	}
	if t.Kind == Range {
		if p.explainRange(d, i); d.Label != "" {
			return
		}
	}
	if t.Kind == Ident && !p.missingBefore(i) {
		switch word {
		case "log", "note", "flag", "reject", "fail":
			d.Code = "LCS1030"
			p.explainValue(d, i)
			return
		}
	}
	if how, ok := usage[word]; ok {
		d.Help = "it is written: " + how
	}
}

// explainValue helps with a value, from token i to the end of its line, that
// stands where a text is wanted.
func (p *parser) explainValue(d *diag.Diagnostic, i int) {
	end, depth := i, 0
	for ; end-i < maxLook && p.toks[end].Kind != EOF && (end == i || !p.toks[end].FirstOn); end++ {
		t := p.toks[end]
		if t.closes() && depth == 0 {
			break
		}
		depth += t.nesting()
	}
	text := ""
	if end-i < maxLook {
		text = p.templateOf(i, end)
	}
	if text == "" {
		text = "\"{{" + p.word(p.toks[i]) + "}}\""
	} else {
		place := p.between(i, end)
		d.Fixes = append(d.Fixes, diag.Fix{Title: "write a text", Edits: []diag.Edit{{Span: place, Text: text}}})
	}
	d.Help = "it takes a text: " + text
}

// expectation cuts what was expected out of participle's message.
func expectation(message string) string {
	_, want, _ := strings.Cut(message, " (expected ")
	return strings.TrimSuffix(want, ")")
}

const aDuration = "a duration such as 5s"

// productionNames say in words what a production of the grammar stands for.
var productionNames = map[string][]string{
	"Expr": {"a value"}, "Cond": {"a condition"}, "Text": {"a text"}, "Object": {"'{'"}, "OwnObject": {"'{'"}, "Call": {"a call"},
	"Ref": {"a service"}, "Path": {"a name"}, "Duration": {aDuration}, "Number": {"a number"},
	"Percent": {"a percentage such as 50%"}, "TypeExpr": {"a type"}, "Shape": {"a shape"}, "Name": {"a name"},
	"Method": {"a method such as GET"}, "Status": {"a status"}, "Selector": {"a status or a kind of failure"}, "Fields": {"'{'"},
	"Params": {"'('"}, "Block": {"'{'"}, "TestBlock": {"'{'"},
	"Reply": {"a status", "'timeout'", "'network'", "'malformed'", "'drop'"},
}

// heads returns what may come first in a piece of EBNF, in words.
func heads(ebnf string) []string {
	h := headReader{rest: ebnf}
	wants, _ := h.alternatives()
	return slices.Compact(wants)
}

type headReader struct{ rest string }

// alternatives reads a | b | c and reports whether all of it may be left out.
func (h *headReader) alternatives() (wants []string, optional bool) {
	for {
		w, o := h.sequence()
		wants = append(wants, w...)
		optional = optional || o
		h.skipSpace()
		if !strings.HasPrefix(h.rest, "|") {
			return wants, optional
		}
		h.rest = h.rest[1:]
	}
}

func (h *headReader) sequence() (wants []string, optional bool) {
	optional = true
	for {
		h.skipSpace()
		if h.rest == "" || h.rest[0] == '|' || h.rest[0] == ')' {
			return wants, optional
		}
		w, o := h.term()
		if optional {
			wants = append(wants, w...)
		}
		optional = optional && o
	}
}

func (h *headReader) term() (wants []string, optional bool) {
	switch h.rest[0] {
	case '(':
		h.rest = h.rest[1:]
		wants, optional = h.alternatives()
		h.rest = strings.TrimPrefix(h.rest, ")")
	case '"':
		word, rest, _ := strings.Cut(h.rest[1:], `"`)
		wants, h.rest = []string{"'" + word + "'"}, rest
	case '<':
		word, rest, _ := strings.Cut(h.rest[1:], ">")
		wants, h.rest = []string{"a " + word}, rest
	default:
		end := strings.IndexAny(h.rest, " ()|?*+")
		if end < 0 {
			end = len(h.rest)
		}
		word := h.rest[:max(end, 1)]
		h.rest = h.rest[len(word):]
		wants = productionNames[word]
	}
	for h.rest != "" && strings.ContainsRune("?*+", rune(h.rest[0])) {
		optional = optional || h.rest[0] != '+'
		h.rest = h.rest[1:]
	}
	return wants, optional
}

func (h *headReader) skipSpace() { h.rest = strings.TrimLeft(h.rest, " ") }

func orList(words []string) string {
	switch len(words) {
	case 0:
		return "something else"
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// diagnostics returns all that is wrong, one error a line: a second one is most
// likely the same mistake. What the lexer and the brackets say goes before what
// the grammar says.
func (p *parser) diagnostics() diag.List {
	var out diag.List
	taken := map[int]bool{} // by where the line starts
	for _, list := range []diag.List{p.lexical.Sorted(), p.syntax.Sorted()} {
		line, next := 0, 0 // the line at hand and the one behind it
		for _, d := range list {
			for next <= int(d.Span.Start) {
				line = next
				end := strings.IndexByte(p.text[line:], '\n')
				if end < 0 {
					next = len(p.text) + 1
					break
				}
				next = line + end + 1
			}
			if !taken[line] {
				taken[line] = true
				out = append(out, d)
			}
		}
	}
	return out.Sorted()
}
