package interp

import (
	"bytes"
	"fmt"
	"mime/multipart"

	"lcs/interp/expression"
	"lcs/lang/ast"
	"lcs/lang/place"
	"lcs/value"
)

// body compiles `body FORMAT value`.
func (c *compiler) body(item *ast.Body) requestPart {
	switch item.Format.Text {
	case "json":
		return c.jsonBody(item.Value)
	case "xml":
		return c.textBody(item.Value, place.XMLText, "application/xml; charset=utf-8")
	case "text":
		return c.textBody(item.Value, place.Plain, "text/plain; charset=utf-8")
	case "bytes":
		return c.bytesBody(item.Value)
	case "form":
		return c.formBody(item.Value)
	case "multipart":
		return c.multipartBody(item.Value)
	case "graphql":
		return c.graphqlBody(item)
	}
	return nil
}

func (c *compiler) jsonBody(e ast.Expr) requestPart {
	if text, ok := e.(*ast.Text); ok && text.Quote == ast.Triple {
		return c.textBody(e, place.JSONValue, "application/json")
	}
	t, err := c.JSON(e)
	if err != nil {
		c.broken(e, err)
		return nil
	}
	return written(t, "application/json")
}

func (c *compiler) textBody(e ast.Expr, at place.Place, content string) requestPart {
	return written(c.template(e, at), content)
}

// written is a body that a template writes.
func written(t *expression.Template, content string) requestPart {
	return func(x *execution, d *draft) error {
		d.body, d.hasBody, d.content = expression.Output{}, true, content
		return t.Write(x.frame, &d.body)
	}
}

func (c *compiler) bytesBody(e ast.Expr) requestPart {
	p, secret := c.expr(e), c.IsSecret(e)
	return func(x *execution, d *draft) error {
		v, err := p.Eval(x.frame)
		if err != nil {
			return err
		}
		raw, ok := v.([]byte)
		if !ok {
			raw = []byte(value.Text(v))
		}
		d.body, d.hasBody, d.content = expression.Output{Bytes: raw}, true, "application/octet-stream"
		if secret {
			d.body.Secrets = []expression.Range{{Start: 0, End: len(raw)}}
		}
		return nil
	}
}

func (c *compiler) formBody(e ast.Expr) requestPart {
	o, ok := e.(*ast.Object)
	if !ok { // a text: what stands around its holes is encoded already
		return c.textBody(e, place.Plain, "application/x-www-form-urlencoded")
	}
	entries := c.pairs(o, place.FormName, place.FormValue)
	return func(x *execution, d *draft) error {
		pairs, err := entries.eval(x, nil)
		if err != nil {
			return err
		}
		out := expression.Output{}
		for i, p := range pairs {
			if i > 0 {
				out.Bytes = append(out.Bytes, '&')
			}
			out.Bytes = append(append(out.Bytes, p.name...), '=')
			out.Bytes = appendPair(out.Bytes, p, &out.Secrets)
		}
		d.body, d.hasBody, d.content = out, true, "application/x-www-form-urlencoded"
		return nil
	}
}

func appendPair(dst []byte, p pair, secrets *[]expression.Range) []byte {
	from := len(dst)
	for _, s := range p.secrets {
		*secrets = append(*secrets, expression.Range{Start: from + s.Start, End: from + s.End})
	}
	return append(dst, p.value...)
}

// multipartBody writes form-data parts. The boundary comes from the lead's
// random numbers, so that a test sees the same bytes each time.
func (c *compiler) multipartBody(e ast.Expr) requestPart {
	o, ok := e.(*ast.Object)
	if !ok {
		c.broken(e, fmt.Errorf("a multipart body is written as { … }"))
		return nil
	}
	entries := c.pairs(o, place.Plain, place.Plain)
	return func(x *execution, d *draft) error {
		pairs, err := entries.eval(x, nil)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		if err := w.SetBoundary(fmt.Sprintf("lcs-%016x%016x", x.random().Uint64(), x.random().Uint64())); err != nil {
			return err
		}
		out := expression.Output{}
		for _, p := range pairs {
			field, err := w.CreateFormField(p.name)
			if err != nil {
				return err
			}
			from := b.Len()
			if _, err := field.Write([]byte(p.value)); err != nil {
				return err
			}
			for _, s := range p.secrets {
				out.Secrets = append(out.Secrets, expression.Range{Start: from + s.Start, End: from + s.End})
			}
		}
		if err := w.Close(); err != nil {
			return err
		}
		out.Bytes = b.Bytes()
		d.body, d.hasBody, d.content = out, true, w.FormDataContentType()
		return nil
	}
}

// graphqlBody sends the query as it is written and its variables as JSON.
func (c *compiler) graphqlBody(item *ast.Body) requestPart {
	query := c.template(item.Value, place.JSONString)
	var variables *expression.Template
	if item.Variables != nil {
		var err error
		if variables, err = c.JSON(item.Variables); err != nil {
			c.broken(item, err)
			return nil
		}
	}
	return func(x *execution, d *draft) error {
		out := expression.Output{Bytes: []byte(`{"query":"`)}
		if err := query.Write(x.frame, &out); err != nil {
			return err
		}
		out.Bytes = append(out.Bytes, '"')
		if variables != nil {
			out.Bytes = append(out.Bytes, `,"variables":`...)
			if err := variables.Write(x.frame, &out); err != nil {
				return err
			}
		}
		out.Bytes = append(out.Bytes, '}')
		d.body, d.hasBody, d.content = out, true, "application/json"
		return nil
	}
}
