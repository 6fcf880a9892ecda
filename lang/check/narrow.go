package check

import (
	"maps"
	"strings"

	"lcs/lang/ast"
	"lcs/lang/types"
)

// fact is what is known of a value at a place in the script.
type fact uint8

const (
	present   fact = iota + 1 // it is there
	succeeded                 // of a step: its outcome is success, so nothing is missing by failure
)

// facts is what is known at the place that is being checked: of a symbol, or of
// something reached from it (".domain"). Branches are checked one after the
// other; the log takes back what only one of them knew.
type facts struct {
	known map[*Symbol]map[string]fact
	log   []change
}

// change is one entry of the log: a fact that was added, or, with killed, all
// facts of a symbol that an assignment ended.
type change struct {
	symbol *Symbol
	path   string
	old    fact
	killed map[string]fact
	kill   bool
}

func newFacts() facts { return facts{known: map[*Symbol]map[string]fact{}} }

func (f *facts) has(s *Symbol, path string, want fact) bool { return f.known[s][path] == want }

func (f *facts) learn(s *Symbol, path string, what fact) {
	old := f.known[s][path]
	if old == what {
		return
	}
	if f.known[s] == nil {
		f.known[s] = map[string]fact{}
	}
	f.known[s][path] = what
	f.log = append(f.log, change{symbol: s, path: path, old: old})
}

// forget ends what is known of a symbol that gets another value.
func (f *facts) forget(s *Symbol) {
	f.log = append(f.log, change{symbol: s, killed: f.known[s], kill: true})
	delete(f.known, s)
}

// subject is something that a fact can be about.
type subject struct {
	symbol *Symbol
	path   string
}

// way is what one branch left behind.
type way struct {
	ends    bool             // nothing after the branch is reached from it
	learned map[subject]fact // and not forgotten again
	killed  []*Symbol
}

// branch checks one way through the script; what it learned holds in it only.
func (c *checker) branch(f func() (ends bool)) way {
	mark := len(c.facts.log)
	w := way{ends: f()}
	for _, ch := range c.facts.log[mark:] {
		if ch.kill {
			w.killed = append(w.killed, ch.symbol)
			continue
		}
		if now := c.facts.known[ch.symbol][ch.path]; now != 0 {
			if w.learned == nil {
				w.learned = map[subject]fact{}
			}
			w.learned[subject{ch.symbol, ch.path}] = now
		}
	}
	c.facts.undo(mark)
	return w
}

func (f *facts) undo(mark int) {
	for i := len(f.log) - 1; i >= mark; i-- {
		ch := f.log[i]
		switch {
		case ch.kill && ch.killed == nil:
			delete(f.known, ch.symbol)
		case ch.kill:
			f.known[ch.symbol] = ch.killed
		case ch.old == 0:
			delete(f.known[ch.symbol], ch.path)
		default:
			f.known[ch.symbol][ch.path] = ch.old
		}
	}
	f.log = f.log[:mark]
}

// meet goes on after branches of which one was taken: what all of those that
// go on learned is known, what any of them assigned is not. It reports whether
// none goes on.
func (c *checker) meet(ways ...way) (ends bool) {
	var common map[subject]fact
	first := true
	for _, w := range ways {
		for _, s := range w.killed {
			if !w.ends {
				c.facts.forget(s)
			}
		}
		if w.ends {
			continue
		}
		if first {
			common, first = maps.Clone(w.learned), false
			continue
		}
		maps.DeleteFunc(common, func(p subject, f fact) bool { return w.learned[p] != f })
	}
	for p, f := range common {
		c.facts.learn(p.symbol, p.path, f)
	}
	return first && len(ways) > 0
}

// assume learns what follows from a condition that holds, or does not.
func (c *checker) assume(e ast.Expr, holds bool) {
	switch e := e.(type) {
	case *ast.Paren:
		c.assume(e.X, holds)
	case *ast.Hole:
		c.assume(e.X, holds)
	case *ast.Unary:
		if e.Op != "-" {
			c.assume(e.X, !holds)
		}
	case *ast.Is:
		if e.Missing != holds {
			c.learn(e.X, present)
		}
	case *ast.Binary:
		c.assumeBinary(e, holds)
	default:
		if holds {
			c.learn(e, present)
		}
	}
}

