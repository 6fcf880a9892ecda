package grammar

import (
	"strings"

	"lcs/lang/ast"
)

// From productions to nodes of the tree.

// base is the place of a production.
func (n *node) base(p *parser) ast.Base {
	if len(n.Tokens) == 0 {
		return p.base(p.pos)
	}
	first, last := n.Tokens[0].Pos.Line, n.Tokens[len(n.Tokens)-1].Pos.Line
	return ast.Base{Place: p.between(first, p.behindFed(last))}
}

// wordAt makes a name of the production's i-th token.
func (n *node) wordAt(p *parser, i int) *ast.Name {
	t := p.toks[n.Tokens[i].Pos.Line]
	return &ast.Name{Base: ast.Base{Place: p.tokenSpan(t)}, Text: n.Tokens[i].Value}
}

// wordNode finds the token that was captured as word.
func (n *node) wordNode(p *parser, word string) *ast.Name {
	if word == "" {
		return nil
	}
	for i := range n.Tokens {
		if i > 0 && n.Tokens[i].Value == word {
			return n.wordAt(p, i)
		}
	}
	return n.wordAt(p, 0)
}

// as returns what a custom production read, or the zero value when it was left
// out.
func as[T any](v any) T {
	t, _ := v.(T)
	return t
}

func asExpr(v any) ast.Expr { return as[ast.Expr](v) }

func asExprs(all []expr) []ast.Expr {
	var out []ast.Expr
	for _, e := range all {
		out = append(out, e)
	}
	return out
}

// title returns a text in which nothing may be computed.
func (p *parser) title(v any) *ast.Text {
	t := as[*ast.Text](v)
	if t == nil {
		return nil
	}
	if _, literal := t.Literal(); !literal {
		for _, part := range t.Parts {
			if _, isText := part.(*ast.TextPart); !isText {
				p.reportf("LCS1028", part.Span(), "nothing can be computed here: this text is read before there is a lead")
				break
			}
		}
	}
	return t
}

func (b *block) lower(p *parser) *ast.Block {
	if b == nil {
		return nil
	}
	out := &ast.Block{Base: b.base(p)}
	for _, i := range b.Items {
		out.Items = append(out.Items, i)
	}
	return out
}

func (b *testBlock) lower(p *parser) *ast.Block {
	if b == nil {
		return nil
	}
	out := &ast.Block{Base: b.base(p)}
	for _, i := range b.Items {
		out.Items = append(out.Items, i)
	}
	return out
}

func allFields(v interface{ all() []*ast.Field }) []*ast.Field {
	if v == nil {
		return nil
	}
	return v.all()
}

// ---- declarations ----

func (d *flowDecl) lower(p *parser) ast.Item {
	return &ast.Flow{Base: d.base(p), Title: p.title(d.Title)}
}

func (d *importDecl) lower(p *parser) ast.Item {
	return &ast.Import{Base: d.base(p), Path: p.title(d.Path), As: as[*ast.Name](d.As)}
}

// moduleName is the name that an import has without "as".
func moduleName(path string) string {
	path = path[strings.LastIndexByte(path, '/')+1:]
	return strings.TrimSuffix(path, ".lcs")
}

func (d *settingsDecl) lower(p *parser) ast.Item {
	return &ast.Settings{Base: d.base(p), Fields: allFields(d.Fields)}
}

func (d *leadDecl) lower(p *parser) ast.Item {
	return &ast.Lead{Base: d.base(p), Fields: allFields(d.Fields)}
}

func (d *exampleLead) lower(p *parser) ast.Item {
	return &ast.ExampleLead{Base: d.base(p), Name: p.title(d.Name), Value: as[*ast.Object](d.Value)}
}

func (d *exampleSettings) lower(p *parser) ast.Item {
	return &ast.ExampleSettings{Base: d.base(p), Value: as[*ast.Object](d.Value)}
}

func (d *typeDecl) lower(p *parser) ast.Item {
	return &ast.TypeDecl{Base: d.base(p), Name: as[*ast.Name](d.Name), Type: d.Type}
}

func (d *patternDecl) lower(p *parser) ast.Item {
	return &ast.Pattern{Base: d.base(p), Name: as[*ast.Name](d.Name), Value: d.Value}
}

