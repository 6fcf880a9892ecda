package repl_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"go.uber.org/goleak"

	"lcs/interp"
	"lcs/lang/load"
	"lcs/repl"
	"lcs/scripttest"
	"lcs/stdlib"
)

// TestMain finds tasks that a session has left behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const script = `flow "Leads"
settings { base: string, api_key: secret, region: string = "us" }
lead { id: string, email: email, state: state, ssn: ssn?, note: string? }
example lead "Ann" { id: "1", email: "ann@example.com", state: "TX" }
example lead "Bob" { id: "2", email: "bob@example.com", state: "NY" }
example settings { base: "http://crm.example.com" }
service crm {
  base "{{settings.base}}"
  headers { X-API-Key: settings.api_key }
  max_response 20mb
  on timeout, network { retry 1 backoff 30s..30s }
}
fn twice(x: number): number = x * 2
let domain = lead.email.domain ?? "none"
step score "Score it" {
  request POST crm "/score" { body json { id: lead.id, state: lead.state, domain: domain, ssn?: lead.ssn } }
  expect 200 json { points: number, text: string? }
  map { points: response.points, text: response.text }
  example 200 json { "points": 7, "text": "a \{{b\}}" }
}
step sell when score.points > 50 {
  request POST crm "/sell" { body json { key: settings.api_key, points: score.points } }
  expect 200 text
  map { price: response.match(/(\d+)/)[1] }
  example 200 text "price=12"
}
`

// desk is a session on a script in memory.
type desk struct {
	*repl.Session
	t      *testing.T
	script string
}

func at(t *testing.T, text string, change func(*repl.Options)) *desk {
	t.Helper()
	d := &desk{t: t, script: text}
	o := repl.Options{
		Script: "flow.lcs", Library: stdlib.New(), Sandbox: true,
		Read: func(name string) ([]byte, error) {
			if name != "flow.lcs" {
				return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
			}
			return []byte(d.script), nil
		},
		Append: func(_ string, text []byte) error { d.script += string(text); return nil },
	}
	if text == "" {
		o.Script = ""
	}
	if change != nil {
		change(&o)
	}
	session, problems := repl.New(o)
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	d.Session = session
	t.Cleanup(session.Close)
	return d
}

// says is what a line comes to.
func (d *desk) says(line string) string {
	var out bytes.Buffer
	d.Execute(context.Background(), line, &out)
	return strings.TrimRight(out.String(), "\n")
}

// against lets a session call a server.
func against(server *httptest.Server) func(*repl.Options) {
	return func(o *repl.Options) {
		o.Sandbox, o.AllowPrivate = false, true
		o.Settings = map[string]interp.Setting{
			"base": {Value: server.URL, Place: "--set"}, "api_key": {Value: "k-topsecret", Place: "--set"},
		}
	}
}

func serve(t *testing.T, answer http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	return server
}

func TestValuesAreLaidOut(t *testing.T) {
	t.Parallel()
	d := at(t, script, nil)
	for line, want := range map[string]string{
		`"é\n{{1}}"`:                             `"é\n1" : string`,
		`'a {{b}}'`:                              `"a \{{b\}}" : string`,
		`lead.email`:                             `"ann@example.com" : email`,
		`lead.ssn`:                               "missing : ssn?\n  declared with '?' (flow.lcs:3:53)",
		`twice(4)`:                               "8 : number",
		`[for n in [1, 2]: { n: n, "a b": [] }]`: "[{ n: 1, \"a b\": [] }, { n: 2, \"a b\": [] }] : [{ n: int, a b: [invalid] }]",
		`settings.api_key`:                       "••• : secret",
		`base64(settings.api_key)`:               "••• : secret",
		`{ key: settings.api_key, n: 1 }`:        "{ key: •••, n: 1 } : { key: secret, n: int }",
		`[settings.api_key]`:                     "[•••] : [secret]",
		`score`:                                  "missing : step\n  'score' was not sent: :send score",
		`null`:                                   "null : null?",
		`1h30m`:                                  "1h30m : duration",
		``:                                       "",
		`  `:                                     "",
	} {
		if got := d.says(line); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", line, got, want)
		}
	}
}

func TestLargeValuesAreCut(t *testing.T) {
	t.Parallel()
	d := at(t, "", nil)
	for line, want := range map[string]string{
		`repeat("x", 1000000)`:                               "more bytes are not shown",
		`[for c in repeat("a ", 5000).split(" "): { c: c }]`: "more values are not shown",
	} {
		got := d.says(line)
		if !strings.Contains(got, want) || len(got) > 20_000 {
			t.Errorf("%s: %d bytes, %s", line, len(got), got[max(0, len(got)-100):])
		}
	}
}

func TestCompletion(t *testing.T) {
	t.Parallel()
	d := at(t, script, nil)
	d.says(":send score")
	d.says("mine = [1, 2]")
	for text, test := range map[string]struct {
		from  int
		has   string // separated by spaces
		lacks string
	}{
		"":                        {0, "lead settings now score sell domain mine twice( lower( response http", "email nope"},
		"le":                      {0, "lead length(", "settings"},
		"lead.":                   {5, "id email state note received_at", "lead base"},
		"lead.em":                 {5, "email", "state"},
		"lead.email.do":           {11, "domain", "user"},
		"lead.email.":             {11, "domain is_free raw upper(", "sum( points"},
		"1 + mine.":               {9, "sum( first(", "upper( domain"},
		"mine | ":                 {7, "sum first", "upper"},
		"mine[0].":                {8, "round(", "sum("},
		`replace("a", /b/, "c").`: {23, "upper(", "sum("},
		`"a {{lead.email}}".`:     {19, "upper(", "sum("},
		"settings.":               {9, "api_key region base", "email"},
		"score.":                  {6, "points text outcome http stats", "email"},
		"score.http.":             {11, "status headers", "points"},
		"response.":               {9, "points text", "email"},
		"now.":                    {4, "year hour", "upper("},
		"nope.":                   {5, "", "upper("},
		"3":                       {0, "", "lead"},
		":":                       {1, "send save settings help quit", "lead.email"},
		":sen":                    {1, "send", "save"},
		":send ":                  {6, "score sell", "lead"},
		":send se":                {6, "sell", "score"},
		":curl s":                 {6, "score sell", ""},
		":set re":                 {5, "region=", "base="},
		":lead ":                  {6, `"Ann" "Bob"`, "lead"},
		`:lead "B`:                {6, `"Bob"`, `"Ann"`},
		":type lead.em":           {11, "email", "state"},
		":doc ema":                {5, "email", "lower("},
		":help se":                {6, "send settings set", "quit"},
		":nope x":                 {7, "", "lead"},
		"[1,\nlead.em":            {9, "email", "state"},
		"\xff.":                   {2, "", ""},
	} {
		from, candidates := d.Complete(text, len(text))
		var got []string
		for _, c := range candidates {
			if !c.File {
				got = append(got, c.Text)
			}
		}
		all := " " + strings.Join(got, " ") + " "
		for _, name := range strings.Fields(test.has) {
			if !strings.Contains(all, " "+name+" ") {
				t.Errorf("%q does not go on with %s; it has%.200s", text, name, all)
			}
		}
		for _, name := range strings.Fields(test.lacks) {
			if strings.Contains(all, " "+name+" ") {
				t.Errorf("%q goes on with %s", text, name)
			}
		}
		if from != test.from || test.has == "" && len(got) > 0 {
			t.Errorf("%q: from %d with %.200q, want from %d", text, from, got, test.from)
		}
	}
	if _, candidates := d.Complete(":lead le", 8); len(candidates) != 1 || !candidates[0].File || candidates[0].Text != "le" {
		t.Errorf("files: %v", candidates)
	}
}

