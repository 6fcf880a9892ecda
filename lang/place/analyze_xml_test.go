package place_test

import (
	"fmt"
	"strings"
	"testing"

	"lcs/lang/place"
)

const envelope = `<?xml version="1.0" encoding="UTF-8"?>
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:l="urn:sun:leads">
  <s:Body>
    <l:CreateLead campaign="{{settings.campaign}}">
      <l:Contact name="{{lead.name}}" email='{{lead.email}}'/>
      <l:Place>{{lead.zip}} {{lead.state}}</l:Place>
      <l:Queue>{{#if callable}}live{{else}}callback{{/if}}</l:Queue>
      {{#if lead.bill.avg is present}}<l:MonthlyBill>{{lead.bill.avg}}</l:MonthlyBill>{{/if}}
    </l:CreateLead>
  </s:Body>
</s:Envelope>
`

const soap = `<?xml version="1.0"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">
  <soap:Header>
    <auth:Credentials xmlns:auth="http://partner.com/auth">
      <auth:Username>{{settings.soap_username}}</auth:Username>
      <auth:Password>{{settings.soap_password}}</auth:Password>
    </auth:Credentials>
  </soap:Header>
  <soap:Body>
    <lead:ValidateRequest xmlns:lead="http://partner.com/leads">
      <lead:Email>{{lead.email}}</lead:Email>
    </lead:ValidateRequest>
  </soap:Body>
</soap:Envelope>`

