package check

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/types"
)

// One constructor for each mistake: call sites pass nodes and types. Names that
// are nowhere are in unknown.go.

func related(span diag.Span, message string) diag.Related {
	return diag.Related{Span: span, Message: message}
}

func fixText(title string, span diag.Span, text string) diag.Fix {
	return diag.Fix{Title: title, Edits: []diag.Edit{{Span: span, Text: text}}}
}

func briefSource(e ast.Expr) string { return brief(e) }

// describe prints a type for a message: what a person calls it.
func describe(t types.Type) string {
	if choice, ok := t.Core.(*types.Choice); ok {
		switch {
		case len(choice.Values) == 1:
			return "the text " + strconv.Quote(choice.Values[0])
		case choice.Open:
			return "text"
		}
		return "one of " + choice.String()
	}
	if list, ok := t.Core.(*types.List); ok && list.Elem.IsInvalid() {
		if isEmpty(t) {
			return "an empty list"
		}
		return "a list"
	}
	if _, ok := t.Core.(*types.Regex); ok {
		return "a pattern"
	}
	if _, ok := t.Core.(*types.Service); ok {
		return "a service"
	}
	if o, ok := t.Core.(*types.Object); ok && o.Name != "" {
		return "an object (" + o.Name + ")"
	}
	if t.Is(types.None) {
		return "null"
	}
	return t.Present().String()
}

func reasonText(r types.Reason, at diag.Span) string {
	if !r.Span.IsValid() {
		return r.Text
	}
	line, _ := r.Span.Position()
	if r.Span.File == at.File {
		if here, _ := at.Position(); here == line {
			return r.Text
		}
		return fmt.Sprintf("%s (line %d)", r.Text, line)
	}
	return fmt.Sprintf("%s (%s:%d)", r.Text, path.Base(r.Span.File.Name), line)
}

func maybeMissing(e ast.Expr, r types.Reason, use string) *diag.Diagnostic {
	code := diag.MissingByData
	if r.ByFailure {
		code = diag.MissingByFailure
	}
	d := diag.New(code, e.Span(), briefSource(e)+" may be missing: "+reasonText(r, e.Span()))
	d.Label = use + " it must be there"
	d.Help = "give a default with '??', or ask with 'is present' first"
	if r.Span.IsValid() {
		d.Related = append(d.Related, related(r.Span, r.Text))
	}
	return d
}

func duplicateName(name *ast.Name, old ast.Node) *diag.Diagnostic {
	d := diag.New(diag.DuplicateName, name.Span(), "'"+name.Text+"' is declared twice")
	if old != nil {
		d.Related = append(d.Related, related(headOf(old), "the first one"))
	}
	return d
}

func repeatedKey(key *ast.Text, name string, old ast.Node) *diag.Diagnostic {
	d := diag.New(diag.RepeatedKey, key.Span(), "'"+name+"' is here twice")
	if old != nil {
		d.Related = append(d.Related, related(headOf(old), "the first one"))
	}
	return d
}

func reservedName(key *ast.Text, name, why string) *diag.Diagnostic {
	return diag.New(diag.ReservedName, key.Span(), "an output cannot be called '"+name+"': "+why)
}

func keyWithHoles(key *ast.Text, what string) *diag.Diagnostic {
	return diag.New(diag.UnknownKeyName, key.Span(), "the name of "+what+" must be known: it has a hole")
}

func notHere(span diag.Span, name, why string) *diag.Diagnostic {
	return diag.New(diag.NotReadableHere, span, "'"+name+"' is not known here: "+why)
}

func readTooEarly(span diag.Span, name string, decl ast.Node, why string) *diag.Diagnostic {
	d := diag.New(diag.ReadTooEarly, span, "step "+name+" has no result yet: "+why)
	d.Related = append(d.Related, related(headOf(decl), "the step"))
	return d
}

func unreadableStep(span diag.Span, name, why string) *diag.Diagnostic {
	return diag.New(diag.UnreadableStep, span, "step "+name+" cannot be read here: "+why)
}

