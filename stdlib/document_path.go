package stdlib

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"lcs/lang/types"
	"lcs/value"
)

// A JSON path is a walk through objects and lists: $.leads[0].email, with
// [*] or .* for all, ..name for any depth, ["odd key"] and [-1] for the last.

type jsonStep struct {
	key   string
	index int
	kind  byte // 'k' key, 'i' index, '*' all, '.' any depth (then key or *)
	all   bool // of any depth: everything
}

const maxPathHits = 100_000

func compilePath(source string) ([]jsonStep, *types.LiteralError) {
	if len(source) > maxXPath {
		return nil, &types.LiteralError{End: len(source), Message: "a path may have at most 8 kB"}
	}
	var steps []jsonStep
	rest := strings.TrimPrefix(source, "$")
	first := len(rest) == len(source)
	for rest != "" {
		at := len(source) - len(rest)
		bad := func(message string) ([]jsonStep, *types.LiteralError) {
			return nil, &types.LiteralError{Start: at, End: len(source), Message: message}
		}
		switch {
		case strings.HasPrefix(rest, ".."):
			name, size := pathName(rest[2:])
			if size == 0 {
				return bad("a name must follow '..'")
			}
			steps = append(steps, jsonStep{kind: '.', key: name, all: rest[2:2+size] == "*"})
			rest = rest[2+size:]
		case rest[0] == '[':
			step, size, message := bracketStep(rest)
			if message != "" {
				return bad(message)
			}
			steps = append(steps, step)
			rest = rest[size:]
		case rest[0] == '.' || first:
			rest = strings.TrimPrefix(rest, ".")
			name, size := pathName(rest)
			if size == 0 {
				return bad("a name must stand here")
			}
			if rest[:size] == "*" {
				steps = append(steps, jsonStep{kind: '*'})
			} else {
				steps = append(steps, jsonStep{kind: 'k', key: name})
			}
			rest = rest[size:]
		default:
			return bad("'.' or '[' must stand here")
		}
		first = false
	}
	return steps, nil
}

// pathName reads a name up to the next '.' or '['; a backslash takes the next
// character as it is.
func pathName(s string) (name string, size int) {
	var b strings.Builder
	for size < len(s) && s[size] != '.' && s[size] != '[' && s[size] != ']' {
		if s[size] == '\\' && size+1 < len(s) {
			size++
		}
		b.WriteByte(s[size])
		size++
	}
	return b.String(), size
}

func bracketStep(s string) (step jsonStep, size int, message string) {
	if len(s) > 1 && (s[1] == '"' || s[1] == '\'') {
		end := strings.IndexByte(s[2:], s[1])
		if end < 0 || 2+end+1 >= len(s) || s[2+end+1] != ']' {
			return step, 0, "this key is never closed"
		}
		return jsonStep{kind: 'k', key: s[2 : 2+end]}, end + 4, ""
	}
	end := strings.IndexByte(s, ']')
	if end < 0 {
		return step, 0, "this '[' is never closed"
	}
	inside := strings.TrimSpace(s[1:end])
	if inside == "*" {
		return jsonStep{kind: '*'}, end + 1, ""
	}
	n, err := strconv.Atoi(inside)
	if err != nil {
		return step, 0, "'" + inside + `' is no index: write [0], [*] or ["key"]`
	}
	return jsonStep{kind: 'i', index: n}, end + 1, ""
}

// walkPath returns all values that a path leads to.
func walkPath(v any, steps []jsonStep) ([]any, error) {
	found := []any{v}
	for _, step := range steps {
		var next []any
		for _, v := range found {
			next = takeStep(next, v, step, 0)
			if len(next) > maxPathHits {
				return nil, fmt.Errorf("the path leads to more than %d values", maxPathHits)
			}
		}
		found = next
	}
	return found, nil
}

func takeStep(out []any, v any, step jsonStep, depth int) []any {
	if len(out) > maxPathHits || depth > 10_000 {
		return out
	}
	switch step.kind {
	case 'k':
		switch v := v.(type) {
		case *value.Object:
			if x, ok := v.Get(step.key); ok {
				out = append(out, x)
			}
		case []any:
			if n, err := strconv.Atoi(step.key); err == nil { // LeadConduit writes a.0.b
				return takeStep(out, v, jsonStep{kind: 'i', index: n}, depth)
			}
		}
	case 'i':
		if list, ok := v.([]any); ok {
			i := step.index
			if i < 0 {
				i += len(list)
			}
			if i >= 0 && i < len(list) {
				out = append(out, list[i])
			}
		}
	case '*':
		out = append(out, children(v)...)
	case '.':
		if step.all {
			out = append(out, children(v)...)
		} else {
			out = takeStep(out, v, jsonStep{kind: 'k', key: step.key}, depth)
		}
		for _, c := range children(v) {
			out = takeStep(out, c, step, depth+1)
		}
	}
	return out
}

func children(v any) []any {
	switch v := v.(type) {
	case []any:
		return v
	case *value.Object:
		all := make([]any, 0, v.Len())
		for _, x := range v.All() {
			all = append(all, x)
		}
		return all
	}
	return nil
}

func pathFunctions() []*Function {
	path := param("path", textType, `the path, "$.leads[0].email"; [*] is all, ..name at any depth`)
	path.Check = func(s string) *types.LiteralError { _, bad := compilePath(s); return bad }
	from := param("value", anyType, "an object or list, such as an answer of unknown shape")
	const example = `{ leads: [{ id: 1, tags: ["a"] }, { id: 2, tags: ["b", "c"] }] }`
	return []*Function{
		{
			Func: describe("json_path", "The first value that a path leads to. It is missing when the path leads nowhere.",
				signature(anyType.Optional(), from, path)),
			Examples: []Example{
				{Source: `json_path(` + example + `, "$.leads[-1].id")`, Result: `2`},
				{Source: `json_path(` + example + `, "leads.5.id")`, Result: `null`},
			},
			Call: onPath(func(found []any) any {
				if len(found) == 0 {
					return nil
				}
				return found[0]
			}),
		},
		{
			Func:     describe("json_path_all", "All values that a path leads to.", signature(types.ListOf(anyType), from, path)),
			Examples: []Example{{Source: `json_path_all(` + example + `, "$..tags[*]")`, Result: `["a","b","c"]`}},
			Call: onPath(func(found []any) any {
				if found == nil {
					return []any{}
				}
				return found
			}),
		},
	}
}

func onPath(f func([]any) any) func(*Context, []any) (any, error) {
	return func(_ *Context, args []any) (any, error) {
		steps, bad := compilePath(textOf(args, 1))
		if bad != nil {
			return nil, errors.New(bad.Message)
		}
		found, err := walkPath(argument(args, 0), steps)
		if err != nil {
			return nil, err
		}
		return f(found), nil
	}
}
