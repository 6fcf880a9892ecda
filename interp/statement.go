package interp

import (
	"strings"

	"lcs/interp/expression"
	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/lang/place"
	"lcs/value"
)

// statements compiles the items of a block that do something when reached.
// Declarations and the parts of a step that are read once are left out.
func (c *compiler) statements(items []ast.Item) []statement {
	var out []statement
	for _, item := range items {
		if s := c.statement(item); s != nil {
			out = append(out, s)
		}
	}
	return out
}

func (c *compiler) block(b *ast.Block) []statement {
	if b == nil {
		return nil
	}
	return c.statements(b.Items)
}

func (c *compiler) statement(item ast.Item) statement {
	s := c.observedItem(item.Span(), c.plainStatement(item))
	if c.current.step == nil {
		c.program.flow[item] = s
	}
	if s != nil && c.current.step != nil && c.current.step.batch != nil {
		return c.inBatch(item, s)
	}
	return s
}

func (c *compiler) plainStatement(item ast.Item) statement {
	switch item := item.(type) {
	case *ast.Let:
		return c.assign(c.info.Vars[item], item.Value)
	case *ast.Assign:
		return c.assign(c.info.Refs[item.Target], item.Value)
	case *ast.If:
		return c.ifStatement(item)
	case *ast.Log:
		text := c.text(item.Text)
		return func(x *execution) signal {
			return x.say(text, func(s string) { x.log(item.Level, s) })
		}
	case *ast.Say:
		return c.say(item)
	case *ast.Accept:
		return func(x *execution) signal { return x.end(Success, "") }
	case *ast.Step:
		if item.Params != nil {
			return nil
		}
		if s := c.step(item); s != nil {
			return s.run
		}
	case *ast.Parallel:
		return c.parallel(item)
	case *ast.Entries:
		if item.Word == "map" {
			return c.mapEntries(item.Value)
		}
	case *ast.Alert:
		c.program.alerts = append(c.program.alerts, c.alert(item))
	case *ast.Retry:
		return c.retry(item)
	case *ast.RefreshAuth:
		return refreshAuth
	case *ast.FallbackTo:
		return c.fallbackTo(item)
	case *ast.Fallback:
		return c.fallback(item)
	case *ast.UseLastGood:
		return c.useLastGood(item)
	case *ast.UseDefault:
		return c.useDefault(item)
	case *ast.Skip:
		return func(*execution) signal { return skipped }
	case *ast.Queue:
		return c.queue(item)
	case *ast.Expect:
		return c.expectInHandler(item)
	}
	return nil
}

func (c *compiler) assign(s *check.Symbol, value ast.Expr) statement {
	p := c.expr(value)
	if s == nil || p == nil {
		return nil
	}
	lead := s.Kind == check.LeadSymbol
	return func(x *execution) signal {
		v, err := p.Eval(x.frame)
		if err != nil {
			return x.broke(err)
		}
		if lead {
			v = x.leadValue(s, v)
		}
		x.frame.Set(s.Slot, v)
		if lead {
			x.showLead()
		}
		return proceed
	}
}

func (c *compiler) ifStatement(item *ast.If) statement {
	cond, then, otherwise := c.expr(item.Cond), c.block(item.Then), c.block(item.Else)
	if cond == nil {
		return nil
	}
	then, otherwise = c.observed(item.Span(), Yes, then), c.observed(item.Span(), No, otherwise)
	return func(x *execution) signal {
		v, err := cond.Eval(x.frame)
		if err != nil {
			return x.broke(err)
		}
		if value.Basic(v) == true {
			return x.do(then)
		}
		return x.do(otherwise)
	}
}

func (c *compiler) say(item *ast.Say) statement {
	text := c.text(item.Text)
	switch item.Verb {
	case "note":
		return func(x *execution) signal {
			return x.say(text, func(s string) { x.result.Notes = append(x.result.Notes, s) })
		}
	case "flag":
		return func(x *execution) signal {
			return x.say(text, func(s string) { x.result.Flags = append(x.result.Flags, s) })
		}
	}
	outcome := Failure
	if item.Verb == "fail" {
		outcome = Error
	}
	return func(x *execution) signal {
		var reason string
		if s := x.say(text, func(s string) { reason = s }); s != proceed {
			return s
		}
		return x.end(outcome, reason)
	}
}

// text compiles a text that is shown, not sent.
func (c *compiler) text(t *ast.Text) *expression.Template { return c.template(t, place.Plain) }

func (c *compiler) template(e ast.Expr, at place.Place) *expression.Template {
	if e == nil {
		return nil
	}
	t, err := c.Template(e, at)
	if err != nil {
		c.broken(e, err)
		return &expression.Template{}
	}
	return t
}

func (c *compiler) mapEntries(o *ast.Object) statement {
	type output struct {
		slot  int
		value *expression.Program
	}
	var outputs []output
	for _, e := range o.Entries {
		s, p := c.info.Vars[e], c.expr(e.Value)
		if s != nil && p != nil {
			outputs = append(outputs, output{s.Slot, p})
		}
	}
	return func(x *execution) signal {
		for _, o := range outputs {
			v, err := o.value.Eval(x.frame)
			if err != nil {
				return x.broke(err)
			}
			x.frame.Set(o.slot, v)
		}
		return proceed
	}
}

// do runs statements until one of them says something else than go on.
func (x *execution) do(statements []statement) signal {
	for _, s := range statements {
		if err := x.ctx.Err(); err != nil {
			return x.interrupted()
		}
		if sig := s(x); sig != proceed {
			return sig
		}
	}
	return proceed
}

// say renders a text, its secrets masked, and hands it on.
func (x *execution) say(t *expression.Template, to func(string)) signal {
	out := x.scratch()
	if err := t.Write(x.frame, out); err != nil {
		return x.broke(err)
	}
	to(masked(out))
	return proceed
}

// mask stands for a secret wherever one would be shown.
const mask = "•••"

// masked returns the text with the bytes of secrets replaced.
func masked(o *expression.Output) string {
	if len(o.Secrets) == 0 {
		return string(o.Bytes)
	}
	var b strings.Builder
	at := 0
	for _, s := range o.Secrets {
		b.Write(o.Bytes[at:s.Start])
		b.WriteString(mask)
		at = s.End
	}
	b.Write(o.Bytes[at:])
	return b.String()
}
