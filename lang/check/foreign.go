package check

import (
	"slices"
	"strings"

	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/types"
)

// What other languages and tools call what has another name here.

// foreignTypes are types of other languages.
var foreignTypes = map[string]string{
	"integer": "int", "long": "int", "bigint": "int", "float": "number", "double": "number", "decimal": "number", "numeric": "number",
	"text": "string", "str": "string", "varchar": "string", "char": "string", "datetime": "time", "timestamp": "time",
	"uri": "url", "zip": "postal_code", "zipcode": "postal_code", "mail": "email",
	"password": "secret", "token": "secret",
}

// foreignFunctions are functions of other languages, in small letters and without
// underscores.
var foreignFunctions = map[string]string{
	"tolowercase": "lower", "lowercase": "lower", "downcase": "lower", "lcase": "lower",
	"touppercase": "upper", "uppercase": "upper", "upcase": "upper", "ucase": "upper",
	"len": "length", "strlen": "length", "size": "length", "strip": "trim", "substr": "substring",
	"includes": "contains", "has": "has_key", "indexof": "index_of", "gsub": "replace", "replaceall": "replace", "regexreplace": "replace",
	"parseint": "int", "toint": "int", "parsefloat": "number", "tonumber": "number", "float": "number", "decimal": "number",
	"tostring": "text", "str": "text", "string": "text", "stringify": "to_json", "tojson": "to_json", "jsonencode": "to_json", "dumps": "to_json",
	"parse": "from_json", "jsondecode": "from_json", "loads": "from_json", "parsejson": "from_json",
	"btoa": "base64", "base64encode": "base64", "b64encode": "base64", "atob": "base64_decode", "b64decode": "base64_decode",
	"encodeuricomponent": "url_encode", "urlencode": "url_encode", "quoteplus": "url_encode", "decodeuricomponent": "url_decode", "urldecode": "url_decode",
	"hmacsha256": "hmac_sha256", "hmac": "hmac_sha256", "hash": "sha256", "hexdigest": "hex", "strftime": "date", "formatdate": "date", "todate": "date",
	"coalesce": "default", "ifnull": "default", "nvl": "default", "average": "avg", "mean": "avg", "uniq": "unique", "distinct": "unique",
	"push": "concat", "append": "concat", "implode": "join", "explode": "split", "guid": "uuid", "uuid4": "uuid", "randomuuid": "uuid",
	"jsonpath": "json_path", "findall": "match_all", "matchall": "match_all", "sortby": "sort", "padstart": "pad_start", "ljust": "pad_end",
	"ucfirst": "capitalize", "titlecase": "title", "epoch": "unix", "gettime": "unix_ms", "timestamp": "unix",
}

// foreignConstants are how other languages write true, false and null.
var foreignConstants = map[string]string{
	"True": "true", "TRUE": "true", "yes": "true", "False": "false", "FALSE": "false", "no": "false",
	"None": "null", "NULL": "null", "Null": "null", "nil": "null", "undefined": "null",
}

// askedAway are functions of other languages that ask whether a value is there.
var askedAway = map[string]string{
	"exists": "is present", "isset": "is present", "defined": "is present", "present": "is present", "notnull": "is present",
	"isnull": "is missing", "isempty": "is missing", "isblank": "is missing", "empty": "is missing", "missing": "is missing", "isnil": "is missing",
}

func foreignFunction(name string) string {
	return foreignFunctions[strings.ReplaceAll(strings.ToLower(name), "_", "")]
}

// foreignName helps with a name that nothing here has, and others have.
func (c *checker) foreignName(d *diag.Diagnostic, name string) bool {
	if meant := foreignConstants[name]; meant != "" {
		suggestAt(d, d.Span, meant)
		return true
	}
	switch strings.ToLower(name) {
	case "env", "environ", "process", "getenv", "vars", "variables", "config", "secrets":
		d.Help = "what differs from place to place is declared in settings { } and read as settings.NAME; the environment can give it"
	case "res", "resp", "result", "answer", "reply", "payload", "json", "body":
		if c.scope.find("response") == nil {
			return false
		}
		suggestAt(d, d.Span, "response")
	default:
		return false
	}
	return true
}

// ofTheLead offers the lead for an unknown name whose field the lead has, as in
// data.email.
func (c *checker) ofTheLead(d *diag.Diagnostic, e *ast.Member, id *ast.Ident) {
	if c.in.noLead == "" && d.Label == "" && d.Help == "" && e.Name != nil && c.leadFields[e.Name.Text] != nil {
		suggestAt(d, id.Span(), "lead")
	}
}

// deeperField finds a field that is nearly called name in the objects of a type,
// and returns the way to it.
func deeperField(o *types.Object, name string) string {
	var ways []string
	leaves := map[string]string{}
	var look func(o *types.Object, way string, depth int)
	look = func(o *types.Object, way string, depth int) {
		for _, f := range o.Fields {
			here := way + f.Name
			if depth > 0 && leaves[f.Name] == "" {
				leaves[f.Name] = here
				ways = append(ways, f.Name)
			}
			if inner, ok := f.Type.Core.(*types.Object); ok && depth < 3 {
				look(inner, here+".", depth+1)
			}
		}
	}
	look(o, "", 0)
	if slices.Contains(ways, name) {
		return leaves[name]
	}
	return leaves[diag.Nearest(name, ways)]
}
