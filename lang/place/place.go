// Package place knows where a hole of a template stands, and how a value is
// encoded so that it cannot leave that place.
//
// Analyze runs a template as an automaton of its format when a script is
// compiled: JSON, XML, URL and form text each have one. Every hole learns its
// Place; a template that could come out malformed for some branch or number of
// items is refused with a witness. Append encodes a text for a place at run
// time. The package imports ast and diag.
package place

// Place is where a value stands in what is sent.
type Place uint8

// The places. Invalid is the zero value: a hole that was not analyzed.
const (
	Invalid Place = iota
	Plain         // text bodies, logs: nothing is encoded
	JSONValue
	JSONString // inside the quotes of a string
	JSONKey    // inside the quotes of a key
	XMLText
	XMLAttribute // inside either quotes
	XMLCData
	URLWhole // the hole is the whole URL
	URLBase  // the hole is the beginning of the URL: a query in it is refused
	URLHost
	URLPort
	URLPath // inside a path segment
	URLQueryName
	URLQueryValue
	URLFragment
	FormName
	FormValue
	HeaderValue
	Raw // {{{ }}}: put in as it is, visible in the script
)

var placeNames = [...]string{
	Invalid:       "nowhere",
	Plain:         "plain text",
	JSONValue:     "a JSON value",
	JSONString:    "a JSON string",
	JSONKey:       "a JSON key",
	XMLText:       "XML text",
	XMLAttribute:  "an XML attribute",
	XMLCData:      "an XML CDATA section",
	URLWhole:      "a URL",
	URLBase:       "the beginning of a URL",
	URLHost:       "the host of a URL",
	URLPort:       "the port of a URL",
	URLPath:       "the path of a URL",
	URLQueryName:  "a query name",
	URLQueryValue: "a query value",
	URLFragment:   "the fragment of a URL",
	FormName:      "a form name",
	FormValue:     "a form value",
	HeaderValue:   "a header",
	Raw:           "a raw place",
}

// String names the place as a message would: "a JSON string".
func (p Place) String() string {
	if int(p) < len(placeNames) {
		return placeNames[p]
	}
	return placeNames[Invalid]
}
