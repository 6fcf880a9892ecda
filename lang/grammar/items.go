package grammar

import (
	"errors"
	"io"
	"slices"
	"sync"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

// rules is a grammar: a rule for each statement, found by its first word. It
// serves one file at a time, which at most two parsers share.
type rules struct {
	readers     [2]*parser
	options     []participle.Option // what participle is to know
	productions []production        // of all rules

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
type production interface{ lower(*parser) ast.Item }

// root stands for the production T where participle reads it alone. To the compiler
// all roots are one type; of the productions themselves it would make a parser
// each, most of a megabyte of program in all.
type root[T any] production

// ruleOf is the rule of a production, which R stands for. Participle builds its
// part of the grammar when it is first used: most files have a few kinds of
// statements.
func ruleOf[R production](r *rules, p R) rule {
	r.productions = append(r.productions, p)
	part := sync.OnceValue(func() *participle.Parser[R] {
		return participle.MustBuild[R](append(slices.Clip(r.options), participle.Union(p))...)
	})
	return func(p *parser, lex *lexer.PeekingLexer) (ast.Item, error) {
		parsed, err := part().ParseFromLexer(lex, participle.AllowTrailing(true))
		if err != nil {
			return nil, err
		}
		return (*parsed).lower(p), nil
	}
}

// tokenNames is the lexer.Definition that participle compiles tags with; the
// tokens themselves come from lex.
type tokenNames struct{}

func (tokenNames) Symbols() map[string]lexer.TokenType { return symbols() }

func (tokenNames) Lex(string, io.Reader) (lexer.Lexer, error) {
	return nil, errors.New("tokens come from the scanner")
}

func newRules() *rules {
	r := &rules{}
	r.options = []participle.Option{
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
	}
	r.exampleLead = ruleOf[root[exampleLead]](r, &exampleLead{})
	r.exampleSettings = ruleOf[root[exampleSettings]](r, &exampleSettings{})
	r.example = ruleOf[root[exampleStmt]](r, &exampleStmt{})
	r.assign = ruleOf[root[assignStmt]](r, &assignStmt{})
	r.settings = ruleOf[root[settingsDecl]](r, &settingsDecl{})
	r.testLead = ruleOf[root[testLead]](r, &testLead{})
	r.testSet = ruleOf[root[testSet]](r, &testSet{})
	r.general = map[string]rule{
		"flow": ruleOf[root[flowDecl]](r, &flowDecl{}), "import": ruleOf[root[importDecl]](r, &importDecl{}),
		"settings": r.settings, "lead": ruleOf[root[leadDecl]](r, &leadDecl{}), "example": r.example,
		"type": ruleOf[root[typeDecl]](r, &typeDecl{}), "pattern": ruleOf[root[patternDecl]](r, &patternDecl{}), "fn": ruleOf[root[fnDecl]](r, &fnDecl{}),
		"service": ruleOf[root[serviceDecl]](r, &serviceDecl{}), "step": ruleOf[root[stepDecl]](r, &stepDecl{}),
		"parallel": ruleOf[root[parallelDecl]](r, &parallelDecl{}), "alert": ruleOf[root[alertDecl]](r, &alertDecl{}),
		"trace": ruleOf[root[traceDecl]](r, &traceDecl{}), "test": ruleOf[root[testDecl]](r, &testDecl{}),

		"let": ruleOf[root[letStmt]](r, &letStmt{}), "if": ruleOf[root[ifStmt]](r, &ifStmt{}), "log": ruleOf[root[logStmt]](r, &logStmt{}),
		"accept": ruleOf[root[acceptStmt]](r, &acceptStmt{}), "skip": ruleOf[root[skipStmt]](r, &skipStmt{}), "queue": ruleOf[root[queueStmt]](r, &queueStmt{}),
		"retry": ruleOf[root[retryStmt]](r, &retryStmt{}), "refresh": ruleOf[root[refreshStmt]](r, &refreshStmt{}),
		"fallback": ruleOf[root[fallbackStmt]](r, &fallbackStmt{}), "use": ruleOf[root[useStmt]](r, &useStmt{}),

		"request": ruleOf[root[requestStmt]](r, &requestStmt{}), "url": ruleOf[root[urlStmt]](r, &urlStmt{}), "body": ruleOf[root[bodyStmt]](r, &bodyStmt{}),
		"auth": ruleOf[root[authStmt]](r, &authStmt{}), "expect": ruleOf[root[expectStmt]](r, &expectStmt{}), "success": ruleOf[root[successStmt]](r, &successStmt{}),
		"cache": ruleOf[root[cacheStmt]](r, &cacheStmt{}), "idempotent": ruleOf[root[idempotentStmt]](r, &idempotentStmt{}),
		"background": ruleOf[root[backgroundStmt]](r, &backgroundStmt{}), "collect": ruleOf[root[collectStmt]](r, &collectStmt{}),
		"match": ruleOf[root[matchStmt]](r, &matchStmt{}), "on": ruleOf[root[onStmt]](r, &onStmt{}), "default": ruleOf[root[defaultStmt]](r, &defaultStmt{}),
		"gzip": ruleOf[root[flagStmt]](r, &flagStmt{}), "limit": ruleOf[root[limitStmt]](r, &limitStmt{}),
		"breaker": ruleOf[root[breakerStmt]](r, &breakerStmt{}), "tls": ruleOf[root[tlsStmt]](r, &tlsStmt{}),

		"leads": ruleOf[root[testLeads]](r, &testLeads{}), "at": ruleOf[root[atStmt]](r, &atStmt{}), "stub": ruleOf[root[stubStmt]](r, &stubStmt{}),
		"run": ruleOf[root[runStmt]](r, &runStmt{}), "assert": ruleOf[root[assertStmt]](r, &assertStmt{}),
	}
	r.add(ruleOf[root[sayStmt]](r, &sayStmt{}), "note", "flag", "reject", "fail")
	r.add(ruleOf[root[entriesStmt]](r, &entriesStmt{}), "query", "headers", "sign", "map")
	r.add(ruleOf[root[outcomeStmt]](r, &outcomeStmt{}), "reason", "price", "reference")
	r.add(ruleOf[root[optionStmt]](r, &optionStmt{}), optionWords...)
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
		if word == "expect" {
			return nil
		}
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
	if lex.Peek().EOF() { // the block at hand goes on in the next part
		p.overran = true
		return nil, participle.NextMatch
	}
	p.noObject, p.noPipe = false, false
	if bad := p.indented(lex, start); bad != nil {
		return bad, nil
	}
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
	p.skipLines(start, func() bool { return p.pos >= reached })
}

// skipLines goes on from the token start to the first one behind it that is first
// on its line, as deep as start, and ends what is skipped; or to what closes the
// block.
func (p *parser) skipLines(start int, ends func() bool) {
	depth := 0
	for p.pos = start; !p.is(EOF); p.pos++ {
		t := p.tok()
		if depth == 0 && (t.closes() || t.FirstOn && p.pos > start && ends()) {
			return
		}
		depth += t.nesting()
	}
}
