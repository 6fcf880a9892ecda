package place

import (
	"cmp"
	"slices"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

// Format is what a template is written in.
type Format uint8

// The formats.
const (
	TextFormat   Format = iota // anything goes
	JSONFormat                 // one JSON text
	XMLFormat                  // one XML document
	URLFormat                  // a whole URL, from its scheme on
	PathFormat                 // what follows the base of a service: path, query and fragment
	FormFormat                 // name=value&name=value
	HeaderFormat               // the value of one header
)

// Limits of one analysis.
const (
	maxConfigs  = 256 // ways through a template that are told apart at once
	manyConfigs = 64  // from here on, ways that differ little are taken as one
	maxRounds   = 12  // middle items until a loop must have settled

	stepCost  = 16      // of taking one configuration one step, in bytes of text
	searchOn  = 1 << 16 // bytes to search for an earlier fault when one was found
	partShare = 1 << 12 // bytes that may be read for each part,
	byteShare = 1 << 6  // and for each byte of its text
)

const tooManyCases diag.Code = "LCS4009"

// Option changes what Analyze allows.
type Option func(*analysis)

// TrustHost says which expressions may choose the host of a URL: a closed set,
// a url, a setting. Without it, none may.
func TrustHost(trusted func(ast.Expr) bool) Option {
	return func(a *analysis) { a.trusted = trusted }
}

// Within gives the span of the whole text, quotes included; an end that comes
// too early is reported at its end.
func Within(span diag.Span) Option {
	return func(a *analysis) { a.span = span }
}

// Analyze runs a template as an automaton of its format: every branch of an
// if, and each loop with no item, with one and with several. It returns the
// place of every hole that has one, and what is wrong: a template that could
// come out malformed in some case, and holes where no value can be encoded.
func Analyze(format Format, parts []ast.Part, options ...Option) (map[ast.Part]Place, diag.List) {
	a := &analysis{
		places: map[ast.Part]Place{},
		memo:   map[visit][]config{},
		facts:  &frame{},
		format: format,
		whole:  map[ast.Part]bool{},
	}
	for _, option := range options {
		option(a)
	}
	if !a.measure(parts) {
		return a.places, nil // the parser has reported what it could not read
	}
	a.markWhole(parts)
	start := a.start(parts)
	if len(a.found) == 0 {
		a.finish(parts, a.run(parts, []config{{state: start, facts: a.facts}}, loop{}))
	}
	return a.places, a.report()
}

// analysis is one run of Analyze.
type analysis struct {
	format  Format
	trusted func(ast.Expr) bool
	span    diag.Span

	places  map[ast.Part]Place
	whole   map[ast.Part]bool // holes that are all there is
	memo    map[visit][]config
	facts   *frame // no facts
	lists   int    // loops in the template
	budget  int    // bytes that may still be read
	over    bool   // the budget or the number of configurations was exceeded
	stopped bool   // a fault has ended a way through the template
	found   []finding
}

// finding is a fault at its place.
type finding struct {
	*fault
	span  diag.Span
	order int
	trace *choice
}

// measure sets the budget and reports whether every part could be parsed.
func (a *analysis) measure(parts []ast.Part) bool {
	good := true
	for part := range ast.AllParts(parts) {
		a.budget += partShare
		switch p := part.(type) {
		case *ast.TextPart:
			a.budget += len(p.Text) * byteShare
		case *ast.EachPart:
			a.lists++
		case *ast.BadPart:
			good = false
		}
	}
	return good
}

// markWhole notes the holes beside which nothing stands, in any branch.
func (a *analysis) markWhole(parts []ast.Part) {
	if len(parts) != 1 {
		return
	}
	switch p := parts[0].(type) {
	case *ast.HolePart:
		a.whole[p] = true
	case *ast.IfPart:
		a.markWhole(p.Then)
		a.markWhole(p.Else)
	}
}

func (a *analysis) start(parts []ast.Part) state {
	switch a.format {
	case JSONFormat:
		return newJSON()
	case XMLFormat:
		return newXML()
	case URLFormat:
		return newURL()
	case PathFormat:
		a.refuseWholeURL(parts)
		return newPath()
	case FormFormat:
		return newForm()
	case HeaderFormat:
		return headerState{}
	}
	return textState{}
}

// run takes every configuration through parts.
func (a *analysis) run(parts []ast.Part, set []config, in loop) []config {
	for _, part := range parts {
		if a.spend(part, stepCost*len(set)); len(set) == 0 || a.over {
			return nil
		}
		switch p := part.(type) {
		case *ast.TextPart:
			set = a.text(p, set)
		case *ast.HolePart:
			set = a.hole(p, set)
		case *ast.IfPart:
			set = a.branch(p, set, in)
		case *ast.EachPart:
			set = a.each(p, set, in)
		}
		set = a.merge(part, set)
	}
	return set
}

func (a *analysis) text(p *ast.TextPart, set []config) []config {
	var out []config
	for _, c := range set {
		if a.spend(p, len(p.Text)); a.over {
			return nil
		}
		next, at, f := c.state.feed(p.Text)
		if f != nil {
			a.refuse(f, a.placeOf(f, p, at), c.trace)
			continue
		}
		c.state = next
		out = append(out, c)
	}
	return out
}

const (
	misplacedHole diag.Code = "LCS4005"
	twoPlaces     diag.Code = "LCS4008"
	rawHole       diag.Code = "LCS4010"
)

func (a *analysis) hole(p *ast.HolePart, set []config) []config {
	h := hole{part: p, trusted: a.trusted != nil && a.trusted(p.X), whole: a.whole[p]}
	var out []config
	for _, c := range set {
		at, next, f := c.state.hole(h)
		if f != nil {
			a.refuse(f, p.Span(), c.trace)
			if !f.mild {
				continue
			}
		}
		a.settle(p, at, c.trace)
		c.state = next
		out = append(out, c)
	}
	return out
}

// settle gives a hole its place, which must be the same in every case.
func (a *analysis) settle(p *ast.HolePart, at Place, trace *choice) {
	if at == Invalid {
		return
	}
	if p.Raw {
		if at == HeaderValue {
			a.refuse(&fault{
				code:    rawHole,
				message: "a raw value cannot stand in a header",
				help:    "write {{ … }}: a header's value is checked when it is sent",
				mild:    true,
			}, p.Span(), nil)
			return
		}
		at = Raw
	}
	if was, ok := a.places[p]; ok && was != at {
		f := &fault{
			code:    twoPlaces,
			message: "this value would stand in " + was.String() + " or in " + at.String() + ", as the case may be",
			help:    "write it once in each branch",
			mild:    true,
		}
		a.refuse(f, p.Span(), trace)
		return
	}
	a.places[p] = at
}

// finish asks every configuration whether the text may end.
func (a *analysis) finish(parts []ast.Part, set []config) {
	end := a.span
	if !end.IsValid() && len(parts) > 0 {
		end = parts[len(parts)-1].Span()
	}
	end.Start = end.End
	for _, c := range set {
		if f := c.state.done(); f != nil {
			a.refuse(f, end, c.trace)
		}
	}
}

func (a *analysis) spend(part ast.Part, n int) {
	if a.budget -= n; a.budget < 0 {
		a.tooMany(part)
	}
}

// tooMany gives up: the template has more cases than can be told apart. When a
// fault was found before, that is the one to mend.
func (a *analysis) tooMany(part ast.Part) {
	if a.over = true; a.stopped {
		return
	}
	a.refuse(&fault{
		code:    tooManyCases,
		message: "this template has too many cases to prove that each comes out well-formed",
		help:    "let every {{#if}} and {{#each}} begin and end at the same depth, with the same things open",
	}, part.Span(), nil)
}

func (a *analysis) refuse(f *fault, span diag.Span, trace *choice) {
	if !f.mild && !a.stopped {
		a.stopped = true
		a.budget = min(a.budget, searchOn)
	}
	a.found = append(a.found, finding{fault: f, span: span, order: len(a.found), trace: trace})
}

// report makes diagnostics of what was found. A fault that stopped a way
// through the template hides what came after it, and often has a second face
// later on, so of those only the first in the source is told.
func (a *analysis) report() diag.List {
	slices.SortStableFunc(a.found, func(x, y finding) int {
		return cmp.Or(
			cmp.Compare(x.span.Start, y.span.Start),
			cmp.Compare(x.order, y.order),
		)
	})
	var out diag.List
	told := map[diag.Span]bool{}
	stopped := false
	for _, f := range a.found {
		if told[f.span] || !f.mild && stopped {
			continue
		}
		told[f.span] = true
		stopped = stopped || !f.mild
		d := diag.New(f.code, f.span, f.message+f.trace.witness(a.lists))
		d.Help = f.help
		if f.meant != "" {
			d.Label = "did you mean '" + f.meant + "'?"
		}
		out.Add(d)
	}
	return out
}
