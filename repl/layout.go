package repl

import (
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"lcs/interp/expression"
	"lcs/lang/types"
	"lcs/stdlib"
	"lcs/stdlib/http"
	"lcs/terminal"
	"lcs/value"
	"lcs/value/literal"
)

// What of a large value is laid out.
const (
	maxNodes = 400  // values in one another
	maxItems = 50   // of a list or object
	maxText  = 2000 // bytes of a text
)

// layOut returns a value as a script would write it, on one line if that fits
// and else on several, and says what was left out. Secret parts are masked.
func layOut(v any, t types.Type, width int, lib *stdlib.Library) (text, cut string) {
	b := &builder{library: lib}
	n := b.node(v, t)
	var out strings.Builder
	n.write(&out, 0, width)
	if b.left > 0 {
		cut = fmt.Sprintf("%d more values are not shown", b.left)
	}
	if b.bytes > 0 {
		cut = fmt.Sprintf("%d more bytes are not shown", b.bytes)
	}
	return out.String(), cut
}

// node is a part of a value: a text, or what stands between brackets.
type node struct {
	text        string
	open, close string
	keys        []string // of an object
	items       []node
}

// builder makes nodes of a value and counts what it leaves out.
type builder struct {
	library     *stdlib.Library
	nodes       int
	left, bytes int
}

func leaf(text string) node { return node{text: text} }

func (b *builder) node(v any, t types.Type) node {
	b.nodes++
	if t.Secret && !value.IsMissing(v) {
		return leaf(http.Mask)
	}
	switch v := v.(type) {
	case nil:
		return leaf("missing")
	case value.NullType:
		return leaf("null")
	case string:
		return leaf(b.quoted(v))
	case *value.Record:
		return leaf(b.record(v))
	case []byte:
		shown := v[:min(len(v), maxText/2)]
		b.bytes += len(v) - len(shown)
		return leaf("bytes " + hex.EncodeToString(shown))
	case []any:
		return b.list(v, t)
	case *value.Object:
		return b.object(v, t)
	case *stdlib.Regex:
		return leaf("/" + terminal.Visible(v.Source) + "/" + v.Flags)
	case expression.Fielder:
		return b.view(v, t)
	}
	if _, isService := t.Core.(*types.Service); isService {
		return leaf("a service")
	}
	return leaf(b.short(terminal.Visible(value.Text(v))))
}

// record is a value of a record type: what is not valid says so, and of what
// traces do not show there is only as much as they show.
func (b *builder) record(r *value.Record) string {
	if rt := b.library.RecordType(r.Kind); rt != nil && rt.Mask != nil {
		return b.quoted(rt.Mask(r))
	}
	if !r.Valid {
		return b.quoted(r.Raw) + " (not valid)"
	}
	switch r.Normal.(type) {
	case string, nil:
		return b.quoted(value.Text(r))
	}
	return value.Text(r)
}

func (b *builder) list(list []any, t types.Type) node {
	elem := types.Of(types.Any).AsSecret(t.Secret)
	if core, ok := t.Core.(*types.List); ok {
		elem = core.Elem
	}
	n := node{open: "[", close: "]"}
	for i, item := range list {
		if b.full(i, len(list)-i) {
			n.items = append(n.items, leaf("…"))
			break
		}
		n.items = append(n.items, b.node(item, elem))
	}
	return n
}

func (b *builder) object(o *value.Object, t types.Type) node {
	n := node{open: "{", close: "}"}
	i := 0
	for key, item := range o.All() {
		if b.full(i, o.Len()-i) {
			n.add("", leaf("…"))
			break
		}
		n.add(keyText(key), b.node(item, fieldType(t, key)))
		i++
	}
	return n
}

// view is a runtime object such as http: it has the fields of its type.
func (b *builder) view(v expression.Fielder, t types.Type) node {
	n := node{open: "{", close: "}"}
	core, _ := t.Core.(*types.Object)
	if core == nil {
		return leaf("{…}")
	}
	for _, f := range core.Fields {
		if item := v.Field(f.Name); item != nil {
			n.add(f.Name, b.node(item, f.Type))
		}
	}
	return n
}

func (n *node) add(key string, item node) {
	n.keys, n.items = append(n.keys, key), append(n.items, item)
}

// full reports whether the rest of a list or object is left out.
func (b *builder) full(i, rest int) bool {
	if i < maxItems && b.nodes < maxNodes {
		return false
	}
	b.left += rest
	return true
}

func fieldType(t types.Type, key string) types.Type {
	switch core := t.Core.(type) {
	case *types.Object:
		if f, ok := core.Field(key); ok {
			return f.Type
		}
	case *types.Map:
		return core.Elem
	}
	return types.Of(types.Any)
}

func keyText(key string) string {
	if isName(key) {
		return key
	}
	return literal.Text(key)
}

func (b *builder) quoted(s string) string {
	text := b.short(s)
	return literal.Text(text)
}

// short cuts a long text.
func (b *builder) short(s string) string {
	if len(s) <= maxText {
		return s
	}
	end := maxText
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	b.bytes += len(s) - end
	return s[:end] + "…"
}

// write lays a node out from a column on.
func (n node) write(out *strings.Builder, indent, width int) {
	if n.open == "" {
		out.WriteString(n.text)
		return
	}
	if line := n.line(); len(n.items) == 0 || utf8.RuneCountInString(line) <= width-indent {
		out.WriteString(line)
		return
	}
	out.WriteString(n.open)
	for i, item := range n.items {
		out.WriteString("\n" + strings.Repeat(" ", indent+2))
		if n.keys != nil && n.keys[i] != "" {
			out.WriteString(n.keys[i] + ": ")
		}
		item.write(out, indent+2, width)
	}
	out.WriteString("\n" + strings.Repeat(" ", indent) + n.close)
}

// line is a node on one line.
func (n node) line() string {
	if n.open == "" {
		return n.text
	}
	parts := make([]string, len(n.items))
	for i, item := range n.items {
		parts[i] = item.line()
		if n.keys != nil && n.keys[i] != "" {
			parts[i] = n.keys[i] + ": " + parts[i]
		}
	}
	inner := strings.Join(parts, ", ")
	if n.open == "{" && inner != "" {
		inner = " " + inner + " "
	}
	return n.open + inner + n.close
}
