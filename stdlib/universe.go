package stdlib

import (
	"context"
	"math/rand/v2"
	"time"

	"lcs/lang/types"
	"lcs/value"
)

// What the checker asks of the library beside signatures: it judges what a
// script has written out (types.Universe).

// Regex judges a pattern.
func (l *Library) Regex(pattern, flags string) (*types.Regex, bool, *types.LiteralError) {
	r, bad := CompileRegex(pattern, flags)
	if bad != nil {
		return nil, false, bad
	}
	re := &types.Regex{Groups: r.Groups}
	for _, name := range r.Names {
		if name != "" {
			re.Names = append(re.Names, name)
		}
	}
	return re, r.Backtracks, nil
}

// Valid reports whether a value of type t can be read from text.
func (l *Library) Valid(t types.Type, text string) bool {
	switch core := t.Core.(type) {
	case *types.Record:
		if r := l.records[core.Name]; r != nil {
			return r.Parse(judging(), text, core.Args).Valid
		}
	case types.Basic:
		switch core {
		case types.Date, types.Time, types.Duration, types.Number, types.Int, types.Bool:
			_, ok := ParseBasic(core.String(), text)
			return ok
		}
	}
	return true
}

// Probe applies a function without effects to an example of an answer.
func (l *Library) Probe(name, format, answer string, args []types.Argument) (length int, found bool) {
	f := l.funcs[name]
	if f == nil || f.Effects != types.Pure || f.Call == nil {
		return 0, true
	}
	receiver, err := probed(format, answer)
	if err != nil {
		return 0, true
	}
	values := []any{receiver}
	for _, a := range args {
		v, ok := literal(a)
		if !ok {
			return 0, true
		}
		values = append(values, v)
	}
	result, err := f.Call(judging(), values)
	if err != nil {
		return 0, true
	}
	if list, ok := result.([]any); ok {
		return len(list), len(list) > 0
	}
	return 0, !value.IsMissing(result)
}

func probed(format, answer string) (any, error) {
	switch format {
	case "xml":
		return ParseXML([]byte(answer), nil, nil)
	case "html":
		return ParseHTML([]byte(answer), nil)
	}
	return answer, nil
}

// literal returns the value of an argument that is written out.
func literal(a types.Argument) (any, bool) {
	if !a.IsConst {
		return nil, false
	}
	switch core := a.Type.Core.(type) {
	case *types.Regex:
		re, bad := CompileRegex(a.Literal, a.Flags)
		return re, bad == nil
	case types.Basic:
		if core == types.Int || core == types.Number {
			n, err := value.ParseNumber(a.Literal)
			return n, err == nil
		}
	}
	return a.Literal, true
}

// judging is the context of what is computed while a script is checked; it is
// the same at any time.
func judging() *Context {
	return &Context{
		Context: context.Background(), Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Rand: rand.New(rand.NewPCG(1, 1)),
	}
}
