package check

import (
	"lcs/lang/ast"
	"lcs/lang/diag"
)

// checkPlacement looks at the shape of a file: which item stands in which
// block, what may be there once only, and what must be there. The grammar lets
// any item stand anywhere, so that a misplaced one can be named. It needs the
// tree alone.
func checkPlacement(file *ast.File) diag.List {
	p := &placement{}
	p.block(inFile, file.Items, file)
	return p.diags
}

// blockKind is a kind of { }, as a set of one, so that places can be joined.
type blockKind uint32

const (
	inFile blockKind = 1 << iota
	inFlowIf
	inService
	inTLS
	inStep
	inStepIf
	inRequest
	inRequestIf
	inHandler
	inHandlerIf
	inFallback
	inMatch
	inMatchIf
	inParallel
	inAlert
	inTest

	inFlow    = inFile | inFlowIf
	inAnswer  = inStep | inStepIf | inMatch | inMatchIf
	inCall    = inRequest | inRequestIf
	inFailure = inHandler | inHandlerIf
	inAction  = inFlow | inAnswer | inFailure
)

// home says where an item belongs.
type home struct {
	in   blockKind
	text string // ends "it belongs …"
	once bool   // a second one in the same block is a mistake
}

const (
	atTop       = "at the top of the file"
	toHandler   = "in an on { } handler"
	toStep      = "in a step"
	toRequest   = "in a request { }"
	toTest      = "in a test"
	toService   = "in a service"
	toExecution = "in the flow, a step or a handler"
)

// homes is the one table of places, by the words that an item begins with.
var homes = map[string]home{
	"flow":             {inFile, atTop, true},
	"import":           {inFile, atTop, false},
	"settings":         {inFile, atTop, true},
	"lead":             {inFile, atTop, true},
	"example lead":     {inFile, atTop, false},
	"example settings": {inFile, atTop, true},
	"type":             {inFile, atTop, false},
	"pattern":          {inFile, atTop, false},
	"fn":               {inFile, atTop, false},
	"service":          {inFile, atTop, false},
	"alert":            {inFile, atTop, false},
	"test":             {inFile, atTop, false},
	"trace":            {inFile | inStep, "at the top of the file or in a step", true},
	"step":             {inFlow | inParallel, "at the top of the file, in an if or in parallel { }", false},
	"parallel":         {inFlow, "at the top of the file or in an if", false},

	"let":    {inAction | inTest, toExecution, false},
	"if":     {inAction | inCall, "in the flow, a step, a request or a handler", false},
	"log":    {inAction, toExecution, false},
	"note":   {inAction, toExecution, false},
	"flag":   {inAction, toExecution, false},
	"reject": {inAction, toExecution, false},
	"fail":   {inAction, toExecution, false},
	"accept": {inAction, toExecution, false},
	"=":      {inAction, toExecution, false},

	"base":         {inService, toService, true},
	"pool":         {inService, toService, true},
	"dns_cache":    {inService, toService, true},
	"follow":       {inService, toService, true},
	"max_response": {inService, toService, true},
	"limit":        {inService, toService, true},
	"breaker":      {inService, toService, true},
	"tls":          {inService, toService, true},
	"min":          {inTLS, "in tls { }", true},
	"ca":           {inTLS, "in tls { }", true},
	"cert":         {inTLS, "in tls { }", true},
	"key":          {inTLS, "in tls { }", true},

	"request":       {inStep | inFallback | inAlert, "in a step, a fallback { } or an alert", true},
	"expect":        {inStep | inHandler | inFallback, "in a step, a handler or a fallback { }", true},
	"success when":  {inStep | inFallback, "in a step or a fallback { }", true},
	"reason":        {inStep | inFallback | inMatch, toStep, true},
	"price":         {inStep | inFallback | inMatch, toStep, true},
	"reference":     {inStep | inFallback | inMatch, toStep, true},
	"map":           {inStep | inFallback | inMatch, "in a step, a match { } or a fallback { }", true},
	"cache":         {inStep, toStep, true},
	"idempotent":    {inStep, toStep, true},
	"background":    {inStep, toStep, true},
	"collect":       {inStep, toStep, true},
	"deadline":      {inStep, toStep, true},
	"default":       {inStep, toStep, true},
	"match":         {inStep, "in a step that collects", true},
	"example":       {inStep | inFallback, "in a step or a fallback { }", false},
	"on":            {inStep | inService, "in a step or a service", false},
	"url":           {inCall, toRequest, true},
	"query":         {inCall, toRequest, true},
	"body":          {inCall, toRequest, true},
	"gzip":          {inCall, toRequest, true},
	"headers":       {inCall | inService, "in a request { } or a service", true},
	"sign":          {inCall | inService, "in a request { } or a service", true},
	"auth":          {inCall | inService, "in a request { } or a service", true},
	"timeout":       {inCall | inService, "in a request { } or a service", true},
	"retry":         {inFailure, toHandler, false},
	"refresh auth":  {inFailure, toHandler, false},
	"fallback to":   {inFailure, toHandler, false},
	"fallback":      {inFailure, toHandler, false},
	"use last_good": {inFailure, toHandler, false},
	"use default":   {inFailure, toHandler, false},
	"queue":         {inFailure, toHandler, false},
	"skip":          {inFailure, toHandler, false},

	"at":            {inTest, toTest, false},
	"lead values":   {inTest, toTest, false},
	"leads":         {inTest, toTest, false},
	"test settings": {inTest, toTest, false},
	"stub":          {inTest, toTest, false},
	"run":           {inTest, toTest, false},
	"assert":        {inTest, toTest, false},
}

