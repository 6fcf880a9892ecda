package check

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"sync"

	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/types"
)

// expects checks the expect of a step and returns the type of `response` after
// a good answer: None when the answer is not read.
func (c *checker) expects(d *stepDecl, body []ast.Item) types.Type {
	var response types.Type
	for _, item := range body {
		e, ok := item.(*ast.Expect)
		if !ok {
			continue
		}
		t := c.expect(d, e, nil)
		if response.Core == nil {
			response = t
		} else {
			response = c.joinShapes(response, t)
		}
	}
	if response.Core == nil {
		return types.Of(types.None)
	}
	return response
}

// expect checks one expect; in a handler, selectors say which answers it reads.
func (c *checker) expect(d *stepDecl, e *ast.Expect, selectors []*ast.Selector) types.Type {
	info := &ExpectInfo{}
	statuses := e.Statuses
	if len(statuses) == 0 {
		statuses = selectors
	}
	for _, s := range statuses {
		c.judgeStatus(s)
		sel, ok := selectorOf(s)
		if !ok {
			if selectors == nil {
				c.add(unknownSelector(s))
			}
			continue
		}
		info.Statuses = append(info.Statuses, sel)
	}
	if len(info.Statuses) == 0 && selectors == nil {
		info.Statuses = []Selector{{Class: 2}}
	}
	info.Format = c.answerFormat(e)
	if d != nil {
		d.info.Expects[e] = info
		d.expects = append(d.expects, info)
	}
	if oneOf(info.Format, "json", "xml", "html") {
		for _, s := range statuses {
			if sel, _ := selectorOf(s); slices.Contains(bodiless, sel.Status) {
				c.add(nothingToRead(s, info.Format))
			}
		}
	}
	if e.Namespaces != nil && info.Format != "xml" {
		c.add(diag.New(diag.MisplacedItem, e.Namespaces.Span(), "'ns' cannot stand here: prefixes are those of 'expect xml'"))
	}
	switch {
	case info.Format == "json":
		c.jsonShape(d, e, info)
	case info.Format != "" && e.Shape != nil:
		c.typeExpr(e.Shape, false)
		c.add(shapeless(e.Shape, info.Format))
		info.Shape = invalid
	default:
		info.Shape = c.shapeOfFormat(d, e, info)
	}
	return info.Shape
}

// shapeOfFormat is what an answer is that is not JSON.
func (c *checker) shapeOfFormat(d *stepDecl, e *ast.Expect, info *ExpectInfo) types.Type {
	switch info.Format {
	case "xml", "html":
		return types.Of(&types.Document{Format: info.Format, Prefixes: c.namespaces(d, e, info)})
	case "text":
		return textType
	case "bytes":
		return types.Of(types.Bytes)
	}
	return types.Of(types.None)
}

// bodiless are the statuses of answers that have no body (RFC 9110).
var bodiless = []int{http.StatusNoContent, http.StatusResetContent, http.StatusNotModified}

func nothingToRead(s *ast.Selector, format string) *diag.Diagnostic {
	d := diag.New(diag.MisplacedItem, s.Span(), s.Text+" cannot stand here: such an answer has no body, and "+format+" reads one")
	d.Help = "say in a handler what becomes of it: on " + s.Text + " { … }"
	return d
}

// shapeless says that only JSON has a shape.
func shapeless(shape ast.Node, format string) *diag.Diagnostic {
	d := diag.New(diag.MisplacedItem, shape.Span(), "a shape cannot stand here: an answer in "+format+" has none")
	switch format {
	case "xml", "html":
		d.Help = "read values out of it: response.xpath('//…')"
	case "none":
		d.Message, d.Help = "a shape cannot stand here: the answer is not read", "expect json reads it"
	}
	return d
}

var answerFormats = []string{"json", "xml", "text", "html", "none", "bytes"}

func (c *checker) answerFormat(e *ast.Expect) string {
	switch {
	case e.Format == nil && e.Shape != nil:
		return "json"
	case e.Format == nil:
		return "none"
	case !oneOf(e.Format.Text, answerFormats...):
		c.add(c.unknownWord(e.Format, "format of an answer", answerFormats))
		return ""
	}
	return e.Format.Text
}

