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

// secret declares a setting for a secret and returns how to read it; a text that
// is a variable of the shell keeps its name.
func (d *Draft) secret(name, text string) string {
	if sole, ok := soleVariable(text); ok {
		name = sole
	}
	return d.addSetting(identifier(name), true)
}

// textValue writes a text, its variables as settings.
func (d *Draft) textValue(text string) string {
	d.declareVariables(text, "")
	if sole, ok := soleVariable(text); ok {
		return "settings." + sole
	}
	return quoted(text)
}

// fieldValue writes the value of a field of a query or a body: what its name says
// is secret is a setting, what is a person's own a field of the lead, with the
// value as its example; else it stays.
func (d *Draft) fieldValue(name, parent string, v any) string {
	text, isText := v.(string)
	_, sole := soleVariable(text)
	switch {
	case text != "" && isSecretName(name) && (sole || !hasVariable(text)):
		return d.secret(name, text)
	case isText && hasVariable(text):
		return d.textValue(text)
	}
	kind, own := kindOf(name)
	if !own || value.IsMissing(v) {
		return written(v)
	}
	if _, isBool := v.(bool); isBool {
		kind = "bool"
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

// xmlBody writes XML with fields of the lead and settings in the elements whose
// names say so.
func (d *Draft) xmlBody(text string) string {
	return element().ReplaceAllStringFunc(text, func(found string) string {
		m := element().FindStringSubmatch(found)
		out := d.fieldValue(m[2], "", m[3])
		if !isPath(out) {
			return found
		}
		return "<" + m[1] + ">" + string(holeBegin) + out + string(holeEnd) + "</"
	})
}

// isPath reports whether what fieldValue wrote is read of a setting or a lead.
func isPath(out string) bool {
	return strings.HasPrefix(out, "lead.") || strings.HasPrefix(out, "settings.")
}