func (d *fnDecl) lower(p *parser) ast.Item {
	return &ast.Fn{Base: d.base(p), Name: as[*ast.Name](d.Name), Params: allFields(d.Params), Result: as[ast.TypeExpr](d.Result), Body: d.Body}
}

func (d *serviceDecl) lower(p *parser) ast.Item {
	return &ast.Service{Base: d.base(p), Name: as[*ast.Name](d.Name), Body: d.Body.lower(p)}
}

func (d *stepDecl) lower(p *parser) ast.Item {
	s := &ast.Step{Base: d.base(p), Name: as[*ast.Name](d.Name), Title: p.title(d.Title), When: asExpr(d.When), Body: d.Body.lower(p)}
	if d.Params != nil {
		s.Params = append([]*ast.Field{}, d.Params.all()...) // not nil, though empty: a template
	}
	s.Call = as[*ast.Call](d.Call)
	return s
}

func (d *parallelDecl) lower(p *parser) ast.Item {
	return &ast.Parallel{Base: d.base(p), Mode: strings.Join(d.Mode, " "), Body: d.Body.lower(p)}
}

func (d *alertDecl) lower(p *parser) ast.Item {
	return &ast.Alert{Base: d.base(p), Title: p.title(d.Title), When: asExpr(d.When), Over: as[*ast.Duration](d.Over),
		AtLeast: as[*ast.Number](d.AtLeast), Body: d.Body.lower(p)}
}

func (d *traceDecl) lower(p *parser) ast.Item {
	return &ast.Trace{Base: d.base(p), Level: d.wordAt(p, 1)}
}

// ---- statements ----

func (s *letStmt) lower(p *parser) ast.Item {
	return &ast.Let{Base: s.base(p), Name: as[*ast.Name](s.Name), Value: s.Value}
}

func (s *assignStmt) lower(p *parser) ast.Item {
	target := as[*ast.Member](s.Target)
	if target == nil { // ruleFor looked for the dot
		d := p.reportf("LCS1020", s.base(p).Place, "expected a field, such as lead.email, before '='")
		return &ast.Bad{Base: s.base(p), Err: d}
	}
	return &ast.Assign{Base: s.base(p), Target: target, Value: s.Value}
}

func (s *ifStmt) lower(p *parser) ast.Item {
	out := &ast.If{Base: s.base(p), Cond: asExpr(s.Cond), Then: s.Then.lower(p)}
	end := out.Place.End
	last := out
	for i, e := range s.Elses {
		if last == nil {
			p.reportf("LCS1020", e.wordAt(p, 0).Span(), "this 'else' follows the last branch: an 'if' has one 'else' without a condition")
			break
		}
		if i == maxChain {
			p.reportf("LCS1029", e.wordAt(p, 0).Span(), "this 'if' has more than %d branches", maxChain)
			break
		}
		if e.Cond == nil {
			last.Else = e.Body.lower(p)
			last = nil
			continue
		}
		start := p.toks[e.Tokens[1].Pos.Line].Start // the inner if
		place := p.src.At(int(start), int(end))
		next := &ast.If{Base: ast.Base{Place: place}, Cond: e.Cond, Then: e.Body.lower(p)}
		last.Else = &ast.Block{Base: ast.Base{Place: place}, Items: []ast.Item{next}}
		last = next
	}
	return out
}

func (s *logStmt) lower(p *parser) ast.Item {
	level := s.Level
	if level == "" {
		level = "info"
	}
	return &ast.Log{Base: s.base(p), Level: level, Text: as[*ast.Text](s.Text)}
}

func (s *sayStmt) lower(p *parser) ast.Item {
	return &ast.Say{Base: s.base(p), Verb: s.Verb, Text: as[*ast.Text](s.Text)}
}

func (s *acceptStmt) lower(p *parser) ast.Item { return &ast.Accept{Base: s.base(p)} }

func (s *skipStmt) lower(p *parser) ast.Item { return &ast.Skip{Base: s.base(p)} }

