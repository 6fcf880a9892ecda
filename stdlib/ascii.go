package stdlib

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// spelled are the characters that are more than an ASCII letter with marks, or
// that decomposition leaves alone.
var spelled = map[rune]string{
	'ß': "ss", 'ẞ': "SS", 'æ': "ae", 'Æ': "AE", 'œ': "oe", 'Œ': "OE", 'ø': "o", 'Ø': "O", 'ł': "l", 'Ł': "L", 'đ': "d", 'Đ': "D",
	'ð': "d", 'Ð': "D", 'þ': "th", 'Þ': "TH", 'ı': "i", 'ħ': "h", 'Ħ': "H", 'ŋ': "n", 'Ŋ': "N", 'ŧ': "t", 'Ŧ': "T", 'ə': "e", 'Ə': "E",
	'‘': "'", '’': "'", '‚': "'", '‛': "'", 'ʼ': "'", '′': "'", '“': `"`, '”': `"`, '„': `"`, '‟': `"`, '″': `"`, '«': `"`, '»': `"`, '‹': "'", '›': "'",
	'‐': "-", '‑': "-", '‒': "-", '–': "-", '—': "-", '―': "-", '−': "-", '•': "*", '·': ".", '…': "...", '×': "x", '÷': "/",
	'€': "EUR", '£': "GBP", '¥': "JPY", '©': "(c)", '®': "(r)", '™': "TM", '°': "deg", '№': "No", '¿': "?", '¡': "!",
	// Cyrillic, as passports write it.
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'ґ': "g", 'д': "d", 'е': "e", 'є': "ie", 'ж': "zh", 'з': "z", 'и': "i", 'і': "i",
	'к': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f", 'х': "kh", 'ц': "ts",
	'ч': "ch", 'ш': "sh", 'щ': "shch", 'ъ': "ie", 'ы': "y", 'ь': "", 'э': "e", 'ю': "iu", 'я': "ia",
	// Greek.
	'α': "a", 'β': "v", 'γ': "g", 'δ': "d", 'ε': "e", 'ζ': "z", 'η': "i", 'θ': "th", 'ι': "i", 'κ': "k", 'λ': "l", 'μ': "m", 'ν': "n",
	'ξ': "x", 'ο': "o", 'π': "p", 'ρ': "r", 'σ': "s", 'ς': "s", 'τ': "t", 'υ': "y", 'φ': "f", 'χ': "ch", 'ψ': "ps", 'ω': "o",
}

// lastSpelled is the last character in spelled, the minus sign; what lies
// behind it has no likeness.
const lastSpelled = '−'

// toASCII writes s in ASCII.
func toASCII(s string) string {
	if isASCII(s) {
		return s
	}
	var out strings.Builder
	out.Grow(len(s))
	for _, r := range norm.NFKD.String(s) {
		switch {
		case r < 0x80:
			out.WriteByte(byte(r))
		case unicode.IsSpace(r):
			out.WriteByte(' ')
		default:
			out.WriteString(spelling(r))
		}
	}
	return out.String()
}

// spelling returns the likeness of a character that is no ASCII.
func spelling(r rune) string {
	if r > lastSpelled {
		return ""
	}
	if plain, ok := spelled[r]; ok {
		return plain
	}
	if small := unicode.ToLower(r); small != r {
		return capitalize(spelled[small])
	}
	return ""
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// slug writes s as a part of a URL.
func slug(s string) string {
	plain := strings.ReplaceAll(strings.ToLower(toASCII(s)), "'", "")
	return strings.Join(strings.FieldsFunc(plain, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9')
	}), "-")
}
