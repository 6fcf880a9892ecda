package place

import (
	"strings"

	"lcs/lang/ast"
)

// config is one way through a template, as far as it has been run.
type config struct {
	state state
	facts *frame  // which conditions are known to hold, or not to
	trace *choice // what was decided on the way, for the witness
}

// choice is a decision; a trace is a list of them, the last one first.
type choice struct {
	before *choice
	words  string // "lead.a holds", "with several items"
	list   string // the list that the words are about
	depth  int
}

func (c *choice) then(words, list string) *choice {
	next := &choice{before: c, words: words, list: list, depth: 1}
	if c != nil {
		next.depth += c.depth
	}
	return next
}

// common returns what two traces have in common.
func (c *choice) common(d *choice) *choice {
	for c != d {
		switch {
		case c == nil || d == nil:
			return nil
		case c.depth > d.depth:
			c = c.before
		case d.depth > c.depth:
			d = d.before
		default:
			c, d = c.before, d.before
		}
	}
	return c
}

// after returns trace without its beginning, as a function of a new beginning.
func (c *choice) after(beginning *choice, on *choice) *choice {
	if c == beginning || c == nil {
		return on
	}
	return c.before.after(beginning, on).then(c.words, c.list)
}

// maxWitness is how many decisions a message shows.
const maxWitness = 6

// witness returns the decisions in words, with a space before them. With
// several loops in the template each is named by its list.
func (c *choice) witness(lists int) string {
	if c == nil {
		return ""
	}
	var words []string
	for ; c != nil && len(words) < maxWitness; c = c.before {
		w := c.words
		if lists > 1 && c.list != "" {
			w += " in " + c.list
		}
		words = append(words, w)
	}
	var b strings.Builder
	for i := len(words) - 1; i >= 0; i-- {
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(words[i])
	}
	if c != nil {
		return " (…, " + b.String() + ")"
	}
	return " (" + b.String() + ")"
}

// merge makes one of configurations that nothing tells apart from here on, in
// stable order. When all stand in the same state, what they know and how they
// came there makes no difference. Else they keep what they know, as it may rule
// ways out, until there are too many of them.
func (a *analysis) merge(part ast.Part, set []config) []config {
	if len(set) < 2 {
		return set
	}
	if a.spend(part, 2*stepCost*len(set)); a.over {
		return nil
	}
	one := a.join(set, func(c config) any { return c.state })
	if len(one) == 1 {
		for _, c := range set {
			one[0].trace = one[0].trace.common(c.trace)
		}
		return one
	}
	type known struct {
		state state
		facts *frame
	}
	out := a.join(set, func(c config) any { return known{c.state, c.facts} })
	if len(out) > manyConfigs {
		out = a.widen(one)
	}
	if len(out) > maxConfigs {
		a.tooMany(part)
		return nil
	}
	return out
}

// join makes one of configurations with the same key, which knows what all of
// them know and remembers the way of the first.
func (a *analysis) join(set []config, key func(config) any) []config {
	at := make(map[any]int, len(set))
	out := make([]config, 0, len(set))
	for _, c := range set {
		k := key(c)
		i, ok := at[k]
		if !ok {
			at[k] = len(out)
			out = append(out, c)
			continue
		}
		if w, ok := out[i].state.(wide); ok {
			out[i].state = w.widen(c.state)
		}
		out[i].facts = a.agreed(out[i].facts, c.facts)
	}
	return out
}

// wide is a state that can stand for another one that differs little.
type wide interface {
	state
	// narrowKey is equal for states that widen can make one of.
	narrowKey() any
	widen(with state) state
}

func (a *analysis) widen(set []config) []config {
	return a.join(set, func(c config) any {
		if w, ok := c.state.(wide); ok {
			return w.narrowKey()
		}
		return c.state
	})
}