// required says what a block cannot do without.
var required = map[blockKind]struct{ word, text string }{
	inStep:     {"request", "a step needs a request"},
	inFallback: {"request", "a fallback { } needs a request"},
	inAlert:    {"request", "the block of an alert needs a request"},
	inService:  {"base", "a service needs a base"},
	inParallel: {"step", "a parallel { } needs steps"},
	inTest:     {"run", "a test needs 'run': without it no lead starts"},
}

type placement struct{ diags diag.List }

// block checks the items of one block and what is under them. Owner is what a
// missing item is reported at.
func (p *placement) block(kind blockKind, items []ast.Item, owner ast.Node) {
	first := map[string]ast.Item{}
	for _, item := range items {
		if _, bad := item.(*ast.Bad); bad {
			first["bad"] = item
			continue
		}
		p.item(kind, item, first)
		p.inside(kind, item)
	}
	if need, ok := required[kind]; ok && first[need.word] == nil && first["bad"] == nil {
		p.diags.Add(diag.New(diag.RequiredItem, headOf(owner), need.text))
	}
}

// item checks that one item may stand in a block of this kind.
func (p *placement) item(kind blockKind, item ast.Item, first map[string]ast.Item) {
	word := wordOf(item)
	home, known := homes[word]
	if !known {
		return // an option that the language lacks: the grammar or the typed checker says so
	}
	if home.in&kind == 0 {
		d := p.diags.Add(diag.New(diag.MisplacedItem, headOf(item), quotedWord(word)+" cannot stand here: it belongs "+home.text))
		switch {
		case word == "url" && kind == inService:
			suggestAt(d, d.Span, "base")
			first["bad"] = item // a base that is lacking is this one
		case word == "default" && kind&inFailure != 0:
			suggestAt(d, d.Span, "use default")
		}
		return
	}
	if earlier := first[word]; earlier == nil {
		first[word] = item
	} else if home.once {
		d := p.diags.Add(diag.New(diag.RepeatedItem, headOf(item), "a second "+quotedWord(word)+" in "+kind.String()))
		d.Related = []diag.Related{{Span: headOf(earlier), Message: "the first one"}}
	}
}