func (s *queueStmt) lower(p *parser) ast.Item {
	return &ast.Queue{Base: s.base(p), For: as[*ast.Duration](s.For), UpTo: as[*ast.Number](s.UpTo)}
}

func (s *retryStmt) lower(p *parser) ast.Item {
	return &ast.Retry{Base: s.base(p), Count: as[*ast.Number](s.Count), Min: as[*ast.Duration](s.Min), Max: as[*ast.Duration](s.Max)}
}

func (s *refreshStmt) lower(p *parser) ast.Item { return &ast.RefreshAuth{Base: s.base(p)} }

func (s *fallbackStmt) lower(p *parser) ast.Item {
	if s.Body != nil {
		return &ast.Fallback{Base: s.base(p), Body: s.Body.lower(p)}
	}
	return &ast.FallbackTo{Base: s.base(p), Service: asExpr(s.To)}
}

func (s *useStmt) lower(p *parser) ast.Item {
	if s.LastGood {
		return &ast.UseLastGood{Base: s.base(p), By: asExprs(s.By), Within: as[*ast.Duration](s.Within)}
	}
	return &ast.UseDefault{Base: s.base(p), Value: as[*ast.Object](s.Value)}
}

// ---- inside a step or a service ----

func (s *requestStmt) lower(p *parser) ast.Item {
	return &ast.Request{Base: s.base(p), Method: as[*ast.Name](s.Method), Service: asExpr(s.Service), URL: as[*ast.Text](s.URL), Body: s.Body.lower(p)}
}

func (s *urlStmt) lower(p *parser) ast.Item {
	return &ast.URL{Base: s.base(p), Service: asExpr(s.Service), URL: as[*ast.Text](s.URL)}
}

func (s *entriesStmt) lower(p *parser) ast.Item {
	return &ast.Entries{Base: s.base(p), Word: s.Word, Value: as[*ast.Object](s.Value)}
}

func (s *bodyStmt) lower(p *parser) ast.Item {
	return &ast.Body{Base: s.base(p), Format: s.wordNode(p, s.Format), Value: s.Value, Variables: as[*ast.Object](s.Variables)}
}

func (s *authStmt) lower(p *parser) ast.Item {
	return &ast.Auth{Base: s.base(p), Call: as[*ast.Call](s.Call)}
}

func (s *expectStmt) lower(p *parser) ast.Item {
	e := &ast.Expect{Base: s.base(p), Format: s.wordNode(p, s.Format), Namespaces: as[*ast.Object](s.Namespaces), Shape: as[ast.TypeExpr](s.Shape)}
	for _, status := range s.Statuses {
		e.Statuses = append(e.Statuses, as[*ast.Selector](status))
	}
	if s.As != nil {
		e.Shape = s.As
	}
	return e
}

func (s *successStmt) lower(p *parser) ast.Item {
	return &ast.SuccessWhen{Base: s.base(p), Cond: s.Cond}
}

func (s *outcomeStmt) lower(p *parser) ast.Item {
	return &ast.Outcome{Base: s.base(p), Word: s.Word, Value: s.Value}
}

func (s *cacheStmt) lower(p *parser) ast.Item {
	return &ast.Cache{Base: s.base(p), TTL: as[*ast.Duration](s.TTL), By: asExprs(s.By)}
}

func (s *idempotentStmt) lower(p *parser) ast.Item {
	return &ast.Idempotent{Base: s.base(p), By: asExprs(s.By), Header: p.title(s.Header)}
}

func (s *backgroundStmt) lower(p *parser) ast.Item { return &ast.Background{Base: s.base(p)} }

func (s *collectStmt) lower(p *parser) ast.Item {
	return &ast.Collect{Base: s.base(p), Count: as[*ast.Number](s.Count), Within: as[*ast.Duration](s.Within)}
}

func (s *matchStmt) lower(p *parser) ast.Item {
	return &ast.Match{Base: s.base(p), Var: as[*ast.Name](s.Var), In: asExpr(s.In), Where: asExpr(s.Where), Body: s.Body.lower(p)}
}

func (s *onStmt) lower(p *parser) ast.Item {
	on := &ast.On{Base: s.base(p), Body: s.Body.lower(p)}
	for _, one := range s.Selectors {
		on.Selectors = append(on.Selectors, as[*ast.Selector](one))
	}
	return on
}

