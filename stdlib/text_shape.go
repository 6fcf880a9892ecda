package stdlib

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lcs/value"
)

// shapeFunctions change how a text looks: its width, its letters, its order.
func shapeFunctions() []*Function {
	length := param("length", intType, "the least number of characters of the result")
	with := optional("with", textType, "what is put in, over and over; left out: a space")
	return []*Function{
		{
			Func:     describe("pad_start", "The text, made so long by characters put before it.", signature(textType, textParam, length, with)),
			Examples: []Example{{Source: `pad_start("7", 3, "0")`, Result: `"007"`}},
			Call: func(_ *Context, args []any) (any, error) {
				padding, err := paddingOf(args)
				if err != nil {
					return nil, err
				}
				return padding + textOf(args, 0), nil
			},
		},
		{
			Func:     describe("pad_end", "The text, made so long by characters put after it.", signature(textType, textParam, length, with)),
			Examples: []Example{{Source: `pad_end("ab", 4) + "|"`, Result: `"ab  |"`}},
			Call: func(_ *Context, args []any) (any, error) {
				padding, err := paddingOf(args)
				if err != nil {
					return nil, err
				}
				return textOf(args, 0) + padding, nil
			},
		},
		{
			Func: describe("repeat", "The text so many times in a row.",
				signature(textType, textParam, param("times", intType, "how often"))),
			Examples: []Example{{Source: `repeat("ab", 3)`, Result: `"ababab"`}},
			Call: func(_ *Context, args []any) (any, error) {
				s, times := textOf(args, 0), max(intOr(args, 1, 0), 0)
				if s != "" && times > maxOutput/len(s) {
					return nil, errTooLong
				}
				return strings.Repeat(s, times), nil
			},
		},
		{
			Func: describe("reverse", "The characters of a text, or the items of a list, from the last to the first.",
				signature(textType, textParam), signature(itemsType, listParam)),
			Examples: []Example{{Source: `reverse("abc")`, Result: `"cba"`}, {Source: `reverse([1, 2, 3])`, Result: `[3,2,1]`}},
			Call: func(_ *Context, args []any) (any, error) {
				if list, ok := argument(args, 0).([]any); ok {
					list = slices.Clone(list)
					slices.Reverse(list)
					return list, nil
				}
				runes := []rune(textOf(args, 0))
				slices.Reverse(runes)
				return string(runes), nil
			},
		},
		{
			Func:     describe("capitalize", "The text with its first letter in upper case and the others in lower case.", signature(textType, textParam)),
			Examples: []Example{{Source: `capitalize("hELLO world")`, Result: `"Hello world"`}},
			Call:     onText(capitalize),
		},
		{
			Func:     describe("title", "The text with the first letter of every word in upper case and the others in lower case.", signature(textType, textParam)),
			Examples: []Example{{Source: `title("new YORK city")`, Result: `"New York City"`}},
			Call:     onText(titleCase),
		},
		{
			Func: describe("name_case", "A person's name as it is written: a name all in capitals or all in small letters gets a capital for each part; "+
				"one with both is left as its owner wrote it.", signature(textType, textParam)),
			Examples: []Example{
				{Source: `name_case("ANN LEE-SMITH")`, Result: `"Ann Lee-Smith"`},
				{Source: `name_case("o'neil")`, Result: `"O'Neil"`},
				{Source: `name_case("MCDONALD")`, Result: `"McDonald"`},
				{Source: `name_case("deVito")`, Result: `"deVito"`},
			},
			Call: onText(nameCase),
		},
		{
			Func: describe("squish", "The text without white space at its ends and with single spaces inside.", signature(textType, textParam)),
			Examples: []Example{
				{Source: `squish("  12   Main\tSt ")`, Result: `"12 Main St"`},
			},
			Call: onText(func(s string) string { return strings.Join(strings.FieldsFunc(s, isSpace), " ") }),
		},
		{
			Func: describe("ascii", "The text in plain ASCII: letters lose their accents, others are written out, and what has no likeness is left out.",
				signature(textType, textParam)),
			Examples: []Example{{Source: `ascii("José Weiß – “Łódź”")`, Result: `"Jose Weiss - \"Lodz\""`}},
			Call:     onText(toASCII),
		},
		{
			Func:     describe("slug", "The text as a part of a URL: small ASCII letters and digits with hyphens between.", signature(textType, textParam)),
			Examples: []Example{{Source: `slug("Überraschung: 50% off!")`, Result: `"uberraschung-50-off"`}},
			Call:     onText(slug),
		},
		{
			Func: describe("mask", "The text with its characters hidden, but for some at its end (or, with a negative number, at its start).",
				signature(textType, textParam, optional("visible", intType, "how many characters stay; left out: none"),
					optional("with", textType, "what hides a character; left out: `*`"))),
			Examples: []Example{
				{Source: `mask("5125550123", 4)`, Result: `"******0123"`},
				{Source: `mask("secret")`, Result: `"******"`},
				{Source: `mask("Ann", -1, "•")`, Result: `"A••"`},
			},
			Call: maskText,
		},
		{
			Func: describe("quote", "The text as a JSON string, with its quotes.", signature(textType, textParam)),
			Examples: []Example{
				{Source: `quote("say \"hi\"")`, Result: `"\"say \\\"hi\\\"\""`},
			},
			Call: onText(func(s string) string { return string(value.AppendJSONString(nil, s)) }),
		},
	}
}

