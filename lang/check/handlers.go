package check

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

// This file reads the `on` blocks of a step or service: what they wait for,
// which comes first, and what in one of them can never run, whatever the step.
// What the handlers of one step make of its failures is in outcome.go.

// handlersOf returns the handlers among items, one for each selector that is
// right and not a repetition, and reports the others. Service is that whose
// body the items are, or nil for a step.
func handlersOf(items []ast.Item, service *ServiceInfo) ([]*Handler, diag.List) {
	var all []*Handler
	var diags diag.List
	first := map[Selector]*ast.Selector{}
	for _, item := range items {
		on, ok := item.(*ast.On)
		if !ok || on.Body == nil {
			continue
		}
		for _, written := range on.Selectors {
			sel, ok := selectorOf(written)
			if !ok {
				diags.Add(unknownSelector(written))
				continue
			}
			if earlier := first[sel]; earlier != nil {
				d := diags.Add(diag.New(diag.RepeatedSelector, written.Span(), "a second handler for '"+sel.String()+"'"))
				d.Related = []diag.Related{{Span: earlier.Span(), Message: "the first one"}}
				continue
			}
			first[sel] = written
			all = append(all, &Handler{Selector: sel, On: on, Service: service})
		}
	}
	return all, diags
}

// sortHandlers puts the most specific first, and at one level the step's own
// before those of its services: the order in which a failure is handed on.
func sortHandlers(all []*Handler) {
	slices.SortStableFunc(all, func(a, b *Handler) int {
		return cmp.Or(
			cmp.Compare(b.Selector.specificity(), a.Selector.specificity()),
			cmp.Compare(ownership(a), ownership(b)),
		)
	})
}

func ownership(h *Handler) int {
	if h.Service != nil {
		return 1
	}
	return 0
}

// kinds are the failures that have a name.
var kinds = []string{"timeout", "network", "parse", "missing", "auth", "failure", "unmatched", "error"}

func selectorOf(s *ast.Selector) (Selector, bool) {
	text := s.Text
	if slices.Contains(kinds, text) {
		return Selector{Kind: text}, true
	}
	if len(text) == 3 && text[1:] == "xx" && text[0] >= '2' && text[0] <= '5' {
		return Selector{Class: int(text[0] - '0')}, true
	}
	status, err := strconv.Atoi(text)
	if err != nil || len(text) != 3 || status < 200 || status > 599 {
		return Selector{}, false
	}
	return Selector{Status: status}, true
}

func unknownSelector(s *ast.Selector) *diag.Diagnostic {
	d := diag.New(diag.UnknownSelector, s.Span(), "there is no failure '"+s.Text+"'")
	if _, err := strconv.Atoi(s.Text); err == nil {
		d.Message = "there is no final status " + s.Text
		d.Help = "statuses go from 200 to 599"
		return d
	}
	suggest(d, s.Text, slices.Clone(kinds))
	d.Help = "a handler waits for a status (404), a class (5xx) or one of " + strings.Join(kinds, ", ")
	return d
}

// String prints the selector as it is written.
func (s Selector) String() string {
	switch {
	case s.Status != 0:
		return strconv.Itoa(s.Status)
	case s.Class != 0:
		return strconv.Itoa(s.Class) + "xx"
	}
	return s.Kind
}

// specificity is higher for what catches less.
func (s Selector) specificity() int {
	switch {
	case s.Kind == "error":
		return 0
	case s.Class != 0:
		return 1
	}
	return 2
}

// failure is one way in which a step can fail: a status, or a kind.
type failure struct {
	status int
	kind   string
}

// business reports whether f is a no rather than a technical failure; only its
// own name catches it.
func (f failure) business() bool { return f.kind == "failure" || f.kind == "unmatched" }

// answered reports whether an answer came with the failure.
func (f failure) answered() bool {
	return f.status != 0 || f.kind == "parse" || f.business()
}

func (s Selector) catches(f failure) bool {
	switch {
	case s.Kind == "error":
		return !f.business()
	case s.Kind != "":
		return s.Kind == f.kind
	case s.Class != 0:
		return f.status/100 == s.Class
	}
	return f.status != 0 && f.status == s.Status
}

// answers reports whether an answer is at hand whenever the selector catches.
func (s Selector) answers() bool {
	return s.Kind == "" || failure{kind: s.Kind}.answered()
}

// checkHandlers reports what is wrong with each handler among items by itself:
// that it is empty, that a statement in it can never run, that it reads an
// answer that never came.
func checkHandlers(items []ast.Item) diag.List {
	var diags diag.List
	for _, item := range items {
		on, ok := item.(*ast.On)
		if !ok || on.Body == nil {
			continue
		}
		if len(on.Body.Items) == 0 {
			d := diags.Add(diag.New(diag.EmptyHandler, headOf(on), "an empty handler does nothing: the failure goes on as if it were not there"))
			d.Help = "say what is to be done: retry, fallback to, use default, queue, skip, fail, reject"
			continue
		}
		p := newProgram(on)
		p.block(on.Body.Items, &spent{})
		diags = append(diags, p.diags...)
	}
	return diags
}

// program reads one handler from the top.
type program struct {
	unmatched  bool          // it runs for leads that an answer left out, and for nothing else
	unanswered *ast.Selector // one with which no answer comes, if there is one
	diags      diag.List
}

