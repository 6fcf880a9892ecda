package place_test

import (
	"fmt"
	"strings"

	"lcs/lang/ast"
	"lcs/lang/place"
)

// dice choose by the bytes of a fuzzer, or of a random source.
type dice struct{ data []byte }

func (d *dice) roll(n int) int {
	if len(d.data) == 0 {
		return 0
	}
	b := int(d.data[0])
	d.data = d.data[1:]
	return b % n
}

func pick[T any](d *dice, from ...T) T { return from[d.roll(len(from))] }

// writer makes random templates: well-formed ones by rule, with a mistake now
// and then.
type writer struct {
	*dice
	loops int // depth
	size  int
	holes int
}

// mistake returns text, or now and then something else in its place.
func (w *writer) mistake(text string) string {
	if w.roll(40) != 39 {
		return text
	}
	return pick(w.dice, "", text+text, ",", "]", "}", `"`, "<", ">", "</a>", "<b>", "{{h}}", " ", "\\", "&", "1")
}

// hole returns a hole with a name of its own.
func (w *writer) hole() string {
	w.holes++
	return fmt.Sprintf("{{h%d}}", w.holes)
}

func (w *writer) cond() string {
	conds := []string{"a", "b", "not a", "a and b", "(a or b)", "f(x)"}
	if w.loops > 0 {
		conds = append(conds, "@first", "@last", "not @last", "@index > 0", "this.c")
	}
	return pick(w.dice, conds...)
}

func (w *writer) list() string { return pick(w.dice, "xs", "ys", "this.zs") }

// full reports whether the template is long enough.
func (w *writer) full() bool { w.size++; return w.size > 40 }

// optional returns some text within a condition.
func (w *writer) optional(text func() string) string {
	switch w.roll(3) {
	case 0:
		return "{{#if " + w.cond() + "}}" + text() + "{{/if}}"
	case 1:
		return "{{#unless " + w.cond() + "}}" + text() + "{{else}}" + text() + "{{/unless}}"
	}
	return "{{#if " + w.cond() + "}}" + text() + "{{else if " + w.cond() + "}}" + text() + "{{else}}" + text() + "{{/if}}"
}

func (w *writer) each(body func() string) string {
	list := w.list()
	w.loops++
	defer func() { w.loops-- }()
	return "{{#each " + list + "}}" + body() + "{{/each}}"
}

// json writes a value.
func (w *writer) json() string {
	if w.full() {
		return "1"
	}
	switch w.roll(9) {
	case 0:
		return w.mistake(w.hole())
	case 1:
		return w.mistake(`"`) + "x" + w.hole() + w.hole() + w.mistake(`"`)
	case 2:
		return pick(w.dice, "null", "12", "-1.5e3", `"a\n"`, `""`, "0", "1{{x}}", "tru")
	case 3:
		return w.mistake("[") + w.json() + w.mistake(",") + " " + w.json() + w.mistake("]")
	case 4:
		comma := pick(w.dice, "{{#unless @last}},{{/unless}}", "{{#if not @last}},{{/if}}", "{{#if this.c}},{{/if}}", ",", "")
		return "[" + w.each(func() string { return w.json() + comma }) + w.mistake("]")
	case 5:
		return "[" + w.each(func() string { return "{{#if @index > 0}},{{/if}}" + w.json() }) + "]"
	case 6:
		return w.mistake("{") + `"k` + w.hole() + `":` + w.json() + w.optional(func() string { return `,"` + w.hole() + `o":` + w.json() }) + w.mistake("}")
	case 7:
		return w.optional(w.json)
	}
	wrap := w.cond()
	return "{{#if " + wrap + "}}[{{/if}}" + w.json() + "{{#if " + pick(w.dice, wrap, w.cond()) + "}}]{{/if}}"
}

