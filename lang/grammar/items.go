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
// first word.
type rules struct {
	catalog *participle.Parser[catalog]

	general map[string]rule // by first word, in any block but a test
	test    map[string]rule // what reads otherwise in a test

	exampleLead, exampleSettings, example rule
	assign                                rule
	testLead, testSet, settings           rule
}

// rule parses one statement. The error is participle's.
type rule func(*lexer.PeekingLexer) (ast.Item, error)

// production is a struct of rules.go.
type production[T any] interface {
	*T
	lower(*parser) ast.Item
}

func ruleOf[T any, P production[T]](p *parser, whole *participle.Parser[catalog]) rule {
	part, err := participle.ParserForProduction[T](whole)
	if err != nil {
		panic(err)
	}
	return func(lex *lexer.PeekingLexer) (ast.Item, error) {
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

func buildRules(p *parser) *rules {
	whole := participle.MustBuild[catalog](
		participle.Lexer(tokenNames{}),
		// The first token of an optional part decides. With any lookahead a
		// part that fails later is silently taken for absent.
		participle.UseLookahead(0),
		participle.ParseTypeWith(p.exprRule), participle.ParseTypeWith(p.condRule),
		participle.ParseTypeWith(p.textRule), participle.ParseTypeWith(p.objectRule), participle.ParseTypeWith(p.ownObjectRule),
		participle.ParseTypeWith(p.callRule), participle.ParseTypeWith(p.refRule), participle.ParseTypeWith(p.pathRule),
		participle.ParseTypeWith(p.durationRule), participle.ParseTypeWith(p.numberRule), participle.ParseTypeWith(p.percentRule),
		participle.ParseTypeWith(p.typeRule), participle.ParseTypeWith(p.shapeRule),
		participle.ParseTypeWith(p.nameRule), participle.ParseTypeWith(p.methodRule),
		participle.ParseTypeWith(p.statusRule), participle.ParseTypeWith(p.selectorRule),
		participle.ParseTypeWith(p.fieldsRule), participle.ParseTypeWith(p.paramsRule), participle.ParseTypeWith(p.namespaceRule),
		participle.ParseTypeWith(p.item), participle.ParseTypeWith(p.testItem),
	)
	r := &rules{catalog: whole}
	r.exampleLead = ruleOf[exampleLead](p, whole)
	r.exampleSettings = ruleOf[exampleSettings](p, whole)
	r.example = ruleOf[exampleStmt](p, whole)
	r.assign = ruleOf[assignStmt](p, whole)
	r.settings = ruleOf[settingsDecl](p, whole)
	r.testLead = ruleOf[testLead](p, whole)
	r.testSet = ruleOf[testSet](p, whole)
	r.general = map[string]rule{
		"flow": ruleOf[flowDecl](p, whole), "import": ruleOf[importDecl](p, whole),
		"settings": r.settings, "lead": ruleOf[leadDecl](p, whole), "example": r.example,
		"type": ruleOf[typeDecl](p, whole), "pattern": ruleOf[patternDecl](p, whole), "fn": ruleOf[fnDecl](p, whole),
		"service": ruleOf[serviceDecl](p, whole), "step": ruleOf[stepDecl](p, whole),
		"parallel": ruleOf[parallelDecl](p, whole), "alert": ruleOf[alertDecl](p, whole),
		"trace": ruleOf[traceDecl](p, whole), "test": ruleOf[testDecl](p, whole),

		"let": ruleOf[letStmt](p, whole), "if": ruleOf[ifStmt](p, whole), "log": ruleOf[logStmt](p, whole),
		"accept": ruleOf[acceptStmt](p, whole), "skip": ruleOf[skipStmt](p, whole), "queue": ruleOf[queueStmt](p, whole),
		"retry": ruleOf[retryStmt](p, whole), "refresh": ruleOf[refreshStmt](p, whole),
		"fallback": ruleOf[fallbackStmt](p, whole), "use": ruleOf[useStmt](p, whole),

		"request": ruleOf[requestStmt](p, whole), "url": ruleOf[urlStmt](p, whole), "body": ruleOf[bodyStmt](p, whole),
		"auth": ruleOf[authStmt](p, whole), "expect": ruleOf[expectStmt](p, whole), "success": ruleOf[successStmt](p, whole),
		"cache": ruleOf[cacheStmt](p, whole), "idempotent": ruleOf[idempotentStmt](p, whole),
		"background": ruleOf[backgroundStmt](p, whole), "collect": ruleOf[collectStmt](p, whole),
		"match": ruleOf[matchStmt](p, whole), "on": ruleOf[onStmt](p, whole), "default": ruleOf[defaultStmt](p, whole),
		"gzip": ruleOf[flagStmt](p, whole), "limit": ruleOf[limitStmt](p, whole),
		"breaker": ruleOf[breakerStmt](p, whole), "tls": ruleOf[tlsStmt](p, whole),

		"leads": ruleOf[testLeads](p, whole), "at": ruleOf[atStmt](p, whole), "stub": ruleOf[stubStmt](p, whole),
		"run": ruleOf[runStmt](p, whole), "assert": ruleOf[assertStmt](p, whole),
	}
	r.add(ruleOf[sayStmt](p, whole), "note", "flag", "reject", "fail")
	r.add(ruleOf[entriesStmt](p, whole), "query", "headers", "sign", "map")
	r.add(ruleOf[outcomeStmt](p, whole), "reason", "price", "reference")
	r.add(ruleOf[optionStmt](p, whole), optionWords...)
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
	rule := p.ruleFor(inTest)
	if rule == nil {
		var bad *ast.Bad
		if rule, bad = p.unknownStatement(lex, start, inTest); rule == nil {
			return bad, nil
		}
	}
	item, err := rule(lex)
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
