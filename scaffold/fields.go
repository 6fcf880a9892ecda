package scaffold

import (
	"regexp"
	"strings"
	"sync"

	"lcs/value"
)

// known says which names are a person's own, and of which type a field of that
// name is. The first that matches counts.
var known = sync.OnceValue(func() []knownName {
	var out []knownName
	for _, k := range [][2]string{
		{`(^|_)e?mail(_address)?$`, "email"},
		{`(^|_)(phone|mobile|cell|tel|telephone)(_?\d)?(_number)?$`, "phone"},
		{`(^|_)(first|given)_?name$|^fname$`, "first_name"},
		{`(^|_)(last|family|sur)_?name$|^lname$`, "last_name"},
		{`^(full_|contact_)?name$`, "string"},
		{`(^|_)(dob|birth_?date|date_of_birth|birthday)$`, "dob"},
		{`(^|_)(zip|zip_?code|postal|postal_?code|post_?code)$`, "postal_code"},
		{`(^|_)(street|address|address_?(1|line_?1))$`, "street"},
		{`(^|_)city$`, "city"},
		{`(^|_)(state|province)(_code)?$`, "state"},
		{`(^|_)country(_code)?$`, "string"},
		{`(^|_)ip(_address)?$`, "ip"},
		{`(^|_)(gender|sex)$`, "gender"},
		{`(^|_)ssn$`, "ssn"},
		{`(^|_)trusted_?form(_cert)?_url$`, "trustedform_url"},
		{`(^|_)user_?agent$`, "string"},
		{`(^|_)(landing|page|website|site)(_url)?$|^url$`, "url"},
		{`^(lead_?id|id|external_id|click_id|reference_id)$`, "string"},
		{`(^|_)(loan_amount|amount|value|income|budget|balance)$`, "number"},
		{`(^|_)(age|year|count|quantity)$`, "int"},
		{`(^|_)(comments?|message|notes?|question)$`, "string"},
	} {
		out = append(out, knownName{regexp.MustCompile(k[0]), k[1]})
	}
	return out
})

// knownName is a pattern of names and the type of a field of that name.
type knownName struct {
	name *regexp.Regexp
	kind string
}

// kindOf returns the type of a lead's field of that name, when it is one.
func kindOf(name string) (string, bool) {
	name = identifier(name)
	for _, k := range known() {
		if k.name.MatchString(name) {
			return k.kind, true
		}
	}
	return "", false
}

var secretName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(^|_)(api_?key|apikey|key|token|secret|password|passwd|pwd|auth|authorization|signature|access_key)$`)
})

// isSecretName reports whether what has that name is better not in a script.
func isSecretName(name string) bool { return secretName().MatchString(identifier(name)) }

// secrets puts what is secret into settings.
type secrets struct {
	draft   *Draft
	service *Service
	plain   bool // the URL is plain http, to which no secret may go
}

// setting declares a setting for a secret and returns how to read it; a text
// that is a variable of the shell keeps its name.
func (s *secrets) setting(name, text string) string {
	if sole, ok := soleVariable(text); ok {
		name = sole
	}
	return s.draft.addSetting(name, !s.plain)
}

// plainValue is a value that is the same for all leads; a sole variable of the
// shell is a setting of its name.
func (d *Draft) plainValue(text string) string {
	if sole, ok := soleVariable(text); ok {
		return d.addSetting(sole, false)
	}
	return textValue(text)
}

// textValue writes a text with its variables as settings.
func textValue(text string) string {
	if sole, ok := soleVariable(text); ok {
		return "settings." + sole
	}
	return quoted(text)
}

// leadValue writes the value of a field: when its name is a person's own, it is a
// field of the lead, with the value as its example; else it stays.
func (d *Draft) leadValue(name, parent string, v any) string {
	text, isText := v.(string)
	if isText && hasVariable(text) {
		d.declareVariables(text, "")
		return textValue(text)
	}
	kind, own := kindOf(name)
	if !own || value.IsMissing(v) {
		return written(v)
	}
	if n, err := value.ParseNumber(text); kind == "number" && err == nil && n.String() == text {
		v = n
	}
	field := identifier(name)
	longer := field
	if parent != "" {
		longer = identifier(parent) + "_" + field
	}
	if field == "id" || longer == "lead_id" {
		return "lead.id"
	}
	return "lead." + d.addField(Field{Name: field, Type: kind, Example: v}, longer)
}

// declareVariables declares the settings whose marks are in a text, with an
// example of them when there is one.
func (d *Draft) declareVariables(text, example string) {
	for {
		_, rest, found := strings.Cut(text, string(variableBegin))
		if !found {
			return
		}
		name, after, _ := strings.Cut(rest, string(variableEnd))
		d.addSetting(name, isSecretName(name))
		if i := len(d.Settings) - 1; example != "" && d.Settings[i].Name == name {
			d.Settings[i].Example = example
		}
		text = after
	}
}

var element = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`<((?:[\w-]+:)?([\w-]+))>([^<>&{}\x{E000}]+)</`)
})

// xmlBody writes XML with the fields of a lead in place of what is a person's own.
func (d *Draft) xmlBody(text string) string {
	return element().ReplaceAllStringFunc(text, func(found string) string {
		m := element().FindStringSubmatch(found)
		switch out := d.leadValue(m[2], "", m[3]); {
		case isSecretName(m[2]):
			return "<" + m[1] + ">" + variable(strings.TrimPrefix(d.addSetting(identifier(m[2]), true), "settings.")) + "</"
		case strings.HasPrefix(out, "lead."):
			return "<" + m[1] + ">" + string(holeBegin) + out + string(holeEnd) + "</"
		}
		return found
	})
}
