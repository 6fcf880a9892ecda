package stdlib

import (
	"regexp"
	"strconv"
	"strings"
	"sync"

	"lcs/lang/types"
	"lcs/value"
)

// phoneDetail is a number taken to pieces.
type phoneDetail struct {
	code      int    // calling code
	national  string // digits, or stars where masked
	area      string
	extension string
	hint      string // the type that a letter behind the number says
	country   string
	kind      phoneType
	masked    bool
}

// northAmerica is the calling code that the US, Canada and others share.
const northAmerica = 1

// local is the number without its area.
func (d phoneDetail) local() string { return d.national[len(d.area):] }

func (d phoneDetail) exchange() string {
	if d.code != northAmerica || len(d.local()) != 7 {
		return ""
	}
	return d.local()[:3]
}

func (d phoneDetail) line() string {
	if d.code != northAmerica || len(d.local()) != 7 {
		return ""
	}
	return d.local()[3:]
}

// lineType is what the sender's letter says, or else the number itself. In
// North America a number does not tell.
func (d phoneDetail) lineType() string {
	if d.hint != "" || d.masked {
		return d.hint
	}
	switch d.kind {
	case mobile:
		return "mobile"
	case landline:
		return "landline"
	case voip:
		return "voip"
	}
	return ""
}

func (d phoneDetail) international() string { return strconv.Itoa(d.code) + d.national }

func (d phoneDetail) e164() string {
	if d.masked {
		return ""
	}
	return "+" + d.international()
}

func (d phoneDetail) carrier() string {
	if d.masked {
		return ""
	}
	return phoneCarriers().find(d.international())
}

// timeZone is the zone of the number's area, when it has one only.
func (d phoneDetail) timeZone() string {
	if d.masked {
		return ""
	}
	return phoneZones().find(d.international())
}

func phoneKind() kind {
	return kind{
		name: "phone", basic: types.String,
		doc: "A phone number, as people write it; without a + it is one of North America. A letter behind it says its type: h, w, m or c. " +
			"Stars stand for masked digits. Its normal form is the national digits, with x before an extension.",
		fields: []recordField{
			maybe("area", textType, "the area code", detail(func(d phoneDetail) any { return d.area })),
			maybe("exchange", textType, "the three digits after the area code, in North America", detail(func(d phoneDetail) any { return d.exchange() })),
			maybe("line", textType, "the last four digits, in North America", detail(func(d phoneDetail) any { return d.line() })),
			maybe("number", textType, "the number without its area code", detail(func(d phoneDetail) any { return d.local() })),
			maybe("extension", textType, "the extension", detail(func(d phoneDetail) any { return d.extension })),
			maybe("country_code", textType, "the country, US", detail(func(d phoneDetail) any { return d.country })),
			maybe("country_calling_code", intType, "the calling code of the country, 1", detail(func(d phoneDetail) any { return whole(d.code) })),
			maybe("e164", textType, "the number for machines, +15125550123", detail(func(d phoneDetail) any { return d.e164() })),
			maybe("type", textType, "home, work or mobile when the sender says so; outside of North America mobile, landline or voip when the number does",
				detail(func(d phoneDetail) any { return d.lineType() })),
			maybe("carrier", textType, "the carrier that the number was given to first, where numbers tell", detail(func(d phoneDetail) any { return d.carrier() })),
			maybe("time_zone", textType, "the time zone of the area, when it has one only", detail(func(d phoneDetail) any { return d.timeZone() })),
			field("is_tollfree", boolType, "whether calls are free", flag(func(d phoneDetail) bool { return d.kind == tollFree && !d.masked })),
			field("masked", boolType, "whether it came with stars for digits", flag(func(d phoneDetail) bool { return d.masked })),
		},
		read: readText(func(r *value.Record, text string) {
			if d, ok := parsePhone(text); ok {
				normal := d.national
				if d.extension != "" {
					normal += "x" + d.extension
				}
				accept(r, normal, d)
			}
		}),
		examples: []Example{
			{Source: `"(512) 789-1111 x12"`, Result: `"5127891111x12"`},
			{Source: `"+44 20 7946 0958"`, Result: `"2079460958"`},
			{Source: `"none"`, Result: `"none"`},
		},
	}
}

// phoneHint is a letter behind a number, in brackets or not.
var phoneHint = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(\d)\s*\(?([hwcm])\)?\.?\s*$`)
})

var hintTypes = map[string]string{"h": "home", "w": "work", "c": "mobile", "m": "mobile"}

// parsePhone reads a number.
func parsePhone(text string) (d phoneDetail, ok bool) {
	const longest = 250
	text = strings.TrimSpace(text)
	if len(text) > longest {
		return d, false
	}
	if m := phoneHint().FindStringSubmatchIndex(text); m != nil {
		d.hint = hintTypes[strings.ToLower(text[m[4]:m[5]])]
		text = text[:m[3]]
	}
	if strings.Contains(text, "*") {
		return maskedPhone(d, text)
	}
	plans := phonePlans()
	n, ok := plans.dial(text, "US")
	if !ok {
		return d, false
	}
	plan := plans.planOf(n.code, n.national)
	if plan == nil {
		return d, false
	}
	d.code, d.national, d.extension, d.country, d.kind = n.code, n.national, n.extension, plan.country, plan.typeOf(n.national)
	d.area = areaOf(plans, d)
	return d, d.kind != noType
}

// areaOf is the first group of digits of a number as it is written.
func areaOf(plans *numberPlans, d phoneDetail) string {
	if d.code == northAmerica && len(d.national) == 10 {
		return d.national[:3]
	}
	groups := plans.groups(d.code, d.national)
	switch {
	case len(groups) < 2:
		return ""
	case d.code == 54 && d.kind == mobile: // 9 before the area, in Argentina
		return groups[0] + groups[1]
	}
	return groups[0]
}

// maskedForm is a number of North America with stars for some digits.
var maskedForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^1?([\d*]{10})(?:x([\d*]+))?$`)
})

func maskedPhone(d phoneDetail, text string) (phoneDetail, bool) {
	kept := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9' || r == '*':
			return r
		case r == 'x' || r == 'X':
			return 'x'
		}
		return -1
	}, text)
	m := maskedForm().FindStringSubmatch(kept)
	if m == nil {
		return d, false
	}
	d.code, d.kind = northAmerica, noType
	d.national, d.extension, d.masked, d.area, d.country = m[1], m[2], true, m[1][:3], "US"
	return d, true
}
