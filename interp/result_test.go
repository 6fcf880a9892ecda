package interp_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"flag"
	"net/url"
	"os"
	"strings"
	"testing"

	"lcs/interp"
	"lcs/value"
)

var update = flag.Bool("update", false, "write the golden files anew")

// resultScript has an output, an error and a secret of every kind.
const resultScript = `flow "Results"
settings { key: secret, region: string = "us" }
lead { id: string, email: email, value: number?, born: date?, pin: secret(string)?, tags: [string]?, owner: { name: string, token: secret }? }
service api {
  base    "https://api.example.com"
  auth    header("X-Key", settings.key)
  headers { X-Region: settings.region }
}
step ask {
  idempotent by lead.id
  request POST api "/ask" { query { pin: lead.pin } body json { owner?: lead.owner, key: "k:{{settings.key}}" } }
  expect 200 json { ok: bool, amount: number, at: string?, list: [{ a: number? }]?, echo: string? }
  success when response.ok
  reason response.echo
  price response.amount
  reference response.at
  map { amount: response.amount, list: response.list, digest: sha256(settings.key), token: "t-{{settings.key}}", born: lead.born, when: now, took: 1h30m }
  note "asked with {{http.url}}"
  log "sent {{http.body}}"
  on 404 { skip }
  on 422 { flag "{{error.message}}"  reject "refused by {{error.status}}" }
  on 503 { queue }
}
step then when lead.value is present { request GET api "/then"  on 5xx { skip } }
`

const theSecret = `s3cr"t/k+y=é!`

// TestResultJSON holds the results that are written against golden files.
func TestResultJSON(t *testing.T) {
	t.Parallel()
	owner := value.NewObject(entry("name", "Ann"), entry("token", theSecret))
	full := []value.Entry{
		entry("email", "Ann@Example.com"), entry("value", "12.50"), entry("born", "1990-03-02"), entry("pin", theSecret), entry("owner", owner),
		entry("tags", []any{"a", "b"}), entry("utm", "kept \"as\" it is"), entry("n", value.Int(7)),
	}
	yes := reply{body: `{"ok":true,"amount":9007199254740993.10,"at":"r-1","list":[{"a":1.10},{}],"echo":null,"more":1}`}
	var out bytes.Buffer
	for _, test := range []struct {
		name  string
		lead  []value.Entry
		reply reply
	}{
		{"success", full, yes},
		{"as little as there may be", []value.Entry{entry("email", "not an address")}, yes},
		{"a no", full, reply{body: `{"ok":false,"amount":0,"echo":"too \"young\"\n"}`}},
		{"skipped", full, reply{status: 404}},
		{"refused", full, reply{status: 422, body: "no\x00\x1b[31m"}},
		{"queued", full, reply{status: 503}},
		{"error", full, reply{status: 500, body: "dead: " + theSecret}},
		{"unfit", full, reply{body: `{"ok":"` + `yes"}`}},
		{"missing", nil, yes},
	} {
		s := simulate(t, resultScript, func(o *interp.Options) { o.Settings["key"] = interp.Setting{Value: theSecret} }).stub("ask", test.reply).stub("then", reply{})
		got := s.do(test.lead...)
		s.close()
		text := got.AppendJSON(nil)
		showsNoSecret(t, test.name, got)
		if bytes.ContainsAny(text, "\n\r") {
			t.Errorf("%s: a line break in %s", test.name, text)
		}
		if _, err := value.ParseJSON(text, value.Limits{}); err != nil {
			t.Errorf("%s: %v in %s", test.name, err, text)
		}
		out.WriteString("# " + test.name + "\n")
		out.Write(text)
		out.WriteString("\n")
	}
	golden(t, "testdata/results.ndjson", out.Bytes())
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want := readFile(t, name); want != string(got) {
		t.Errorf("%s has changed; -update writes it anew:\n%s", name, got)
	}
}

// showsNoSecret looks for the secret in all that a result shows, as it is and
// encoded.
func showsNoSecret(t *testing.T, name string, r *interp.Result) {
	t.Helper()
	texts := []string{string(r.AppendJSON(nil)), r.Reason}
	texts = append(append(texts, r.Notes...), r.Flags...)
	for _, l := range r.Logs {
		texts = append(texts, l.Text)
	}
	if r.Diagnostic != nil {
		texts = append(texts, r.Diagnostic.Message, r.Diagnostic.Help)
	}
	quoted, _ := value.AppendJSON(nil, theSecret)
	for _, form := range []string{
		theSecret, strings.Trim(string(quoted), `"`), url.QueryEscape(theSecret), url.PathEscape(theSecret), hex.EncodeToString([]byte(theSecret)),
		base64.StdEncoding.EncodeToString([]byte(theSecret)), base64.RawURLEncoding.EncodeToString([]byte(theSecret)),
		"s3cr%22t%2Fk%2By%3D%C3%A9%21",
	} {
		for _, text := range texts {
			if strings.Contains(text, form) {
				t.Errorf("%s: the secret, as %s, stands in %s", name, form, text)
			}
		}
	}
}

// TestErrorsKeepSecrets: what goes wrong with a secret does not show it.
func TestErrorsKeepSecrets(t *testing.T) {
	t.Parallel()
	for _, use := range []string{
		`let x = from_json(settings.key)`,
		`let x = base64_decode(settings.key)`,
		`let x = hex_decode(settings.key)`,
		`let x = url_decode("%{{settings.key}}")`,
		`let x = number(settings.key)!`,
		`let x = date(settings.key)!`,
		`let x = settings.key.split(",")[7]!`,
		`let x = jwt_claims(settings.key)`,
		`let x = settings.key.xpath('//a')!`,
		`step ask { request GET "https://a.example.com/{{settings.key.split(",")[7]}}" }`,
		`step ask { request GET "https://a.example.com/" { headers { X-Key: settings.key + "\n" } } }`,
		`step ask { request GET "https://{{settings.key}}.example.com/" }`,
		`step ask { request POST "https://a.example.com/" { body json { a: settings.key } }  on error { note "{{error.message}}" } }`,
		`step ask { request POST "https://a.example.com/" { body xml """<a>{{settings.key}}</a>""" }  on error { note "{{http.url}} {{error.message}}"  fail "{{error.message}}" } }`,
	} {
		info, problems := newOracle().checked("test.lcs", "flow \"Secrets\"\nsettings { key: secret }\nlead { id: string }\n"+use+"\n", nil)
		if info == nil {
			if !problems.HasErrors() {
				t.Errorf("%s: not checked", use)
			}
			continue // refused before it can happen
		}
		s := simulate(t, "flow \"Secrets\"\nsettings { key: secret }\nlead { id: string }\n"+use+"\n", func(o *interp.Options) {
			o.Settings["key"] = interp.Setting{Value: theSecret}
		}).stub("ask", reply{status: 500, body: "you sent " + theSecret + ", that is " + url.QueryEscape(theSecret)})
		got := s.do()
		s.close()
		showsNoSecret(t, use, got)
	}
}

// TestUnfitFieldKeepsItsSecret: a secret field that cannot be read is not shown.
func TestUnfitFieldKeepsItsSecret(t *testing.T) {
	t.Parallel()
	s := simulate(t, `flow "Unfit"
lead { id: string, kind: secret("a" | "b"), o: { n: secret(int) }? }
`)
	showsNoSecret(t, "a choice", s.do(entry("kind", theSecret)))
	showsNoSecret(t, "an object's field", s.do(entry("kind", "a"), entry("o", value.NewObject(entry("n", theSecret)))))
	s.close()
}
