package check

import (
	"slices"

	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/types"
)

var invalid = types.Of(types.Invalid)

var basicTypes = map[string]types.Basic{
	"string": types.String, "int": types.Int, "number": types.Number, "bool": types.Bool, "date": types.Date,
	"time": types.Time, "duration": types.Duration, "bytes": types.Bytes, "any": types.Any,
}

// typeExpr resolves a type as written. In the lead, text is parsed: a name that
// is both a record type and a basic one, such as number, is the record.
func (c *checker) typeExpr(te ast.TypeExpr, lead bool) types.Type {
	if te == nil {
		return invalid
	}
	t := c.resolveType(te, lead)
	c.info.Shapes[te] = t
	return t
}

func (c *checker) resolveType(te ast.TypeExpr, lead bool) types.Type {
	switch te := te.(type) {
	case *ast.NamedType:
		return c.namedType(te, lead)
	case *ast.SecretType:
		if te.Of == nil {
			return types.Of(types.String).AsSecret(true)
		}
		return c.typeExpr(te.Of, lead).AsSecret(true)
	case *ast.LiteralType:
		text, _ := te.Value.Literal()
		return types.Of(&types.Choice{Values: []string{text}})
	case *ast.UnionType:
		return c.unionType(te)
	case *ast.ListType:
		return types.ListOf(c.typeExpr(te.Elem, lead))
	case *ast.ObjectType:
		return types.Of(c.objectType(te, lead))
	case *ast.OptionalType:
		t := c.typeExpr(te.Of, lead)
		if t.IsOptional() {
			return t
		}
		return t.With(types.Reason{Text: "declared with '?'", Span: te.Span()})
	}
	return invalid
}

func (c *checker) objectType(te *ast.ObjectType, lead bool) *types.Object {
	o := &types.Object{}
	seen := map[string]*ast.Field{}
	for _, f := range te.Fields {
		if f.Name == nil {
			continue
		}
		if old := seen[f.Name.Text]; old != nil {
			c.add(duplicateName(f.Name, old))
			continue
		}
		seen[f.Name.Text] = f
		c.plainField(f)
		o.Fields = append(o.Fields, types.Field{Name: f.Name.Text, Type: c.typeExpr(f.Type, lead), Span: f.Name.Span()})
	}
	return o
}

// plainField refuses what only the fields of lead and settings can have: nobody
// would give a part of a value its default.
func (c *checker) plainField(f *ast.Field) {
	if f.Default != nil {
		d := c.add(diag.New(diag.MisplacedItem, f.Default.Span(), "a default cannot stand here: only fields of 'lead' and 'settings' themselves have one"))
		d.Help = "declare '" + f.Name.Text + "' with '?', and give the default where it is read, with '??'"
	}
	if len(f.From) > 0 {
		c.add(diag.New(diag.MisplacedItem, f.From[0].Span(), "'from' cannot stand here: it names the columns of a field of 'lead' itself"))
	}
}

func (c *checker) unionType(te *ast.UnionType) types.Type {
	choice := &types.Choice{}
	for _, alt := range te.Alts {
		t := c.typeExpr(alt, false)
		one, ok := t.Core.(*types.Choice)
		if !ok || t.IsOptional() || t.Secret {
			if !t.IsInvalid() {
				c.add(wrongUnion(alt, t))
			}
			return invalid
		}
		for _, v := range one.Values {
			if !slices.Contains(choice.Values, v) {
				choice.Values = append(choice.Values, v)
			}
		}
	}
	return types.Of(choice)
}

func (c *checker) namedType(te *ast.NamedType, lead bool) types.Type {
	name := te.Name.Text
	m := c.module
	if te.Module != nil {
		s := m.values[te.Module.Text]
		if s == nil || s.Kind != ModuleSymbol {
			c.add(c.unknownModule(te.Module))
			return invalid
		}
		if m = m.modules[s]; m == nil {
			return invalid
		}
	}
	if d := m.types[name]; d != nil {
		return c.declaredType(d, lead)
	}
	if te.Module == nil {
		basic, isBasic := basicTypes[name]
		family := c.universe.Record(name)
		if family != nil && (lead || !isBasic || len(te.Args) > 0) {
			return c.recordType(te, family)
		}
		if isBasic {
			if len(te.Args) > 0 {
				c.add(wrongTypeArguments(te))
			}
			return types.Of(basic)
		}
		if name == "service" {
			return types.Of(&types.Service{})
		}
	}
	c.add(c.unknownType(te, m))
	return invalid
}

func (c *checker) recordType(te *ast.NamedType, family *types.RecordFamily) types.Type {
	var args []string
	for _, a := range te.Args {
		switch a := a.(type) {
		case *ast.Text:
			text, ok := a.Literal()
			if !ok {
				c.add(wrongTypeArguments(te))
				return invalid
			}
			args = append(args, text)
		case *ast.Number:
			args = append(args, a.Text)
		default:
			c.add(wrongTypeArguments(te))
			return invalid
		}
	}
	record, at, bad := family.Make(args)
	if bad != nil {
		if at >= 0 && at < len(te.Args) {
			c.add(badLiteral(te.Args[at], bad))
		} else {
			c.add(wrongTypeArguments(te))
		}
		return invalid
	}
	return types.Of(record)
}

// declaredType resolves a `type`, once for answers and once for the lead.
func (c *checker) declaredType(d *typeDecl, lead bool) types.Type {
	known := &d.plain
	if lead {
		known = &d.sent
	}
	if *known != nil {
		return **known
	}
	if d.resolving {
		c.add(recursive(d.node.Name, "a type"))
		return invalid
	}
	d.resolving = true
	outer := c.module
	c.module = d.module
	t := c.typeExpr(d.node.Type, lead)
	c.module = outer
	d.resolving = false
	if o, ok := t.Core.(*types.Object); ok && o.Name == "" {
		o.Name = d.node.Name.Text
	}
	*known = &t
	return t
}
