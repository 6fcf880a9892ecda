package check

import (
	"slices"
	"strconv"
	"time"

	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/types"
)

// present reports the use of a value that may be missing, and returns its type
// without that.
func (c *checker) present(e ast.Expr, t types.Type, use string) types.Type {
	if t.IsOptional() && !c.in.test {
		reason := t.Missing[0]
		if r, ok := t.MissingByFailure(); ok {
			reason = r
		}
		c.add(maybeMissing(e, reason, use))
	}
	return t.Present()
}

// presentAs is present for a value that must fit a type; nothing fits one that is
// not optional.
func (c *checker) presentAs(e ast.Expr, t, want types.Type, what string) types.Type {
	switch {
	case want.IsOptional():
		return t
	case t.Is(types.None):
		c.add(c.misfit(e, t, want, what))
		return invalid
	}
	return c.present(e, t, "as "+what)
}

// operand checks what an operator works on: it must be there, and of a known
// type.
func (c *checker) operand(e ast.Expr, use string) types.Type {
	t := c.expr(e)
	if t.Is(types.Any) && !c.in.test {
		c.add(unknownShape(e, "what stands "+use))
		return invalid
	}
	return c.present(e, t, use)
}

// settledValue reports the use of a value that may be missing by failure; by
// data it may (decisions M1).
func (c *checker) settledValue(e ast.Expr, t types.Type, use string) types.Type {
	if reason, ok := t.MissingByFailure(); ok && !c.in.test {
		c.add(maybeMissing(e, reason, use))
		return settled(t)
	}
	return t
}

// condition checks an expression that must be true or false.
func (c *checker) condition(e ast.Expr) {
	t := c.expr(e)
	if t.IsInvalid() {
		return
	}
	if t.Is(types.Any) {
		if !c.in.test {
			c.add(unknownShape(e, "a condition"))
		}
		return
	}
	if t.BasicCore() != types.Bool {
		c.add(notCondition(e, t))
		return
	}
	c.present(e, t, "as a condition")
	c.coerce(e, t, types.Bool)
}

// number checks an expression that must be a whole number.
func (c *checker) number(e ast.Expr, what string) {
	t := c.present(e, c.expr(e), "as "+what)
	switch t.BasicCore() {
	case types.Int, types.Number, types.Invalid:
		if t.IsInvalid() || t.BasicCore() != types.Invalid {
			c.coerce(e, t, t.BasicCore())
			return
		}
	case types.Any:
		if c.in.test {
			return
		}
	}
	c.add(wrongType(e, t, types.Of(types.Int), what))
}

func (c *checker) unary(e *ast.Unary) types.Type {
	if e.Op != "-" {
		c.condition(e.X)
		return boolType
	}
	t := c.operand(e.X, "beside '-'")
	if t.IsInvalid() {
		return invalid
	}
	switch b := t.BasicCore(); b {
	case types.Int, types.Number, types.Duration, types.Interval:
		c.coerce(e.X, t, b)
		return types.Of(b).AsSecret(t.Secret)
	case types.Any:
		if c.in.test {
			return t
		}
	}
	c.add(wrongOperand(e.X, t, "-", "a number or a duration"))
	return invalid
}

func (c *checker) binary(e *ast.Binary) types.Type {
	switch e.Op {
	case "and", "&&":
		return c.logical(e, true)
	case "or":
		return c.logical(e, false)
	case "||", "??":
		return c.choice(e)
	case "+", "-", "*", "/", "%":
		return c.arithmetic(e)
	}
	var t types.Type
	c.withBraces(func() { t = c.comparison(e) })
	return t
}

func (c *checker) comparison(e *ast.Binary) types.Type {
	switch e.Op {
	case "==", "!=":
		return c.equality(e)
	case "<", "<=", ">", ">=":
		return c.order(e)
	case "in", "not in":
		return c.membership(e, e.X, e.Y)
	case "contains":
		return c.membership(e, e.Y, e.X)
	}
	return c.matches(e)
}

