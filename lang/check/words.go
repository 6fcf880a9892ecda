package check

import (
	"strings"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

// wordOf returns the words that an item begins with, as in homes.
func wordOf(item ast.Item) string {
	switch n := item.(type) {
	case *ast.Option:
		return n.Word
	case *ast.Entries:
		return n.Word
	case *ast.Outcome:
		return n.Word
	case *ast.Say:
		return n.Verb
	case *ast.TestSet:
		return "test settings"
	case *ast.Flow:
		return "flow"
	case *ast.Import:
		return "import"
	case *ast.Settings:
		return "settings"
	case *ast.Lead:
		return "lead"
	case *ast.ExampleLead:
		return "example lead"
	case *ast.ExampleSettings:
		return "example settings"
	case *ast.TypeDecl:
		return "type"
	case *ast.Pattern:
		return "pattern"
	case *ast.Fn:
		return "fn"
	case *ast.Service:
		return "service"
	case *ast.Step:
		return "step"
	case *ast.Parallel:
		return "parallel"
	case *ast.Alert:
		return "alert"
	case *ast.Trace:
		return "trace"
	case *ast.Let:
		return "let"
	case *ast.Assign:
		return "="
	case *ast.If:
		return "if"
	case *ast.Log:
		return "log"
	case *ast.Accept:
		return "accept"
	case *ast.Skip:
		return "skip"
	case *ast.Queue:
		return "queue"
	case *ast.Retry:
		return "retry"
	case *ast.RefreshAuth:
		return "refresh auth"
	case *ast.FallbackTo:
		return "fallback to"
	case *ast.Fallback:
		return "fallback"
	case *ast.UseLastGood:
		return "use last_good"
	case *ast.UseDefault:
		return "use default"
	case *ast.Request:
		return "request"
	case *ast.URL:
		return "url"
	case *ast.Body:
		return "body"
	case *ast.Auth:
		return "auth"
	case *ast.Expect:
		return "expect"
	case *ast.SuccessWhen:
		return "success when"
	case *ast.Cache:
		return "cache"
	case *ast.Idempotent:
		return "idempotent"
	case *ast.Background:
		return "background"
	case *ast.Collect:
		return "collect"
	case *ast.Match:
		return "match"
	case *ast.On:
		return "on"
	case *ast.Default:
		return "default"
	case *ast.Example:
		return "example"
	case *ast.Limit:
		return "limit"
	case *ast.Breaker:
		return "breaker"
	case *ast.TLS:
		return "tls"
	case *ast.Test:
		return "test"
	case *ast.TestLead:
		return "lead values"
	case *ast.TestLeads:
		return "leads"
	case *ast.At:
		return "at"
	case *ast.Stub:
		return "stub"
	case *ast.Run:
		return "run"
	case *ast.Assert:
		return "assert"
	}
	return ""
}

// quotedWord names an item in a message.
func quotedWord(word string) string {
	switch word {
	case "=":
		return "an assignment"
	case "lead values":
		return "'lead' with values"
	case "test settings":
		return "'settings' with values"
	}
	return "'" + word + "'"
}

// headOf returns the words that an item begins with: what a message about the
// item as a whole underlines. Steps, services and the like keep their name.
func headOf(n ast.Node) diag.Span {
	span := n.Span()
	switch n := n.(type) {
	case *ast.Step:
		return nameEnd(span, n.Name)
	case *ast.Service:
		return nameEnd(span, n.Name)
	case *ast.Assign:
		if n.Target != nil {
			return n.Target.Span()
		}
	case *ast.Selector:
		return span
	case ast.Item:
		return firstWords(span, len(strings.Fields(wordOf(n))))
	}
	return firstWords(span, 1)
}

func nameEnd(span diag.Span, name *ast.Name) diag.Span {
	if name == nil {
		return firstWords(span, 1)
	}
	return span.File.At(int(span.Start), int(name.Span().End))
}

// firstWords cuts a span down to its first n words.
func firstWords(span diag.Span, n int) diag.Span {
	text := span.Text()
	end := 0
	for ; n > 0; n-- {
		end += len(text[end:]) - len(strings.TrimLeft(text[end:], " \t\r\n"))
		rest := text[end:]
		stop := strings.IndexAny(rest, " \t\r\n{\"(#")
		if stop < 0 {
			stop = len(rest)
		}
		end += max(stop, min(1, len(rest)))
	}
	if end == 0 || span.File == nil {
		return span
	}
	return span.File.At(int(span.Start), int(span.Start)+end)
}

// itemsOf returns the items of a block that may be absent.
func itemsOf(b *ast.Block) []ast.Item {
	if b == nil {
		return nil
	}
	return b.Items
}
