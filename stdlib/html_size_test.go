package stdlib

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"lcs/limits"
)

// sizeOf is what checkHTMLSize counts, and what the parser makes.
func sizeOf(t testing.TB, page string) (counted, elements int) {
	t.Helper()
	p := pageSize{limits: &limits.Limits{}}
	for _, l := range []string{"html-depth=100000", "document-nodes=100000000"} {
		if err := p.limits.Set(l); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.check(page); err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return p.nodes, 0
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			elements++
		}
	}
	return p.nodes, elements
}

// A short page whose tree would fill the memory is refused; it has been 187 MB
// for 29 kB.
func TestPageThatGrows(t *testing.T) {
	t.Parallel()
	var open strings.Builder
	for i := range 400 {
		fmt.Fprintf(&open, "<b class=x%d>", i)
	}
	many := strings.Repeat("<p>x</p>", 3000)
	var blocks strings.Builder // which their ends do not end
	for i := range 300 {
		fmt.Fprintf(&blocks, "<b class=x%d>%s</b>%s", i, strings.Repeat("<div>", 9), strings.Repeat("</div>", 9))
	}
	for _, page := range []string{
		"<p>" + open.String() + "</p>" + many,
		"<p>" + open.String() + "</p>" + strings.Repeat("<p>x", 3000),
		"<p>" + open.String() + "</p><table><td>" + strings.Repeat("</b>", 400) + "</td></table>" + many,
		"<p>" + open.String() + "</p><select>" + strings.Repeat("</b>", 400) + "</select>" + many,
		"<p>" + open.String() + "</p>" + strings.Repeat("</i>", 400) + many,
		"<p>" + blocks.String() + "</p>" + many,
		"<p><math><textarea>" + open.String() + "</p>" + many,
		"<p><math><mi><p></math></p></mi><textarea>" + open.String() + "</p>" + many,
		"<p><svg><![CDATA[><b a=\"]]></svg>" + open.String() + "</p>" + many,
		strings.Repeat("<div>", 100) + open.String() + strings.Repeat("</div>x", 100) + many,
	} {
		if _, err := ParseHTML([]byte(page), nil); err == nil || !strings.Contains(err.Error(), "more than 500,000 nodes; --limit document-nodes=N allows more") {
			t.Errorf("%.30q…%.20q: %v", page, page[len(page)-30:], err)
		}
	}
}

// Pages as they are in life count about as many nodes as they have.
func TestPagesAsTheyAre(t *testing.T) {
	t.Parallel()
	for name, page := range map[string]string{
		"closed":      strings.Repeat("<tr><td><b>a</b></td><td><i><font color=red>b</font></i></td></tr>", 1000),
		"links":       strings.Repeat("<li><a href=x><b>a</b></a> <strong>b</strong>", 1000),
		"around":      "<font face=Arial>" + strings.Repeat("<p><b>a</b></p>", 1000) + "</font>",
		"cells":       "<table>" + strings.Repeat("<tr><td><font size=2><b>a</td></tr>", 1000) + "</table>",
		"never ended": strings.Repeat("<p><b>a", 1000),
	} {
		if counted, elements := sizeOf(t, page); counted > 10*elements {
			t.Errorf("%s: %d counted, %d elements", name, counted, elements)
		}
	}
}

// Whatever a page is made of, the parser makes no more than four times what was
// counted.
func TestPageIsNeverMuchLarger(t *testing.T) {
	t.Parallel()
	words := strings.Fields(`<p> </p> <div> </div> <b> </b> <b class=1> <b class=2> <i> </i> <i class=1> <font> </font> <font size=1> <a> </a> <a href=1>
		<table> </table> <tr> </tr> <td> </td> <caption> <select> <option> </select> <svg> </svg> <foreignObject> <math> </math> <mi> </svg> <g> <title> </title> <style> </style> <script> </script> <![CDATA[ ]]> <template> </template>
		<li> <ul> </ul> <h1> </h1> <button> </button> <nobr> </nobr> <form> </form> <object> </object> <pre> <br> </br> <textarea> </textarea> <frameset> </body> </html> x x x`)
	rapid.Check(t, func(r *rapid.T) {
		var page strings.Builder
		for range rapid.IntRange(1, 12).Draw(r, "parts") {
			part := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 12).Draw(r, "words"), "")
			page.WriteString(strings.Repeat(part, rapid.SampledFrom([]int{1, 1, 2, 9, 40}).Draw(r, "times")))
		}
		if counted, elements := sizeOf(t, page.String()); elements > 4*counted+8 {
			r.Fatalf("%d counted, %d elements: %s", counted, elements, page.String())
		}
	})
}
