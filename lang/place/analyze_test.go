package place_test

import (
	"strings"
	"testing"

	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/place"
)

// outcome writes an analysis down: the places of the holes in order, or the
// errors with the text they point at.
func outcome(format place.Format, src string, options ...place.Option) string {
	parts := split(src)
	places, list := place.Analyze(format, parts, options...)
	if len(list) == 0 {
		var names []string
		forEachHole(parts, func(h *ast.HolePart) { names = append(names, places[h].String()) })
		return strings.Join(names, "; ")
	}
	var lines []string
	for _, d := range list {
		lines = append(lines, string(d.Code)+" ["+d.Span.Text()+"] "+d.Message)
	}
	return strings.Join(lines, "\n")
}

func forEachHole(parts []ast.Part, f func(*ast.HolePart)) {
	for p := range ast.AllParts(parts) {
		if hole, ok := p.(*ast.HolePart); ok {
			f(hole)
		}
	}
}

type templateTest struct{ src, want string }

func testTemplates(t *testing.T, format place.Format, tests []templateTest, options ...place.Option) {
	t.Helper()
	for _, test := range tests {
		if got := outcome(format, test.src, options...); got != test.want {
			t.Errorf("%s\n got %s\nwant %s", test.src, got, test.want)
		}
	}
}

// The batch template of the guide that the language began with.
const batchBody = `{
  "batch_id": "{{batch.id}}",
  "leads": [
    {{#each batch.leads}}
    {
      "id": "{{this.id}}",
      "email": "{{this.email}}",
      "phone": "{{this.phone}}"
    }{{#unless @last}},{{/unless}}
    {{/each}}
  ]
}`