// logical checks and, or; the right side knows what the left one says.
func (c *checker) logical(e *ast.Binary, and bool) types.Type {
	c.condition(e.X)
	w := c.branch(func() bool { c.assume(e.X, and); c.condition(e.Y); return false })
	c.meet(w, way{})
	return boolType
}

// choice checks a ?? b and a || b.
func (c *checker) choice(e *ast.Binary) types.Type {
	left := c.expr(e.X)
	var right types.Type
	w := c.branch(func() bool {
		if e.Op == "||" && left.BasicCore() == types.Bool {
			c.assume(e.X, false)
		}
		right = c.expr(e.Y)
		return false
	})
	c.meet(w, way{})
	if left.Is(types.None) {
		return right
	}
	t, ok := types.Join(left.Present(), right)
	if !ok {
		c.add(c.mixedSides(e, left.Present(), right))
		return invalid
	}
	c.joined(t, e.X, e.Y)
	return t
}

func (c *checker) equality(e *ast.Binary) types.Type {
	x := c.settledValue(e.X, c.expr(e.X), "beside '"+e.Op+"'")
	y := c.settledValue(e.Y, c.expr(e.Y), "beside '"+e.Op+"'")
	c.compared(e, x, y)
	c.rate(e.X, e.Y)
	c.rate(e.Y, e.X)
	return boolType
}

// isWrittenText reports whether e is a text without holes.
func isWrittenText(e ast.Expr) bool {
	text, ok := ast.Unwrap(e).(*ast.Text)
	if !ok {
		return false
	}
	_, literal := text.Literal()
	return literal
}

// compared reports two values that can never be equal.
func (c *checker) compared(e *ast.Binary, x, y types.Type) {
	if isWrittenText(e.X) && isWrittenText(e.Y) {
		return // whoever writes both knows
	}
	if !types.Comparable(x, y) {
		c.add(c.neverEqual(e, x, y))
		return
	}
	basic := x.BasicCore()
	if basic == types.Any || basic == types.None || basic == types.Invalid {
		basic = y.BasicCore()
	}
	_, one := x.Core.(*types.Record)
	_, other := y.Core.(*types.Record)
	if one && !x.Is(types.Any) {
		basic = x.BasicCore()
	}
	if one || other {
		c.coerce(e.X, x, basic)
		c.coerce(e.Y, y, basic)
	}
}

func (c *checker) order(e *ast.Binary) types.Type {
	use := "beside '" + e.Op + "'"
	x := c.operand(e.X, use)
	y := c.operand(e.Y, use)
	a, b := x.BasicCore(), y.BasicCore()
	switch {
	case x.IsInvalid() || y.IsInvalid():
	case c.in.test && (a == types.Any || b == types.Any):
	case !ordered(a):
		c.add(wrongOperand(e.X, x, e.Op, "a number, text, date, time or duration"))
	case !ordered(b):
		c.add(wrongOperand(e.Y, y, e.Op, "a number, text, date, time or duration"))
	case orderKind(a) != orderKind(b):
		c.add(c.wrongOperands(e, x, y))
	default:
		c.coerce(e.X, x, a)
		c.coerce(e.Y, y, b)
		c.rate(e.X, e.Y)
		c.rate(e.Y, e.X)
	}
	return boolType
}

// rate refuses to compare a rate, which goes from 0 to 1, with a number that is
// a percentage without its sign.
func (c *checker) rate(e, other ast.Expr) {
	m, ok := ast.Unwrap(e).(*ast.Member)
	n, literal := ast.Unwrap(other).(*ast.Number)
	if !ok || !literal || n.Unit != "" || !oneOf(m.Name.Text, "success_rate", "error_rate") {
		return
	}
	if o, ok := c.info.Types[m.X].Core.(*types.Object); !ok || o.Name != "stats" {
		return
	}
	if v, err := strconv.ParseFloat(n.Text, 64); err == nil && v > 1 {
		c.add(rateWithoutSign(n))
	}
}

