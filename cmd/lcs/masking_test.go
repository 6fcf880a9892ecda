package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"
)

// leaky sends a secret to every place that a request has. Nothing of the
// answers is mapped, for what is mapped is data.
const leaky = `flow "leaky"
settings { key: secret, pins: [secret] = [] }
lead { id: string, card: secret, ssn: ssn }
trace full
service headers { base "HTTP_SERVER/headers"  headers { X-Api-Key: settings.key, X-Both: "a{{settings.key}}b{{settings.key}}" } }
service queried { base "HTTP_SERVER/queried"  auth query("key", settings.key) }
service basic   { base "HTTP_SERVER/basic"    auth basic("user", settings.key) }
service bearer  { base "HTTP_SERVER/bearer"   auth bearer(settings.key) }
service rotated { base "HTTP_SERVER/rotated"  auth rotate("X-Token", settings.pins) }
service oauth   { base "HTTP_SERVER/oauth"    auth oauth2(token_url: "HTTP_SERVER/token", client_id: "acme", client_secret: settings.key) }
service signed  {
  base "HTTP_SERVER/signed"
  sign { X-Signature: hmac_sha256(settings.key, request.body) | hex }
}
step a1 { request GET headers "/"   on error { skip } }
step a2 { request GET queried "/"   on error { skip } }
step a3 { request GET basic "/"     on error { skip } }
step a4 { request GET bearer "/"    on error { skip } }
step a5 { request GET rotated "/"   on error { skip } }
step a6 { request GET oauth "/"     on error { skip } }
step a7 { request POST signed "/" { body text "a{{settings.key}}" }   on error { skip } }
step b1 {
  request GET "HTTP_SERVER/path/{{settings.key}}/x?a=b" { query { k: settings.key } }
  on error {
    log info "asked {{http.url}}"
    skip
  }
}
step b2 { request POST "HTTP_SERVER/json"      { body json { k: settings.key, card: lead.card, ssn: lead.ssn, pins: settings.pins } }   on error { skip } }
step b3 { request POST "HTTP_SERVER/form"      { body form { k: settings.key, card: lead.card } }   on error { skip } }
step b4 { request POST "HTTP_SERVER/xml"       { body xml """<k a="{{settings.key}}">{{settings.key}}</k>""" }   on error { skip } }
step b5 { request POST "HTTP_SERVER/multipart" { body multipart { k: settings.key } }   on error { skip } }
step b6 { request POST "HTTP_SERVER/coded"     { headers { X-Coded: base64("user:{{settings.key}}") }  body text settings.key | hex }   on error { skip } }
step b7 { request POST "HTTP_SERVER/part"      { body text settings.key.slice(1) }   on error { skip } }
step b8 { request POST "HTTP_SERVER/packed"    { body json { k: settings.key, card: lead.card }  gzip }   on error { skip } }
step c1 {
  request GET "HTTP_SERVER/ok"
  expect 200 json { token: secret }
  map { token: response.token }
}
step c2 { request GET "HTTP_SERVER/later" { headers { X-Token: c1.token } }   on error { skip } }
step d1 { request GET "https://SERVER/{{settings.key}}" { headers { X-Key: settings.key } }   on error { skip } }
step d2 { request GET "http://127.0.0.1:1/{{settings.key}}" { query { k: settings.key } }   on error { skip } }
step d3 {
  request GET "HTTP_SERVER/hop" { headers { X-Key: settings.key } }
  on error {
    log warn "{{error.message}}"
    skip
  }
}
step d4 {
  request GET "HTTP_SERVER/garbled" { headers { X-Key: settings.key } }
  on error {
    log warn "{{error.message}}"
    skip
  }
}
step d5 { request POST "HTTP_SERVER/twice" { headers { X-Twice: settings.key | hex | base64 }  body text settings.key | base64 | base64 }   on error { skip } }
step d6 {
  request GET "HTTP_SERVER/said"
  expect 200 json { said: string, list: [string] }
  map { said: response.said, list: response.list }
  reference response.said
}
note "they said {{d6.said}}"
flag "said {{d6.list[0] ?? ''}}"
log info "said {{d6.said}}"
step last { request GET "HTTP_SERVER/last" { headers { X-Key: settings.key } } }
`

// echo is a server that repeats what it knows, in every encoding.
type echo struct {
	*httptest.Server
	secrets  atomic.Pointer[[]string]
	requests atomic.Int64
}

