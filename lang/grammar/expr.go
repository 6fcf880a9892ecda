package grammar

import (
	"slices"
	"strings"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

// Levels of operators, from the loosest.
const (
	levelPipe = iota + 1
	levelTernary
	levelDefault // ?? || or
	levelAnd
	levelNot
	levelCompare
	levelSum
	levelProduct
	levelUnary
)

// maxChain is how many operators may follow one another on one level. A chain
// is a deep tree, and those who walk it later do so by recursion.
const maxChain = 500

// statementExpr reads an expression that is part of a statement. After a
// mistake it skips the rest of the expression, so that the statement can go
// on; in front of a block that is up to the {.
func (p *parser) statementExpr(beforeBlock bool) ast.Expr {
	p.noObject, p.noPipe = beforeBlock, false
	before := len(p.syntax)
	inList := p.pos > 0 && (p.toks[p.pos-1].Kind == Comma || p.word(p.toks[p.pos-1]) == "by")
	e := p.expr(levelPipe)
	if !inList {
		p.spareArgs(e)
	}
	p.noObject = false
	if len(p.syntax) > before && p.isBad(e) {
		p.skipExpr(beforeBlock)
	}
	return e
}

// isBad reports whether the parser stopped inside e for a mistake.
func (p *parser) isBad(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BadExpr:
		return true
	case *ast.Unary:
		return p.isBad(e.X)
	case *ast.Binary:
		return p.isBad(e.Y)
	case *ast.Cond:
		return p.isBad(e.Then) || p.isBad(e.Else)
	case *ast.Member:
		return e.Name == nil || e.Name.Text == ""
	case *ast.Call:
		return e.Form >= ast.Pipe && p.isBad(e.Fn)
	}
	return false
}

// skipExpr skips to the end of the line, of the block, or to the { of one.
func (p *parser) skipExpr(toBlock bool) {
	depth := 0
	for ; !p.is(EOF); p.pos++ {
		t := p.tok()
		if depth == 0 && (t.FirstOn || t.closes() || toBlock && t.Kind == LBrace) {
			return
		}
		depth += t.nesting()
	}
}

// deeper counts nesting that no bracket shows: it answers false, after a
// message, when it is too deep.
func (p *parser) deeper() bool {
	if p.depth >= 4*maxNesting {
		p.reportf("LCS1013", p.tokenSpan(p.tok()), "this is nested too deeply")
		return false
	}
	p.depth++
	return true
}

// expr reads an expression of operators that bind at least as tightly as level.
func (p *parser) expr(level int) ast.Expr {
	if !p.deeper() {
		return p.skipTooDeep()
	}
	defer func() { p.depth-- }()
	start := p.pos
	left := p.prefix()
	if p.isBad(left) {
		return left
	}
	for chain := 0; ; chain++ {
		op, opLevel := p.operator()
		if opLevel == 0 || opLevel < level {
			return left
		}
		if chain >= maxChain {
			p.reportf("LCS1029", p.tokenSpan(p.tok()), "this expression has more than %d operators in a row", maxChain)
			p.skipExpr(p.noObject)
			return left
		}
		switch {
		case opLevel == levelPipe:
			left = p.pipe(start, left)
		case opLevel == levelTernary:
			left = p.ternary(start, left)
		case op == "is":
			left = p.isMissing(start, left)
		default:
			left = p.binary(start, left, op, opLevel)
		}
		if p.isBad(left) {
			return left
		}
	}
}

// skipTooDeep leaves an expression unread.
func (p *parser) skipTooDeep() ast.Expr {
	start := p.pos
	p.skipExpr(p.noObject)
	return &ast.BadExpr{Base: p.base(start)}
}

// operator returns the binary operator at hand and its level, or 0. A word
// before a colon is a key of the next entry, not an operator.
func (p *parser) operator() (string, int) {
	t := p.tok()
	switch t.Kind {
	case Pipe:
		return "|", levelPipe
	case Question:
		return "?", levelTernary
	case Coalesce:
		return "??", levelDefault
	case OrOr:
		return "||", levelDefault
	case AndAnd:
		return "&&", levelAnd
	case Assign:
		if !p.assignable {
			return "=", levelCompare // reported when it is read
		}
	case Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual:
		return p.word(t), levelCompare
	case Plus, Minus:
		return p.word(t), levelSum
	case Star, Slash, Mod:
		return p.word(t), levelProduct
	case Ident:
		return p.wordOperator(t)
	}
	return "", 0
}

