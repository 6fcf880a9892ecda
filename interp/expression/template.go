package expression

import (
	"fmt"
	"slices"

	xast "github.com/expr-lang/expr/ast"

	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/place"
	"lcs/lang/types"
	"lcs/value"
)

// Output is a text in the making. It remembers which bytes came from secrets,
// and whether a hole had nothing to put in.
type Output struct {
	Bytes      []byte
	Secrets    []Range
	Missing    bool // some hole's value was missing
	EmptyBatch bool // a list of a batch's leads came out empty
}

// Range is a range of bytes, End exclusive.
type Range struct{ Start, End int }

// Reset empties the output and keeps its memory.
func (o *Output) Reset() { *o = Output{Bytes: o.Bytes[:0], Secrets: o.Secrets[:0]} }

func (o *Output) secret(from int) {
	if n := len(o.Secrets); n > 0 && o.Secrets[n-1].End == from {
		o.Secrets[n-1].End = len(o.Bytes)
		return
	}
	o.Secrets = append(o.Secrets, Range{from, len(o.Bytes)})
}

// Template is a compiled text: literal bytes, and holes that are encoded for
// the place in which they stand.
type Template struct {
	parts []part
	holes bool
	room  int // bytes that the text is likely to take
}

func newTemplate(parts ...part) *Template {
	return &Template{parts: parts, holes: hasHoles(parts), room: roomOf(parts...)}
}

// part writes its share of a text.
type part interface {
	write(f Frame, o *Output) error
}

// Write appends the text to o. The error is an *Error.
func (t *Template) Write(f Frame, o *Output) error {
	o.Bytes = slices.Grow(o.Bytes, t.room)
	return writeAll(t.parts, f, o)
}

// Text returns the text alone.
func (t *Template) Text(f Frame) (string, error) {
	if len(t.parts) == 0 {
		return "", nil
	}
	if s, ok := t.parts[0].(literal); ok && len(t.parts) == 1 {
		return string(s), nil
	}
	var o Output
	if err := t.Write(f, &o); err != nil {
		return "", err
	}
	return string(o.Bytes), nil
}

// Literal returns the text of a template without holes.
func (t *Template) Literal() (string, bool) {
	if t.holes {
		return "", false
	}
	s, _ := t.Text(nil)
	return s, true
}

func writeAll(parts []part, f Frame, o *Output) error {
	for _, p := range parts {
		if err := p.write(f, o); err != nil {
			return err
		}
	}
	return nil
}

// Template compiles e as text for a place: a text with holes, or any other
// expression as one hole. A hole whose place the checker found stands there.
func (c *Compiler) Template(e ast.Expr, at place.Place) (*Template, error) {
	if text, ok := ast.Unwrap(e).(*ast.Text); ok && !c.coerced(e) {
		parts, err := c.parts(text.Parts, at)
		if err != nil {
			return nil, err
		}
		return newTemplate(parts...), nil
	}
	h, err := c.hole(e, at)
	if err != nil {
		return nil, err
	}
	return newTemplate(h), nil
}

// holeRoom is the room for what one hole writes: that of a name or a number.
const holeRoom = 16

// roomOf is how many bytes parts are likely to write, so that a text need not
// grow from nothing.
func roomOf(parts ...part) int {
	room := 0
	for _, p := range parts {
		switch p := p.(type) {
		case literal:
			room += len(p)
		case sequence:
			room += roomOf(p...)
		case jsonList:
			room += len("[]") + len(p) + roomOf(p...)
		case jsonObject:
			room += len("{}") + len(p)
			for _, entry := range p {
				room += roomOf(entry.key...) + roomOf(entry.value)
			}
		default:
			room += holeRoom
		}
	}
	return room
}

func hasHoles(parts []part) bool {
	for _, p := range parts {
		if _, ok := p.(literal); !ok {
			return true
		}
	}
	return false
}

func (c *Compiler) parts(parts []ast.Part, at place.Place) ([]part, error) {
	var out []part
	for _, p := range parts {
		compiled, err := c.part(p, at)
		if err != nil {
			return nil, err
		}
		out = append(out, compiled)
	}
	return out, nil
}

func (c *Compiler) part(p ast.Part, at place.Place) (part, error) {
	switch p := p.(type) {
	case *ast.TextPart:
		return c.literalPart(p.Text, at)
	case *ast.HolePart:
		if found := c.info.Places[p]; found != place.Invalid {
			at = found
		}
		if p.Raw {
			at = place.Raw
		}
		return c.hole(p.X, at)
	case *ast.IfPart:
		cond, err := c.Compile(p.Cond)
		if err != nil {
			return nil, err
		}
		then, err := c.parts(p.Then, at)
		if err != nil {
			return nil, err
		}
		otherwise, err := c.parts(p.Else, at)
		if err != nil {
			return nil, err
		}
		return &choice{cond: cond, unless: p.Unless, then: then, otherwise: otherwise}, nil
	case *ast.EachPart:
		return c.each(p, at)
	}
	return nil, fmt.Errorf("%s: internal error: %T in a text", p.Span(), p)
}

