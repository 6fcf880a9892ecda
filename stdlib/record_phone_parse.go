package stdlib

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

// dialled is a phone number as its sender meant it.
type dialled struct {
	code      int    // calling code
	national  string // significant digits
	extension string
}

// phoneForms are the expressions that tell a phone number from other text.
type phoneForms struct {
	viable    *regexp.Regexp
	extension *regexp.Regexp // at the end
	second    *regexp.Regexp // where another number begins
}

// phonePunctuation may stand between digits.
const phonePunctuation = `\-x\x{2010}-\x{2015}\x{2212}\x{30FC}\x{FF0D}-\x{FF0F} \x{A0}\x{AD}\x{200B}\x{2060}\x{3000}()\x{FF08}\x{FF09}\x{FF3B}\x{FF3D}.\[\]/~\x{2053}\x{223C}\x{FF5E}`

var phoneFormsOnce = sync.OnceValue(func() phoneForms {
	const (
		space = `[ \x{A0}\t,]*`
		after = `[:.\x{FF0E}]?[ \x{A0}\t,\-]*`
		digit = `\p{Nd}`
	)
	extension := strings.Join([]string{
		`;ext=(` + digit + `{1,20})`,
		space + `(?:e?xt(?:ensi(?:o\x{301}?|ó))?n?|ｅ?ｘｔｎ?|доб|anexo)` + after + `(` + digit + `{1,20})#?`,
		space + `(?:[xｘ#＃~～]|int|ｉｎｔ)` + after + `(` + digit + `{1,9})#?`,
		`[\- ]+(` + digit + `{1,6})#`,
		`[ \x{A0}\t]*(?:,{2}|;)` + after + `(` + digit + `{1,15})#?`,
		`[ \x{A0}\t]*,+` + after + `(` + digit + `{1,9})#?`,
	}, "|")
	number := digit + `{2}|[+＋]*(?:[` + phonePunctuation + `*]*` + digit + `){3,}[` + phonePunctuation + `*A-Za-z` + digit + `]*`
	return phoneForms{
		viable:    regexp.MustCompile(`(?i)^(?:(?:` + number + `)(?:` + extension + `)?)$`),
		extension: regexp.MustCompile(`(?i)(?:` + extension + `)$`),
		second:    regexp.MustCompile(`[\\/] *x`),
	}
})

// The lengths of national numbers anywhere.
const minNational, maxNational = 2, 17

// dial reads a number that is dialled in a country.
func (all *numberPlans) dial(text, country string) (d dialled, ok bool) {
	forms := phoneFormsOnce()
	text = phoneText(text)
	if loc := forms.second.FindStringIndex(text); loc != nil && !strings.Contains(text[:loc[0]], ";phone-context") {
		text = text[:loc[0]]
	}
	if !forms.viable.MatchString(text) {
		return d, false
	}
	if m := forms.extension.FindStringSubmatchIndex(text); m != nil && forms.viable.MatchString(text[:m[0]]) {
		for i := 2; i < len(m); i += 2 {
			if m[i] >= 0 {
				d.extension = plainDigitsOf(text[m[i]:m[i+1]])
			}
		}
		text = text[:m[0]]
	}
	home := all.byCountry[country]()
	if d.code, d.national, ok = all.callingCode(text, home); !ok {
		return d, false
	}
	plan := home
	if d.code == 0 {
		d.code, d.national = home.code, keypadDigits(text)
	} else if d.code != home.code {
		plan = all.byCode[d.code][0]()
	}
	if len(d.national) < minNational {
		return d, false
	}
	if without := plan.withoutPrefix(d.national); plan.fit(without) == fits || plan.fit(without) == tooLong {
		d.national = without
	}
	return d, len(d.national) >= minNational && len(d.national) <= maxNational
}

// phoneText takes what is no part of the number off: words before it, signs
// behind it, and the parameters of a tel: address.
func phoneText(s string) string {
	if before, context, ok := strings.Cut(s, ";phone-context="); ok {
		context, _, _ = strings.Cut(context, ";")
		before = before[strings.Index(before, "tel:")+len("tel:")*min(1, strings.Count(before, "tel:")):]
		if strings.HasPrefix(context, "+") {
			before = context + strings.TrimLeft(before, " ")
		}
		s = before
	}
	if i := strings.Index(s, ";isub="); i > 0 {
		s = s[:i]
	}
	start := strings.IndexFunc(s, func(r rune) bool { return r == '+' || r == '＋' || unicode.IsDigit(r) })
	if start < 0 {
		return ""
	}
	return strings.TrimRightFunc(s[start:], func(r rune) bool { return r != '#' && !unicode.IsLetter(r) && !unicode.IsNumber(r) })
}