func TestXMLTemplates(t *testing.T) {
	t.Parallel()
	testTemplates(t, place.XMLFormat, []templateTest{
		{envelope, "an XML attribute; an XML attribute; an XML attribute; XML text; XML text; XML text"},
		{`<a>{{x}}<b><![CDATA[x {{y}}]]></b>&amp;&#160;&#xE9;{{{z}}}</a>`, "XML text; an XML CDATA section; a raw place"},
		{soap, "XML text; XML text; XML text"},
		{`<a/>`, ""},
		{`<!-- c --><?pi x?><!DOCTYPE a SYSTEM "http://x/[a].dtd"><a b = 'c'  d="" ></a > <!-- e -->`, ""},
		{`<é ü="x">ö</é>`, ""},
		{`<a{{#if x}} x="{{x}}"{{/if}}{{#if y}} y="{{y}}"{{/if}}/>`, "an XML attribute; an XML attribute"},
		{`<a{{#if x}} x="1"{{/if}}{{#unless x}} x="2"{{/unless}}/>`, ""},
		{`<a>{{#each xs}}<b i="{{@index}}">{{this}}</b>{{else}}<none/>{{/each}}</a>`, "an XML attribute; XML text"},
		{`{{#if x}}<a>{{y}}</a>{{else}}<b/>{{/if}}`, "XML text"},
		{`<r>{{#if x}}<a>{{/if}}{{y}}{{#if x}}</a>{{/if}}</r>`, "XML text"},
		{`<r>{{#each xs}}{{#if this.a}}<a>{{/if}}{{this.b}}{{#if this.a}}</a>{{/if}}{{/each}}</r>`, "XML text"},
		{`<r>{{#each xs}}{{#if @first}}<list>{{/if}}<i/>{{#if @last}}</list>{{/if}}{{/each}}</r>`, ""},
		{`<a>]]{{x}}]]&gt;</a>`, "XML text"},
		{`<{{#if x}}a{{else}}b{{/if}}/>`, ""},

		{`<a>{{#if x}}<b>{{/if}}</a>`, "LCS4002 [</a] '</a>' cannot stand here: '</b>' must come (x holds)"},
		{`<a>{{#each xs}}<b>{{/each}}</a>`, "LCS4002 [{{#each xs}}<b>{{/each}}] with every item more is open: what an item opens must be closed in the same item"},
		{`<a>{{#each xs}}{{#if @first}}<b>{{/if}}{{/each}}</a>`, "LCS4002 [</a] '</a>' cannot stand here: '</b>' must come (with one item)"},
		{`<a>{{#each xs}}{{#if @first}}<b>{{else}}</b>{{/if}}{{/each}}</a>`, "LCS4002 [</b] '</b>' cannot stand here: '</a>' must come (with several items)"},
		{`{{#each xs}}<a/>{{/each}}`, "LCS4002 [a] a second element cannot stand here: the root element has ended (with several items)"},
		{`{{#if x}}<a/>{{/if}}`, "LCS4002 [] the XML ends too early: the root element must come (x does not hold)"},
		{`<r>{{#each xs}}{{#if this.a}}<a>{{/if}}{{/each}}{{#if this.a}}</a>{{/if}}</r>`, "LCS4002 [{{#each xs}}{{#if this.a}}<a>{{/if}}{{/each}}] with every item more is open: what an item opens must be closed in the same item"},
		{`<r>{{#each xs}}{{#if @first}}{{#if this.c}}<a>{{/if}}{{/if}}{{#if @last}}{{#if this.c}}</a>{{/if}}{{/if}}{{/each}}</r>`,
			"LCS4002 [</a] '</a>' cannot stand here: '</r>' must come (with several items, this.c does not hold, this.c holds)"},
		{`<r>{{#if a}}<x>{{else if b}}<x>{{else}}<y>{{/if}}{{#each xs}}{{#if b}}{{#unless a}}</z>{{/unless}}{{/if}}{{/each}}`,
			"LCS4002 [</z] '</z>' cannot stand here: '</x>' must come (a does not hold, b holds, with one item)"},
		{`<a><b></a></b>`, "LCS4002 [</a] '</a>' cannot stand here: '</b>' must come"},
		{`<a`, "LCS4002 [] the XML ends too early: a name must come after '<'"},
		{`<a>`, "LCS4002 [] the XML ends too early: '</a>' must come"},
		{``, "LCS4002 [] the XML ends too early: the root element must come"},
		{`x<a/>`, "LCS4002 [x] 'x' cannot stand here: the root element must come"},
		{`<a/>{{x}}`, "LCS4002 [{{x}}] a value cannot stand here: the root element has ended"},
		{`<s:a><b/></s:a>`, "LCS4002 [s] no element around 's:a' binds the prefix 's'"},
		{`<a xmlns:s="u"><b s:x="1"/><b t:x="1"/></a>`, "LCS4002 [t] no element around 't:x' binds the prefix 't'"},
		{`<a><b xmlns:s="u"/><s:c/></a>`, "LCS4002 [s] no element around 's:c' binds the prefix 's'"},
		{`<soap:a xmlns:soap="u"><soapp:b c="{{x}}" d="soapp:b">`, "LCS4002 [soapp] no element around 'soapp:b' binds the prefix 'soapp'"},
		{`<a x="1" x="2"/>`, "LCS4002 [x] the attribute 'x' is given twice"},
		{`<a x="1"{{#if y}} x="2"{{/if}}/>`, "LCS4002 [x] the attribute 'x' is given twice (y holds)"},
		{`<a x="1"y="2"/>`, "LCS4002 [y] 'y' cannot stand here: a space, '>' or '/>' must come"},
		{`<a x=1/>`, "LCS4002 [1] '1' cannot stand here: a quote must come"},
		{`<a x/>`, "LCS4002 [/] '/' cannot stand here: '=' must come after the name of an attribute"},
		{`<a x="<"/>`, "LCS4002 [<] '<' cannot stand in an attribute"},
		{`<a:b:c/>`, "LCS4002 [a:b:c] 'a:b:c' is no name: at most one ':' stands inside"},
		{`<a>&nbsp;</a>`, "LCS4002 [&nbsp] XML has no '&nbsp;'"},
		{`<a>AT&T</a>`, "LCS4002 [<] '<' cannot stand here: ';' must come after the name of an entity"},
		{`<a>a & b</a>`, "LCS4002 [ ] a space cannot stand here: ';' must come after the name of an entity"},
		{`<a>&#0;</a>`, "LCS4002 [&#0] XML has no '&#0;'"},
		{`<a>&{{x}};</a>`, "LCS4002 [{{x}}] a value cannot stand here: ';' must come after the name of an entity"},
		{`<a>]]></a>`, "LCS4002 [>] ']]>' cannot stand in text"},
		{"<a>\x01</a>", "LCS4002 [\x01] the character U+0001 cannot stand in XML"},
		{` <?xml version="1.0"?><a/>`, "LCS4002 [<?xml] '<?xml' must come first, before white space too"},
		{`<?xml version="1.0" encoding="ISO-8859-1"?><a/>`, `LCS4002 [ version="1.0" encoding="ISO-8859-1"?] the text is sent as UTF-8, and the XML declaration says otherwise`},
		{`<?xml versio="1.0"?><a/>`, `LCS4002 [ versio="1.0"?] this is no XML declaration`},
		{`<!DOCTYPE a [<!ENTITY b "c">]><a/>`, "LCS4002 [[] '[' cannot stand here: a document type has no declarations here"},
		{`<a><!-- x -- y --></a>`, "LCS4002 [ ] a space cannot stand here: '>' must come after '--' in a comment"},
		{`<a><![cdata[x]]></a>`, "LCS4002 [c] 'c' cannot stand here: '<!--' or '<![CDATA[' is meant"},

		{`<{{x}}/>`, "LCS4005 [{{x}}] a value cannot stand here: names of elements and attributes are written out"},
		{`<a{{x}}/>`, "LCS4005 [{{x}}] a value cannot stand here: names of elements and attributes are written out"},
		{`<a {{x}}="y"/>`, "LCS4005 [{{x}}] a value cannot stand here: names of elements and attributes are written out"},
		{`<a x={{x}}/>`, "LCS4005 [{{x}}] a value cannot stand here: an attribute stands in quotes"},
		{`<a><!-- {{x}} {{y}} --></b>`, "LCS4005 [{{x}}] a value cannot stand here: a comment is written out\n" +
			"LCS4005 [{{y}}] a value cannot stand here: a comment is written out\n" +
			"LCS4002 [</b] '</b>' cannot stand here: '</a>' must come"},
		{`<?pi {{x}}?><a/>`, "LCS4005 [{{x}}] a value cannot stand here: a processing instruction is written out"},
		{`<?xml version="{{x}}"?><a/>`, "LCS4005 [{{x}}] a value cannot stand here: the XML declaration is written out"},
		{`<!DOCTYPE {{x}}><a/>`, "LCS4005 [{{x}}] a value cannot stand here: a document type is written out"},
		{`<a><![CDATA[ ]{{x}}]]></a>`, "LCS4005 [{{x}}] a value cannot stand here: it would touch a ']' in a CDATA section"},
	})
}

// Many optional attributes in one tag are one case more each, not twice as many.
func TestManyOptionalAttributes(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("<a")
	for i := range 40 {
		fmt.Fprintf(&b, `{{#unless x%d}} x%d="{{x%d}}"{{/unless}}`, i, i, i)
	}
	if got := outcome(place.XMLFormat, b.String()+"/>"); strings.Contains(got, "LCS") {
		t.Error(got)
	}
	if got, want := outcome(place.XMLFormat, b.String()+` x5="y"/>`), "LCS4002 [x5] the attribute 'x5' is given twice"; !strings.HasPrefix(got, want) {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTooManyCases(t *testing.T) {
	t.Parallel()
	var open, shut string
	for i := range 9 {
		open += fmt.Sprintf("{{#if x%d}}<a%d>{{/if}}", i, i)
		shut = fmt.Sprintf("{{#if x%d}}</a%d>{{/if}}", i, i) + shut
	}
	if got := outcome(place.XMLFormat, "<r>"+open+shut+"</r>"); !strings.HasPrefix(got, "LCS4009") {
		t.Error(got)
	}
}
