package ast

import (
	"fmt"
	"iter"
)

// Walk visits n and what is under it, parents first, in the order of the
// source. When visit returns false, the children of that node are left out.
// Names are not visited: they are part of their node.
func Walk(n Node, visit func(Node) bool) {
	w := walker{visit}
	if n != nil {
		w.node(n)
	}
}

// AllParts goes through parts and those within them, of every branch, in the
// order of the source. The texts that stand in expressions are left out.
func AllParts(parts []Part) iter.Seq[Part] {
	return func(yield func(Part) bool) { eachPart(parts, yield) }
}

func eachPart(parts []Part, yield func(Part) bool) bool {
	for _, p := range parts {
		if !yield(p) {
			return false
		}
		var first, second []Part
		switch p := p.(type) {
		case *IfPart:
			first, second = p.Then, p.Else
		case *EachPart:
			first, second = p.Body, p.Else
		}
		if !eachPart(first, yield) || !eachPart(second, yield) {
			return false
		}
	}
	return true
}

type walker struct{ visit func(Node) bool }

func (w walker) node(n Node) {
	if !w.visit(n) {
		return
	}
	switch n := n.(type) {
	case *File:
		w.items(n.Items)
	case *Block:
		w.items(n.Items)
	case *Field:
		w.typ(n.Type)
		for _, t := range n.From {
			w.text(t)
		}
		w.expr(n.Default)
	case *Arg:
		w.expr(n.Value)
	case *Entry:
		w.text(n.Key)
		w.expr(n.Value)
	case *Selector, *Name:
	case *Reply:
		w.selectors([]*Selector{n.Kind})
		w.text(n.Named)
		w.object(n.Headers)
		w.expr(n.Value)
		w.duration(n.After)
	case Item:
		w.item(n)
	case Expr:
		w.inExpr(n)
	case Part:
		w.inPart(n)
	case TypeExpr:
		w.inType(n)
	default:
		panic(fmt.Sprintf("ast.Walk: %T", n))
	}
}

func (w walker) item(n Item) {
	switch n := n.(type) {
	case *Bad, *Trace, *Accept, *Skip, *RefreshAuth, *Background, *Run:
	case *Flow:
		w.text(n.Title)
	case *Import:
		w.text(n.Path)
	case *Settings:
		w.fields(n.Fields)
	case *Lead:
		w.fields(n.Fields)
	case *ExampleLead:
		w.text(n.Name)
		w.object(n.Value)
	case *ExampleSettings:
		w.object(n.Value)
	case *TypeDecl:
		w.typ(n.Type)
	case *Pattern:
		w.expr(n.Value)
	case *Fn:
		w.fields(n.Params)
		w.typ(n.Result)
		w.expr(n.Body)
	case *Service:
		w.block(n.Body)
	case *Step:
		w.fields(n.Params)
		w.text(n.Title)
		w.expr(n.When)
		w.block(n.Body)
		if n.Call != nil {
			w.node(n.Call)
		}
	case *Parallel:
		w.block(n.Body)
	case *Alert:
		w.text(n.Title)
		w.expr(n.When)
		w.duration(n.Over)
		w.number(n.AtLeast)
		w.block(n.Body)
	case *Let:
		w.expr(n.Value)
	case *Assign:
		if n.Target != nil {
			w.node(n.Target)
		}
		w.expr(n.Value)
	case *If:
		w.expr(n.Cond)
		w.block(n.Then)
		w.block(n.Else)
	case *Log:
		w.text(n.Text)
	case *Say:
		w.text(n.Text)
	case *Queue:
		w.duration(n.For)
		w.number(n.UpTo)
	case *Retry:
		w.number(n.Count)
		w.duration(n.Min)
		w.duration(n.Max)
	case *FallbackTo:
		w.expr(n.Service)
	case *Fallback:
		w.block(n.Body)
	case *UseLastGood:
		w.exprs(n.By)
		w.duration(n.Within)
	case *UseDefault:
		w.object(n.Value)
	default:
		w.stepItem(n)
	}
}

