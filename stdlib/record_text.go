package stdlib

import (
	"regexp"
	"strings"
	"sync"

	"lcs/lang/types"
	"lcs/value"
)

// plainKind is text that stays as it is: a name, a city.
func plainKind(name, doc string) kind {
	return kind{
		name: name, doc: doc + " It is valid when it is text.", basic: types.String,
		read: func(_ *Context, r *value.Record, raw any, _ []string) {
			if _, ok := raw.(string); ok {
				accept(r, r.Raw, nil)
			}
		},
		examples: []Example{{Source: `" Ann "`, Result: `" Ann "`}},
	}
}

// genderDetail is the abbreviation.
type genderDetail struct{ abbr string }

func genderKind() kind {
	return kind{
		name: "gender", basic: types.String,
		doc: "A gender: male, female or other, or their first letters. Its normal form is the word in lower case.",
		fields: []recordField{
			maybe("abbr", textType, "M, F or O", detail(func(d genderDetail) any { return d.abbr })),
		},
		read: readText(func(r *value.Record, text string) {
			word := strings.ToLower(strings.TrimSpace(text))
			for _, name := range []string{"male", "female", "other"} {
				if word == name || word == name[:1] {
					accept(r, name, genderDetail{strings.ToUpper(name[:1])})
				}
			}
		}),
		examples: []Example{{Source: `"F"`, Result: `"female"`}, {Source: `"unknown"`, Result: `"unknown"`}},
	}
}

type ssnDetail struct{ digits string }

func ssnKind() kind {
	return kind{
		name: "ssn", basic: types.String,
		doc: "A US social security number: nine digits, whatever stands between them. Its normal form is the digits; traces and logs mask all of it.",
		fields: []recordField{
			maybe("first_three", textType, "the area number", detail(func(d ssnDetail) any { return d.digits[:3] })),
			maybe("middle_two", textType, "the group number", detail(func(d ssnDetail) any { return d.digits[3:5] })),
			maybe("last_four", textType, "the serial number", detail(func(d ssnDetail) any { return d.digits[5:] })),
		},
		read: readText(func(r *value.Record, text string) {
			digits := onlyDigits(text)
			if len(digits) == 9 {
				accept(r, digits, ssnDetail{digits})
			}
		}),
		mask:     maskWhole,
		examples: []Example{{Source: `"123-45-6789"`, Result: `"123456789"`}},
	}
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

func credentialKind() kind {
	return kind{
		name: "credential", basic: types.String,
		doc:      "A password or token that comes with a lead, as it was sent; traces and logs mask all of it. Where it must not leak at all, write secret(credential).",
		read:     func(_ *Context, r *value.Record, _ any, _ []string) { accept(r, r.Raw, nil) },
		mask:     maskWhole,
		examples: []Example{{Source: `"pass word"`, Result: `"pass word"`}},
	}
}

type streetDetail struct{ number, name string }

// streetForm is a first word and the rest, on one line.
var streetForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(\S+)[^\S\n\r]+(\S[^\n\r]*)$`)
})

func streetKind() kind {
	return kind{
		name: "street", basic: types.String,
		doc: "A street address: at least two words on one line. Its normal form has no white space at its ends.",
		fields: []recordField{
			maybe("number", textType, "the number of the house, when the first word has a digit", detail(func(d streetDetail) any { return d.number })),
			maybe("name", textType, "the rest", detail(func(d streetDetail) any { return d.name })),
		},
		read: readText(func(r *value.Record, text string) {
			text = strings.TrimSpace(text)
			m := streetForm().FindStringSubmatch(text)
			switch {
			case m == nil:
			case strings.ContainsAny(m[1], "0123456789"):
				accept(r, text, streetDetail{m[1], m[2]})
			default:
				accept(r, text, streetDetail{"", text})
			}
		}),
		examples: []Example{{Source: `" 4203 Guadalupe St "`, Result: `"4203 Guadalupe St"`}},
	}
}
