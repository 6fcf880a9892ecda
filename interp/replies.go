package interp

import (
	"context"
	"fmt"
	nethttp "net/http"
	"strconv"
	"time"

	"lcs/interp/expression"
	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/lang/place"
	"lcs/stdlib"
	"lcs/value"
)

// Reply is an answer that the script gives as an example.
type Reply struct {
	Name   string // of a named example
	Kind   string // timeout, network, malformed or drop; empty: an answer
	Status int
	Header nethttp.Header
	Body   []byte
	After  time.Duration

	Example diag.Span // where it stands, if it stands beside a step
}

// Replies returns the example answers of a step, and those of its fallback
// requests, in the order written.
func (p *Program) Replies(step string, fallback bool) []Reply {
	for _, s := range p.steps {
		if s.name == step {
			if fallback && len(s.fallbackReplies) > 0 {
				return s.fallbackReplies
			}
			return s.replies
		}
	}
	return nil
}

// CompileReply computes a reply that a test gives.
func CompileReply(info *check.Info, lib *stdlib.Library, r *ast.Reply) (Reply, error) {
	c := &compiler{Compiler: expression.NewCompiler(info, lib), info: info}
	reply, err := c.reply(r.Named, r)
	return reply, err
}

// reply compiles and computes an example: it depends on nothing.
func (c *compiler) reply(name *ast.Text, r *ast.Reply) (Reply, error) {
	out := Reply{Header: nethttp.Header{}}
	if name != nil {
		out.Name, _ = name.Literal()
	}
	if r.Kind != nil {
		status, err := strconv.Atoi(r.Kind.Text)
		switch {
		case err == nil:
			out.Status = status
		case len(r.Kind.Text) == 3 && r.Kind.Text[1:] == "xx":
			out.Status = int(r.Kind.Text[0]-'0') * 100
		default:
			out.Kind = r.Kind.Text
		}
	}
	if r.After != nil {
		out.After = r.After.Value
	}
	frame := expression.NewFrame(c.info, expression.NewMachine(context.Background(), time.Time{}, nil, nil))
	if r.Headers != nil {
		for _, e := range r.Headers.Entries {
			key, _ := e.Key.Literal()
			t, err := c.Template(e.Value, place.Plain)
			if err != nil {
				return out, err
			}
			text, err := t.Text(frame)
			if err != nil {
				return out, err
			}
			out.Header.Set(key, text)
		}
	}
	if r.Value == nil {
		return out, nil
	}
	return out, c.replyBody(&out, r, frame)
}

func (c *compiler) replyBody(out *Reply, r *ast.Reply, frame expression.Frame) error {
	p, err := c.Compile(r.Value)
	if err != nil {
		return err
	}
	v, err := p.Eval(frame)
	if err != nil {
		return err
	}
	format := "text"
	if r.Format != nil {
		format = r.Format.Text
	}
	if _, text := v.(string); format == "json" && !text {
		out.Body, err = value.AppendJSON(nil, v)
	} else {
		out.Body = []byte(value.Text(v))
	}
	if out.Header.Get("Content-Type") == "" {
		out.Header.Set("Content-Type", contentTypes[format])
	}
	if err != nil {
		return fmt.Errorf("the example cannot be written: %w", err)
	}
	return nil
}

var contentTypes = map[string]string{
	"json": "application/json",
	"xml":  "application/xml; charset=utf-8",
	"html": "text/html; charset=utf-8",
	"text": "text/plain; charset=utf-8",
}

// exampleReplies collects the examples among items.
func (c *compiler) exampleReplies(items []ast.Item) []Reply {
	var out []Reply
	for _, item := range items {
		e, ok := item.(*ast.Example)
		if !ok {
			continue
		}
		r, err := c.reply(e.Name, e.Reply)
		if err != nil {
			c.broken(e, err)
			continue
		}
		r.Example = e.Span()
		out = append(out, r)
	}
	return out
}
