package place

import (
	"strconv"
	"strings"

	"lcs/lang/ast"
)

// truth is what is known of a condition.
type truth uint8

const (
	open truth = iota
	yes
	no
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

func (t truth) not() truth {
	switch t {
	case yes:
		return no
	case no:
		return yes
	}
	return open
}

// eval says what is known of a condition: @first and @last always are, and
// whatever was decided before on the same way.
func (a *analysis) eval(x ast.Expr, facts *frame, in loop) truth {
	if known := a.recall(x, facts, in); known != open {
		return known
	}
	switch x := x.(type) {
	case *ast.Paren:
		return a.eval(x.X, facts, in)
	case *ast.Hole:
		return a.eval(x.X, facts, in)
	case *ast.Bool:
		return truthOf(x.Value)
	case *ast.Ident:
		if in.depth > 0 && x.Name == "@first" {
			return truthOf(in.first)
		}
		if in.depth > 0 && x.Name == "@last" {
			return truthOf(in.last)
		}
	case *ast.Unary:
		if x.Op == "!" || x.Op == "not" {
			return a.eval(x.X, facts, in).not()
		}
	case *ast.Binary:
		left, right := open, open
		switch x.Op {
		case "and", "&&", "or", "||":
			left, right = a.eval(x.X, facts, in), a.eval(x.Y, facts, in)
		default:
			return indexIs(x, in)
		}
		if x.Op == "or" || x.Op == "||" {
			return both(left.not(), right.not()).not()
		}
		return both(left, right)
	}
	return open
}

func both(a, b truth) truth {
	switch {
	case a == no || b == no:
		return no
	case a == yes && b == yes:
		return yes
	}
	return open
}

// indexIs knows what @index compares to: it is 0 for the first item and at
// least 1 for the others.
func indexIs(x *ast.Binary, in loop) truth {
	id, ok := x.X.(*ast.Ident)
	if !ok || id.Name != "@index" || in.depth == 0 {
		return open
	}
	number, ok := x.Y.(*ast.Number)
	if !ok || number.Unit != "" {
		return open
	}
	n, err := strconv.Atoi(number.Text)
	if err != nil {
		return open
	}
	switch x.Op {
	case "==":
		return differs(in, n).not()
	case "!=":
		return differs(in, n)
	case ">":
		return above(in, n)
	case ">=":
		return above(in, n-1)
	case "<":
		return above(in, n-1).not()
	case "<=":
		return above(in, n).not()
	}
	return open
}

// differs says whether @index differs from n.
func differs(in loop, n int) truth {
	if in.first {
		return truthOf(n != 0)
	}
	if n < 1 {
		return yes
	}
	return open
}

// above says whether @index is more than n.
func above(in loop, n int) truth {
	if in.first {
		return truthOf(n < 0)
	}
	if n < 1 {
		return yes
	}
	return open
}

// learn adds what follows from a condition that holds, or does not.
func (a *analysis) learn(facts *frame, x ast.Expr, holds bool, in loop) *frame {
	switch x := x.(type) {
	case *ast.Paren:
		return a.learn(facts, x.X, holds, in)
	case *ast.Hole:
		return a.learn(facts, x.X, holds, in)
	case *ast.Unary:
		if x.Op == "!" || x.Op == "not" {
			return a.learn(facts, x.X, !holds, in)
		}
	case *ast.Binary:
		and, or := x.Op == "and" || x.Op == "&&", x.Op == "or" || x.Op == "||"
		if and && holds || or && !holds {
			return a.learn(a.learn(facts, x.X, holds, in), x.Y, holds, in)
		}
		if and || or {
			facts = a.learnOther(facts, x, holds, in)
		}
	}
	key, stable := factKey(x, in)
	if !stable {
		return facts
	}
	name := factName(key, holds)
	if facts.has(name) {
		return facts
	}
	return facts.push(name)
}

// learnOther concludes from an "and" that does not hold, with one side that
// does, that the other side does not; and likewise for "or".
func (a *analysis) learnOther(facts *frame, x *ast.Binary, holds bool, in loop) *frame {
	idle := truthOf(!holds)
	if a.eval(x.X, facts, in) == idle {
		return a.learn(facts, x.Y, holds, in)
	}
	if a.eval(x.Y, facts, in) == idle {
		return a.learn(facts, x.X, holds, in)
	}
	return facts
}

func (a *analysis) recall(x ast.Expr, facts *frame, in loop) truth {
	if facts.depth == 0 {
		return open
	}
	key, stable := factKey(x, in)
	switch {
	case !stable:
		return open
	case facts.has(factName(key, true)):
		return yes
	case facts.has(factName(key, false)):
		return no
	}
	return open
}

func factName(key string, holds bool) string {
	if holds {
		return key + "+"
	}
	return key + "-"
}

// factKey names a condition, with the depth of the loop whose item it is about
// in front. A condition with a call in it may change its mind, so nothing is
// concluded from it.
func factKey(x ast.Expr, in loop) (key string, stable bool) {
	source := x.Span().Text()
	if source == "" {
		return "", false
	}
	depth := 0
	if !stableExpr(x, &depth, in.depth) {
		return "", false
	}
	return strconv.Itoa(depth) + ":" + source, true
}

// stableExpr reports whether x means the same whenever it is asked, and sets
// depth to at when x is about an item.
func stableExpr(x ast.Expr, depth *int, at int) bool {
	switch x := x.(type) {
	case *ast.Ident:
		if x.Name == "this" || strings.HasPrefix(x.Name, "@") {
			*depth = at
		}
		return true
	case *ast.Member:
		return stableExpr(x.X, depth, at)
	case *ast.Index:
		return stableExpr(x.X, depth, at) && stableExpr(x.I, depth, at)
	case *ast.Unary:
		return stableExpr(x.X, depth, at)
	case *ast.Binary:
		return stableExpr(x.X, depth, at) && stableExpr(x.Y, depth, at)
	case *ast.Is:
		return stableExpr(x.X, depth, at)
	case *ast.Paren:
		return stableExpr(x.X, depth, at)
	case *ast.Number, *ast.Bool, *ast.Null, *ast.Duration:
		return true
	case *ast.Text:
		_, literal := x.Literal()
		return literal
	}
	return false
}

// agreed returns the facts that both know.
func (a *analysis) agreed(f, g *frame) *frame {
	if f == g {
		return f
	}
	return a.filter(f, g.has)
}

// forget drops the facts about an item whose loop has moved on.
func (a *analysis) forget(facts *frame, depth int) *frame {
	prefix := strconv.Itoa(depth) + ":"
	return a.filter(facts, func(name string) bool { return !strings.HasPrefix(name, prefix) })
}

func (a *analysis) filter(facts *frame, keep func(string) bool) *frame {
	if facts.depth == 0 {
		return facts
	}
	rest := a.filter(facts.parent, keep)
	if keep(facts.name) {
		return rest.push(facts.name)
	}
	return rest
}

// maxSource is how much of an expression a message repeats.
const maxSource = 60

// sourceOf returns an expression as it was written, on one line.
func sourceOf(x ast.Expr) string {
	if x == nil {
		return ""
	}
	text := strings.Join(strings.Fields(x.Span().Text()), " ")
	if len(text) > maxSource {
		cut := maxSource
		for cut > 0 && text[cut]&0xC0 == 0x80 {
			cut--
		}
		return text[:cut] + "…"
	}
	return text
}