func TestJSONTemplates(t *testing.T) {
	t.Parallel()
	testTemplates(t, place.JSONFormat, []templateTest{
		{`{"a": {{a}}, "b": "x {{b}} {{c}}", "{{d}}": [{{e}}, 1, -0.5e+3, true, null]}`,
			"a JSON value; a JSON string; a JSON string; a JSON key; a JSON value"},
		{batchBody, "a JSON string; a JSON string; a JSON string; a JSON string"},
		{`{{a}}`, "a JSON value"},
		{` 12.5 `, ""},
		{`"\u00e9\n\"{{a}}"`, "a JSON string"},
		{`{{{a}}}`, "a raw place"},
		{`[{{#each xs}}{{this}}{{#unless @last}},{{/unless}}{{/each}}]`, "a JSON value"},
		{`[{{#each xs}}{{#if not @first}},{{/if}}{{this}}{{/each}}]`, "a JSON value"},
		{`[{{#each xs}}{{#if @index > 0}},{{/if}}{{this}}{{/each}}]`, "a JSON value"},
		{`[0{{#each xs}},{{this}}{{/each}}]`, "a JSON value"},
		{`{"a": {{#each xs}}{{#if @first}}{{this}}{{/if}}{{else}}null{{/each}}}`, "a JSON value"},
		{`{"a": {{#if x}}{{y}}{{else if z}}1{{else}}"{{w}}"{{/if}}}`, "a JSON value; a JSON string"},
		{`{"a":1 {{#if x}},"x":{{x}}{{/if}}{{#if y}},"y":"{{y}}"{{/if}}}`, "a JSON value; a JSON string"},
		{`[{{#each xs}}[{{#each this.ys}}{{this}}{{#unless @last}},{{/unless}}{{/each}}]{{#unless @last}},{{/unless}}{{/each}}]`, "a JSON value"},
		{`{{#if x}}[{{/if}}{{a}}{{#if x}}]{{/if}}`, "a JSON value"},
		{`{{#if a}}{{#if a and b}}[{{/if}}{{x}}{{#if b}}]{{/if}}{{else}}1{{/if}}`, "a JSON value"},
		{`{{#if x and y}}[{{/if}}{{a}}{{#if (x and y)}}]{{/if}}`, "a JSON value"},

		{`[{{#each xs}}{{this}},{{/each}}]`, "LCS4001 []] ']' cannot stand here: a value must come (with one item)"},
		{`[{{#each xs}}{{this}}{{/each}}]`, "LCS4001 [{{this}}] a value cannot stand here: ',' or ']' must come (with several items)"},
		{`{ {{#if a}}"a": 1,{{/if}} {{#if b}}"b": 2{{/if}} }`, "LCS4001 [}] '}' cannot stand here: a key must come (a holds, b does not hold)"},
		{`{{#each xs}}{{this}}{{/each}}`, "LCS4001 [{{this}}] a value cannot stand here: the JSON has ended (with several items)"},
		{`{{#each xs}}1{{#unless @last}}{{a}}{{/unless}}{{/each}}`, "LCS4001 [{{a}}] a value cannot stand here: the JSON has ended (with several items)"},
		{`{{#each xs}}{{#if @first}}1{{/if}}{{/each}}`, "LCS4001 [] the JSON ends too early: a value must come (with no items)"},
		{`[{{#each xs}}[{{/each}}{{#each xs}}]{{/each}}]`, "LCS4001 [{{#each xs}}[{{/each}}] with every item more is open: what an item opens must be closed in the same item"},
		{`[{{#each xs}}{{#if @index > 1}},{{/if}}{{this}}{{/each}}]`, "LCS4001 [{{this}}] a value cannot stand here: ',' or ']' must come (with several items, @index > 1 does not hold)"},
		{`{"a": {{#if x}}1{{/if}}}`, "LCS4001 [}] '}' cannot stand here: a value must come (x does not hold)"},
		{`{"a": {{#unless x}}1{{/unless}}}`, "LCS4001 [}] '}' cannot stand here: a value must come (x holds)"},
		{`{"a": {{a}}5}`, "LCS4001 [5] '5' cannot stand here: ',' or '}' must come"},
		{`{"a": 5{{a}}}`, "LCS4001 [{{a}}] a value cannot stand here: ',' or '}' must come"},
		{`{"a": tru{{a}}}`, "LCS4001 [{{a}}] a value cannot stand here: 'e' must come"},
		{`{"a": "\{{a}}"}`, `LCS4001 [{{a}}] a value cannot stand here: one of " \ / b f n r t u must come after '\'`},
		{`{"a": "\u00{{a}}"}`, `LCS4001 [{{a}}] a value cannot stand here: four hexadecimal digits must come after '\u'`},
		{`{ {{a}}: 1}`, "LCS4001 [{{a}}] a value cannot stand here: a key or '}' must come"},
		{"{\"a\": \"x\ny\"}", "LCS4001 [\n] a line break cannot stand in a JSON string"},
		{`{'a': 1}`, "LCS4001 ['] ''' cannot stand here: a key or '}' must come"},
		{`{"a": é}`, "LCS4001 [é] 'é' cannot stand here: a value must come"},
		{`[1, 2`, "LCS4001 [] the JSON ends too early: ',' or ']' must come"},
		{`[01]`, "LCS4001 [1] '1' cannot stand here: ',' or ']' must come"},
		{`[1}`, "LCS4001 [}] '}' cannot stand here: ',' or ']' must come"},
		{``, "LCS4001 [] the JSON ends too early: a value must come"},
		{`{{#if f(x)}}[{{/if}}{{a}}{{#if f(x)}}]{{/if}}`, "LCS4001 []] ']' cannot stand here: the JSON has ended (f(x) does not hold, f(x) holds)"},
		{`{{#if x}}"{{/if}}{{a}}{{#if x}}"{{/if}}`, "LCS4008 [{{a}}] this value would stand in a JSON string or in a JSON value, as the case may be (x does not hold)"},
	})
}