// xml writes an element.
func (w *writer) xml() string {
	if w.full() {
		return "<z/>"
	}
	name := pick(w.dice, "a", "b")
	open := "<" + w.mistake(name)
	if w.roll(3) == 0 {
		open += ` x="` + w.hole() + w.mistake(`"`)
	}
	if w.roll(4) == 0 {
		open += w.optional(func() string { return pick(w.dice, ` y='{{y}}'`, ` x="1"`, "") })
	}
	open += w.mistake(">")
	shut := "</" + w.mistake(name) + ">"
	switch w.roll(8) {
	case 0:
		return open + "x" + w.hole() + pick(w.dice, "", "&amp;", "]]", "&#65;", "<!-- c -->", "&no;") + w.hole() + shut
	case 1:
		return open + "<![CDATA[" + pick(w.dice, "", "]", ">", "x") + w.hole() + pick(w.dice, "", ">", "]>", "]") + w.mistake("]]>") + shut
	case 2:
		return open + w.xml() + w.xml() + shut
	case 3:
		return open + w.each(w.xml) + shut
	case 4:
		return open + w.optional(w.xml) + shut
	case 5:
		return open + w.optional(func() string { return w.xml() + pick(w.dice, "", "x") }) + w.hole() + shut
	case 6:
		return w.optional(w.xml)
	}
	wrap := w.cond()
	return open + "{{#if " + wrap + "}}<w>{{/if}}" + w.xml() + "{{#if " + pick(w.dice, wrap, w.cond()) + "}}</w>{{/if}}" + shut
}

// url writes a path with a query.
func (w *writer) url() string {
	var b strings.Builder
	for range w.roll(3) {
		b.WriteString("/" + w.mistake(pick(w.dice, "a", w.hole(), "x"+w.hole(), w.hole()+"."+w.hole(), "%41")))
	}
	if w.roll(3) == 0 {
		b.WriteString(w.each(func() string { return "/" + w.hole() }))
	}
	b.WriteString("?k=" + w.hole())
	for range w.roll(4) {
		b.WriteString(w.optional(func() string { return "&" + pick(w.dice, "n", w.hole()) + "=" + w.mistake("v") + w.hole() }))
	}
	return b.String()
}

// world decides what conditions hold, how long lists are and what values are
// put in, the same in every rendering of one template.
type world struct {
	conds   map[string]bool // by name, and by the item they are about
	lengths map[string]int
	decide  func(cond string) bool
	length  func(list string) int
	value   func(name string, p place.Place) string
	calls   int
}

// render renders a template as the runtime does, value by value.
func (w *world) render(dst []byte, parts []ast.Part, places map[ast.Part]place.Place, at item) ([]byte, error) {
	var err error
	for _, part := range parts {
		switch p := part.(type) {
		case *ast.TextPart:
			dst = append(dst, p.Text...)
		case *ast.HolePart:
			name := at.path + "/" + p.X.Span().String()
			if places[p] == place.JSONValue {
				dst = append(dst, w.value(name, place.JSONValue)...)
			} else if dst, err = place.Append(dst, places[p], w.value(name, places[p])); err != nil {
				return dst, err
			}
		case *ast.IfPart:
			branch := p.Else
			if w.holds(p.Cond, at) != p.Unless {
				branch = p.Then
			}
			if dst, err = w.render(dst, branch, places, at); err != nil {
				return dst, err
			}
		case *ast.EachPart:
			list := p.List.Span().Text()
			if strings.HasPrefix(list, "this") {
				list = at.path + list
			}
			if _, ok := w.lengths[list]; !ok {
				w.lengths[list] = w.length(list)
			}
			n := w.lengths[list]
			for i := range n {
				inner := item{path: fmt.Sprintf("%s/%d.%d", at.path, p.Place.Start, i), index: i, last: i == n-1}
				if dst, err = w.render(dst, p.Body, places, inner); err != nil {
					return dst, err
				}
			}
			if n == 0 {
				if dst, err = w.render(dst, p.Else, places, at); err != nil {
					return dst, err
				}
			}
		}
	}
	return dst, nil
}

type item struct {
	path  string
	index int
	last  bool
}

func (w *world) holds(x ast.Expr, at item) bool {
	switch x := x.(type) {
	case *ast.Paren:
		return w.holds(x.X, at)
	case *ast.Unary:
		return !w.holds(x.X, at)
	case *ast.Binary:
		switch x.Op {
		case "and":
			return w.holds(x.X, at) && w.holds(x.Y, at)
		case "or":
			return w.holds(x.X, at) || w.holds(x.Y, at)
		}
		return at.index > 0
	case *ast.Ident:
		switch x.Name {
		case "@first":
			return at.index == 0
		case "@last":
			return at.last
		}
	}
	name := x.Span().Text()
	switch {
	case strings.HasPrefix(name, "this"):
		name = at.path + name
	case strings.HasPrefix(name, "f("):
		w.calls++
		name = fmt.Sprint(name, w.calls)
	}
	if _, ok := w.conds[name]; !ok {
		w.conds[name] = w.decide(name)
	}
	return w.conds[name]
}