func (p *parser) wordOperator(t Token) (string, int) {
	level := 0
	word := p.word(t)
	switch strings.ToLower(word) { // capitals are reported when it is read
	case "or":
		level = levelDefault
	case "and":
		level = levelAnd
	case "in", "matches", "contains":
		level = levelCompare
	case "is":
		if word != "is" {
			return "", 0
		}
		level = levelCompare
	case "not":
		if n := p.ahead(1); n.Kind != Ident || p.word(n) != "in" {
			return "", 0
		}
		word, level = "not in", levelCompare
	default:
		return "", 0
	}
	if p.isKey(p.pos) {
		return "", 0
	}
	return word, level
}

// isKey reports whether the token at i is the key of an entry: before a colon,
// or before ?: without a space.
func (p *parser) isKey(i int) bool {
	switch p.toks[i].Kind {
	case Ident, Name, String:
	default:
		return false
	}
	next := p.toks[min(i+1, len(p.toks)-1)]
	switch next.Kind {
	case Colon:
		return true
	case Question:
		return next.Start == p.toks[i].End && p.toks[min(i+2, len(p.toks)-1)].Kind == Colon
	}
	return false
}

func (p *parser) binary(start int, left ast.Expr, op string, level int) ast.Expr {
	place := p.tokenSpan(p.take())
	if op == "not in" {
		place = place.To(p.tokenSpan(p.take()))
	} else {
		op = p.ownOperator(op)
	}
	before := len(p.syntax)
	right := p.expr(level + 1)
	if _, quoted := right.(*ast.Text); quoted && op == "matches" {
		p.forgetEscapes(before)
	}
	return &ast.Binary{Base: p.base(start), Op: op, OpPlace: place, X: left, Y: right}
}

// forgetEscapes takes back what was said of \d and its like in a text, behind the
// first so many messages: it is a pattern, and the checker says how one is written.
func (p *parser) forgetEscapes(first int) {
	kept := slices.DeleteFunc(p.syntax[first:], func(d *diag.Diagnostic) bool { return d.Code == "LCS1007" })
	p.syntax = p.syntax[:first+len(kept)]
}

func (p *parser) isMissing(start int, left ast.Expr) ast.Expr {
	p.take()
	t := p.tok()
	word := p.word(t)
	if t.Kind == Ident && (word == "missing" || word == "present") {
		p.take()
		return &ast.Is{Base: p.base(start), X: left, Missing: word == "missing"}
	}
	d := p.expected(p.pos, "'missing' or 'present'")
	if t.Kind == Ident {
		if word == "not" {
			d.Help = "the opposite of 'is missing' is 'is present'"
		} else if best := nearest(word, "missing", "present"); best != "" {
			suggest(d, int(t.Start), int(t.End), p.src, best)
		} else {
			d.Help = "values are compared with '=='"
			if word == "empty" || word == "null" {
				d.Help = "what may be absent 'is missing'; a text without letters == \"\""
			}
		}
		p.take()
	}
	return &ast.Binary{Base: p.base(start), Op: "==", X: left, Y: &ast.BadExpr{Base: p.base(p.pos)}}
}

func (p *parser) ternary(start int, cond ast.Expr) ast.Expr {
	p.take()
	noPipe := p.noPipe
	p.noPipe = true
	then := p.expr(levelTernary)
	p.misplacedPipe()
	p.noPipe = noPipe
	if p.isBad(then) {
		return &ast.Cond{Base: p.base(start), If: cond, Then: then, Else: &ast.BadExpr{Base: p.base(p.pos)}}
	}
	if !p.accept(Colon) {
		d := p.expected(p.pos, "':' and the other value of '?'")
		d.Help = "condition ? value : other value"
		return &ast.Cond{Base: p.base(start), If: cond, Then: then, Else: &ast.BadExpr{Base: p.base(p.pos)}}
	}
	other := p.expr(levelTernary)
	return &ast.Cond{Base: p.base(start), If: cond, Then: then, Else: other}
}

// pipe reads | f, | f(a) or | f: a behind its left side.
func (p *parser) pipe(start int, left ast.Expr) ast.Expr {
	p.accept(Pipe)
	if !p.is(Ident) {
		d := p.expected(p.pos, "a function after '|'")
		if eq, ok := left.(*ast.Binary); ok && eq.Op == "==" && (p.is(String) || p.is(Number)) {
			d.Help = "one of several is asked for with 'in': " + eq.X.Span().Text() + " in [" + eq.Y.Span().Text() + ", " + p.word(p.tok()) + "]"
		}
		return &ast.Call{Base: p.base(start), Fn: &ast.BadExpr{Base: p.base(p.pos)}, Recv: left, Form: ast.Pipe}
	}
	call := &ast.Call{Fn: p.dotted(), Recv: left, Form: ast.Pipe}
	switch {
	case p.is(LParen):
		call.Args = p.args()
	case p.is(Colon) && !p.noPipe:
		p.take()
		first := p.pos
		call.Form = ast.Colon
		value := p.expr(levelDefault)
		call.Args = []*ast.Arg{{Base: p.base(first), Value: value}}
	}
	call.Base = p.base(start)
	return call
}

