package stdlib

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"

	"lcs/value"
)

// Numbers are read as libphonenumber reads them.
func TestPhonesAsInLibphonenumber(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	n, valid := 0, 0
	check := func(text string) {
		n++
		if comparePhone(t, text) {
			valid++
		}
	}
	types := []phonenumbers.PhoneNumberType{phonenumbers.FIXED_LINE, phonenumbers.MOBILE, phonenumbers.TOLL_FREE, phonenumbers.PREMIUM_RATE, phonenumbers.VOIP,
		phonenumbers.SHARED_COST, phonenumbers.PERSONAL_NUMBER, phonenumbers.PAGER, phonenumbers.UAN, phonenumbers.VOICEMAIL}
	for region := range phonenumbers.GetSupportedRegions() {
		for _, kind := range types {
			example := phonenumbers.GetExampleNumberForType(region, kind)
			if example == nil {
				continue
			}
			for _, format := range []phonenumbers.PhoneNumberFormat{phonenumbers.E164, phonenumbers.INTERNATIONAL, phonenumbers.NATIONAL, phonenumbers.RFC3966} {
				check(phonenumbers.Format(example, format))
			}
			check(phonenumbers.FormatOutOfCountryCallingNumber(example, "US"))
			e164 := phonenumbers.Format(example, phonenumbers.E164)
			for range 6 {
				check(mutated(rng, e164))
			}
		}
	}
	for range 20_000 {
		check(mutated(rng, "+1"+digitsOf(rng, 10)))
		check(digitsOf(rng, 3+rng.IntN(13)))
	}
	for _, extension := range []string{" x12", " ext. 12", ";ext=12", "#12", ",,12", " extension 12", "x", " x1234567890123", " - 12#", "; 12", " int 7", ", 12"} {
		check("512-555-0123" + extension)
		check("+44 20 7946 0958" + extension)
	}
	t.Logf("%d texts, %d of them numbers", n, valid)
}

func digitsOf(rng *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte(byte('0' + rng.IntN(10)))
	}
	return b.String()
}

// mutated changes a digit, drops or adds one, or writes it otherwise.
func mutated(rng *rand.Rand, e164 string) string {
	digits := []byte(e164[1:])
	at := rng.IntN(len(digits))
	switch rng.IntN(7) {
	case 0:
		digits[at] = byte('0' + rng.IntN(10))
	case 1:
		digits = append(digits[:at:at], digits[at+1:]...)
	case 2:
		digits = append(digits[:at:at], append([]byte{byte('0' + rng.IntN(10))}, digits[at:]...)...)
	case 3:
		return "011" + string(digits)
	case 4:
		return string(digits)
	case 5:
		return "+0" + string(digits)
	case 6:
		return "(+" + string(digits[:at]) + ") " + string(digits[at:])
	}
	return "+" + string(digits)
}

// comparePhone compares what we and the library make of a text, and reports
// whether it is a number.
func comparePhone(t *testing.T, text string) bool {
	t.Helper()
	d, ok := parsePhone(text)
	number, err := phonenumbers.Parse(text, "US")
	if want := err == nil && phonenumbers.IsValidNumber(number); want != ok {
		t.Errorf("%q: a number is %v, want %v", text, ok, want)
		return false
	}
	if !ok {
		return false
	}
	national := phonenumbers.GetNationalSignificantNumber(number)
	area := ""
	if n := phonenumbers.GetLengthOfNationalDestinationCode(number); n > 0 && n < len(national) {
		area = national[:n]
	}
	carrier, _ := phonenumbers.GetCarrierForNumber(number, "en")
	zone := ""
	if zones, err := phonenumbers.GetTimezonesForNumber(number); err == nil && len(zones) == 1 && strings.Contains(zones[0], "/") && !strings.HasPrefix(zones[0], "Etc/") {
		zone = zones[0]
	}
	for _, c := range []struct{ what, ours, theirs string }{
		{"e164", d.e164(), phonenumbers.Format(number, phonenumbers.E164)}, {"national", d.national, national}, {"extension", d.extension, number.GetExtension()},
		{"country", d.country, phonenumbers.GetRegionCodeForNumber(number)}, {"area", d.area, area}, {"zone", d.timeZone(), zone}, {"carrier", d.carrier(), carrier},
		{"type", value.Text(whole(int(d.kind))), value.Text(whole(int(typeInLibrary[phonenumbers.GetNumberType(number)])))},
	} {
		if c.ours != c.theirs {
			t.Errorf("%q: %s is %q, want %q", text, c.what, c.ours, c.theirs)
		}
	}
	return true
}

var typeInLibrary = map[phonenumbers.PhoneNumberType]phoneType{
	phonenumbers.PREMIUM_RATE: premiumRate, phonenumbers.TOLL_FREE: tollFree, phonenumbers.SHARED_COST: sharedCost, phonenumbers.VOIP: voip,
	phonenumbers.PERSONAL_NUMBER: personalNumber, phonenumbers.PAGER: pager, phonenumbers.UAN: companyNumber, phonenumbers.VOICEMAIL: voicemail,
	phonenumbers.FIXED_LINE: landline, phonenumbers.MOBILE: mobile, phonenumbers.FIXED_LINE_OR_MOBILE: fixedOrMobile, phonenumbers.UNKNOWN: noType,
}
