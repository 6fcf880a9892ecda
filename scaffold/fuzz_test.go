package scaffold_test

import (
	"os"
	"path/filepath"
	"testing"

	"lcs/lang/diag"
	"lcs/lang/grammar"
	"lcs/scaffold"
)

// parses fails when a draft is no script.
func parses(t *testing.T, from, script string) {
	t.Helper()
	if _, problems := grammar.Parse(diag.NewFile("flow.lcs", script)); problems.HasErrors() {
		t.Fatalf("%q became\n%s\n%s: %s", from, script, problems[0].Span, problems[0].Message)
	}
}

// Whatever the command, it is refused with a word, or becomes a script.
func FuzzCurl(f *testing.F) {
	files, _ := filepath.Glob("testdata/curl/*.sh")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text), `{"ok": true, "a b": {"c": [1, null]}}`)
	}
	f.Add(`curl 'http://x/}}{{"\'`, "<a>\"\"\"</a>")
	f.Add(`curl x.de -d '{"lead":"{{","id":"}}","email":"a{{b}}c"}'`, "a\r\nb")
	f.Fuzz(func(t *testing.T, command, answer string) {
		draft, err := scaffold.FromCurl(command, scaffold.Sources{
			Answer:   []byte(answer),
			ReadFile: func(string) ([]byte, error) { return []byte(answer), nil },
		})
		if err == nil {
			parses(t, command, draft.Script())
		}
	})
}

func FuzzOpenAPI(f *testing.F) {
	text, err := os.ReadFile("testdata/openapi/leads.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"openapi":"3.1.0","paths":{"/a/{b}":{"get":{"responses":{"2XX":{"content":{"application/json":{"schema":{"$ref":"#/paths"}}}}}}}}}`))
	f.Add([]byte("openapi: 3.0.0\npaths: {/x: {post: {requestBody: {content: {application/json: {schema: {allOf: [{$ref: '#/paths/~1x/post/requestBody/content/application~1json/schema'}]}}}}}}}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		operations, err := scaffold.Operations(text)
		if err != nil || len(operations) == 0 {
			return
		}
		draft, err := scaffold.FromOpenAPI(text, []string{operations[0].String()})
		if err == nil {
			parses(t, string(text), draft.Script())
		}
	})
}
