package check

import (
	"slices"
	"strconv"

	"lcs/lang/ast"
	"lcs/lang/types"
)

// member is x.name: of a module, a step, the lead, the settings, or a value.
func (c *checker) member(e *ast.Member) types.Type {
	if e.Name == nil {
		c.expr(e.X)
		return invalid
	}
	if id, ok := ast.Unwrap(e.X).(*ast.Ident); ok {
		if t, done := c.namedMember(e, id); done {
			return t
		}
	}
	t := c.expr(e.X)
	return c.fieldOf(e, t)
}

// namedMember resolves NAME.x where NAME has symbols for its parts.
func (c *checker) namedMember(e *ast.Member, id *ast.Ident) (types.Type, bool) {
	found := len(c.diags)
	s := c.lookupOnce(id)
	if s == nil {
		if len(c.diags) > found {
			c.ofTheLead(c.diags[found], e, id)
		}
		return invalid, true
	}
	name := e.Name.Text
	c.info.Refs[id] = s
	switch s.Kind {
	case ModuleSymbol:
		return c.exported(e, s), true
	case StepSymbol:
		c.info.Types[id] = s.Type
		return c.stepMember(e, s), true
	case AmbientSymbol:
		c.info.Types[id] = s.Type
		switch {
		case s == c.info.Ambient["settings"] && id.Name == "settings":
			return c.symbolMember(e, c.settings[name], "settings", func() []string { return names(c.info.Settings) }), true
		case s == c.info.Ambient["lead"] && id.Name == "lead":
			return c.symbolMember(e, c.leadFields[name], "lead", func() []string { return names(c.info.Lead) }), true
		}
	}
	return invalid, false
}

// lookupOnce resolves a name that may be asked for again: a name that is
// unknown was reported then.
func (c *checker) lookupOnce(id *ast.Ident) *Symbol {
	if s := c.info.Refs[id]; s != nil {
		return s
	}
	s := c.lookup(id)
	if s == nil {
		c.info.Types[id] = invalid
	}
	return s
}

func (c *checker) symbolMember(e *ast.Member, s *Symbol, of string, all func() []string) types.Type {
	if s == nil {
		c.add(c.unknownField(e.Name, of, all))
		return invalid
	}
	c.info.Refs[e] = s
	return s.Type
}

func names(symbols []*Symbol) []string {
	out := make([]string, len(symbols))
	for i, s := range symbols {
		out[i] = s.Name
	}
	return out
}

// exported is MODULE.name.
func (c *checker) exported(e *ast.Member, module *Symbol) types.Type {
	m := c.module.modules[module]
	if m == nil {
		return invalid
	}
	name := e.Name.Text
	if info := m.services[name]; info != nil {
		c.info.Refs[e] = info.Symbol
		return info.Symbol.Type
	}
	if s := m.values[name]; s != nil && s.Kind == PatternSymbol {
		c.info.Refs[e] = s
		return c.patternType(s)
	}
	c.add(c.unknownExport(e.Name, module.Name, m))
	return invalid
}

// stepMember is STEP.name.
func (c *checker) stepMember(e *ast.Member, step *Symbol) types.Type {
	name := e.Name.Text
	info := step.Step
	if len(info.Fields) == 0 { // made from a template that is nowhere
		return invalid
	}
	if info.Background && !c.in.test && name != "stats" {
		c.add(unreadableStep(e.Span(), step.Name, "nothing waits for a step with 'background'")).
			Help = "take 'background' out of the step"
		return invalid
	}
	found := info.outputs[name]
	if found == nil {
		found = info.Fields[name]
	}
	if found == nil {
		d := c.unknownField(e.Name, "step "+step.Name, func() []string {
			return append(names(info.Outputs), fieldNames(info)...)
		})
		if response := info.Fields["response"]; response != nil {
			if o, ok := response.Type.Core.(*types.Object); ok && slices.Contains(typeFields(o.Fields), name) {
				d.Fixes = nil // of 'status' there is more than the likeness to 'stats'
				suggestAt(d, e.Name.Span(), "response."+name)
				d.Help = "or give the step an output: map { " + name + ": response." + name + " }"
			}
		}
		c.add(d)
		return invalid
	}
	c.info.Refs[e] = found
	t := found.Type
	if c.facts.has(step, "", succeeded) {
		t = settled(t)
	}
	return t
}

func fieldNames(info *StepInfo) []string {
	var out []string
	for _, n := range StepFieldNames {
		if info.Fields[n] != nil {
			out = append(out, n)
		}
	}
	return out
}

// fieldOf is the field of a value; it is missing when the value is, and whoever
// uses it must have a default then.
func (c *checker) fieldOf(e *ast.Member, t types.Type) types.Type {
	if t.IsInvalid() {
		return invalid
	}
	field, known := c.fieldType(e, t)
	if !known {
		return invalid
	}
	field = field.With(t.Missing...).AsSecret(t.Secret)
	if s, path, ok := c.pathOf(e.X); ok && c.facts.has(s, path, succeeded) {
		field = settled(field)
	}
	return field
}