// inside goes into the blocks of an item.
func (p *placement) inside(kind blockKind, item ast.Item) {
	switch n := item.(type) {
	case *ast.If:
		inner := ifIn(kind)
		p.body(inner, n.Then, n)
		p.body(inner, n.Else, n)
	case *ast.Service:
		p.body(inService, n.Body, n)
	case *ast.TLS:
		p.body(inTLS, n.Body, n)
	case *ast.Step:
		p.body(inStep, n.Body, n)
		p.step(n)
	case *ast.Request:
		p.body(inRequest, n.Body, n)
		p.url(n)
	case *ast.On:
		p.body(inHandler, n.Body, n)
	case *ast.Fallback:
		p.body(inFallback, n.Body, n)
	case *ast.Match:
		p.body(inMatch, n.Body, n)
	case *ast.Parallel:
		p.body(inParallel, n.Body, n)
	case *ast.Alert:
		p.body(inAlert, n.Body, n)
	case *ast.Test:
		p.body(inTest, n.Body, n)
	}
}

func (p *placement) body(kind blockKind, b *ast.Block, owner ast.Node) {
	if b != nil {
		p.block(kind, b.Items, owner)
	}
}

// step checks what the items of a step need of each other.
func (p *placement) step(step *ast.Step) {
	if step.Body == nil {
		return
	}
	first := map[string]ast.Item{}
	for _, item := range step.Body.Items {
		if w := wordOf(item); first[w] == nil {
			first[w] = item
		}
	}
	if match := first["match"]; match != nil && first["collect"] == nil {
		p.diags.Add(diag.New(diag.NeedsItem, headOf(match), "'match' needs 'collect': a step that sends one lead has nothing to match")).
			Help = "write  collect 100 leads or 5m  in the step, or read the answer with map { }"
	}
	for _, pair := range [][3]string{
		{"collect", "cache", "a batch is sent for its leads, not looked up"},
		{"collect", "background", "the leads of a batch wait for its answer"},
		{"background", "cache", "nobody reads the answer of a background step"},
		{"background", "price", "the lead does not wait for it"},
		{"background", "reference", "the lead does not wait for it"},
	} {
		a, b := first[pair[0]], first[pair[1]]
		if a == nil || b == nil {
			continue
		}
		d := p.diags.Add(diag.New(diag.ConflictingItems, headOf(b), quotedWord(pair[1])+" and "+quotedWord(pair[0])+" do not go together: "+pair[2]))
		d.Related = []diag.Related{{Span: headOf(a), Message: "the other one"}}
	}
}

// url checks that a request has a URL whichever way its conditions go.
func (p *placement) url(r *ast.Request) {
	if r.URL != nil || r.Service != nil {
		return
	}
	var gap *ast.If
	if !hasURL(r.Body, &gap) {
		d := p.diags.Add(diag.New(diag.RequestWithoutURL, headOf(r), "the request has no URL"))
		d.Help = `write  request POST service "/path"  or a whole URL`
		if gap != nil {
			d.Message = "the request has no URL when no branch of its 'if' gives one"
			d.Related = []diag.Related{{Span: headOf(gap), Message: "not every way through this 'if' has a url"}}
			d.Help = `give the URL on the request line, or a  url  in each branch and in an else`
		}
	}
}

// hasURL reports whether every way through b sets a URL; gap becomes an `if`
// of which only some branches do.
func hasURL(b *ast.Block, gap **ast.If) bool {
	for _, item := range itemsOf(b) {
		switch n := item.(type) {
		case *ast.URL, *ast.Bad:
			return true
		case *ast.If:
			then := hasURL(n.Then, gap)
			otherwise := hasURL(n.Else, gap)
			if then && otherwise {
				return true
			}
			if then || otherwise {
				*gap = n
			}
		}
	}
	return false
}

func ifIn(kind blockKind) blockKind {
	switch kind {
	case inFile, inFlowIf:
		return inFlowIf
	case inStep, inStepIf:
		return inStepIf
	case inRequest, inRequestIf:
		return inRequestIf
	case inHandler, inHandlerIf:
		return inHandlerIf
	case inMatch, inMatchIf:
		return inMatchIf
	}
	return kind // misplaced, which is said already
}

var blockNames = map[blockKind]string{
	inFile: "this file", inService: "this service", inTLS: "this tls { }", inStep: "this step",
	inRequest: "this request", inHandler: "this handler", inFallback: "this fallback { }",
	inMatch: "this match", inAlert: "this alert", inTest: "this test",
}

func (b blockKind) String() string {
	if name, ok := blockNames[b]; ok {
		return name
	}
	return "this block"
}