// keypadDigits reads digits of all scripts; with three letters or more, these
// are keys of a telephone.
func keypadDigits(s string) string {
	letters := 0
	for i := 0; i < len(s); i++ {
		if isASCIILetter(s[i]) {
			letters++
		}
	}
	if letters < 3 {
		return plainDigitsOf(s)
	}
	const keys = "22233344455566677778889999"
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return rune(keys[r-'a'])
		case r >= 'A' && r <= 'Z':
			return rune(keys[r-'A'])
		case r >= '0' && r <= '9':
			return r
		}
		return -1
	}, s)
}

// plainDigitsOf keeps the digits, whatever their script.
func plainDigitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		if r < 0x80 || !unicode.IsDigit(r) {
			return -1
		}
		// Digits stand in tens that begin with their zero.
		for _, block := range unicode.Nd.R16 {
			if rune(block.Lo) <= r && r <= rune(block.Hi) {
				return '0' + (r-rune(block.Lo))%10
			}
		}
		for _, block := range unicode.Nd.R32 {
			if rune(block.Lo) <= r && r <= rune(block.Hi) {
				return '0' + (r-rune(block.Lo))%10
			}
		}
		return -1
	}, s)
}

// callingCode finds the calling code that a number begins with, after a plus or
// after what is dialled at home for abroad. The code is 0 when there is none.
func (all *numberPlans) callingCode(text string, home *numberPlan) (code int, national string, ok bool) {
	if plain := strings.TrimLeft(text, "+＋"); len(plain) < len(text) {
		digits := keypadDigits(plain)
		if len(digits) <= minNational {
			return 0, "", false
		}
		if code, national = all.splitCode(digits); code != 0 {
			return code, national, true
		}
		// The plus may stand before what is dialled for abroad.
		code, national, ok = all.withoutPlus(digits, home)
		return code, national, ok && code != 0
	}
	return all.withoutPlus(keypadDigits(text), home)
}

func (all *numberPlans) withoutPlus(digits string, home *numberPlan) (code int, national string, ok bool) {
	if loc := home.idd.compiled().FindStringIndex(digits); loc != nil && !strings.HasPrefix(digits[loc[1]:], "0") {
		rest := digits[loc[1]:]
		if len(rest) <= minNational {
			return 0, "", false
		}
		code, national = all.splitCode(rest)
		return code, national, code != 0
	}
	own := strconv.Itoa(home.code)
	if !strings.HasPrefix(digits, own) {
		return 0, digits, true
	}
	without := home.withoutPrefix(digits[len(own):])
	general := home.general.digits.compiled()
	if !general.MatchString(digits) && general.MatchString(without) || home.fit(digits) == tooLong {
		return home.code, without, true
	}
	return 0, digits, true
}

func (all *numberPlans) splitCode(digits string) (int, string) {
	if digits == "" || digits[0] == '0' {
		return 0, ""
	}
	for n := 1; n <= 3 && n <= len(digits); n++ {
		code, _ := strconv.Atoi(digits[:n])
		if len(all.byCode[code]) > 0 {
			return code, digits[n:]
		}
	}
	return 0, ""
}

// withoutPrefix takes the national prefix off, unless that made a number that
// is none.
func (p *numberPlan) withoutPrefix(national string) string {
	if p.prefix == nil || national == "" {
		return national
	}
	m := p.prefix.compiled().FindStringSubmatchIndex(national)
	if m == nil {
		return national
	}
	without := national[m[1]:]
	if last := len(m) - 2; p.transform != "" && m[last] >= 0 {
		without = string(p.prefix.compiled().ExpandString(nil, p.transform, national, m)) + without
	}
	if p.general.digits != nil && p.general.digits.compiled().MatchString(national) && !p.general.digits.compiled().MatchString(without) {
		return national
	}
	return without
}