// fieldType finds the field in the type of the value before the dot.
func (c *checker) fieldType(e *ast.Member, t types.Type) (types.Type, bool) {
	name := e.Name.Text
	switch core := t.Core.(type) {
	case *types.Object:
		if f, ok := core.Field(name); ok {
			return f.Type, true
		}
		d := c.unknownField(e.Name, c.describeValue(e.X, core.Name), func() []string { return typeFields(core.Fields) })
		if way := deeperField(core, name); way != "" && len(d.Fixes) == 0 {
			suggestAt(d, e.Name.Span(), way)
			d.Help = ""
		}
		if core.Name == "stats" && name == "count" {
			d.Help = `say of what: count(404) or count("timeout")`
		}
		c.add(d)
		return invalid, false
	case *types.Record:
		if f, ok := core.Field(name); ok {
			return f.Type, true
		}
		if t, ok := timeField(core.Value, name); ok {
			return t, true
		}
		c.add(c.unknownField(e.Name, c.describeValue(e.X, core.Name), func() []string { return typeFields(core.Fields) }))
		return invalid, false
	case *types.Map:
		return core.Elem.Optional(), true
	case types.Basic:
		if core == types.Any {
			return types.Of(types.Any).With(types.Reason{Text: "its shape is not known"}), true
		}
		if t, ok := timeField(core, name); ok {
			return t, true
		}
	}
	c.add(c.noFields(e, t))
	return invalid, false
}

// fieldsIn lists the fields of a value.
func fieldsIn(t types.Type) []string {
	switch core := t.Core.(type) {
	case *types.Object:
		return typeFields(core.Fields)
	case *types.Record:
		return append(typeFields(core.Fields), typeFields(fieldsOfTime(core.Value))...)
	}
	return typeFields(fieldsOfTime(t.BasicCore()))
}

func typeFields(fields []types.Field) []string {
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = f.Name
	}
	return out
}

// describeValue names what lacks a field, for a message.
func (c *checker) describeValue(e ast.Expr, typeName string) string {
	source := briefSource(e)
	if typeName != "" && typeName != source && source != "" {
		return source + " (" + typeName + ")"
	}
	return source
}

// The fields of moments and days (decisions E3).
var timeFields = []types.Field{
	{Name: "year", Type: intType}, {Name: "month", Type: intType}, {Name: "day", Type: intType},
	{Name: "weekday", Type: types.Of(&types.Choice{Values: []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}})},
	{Name: "hour", Type: intType}, {Name: "minute", Type: intType}, {Name: "second", Type: intType},
	{Name: "date", Type: types.Of(types.Date)}, {Name: "zone", Type: textType},
}

// dayFields is how many of them a day has.
const dayFields = 4

func fieldsOfTime(b types.Basic) []types.Field {
	switch b {
	case types.Time:
		return timeFields
	case types.Date:
		return timeFields[:dayFields]
	}
	return nil
}

func timeField(b types.Basic, name string) (types.Type, bool) {
	fields := fieldsOfTime(b)
	if i := slices.IndexFunc(fields, func(f types.Field) bool { return f.Name == name }); i >= 0 {
		return fields[i].Type, true
	}
	return invalid, false
}

// index is x[i]: an element by number, an entry by name.
func (c *checker) index(e *ast.Index) types.Type {
	t := c.expr(e.X)
	switch core := t.Core.(type) {
	case *types.List:
		c.number(e.I, "an index")
		c.checkBounds(e, core)
		return core.Elem.With(t.Missing...).With(types.Reason{Text: "the list may be shorter", Span: e.Span()}).AsSecret(t.Secret)
	case *types.Map:
		c.fit(e.I, types.Of(types.String), "a key")
		return core.Elem.With(t.Missing...).With(types.Reason{Text: "it may not be there", Span: e.Span()}).AsSecret(t.Secret)
	case *types.Object:
		key, literal := ast.Unwrap(e.I).(*ast.Text)
		if literal {
			if name, ok := key.Literal(); ok {
				c.expr(e.I)
				f, known := core.Field(name)
				if !known {
					c.add(c.unknownKey(key, name, c.describeValue(e.X, core.Name), core))
					return invalid
				}
				return f.Type.With(t.Missing...).AsSecret(t.Secret)
			}
		}
		c.fit(e.I, types.Of(types.String), "a key")
		return types.Of(types.Any).With(types.Reason{Text: "it may not be there", Span: e.Span()}).AsSecret(t.HoldsSecret())
	case types.Basic:
		if core == types.Any {
			c.expr(e.I)
			return t.With(types.Reason{Text: "its shape is not known"})
		}
	}
	c.expr(e.I)
	if !t.IsInvalid() {
		c.add(notIndexable(e, t))
	}
	return invalid
}

// checkBounds refuses what can never be in the list: negative numbers count from
// nowhere, and a pattern has so many groups.
func (c *checker) checkBounds(e *ast.Index, list *types.List) {
	n, ok := ast.Unwrap(e.I).(*ast.Number)
	if u, negative := ast.Unwrap(e.I).(*ast.Unary); negative && u.Op == "-" {
		if _, literal := ast.Unwrap(u.X).(*ast.Number); literal {
			c.add(negativeIndex(e.I))
		}
		return
	}
	if !ok {
		return
	}
	i, err := strconv.Atoi(n.Text)
	if err != nil || n.Unit != "" {
		c.add(wrongType(e.I, types.Of(types.Number), types.Of(types.Int), "an index"))
		return
	}
	if list.Max >= 0 && i >= list.Max {
		c.add(indexTooHigh(e, i, list.Max))
		return
	}
	c.probeIndex(e, i)
}