func newProgram(on *ast.On) *program {
	p := &program{unmatched: true}
	for _, s := range on.Selectors {
		p.unmatched = p.unmatched && s.Text == "unmatched"
		if sel, ok := selectorOf(s); ok && !sel.answers() && p.unanswered == nil {
			p.unanswered = s
		}
	}
	return p
}

// spent is what the recoveries so far have certainly used up.
type spent struct {
	retry     int // attempts beyond the first
	by        ast.Item
	refreshed ast.Item
}

// merge keeps what both ways through an `if` have used up.
func (s *spent) merge(other spent) {
	if other.retry < s.retry {
		s.retry, s.by = other.retry, other.by
	}
	if other.refreshed == nil {
		s.refreshed = nil
	}
}

// block returns the statement that always leaves the handler, or nil.
func (p *program) block(items []ast.Item, st *spent) ast.Item {
	for i, item := range items {
		if !p.statement(item, st) {
			continue
		}
		if i+1 < len(items) {
			p.unreachable(items[i+1], item)
		}
		return item
	}
	return nil
}

// statement reports whether nothing after it can run.
func (p *program) statement(item ast.Item, st *spent) bool {
	switch n := item.(type) {
	case *ast.Retry:
		p.late(n)
		count := countOf(n.Count)
		if st.by != nil && count > 0 && count <= st.retry {
			d := p.diags.Add(diag.New(diag.SpentRecovery, n.Span(), fmt.Sprintf("'retry %d' can never do anything: '%s' has made these attempts", count, firstLine(st.by.Span().Text()))))
			d.Related = []diag.Related{{Span: st.by.Span(), Message: "used up here"}}
			d.Help = "retries count the attempts of the step in all, not those of one statement"
		}
		if count > st.retry {
			st.retry, st.by = count, n
		}
	case *ast.RefreshAuth:
		p.late(n)
		if st.refreshed != nil {
			d := p.diags.Add(diag.New(diag.SpentRecovery, n.Span(), "a second 'refresh auth' can never do anything: a step does it once"))
			d.Related = []diag.Related{{Span: st.refreshed.Span(), Message: "done here"}}
		}
		st.refreshed = n
	case *ast.FallbackTo, *ast.Fallback:
		p.late(n)
	case *ast.Expect:
		p.expect(n)
	case *ast.If:
		return p.branch(n, st)
	}
	return leaves(item)
}

func (p *program) branch(n *ast.If, st *spent) bool {
	then, otherwise := *st, *st
	a := p.block(itemsOf(n.Then), &then)
	b := p.block(itemsOf(n.Else), &otherwise)
	switch {
	case a != nil && b != nil:
		return true
	case a != nil:
		*st = otherwise
	case b != nil:
		*st = then
	default:
		then.merge(otherwise)
		*st = then
	}
	return false
}

// leaves reports whether a statement other than `if` always leaves its handler.
func leaves(item ast.Item) bool {
	switch n := item.(type) {
	case *ast.Skip, *ast.UseDefault, *ast.Accept:
		return true
	case *ast.Queue:
		return n.UpTo == nil
	case *ast.Say:
		return n.Verb == "fail" || n.Verb == "reject"
	}
	return false
}

func (p *program) unreachable(item, closer ast.Item) {
	p.diags.Add(unreachable(item, closer, "handler"))
}

// unreachable says that item never runs, since closer leaves the handler or ends
// the flow before it; place is which of the two.
func unreachable(item, closer ast.Item, place string) *diag.Diagnostic {
	leaves := "ends the lead"
	if place == "handler" {
		leaves = "leaves the handler"
	}
	why := quotedWord(wordOf(closer)) + " before it always " + leaves
	switch closer.(type) {
	case *ast.Say, *ast.Accept:
		why = quotedWord(wordOf(closer)) + " before it ends the lead"
	case *ast.If:
		why = "every way through the 'if' before it " + leaves
	}
	d := diag.New(diag.UnreachableStatement, headOf(item), quotedWord(wordOf(item))+" can never run: "+why)
	d.Related = []diag.Related{{Span: headOf(closer), Message: "nothing after this runs"}}
	d.Help = "a " + place + " is read from the top: put it before " + quotedWord(wordOf(closer)) + ", or take it out"
	return d
}

// late reports a recovery that sends a batch again after it was answered.
func (p *program) late(item ast.Item) {
	if p.unmatched {
		p.diags.Add(diag.New(diag.LateRecovery, headOf(item), quotedWord(wordOf(item))+" cannot help here: the batch has been answered, without this lead")).
			Help = "write 'queue' to put the lead into another batch, or skip, use default, fail, reject"
	}
}

func (p *program) expect(n *ast.Expect) {
	if p.unanswered == nil {
		return
	}
	d := p.diags.Add(diag.New(diag.ExpectWithoutAnswer, headOf(n), "'expect' has nothing to read: on "+p.unanswered.Text+" there may be no answer"))
	d.Related = []diag.Related{{Span: p.unanswered.Span(), Message: "no answer comes with this"}}
	d.Help = "read the answer in a handler of its own, on 4xx, 5xx or a single status"
}

// countOf returns a number that the language itself reads, or 0 when it is
// none; checkAmounts reports that.
func countOf(n *ast.Number) int {
	if n == nil || n.Unit != "" {
		return 0
	}
	count, err := strconv.Atoi(n.Text)
	if err != nil {
		return 0
	}
	return count
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return strings.TrimSpace(line)
}