func (w walker) stepItem(n Item) {
	switch n := n.(type) {
	case *Request:
		w.expr(n.Service)
		w.text(n.URL)
		w.block(n.Body)
	case *URL:
		w.expr(n.Service)
		w.text(n.URL)
	case *Entries:
		w.object(n.Value)
	case *Body:
		w.expr(n.Value)
		w.object(n.Variables)
	case *Auth:
		if n.Call != nil {
			w.node(n.Call)
		}
	case *Expect:
		w.selectors(n.Statuses)
		w.object(n.Namespaces)
		w.typ(n.Shape)
	case *SuccessWhen:
		w.expr(n.Cond)
	case *Outcome:
		w.expr(n.Value)
	case *Cache:
		w.duration(n.TTL)
		w.exprs(n.By)
	case *Idempotent:
		w.exprs(n.By)
		w.text(n.Header)
	case *Collect:
		w.number(n.Count)
		w.duration(n.Within)
	case *Match:
		w.expr(n.In)
		w.expr(n.Where)
		w.block(n.Body)
	case *On:
		w.selectors(n.Selectors)
		w.block(n.Body)
	case *Default:
		w.object(n.Value)
	case *Example:
		w.text(n.Name)
		w.reply(n.Reply)
	case *Option:
		w.expr(n.Value)
	case *Limit:
		w.number(n.Count)
		w.duration(n.Per)
	case *Breaker:
		w.number(n.Rate)
		w.duration(n.Over)
		w.duration(n.Open)
	case *TLS:
		w.block(n.Body)
	case *Test:
		w.text(n.Title)
		w.block(n.Body)
	case *TestLead:
		w.text(n.Name)
		w.object(n.Value)
	case *TestLeads:
		w.text(n.Path)
	case *TestSet:
		w.object(n.Value)
	case *At:
		w.expr(n.Time)
	case *Stub:
		for _, r := range n.Replies {
			w.reply(r)
		}
	case *Assert:
		w.expr(n.Cond)
	default:
		panic(fmt.Sprintf("ast.Walk: %T", n))
	}
}

func (w walker) inExpr(n Expr) {
	switch n := n.(type) {
	case *BadExpr, *Ident, *Regex, *Number, *Duration, *Bool, *Null:
	case *Member:
		w.expr(n.X)
	case *Index:
		w.expr(n.X)
		w.expr(n.I)
	case *Call:
		w.expr(n.Recv)
		w.expr(n.Fn)
		for _, a := range n.Args {
			w.node(a)
		}
	case *Unary:
		w.expr(n.X)
	case *Binary:
		w.expr(n.X)
		w.expr(n.Y)
	case *Is:
		w.expr(n.X)
	case *Cond:
		w.expr(n.If)
		w.expr(n.Then)
		w.expr(n.Else)
	case *Must:
		w.expr(n.X)
	case *Paren:
		w.expr(n.X)
	case *List:
		w.exprs(n.Elems)
	case *Comprehension:
		w.expr(n.In)
		w.expr(n.If)
		w.expr(n.Elem)
	case *Object:
		for _, e := range n.Entries {
			w.node(e)
		}
	case *Text:
		w.parts(n.Parts)
	case *Hole:
		w.expr(n.X)
	default:
		panic(fmt.Sprintf("ast.Walk: %T", n))
	}
}

func (w walker) inPart(n Part) {
	switch n := n.(type) {
	case *TextPart, *BadPart:
	case *HolePart:
		w.expr(n.X)
	case *IfPart:
		w.expr(n.Cond)
		w.parts(n.Then)
		w.parts(n.Else)
	case *EachPart:
		w.expr(n.List)
		w.parts(n.Body)
		w.parts(n.Else)
	default:
		panic(fmt.Sprintf("ast.Walk: %T", n))
	}
}

func (w walker) inType(n TypeExpr) {
	switch n := n.(type) {
	case *BadType:
	case *NamedType:
		w.exprs(n.Args)
	case *SecretType:
		w.typ(n.Of)
	case *LiteralType:
		w.text(n.Value)
	case *UnionType:
		for _, t := range n.Alts {
			w.typ(t)
		}
	case *ListType:
		w.typ(n.Elem)
	case *ObjectType:
		w.fields(n.Fields)
	case *OptionalType:
		w.typ(n.Of)
	default:
		panic(fmt.Sprintf("ast.Walk: %T", n))
	}
}

// The rest keeps nil pointers out of the Node interface, and goes straight to the
// children of what it knows: the checker walks a script many times.

func (w walker) items(all []Item) {
	for _, n := range all {
		if w.visit(n) {
			w.item(n)
		}
	}
}

func (w walker) exprs(all []Expr) {
	for _, n := range all {
		w.expr(n)
	}
}

func (w walker) parts(all []Part) {
	for _, n := range all {
		if w.visit(n) {
			w.inPart(n)
		}
	}
}

func (w walker) fields(all []*Field) {
	for _, n := range all {
		w.node(n)
	}
}

func (w walker) selectors(all []*Selector) {
	for _, n := range all {
		if n != nil {
			w.node(n)
		}
	}
}

func (w walker) expr(n Expr) {
	if n != nil && w.visit(n) {
		w.inExpr(n)
	}
}

func (w walker) typ(n TypeExpr) {
	if n != nil && w.visit(n) {
		w.inType(n)
	}
}

func (w walker) block(n *Block) {
	if n != nil && w.visit(n) {
		w.items(n.Items)
	}
}

func (w walker) text(n *Text) {
	if n != nil && w.visit(n) {
		w.parts(n.Parts)
	}
}

func (w walker) object(n *Object) {
	if n != nil {
		w.node(n)
	}
}

func (w walker) number(n *Number) {
	if n != nil {
		w.visit(n)
	}
}

func (w walker) duration(n *Duration) {
	if n != nil {
		w.visit(n)
	}
}

func (w walker) reply(n *Reply) {
	if n != nil {
		w.node(n)
	}
}