// Each candidate that a value is offered can be read or called on it.
func TestCandidatesAreUsable(t *testing.T) {
	t.Parallel()
	d := at(t, script, nil)
	d.says(":send score")
	for _, text := range []string{"lead.", "lead.email.", "lead.state.", "settings.", "score.", "score.http.", "now.", "response."} {
		from, candidates := d.Complete(text, len(text))
		for _, c := range candidates {
			if strings.HasSuffix(c.Text, "(") {
				continue
			}
			if got := d.says(text[:from] + c.Text); strings.HasPrefix(got, "error") {
				t.Errorf("%s%s: %s", text, c.Text, got)
			}
		}
		if len(candidates) == 0 {
			t.Errorf("%s has no candidates", text)
		}
	}
}

func TestWhatIsKept(t *testing.T) {
	t.Parallel()
	d := at(t, script, nil)
	for line, want := range map[string]bool{
		"lead.email":               true,
		":send score":              true,
		":set region=eu":           true,
		":set api_key=k-topsecret": false,
		" :set api_key = k":        false,
		":set nope=k-topsecret":    false,
		":se api_key=k-topsecret":  false,
		":settings":                true,
		"":                         false,
	} {
		if got := d.Keep(line); got != want {
			t.Errorf("%q: %t", line, got)
		}
	}
}