const echoedToken = "tok-en/0123+456789=="

func newEcho(t *testing.T) *echo {
	e := &echo{}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e.requests.Add(1)
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Path == "/token" {
			fmt.Fprintf(w, `{"access_token": %q, "token_type": "bearer"}`, echoedToken)
			return
		}
		if r.URL.Path == "/ok" {
			fmt.Fprintf(w, `{"token": %q}`, echoedToken)
			return
		}
		key := (*e.secrets.Load())[0]
		switch r.URL.Path {
		case "/said":
			said, _ := json.Marshal(map[string]any{"said": "it is " + key, "list": encodings(key)})
			_, _ = w.Write(said)
			return
		case "/hop": // in halves, and then whole in what is no URL
			w.Header().Set("Set-Cookie", "half="+url.QueryEscape(key[:len(key)/2]))
			http.Redirect(w, r, "/hop2?"+url.QueryEscape(key[len(key)/2:]), http.StatusFound)
			return
		case "/hop2":
			w.Header().Set("Location", "http://127.0.0.1:"+url.QueryEscape(key)+"/%zz")
			w.WriteHeader(http.StatusFound)
			return
		case "/garbled":
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				fmt.Fprintf(conn, "HTTP/1.1 %s is not for you\r\n\r\n", url.QueryEscape(key))
				conn.Close()
			}
			return
		}
		w.Header().Set("Content-Type", "text/plain")
		var text strings.Builder
		for _, secret := range *e.secrets.Load() {
			for i, form := range encodings(secret) {
				fmt.Fprintf(&text, "form %d is %s and more; ", i, form)
				w.Header().Add("X-Echo", "is "+form)
			}
		}
		w.Header().Set("Set-Cookie", "session="+url.QueryEscape((*e.secrets.Load())[0])+"; Path=/")
		w.Header().Set("Location", r.RequestURI)
		w.WriteHeader(http.StatusInternalServerError)
		fmt.Fprintf(w, "%s %s %s %s %v", text.String(), r.RequestURI, r.URL.Path, body, r.Header)
	}))
	t.Cleanup(e.Close)
	return e
}

// encodings are a secret as it is, and in what one meets.
func encodings(s string) []string {
	quoted, _ := json.Marshal(s)
	return []string{
		s, string(quoted), url.QueryEscape(s), url.PathEscape(s), html.EscapeString(s),
		hex.EncodeToString([]byte(s)), strings.ToUpper(hex.EncodeToString([]byte(s))),
		base64.StdEncoding.EncodeToString([]byte(s)), base64.RawURLEncoding.EncodeToString([]byte(s)),
		base64.StdEncoding.EncodeToString([]byte(base64.StdEncoding.EncodeToString([]byte(s)))),
		base64.StdEncoding.EncodeToString([]byte(hex.EncodeToString([]byte(s)))), url.QueryEscape(url.QueryEscape(s)),
		base64.StdEncoding.EncodeToString([]byte("user:" + s)), base64.URLEncoding.EncodeToString([]byte("u:" + s + ":x")),
	}
}

// formsOf are all the texts by which a secret would be found.
func formsOf(secret string) []string {
	forms := encodings(secret)
	for _, offset := range []int{1, 2} { // in the middle of base64, without the characters that it shares
		for _, e := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			coded := e.EncodeToString([]byte("xx"[:offset] + secret))
			forms = append(forms, coded[offset+1:len(coded)-1])
		}
	}
	for i := range forms {
		forms[i] = strings.Trim(forms[i], `"=`)
	}
	slices.Sort(forms)
	return slices.Compact(forms)
}

func leak(text string, forms []string) string {
	for _, form := range forms {
		if i := strings.Index(text, form); i >= 0 {
			return text[max(i-60, 0):min(i+len(form)+20, len(text))]
		}
	}
	return ""
}

// unpacked are a text and, of JSON, all texts in it, decoded.
func unpacked(text string) []string {
	out := []string{text}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			out = append(out, v)
			if plain, err := url.QueryUnescape(v); err == nil {
				out = append(out, plain)
			}
			if raw, err := base64.StdEncoding.DecodeString(v); err == nil {
				out = append(out, string(raw))
			}
		case []any:
			for _, item := range v {
				walk(item)
			}
		case map[string]any:
			for name, item := range v {
				walk(name)
				walk(item)
			}
		}
	}
	for decoder := json.NewDecoder(strings.NewReader(text)); ; {
		var v any
		if decoder.Decode(&v) != nil {
			return out
		}
		walk(v)
	}
}

