package check

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

// Values that a text seems to have and has not: {lead.id} with one brace, and
// {{lead.id}} between single quotes. They would be sent as they are written.

// oneBrace and twoBraces find a name of the script in braces; the first group is
// its first word.
var (
	oneBrace  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\$?\{ *([A-Za-z_]\w*)(?:\.\w+)+ *\}`) })
	twoBraces = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{\{[ #]*(?:if |unless |each )?([A-Za-z_]\w*)`) })
)

// withBraces runs f over texts that are not sent, such as one that a value is
// compared with, or that have braces of their own.
func (c *checker) withBraces(f func()) {
	outer := c.in.braces
	c.in.braces = true
	f()
	c.in.braces = outer
}

// unfilled warns of them in a text.
func (c *checker) unfilled(t *ast.Text) {
	if t.Quote == ast.Bare || c.in.test || c.in.braces || c.judging || !strings.Contains(t.Span().Text(), "{") {
		return
	}
	if t.Quote != ast.Single {
		for p := range ast.AllParts(t.Parts) {
			if plain, ok := p.(*ast.TextPart); ok {
				c.unfilledText(plain)
			}
		}
		return
	}
	text, _ := t.Literal()
	holes := 0
	for _, at := range twoBraces().FindAllStringSubmatchIndex(text, -1) {
		if c.isName(text[at[2]:at[3]]) {
			holes++
		}
	}
	if holes == 0 {
		return
	}
	d := c.add(diag.New(diag.UnfilledHole, t.Span(), "a text in single quotes has no holes: this is sent as it is written"))
	d.Help = `texts with holes stand in double quotes`
	if written := t.Span().Text(); len(written) > 1 && holes == strings.Count(text, "{{")-strings.Count(text, "{{/") && !strings.ContainsAny(written, `"\\`) {
		inside := written[1 : len(written)-1]
		d.Fixes = append(d.Fixes, fixText("write double quotes", t.Span(), `"`+inside+`"`))
	}
}

func (c *checker) unfilledText(p *ast.TextPart) {
	written := p.Span().Text()
	for _, at := range oneBrace().FindAllStringSubmatchIndex(written, -1) {
		if !c.isName(written[at[2]:at[3]]) || at[0] > 0 && strings.IndexByte(`{\`, written[at[0]-1]) >= 0 ||
			strings.HasPrefix(written[at[1]:], "}") { // which is an error of its own
			continue
		}
		span := p.Span()
		span.Start, span.End = span.Start+int32(at[0]), span.Start+int32(at[1])
		value := "{" + strings.TrimPrefix(written[at[0]:at[1]], "$") + "}"
		d := c.add(diag.New(diag.UnfilledHole, span, "a value stands in two braces: this is sent as it is written"))
		suggestAt(d, span, value)
	}
}

// isName reports whether an expression could begin with a name here.
func (c *checker) isName(name string) bool {
	return c.scope.find(name) != nil || slices.Contains(everywhereNames, name) ||
		c.module.steps[name] != nil || c.module.values[name] != nil
}