// spareArgs reads the arguments behind the one that | f: a may have, where e is
// that and no list goes on, and reports them.
func (p *parser) spareArgs(e ast.Expr) {
	call, ok := e.(*ast.Call)
	if !ok || call.Form != ast.Colon {
		return
	}
	for p.is(Comma) && !p.ahead(1).FirstOn && p.beginsValue(p.ahead(1)) && !p.isKey(p.pos+1) {
		p.take()
		first := p.pos
		value := p.expr(levelDefault)
		call.Args = append(call.Args, &ast.Arg{Base: p.base(first), Value: value})
	}
	if len(call.Args) == 1 {
		return
	}
	from, to := call.Args[0].Place.Start, call.Args[len(call.Args)-1].Place.End
	place := call.Fn.Span()
	place.End, call.Place.End = to, to
	d := p.reportf("LCS1020", place, "behind the ':' of a pipe stands one argument")
	suggest(d, int(place.Start), int(to), p.src, call.Fn.Span().Text()+"("+p.text[from:to]+")")
}

// misplacedPipe reports a pipe where the ':' behind it would belong to two
// things, and reads over it.
func (p *parser) misplacedPipe() {
	for p.is(Pipe) {
		d := p.reportf("LCS1024", p.tokenSpan(p.tok()), "a pipe needs parentheses here")
		d.Help = "the ':' would belong to two things; write (x | f)"
		p.pipe(p.pos, &ast.BadExpr{Base: p.base(p.pos)})
		if p.is(Colon) && p.ahead(2).Kind == Colon { // | f: a : value
			p.take()
			p.take()
		}
	}
}

// prefix reads not x, !x, -x or an operand with what follows it.
func (p *parser) prefix() ast.Expr {
	start := p.pos
	t := p.tok()
	op, level := "", levelUnary
	switch {
	case t.Kind == Bang:
		op = "!"
	case t.Kind == Minus:
		op = "-"
	case t.Kind == Ident && p.word(t) == "not" && !p.isKey(p.pos):
		op, level = "not", levelCompare
	default:
		return p.postfix(p.primary())
	}
	p.take()
	x := p.expr(level)
	return &ast.Unary{Base: p.base(start), Op: op, X: x}
}

// postfix reads .f ?.f [i] f(…) and ! behind x.
func (p *parser) postfix(x ast.Expr) ast.Expr {
	first := p.pos - 1
	if !p.isBad(x) {
		first = p.tokenAt(int(x.Span().Start), first)
	}
	for chain := 0; ; chain++ {
		t := p.tok()
		if chain >= maxChain && (t.Kind == Dot || t.Kind == QuestionDot || t.Kind == LBracket || t.Kind == LParen || t.Kind == Bang) {
			p.reportf("LCS1029", p.tokenSpan(t), "this expression has more than %d parts in a row", maxChain)
			p.skipExpr(p.noObject)
			return &ast.BadExpr{Base: p.base(first)}
		}
		switch {
		case p.isBad(x):
			return x
		case t.Kind == Dot || t.Kind == QuestionDot:
			p.take()
			x = p.member(first, x, t.Kind == QuestionDot)
		case t.Kind == LBracket && !t.FirstOn:
			x = p.index(first, x)
		case t.Kind == LParen && !t.FirstOn:
			args := p.args()
			x = p.called(first, x, args)
		case t.Kind == Bang && !t.FirstOn:
			p.take()
			x = &ast.Must{Base: p.base(first), X: x}
		default:
			return x
		}
	}
}

// tokenAt returns the index of the token that starts at offset, looking back
// from guess.
func (p *parser) tokenAt(offset, guess int) int {
	for guess > 0 && int(p.toks[guess].Start) > offset {
		guess--
	}
	return guess
}

func (p *parser) member(first int, x ast.Expr, optional bool) ast.Expr {
	n := p.memberName()
	return &ast.Member{Base: p.base(first), X: x, Name: n, Optional: optional}
}