func TestURLTemplates(t *testing.T) {
	t.Parallel()
	trusted := place.TrustHost(func(x ast.Expr) bool { return strings.HasPrefix(x.Span().Text(), "settings.") })
	testTemplates(t, place.URLFormat, []templateTest{
		{`https://a.com/x/{{a}}/y?b={{b}}&{{c}}={{d}}#{{e}}`,
			"the path of a URL; a query value; a query name; a query value; the fragment of a URL"},
		{`{{settings.url}}`, "a URL"},
		{`{{settings.url}}/v1/{{a}}`, "the beginning of a URL; the path of a URL"},
		{`{{#if x}}{{settings.a}}{{else}}https://b.com{{/if}}/v1/{{a}}`, "the beginning of a URL; the path of a URL"},
		{`https://{{settings.region}}.a.com:{{settings.port}}/?x={{a}}`, "the host of a URL; the port of a URL; a query value"},
		{`HTTPS://a.com`, ""},
		{`http://[::1]:8080/`, ""},
		{`https://a.com/{{#each xs}}{{this}}/{{/each}}`, "the path of a URL"},
		{`https://a.com/?x=1{{#if y}}&y={{y}}{{/if}}&z[0]={{z}}`, "a query value; a query value"},
		{`https://a.com/{{{a}}}`, "a raw place"},

		{`{{a}}`, "LCS4006 [{{a}}] this value would be a URL, and so choose who is called"},
		{`{{a}}/x/{{b}}`, "LCS4006 [{{a}}] this value would be the beginning of a URL, and so choose who is called"},
		{`https://{{a}}.b.com:{{c}}/`, "LCS4006 [{{a}}] this value would be the host of a URL, and so choose who is called\n" +
			"LCS4006 [{{c}}] this value would be the port of a URL, and so choose who is called"},
		{`https://{{{settings.a}}}/`, "LCS4006 [{{{settings.a}}}] a raw value cannot be the host of a URL"},
		{`{{settings.a}}.evil.com`, "LCS4003 [.] '.' cannot stand here: '/', '?' or '#' must come after the value that the URL begins with"},
		{`{{settings.a}}{{b}}`, "LCS4003 [{{b}}] a value cannot stand here: '/', '?' or '#' must come after the value that the URL begins with"},
		{`ftp://a.com`, "LCS4003 [f] 'f' cannot stand here: a URL begins with https:// or http://"},
		{`/x`, "LCS4003 [/] '/' cannot stand here: a URL begins with https:// or http://"},
		{`http{{a}}://b`, "LCS4005 [{{a}}] a value cannot stand here: the scheme of a URL is written out"},
		{`https:///x`, "LCS4003 [/] '/' cannot stand here: a host must come"},
		{`https://`, "LCS4003 [] the URL ends too early: a host must come"},
		{`https://a b.com`, "LCS4003 [ ] a space cannot stand here: a host is written in letters, digits, '-' and '.'"},
		{`https://me:pw@a.com`, "LCS4003 [p] 'p' cannot stand here: the digits of a port must come"},
		{`https://a.com:99999/b`, "LCS4003 [9] '9' cannot stand here: a port goes up to 65535"},
		{`https://[::1]:065536`, "LCS4003 [6] '6' cannot stand here: a port goes up to 65535"},
		{`https://me@a.com`, "LCS4003 [@] '@' cannot stand here: a host has no user name"},
		{`https://a.com/x y`, "LCS4003 [ ] a space cannot stand in a URL"},
		{`https://a.com/ü`, "LCS4003 [ü] 'ü' cannot stand in a URL"},
		{`https://a.com/%2{{a}}`, "LCS4003 [{{a}}] a value cannot stand here: two hexadecimal digits must come after '%'"},
		{`https://a.com/%zz`, "LCS4003 [z] 'z' cannot stand here: two hexadecimal digits must come after '%'"},
		{``, "LCS4003 [] a URL begins with https:// or http://"},
	}, trusted)
	testTemplates(t, place.PathFormat, []templateTest{
		{`/v2/leads/{{lead.state}}/validate`, "the path of a URL"},
		{`{{a}}?x={{b}}`, "the path of a URL; a query value"},
		{``, ""},
		{`https://a.com/x`, "LCS4003 [h] a whole URL cannot follow a service: its base comes first"},
	})
}

func TestFormHeaderAndText(t *testing.T) {
	t.Parallel()
	testTemplates(t, place.FormFormat, []templateTest{
		{`a={{a}}&{{b}}=x+{{c}}{{#if d}}&d={{d}}{{/if}}`, "a form value; a form name; a form value; a form value"},
		{`a=x y`, "LCS4004 [ ] a space cannot stand in a form"},
		{`a=%4`, "LCS4004 [] the form ends too early: two hexadecimal digits must come after '%'"},
	})
	testTemplates(t, place.HeaderFormat, []templateTest{
		{`Bearer {{a}}`, "a header"},
		{"a\n{{a}}", "LCS4007 [\n] a line break cannot stand in a header"},
		{`{{{a}}}`, "LCS4010 [{{{a}}}] a raw value cannot stand in a header"},
	})
	testTemplates(t, place.TextFormat, []templateTest{
		{"any {{a}}\n{{{b}}}", "plain text; a raw place"},
	})
}

// The span of a fault is found in the source although the text was decoded.
func TestSpanInDecodedText(t *testing.T) {
	t.Parallel()
	source := "\n      {\n        \"a\": {{x}}\n        5\n      }\n"
	file := diag.NewFile("t", source)
	hole := strings.Index(source, "{{x}}")
	parts := []ast.Part{
		&ast.TextPart{Base: ast.Base{Place: file.At(0, hole)}, Text: "{\n  \"a\": "},
		&ast.HolePart{Base: ast.Base{Place: file.At(hole, hole+5)}, X: &ast.Ident{Base: ast.Base{Place: file.At(hole+2, hole+3)}, Name: "x"}},
		&ast.TextPart{Base: ast.Base{Place: file.At(hole+5, len(source))}, Text: "\n  5\n}"},
	}
	_, list := place.Analyze(place.JSONFormat, parts)
	if len(list) != 1 || int(list[0].Span.Start) != strings.Index(source, "5") || list[0].Span.Text() != "5" {
		t.Fatalf("got %v at %q", list[0], list[0].Span.Text())
	}

	quoted := `[\n\"\u00e9\"x]`
	file = diag.NewFile("t", quoted)
	_, list = place.Analyze(place.JSONFormat, []ast.Part{
		&ast.TextPart{Base: ast.Base{Place: file.At(0, len(quoted))}, Text: "[\n\"é\"x]"},
	})
	if len(list) != 1 || int(list[0].Span.Start) != strings.Index(quoted, "x") {
		t.Fatalf("got %v at %q", list[0], list[0].Span.Text())
	}
}

