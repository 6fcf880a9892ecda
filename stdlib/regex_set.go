package stdlib

import (
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

// runeRange is lo to hi, both included.
type runeRange struct{ lo, hi rune }

// runeSet is a set of characters; in normal form its ranges are sorted and do
// not touch.
type runeSet []runeRange

// What JavaScript's classes stand for.
var (
	anyRune    = runeSet{{0, unicode.MaxRune}}
	digitRunes = runeSet{{'0', '9'}}
	wordRunes  = runeSet{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}
	spaceRunes = runeSet{{'\t', '\r'}, {' ', ' '}, {0xA0, 0xA0}, {0x1680, 0x1680}, {0x2000, 0x200A}, {0x2028, 0x2029},
		{0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}, {0xFEFF, 0xFEFF}}
	breakRunes = runeSet{{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}}
	lineRunes  = breakRunes.negate()
)

// normal sorts the ranges and joins those that touch.
func (s runeSet) normal() runeSet {
	s = slices.Clone(s)
	slices.SortFunc(s, func(a, b runeRange) int { return int(a.lo - b.lo) })
	out := s[:0]
	for _, r := range s {
		if n := len(out); n > 0 && r.lo <= out[n-1].hi+1 {
			out[n-1].hi = max(out[n-1].hi, r.hi)
			continue
		}
		out = append(out, r)
	}
	return out
}

// negate returns all other characters; s is in normal form.
func (s runeSet) negate() runeSet {
	var out runeSet
	next := rune(0)
	for _, r := range s {
		if r.lo > next {
			out = append(out, runeRange{next, r.lo - 1})
		}
		next = r.hi + 1
	}
	if next <= unicode.MaxRune {
		out = append(out, runeRange{next, unicode.MaxRune})
	}
	return out
}

// contains reports whether r is in s, which is in normal form.
func (s runeSet) contains(r rune) bool {
	if len(s) <= 4 {
		for _, x := range s {
			if r >= x.lo && r <= x.hi {
				return true
			}
		}
		return false
	}
	lo, hi := 0, len(s)
	for lo < hi {
		mid := (lo + hi) / 2
		switch {
		case r < s[mid].lo:
			hi = mid
		case r > s[mid].hi:
			lo = mid + 1
		default:
			return true
		}
	}
	return false
}

func tableSet(t *unicode.RangeTable) runeSet {
	var s runeSet
	add := func(lo, hi, stride rune) {
		if stride == 1 {
			s = append(s, runeRange{lo, hi})
			return
		}
		for r := lo; r <= hi; r += stride {
			s = append(s, runeRange{r, r})
		}
	}
	for _, r := range t.R16 {
		add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
	}
	for _, r := range t.R32 {
		add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
	}
	return s.normal()
}

// canonical is the character that JavaScript compares under the flag i: the
// upper case where that is one character and does not turn a foreign letter
// into an ASCII one.
func canonical(r rune) rune {
	if r < utf8.RuneSelf {
		if r >= 'a' && r <= 'z' {
			return r - 32
		}
		return r
	}
	if class, ok := caseClasses()[r]; ok {
		return class.canonical
	}
	return r
}

type caseClass struct {
	canonical rune
	members   []rune
}

// caseClasses are the characters beyond themselves that are equal under the
// flag i.
var caseClasses = sync.OnceValue(func() map[rune]*caseClass {
	upper := cases.Upper(language.Und)
	byCanonical := make(map[rune]*caseClass)
	for r := rune(0); r < 0x20000; r++ { // no letter beyond has a case
		if unicode.SimpleFold(r) == r {
			continue
		}
		c := r
		if up := []rune(upper.String(string(r))); len(up) == 1 && (r < utf8.RuneSelf || up[0] >= utf8.RuneSelf) {
			c = up[0]
		}
		class := byCanonical[c]
		if class == nil {
			class = &caseClass{canonical: c}
			byCanonical[c] = class
		}
		class.members = append(class.members, r)
	}
	all := make(map[rune]*caseClass)
	for _, class := range byCanonical {
		if len(class.members) < 2 {
			continue
		}
		for _, r := range class.members {
			all[r] = class
		}
	}
	return all
})

// foldSet returns s with every character that is equal to one of s under the
// flag i.
func foldSet(s runeSet) runeSet {
	if len(s) == 1 && s[0].lo == s[0].hi && s[0].lo < utf8.RuneSelf {
		r := s[0].lo
		switch {
		case r >= 'a' && r <= 'z':
			return runeSet{{r - 32, r - 32}, {r, r}}
		case r >= 'A' && r <= 'Z':
			return runeSet{{r, r}, {r + 32, r + 32}}
		}
		return s
	}
	out := slices.Clone(s)
	for r, class := range caseClasses() {
		if !s.contains(r) {
			continue
		}
		for _, other := range class.members {
			out = append(out, runeRange{other, other})
		}
	}
	return out.normal()
}
