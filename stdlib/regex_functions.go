package stdlib

import (
	"fmt"
	"strings"

	"lcs/lang/types"
	"lcs/value"
)

var (
	regexType  = types.Of(&types.Regex{})
	regexParam = param("pattern", regexType, "the pattern, as /\\d+/")
)

// regexFunctions search text, by a pattern or by a plain text.
func regexFunctions() []*Function {
	with := param("with", textType, "what takes its place; with a pattern, $1 is its first group, $<name> a named one, $& the match and $$ a dollar")
	limit := optional("limit", intType, "the most parts to return")
	return []*Function{
		{
			Func: describe("replace", "The text with what matches replaced: everything when the pattern has the flag g, else the first match. "+
				"Of a plain text every occurrence is replaced.",
				types.Signature{Params: []types.Param{textParam, regexParam, with}, Result: textType, Refine: refineReplace},
				signature(textType, textParam, param("old", textType, "the text to look for"), param("with", textType, "what takes its place, as it is"))),
			Examples: []Example{
				{Source: `replace("(512) 555-0123", /\D/g, "")`, Result: `"5125550123"`},
				{Source: `"Lee, Ann".replace(/(\w+), (\w+)/, "$2 $1")`, Result: `"Ann Lee"`},
				{Source: `replace("a-b-c", "-", "+")`, Result: `"a+b+c"`},
			},
			Call: callReplace,
		},
		{
			Func: describe("split", "The parts of a text between the places where a plain text stands or a pattern matches. An empty one cuts "+
				"between all characters. Groups of a pattern become parts, too.",
				signature(types.ListOf(textType), textParam, param("separator", textType, "what stands between the parts"), limit),
				types.Signature{Params: []types.Param{textParam, regexParam, limit}, Result: types.ListOf(textType), Refine: refineSplit}),
			Examples: []Example{
				{Source: `split("ok|85|ref-1", "|")`, Result: `["ok","85","ref-1"]`},
				{Source: `"a, b;c" | split(/[,;]\s*/)`, Result: `["a","b","c"]`},
			},
			Call: callSplit,
		},
		{
			Func: describe("match", "The first match of a pattern: [0] is all of it, [1] its first group, and so on; a group that took no part is "+
				"missing. With the flag g: all matches. The list is empty when nothing matches.",
				types.Signature{Params: []types.Param{textParam, regexParam}, Result: types.ListOf(textType.Optional()), Refine: refineMatch}),
			Examples: []Example{
				{Source: `match("accepted with ID: 12345", /ID: (\d+)/)[1]`, Result: `"12345"`},
				{Source: `match("a1 b22", /\d+/g)`, Result: `["1","22"]`},
				{Source: `match("none", /\d+/)[0]`, Result: `null`},
			},
			Call: callMatch,
		},
		{
			Func: describe("match_all", "All matches of a pattern, each as `match` returns one: [0] is all of it, [1] its first group.",
				types.Signature{Params: []types.Param{textParam, regexParam}, Result: types.ListOf(types.ListOf(textType.Optional())), Refine: refineMatchAll}),
			Examples: []Example{{Source: `match_all("a=1;b=2", /(\w)=(\d)/)`, Result: `[["a=1","a","1"],["b=2","b","2"]]`}},
			Call:     callMatchAll,
		},
		{
			Func: describe("groups", "The named groups of the first match of a pattern, by name. All are missing when nothing matches.",
				types.Signature{Params: []types.Param{textParam, regexParam}, Result: anyObject, Refine: refineGroups}),
			Examples: []Example{{Source: `groups("ref: A-77", /ref: (?<kind>\w)-(?<id>\d+)/).id`, Result: `"77"`}},
			Call:     callGroups,
		},
		{
			Func: describe("test", "Whether a pattern matches anywhere in a text, as the operator `matches` says.",
				signature(boolType, textParam, regexParam)),
			Examples: []Example{{Source: `test("ACCEPTED", /accepted/i)`, Result: `true`}},
			Call: func(cx *Context, args []any) (any, error) {
				re, err := regexOf(cx, args, 1)
				if err != nil {
					return nil, err
				}
				return re.Match(textOf(args, 0))
			},
		},
	}
}

// regexOf returns argument i as a compiled pattern, within the run's limits.
func regexOf(cx *Context, args []any, i int) (*Regex, error) {
	if re, ok := argument(args, i).(*Regex); ok && re != nil {
		return re.Within(cx.Limits), nil
	}
	return nil, fmt.Errorf("a pattern is missing")
}

