package check

import (
	"slices"
	"strconv"

	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/types"
)

// What is written out can be tried while a script is checked: examples, paths
// and patterns against examples, statuses.

// reading is what `response` reads at a place: its format, and the examples
// that are such an answer.
type reading struct {
	format  string
	answers []string
}

// readingOf collects the examples that an expect would read.
func (d *stepDecl) readingOf(info *ExpectInfo, body []ast.Item) *reading {
	r := &reading{format: info.Format}
	for _, item := range body {
		ex, ok := item.(*ast.Example)
		if !ok || !info.answers(ex.Reply) {
			continue
		}
		if text, ok := ex.Reply.Value.(*ast.Text); ok {
			if s, literal := text.Literal(); literal {
				r.answers = append(r.answers, s)
			}
		}
	}
	return r
}

// probe tries a call on the examples of what `response` is here.
func (c *checker) probe(e *ast.Call, f *types.Func, b *binding) {
	id, ok := ast.Unwrap(orNull(e.Recv)).(*ast.Ident)
	if !ok || f.Effects != types.Pure {
		return
	}
	r := c.readings[c.info.Refs[id]]
	if r == nil || len(r.answers) == 0 {
		return
	}
	args := c.constants(b)[1:]
	for i, a := range args {
		if !a.IsConst && b.args[i+1] != nil {
			return
		}
	}
	for len(args) > 0 && b.args[len(args)] == nil {
		args = args[:len(args)-1]
	}
	most, any := 0, false
	for _, answer := range r.answers {
		n, found := c.universe.Probe(f.Name, r.format, answer, args)
		most, any = max(most, n), any || found
	}
	if !any {
		c.add(findsNothing(e))
		return
	}
	if isList(c.info.Calls[e].Result) {
		c.lengths[e] = most
	}
}

func isList(t types.Type) bool {
	_, ok := t.Core.(*types.List)
	return ok
}

// probeEmpty reports a call that finds something in a list, where that list is
// written as an empty one: what it gives is missing, always.
func (c *checker) probeEmpty(e *ast.Call, f *types.Func, b *binding) {
	if c.in.test || !b.sig.Result.IsOptional() {
		return
	}
	for i, arg := range b.args {
		_, takes := b.params[i].Type.Core.(*types.List)
		if arg == nil || !takes || !isEmpty(b.given[i]) {
			continue
		}
		d := diag.New(diag.FindsNothing, e.Span(), f.Name+" of an empty list is always missing")
		d.Label = "there is nothing in " + briefSource(arg)
		c.add(d)
		return
	}
}

// isEmpty reports whether a type is that of a list without elements.
func isEmpty(t types.Type) bool {
	list, ok := t.Core.(*types.List)
	return ok && list.Max == 0
}

// probeIndex reports an element that no example has.
func (c *checker) probeIndex(e *ast.Index, i int) {
	call, ok := ast.Unwrap(e.X).(*ast.Call)
	if !ok {
		return
	}
	if n, known := c.lengths[call]; known && i >= n {
		d := diag.New(diag.FindsNothing, e.I.Span(), "no example of this answer has an element "+strconv.Itoa(i)+" here")
		d.Help = "they have " + strconv.Itoa(n) + ", counted from 0"
		c.add(d)
	}
}

func findsNothing(e *ast.Call) *diag.Diagnostic {
	at := e.Span()
	if len(e.Args) > 0 {
		at = e.Args[0].Value.Span()
	}
	return diag.New(diag.FindsNothing, at, "no example of this answer has anything that "+at.Text()+" finds")
}

// judgeInput warns of a written value that its type cannot read.
func (c *checker) judgeInput(e ast.Expr, t types.Type) {
	text, ok := ast.Unwrap(e).(*ast.Text)
	if !ok {
		return
	}
	s, literal := text.Literal()
	if !literal || c.universe.Valid(t, s) {
		return
	}
	d := diag.New(diag.InvalidExample, e.Span(), strconv.Quote(s)+" cannot be read as "+t.Present().String())
	c.add(d)
}

// judgeStatus warns of a status that HTTP does not have.
func (c *checker) judgeStatus(s *ast.Selector) {
	if s == nil {
		return
	}
	sel, ok := selectorOf(s)
	if !ok || sel.Status == 0 || slices.Contains(statuses, sel.Status) {
		return
	}
	d := diag.New(diag.UnusualStatus, s.Span(), "HTTP has no status "+s.Text)
	c.add(c.suggest(d, s.Text, func() []string {
		return []string{"200", "201", "202", "204", "400", "401", "403", "404", "409", "422", "429", "500", "502", "503", "504"}
	}))
}

// statuses are those of the standard, and those that well-known proxies answer
// with.
var statuses = []int{
	200, 201, 202, 203, 204, 205, 206, 207, 208, 226,
	300, 301, 302, 303, 304, 305, 307, 308,
	400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 425, 426, 428, 429, 431, 451,
	419, 420, 444, 499,
	500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511,
	520, 521, 522, 523, 524, 525, 526, 527, 529, 530, 598, 599,
}