func ordered(b types.Basic) bool {
	switch b {
	case types.String, types.Int, types.Number, types.Date, types.Time, types.Duration, types.Interval:
		return true
	}
	return false
}

// orderKind maps types that can be compared with each other to one of them.
func orderKind(b types.Basic) types.Basic {
	switch b {
	case types.Int:
		return types.Number
	case types.Interval:
		return types.Duration
	case types.Date:
		return types.Time
	}
	return b
}

// membership checks x in y: an element of a list, or a part of a text.
func (c *checker) membership(e *ast.Binary, elem, of ast.Expr) types.Type {
	use := "beside '" + e.Op + "'"
	var x, y types.Type
	if e.Op == "contains" {
		y = c.operand(of, use)
		x = c.present(elem, c.expr(elem), use)
	} else {
		x = c.settledValue(elem, c.expr(elem), use)
		y = c.operand(of, use)
	}
	switch core := y.Core.(type) {
	case *types.List:
		if !types.Comparable(x, core.Elem) {
			c.add(c.neverIn(e, elem, x, of, core))
			return boolType
		}
		c.members(elem, x, of)
		c.coerce(elem, x, core.Elem.BasicCore())
		return boolType
	case *types.Map, *types.Object:
		c.text1(elem, x, e.Op)
		return boolType
	}
	switch {
	case y.IsInvalid() || y.Is(types.Any) && c.in.test:
	case y.BasicCore() == types.String:
		c.text1(elem, x, e.Op)
		c.coerce(of, y, types.String)
	default:
		c.add(wrongOperand(of, y, e.Op, "a list or a text"))
	}
	return boolType
}

// members reports what a written list has and the value never is: one such
// text beside others is most likely misspelt.
func (c *checker) members(elem ast.Expr, x types.Type, of ast.Expr) {
	list, ok := ast.Unwrap(of).(*ast.List)
	choice, closed := x.Core.(*types.Choice)
	if !ok || !closed || isWrittenText(elem) {
		return
	}
	for _, item := range list.Elems {
		one, ok := c.info.Types[item].Core.(*types.Choice)
		if ok && len(one.Values) == 1 && !slices.Contains(choice.Values, one.Values[0]) {
			c.add(c.neverMember(elem, item, one.Values[0], choice.Values))
		}
	}
}

// text1 checks an operand that must be text.
func (c *checker) text1(e ast.Expr, t types.Type, op string) {
	switch {
	case t.IsInvalid() || t.Is(types.Any):
	case t.BasicCore() != types.String:
		c.add(wrongOperand(e, t, op, "a text"))
	default:
		c.coerce(e, t, types.String)
	}
}

func (c *checker) matches(e *ast.Binary) types.Type {
	x := c.operand(e.X, "beside 'matches'")
	y := c.operand(e.Y, "beside 'matches'")
	c.text1(e.X, x, e.Op)
	if _, ok := y.Core.(*types.Regex); !ok && !y.IsInvalid() {
		d := c.add(wrongOperand(e.Y, y, e.Op, "a pattern such as /\\d+/"))
		if isWrittenText(e.Y) {
			d.Help = "a pattern stands between slashes, not in quotes"
		}
	}
	return boolType
}