func callReplace(cx *Context, args []any) (any, error) {
	text, with := textOf(args, 0), textOf(args, 2)
	if re, err := regexOf(cx, args, 1); err == nil {
		return re.replace(text, with)
	}
	return replaceText(text, textOf(args, 1), with)
}

func callSplit(cx *Context, args []any) (any, error) {
	text, limit := textOf(args, 0), intOr(args, 2, -1)
	if re, err := regexOf(cx, args, 1); err == nil {
		return re.split(text, limit)
	}
	parts, err := splitText(text, textOf(args, 1))
	if list, ok := parts.([]any); ok && limit >= 0 && len(list) > limit {
		return list[:limit], err
	}
	return parts, err
}

func callMatch(cx *Context, args []any) (any, error) {
	re, err := regexOf(cx, args, 1)
	if err != nil {
		return nil, err
	}
	text, found := textOf(args, 0), []any{}
	if !re.Global {
		loc, err := re.first(text)
		if loc == nil {
			return found, err
		}
		return re.groupsOf(text, loc), nil
	}
	err = re.each(text, func(loc []int) bool {
		found = append(found, text[loc[0]:loc[1]])
		return true
	})
	return found, err
}

func callMatchAll(cx *Context, args []any) (any, error) {
	re, err := regexOf(cx, args, 1)
	if err != nil {
		return nil, err
	}
	text, found := textOf(args, 0), []any{}
	err = re.each(text, func(loc []int) bool {
		found = append(found, any(re.groupsOf(text, loc)))
		return true
	})
	return found, err
}

// groupsOf returns the match and its groups.
func (r *Regex) groupsOf(text string, loc []int) []any {
	all := make([]any, r.Groups+1)
	for i := range all {
		all[i] = group(text, loc, i)
	}
	return all
}

func callGroups(cx *Context, args []any) (any, error) {
	re, err := regexOf(cx, args, 1)
	if err != nil {
		return nil, err
	}
	text := textOf(args, 0)
	loc, err := re.first(text)
	if err != nil {
		return nil, err
	}
	o := value.NewObject()
	for i, name := range re.Names {
		if name == "" {
			continue
		}
		var v any
		if loc != nil {
			v = group(text, loc, i+1)
		}
		if v != nil {
			o.Set(name, v)
		}
	}
	return o, nil
}

// patternOf returns the type of a regex argument and whether it has the flag g.
func patternOf(args []types.Argument) (re *types.Regex, global, known bool) {
	if len(args) < 2 {
		return nil, false, false
	}
	re, ok := args[1].Type.Core.(*types.Regex)
	if !ok {
		return nil, false, false
	}
	return re, strings.Contains(args[1].Flags, "g"), args[1].IsConst
}

func matchType(re *types.Regex) types.Type {
	return types.Of(&types.List{Elem: textType.With(types.Reason{Text: "the group may take no part in a match"}), Max: re.Groups + 1})
}

func refineMatch(args []types.Argument) (types.Type, *types.LiteralError) {
	re, global, known := patternOf(args)
	switch {
	case !known:
		return types.ListOf(textType.Optional()), nil
	case global:
		return types.ListOf(textType), nil
	}
	return matchType(re), nil
}

func refineMatchAll(args []types.Argument) (types.Type, *types.LiteralError) {
	re, _, known := patternOf(args)
	if !known {
		return types.ListOf(types.ListOf(textType.Optional())), nil
	}
	return types.ListOf(matchType(re)), nil
}

// refineReplace complains of a group in the replacement that the pattern lacks:
// a number would stand in the result as it is, a name as nothing.
func refineReplace(args []types.Argument) (types.Type, *types.LiteralError) {
	re, _, known := patternOf(args)
	if !known || len(args) < 3 || !args[2].IsConst {
		return textType, nil
	}
	bad := strayGroup(re, args[2].Literal)
	if bad != nil {
		bad.Arg = 2
	}
	return textType, bad
}

func refineSplit(args []types.Argument) (types.Type, *types.LiteralError) {
	if re, _, known := patternOf(args); known && re.Groups == 0 {
		return types.ListOf(textType), nil
	}
	return types.ListOf(textType.Optional()), nil
}

func refineGroups(args []types.Argument) (types.Type, *types.LiteralError) {
	re, _, known := patternOf(args)
	if !known {
		return anyObject, nil
	}
	if len(re.Names) == 0 {
		return anyObject, &types.LiteralError{Arg: 1, End: len(args[1].Literal), Message: "the pattern has no named group: write (?<name>…)"}
	}
	o := &types.Object{}
	for _, name := range re.Names {
		o.Fields = append(o.Fields, types.Field{Name: name, Type: textType.With(types.Reason{Text: "the pattern may not match"})})
	}
	return types.Of(o), nil
}