// namespaces checks the prefixes that an expect binds, and returns them with those
// that its examples declare; nil, when they are not all known.
func (c *checker) namespaces(d *stepDecl, e *ast.Expect, info *ExpectInfo) []string {
	prefixes := []string{}
	if e.Namespaces != nil {
		for _, entry := range e.Namespaces.Entries {
			c.key(entry)
			c.fit(entry.Value, textType, "a namespace")
			if name, literal := entry.Key.Literal(); literal {
				prefixes = append(prefixes, name)
			}
		}
	}
	if info.Format != "xml" || d == nil {
		return nil
	}
	for _, item := range itemsOf(d.node.Body) {
		ex, ok := item.(*ast.Example)
		if !ok || !info.answers(ex.Reply) {
			continue
		}
		text, ok := ex.Reply.Value.(*ast.Text)
		if !ok {
			continue
		}
		answer, literal := text.Literal()
		if !literal {
			return nil
		}
		for _, m := range declaresPrefix().FindAllStringSubmatch(answer, -1) {
			if !slices.Contains(prefixes, m[1]) {
				prefixes = append(prefixes, m[1])
			}
		}
	}
	return prefixes
}

var declaresPrefix = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\sxmlns:([^\s=]+)\s*=`)
})

// jsonShape takes the declared shape, or derives one from the examples.
func (c *checker) jsonShape(d *stepDecl, e *ast.Expect, info *ExpectInfo) {
	if e.Shape != nil {
		info.Shape, info.HasShape = c.typeExpr(e.Shape, false), true
		return
	}
	info.Shape = types.Of(types.Any)
	if d == nil {
		return
	}
	first := true
	for _, item := range itemsOf(d.node.Body) {
		ex, ok := item.(*ast.Example)
		if !ok || !info.answers(ex.Reply) || ex.Reply.Value == nil {
			continue
		}
		t := shapeOf(ex.Reply.Value)
		if first {
			info.Shape, info.HasShape, first = t, true, false
			continue
		}
		info.Shape = c.joinShapes(info.Shape, t)
	}
	info.Shape = opened(info.Shape)
}

// answers reports whether a reply is one that the expect reads.
func (info *ExpectInfo) answers(r *ast.Reply) bool {
	return info.takes(r) && (r.Format == nil || r.Format.Text == info.Format)
}

// takes reports whether a reply has a status that is expected.
func (info *ExpectInfo) takes(r *ast.Reply) bool {
	if r == nil || r.Kind == nil {
		return false
	}
	status, err := strconv.Atoi(r.Kind.Text)
	if err != nil {
		return false
	}
	f := failure{status: status}
	for _, s := range info.Statuses {
		if s.catches(f) {
			return true
		}
	}
	return false
}

// shapeOf is the type of an answer that looks like an example: all numbers are
// number, null may be anything, an empty list has elements of any kind.
func shapeOf(e ast.Expr) types.Type {
	switch e := ast.Unwrap(e).(type) {
	case *ast.Object:
		o := &types.Object{}
		seen := map[string]bool{}
		for _, entry := range e.Entries {
			name, _ := entry.Key.Literal()
			if !seen[name] {
				seen[name] = true
				o.Fields = append(o.Fields, types.Field{Name: name, Type: shapeOf(entry.Value), Span: entry.Key.Span()})
			}
		}
		return types.Of(o)
	case *ast.List:
		if len(e.Elems) == 0 {
			return types.ListOf(types.Of(types.Any))
		}
		elem := shapeOf(e.Elems[0])
		for _, el := range e.Elems[1:] {
			elem = joinExamples(elem, shapeOf(el))
		}
		return types.ListOf(elem)
	case *ast.Text:
		return textType
	case *ast.Number, *ast.Unary:
		return decimalType
	case *ast.Bool:
		return boolType
	case *ast.Null:
		return types.Of(types.None)
	}
	return types.Of(types.Any)
}

// joinExamples is the shape of two examples; what is null in one may be missing,
// and what has two types has any.
func joinExamples(a, b types.Type) types.Type {
	t, ok := types.Join(a, b)
	if !ok {
		return types.Of(types.Any)
	}
	return t
}

func (c *checker) joinShapes(a, b types.Type) types.Type {
	if a.Is(types.None) && a.Missing == nil {
		return b
	}
	if b.Is(types.None) && b.Missing == nil {
		return a
	}
	return joinExamples(a, b)
}

// opened replaces what an example had as null by any, which may be missing.
func opened(t types.Type) types.Type {
	switch core := t.Core.(type) {
	case types.Basic:
		if core == types.None {
			return types.Of(types.Any).With(types.Reason{Text: "null in the example"})
		}
	case *types.List:
		t.Core = &types.List{Elem: opened(core.Elem), Max: core.Max}
	case *types.Object:
		o := &types.Object{Name: core.Name, Fields: make([]types.Field, len(core.Fields))}
		for i, f := range core.Fields {
			f.Type = opened(f.Type)
			o.Fields[i] = f
		}
		t.Core = o
	}
	return t
}

// examples checks the replies of a step: one that does not fit is an error
// (decisions T5), and the first must be one that the step takes, as it is the
// answer where there is no network.
func (c *checker) examples(d *stepDecl, own *ExpectInfo, body []ast.Item) {
	first := true
	for _, item := range body {
		ex, ok := item.(*ast.Example)
		if !ok || ex.Reply == nil {
			continue
		}
		c.judgeStatus(ex.Reply.Kind)
		c.reply(d, ex.Reply)
		if first && own != nil && len(own.Statuses) > 0 && ex.Reply.Kind != nil && !own.takes(ex.Reply) {
			c.add(unexpectedExample(ex.Reply, own))
		}
		first = false
	}
}

// reply checks an example.
func (c *checker) reply(d *stepDecl, r *ast.Reply) {
	if r.Headers != nil {
		c.headers(r.Headers)
	}
	if r.Value != nil {
		c.withBraces(func() { c.replyBody(d, r) })
	}
}

func (c *checker) replyBody(d *stepDecl, r *ast.Reply) {
	info := d.expectFor(r)
	switch {
	case info == nil || r.Format == nil:
		c.anyJSON(r.Value)
	case r.Format.Text != info.Format:
		c.anyJSON(r.Value)
		if info.Format != "" {
			c.add(wrongFormat(r, info))
		}
	case info.Format == "json" && info.HasShape:
		c.fitExample(r.Value, info.Shape)
	default:
		c.anyJSON(r.Value)
	}
}

// expectFor returns the expect that would read a reply.
func (d *stepDecl) expectFor(r *ast.Reply) *ExpectInfo {
	if d == nil || r.Kind == nil {
		return nil
	}
	var found *ExpectInfo
	for _, info := range d.expects {
		if info.takes(r) && (found == nil || specific(info) > specific(found)) {
			found = info
		}
	}
	return found
}

func specific(info *ExpectInfo) int {
	best := 0
	for _, s := range info.Statuses {
		best = max(best, s.specificity())
	}
	return best
}

// fitExample checks an example value against the shape of its answer; keys that
// the shape lacks are ignored in an answer, and so here.
func (c *checker) fitExample(e ast.Expr, want types.Type) {
	if want.IsInvalid() || want.Is(types.Any) {
		c.anyJSON(e)
		return
	}
	switch x := ast.Unwrap(e).(type) {
	case *ast.Object:
		core, ok := want.Core.(*types.Object)
		if !ok {
			break
		}
		c.info.Types[e] = want
		present := map[string]bool{}
		for _, entry := range x.Entries {
			name, _ := c.key(entry)
			present[name] = true
			if f, known := core.Field(name); known {
				c.fitExample(entry.Value, f.Type)
			} else {
				c.anyJSON(entry.Value)
			}
		}
		var lacking []string
		var declared diag.Span
		for _, f := range core.Fields {
			if !present[f.Name] && !f.Type.IsOptional() {
				lacking, declared = append(lacking, "'"+f.Name+"'"), f.Span
			}
		}
		if len(lacking) > 0 {
			c.add(unfitExample(e, "it lacks "+listed(lacking), declared))
		}
		return
	case *ast.List:
		if core, ok := want.Core.(*types.List); ok {
			c.info.Types[e] = want
			for _, el := range x.Elems {
				c.fitExample(el, core.Elem)
			}
			return
		}
	}
	t := c.expr(e)
	if t.IsInvalid() || types.Assignable(t.Present(), want) && !t.Is(types.None) || t.Is(types.None) && want.IsOptional() {
		return
	}
	if _, record := want.Core.(*types.Record); record && t.BasicCore() != types.Invalid {
		return
	}
	if oneOf(want.BasicCore().String(), "date", "time", "duration") && t.BasicCore() == types.String {
		c.judgeInput(e, want)
		return
	}
	c.add(unfitExample(e, "it is "+describe(t)+", not "+want.Present().String(), e.Span()))
}