func (c *checker) arithmetic(e *ast.Binary) types.Type {
	if t, ok := c.hyphenatedHeader(e); ok {
		return t
	}
	use := "beside '" + e.Op + "'"
	x := c.operand(e.X, use)
	y := c.operand(e.Y, use)
	if x.IsInvalid() || y.IsInvalid() {
		return invalid
	}
	secret := x.Secret || y.Secret
	if a, ok := x.Core.(*types.List); ok && e.Op == "+" {
		if b, ok := y.Core.(*types.List); ok {
			elem := c.join(e.Y, a.Elem, b.Elem, "the two lists")
			return types.ListOf(elem).AsSecret(secret)
		}
	}
	a, b := x.BasicCore(), y.BasicCore()
	if c.in.test && (a == types.Any || b == types.Any) {
		return types.Of(types.Any)
	}
	if t, ok := arithmeticType(e.Op, a, b); ok {
		c.coerce(e.X, x, a)
		c.coerce(e.Y, y, b)
		if t == types.Time && (a == types.Date && writtenInDays(e.Y) || b == types.Date && writtenInDays(e.X)) {
			t = types.Date
		}
		return types.Of(t).AsSecret(secret)
	}
	if e.Op == "+" && (a == types.String || b == types.String) && a != types.Invalid && b != types.Invalid {
		c.add(textPlus(e, x, y))
		return invalid
	}
	c.add(c.wrongOperands(e, x, y))
	return invalid
}

// writtenInDays reports whether e is a duration of whole days: by one a date
// is moved to a date, by any other to a moment.
func writtenInDays(e ast.Expr) bool {
	d, ok := ast.Unwrap(e).(*ast.Duration)
	return ok && d.Value%(24*time.Hour) == 0
}

// arithmeticType is the table of what the operators give.
func arithmeticType(op string, a, b types.Basic) (types.Basic, bool) {
	if isNumber(a) && isNumber(b) {
		if a == types.Int && b == types.Int && op != "/" {
			return types.Int, true
		}
		return types.Number, true
	}
	span := func(t types.Basic) bool { return t == types.Duration || t == types.Interval }
	moment := func(t types.Basic) bool { return t == types.Date || t == types.Time }
	switch {
	case op == "+" && a == types.String && b == types.String:
		return types.String, true
	case op == "-" && moment(a) && moment(b):
		return types.Interval, true
	case (op == "+" || op == "-") && moment(a) && span(b):
		return types.Time, true
	case op == "+" && span(a) && moment(b):
		return types.Time, true
	case (op == "+" || op == "-") && span(a) && span(b):
		return types.Duration, true
	case op == "/" && span(a) && span(b):
		return types.Number, true
	case (op == "*" || op == "/") && span(a) && isNumber(b):
		return types.Duration, true
	case op == "*" && isNumber(a) && span(b):
		return types.Duration, true
	}
	return types.Invalid, false
}

func isNumber(b types.Basic) bool { return b == types.Int || b == types.Number }

// hyphenatedHeader finds http.headers.X-API-Key, which is a subtraction
// (decisions E9).
func (c *checker) hyphenatedHeader(e *ast.Binary) (types.Type, bool) {
	if e.Op != "-" {
		return invalid, false
	}
	left := ast.Expr(e)
	for {
		b, ok := left.(*ast.Binary)
		if !ok || b.Op != "-" {
			break
		}
		switch b.Y.(type) {
		case *ast.Ident, *ast.Number:
			left = b.X
		default:
			return invalid, false
		}
	}
	m, ok := left.(*ast.Member)
	if !ok || m.Name == nil {
		return invalid, false
	}
	if known, seen := c.info.Types[m.X]; !seen || !isMap(known) {
		if inner, ok := m.X.(*ast.Member); !ok || inner.Name == nil || inner.Name.Text != "headers" {
			return invalid, false
		}
		if !isMap(c.expr(m.X)) {
			return invalid, false
		}
	}
	name := m.Name.Span()
	name.End = e.Span().End
	d := c.add(hyphenatedHeader(e.Span(), name.Text()))
	dot := m.X.Span()
	dot.Start, dot.End = dot.End, name.End
	d.Help = "write " + m.X.Span().Text() + `["` + name.Text() + `"]`
	d.Fixes = []diag.Fix{fixText("write "+`["`+name.Text()+`"]`, dot, `["`+name.Text()+`"]`)}
	return invalid, true
}

func isMap(t types.Type) bool {
	_, ok := t.Core.(*types.Map)
	return ok
}
