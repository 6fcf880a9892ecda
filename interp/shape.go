package interp

import (
	"fmt"
	"slices"
	"strconv"

	"lcs/lang/types"
	"lcs/stdlib"
	"lcs/value"
)

// fit holds a JSON value against a shape (decisions T5): keys that the shape
// lacks are kept aside, one that is missing or null must be optional, and every
// value must be of its type; record types take what they are given. The error
// names the path.
func (r *Run) fit(v any, t types.Type, path string, cx *stdlib.Context) (any, error) {
	if value.IsMissing(v) {
		if t.IsOptional() || t.Is(types.Any) || t.Is(types.None) || t.IsInvalid() {
			return v, nil
		}
		if v == nil {
			return nil, fmt.Errorf("the answer has no %s", pathName(path))
		}
		return nil, wrongType(path, t, v)
	}
	switch core := t.Core.(type) {
	case *types.Object:
		o, ok := v.(*value.Object)
		if !ok {
			return nil, wrongType(path, t, v)
		}
		return r.fitObject(o, core, t.Secret, path, cx)
	case *types.List:
		list, ok := v.([]any)
		if !ok {
			return nil, wrongType(path, t, v)
		}
		for i, item := range list {
			fitted, err := r.fit(item, core.Elem.AsSecret(t.Secret), path+"["+strconv.Itoa(i)+"]", cx)
			if err != nil {
				return nil, err
			}
			list[i] = fitted
		}
		return list, nil
	case *types.Choice:
		s, ok := v.(string)
		if !ok || !slices.Contains(core.Values, s) {
			return nil, wrongType(path, t, v)
		}
		return s, nil
	case *types.Record:
		return r.convert(v, t, cx)
	case types.Basic:
		return fitBasic(core, v, t, path)
	}
	return v, nil
}

func (r *Run) fitObject(o *value.Object, shape *types.Object, secret bool, path string, cx *stdlib.Context) (any, error) {
	for _, f := range shape.Fields {
		field, _ := o.Get(f.Name)
		fitted, err := r.fit(field, f.Type.AsSecret(secret), path+"."+f.Name, cx)
		if err != nil {
			return nil, err
		}
		if fitted != nil {
			o.Set(f.Name, fitted)
		}
	}
	return o, nil
}

// fitBasic takes a value of JSON as a basic one. Dates and the like are text in
// JSON, and are read.
func fitBasic(b types.Basic, v any, t types.Type, path string) (any, error) {
	ok := true
	switch b {
	case types.String:
		_, ok = v.(string)
	case types.Number:
		_, ok = v.(*value.Number)
	case types.Int:
		n, number := v.(*value.Number)
		if ok = number; ok {
			_, ok = n.Int64()
		}
	case types.Bool:
		_, ok = v.(bool)
	case types.Date, types.Time, types.Duration, types.Bytes:
		var read any
		if read, ok = stdlib.ParseBasic(b.String(), v); ok {
			v = read
		}
	}
	if !ok {
		return nil, wrongType(path, t, v)
	}
	return v, nil
}

func wrongType(path string, t types.Type, v any) error {
	if t.HoldsSecret() {
		return fmt.Errorf("%s should be %s, and is not", pathName(path), t)
	}
	shown, err := value.AppendJSON(nil, v)
	if err != nil {
		shown = []byte(value.Text(v))
	}
	if r := []rune(string(shown)); len(r) > 60 {
		shown = []byte(string(r[:60]) + "…")
	}
	return fmt.Errorf("%s should be %s, and is %s", pathName(path), t, shown)
}

func pathName(path string) string {
	if path == "" {
		return "the answer"
	}
	return "response" + path
}