func TestLinesGoOn(t *testing.T) {
	t.Parallel()
	d := at(t, script, nil)
	for text, want := range map[string]bool{
		"[1,": true, "[1,\n2]": false, `"""`: true, "\"\"\"\na\n\"\"\"": false, "1 +": true, "lead.": true, "f(": true,
		":send score": false, ":lead {": true, ":lead { id: \"1\" }": false, "": false, `"open`: false, ":type [1,": true,
	} {
		if got := d.Incomplete(text); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

func TestSecretsAreShownNowhere(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Echo", r.Header.Get("X-API-Key"))
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, `{"points": 60, "text": %q}`, r.Header.Get("X-API-Key")+string(body))
	})
	d := at(t, script, against(server))
	var all strings.Builder
	for _, line := range []string{
		":lead { id: \"7\", email: \"a@example.com\", state: \"TX\", ssn: \"078-05-1120\" }",
		":settings", "settings", ":send score", "score", "response", "http", "score.text", ":curl score", ":curl sell", ":send sell",
		"[settings.api_key] | join(\"-\")", "settings.api_key.nope", ":save \"one\"", ":set api_key=other-secret", ":settings", ":send score",
	} {
		all.WriteString("> " + line + "\n" + d.says(line) + "\n")
	}
	shown := strings.ReplaceAll(all.String(), ":set api_key=other-secret", "")
	for _, secret := range []string{"k-topsecret", "other-secret", "a3JvcHNlY3JldA", "078051120"} {
		if strings.Contains(shown, secret) || strings.Contains(d.script, secret) {
			t.Errorf("%s is shown:\n%s\n%s", secret, shown, d.script)
		}
	}
	if !strings.Contains(shown, `X-Api-Key: •••`) || strings.Count(shown, "200 OK") != 3 {
		t.Errorf("not sent, or not masked:\n%s", shown)
	}
}

