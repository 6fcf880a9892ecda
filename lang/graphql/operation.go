// Package graphql reads what a GraphQL request text says of variables: which
// ones its operation declares, and where they are used. What the fields mean is
// the partner's schema to say.
package graphql

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
)

// maxTokens bounds what is read of a text.
const maxTokens = 100_000

// Operation is the one operation of a request text.
type Operation struct {
	Name     string // empty when it has none
	Declared []Variable
	Used     []Use // in the order of the text, those of fragments included
}

// Variable is a declared variable.
type Variable struct {
	Name     string
	Type     string // as it is written: [ID!]!
	Scalar   string // the name of its type, empty for a list
	Required bool   // non-null and without a default
	Place    Place
}

// Use is a place in which a variable stands.
type Use struct {
	Name  string
	Place Place
}

// Place is where something stands: offsets in bytes, the second behind it.
type Place struct{ Start, End int }

// Fault is why a text cannot be sent.
type Fault struct {
	Message string
	Help    string // may be empty
	Place   Place
}

// Read reads a request text. Of the results one is nil.
func Read(text string) (*Operation, *Fault) {
	r := &reader{text: text}
	if len(text) != utf8.RuneCountInString(text) {
		for i := range text {
			r.starts = append(r.starts, i)
		}
	}
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: text}, maxTokens)
	if err != nil {
		return nil, r.fault(err)
	}
	switch len(doc.Operations) {
	case 0:
		return nil, &Fault{Message: "the text has no operation", Help: "it is written: query name($id: ID!) { … }", Place: Place{0, len(text)}}
	case 1:
	default:
		second := doc.Operations[1]
		return nil, &Fault{
			Message: "a second operation: nothing would say which of them is meant",
			Help:    "send each in a step of its own",
			Place:   r.place(second.Position, len(second.Operation)),
		}
	}
	only := doc.Operations[0]
	op := &Operation{Name: only.Name}
	for _, d := range only.VariableDefinitions {
		v := Variable{Name: d.Variable, Type: d.Type.String(), Scalar: d.Type.NamedType, Place: r.place(d.Position, len("$")+len(d.Variable))}
		v.Required = d.Type.NonNull && d.DefaultValue == nil
		op.Declared = append(op.Declared, v)
	}
	r.directives(only.Directives)
	r.selections(only.SelectionSet)
	for _, f := range doc.Fragments {
		r.directives(f.Directives)
		r.selections(f.SelectionSet)
	}
	op.Used = r.used
	return op, nil
}

// reader collects uses, and turns the parser's places into offsets.
type reader struct {
	text   string
	starts []int // of each character, where one is not a byte
	used   []Use
}

func (r *reader) selections(set ast.SelectionSet) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			r.arguments(s.Arguments)
			r.directives(s.Directives)
			r.selections(s.SelectionSet)
		case *ast.InlineFragment:
			r.directives(s.Directives)
			r.selections(s.SelectionSet)
		case *ast.FragmentSpread:
			r.directives(s.Directives)
		}
	}
}

func (r *reader) directives(list ast.DirectiveList) {
	for _, d := range list {
		r.arguments(d.Arguments)
	}
}

func (r *reader) arguments(list ast.ArgumentList) {
	for _, a := range list {
		r.value(a.Value)
	}
}

func (r *reader) value(v *ast.Value) {
	if v == nil {
		return
	}
	if v.Kind == ast.Variable {
		r.used = append(r.used, Use{Name: v.Raw, Place: r.place(v.Position, len("$")+len(v.Raw))})
	}
	for _, child := range v.Children {
		r.value(child.Value)
	}
}

// place is a stretch of so many bytes that begins where the parser says: it
// counts characters.
func (r *reader) place(at *ast.Position, length int) Place {
	if at == nil {
		return Place{}
	}
	start := min(at.Start, len(r.text))
	if r.starts != nil {
		start = len(r.text)
		if at.Start < len(r.starts) {
			start = r.starts[at.Start]
		}
	}
	return Place{start, min(start+length, len(r.text))}
}

// fault says what the parser could not read, and where.
func (r *reader) fault(err error) *Fault {
	f := &Fault{Message: err.Error(), Place: Place{len(r.text), len(r.text)}}
	var e *gqlerror.Error
	if !errors.As(err, &e) {
		return f
	}
	if len(e.Locations) > 0 {
		f.Place.Start = r.offset(e.Locations[0].Line, e.Locations[0].Column)
		_, size := utf8.DecodeRuneInString(r.text[f.Place.Start:])
		f.Place.End = f.Place.Start + size
	}
	message := strings.ReplaceAll(e.Message, "<Invalid>", "what GraphQL does not have")
	if f.Place.Start == len(r.text) {
		message, f.Help = "it ends too early", "a '}', a ')' or a quote is missing"
	}
	first, size := utf8.DecodeRuneInString(message)
	f.Message = string(unicode.ToLower(first)) + message[size:]
	return f
}

// offset is where a column of a line begins, both counted from 1.
func (r *reader) offset(line, column int) int {
	start := 0
	for ; line > 1; line-- {
		next := strings.IndexByte(r.text[start:], '\n')
		if next < 0 {
			return len(r.text)
		}
		start += next + 1
	}
	n := 1
	for i := range r.text[start:] {
		if n == column {
			return start + i
		}
		n++
	}
	return len(r.text)
}
