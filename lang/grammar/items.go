package grammar

import (
	"errors"
	"io"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

// rules is a built grammar: one sub-parser for each statement, found by its
// first word. It serves one file at a time, which at most two parsers share.
type rules struct {
	catalog *participle.Parser[catalog]
	readers [2]*parser

	general map[string]rule // by first word, in any block but a test
	test    map[string]rule // what reads otherwise in a test

	exampleLead, exampleSettings, example rule
	assign                                rule
	testLead, testSet, settings           rule
}

// reader returns the parser that is reading: the tokens it hands out bear its
// number.
func (r *rules) reader(lex *lexer.PeekingLexer) *parser { return r.readers[lex.Peek().Pos.Column] }

// rule parses one statement. The error is participle's.
type rule func(*parser, *lexer.PeekingLexer) (ast.Item, error)

// custom lets the parser that is reading read what the type T stands for.
func custom[T any](r *rules, read func(*parser, *lexer.PeekingLexer) (T, error)) participle.Option {
	return participle.ParseTypeWith(func(lex *lexer.PeekingLexer) (T, error) { return read(r.reader(lex), lex) })
}

// production is a struct of rules.go.
type production[T any] interface {
	*T
	lower(*parser) ast.Item
}

func ruleOf[T any, P production[T]](whole *participle.Parser[catalog]) rule {
	part, err := participle.ParserForProduction[T](whole)
	if err != nil {
		panic(err)
	}
	return func(p *parser, lex *lexer.PeekingLexer) (ast.Item, error) {
		parsed, err := part.ParseFromLexer(lex, participle.AllowTrailing(true))
		if err != nil {
			return nil, err
		}
		return P(parsed).lower(p), nil
	}
}

// tokenNames is the lexer.Definition that participle compiles tags with; the
// tokens themselves come from lex.
type tokenNames struct{}

func (tokenNames) Symbols() map[string]lexer.TokenType { return symbols() }

func (tokenNames) Lex(string, io.Reader) (lexer.Lexer, error) {
	return nil, errors.New("tokens come from the scanner")
}

func buildRules() *rules {
	r := &rules{}
	whole := participle.MustBuild[catalog](
		participle.Lexer(tokenNames{}),
		// The first token of an optional part decides. With any lookahead a
		// part that fails later is silently taken for absent.
		participle.UseLookahead(0),
		custom(r, (*parser).exprRule), custom(r, (*parser).condRule),
		custom(r, (*parser).textRule), custom(r, (*parser).objectRule), custom(r, (*parser).ownObjectRule),
		custom(r, (*parser).callRule), custom(r, (*parser).refRule), custom(r, (*parser).pathRule),
		custom(r, (*parser).durationRule), custom(r, (*parser).numberRule), custom(r, (*parser).percentRule),
		custom(r, (*parser).typeRule), custom(r, (*parser).shapeRule),
		custom(r, (*parser).nameRule), custom(r, (*parser).methodRule),
		custom(r, (*parser).statusRule), custom(r, (*parser).selectorRule),
		custom(r, (*parser).fieldsRule), custom(r, (*parser).paramsRule), custom(r, (*parser).namespaceRule),
		custom(r, (*parser).item), custom(r, (*parser).testItem),
	)
	r.catalog = whole
	r.exampleLead = ruleOf[exampleLead](whole)
	r.exampleSettings = ruleOf[exampleSettings](whole)
	r.example = ruleOf[exampleStmt](whole)
	r.assign = ruleOf[assignStmt](whole)
	r.settings = ruleOf[settingsDecl](whole)
	r.testLead = ruleOf[testLead](whole)
	r.testSet = ruleOf[testSet](whole)
	r.general = map[string]rule{
		"flow": ruleOf[flowDecl](whole), "import": ruleOf[importDecl](whole),
		"settings": r.settings, "lead": ruleOf[leadDecl](whole), "example": r.example,
		"type": ruleOf[typeDecl](whole), "pattern": ruleOf[patternDecl](whole), "fn": ruleOf[fnDecl](whole),
		"service": ruleOf[serviceDecl](whole), "step": ruleOf[stepDecl](whole),
		"parallel": ruleOf[parallelDecl](whole), "alert": ruleOf[alertDecl](whole),
		"trace": ruleOf[traceDecl](whole), "test": ruleOf[testDecl](whole),

		"let": ruleOf[letStmt](whole), "if": ruleOf[ifStmt](whole), "log": ruleOf[logStmt](whole),
		"accept": ruleOf[acceptStmt](whole), "skip": ruleOf[skipStmt](whole), "queue": ruleOf[queueStmt](whole),
		"retry": ruleOf[retryStmt](whole), "refresh": ruleOf[refreshStmt](whole),
		"fallback": ruleOf[fallbackStmt](whole), "use": ruleOf[useStmt](whole),

		"request": ruleOf[requestStmt](whole), "url": ruleOf[urlStmt](whole), "body": ruleOf[bodyStmt](whole),
		"auth": ruleOf[authStmt](whole), "expect": ruleOf[expectStmt](whole), "success": ruleOf[successStmt](whole),
		"cache": ruleOf[cacheStmt](whole), "idempotent": ruleOf[idempotentStmt](whole),
		"background": ruleOf[backgroundStmt](whole), "collect": ruleOf[collectStmt](whole),
		"match": ruleOf[matchStmt](whole), "on": ruleOf[onStmt](whole), "default": ruleOf[defaultStmt](whole),
		"gzip": ruleOf[flagStmt](whole), "limit": ruleOf[limitStmt](whole),
		"breaker": ruleOf[breakerStmt](whole), "tls": ruleOf[tlsStmt](whole),

		"leads": ruleOf[testLeads](whole), "at": ruleOf[atStmt](whole), "stub": ruleOf[stubStmt](whole),
		"run": ruleOf[runStmt](whole), "assert": ruleOf[assertStmt](whole),
	}
	r.add(ruleOf[sayStmt](whole), "note", "flag", "reject", "fail")
	r.add(ruleOf[entriesStmt](whole), "query", "headers", "sign", "map")
	r.add(ruleOf[outcomeStmt](whole), "reason", "price", "reference")
	r.add(ruleOf[optionStmt](whole), optionWords...)
	r.test = map[string]rule{"lead": r.testLead, "settings": r.testSet, "flow": r.testSet}
	return r
}

func (r *rules) add(rule rule, words ...string) {
	for _, w := range words {
		r.general[w] = rule
	}
}

// ruleFor chooses the production for the statement at hand, by its first word
// and, where one word begins two, by the token behind it.
func (p *parser) ruleFor(inTest bool) rule {
	first, second := p.tok(), p.ahead(1)
	if first.Kind != Ident {
		return nil
	}
	word := p.word(first)
	if second.Kind == Dot {
		if !first.FirstOn && p.statementBefore(p.pos) != "" && !p.assigns() {
			return nil
		}
		return p.rules.assign
	}
	switch {
	case word == "example" && second.Kind == Ident && p.word(second) == "lead":
		return p.rules.exampleLead
	case word == "example" && second.Kind == Ident && p.word(second) == "settings":
		return p.rules.exampleSettings
	case word == "lead" && (second.Kind == String || second.Kind == TextOpen):
		return p.rules.testLead
	case word == "flow" && second.Kind == LBrace:
		return p.rules.testSet
	}
	if inTest {
		if rule := p.rules.test[word]; rule != nil {
			return rule
		}
	}
	return p.rules.general[word]
}

// assigns reports whether the path at hand is followed by an =.
func (p *parser) assigns() bool {
	i := p.pos
	for p.toks[i].Kind == Ident && p.toks[i+1].Kind == Dot {
		i += 2
	}
	return p.toks[min(i+1, len(p.toks)-1)].Kind == Assign
}

func (p *parser) item(lex *lexer.PeekingLexer) (item, error) {
	return p.statement(lex, false)
}

func (p *parser) testItem(lex *lexer.PeekingLexer) (testItem, error) {
	return p.statement(lex, true)
}

// statement reads one statement or, where that fails, a Bad node up to where
// the next one begins. It answers NextMatch in front of what closes a block.
func (p *parser) statement(lex *lexer.PeekingLexer, inTest bool) (ast.Item, error) {
	p.enter(lex)
	start := p.pos
	if p.is(EOF) || p.is(RBrace) {
		return nil, participle.NextMatch
	}
	p.noObject, p.noPipe = false, false
	p.withoutColon(lex)
	rule := p.ruleFor(inTest)
	if rule == nil {
		var bad *ast.Bad
		if rule, bad = p.unknownStatement(lex, start, inTest); rule == nil {
			return bad, nil
		}
	}
	item, err := rule(p, lex)
	if err != nil {
		return p.badItem(lex, start, p.fromParticiple(err, start)), nil
	}
	return item, nil
}

// badItem skips to where the next statement may begin.
func (p *parser) badItem(lex *lexer.PeekingLexer, start int, d *diag.Diagnostic) *ast.Bad {
	p.resync(start, int(p.fed[lex.RawCursor()]))
	p.leave(lex)
	return &ast.Bad{Base: p.base(start), Err: d}
}

// resync goes on from the token start to the first one that is not before
// reached, first on its line and as deep as start; or to what closes the
// block. Line ends mean nothing to the grammar, but everything here.
func (p *parser) resync(start, reached int) {
	depth := 0
	for p.pos = start; !p.is(EOF); p.pos++ {
		t := p.tok()
		if t.closes() {
			if depth == 0 {
				return
			}
			depth--
			continue
		}
		if depth == 0 && t.FirstOn && p.pos > start && p.pos >= reached {
			return
		}
		if t.opens() {
			depth++
		}
	}
}