func (c *checker) assumeBinary(e *ast.Binary, holds bool) {
	switch e.Op {
	case "and", "&&":
		if holds {
			c.assume(e.X, true)
			c.assume(e.Y, true)
		}
	case "or", "||":
		if !holds {
			c.assume(e.X, false)
			c.assume(e.Y, false)
		}
	case "??":
		if b, ok := ast.Unwrap(e.Y).(*ast.Bool); ok && b.Value != holds {
			c.learn(e.X, present)
		}
	case "==":
		c.assumeEqual(e.X, e.Y, holds)
		c.assumeEqual(e.Y, e.X, holds)
	case "!=":
		c.assumeEqual(e.X, e.Y, !holds)
		c.assumeEqual(e.Y, e.X, !holds)
	case "in", "<", "<=", ">", ">=", "contains", "matches":
		if holds {
			c.learn(e.X, present)
		}
	}
}

func (c *checker) assumeEqual(x, y ast.Expr, holds bool) {
	if text, ok := ast.Unwrap(y).(*ast.Text); ok {
		if step := outcomeOf(x); step != nil {
			value, _ := text.Literal()
			if (value == "success") == holds && (holds || value == "skipped") || value == "skipped" && !holds {
				c.learn(step, succeeded)
			}
			return
		}
	}
	if holds && c.alwaysThere(y) {
		c.learn(x, present)
	}
}

// alwaysThere reports whether e, checked before, has a value that is no null.
func (c *checker) alwaysThere(e ast.Expr) bool {
	t, ok := c.info.Types[e]
	return ok && !t.IsOptional() && !t.Is(types.None) && !t.Is(types.Any)
}

// outcomeOf returns STEP of STEP.outcome.
func outcomeOf(e ast.Expr) ast.Expr {
	if m, ok := ast.Unwrap(e).(*ast.Member); ok && m.Name.Text == "outcome" {
		return m.X
	}
	return nil
}

// learn adds a fact about what an expression names.
func (c *checker) learn(e ast.Expr, what fact) {
	if s, path, ok := c.pathOf(e); ok {
		c.facts.learn(s, path, what)
	}
}

// pathOf returns the symbol that an expression starts from and the way from it,
// when reading it again gives the same value.
func (c *checker) pathOf(e ast.Expr) (*Symbol, string, bool) {
	var steps []string
	for {
		if s := c.info.Refs[e]; s != nil {
			return s, joinReversed(steps), true
		}
		switch x := e.(type) {
		case *ast.Paren:
			e = x.X
		case *ast.Hole:
			e = x.X
		case *ast.Must:
			e = x.X
		case *ast.Member:
			steps = append(steps, "."+x.Name.Text)
			e = x.X
		case *ast.Index:
			key, ok := literalSource(x.I)
			if !ok {
				return nil, "", false
			}
			steps = append(steps, "["+key+"]")
			e = x.X
		case *ast.Call:
			call, ok := c.pureCall(x)
			if !ok {
				return nil, "", false
			}
			steps = append(steps, call)
			e = x.Recv
		default:
			return nil, "", false
		}
	}
}

func joinReversed(parts []string) string {
	var b strings.Builder
	for i := len(parts) - 1; i >= 0; i-- {
		b.WriteString(parts[i])
	}
	return b.String()
}

// pureCall spells a call on a receiver that depends on nothing but literals.
func (c *checker) pureCall(x *ast.Call) (string, bool) {
	target := c.info.Calls[x]
	if x.Recv == nil || target == nil || target.Func == nil || target.Func.Effects != types.Pure {
		return "", false
	}
	spelled := "." + target.Func.Name + "("
	for _, a := range x.Args {
		key, ok := literalSource(a.Value)
		if !ok {
			return "", false
		}
		spelled += key + ","
	}
	return spelled + ")", true
}

func literalSource(e ast.Expr) (string, bool) {
	switch x := ast.Unwrap(e).(type) {
	case *ast.Text:
		s, ok := x.Literal()
		return `"` + s, ok
	case *ast.Number:
		return x.Text + x.Unit, true
	case *ast.Regex:
		return "/" + x.Pattern + "/" + x.Flags, true
	}
	return "", false
}
