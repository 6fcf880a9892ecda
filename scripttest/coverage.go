package scripttest

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"lcs/interp"
	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/lang/diag"
)

// Coverage counts how often tests pass the places of a script. It may be told
// from several tests at once.
type Coverage struct {
	mu     sync.Mutex
	passed map[passing]int
}

// passing is a place and how it is passed. Steps that are made of one template
// share its places.
type passing struct {
	file       *diag.File
	start, end int32
	way        interp.Way
	example    bool
}

// NewCoverage returns a coverage that knows of no test.
func NewCoverage() *Coverage { return &Coverage{passed: map[passing]int{}} }

// Observe is the observer that the script is to be compiled with.
func (c *Coverage) Observe(at diag.Span, way interp.Way) {
	c.add(passing{at.File, at.Start, at.End, way, false})
}

// Count counts the examples that a test was answered from.
func (c *Coverage) Count(r *Report) {
	for _, a := range r.Attempts {
		if a.Example.IsValid() {
			c.add(passing{a.Example.File, a.Example.Start, a.Example.End, interp.Reached, true})
		}
	}
}

func (c *Coverage) add(p passing) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.passed[p]++
}

// PointKind is a kind of place that tests should pass.
type PointKind string

// The kinds of points, in the order in which they are shown.
const (
	StepPoint      PointKind = "step"
	BranchPoint    PointKind = "branch"    // of if, ?: and when
	HandlerPoint   PointKind = "handler"   // an on { }
	StatementPoint PointKind = "statement" // in a handler
	ExamplePoint   PointKind = "example"   // that steps answer from
)

// PointKinds are all kinds.
var PointKinds = []PointKind{StepPoint, BranchPoint, HandlerPoint, StatementPoint, ExamplePoint}

// Point is a place that tests should pass, and how often they did.
type Point struct {
	Kind  PointKind
	Span  diag.Span
	Text  string // "on 503", "the else of 'if lead.value > 10'"
	Count int
	pass  passing
}

// Points returns the places of a script and of what it uses of its imports, by
// file and line.
func (c *Coverage) Points(info *check.Info) []Point {
	p := &points{seen: map[passing]bool{}}
	for _, item := range info.File.Items {
		switch n := item.(type) {
		case *ast.Test, *ast.ExampleLead, *ast.ExampleSettings, *ast.Alert:
		case *ast.Step:
			if n.Params == nil && n.Call == nil {
				p.walk(n)
			}
		default:
			p.walk(n)
		}
	}
	for _, s := range info.Steps {
		p.walk(s.Decl)
		for _, h := range s.Handlers {
			p.walk(h.On)
		}
	}
	for _, call := range info.Calls {
		if call.Fn != nil {
			p.walk(call.Fn)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range p.list {
		p.list[i].Count = c.passed[p.list[i].pass]
	}
	slices.SortStableFunc(p.list, func(a, b Point) int {
		return cmp.Or(cmp.Compare(a.Span.File.Name, b.Span.File.Name), cmp.Compare(a.Span.Start, b.Span.Start))
	})
	return p.list
}

// points finds the places under nodes.
type points struct {
	list []Point
	seen map[passing]bool
}

func (p *points) add(kind PointKind, n ast.Node, way interp.Way, text string) {
	s := n.Span()
	pass := passing{s.File, s.Start, s.End, way, kind == ExamplePoint}
	if p.seen[pass] || s.File == nil {
		return
	}
	p.seen[pass] = true
	p.list = append(p.list, Point{Kind: kind, Span: s, Text: text, pass: pass})
}

// head is the beginning of a node, in one line.
func head(n ast.Node) string {
	text, _, _ := strings.Cut(n.Span().Text(), "{")
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > 48 {
		return string(r[:47]) + "…"
	}
	return text
}

func (p *points) walk(root ast.Node) {
	ast.Walk(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Step:
			p.add(StepPoint, n, interp.Yes, "step "+n.Name.Text)
			if n.When != nil {
				p.add(BranchPoint, n, interp.No, "the else of "+head(n))
			}
		case *ast.If:
			p.add(BranchPoint, n, interp.Yes, head(n))
			p.add(BranchPoint, n, interp.No, "the else of "+head(n))
		case *ast.Cond:
			p.add(BranchPoint, n, interp.Yes, "the left of "+head(n))
			p.add(BranchPoint, n, interp.No, "the right of "+head(n))
		case *ast.On:
			p.add(HandlerPoint, n, interp.Reached, head(n))
			p.statements(n.Body)
		case *ast.Example:
			p.add(ExamplePoint, n, interp.Reached, head(n))
			return false
		}
		return true
	})
}

// statements adds what a handler does.
func (p *points) statements(b *ast.Block) {
	if b == nil {
		return
	}
	for _, item := range b.Items {
		if n, ok := item.(*ast.If); ok {
			p.statements(n.Then)
			p.statements(n.Else)
			continue
		}
		p.add(StatementPoint, item, interp.Reached, head(item))
	}
}

// Share is how many of the points of a kind were passed.
type Share struct{ Passed, All int }

// Percent is the share in hundredths, rounded down; without points it is 100.
func (s Share) Percent() int {
	if s.All == 0 {
		return 100
	}
	return 100 * s.Passed / s.All
}

// Shares counts points by kind, and all of them under "".
func Shares(list []Point) map[PointKind]Share {
	out := map[PointKind]Share{}
	for _, p := range list {
		for _, kind := range []PointKind{p.Kind, ""} {
			s := out[kind]
			s.All++
			if p.Count > 0 {
				s.Passed++
			}
			out[kind] = s
		}
	}
	return out
}
