package check

import (
	"slices"
	"strconv"
	"strings"

	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/types"
)

// Names that are nowhere, each with the one that was meant.

// manyDiagnostics is where looking for what was meant stops to be worth it.
const manyDiagnostics = 4 * maxPerFile

// nearest looks for the name that was meant.
func (c *checker) nearest(name string, all func() []string) string {
	if len(c.diags) > manyDiagnostics {
		return ""
	}
	return diag.Nearest(name, all())
}

// suggest adds the name that was meant to d, as a label and an edit.
func (c *checker) suggest(d *diag.Diagnostic, name string, all func() []string) *diag.Diagnostic {
	return suggestAt(d, d.Span, c.nearest(name, all))
}

func (c *checker) unknownName(e *ast.Ident) *diag.Diagnostic {
	d := diag.New(diag.UnknownName, e.Span(), "there is no '"+e.Name+"'")
	switch e.Name {
	case "response":
		d.Message = "there is no 'response' here"
		d.Help = "it is what 'expect' has read: after a good answer, and in a handler after an expect of its own"
		if c.in.step == nil && !c.in.fn {
			d.Help = "behind a step its answer is read by the step's name: STEP.response"
			if steps := c.info.Steps; len(steps) > 0 {
				d.Help = "behind a step its answer is read by the step's name: " + steps[len(steps)-1].Symbol.Name + ".response"
			}
		}
		return d
	case "http":
		d.Message = "there is no 'http' here"
		d.Help = "it is the last exchange of a step: in the step after the answer, in its handlers, and later as STEP.http"
		return d
	case "error":
		d.Message = "there is no 'error' here"
		d.Help = "it is known in an on { } handler"
		return d
	case "request":
		d.Message = "there is no 'request' here"
		d.Help = "it is the finished request: in sign { }"
		return d
	case "batch":
		d.Message = "there is no 'batch' here"
		d.Help = "it is known in a step with 'collect'"
		return d
	case "this":
		d.Message = "there is no 'this' here"
		d.Help = "it is the element of an {{#each}}"
		return d
	}
	if e.Name == "leads" && c.scope.find("batch") != nil {
		return suggestAt(d, d.Span, "batch.leads")
	}
	if c.foreignName(d, e.Name) {
		return d
	}
	if s := c.leadFields[e.Name]; s != nil && c.in.noLead == "" {
		return suggestAt(d, d.Span, "lead."+e.Name)
	}
	if s := c.settings[e.Name]; s != nil {
		return suggestAt(d, d.Span, "settings."+e.Name)
	}
	if c.in.step != nil {
		if s := c.outputNamed(c.in.step, e.Name); s != nil {
			d.Help = "'" + e.Name + "' is an output of this step, known after it"
			return d
		}
	}
	return c.suggest(d, e.Name, c.visible)
}

// visible lists the names that can be read here.
func (c *checker) visible() []string {
	everywhere := slices.DeleteFunc(slices.Clone(everywhereNames), func(name string) bool { return name == "lead" && c.in.noLead != "" })
	all := c.scope.all(everywhere)
	for name := range c.module.steps {
		all = append(all, name)
	}
	for name := range c.module.values {
		all = append(all, name)
	}
	for name := range c.module.services {
		all = append(all, name)
	}
	return all
}

func (c *checker) unknownField(name *ast.Name, of string, all func() []string) *diag.Diagnostic {
	d := diag.New(diag.UnknownField, name.Span(), "no field '"+name.Text+"' on "+of)
	c.suggest(d, name.Text, all)
	if len(d.Fixes) == 0 {
		switch of {
		case "lead", "settings":
			d.Help = "declare it in " + of + " { } if it is a new field"
		default:
			if fields := all(); len(fields) > 0 {
				slices.Sort(fields)
				d.Help = "it has " + listed(fields)
			}
		}
	}
	return d
}