func notAValue(span diag.Span, name, what, help string) *diag.Diagnostic {
	d := diag.New(diag.NotAValue, span, "'"+name+"' is "+what+" and no value")
	d.Help = help
	return d
}

func notCallable(e ast.Expr) *diag.Diagnostic {
	return diag.New(diag.NotCallable, e.Span(), briefSource(e)+" is no function")
}

func notAssignable(e *ast.Member) *diag.Diagnostic {
	d := diag.New(diag.NotAssignable, e.Span(), briefSource(e)+" cannot be given a value")
	d.Help = "declared fields of the lead can; for anything else there is 'let'"
	return d
}

func wrongType(e ast.Expr, t, want types.Type, what string) *diag.Diagnostic {
	return diag.New(diag.WrongType, e.Span(), what+" is "+describe(want)+", and this is "+describe(t))
}

// misfit is a value of the wrong type for its place, with what was meant when it
// is a text that a closed set nearly has.
func (c *checker) misfit(e ast.Expr, t, want types.Type, what string) *diag.Diagnostic {
	choice, closed := want.Core.(*types.Choice)
	given, text := t.Core.(*types.Choice)
	if closed && text {
		for _, v := range given.Values {
			if oneOf(v, choice.Values...) {
				continue
			}
			d := diag.New(diag.WrongType, e.Span(), what+" is "+describe(want)+", not "+strconv.Quote(v))
			return c.suggestText(d, e, v, choice.Values)
		}
	}
	d := wrongType(e, t, want, what)
	if t.Is(types.None) {
		d.Message = what + " cannot be null: it is " + describe(want)
		d.Help = "declare it with '?', or give a value"
	}
	if want.Is(types.Number) || want.Is(types.Int) {
		if t.BasicCore() == types.String {
			d.Help = "number(…) reads a number from text"
		}
	}
	return d
}

// suggestText offers one of the texts of a closed set for a literal.
func (c *checker) suggestText(d *diag.Diagnostic, e ast.Expr, given string, values []string) *diag.Diagnostic {
	meant := c.nearest(given, func() []string { return append([]string{}, values...) })
	text, literal := ast.Unwrap(e).(*ast.Text)
	if meant == "" {
		d.Help = "it is " + listed(quoted(values))
		return d
	}
	d.Label = "did you mean " + strconv.Quote(meant) + "?"
	if literal {
		d.Fixes = append(d.Fixes, fixText("write "+strconv.Quote(meant), text.Span(), strconv.Quote(meant)))
	}
	return d
}

func quoted(values []string) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = strconv.Quote(v)
	}
	return out
}

func wrongUnion(alt ast.TypeExpr, t types.Type) *diag.Diagnostic {
	d := diag.New(diag.WrongUnion, alt.Span(), "only texts can be alternatives, and this is "+describe(t))
	d.Help = `a closed set is "a" | "b"; what may be missing is T?`
	return d
}

func wrongTypeArguments(te *ast.NamedType) *diag.Diagnostic {
	return diag.New(diag.WrongTypeArguments, te.Span(), "type "+te.Name.Text+" does not take these arguments")
}

func recursive(name *ast.Name, what string) *diag.Diagnostic {
	return diag.New(diag.Recursive, name.Span(), what+" cannot contain itself: '"+name.Text+"'")
}

func conflictingSetting(f *ast.Field, t types.Type, old *Symbol, what string) *diag.Diagnostic {
	d := diag.New(diag.ConflictingSetting, f.Name.Span(),
		what+" '"+f.Name.Text+"' is "+t.String()+" here and "+old.Type.String()+" in another file")
	d.Related = append(d.Related, related(headOf(old.Decl), "declared here"))
	return d
}

func mixedTypes(at ast.Expr, a, b types.Type, what string) *diag.Diagnostic {
	return diag.New(diag.MixedTypes, at.Span(), what+" have no type in common: "+describe(a)+" and "+describe(b))
}

