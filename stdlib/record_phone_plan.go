package stdlib

import (
	_ "embed"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// The numbering plans of all countries, from Google's libphonenumber. The file
// is written by the test that compares us with that library; we read it
// ourselves, because the library unpacks its data whenever a process starts,
// which takes longer than all else that `lcs version` does.
//
//go:embed data/phone_plans.txt
var phonePlansText string

// phoneType is what a number is for.
type phoneType int

// The types in the order in which the plans have them. A number is of the first
// type that takes it, but for the last two.
const (
	premiumRate phoneType = iota
	tollFree
	sharedCost
	voip
	personalNumber
	pager
	companyNumber
	voicemail
	landline
	mobile
	fixedOrMobile
	noType
)

// pattern is an expression that is compiled when it is first asked.
type pattern struct {
	source string
	once   sync.Once
	re     *regexp.Regexp
}

func (p *pattern) compiled() *regexp.Regexp {
	p.once.Do(func() { p.re = regexp.MustCompile(p.source) })
	return p.re
}

// wholePattern has to take all of a text, startPattern its beginning.
func wholePattern(source string) *pattern {
	if source == "" {
		return nil
	}
	return &pattern{source: "^(?:" + source + ")$"}
}

func startPattern(source string) *pattern {
	if source == "" {
		return nil
	}
	return &pattern{source: "^(?:" + source + ")"}
}

// numberDescription is what numbers of one type look like.
type numberDescription struct {
	digits  *pattern
	lengths []int // nil: those of the country
}

func (d numberDescription) matches(national string) bool {
	if d.digits == nil || len(d.lengths) > 0 && !slices.Contains(d.lengths, len(national)) {
		return false
	}
	return d.digits.compiled().MatchString(national)
}

// numberGrouping is how a country writes some of its numbers.
type numberGrouping struct {
	digits, leading *pattern
	format          string
}

// numberPlan is the plan of a country, or of a calling code without one.
type numberPlan struct {
	country      string // "001" for a calling code without a country
	code         int
	idd          *pattern // what is dialled before a foreign number
	prefix       *pattern // what is dialled before a national number
	transform    string   // what stands for the prefix, when it is not just dropped
	leading      *pattern // what the country's numbers begin with, where it shares the code
	sameAsMobile bool     // mobile numbers look like those of landlines
	general      numberDescription
	localLengths []int // of numbers that are dialled within a town
	types        [10]numberDescription
	groupings    []numberGrouping // of the first country of a code, for all
}

// numberPlans finds the plans, each of which is read when it is first asked for.
type numberPlans struct {
	byCode    map[int][]func() *numberPlan // the first is the main one
	byCountry map[string]func() *numberPlan
}

var phonePlans = sync.OnceValue(func() *numberPlans {
	all := &numberPlans{byCode: map[int][]func() *numberPlan{}, byCountry: map[string]func() *numberPlan{}}
	for line := range strings.Lines(phonePlansText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		country, rest, _ := strings.Cut(line, "\t")
		digits, _, _ := strings.Cut(rest, "\t")
		code, _ := strconv.Atoi(digits)
		plan := sync.OnceValue(func() *numberPlan { return readPlan(strings.Split(strings.TrimSuffix(line, "\n"), "\t")) })
		all.byCode[code] = append(all.byCode[code], plan)
		if country != "001" {
			all.byCountry[country] = plan
		}
	}
	return all
})

func readPlan(f []string) *numberPlan {
	code, _ := strconv.Atoi(f[1])
	p := &numberPlan{
		country: f[0], code: code, idd: startPattern(f[2]), prefix: startPattern(f[3]), transform: f[4], leading: startPattern(f[5]),
		sameAsMobile: f[6] == "1", general: numberDescription{wholePattern(f[7]), readLengths(f[8])}, localLengths: readLengths(f[9]),
	}
	for i := range p.types {
		lengths, digits, _ := strings.Cut(f[10+i], " ")
		p.types[i] = numberDescription{wholePattern(digits), readLengths(lengths)}
	}
	for _, g := range strings.Split(f[20], "\x1e") {
		if parts := strings.Split(g, "\x1f"); len(parts) == 3 {
			p.groupings = append(p.groupings, numberGrouping{wholePattern(parts[0]), startPattern(parts[1]), parts[2]})
		}
	}
	return p
}

func readLengths(s string) []int {
	var all []int
	for _, word := range strings.Split(s, ",") {
		if n, err := strconv.Atoi(word); err == nil {
			all = append(all, n)
		}
	}
	return all
}

// typeOf returns the type of a national number, or noType when it is none of
// the plan's.
func (p *numberPlan) typeOf(national string) phoneType {
	if !p.general.matches(national) {
		return noType
	}
	for t := premiumRate; t < landline; t++ {
		if p.types[t].matches(national) {
			return t
		}
	}
	if p.types[landline].matches(national) {
		if p.sameAsMobile || p.types[mobile].matches(national) {
			return fixedOrMobile
		}
		return landline
	}
	if !p.sameAsMobile && p.types[mobile].matches(national) {
		return mobile
	}
	return noType
}

// lengthFit compares the length of a number with those that the plan has.
type lengthFit int

const (
	fits lengthFit = iota
	tooShort
	tooLong
	localOnly
	betweenLengths
)

func (p *numberPlan) fit(national string) lengthFit {
	n := len(national)
	lengths := p.general.lengths
	switch {
	case len(lengths) == 0:
		return fits
	case slices.Contains(p.localLengths, n):
		return localOnly
	case slices.Contains(lengths, n):
		return fits
	case n < lengths[0]:
		return tooShort
	case n > lengths[len(lengths)-1]:
		return tooLong
	}
	return betweenLengths
}

// planOf returns the plan of the country that a number belongs to, or nil.
func (all *numberPlans) planOf(code int, national string) *numberPlan {
	plans := all.byCode[code]
	if len(plans) == 1 {
		return plans[0]()
	}
	for _, plan := range plans {
		p := plan()
		if p.leading != nil {
			if p.leading.compiled().MatchString(national) {
				return p
			}
		} else if p.typeOf(national) != noType {
			return p
		}
	}
	return nil
}

// groups splits a national number as it is written.
func (all *numberPlans) groups(code int, national string) []string {
	plans := all.byCode[code]
	if len(plans) == 0 {
		return nil
	}
	for _, g := range plans[0]().groupings {
		if g.leading != nil && !g.leading.compiled().MatchString(national) || !g.digits.compiled().MatchString(national) {
			continue
		}
		written := g.digits.compiled().ReplaceAllString(national, g.format)
		return strings.FieldsFunc(written, func(r rune) bool { return r < '0' || r > '9' })
	}
	return nil
}
