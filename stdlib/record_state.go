package stdlib

import (
	"strings"
	"sync"

	"lcs/lang/types"
	"lcs/value"
)

// state is a state, province or territory. Its zone is that of most people in
// it.
type state struct{ code, name, country, zone string }

var states = []state{
	{"AL", "Alabama", "US", "America/Chicago"}, {"AK", "Alaska", "US", "America/Anchorage"}, {"AZ", "Arizona", "US", "America/Phoenix"},
	{"AR", "Arkansas", "US", "America/Chicago"}, {"CA", "California", "US", "America/Los_Angeles"}, {"CO", "Colorado", "US", "America/Denver"},
	{"CT", "Connecticut", "US", "America/New_York"}, {"DE", "Delaware", "US", "America/New_York"},
	{"DC", "District of Columbia", "US", "America/New_York"}, {"FL", "Florida", "US", "America/New_York"},
	{"GA", "Georgia", "US", "America/New_York"}, {"HI", "Hawaii", "US", "Pacific/Honolulu"}, {"ID", "Idaho", "US", "America/Boise"},
	{"IL", "Illinois", "US", "America/Chicago"}, {"IN", "Indiana", "US", "America/Indiana/Indianapolis"}, {"IA", "Iowa", "US", "America/Chicago"},
	{"KS", "Kansas", "US", "America/Chicago"}, {"KY", "Kentucky", "US", "America/New_York"}, {"LA", "Louisiana", "US", "America/Chicago"},
	{"ME", "Maine", "US", "America/New_York"}, {"MD", "Maryland", "US", "America/New_York"}, {"MA", "Massachusetts", "US", "America/New_York"},
	{"MI", "Michigan", "US", "America/Detroit"}, {"MN", "Minnesota", "US", "America/Chicago"}, {"MS", "Mississippi", "US", "America/Chicago"},
	{"MO", "Missouri", "US", "America/Chicago"}, {"MT", "Montana", "US", "America/Denver"}, {"NE", "Nebraska", "US", "America/Chicago"},
	{"NV", "Nevada", "US", "America/Los_Angeles"}, {"NH", "New Hampshire", "US", "America/New_York"}, {"NJ", "New Jersey", "US", "America/New_York"},
	{"NM", "New Mexico", "US", "America/Denver"}, {"NY", "New York", "US", "America/New_York"}, {"NC", "North Carolina", "US", "America/New_York"},
	{"ND", "North Dakota", "US", "America/Chicago"}, {"OH", "Ohio", "US", "America/New_York"}, {"OK", "Oklahoma", "US", "America/Chicago"},
	{"OR", "Oregon", "US", "America/Los_Angeles"}, {"PA", "Pennsylvania", "US", "America/New_York"}, {"RI", "Rhode Island", "US", "America/New_York"},
	{"SC", "South Carolina", "US", "America/New_York"}, {"SD", "South Dakota", "US", "America/Chicago"}, {"TN", "Tennessee", "US", "America/Chicago"},
	{"TX", "Texas", "US", "America/Chicago"}, {"UT", "Utah", "US", "America/Denver"}, {"VT", "Vermont", "US", "America/New_York"},
	{"VA", "Virginia", "US", "America/New_York"}, {"WA", "Washington", "US", "America/Los_Angeles"}, {"WV", "West Virginia", "US", "America/New_York"},
	{"WI", "Wisconsin", "US", "America/Chicago"}, {"WY", "Wyoming", "US", "America/Denver"},
	{"AS", "American Samoa", "US", "Pacific/Pago_Pago"}, {"GU", "Guam", "US", "Pacific/Guam"}, {"MP", "Northern Mariana Islands", "US", "Pacific/Saipan"},
	{"PR", "Puerto Rico", "US", "America/Puerto_Rico"}, {"VI", "U.S. Virgin Islands", "US", "America/St_Thomas"},
	{"FM", "Federated States of Micronesia", "FM", "Pacific/Pohnpei"}, {"MH", "Marshall Islands", "MH", "Pacific/Majuro"}, {"PW", "Palau", "PW", "Pacific/Palau"},
	{"AA", "Armed Forces Americas", "US", ""}, {"AE", "Armed Forces Europe", "US", ""}, {"AP", "Armed Forces Pacific", "US", ""},
	{"AB", "Alberta", "CA", "America/Edmonton"}, {"BC", "British Columbia", "CA", "America/Vancouver"}, {"MB", "Manitoba", "CA", "America/Winnipeg"},
	{"NB", "New Brunswick", "CA", "America/Moncton"}, {"NL", "Newfoundland and Labrador", "CA", "America/St_Johns"},
	{"NS", "Nova Scotia", "CA", "America/Halifax"}, {"NT", "Northwest Territories", "CA", "America/Edmonton"}, {"NU", "Nunavut", "CA", "America/Iqaluit"},
	{"ON", "Ontario", "CA", "America/Toronto"}, {"PE", "Prince Edward Island", "CA", "America/Halifax"}, {"QC", "Quebec", "CA", "America/Toronto"},
	{"SK", "Saskatchewan", "CA", "America/Regina"}, {"YT", "Yukon", "CA", "America/Whitehorse"},
}

// stateSpellings are further ways to write a state.
var stateSpellings = map[string]string{
	"d.c.": "DC", "washington dc": "DC", "washington d.c.": "DC", "washington, dc": "DC", "washington, d.c.": "DC", "virgin islands": "VI",
	"us virgin islands": "VI", "québec": "QC", "yukon territory": "YT", "newfoundland": "NL", "micronesia": "FM",
}

var statesByName = sync.OnceValue(func() map[string]state {
	byName := make(map[string]state, 3*len(states))
	byCode := make(map[string]state, len(states))
	for _, s := range states {
		byName[strings.ToLower(s.code)] = s
		byName[strings.ToLower(s.name)] = s
		byCode[s.code] = s
	}
	for spelling, code := range stateSpellings {
		byName[spelling] = byCode[code]
	}
	return byName
})

func stateKind() kind {
	name := func(_ *Context, r *value.Record) any {
		if s, ok := r.Detail.(state); ok {
			return s.name
		}
		return r.Raw
	}
	return kind{
		name: "state", basic: types.String,
		doc: "A state of the US, a province of Canada or a territory, by its name or its two letters, which are its normal form. Other text is " +
			"valid, too, and stays as it is: `known` tells.",
		fields: []recordField{
			field("name", textType, "the name, or what was sent when it is not known", name),
			field("known", boolType, "whether it is a state that we know", flag(func(state) bool { return true })),
			maybe("code", textType, "the two letters of a known state", detail(func(s state) any { return s.code })),
			maybe("country", textType, "the country of a known state, US or CA", detail(func(s state) any { return s.country })),
			maybe("time_zone", textType, "the time zone of most people in a known state", detail(func(s state) any { return s.zone })),
		},
		read: readText(func(r *value.Record, text string) {
			s, ok := statesByName()[strings.ToLower(strings.Join(strings.Fields(text), " "))]
			if !ok {
				accept(r, text, nil)
				return
			}
			accept(r, s.code, s)
		}),
		examples: []Example{{Source: `"texas"`, Result: `"TX"`}, {Source: `"Bavaria"`, Result: `"Bavaria"`}},
	}
}