func (c *checker) noFields(e *ast.Member, t types.Type) *diag.Diagnostic {
	d := diag.New(diag.UnknownField, e.Name.Span(), "no field '"+e.Name.Text+"': "+briefSource(e.X)+" is "+describe(t))
	if c.universe.Func(e.Name.Text) != nil {
		d.Help = "a function is called: ." + e.Name.Text + "(…)"
	}
	if fields := typeFields(fieldsOfTime(t.BasicCore())); len(fields) > 0 {
		c.suggest(d, e.Name.Text, func() []string { return fields })
		d.Help = "it has " + listed(fields)
		return d
	}
	if doc, ok := t.Core.(*types.Document); ok {
		d.Help = "read it with .xpath('//" + e.Name.Text + "')"
		if doc.Format == "html" {
			d.Help += " or .css('…')"
		}
	}
	if _, ok := t.Core.(*types.List); ok {
		d.Help = "name an element: [0]." + e.Name.Text
	}
	return d
}

func (c *checker) unknownKey(key *ast.Text, name, what string, o *types.Object) *diag.Diagnostic {
	return c.unknownEntry(key, name, what, func() []string { return typeFields(o.Fields) })
}

func (c *checker) unknownEntry(key *ast.Text, name, what string, all func() []string) *diag.Diagnostic {
	span := key.Span()
	d := diag.New(diag.UnknownField, span, "no field '"+name+"' on "+what)
	meant := c.nearest(name, all)
	if key.Quote != ast.Bare && meant != "" {
		d.Label = "did you mean '" + meant + "'?"
		d.Fixes = append(d.Fixes, fixText("write '"+meant+"'", span, strconv.Quote(meant)))
		return d
	}
	return suggestAt(d, span, meant)
}

// meantBy returns the name that was suggested, so that it does not count as
// left out as well.
func meantBy(d *diag.Diagnostic) string {
	if len(d.Fixes) == 0 {
		return ""
	}
	return strings.Trim(d.Fixes[0].Edits[0].Text, `"`)
}

func (c *checker) unknownFieldName(t ast.Expr, name string, fields []types.Field) *diag.Diagnostic {
	d := diag.New(diag.UnknownField, t.Span(), "the elements have no field '"+name+"'")
	if meant := c.nearest(name, func() []string { return typeFields(fields) }); meant != "" {
		d.Label = "did you mean '" + meant + "'?"
		d.Fixes = append(d.Fixes, fixText("write '"+meant+"'", t.Span(), strconv.Quote(meant)))
	}
	return d
}

func (c *checker) unknownFunction(fn *ast.Ident) *diag.Diagnostic {
	d := diag.New(diag.UnknownFunction, fn.Span(), "there is no function '"+fn.Name+"'")
	if asked := askedAway[strings.ReplaceAll(strings.ToLower(fn.Name), "_", "")]; asked != "" {
		d.Help = "it is asked for behind the value: lead.field " + asked
		return d
	}
	if strings.EqualFold(fn.Name, "not") {
		return suggestAt(d, d.Span, "not")
	}
	if meant := foreignFunction(fn.Name); meant != "" {
		return suggestAt(d, d.Span, meant)
	}
	return c.suggest(d, fn.Name, func() []string {
		all := slices.Clone(c.universe.FuncNames())
		for s := range c.module.fns {
			all = append(all, s.Name)
		}
		return all
	})
}

func (c *checker) unknownArgument(name *ast.Name, fn string, params []string) *diag.Diagnostic {
	d := diag.New(diag.WrongArguments, name.Span(), fn+" has no argument '"+name.Text+"', or has it already")
	c.suggest(d, name.Text, func() []string { return slices.Clone(params) })
	d.Help = "its arguments are " + listed(params)
	return d
}

func (c *checker) unknownType(te *ast.NamedType, m *module) *diag.Diagnostic {
	d := diag.New(diag.UnknownType, te.Name.Span(), "there is no type '"+te.Name.Text+"'")
	switch meant := foreignTypes[strings.ToLower(te.Name.Text)]; {
	case te.Module != nil:
	case meant != "":
		return suggestAt(d, d.Span, meant)
	case oneOf(strings.ToLower(te.Name.Text), "array", "list"):
		d.Help = "a list of texts is [string], one of objects [{ name: type }]"
		return d
	case oneOf(te.Name.Text, "true", "false", "null"):
		d.Help = "a shape has types: bool, number, string; an answer with its values is an example: example 200 json { … }"
		return d
	case oneOf(strings.ToLower(te.Name.Text), "enum", "choice", "oneof", "literal"):
		d.Help = `a closed set is written "a" | "b"`
		return d
	case oneOf(strings.ToLower(te.Name.Text), "object", "dict", "map"):
		d.Help = "an object is written with its fields: { name: type }"
		return d
	}
	return c.suggest(d, te.Name.Text, func() []string {
		var all []string
		for name := range m.types {
			all = append(all, name)
		}
		if te.Module == nil {
			all = append(all, c.universe.RecordNames()...)
			for name := range basicTypes {
				all = append(all, name)
			}
			all = append(all, "secret")
		}
		return all
	})
}