// Templates that would take forever when every way through them were walked.
func TestManyWays(t *testing.T) {
	t.Parallel()
	nested := func(n int, open, shut, core string) string {
		return strings.Repeat(open, n) + core + strings.Repeat(shut, n)
	}
	for name, test := range map[string]struct {
		format place.Format
		src    string
		want   string // the beginning of the outcome
	}{
		"loops in loops": {place.JSONFormat,
			nested(40, `[{{#each xs}}{{#if not @first}},{{/if}}`, `{{/each}}]`, "{{x}}"), "a JSON value"},
		"loops in loops, a comma missing": {place.JSONFormat,
			nested(40, `[{{#each xs}}`, `{{/each}}]`, "{{x}}"), "LCS4001"},
		"a thousand optional members": {place.JSONFormat,
			`{"a":1` + strings.Repeat(`{{#if x}},"b":1{{/if}}`, 1000) + `}`, ""},
		"a thousand optional digits": {place.JSONFormat,
			`[` + strings.Repeat(`{{#if f(x)}}1{{/if}}`, 1000) + `]`, ""},
		"a thousand optional values": {place.JSONFormat,
			`[` + strings.Repeat(`{{#if f(x)}}{{x}}{{/if}}`, 1000) + `]`, "LCS4001"},
		"ifs in ifs": {place.XMLFormat,
			"<a>" + nested(200, `{{#if f(x)}}<b/>`, `{{/if}}`, "{{x}}") + "</a>", "XML text"},
		"elements that stay open": {place.XMLFormat,
			strings.Repeat(`{{#if f(x)}}<a>{{/if}}`, 300), "LCS4009"},
		"loops that open and close at random": {place.XMLFormat,
			"<r>" + strings.Repeat(`{{#each xs}}{{#if f(x)}}<a>{{else}}</a>{{/if}}{{/each}}`, 50) + "</r>", "LCS4002"},
		"a megabyte": {place.JSONFormat, `["` + strings.Repeat("x", 1<<20) + `",` + strings.Repeat("[", 900), "LCS4001"},
		"too deep":   {place.JSONFormat, strings.Repeat("[", 100_000), "LCS4001 [[] more than 1,000 brackets are open here"},
		"too deep, in XML": {place.XMLFormat, strings.Repeat("<a>", 100_000),
			"LCS4002 [a] more than 200 elements are open here"},
		"many attributes": {place.XMLFormat, "<a" + strings.Repeat(` x=""`, 2), "LCS4002 [x] the attribute 'x' is given twice"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := outcome(test.format, test.src)
			if !strings.HasPrefix(got, test.want) || test.want == "" && strings.HasPrefix(got, "LCS") {
				t.Errorf("got %.200s", got)
			}
		})
	}
}

// The same template always gives the same message.
func TestSameMessageEveryTime(t *testing.T) {
	t.Parallel()
	src := `{ {{#if a}}"a":1{{#if b}},{{/if}}{{/if}}{{#each xs}}"x":{{#if c}}2{{/if}}{{/each}} }`
	want := outcome(place.JSONFormat, src)
	for range 50 {
		if got := outcome(place.JSONFormat, src); got != want {
			t.Fatalf("%s\n%s", want, got)
		}
	}
}

func BenchmarkAnalyze(b *testing.B) {
	for _, bench := range []struct {
		name   string
		format place.Format
		src    string
	}{
		{"batch", place.JSONFormat, batchBody},
		{"soap", place.XMLFormat, envelope},
		{"url", place.PathFormat, `/v2/leads/{{lead.state}}/validate?source={{a}}`},
		{"text", place.JSONFormat, `["` + strings.Repeat("some text ", 10_000) + `"]`},
	} {
		b.Run(bench.name, func(b *testing.B) {
			parts := split(bench.src)
			b.SetBytes(int64(len(bench.src)))
			b.ReportAllocs()
			for b.Loop() {
				place.Analyze(bench.format, parts)
			}
		})
	}
}