// mixedSides is a default of another type, often since the operator behind it
// binds more tightly: a ?? 0 > 10.
func (c *checker) mixedSides(e *ast.Binary, x, y types.Type) *diag.Diagnostic {
	d := mixedTypes(e.Y, x, y, "the two sides of '"+e.Op+"'")
	if right, ok := e.Y.(*ast.Binary); ok {
		if _, fit := types.Join(x, c.info.Types[right.X]); fit {
			at := e.X.Span().To(right.X.Span())
			d.Help = "'" + right.Op + "' binds more tightly: write (" + at.Text() + ") " + right.Op + " …"
			d.Fixes = append(d.Fixes, fixText("put in parentheses", at, "("+at.Text()+")"))
		}
	}
	return d
}

func notAList(e ast.Expr, t types.Type, why string) *diag.Diagnostic {
	return diag.New(diag.NotAList, e.Span(), why+", and this is "+describe(t))
}

func notIndexable(e *ast.Index, t types.Type) *diag.Diagnostic {
	return diag.New(diag.NotAList, e.X.Span(), "only lists and objects have elements, and this is "+describe(t))
}

func negativeIndex(e ast.Expr) *diag.Diagnostic {
	d := diag.New(diag.IndexOutOfRange, e.Span(), "an index counts from the front: there is nothing at "+briefSource(e))
	d.Help = "the last element is last(list)"
	return d
}

func indexTooHigh(e *ast.Index, i, limit int) *diag.Diagnostic {
	d := diag.New(diag.IndexOutOfRange, e.I.Span(), fmt.Sprintf("there is no element %d: the list has at most %d", i, limit))
	if limit == 0 {
		d.Message = fmt.Sprintf("there is no element %d: the list is empty", i)
	}
	if id, ok := ast.Unwrap(e.X).(*ast.Ident); ok && id.Name == "leads" {
		d.Message = fmt.Sprintf("there is no lead %d: %s given so far, counted from 0", i, are(limit))
	}
	if call, ok := ast.Unwrap(e.X).(*ast.Call); ok {
		if fn, ok := call.Fn.(*ast.Ident); ok && fn.Name == "match" {
			d.Message = fmt.Sprintf("the pattern has no group %d: it has %d", i, limit-1)
			d.Help = "group 0 is the whole match"
		}
	}
	return d
}

func are(n int) string {
	switch n {
	case 0:
		return "none is"
	case 1:
		return "one is"
	}
	return strconv.Itoa(n) + " are"
}

func notCondition(e ast.Expr, t types.Type) *diag.Diagnostic {
	d := diag.New(diag.NotACondition, e.Span(), "a condition is true or false, and this is "+describe(t))
	if t.BasicCore() == types.String || t.IsOptional() {
		d.Help = "compare it, or ask whether it 'is present'"
	}
	return d
}

func wrongOperand(e ast.Expr, t types.Type, op, want string) *diag.Diagnostic {
	return diag.New(diag.WrongOperand, e.Span(), "'"+op+"' takes "+want+", and this is "+describe(t))
}

func (c *checker) wrongOperands(e *ast.Binary, x, y types.Type) *diag.Diagnostic {
	d := diag.New(diag.WrongOperand, e.Span(), "'"+e.Op+"' cannot stand between "+describe(x)+" and "+describe(y))
	if x.BasicCore() == types.String || y.BasicCore() == types.String {
		d.Help = "number(…) reads a number from text, date(…, \"format\") a date"
	}
	if isNumber(x.BasicCore()) && y.BasicCore() == types.Duration || x.BasicCore() == types.Duration && isNumber(y.BasicCore()) {
		d.Help = "write the unit: 5s, 300ms"
	}
	if len(fieldsOfTime(x.BasicCore())) > 0 && isNumber(y.BasicCore()) {
		d.Help = "write the unit of what is added: 30d, 5m"
	}
	return d
}

func rateWithoutSign(n *ast.Number) *diag.Diagnostic {
	d := diag.New(diag.WrongOperand, n.Span(), "a rate goes from 0% to 100%, which is 1, and never to "+n.Text)
	return suggestAt(d, d.Span, n.Text+"%")
}

