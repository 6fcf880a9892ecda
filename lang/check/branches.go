package check

import (
	"math/big"
	"slices"
	"strings"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

// adviseBranches looks at the if chains of a file whose conditions compare one
// value with constants: it warns of a branch that can never be reached, and of
// two that overlap without one being the special case of the other.
func adviseBranches(file *ast.File) diag.List {
	var diags diag.List
	inner := map[*ast.If]bool{} // an else-if, judged with its chain
	ast.Walk(file, func(n ast.Node) bool {
		if n, ok := n.(*ast.If); ok {
			if !inner[n] {
				judgeChain(n, &diags)
				for next := elseIf(n); next != nil; next = elseIf(next) {
					inner[next] = true
				}
			}
		}
		_, expr := n.(ast.Expr)
		return !expr
	})
	return diags
}

// elseIf returns the `if` that the else of n is, or nil.
func elseIf(n *ast.If) *ast.If {
	if n.Else == nil || len(n.Else.Items) != 1 {
		return nil
	}
	next, _ := n.Else.Items[0].(*ast.If)
	if next != nil && next.Span().Start == n.Else.Span().Start {
		return next
	}
	return nil // else { if … }: a block of its own
}

// maxChain bounds the pairs that are compared.
const maxChain = 64

func judgeChain(first *ast.If, diags *diag.List) {
	type branch struct {
		node *ast.If
		set  *valueSet
	}
	var earlier []branch
	for n := first; n != nil && len(earlier) < maxChain; n = elseIf(n) {
		set := setOf(n.Cond)
		for _, e := range earlier {
			if set == nil || e.set == nil || set.path != e.set.path || set.isText != e.set.isText {
				continue
			}
			if d := compare(n, set, e.node, e.set); d != nil {
				diags.Add(d)
				break
			}
		}
		earlier = append(earlier, branch{n, set})
	}
}

func compare(later *ast.If, set *valueSet, earlier *ast.If, taken *valueSet) *diag.Diagnostic {
	var d *diag.Diagnostic
	switch {
	case set.within(taken):
		d = diag.New(diag.DeadBranch, later.Cond.Span(), "this can never hold here: '"+brief(earlier.Cond)+"' has taken all such values")
		d.Help = "put the narrower condition first"
	case !taken.within(set) && set.meets(taken):
		d = diag.New(diag.OverlappingBranch, later.Cond.Span(), "this and '"+brief(earlier.Cond)+"' can both hold: then the first one counts")
		d.Help = "make the limits meet, so that each value has one branch"
	default:
		return nil
	}
	d.Related = []diag.Related{{Span: earlier.Cond.Span(), Message: "tried before"}}
	return d
}

// valueSet is the set of values of one expression for which a condition holds:
// some texts, or an interval of numbers.
type valueSet struct {
	path   string
	isText bool
	texts  []string
	low    bound
	high   bound
}

// bound is an end of an interval; nil: there is none.
type bound struct {
	at   *big.Rat
	open bool // the end itself is not in
}

// setOf reads a condition as `x op constant`, or returns nil.
func setOf(cond ast.Expr) *valueSet {
	for {
		p, ok := cond.(*ast.Paren)
		if !ok {
			break
		}
		cond = p.X
	}
	b, ok := cond.(*ast.Binary)
	if !ok {
		return nil
	}
	if s := comparison(b.X, b.Op, b.Y); s != nil {
		return s
	}
	mirrored := map[string]string{"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}[b.Op]
	if mirrored == "" {
		return nil
	}
	return comparison(b.Y, mirrored, b.X)
}

func comparison(x ast.Expr, op string, constant ast.Expr) *valueSet {
	if !isPath(x) {
		return nil
	}
	set := &valueSet{path: brief(x)}
	if texts, ok := textsOf(op, constant); ok {
		set.isText, set.texts = true, texts
		return set
	}
	n, ok := numberOf(constant)
	if !ok {
		return nil
	}
	switch op {
	case "==":
		set.low, set.high = bound{n, false}, bound{n, false}
	case "<", "<=":
		set.high = bound{n, op == "<"}
	case ">", ">=":
		set.low = bound{n, op == ">"}
	default:
		return nil
	}
	return set
}

// isPath reports whether x reads the same value wherever it stands.
func isPath(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.Ident:
		return true
	case *ast.Member:
		return isPath(x.X)
	case *ast.Hole:
		return isPath(x.X)
	}
	return false
}

func textsOf(op string, x ast.Expr) ([]string, bool) {
	if t, ok := x.(*ast.Text); ok && op == "==" {
		text, literal := t.Literal()
		return []string{text}, literal
	}
	list, ok := x.(*ast.List)
	if !ok || op != "in" || len(list.Elems) == 0 {
		return nil, false
	}
	var texts []string
	for _, e := range list.Elems {
		t, ok := e.(*ast.Text)
		if !ok {
			return nil, false
		}
		text, literal := t.Literal()
		if !literal {
			return nil, false
		}
		texts = append(texts, text)
	}
	return texts, true
}

func numberOf(x ast.Expr) (*big.Rat, bool) {
	switch x := x.(type) {
	case *ast.Unary:
		if n, ok := numberOf(x.X); ok && x.Op == "-" {
			return n.Neg(n), true
		}
	case *ast.Number:
		if len(x.Text) > 40 || strings.ContainsAny(x.Text, "eE") || x.Unit != "" && x.Unit != "%" {
			return nil, false
		}
		n, ok := new(big.Rat).SetString(x.Text)
		if ok && x.Unit == "%" {
			n.Quo(n, big.NewRat(100, 1))
		}
		return n, ok
	case *ast.Duration:
		return new(big.Rat).SetInt64(int64(x.Value)), true
	}
	return nil, false
}

// within reports whether all of s is in t.
func (s *valueSet) within(t *valueSet) bool {
	if s.isText {
		return !slices.ContainsFunc(s.texts, func(x string) bool { return !slices.Contains(t.texts, x) })
	}
	return atLeast(s.low, t.low, 1) && atLeast(s.high, t.high, -1)
}

// atLeast reports whether the end s is no further out than t; sign is 1 for
// low ends and -1 for high ones.
func atLeast(s, t bound, sign int) bool {
	if t.at == nil {
		return true
	}
	if s.at == nil {
		return false
	}
	c := s.at.Cmp(t.at) * sign
	return c > 0 || c == 0 && (s.open || !t.open)
}

// meets reports whether s and t have a value in common.
func (s *valueSet) meets(t *valueSet) bool {
	if s.isText {
		return slices.ContainsFunc(s.texts, func(x string) bool { return slices.Contains(t.texts, x) })
	}
	return !before(s.high, t.low) && !before(t.high, s.low)
}

// before reports whether all up to high is below all from low.
func before(high, low bound) bool {
	if high.at == nil || low.at == nil {
		return false
	}
	c := high.at.Cmp(low.at)
	return c < 0 || c == 0 && (high.open || low.open)
}
