package ast

import (
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"time"

	"lcs/lang/diag"
)

// Dump writes the tree under n as s-expressions, one node a line, for golden
// files: the node's type, its words and numbers, then its children by field.
// Places are left out.
func Dump(w io.Writer, n Node) error {
	d := dumper{w: w}
	d.node("", reflect.ValueOf(n), 0)
	d.line("\n")
	return d.err
}

type dumper struct {
	w   io.Writer
	err error
}

func (d *dumper) line(s string) {
	if d.err == nil {
		_, d.err = io.WriteString(d.w, s)
	}
}

var (
	baseType   = reflect.TypeFor[Base]()
	nameType   = reflect.TypeFor[*Name]()
	quoteNames = map[Quote]string{Bare: "bare", Double: "double", Single: "single", Triple: "triple"}
	formNames  = map[CallForm]string{Plain: "plain", Method: "method", Pipe: "pipe", Colon: "colon"}
)

// node writes "(label: Type words…" with its children on lines of their own.
func (d *dumper) node(label string, v reflect.Value, depth int) {
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	d.line(strings.Repeat("  ", depth) + "(")
	if label != "" {
		d.line(label + ": ")
	}
	if word, ok := brief(v.Interface()); ok {
		d.line(word + ")")
		return
	}
	v = v.Elem()
	d.line(v.Type().Name())
	var children []func()
	for i := range v.NumField() {
		field, value := v.Type().Field(i), v.Field(i)
		if field.Type == baseType {
			continue
		}
		if word, ok := scalar(value); ok {
			if word != "" {
				d.line(" " + strings.ToLower(field.Name) + "=" + word)
			}
			continue
		}
		children = append(children, d.children(strings.ToLower(field.Name), value, depth+1)...)
	}
	for _, child := range children {
		d.line("\n")
		child()
	}
	d.line(")")
}

// brief returns what is written of a node that is mostly one word.
func brief(n any) (string, bool) {
	switch n := n.(type) {
	case *Bool:
		return fmt.Sprint("Bool ", n.Value), true
	case *Text:
		text, ok := n.Literal()
		return fmt.Sprintf("Text %s %q", quoteNames[n.Quote], text), ok
	}
	return "", false
}

// scalar returns a field that stands on its node's own line; the zero value is
// empty. It answers false for a field that holds nodes.
func scalar(v reflect.Value) (string, bool) {
	if v.Type() == nameType {
		if v.IsNil() {
			return "", true
		}
		return strconv.Quote(v.Interface().(*Name).Text), true
	}
	switch x := v.Interface().(type) {
	case string:
		if x == "" {
			return "", true
		}
		return strconv.Quote(x), true
	case bool:
		if !x {
			return "", true
		}
		return "true", true
	case Quote:
		return quoteNames[x], true
	case CallForm:
		return formNames[x], true
	case time.Duration:
		return x.String(), true
	case []*Name:
		var words []string
		for _, n := range x {
			words = append(words, n.Text)
		}
		return strings.Join(words, "."), true
	case *diag.File, diag.Span:
		return "", true
	case *diag.Diagnostic:
		if x == nil {
			return "", true
		}
		return strconv.Quote(fmt.Sprintf("%s %s", x.Code, x.Message)), true
	}
	return "", false
}

func (d *dumper) children(label string, v reflect.Value, depth int) []func() {
	switch v.Kind() {
	case reflect.Slice:
		if v.IsNil() {
			return nil
		}
		var all []func()
		for i := range v.Len() {
			all = append(all, d.children(label, v.Index(i), depth)...)
		}
		return all
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return []func(){func() { d.node(label, v, depth) }}
	}
	return nil
}