// literalPart encodes the text around the holes where the script writes plain
// text and the place wants an encoding: in the strings of a JSON literal and in
// form values. Elsewhere the script has written the format itself.
func (c *Compiler) literalPart(text string, at place.Place) (part, error) {
	switch at {
	case place.JSONString, place.JSONKey, place.FormValue, place.FormName, place.URLQueryName, place.URLQueryValue:
		encoded, err := place.Append(nil, at, text)
		if err != nil {
			return nil, err
		}
		return literal(encoded), nil
	}
	return literal(text), nil
}

func (c *Compiler) each(p *ast.EachPart, at place.Place) (part, error) {
	list, err := c.Compile(p.List)
	if err != nil {
		return nil, err
	}
	body, err := c.parts(p.Body, at)
	if err != nil {
		return nil, err
	}
	otherwise, err := c.parts(p.Else, at)
	if err != nil {
		return nil, err
	}
	loop := &loop{list: list, body: body, otherwise: otherwise, this: -1, index: -1, first: -1, last: -1, key: -1}
	if vars := c.info.Each[p]; vars != nil {
		if vars.This != nil {
			loop.this = vars.This.Slot
		}
		if vars.Index != nil {
			loop.index = vars.Index.Slot
		}
		if vars.First != nil {
			loop.first = vars.First.Slot
		}
		if vars.Last != nil {
			loop.last = vars.Last.Slot
		}
		if vars.Key != nil {
			loop.key = vars.Key.Slot
		}
	}
	return loop, nil
}

func (c *Compiler) hole(e ast.Expr, at place.Place) (part, error) {
	p, err := c.Compile(e)
	if err != nil {
		return nil, err
	}
	t := c.info.Types[e]
	always := !t.IsOptional() && !t.Is(types.Any) && !t.Is(types.None) && !t.IsInvalid()
	return &hole{program: p, at: at, typ: t, holdsSecret: t.HoldsSecret(), secret: t.Secret, always: always, span: e.Span()}, nil
}

// text lowers a text inside an expression.
func (l *lowering) text(e *ast.Text) xast.Node {
	if s, ok := e.Literal(); ok {
		return constant(s)
	}
	t, err := l.Template(e, place.Plain)
	if err != nil {
		return l.fail(e, "%v", err)
	}
	return l.call(e.Span(), func(args []any) (any, error) {
		return t.Text(Frame(args[0].([]any)))
	}, frame())
}

type literal string

func (s literal) write(_ Frame, o *Output) error {
	o.Bytes = append(o.Bytes, s...)
	return nil
}

type hole struct {
	program     *Program
	at          place.Place
	typ         types.Type
	secret      bool
	holdsSecret bool // in a part of its value
	always      bool // its type says that it is there
	span        diag.Span
}

func (h *hole) write(f Frame, o *Output) error {
	v, err := h.program.Eval(f)
	if err != nil {
		return err
	}
	from := len(o.Bytes)
	if h.at == place.JSONValue {
		if v == nil && h.always { // what it was computed from is not valid: null would be a guess
			return &Error{Span: h.span, Missing: true, Err: fmt.Errorf("%s cannot be computed: a value in it is not valid", h.span.Text())}
		}
		if err := h.valueJSON(orNull(v), o); err != nil {
			return at1(h.span, err)
		}
		return nil
	}
	text := value.Text(v)
	if value.IsMissing(v) {
		o.Missing = true
	}
	if text == "" {
		switch h.at {
		case place.URLPath, place.URLHost, place.URLPort, place.URLWhole, place.URLBase:
			return &Error{Span: h.span, Missing: true, Err: fmt.Errorf("%s is missing in the URL", h.span.Text())}
		}
		return nil
	}
	if o.Bytes, err = place.Append(o.Bytes, h.at, text); err != nil {
		return at1(h.span, err)
	}
	if h.secret {
		o.secret(from)
	}
	return nil
}

func orNull(v any) any {
	if v == nil {
		return value.Null
	}
	return v
}

type choice struct {
	cond            *Program
	unless          bool
	then, otherwise []part
}

func (c *choice) write(f Frame, o *Output) error {
	v, err := c.cond.Eval(f)
	if err != nil {
		return err
	}
	if value.Truthy(v) != c.unless {
		return writeAll(c.then, f, o)
	}
	return writeAll(c.otherwise, f, o)
}

type loop struct {
	list                          *Program
	this, index, first, last, key int // slots
	body, otherwise               []part
}

func (l *loop) write(f Frame, o *Output) error {
	v, err := l.list.Eval(f)
	if err != nil {
		return err
	}
	var items []any
	var keys []string
	switch v := v.(type) {
	case []any:
		items = v
	case *value.Object:
		for k, item := range v.All() {
			keys, items = append(keys, k), append(items, item)
		}
	}
	if len(items) == 0 {
		return writeAll(l.otherwise, f, o)
	}
	for i, item := range items {
		if err := f[0].(*Machine).step(); err != nil {
			return err
		}
		f.Set(l.this, item)
		f.Set(l.index, value.Int(int64(i)))
		f.Set(l.first, i == 0)
		f.Set(l.last, i == len(items)-1)
		if keys != nil {
			f.Set(l.key, keys[i])
		}
		if err := writeAll(l.body, f, o); err != nil {
			return err
		}
	}
	return nil
}

// IsSecret reports whether the value of e is secret.
func (c *Compiler) IsSecret(e ast.Expr) bool { return c.info.Types[e].Secret }

// TypeOf returns the type that the checker found for e.
func (c *Compiler) TypeOf(e ast.Expr) types.Type { return c.info.Types[e] }
