package stdlib

import (
	"strings"
	"testing"

	"lcs/value"
)

func TestObjectsAsXML(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ json, root, want string }{
		{`{"r":{"a":1,"b":"<&>\"'","c":null,"d":"","e":[1,null,{"f":true}]}}`, "", `<r><a>1</a><b>&lt;&amp;&gt;"'</b><c/><d/><e>1</e><e/><e><f>true</f></e></r>`},
		{`{"@x":"a\"b\nc<","#text":"t & u"}`, "r", `<r x="a&quot;b&#10;c&lt;">t &amp; u</r>`},
		{`{"s:Body":{"@xmlns:s":"urn:s"}}`, "", `<s:Body xmlns:s="urn:s"/>`},
		{`"x"`, "r", `<r>x</r>`},
	} {
		v, err := value.ParseJSON([]byte(c.json), value.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		got := call(t, "to_xml", v, c.root)
		if got != c.want {
			t.Errorf("%s is %s, want %s", c.json, got, c.want)
		}
		if _, err := ParseXML([]byte(got.(string)), nil, nil); err != nil {
			t.Errorf("%s cannot be read: %v", got, err)
		}
	}
	deep := value.NewObject()
	for range 300 {
		deep = value.NewObject(value.Entry{Key: "a", Value: deep})
	}
	for name, v := range map[string]any{
		"one root": value.NewObject(value.Entry{Key: "a", Value: "1"}, value.Entry{Key: "b", Value: "2"}), "no name of an XML element": value.NewObject(value.Entry{Key: "a b", Value: "1"}),
		"cannot stand in XML": value.NewObject(value.Entry{Key: "a", Value: "\x00"}), "is a list": value.NewObject(value.Entry{Key: "a", Value: []any{"1", "2"}}),
		"name of an XML attribute": value.NewObject(value.Entry{Key: "a", Value: value.NewObject(value.Entry{Key: "@x y", Value: "1"})}), "deeper": deep, "object with one key": "x",
	} {
		if got, err := callErr(t, "to_xml", v); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func TestXMLAsObjects(t *testing.T) {
	t.Parallel()
	for xml, want := range map[string]string{
		`<a> 1 </a>`: `{"a":"1"}`, `<a/>`: `{"a":""}`, `<x:a xmlns:x="u"><x:b k="v"/></x:a>`: `{"a":{"b":{"@k":"v"}}}`,
		`<a>t<b>1</b>u<b>2</b><b>3</b></a>`: `{"a":{"b":["1","2","3"],"#text":"tu"}}`, `<a><![CDATA[<x>]]><!-- c --></a>`: `{"a":"<x>"}`,
	} {
		got, err := value.AppendJSON(nil, call(t, "xml_object", xml))
		if err != nil || string(got) != want {
			t.Errorf("%s is %s, %v, want %s", xml, got, err, want)
		}
	}
	d, err := ParseXML([]byte(soap), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := ParseXML([]byte(call(t, "to_xml", call(t, "xml_object", d)).(string)), nil, nil); err != nil || call(t, "xpath", again, "//Lead[2]/Id[2]") != "4" {
		t.Errorf("there and back: %v", err)
	}
}
