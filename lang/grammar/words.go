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

// formats are what a body or an answer can be.
var formats = []string{"json", "xml", "text", "html", "none", "form", "multipart", "graphql", "bytes"}

func wordSet(words ...string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[w] = true
	}
	return set
}
