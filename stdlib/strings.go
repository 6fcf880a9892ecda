package stdlib

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// textParam is the text that most functions of this group are called on.
var textParam = param("text", textType, "the text")

// textFunctions are the functions that look at text or cut it.
func textFunctions() []*Function {
	return []*Function{
		{
			Func:     describe("lower", "The text in lower case.", signature(textType, textParam)),
			Examples: []Example{{Source: `lower("ANN Lee")`, Result: `"ann lee"`}, {Source: `"ÄÖÜ" | lower`, Result: `"äöü"`}},
			Call:     onText(strings.ToLower),
		},
		{
			Func:     describe("upper", "The text in upper case.", signature(textType, textParam)),
			Examples: []Example{{Source: `upper("tx")`, Result: `"TX"`}},
			Call:     onText(strings.ToUpper),
		},
		{
			Func: describe("trim", "The text without white space at its ends, or without the characters given.",
				signature(textType, textParam, optional("characters", textType, "the characters to take off instead of white space"))),
			Examples: []Example{{Source: `trim("  a b\n")`, Result: `"a b"`}, {Source: `trim("--a-b-", "-")`, Result: `"a-b"`}},
			Call:     trimmer(strings.Trim, strings.TrimFunc),
		},
		{
			Func: describe("trim_start", "The text without white space, or the characters given, at its start.",
				signature(textType, textParam, optional("characters", textType, "the characters to take off instead of white space"))),
			Examples: []Example{{Source: `trim_start("007", "0")`, Result: `"7"`}},
			Call:     trimmer(strings.TrimLeft, strings.TrimLeftFunc),
		},
		{
			Func: describe("trim_end", "The text without white space, or the characters given, at its end.",
				signature(textType, textParam, optional("characters", textType, "the characters to take off instead of white space"))),
			Examples: []Example{{Source: `trim_end("https://a.io/", "/")`, Result: `"https://a.io"`}},
			Call:     trimmer(strings.TrimRight, strings.TrimRightFunc),
		},
		{
			Func: describe("slice", "A part of a text or list, from a position up to another. Positions count from 0; negative ones from the end.",
				signature(textType, textParam, param("start", intType, "the first position taken"),
					optional("end", intType, "the first position not taken; left out: to the end")),
				signature(itemsType, param("list", itemsType, "the list"),
					param("start", intType, "the first position taken"),
					optional("end", intType, "the first position not taken; left out: to the end"))),
			Examples: []Example{
				{Source: `slice("5125550123", 0, 3)`, Result: `"512"`},
				{Source: `"5125550123" | slice(-4)`, Result: `"0123"`},
				{Source: `slice([1, 2, 3, 4], 1, -1)`, Result: `[2,3]`},
			},
			Call: slicePart,
		},
		{
			Func: describe("truncate", "The text, cut to at most so many characters.",
				signature(textType, textParam, param("length", intType, "the most characters of the result"),
					optional("ending", textType, `what a cut text ends in, such as "…"; it counts`))),
			Examples: []Example{
				{Source: `truncate("a long sentence", 6)`, Result: `"a long"`},
				{Source: `"a long sentence" | truncate: 6`, Result: `"a long"`},
				{Source: `truncate("a long sentence", 6, "…")`, Result: `"a lon…"`},
			},
			Call: func(_ *Context, args []any) (any, error) {
				return truncateText(textOf(args, 0), intOr(args, 1, 0), textOf(args, 2)), nil
			},
		},
		{
			Func: describe("contains", "Whether a text has another in it, or a list an item. Letters count by their case. It is written after a point, since the bare word is an operator that says the same.",
				signature(boolType, textParam, param("part", textType, "the text looked for")),
				signature(boolType, param("list", itemsType, "the list"), param("item", itemType, "the item looked for"))),
			Examples: []Example{
				{Source: `"accepted".contains("cept")`, Result: `true`},
				{Source: `["TX", "CA"].contains("NY")`, Result: `false`},
			},
			Call: func(_ *Context, args []any) (any, error) {
				if list, ok := argument(args, 0).([]any); ok {
					return indexOf(list, argument(args, 1)) >= 0, nil
				}
				return strings.Contains(textOf(args, 0), textOf(args, 1)), nil
			},
		},
		{
			Func: describe("length", "The number of characters of a text, of items of a list, of keys of an object or of bytes.",
				signature(intType, textParam),
				signature(intType, param("list", anyItems, "the list")),
				signature(intType, param("object", anyObject, "the object")),
				signature(intType, param("bytes", bytesType, "the bytes"))),
			Examples: []Example{{Source: `length("müde 🙂")`, Result: `6`}, {Source: `length([1, 2])`, Result: `2`}},
			Call:     countItems,
		},
	}
}

// trimmer makes one of the trim functions of its two forms.
func trimmer(these func(s, cutset string) string, space func(s string, f func(rune) bool) string) func(*Context, []any) (any, error) {
	return func(_ *Context, args []any) (any, error) {
		if given(args, 1) {
			return these(textOf(args, 0), textOf(args, 1)), nil
		}
		return space(textOf(args, 0), isSpace), nil
	}
}

// isSpace knows the byte order mark as well, which files put before their
// first field.
func isSpace(r rune) bool { return unicode.IsSpace(r) || r == '\uFEFF' }

// byteOffset returns where the character at a position begins, without
// counting further than needed.
func byteOffset(s string, position int) int {
	if position >= len(s) {
		return len(s)
	}
	for i := range s {
		if position == 0 {
			return i
		}
		position--
	}
	return len(s)
}

// replaceText replaces every occurrence of old.
func replaceText(s, old, with string) (string, error) {
	if n := len(with) - len(old); n > 0 && strings.Count(s, old) > (maxOutput-min(len(s), maxOutput))/n {
		return "", errTooLong
	}
	return strings.ReplaceAll(s, old, with), nil
}

// splitText returns the pieces of s as a list.
func splitText(s, separator string) (any, error) {
	if strings.Count(s, separator) > maxItems {
		return nil, errTooMany
	}
	return textList(strings.Split(s, separator))
}

// bounds turns positions, negative ones from the end, into a range within
// length.
func bounds(start, end, length int) (from, to int) {
	if start < 0 {
		start += length
	}
	if end < 0 {
		end += length
	}
	from = min(max(start, 0), length)
	return from, max(from, min(end, length))
}

func sliceText(s string, start, end int) string {
	if start >= 0 && end >= 0 {
		if end <= start {
			return ""
		}
		s = s[byteOffset(s, start):]
		return s[:byteOffset(s, end-start)]
	}
	from, to := bounds(start, end, utf8.RuneCountInString(s))
	s = s[byteOffset(s, from):]
	return s[:byteOffset(s, to-from)]
}

func truncateText(s string, length int, ending string) string {
	length = max(length, 0)
	cut := byteOffset(s, length)
	if cut == len(s) {
		return s
	}
	if ending == "" {
		return s[:cut]
	}
	size := utf8.RuneCountInString(ending)
	if size >= length {
		return sliceText(ending, 0, length)
	}
	return s[:byteOffset(s, length-size)] + ending
}