// paddingOf returns what pad_start and pad_end add.
func paddingOf(args []any) (string, error) {
	s, length, with := textOf(args, 0), intOr(args, 1, 0), textOr(args, 2, " ")
	missing := length - utf8.RuneCountInString(s)
	if missing <= 0 || with == "" {
		return "", nil
	}
	if missing > maxOutput/4 {
		return "", errTooLong
	}
	size := utf8.RuneCountInString(with)
	return sliceText(strings.Repeat(with, missing/size+1), 0, missing), nil
}

func maskText(_ *Context, args []any) (any, error) {
	s, visible, with := textOf(args, 0), intOr(args, 1, 0), textOr(args, 2, "*")
	count := utf8.RuneCountInString(s)
	hidden := max(count-max(visible, -visible), 0)
	if visible == -1<<31 {
		hidden = 0
	}
	if len(with) > 0 && hidden > maxOutput/len(with) {
		return nil, errTooLong
	}
	if visible < 0 {
		return s[:byteOffset(s, count-hidden)] + strings.Repeat(with, hidden), nil
	}
	return strings.Repeat(with, hidden) + s[byteOffset(s, hidden):], nil
}

func capitalize(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return ""
	}
	return string(unicode.ToTitle(first)) + strings.ToLower(s[size:])
}

// inWords calls letter for every character, with what stands before it.
func inWords(s string, letter func(r, before rune) rune) string {
	before := ' '
	return strings.Map(func(r rune) rune {
		out := letter(r, before)
		before = r
		return out
	}, s)
}

func titleCase(s string) string {
	return inWords(s, func(r, before rune) rune {
		if unicode.IsLetter(before) || unicode.IsDigit(before) || unicode.IsMark(before) || before == '\'' || before == '’' {
			return unicode.ToLower(r)
		}
		return unicode.ToTitle(r)
	})
}

func nameCase(s string) string {
	if strings.ContainsFunc(s, unicode.IsUpper) && strings.ContainsFunc(s, unicode.IsLower) {
		return s
	}
	s = inWords(s, func(r, before rune) rune {
		if unicode.IsLetter(before) || unicode.IsMark(before) {
			return unicode.ToLower(r)
		}
		return unicode.ToTitle(r)
	})
	words := strings.Split(s, " ")
	for i, word := range words {
		if len(word) > 3 && strings.HasPrefix(word, "Mc") {
			words[i] = "Mc" + capitalize(word[2:])
		}
	}
	return strings.Join(words, " ")
}
