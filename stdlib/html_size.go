package stdlib

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"lcs/limits"
)

// pageSize is how large the tree of a page will be, found out before it is
// built: a short page can have a huge one. A parser that follows the standard
// opens formatting elements again that are not closed: after
// "<p><b class=1><b class=2>… </p>" each further paragraph has all of them.
type pageSize struct {
	limits *limits.Limits
	open   int // tags that are not closed, which pages have more of than they are deep
	nodes  int // at least a quarter of the elements that there will be
	again  []formatting

	// In SVG and MathML markup is read in another way. Where nobody can tell
	// which way it is, what is left of the page is judged by its letters.
	foreign []string // of svg and math, those that are open
	mixed   bool     // with HTML, so that their ends are in doubt
}

// formatting is a start tag that may have to be opened again.
type formatting struct {
	name, tag string
	blocks    int  // that were opened since
	kept      bool // its end tag may not end it: tables and the like have been opened since
}

// check refuses a page whose tree would be over the limits.
func (p *pageSize) check(page string) error {
	tokens := html.NewTokenizer(strings.NewReader(page))
	for seen := 0; ; {
		kind := tokens.Next()
		raw := tokens.Raw()
		if kind == html.ErrorToken {
			return nil
		}
		if p.inDoubt(kind, raw) {
			p.judge(page[seen:])
			return p.exceeded()
		}
		seen += len(raw)
		switch kind {
		case html.CommentToken:
			p.nodes++
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := tokens.TagName()
			p.start(string(name), raw)
			if kind == html.StartTagToken {
				p.enter(string(name))
			}
		case html.EndTagToken:
			name, _ := tokens.TagName()
			p.end(string(name))
			p.leave(string(name))
		}
		if err := p.exceeded(); err != nil {
			return err
		}
	}
}

func (p *pageSize) exceeded() error {
	switch {
	case p.open > p.limits.Of(limits.HTMLDepth):
		return p.limits.Exceeded(limits.HTMLDepth, "the page has more than %s tags that are open at once")
	case p.nodes > p.limits.Of(limits.DocumentNodes):
		return p.limits.Exceeded(limits.DocumentNodes, "the page has more than %s nodes")
	}
	return nil
}

func setOf(lists ...string) map[string]bool {
	set := map[string]bool{}
	for _, name := range strings.Fields(strings.Join(lists, " ")) {
		set[name] = true
	}
	return set
}

var (
	// leftOpen are elements without an end tag, and those whose end tag pages
	// leave out.
	leftOpen = setOf("area base br col embed hr img input link meta param source track wbr",
		"p li dt dd option tr td th thead tbody")

	// These matter for what is opened again. "a" is none of them: a second one
	// ends the first.
	formattingTags = setOf("b big code em font i nobr s small strike strong tt u")
	plainTags      = setOf("a abbr br cite img input label q span sub sup")
	blockTags      = setOf("blockquote center div dl dt dd h1 h2 h3 h4 h5 h6 hr li ol p pre ul")

	// foreignTags are those of SVG and MathML that hold no HTML.
	foreignTags = setOf("svg g path rect circle ellipse line polyline polygon defs use symbol clippath mask pattern marker image text tspan",
		"lineargradient radialgradient stop filter animate animatetransform style title", "math mrow mfrac msqrt msup msub mover munder mtable mtr mtd")
)

// The standard keeps at most three formatting elements that are alike, and an
// end tag gives up after eight blocks within its element.
const (
	mostAlike  = 3
	mostBlocks = 6
)

// start takes in a start tag: it may be the place where everything that was not
// closed is opened again.
func (p *pageSize) start(name string, tag []byte) {
	p.nodes += 1 + len(p.again)
	switch {
	case formattingTags[name]:
		alike := 0
		for _, f := range p.again {
			if f.tag == string(tag) {
				alike++
			}
		}
		if alike < mostAlike {
			p.again = append(p.again, formatting{name: name, tag: string(tag)})
		}
	case plainTags[name]:
	default:
		for i := range p.again {
			p.again[i].blocks++
			p.again[i].kept = p.again[i].kept || !blockTags[name]
		}
	}
}

// end takes in an end tag: of a formatting element, when nothing stands in its
// way; or of another one, behind which those that it closes are opened again.
func (p *pageSize) end(name string) {
	if !formattingTags[name] {
		p.nodes += len(p.again)
		if name == "p" || name == "br" { // which make an element where they end none
			p.nodes++
		}
		return
	}
	for i, f := range slices.Backward(p.again) {
		if f.name == name {
			if !f.kept && f.blocks <= mostBlocks {
				p.again = slices.Delete(p.again, i, i+1)
			}
			return
		}
	}
}

// enter notes that an element is open.
func (p *pageSize) enter(name string) {
	if !leftOpen[name] {
		p.open++
	}
	if name == "svg" || name == "math" {
		p.foreign = append(p.foreign, name)
	}
	p.mixed = p.mixed || len(p.foreign) > 0 && !foreignTags[name]
}

// leave notes that one was closed.
func (p *pageSize) leave(name string) {
	p.open = max(p.open-1, 0)
	if last := len(p.foreign) - 1; last >= 0 && p.foreign[last] == name {
		p.foreign = p.foreign[:last]
	}
}

// inDoubt reports whether a token of SVG or MathML may be several: the text of
// a script or a style is markup there, and a CDATA section is a text.
func (p *pageSize) inDoubt(kind html.TokenType, raw []byte) bool {
	if len(p.foreign) == 0 && !p.mixed {
		return false
	}
	return kind == html.TextToken && bytes.IndexByte(raw, '<') >= 0 || kind == html.CommentToken && bytes.HasPrefix(raw, []byte("<!["))
}

var formattingStart = regexp.MustCompile(`(?i)<(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/>]`)

// judge counts what any reading of the rest of a page comes to at most.
func (p *pageSize) judge(rest string) {
	again := len(p.again) + len(formattingStart.FindAllStringIndex(rest, -1))
	p.nodes += strings.Count(rest, "<") * (1 + again)
}