// textPlus is text + number: a template says it (decisions E4).
func textPlus(e *ast.Binary, x, y types.Type) *diag.Diagnostic {
	d := diag.New(diag.TextPlusNumber, e.Span(), "'+' joins text with text only: this is "+describe(x)+" and "+describe(y))
	var b strings.Builder
	b.WriteByte('"')
	if templateOf(e, &b) {
		b.WriteByte('"')
		d.Help = "write a text with holes: " + b.String()
		d.Fixes = append(d.Fixes, fixText("write a text with holes", e.Span(), b.String()))
	} else {
		d.Help = `write a text with holes: "{{a}}{{b}}"`
	}
	return d
}

func templateOf(e ast.Expr, b *strings.Builder) bool {
	switch x := ast.Unwrap(e).(type) {
	case *ast.Binary:
		if x.Op == "+" {
			return templateOf(x.X, b) && templateOf(x.Y, b)
		}
	case *ast.Text:
		s := x.Span().Text()
		if x.Quote != ast.Double || len(s) < 2 {
			return false
		}
		b.WriteString(s[1 : len(s)-1])
		return true
	}
	s := e.Span().Text()
	if strings.Contains(s, "\n") {
		return false
	}
	b.WriteString("{{" + s + "}}")
	return true
}

func (c *checker) neverEqual(e *ast.Binary, x, y types.Type) *diag.Diagnostic {
	if d := c.difference(e.Y, y, x); d != nil {
		return d
	}
	if d := c.difference(e.X, x, y); d != nil {
		return d
	}
	d := diag.New(diag.NeverEqual, e.Span(), describe(x)+" and "+describe(y)+" are never equal")
	a, left := x.Core.(*types.Choice)
	b, right := y.Core.(*types.Choice)
	switch {
	case left && right && len(b.Values) == 1:
		d.Message = briefSource(e.X) + " is never " + strconv.Quote(b.Values[0])
		d.Span = e.Y.Span()
		return c.suggestText(d, e.Y, b.Values[0], a.Values)
	case left && right && len(a.Values) == 1:
		d.Message = briefSource(e.Y) + " is never " + strconv.Quote(a.Values[0])
		d.Span = e.X.Span()
		return c.suggestText(d, e.X, a.Values[0], b.Values)
	case isNumber(x.BasicCore()) && y.BasicCore() == types.String, isNumber(y.BasicCore()) && x.BasicCore() == types.String:
		d.Help = "number(…) reads a number from text"
	case x.BasicCore() == types.Bool && y.BasicCore() == types.String, y.BasicCore() == types.Bool && x.BasicCore() == types.String:
		d.Help = "true and false are written without quotes"
	}
	return d
}

// difference finds what makes a written object differ from the type that it is
// compared with: at the entry that the type lacks, or that is never equal.
func (c *checker) difference(e ast.Expr, t, other types.Type) *diag.Diagnostic {
	switch x := ast.Unwrap(e).(type) {
	case *ast.List:
		if list, ok := other.Core.(*types.List); ok {
			for _, elem := range x.Elems {
				if d := c.difference(elem, c.info.Types[elem], list.Elem); d != nil {
					return d
				}
			}
		}
		return nil
	case *ast.Object:
		o, ok := other.Core.(*types.Object)
		if !ok {
			return nil
		}
		given := map[string]bool{}
		for _, entry := range x.Entries {
			name, _ := entry.Key.Literal()
			given[name] = true
			f, known := o.Field(name)
			if !known {
				d := diag.New(diag.NeverEqual, entry.Key.Span(), "what this is compared with has no field '"+name+"'")
				return c.suggest(d, name, func() []string { return typeFields(o.Fields) })
			}
			value := c.info.Types[entry.Value]
			if types.Comparable(value, f.Type) {
				continue
			}
			if d := c.difference(entry.Value, value, f.Type); d != nil {
				return d
			}
			return diag.New(diag.NeverEqual, entry.Value.Span(), "'"+name+"' is "+describe(f.Type)+", and never "+describe(value))
		}
		for _, f := range o.Fields {
			if !given[f.Name] && !f.Type.IsOptional() {
				return diag.New(diag.NeverEqual, e.Span(), "what this is compared with always has a field '"+f.Name+"'")
			}
		}
	}
	return nil
}

