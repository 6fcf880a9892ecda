package stdlib

import (
	"regexp"
	"strings"

	"lcs/lang/types"
	"lcs/value"
)

// postalDetail has the parts of one of three countries.
type postalDetail struct {
	country, code   string
	zip, four       string // US
	fsa, ldu        string // CA
	outcode, incode string // GB
}

var (
	usPostal = regexp.MustCompile(`^(\d{5})[\s-]*(\d{4})?$`)
	caPostal = regexp.MustCompile(`^([A-Z]\d[A-Z])[\s-]*(\d[A-Z]\d)$`)
	gbPostal = regexp.MustCompile(`^([A-Z]{1,2}\d{1,2}[A-Z]?)\s*(\d[A-Z]{2})$`)
)

func postalCodeKind() kind {
	text := func(name, doc string, read func(d postalDetail) string) recordField {
		return maybe(name, textType, doc, detail(func(d postalDetail) any { return read(d) }))
	}
	return kind{
		name: "postal_code", basic: types.String,
		doc: "A postal code of the US (78704, 78704-1234), Canada (Q2E 4U7) or Great Britain (SW1A 1AA), with or without the space or hyphen.",
		fields: []recordField{
			text("country_code", "US, CA or GB", func(d postalDetail) string { return d.country }),
			text("code", "what was sent, without white space around it and in capitals", func(d postalDetail) string { return d.code }),
			text("zip", "US: the first five digits", func(d postalDetail) string { return d.zip }),
			text("four", "US: the four digits after them", func(d postalDetail) string { return d.four }),
			text("fsa", "Canada: the first half, the area", func(d postalDetail) string { return d.fsa }),
			text("district", "Canada: the first letter", func(d postalDetail) string { return d.fsa[:min(1, len(d.fsa))] }),
			text("ldu", "Canada: the second half", func(d postalDetail) string { return d.ldu }),
			text("outcode", "Great Britain: the first half", func(d postalDetail) string { return d.outcode }),
			text("incode", "Great Britain: the second half", func(d postalDetail) string { return d.incode }),
		},
		read: readText(func(r *value.Record, text string) {
			code := strings.ToUpper(strings.TrimSpace(text))
			if m := usPostal.FindStringSubmatch(code); m != nil {
				normal := m[1]
				if m[2] != "" {
					normal += "-" + m[2]
				}
				accept(r, normal, postalDetail{country: "US", code: code, zip: m[1], four: m[2]})
			} else if m := caPostal.FindStringSubmatch(code); m != nil {
				accept(r, m[1]+" "+m[2], postalDetail{country: "CA", code: code, fsa: m[1], ldu: m[2]})
			} else if m := gbPostal.FindStringSubmatch(code); m != nil {
				accept(r, m[1]+" "+m[2], postalDetail{country: "GB", code: code, outcode: m[1], incode: m[2]})
			}
		}),
		examples: []Example{{Source: `"787041234"`, Result: `"78704-1234"`}, {Source: `"q2e4u7"`, Result: `"Q2E 4U7"`}},
	}
}
