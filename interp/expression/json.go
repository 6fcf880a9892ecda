package expression

import (
	"lcs/lang/ast"
	"lcs/lang/place"
	"lcs/value"
)

// JSON compiles e as a writer of JSON text: canonical (no spaces, keys in the
// order written, digits as they came), with the bytes of secrets remembered.
// Objects, lists and texts written in the script become text without a value in
// between.
func (c *Compiler) JSON(e ast.Expr) (*Template, error) {
	p, err := c.json(e)
	if err != nil {
		return nil, err
	}
	return newTemplate(p), nil
}

func (c *Compiler) json(e ast.Expr) (part, error) {
	inner := ast.Unwrap(e)
	if !c.coerced(e) {
		switch inner := inner.(type) {
		case *ast.Object:
			return c.jsonObject(inner)
		case *ast.List:
			return c.jsonList(inner)
		case *ast.Comprehension:
			return c.jsonComprehension(inner)
		case *ast.Text:
			parts, err := c.parts(inner.Parts, place.JSONString)
			if err != nil {
				return nil, err
			}
			return sequence(append(append([]part{literal(`"`)}, parts...), literal(`"`))), nil
		}
	}
	return c.hole(e, place.JSONValue)
}

// sequence is parts one after the other.
type sequence []part

func (s sequence) write(f Frame, o *Output) error { return writeAll(s, f, o) }

type jsonEntry struct {
	key      []part
	optional *hole // of an entry left out when missing
	value    part
}

type jsonObject []jsonEntry

func (c *Compiler) jsonObject(e *ast.Object) (part, error) {
	var object jsonObject
	for _, entry := range e.Entries {
		key, err := c.parts(entry.Key.Parts, place.JSONKey)
		if err != nil {
			return nil, err
		}
		compiled := jsonEntry{key: append(append([]part{literal(`"`)}, key...), literal(`":`))}
		if entry.Optional {
			h, err := c.hole(entry.Value, place.JSONValue)
			if err != nil {
				return nil, err
			}
			compiled.optional = h.(*hole)
		} else if compiled.value, err = c.json(entry.Value); err != nil {
			return nil, err
		}
		object = append(object, compiled)
	}
	return object, nil
}

func (j jsonObject) write(f Frame, o *Output) error {
	o.Bytes = append(o.Bytes, '{')
	first := true
	for _, entry := range j {
		var v any
		if entry.optional != nil {
			var err error
			if v, err = entry.optional.program.Eval(f); err != nil {
				return err
			}
			if value.IsMissing(v) {
				continue
			}
		}
		if !first {
			o.Bytes = append(o.Bytes, ',')
		}
		first = false
		if err := writeAll(entry.key, f, o); err != nil {
			return err
		}
		if entry.optional != nil {
			if err := entry.optional.valueJSON(v, o); err != nil {
				return at1(entry.optional.span, err)
			}
			continue
		}
		if err := entry.value.write(f, o); err != nil {
			return err
		}
	}
	o.Bytes = append(o.Bytes, '}')
	return nil
}

type jsonList []part

func (c *Compiler) jsonList(e *ast.List) (part, error) {
	var list jsonList
	for _, elem := range e.Elems {
		p, err := c.json(elem)
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}

func (j jsonList) write(f Frame, o *Output) error {
	o.Bytes = append(o.Bytes, '[')
	for i, p := range j {
		if i > 0 {
			o.Bytes = append(o.Bytes, ',')
		}
		if err := p.write(f, o); err != nil {
			return err
		}
	}
	o.Bytes = append(o.Bytes, ']')
	return nil
}

type jsonComprehension struct {
	list, cond *Program
	slot       int
	elem       part
	ofBatch    bool // the list is batch.leads
}

func (c *Compiler) jsonComprehension(e *ast.Comprehension) (part, error) {
	list, err := c.Compile(e.In)
	if err != nil {
		return nil, err
	}
	j := &jsonComprehension{list: list, slot: -1, ofBatch: isBatchLeads(e.In)}
	if v := c.info.Vars[e]; v != nil {
		j.slot = v.Slot
	}
	if e.If != nil {
		if j.cond, err = c.Compile(e.If); err != nil {
			return nil, err
		}
	}
	j.elem, err = c.json(e.Elem)
	return j, err
}

func (j *jsonComprehension) write(f Frame, o *Output) error {
	v, err := j.list.Eval(f)
	if err != nil {
		return err
	}
	list, _ := v.([]any)
	o.Bytes = append(o.Bytes, '[')
	first := true
	for _, item := range list {
		if err := f[0].(*Machine).step(); err != nil {
			return err
		}
		f.Set(j.slot, item)
		if j.cond != nil {
			ok, err := j.cond.Eval(f)
			if err != nil {
				return err
			}
			if ok != true {
				continue
			}
		}
		if !first {
			o.Bytes = append(o.Bytes, ',')
		}
		first = false
		if err := j.elem.write(f, o); err != nil {
			return err
		}
	}
	o.Bytes = append(o.Bytes, ']')
	o.EmptyBatch = o.EmptyBatch || j.ofBatch && first
	return nil
}

func isBatchLeads(e ast.Expr) bool {
	m, ok := ast.Unwrap(e).(*ast.Member)
	if !ok {
		return false
	}
	x, ok := m.X.(*ast.Ident)
	return ok && x.Name == "batch" && m.Name.Text == "leads"
}
