package check

import (
	"slices"
	"strconv"

	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/types"
)

// What is known of arguments before the script runs: literals, and the names
// that were given one.

// checkLiteral judges a literal given for a parameter: a date format, a
// pattern, the name of a field.
func (c *checker) checkLiteral(arg ast.Expr, p *types.Param, b *binding) {
	if field, ok := p.Type.Core.(*types.FieldOf); ok {
		c.checkFieldName(arg, b.vars[field.Of.Name])
		return
	}
	if p.Check == nil {
		return
	}
	var literal string
	switch x := c.constant(arg).(type) {
	case *ast.Text:
		s, ok := x.Literal()
		if !ok {
			return
		}
		literal = s
	case *ast.Regex:
		literal = x.Pattern
	case *ast.Number:
		literal = x.Text
	default:
		return
	}
	if bad := p.Check(literal); bad != nil {
		if meant := c.swappedLiteral(arg, p, b); meant != "" {
			d := c.add(diag.New(diag.BadLiteral, arg.Span(), strconv.Quote(literal)+" is no '"+p.Name+"'"))
			d.Label = "is it " + strconv.Quote(meant) + "?"
			d.Help = "the arguments are " + b.sig.String()
			return
		}
		c.badArgument(arg, bad)
	}
}

// swappedLiteral returns another text among the arguments that a parameter takes,
// where arg is none.
func (c *checker) swappedLiteral(arg ast.Expr, p *types.Param, b *binding) string {
	for i, other := range b.args {
		text, ok := ast.Unwrap(orNull(other)).(*ast.Text)
		if !ok || other == arg || b.params[i].Check != nil {
			continue
		}
		if s, ok := text.Literal(); ok && p.Check(s) == nil {
			return s
		}
	}
	return ""
}

// badArgument reports what is wrong with a literal, at the argument that is it or
// names it.
func (c *checker) badArgument(arg ast.Expr, bad *types.LiteralError) {
	at := ast.Unwrap(arg)
	if c.constant(arg) != at { // a name for it: the whole of it is meant
		bad = &types.LiteralError{Message: bad.Message}
	}
	c.add(badLiteral(at, bad))
}

// constant returns the literal that an expression is or names: what a let or a
// pattern was given.
func (c *checker) constant(e ast.Expr) ast.Expr {
	for range 10 {
		e = ast.Unwrap(e)
		s := c.info.Refs[e]
		if s == nil {
			return e
		}
		switch decl := s.Decl.(type) {
		case *ast.Let:
			e = decl.Value
		case *ast.Pattern:
			e = decl.Value
		default:
			return e
		}
	}
	return e
}

// checkFieldName checks a text that names a field of the elements of a list
// (decisions E2); a '-' in front turns the order round.
func (c *checker) checkFieldName(arg ast.Expr, of types.Type) {
	text, ok := c.constant(arg).(*ast.Text)
	name := ""
	if ok {
		name, ok = text.Literal()
	}
	if !ok {
		c.add(fieldNotLiteral(arg))
		return
	}
	var fields []types.Field
	switch core := of.Core.(type) {
	case *types.Object:
		fields = core.Fields
	case *types.Record:
		fields = core.Fields
	default:
		return
	}
	if len(name) > 0 && name[0] == '-' {
		name = name[1:]
	}
	if !slices.ContainsFunc(fields, func(f types.Field) bool { return f.Name == name }) {
		c.add(c.unknownFieldName(ast.Unwrap(arg), name, fields))
	}
}

// constants is what is known of the arguments, for Refine.
func (c *checker) constants(b *binding) []types.Argument {
	out := make([]types.Argument, len(b.args))
	for i, arg := range b.args {
		out[i].Type = b.given[i]
		switch x := c.constant(orNull(arg)).(type) {
		case *ast.Text:
			out[i].Literal, out[i].IsConst = x.Literal()
		case *ast.Number:
			out[i].Literal, out[i].IsConst = x.Text, true
		case *ast.Regex:
			out[i].Literal, out[i].Flags, out[i].IsConst = x.Pattern, x.Flags, true
		}
	}
	return out
}

func orNull(e ast.Expr) ast.Expr {
	if e == nil {
		return &ast.Null{}
	}
	return e
}
