package check

import (
	"reflect"

	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/types"
)

// maxCopied is how many bytes of templates are made into steps: a file could
// else make a flow of any size.
const maxCopied = 1 << 19

// checkTemplate checks a step with parameters by itself, so that its mistakes
// are reported once, whether it is used or not.
func (c *checker) checkTemplate(d *stepDecl) {
	c.with(surroundings{}, func() {
		c.branch(func() bool { c.step(d); return false })
	})
	c.info.Templates = append(c.info.Templates, d.info)
}

// instance makes a step out of a template: a copy of its body, so that each has
// names, types and places of its own, with the parameters bound.
func (c *checker) instance(d *stepDecl) {
	d.state = stepRunning
	template := c.templateNamed(d.node.Call)
	if template == nil {
		c.evaluate(arguments(d.node.Call))
		d.state = stepDone
		return
	}
	span := template.node.Span()
	before := c.copied
	if c.copied += int(span.End - span.Start); c.copied > maxCopied {
		if before <= maxCopied {
			c.add(tooManyInstances(d.node))
		}
		c.evaluate(arguments(d.node.Call))
		d.state = stepDone
		return
	}
	copied := cloneNode(template.node)
	copied.Name, copied.Call, copied.Title = d.node.Name, d.node.Call, d.node.Title
	if d.node.Title == nil {
		copied.Title = template.node.Title
	}
	target := c.bindTemplate(d, template)
	outer, scope, found := c.module, c.scope, len(c.diags)
	if d.node.When != nil {
		c.condition(d.node.When)
		found = len(c.diags)
	}
	c.module, c.scope = template.module, nil
	inner := *d
	inner.node, inner.bound, inner.template = copied, target, false
	inner.ownWhen, inner.module = d.node.When, template.module
	inner.info.Decl = copied
	c.step(&inner)
	c.module, c.scope = outer, scope
	c.diags = c.diags[:found]
	target.Params = d.info.Params
	d.state = stepDone
}

func (c *checker) templateNamed(call *ast.Call) *stepDecl {
	m := c.module
	var name *ast.Name
	switch fn := call.Fn.(type) {
	case *ast.Ident:
		name = &ast.Name{Base: fn.Base, Text: fn.Name}
		if id, ok := call.Recv.(*ast.Ident); ok && call.Form == ast.Method {
			imported, s := c.importNamed(id)
			if s == nil {
				c.add(c.unknownModule(&ast.Name{Base: id.Base, Text: id.Name}))
				return nil
			}
			if m = imported; m == nil {
				return nil
			}
		}
	case *ast.Member:
		id, ok := fn.X.(*ast.Ident)
		if !ok || fn.Name == nil {
			c.add(notCallable(call.Fn))
			return nil
		}
		imported, s := c.importNamed(id)
		if s == nil {
			c.add(c.unknownModule(&ast.Name{Base: id.Base, Text: id.Name}))
			return nil
		}
		if m = imported; m == nil {
			return nil
		}
		name = fn.Name
	default:
		c.add(notCallable(call.Fn))
		return nil
	}
	if d := m.steps[name.Text]; d != nil && d.template {
		return d
	}
	c.add(c.unknownTemplate(name, m))
	return nil
}

// bindTemplate checks the arguments against the parameters. A service is looked
// for among the services first: a step may have the same name.
func (c *checker) bindTemplate(d *stepDecl, template *stepDecl) *CallTarget {
	call := d.node.Call
	args := arguments(call)
	if call.Form == ast.Method {
		args = args[1:]
	}
	params := template.node.Params
	target := &CallTarget{Args: make([]ast.Expr, len(params)), Result: invalid}
	c.info.Calls[call] = target
	d.services = make([]*ServiceInfo, len(params))
	if len(args) != len(params) {
		c.evaluate(args)
		c.add(wrongCount(call, template.node.Name.Text, templateSignature(template), len(params), len(params), len(args)))
		return target
	}
	for i, a := range args {
		p := params[i]
		if p.Name == nil {
			continue
		}
		outer := c.module
		c.module = template.module
		want := c.typeExpr(p.Type, false)
		c.module = outer
		if _, ok := want.Core.(*types.Service); ok {
			d.services[i] = c.serviceRef(a.value)
		} else {
			c.fit(a.value, want, "'"+p.Name.Text+"' of "+template.node.Name.Text)
		}
		target.Args[i] = a.value
	}
	return target
}

func templateSignature(d *stepDecl) string {
	text := d.node.Name.Text + "("
	for i, p := range d.node.Params {
		if i > 0 {
			text += ", "
		}
		text += nameText(p.Name)
		if p.Type != nil {
			text += ": " + p.Type.Span().Text()
		}
	}
	return text + ")"
}

// cloneNode copies a tree. What it points to outside of the tree, the source
// file and diagnostics, is shared.
func cloneNode[T any](n *T) *T {
	return cloneValue(reflect.ValueOf(n)).Interface().(*T)
}

var shared = map[reflect.Type]bool{
	reflect.TypeFor[*diag.File]():       true,
	reflect.TypeFor[*diag.Diagnostic](): true,
}

func cloneValue(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || shared[v.Type()] {
			return v
		}
		out := reflect.New(v.Type().Elem())
		out.Elem().Set(cloneValue(v.Elem()))
		return out
	case reflect.Interface:
		if v.IsNil() {
			return v
		}
		out := reflect.New(v.Type()).Elem()
		out.Set(cloneValue(v.Elem()))
		return out
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(cloneValue(v.Index(i)))
		}
		return out
	case reflect.Struct:
		out := reflect.New(v.Type()).Elem()
		out.Set(v)
		for i := range v.NumField() {
			switch v.Field(i).Kind() {
			case reflect.Pointer, reflect.Interface, reflect.Slice:
				out.Field(i).Set(cloneValue(v.Field(i)))
			}
		}
		return out
	}
	return v
}
