package grammar

import (
	"slices"

	"lcs/lang/diag"
)

// Kind says what a token is.
type Kind uint8

// The kinds of tokens.
const (
	EOF      Kind = iota
	Ident         // a word: lead, step, @index
	Name          // a hyphenated word directly before a colon: X-API-Key
	String        // a whole text without holes, quotes included
	Number        // 42, 2.5, 1e9
	Percent       // 5%
	Size          // 64kb
	Duration      // 1h30m
	Status        // 4xx
	Regex         // /\D/g
	Bad           // what cannot be read; a diagnostic says why
	Comment       // # to the end of the line; only Tokens returns it

	TextOpen   // the quotes that open a text with holes
	TextPart   // literal text in it
	TextClose  // the quotes that close it
	HoleOpen   // {{
	HoleClose  // }}
	RawOpen    // {{{
	RawClose   // }}}
	BlockOpen  // {{#if, {{#unless, {{#each
	BlockElse  // {{else}}
	BlockClose // {{/if}}, {{/unless}}, {{/each}}

	LBrace
	RBrace
	LParen
	RParen
	LBracket
	RBracket

	Comma
	Colon
	Dot
	QuestionDot
	Question
	Coalesce // ??
	Assign
	Equal
	NotEqual
	Less
	LessEqual
	Greater
	GreaterEqual
	Plus
	Minus
	Star
	Slash
	Mod
	Bang
	Pipe
	OrOr
	AndAnd
	Range // ..
)

// kindNames are the names that the statement grammar uses, and what stands in
// the source where it is always the same.
var kindNames = map[Kind]struct{ name, text string }{
	EOF: {"EOF", ""}, Ident: {"Ident", ""}, Name: {"Name", ""}, String: {"String", ""},
	Number: {"Number", ""}, Percent: {"Percent", ""}, Size: {"Size", ""}, Duration: {"Duration", ""},
	Status: {"Status", ""}, Regex: {"Regex", ""}, Bad: {"Bad", ""}, Comment: {"Comment", ""},
	TextOpen: {"TextOpen", `"`}, TextPart: {"TextPart", ""}, TextClose: {"TextClose", `"`},
	HoleOpen: {"HoleOpen", "{{"}, HoleClose: {"HoleClose", "}}"}, RawOpen: {"RawOpen", "{{{"}, RawClose: {"RawClose", "}}}"},
	BlockOpen: {"BlockOpen", "{{#"}, BlockElse: {"BlockElse", "{{else}}"}, BlockClose: {"BlockClose", "{{/"},
	LBrace: {"LBrace", "{"}, RBrace: {"RBrace", "}"}, LParen: {"LParen", "("}, RParen: {"RParen", ")"},
	LBracket: {"LBracket", "["}, RBracket: {"RBracket", "]"},
	Comma: {"Comma", ","}, Colon: {"Colon", ":"}, Dot: {"Dot", "."}, QuestionDot: {"QuestionDot", "?."},
	Question: {"Question", "?"}, Coalesce: {"Coalesce", "??"}, Assign: {"Assign", "="},
	Equal: {"Equal", "=="}, NotEqual: {"NotEqual", "!="}, Less: {"Less", "<"}, LessEqual: {"LessEqual", "<="},
	Greater: {"Greater", ">"}, GreaterEqual: {"GreaterEqual", ">="},
	Plus: {"Plus", "+"}, Minus: {"Minus", "-"}, Star: {"Star", "*"}, Slash: {"Slash", "/"}, Mod: {"Mod", "%"},
	Bang: {"Bang", "!"}, Pipe: {"Pipe", "|"}, OrOr: {"OrOr", "||"}, AndAnd: {"AndAnd", "&&"}, Range: {"Range", ".."},
}

// String returns the kind's name.
func (k Kind) String() string { return kindNames[k].name }

// Token is one token: a kind and the bytes of the source under it.
type Token struct {
	Kind       Kind
	FirstOn    bool // nothing but space stands before it on its line
	Inserted   bool // put in by the repair of brackets: not in the source
	Start, End int32
}

// Text returns the token's bytes in src.
func (t Token) Text(src string) string { return src[t.Start:t.End] }

func (t Token) opens() bool {
	switch t.Kind {
	case LBrace, LParen, LBracket, HoleOpen, RawOpen, BlockOpen, TextOpen:
		return true
	}
	return false
}

func (t Token) closes() bool {
	switch t.Kind {
	case RBrace, RParen, RBracket, HoleClose, RawClose, TextClose:
		return true
	}
	return false
}

// nesting is how much deeper in brackets what follows the token stands: 1, 0 or -1.
func (t Token) nesting() int {
	switch {
	case t.opens():
		return 1
	case t.closes():
		return -1
	}
	return 0
}

// closer is what closes an opening kind.
func closer(open Kind) Kind {
	switch open {
	case LBrace:
		return RBrace
	case LParen:
		return RParen
	case LBracket:
		return RBracket
	case RawOpen:
		return RawClose
	case TextOpen:
		return TextClose
	}
	return HoleClose
}

// Scan returns the tokens of a text: see Tokens.
func Scan(text string) []Token { return Tokens(diag.NewFile("", text)) }

// Tokens returns the tokens of a file as they are written, comments among
// them, without the end of the file. It never fails: what cannot be read is a
// Bad token, and only white space stands between tokens.
func Tokens(src *diag.File) []Token {
	l := lex(src)
	tokens := l.tokens[:len(l.tokens)-1]
	tokens = slices.DeleteFunc(tokens, func(t Token) bool { return t.Inserted })
	if len(l.aside) == 0 {
		return tokens
	}
	merged := make([]Token, 0, len(tokens)+len(l.aside))
	aside := l.aside
	for _, t := range tokens {
		for len(aside) > 0 && aside[0].Start < t.Start {
			merged = append(merged, aside[0])
			aside = aside[1:]
		}
		merged = append(merged, t)
	}
	return append(merged, aside...)
}