// memberName reads the name behind a dot; any word of the language may be one.
// When the name is missing it is empty.
func (p *parser) memberName() *ast.Name {
	t := p.tok()
	behindDot := p.toks[p.pos-1].End
	if t.Kind == Ident && !(t.FirstOn && (p.isKey(p.pos) || p.looksLikeStatement(p.pos))) {
		p.take()
		return &ast.Name{Base: ast.Base{Place: p.tokenSpan(t)}, Text: p.word(t)}
	}
	d := p.expected(p.pos, "a name after the '.'")
	switch t.Kind {
	case Name, String:
		d.Help = `a name with other signs stands in brackets: headers["X-API-Key"]`
	case Number:
		d.Help = "an item of a list stands in brackets: items[0]"
	}
	return &ast.Name{Base: ast.Base{Place: p.src.At(int(behindDot), int(behindDot))}}
}

func (p *parser) index(first int, x ast.Expr) ast.Expr {
	p.take()
	i := p.inBrackets(func() ast.Expr { return p.expr(levelPipe) })
	p.closeBracket(RBracket, "']'")
	return &ast.Index{Base: p.base(first), X: x, I: i}
}

// inBrackets reads with what a bracket allows again: objects and pipes.
func (p *parser) inBrackets(read func() ast.Expr) ast.Expr {
	noObject, noPipe := p.noObject, p.noPipe
	p.noObject, p.noPipe = false, false
	e := read()
	p.noObject, p.noPipe = noObject, noPipe
	return e
}

// closeBracket takes the closing bracket, which is there after balancing, and
// reports what stands in front of it.
func (p *parser) closeBracket(kind Kind, what string) {
	if !p.is(kind) {
		p.expected(p.pos, what)
		p.skipTo(kind)
	}
	p.accept(kind)
}

// skipTo skips to the next token of one of the kinds on this depth, or to what
// closes it.
func (p *parser) skipTo(kinds ...Kind) {
	depth := 0
	for ; !p.is(EOF); p.pos++ {
		t := p.tok()
		if depth == 0 {
			for _, k := range kinds {
				if t.Kind == k {
					return
				}
			}
			if t.closes() {
				return
			}
		}
		depth += t.nesting()
	}
}

// called makes a call of x(args): a method, or a function of a module.
func (p *parser) called(first int, x ast.Expr, args []*ast.Arg) ast.Expr {
	call := &ast.Call{Base: p.base(first), Fn: x, Args: args}
	m, ok := x.(*ast.Member)
	if !ok {
		return call
	}
	if id, ok := m.X.(*ast.Ident); ok && p.modules[id.Name] {
		return call
	}
	call.Form, call.Recv, call.Safe = ast.Method, m.X, m.Optional
	call.Fn = &ast.Ident{Base: m.Name.Base, Name: m.Name.Text}
	return call
}

// args reads (a, name: b).
func (p *parser) args() []*ast.Arg {
	p.take()
	var args []*ast.Arg
	p.inBrackets(func() ast.Expr {
		for !p.is(RParen) && !p.is(EOF) {
			start := p.pos
			arg := &ast.Arg{}
			if k := p.tok().Kind; (k == Ident || k == Name) && p.ahead(1).Kind == Colon {
				t := p.take()
				p.take()
				arg.Name = &ast.Name{Base: ast.Base{Place: p.tokenSpan(t)}, Text: p.word(t)}
			}
			arg.Value = p.expr(levelPipe)
			arg.Base = p.base(start)
			args = append(args, arg)
			if !p.nextInList(RParen, arg.Value, "',' or ')'") {
				break
			}
		}
		return nil
	})
	p.closeBracket(RParen, "')'")
	return args
}

// nextInList goes on to the next item of a list; it answers false at the end.
func (p *parser) nextInList(end Kind, last ast.Expr, want string) bool {
	switch {
	case p.accept(Comma):
		return !p.is(end)
	case p.is(end):
		return false
	case p.isBad(last):
		p.skipTo(Comma, end)
		return p.accept(Comma) && !p.is(end)
	}
	d := p.expected(p.pos, want)
	if colon := p.tok(); colon.Kind == Colon && p.beginsValue(p.ahead(1)) {
		suggest(d, int(colon.Start), int(colon.End), p.src, ",")
		p.take()
		return true
	}
	if p.beginsValue(p.tok()) {
		at := int(p.toks[p.pos-1].End)
		d.Help = "the items of a list are separated by commas"
		suggestInsert(d, p.src, at, ",")
		return true
	}
	p.skipTo(Comma, end)
	return p.accept(Comma) && !p.is(end)
}

func (p *parser) beginsValue(t Token) bool {
	switch t.Kind {
	case Ident, String, TextOpen, Number, Percent, Size, Duration, Regex, LBrace, LBracket, LParen, HoleOpen:
		return true
	}
	return false
}