func TestALongAnswerIsCut(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"points": 60, "text": "%s"}`, strings.Repeat("\u00e9", 5<<20))
	})
	d := at(t, script, against(server))
	shown := d.says(":send score")
	if len(shown) > 30_000 || !strings.Contains(shown, "more bytes") || !strings.Contains(shown, "points = 60") {
		t.Errorf("%d bytes: %.3000s", len(shown), shown)
	}
	if got := d.says(`:save "long"`); !strings.HasPrefix(got, "this cannot be saved: the answer to score: its body has 10485786 bytes") {
		t.Error(got)
	}
}

func TestEscapesOfTheFarEndAreHarmless(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "{\"points\": 1}\x1b]0;owned\x07\x1b[2J")
	})
	d := at(t, script, against(server))
	if shown := d.says(":send score"); strings.ContainsAny(shown, "\x1b\x07") {
		t.Errorf("%q", shown)
	}
}

func TestAnInterruptedLine(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	server := serve(t, func(http.ResponseWriter, *http.Request) {
		cancel()
		panic(http.ErrAbortHandler)
	})
	d := at(t, script, against(server))
	var out bytes.Buffer
	if status := d.Execute(ctx, ":send score", &out); status != repl.Failed || !strings.Contains(out.String(), "interrupted") {
		t.Errorf("%d %s", status, &out)
	}
	out.Reset()
	if status := d.Execute(ctx, "[for a in [for b in [1]: b]: a] | count", &out); status != repl.Failed || out.String() != "interrupted\n" {
		t.Errorf("%d %s", status, &out)
	}
	if got := d.says("1 + 1"); got != "2 : int" {
		t.Errorf("after that: %s", got)
	}
}

// A batch is no single lead's: it is interrupted all the same.
func TestAnInterruptedBatch(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	server := serve(t, func(http.ResponseWriter, *http.Request) {
		cancel()
		panic(http.ErrAbortHandler)
	})
	d := at(t, strings.Replace(script, "step score", "step all {\n  collect 10 leads or 5m\n  request POST crm \"/all\" { body json { n: batch.leads | count } }\n}\nstep score", 1), against(server))
	var out bytes.Buffer
	if status := d.Execute(ctx, ":send all", &out); status != repl.Failed || !strings.Contains(out.String(), "interrupted") {
		t.Errorf("%d %s", status, &out)
	}
	if got := d.says(":curl all"); !strings.HasSuffix(got, `--data-raw '{"n":1}'`+"\n  to be set: API_KEY") {
		t.Error(got)
	}
}

func TestReloading(t *testing.T) {
	t.Parallel()
	d := at(t, script, nil)
	d.says(":send score")
	d.script = strings.Replace(script, `"points": 7`, `"points": 8`, 1)
	if got := d.says(":reload"); !strings.HasPrefix(got, "Leads: 2 steps") {
		t.Error(got)
	}
	if got := d.says("score.points"); !strings.Contains(got, "was not sent") {
		t.Error(got)
	}
	d.says(":send score")
	if got := d.says("score.points"); got != "8 : number" {
		t.Error(got)
	}
	d.script = strings.Replace(script, "lead.email.domain", "lead.emial", 1)
	if got := d.says(":reload"); !strings.Contains(got, "did you mean 'email'?") || !strings.HasSuffix(got, "the script stays as it was") {
		t.Error(got)
	}
	if got := d.says("score.points"); got != "8 : number" {
		t.Error(got)
	}
}

func TestSavingWhatDoesNotPass(t *testing.T) {
	t.Parallel()
	text := script + "test \"first\" {\n  lead \"Ann\"\n  run\n  assert outcome == \"success\"\n}\n"
	d := at(t, strings.Replace(text, "step sell", "if lead.state == \"NY\" { reject \"no\" }\nstep sell", 1), nil)
	before := d.script
	d.says(`lead.state = "NY"`)
	d.says(":send score")
	if got := d.says(`:save "ends"`); !strings.HasSuffix(got, "is added, and passes") {
		t.Error(got)
	}
	d.script = strings.Replace(before, "step score", "if lead.state == \"NY\" { reject \"no\" }\nstep score", 1)
	changed := d.script
	if got := d.says(`:save "never comes to it"`); !strings.Contains(got, "the assertion does not hold") || d.script != changed {
		t.Errorf("%s\n%s", got, d.script)
	}
	if got := d.says(`:save "first"`); got != `the script has a test "first" already` {
		t.Error(got)
	}
}

// A saved test fails when the script reads the answer in another way.
func TestASavedTestHoldsTheScript(t *testing.T) {
	t.Parallel()
	d := at(t, script, nil)
	d.says(":send score")
	if got := d.says(`:save "points"`); !strings.HasSuffix(got, "is added, and passes") {
		t.Fatal(got)
	}
	failures := func() int {
		lib := stdlib.New()
		info, _ := load.Source("flow.lcs", d.script, nil, lib)
		program, _ := interp.Compile(info, lib)
		suite := scripttest.New(info, program, lib)
		return len(suite.Run(suite.Tests()[0]).Failures)
	}
	if n := failures(); n != 0 {
		t.Errorf("%d failures in\n%s", n, d.script)
	}
	d.script = strings.Replace(d.script, "points: response.points", "points: response.points + 1", 1)
	if n := failures(); n != 1 {
		t.Errorf("%d failures", n)
	}
}

func TestHelpFitsATerminal(t *testing.T) {
	t.Parallel()
	for _, line := range strings.Split(at(t, script, nil).says(":help"), "\n") {
		if utf8.RuneCountInString(line) > 80 {
			t.Errorf("over 80 characters: %s", line)
		}
	}
}

// What a script computes on its own is in scope, as the lead is now.
func TestTheScriptsValuesFollowTheLead(t *testing.T) {
	t.Parallel()
	d := at(t, script, nil)
	for _, test := range []struct{ line, want string }{
		{"domain", `"example.com" : string`},
		{`lead.email = "x@example.org"`, `"x@example.org" : email`},
		{"domain", `"example.org" : string`},
		{`lead.email = "nobody"`, `"nobody" (not valid) : email`},
		{"domain", `"none" : string`},
		{`:lead "Bob"`, `lead: example lead "Bob"`},
		{"domain", `"example.com" : string`},
		{`x = domain`, ""},
		{`:lead { id: "9", email: "y@example.net", state: "CA" }`, "lead: 3 fields"},
		{"x + domain", `"example.comexample.net" : string`},
		{":set region=eu", ""},
		{"settings.region", `"eu" : string`},
	} {
		if got := d.says(test.line); got != test.want {
			t.Errorf("%s: got %s, want %s", test.line, got, test.want)
		}
	}
}

// Every step of the examples can be sent on its own, those before it first, and
// what came is a test that passes.
func TestEveryStepOfTheExamples(t *testing.T) {
	t.Parallel()
	tried := 0
	err := filepath.WalkDir("../examples", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(name) != ".lcs" {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if !bytes.Contains(text, []byte("example lead")) {
			return nil
		}
		d := at(t, "-", func(o *repl.Options) {
			o.Script = name
			o.Read = os.ReadFile
			o.Append = func(_ string, added []byte) error { text = append(text, added...); return nil }
		})
		for _, step := range d.steps() {
			got := d.says(":send " + step)
			if !strings.Contains(got, "\n"+step+": success") || strings.Contains(got, "handler: none") {
				t.Errorf("%s: %s: %s", name, step, got)
			}
			if curl := d.says(":curl " + step); !strings.HasPrefix(curl, "curl ") && !strings.Contains(curl, " | gzip | curl ") {
				t.Errorf("%s: %s: %s", name, step, curl)
			}
			tried++
		}
		if got := d.says(":save \"from the console\""); !strings.HasSuffix(got, "is added, and passes") {
			t.Errorf("%s: %s", name, got)
		}
		return nil
	})
	if err != nil || tried < 30 {
		t.Errorf("%d steps: %v", tried, err)
	}
}

// steps are the names of the steps, from completion.
func (d *desk) steps() []string {
	_, candidates := d.Complete(":send ", len(":send "))
	var names []string
	for _, c := range candidates {
		names = append(names, c.Text)
	}
	return names
}

// FuzzExecute holds that no line panics, hangs or shows a secret.
func FuzzExecute(f *testing.F) {
	for _, line := range []string{
		"lead.email.domain | upper", "x = [1, 2", ":send score", ":lead {", ":set region=", ":type", ":doc lead.", ":save \"\"",
		`"""`, "let x = lead", "lead.email = 1", ":curl \xff", "a.b.c[", ":lead \"", "{{{", "[for", ":help :", "lead = ", "1 ?? ",
	} {
		f.Add(line)
	}
	library := stdlib.New()
	f.Fuzz(func(t *testing.T, line string) {
		if strings.HasPrefix(strings.TrimSpace(line), ":l") || strings.Contains(line, "repeat") || strings.Contains(line, "pad_") {
			t.Skip("it reads files, or makes long texts")
		}
		session, problems := repl.New(repl.Options{
			Script: "flow.lcs", Library: library, Sandbox: true,
			Read:     func(string) ([]byte, error) { return []byte(script), nil },
			Append:   func(string, []byte) error { return nil },
			Settings: map[string]interp.Setting{"api_key": {Value: "k-topsecret", Place: "--set"}},
		})
		if problems.HasErrors() {
			t.Fatal(problems)
		}
		defer session.Close()
		session.Incomplete(line)
		session.Keep(line)
		from, _ := session.Complete(line, len(line))
		if from < 0 || from > len(line) {
			t.Errorf("completion from %d of %d", from, len(line))
		}
		var out bytes.Buffer
		session.Execute(context.Background(), line, &out)
		if !strings.Contains(line, "topsecret") && strings.Contains(out.String(), "topsecret") {
			t.Errorf("%q shows the secret: %s", line, &out)
		}
	})
}
