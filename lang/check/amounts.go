package check

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

// maxRetries is the most that `retry` may say.
const maxRetries = 1000

// checkAmounts reports the numbers, durations and sizes that the language
// itself reads and that make no sense: retry 0, a backoff that runs backwards,
// `timeout "soon"`. The typed checker need not look at options other than base,
// ca, cert and key.
func checkAmounts(file *ast.File) diag.List {
	a := &amounts{}
	ast.Walk(file, func(n ast.Node) bool {
		a.node(n)
		switch n.(type) {
		case ast.Expr, *ast.TestSet, *ast.ExampleLead, *ast.Lead, *ast.Fn:
			return false
		}
		return true
	})
	return a.diags
}

type amounts struct{ diags diag.List }

func (a *amounts) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.Retry:
		a.count(n.Count, "retry", 1, maxRetries)
		a.positive(n.Min, "a backoff")
		a.positive(n.Max, "a backoff")
		if n.Min != nil && n.Max != nil && n.Max.Value < n.Min.Value {
			span := n.Min.Span().To(n.Max.Span())
			low, high := n.Max.Span().Text(), n.Min.Span().Text()
			d := a.add(span, "this backoff runs backwards: from "+high+" down to "+low)
			d.Label = "did you mean " + low + ".." + high + "?"
			d.Fixes = []diag.Fix{{Title: "write " + low + ".." + high, Edits: []diag.Edit{{Span: span, Text: low + ".." + high}}}}
		}
	case *ast.Queue:
		a.positive(n.For, "queue for")
		a.count(n.UpTo, "queue up to", 1, 1_000_000)
	case *ast.Collect:
		a.count(n.Count, "collect", 1, 1_000_000)
		a.positive(n.Within, "collect")
	case *ast.Cache:
		a.positive(n.TTL, "cache")
	case *ast.UseLastGood:
		a.positive(n.Within, "within")
	case *ast.Limit:
		a.count(n.Count, "limit", 1, 1_000_000_000)
		a.positive(n.Per, "limit")
	case *ast.Breaker:
		a.rate(n.Rate)
		a.positive(n.Over, "breaker over")
		a.positive(n.Open, "breaker open")
	case *ast.Alert:
		a.positive(n.Over, "over")
		a.count(n.AtLeast, "at least", 1, 1_000_000_000)
	case *ast.Option:
		a.option(n)
	}
}

func (a *amounts) add(span diag.Span, message string) *diag.Diagnostic {
	return a.diags.Add(diag.New(diag.BadAmount, span, message))
}

// count checks a whole number from least to most.
func (a *amounts) count(n *ast.Number, what string, least, most int) {
	if n == nil {
		return
	}
	count, err := strconv.Atoi(n.Text)
	switch {
	case n.Unit != "" || err != nil:
		a.add(n.Span(), fmt.Sprintf("'%s' takes a whole number up to %d", what, most))
	case count < least:
		a.add(n.Span(), fmt.Sprintf("'%s %s' does nothing: it takes %d or more", what, n.Text, least))
	case count > most:
		a.add(n.Span(), fmt.Sprintf("'%s' takes a number up to %d", what, most))
	}
}

func (a *amounts) positive(d *ast.Duration, what string) {
	if d != nil && d.Value <= 0 {
		a.add(d.Span(), "'"+what+"' takes a duration above zero")
	}
}

func (a *amounts) rate(n *ast.Number) {
	if n == nil {
		return
	}
	rate, err := strconv.ParseFloat(n.Text, 64)
	if n.Unit != "%" || err != nil || rate <= 0 || rate > 100 {
		a.add(n.Span(), "'breaker' takes a rate of failures above 0% and up to 100%")
	}
}

// option checks the value of a word with one value.
func (a *amounts) option(n *ast.Option) {
	if n.Value == nil {
		return // the grammar says so where one is needed
	}
	if _, bad := n.Value.(*ast.BadExpr); bad {
		return
	}
	at := n.Value.Span()
	switch n.Word {
	case "timeout", "deadline", "dns_cache":
		if d, ok := n.Value.(*ast.Duration); !ok {
			d := a.add(at, "'"+n.Word+"' takes a duration, such as 5s")
			if plain, ok := n.Value.(*ast.Number); ok && plain.Unit == "" {
				d.Help = "write its unit: " + plain.Text + "s is seconds, " + plain.Text + "ms milliseconds"
			}
		} else if d.Value < time.Millisecond && n.Word != "dns_cache" {
			a.add(at, "'"+n.Word+"' takes a millisecond or more")
		}
	case "pool":
		a.number(n, "pool", 1, 10_000)
	case "follow":
		a.number(n, "follow", 0, 100)
	case "max_response":
		if size, ok := n.Value.(*ast.Number); !ok || !strings.HasSuffix(size.Unit, "b") {
			a.add(at, "'max_response' takes a size, such as 256kb")
		} else if strings.Trim(size.Text, "0.") == "" {
			a.add(at, "'max_response' takes a size above zero")
		}
	case "min":
		if v, ok := n.Value.(*ast.Number); !ok || v.Unit != "" || (v.Text != "1.2" && v.Text != "1.3") {
			a.add(at, "'min' takes a version of TLS, 1.2 or 1.3").Help = "older versions are broken and refused"
		}
	case "gzip":
		a.add(at, "'gzip' takes no value")
	}
}

func (a *amounts) number(n *ast.Option, what string, least, most int) {
	if v, ok := n.Value.(*ast.Number); ok {
		a.count(v, what, least, most)
		return
	}
	a.add(n.Value.Span(), fmt.Sprintf("'%s' takes a number from %d to %d", what, least, most))
}
