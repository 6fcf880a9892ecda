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
