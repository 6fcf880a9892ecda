package stdlib

import (
	"errors"
	"fmt"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"lcs/lang/types"
	"lcs/limits"
	"lcs/value"
)

// ParseHTML reads a page as browsers do: any text is one.
func ParseHTML(data []byte, most *limits.Limits) (*Document, error) {
	if len(data) > most.Of(limits.DocumentSize) {
		return nil, most.Exceeded(limits.DocumentSize, "the page is larger than %s")
	}
	if err := (&pageSize{limits: most}).check(string(data)); err != nil {
		return nil, err
	}
	root, err := html.Parse(strings.NewReader(string(data)))
	switch {
	case err == nil:
	case strings.Contains(err.Error(), "open stack of elements exceeds"): // which is fixed, and has no type
		return nil, errors.New("the page is nested deeper than 512 elements")
	default:
		return nil, fmt.Errorf("the HTML cannot be read: %v", err)
	}
	return &Document{Format: "html", html: root, source: string(data)}, nil
}

// cssSelector is a selector, with the attribute to read in place of the text:
// `a.next @href`.
type cssSelector struct {
	match     cascadia.SelectorGroup
	attribute string
}

func compileCSS(source string) (c cssSelector, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("this is no CSS selector: %v", r)
		}
	}()
	if len(source) > maxXPath {
		return c, errors.New("a selector may have at most 8 kB")
	}
	selector, attribute := source, ""
	if i := strings.LastIndex(source, " @"); i > 0 {
		selector, attribute = source[:i], strings.ToLower(strings.TrimSpace(source[i+2:]))
		if attribute == "" || strings.ContainsAny(attribute, " []()") {
			return c, fmt.Errorf("'%s' names no attribute", source[i+1:])
		}
	}
	group, err := cascadia.ParseGroup(selector)
	if err != nil {
		return c, fmt.Errorf("this is no CSS selector: %v", err)
	}
	return cssSelector{match: group, attribute: attribute}, nil
}

func checkCSS(source string) *types.LiteralError {
	if _, err := compileCSS(source); err != nil {
		return &types.LiteralError{End: len(source), Message: err.Error()}
	}
	return nil
}

// texts returns what the selector finds; without all, at most one.
func (c cssSelector) texts(root *html.Node, all bool) []any {
	found := []any{}
	nodes := cascadia.QueryAll(root, c.match)
	for _, n := range nodes {
		if text, ok := c.read(n); ok {
			if found = append(found, text); !all {
				break
			}
		}
	}
	return found
}

func (c cssSelector) read(n *html.Node) (string, bool) {
	if c.attribute == "" {
		var b strings.Builder
		visibleText(n, &b)
		return strings.Join(strings.Fields(b.String()), " "), true
	}
	for _, a := range n.Attr {
		if a.Key == c.attribute {
			return a.Val, true
		}
	}
	return "", false
}

// visibleText collects the text that a reader would see.
func visibleText(n *html.Node, b *strings.Builder) {
	switch {
	case n.Type == html.TextNode:
		b.WriteString(n.Data)
	case n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style") && n.Parent != nil && b.Len() > 0:
		return
	case n.Data == "br" || n.Data == "p" || n.Data == "div" || n.Data == "tr" || n.Data == "td" || n.Data == "li":
		b.WriteByte(' ')
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		visibleText(c, b)
	}
}

func htmlFunctions() []*Function {
	selector := param("selector", textType, `the CSS selector, "p.status"; " @href" after it reads an attribute`)
	selector.Check = checkCSS
	both := func(result types.Type, params ...types.Param) []types.Signature {
		return []types.Signature{
			signature(result, append([]types.Param{param("page", htmlType, "the page")}, params...)...),
			signature(result, append([]types.Param{param("text", textType, "HTML as text")}, params...)...),
		}
	}
	const example = `"<p class=status>Accepted <b>12</b></p><a href=/next>more</a>"`
	return []*Function{
		{
			Func: describe("css", "The text of the first element that a CSS selector finds, with single spaces; or one of its attributes. It is "+
				"missing when the selector finds none.", both(textType.Optional(), selector)...),
			Examples: []Example{
				{Source: `css(` + example + `, "p.status")`, Result: `"Accepted 12"`},
				{Source: `css(` + example + `, "a @href")`, Result: `"/next"`},
				{Source: `css(` + example + `, "table")`, Result: `null`},
			},
			Call: onCSS(false),
		},
		{
			Func:     describe("css_all", "The texts, or an attribute, of all elements that a CSS selector finds.", both(types.ListOf(textType), selector)...),
			Examples: []Example{{Source: `css_all("<li>one<li>two", "li")`, Result: `["one","two"]`}},
			Call:     onCSS(true),
		},
		{
			Func:     describe("parse_html", "The page that a text is.", signature(htmlType, param("text", textType, "the HTML"))),
			Examples: []Example{{Source: `parse_html("<h1>Hi</h1>").css("h1")`, Result: `"Hi"`}},
			Call:     func(cx *Context, args []any) (any, error) { return htmlDocument(cx, args) },
		},
	}
}

func htmlDocument(cx *Context, args []any) (*Document, error) {
	switch v := value.Basic(argument(args, 0)).(type) {
	case *Document:
		if v == nil || v.html == nil {
			return nil, errors.New("this is no HTML page")
		}
		return v, nil
	case string:
		return ParseHTML([]byte(v), cx.Limits)
	case nil, value.NullType:
		return nil, nil
	}
	return nil, errors.New("this is no HTML page")
}

func onCSS(all bool) func(*Context, []any) (any, error) {
	return func(cx *Context, args []any) (any, error) {
		d, err := htmlDocument(cx, args)
		if err != nil || d == nil {
			return nil, err
		}
		c, err := compileCSS(textOf(args, 1))
		if err != nil {
			return nil, err
		}
		texts := c.texts(d.html, all)
		switch {
		case all:
			return texts, nil
		case len(texts) == 0:
			return nil, nil
		}
		return texts[0], nil
	}
}
