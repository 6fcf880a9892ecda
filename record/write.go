package record

import (
	"fmt"
	"mime"
	"strings"
	"unicode/utf8"

	"lcs/lang/ast"
	"lcs/stdlib/http"
	"lcs/value"
	"lcs/value/literal"
)

// maxBody is the longest body that is kept: what is longer hides the script.
const maxBody = 32 << 10

// write writes an answer as an example; why says what keeps it from being one.
func write(a answer, c *cleaner) (text, why string) {
	ex := a.attempt.Exchange
	if len(ex.Body) > maxBody {
		return "", fmt.Sprintf("its body has %d KB, and an example at most %d", len(ex.Body)>>10, maxBody>>10)
	}
	var b strings.Builder
	b.WriteString("example ")
	if a.example != nil && a.example.Name != nil {
		b.WriteString(a.example.Name.Span().Text() + " ")
	}
	fmt.Fprint(&b, ex.Status)
	if after := ex.Header.Get("Retry-After"); after != "" {
		b.WriteString(" headers { Retry-After: " + literal.Text(after) + " }")
	}
	body := http.Text(ex.Body, http.ParseContentType(ex.Header.Get("Content-Type")))
	if strings.TrimSpace(body) == "" {
		return b.String(), ""
	}
	if !utf8.ValidString(body) || strings.ContainsRune(body, 0) {
		return "", "its body is no text"
	}
	format := formatOf(a)
	if format == "json" {
		if v, err := value.ParseJSON([]byte(body), value.Limits{}); err == nil {
			b.WriteString(" json ")
			b.WriteString(literal.JSON(c.value(v), "", utf8.RuneCountInString(b.String())+2))
			return b.String(), ""
		}
		format = "text"
	}
	b.WriteString(" " + format + " " + literal.Block(c.text(body), ""))
	return b.String(), ""
}

// formatOf is the format of an answer: that which the step reads it in, or for
// one that it did not wait for what the answer says itself.
func formatOf(a answer) string {
	if a.attempt.Kind == "" || a.attempt.Kind == "failure" {
		for item, expect := range a.step.Expects {
			if expect.Format != "" && expect.Format != "none" && expect.Format != "bytes" && accepts(item, a.attempt.Exchange.Status) {
				return expect.Format
			}
		}
	}
	media, _, _ := mime.ParseMediaType(a.attempt.Exchange.Header.Get("Content-Type"))
	switch {
	case strings.Contains(media, "json"):
		return "json"
	case strings.Contains(media, "html"):
		return "html"
	case strings.Contains(media, "xml"):
		return "xml"
	}
	return "text"
}

// accepts reports whether an expect waits for a status.
func accepts(e *ast.Expect, status int) bool {
	for _, s := range e.Statuses {
		if s.Text == fmt.Sprint(status) || s.Text == fmt.Sprintf("%dxx", status/100) {
			return true
		}
	}
	return len(e.Statuses) == 0
}
