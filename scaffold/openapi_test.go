package scaffold_test

import (
	"os"
	"strings"
	"testing"

	"lcs/scaffold"
)

func document(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile("testdata/openapi/leads.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Operations of a document become steps: parameters, bodies, shapes, auth.
func TestOpenAPI(t *testing.T) {
	t.Parallel()
	draft, err := scaffold.FromOpenAPI(document(t), []string{"validateLead", "get /ping"})
	if err != nil {
		t.Fatal(err)
	}
	written(t, draft, "testdata/openapi/leads.lcs")
}

func TestOpenAPIThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                      "this is no OpenAPI document",
		"a: [":                                  "the document cannot be read",
		`{"openapi": "3.1.0"`:                   "the document cannot be read",
		`{"swagger": "2.0"}`:                    "this is Swagger 2.0: lcs reads OpenAPI 3",
		"openapi: 3.1.0":                        "the document has no operation",
		"a: &a [1]\nb: &b [*a, *a]\nopenapi: 2": "this is no OpenAPI 3 document",
		string(document(t)):                     "the document has 2 operations: say which with --operation: validateLead, GET /ping",
	} {
		if _, err := scaffold.FromOpenAPI([]byte(text), nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v, want %s", text, err, want)
		}
	}
	if _, err := scaffold.FromOpenAPI(document(t), []string{"validatelead"}); err == nil || !strings.Contains(err.Error(), `no operation "validatelead": it has validateLead`) {
		t.Error(err)
	}
}

// A document that leaves things out, over plain http: undeclared parameters are
// fields, a secret that may not be sent is none, and what is not wanted is not
// declared.
func TestOpenAPIWithGaps(t *testing.T) {
	t.Parallel()
	draft, err := scaffold.FromOpenAPI([]byte(`
openapi: 3.0.0
info: {title: "Partner \"A\" {{x}}\n}}"}
servers: [{url: "http://partner.example/v1"}]
paths:
  /a/{id}/{section}:
    post:
      operationId: one
      security: [{session: []}, {bearer: []}]
      requestBody: {content: {application/xml: {}}}
      responses: {"201": {content: {application/json: {schema: {type: object, properties: {ok: {type: boolean}}}}}}}
  /b:
    head:
      operationId: two
      security: [{key: []}]
      responses: {default: {description: x}}
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer}
    key: {type: apiKey, in: header, name: X-Key}
    session: {type: apiKey, in: cookie, name: sid}
`), []string{"one", "two"})
	if err != nil {
		t.Fatal(err)
	}
	script := draft.Script()
	for _, line := range []string{
		`settings { token: string }`, `auth bearer(settings.token)`, `request POST partner "/a/{{lead.id}}/{{lead.section}}"`,
		`request HEAD partner "/b"`, `# Not taken over: the body, which is application/xml.`,
	} {
		if !strings.Contains(script, line) {
			t.Errorf("it lacks %s:\n%s", line, script)
		}
	}
	sound(t, script)
}
