package stdlib

import (
	"strings"
	"unicode/utf8"

	"lcs/lang/types"
)

// partFunctions take texts to pieces.
func partFunctions() []*Function {
	part := param("part", textType, "the text looked for")
	return []*Function{
		{
			Func: describe("substring", "The characters of a text from a position up to another, both counted from 0, in either order; negative ones count as 0. "+
				"`slice` counts negative ones from the end.",
				signature(textType, textParam, param("start", intType, "the one position"), optional("end", intType, "the other; left out: the end of the text"))),
			Examples: []Example{{Source: `substring("Michael", 1, 4)`, Result: `"ich"`}, {Source: `substring("Michael", 4, 1)`, Result: `"ich"`}},
			Call: func(_ *Context, args []any) (any, error) {
				start, end := max(intOr(args, 1, 0), 0), max(intOr(args, 2, 1<<31-1), 0)
				return sliceText(textOf(args, 0), min(start, end), max(start, end)), nil
			},
		},
		{
			Func:     describe("starts_with", "Whether the text begins with another. Letters count by their case.", signature(boolType, textParam, part)),
			Examples: []Example{{Source: `starts_with("+15125550123", "+1")`, Result: `true`}},
			Call: func(_ *Context, args []any) (any, error) {
				return strings.HasPrefix(textOf(args, 0), textOf(args, 1)), nil
			},
		},
		{
			Func:     describe("ends_with", "Whether the text ends in another. Letters count by their case.", signature(boolType, textParam, part)),
			Examples: []Example{{Source: `ends_with("ann@example.com", ".org")`, Result: `false`}},
			Call: func(_ *Context, args []any) (any, error) {
				return strings.HasSuffix(textOf(args, 0), textOf(args, 1)), nil
			},
		},
		{
			Func:     describe("remove_prefix", "The text without another at its start, if it begins with it.", signature(textType, textParam, part)),
			Examples: []Example{{Source: `remove_prefix("www.example.com", "www.")`, Result: `"example.com"`}},
			Call: func(_ *Context, args []any) (any, error) {
				return strings.TrimPrefix(textOf(args, 0), textOf(args, 1)), nil
			},
		},
		{
			Func:     describe("remove_suffix", "The text without another at its end, if it ends in it.", signature(textType, textParam, part)),
			Examples: []Example{{Source: `remove_suffix("photo.jpg", ".jpg")`, Result: `"photo"`}},
			Call: func(_ *Context, args []any) (any, error) {
				return strings.TrimSuffix(textOf(args, 0), textOf(args, 1)), nil
			},
		},
		{
			Func:     describe("before", "What stands before the first occurrence of another text; missing when it does not occur.", signature(textType.Optional(), textParam, part)),
			Examples: []Example{{Source: `before("ann@example.com", "@")`, Result: `"ann"`}, {Source: `before("ann", "@")`, Result: `null`}},
			Call: func(_ *Context, args []any) (any, error) {
				if before, _, ok := strings.Cut(textOf(args, 0), textOf(args, 1)); ok {
					return before, nil
				}
				return nil, nil
			},
		},
		{
			Func:     describe("after", "What stands after the first occurrence of another text; missing when it does not occur.", signature(textType.Optional(), textParam, part)),
			Examples: []Example{{Source: `after("ann@example.com", "@")`, Result: `"example.com"`}},
			Call: func(_ *Context, args []any) (any, error) {
				if _, after, ok := strings.Cut(textOf(args, 0), textOf(args, 1)); ok {
					return after, nil
				}
				return nil, nil
			},
		},
		{
			Func: describe("index_of", "The position of the first occurrence of a text in another, or of an item in a list, from 0; missing when it does not occur.",
				signature(intType.Optional(), textParam, part),
				signature(intType.Optional(), listParam, param("item", itemType, "the item looked for"))),
			Examples: []Example{{Source: `index_of("größe", "ß")`, Result: `3`}, {Source: `index_of(["a", "b"], "c")`, Result: `null`}},
			Call:     findPosition,
		},
		{
			Func:     describe("words", "The words of a text: what stands between white space.", signature(types.ListOf(textType), textParam)),
			Examples: []Example{{Source: `words(" Ann  B. Lee ")`, Result: `["Ann","B.","Lee"]`}},
			Call: func(_ *Context, args []any) (any, error) {
				return textList(strings.FieldsFunc(textOf(args, 0), isSpace))
			},
		},
		{
			Func:     describe("lines", "The lines of a text, whatever its line ends are.", signature(types.ListOf(textType), textParam)),
			Examples: []Example{{Source: `lines("a\r\nb\n\nc\n")`, Result: `["a","b","","c"]`}},
			Call: func(_ *Context, args []any) (any, error) {
				s := lineEnds.Replace(textOf(args, 0))
				if s = strings.TrimSuffix(s, "\n"); s == "" {
					return []any{}, nil
				}
				return splitText(s, "\n")
			},
		},
	}
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

func findPosition(_ *Context, args []any) (any, error) {
	var at int
	if list, ok := argument(args, 0).([]any); ok {
		at = indexOf(list, argument(args, 1))
	} else {
		s := textOf(args, 0)
		if at = strings.Index(s, textOf(args, 1)); at > 0 {
			at = utf8.RuneCountInString(s[:at])
		}
	}
	if at < 0 {
		return nil, nil
	}
	return whole(at), nil
}

func textList(pieces []string) (any, error) {
	if len(pieces) > maxItems {
		return nil, errTooMany
	}
	list := make([]any, len(pieces))
	for i, piece := range pieces {
		list[i] = piece
	}
	return list, nil
}
