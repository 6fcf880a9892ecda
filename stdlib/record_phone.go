package stdlib

import (
	"regexp"
	"strings"
	"sync/atomic"

	"github.com/nyaruka/phonenumbers"

	"lcs/lang/types"
	"lcs/value"
)

// phoneDetail is a number taken to pieces.
type phoneDetail struct {
	number    *phonenumbers.PhoneNumber // nil when masked
	known     *atomic.Int32             // its type once it was asked for, plus one: finding it is slow
	national  string                    // digits, or stars where masked
	area      string
	extension string
	hint      string // the type that a letter behind the number says
	region    string
	masked    bool
}

// northAmerica is the calling code that the US, Canada and others share.
const northAmerica = 1

func (d phoneDetail) callingCode() int {
	if d.number == nil {
		return northAmerica
	}
	return int(d.number.GetCountryCode())
}

// local is the number without its area.
func (d phoneDetail) local() string { return d.national[len(d.area):] }

func (d phoneDetail) exchange() string {
	if d.callingCode() != northAmerica || len(d.local()) != 7 {
		return ""
	}
	return d.local()[:3]
}

func (d phoneDetail) line() string {
	if d.callingCode() != northAmerica || len(d.local()) != 7 {
		return ""
	}
	return d.local()[3:]
}

// numberType is what the numbering plan says the number is for.
func (d phoneDetail) numberType() phonenumbers.PhoneNumberType {
	if known := d.known.Load(); known > 0 {
		return phonenumbers.PhoneNumberType(known - 1)
	}
	found := phonenumbers.GetNumberType(d.number)
	d.known.Store(int32(found) + 1)
	return found
}

func (d phoneDetail) isTollFree() bool {
	return d.number != nil && d.numberType() == phonenumbers.TOLL_FREE
}

// lineType is what the sender's letter says, or else the number itself. In
// North America a number does not tell.
func (d phoneDetail) lineType() string {
	if d.hint != "" || d.number == nil {
		return d.hint
	}
	switch d.numberType() {
	case phonenumbers.MOBILE:
		return "mobile"
	case phonenumbers.FIXED_LINE:
		return "landline"
	case phonenumbers.VOIP:
		return "voip"
	}
	return ""
}

func (d phoneDetail) e164() string {
	if d.number == nil {
		return ""
	}
	return phonenumbers.Format(d.number, phonenumbers.E164)
}

func (d phoneDetail) carrier() string {
	if d.number == nil {
		return ""
	}
	name, err := phonenumbers.GetCarrierForNumber(d.number, "en")
	if err != nil {
		return ""
	}
	return name
}

// timeZone is the zone of the number's area, when it has one only.
func (d phoneDetail) timeZone() string {
	if d.number == nil {
		return ""
	}
	zones, err := phonenumbers.GetTimezonesForNumber(d.number)
	if err != nil || len(zones) != 1 || !strings.Contains(zones[0], "/") || strings.HasPrefix(zones[0], "Etc/") {
		return ""
	}
	return zones[0]
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
			maybe("country_code", textType, "the country, US", detail(func(d phoneDetail) any { return d.region })),
			maybe("country_calling_code", intType, "the calling code of the country, 1", detail(func(d phoneDetail) any { return whole(d.callingCode()) })),
			maybe("e164", textType, "the number for machines, +15125550123", detail(func(d phoneDetail) any { return d.e164() })),
			maybe("type", textType, "home, work or mobile when the sender says so; outside of North America mobile, landline or voip when the number does",
				detail(func(d phoneDetail) any { return d.lineType() })),
			maybe("carrier", textType, "the carrier that the number was given to first, where numbers tell", detail(func(d phoneDetail) any { return d.carrier() })),
			maybe("time_zone", textType, "the time zone of the area, when it has one only", detail(func(d phoneDetail) any { return d.timeZone() })),
			field("is_tollfree", boolType, "whether calls are free", flag(phoneDetail.isTollFree)),
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
var phoneHint = regexp.MustCompile(`(?i)(\d)\s*\(?([hwcm])\)?\.?\s*$`)

var hintTypes = map[string]string{"h": "home", "w": "work", "c": "mobile", "m": "mobile"}

// parsePhone reads a number.
func parsePhone(text string) (d phoneDetail, ok bool) {
	const longest = 250
	text = strings.TrimSpace(text)
	if len(text) > longest {
		return d, false
	}
	if m := phoneHint.FindStringSubmatchIndex(text); m != nil {
		d.hint = hintTypes[strings.ToLower(text[m[4]:m[5]])]
		text = text[:m[3]]
	}
	if strings.Contains(text, "*") {
		return maskedPhone(d, text)
	}
	number, err := phonenumbers.Parse(text, "US")
	if err != nil || !phonenumbers.IsValidNumber(number) {
		return d, false
	}
	d.number, d.known = number, new(atomic.Int32)
	d.national = phonenumbers.GetNationalSignificantNumber(number)
	d.extension = number.GetExtension()
	d.region = phonenumbers.GetRegionCodeForNumber(number)
	if d.callingCode() == northAmerica && len(d.national) == 10 {
		d.area = d.national[:3]
	} else if n := phonenumbers.GetLengthOfNationalDestinationCode(number); n > 0 && n < len(d.national) {
		d.area = d.national[:n]
	}
	return d, true
}

// maskedForm is a number of North America with stars for some digits.
var maskedForm = regexp.MustCompile(`^1?([\d*]{10})(?:x([\d*]+))?$`)

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
	m := maskedForm.FindStringSubmatch(kept)
	if m == nil {
		return d, false
	}
	d.national, d.extension, d.masked, d.area, d.region = m[1], m[2], true, m[1][:3], "US"
	return d, true
}
