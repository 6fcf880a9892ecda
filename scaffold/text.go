package scaffold

import (
	"strings"
	"unicode"

	"lcs/lang/grammar"
	"lcs/value/literal"
)

// A variable of a shell stands in a text between these two, until it is written
// as a hole. Both are for private use and in no command that people write.
const (
	variableBegin = '\uE000'
	variableEnd   = '\uE001'
)

// A field of the lead stands between these two.
const (
	holeBegin = '\uE002'
	holeEnd   = '\uE003'
)

// variable is the mark of a setting in a text.
func variable(setting string) string {
	return string(variableBegin) + setting + string(variableEnd)
}

// hasVariable reports whether a text has the mark of a setting.
func hasVariable(text string) bool { return strings.ContainsRune(text, variableBegin) }

// soleVariable returns the setting that is all of a text.
func soleVariable(text string) (string, bool) {
	name, begins := strings.CutPrefix(text, string(variableBegin))
	name, ends := strings.CutSuffix(name, string(variableEnd))
	return name, begins && ends && !hasVariable(name)
}

// quoted writes a text between double quotes, its marks as holes.
func quoted(text string) string { return holes(literal.Text(text)) }

// escaped writes a text as it stands between double quotes.
func escaped(text string) string {
	text = quoted(text)
	return text[1 : len(text)-1]
}

// written writes a value as a script does, its marks as holes.
func written(v any) string { return holes(literal.JSON(v, "", 0)) }

// holes writes the marks of settings as holes.
func holes(text string) string {
	return strings.NewReplacer(string(variableBegin), "{{settings.", string(variableEnd), "}}", string(holeBegin), "{{", string(holeEnd), "}}").Replace(text)
}

// blockQuoted writes a text of several lines between triple quotes, below indent,
// and one that cannot stand there between double quotes.
func blockQuoted(text, indent string) string { return holes(literal.Block(text, indent)) }

// key writes the name of an entry, quoted where it must be.
func key(name string) string {
	for i, r := range name {
		if !(r == '_' || r < unicode.MaxASCII && unicode.IsLetter(r) || i > 0 && (r == '-' || unicode.IsDigit(r) && r < unicode.MaxASCII)) {
			return quoted(name)
		}
	}
	if name == "" || strings.HasSuffix(name, "-") || strings.Contains(name, "--") {
		return quoted(name)
	}
	return name
}

// identifier makes a name of any text: "E-mail Address" is email_address,
// "firstName" first_name. Words joins what it would otherwise take apart.
func identifier(text string) string {
	text = strings.NewReplacer("E-mail", "Email", "e-mail", "email", "E-Mail", "Email").Replace(text)
	var b strings.Builder
	runes := []rune(text)
	for i, r := range runes {
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			if i > 0 && unicode.IsUpper(r) && (unicode.IsLower(runes[i-1]) || unicode.IsDigit(runes[i-1]) ||
				unicode.IsUpper(runes[i-1]) && i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
				b.WriteByte('_')
			}
			b.WriteRune(unicode.ToLower(r))
		default:
			b.WriteByte('_')
		}
	}
	name := strings.Join(strings.FieldsFunc(b.String(), func(r rune) bool { return r == '_' }), "_")
	if name == "" || unicode.IsDigit(rune(name[0])) {
		name = "x" + name
	}
	return name
}

// ownName makes an identifier that may be declared: the language's words are
// none of those.
func ownName(text, otherwise string) string {
	name := identifier(text)
	if name == "x" {
		name = otherwise
	}
	if grammar.IsWord(name) || ambient[name] {
		name += "_call"
	}
	return name
}

// ambient are the names that the language gives a value itself.
var ambient = map[string]bool{
	"now": true, "lead": true, "response": true, "http": true, "error": true, "batch": true, "sent": true,
	"outcome": true, "flags": true, "notes": true, "logs": true, "alerts": true, "elapsed": true,
}