// branch takes each configuration through the side of an if that it may go, or
// through both.
func (a *analysis) branch(p *ast.IfPart, set []config, in loop) []config {
	var out []config
	for _, c := range set {
		var ways []config
		holds := a.eval(p.Cond, c.facts, in)
		then, otherwise := p.Then, p.Else
		if p.Unless {
			then, otherwise = otherwise, then
		}
		if holds != no {
			ways = a.run(then, []config{a.assume(c, p.Cond, holds == yes, true, in)}, in)
		}
		if holds != yes {
			ways = append(ways, a.run(otherwise, []config{a.assume(c, p.Cond, holds == no, false, in)}, in)...)
		}
		out = append(out, a.merge(p, ways)...)
	}
	return out
}

// assume notes that a condition holds, or does not, unless that was known.
func (a *analysis) assume(c config, cond ast.Expr, known, holds bool, in loop) config {
	if known {
		return c
	}
	c.facts = a.learn(c.facts, cond, holds, in)
	if words := sourceOf(cond); holds {
		c.trace = c.trace.then(words+" holds", "")
	} else {
		c.trace = c.trace.then(words+" does not hold", "")
	}
	return c
}

// loop says which item of the innermost loop is at hand.
type loop struct {
	depth       int
	first, last bool
}

// visit is one pass through the body of a loop.
type visit struct {
	each  *ast.EachPart
	in    loop
	state state
	facts *frame
}

const (
	noItems      = "with no items"
	oneItem      = "with one item"
	severalItems = "with several items"
)

// each runs a loop with no item, with one, and with several.
func (a *analysis) each(p *ast.EachPart, set []config, in loop) []config {
	list := sourceOf(p.List)
	item := func(first, last bool) loop { return loop{depth: in.depth + 1, first: first, last: last} }
	var out []config
	for _, c := range set {
		with := func(words string) []config {
			c := c
			c.trace = c.trace.then(words, list)
			return []config{c}
		}
		ways := a.run(p.Else, with(noItems), in)
		ways = append(ways, a.items(p, with(oneItem), item(true, true))...)
		first := a.items(p, with(severalItems), item(true, false))
		middle := a.settled(p, first, item(false, false))
		ways = append(ways, a.items(p, middle, item(false, true))...)
		out = append(out, a.merge(p, ways)...)
	}
	return out
}

// settled runs middle items until nothing new comes of them, and returns all
// configurations in which the last item may begin.
func (a *analysis) settled(p *ast.EachPart, set []config, in loop) []config {
	type known struct {
		state state
		facts *frame
	}
	done := map[known]bool{}
	set = a.merge(p, set)
	for round := 0; ; round++ {
		var fresh []config
		for _, c := range set {
			if k := (known{c.state, c.facts}); !done[k] {
				done[k] = true
				fresh = append(fresh, c)
			}
		}
		switch {
		case a.over:
			return nil
		case len(fresh) == 0:
			return set
		case round == maxRounds:
			a.refuse(a.unsettled(), p.Span(), nil)
			return nil
		}
		set = a.merge(p, append(set[:len(set):len(set)], a.items(p, fresh, in)...))
	}
}

func (a *analysis) unsettled() *fault {
	code := malformedJSON
	if a.format == XMLFormat {
		code = malformedXML
	}
	return &fault{
		code:    code,
		message: "with every item more is open: what an item opens must be closed in the same item",
	}
}

// items runs the body of a loop for one kind of item. What was run before from
// the same state is not run again, so loops in loops cost no more than their text.
func (a *analysis) items(p *ast.EachPart, set []config, in loop) []config {
	var out []config
	for _, c := range set {
		key := visit{each: p, in: in, state: c.state, facts: c.facts}
		done, ok := a.memo[key]
		if !ok {
			for _, d := range a.run(p.Body, []config{c}, in) {
				d.facts = a.forget(d.facts, in.depth)
				d.trace = d.trace.after(c.trace, nil)
				done = append(done, d)
			}
			if a.over {
				return nil
			}
			a.memo[key] = done
		}
		for _, d := range done {
			d.trace = d.trace.after(nil, c.trace)
			out = append(out, d)
		}
	}
	return out
}
