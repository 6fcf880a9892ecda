package grammar

// declarationWords begin what stands at the top of a file.
var declarationWords = wordSet(
	"flow", "import", "settings", "lead", "example", "type", "pattern", "fn", "service",
	"step", "parallel", "alert", "trace", "test",
)

// blockWords begin statements that may carry a { } on their line.
var blockWords = wordSet(
	"settings", "lead", "example", "type", "service", "step", "parallel", "alert", "if", "on", "match",
	"request", "fallback", "query", "headers", "sign", "map", "body", "expect", "default", "use", "tls", "test", "stub", "flow",
)

// optionWords are followed by one value.
var optionWords = []string{
	"base", "timeout", "deadline", "pool", "dns_cache", "follow", "max_response", "min", "ca", "cert", "key",
}

// statementWords begin a declaration or a statement of any block.
var statementWords = func() map[string]bool {
	words := wordSet(
		"let", "if", "log", "note", "flag", "reject", "fail", "accept", "skip", "queue", "retry", "refresh",
		"fallback", "use", "request", "url", "query", "headers", "sign", "map", "body", "auth", "expect",
		"success", "reason", "price", "reference", "cache", "idempotent", "background", "collect", "match",
		"on", "default", "limit", "breaker", "tls", "gzip", "leads", "at", "stub", "run", "assert",
	)
	for w := range declarationWords {
		words[w] = true
	}
	for _, w := range optionWords {
		words[w] = true
	}
	return words
}()

// reservedWords read as operators or constants, so that nothing may be named so.
var reservedWords = wordSet(
	"and", "or", "not", "in", "is", "matches", "contains", "if", "for", "when", "where", "true", "false", "null",
)

// IsWord reports whether a text begins statements, or reads as an operator or a
// constant. Names are better none of these.
func IsWord(text string) bool { return statementWords[text] || reservedWords[text] }

// usage shows how statements are written.
var usage = map[string]string{
	"flow": `flow "title"`, "import": `import "./partner.lcs"`, "settings": "settings { name: type = default }",
	"lead": "lead { name: type }", "example": "example 200 json { … }", "type": "type Name { field: type }",
	"pattern": "pattern name = /…/", "fn": "fn name(parameter: type): type = value", "service": `service name { base "https://…" }`,
	"step": `step name "title" when condition { … }`, "parallel": "parallel { step … }, parallel first success { … } or parallel fail fast { … }",
	"alert": `alert "title" when condition over 5m { request … }`, "trace": "trace off, errors, headers or full",
	"test": `test "title" { … }`, "let": "let name = value", "if": "if condition { … } else { … }",
	"log": `log info "…"`, "note": `note "…"`, "flag": `flag "…"`, "reject": `reject "…"`, "fail": `fail "…"`,
	"queue": "queue for 1h up to 8", "retry": "retry 3 backoff 200ms..5s", "refresh": "refresh auth",
	"fallback": "fallback to SERVICE, or fallback { request … }",
	"use":      "use last_good within 24h, or use default { name: value }",
	"request":  `request POST service "/path" { … }`, "url": `url "https://…"`,
	"query": "query { name: value }", "headers": "headers { Name: value }", "sign": "sign { Name: value }", "map": "map { name: value }",
	"body": "body json { … }", "auth": `auth header("X-API-Key", settings.key)`,
	"expect": "expect 200 json { field: type }, or expect 200 json as Type", "success": "success when condition",
	"reason": "reason value", "price": "price value", "reference": "reference value",
	"cache": "cache 24h by lead.email", "idempotent": "idempotent by lead.id", "collect": "collect 100 leads or 5m",
	"match": "match r in response.results where r.id == lead.id { … }", "on": "on 5xx, timeout { … }",
	"default": "default { name: value }", "limit": "limit 50 per 1s", "breaker": "breaker 50% over 1m open 30s",
	"tls": `tls { min 1.2  ca "./ca.pem" }`, "base": `base "https://…"`, "timeout": "timeout 5s", "deadline": "deadline 8s",
	"leads": `leads "file.csv"`, "at": `at "2026-03-01T09:00:00Z"`, "stub": "stub step 500 then 200 json { … } after 1s",
	"assert": "assert condition",
}

// continuations are the words with which a statement may go on.
var continuations = map[string][]string{
	"import": {"as"}, "step": {"when"}, "parallel": {"first", "fail"}, "alert": {"over", "at"}, "if": {"else"},
	"queue": {"for", "up"}, "retry": {"backoff"}, "use": {"by", "within"}, "body": {"variables"},
	"expect": {"json", "xml", "text", "html", "none", "bytes", "as"},
	"cache":  {"by"}, "idempotent": {"by", "header"}, "example": replyWords, "stub": append([]string{"then"}, replyWords...),
}

var replyWords = []string{"headers", "json", "xml", "text", "html", "bytes", "after"}

func wordSet(words ...string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[w] = true
	}
	return set
}
