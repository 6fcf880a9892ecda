package expression

import (
	"lcs/lang/types"
	"lcs/value"
)

// valueJSON writes the value of the hole, and remembers the bytes of what in it
// is secret: all of it, or some fields of an object.
func (h *hole) valueJSON(v any, o *Output) error {
	if !h.secret && !h.holdsSecret {
		return o.wholeJSON(v, false)
	}
	return o.json(v, h.typ)
}

func (o *Output) json(v any, t types.Type) error {
	if t.Secret || !t.HoldsSecret() {
		return o.wholeJSON(v, t.Secret)
	}
	switch core := t.Core.(type) {
	case *types.List:
		if list, ok := v.([]any); ok {
			return o.listJSON(list, core.Elem)
		}
	case *types.Object:
		if object, ok := v.(*value.Object); ok {
			return o.objectJSON(object, func(key string) types.Type {
				field, _ := core.Field(key)
				return field.Type
			})
		}
	case *types.Map:
		if object, ok := v.(*value.Object); ok {
			return o.objectJSON(object, func(string) types.Type { return core.Elem })
		}
	}
	return o.wholeJSON(v, !value.IsMissing(v))
}

func (o *Output) wholeJSON(v any, secret bool) (err error) {
	from := len(o.Bytes)
	if o.Bytes, err = value.AppendJSON(o.Bytes, v); err == nil && secret {
		o.secret(from)
	}
	return err
}

func (o *Output) listJSON(list []any, elem types.Type) error {
	o.Bytes = append(o.Bytes, '[')
	for i, item := range list {
		if i > 0 {
			o.Bytes = append(o.Bytes, ',')
		}
		if err := o.json(item, elem); err != nil {
			return err
		}
	}
	o.Bytes = append(o.Bytes, ']')
	return nil
}

func (o *Output) objectJSON(object *value.Object, typeOf func(key string) types.Type) error {
	o.Bytes = append(o.Bytes, '{')
	first := true
	for key, v := range object.All() {
		if v == nil {
			continue
		}
		if !first {
			o.Bytes = append(o.Bytes, ',')
		}
		first = false
		o.Bytes = append(value.AppendJSONString(o.Bytes, key), ':')
		if err := o.json(v, typeOf(key)); err != nil {
			return err
		}
	}
	o.Bytes = append(o.Bytes, '}')
	return nil
}
