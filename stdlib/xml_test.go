package stdlib

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lcs/value"
)

func TestDocumentsThatAreRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, xml, want string }{
		{"nothing", "", "no element"},
		{"a comment only", "<!-- x -->", "no element"},
		{"text only", "OK", "outside of the root"},
		{"two roots", "<a/><b/>", "second root"},
		{"text behind", "<a/>x", "outside of the root"},
		{"not closed", "<a><b></b>", "ends within <a>"},
		{"wrongly closed", "<a><b></a></b>", "</a> ends no element that is open"},
		{"a tag that ends early", "<a><b", "malformed in line 1"},
		{"an entity bomb", `<!DOCTYPE a [<!ENTITY x "xx"><!ENTITY y "&x;&x;">]><a>&y;</a>`, "<!DOCTYPE"},
		{"an unknown entity", "<a>&nbsp;</a>", "malformed in line 1"},
		{"a fetched document type", `<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>`, "<!DOCTYPE"},
		{"too deep", strings.Repeat("<a>", 300), "deeper than 200"},
		{"too many", "<a>" + strings.Repeat("<b/>", 500_001) + "</a>", "more than 500,000 nodes"},
		{"too large", "<a>" + strings.Repeat("x", 11<<20) + "</a>", "larger than 10MB"},
		{"an encoding that nobody has", `<?xml version="1.0" encoding="klingon"?><a/>`, "cannot be read"},
		{"NUL", "<a>\x00</a>", "malformed"},
		{"JSON", `{"a": 1}`, "outside of the root"},
	} {
		if _, err := ParseXML([]byte(c.xml), nil, nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

func TestDocumentsThatAreRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, xml, path, want string }{
		{"a byte order mark", "\ufeff<?xml version='1.0'?><a>1</a>", "/a", "1"},
		{"space around", " \r\n<a>1</a>\n", "/a", "1"},
		{"CDATA", "<a>x<![CDATA[<b>&]]>y</a>", "/a/text()", "x<b>&y"},
		{"entities", "<a>&lt;&amp;&#x41;&#66;</a>", "/a", "<&AB"},
		{"Latin-1", "<?xml version='1.0' encoding='ISO-8859-1'?><a>caf\xe9</a>", "/a", "café"},
		{"white space", "<a> <b> x </b> </a>", "/a", "  x  "},
		{"an instruction", "<a><?php echo?>1</a>", "/a", "1"},
	} {
		d, err := ParseXML([]byte(c.xml), nil, nil)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := call(t, "xpath", d, c.path); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

const soap = `<?xml version="1.0"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:x="urn:x">
  <soap:Body>
    <Lead xmlns="urn:lead" x:kind="new"><Id>1</Id><Note/><x:Id>2</x:Id></Lead>
    <Lead xmlns="urn:lead"><Id>3</Id><Id>4</Id></Lead>
  </soap:Body>
</soap:Envelope>`

func TestNamesAndNamespaces(t *testing.T) {
	t.Parallel()
	namespaces := map[string]string{"l": "urn:lead", "other": "urn:x", "s": "http://schemas.xmlsoap.org/soap/envelope/"}
	for _, c := range []struct {
		path string
		want []any
	}{
		{"//Id", []any{"1", "2", "3", "4"}},
		{"//Lead[1]/Id", []any{"1", "2"}},
		{"//Id[1]", []any{"1", "3"}},
		{"//Lead/Id[last()]", []any{"2", "4"}},
		{"(//Id)[2]", []any{"2"}},
		{"//Lead/@kind", []any{"new"}},
		{"//l:Id", []any{"1", "3", "4"}},
		{"//other:Id", []any{"2"}},
		{"//s:Body/l:Lead[2]/l:Id[1]", []any{"3"}},
		{"//x:Id", []any{"2"}}, // the document's own prefix
		{"//soap:Body/Lead[2]/Id[2]", []any{"4"}},
		{"//nobody:Id", []any{}},
		{"//*[name()='x:Id']", []any{"2"}},
		{"//*[local-name()='Id'][1]", []any{"1", "3"}},
		{"//Id[name()='x:Id']", []any{"2"}},
		{"//*[local-name()='Id' and namespace-uri()='urn:x']", []any{"2"}},
		{"name(//Body)", []any{"soap:Body"}},
		{"count(//x:Id) + count(//l:Id)", []any{"4"}},
		{"//Note", []any{""}},
		{"//@xmlns", []any{}},
	} {
		d, err := ParseXML([]byte(soap), namespaces, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := callErr(t, "xpath_all", d, c.path)
		if err != nil || !cmp.Equal(got, any(c.want)) {
			t.Errorf("%s: %v, %v, want %v", c.path, got, err, c.want)
		}
	}
}

func TestXPathFunctions(t *testing.T) {
	t.Parallel()
	d, err := ParseXML([]byte(`<r><p n="1.50">x</p><p n="abc">y</p><b>true</b></r>`), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		function, path string
		want           string // JSON
	}{
		{"xpath", "//p", `"x"`}, {"xpath", "//p/@n", `"1.50"`}, {"xpath", "//q", `null`}, {"xpath", "count(//p)", `"2"`}, {"xpath", "1 div 3", `"0.3333333333333333"`},
		{"xpath", "//b = 'true'", `"true"`}, {"xpath", "1 div 0", `"Infinity"`}, {"xpath", "string(//q)", `""`},
		{"xpath_all", "//p", `["x","y"]`}, {"xpath_all", "//q", `[]`}, {"xpath_all", "count(//p)", `["2"]`},
		{"xpath_number", "count(//p)", `2`}, {"xpath_number", "//p/@n", `1.50`}, {"xpath_number", "//p[2]/@n", `null`}, {"xpath_number", "//q", `null`},
		{"xpath_test", "//p", `true`}, {"xpath_test", "//q", `false`}, {"xpath_test", "count(//p) > 2", `false`},
	} {
		got, err := value.AppendJSON(nil, call(t, c.function, d, c.path))
		if err != nil || string(got) != c.want {
			t.Errorf("%s(%s) is %s, %v, want %s", c.function, c.path, got, err, c.want)
		}
	}
	parts := call(t, "xpath_nodes", d, "//p").([]any)
	if len(parts) != 2 || call(t, "xpath", parts[1], "@n") != "abc" || value.Text(parts[1]) != "y" || call(t, "xpath", parts[1], "/r/b") != "true" {
		t.Errorf("the parts of the document: %v", parts)
	}
	if _, err := callErr(t, "xpath_nodes", d, "count(//p)"); err == nil {
		t.Error("a number is no list of nodes")
	}
}

func TestMistakesInXPaths(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ path, message, at, meant string }{
		{"", "empty", "", ""},
		{"//Status/", "ends after '/'", "/", ""},
		{"//Status[", "ends after '['", "[", ""},
		{"//Status]", "closes nothing", "]", ""},
		{"//Status)", "closes nothing", ")", ""},
		{"(//Status", "never closed", "(", ""},
		{"//a[@b='x]", "never closed", "'x]", ""},
		{"cuont(//a)", "no function 'cuont'", "cuont", "count"},
		{"count()", "takes one argument", "count", ""},
		{"concat('a')", "at least 2", "concat", ""},
		{"count('a')", "takes nodes", "'a'", ""},
		{"chidl::a", "no axis 'chidl'", "chidl", "child"},
		{"//a b", "cannot follow", "b", ""},
		{"//a[1]b", "cannot follow", "b", ""},
		{"$x", "variables", "$", ""},
		{"//a and", "ends after 'and'", "and", ""},
		{"//a#b", "'#' has no meaning", "#", ""},
		{"...", "cannot follow", ".", ""},
		{strings.Repeat("(", 5000) + "1" + strings.Repeat(")", 5000), "", "", ""},
	} {
		bad := checkXPath(c.path)
		if bad == nil {
			t.Errorf("%.30s: is taken", c.path)
			continue
		}
		if !strings.Contains(bad.Message, c.message) || c.at != "" && c.path[bad.Start:bad.End] != c.at || bad.Meant != c.meant {
			t.Errorf("%.30s: %q at %q, meant %q", c.path, bad.Message, c.path[bad.Start:bad.End], bad.Meant)
		}
	}
}

// XPaths that make the engine panic are errors.
func TestXPathsThatFail(t *testing.T) {
	t.Parallel()
	d, err := ParseXML([]byte("<a><b>1</b></a>"), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"starts-with(1, 2)", "sum(//b = 1)", "contains(1, true())", "substring('a', 'b')", "matches('a', '(')", "string-join(1, 2)",
		"(1)/b", "1/b", "//b[1 to 2]", "reverse(1)", "-'a'", "'a'[1]", "1[1]", "count(//b)[1]", "not(1)/a", "string(//b)/c", "replace('a','(','b')"} {
		if v, err := callErr(t, "xpath", d, path); err == nil {
			t.Logf("%s is %v", path, v)
		}
	}
	huge := "<r>" + strings.Repeat("<e>x</e>", 20_000) + "</r>"
	d, err = ParseXML([]byte(huge), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := callErr(t, "xpath", d, "//e[count(preceding::e) = count(following::e)]"); err == nil || !strings.Contains(err.Error(), "too long") {
		t.Errorf("a quadratic XPath: %v", err)
	}
}

func TestSOAPFaults(t *testing.T) {
	t.Parallel()
	const envelope = `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>%</s:Body></s:Envelope>`
	for _, c := range []struct{ body, want string }{
		{`<s:Fault><faultcode>s:Server</faultcode><faultstring> locked </faultstring><detail><x>1</x></detail></s:Fault>`,
			`{"code":"s:Server","message":"locked","detail":"1"}`},
		{`<s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text xml:lang="en">no such lead</s:Text></s:Reason></s:Fault>`,
			`{"code":"s:Sender","message":"no such lead","detail":""}`},
		{`<Answer><Fault>none</Fault></Answer>`, `null`},
		{`<Answer/>`, `null`},
	} {
		d, err := ParseXML([]byte(strings.Replace(envelope, "%", c.body, 1)), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := value.AppendJSON(nil, call(t, "soap_fault", d))
		if string(got) != c.want {
			t.Errorf("%s is %s, want %s", c.body, got, c.want)
		}
	}
}

func FuzzXPath(f *testing.F) {
	f.Add("<a x='1'><b>1</b><b/></a>", "//b[1]/@x | count(//b)")
	f.Add(soap, "//soap:Body/Lead[last()]/Id[name()='x:Id']")
	f.Add("<a/>", "processing-instruction('x')")
	f.Fuzz(func(t *testing.T, document, path string) {
		if len(document) > 4000 || len(path) > 200 {
			return
		}
		bad := checkXPath(path)
		if bad != nil && (bad.Start < 0 || bad.End < bad.Start || bad.End > len(path)) {
			t.Fatalf("the complaint about %q stands at %d to %d", path, bad.Start, bad.End)
		}
		d, err := ParseXML([]byte(document), map[string]string{"a": "urn:a"}, nil)
		if err != nil || bad != nil {
			return
		}
		for _, function := range []string{"xpath", "xpath_all", "xpath_number", "xpath_test", "xpath_nodes"} {
			_, _ = callErr(t, function, d, path)
		}
		_ = SOAPFault(d)
		again, err := ParseXML([]byte(d.node.markup()), nil, nil)
		if err != nil && !strings.Contains(d.node.markup(), ":") {
			t.Fatalf("what was written cannot be read: %v\n%s", err, d.node.markup())
		}
		if err == nil && again.node.text() != d.node.text() {
			t.Fatalf("the text changed from %q to %q", d.node.text(), again.node.text())
		}
	})
}