// neverMember is an item of a list that what is looked for never is.
func (c *checker) neverMember(elem, item ast.Expr, given string, values []string) *diag.Diagnostic {
	d := diag.New(diag.NeverEqual, item.Span(), briefSource(elem)+" is never "+strconv.Quote(given))
	return c.suggestText(d, item, given, values)
}

func (c *checker) neverIn(e *ast.Binary, elem ast.Expr, x types.Type, of ast.Expr, list *types.List) *diag.Diagnostic {
	d := diag.New(diag.NeverEqual, elem.Span(), "a list of "+describe(list.Elem)+" never has "+describe(x))
	a, left := x.Core.(*types.Choice)
	b, right := list.Elem.Core.(*types.Choice)
	if left && right {
		if len(a.Values) == 1 {
			return c.suggestText(d, elem, a.Values[0], b.Values)
		}
		d.Help = briefSource(elem) + " is " + listed(quoted(a.Values))
	}
	return d
}

func hyphenatedHeader(span diag.Span, name string) *diag.Diagnostic {
	d := diag.New(diag.HyphenatedHeader, span, "this subtracts: a header whose name has hyphens is read with [\""+name+"\"]")
	return d
}

func wrongCount(e *ast.Call, name, signature string, least, most, given int) *diag.Diagnostic {
	want := strconv.Itoa(most)
	if least < most {
		want = strconv.Itoa(least) + " to " + want
	}
	d := diag.New(diag.WrongArguments, e.Span(), fmt.Sprintf("%s takes %s, and here are %d", name, plural(want, "argument"), given))
	d.Help = signature
	return d
}

func plural(n, noun string) string {
	if n == "1" {
		return n + " " + noun
	}
	return n + " " + noun + "s"
}

func lacksArguments(e *ast.Call, name, signature string, lacking []string) *diag.Diagnostic {
	d := diag.New(diag.WrongArguments, e.Span(), name+" lacks "+listed(lacking))
	d.Help = signature
	return d
}

// wrongCall says why no overload fits: the nearest one speaks.
func (c *checker) wrongCall(e *ast.Call, given int, f *types.Func, m *mismatch) *diag.Diagnostic {
	help := f.Name + m.sig.String()
	switch {
	case m.name != nil:
		params := make([]string, len(m.sig.Params))
		for i, p := range m.sig.Params {
			params[i] = p.Name
		}
		return c.unknownArgument(m.name, f.Name, params)
	case m.count:
		least := 0
		for _, p := range m.sig.Params {
			if !p.Optional && !p.Variadic {
				least++
			}
		}
		return wrongCount(e, f.Name, help, least, len(m.sig.Params), given)
	case m.given.Is(types.Any):
		return unknownShape(m.arg, "'"+m.param.Name+"' of "+f.Name)
	}
	d := diag.New(diag.WrongArgument, m.arg.Span(), "'"+m.param.Name+"' of "+f.Name+" is "+describe(m.param.Type)+", and this is "+describe(m.given))
	d.Help = help
	if _, ok := m.param.Type.Core.(*types.Regex); ok && isWrittenText(m.arg) {
		d.Help = "a pattern stands between slashes, not in quotes"
	}
	if other := c.swapped(e, m); other != "" {
		d.Label = "is it the '" + other + "'?"
	}
	if _, ok := m.param.Type.Core.(*types.Document); ok {
		if o, ok := m.given.Core.(*types.Object); ok {
			d.Help = "JSON is read with a dot; " + briefSource(m.arg) + " has " + listed(typeFields(o.Fields))
		}
	}
	if l, ok := m.given.Core.(*types.List); ok && l.Elem.IsOptional() {
		d.Message = "'" + m.param.Name + "' of " + f.Name + " is " + describe(m.param.Type) + ", and the elements of this list may be missing"
	}
	return d
}