func (s *defaultStmt) lower(p *parser) ast.Item {
	return &ast.Default{Base: s.base(p), Value: as[*ast.Object](s.Value)}
}

func (s *exampleStmt) lower(p *parser) ast.Item {
	return &ast.Example{Base: s.base(p), Name: p.title(s.Name), Reply: s.Reply.lower(p)}
}

func (r *reply) lower(p *parser) *ast.Reply {
	out := &ast.Reply{Base: r.base(p), Kind: as[*ast.Selector](r.Status), Named: p.title(r.Named), Headers: as[*ast.Object](r.Headers),
		Format: r.formatName(p), Value: asExpr(r.Value), After: as[*ast.Duration](r.After)}
	if r.Kind != "" {
		n := r.wordAt(p, 0)
		out.Kind = &ast.Selector{Base: n.Base, Text: n.Text}
	}
	return out
}

// formatName finds the format's word between the headers and the value.
func (r *reply) formatName(p *parser) *ast.Name {
	if r.Format == "" || r.Value == nil {
		return nil
	}
	before := r.Value.Span().Start
	for i := len(r.Tokens) - 1; i > 0; i-- {
		if r.Tokens[i].Value == r.Format && int32(r.Tokens[i].Pos.Offset) < before {
			return r.wordAt(p, i)
		}
	}
	return r.wordNode(p, r.Format)
}

func (s *optionStmt) lower(p *parser) ast.Item {
	return &ast.Option{Base: s.base(p), Word: s.Word, Value: s.Value}
}

func (s *flagStmt) lower(p *parser) ast.Item { return &ast.Option{Base: s.base(p), Word: s.Word} }

func (s *limitStmt) lower(p *parser) ast.Item {
	return &ast.Limit{Base: s.base(p), Count: as[*ast.Number](s.Count), Per: as[*ast.Duration](s.Per)}
}

func (s *breakerStmt) lower(p *parser) ast.Item {
	return &ast.Breaker{Base: s.base(p), Rate: as[*ast.Number](s.Rate), Over: as[*ast.Duration](s.Over), Open: as[*ast.Duration](s.Open)}
}

func (s *tlsStmt) lower(p *parser) ast.Item {
	return &ast.TLS{Base: s.base(p), Body: s.Body.lower(p)}
}

// ---- tests ----

func (d *testDecl) lower(p *parser) ast.Item {
	return &ast.Test{Base: d.base(p), Title: p.title(d.Title), Body: d.Body.lower(p)}
}

func (s *testLead) lower(p *parser) ast.Item {
	value := as[*ast.Object](s.Value)
	if s.Bare != nil {
		value = as[*ast.Object](s.Bare)
	}
	return &ast.TestLead{Base: s.base(p), Name: p.title(s.Name), Value: value}
}

func (s *testLeads) lower(p *parser) ast.Item {
	return &ast.TestLeads{Base: s.base(p), Path: p.title(s.Path)}
}

func (s *testSet) lower(p *parser) ast.Item {
	return &ast.TestSet{Base: s.base(p), Word: s.Word, Value: as[*ast.Object](s.Value)}
}

func (s *atStmt) lower(p *parser) ast.Item { return &ast.At{Base: s.base(p), Time: s.Time} }

func (s *stubStmt) lower(p *parser) ast.Item {
	out := &ast.Stub{Base: s.base(p), Target: names(s.Target)}
	for _, r := range s.Replies {
		out.Replies = append(out.Replies, r.lower(p))
	}
	return out
}

// names takes a path apart: api.auth is two names.
func names(e ast.Expr) []*ast.Name {
	switch e := e.(type) {
	case *ast.Ident:
		return []*ast.Name{{Base: e.Base, Text: e.Name}}
	case *ast.Member:
		return append(names(e.X), e.Name)
	}
	return nil
}

func (s *runStmt) lower(p *parser) ast.Item { return &ast.Run{Base: s.base(p)} }

func (s *assertStmt) lower(p *parser) ast.Item {
	return &ast.Assert{Base: s.base(p), Cond: s.Cond}
}
