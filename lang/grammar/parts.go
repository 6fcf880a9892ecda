package grammar

import (
	"runtime"

	"github.com/alecthomas/participle/v2/lexer"

	"lcs/lang/ast"
)

// A file is read part by part: a part is a row of top-level items, and ends in
// front of a line that is sure to begin one. That keeps what participle copies
// of the tokens small, and lets two readers share a long file. What comes out
// is what one reader would have made of the file in one go.

// tokensForTwo is the length of a file that two readers share.
const tokensForTwo = 2000

// part is what participle gets to see of some items, as indices of tokens. The
// last one is the token behind the part, which it sees as the end.
type part []int32

// file reads items up to the end.
func (p *parser) file() []ast.Item {
	fed := p.feed()
	items, ended := p.inParts(p.parts(fed))
	if ended {
		return items
	}
	// What looked like the beginning of an item was none.
	p.syntax = nil
	items, _ = p.readParts([]part{fed})
	return items
}

// parts divides what participle gets in front of lines that stand in no bracket,
// follow a closing brace and begin with the word of a statement.
func (p *parser) parts(fed part) []part {
	var out []part
	start, depth := 0, 0
	for i, index := range fed {
		t := p.toks[index]
		switch {
		case t.opens() && fed[i+1] == index+1: // else what stands in it was left out
			depth++
		case t.closes():
			depth--
		case depth == 0 && t.FirstOn && t.Kind == Ident && i > start && p.toks[index-1].Kind == RBrace &&
			p.rules.general[p.word(t)] != nil:
			out = append(out, fed[start:i+1])
			start = i
		}
	}
	return append(out, fed[start:])
}

// inParts reads all parts, in the order of the file, and reports whether each
// ended where the next begins.
func (p *parser) inParts(all []part) ([]ast.Item, bool) {
	if len(p.toks) < tokensForTwo || len(all) < 2 || runtime.GOMAXPROCS(0) < 2 {
		return p.readParts(all)
	}
	half, second := p.half(all), p.second()
	var after []ast.Item
	var afterEnded bool
	done := make(chan struct{})
	go func() {
		defer close(done)
		after, afterEnded = second.readParts(all[half:])
	}()
	items, ended := p.readParts(all[:half])
	<-done
	p.lexical = append(p.lexical, second.lexical...)
	p.syntax = append(p.syntax, second.syntax...)
	return append(items, after...), ended && afterEnded
}

// half returns the part that begins the second half of the file.
func (p *parser) half(all []part) int {
	for i, one := range all {
		if i > 0 && int(one[0]) >= len(p.toks)/2 {
			return i
		}
	}
	return len(all) - 1
}

// readParts reads parts one after the other. It stops early, and reports false,
// when one went on into the next.
func (p *parser) readParts(all []part) (items []ast.Item, ended bool) {
	p.guard(func() {
		for _, one := range all {
			items = p.readPart(one, items)
			if p.overran {
				return
			}
		}
	})
	return items, !p.overran
}

// readPart adds the items of a part to items.
func (p *parser) readPart(one part, items []ast.Item) []ast.Item {
	p.fed, p.handed, p.overran = one, 0, false
	peeking, err := lexer.Upgrade(p)
	if err != nil {
		panic(err)
	}
	for !peeking.Peek().EOF() {
		item, err := p.item(peeking)
		if err != nil {
			peeking.Next() // a closing brace: only after a repair
			continue
		}
		items = append(items, item)
	}
	return items
}

// feed chooses the tokens that participle gets to see. What stands in
// parentheses, brackets, texts and the objects in an expression is never read
// by its productions, so that of these it gets the opening token only.
func (p *parser) feed() part {
	fed := make(part, 0, len(p.toks)*2/3)
	for i := 0; i < len(p.toks); i++ {
		fed = append(fed, int32(i))
		switch p.toks[i].Kind {
		case LParen, LBracket, TextOpen, HoleOpen, RawOpen:
		case LBrace:
			if !p.insideExpr(i) {
				continue
			}
		default:
			continue
		}
		for depth := 1; depth > 0 && i+2 < len(p.toks); {
			i++
			depth += p.toks[i].nesting()
		}
	}
	return fed
}

// insideExpr reports whether the brace at i opens an object, by what is before
// it. Others do, too; nothing depends on it.
func (p *parser) insideExpr(i int) bool {
	if i < 2 {
		return false
	}
	switch before := p.toks[i-1]; before.Kind {
	case Colon:
		word := p.word(p.toks[i-2])
		return word != "tls" && word != "parallel" // a block, with a colon too many
	case Comma, Assign:
		return true
	case Ident: // json { … } behind a status, query { … } at the beginning of a line
		switch p.word(before) {
		case "json":
			kind := p.toks[i-2].Kind
			return kind == Number || kind == Status || p.word(p.toks[i-2]) == "body"
		case "query", "headers", "map":
			return before.FirstOn && endsStatement[p.toks[i-2].Kind]
		}
	}
	return false
}

// endsStatement are kinds of tokens behind which no operand is due.
var endsStatement = map[Kind]bool{LBrace: true, RBrace: true, RParen: true, RBracket: true, String: true, TextClose: true, Number: true, Duration: true}

// Next hands the next token to participle. A token's position carries its index
// and the number of the parser: the way back from participle to our tokens.
func (p *parser) Next() (lexer.Token, error) {
	i := int(p.fed[p.handed])
	p.handed++
	t := p.toks[i]
	out := lexer.Token{Type: symbolOf(t.Kind), Value: t.Text(p.text), Pos: lexer.Position{Offset: int(t.Start), Line: i, Column: p.number}}
	if p.handed == len(p.fed) {
		out.Type = lexer.EOF
	}
	if t.Inserted {
		out.Value = kindNames[t.Kind].text
	}
	return out, nil
}
