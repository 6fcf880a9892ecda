package trace_test

import (
	nethttp "net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lcs/stdlib/http"
	"lcs/trace"
)

// Who has the cookie of a session is in it: traces show its name alone. What is
// masked beside it keeps its setting.
func TestCookiesAreMasked(t *testing.T) {
	t.Parallel()
	x := exchange()
	x.Request.Header["Cookie"] = []string{"key=k-1; sid=s-2; empty=; odd"}
	x.Request.Secrets = []http.Secret{{Where: "Cookie", Start: 4, End: 7}}
	x.Header["Set-Cookie"] = []string{"sid=s-3; Path=/; HttpOnly", "lang=en", "odd"}
	e := entry(t, trace.Attempt{Step: "s", Level: "full", Exchange: x, Secrets: []trace.Secret{{Name: "api_key", Text: "k-1"}}})
	if d := cmp.Diff(nethttp.Header{"Cookie": {"key=•••; sid=•••; empty=; odd"}, "Content-Type": {"text/plain"}}, e.Request.Headers); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"sid=•••; Path=/; HttpOnly", "lang=•••", "odd"}, e.Response.Headers["Set-Cookie"]); d != "" {
		t.Error(d)
	}
	if x.Header["Set-Cookie"][1] != "lang=en" {
		t.Error("the answer was changed")
	}
	want := `curl --request POST https://api.example/a --header 'Content-Type: text/plain' --header 'Cookie: key='"$API_KEY"'; sid='"$COOKIE"'; empty=; odd' --data-raw ping`
	if got := trace.NewCurl(e).Command; cmp.Diff(want, got) != "" {
		t.Errorf("%s", cmp.Diff(want, got))
	}
}