func (c *checker) unknownModule(name *ast.Name) *diag.Diagnostic {
	d := diag.New(diag.UnknownName, name.Span(), "nothing is imported as '"+name.Text+"'")
	return c.suggest(d, name.Text, func() []string {
		var all []string
		for s := range c.module.modules {
			all = append(all, s.Name)
		}
		return all
	})
}

func (c *checker) unknownExport(name *ast.Name, module string, m *module) *diag.Diagnostic {
	d := diag.New(diag.UnknownName, name.Span(), module+" has no '"+name.Text+"'")
	return c.suggest(d, name.Text, func() []string {
		var all []string
		for n := range m.services {
			all = append(all, n)
		}
		for n, s := range m.values {
			if s.Kind != ModuleSymbol {
				all = append(all, n)
			}
		}
		for n, s := range m.steps {
			if s.template {
				all = append(all, n)
			}
		}
		return all
	})
}

func (c *checker) unknownTemplate(name *ast.Name, m *module) *diag.Diagnostic {
	d := diag.New(diag.UnknownStep, name.Span(), "there is no step '"+name.Text+"' with parameters")
	return c.suggest(d, name.Text, func() []string {
		var all []string
		for n, s := range m.steps {
			if s.template {
				all = append(all, n)
			}
		}
		return all
	})
}

func (c *checker) unknownService(id *ast.Ident) *diag.Diagnostic {
	d := diag.New(diag.UnknownService, id.Span(), "there is no service '"+id.Name+"'")
	c.suggest(d, id.Name, c.serviceNames)
	if all := c.serviceNames(); d.Label == "" && len(all) > 0 {
		slices.Sort(all)
		d.Help = "there is " + listed(all)
	} else if d.Label == "" {
		d.Help = "declare it: service " + id.Name + ` { base "https://…" }`
	}
	return d
}

func (c *checker) notAService(id *ast.Ident) *diag.Diagnostic {
	d := diag.New(diag.UnknownService, id.Span(), "'"+id.Name+"' is no service")
	return c.suggest(d, id.Name, c.serviceNames)
}

func (c *checker) serviceNames() []string {
	all := make([]string, 0, len(c.module.services))
	for name := range c.module.services {
		all = append(all, name)
	}
	return all
}

func (c *checker) unknownStep(name *ast.Name) *diag.Diagnostic {
	d := diag.New(diag.UnknownStep, name.Span(), "there is no step '"+name.Text+"'")
	if c.module.services[name.Text] != nil {
		return suggestAt(d, d.Span, name.Text+".auth")
	}
	return c.suggest(d, name.Text, func() []string {
		var all []string
		for n, s := range c.module.steps {
			if !s.template {
				all = append(all, n)
			}
		}
		return all
	})
}

func (c *checker) unknownTarget(name *ast.Name, of string) *diag.Diagnostic {
	d := diag.New(diag.UnknownStub, name.Span(), "'"+name.Text+"' of "+of+" cannot be stubbed")
	d.Help = "stub STEP, STEP.fallback or SERVICE.auth"
	return c.suggest(d, name.Text, func() []string { return []string{"fallback", "auth"} })
}

func (c *checker) unknownExample(name *ast.Text, text, what string, all func() []string) *diag.Diagnostic {
	d := diag.New(diag.UnknownExample, name.Span(), "there is no example "+what+" "+strconv.Quote(text))
	if meant := c.nearest(text, all); meant != "" {
		d.Label = "did you mean " + strconv.Quote(meant) + "?"
		d.Fixes = append(d.Fixes, fixText("write "+strconv.Quote(meant), name.Span(), strconv.Quote(meant)))
	}
	return d
}

func (c *checker) unknownWord(name *ast.Name, what string, words []string) *diag.Diagnostic {
	d := diag.New(diag.UnknownWord, name.Span(), "there is no "+what+" '"+name.Text+"'")
	c.suggest(d, name.Text, func() []string { return slices.Clone(words) })
	d.Help = "it is one of " + listed(words)
	return d
}