// badLiteral is what a function or a type says of a literal, at the very bytes.
func badLiteral(e ast.Expr, bad *types.LiteralError) *diag.Diagnostic {
	span := e.Span()
	source := span.Text()
	offset := 1
	if text, ok := e.(*ast.Text); ok {
		decoded, _ := text.Literal()
		if len(source) < 2 || source[1:len(source)-1] != decoded {
			offset = -1
		}
	} else if _, ok := e.(*ast.Regex); !ok {
		offset = 0
	}
	if offset >= 0 && bad.End > bad.Start && int(span.Start)+offset+bad.End <= int(span.End) {
		span.End = span.Start + int32(offset+bad.End)
		span.Start += int32(offset + bad.Start)
	}
	d := diag.New(diag.BadLiteral, span, bad.Message)
	return suggestAt(d, span, bad.Meant)
}

func slowPattern(e *ast.Regex) *diag.Diagnostic {
	d := diag.New(diag.SlowPattern, e.Span(), "this pattern may take long on some texts: it is stopped after a second")
	d.Help = "without (?=…), (?<=…) and \\1 its time is bounded"
	return d
}

func fieldNotLiteral(e ast.Expr) *diag.Diagnostic {
	d := diag.New(diag.UnknownKeyName, e.Span(), "the name of a field must be written out here")
	d.Help = `a text without holes, such as "price"`
	return d
}

func unknownShape(e ast.Expr, what string) *diag.Diagnostic {
	d := diag.New(diag.UnknownShape, e.Span(), what+" must have a known type, and nothing says what "+briefSource(e)+" is")
	d.Help = "declare the shape of the answer: expect 200 json { … }"
	return d
}

func unprintable(e ast.Expr, t types.Type, where string) *diag.Diagnostic {
	d := diag.New(diag.Unprintable, e.Span(), describe(t)+" cannot stand "+where)
	switch t.Core.(type) {
	case *types.List:
		d.Help = `join(…, ", ") makes a text of it`
	case *types.Object, *types.Map:
		d.Help = "name one of its fields, or write to_json(…)"
	case *types.Document:
		d.Help = "read a value out of it: .xpath('//…')"
	}
	return d
}

func incompleteObject(e ast.Node, what string, lacking []string) *diag.Diagnostic {
	return diag.New(diag.IncompleteObject, e.Span(), what+" lacks "+listed(lacking))
}

func unfitExample(e ast.Expr, why string, declared diag.Span) *diag.Diagnostic {
	d := diag.New(diag.UnfitExample, e.Span(), "the example is no such answer: "+why)
	if declared.IsValid() && declared != e.Span() {
		d.Related = append(d.Related, related(declared, "declared here"))
	}
	return d
}

func unexpectedExample(r *ast.Reply, info *ExpectInfo) *diag.Diagnostic {
	d := diag.New(diag.UnfitExample, r.Kind.Span(), "the first example is not one that 'expect' takes: "+joinSelectors(info.Statuses))
	d.Help = "it is the answer where there is no network"
	return d
}

func wrongFormat(r *ast.Reply, info *ExpectInfo) *diag.Diagnostic {
	return diag.New(diag.UnfitExample, r.Format.Span(), "the example is "+r.Format.Text+", and 'expect' reads "+info.Format)
}

func tooManyInstances(step *ast.Step) *diag.Diagnostic {
	d := diag.New(diag.TooManyInstances, headOf(step), "too many steps are made from templates")
	d.Help = fmt.Sprintf("together they may be as long as %d KB of source", maxCopied>>10)
	return d
}

func badMoment(t *ast.Text, s string) *diag.Diagnostic {
	d := diag.New(diag.BadLiteral, t.Span(), strconv.Quote(s)+" is no moment")
	d.Help = `write it like "2026-03-01T09:00:00Z"`
	return d
}

func noFallback(name *ast.Name, step string) *diag.Diagnostic {
	return diag.New(diag.UnknownStub, name.Span(), "step "+step+" has no fallback that could answer")
}