// A secret is found in no output: not in results, on stderr, in a trace, a HAR
// file or a curl command; wherever it was sent, and however it came back.
func TestNoOutputHasASecret(t *testing.T) {
	t.Parallel()
	server := newEcho(t)
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	write := func(name string, text []byte) {
		if err := os.WriteFile(file(name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("flow.lcs", []byte(strings.NewReplacer("HTTP_SERVER", server.URL, "https://SERVER", "https"+strings.TrimPrefix(server.URL, "http")).Replace(leaky)))
	runLCS := func(args ...string) (stdout, stderr string, code int) {
		var out, errs bytes.Buffer
		code = execute(context.Background(), &console{in: strings.NewReader(""), out: &out, err: &errs}, args)
		return out.String(), errs.String(), code
	}
	random := rapid.OneOf(
		rapid.StringMatching(`[!-~][ -~]{8,40}[!-~]`),
		rapid.StringMatching(`[a-zé€𝄞%+"'&\\][a-zé€𝄞%+"'&\\ ]{10,20}[a-zé€𝄞%+"'&\\]`),
	)
	enough := 25 // rounds of whole commands; more only to make a failure smaller
	if underRace {
		enough = 9
	}
	rounds, failed := 0, false
	rapid.Check(t, func(t *rapid.T) {
		if rounds++; rounds > enough && !failed {
			return
		}
		defer func() { failed = failed || t.Failed() }()
		key, pin, card := random.Draw(t, "key"), random.Draw(t, "pin"), random.Draw(t, "card")
		secrets := []string{key, pin, card, "539-60-0122"}
		server.secrets.Store(&secrets)
		server.requests.Store(0)
		settings, _ := json.Marshal(map[string]any{"key": key, "pins": []string{pin, pin + "2"}})
		lead, _ := json.Marshal(map[string]any{"id": "1", "card": card, "ssn": "539-60-0122"})
		write("settings.json", settings)
		write("lead.json", lead)

		level := []string{"full", "errors", "headers"}[rounds%3]
		stdout, stderr, code := runLCS("run", file("flow.lcs"), "--lead", file("lead.json"), "--settings", file("settings.json"),
			"--allow-private", "--trace", file("t.ndjson"), "--har", file("t.har"), "--trace-level", level)
		if code != exitFailed || !strings.Contains(stdout, `last: HTTP 500`) || !strings.Contains(stderr, "asked http://") {
			t.Fatalf("exit code %d\n%s\n%s", code, stdout, stderr)
		}
		outputs := map[string]string{"stdout": strings.Replace(stdout, `"ssn":"539600122"`, "", 1), "stderr": stderr}
		for _, name := range []string{"t.ndjson", "t.har"} {
			text, err := os.ReadFile(file(name))
			if err != nil {
				t.Fatal(err)
			}
			outputs[name] = string(text)
		}
		// /hop redirects once, and three requests reach no handler of the server.
		if got, want := strings.Count(outputs["t.ndjson"], "\n"), int(server.requests.Load())+1; level != "errors" && (got != want || want < 25) {
			t.Errorf("%d attempts in the trace, %d at the server", got, want)
		}
		for i, step := range strings.Fields("a1 a2 a3 a4 a5 a6 a7 b1 b2 b3 b4 b5 b6 b7 b8 c1 c2 d1 d2 d3 d4 d5 d6 last oauth") {
			command, said, code := runLCS("curl", file("t.ndjson"), "--step", step)
			if code != exitOK && level != "errors" {
				t.Errorf("curl of %s: %s", step, said)
			}
			outputs[fmt.Sprintf("curl %d", i)] = command + said
		}
		for name, output := range outputs {
			outputs[name] = strings.Join(unpacked(output), "\n")
		}
		for _, secret := range append(secrets, "539600122", key[1:], pin+"2", echoedToken) {
			forms := formsOf(secret)
			for name, output := range outputs {
				if found := leak(output, forms); found != "" {
					t.Fatalf("%q is in %s: %s", secret, name, found)
				}
			}
		}
	})
}
