package interp

import (
	"fmt"
	"slices"
	"strconv"

	"lcs/lang/types"
	"lcs/value"
)

// fit holds a JSON value against a shape (decisions T5): keys that the shape
// lacks are kept aside, one that is missing or null must be optional, and every
// value must be of its type. The error names the path.
func fit(v any, t types.Type, path string) (any, error) {
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
		return fitObject(o, core, path)
	case *types.List:
		list, ok := v.([]any)
		if !ok {
			return nil, wrongType(path, t, v)
		}
		for i, item := range list {
			fitted, err := fit(item, core.Elem, path+"["+strconv.Itoa(i)+"]")
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
	case types.Basic:
		if !basicFits(core, v) {
			return nil, wrongType(path, t, v)
		}
	}
	return v, nil
}

func fitObject(o *value.Object, shape *types.Object, path string) (any, error) {
	for _, f := range shape.Fields {
		field, _ := o.Get(f.Name)
		fitted, err := fit(field, f.Type, path+"."+f.Name)
		if err != nil {
			return nil, err
		}
		if fitted != nil {
			o.Set(f.Name, fitted)
		}
	}
	return o, nil
}

func basicFits(b types.Basic, v any) bool {
	switch b {
	case types.String:
		_, ok := v.(string)
		return ok
	case types.Number:
		_, ok := v.(*value.Number)
		return ok
	case types.Int:
		n, ok := v.(*value.Number)
		if !ok {
			return false
		}
		_, ok = n.Int64()
		return ok
	case types.Bool:
		_, ok := v.(bool)
		return ok
	}
	return true
}

func wrongType(path string, t types.Type, v any) error {
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
